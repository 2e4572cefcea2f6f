"""What do the journeys stand on? Headless Chromium, and one house that most of them share, each with its own people."""

from collections.abc import Callable, Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.journeys.gallery import Gallery
from tests.journeys.house import House, installed
from tests.journeys.people import People
from tests.journeys.processes import Server, free_port

CHROMIUM: Final = "/usr/bin/chromium"
QUIET: Final = (
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-gpu",
)  # fmt: skip
"""No sandbox: root runs the tests in a container. The rest: it calls nobody by itself (G-6)."""
PATIENCE: Final = 15_000.0
"""Milliseconds that a condition may take on a shared machine."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Run a headless Chromium."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Give browsers that share nothing, in French, at an office's width."""
    opened: list[BrowserContext] = []

    def open_one(**more: object) -> BrowserContext:
        options = {"locale": "fr-FR", "timezone_id": "Europe/Paris", "viewport": {"width": 1280, "height": 900}, **more}
        context = chromium.new_context(**options)  # type: ignore[arg-type]  # playwright's keyword options
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """Give one page of a fresh browser."""
    return new_context().new_page()


@pytest.fixture
def gallery() -> Iterator[Gallery]:
    """Look at pages, and fail at the end with all that is wrong."""
    gallery = Gallery()
    yield gallery
    gallery.check()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve one house, on SQLite, with mail and SMS."""
    with installed(tmp_path_factory.mktemp("house")) as house:
        house.server.start()
        yield house


@pytest.fixture(scope="session")
def people(house: House) -> People:
    """Give the people of the shared house."""
    people = People(house.service())
    people.open_house()
    return people


@pytest.fixture(scope="session")
def restless_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Install a house for the journeys that stop, kill and start its server."""
    with installed(tmp_path_factory.mktemp("restless")) as house:
        yield house


@pytest.fixture(scope="session")
def restless_people(restless_house: House) -> People:
    """Give the people of that house."""
    people = People(restless_house.service())
    people.open_house()
    return people


@pytest.fixture
def restless(restless_house: House) -> Iterator[House]:
    """Give that house while nobody serves it; the journey starts it as it likes."""
    yield restless_house
    restless_house.mail.silent_after_content = False
    restless_house.server.stop()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the demonstration, in a folder of its own."""
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    server = Server({"data_dir": str(folder)}, port, folder / "server.log", ("demo", "--port", str(port)))
    server.start()
    yield server
    server.stop()
