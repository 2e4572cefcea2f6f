"""When does a dossier leave daily work: to the day, on leap days too, and not while it was taken out?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules.archiving import DAYS_OUT, is_due, out_until
from liaison.rules.calendar import add_months
from liaison.rules.retention import CNIL_MONTHS, RULES
from liaison.vocabulary.retention import RuleId

DAYS = st.dates(date(2024, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("ended", "first"),
    [
        (date(2024, 3, 15), date(2026, 3, 15)),
        (date(2024, 2, 29), date(2026, 2, 28)),
        (date(2026, 2, 28), date(2028, 2, 28)),
    ],
)
def test_two_years_after_the_end(ended: date, first: date) -> None:
    """Not the day before, then every day."""
    assert not is_due(support_ended_on=ended, out_until=None, today=first - timedelta(days=1))
    assert is_due(support_ended_on=ended, out_until=None, today=first)
    assert is_due(support_ended_on=ended, out_until=None, today=first + timedelta(days=400))


def test_a_support_that_goes_on_is_at_work() -> None:
    """Without an end there is nothing to count from."""
    assert not is_due(support_ended_on=None, out_until=None, today=date(2099, 1, 1))


@given(ended=DAYS, after=st.integers(0, 400))
def test_what_was_taken_out_stays_out_for_its_days(ended: date, after: int) -> None:
    """And belongs in the archive again the day after."""
    today = add_months(ended, CNIL_MONTHS) + timedelta(days=after)
    last = out_until(today)
    assert not is_due(support_ended_on=ended, out_until=last, today=last)
    assert is_due(support_ended_on=ended, out_until=last, today=last + timedelta(days=1))
    assert DAYS_OUT == (last - today).days


def test_the_archive_comes_before_the_destruction() -> None:
    """Otherwise nothing would ever be in it (R-1)."""
    rule = RULES[RuleId.SUPPORT_END]
    assert CNIL_MONTHS < rule.default
