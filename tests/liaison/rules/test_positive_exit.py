"""Is the guide's definition of a positive exit (1.5.2) told condition by condition (V-6)? A truth table."""

from datetime import date, timedelta

import pytest

from liaison.rules import positive_exit
from liaison.rules.positive_exit import ExitFacts, judge
from liaison.vocabulary import ExitKind
from liaison.vocabulary.orientations import EmploymentKind

pytestmark = pytest.mark.requirement("V-6")

TODAY = date(2026, 11, 27)
BEFORE, AFTER = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
CDI = EmploymentKind.PERMANENT


@pytest.mark.parametrize(
    ("facts", "positive", "kind"),
    [
        (ExitFacts(BEFORE, None, CDI, BEFORE), True, ExitKind.POSITIVE_BOTH),
        (ExitFacts(TODAY, None, CDI, TODAY), True, ExitKind.POSITIVE_BOTH),
        (ExitFacts(AFTER, None, CDI, TODAY), False, ExitKind.POSITIVE_EMPLOYMENT),
        (ExitFacts(TODAY, None, CDI, AFTER), False, ExitKind.POSITIVE_HOUSING),
        (ExitFacts(TODAY, None, CDI, None), None, ExitKind.POSITIVE_HOUSING),
        (ExitFacts(TODAY), None, ExitKind.POSITIVE_HOUSING),
        (ExitFacts(TODAY, lasting_employment=False), False, ExitKind.POSITIVE_HOUSING),
        (ExitFacts(None, None, CDI, TODAY), None, ExitKind.POSITIVE_EMPLOYMENT),
        (ExitFacts(None, False, CDI, TODAY), False, ExitKind.POSITIVE_EMPLOYMENT),
        (ExitFacts(None, True, CDI, TODAY), None, ExitKind.POSITIVE_EMPLOYMENT),
        (ExitFacts(), None, None),
    ],
)
def test_both_conditions_hold_together(*, facts: ExitFacts, positive: bool | None, kind: ExitKind | None) -> None:
    """A signed lease and a lasting employment; what is not known is neither yes nor no."""
    found = judge(facts, TODAY)

    assert positive is found.positive
    assert kind is found.kind


@pytest.mark.parametrize("employment", list(EmploymentKind))
def test_every_employment_of_the_definition_counts(employment: EmploymentKind) -> None:
    """Training, apprenticeship, permanent, six months, HOPE: each is told by its name."""
    found = judge(ExitFacts(TODAY, None, employment, TODAY), TODAY)

    assert found.positive
    assert positive_exit.EMPLOYMENTS[employment] in found.employment.sentence


@pytest.mark.parametrize("facts", [ExitFacts(), ExitFacts(lasting_employment=False)])
def test_several_short_contracts_do_not_count(facts: ExitFacts) -> None:
    """It is said where the employment is not there yet."""
    assert "moins de six mois ne comptent pas" in judge(facts, TODAY).employment.sentence


def test_the_household_and_the_places_are_told() -> None:
    """The definition is one of the household, and each condition cites its place."""
    found = judge(ExitFacts(), TODAY)

    assert "ménage" in found.household
    assert {"guide 1.5.2"} == {found.housing.place, found.employment.place}
