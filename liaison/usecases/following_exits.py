"""Who was told of an exit, who still waits, and what may be done for each? Pages and lines; nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.errors import LiaisonError
from liaison.events import EventKind
from liaison.records import Case, CaseExit, ExitAddressee
from liaison.rules import exchange, exits
from liaison.rules.access import Actor
from liaison.rules.calendar import add_months
from liaison.rules.exits import Standing
from liaison.rules.follow_up import INTERVIEWS
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.store import exits as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import agreeing, announcing, choosing, directory, leaving
from liaison.usecases.context import Context
from liaison.usecases.directory import ContactView, PartnerView
from liaison.usecases.dossier import case_of, full_name, raw_of, read_person
from liaison.usecases.leaving import Situation
from liaison.usecases.listing import TransmissionLine, transmission_lines
from liaison.vocabulary import Audience, ExitKind, ExitUndone, NotConcerned, ProjectEndKind, ToldBy

AUDIENCE_LABELS: Final[Mapping[Audience, str]] = {
    Audience.OFII: "DT OFII",
    Audience.PREFECTURE: "Préfecture",
    Audience.SPE: "Acteur du SPE",
    Audience.RECEIVING: "Services du département d’arrivée",
    Audience.PIC_IPR: "Lauréat PIC IPR",
}
_WAITS: Final = frozenset({Standing.WAITING, Standing.PREPARED})


@dataclass(frozen=True, slots=True)
class AddresseeView:
    """Somebody who must be told: why, and what became of it."""

    id: str
    audience: Audience
    name: str
    """The partner's, once it is known; else what it is."""
    label: str
    rule: str
    place: str
    standing: Standing
    fiche_id: str | None
    transmission: TransmissionLine | None
    told: str
    told_on: date | None
    reason: str

    @property
    def waits(self) -> bool:
        """Whether something is left for a person to do."""
        return self.standing in _WAITS


@dataclass(frozen=True, slots=True)
class ExitPage:
    """An exit that stands, and all who must be told."""

    case_id: str
    case_name: str
    departement: str
    kind: ExitKind
    kind_label: str
    left_on: date
    heard_on: date | None
    addressees: tuple[AddresseeView, ...]
    others: tuple[PartnerView, ...]
    """Partners that may be added: the person was referred to them by another way."""
    interviews: tuple[date, ...]
    may_reenter: bool
    """Whether the person may come back (guide:400-403)."""
    ended_before: date | None
    """The end of the support that stands again if the exit was a mistake."""

    @property
    def waiting(self) -> int:
        """How many are still to be told."""
        return sum(one.waits for one in self.addressees)


@dataclass(frozen=True, slots=True)
class AddresseePage:
    """One addressee, and the ways to tell it."""

    case_id: str
    case_name: str
    left_on: date
    addressee: AddresseeView
    announced: str
    """The kind of exit that it would read; empty where the dossier itself is handed over."""
    contacts: tuple[ContactView, ...]
    refusal: LiaisonError | None
    """Why nothing may be sent to it today."""
    reasons: tuple[tuple[NotConcerned, str], ...]


@dataclass(frozen=True, slots=True)
class PastExit:
    """An exit in the thread of a dossier."""

    left_on: date
    kind_label: str
    undone: str


@dataclass(frozen=True, slots=True)
class ProjectEndView:
    """The end of a PIC IPR project's own support."""

    partner_name: str
    kind_label: str
    ended_on: date


@dataclass(frozen=True, slots=True)
class ExitsOfCase:
    """What a dossier's page says of exits."""

    standing: ExitPage | None
    past: tuple[PastExit, ...]
    project_ends: tuple[ProjectEndView, ...]


@dataclass(frozen=True, slots=True)
class WaitingExit:
    """A person who left, and how many are still to be told."""

    case_id: str
    person: str
    left_on: date
    kind_label: str
    waiting: tuple[str, ...]
    """Their names."""


def exits_of_case(ctx: Context, actor: Actor, case_id: str) -> ExitsOfCase:
    """Return the exits of a dossier that the actor may open."""
    case = case_of(ctx, actor, case_id)
    rows = store.list_exits(ctx.session, case.id)
    past = tuple(
        PastExit(
            row.left_on, leaving.EXIT_LABELS[ExitKind(row.kind)],
            leaving.UNDONE_LABELS[ExitUndone(row.undone_why)] if row.undone_why else "",
        )
        for row in rows
    )  # fmt: skip
    ends = tuple(
        ProjectEndView(
            directory_store.get_partner(ctx.session, row.partner_id).name,
            leaving.PROJECT_LABELS[ProjectEndKind(row.kind)], row.ended_on,
        )
        for row in store.list_project_ends(ctx.session, case.id)
    )  # fmt: skip
    return ExitsOfCase(_standing(ctx, actor, case), past, ends)


def find_exit(ctx: Context, actor: Actor, case_id: str) -> ExitPage | None:
    """Return the exit of a dossier that stands, with its addressees; nothing when there is none. Journalled."""
    case = case_of(ctx, actor, case_id)
    save(ctx.session, event=Event(EventKind.CASE_READ, actor.account_id, case.id, {"field": "exit"}), at=ctx.now)
    return _standing(ctx, actor, case)


def _standing(ctx: Context, actor: Actor, case: Case) -> ExitPage | None:
    row = store.find_standing(ctx.session, case.id)
    if row is None:
        return None
    addressees = _addressees(ctx, row)
    kind = ExitKind(row.kind)
    listed = {one.partner_id for one in store.list_addressees(ctx.session, [row.id])}
    return ExitPage(
        case.id, full_name(raw_of(read_person(ctx, case))), case.departement, kind, leaving.EXIT_LABELS[kind],
        row.left_on, row.heard_on, addressees,
        tuple(
            partner
            for partner in directory.every_partner(ctx, actor, case.departement)
            if partner.enabled and partner.id not in listed and exits.added_as(kind, partner.kind) is not None
        ),
        tuple(add_months(row.left_on, months) for months in INTERVIEWS.values()) if kind in exits.POSITIVE else (),
        ExitUndone.REENTRY in exits.may_be_undone(kind), row.ended_before,
    )  # fmt: skip


def open_addressee(ctx: Context, actor: Actor, addressee_id: str) -> AddresseePage:
    """Return one addressee with the ways to tell it; reading it is journalled."""
    row = store.get_addressee(ctx.session, addressee_id)
    exit_row = store.get_exit(ctx.session, row.exit_id)
    case = case_of(ctx, actor, exit_row.case_id)
    save(ctx.session, event=Event(EventKind.CASE_READ, actor.account_id, case.id, {"field": "exit"}), at=ctx.now)
    audience = Audience(row.audience)
    others = announcing.others_of(ctx, row)
    contacts = tuple(
        contact
        for contact in directory.contacts_at(ctx, actor, case.departement, exits.PARTNERS[audience])
        if exits.may_be(audience, contact.partner_id, chosen=row.partner_id, others=others)
    )
    view = _view(ctx, row, leaving.situations(ctx, case.id, [row])[row.id])
    return AddresseePage(
        case.id, full_name(raw_of(read_person(ctx, case))), exit_row.left_on, view,
        _announced(ctx, exit_row, audience), contacts, _refusal(ctx, case, row, contacts),
        tuple((reason, announcing.REASON_LABELS[reason]) for reason in exits.REASONS[audience]),
    )  # fmt: skip


def list_waiting(ctx: Context, case_ids: list[str]) -> tuple[WaitingExit, ...]:
    """Return the exits of some dossiers, which the caller may open, that somebody is still to be told of."""
    lines = []
    for row in store.list_standing(ctx.session, case_ids):
        names = tuple(one.name for one in _addressees(ctx, row) if one.waits)
        if names:
            person = full_name(raw_of(read_person(ctx, case_store.get_case(ctx.session, row.case_id))))
            kind = leaving.EXIT_LABELS[ExitKind(row.kind)]
            lines.append(WaitingExit(row.case_id, person, row.left_on, kind, names))
    return tuple(lines)


def _addressees(ctx: Context, row: CaseExit) -> tuple[AddresseeView, ...]:
    rows = store.list_addressees(ctx.session, [row.id])
    found = leaving.situations(ctx, row.case_id, rows)
    views = [_view(ctx, one, found[one.id]) for one in rows]
    order = list(Audience)
    return tuple(sorted(views, key=lambda one: (order.index(one.audience), one.name.casefold())))


def _view(ctx: Context, row: ExitAddressee, situation: Situation) -> AddresseeView:
    audience = Audience(row.audience)
    duty = exits.DUTIES[audience]
    label = AUDIENCE_LABELS[audience]
    name = directory_store.get_partner(ctx.session, row.partner_id).name if row.partner_id else label
    sent = situation.transmission
    lines = transmission_lines(ctx, [sent], named=False) if sent and situation.standing is Standing.SENT else []
    return AddresseeView(
        row.id, audience, name, label, duty.rule, duty.place, situation.standing,
        situation.fiche.id if situation.fiche else None, lines[0] if lines else None,
        announcing.TOLD_LABELS[ToldBy(row.told_by)] if row.told_by else "", row.told_on,
        announcing.REASON_LABELS[NotConcerned(row.not_concerned)] if row.not_concerned else "",
    )  # fmt: skip


def _announced(ctx: Context, row: CaseExit, audience: Audience) -> str:
    if announcing.model_for(audience) != exchange.EXIT_MODEL:
        return ""
    kind = exits.announced_kind(ExitKind(row.kind), audience)
    options = ctx.catalog.get(exchange.EXIT_MODEL).field("exit.kind").options
    return next(option.label for option in options if option.id == kind)


def _refusal(
    ctx: Context, case: Case, row: ExitAddressee, contacts: Sequence[ContactView]
) -> LiaisonError | None:  # fmt: skip
    """Return what stands in the way of a pli to this addressee today, whichever contact is chosen: as sending asks."""
    audience = Audience(row.audience)
    model = announcing.model_for(audience)
    try:
        if row.partner_id is not None and all(one.partner_id == row.partner_id for one in contacts):
            choosing.check_exchange(ctx, model, directory_store.get_partner(ctx.session, row.partner_id), case)
        elif exchange.needs_agreement(model, kind := next(iter(exits.PARTNERS[audience]))):
            exchange.check_agreement(agreeing.givens(ctx, case.id), kind, ctx.today)
    except LiaisonError as error:
        return error
    return None
