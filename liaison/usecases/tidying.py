"""What goes without anybody asking? Leftovers of deliveries, lines of old mails, whose a closed account was.

The marks of the columns say when (docs/retention.md); this does it, once a day. What has a day of its own in the
calendar is destroyed by `destroying`, what ends by the hour by `expiring` and the sweeps.
"""

from datetime import timedelta
from typing import Final

from liaison.events import EventKind
from liaison.records import Account
from liaison.rules.calendar import add_months, end_of_day
from liaison.store import accounts as account_store
from liaison.store import provider as provider_store
from liaison.store import tidying as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import scheduling
from liaison.usecases.context import Context
from liaison.usecases.inviting import drop_credentials
from liaison.usecases.profiles import object_of
from liaison.vocabulary import SYSTEM
from liaison.vocabulary.retention import RuleId

AFTER_CLOSING: Final = timedelta(days=365)
"""How long it is known whose a closed account was: to be opened again, and for who reads the journal."""


def tidy(ctx: Context) -> int:
    """Delete what deliveries and mails left behind past its day; return how much."""
    before = ctx.now - timedelta(days=scheduling.limits_of(ctx).of(RuleId.ARCHIVE))
    addresses = store.forget_addresses(ctx.session, before)
    links = store.drop_links(ctx.session, before)
    mails = store.drop_mails(ctx.session, end_of_day(add_months(ctx.today, -ctx.settings.journal_months)))
    if addresses + links + mails:
        detail = {"addresses": addresses, "links": links, "mails": mails}
        save(ctx.session, event=Event(EventKind.ROWS_TIDIED, SYSTEM, "", detail), at=ctx.now)
    return addresses + links + mails


def forget_accounts(ctx: Context) -> int:
    """Forget whose the accounts were that have been closed for a year; return how many.

    The row stays, empty: what it did stands in registers under its id.
    """
    rows = list(store.closed_accounts(ctx.session))
    for row in rows:
        row.disabled_at = row.disabled_at or ctx.now  # closed before that was written down: the year begins
    past = [row for row in rows if row.disabled_at is not None and row.disabled_at + AFTER_CLOSING <= ctx.now]
    for row in past:
        _forget(ctx, row)
    ctx.session.flush()
    return len(past)


def _forget(ctx: Context, row: Account) -> None:
    row.profile, row.totp, row.password, row.totp_step = b"", None, None, None
    row.email_index = f"forgotten-{row.id}"
    account_store.drop_sessions(ctx.session, row.id)
    provider_store.drop_identity(ctx.session, row.id)
    drop_credentials(ctx, row.id)
    store.drop_absences(ctx.session, row.id)
    ctx.destroy(object_of(row.id))
    save(ctx.session, row, event=Event(EventKind.ACCOUNT_FORGOTTEN, SYSTEM, row.id), at=ctx.now)
