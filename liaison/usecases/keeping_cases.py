"""How is a dossier kept? What is known of a person, where it came from, and who may open it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from forms.binding import InvalidAnswers, bind
from forms.spec import Consent, Field, FormSpec
from liaison.errors import Invalid, Problem, Refused
from liaison.events import EventKind
from liaison.records import Case, CaseReferent
from liaison.rules.access import Actor, check_has_role, check_may_work_in
from liaison.store import accounts as account_store
from liaison.store import cases as store
from liaison.store import exchanges as exchange_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import administering, agreeing, changing_cases, referring, scheduling
from liaison.usecases.context import Context
from liaison.usecases.dossier import (
    Value,
    agdref_index,
    case_of,
    cases_followed,
    dossier_spec,
    full_name,
    masked,
    place_in,
    places_taken,
    raw_of,
    read_person,
    seal_person,
    searchable,
    values_after,
)
from liaison.usecases.listing import (
    DeadlineLine,
    FicheLine,
    TransmissionLine,
    deadline_lines,
    fiche_lines,
    lines_of_case,
)
from liaison.vocabulary import CaseId, FicheStatus, Origin, Role, Sealed

BINOME: Final = 2
"""Référents of a dossier, at most (law 8)."""
CASE_ROLES: Final = frozenset({Role.REFERENT, Role.COORDINATOR})


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A dossier in a list."""

    id: str
    departement: str
    name: str
    first_name: str
    agdref_masked: str
    changed_at: datetime
    drafts: int
    in_place_of: str = ""
    """Name of the référent who is absent, whose dossier it is."""
    to_orient: bool = False
    """« À orienter vers l’OFII »: referred by a third party, and no signed CIR is known (T-6)."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may be a référent of a dossier."""

    account_id: str
    name: str
    function: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """A dossier with all that hangs on it."""

    id: str
    departement: str
    name: str
    values: Mapping[str, Value]
    fields: tuple[Field, ...]
    spec: FormSpec
    agdref_masked: str
    agreements: tuple[agreeing.AgreementView, ...]
    notices: tuple[agreeing.NoticeView, ...]
    referents: tuple[Colleague, ...]
    support_ended_on: date | None
    fiches: tuple[FicheLine, ...]
    transmissions: tuple[TransmissionLine, ...]
    deadlines: tuple[DeadlineLine, ...]
    revision: int
    created_at: datetime
    in_place_of: str
    """Name of the absent référent in whose place one opens it; empty in one's own."""

    @property
    def raw(self) -> dict[str, str]:
        """The values as a form shows them."""
        return {field_id: value.raw for field_id, value in self.values.items()}


def list_cases(ctx: Context, actor: Actor, *, search: str = "") -> list[CaseLine]:
    """Return the actor's dossiers whose name or AGDREF number holds a text.

    A name is found by unsealing one's own dossiers (law 5); only the search, not its text, is journalled.
    """
    check_has_role(actor, CASE_ROLES)
    rows = (
        cases_followed(ctx, actor)
        if actor.role is Role.REFERENT
        else store.list_cases_in(ctx.session, actor.departements)
    )
    fiches = exchange_store.list_fiches(ctx.session, [row.id for row in rows])
    drafts = [fiche.case_id for fiche in fiches if fiche.status == FicheStatus.DRAFT]
    wanted = search.casefold().split()
    lines = []
    places = administering.names_of(ctx, places_taken(ctx, actor))
    to_orient = referring.to_orient(ctx, [row.id for row in rows])
    for row in rows:
        raw = raw_of(read_person(ctx, row))
        if all(word in searchable(raw) for word in wanted):
            line = _case_line(row, raw, drafts.count(row.id))
            lines.append(replace(line, in_place_of=places.get(row.id, ""), to_orient=row.id in to_orient))
    if wanted:
        event = Event(EventKind.CASE_SEARCHED, actor.account_id, "", {"found": len(lines)})
        save(ctx.session, event=event, at=ctx.now)
    return lines


def create_case(ctx: Context, actor: Actor, *, departement: str, raw: Mapping[str, str], origin: Origin) -> CaseId:
    """Open a dossier for a person; a référent becomes its first référent.

    Raises:
        Invalid: a value cannot be read, or the name is missing; each problem names its field.
        Conflict: a dossier of the département has the same AGDREF number.
    """
    (case_id,) = create_cases(ctx, actor, departement=departement, raws=[raw], origin=origin)
    return case_id


def create_cases(
    ctx: Context, actor: Actor, *, departement: str, raws: Sequence[Mapping[str, str]], origin: Origin
) -> list[CaseId]:
    """Open a dossier for each of several people, as `create_case` does; their keys reach the disk together."""
    check_has_role(actor, CASE_ROLES)
    check_may_work_in(actor, departement)
    rows = {}
    for raw in raws:
        checked = _checked(ctx, raw, frozenset())
        case_id = ctx.new_id()
        rows[case_id] = checked, Case(
            id=case_id, departement=departement, person=b"", created_at=ctx.now, changed_at=ctx.now,
            agdref_index=agdref_index(ctx, departement, checked, but=None),
        )  # fmt: skip
    ctx.vault.create_all([Sealed.CASE.object(case_id) for case_id in rows])
    for checked, row in rows.values():
        row.person = seal_person(ctx, row, values_after({}, checked, origin, ctx.now))
        _open(ctx, actor, row)
    return [CaseId(case_id) for case_id in rows]


def _open(ctx: Context, actor: Actor, row: Case) -> None:
    event = Event(EventKind.CASE_CREATED, actor.account_id, row.id, {"departement": row.departement})
    save(ctx.session, row, event=event, at=ctx.now)
    scheduling.begin_case(ctx, row)
    if actor.role is Role.REFERENT:
        assigned = Event(EventKind.CASE_ASSIGNED, actor.account_id, row.id, {"to": actor.account_id})
        link = CaseReferent(case_id=row.id, account_id=actor.account_id, since=ctx.now)
        save(ctx.session, link, event=assigned, at=ctx.now)


def open_case(ctx: Context, actor: Actor, case_id: str) -> CasePage:
    """Return a dossier; reading it is journalled."""
    row = case_of(ctx, actor, case_id)
    values = read_person(ctx, row)
    raw = raw_of(values)
    spec = dossier_spec(ctx)
    save(ctx.session, event=Event(EventKind.CASE_READ, actor.account_id, row.id), at=ctx.now)
    return CasePage(
        id=row.id,
        departement=row.departement,
        name=full_name(raw),
        values=values,
        fields=tuple(spec.fields()),
        spec=spec,
        agdref_masked=masked(raw.get("beneficiary.agdref", "")),
        agreements=agreeing.list_agreements(ctx, row.id),
        notices=agreeing.list_notices(ctx, row.id),
        referents=_referents(ctx, row.id),
        support_ended_on=row.support_ended_on,
        fiches=tuple(fiche_lines(ctx, exchange_store.list_fiches(ctx.session, [row.id]))),
        transmissions=tuple(lines_of_case(ctx, actor, row.id)),
        deadlines=tuple(deadline_lines(exchange_store.deadlines_about(ctx.session, row.id))),
        revision=row.revision,
        created_at=row.created_at,
        in_place_of="".join(administering.names_of(ctx, _place(ctx, actor, row)).values()),
    )


def save_case(
    ctx: Context, actor: Actor, case_id: str, *, raw: Mapping[str, str], origin: Origin, revision: int
) -> None:
    """Change what is known of a person; what changed takes the origin given, the rest keeps its own.

    Raises:
        Invalid: a value cannot be read.
        Conflict: somebody else changed the dossier meanwhile.
    """
    row = case_of(ctx, actor, case_id)
    changing_cases.check_unchanged(row, revision)
    checked = _checked(ctx, raw, agreeing.consents_of(ctx, row.id))
    changing_cases.change(ctx, actor, row, checked, origin)


def reveal_agdref(ctx: Context, actor: Actor, case_id: str) -> str:
    """Return the whole AGDREF number, which a page masks until asked; journalled."""
    row = case_of(ctx, actor, case_id)
    save(ctx.session, event=Event(EventKind.CASE_READ, actor.account_id, row.id, {"field": "agdref"}), at=ctx.now)
    return raw_of(read_person(ctx, row)).get("beneficiary.agdref", "")


def assign(ctx: Context, actor: Actor, case_id: str, account_ids: tuple[str, ...]) -> None:
    """Say who the binôme is: one or two référents of the département (law 8).

    Raises:
        Invalid: nobody, more than two, or somebody who is no référent there.
        Refused: the actor only stands in: a replacement must not last longer than its period.
    """
    row = case_of(ctx, actor, case_id)
    if actor.role is Role.REFERENT and place_in(ctx, actor, row) is not None:
        raise Refused(
            "Vous remplacez un collègue : le binôme ne change pas pendant un remplacement.",
            hint="La coordination peut le changer si c’est nécessaire.",
        )
    wanted = set(account_ids)
    known = {person.account_id for person in colleagues(ctx, actor, row.departement)}
    if not 1 <= len(wanted) <= BINOME or not wanted <= known:
        raise Invalid([Problem("referents", "Binôme", "« Binôme » : choisissez un ou deux référents du département.")])
    before = {link.account_id: link for link in store.list_referents(ctx.session, row.id)}
    for account_id in sorted(wanted - set(before)):
        event = Event(EventKind.CASE_ASSIGNED, actor.account_id, row.id, {"to": account_id})
        link = CaseReferent(case_id=row.id, account_id=account_id, since=ctx.now)
        save(ctx.session, link, event=event, at=ctx.now)
    for account_id in sorted(set(before) - wanted):
        ctx.session.delete(before[account_id])
        event = Event(EventKind.CASE_ASSIGNED, actor.account_id, row.id, {"without": account_id})
        save(ctx.session, event=event, at=ctx.now)


def colleagues(ctx: Context, actor: Actor, departement: str) -> list[Colleague]:
    """Return the référents of a département, by name."""
    check_may_work_in(actor, departement)
    rows = account_store.list_referents_in(ctx.session, departement)
    return sorted((_colleague(ctx, row.id) for row in rows), key=lambda person: person.name.casefold())


def _checked(ctx: Context, raw: Mapping[str, str], consents: frozenset[Consent]) -> dict[str, str]:
    """Return the values as they are kept; what needs a consent is not even asked without it (F-4)."""
    spec = dossier_spec(ctx)
    try:
        bound = bind(spec, raw, today=ctx.today, consents=consents)
    except InvalidAnswers as error:
        raise Invalid([Problem(p.field_id, p.label, p.message) for p in error.problems]) from None
    return bound.answers.raw_for(spec)


def _place(ctx: Context, actor: Actor, row: Case) -> dict[str, str]:
    absent = place_in(ctx, actor, row)
    return {row.id: absent} if absent else {}


def _referents(ctx: Context, case_id: str) -> tuple[Colleague, ...]:
    return tuple(_colleague(ctx, link.account_id) for link in store.list_referents(ctx.session, case_id))


def _colleague(ctx: Context, account_id: str) -> Colleague:
    profile = administering.staff_profile(ctx, account_id)
    return Colleague(account_id, f"{profile.first_name} {profile.last_name}", profile.function)


def _case_line(row: Case, raw: Mapping[str, str], drafts: int) -> CaseLine:
    name, first_name = raw.get("beneficiary.last_name", ""), raw.get("beneficiary.first_name", "")
    agdref = masked(raw.get("beneficiary.agdref", ""))
    return CaseLine(row.id, row.departement, name, first_name, agdref, row.changed_at, drafts)
