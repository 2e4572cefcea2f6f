"""Whom does the operator's identity provider prove? OpenID Connect, authorization code with PKCE, by Authlib.

Nothing is fetched before somebody signs in. What the provider publishes is believed as far as it is what was
configured: its issuer to the letter, its addresses on the hosts that were named, S256, signatures by public key. Each
request goes through `http_json`, which follows no redirect. No word of a token is logged or raised: only the fault.
"""

import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore, Lock
from time import monotonic
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client

from liaison.adapters import tls
from liaison.adapters.http_json import Answer, Fields, Json, NoAnswer, check_url, request
from liaison.adapters.id_tokens import Expected, Keys, proved
from liaison.errors import Misconfigured
from liaison.ports import Proved, ProviderRefusal, ProviderSilent, Returned, Secrets
from liaison.settings import Settings
from liaison.vocabulary.provider import LEFT_PATH, RETURN_PATH, ProviderFault

SCOPE: Final = "openid"
"""Who it is, and nothing else: no name, no address is asked for."""
PKCE: Final = "S256"
_LIFE: Final = 3600.0
"""Seconds that what the provider publishes is believed."""
PAUSE: Final = 60.0
"""Seconds between two looks at its keys: a stranger's token must not have us ask at will."""
_SECONDS: Final = 5.0
_REST: Final = 5.0
"""Seconds that a provider which did not answer is left alone: whoever knocks meanwhile is told so at once."""
_AT_ONCE: Final = 4
"""Exchanges at a time: a slow provider must not take every thread of the service."""
_METHODS: Final = ("client_secret_basic", "client_secret_post")


@dataclass(frozen=True, slots=True)
class _Published:
    """What the provider says about itself, checked."""

    authorization: str
    token: str
    keys: str
    end_session: str
    method: str
    names_itself: bool
    """RFC 9207: its answers say whose they are, so that one without is somebody else's."""


class OidcProvider:
    """The provider of the settings."""

    def __init__(self, settings: Settings, *, pause: float = PAUSE) -> None:
        base = str(settings.public_url).rstrip("/")
        self._issuer = check_url("LIAISON_OIDC_ISSUER", settings.oidc_issuer)
        self._id, self._secret = settings.oidc_client_id, settings.oidc_client_secret
        self._back, self._left = f"{base}{RETURN_PATH}", f"{base}{LEFT_PATH}"
        self._hosts = {urlsplit(self._issuer).hostname, *settings.oidc_hosts}
        self._acr, self._amr = settings.oidc_acr, settings.oidc_amr
        self._trust: ssl.SSLContext | None = None
        if settings.oidc_ca_file is not None:
            self._trust = tls.verified(settings.oidc_ca_file, setting="LIAISON_OIDC_CA_FILE")
        self._pause = pause
        self._lock, self._turns = Lock(), BoundedSemaphore(_AT_ONCE)
        self._published: tuple[float, _Published] | None = None
        self._keys: tuple[float, Keys] | None = None
        self._failed: tuple[float, ProviderSilent | ProviderRefusal] | None = None

    def address(self, secrets: Secrets) -> str:
        """Return where to send somebody who wants to sign in."""
        with self._turn():
            published = self._read()
        address, _ = self._client(published).create_authorization_url(
            published.authorization,
            state=secrets.state,
            nonce=secrets.nonce,
            code_verifier=secrets.verifier,
            **self._asked(),
        )
        return str(address)

    def prove(self, secrets: Secrets, returned: Returned, *, now: datetime) -> Proved:
        """Change the code for an ID token, and say whom it names."""
        with self._turn():
            published = self._read()
            if (returned.issuer or published.names_itself) and returned.issuer != self._issuer:
                raise ProviderRefusal(ProviderFault.ISSUER)
            answer = self._changed(published, secrets, returned.code)
            expected = Expected(self._issuer, self._id, secrets.nonce, str(answer.get("access_token", "")), now)
            return proved(answer.get("id_token"), expected, lambda token: self._keys_for(published, token))

    def farewell(self, token: str) -> str:
        """Return where to end the session at the provider too."""
        try:
            with self._turn():
                end_session = self._read().end_session
        except (ProviderSilent, ProviderRefusal):
            return ""
        if not end_session:
            return ""
        asked = {"client_id": self._id, "post_logout_redirect_uri": self._left, "id_token_hint": token}
        return f"{end_session}{'&' if '?' in end_session else '?'}{urlencode(asked)}"

    def check(self) -> None:
        """Read what it publishes, keys included."""
        with self._turn():
            self._keys_for(self._read(), None)

    # --- what it publishes ---

    def _read(self) -> _Published:
        with self._lock:
            if self._published is None or monotonic() - self._published[0] > _LIFE:
                if self._failed is not None and monotonic() - self._failed[0] < _REST:
                    raise self._failed[1]
                try:
                    document = self._get(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
                    self._published = (monotonic(), self._checked(document))
                except (ProviderSilent, ProviderRefusal) as error:
                    self._failed = (monotonic(), error)
                    raise
            return self._published[1]

    def _checked(self, document: Mapping[str, Json]) -> _Published:
        def listed(name: str, default: tuple[str, ...]) -> list[str]:
            value = document.get(name)
            return [str(one) for one in value] if isinstance(value, list) else list(default)

        method = next((one for one in _METHODS if one in listed("token_endpoint_auth_methods_supported", _METHODS)), "")
        fits = (
            document.get("issuer") == self._issuer
            and "code" in listed("response_types_supported", ("code",))
            # A provider that lists its methods without this one would let somebody else use the code.
            and PKCE in listed("code_challenge_methods_supported", (PKCE,))
            and method
        )
        if not fits:
            raise ProviderRefusal(ProviderFault.METADATA)
        ends = document.get("end_session_endpoint")
        return _Published(
            self._ours(document.get("authorization_endpoint")),
            self._ours(document.get("token_endpoint")),
            self._ours(document.get("jwks_uri")),
            self._ours(ends) if ends else "",
            method,
            document.get("authorization_response_iss_parameter_supported") is True,
        )

    def _ours(self, url: Json) -> str:
        """Return an address of the provider, on a host that the operator named (G-6)."""
        try:
            address = check_url("", str(url))
        except Misconfigured:
            raise ProviderRefusal(ProviderFault.METADATA) from None
        if urlsplit(address).hostname not in self._hosts:
            raise ProviderRefusal(ProviderFault.METADATA)
        return address

    def _keys_for(self, published: _Published, kid: str | None) -> Keys:
        """Return the provider's keys; read again for one that is not among them, but not at will."""
        with self._lock:
            age = monotonic() - self._keys[0] if self._keys else _LIFE
            unknown = self._keys is None or (kid is not None and not self._keys[1].has(kid))
            if age >= _LIFE or (unknown and age >= self._pause):
                self._keys = (monotonic(), Keys.of(self._get(published.keys)))
            assert self._keys is not None  # noqa: S101 - without keys its age is the whole life
            return self._keys[1]

    # --- what is said to it ---

    def _asked(self) -> dict[str, str]:
        """How strongly to sign in: as essential claims too, since `acr_values` alone is but a wish."""
        claims: dict[str, object] = {}
        if self._acr:
            claims["acr"] = {"essential": True, "values": list(self._acr)}
        if self._amr:
            claims["amr"] = {"essential": True}
        asked = {"acr_values": " ".join(self._acr)} if self._acr else {}
        return asked | ({"claims": json.dumps({"id_token": claims}, separators=(",", ":"))} if claims else {})

    def _changed(self, published: _Published, secrets: Secrets, code: str) -> Mapping[str, Any]:
        client = self._client(published)
        try:
            answer = client.fetch_token(
                published.token, code=code, code_verifier=secrets.verifier, grant_type="authorization_code"
            )
        except AuthlibBaseError:
            raise ProviderRefusal(ProviderFault.CODE) from None
        except ValueError:
            raise ProviderRefusal(ProviderFault.TOKEN) from None
        return dict(answer)

    def _client(self, published: _Published) -> OAuth2Client:
        return OAuth2Client(
            _Door(self._trust),
            self._id,
            self._secret.get_secret_value(),
            token_endpoint_auth_method=published.method,
            scope=SCOPE,
            redirect_uri=self._back,
            code_challenge_method=PKCE,
        )

    def _get(self, url: str) -> Mapping[str, Json]:
        answer = _asked_once("GET", url, {}, None, self._trust)
        if not isinstance(answer.content, dict) or answer.status != 200:  # noqa: PLR2004 - OK
            raise ProviderSilent
        return answer.content

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=_SECONDS):
            raise ProviderSilent
        try:
            yield
        finally:
            self._turns.release()


class _Door:
    """What Authlib's client sends by, as it would by a session of `requests`."""

    def __init__(self, trust: ssl.SSLContext | None) -> None:
        self._trust = trust

    def post(self, url: str, *, data: Mapping[str, str], headers: Mapping[str, str], auth: ClientAuth) -> "_Answered":
        """Post a form with the client's credentials."""
        address, sent, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        own = {name: value for name, value in sent.items() if name != "Content-Type"}
        fields = Fields(dict(parse_qsl(body, keep_blank_values=True)))
        return _Answered(_asked_once("POST", address, own, fields, self._trust))


class _Answered:
    """An answer as Authlib's client reads it."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.status_code = answer.status

    def json(self) -> Json:
        """Return what came, as JSON."""
        return self._answer.content

    def raise_for_status(self) -> None:
        """Raise for an answer that is none."""
        raise ProviderSilent


def _asked_once(
    method: str, url: str, headers: Mapping[str, str], body: Fields | None, trust: ssl.SSLContext | None
) -> Answer:
    try:
        return request(method, url, headers=headers, body=body, seconds=_SECONDS, trust=trust)
    except NoAnswer:
        raise ProviderSilent from None
