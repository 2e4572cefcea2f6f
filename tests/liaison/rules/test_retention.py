"""By which day must each part die? Rules, anchors, delays, sources; the earliest wins (R-1, R-2, R-6)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules import retention
from liaison.rules.calendar import end_of_day
from liaison.rules.retention import Limits, Line
from liaison.vocabulary import DeadlineSubject

LIMITS = Limits(archive_days=30, withheld_key_days=30, released_key_days=7, key_backup_days=7)
WEEK = timedelta(days=7)


@pytest.mark.requirement("R-1")
@pytest.mark.parametrize(
    ("ended", "due"),
    [
        (date(2026, 11, 21), date(2029, 11, 21)),
        (date(2028, 2, 29), date(2031, 2, 28)),
        (date(2025, 12, 31), date(2028, 12, 31)),
    ],
)
def test_dossier_dies_three_years_after_the_support(ended: date, due: date) -> None:
    """Three years by the calendar, end of day in Paris, and a week before for the backups of keys (R-5)."""
    line = retention.case_line(support_ended_on=ended, limits=LIMITS)

    assert (DeadlineSubject.CASE, "R-1", "fin de l’accompagnement", ended, "3 ans") == (
        line.subject, line.rule, line.anchor, line.anchor_on, line.delay,
    )  # fmt: skip
    assert "guide" in line.source
    assert end_of_day(due) == line.due_at
    assert end_of_day(due) - WEEK == line.destroy_by


@pytest.mark.requirement("R-2")
@pytest.mark.parametrize(
    ("ends", "due"),
    [
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2026, 8, 30), date(2026, 10, 30)),
    ],
)
def test_fiche_dies_two_months_after_its_convention(ends: date, due: date) -> None:
    """31 December and two months: 28 or 29 February."""
    lines = retention.fiche_lines(support_ended_on=None, under_convention=True, convention_ends_on=ends, limits=LIMITS)
    convention = next(line for line in lines if line.rule == "R-2")

    assert ("fin de la convention", ends, "2 mois") == (convention.anchor, convention.anchor_on, convention.delay)
    assert end_of_day(due) == convention.due_at
    assert "annexe 6.1" in convention.source


@pytest.mark.requirement("R-6")
def test_earliest_rule_wins() -> None:
    """Of the dossier's end and the convention's, the first one counts."""
    lines = retention.fiche_lines(
        support_ended_on=date(2026, 1, 1), under_convention=True, convention_ends_on=date(2026, 12, 31), limits=LIMITS
    )
    late = retention.fiche_lines(
        support_ended_on=date(2026, 1, 1), under_convention=True, convention_ends_on=date(2029, 12, 31), limits=LIMITS
    )

    assert ["R-2", "R-1"] == [_won(lines), _won(late)]


@pytest.mark.requirement("R-8")
def test_unknown_anchor_gives_a_line_without_date() -> None:
    """Nothing is assumed: the rule is shown, its day is not known, and a known one wins over it."""
    lines = retention.fiche_lines(support_ended_on=None, under_convention=True, convention_ends_on=None, limits=LIMITS)

    assert [("R-1", None, None), ("R-2", None, None)] == [(line.rule, line.due_at, line.destroy_by) for line in lines]
    assert retention.earliest(lines) is None


def test_without_convention_the_dossier_alone_counts() -> None:
    """A generic fiche that no convention covers follows its dossier."""
    lines = retention.fiche_lines(
        support_ended_on=date(2026, 11, 21), under_convention=False, convention_ends_on=None, limits=LIMITS
    )

    assert ["R-1"] == [line.rule for line in lines]


@pytest.mark.requirement("R-2")
def test_archive_dies_thirty_days_after_its_last_step() -> None:
    """The delay is a setting; a change of the hour does not move the end of the day."""
    line = retention.archive_line(anchor="envoi du pli", anchor_on=date(2027, 3, 1), limits=LIMITS)

    assert ("30 jours", "envoi du pli") == (line.delay, line.anchor)
    assert datetime(2027, 3, 31, 21, 59, 59, 999999, tzinfo=UTC) == line.due_at
    assert line.due_at is not None
    assert line.due_at - WEEK == line.destroy_by


@pytest.mark.parametrize(
    ("released", "delay", "anchor"), [(False, "30 jours", "préparation du pli"), (True, "7 jours", "remise de la clé")]
)
def test_key_lives_shortly(*, released: bool, delay: str, anchor: str) -> None:
    """A withheld key lives as the transmission, a given one a week; no backup holds back its end further."""
    line = retention.key_line(released=released, anchor_on=date(2026, 11, 21), limits=LIMITS)

    assert (DeadlineSubject.KEY, delay, anchor) == (line.subject, line.delay, line.anchor)
    assert line.due_at == line.destroy_by


def test_one_day_is_singular() -> None:
    """A delay of one day is « 1 jour »."""
    line = retention.archive_line(anchor="envoi du pli", anchor_on=date(2026, 11, 21), limits=Limits(1, 1, 1, 0))

    assert "1 jour" == line.delay


@given(st.lists(st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2040, 1, 1))), max_size=6))
def test_earliest_is_no_later_than_any(days: list[date | None]) -> None:
    """Whatever the rules, the one that wins is due no later than any other."""
    lines = [retention.case_line(support_ended_on=day, limits=LIMITS) for day in days]
    winner = retention.earliest(lines)
    dated = [line.due_at for line in lines if line.due_at is not None]

    assert (min(dated) if dated else None) == (winner.due_at if winner else None)


def _won(lines: tuple[Line, ...]) -> str:
    winner = retention.earliest(lines)
    assert winner is not None
    return winner.rule
