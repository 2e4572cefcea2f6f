"""Who has to be told what the DT OFII decided, and is it done (guide:308-309)? By the référent; nothing is mailed.

A convocation is printed and handed by somebody who knows the person: no mail and no SMS goes to anybody accompanied.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from forms.documents import Block, Facts, Printed, Text, render
from forms.kinds import display_telephone
from liaison.errors import Invalid, NotFound, Problem, WrongState
from liaison.events import EventKind
from liaison.records import Case, OrientationAnswer, OrientationTable
from liaison.rules import ofii_decisions as rules
from liaison.rules.access import Actor, check_has_role
from liaison.rules.calendar import add_days, local_day, long_day
from liaison.rules.likeness import folded
from liaison.rules.ofii_decisions import Urgency
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.store import ofii_answers as store
from liaison.store import tables as table_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import administering
from liaison.usecases.context import Context
from liaison.usecases.dossier import case_of, cases_followed, full_name, raw_of, read_people, read_person
from liaison.usecases.tables import answers
from liaison.usecases.tables.answers import AnswerView
from liaison.vocabulary import Role
from liaison.vocabulary.tables import HandedBy, OfiiDecision

HANDERS: Final = frozenset({Role.REFERENT, Role.COORDINATOR})
SHOWN_DAYS: Final = 30
"""For so long a decision that asks for no paper is shown after it was recorded, and an appointment after its day."""
LONGEST_BRING: Final = 500
_ORDER: Final = (Urgency.PAST, Urgency.SOON, Urgency.LATER, Urgency.UNDATED)


@dataclass(frozen=True, slots=True)
class ConvocationLine:
    """What the DT OFII decided about somebody whom the reader follows."""

    row_id: str
    case_id: str
    person: str
    number: str
    """Of the table."""
    answer: AnswerView
    urgency: Urgency
    is_handed: bool
    late: bool
    """Not handed, and the appointment is within three days, or over."""


@dataclass(frozen=True, slots=True)
class DecisionsDay:
    """What the DT OFII's decisions ask of somebody today."""

    to_hand: tuple[ConvocationLine, ...] = ()
    """Validated, with an appointment: the most pressing first."""
    undated: tuple[ConvocationLine, ...] = ()
    """Validated, and no appointment is known."""
    refused: tuple[ConvocationLine, ...] = ()
    postponed: tuple[ConvocationLine, ...] = ()
    handed: tuple[ConvocationLine, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether something is left to do: a convocation to hand, a refusal to explain."""
        return bool(self.to_hand or self.refused)


@dataclass(frozen=True, slots=True)
class ConvocationPage:
    """One decision, and the convocation that is made of it."""

    line: ConvocationLine
    operator: str
    telephone: str
    """As people say it; empty when the département has none."""
    referents: tuple[str, ...]
    sent_on: date


def list_convocations(ctx: Context, actor: Actor) -> DecisionsDay:
    """Return the decisions about those whom somebody follows; for a coordinator, of the département.

    Raises:
        Denied: another role.
    """
    check_has_role(actor, HANDERS)
    cases = {case.id: case for case in _cases(ctx, actor)}
    newest = {row.case_id: (row, table) for row, table in store.rows_of_cases(ctx.session, cases)}
    known = store.newest_answers(ctx.session, [row.id for row, _ in newest.values()])
    decided = [(known[row.id], table) for row, table in newest.values() if row.id in known]
    asked = [(row, table) for row, table in decided if _asks(ctx, row, cases[row.case_id])]
    held = read_people(ctx, [cases[row.case_id] for row, _ in asked])
    return _sorted([_line(ctx, full_name(raw_of(held[row.case_id])), row, table) for row, table in asked])


def show(ctx: Context, actor: Actor, row_id: str) -> ConvocationPage:
    """Return one decision for those who may open the dossier; journalled.

    Raises:
        NotFound: nothing was answered about this row.
        Denied: the dossier is not theirs.
    """
    row, table = _decided(ctx, actor, row_id)
    # Of the dossier, not of the table: whoever asks later what was seen finds one person (G-2).
    event = Event(EventKind.TABLE_READ, actor.account_id, row.case_id, {"table": table.id, "rows": 1})
    save(ctx.session, event=event, at=ctx.now)
    return _page(ctx, row, table)


def print_convocation(ctx: Context, actor: Actor, row_id: str, *, bring: str = "") -> bytes:
    """Return the convocation on paper, addressed to the person; journalled.

    `bring`: what the operator asks to bring along, in its own words; it stands on the paper, and is kept nowhere.

    Raises:
        WrongState: it was not validated, or the day, the hour or the place of the appointment is not known.
        Invalid: what is to be brought is too long.
    """
    row, table = _decided(ctx, actor, row_id)
    page = _page(ctx, row, table)
    appointment = _appointment(page.line.answer)
    if len(bring) > LONGEST_BRING:
        raise Invalid([Problem("bring", "À apporter", f"« À apporter » : {LONGEST_BRING} caractères au plus.")])
    content = render(
        Printed(
            "Votre rendez-vous pour le programme AGIR", page.operator, f"Le {ctx.today:%d/%m/%Y}",
            tuple(_blocks(page, appointment, bring.strip())),
        )
    )  # fmt: skip
    event = Event(EventKind.CONVOCATION_PRINTED, actor.account_id, row.case_id, {"table": table.id})
    save(ctx.session, event=event, at=ctx.now)
    return content


def note_handed(ctx: Context, actor: Actor, row_id: str, on: date, by: HandedBy) -> None:
    """Note when and how the person got their convocation; noted again, the newer word counts.

    Raises:
        Invalid: the day is to come, or is before the table left.
        WrongState: it was not validated, or has no appointment.
    """
    row, table = _decided(ctx, actor, row_id)
    if row.decision != OfiiDecision.VALIDATED or row.appointment_at is None:
        raise WrongState("Il n’y a pas de convocation à remettre.", hint="Rechargez la page : elle dit pourquoi.")
    # From the sending on: the DT OFII may tell a day by telephone before anybody notes its decision.
    if table.sent_at is None or not local_day(table.sent_at) <= on <= ctx.today:
        sentence = "« Remise le » : choisissez un jour entre l’envoi du tableau et aujourd’hui."
        raise Invalid([Problem("handed_on", "Remise le", sentence)])
    row.handed_on, row.handed_by, row.handed_noted_by = on, by.value, actor.account_id
    detail = {"on": on.isoformat(), "handed": by.value}
    event = Event(EventKind.CONVOCATION_HANDED, actor.account_id, row.case_id, detail)
    save(ctx.session, row, event=event, at=ctx.now)


def _cases(ctx: Context, actor: Actor) -> Sequence[Case]:
    """Return the dossiers whose decisions somebody reads; one that is being destroyed is none of them."""
    if actor.role is Role.COORDINATOR:
        return case_store.list_cases_in(ctx.session, actor.departements)
    return cases_followed(ctx, actor)


def _decided(ctx: Context, actor: Actor, row_id: str) -> tuple[OrientationAnswer, OrientationTable]:
    check_has_role(actor, HANDERS)
    row = table_store.get_row(ctx.session, row_id)
    found = store.newest_answers(ctx.session, [row.id]).get(row.id)
    if row.case_id is None or found is None:
        raise NotFound("Cette décision n’existe pas.", hint="Retrouvez-la dans « Ma journée ».")
    case_of(ctx, actor, row.case_id)
    return found, table_store.get_table(ctx.session, row.table_id)


def _line(ctx: Context, person: str, row: OrientationAnswer, table: OrientationTable) -> ConvocationLine:
    answer = answers.view(ctx, row)
    urgency = rules.urgency(answer.appointment_on, ctx.today)
    is_handed = answer.handed_on is not None
    late = not is_handed and urgency in {Urgency.PAST, Urgency.SOON}
    return ConvocationLine(row.row_id, row.case_id, person, table.number, answer, urgency, is_handed, late)


def _asks(ctx: Context, row: OrientationAnswer, case: Case) -> bool:
    """Say whether a decision still asks something of anybody, before a name is unsealed for it."""
    after = add_days(ctx.today, -SHOWN_DAYS)
    if row.decision == OfiiDecision.VALIDATED:
        day = local_day(row.appointment_at) if row.appointment_at else None
        return day is None or day >= (ctx.today if row.handed_on else after)
    recent = local_day(row.recorded_at) >= after
    return recent and case.support_ended_on is None


def _sorted(lines: list[ConvocationLine]) -> DecisionsDay:
    def of(decision: OfiiDecision) -> list[ConvocationLine]:
        return sorted((line for line in lines if line.answer.decision is decision), key=_pressing)

    validated = of(OfiiDecision.VALIDATED)
    dated = [line for line in validated if line.answer.appointment_on is not None]
    return DecisionsDay(
        tuple(line for line in dated if not line.is_handed),
        tuple(line for line in validated if line.answer.appointment_on is None),
        tuple(of(OfiiDecision.REFUSED)),
        tuple(of(OfiiDecision.POSTPONED)),
        tuple(line for line in dated if line.is_handed),
    )


def _pressing(line: ConvocationLine) -> tuple[int, date, str]:
    return _ORDER.index(line.urgency), line.answer.appointment_on or date.max, folded(line.person)


def _page(ctx: Context, row: OrientationAnswer, table: OrientationTable) -> ConvocationPage:
    departement = directory_store.get_departement(ctx.session, table.departement)
    links = case_store.list_referents(ctx.session, row.case_id)
    person = full_name(raw_of(read_person(ctx, case_store.get_case(ctx.session, row.case_id))))
    return ConvocationPage(
        _line(ctx, person, row, table), departement.operator, display_telephone(departement.callback),
        tuple(administering.staff_name(ctx, link.account_id) for link in links),
        local_day(table.sent_at or table.proposed_at),
    )  # fmt: skip


def _appointment(answer: AnswerView) -> tuple[date, time]:
    """Return day and hour of an appointment of which all is known (guide:235)."""
    day, hour = answer.appointment_on, answer.appointment_at
    if day is not None and hour is not None and answer.place:
        return day, hour
    raise WrongState(
        "Il manque la date, l’heure ou le lieu du rendez-vous.",
        hint="La coordination les complète sur la ligne du tableau, puis la convocation s’imprime.",
    )


def _blocks(page: ConvocationPage, appointment: tuple[date, time], bring: str) -> Iterable[Block]:
    day, hour = appointment
    yield Text(page.line.person, bold=True)
    yield Text(
        "Vous avez donné votre accord pour être accompagné·e par le programme AGIR. L’Office français de "
        "l’immigration et de l’intégration (OFII) l’a validé. Voici votre premier rendez-vous."
    )
    facts = [
        ("Jour", long_day(day)),
        ("Heure", f"{hour.hour} h {hour.minute:02}"),
        ("Lieu", page.line.answer.place),
        ("Qui vous reçoit", page.operator),
        ("Téléphone", page.telephone),
        ("Votre référent", ", ".join(page.referents)),
    ]
    yield Facts([fact for fact in facts if fact[1]])
    if bring:
        yield Text("À apporter", bold=True)
        yield Text(bring)
    call = f"Appelez le {page.telephone}." if page.telephone else "Dites-le à votre référent."
    yield Text(f"Vous ne pouvez pas venir ce jour-là, ou vous avez une question ? {call}")
