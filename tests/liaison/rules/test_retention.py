"""By which day must each part die? Rules, anchors, delays, sources; the earliest wins (R-1, R-2, R-3, R-6)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules import retention
from liaison.rules.calendar import add_days, add_months, end_of_day, local_day
from liaison.rules.reckoning import arithmetic
from liaison.rules.retention import RULES, Limits, Line, Rule
from liaison.settings import Settings
from liaison.vocabulary import DeadlineSubject
from liaison.vocabulary.retention import RuleId, Unit
from tests.house.requirement_marks import requirements

LIMITS = Limits(key_backup_days=7)
WEEK = timedelta(days=7)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
BACKUPS = st.integers(0, 30)


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


@pytest.mark.requirement("R-3")
def test_data_of_the_ofii_end_with_the_framework_agreement() -> None:
    """No day longer: the last day of the agreement is theirs, less the life of the backups of keys."""
    line = retention.framework_line(framework_ends_on=date(2027, 12, 31), limits=LIMITS)

    assert (DeadlineSubject.OFII, "R-3", "0 jour") == (line.subject, line.rule, line.delay)
    assert end_of_day(date(2027, 12, 31)) == line.due_at
    assert end_of_day(date(2027, 12, 24)) == line.destroy_by


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
    """A delay of one day is « 1 jour »; no month at all is « 0 mois »."""
    line = retention.archive_line(
        anchor="envoi du pli", anchor_on=date(2026, 11, 21), limits=Limits(0, {RuleId.ARCHIVE: 1})
    )

    assert ["1 jour", "0 mois", "1 an", "18 mois"] == [
        line.delay, *(retention.said(months, Unit.MONTHS) for months in (0, 12, 18)),
    ]  # fmt: skip


# --- the table ---


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id.value)
def test_rule_says_where_it_stands(rule: Rule) -> None:
    """Every rule cites a requirement, has a sentence, and a source with its lines or the setting that it comes from."""
    assert rule.requirement in requirements()
    assert rule.sentence.endswith(".")
    assert rule.source
    assert rule.lines or rule.setting
    assert rule.least <= rule.default <= rule.most


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.setting], ids=lambda rule: rule.id.value)
def test_rule_and_its_setting_agree(rule: Rule) -> None:
    """The setting's default and bounds are the table's: nobody gets round the highest value by a setting."""
    known = Settings.model_fields[rule.setting]

    assert rule.default == known.default
    assert (rule.least, rule.most) == (
        next(bound.ge for bound in known.metadata if hasattr(bound, "ge")),
        next(bound.le for bound in known.metadata if hasattr(bound, "le")),
    )


@pytest.mark.requirement("R-1", "R-2")
@given(st.sampled_from(RuleId), st.integers(0, 10_000), DAYS, BACKUPS)
def test_no_delay_goes_beyond_the_law(rule_id: RuleId, value: int, day: date, backups: int) -> None:
    """Whatever stands in a row or a setting, no part outlives the highest legal value of its rule."""
    rule = RULES[rule_id]
    line = retention.line_of(rule_id, day, Limits(backups, {rule_id: value}))
    latest = add_months(day, rule.most) if rule.unit is Unit.MONTHS else add_days(day, rule.most)

    assert line.due_at is not None
    assert line.due_at <= end_of_day(latest)
    assert line.destroy_by is not None
    assert line.destroy_by <= line.due_at


# --- dates ---


@pytest.mark.requirement("R-5", "R-6")
@given(DAYS, BACKUPS)
def test_last_backup_is_gone_by_the_legal_date(day: date, backups: int) -> None:
    """A backup made at the last second has its whole life before the legal date, over any change of the hour;
    and the day that is shown is the one that anybody counts.
    """
    line = retention.case_line(support_ended_on=day, limits=Limits(backups))

    assert line.due_at is not None
    assert line.destroy_by is not None
    assert line.destroy_by + timedelta(days=backups) <= line.due_at
    assert local_day(line.destroy_by) == local_day(line.due_at) - timedelta(days=backups)


@pytest.mark.requirement("R-5")
@pytest.mark.parametrize(
    ("due", "before"), [(date(2026, 10, 31), date(2026, 10, 24)), (date(2027, 4, 1), date(2027, 3, 25))]
)
def test_change_of_the_hour_between_both_days(due: date, before: date) -> None:
    """In October the night is longer, in March shorter: neither gives a day more, nor an hour to a backup."""
    line = retention.framework_line(framework_ends_on=due, limits=LIMITS)

    assert line.destroy_by is not None
    assert before == local_day(line.destroy_by)
    assert line.destroy_by <= min(end_of_day(before), end_of_day(due) - WEEK)


@pytest.mark.requirement("R-6")
@given(DAYS, DAYS, st.integers(0, 36))
def test_later_anchor_is_never_due_earlier(one: date, other: date, months: int) -> None:
    """Month ends and leap days included: who ends later is destroyed no earlier, and week-ends play no part."""
    first, last = sorted((one, other))
    limits = Limits(7, {RuleId.SUPPORT_END: months})
    lines = [retention.case_line(support_ended_on=day, limits=limits) for day in (first, last)]
    due = [line.due_at for line in lines if line.due_at is not None]

    assert due == sorted(due)
    assert all(local_day(moment) <= add_months(day, months) for moment, day in zip(due, (first, last), strict=True))


@given(st.lists(st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2040, 1, 1))), max_size=6))
def test_earliest_is_no_later_than_any(days: list[date | None]) -> None:
    """Whatever the rules, the one that wins is due no later than any other."""
    lines = [retention.case_line(support_ended_on=day, limits=LIMITS) for day in days]
    winner = retention.earliest(lines)
    dated = [line.due_at for line in lines if line.due_at is not None]

    assert (min(dated) if dated else None) == (winner.due_at if winner else None)


# --- what a person reads ---


@pytest.mark.requirement("R-6")
def test_arithmetic_can_be_counted_again() -> None:
    """Anchor, delay, legal date, the life of the backups, the day: each step stands there."""
    line = retention.convention_line(convention_ends_on=date(2026, 12, 31), limits=Limits(14))
    archive = retention.key_line(released=True, anchor_on=date(2026, 11, 21), limits=LIMITS)
    unknown = retention.case_line(support_ended_on=None, limits=LIMITS)

    assert [
        "31/12/2026 + 2 mois = 28/02/2027 (fin de journée) ; moins 14 jours, vie des sauvegardes de clés : 14/02/2027",
        "21/11/2026 + 7 jours = 28/11/2026 (fin de journée)",
        "pas encore de date : rien n’est supposé",
    ] == [arithmetic(one.anchor_on, one.delay, one.due_at, one.destroy_by) for one in (line, archive, unknown)]


@pytest.mark.requirement("R-1")
def test_mark_of_the_cnil_is_two_years() -> None:
    """Two years after the last contact, by the calendar; it is shown, and moves nothing."""
    assert date(2026, 2, 28) == retention.cnil_mark(date(2024, 2, 29))


def _won(lines: tuple[Line, ...]) -> str:
    winner = retention.earliest(lines)
    assert winner is not None
    return winner.rule
