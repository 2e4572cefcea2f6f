"""What does the night do about the copies of partners? Ends that moved, ends that came, reminders (R-7).

Each convention and each request in a transaction of its own; what was done stands in the rows, so that a night that is
run twice, or that stopped in the middle, asks nobody twice.
"""

from liaison.errors import NotFound
from liaison.events import EventKind
from liaison.messages.destruction import DestructionWithdrawnMail, destruction_withdrawn
from liaison.records import DestructionRequest
from liaison.rules import attestations as rules
from liaison.rules.attestations import Asked
from liaison.rules.calendar import local_day
from liaison.store import attestations as store
from liaison.store import directory as directory_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import asking_destruction, delivering, destruction_contacts, ending, linking
from liaison.usecases.context import Context
from liaison.usecases.delivering import Transactions
from liaison.usecases.ending import Term
from liaison.vocabulary import SYSTEM
from liaison.vocabulary.attestations import DestructionGround


def ask_ended(transaction: Transactions) -> int:
    """Take back what an end that moved made untrue, and ask the partners of conventions that ended; count requests."""
    with transaction() as ctx:
        departements = {row.code: row for row in directory_store.list_departements(ctx.session)}
        ids = [term.convention.id for term in ending.every_term(ctx, departements)]
    made = 0
    for convention_id in ids:
        with transaction() as ctx:
            made += _settle(ctx, convention_id)
    return made


def remind_due(transaction: Transactions) -> int:
    """Remind the partners whose answer is due; return how many mails wait to leave."""
    with transaction() as ctx:
        ids = store.open_ids(ctx.session)
    sent = 0
    for request_id in ids:
        with transaction() as ctx:
            sent += _remind(ctx, request_id)
    return sent


def facts_of(row: DestructionRequest) -> Asked:
    """Give a request to the rules."""
    return Asked(
        due_on=row.due_on,
        asked_on=local_day(row.asked_at) if row.asked_at else None,
        reminders=row.reminders,
        reminded_on=local_day(row.reminded_at) if row.reminded_at else None,
        attested=row.attested != "",
        withdrawn=row.withdrawn_at is not None,
    )


def has_moved(row: DestructionRequest, term: Term) -> bool:
    """Say whether a request asks for the end of a convention as it no longer is."""
    return row.ground == DestructionGround.CONVENTION_ENDED and row.ends_on != term.ends_on


def _settle(ctx: Context, convention_id: str) -> int:
    convention = store.lock_convention(ctx.session, convention_id)
    if convention is None:
        return 0
    partner = directory_store.get_partner(ctx.session, convention.partner_id)
    term = asking_destruction.term_of(ctx, convention, partner)
    for row in store.requests_of_conventions(ctx.session, [convention.id]):
        if not row.attested and row.withdrawn_at is None and has_moved(row, term):
            _withdraw(ctx, row.id, term)
    if not asking_destruction.has_ended(ctx, term) or asking_destruction.standing_request(ctx, term) is not None:
        return 0
    plis = asking_destruction.to_destroy(ctx, convention.id)
    if not plis:
        return 0
    asking_destruction.ask_at_end(ctx, SYSTEM, term, plis)
    return 1


def _withdraw(ctx: Context, request_id: str, term: Term) -> None:
    row = store.lock_request(ctx.session, request_id)
    if row.attested or row.withdrawn_at is not None:
        return
    row.withdrawn_at = ctx.now
    linking.cut(ctx, row.id)
    email = destruction_contacts.email_of(ctx, row) if row.asked_at and ctx.mailer_ready else ""
    if email:
        departement = directory_store.get_departement(ctx.session, row.departement)
        mail = DestructionWithdrawnMail(
            row.number, departement.operator, term.convention.reference, term.ends_on, departement.callback
        )
        delivering.queue_mail(ctx, destruction_withdrawn(mail), to=email)
    ends = term.ends_on.isoformat() if term.ends_on else None
    event = Event(EventKind.ATTESTATION_WITHDRAWN, SYSTEM, row.id, {"number": row.number, "ends": ends})
    save(ctx.session, row, event=event, at=ctx.now)


def _remind(ctx: Context, request_id: str) -> int:
    try:
        row = store.lock_request(ctx.session, request_id)
    except NotFound:
        return 0
    day = rules.next_reminder(facts_of(row))
    email = destruction_contacts.email_of(ctx, row)
    if day is None or day > ctx.today or not email or not ctx.mailer_ready:
        return 0
    row.reminders += 1
    row.reminded_at = ctx.now
    asking_destruction.send_mail(ctx, row, email, reminder=row.reminders)
    event = Event(
        EventKind.ATTESTATION_REMINDED,
        SYSTEM,
        row.id,
        {"number": row.number, "reminders": row.reminders, "due": row.due_on.isoformat()},
    )
    save(ctx.session, row, event=event, at=ctx.now)
    return 1
