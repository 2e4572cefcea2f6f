"""Does an ID token hold? Signature by one of the provider's public keys, then each claim, exactly (ASVS 9.1, 10.5)."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import ECKey, RSAKey, import_key

from liaison.ports import Proved, ProviderRefusal
from liaison.vocabulary.provider import ProviderFault

ALGORITHMS: Final[Mapping[str, str]] = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}
"""Signatures by a private key that only the provider has: no `none`, nothing that our own secret could sign."""
SKEW: Final = 60
"""Seconds that the provider's clock may be off."""
OLDEST: Final = 600
"""Seconds since a token was made: it is fetched at once, an older one was kept by somebody."""
_LONGEST: Final = 16 * 1024
_MOST_KEYS: Final = 32
_LEAST_BITS: Final = 2048


@dataclass(frozen=True, slots=True)
class Expected:
    """What the token of one sign-in must say."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Keys:
    """The public keys that a provider signs with."""

    keys: tuple[RSAKey | ECKey, ...]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Keys":
        """Take the keys of a JWK set that can verify; what is weak, private to both sides or unreadable is left out."""
        listed = document.get("keys")
        found = [_imported(one) for one in (listed if isinstance(listed, list) else [])[:_MOST_KEYS]]
        return cls(tuple(key for key in found if key is not None))

    def has(self, kid: str) -> bool:
        """Say whether a key of that name is there."""
        return any(key.kid == kid for key in self.keys)

    def one(self, kid: str | None, algorithm: str) -> RSAKey | ECKey:
        """Return the one key that a token names; without a name the only one of its kind.

        Raises:
            ProviderRefusal: there is none, or more than one.
        """
        fitting = [
            key
            for key in self.keys
            if key.key_type == ALGORITHMS[algorithm]
            and (kid is None or key.kid == kid)
            and key.get("alg") in {None, algorithm}
        ]
        if len(fitting) != 1:
            raise ProviderRefusal(ProviderFault.KEY)
        return fitting[0]


def proved(token: object, expected: Expected, keys_for: Callable[[str | None], Keys]) -> Proved:
    """Say whom a token names.

    Raises:
        ProviderRefusal: it does not hold; the fault says what did not.
    """
    if not isinstance(token, str) or not 0 < len(token) <= _LONGEST or not token.isascii():
        raise ProviderRefusal(ProviderFault.TOKEN)
    algorithm, kid = _named(token)
    key = keys_for(kid).one(kid, algorithm)
    try:
        opened = jwt.decode(token, key, algorithms=[algorithm])
    except (JoseError, ValueError, TypeError):
        raise ProviderRefusal(ProviderFault.SIGNATURE) from None
    claims = opened.claims
    _check_whose(claims, expected)
    _check_rest(opened, expected)
    amr = claims.get("amr")
    acr = claims.get("acr")
    return Proved(
        expected.issuer,
        claims["sub"],
        acr if isinstance(acr, str) else "",
        tuple(one for one in amr if isinstance(one, str)) if isinstance(amr, list) else (),
        token,
    )


def _named(token: str) -> tuple[str, str | None]:
    """Return the algorithm and the key that a token says it was signed by: both are compared, neither is obeyed."""
    try:
        header = jws.extract_compact(token.encode("ascii")).headers()
    except (JoseError, ValueError, TypeError):
        raise ProviderRefusal(ProviderFault.TOKEN) from None
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS:
        raise ProviderRefusal(ProviderFault.ALGORITHM)
    if kid is not None and not isinstance(kid, str):
        raise ProviderRefusal(ProviderFault.KEY)
    return str(algorithm), kid


def _check_whose(claims: Mapping[str, Any], expected: Expected) -> None:
    """Whose token, for whom, of which sign-in: to the letter; a token for others as well is for none of them."""
    if claims.get("iss") != expected.issuer:
        raise ProviderRefusal(ProviderFault.ISSUER)
    if claims.get("aud") not in (expected.client_id, [expected.client_id]):
        raise ProviderRefusal(ProviderFault.AUDIENCE)
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), expected.nonce.encode()):
        raise ProviderRefusal(ProviderFault.NONCE)


def _check_rest(opened: jwt.Token, expected: Expected) -> None:
    """When, who, and the rest of OpenID Connect Core 3.1.3.7, by Authlib."""
    params = {"client_id": expected.client_id, "nonce": expected.nonce, "access_token": expected.access_token}
    now = int(expected.now.timestamp())
    try:
        CodeIDToken(opened.claims, opened.header, params=params).validate(now=now, leeway=SKEW)
    except ExpiredTokenError:
        raise ProviderRefusal(ProviderFault.EXPIRED) from None
    except (JoseError, ValueError, TypeError):
        raise ProviderRefusal(ProviderFault.TOKEN) from None
    if now - opened.claims["iat"] > OLDEST + SKEW:
        raise ProviderRefusal(ProviderFault.EXPIRED)
    subject = opened.claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:  # noqa: PLR2004 - OpenID Connect Core, 2
        raise ProviderRefusal(ProviderFault.TOKEN)


def _imported(one: object) -> RSAKey | ECKey | None:
    if not isinstance(one, dict) or one.get("use") not in {None, "sig"}:
        return None
    try:
        key = import_key(one)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    if isinstance(key, RSAKey):
        return key if key.public_key.key_size >= _LEAST_BITS else None
    return key if isinstance(key, ECKey) else None
