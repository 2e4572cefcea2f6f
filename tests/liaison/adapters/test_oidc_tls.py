"""Is the provider who it says it is? Its certificate is verified, by the authority that the operator named, if any."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from liaison.adapters.oidc import OidcProvider
from liaison.ports import ProviderSilent
from liaison.settings import load
from tests.liaison.adapters.certificates import Authority


class Published(BaseHTTPRequestHandler):
    """A provider that publishes itself, and nothing else."""

    asked = 0

    def do_GET(self) -> None:
        """Answer."""
        Published.asked += 1
        host = f"https://{self.headers['Host']}"
        keys = {"keys": [ECKey.generate_key("P-256", {"kid": "1"}).as_dict(private=False)]}
        document = {"issuer": host, "jwks_uri": f"{host}/jwks", "code_challenge_methods_supported": ["S256"]}
        document |= {name: f"{host}/{name}" for name in ("authorization_endpoint", "token_endpoint")}
        body = json.dumps(keys if self.path == "/jwks" else document).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Give who vouches for it."""
    return Authority(tmp_path)


@pytest.fixture
def issuer(authority: Authority) -> Iterator[str]:
    """Serve it over TLS."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Published) as server:
        server.socket = authority.server_context().wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"https://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def _provider(issuer: str, authority_file: Path | None) -> OidcProvider:
    known = {"oidc_issuer": issuer, "oidc_client_id": "liaison", "oidc_client_secret": "secret"}
    return OidcProvider(load({}, **known, public_url="https://liaison.test", oidc_ca_file=authority_file))


@pytest.mark.requirement("G-6")
def test_a_named_authority_is_believed(issuer: str, authority: Authority) -> None:
    """With its authority in the settings, document and keys are read."""
    _provider(issuer, authority.file).check()


def test_anybody_else_is_not(issuer: str, tmp_path: Path) -> None:
    """Without it, or with another, nothing is read; and who did not answer is left alone for a moment."""
    other = tmp_path / "other"
    other.mkdir()
    before = Published.asked
    for file in (None, Authority(other).file):
        provider = _provider(issuer, file)
        for _ in range(2):
            with pytest.raises(ProviderSilent):
                provider.check()
    assert before == Published.asked
