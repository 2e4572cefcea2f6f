"""Whom does a breach concern? What was really sent or read, by register and journal, never a name.

The service opens what it finds to know its sorts of data: nothing of it is shown (docs/decisions/0095).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from crypto.errors import BrokenSeal, KeyGone
from liaison.events import EventKind
from liaison.records import BreachLead, Case, FicheVersion, OrientationTable
from liaison.store import accounts as account_store
from liaison.store import cases as case_store
from liaison.store import table_plis
from liaison.store import tracing as store
from liaison.store.tracing import Span
from liaison.usecases import filling, freezing
from liaison.usecases.breach_words import CATEGORIES
from liaison.usecases.context import Context
from liaison.usecases.dossier import dossier_spec, read_person
from liaison.usecases.tables.columns import COLUMNS
from liaison.vocabulary import Origin, Role
from liaison.vocabulary.breaches import DOCUMENT_DATA, Lead

READING: Final = frozenset(
    {"case", "fiche", "exchange", "document", "deposit", "transmission", "key", "table", "convocation"}
)
"""The first words of the events by which somebody has content before their eyes, or in their hands."""
NOT_READING: Final = frozenset({EventKind.DEPOSIT_WRONG_KEY, EventKind.DEPOSIT_RECEIVED})
"""What stayed closed."""


@dataclass(slots=True)
class Trace:
    """What one lead led to: by dossier, the things that were read or sent."""

    things: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    searches: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Concerned:
    """One dossier that a breach concerns: which sorts of data, whether any came from the OFII."""

    case_id: str
    categories: frozenset[str]
    ofii_data: bool


def trace(ctx: Context, lead: BreachLead, departements: frozenset[str]) -> Trace:
    """Follow one lead through register and journal."""
    span = Span(lead.starts_at, lead.ends_at)
    found = Trace()
    match Lead(lead.kind):
        case Lead.TRANSMISSION:
            _note(ctx, found, [lead.subject_id])
        case Lead.PARTNER:
            _note(
                ctx, found, [row.id for row in store.transmissions_left(ctx.session, span, partner_id=lead.subject_id)]
            )
        case Lead.PERIOD:
            _note(
                ctx, found, [row.id for row in store.transmissions_left(ctx.session, span, departements=departements)]
            )
            _note(ctx, found, [row.id for row in store.deposits_received(ctx.session, span, departements)])
        case Lead.USER:
            _note_acts(ctx, found, lead.subject_id, span)
        case Lead.DEVICE:
            _note_acts(ctx, found, lead.subject_id, span)
            for case in _listed(ctx, lead.subject_id):
                found.things[case.id].add(case.id)
    return found


def look_into(ctx: Context, things: Mapping[str, set[str]]) -> list[Concerned]:
    """Say of each dossier that still exists which sorts of data were there, opening what is not destroyed."""
    sorts, concerned = _Sorts(ctx), []
    for case_id in sorted(things):
        case = store.find_case(ctx.session, case_id)
        if case is not None:
            parts = [sorts.of(case, thing) for thing in sorted(things[case_id])]
            ofii = any(origin is Origin.OFII for _, origins in parts for origin in origins)
            concerned.append(Concerned(case_id, frozenset(one for sort, _ in parts for one in sort), ofii))
    return concerned


def _note(ctx: Context, found: Trace, subjects: Iterable[str]) -> None:
    named = list(subjects)
    for subject, case_id in store.cases_by_subject(ctx.session, named).items():
        found.things[case_id].add(subject)
    for subject, case_ids in table_plis.people_behind(ctx.session, named).items():
        for case_id in case_ids:
            found.things[case_id].add(subject)
    for table in table_plis.proposed_among(ctx.session, named):  # a live view: of everybody in the département
        for case in case_store.list_all_cases_in(ctx.session, [table.departement]):
            found.things[case.id].add(table.id)


def _note_acts(ctx: Context, found: Trace, account_id: str, span: Span) -> None:
    acts = store.acts_of(ctx.session, account_id, span)
    subjects = {
        subject for kind, subject in acts if subject and kind.partition(":")[0] in READING and kind not in NOT_READING
    }
    _note(ctx, found, subjects)
    found.gone += len(subjects - store.known_subjects(ctx.session, subjects))
    found.searches += store.count_acts(ctx.session, account_id, EventKind.CASE_SEARCHED, span)


def _listed(ctx: Context, account_id: str) -> list[Case]:
    """Return the dossiers whose names stand on the lists of an account: its own, or the whole département."""
    account = account_store.get_account(ctx.session, account_id)
    if account.role == Role.COORDINATOR:
        return list(case_store.list_all_cases_in(ctx.session, account_store.scopes_of(ctx.session, account_id)))
    return list(case_store.list_all_cases_of_referent(ctx.session, account_id))


class _Sorts:
    """Says which sorts of data about the person a thing holds, and where its values came from."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        specs = (*ctx.catalog.models(), dossier_spec(ctx))
        fields = (one for spec in specs for one in spec.fields())
        self._by_field = {one.id: one.category.value for one in fields if one.category.value in CATEGORIES}

    def of(self, case: Case, thing: str) -> tuple[frozenset[str], list[Origin]]:
        """Return the sorts of one thing, and the origins of its values when they are known."""
        person = read_person(self._ctx, case)
        origins = [value.origin for value in person.values()]
        if thing == case.id:
            return self._of_fields(person), origins
        pli = store.find_transmission(self._ctx.session, thing)
        if pli is not None:
            if pli.table_id is not None:
                return self._of_table(), origins
            version = store.find_version(self._ctx.session, pli.fiche_version_id)
            return self._of_version(version) if version else self._of_model(pli.model), origins
        if self._ctx.session.get(OrientationTable, thing) is not None:
            return self._of_table(), origins
        fiche = store.find_fiche(self._ctx.session, thing)
        if fiche is not None:
            draft = filling.read_draft(self._ctx, fiche)
            return self._of_fields(filling.without_blanks(draft.raw)), list(draft.origins.values())
        return frozenset({DOCUMENT_DATA}), []

    def _of_version(self, version: FicheVersion) -> frozenset[str]:
        try:
            return self._of_fields(freezing.answers_of(self._ctx, version).values)
        except (KeyGone, BrokenSeal):  # what it held is gone: what such a fiche may hold is the safe answer
            return self._of_model(version.model)

    def _of_table(self) -> frozenset[str]:
        return self._of_fields(column.field for column in COLUMNS)

    def _of_model(self, model: str) -> frozenset[str]:
        return frozenset(one.category.value for one in self._ctx.catalog.get(model).fields()) & CATEGORIES.keys()

    def _of_fields(self, field_ids: Iterable[str]) -> frozenset[str]:
        return frozenset(self._by_field[field_id] for field_id in field_ids if field_id in self._by_field)
