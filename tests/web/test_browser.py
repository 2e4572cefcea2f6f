"""Do the pages hold in a real browser? Axe on every page and state, both widths, the keyboard alone, no script."""

import re
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from liaison.bootstrap import Service
from liaison.usecases import administering
from liaison.vocabulary import Role
from liaison.vocabulary.accounts import IdentityCheck
from tests.clock import FixedClock
from tests.web.staff import Person, Staff
from web.app import build

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
WIDTHS = (1280, 390, 320)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start one browser for these tests."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def address(service: Service) -> Iterator[str]:
    """Serve the pages on a free port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(build(service), log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Give pages of a fresh profile each; nothing may be said on the console but the statuses we caused."""
    contexts, said = [], []

    def open_one(path: str, *, script: bool = True) -> Page:
        context = chromium.new_context(java_script_enabled=script)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert [] == [words for words in said if "Failed to load resource: the server responded" not in words]


def sign_in(page: Page, person: Person, staff: Staff) -> None:
    """Give both factors, by the keyboard."""
    page.locator("#f-email").focus()
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.keyboard.type(person.password)
    page.keyboard.press("Enter")
    page.locator("#f-code").focus()
    page.keyboard.type(staff.code(person))
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Se déconnecter").wait_for()


def check(page: Page, name: str) -> None:
    """Let axe look at a page in each width; nothing may need scrolling sideways."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page).response["violations"]
        told = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]
        assert [] == told, f"{name}, {width} px"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name}, {width} px"


def test_signing_in_and_its_refusals(open_page: Callable[..., Page], staff: Staff) -> None:
    """Each state of both pages, errors included."""
    person = staff.person(Role.REFERENT)
    page = open_page("/dossiers")
    check(page, "sign-in")
    page.fill("#f-email", person.email)
    page.fill("#f-password", "faux")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert "erreurs" == page.evaluate("document.activeElement.id")
    check(page, "sign-in refused")
    page.fill("#f-password", person.password)
    page.keyboard.press("Enter")
    page.locator("#f-code").fill("000000")
    check(page, "code")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    check(page, "code refused")
    page.fill("#f-code", staff.code(person))
    page.keyboard.press("Enter")
    page.wait_for_url("**/dossiers")


@pytest.mark.parametrize("role", list(Role))
def test_the_home_of_each_role(open_page: Callable[..., Page], staff: Staff, role: Role) -> None:
    """By the keyboard alone; the first Tab leads over the menu."""
    page = open_page("/connexion")
    sign_in(page, staff.person(role), staff)
    page.reload()
    page.keyboard.press("Tab")
    assert "Aller au contenu" == page.evaluate("document.activeElement.textContent")
    check(page, f"home of {role}")


def test_the_pages_of_administration(open_page: Callable[..., Page], staff: Staff, address: str) -> None:
    """Lists, forms, their errors, the link, settings, and a page that is not there."""
    page = open_page("/connexion")
    staff.person(Role.REFERENT)
    sign_in(page, staff.person(Role.ADMINISTRATOR), staff)
    for path in ["comptes", "comptes/nouveau", "departements", "departements/69", "departements/nouveau", "reglages"]:
        page.goto(f"{address}/administration/{path}")
        check(page, path)
    page.goto(f"{address}/nulle-part")
    check(page, "not found")
    page.goto(f"{address}/administration/comptes/nouveau")
    page.get_by_role("button", name="Ajouter le compte").click()
    page.get_by_role("alert").wait_for()
    check(page, "account refused")
    page.get_by_role("link", name="Prénom").click()
    assert "f-first_name" == page.evaluate("document.activeElement.id")
    page.goto(f"{address}/administration/comptes")
    page.get_by_role("link", name=re.compile("Modifier le compte de Zéphyrine")).click()
    page.get_by_role("heading", name="Téléphone perdu").wait_for()
    check(page, "account")
    page.get_by_label("En personne").check()
    page.get_by_role("button", name="Faire un nouveau lien").click()
    page.get_by_label("Lien à usage unique").wait_for()
    check(page, "link")


def test_an_invitation(open_page: Callable[..., Page], service: Service, staff: Staff) -> None:
    """The picture is drawn, the steps have headings, and what is refused is said."""
    person = staff.person(Role.REFERENT)
    with service.transaction() as ctx:
        administrator = staff.actor(Role.ADMINISTRATOR)
        token = administering.renew_invitation(ctx, administrator, person.account_id, checked=IdentityCheck.IN_PERSON)
    page = open_page(f"/invitation/{token}")
    assert page.evaluate("document.querySelector('img.qr').naturalWidth > 0")
    check(page, "invitation")
    page.get_by_role("button", name="Ouvrir mon compte").click()
    page.get_by_role("alert").wait_for()
    check(page, "invitation refused")


def test_everything_works_without_script(
    open_page: Callable[..., Page], staff: Staff, clock: FixedClock, address: str
) -> None:
    """Signing in, a session that ends, and a form that comes back whole: plain HTML."""
    person = staff.person(Role.ADMINISTRATOR)
    page = open_page("/connexion", script=False)
    sign_in(page, person, staff)
    page.goto(f"{address}/administration/departements/nouveau")
    page.fill("#f-code", "38")
    page.fill("#f-name", 'Isère <b> & "essai"')
    page.fill("#f-operator", "Opérateur Imaginaire")
    page.fill("#f-callback", "04 76 00 00 00")
    clock.advance(hours=2)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("main")).to_contain_text("rien n’est perdu")
    sign_in(page, person, staff)
    page.get_by_role("button", name="Enregistrer ma saisie").click()
    expect(page.get_by_role("main")).to_contain_text("Le département est enregistré")
    assert '38 Isère <b> & "essai"' in page.inner_text("main")
