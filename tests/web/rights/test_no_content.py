"""Do the DPO and the administrator ever get content? Every page, file and form of theirs, searched (A-2, law 8).

Names, numbers, days of birth, addresses, free texts, names of files: each is a word that stands nowhere else.
"""

from typing import Final

import pytest

from liaison.vocabulary import Role
from tests.journeys.reading_all import Reader, as_text, told
from tests.web.rights.addresses import address, opened_to
from tests.web.rights.conftest import Groupement
from tests.web.rights.posting import TOKEN, FoundForm, forms_of, route_of
from tests.web.staff import token_in

pytestmark = [pytest.mark.requirement("A-2", "G-1"), pytest.mark.xdist_group("rights")]

LAST: Final = frozenset({"disable_account", "enable_account", "renew_invitation", "send_reset", "end_account_sessions"})
"""What may end the session of who posts it."""
NOT_POSTED: Final = frozenset({"sign_out"})


@pytest.mark.parametrize("role", [Role.DPO, Role.ADMINISTRATOR])
def test_no_content_for_those_who_see_none(both: Groupement, role: Role) -> None:
    """Every page and file that they may open, every form that they may post, with what it answers."""
    reader = both.reader(role.value)
    found = read(both, reader, role)
    posted = post(both, reader, role, found)
    assert {route.name for route in opened_to(role) if "POST" in (route.methods or ())} == posted | NOT_POSTED
    canaries = [*both.rhone.canaries, *both.loire.canaries]
    assert [] == told(canaries, reader.seen.items())
    assert len(reader.seen) > 40


def test_the_search_is_not_blind(both: Groupement) -> None:
    """Who follows the person reads each of these words on some page."""
    seen = {}
    for who in ("referent", "coordinator"):
        reader = both.reader(who)
        for route in opened_to(both.role(who)):
            if "GET" in (route.methods or ()) and route.name in {"show_case", "edit_case", "show_fiche", "list_cases"}:
                place = address(route, both.rhone)
                seen[f"{who} {place}"] = as_text(reader.browser.get(place))
    shown = {canary for canary, _ in told(both.rhone.canaries, seen.items())}
    assert {both.rhone.canaries[0], both.rhone.canaries[2], both.rhone.canaries[4]} <= shown
    assert [] == told(both.loire.canaries, seen.items())


def read(both: Groupement, reader: Reader, role: Role) -> dict[str, FoundForm]:
    """Open every page by its address and by its links; give the forms that stand on them, by route."""
    found: dict[str, FoundForm] = {}
    reader.read_all(role)
    for route in opened_to(role):
        if "GET" not in (route.methods or ()):
            continue
        for side in (both.rhone, both.loire):
            place = address(route, side)
            answer = reader.browser.get(place)
            reader.seen[place] = as_text(answer)
            if "text/html" in answer.headers["content-type"]:
                for form in forms_of(answer.text, place):
                    found.setdefault(route_of(form.action), form)
    return found


def post(both: Groupement, reader: Reader, role: Role, found: dict[str, FoundForm]) -> set[str]:
    """Post every form that the role may, filled in; and again bare, where its address needs an id."""
    posted = set()
    routes = [route for route in opened_to(role) if "POST" in (route.methods or ()) and route.name not in NOT_POSTED]
    for route in sorted(routes, key=lambda one: one.name in LAST):
        posted.add(route.name)
        places: dict[str, dict[str, list[str]]] = {address(route, both.rhone): {}}
        if route.name in found:
            places[found[route.name].action] = found[route.name].fields
        for place, fields in places.items():
            answer = reader.browser.post(place, data={**fields, TOKEN: both.tokens[reader.who]})
            if answer.status_code in {401, 403} or "/connexion" in answer.url.path:
                both.tokens[reader.who] = token(reader)
                answer = reader.browser.post(place, data={**fields, TOKEN: both.tokens[reader.who]})
            assert answer.status_code < 500, route.name
            reader.seen[f"{route.name} {place} {bool(fields)}"] = as_text(answer)
    return posted


def token(reader: Reader) -> str:
    """Give the token of the session, a new one when it ended."""
    page = reader.browser.get("/")
    if 'name="csrf"' not in page.text or page.url.path != "/":
        reader.sign_in()
        page = reader.browser.get("/")
    return token_in(page)
