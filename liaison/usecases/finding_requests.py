"""Which request may this actor see, and which may be changed? Of their dossier, or by its number for the oversight."""

from typing import Final

from liaison.errors import Denied, WrongState
from liaison.records import RightsRequest
from liaison.rules.access import Actor, check_has_role, check_may_work_in
from liaison.rules.rights import Dates
from liaison.store import cases as case_store
from liaison.store import rights as store
from liaison.usecases.context import Context
from liaison.usecases.dossier import case_of
from liaison.vocabulary import Role

RECEIVERS: Final = frozenset({Role.REFERENT, Role.COORDINATOR})
"""Who enters requests, and sees whose they are."""
SEERS: Final = RECEIVERS | {Role.CONTROLLER, Role.DPO}


def dates_of(row: RightsRequest) -> Dates:
    """Return what the clock of a request hangs on."""
    return Dates(
        row.received_on, row.identity_asked_on, row.identity_proved_on, bool(row.extension), row.extension_told_on,
        row.answered_on,
    )  # fmt: skip


def request_of(ctx: Context, actor: Actor, request_id: str) -> RightsRequest:
    """Return a request that the actor may see: of their dossier, or by its number only for the oversight.

    Raises:
        NotFound: there is none of that id.
        Denied: it is not theirs.
    """
    row = store.get_request(ctx.session, request_id)
    check_has_role(actor, SEERS)
    check_may_work_in(actor, row.departement)
    if actor.role is Role.REFERENT:
        if row.case_id is not None:
            case_of(ctx, actor, row.case_id)
        elif row.entered_by != actor.account_id:
            raise Denied("Cette demande n’est pas la vôtre.", hint="La coordination la suit.")
    return row


def request_to_change(ctx: Context, actor: Actor, request_id: str) -> RightsRequest:
    """Return a request that may be changed, locked, the person's dossier first.

    Raises:
        WrongState: it is closed.
        Denied: it is not theirs.
    """
    row = request_of(ctx, actor, request_id)
    if row.case_id is not None:
        case_store.lock_case(ctx.session, row.case_id)
    row = store.lock_request(ctx.session, row.id)
    if row.closed_at is not None:
        raise WrongState("Cette demande est close : la personne est répondue.", hint="Saisissez-en une autre.")
    return row
