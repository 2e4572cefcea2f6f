"""What does the register of breaches hold (RGPD art. 33.5)? Facts, effects, measures: printed, exported, by number."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time
from typing import Final

from crypto.hashchain import Detail
from forms.documents import Block, Heading, Printed, Text, render
from forms.documents import Facts as FactsBlock
from liaison.events import EventKind
from liaison.records import Complaint, Incident
from liaison.rules.access import Actor, check_has_role
from liaison.rules.calendar import add_days, at_hour
from liaison.spreadsheets import write_csv, write_xlsx
from liaison.store import breaches as store
from liaison.store import directory as directory_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import breach_clocks, breach_standing, breach_texts
from liaison.usecases.breach_clocks import ClockView
from liaison.usecases.breach_notices import say_moment
from liaison.usecases.breach_standing import READERS
from liaison.usecases.breach_words import (
    ABOUT,
    ANSWERS,
    COURSE,
    EFFECTS,
    LATE,
    MEASURES,
    NATURES,
    NOT_TELLING,
    PASSAGES,
    RISKS,
    SPARED,
    UNKNOWN,
    WAYS,
    categories_in_words,
)
from liaison.usecases.context import Context
from liaison.usecases.dismissing import LABELS as DISMISSALS
from liaison.usecases.exporting import TableFormat
from liaison.usecases.incidents import KIND_LABELS
from liaison.vocabulary import Dismissal, IncidentKind
from liaison.vocabulary.breaches import (
    ComplaintAbout,
    ComplaintAnswer,
    Effect,
    Measure,
    Nature,
    NotTelling,
    Passage,
    Risk,
)

_FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_TEXTS: Final = (
    Passage.FACTS, Passage.EFFECTS, Passage.MEASURES, Passage.OPINION, Passage.RISK, Passage.CNIL, Passage.PEOPLE,
)  # fmt: skip


def print_register(ctx: Context, actor: Actor) -> bytes:
    """Return the whole register of the actor's départements on paper."""
    _check(ctx, actor, "pdf")
    blocks = _blocks(ctx, actor.departements, _FIRST, _tomorrow(ctx))
    return _printed(ctx, "Registre des violations de données", blocks, actor.departements, "RGPD, article 33.5")


def print_one(ctx: Context, actor: Actor, incident_id: str) -> bytes:
    """Return one breach of the register on paper."""
    row = breach_standing.read(ctx, actor, incident_id)
    _check(ctx, actor, "pdf")
    blocks = _of_incident(ctx, row, breach_clocks.views(ctx, [row]).get(row.id, ()))
    codes = {row.departement} if row.departement else actor.departements
    return _printed(ctx, f"Violation {row.number}", blocks[1:], codes, f"Référence {row.number}")


def export_register(ctx: Context, actor: Actor, table_format: TableFormat) -> bytes:
    """Return the register as a table, one row for each incident and complaint."""
    _check(ctx, actor, table_format.value)
    incidents = store.list_between(ctx.session, actor.departements, _FIRST, _tomorrow(ctx))
    complaints = store.complaints_between(ctx.session, actor.departements, _FIRST, _tomorrow(ctx))
    clocks = {**breach_clocks.views(ctx, incidents), **breach_clocks.views_of_complaints(ctx, complaints)}
    pairs = [_facts(ctx, row, clocks.get(row.id, ())) for row in incidents]
    pairs += [_facts_of_complaint(ctx, row, clocks.get(row.id, ())) for row in complaints]
    heads = list(dict.fromkeys(label for each in pairs for label, _ in each)) or ["Numéro"]
    table = [heads, *([dict(each).get(head, "") for head in heads] for each in pairs)]
    return write_csv(table) if table_format is TableFormat.CSV else write_xlsx(table, name="Violations")


def report_section(ctx: Context, start: date, end: date) -> list[Block]:
    """Return what an inspection report says of the breaches and complaints of a period, both days in it."""
    return _blocks(ctx, None, at_hour(start, time()), at_hour(add_days(end, 1), time()))


def _tomorrow(ctx: Context) -> datetime:
    return at_hour(add_days(ctx.today, 1), time())


def _check(ctx: Context, actor: Actor, name: str) -> None:
    check_has_role(actor, READERS)
    detail: dict[str, Detail] = {"format": name}
    save(ctx.session, event=Event(EventKind.INCIDENTS_EXPORTED, actor.account_id, "", detail), at=ctx.now)


def _printed(ctx: Context, title: str, blocks: Sequence[Block], codes: Collection[str], foot: str) -> bytes:
    operators = {directory_store.get_departement(ctx.session, code).operator: None for code in sorted(codes)}
    made = f"Établi le {say_moment(ctx.now)}"
    return render(Printed(title, " ; ".join(operators), made, blocks, foot=foot))


def _blocks(ctx: Context, departements: Collection[str] | None, start: datetime, end: datetime) -> list[Block]:
    incidents = store.list_between(ctx.session, departements, start, end)
    complaints = store.complaints_between(ctx.session, departements, start, end)
    clocks = {**breach_clocks.views(ctx, incidents), **breach_clocks.views_of_complaints(ctx, complaints)}
    blocks: list[Block] = [Heading("Violations de données")]
    for row in incidents:
        blocks += _of_incident(ctx, row, clocks.get(row.id, ()))
    if not incidents:
        blocks.append(Text("Aucune violation dans cette période."))
    blocks.append(Heading("Réclamations de personnes"))
    for complaint in complaints:
        facts = _facts_of_complaint(ctx, complaint, clocks.get(complaint.id, ()))
        blocks += [Heading(f"Réclamation {complaint.number}", 2), FactsBlock(facts[1:])]
    if not complaints:
        blocks.append(Text("Aucune réclamation dans cette période."))
    return blocks


def _of_incident(ctx: Context, row: Incident, clocks: Sequence[ClockView]) -> list[Block]:
    return [Heading(f"Violation {row.number}", 2), FactsBlock(_facts(ctx, row, clocks)[1:])]


def _facts(ctx: Context, row: Incident, clocks: Sequence[ClockView]) -> list[tuple[str, str]]:
    texts = breach_texts.read_all(ctx, [row.id])
    course = COURSE[breach_standing.course(ctx, row, clocks)]
    if row.dismissed_for:
        course = f"{course} : {DISMISSALS[Dismissal(row.dismissed_for)].lower()}"
    return [
        ("Numéro", row.number),
        ("État", course),
        ("Département", row.departement or UNKNOWN),
        ("Ce qui s’est passé", KIND_LABELS[IncidentKind(row.kind)]),
        ("Prise de connaissance", say_moment(row.discovered_at)),
        ("Nature", _joined([NATURES[Nature(one)] for one in row.natures])),
        ("Personnes", str(row.people) if row.people else UNKNOWN),
        ("Enregistrements", str(row.records) if row.records else UNKNOWN),
        ("Catégories de données", _joined(categories_in_words(row.categories))),
        ("Données de l’OFII", UNKNOWN if row.ofii_data is None else ("oui" if row.ofii_data else "non")),
        ("Conséquences probables", _joined([EFFECTS[Effect(one)] for one in row.effects])),
        ("Mesures", _joined([MEASURES[Measure(one)] for one in row.measures])),
        ("Risque décidé", RISKS[Risk(row.risk)] if row.risk else UNKNOWN),
        ("Personnes informées", _people(row)),
        *((PASSAGES[one], texts[row.id, one]) for one in _TEXTS if texts.get((row.id, one))),
        *_told(ctx, clocks),
        ("Close le", say_moment(row.ended_at) if row.ended_at else ""),
    ]


def _facts_of_complaint(ctx: Context, row: Complaint, clocks: Sequence[ClockView]) -> list[tuple[str, str]]:
    texts = breach_texts.read_all(ctx, [row.id])
    answer = ANSWERS[ComplaintAnswer(row.answer)] if row.answer else "pas encore"
    return [
        ("Numéro", row.number),
        ("État", "Close" if row.closed_at else "Ouverte"),
        ("Département", row.departement),
        ("Objet", ABOUT[ComplaintAbout(row.about)]),
        ("Reçue", say_moment(row.received_at)),
        ("Réponse", answer + (f", le {row.answered_on:%d/%m/%Y}" if row.answered_on else "")),
        ("La réponse donnée", texts.get((row.id, Passage.ANSWER), "")),
        *_told(ctx, clocks),
    ]


def _told(ctx: Context, clocks: Sequence[ClockView]) -> list[tuple[str, str]]:
    """Say of each one who had to be told by when, and when, how and why late they were."""
    late = breach_texts.read_all(ctx, [clock.id for clock in clocks])
    return [
        (f"{clock.whom} ({clock.hours} h)", _how(clock, late.get((clock.id, Passage.LATE), ""))) for clock in clocks
    ]


def _how(clock: ClockView, late: str) -> str:
    due = f"au plus tard le {say_moment(clock.due_at)}"
    if clock.spared is not None:
        return f"{due} ; pas concernée : {SPARED[clock.spared]}"
    if not clock.needed:
        return f"{due} ; pas de notification, par décision"
    told = [
        f"{WAYS[one.way]}, le {say_moment(one.told_at)}{' (pas parti)' if one.lost else ''}" for one in clock.notices
    ]
    reason = f" ; en retard : {LATE[clock.late]} {late}".rstrip() if clock.late else ""
    return f"{due} ; {' ; puis '.join(told) if told else 'pas encore annoncé'}{reason}"


def _people(row: Incident) -> str:
    if row.tell_people is None:
        return UNKNOWN
    if row.tell_people:
        return str(row.informed)
    return NOT_TELLING[NotTelling(row.not_telling)] if row.not_telling else "non, par décision"


def _joined(items: Sequence[str]) -> str:
    return " ; ".join(items) if items else UNKNOWN
