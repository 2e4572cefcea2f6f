"""Which sessions does somebody have, and who ends them? Their owner one or all others, the administrator all of one's.

A session is called by its handle: its token, of which only the hash is here, is in no page but the owner's browser.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crypto.hashing import new_token, token_digest
from liaison.errors import NotFound
from liaison.events import EventKind
from liaison.records import WebSession
from liaison.rules.access import Actor, check_may_administer
from liaison.store import accounts as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import proving, signing_in
from liaison.usecases.context import Context
from liaison.vocabulary.sessions import Act, Browser, Device

BROWSER_LABELS: Final = {
    Browser.FIREFOX: "Firefox",
    Browser.CHROME: "Chrome",
    Browser.EDGE: "Edge",
    Browser.SAFARI: "Safari",
    Browser.OTHER: "Un autre navigateur",
}
DEVICE_LABELS: Final = {Device.COMPUTER: "sur un ordinateur", Device.PHONE: "sur un téléphone"}


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session as its owner sees it."""

    handle: str
    machine: str
    begun_at: datetime
    seen_at: datetime
    current: bool


def list_own(ctx: Context, actor: Actor, current: str) -> list[SessionLine]:
    """Return one's open sessions, the current one first, then the last used."""
    lines = [_line(row, current) for row in _open(ctx, actor.account_id)]
    return sorted(lines, key=lambda line: not line.current)


def end_one(ctx: Context, actor: Actor, handle: str) -> None:
    """End one of one's own sessions: what its browser holds opens nothing any more.

    Raises:
        NotFound: it ended meanwhile, or is somebody else's.
    """
    found = [row for row in store.list_sessions(ctx.session, actor.account_id) if row.handle == handle]
    if not found:
        raise NotFound("Cette session n’est plus ouverte.", hint="Revenez à « Mon compte ».")
    _end(ctx, actor, actor.account_id, found)


def end_others(ctx: Context, actor: Actor, current: str) -> int:
    """End all of one's sessions but the current one; return how many were open."""
    rows = store.list_sessions(ctx.session, actor.account_id)
    return _end(ctx, actor, actor.account_id, [row for row in rows if row.handle != current])


def end_all_of(ctx: Context, actor: Actor, account_id: str) -> int:
    """End every session of an account; return how many were open.

    Raises:
        Denied: not an administrator.
        NotFound: there is no such account.
    """
    check_may_administer(actor)
    account = store.get_account(ctx.session, account_id)
    return _end(ctx, actor, account.id, store.list_sessions(ctx.session, account.id))


def prove_again(ctx: Context, actor: Actor, token: str, *, code: str = "", recovery_code: str = "", before: Act) -> str:
    """Take a fresh code in a session, and return its new token: the old one opens nothing (ASVS 7.2.4).

    The code is the telephone's, or a `recovery_code` on paper.

    Raises:
        SignInFailed: the code is wrong, or was used before; the try is counted.
        TooMany: too many wrong codes.
        SignInRequired: the session ended meanwhile.
    """
    proving.prove(ctx, actor, code, before=before.value, recovery_code=recovery_code)
    row = signing_in.session_of(ctx, token)
    fresh = new_token(ctx.random)
    row.token, row.proved_at = token_digest(fresh, purpose=signing_in.SESSION), ctx.now
    store.put_session(ctx.session, row)
    return fresh


def _open(ctx: Context, account_id: str) -> list[WebSession]:
    return [row for row in store.list_sessions(ctx.session, account_id) if not signing_in.has_ended(ctx, row)]


def _line(row: WebSession, current: str) -> SessionLine:
    machine = f"{BROWSER_LABELS[Browser(row.browser)]}, {DEVICE_LABELS[Device(row.device)]}"
    return SessionLine(row.handle, machine, row.created_at, row.seen_at, row.handle == current)


def _end(ctx: Context, actor: Actor, account_id: str, rows: Sequence[WebSession]) -> int:
    """End sessions; those whose time was over go too, and are not counted."""
    opened = sum(not signing_in.has_ended(ctx, row) for row in rows)
    for row in rows:
        store.drop_session(ctx.session, row)
    if opened:
        event = Event(EventKind.SESSIONS_ENDED, actor.account_id, account_id, {"count": opened})
        save(ctx.session, event=event, at=ctx.now)
    return opened
