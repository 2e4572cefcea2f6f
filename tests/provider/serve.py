"""Which identity provider do the tests sign in by? Authlib's own authorization server, as a process on loopback.

It is honest: it checks redirect, secret, code and PKCE by itself. `POST /essai` makes it lie in one way until told
otherwise, as a broken or hostile provider would: `python -m tests.provider.serve PORT CLIENT SECRET REDIRECT`.
"""

import json
import os
import sys
import time
from collections import defaultdict
from typing import Any

import uvicorn
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Payload, OAuth2Request, grants
from authlib.oauth2.rfc6749.errors import OAuth2Error
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, UserInfo
from authlib.oidc.core.grants import OpenIDCode
from joserfc.jwk import ECKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.provider.forging import forge

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # loopback

PEOPLE = ("agent-1", "agent-2")
"""Who has a button on its page; it lets in whoever is asked for."""
PAGE = """<!doctype html><html lang="fr"><head><title>Fournisseur d’essai</title></head><body>
<h1>Fournisseur d’essai</h1><form method="post">{}</form></body></html>"""
TOKENS = {"token_type": "Bearer", "expires_in": 60, "scope": "openid"}
LOGGED: list[str] = []
"""What was asked at /adieu."""


class Client(ClientMixin):  # type: ignore[misc]
    """The one client: liaison."""

    def __init__(self, client_id: str, secret: str, redirect: str) -> None:
        self.client_id, self.secret, self.redirect = client_id, secret, redirect

    def get_client_id(self) -> str:
        """Its name."""
        return self.client_id

    def get_allowed_scope(self, scope: str) -> str:
        """Whatever it asks."""
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Only where it was registered."""
        return redirect_uri == self.redirect

    def get_default_redirect_uri(self) -> str:
        """Return where it was registered."""
        return self.redirect

    def check_client_secret(self, client_secret: str) -> bool:
        """Compare."""
        return client_secret == self.secret

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002 - Authlib's signature
        """Only the method that the document tells."""
        return method == STATE.method

    def check_response_type(self, response_type: str) -> bool:
        """Only a code."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Only a code."""
        return grant_type == "authorization_code"


class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    """A code, and what it was given for."""

    def __init__(self, code: str, request: OAuth2Request) -> None:
        data = request.payload.data
        self.code, self.user, self.scope = code, request.user, request.scope
        self.redirect, self.nonce = data.get("redirect_uri"), data.get("nonce")
        self.code_challenge, self.code_challenge_method = data.get("code_challenge"), data.get("code_challenge_method")
        self.asked = {"acr_values": data.get("acr_values", ""), "claims": json.loads(data.get("claims", "{}"))}

    def get_redirect_uri(self) -> str:
        """Where it was sent."""
        return str(self.redirect)

    def get_scope(self) -> str:
        """Return what it opens."""
        return str(self.scope)

    def get_nonce(self) -> str | None:
        """Return what ties it to its sign-in."""
        return None if self.nonce is None else str(self.nonce)

    def get_auth_time(self) -> int:
        """When."""
        return STATE.now()

    def get_acr(self) -> str | None:
        """How strongly: as asked, where that was asked."""
        return str(self.asked["acr_values"]).split(" ", 1)[0] or None

    def get_amr(self) -> list[str] | None:
        """By what: told where it was asked."""
        return ["pwd", "mfa"] if "amr" in self.asked["claims"].get("id_token", {}) else None


def _new_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


class State:
    """What the provider knows and how it lies."""

    def __init__(self) -> None:
        self.keys: tuple[RSAKey, ECKey] = (_new_key("rsa-1"), ECKey.generate_key("P-256", {"kid": "ec-1"}))
        self.codes: dict[str, Code] = {}
        self.lie: dict[str, Any] = {}
        self.asked: dict[str, int] = defaultdict(int)

    @property
    def method(self) -> str:
        """How clients prove themselves."""
        return str(self.lie.get("method", "client_secret_basic"))

    def now(self) -> int:
        """The moment that the test's clock shows."""
        return int(self.lie.get("at", time.time()))  # noqa: TID251 - a process of its own


STATE = State()


class Grant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    """Codes, kept in memory, each used once."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        """Keep it."""
        STATE.codes[code] = Code(code, request)

    def query_authorization_code(self, code: str, client: Client) -> Code | None:  # noqa: ARG002 - one client
        """Find it."""
        return STATE.codes.get(code)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Use it up."""
        del STATE.codes[authorization_code.code]

    def authenticate_user(self, authorization_code: Code) -> Any:  # noqa: ANN401 - Authlib's signature
        """Whose it is."""
        return authorization_code.user


class IdTokens(OpenIDCode):  # type: ignore[misc]
    """ID tokens, signed by the key that the lie names, or by the first."""

    def get_client_algorithm(self, client: Client) -> str:  # noqa: ARG002 - one client
        """The algorithm."""
        return "RS256"

    def get_encode_header(self, client: Client) -> dict[str, str]:  # noqa: ARG002 - one client
        """The key's name too."""
        return {"alg": "RS256", "kid": str(STATE.keys[0].kid)}

    def resolve_client_private_key(self, client: Client) -> RSAKey:  # noqa: ARG002 - one client
        """Return the key."""
        return STATE.keys[0]

    def get_client_claims(self, client: Client) -> dict[str, object]:
        """Who says it to whom, and when."""
        now = STATE.now()
        return {"iss": ISSUER, "aud": [client.client_id], "iat": now, "exp": now + 300, "auth_time": now}

    def exists_nonce(self, nonce: str, request: OAuth2Request) -> bool:  # noqa: ARG002 - Authlib's signature
        """Say whether it was used."""
        return any(code.nonce == nonce for code in STATE.codes.values())

    def generate_user_info(self, user: str, scope: str) -> UserInfo:  # noqa: ARG002 - one scope
        """Who: the e-mail address comes along, as providers do whom nobody asked."""
        return UserInfo(sub=user, email=f"{user}@fournisseur.example")


class Asked(OAuth2Request):  # type: ignore[misc]
    """A request as Authlib reads it."""

    def __init__(self, request: Request, form: dict[str, str]) -> None:
        super().__init__(request.method, str(request.url), headers=request.headers)
        self._form, self._args = form, dict(request.query_params)
        self.payload = Payload(self._args | form)

    @property
    def args(self) -> dict[str, str]:
        """The query."""
        return self._args

    @property
    def form(self) -> dict[str, str]:
        """The body."""
        return self._form


class Payload(OAuth2Payload):  # type: ignore[misc]
    """All of what was asked."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values

    @property
    def data(self) -> dict[str, str]:
        """Each value."""
        return self._values

    @property
    def datalist(self) -> dict[str, list[str]]:
        """Each value, as a list."""
        return defaultdict(list, {name: [value] for name, value in self._values.items()})


class Server(AuthorizationServer):  # type: ignore[misc]
    """Authlib's server, answering by Starlette."""

    def query_client(self, client_id: str) -> Client | None:
        """Find the client."""
        return CLIENT if client_id == CLIENT.client_id else None

    def save_token(self, token: object, request: object) -> None:
        """Nobody uses an access token here."""

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: Asked) -> Asked:
        """It is one already."""
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Response:  # noqa: ANN401
        """Answer."""
        if isinstance(body, dict):
            return JSONResponse(body, status, dict(headers))
        return Response(body, status, dict(headers))


async def configuration(_: Request) -> Response:
    """What it publishes of itself."""
    STATE.asked["configuration"] += 1
    document = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/authorize",
        "token_endpoint": f"{ISSUER}/token",
        "jwks_uri": f"{ISSUER}/jwks",
        "end_session_endpoint": f"{ISSUER}/adieu",
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": [STATE.method],
        "authorization_response_iss_parameter_supported": True,
    }
    if location := STATE.lie.get("redirected"):
        return RedirectResponse(location)
    return JSONResponse(document | STATE.lie.get("document", {}))


async def jwks(_: Request) -> Response:
    """Its public keys."""
    STATE.asked["jwks"] += 1
    return JSONResponse({"keys": [key.as_dict(private=False) for key in STATE.keys]})


async def authorize(request: Request) -> Response:
    """Ask who it is, then send them back."""
    form = {name: str(value) for name, value in (await request.form()).items()} if request.method == "POST" else {}
    person = form.pop("person", "")
    asked = Asked(request, form)
    try:
        grant = SERVER.get_consent_grant(asked)
    except OAuth2Error as error:
        return HTMLResponse(error.error, 400)
    if request.method == "GET":
        buttons = [f'<button name="person" value="{one}">Se connecter comme {one}</button>' for one in PEOPLE]
        return HTMLResponse(PAGE.format("".join([*buttons, '<button name="person" value="">Refuser</button>'])))
    answer: Response = SERVER.create_authorization_response(asked, grant_user=person or None, grant=grant)
    separator = "&" if "?" in answer.headers["location"] else "?"
    issuer = STATE.lie.get("iss_parameter", ISSUER)
    answer.headers["location"] += f"{separator}iss={issuer}" if issuer else ""
    return answer


async def token(request: Request) -> Response:
    """Change a code for tokens."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    answer: Response = SERVER.create_token_response(Asked(request, form))
    if answer.status_code != 200 or not STATE.lie:
        return answer
    told = json.loads(bytes(answer.body))
    return JSONResponse(told | {"id_token": forge(told["id_token"], STATE.lie, STATE.keys)} | STATE.lie.get("told", {}))


async def goodbye(request: Request) -> Response:
    """End the session here."""
    asked = dict(request.query_params)
    LOGGED.append(json.dumps(asked))
    return HTMLResponse(PAGE.format("Vous avez quitté le fournisseur."))


async def lie(request: Request) -> Response:
    """Lie from now on in this way; `keys`: make new ones."""
    STATE.lie = json.loads(await request.body())
    if STATE.lie.pop("keys", False):
        STATE.keys = (_new_key(generate_token(8)), STATE.keys[1])
    return JSONResponse({"asked": STATE.asked, "goodbyes": LOGGED})


if __name__ == "__main__":
    PORT, *REGISTERED = sys.argv[1:]
    ISSUER, CLIENT, SERVER = f"http://127.0.0.1:{PORT}", Client(*REGISTERED), Server(["openid"])
    SERVER.register_token_generator("default", lambda **_: TOKENS | {"access_token": generate_token(24)})
    SERVER.register_grant(Grant, [IdTokens(require_nonce=True), CodeChallenge(required=True)])
    routes = [
        Route("/.well-known/openid-configuration", configuration),
        Route("/jwks", jwks),
        Route("/authorize", authorize, methods=["GET", "POST"]),
        Route("/token", token, methods=["POST"]),
        Route("/adieu", goodbye),
        Route("/essai", lie, methods=["POST"]),
    ]
    uvicorn.run(Starlette(routes=routes), host="127.0.0.1", port=int(PORT), log_level="warning")
