"""Is a page fit to be seen? axe-core at an office's width and a telephone's, nothing wider than a narrow one.

With JOURNEY_SHOTS (a folder) it also keeps a picture of each, for somebody to look at.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

OFFICE: Final = ViewportSize(width=1280, height=900)
TELEPHONE: Final = ViewportSize(width=390, height=844)
NARROWEST: Final = ViewportSize(width=320, height=640)
"""WCAG 1.4.10: a page reflows down to 320 px without scrolling sideways."""
HEAVIEST: Final = 100_000
"""Bytes of a page (interface.md, "Measured by")."""
SHOTS: Final = "JOURNEY_SHOTS"


class Gallery:
    """Looks at pages, and keeps all that is wrong with them until the end."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        folder = os.environ.get(SHOTS)
        self._folder = Path(folder) if folder else None

    def look(self, page: Page, name: str) -> None:
        """Look at the page as it stands."""
        page.evaluate(str(Axe().axe_script))
        for size in (OFFICE, TELEPHONE):
            page.set_viewport_size(size)
            self.faults += [f"{name} at {size['width']} px: {fault}" for fault in _violations(page)]
            if self._folder is not None:
                self._folder.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=self._folder / f"{name}-{size['width']}.png", full_page=True)
        page.set_viewport_size(NARROWEST)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > NARROWEST["width"]:
            self.faults.append(f"{name}: {wide} px wide on a screen of {NARROWEST['width']} px")
        weight = len(page.content().encode())
        if weight > HEAVIEST:
            self.faults.append(f"{name}: {weight} bytes of HTML")
        page.set_viewport_size(OFFICE)

    def check(self) -> None:
        """Fail with everything that was found."""
        assert not self.faults, "\n".join(self.faults)


def _violations(page: Page) -> Iterator[str]:
    found: list[dict[str, Any]] = page.evaluate("axe.run({resultTypes: ['violations']}).then((all) => all.violations)")
    for violation in found:
        places = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
        yield f"{violation['id']} ({violation['impact']}), {violation['help']}: {places}"
