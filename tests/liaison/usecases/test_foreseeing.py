"""Is everything that must be destroyed in the schedule, with its rule, its arithmetic, and what holds it (R-4, R-6)?"""

from datetime import date, timedelta

import pytest

from liaison.errors import Denied, Invalid
from liaison.rules.calendar import end_of_day, local_day
from liaison.store import exchanges
from liaison.usecases import (
    ending_support,
    foreseeing,
    holding_back,
    keeping_cases,
    keeping_conventions,
    keeping_departements,
    supposing,
)
from liaison.usecases.foreseeing import DuePart, Schedule
from liaison.usecases.holding_back import HoldForm
from liaison.usecases.keeping_conventions import AmendmentForm
from liaison.usecases.keeping_departements import DepartementForm
from liaison.usecases.supposing import Supposition
from liaison.vocabulary import AmendmentChange, DeadlineSubject, Origin
from liaison.vocabulary.retention import Decision, HoldKind, HoldScope
from liaison.vocabulary.rights import Right
from tests.factories import OPERATOR, RHONE, House
from tests.rights import received

TODAY = date(2026, 11, 21)


def seen(house: House, who: str = "dpo", *, on: date | None = None, within: int = 60) -> Schedule:
    """Give the schedule as somebody sees it."""
    return house.do(foreseeing.schedule, house[who], on=on, within_days=within)


def parts(schedule: Schedule) -> list[str]:
    """Name the parts that are late or due soon."""
    return [part.line.subject.value for part in (*schedule.late, *schedule.soon)]


def deadlines(house: House) -> list[dict[str, object]]:
    """Give every deadline as it stands in its table."""
    with house.service.transaction() as ctx:
        return [row.model_dump() for row in exchanges.every_open_deadline(ctx.session, None)]


def part_of(schedule: Schedule, subject: DeadlineSubject) -> DuePart:
    """Give the one part of a kind."""
    (found,) = [part for part in (*schedule.late, *schedule.soon, *schedule.held) if part.line.subject is subject]
    return found


@pytest.mark.requirement("R-6")
def test_winner_with_its_losers(house: House) -> None:
    """A fiche stands once, under the rule that wins; the other stands beneath it, with its own arithmetic."""
    transmission_id = house.sent("spe")
    case_id = house.row(transmission_id).case_id or ""
    house.do(ending_support.set_support_end, house["referent"], case_id, TODAY)

    schedule = seen(house, on=date(2028, 2, 1))

    fiche = part_of(schedule, DeadlineSubject.FICHE)
    assert ("R-2", ["R-1"]) == (fiche.line.rule, [line.rule for line in fiche.losers])
    assert (
        "31/12/2027 + 2 mois = 29/02/2028 (fin de journée) ; moins 7 jours, vie des sauvegardes de clés : 22/02/2028"
        == (fiche.line.arithmetic)
    )
    assert "21/11/2026 + 3 ans = 21/11/2029" in fiche.losers[0].arithmetic
    assert house.row(transmission_id).reference == fiche.line.reference


@pytest.mark.requirement("R-4")
def test_what_is_held_stands_apart(house: House) -> None:
    """A held part is due as before, and says which hold keeps it; its key goes in any case."""
    transmission_id = house.sent("spe")
    form = HoldForm(
        HoldKind.LITIGATION, HoldScope.TRANSMISSION, house.row(transmission_id).reference, "Instance fictive.",
        review_on=date(2027, 3, 1),
    )  # fmt: skip
    hold_id = house.do(holding_back.ask, house["coordinator"], form)
    assert ["archive", "key"] == parts(seen(house))
    house.do(holding_back.decide, house["controller"], hold_id, Decision.GRANTED, "Preuve utile.", without_opinion=True)

    schedule = seen(house)

    assert ["key"] == parts(schedule)
    assert ["2026-S01, contentieux"] == [part.held for part in schedule.held]
    assert 1 == sum(month.held for month in schedule.months)


@pytest.mark.requirement("R-4", "G-1")
def test_open_request_stands_in_the_way(house: House) -> None:
    """A person asked for their data: nothing of their dossier goes before the answer, and another's does."""
    transmission_id = house.sent("spe")
    other = house.sent_to("TESTOVITCH")
    received(house, house.row(transmission_id).case_id or "", Right.ACCESS)

    schedule = seen(house)

    assert ["2026-R01, demande d’une personne"] == [part.held for part in schedule.held]
    assert [house.row(transmission_id).reference] == [part.line.reference for part in schedule.held]
    assert [house.row(other).reference] == [
        part.line.reference for part in schedule.soon if part.line.subject is DeadlineSubject.ARCHIVE
    ]


@pytest.mark.requirement("R-6")
def test_calendar_counts_each_part_once(house: House) -> None:
    """Month by month, and the rest in one line; what has no date yet is counted apart."""
    house.sent("spe")
    schedule = seen(house)

    assert [(date(2026, 12, 1), 2)] == [(month.first, month.parts) for month in schedule.months if month.parts]
    assert (1, 1) == (schedule.later, schedule.undated)


@pytest.mark.requirement("R-1")
def test_mark_of_the_cnil_stands_beside(sqlite_house: House) -> None:
    """Two years after the last contact, for information: the date of R-1 stays its own."""
    house = sqlite_house
    case_id = house.case()
    house.do(ending_support.set_support_end, house["referent"], case_id, date(2023, 12, 31))
    case = part_of(seen(house), DeadlineSubject.CASE)

    assert date(2028, 11, 21) == case.cnil_on
    assert case.line.due_at == end_of_day(date(2026, 12, 31))
    assert case_id == case.line.reference


@pytest.mark.requirement("R-3")
def test_what_came_from_the_ofii_has_a_line_of_its_own(house: House) -> None:
    """It ends with the framework agreement, and moves with it; a dossier that holds nothing of it has no such line."""
    raw = {"beneficiary.last_name": "TESTOVITCH"}
    actor = house["referent"]
    case_id = house.do(keeping_cases.create_case, actor, departement=RHONE, raw=raw, origin=Origin.OFII)
    house.case()
    (row,) = [row for row in deadlines(house) if row["subject_kind"] == "ofii"]
    assert (case_id, "R-3", date(2027, 12, 31)) == (row["subject_id"], row["rule"], row["anchor_on"])

    form = DepartementForm(
        RHONE, "Rhône", OPERATOR, "04 72 00 00 00", date(2026, 12, 31), france_travail=True, pic_ipr=True
    )
    house.do(keeping_departements.save_departement, house["administrator"], form)
    assert date(2026, 12, 24) == local_day(
        part_of(seen(house), DeadlineSubject.OFII).line.destroy_by or house.clock.now()
    )

    page = house.do(keeping_cases.open_case, actor, case_id)
    changed = {"beneficiary.last_name": "TESTOVSKI"}
    house.do(keeping_cases.save_case, actor, case_id, raw=changed, origin=Origin.PERSON, revision=page.revision)
    assert [] == [row for row in deadlines(house) if row["subject_kind"] == "ofii"]


# --- what if ---


@pytest.mark.requirement("R-8")
def test_simulation_is_what_then_happens(house: House) -> None:
    """What a simulation shows is what an amendment then does; the simulation itself changes no row."""
    transmission_id = house.sent("spe")
    convention_id = house.row(transmission_id).convention_id or ""
    before = deadlines(house)
    supposition = Supposition(convention_id, date(2026, 12, 31), on=date(2027, 1, 10))

    supposed = house.do(supposing.suppose, house["dpo"], supposition)

    assert before == deadlines(house)
    assert supposed.foreseen is not None
    (moved,) = supposed.foreseen.parts
    assert date(2027, 2, 21) == local_day(moved.after or house.clock.now())
    assert "fiche" in parts(supposed.schedule)
    form = AmendmentForm("Avenant 1 (fictif)", TODAY, (AmendmentChange.TERM,), date(2026, 12, 31))
    house.do(keeping_conventions.amend, house["coordinator"], convention_id, form)
    assert moved.after == part_of(seen(house, on=date(2027, 1, 10)), DeadlineSubject.FICHE).line.destroy_by


@pytest.mark.requirement("R-3", "R-8")
def test_framework_agreement_that_would_end(house: House) -> None:
    """It would end the conventions that follow it, and the OFII's data; no row changes, nor the département."""
    house.sent("spe")
    raw = {"beneficiary.last_name": "TESTOVITCH"}
    house.do(keeping_cases.create_case, house["referent"], departement=RHONE, raw=raw, origin=Origin.OFII)
    before = deadlines(house)
    supposition = Supposition(departement=RHONE, framework_ends_on=date(2026, 12, 31))

    supposed = house.do(supposing.suppose, house["controller"], supposition)

    assert supposed.foreseen is not None
    assert [("La fiche", 1), ("Les données venues de l’OFII", 1)] == [
        (shift.label, shift.earlier) for shift in supposed.foreseen.shifts
    ]
    assert before == deadlines(house)
    page = house.do(keeping_departements.open_departement, house["administrator"], RHONE)
    assert date(2027, 12, 31) == page.framework_ends_on


def test_later_end_stays_under_the_limit(sqlite_house: House) -> None:
    """A convention that is supposed to go on beyond the framework agreement ends with it all the same."""
    transmission_id = sqlite_house.sent("spe")
    convention_id = sqlite_house.row(transmission_id).convention_id or ""
    supposed = sqlite_house.do(supposing.suppose, sqlite_house["dpo"], Supposition(convention_id, date(2031, 1, 1)))

    assert supposed.foreseen is not None
    assert () == supposed.foreseen.parts


def test_half_a_supposition(sqlite_house: House) -> None:
    """A convention without a day, a day without a convention, another département's: each is said."""
    partner_id = sqlite_house.partner(departement="42")
    other = sqlite_house.convention(partner_id, "generic", departement="42")
    for supposition in (
        Supposition(convention_ends_on=TODAY),
        Supposition("nothing", TODAY),
        Supposition(departement=RHONE),
        Supposition(departement="13", framework_ends_on=TODAY),
        Supposition(other, TODAY),
    ):
        with pytest.raises(Invalid):
            sqlite_house.do(supposing.suppose, sqlite_house["coordinator"], supposition)
    with pytest.raises(Denied):
        sqlite_house.do(supposing.suppose, sqlite_house["referent"], Supposition())


def test_another_day(sqlite_house: House) -> None:
    """On another day other things are due; the same parts, the same dates."""
    sqlite_house.sent("spe")
    there = sqlite_house.do(supposing.suppose, sqlite_house["dpo"], Supposition(on=TODAY + timedelta(days=200)))

    assert there.foreseen is None
    assert ["archive", "key"] == [part.line.subject.value for part in there.schedule.late]


def test_open_deadline_is_never_left_out(sqlite_house: House) -> None:
    """Every part with an open deadline is late, soon, later or without a date: none is lost on the way."""
    sqlite_house.sent("spe")
    sqlite_house.case(raw={"beneficiary.last_name": "TESTOVITCH"})
    every = {(row["subject_kind"], row["subject_id"]) for row in deadlines(sqlite_house)}
    schedule = seen(sqlite_house)

    assert len(every) == sum(month.parts for month in schedule.months) + schedule.later + schedule.undated
