"""What can a dossier hold of a person, and where did each value come from (T-5, R-3, law 7)?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from forms.answers import Answers
from forms.dossier import programme
from forms.spec import FormSpec
from liaison.errors import Archived, Conflict, Invalid, Problem
from liaison.events import EventKind
from liaison.records import Case
from liaison.rules.access import Actor, CaseAccess, check_may_open_case
from liaison.store import absences as absence_store
from liaison.store import cases as store
from liaison.store.sealed import case_object
from liaison.store.trails import Event, act_in_place_of
from liaison.store.writing import save
from liaison.usecases import restricting
from liaison.usecases.context import Context, Json
from liaison.vocabulary import Origin

PERSON = "beneficiary."


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a person's data, its origin, and when it was written."""

    raw: str
    origin: Origin
    at: datetime


def case_of(ctx: Context, actor: Actor, case_id: str) -> Case:
    """Return a dossier that the actor may open.

    Raises:
        NotFound: there is none of that id.
        Denied: it is not theirs.
    """
    row = store.get_case(ctx.session, case_id)
    check_access(ctx, actor, row.id, row.departement)
    return row


def check_access(ctx: Context, actor: Actor, case_id: str, departement: str) -> None:
    """Let only those through who may open a dossier; who stands in for its référent acts in their place.

    Raises:
        Denied: it is not theirs.
        Archived: it was, and is in the archive: only a coordinator takes it out, with a reason.
    """
    referents = frozenset(link.account_id for link in store.list_referents(ctx.session, case_id))
    own = actor.account_id in referents
    absences = () if own else absence_store.covering(ctx.session, referents, departement, ctx.today)
    places = {absence.substitute_id: absence.account_id for absence in absences}
    check_may_open_case(actor, CaseAccess(departement, referents, frozenset(places)))
    if store.is_archived(ctx.session, case_id):
        raise Archived(
            "Ce dossier est aux archives : l’accompagnement est terminé depuis plus de deux ans.",
            hint="La coordination peut l’en sortir, avec un motif, depuis « Dossiers archivés ».",
        )
    act_in_place_of(ctx.session, actor.account_id, places.get(actor.account_id))


def place_in(ctx: Context, actor: Actor, case: Case) -> str | None:
    """Return the account of the absent référent in whose place the actor opens a dossier; None: in their own."""
    referents = frozenset(link.account_id for link in store.list_referents(ctx.session, case.id))
    if actor.account_id in referents:
        return None
    absences = absence_store.covering(ctx.session, referents, case.departement, ctx.today)
    return next((one.account_id for one in absences if one.substitute_id == actor.account_id), None)


def cases_followed(ctx: Context, actor: Actor) -> list[Case]:
    """Return the dossiers that somebody is a référent of, and those that they take over today."""
    own = store.list_cases_of_referent(ctx.session, actor.account_id)
    rows = {row.id: row for row in own}
    for row, _ in absence_store.list_cases_taken_over(ctx.session, actor.account_id, actor.departements, ctx.today):
        rows.setdefault(row.id, row)
    return sorted(rows.values(), key=lambda row: row.changed_at, reverse=True)


def places_taken(ctx: Context, actor: Actor) -> dict[str, str]:
    """Return whose place somebody takes today in which dossier, by its id; their own dossiers are not in it."""
    own = {row.id for row in store.list_cases_of_referent(ctx.session, actor.account_id)}
    taken = absence_store.list_cases_taken_over(ctx.session, actor.account_id, actor.departements, ctx.today)
    return {row.id: absent for row, absent in taken if row.id not in own}


def dossier_spec(ctx: Context) -> FormSpec:
    """Return what a dossier holds: the generic model's fields about the person, and what no fiche asks."""
    generic = ctx.catalog.get("generic")
    sections = []
    for section in generic.sections:
        blocks = []
        for block in section.blocks:
            lines = [line for line in block.lines if any(field.id.startswith(PERSON) for field in line.fields)]
            if lines:
                blocks.append(replace(block, lines=tuple(lines)))
        if blocks:
            sections.append(replace(section, blocks=tuple(blocks)))
    return replace(generic, sections=(*sections, *programme().sections))


def object_of(case: Case) -> str:
    """Name the object that seals what a dossier holds."""
    return case_object(case.id, case.generation)


def read_person(ctx: Context, case: Case) -> dict[str, Value]:
    """Unseal what a dossier holds."""
    return read_people(ctx, [case])[case.id]


def read_people(ctx: Context, cases: Collection[Case]) -> dict[str, dict[str, Value]]:
    """Unseal what many dossiers hold, with one read of the key store."""
    names = {case.id: object_of(case) for case in cases}
    opened = ctx.unseal_mappings("person", {names[case.id]: (case.revision, case.person) for case in cases})
    return {
        case_id: {field_id: _value(stored) for field_id, stored in opened[object_id].items()}
        for case_id, object_id in names.items()
    }


def seal_person(ctx: Context, case: Case, values: Mapping[str, Value]) -> bytes:
    """Seal what a dossier holds, for the revision that its row has now.

    Raises:
        Refused: the person asked for a restriction, and it stands (RGPD art. 18).
    """
    restricting.check_may_change(ctx, case.id)
    stored: dict[str, Json] = {
        field_id: {"raw": value.raw, "origin": value.origin.value, "at": value.at.isoformat()}
        for field_id, value in values.items()
    }
    return ctx.seal(object_of(case), "person", stored, version=case.revision)


def raw_of(values: Mapping[str, Value]) -> dict[str, str]:
    """Return the values as a form shows them."""
    return {field_id: value.raw for field_id, value in values.items()}


def values_after(
    before: Mapping[str, Value], raw: Mapping[str, str], origin: Origin, now: datetime
) -> dict[str, Value]:
    """Return the values after a change: what stayed the same keeps its origin."""
    return {
        field_id: before[field_id] if field_id in before and before[field_id].raw == text else Value(text, origin, now)
        for field_id, text in raw.items()
        if text
    }


def agdref_index(ctx: Context, departement: str, raw: Mapping[str, str], *, but: str | None) -> str | None:
    """Return the keyed hash by which a dossier is found, nothing without a number.

    Raises:
        Conflict: another dossier of the département has this number.
    """
    digits = agdref_digits(raw)
    if not digits:
        return None
    index = ctx.vault.index("agdref", digits)
    other = store.find_by_agdref(ctx.session, departement, index)
    if other is not None and other.id != but:
        raise Conflict(
            "Un dossier porte déjà ce N° AGDREF dans le département.",
            hint="Cherchez-le dans vos dossiers, ou demandez à la coordination qui le suit, ou s’il est aux archives.",
        )
    return index


def learn(ctx: Context, actor: Actor, case: Case, answers: Answers) -> None:
    """Keep in the dossier what a fiche taught about the person, so that it is never typed twice.

    Only what the dossier lacked: what it holds already is changed in the dossier itself.

    Raises:
        Invalid: the AGDREF number is that of another dossier.
    """
    before = read_person(ctx, case)
    known = raw_of(before)
    learnt = {key: text for key, text in answers.raw_for(dossier_spec(ctx)).items() if text and key not in known}
    if not learnt:
        return
    if "beneficiary.agdref" in learnt:
        case.agdref_index = _learnt_index(ctx, case, learnt)
    case.revision += 1
    case.changed_at = ctx.now
    case.person = seal_person(ctx, case, values_after(before, {**known, **learnt}, Origin.PERSON, ctx.now))
    event = Event(EventKind.CASE_CHANGED, actor.account_id, case.id, {"fields": len(learnt), "origin": "person"})
    save(ctx.session, case, event=event, at=ctx.now)


def _learnt_index(ctx: Context, case: Case, learnt: Mapping[str, str]) -> str | None:
    """The number is typed on the fiche: that is where it is to be looked at again."""
    try:
        return agdref_index(ctx, case.departement, learnt, but=case.id)
    except Conflict as error:
        label = "N° AGDREF"
        raise Invalid([Problem("beneficiary.agdref", label, f"« {label} » : {error.message} {error.hint}")]) from None


def _value(stored: Json) -> Value:
    if not isinstance(stored, dict):
        message = "a stored value is no mapping"
        raise TypeError(message)
    return Value(str(stored["raw"]), Origin(str(stored["origin"])), datetime.fromisoformat(str(stored["at"])))


def full_name(raw: Mapping[str, str]) -> str:
    """Return name and first name, as the paper prints them."""
    return f"{raw.get('beneficiary.last_name', '')} {raw.get('beneficiary.first_name', '')}".strip()


def searchable(raw: Mapping[str, str]) -> str:
    """Return by which words somebody is found: name, first name, the digits of the AGDREF number, case folded."""
    return f"{full_name(raw)} {agdref_digits(raw)}".casefold()


def agdref_digits(raw: Mapping[str, str]) -> str:
    """Return an AGDREF number as it is compared: its digits, however it was typed; empty without one."""
    return "".join(filter(str.isdigit, raw.get("beneficiary.agdref", "")))


def masked(agdref: str) -> str:
    """Show the last three digits only: enough to recognise, too little to use."""
    digits = "".join(filter(str.isdigit, agdref))
    return f"•••••••{digits[-3:]}" if digits else ""
