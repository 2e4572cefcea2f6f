"""How does a broken or hostile provider lie in its ID token? One lie at a time, signed as the lie says."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey


def forge(token: str, lie: Mapping[str, Any], keys: Sequence[RSAKey | ECKey]) -> str:
    """Write an ID token again.

    `claims` replaces claims, `without` leaves some out, `header` replaces what the header says; `sign`: none, with the
    public key as a secret, or with a key that nobody publishes.
    """
    opened = jwt.decode(token, keys[0], algorithms=["RS256"])
    claims = {**opened.claims, **lie.get("claims", {})}
    claims = {name: value for name, value in claims.items() if name not in lie.get("without", ())}
    header = {**opened.header, **lie.get("header", {})}
    header = {name: value for name, value in header.items() if value is not None}
    match lie.get("sign"):
        case "none":
            return jwt.encode({**header, "alg": "none"}, claims, OctKey.import_key("x" * 32), algorithms=["none"])
        case "public key as secret":
            head, body, _ = jwt.encode(header, claims, keys[0], algorithms=["RS256"]).split(".")
            head = _encoded(json.dumps({**header, "alg": "HS256"}))
            mac = hmac.digest(keys[0].as_pem(private=False), f"{head}.{body}".encode(), "sha256")
            return f"{head}.{body}.{_encoded(mac)}"
        case "stranger":
            return jwt.encode(header, claims, RSAKey.generate_key(2048), algorithms=["RS256"])
        case "ec":
            return jwt.encode({"alg": "ES256", "kid": "ec-1"}, claims, keys[1], algorithms=["ES256"])
        case "changed":
            head, body, signature = jwt.encode(header, claims, keys[0], algorithms=["RS256"]).split(".")
            other = jwt.encode(header, {**claims, "sub": "agent-2"}, keys[0], algorithms=["RS256"]).split(".")[1]
            return ".".join((head, other if other != body else body[::-1], signature))
    return jwt.encode(header, claims, keys[0], algorithms=["RS256"])


def _encoded(value: str | bytes) -> str:
    return urlsafe_b64encode(value.encode() if isinstance(value, str) else value).decode().rstrip("=")
