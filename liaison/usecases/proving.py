"""Is this still the same person? A code from the telephone, asked again before a key is shown (ASVS 7.5.1)."""

from liaison.events import EventKind
from liaison.rules.access import Actor
from liaison.store import accounts as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import signing_in
from liaison.usecases.context import Context


def prove(ctx: Context, actor: Actor, code: str, *, before: str, recovery_code: str = "") -> None:
    """Let through only who holds the telephone of this account; a code serves once, at a sign-in or here.

    `recovery_code`: one on paper, in the place of the telephone's. `before`: the closed word of what is to be done,
    for the journal.

    Raises:
        SignInFailed: the code is wrong, or was used before; the try is counted.
        TooMany: too many wrong codes.
    """
    # Before the tries are read: of many wrong codes at once, each waits for the one before.
    account = store.lock_account(ctx.session, actor.account_id)
    subjects = signing_in.check_code_tries(ctx, actor.account_id)
    signing_in.check_second_factor(ctx, account, code=code, recovery_code=recovery_code, subjects=subjects)
    event = Event(EventKind.IDENTITY_PROVED, actor.account_id, actor.account_id, {"before": before})
    save(ctx.session, event=event, at=ctx.now)
