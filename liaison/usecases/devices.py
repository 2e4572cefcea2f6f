"""Did this person come in by this browser before? A token of its own, kept by the browser when the session ends.

It opens nothing: both factors are asked every time. It keeps others' wrong tries from slowing the right person, and
saves typing the address on a telephone (docs/decisions/0117).
"""

from datetime import timedelta
from typing import Final

from crypto.hashing import new_token, token_digest
from liaison.records import KnownDevice
from liaison.store import accounts as account_store
from liaison.store import credentials as store
from liaison.usecases.context import Context
from liaison.usecases.profiles import open_profile

LIFETIME: Final = timedelta(days=180)
"""A browser that was not used for so long is a stranger again."""
PURPOSE: Final = "device"
_TOUCH_EVERY: Final = timedelta(days=1)


def known(ctx: Context, token: str, account_id: str) -> str:
    """Return by what the tries of a known device are counted; nothing for a stranger's, or another's, browser."""
    digest = token_digest(token, purpose=PURPOSE)
    row = store.find_device(ctx.session, digest, account_id)
    return f"{digest}|{account_id}" if row is not None and ctx.now - row.seen_at < LIFETIME else ""


def remember(ctx: Context, token: str, account_id: str) -> str:
    """Note that somebody came in by this browser; return the token that it is to keep.

    A token by which this person never came in is not taken over: a stranger, or a colleague at a shared desk, could
    have planted it and kept a copy. Whoever else comes in by this browser goes on with the new one.
    """
    digest = token_digest(token, purpose=PURPOSE)
    row = store.find_device(ctx.session, digest, account_id)
    if row is None:
        token = new_token(ctx.random)
        planted, digest = digest, token_digest(token, purpose=PURPOSE)
        store.rename_devices(ctx.session, planted, digest)
    if row is None:
        row = KnownDevice(token=digest, account_id=account_id, seen_at=ctx.now)
    elif abs(ctx.now - row.seen_at) >= _TOUCH_EVERY:
        row.seen_at = ctx.now
    store.put_device(ctx.session, row)
    return token


def address_of(ctx: Context, token: str) -> str:
    """Return the address of the one person who comes in by this browser; nothing when there are several, or none."""
    rows = store.devices_of_token(ctx.session, token_digest(token, purpose=PURPOSE))
    if len(rows) != 1 or ctx.now - rows[0].seen_at >= LIFETIME:
        return ""
    account = account_store.get_account(ctx.session, rows[0].account_id)
    return open_profile(ctx, account).email if account.enabled else ""
