"""What does Firefox's own viewer show, take and save? The real program, headless, as its remote protocol drives it.

The viewer is pdf.js, a page of the browser: each field that it shows is an input of that page, by its full name.
The protocol is Marionette: one connection of this machine, each packet a length, a colon and a list in JSON.
"""

import base64
import io
import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from PIL import Image

from tests.forms.paper.pdfium_form import NotTyped
from tests.journeys.waiting import until

_PATIENCE: Final = 60.0
"""Seconds that one answer may take on a shared machine."""
_ENDING: Final = 15.0
_WINDOW: Final[Mapping[str, int]] = {"width": 1280, "height": 1400}
_ALL: Final = "\ue009a"
"""Control and A, as WebDriver writes keys that have no letter."""
_NO_WAY_IN: Final = "element not interactable"
_PREFERENCES: Final[Mapping[str, str | int | bool]] = {
    "marionette.port": 0,  # one that is free; it is told in a file of the profile
    # Nothing leaves: whatever asks for another machine finds a closed door of this one (G-6).
    "network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9, "network.proxy.no_proxies_on": "",
    "network.trr.mode": 5, "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False, "app.update.enabled": False,
    "toolkit.telemetry.enabled": False, "datareporting.policy.dataSubmissionEnabled": False,
    "browser.shell.checkDefaultBrowser": False, "browser.aboutwelcome.enabled": False, "browser.startup.page": 0,
    # What was typed and not saved is left without being asked about.
    "dom.disable_beforeunload": True,
}  # fmt: skip
_DRAWN: Final = """
    const application = window.PDFViewerApplication;
    if (location.href !== arguments[0] || !application?.pdfDocument || !application.pagesCount) return false;
    for (let number = 0; number < application.pagesCount; number++) {
        const page = application.pdfViewer.getPageView(number);
        if (page?.renderingState !== 3 || !page.annotationLayer?.div) {
            application.page = number + 1;
            return false;
        }
    }
    return true;"""
"""Pages are drawn once they are in sight: one after the other is brought there. Each page of a fiche has fields."""
_SHOWN: Final = """
    const inputs = document.querySelectorAll(".annotationLayer :is(input[type=text], textarea)[name]");
    const shown = [...inputs].filter((input) => getComputedStyle(input).visibility === "visible");
    return shown.map((input) => [input.name, input.value, input.disabled]);"""
_SAVED: Final = """
    const done = arguments[arguments.length - 1];
    window.PDFViewerApplication.pdfDocument.saveDocument().then(
        (bytes) => done(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))),
        (error) => done(`! ${error}`));"""


class Refused(Exception):
    """The browser would not do it; `error` is WebDriver's word for why."""

    def __init__(self, command: str, error: Mapping[str, str]) -> None:
        super().__init__(f"{command}: {error['message']}")
        self.error = error["error"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A field of text as the page has it."""

    value: str
    disabled: bool


class Firefox:
    """The browser, and the document that it shows."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._door = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        self._received = self._door.makefile("rb")
        self._asked = self._opened = 0
        self._receive()  # the browser speaks first
        self._ask("WebDriver:NewSession")
        self._ask("WebDriver:SetTimeouts", script=int(_PATIENCE * 1000), pageLoad=int(_PATIENCE * 1000))
        self._ask("WebDriver:SetWindowRect", **_WINDOW)

    def close(self) -> None:
        """Hang up."""
        self._received.close()
        self._door.close()

    def open(self, pdf: bytes) -> None:
        """Show a document, at a pixel a pixel, every page of it."""
        self._opened += 1
        file = self._folder / f"{self._opened}.pdf"
        file.write_bytes(pdf)
        address = f"{file.as_uri()}#zoom=100"
        self._ask("WebDriver:Navigate", url=address)
        until(lambda: self._is_drawn(address), "every page in Firefox, its fields too")

    def fields(self) -> dict[str, Shown]:
        """Return the fields of text that are on the pages, by full name."""
        return {name: Shown(value, disabled) for name, value, disabled in self._run(_SHOWN)}

    def type_in(self, name: str, text: str) -> None:
        """Type in a field, key by key, in place of what stands there. Raises `NotTyped` where nobody can."""
        field = self._element(f'[name="{name}"]')
        try:
            for keys in (_ALL, text):
                self._ask("WebDriver:ElementSendKeys", id=field, text=keys)
        except Refused as refused:
            if refused.error != _NO_WAY_IN:
                raise
            raise NotTyped(name) from None

    def saved(self) -> bytes:
        """Return the bytes that « Save » writes."""
        answer = self._ask("WebDriver:ExecuteAsyncScript", script=_SAVED, args=[])["value"]
        assert not answer.startswith("!"), answer
        return base64.b64decode(answer)

    def picture(self, number: int) -> Image.Image:
        """Return a page as it is seen, 96 pixels an inch, grey; the first is number 0."""
        page = self._element(f'.page[data-page-number="{number + 1}"] .canvasWrapper')
        answer = self._ask("WebDriver:TakeScreenshot", id=page, full=False)
        return Image.open(io.BytesIO(base64.b64decode(answer["value"]))).convert("L")

    def _is_drawn(self, address: str) -> bool:
        try:
            return self._run(_DRAWN, address) is True
        except Refused:  # the page is on its way out
            return False

    def _element(self, selector: str) -> str:
        found = self._ask("WebDriver:FindElement", using="css selector", value=selector)["value"]
        return str(next(iter(found.values())))

    def _run(self, script: str, *args: str) -> Any:  # noqa: ANN401 (whatever the page answers)
        return self._ask("WebDriver:ExecuteScript", script=script, args=args)["value"]

    def _ask(self, command: str, **parameters: object) -> Any:  # noqa: ANN401 (whatever the browser answers)
        self._asked += 1
        packet = json.dumps([0, self._asked, command, parameters]).encode()
        self._door.sendall(b"%d:%b" % (len(packet), packet))
        _, _, error, result = self._receive()
        if error is not None:
            raise Refused(command, error)
        return result

    def _receive(self) -> Any:  # noqa: ANN401 (whatever the browser sends)
        length = b""
        while not length.endswith(b":"):
            sign = self._received.read(1)
            assert sign, "Firefox hung up"
            length += sign
        return json.loads(self._received.read(int(length[:-1])))


@contextmanager
def firefox() -> Iterator[Firefox]:
    """Run Firefox on a profile of its own, which goes with it."""
    with TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        lines = [f"user_pref({json.dumps(key)}, {json.dumps(value)});\n" for key, value in _PREFERENCES.items()]
        (folder / "user.js").write_text("".join(lines), encoding="utf-8")
        process = subprocess.Popen(
            ["firefox-esr", "--headless", "--marionette", "--no-remote", "--profile", folder, "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            env={**os.environ, "HOME": name, "MOZ_CRASHREPORTER_DISABLE": "1"},
        )  # fmt: skip
        try:
            browser = Firefox(folder, _port(process, folder / "MarionetteActivePort"))
            try:
                yield browser
            finally:
                browser.close()
        finally:
            _end(process)


def _port(process: subprocess.Popen[bytes], told: Path) -> int:
    def is_told() -> bool:
        assert process.poll() is None, "Firefox ended at once"
        return told.exists() and told.read_text() != ""

    until(is_told, "the port of Firefox")
    return int(told.read_text())


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the browser and the processes that it started."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_ENDING)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(_ENDING)
