"""Is this the secret whose hash we keep? Login secrets by Argon2id, random tokens by SHA-256.

Verifying returns something useful or raises `WrongSecret`: no boolean that a caller could forget. Secrets
that must be read again do not belong here but in the vault.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from base64 import urlsafe_b64encode
from collections.abc import Callable
from enum import Enum
from typing import Final, NoReturn

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from crypto.errors import BrokenHash, WrongSecret
from crypto.profiles import LOGIN, TOKEN, Argon2Profile

MAX_SECRET_BYTES: Final = 4096
"""A longer login secret is refused before any work is done with it."""


class Freshness(Enum):
    """Whether a hash that matched was made with today's parameters."""

    CURRENT = "current"
    OUTDATED = "outdated"


def hash_secret(secret: str, *, profile: Argon2Profile = LOGIN) -> str:
    """The Argon2id hash of a login secret, in PHC form with its own salt and parameters.

    Raises `ValueError` for a secret over `MAX_SECRET_BYTES`.
    """
    prepared = _prepared(secret)
    if len(prepared) > MAX_SECRET_BYTES:
        raise ValueError(f"login secret over {MAX_SECRET_BYTES} bytes")
    return _hasher(profile).hash(prepared)


def verify_secret(secret: str, stored: str, *, profile: Argon2Profile = LOGIN) -> Freshness:
    """Whether the matching hash is fresh; `OUTDATED` asks the caller to store `hash_secret(secret)`.

    Raises `WrongSecret`, and `BrokenHash` when `stored` is no Argon2id hash.
    """
    prepared = _prepared(secret)
    if len(prepared) > MAX_SECRET_BYTES:
        raise WrongSecret
    hasher = _hasher(profile)
    try:
        hasher.verify(stored, prepared)
        return Freshness.OUTDATED if hasher.check_needs_rehash(stored) else Freshness.CURRENT
    except VerifyMismatchError:
        raise WrongSecret from None
    except (InvalidHashError, VerificationError) as error:
        raise BrokenHash("a stored login hash is not readable") from error


def refuse_unknown(secret: str, *, profile: Argon2Profile = LOGIN) -> NoReturn:
    """Raise `WrongSecret` after the work of one verification, for a login that nobody has.

    Without that work the time of the answer would tell which logins exist (ASVS 6.3.8).
    """
    prepared = _prepared(secret)
    if len(prepared) <= MAX_SECRET_BYTES:
        _hasher(profile).hash(prepared)
    raise WrongSecret


def new_token(randbytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A random token of 256 bits, 43 characters that need no escaping in a URL or a cookie."""
    return urlsafe_b64encode(randbytes(TOKEN.size)).rstrip(b"=").decode("ascii")


def token_digest(token: str, *, purpose: str) -> str:
    """What is stored of a token, 64 hexadecimal digits; a token of another purpose has another digest.

    Plain SHA-256, without a key or a salt: 256 random bits cannot be guessed from their hash, a lookup
    needs equal digests for equal tokens, and no key rotation or restore can then void a link. Never for
    anything that a person chose or that is short: `Vault.index` or `hash_secret` are for those.
    """
    return hashlib.sha256(b"liaison/token/1\0" + purpose.encode() + b"\0" + token.encode()).hexdigest()


def verify_token(token: str, digest: str, *, purpose: str) -> None:
    """Return if the token has this digest; raise `WrongSecret` otherwise. Takes the same time for both."""
    if not hmac.compare_digest(token_digest(token, purpose=purpose).encode(), digest.encode()):
        raise WrongSecret


def _prepared(secret: str) -> bytes:
    """NFC, as RFC 8265 (OpaqueString): a keyboard that composes accents otherwise is the same person."""
    return unicodedata.normalize("NFC", secret).encode("utf-8", "surrogatepass")


def _hasher(profile: Argon2Profile) -> PasswordHasher:
    return PasswordHasher(
        time_cost=profile.passes,
        memory_cost=profile.memory,
        parallelism=profile.lanes,
        hash_len=profile.hash_length,
        salt_len=profile.salt_length,
        type=Type.ID,
    )
