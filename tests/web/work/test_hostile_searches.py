"""What does a search answer to quotes, wildcards, NUL and a megabyte? A page, on both engines, and no stranger."""

from collections.abc import Callable
from typing import Final

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.rules.access import Actor
from liaison.store import accounts
from liaison.usecases import administering, keeping_cases, keeping_departements, keeping_directory, profiles, signing_in
from liaison.usecases.administering import NewAccount
from liaison.usecases.keeping_departements import DepartementForm
from liaison.usecases.keeping_directory import ContactForm, PartnerForm
from liaison.vocabulary import Origin, PartnerKind, Role
from tests.web.every.asked import fields_of
from tests.web.every.routes import NOBODY, POSTED, READ, parameters, query_names, readers
from tests.web.staff import Staff
from tests.web.work.office import LAST_NAME, PARTNER, Desk, Office

FOREIGN: Final = "CANARIMBOURG"
HIDDEN: Final = "OISELIER"
"""The rest of that name: a page that says what was searched does not say it."""
ELSEWHERE: Final = "42"
HOSTILE: Final = (
    "'", '"', "\\", "%", "_", "%%%", "*", "?", "\\%", "[a-z]*", "\0", "a\0b", "' OR 1=1 --", "%' OR '1'='1", "$$",
    ":name", "%(name)s", "') UNION SELECT 1 --", "'; DROP TABLE account; --", "E'\\x41'", "\x1b[2J", "\u202e", "𝔘𝔫𝔦",
    "9" * 400, "a" * 100 + "%" * 100, "x" * 1_000_000,
)  # fmt: skip
"""What breaks or opens a query made of text; « % » and « _ » match everything where nobody escapes them."""
MATCHES_ALL: Final = ("%", "_", "%%%", "*", "?", "\\%", "' OR 1=1 --", "%' OR '1'='1", "[a-z]*")
TEXTS: Final = ("a%00b", "%ED%A0%80%27%20OR%201%3D1--%25" + "9" * 400)
"""As they stand in an address: what PostgreSQL cannot keep, and all that it might take for something else."""
SEARCHES: Final = tuple(route for route in POSTED if "search" in fields_of(route))
BOTH: Final = pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def strangers(service: Service, staff: Staff) -> None:
    """Let another département have a person, a partner and a contact of a name that nobody here may read."""
    administrator = staff.actor(Role.ADMINISTRATOR)
    form = DepartementForm(ELSEWHERE, "Loire", "Opérateur Imaginaire", "04 77 00 00 00", None, True, True)
    with service.transaction() as ctx:
        keeping_departements.save_departement(ctx, administrator, form, new=True)
    referent, coordinator = (_neighbour(service, administrator, role) for role in (Role.REFERENT, Role.COORDINATOR))
    with service.transaction() as ctx:
        raw = {"beneficiary.last_name": f"{FOREIGN}-{HIDDEN}"}
        keeping_cases.create_case(ctx, referent, departement=ELSEWHERE, raw=raw, origin=Origin.PERSON)
        partner = PartnerForm(ELSEWHERE, PartnerKind.CPH, f"Organisme {FOREIGN} {HIDDEN}", "04 77 00 00 02")
        partner_id = keeping_directory.save_partner(ctx, coordinator, partner)
        contact = ContactForm(partner_id, "Colombe", f"{FOREIGN}-{HIDDEN}", "Conseillère", "foreign@loire.example", "")
        keeping_directory.save_contact(ctx, coordinator, contact)


def _neighbour(service: Service, administrator: Actor, role: Role) -> Actor:
    email = f"{role.value}@loire.example"
    new = NewAccount("Anselme", "Apocryphe", email, "Essai", "04 77 00 00 01", role, "Association", (ELSEWHERE,))
    with service.transaction() as ctx:
        administering.add_account(ctx, administrator, new)
        account = accounts.find_account(ctx.session, profiles.email_index(ctx, email))
        assert account is not None
        return signing_in.actor_of(ctx, account)


@BOTH
@pytest.mark.usefixtures("strangers")
def test_searches(desk_of: Callable[[Role], Desk], office: Office) -> None:
    """Each field that searches: no incident, nobody of elsewhere, and a sign that stands for all finds nobody.

    The administration keeps the directory of every département.
    """
    assert office.contact
    assert office.case
    assert {"search_cases", "search_partners"} <= {route.name for route in SEARCHES}
    for route in SEARCHES:
        for role in readers(route):
            desk = desk_of(Role(role))
            found = desk.press(route.path, {"search": LAST_NAME[:4]}).text
            assert LAST_NAME in found or route.name != "search_cases"
            for text in (*HOSTILE, FOREIGN, FOREIGN.lower(), "organisme", "foreign@loire.example"):
                answer = desk.press(route.path, {"search": text})
                assert answer.status_code in {200, 400, 413}, (route.name, text[:80], answer.status_code)
                assert role == Role.ADMINISTRATOR or HIDDEN not in answer.text, (route.name, text[:80])
                if text in MATCHES_ALL and answer.status_code == 200:
                    assert {LAST_NAME, PARTNER}.isdisjoint(_words(answer.text)), (route.name, text)


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_addresses(new_browser: Callable[[], TestClient], desk_of: Callable[[Role], Desk], office: Office) -> None:
    """Each part of each address and each name that a query may hold, with what PostgreSQL cannot keep."""
    assert office.case
    desks = {role.value: desk_of(role) for role in Role}
    found = []
    query = {text: "&".join(f"{name}={text}" for name in query_names()) for text in TEXTS}
    for route in READ:
        who = readers(route)[0]
        browser = new_browser() if who == NOBODY else desks[who].browser
        for text in TEXTS:
            answer = browser.get(f"{_filled(route, text)}?{query[text]}", follow_redirects=False)
            found += [(route.name, text[:30], answer.status_code)] if answer.status_code >= 500 else []
    for route in [route for route in POSTED if parameters(route)]:
        who = readers(route)[0]
        for text in TEXTS:
            path = _filled(route, text)
            answer = new_browser().post(path) if who == NOBODY else desks[who].press(path, follow=False)
            found += [(route.name, text[:30], answer.status_code)] if answer.status_code >= 500 else []
    assert [] == found


def _filled(route: APIRoute, text: str) -> str:
    path = route.path
    for name in parameters(route):
        path = path.replace(f"{{{name}}}", text)
    return path


def _words(page: str) -> set[str]:
    return {word for word in (LAST_NAME, PARTNER) if word in page.partition("<main")[2]}
