"""What came by mail that somebody is to look at? For those who follow the pli; without one, for the coordination."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from liaison.errors import Denied
from liaison.events import EventKind
from liaison.records import Incident, ReceivedMail
from liaison.rules.access import Actor, check_has_role
from liaison.store import exchanges as exchange_store
from liaison.store import governance as governance_store
from liaison.store import mailbox as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import following
from liaison.usecases.context import Context
from liaison.usecases.dossier import cases_followed
from liaison.vocabulary import MailKind, Role


class Arrived(StrEnum):
    """What a person is told of a mail, the most pressing first."""

    READABLE = "readable"
    ARCHIVE = "archive"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    ANSWER = "answer"


_UNEXAMINED: Final = {MailKind.TOO_LARGE: Arrived.TOO_LARGE, MailKind.UNREADABLE: Arrived.UNREADABLE}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail that came in: what it is, when, and about which pli when its thread says so."""

    id: str
    what: Arrived
    arrived_at: datetime
    transmission_id: str | None
    reference: str
    incident_number: str
    seen_at: datetime | None


def list_waiting(ctx: Context, actor: Actor) -> list[Arrival]:
    """Return what came about the plis that the actor follows and that nobody has looked at yet, oldest first."""
    check_has_role(actor, following.FOLLOWERS)
    if actor.role is Role.COORDINATOR:
        rows = store.list_waiting_in(ctx.session, actor.departements)
    else:
        cases = [case.id for case in cases_followed(ctx, actor)]
        rows = store.list_waiting_for_referent(ctx.session, actor.account_id, cases, actor.departements)
    return [_arrival(ctx, row) for row in rows]


def list_about(ctx: Context, actor: Actor, transmission_id: str) -> list[Arrival]:
    """Return what came about one pli that somebody was or is to look at."""
    following.transmission_of(ctx, actor, transmission_id)
    rows = store.list_about(ctx.session, transmission_id)
    return [_arrival(ctx, row) for row in rows if row.waits or row.seen_at is not None]


def mark_seen(ctx: Context, actor: Actor, mail_id: str) -> str | None:
    """Record that somebody looked at it in the box; return its transmission, when it has one.

    Raises:
        NotFound: there is none of that id.
        Denied: it answers a pli that is not theirs.
    """
    row = store.get_mail(ctx.session, mail_id)
    _check_may_look_at(ctx, actor, row)
    if row.waits:
        row.waits, row.seen_at, row.seen_by = False, ctx.now, actor.account_id
        event = Event(EventKind.MAIL_SEEN, actor.account_id, row.transmission_id or row.id)
        save(ctx.session, row, event=event, at=ctx.now)
    return row.transmission_id


def _check_may_look_at(ctx: Context, actor: Actor, row: ReceivedMail) -> None:
    check_has_role(actor, following.FOLLOWERS)
    if row.transmission_id is not None:
        following.transmission_of(ctx, actor, row.transmission_id)
    elif actor.role is not Role.COORDINATOR:
        raise Denied("Ce message est suivi par la coordination.", hint="Adressez-vous à elle.")


def _arrival(ctx: Context, row: ReceivedMail) -> Arrival:
    reference, incident = "", _incident_of(ctx, row)
    if row.transmission_id is not None:
        reference = exchange_store.get_transmission(ctx.session, row.transmission_id).reference
    return Arrival(
        row.id, _what(row), row.arrived_at, row.transmission_id, reference, incident.number if incident else "",
        row.seen_at,
    )  # fmt: skip


def _incident_of(ctx: Context, row: ReceivedMail) -> Incident | None:
    return governance_store.get_incident(ctx.session, row.incident_id) if row.incident_id else None


def _what(row: ReceivedMail) -> Arrived:
    if row.readable:
        return Arrived.READABLE
    if row.sealed:
        return Arrived.ARCHIVE
    return _UNEXAMINED.get(MailKind(row.kind), Arrived.ANSWER)
