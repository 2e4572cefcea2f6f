"""How fast does the sheet of 500 people answer a key, with the processor four times slower? Real Chromium, real house.

A target that is missed is said, and no error. By the clock: from the key's time to the frame that was painted with it,
and what the browser's Event Timing says (to 8 ms). By the processor: what the page's thread took for the key and its
frame, four times: what else the machine does is not in it.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench import machine
from tests.bench.table import markdown
from tests.journeys import doing
from tests.journeys.conftest import CHROMIUM, QUIET
from tests.journeys.gallery import OFFICE, TELEPHONE
from tests.journeys.house import House, installed
from tests.journeys.painting import Painting, p95, slowed
from tests.journeys.people import People
from tests.journeys.table_people import Bureau, bureau

RATE: Final = 4
"""Times slower: an old office PC, a telephone."""
MOST: Final = 100
"""Milliseconds within which 95 keys of 100 must be painted."""
_FIGURES: Final = ("processor × 4, p95", "clock, median", "clock, p95", "clock, worst", "Event Timing, p95")
_STEPS: Final[Sequence[tuple[str, Sequence[str], str]]] = (
    ("arrow down, row after row", ["ArrowDown"] * 100, ""),
    ("arrow right and left", ["ArrowRight", "ArrowLeft"] * 50, ""),
    ("a letter that opens a cell, and the next ones", ["a", "b", "c", "Escape"] * 30, "abc"),
    ("the letter that opens a cell, alone", ["a", "Escape"] * 50, "a"),
)


def main() -> None:
    """Build the house, measure, print."""
    asked = _arguments()
    described = machine.described()
    with tempfile.TemporaryDirectory() as name, installed(Path(name), sms=False) as house:
        people = People(house.service())
        people.open_house()
        where = bureau(people, "22", doubtful=asked.people // 5, ready=asked.people - asked.people // 5)
        house.server.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
            rows = _measured(browser, house, where, asked.rounds)
            browser.close()
    _say(f"A sheet of {asked.people} people, {asked.rounds} rounds, milliseconds from key to painted cell:")
    _say(markdown(["key", "screen", "to reach (p95)", *_FIGURES], rows))
    _say("".join(f"- {what}: {which}\n" for what, which in described.items()))


def _measured(browser: Browser, house: House, where: Bureau, rounds: int) -> list[list[str]]:
    lines = []
    for size in (OFFICE, TELEPHONE):
        context = browser.new_context(viewport=size, locale="fr-FR")
        page = context.new_page()
        doing.sign_in(page, house.url, where.coordinator)
        page.goto(f"{house.url}/tableaux/{where.table_id}")
        page.locator("tbody tr").nth(0).locator("td").nth(1).click()
        painting = Painting(page)
        lines += [_line(page, painting, step, size["width"], rounds) for step in _STEPS]
        context.close()
    return lines


def _line(page: Page, painting: Painting, step: tuple[str, Sequence[str], str], width: int, rounds: int) -> list[str]:
    """The median of the rounds' figures: one round in which the machine did something else does not count."""
    what, keys, only = step
    own, found, events = [], [], []
    for _ in range(rounds):
        own.append(RATE * p95(painting.own_time(_from_top(page, keys), only=only)))
        with slowed(page, RATE):
            found.append(painting.measure(_from_top(page, keys), only=only))
            events.append(p95(painting.event_timing()))
    reached, clock = median(own), median(p95(times) for times in found)
    middle = median(p95(times, 0.5) for times in found)
    worst = max(times[-1] for times in found)
    figures = [_said(reached), f"{middle:.0f}", _said(clock), f"{worst:.0f}", f"{median(events):.0f}"]
    return [what, f"{width} px", f"≤ {MOST}", *figures]


def _from_top(page: Page, keys: Sequence[str]) -> Sequence[str]:
    """Go back to the first row, so that every round walks the same way."""
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowRight")
    return keys


def _said(milliseconds: float) -> str:
    return f"{milliseconds:.0f}{' **missed**' if milliseconds > MOST else ''}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n\n")


if __name__ == "__main__":
    main()
