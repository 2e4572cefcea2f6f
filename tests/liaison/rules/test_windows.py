"""From which day until which may somebody enter, and how many full months is a stay (E-1, E-3)? Boundary days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules.calendar import add_months
from liaison.rules.deployment import Deployment
from liaison.rules.windows import full_months, out_of_cph_on, window_of

DAYS = st.dates(date(2015, 1, 1), date(2060, 12, 31))
YEARS = st.integers(2020, 2030)


@pytest.mark.requirement("E-1")
@pytest.mark.parametrize(
    ("status_on", "deployed", "opens", "closes"),
    [
        # The example of the guide (guide:204-221): deployed in 2022.
        (date(2021, 1, 1), 2022, date(2022, 1, 1), date(2022, 12, 31)),
        (date(2021, 12, 31), 2022, date(2022, 1, 1), date(2022, 12, 31)),
        (date(2022, 1, 1), 2022, date(2022, 1, 1), date(2023, 12, 31)),
        (date(2022, 12, 31), 2022, date(2022, 12, 31), date(2023, 12, 31)),
        # Long after the deployment.
        (date(2026, 3, 12), 2022, date(2026, 3, 12), date(2027, 12, 31)),
        (date(2026, 12, 31), 2022, date(2026, 12, 31), date(2027, 12, 31)),
        (date(2027, 1, 1), 2022, date(2027, 1, 1), date(2028, 12, 31)),
        (date(2028, 2, 29), 2022, date(2028, 2, 29), date(2029, 12, 31)),
        # The others, in 2024.
        (date(2023, 6, 1), 2024, date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_window(status_on: date, deployed: int, opens: date, closes: date) -> None:
    """The year of the status and the next, and of the year before the deployment its year alone."""
    window = window_of(status_on, Deployment(deployed))

    assert window is not None
    assert (opens, closes) == (window.opens, window.closes)
    assert window.holds(opens)
    assert window.holds(closes)
    assert not window.holds(opens - timedelta(days=1))
    assert not window.holds(closes + timedelta(days=1))


@pytest.mark.requirement("E-1")
@pytest.mark.parametrize("status_on", [date(2020, 12, 31), date(2019, 1, 1), date(2020, 2, 29)])
def test_no_window_before_the_year_that_precedes_the_deployment(status_on: date) -> None:
    """It had closed before the programme came."""
    assert window_of(status_on, Deployment(2022)) is None


@pytest.mark.requirement("E-1")
def test_the_window_is_told_with_its_dates() -> None:
    """In one sentence, the deployment named where it cuts the window, and where it is not known."""
    sentences = [
        window.sentence
        for window in (
            window_of(date(2026, 3, 12), Deployment(2022)),
            window_of(date(2021, 6, 5), Deployment(2022)),
            window_of(date(2026, 3, 12), Deployment(None)),
        )
        if window is not None
    ]

    assert [
        "Statut obtenu le 12/03/2026 : éligible du 12/03/2026 au 31/12/2027.",
        "Statut obtenu le 05/06/2021, l’année avant le déploiement (2022) : éligible du 01/01/2022 au 31/12/2022.",
        "Statut obtenu le 12/03/2026 : éligible jusqu’au 31/12/2027, si le programme est déployé ici.",
    ] == sentences


@pytest.mark.requirement("E-1")
@given(DAYS, DAYS, YEARS)
def test_a_window_says_what_the_requirement_says(status_on: date, on: date, deployed: int) -> None:
    """« Status of year N-1 or N for an entry in year N, N not before the deployment year », never before the status."""
    window = window_of(status_on, Deployment(deployed))
    expected = on.year - 1 <= status_on.year <= on.year and on.year >= deployed and on >= status_on

    assert expected is (window is not None and window.holds(on))


@pytest.mark.requirement("E-3")
@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        (date(2026, 2, 27), date(2026, 11, 26), 8),
        (date(2026, 2, 27), date(2026, 11, 27), 9),
        (date(2026, 2, 27), date(2026, 11, 28), 9),
        (date(2026, 5, 31), date(2027, 2, 27), 8),
        (date(2026, 5, 31), date(2027, 2, 28), 9),
        (date(2027, 5, 31), date(2028, 2, 28), 8),
        (date(2027, 5, 31), date(2028, 2, 29), 9),
        (date(2028, 2, 29), date(2028, 11, 28), 8),
        (date(2028, 2, 29), date(2028, 11, 29), 9),
        (date(2026, 4, 1), date(2026, 12, 31), 8),
        (date(2026, 4, 1), date(2027, 1, 1), 9),
        (date(2026, 11, 27), date(2026, 11, 27), 0),
        (date(2026, 11, 28), date(2026, 11, 27), 0),
        (date(2027, 11, 28), date(2026, 11, 27), 0),
        (date(2024, 2, 29), date(2026, 2, 28), 24),
    ],
)
def test_full_months(since: date, on: date, months: int) -> None:
    """By the calendar: the same date some months later, or the last day of a shorter month."""
    assert months == full_months(since, on)


@pytest.mark.requirement("E-3")
@given(DAYS, st.integers(0, 4000))
def test_full_months_are_those_that_are_over(since: date, days: int) -> None:
    """So many months have gone by, and not one more; nine are over on the very day that is told."""
    on = since + timedelta(days=days)
    months = full_months(since, on)

    assert add_months(since, months) <= on < add_months(since, months + 1)
    assert (months >= 9) is (on >= out_of_cph_on(since))
