"""Where does a life end? At every step once, or at steps drawn by a seed; each trial is carried to its end and checked.

`python -m tests.faults` does a thousand; the tests do thirty.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.faults import promises
from tests.faults.trial import CALM, PLANS, WEATHERS, Original, Outside, Plan, Trial, Weather, trial

TWICE: Final = 30
"""How often, of a hundred, the life after a crash is killed too."""


@dataclass(slots=True)
class Ground:
    """A furnished house on one engine, and how many steps its story has in each weather."""

    original: Original
    outside: Outside
    folder: Path
    steps: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def steps_in(self, weather: Weather = CALM, plan: Plan = PLANS[0]) -> tuple[str, ...]:
        """Play the story once without a crash, and check it; return its steps."""
        name = f"{plan.name}, {weather.name}"
        if name not in self.steps:
            with trial(self.original, self.outside, self.folder, weather=weather, plan=plan) as whole:
                life = whole.live()
                _check(whole)
                self.steps[name] = life.steps
        return self.steps[name]


@dataclass(slots=True)
class Draw:
    """Draws numbers that a printed seed repeats, on every machine and version."""

    seed: int
    drawn: int = 0

    def below(self, limit: int) -> int:
        """Draw a number from 0 to the limit, without it."""
        self.drawn += 1
        return int.from_bytes(hashlib.sha256(f"{self.seed}/{self.drawn}".encode()).digest()) % limit


@dataclass(frozen=True, slots=True)
class Ended:
    """How a trial ended: where each life did, and how many mails arrived."""

    told: str
    kills: int
    mails: int
    texts_asked: int


def kill_at(ground: Ground, *doomed: int, weather: Weather = CALM, plan: Plan = PLANS[0]) -> Ended:
    """Kill the first life at a step, the next one at another, and let the last one live; check every promise."""
    with trial(ground.original, ground.outside, ground.folder, weather=weather, plan=plan) as one:
        for step in (*doomed, 0):
            one.live(doomed=step)
            if not one.lives[-1].killed:  # its story was shorter than that
                break
        _check(one)
        asked = sum(method == "POST" for method, _, _ in ground.outside.gateway.requests)
        kills = sum(life.killed for life in one.lives)
        return Ended(one.summary(), kills, len(ground.outside.mail.received), asked)


def at_random(ground: Ground, seed: int, count: int, *, to_the_last: bool = True) -> Iterator[Ended]:
    """Kill at steps drawn by a seed, in weathers drawn too, until that many lives were killed.

    Bad weather makes a story longer. To know by how much it is played once; not `to_the_last`, that is spared, and
    its last steps with it.
    """
    draw = Draw(seed)
    killed = 0
    while killed < count:
        weather, plan = WEATHERS[draw.below(len(WEATHERS))], PLANS[draw.below(len(PLANS))]
        steps = len(ground.steps_in(weather if to_the_last else CALM, plan))
        doomed = [1 + draw.below(steps)]
        while draw.below(100) < TWICE:
            doomed.append(1 + draw.below(steps))
        ended = kill_at(ground, *doomed, weather=weather, plan=plan)
        killed += ended.kills
        yield ended


def _check(one: Trial) -> None:
    try:
        promises.check(one)
    except AssertionError as error:
        raise AssertionError(f"{one.summary()}: {error}") from error
