"""Does the work of a day happen once, and does a step that fails leave the others their turn?"""

import logging
from datetime import date
from types import MappingProxyType

import pytest

from liaison.usecases import nightly
from tests.clock import FixedClock
from tests.factories import House


def test_once_a_day(sqlite_house: House, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps run when the day is new, whatever the hour, and not again before the next one."""
    ran: list[date] = []

    def step(house: nightly.House) -> None:
        with house.transaction() as ctx:
            ran.append(ctx.today)

    monkeypatch.setattr(nightly, "STEPS", MappingProxyType({"step": step}))
    done_on = None
    for _ in range(3):
        done_on = nightly.run_when_due(sqlite_house.service, done_on)
        clock.advance(hours=16)

    assert [date(2026, 11, 21), date(2026, 11, 22)] == ran


def test_a_step_that_fails_leaves_the_others(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged by its name and its kind, never by its words."""
    ran: list[str] = []

    def broken(_: nightly.House) -> None:
        raise ValueError("Testoukhina Nadejda")

    monkeypatch.setattr(nightly, "STEPS", MappingProxyType({"broken": broken, "next": lambda _: ran.append("next")}))
    with caplog.at_level(logging.ERROR):
        nightly.run(sqlite_house.service)

    assert ["next"] == ran
    assert "the nightly step broken failed: ValueError" in caplog.text
    assert "Testoukhina" not in caplog.text
