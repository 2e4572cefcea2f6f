"""Which ends come, and who is told beforehand? Conventions 90 and 30 days before, the OFII's data one month (G-5, R-3).

Each end once for each notice, by a row: an amendment that moves the end makes it another, announced anew.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.events import EventKind
from liaison.messages.ends import ConventionEndMail, OfiiEndMail, convention_end_mail, ofii_end_mail
from liaison.messages.rendering import MailText
from liaison.records import Departement, EndAnnouncement
from liaison.rules import attestations as rules
from liaison.rules.access import Actor, check_may_read_register
from liaison.store import accounts as account_store
from liaison.store import attestations as store
from liaison.store import directory as directory_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import asking_destruction, delivering, directory, ending
from liaison.usecases.context import Context
from liaison.usecases.delivering import Transactions
from liaison.usecases.ending import Term
from liaison.usecases.profiles import open_profile
from liaison.vocabulary import SYSTEM, Party, Role
from liaison.vocabulary.attestations import AnnouncedEnd

_TOLD_OF_OFII: Final = frozenset({Role.CONTROLLER, Role.DPO, Role.COORDINATOR})


@dataclass(frozen=True, slots=True)
class ComingEnd:
    """An end that comes, as the first page of those who watch over it shows it."""

    kind: AnnouncedEnd
    title: str
    ends_on: date
    days: int
    words: str
    """What sets it, or what is to be done."""
    convention_id: str | None = None


def announce(transaction: Transactions) -> int:
    """Announce every end that is near and was not announced yet; return how many."""
    with transaction() as ctx:
        departements = {row.code: row for row in directory_store.list_departements(ctx.session)}
        ids = [term.convention.id for term in _near(ctx, departements.values())]
        codes = list(departements)
    announced = 0
    for convention_id in ids:
        with transaction() as ctx:
            announced += _announce_convention(ctx, convention_id)
    for code in codes:
        with transaction() as ctx:
            announced += _announce_ofii(ctx, directory_store.get_departement(ctx.session, code))
    return announced


def coming_ends(ctx: Context, actor: Actor) -> list[ComingEnd]:
    """Return the ends that come in the actor's départements, the next one first."""
    check_may_read_register(actor)
    departements = [row for row in directory_store.list_departements(ctx.session) if row.code in actor.departements]
    names = {row.code: row for row in departements}
    partners = {partner.id: partner.name for _, partner in directory_store.list_conventions_in(ctx.session, names)}
    found = [_coming(ctx, term, partners[term.convention.partner_id]) for term in _near(ctx, departements)]
    found += [_ofii_data(ctx, row, row.framework_ends_on) for row in departements if row.framework_ends_on is not None
              and _is_ofii_time(ctx, row.framework_ends_on)]  # fmt: skip
    return sorted((end for end in found if end is not None), key=_day)


def _near(ctx: Context, departements: Iterable[Departement]) -> list[Term]:
    by_code = {row.code: row for row in departements}
    return [
        term
        for term in ending.every_term(ctx, by_code)
        if term.convention.enabled and term.ends_on is not None
        and rules.notice_due(term.ends_on, ctx.today) is not None
    ]  # fmt: skip


def _announce_convention(ctx: Context, convention_id: str) -> int:
    convention = store.lock_convention(ctx.session, convention_id)
    if convention is None:
        return 0
    partner = directory_store.get_partner(ctx.session, convention.partner_id)
    term = asking_destruction.term_of(ctx, convention, partner)
    if term.end is None or (notice := rules.notice_due(term.end.on, ctx.today)) is None:
        return 0
    if store.is_announced(ctx.session, AnnouncedEnd.CONVENTION, convention.id, term.end.on, notice):
        return 0
    departement = directory_store.get_departement(ctx.session, partner.departement)
    text = convention_end_mail(
        ConventionEndMail(
            operator=departement.operator,
            departement=departement.code,
            convention=convention.reference,
            partner=partner.name,
            ends_on=term.end.on,
            due_on=rules.due_after(term.end.on),
            days=(term.end.on - ctx.today).days,
            ended_by=term.anchor,
        )
    )
    to = [*_staff(ctx, departement.code, {Role.COORDINATOR}), *_our_correspondents(ctx, convention.id)]
    _note(ctx, AnnouncedEnd.CONVENTION, convention.id, term.end.on, notice, _tell(ctx, text, to))
    return 1


def _announce_ofii(ctx: Context, departement: Departement) -> int:
    ends_on = departement.framework_ends_on
    if ends_on is None or not _is_ofii_time(ctx, ends_on):
        return 0
    notice = (ends_on - rules.ofii_notice_on(ends_on)).days
    # Kept by the unique row: of two workers at once, one mails and the other's transaction fails.
    if store.is_announced(ctx.session, AnnouncedEnd.OFII_DATA, departement.code, ends_on, notice):
        return 0
    text = ofii_end_mail(OfiiEndMail(departement.operator, departement.code, ends_on))
    mails = _tell(ctx, text, _staff(ctx, departement.code, _TOLD_OF_OFII))
    _note(ctx, AnnouncedEnd.OFII_DATA, departement.code, ends_on, notice, mails)
    return 1


def _note(ctx: Context, kind: AnnouncedEnd, subject_id: str, ends_on: date, notice: int, mails: int) -> None:
    row = EndAnnouncement(
        id=ctx.new_id(), kind=kind.value, subject_id=subject_id, ends_on=ends_on, notice=notice,
        announced_at=ctx.now, mails=mails,
    )  # fmt: skip
    event = Event(
        EventKind.CONVENTION_END_ANNOUNCED,
        SYSTEM,
        subject_id,
        {"announced": kind.value, "ends": ends_on.isoformat(), "days": notice, "count": mails},
    )
    save(ctx.session, row, event=event, at=ctx.now)


def _tell(ctx: Context, text: MailText, to: Iterable[str]) -> int:
    """Put one mail for each address into the outbox; none where no mail leaves, and the first pages tell it alone."""
    addresses = {address.casefold(): address for address in to if address} if ctx.mailer_ready else {}
    for address in addresses.values():
        delivering.queue_mail(ctx, text, to=address)
    return len(addresses)


def _staff(ctx: Context, departement: str, roles: Collection[Role]) -> list[str]:
    return [open_profile(ctx, row).email for row in account_store.list_in(ctx.session, departement, roles)]


def _our_correspondents(ctx: Context, convention_id: str) -> list[str]:
    return [
        directory.correspondent_details(ctx, row)["email"]
        for row in directory_store.list_correspondents(ctx.session, [convention_id])
        if row.party == Party.OPERATOR
    ]


def _is_ofii_time(ctx: Context, ends_on: date) -> bool:
    return rules.ofii_notice_on(ends_on) <= ctx.today <= ends_on


def _coming(ctx: Context, term: Term, partner_name: str) -> ComingEnd | None:
    if term.ends_on is None:
        return None
    title = f"{term.convention.reference}, {partner_name}"
    days = (term.ends_on - ctx.today).days
    return ComingEnd(AnnouncedEnd.CONVENTION, title, term.ends_on, days, term.anchor, term.convention.id)


def _ofii_data(ctx: Context, departement: Departement, ends_on: date) -> ComingEnd:
    return ComingEnd(
        AnnouncedEnd.OFII_DATA,
        f"Données de l’OFII, département {departement.code}",
        ends_on,
        (ends_on - ctx.today).days,
        "ce qu’elles deviennent se définit avec l’OFII, avant la fin de l’accord-cadre",
    )


def _day(end: ComingEnd) -> date:
    return end.ends_on
