"""Is this the person? The second factor: six digits from a telephone, used once (RFC 6238, ASVS 6.5)."""

import hmac
from base64 import b32encode
from typing import Final

import pyotp

from liaison.records import Account
from liaison.store import accounts as store
from liaison.usecases.context import Context
from liaison.usecases.profiles import object_of

ISSUER: Final = "liaison"
STEP: Final = 30
"""Seconds that a code lives."""
DRIFT: Final = 1
"""Steps that a telephone's clock may be early or late (ASVS 6.5.5)."""
SEED_BYTES: Final = 20
"""160 bits, as RFC 4226 recommends."""
DIGITS: Final = 6


def new_seed(ctx: Context) -> str:
    """Draw a seed, in base32."""
    return b32encode(ctx.random(SEED_BYTES)).decode("ascii")


def seal_seed(ctx: Context, account_id: str, seed: str) -> bytes:
    """Seal a seed under its account's own data key."""
    return ctx.seal(object_of(account_id), "totp", seed)


def open_seed(ctx: Context, account: Account) -> str:
    """Open the seed of an account that has one."""
    if account.totp is None:
        message = f"account {account.id} has no second factor"
        raise ValueError(message)
    return str(ctx.unseal(object_of(account.id), "totp", account.totp))


def use_code(ctx: Context, account: Account, code: str) -> bool:
    """Say whether a code is right and was not used before; it is used from now on."""
    step = _step_of(ctx, open_seed(ctx, account), code)
    return step is not None and store.spend_step(ctx.session, account.id, step)


def fits(ctx: Context, account: Account, code: str) -> bool:
    """Say whether a code is right, without using it up: `use_code` still says whether it was used before."""
    return _step_of(ctx, open_seed(ctx, account), code) is not None


def provisioning_uri(seed: str, email: str) -> str:
    """Return the otpauth:// address that an authenticator reads from a QR code."""
    return pyotp.TOTP(seed, digits=DIGITS, interval=STEP).provisioning_uri(name=email, issuer_name=ISSUER)


def _step_of(ctx: Context, seed: str, code: str) -> int | None:
    typed = "".join(code.split())
    now = int(ctx.now.timestamp()) // STEP
    generator = pyotp.HOTP(seed, digits=DIGITS)
    # All steps are compared whatever matches: the time of the answer tells nothing.
    found = [step for step in range(now - DRIFT, now + DRIFT + 1) if _equal(generator.at(step), typed)]
    return found[-1] if found else None


def _equal(expected: str, typed: str) -> bool:
    return hmac.compare_digest(expected.encode(), typed.encode())
