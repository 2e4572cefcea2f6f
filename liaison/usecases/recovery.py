"""How does somebody come in whose telephone is lost? By a code on paper, in the telephone's place, each once.

Ten codes of 113.9 bits, shown once. At that length a keyed hash is enough: nobody guesses one, with the database or
without (ASVS 6.5.2, 6.5.3; docs/decisions/0116).
"""

from typing import Final

from crypto.errors import MistypedPassphrase
from crypto.passphrase import generate, normalise
from crypto.profiles import RECOVERY
from liaison.events import EventKind
from liaison.records import Account
from liaison.store import credentials as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context

COUNT: Final = 10
LONGEST: Final = 80
"""Characters of a code, with all that a person may type between its groups."""


def make_codes(ctx: Context, account_id: str) -> tuple[str, ...]:
    """Make ten new codes, to be shown now and never again; those from before are worthless."""
    codes = tuple(generate(profile=RECOVERY).reveal() for _ in range(COUNT))
    store.replace_codes(ctx.session, account_id, [_digest(ctx, account_id, code) for code in codes])
    save(ctx.session, event=Event(EventKind.RECOVERY_CODES_MADE, account_id, account_id), at=ctx.now)
    return codes


def use_code(ctx: Context, account: Account, typed: str) -> bool:
    """Say whether a recovery code is right; it is used up from now on."""
    try:
        code = normalise(typed[:LONGEST], profile=RECOVERY).reveal()
    except MistypedPassphrase:
        return False
    if not store.spend_code(ctx.session, account.id, _digest(ctx, account.id, code)):
        return False
    event = Event(EventKind.RECOVERY_CODE_USED, account.id, account.id, {"left": codes_left(ctx, account.id)})
    save(ctx.session, event=event, at=ctx.now)
    return True


def codes_left(ctx: Context, account_id: str) -> int:
    """Return how many codes somebody has left."""
    return store.count_codes(ctx.session, account_id)


def _digest(ctx: Context, account_id: str, code: str) -> str:
    return ctx.vault.index("recovery", f"{account_id}|{code}")
