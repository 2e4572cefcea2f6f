"""What does Chromium's own viewer show, take and save? Clicked and typed in as a person does; it is pdfium in a page.

Where a field stands on the screen is told by the PDF (its rectangle) and by the viewer (where a page is, how large).
Only the dialog that asks where to save is replaced: no program can answer it.
"""

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, BrowserType, FloatRect, Frame, Page, ViewportSize

from tests.forms.paper.pdfium_form import DOTS, NotTyped, Place, has_ink, places_in
from tests.journeys.conftest import CHROMIUM, PATIENCE, QUIET
from tests.journeys.waiting import until

_SCALE: Final = DOTS / 72
"""Pixels a point, at 100 %."""
_TALL: Final[ViewportSize] = {"width": 1281, "height": 1300}
"""A whole page of paper is in sight; the odd width sets its edge on a pixel."""
_LOADED: Final = "() => window.viewer?.loadState_ === 'success'"
_SHOWN: Final = """async (number) => {
    const viewport = viewer.viewport;
    viewport.setZoom(1);
    viewport.goToPage(number);
    // What is asked of the plugin after it was told to move is answered once it has moved.
    await viewer.pluginController_.getSelectedText();
    const plugin = viewer.shadowRoot.querySelector("#plugin").getBoundingClientRect();
    const page = viewport.getPageScreenRect(number);
    return {x: plugin.x + page.x, y: plugin.y + page.y, width: page.width, height: page.height};
}"""
_FOCUSED: Final = """async () => {
    const plugin = viewer.pluginController_;
    await plugin.getSelectedText();
    if (viewer.formFieldFocus_ !== "text") return false;
    // What Control and A do, but by the time that it is answered; keys that follow too soon would be selected too.
    plugin.selectAll();
    await plugin.getSelectedText();
    return true;
}"""
_KEEP: Final = """() => {
    window.kept = [];
    window.showSaveFilePicker = async () => ({
        createWritable: async () => ({write: async (blob) => kept.push(blob), close: async () => {}}),
    });
    const chosen = {createWriter: (use) => use({write(blob) { kept.push(blob); this.onwriteend?.(); }})};
    const fileSystem = {chooseEntry: (options, use) => use(chosen)};
    Object.defineProperty(chrome, "fileSystem", {value: fileSystem, configurable: true});
}"""
_KEPT: Final = """async () => {
    const bytes = new Uint8Array(await new Blob(kept).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


class ChromiumViewer:
    """The browser, and the document that it shows."""

    def __init__(self, context: BrowserContext, folder: Path) -> None:
        self._context = context
        self._folder = folder
        self._opened = 0
        self._places: dict[str, Place] = {}
        self._page: Page
        self._frame: Frame

    def open(self, pdf: bytes) -> None:
        """Show a document in a tab of its own, in place of the one before."""
        self._places = places_in(pdf)
        self._opened += 1
        file = self._folder / f"{self._opened}.pdf"
        file.write_bytes(pdf)
        for page in self._context.pages:
            page.close()
        self._page = self._context.new_page()
        with self._page.expect_event("frameattached") as attached:
            self._page.goto(file.as_uri())
        self._frame = attached.value
        self._frame.wait_for_function(_LOADED)

    def type_in(self, name: str, text: str) -> None:
        """Click in a field and type, key by key, in place of what stands there. Raises `NotTyped` where nobody can.

        After a field that took the focus, the viewer does not tell that a locked one refuses it: keys go nowhere.
        """
        place = self._places[name]
        page = self._in_sight(place.page)
        x, y = place.middle
        self._page.mouse.click(page["x"] + x * _SCALE, page["y"] + page["height"] - y * _SCALE)
        if not self._frame.evaluate(_FOCUSED):
            raise NotTyped(name)
        for number, line in enumerate(text.split("\n")):
            if number:
                self._page.keyboard.press("Enter")
            self._page.keyboard.type(line)

    def saved(self) -> bytes:
        """Take « Download », « With your changes »; return the file."""
        self._frame.evaluate(_KEEP)
        self._frame.locator("#save").click()
        self._frame.locator("#save-edited").click()
        self._frame.wait_for_function("() => kept.length > 0")
        return base64.b64decode(self._frame.evaluate(_KEPT))

    def picture(self, number: int) -> Image.Image:
        """Return a page as it is seen, grey, once it is drawn; the first is number 0."""
        place = self._in_sight(number)
        seen: list[bytes] = []

        def is_drawn() -> bool:
            seen.append(self._page.screenshot(clip=place))
            return seen[-2:-1] == seen[-1:] and has_ink(_grey(seen[-1]))

        until(is_drawn, "the page in Chromium")
        return _grey(seen[-1])

    def _in_sight(self, number: int) -> FloatRect:
        page: FloatRect = self._frame.evaluate(_SHOWN, number)
        return page


@contextmanager
def chromium_viewer(browsers: BrowserType) -> Iterator[ChromiumViewer]:
    """Run Chromium with its viewer, which it has only where a window could be."""
    with TemporaryDirectory(prefix="chromium-") as folder:
        browser = _launched(browsers)
        try:
            context = browser.new_context(locale="fr-FR", viewport=_TALL)
            context.set_default_timeout(PATIENCE)
            yield ChromiumViewer(context, Path(folder))
        finally:
            browser.close()


def _launched(browsers: BrowserType) -> Browser:
    return browsers.launch(executable_path=CHROMIUM, headless=False, args=["--headless=new", *QUIET])


def _grey(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("L")
