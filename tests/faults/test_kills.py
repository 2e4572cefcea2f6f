"""What if the process is killed at any step of a sending? It is carried on, and nothing is lost or given twice."""

import os
import secrets
from typing import Final

import pytest

from tests.factories import BY_TELEPHONE
from tests.faults import kills
from tests.faults.kills import Ground
from tests.faults.trial import PLANS, WEATHERS, Plan, Weather

SEED: Final = "FAULTS_SEED"
KILLS: Final = 15
"""On each engine; `make kill` does a thousand."""


@pytest.mark.parametrize("weather", [pytest.param(weather, id=weather.name) for weather in WEATHERS])
@pytest.mark.requirement("T-4", "T-5")
def test_nobody_is_killed(ground: Ground, weather: Weather) -> None:
    """Whatever goes wrong at the other side, the story comes to its end without a crash, and keeps every promise."""
    assert len(ground.steps_in(weather)) > 100


@pytest.mark.parametrize("plan", [pytest.param(plan, id=plan.name) for plan in PLANS])
def test_each_plan(ground: Ground, plan: Plan) -> None:
    """Key by SMS on acknowledgement, key by telephone, recall before the key left: each comes to its end."""
    assert len(ground.steps_in(plan=plan)) > 60


def test_a_key_that_was_never_shown_is_made_anew(ground: Ground) -> None:
    """Killed between the commit of a key told and its page, nobody saw it: the pli is replaced, under a new key."""
    (telephone,) = [plan for plan in PLANS if plan.choice == BY_TELEPHONE]
    steps = ground.steps_in(plan=telephone)
    ended = kills.kill_at(ground, 1 + steps.index("tell: commit done"), plan=telephone)
    assert ended.mails == 2


@pytest.mark.requirement("T-4", "T-5")
def test_killed_at_random(ground: Ground) -> None:
    """Fifteen lives end at steps drawn by a seed, some of them one after the other: every promise holds."""
    seed = int(os.environ.get(SEED, secrets.randbits(32)))
    try:
        ended = list(kills.at_random(ground, seed, KILLS, to_the_last=False))
    except AssertionError as error:
        raise AssertionError(f"{SEED}={seed}: {error}") from error
    assert sum(one.kills for one in ended) >= KILLS


def test_a_mail_goes_again_only_when_nobody_knows(ground: Ground) -> None:
    """Killed before the server has it, the mail arrives once; killed after, twice, and the same."""
    steps = ground.steps_in()
    before = kills.kill_at(ground, 1 + steps.index("work: mail server: DATA"))
    after = kills.kill_at(ground, 1 + steps.index("work: mail server: content kept, not answered"))
    assert (before.mails, after.mails) == (1, 2)


def test_a_text_is_asked_for_again_under_the_same_key(ground: Ground) -> None:
    """Killed after the gateway took the key, it is asked again with the same idempotency key: one SMS."""
    steps = ground.steps_in()
    ended = kills.kill_at(ground, 1 + steps.index("work: gateway: text taken, not answered"))
    assert ended.texts_asked == 2
