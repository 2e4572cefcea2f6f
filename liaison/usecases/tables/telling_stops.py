"""Who learns that somebody in a table on its way must no longer be in it? The coordination, by mail, with numbers only.

It did not do it itself: a référent recorded the withdrawal, somebody else the request, or a night destroyed a dossier.
"""

from liaison.messages.table_stopped import TableStoppedMail, table_stopped_mail
from liaison.records import Transmission
from liaison.store import accounts as account_store
from liaison.store import directory as directory_store
from liaison.store import tables as store
from liaison.usecases import delivering, profiles
from liaison.usecases.context import Context
from liaison.vocabulary import Role


def tell(ctx: Context, pli: Transmission, *, stopped: bool) -> None:
    """Put a mail to the coordination of the département into the outbox, in the caller's transaction."""
    if pli.table_id is None or not ctx.mailer_ready:
        return
    number = store.get_table(ctx.session, pli.table_id).number
    operator = directory_store.get_departement(ctx.session, pli.departement).operator
    text = table_stopped_mail(TableStoppedMail(operator, number, pli.reference, stopped))
    for account in account_store.list_in(ctx.session, pli.departement, {Role.COORDINATOR}):
        if account.enabled:
            delivering.queue_mail(ctx, text, to=profiles.open_profile(ctx, account).email)
