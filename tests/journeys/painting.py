"""How long is it from a key to the painted cell? Measured by the page itself: the event's own time, then its frame."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Page

_WATCH: Final = """() => {
    const times = window.keyTimes = [];
    const events = window.keyEvents = [];
    new PerformanceObserver((list) => {
        for (const { name, duration } of list.getEntries()) if (name === "keydown") events.push(duration);
    }).observe({ type: "event", durationThreshold: 16 });
    addEventListener("keydown", (event) => {
        const { key, timeStamp } = event;
        requestAnimationFrame(() => {
            // The message comes after the frame that this callback belongs to was laid out and painted.
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => times.push([key, performance.now() - timeStamp]);
            port2.postMessage(0);
        });
    }, { capture: true });
}"""
_PAUSE: Final = 40.0
"""Milliseconds between two keys: somebody who holds one down."""


class Painting:
    """Watches one page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.evaluate(_WATCH)

    def own_time(self, keys: Sequence[str], *, only: str = "") -> list[float]:
        """Press keys, and return the milliseconds of processor that the page's thread took for each, and for its frame.

        What other programs of the machine do meanwhile is not in it.
        """
        found = []
        for key in keys:
            before = self._thread()
            self._page.keyboard.press(key)
            self._page.wait_for_timeout(_PAUSE)
            if not only or key in only:
                found.append(self._thread() - before)
        return sorted(found)

    def _thread(self) -> float:
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return 1000 * float(next(one["value"] for one in metrics if one["name"] == "ThreadTime"))

    def measure(self, keys: Sequence[str], *, only: str = "") -> list[float]:
        """Press keys, and return the milliseconds of each, or of those named alone."""
        self._page.evaluate("keyTimes.length = keyEvents.length = 0")
        for key in keys:
            self._page.keyboard.press(key)
            self._page.wait_for_timeout(_PAUSE)
        self._page.wait_for_function("count => keyTimes.length >= count", arg=len(keys))
        found: list[tuple[str, float]] = self._page.evaluate("keyTimes")
        return sorted(time for key, time in found if not only or key in only)

    def event_timing(self) -> list[float]:
        """Return what the browser itself says of the keys that were pressed last; under 16 ms it says nothing."""
        self._page.wait_for_timeout(_PAUSE)
        found: list[float] = self._page.evaluate("keyEvents")
        return sorted(found) or [0.0]


def p95(times: Sequence[float], part: float = 0.95) -> float:
    """Return the time within which that part of the keys was painted."""
    return times[min(int(part * len(times)), len(times) - 1)]


@contextmanager
def slowed(page: Page, rate: int) -> Iterator[None]:
    """Let the browser's processor be so many times slower."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    try:
        yield
    finally:
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
