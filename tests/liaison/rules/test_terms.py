"""Does a convention end by the earliest of what applies (R-8)?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules.calendar import add_months
from liaison.rules.terms import ANCHOR_LABELS, End, TermFacts, earliest_termination, effective_end, ends, limit_of
from liaison.vocabulary import TermAnchor

pytestmark = pytest.mark.requirement("R-8")

OWN, FRAMEWORK = date(2026, 12, 31), date(2027, 12, 31)
LATE, LATER = date(2028, 6, 30), date(2029, 6, 30)
DAYS = st.none() | st.dates(date(2024, 1, 1), date(2032, 12, 31))
FACTS = st.builds(TermFacts, st.sampled_from(["spe", "pic_ipr", "generic"]), DAYS, DAYS, DAYS, DAYS, DAYS, DAYS)


@pytest.mark.parametrize(
    ("facts", "on", "anchor"),
    [
        (TermFacts("spe", OWN, None, FRAMEWORK), OWN, TermAnchor.CONVENTION),
        (TermFacts("spe", None, None, FRAMEWORK), FRAMEWORK, TermAnchor.FRAMEWORK),
        (TermFacts("spe", LATE, None, FRAMEWORK), FRAMEWORK, TermAnchor.FRAMEWORK),
        (TermFacts("spe", OWN, date(2027, 6, 30), FRAMEWORK), date(2027, 6, 30), TermAnchor.AMENDMENT),
        (TermFacts("spe", OWN, LATE, FRAMEWORK), FRAMEWORK, TermAnchor.FRAMEWORK),
        (TermFacts("pic_ipr", None, None, FRAMEWORK, OWN), OWN, TermAnchor.PROGRAMME),
        (TermFacts("pic_ipr", None, None, FRAMEWORK, LATE), LATE, TermAnchor.PROGRAMME),
        (TermFacts("pic_ipr", OWN, None, date(2026, 6, 1)), OWN, TermAnchor.CONVENTION),
        (TermFacts("generic", LATE, None, FRAMEWORK), LATE, TermAnchor.CONVENTION),
        (TermFacts("generic", None, None, FRAMEWORK), FRAMEWORK, TermAnchor.FRAMEWORK),
        (TermFacts("spe", OWN, None, FRAMEWORK, None, date(2026, 6, 1)), date(2026, 6, 1), TermAnchor.TERMINATION),
        (TermFacts("spe", OWN, None, FRAMEWORK, None, LATER), OWN, TermAnchor.CONVENTION),
        (TermFacts("generic", None, None, None, None, None, OWN), OWN, TermAnchor.STATE_CONTRACT),
    ],
)
def test_the_earliest_wins(facts: TermFacts, on: date, anchor: TermAnchor) -> None:
    """Its own term or the amended one, within the framework or the programme; a termination; the State's contract."""
    assert End(on, anchor) == effective_end(facts)


@pytest.mark.parametrize("facts", [TermFacts("spe"), TermFacts("pic_ipr", None, None, FRAMEWORK)])
def test_nothing_is_assumed(facts: TermFacts) -> None:
    """Without any day there is no end; the framework agreement says nothing of a PIC IPR convention."""
    assert effective_end(facts) is None
    assert limit_of(facts) is None


@given(FACTS)
def test_no_end_is_passed(facts: TermFacts) -> None:
    """Whatever is known, nothing goes on after a termination, the State's contract, or the limit of an amendment."""
    end, limit = effective_end(facts), limit_of(facts)
    bounds = [facts.terminated_on, facts.state_contract_ends_on, limit.on if limit else None]
    assert all(end is not None and end.on <= bound for bound in bounds if bound is not None)
    assert list(ends(facts)) == sorted(ends(facts), key=lambda one: one.on)


@pytest.mark.parametrize(
    ("received", "earliest"),
    [(date(2026, 10, 17), date(2026, 11, 17)), (date(2026, 1, 31), date(2026, 2, 28)), (OWN, date(2027, 1, 31))],
)
def test_a_month_after_the_letter(received: date, earliest: date) -> None:
    """A termination takes effect at the earliest one month after the letter came (guide:3358-3361)."""
    assert earliest == earliest_termination(received) == add_months(received, 1)


def test_every_anchor_has_its_words() -> None:
    """A deadline and a refusal say what ended the convention."""
    assert set(TermAnchor) == set(ANCHOR_LABELS)
