"""Does what is not yours look like what does not exist, to the byte, and is nothing done (A-2, law 8, ASVS 8.2.2)?

All ids of the Rhône, asked for by everybody of the Loire and by the other association of the Rhône, and the other
way round, on every route that the matrix opens to them: its list is taken from there.
"""

from collections.abc import Mapping
from typing import Final

import pytest
from httpx2 import Response

from liaison.vocabulary import Role
from tests.groupement import Side
from tests.web.rights.addresses import Address, foreign, opened_to
from tests.web.rights.conftest import Groupement
from tests.web.rights.posting import TOKEN

pytestmark = [pytest.mark.requirement("A-2"), pytest.mark.xdist_group("rights")]

SHARED: Final = frozenset(
    {"code", "departement", "partner_id", "contact_id", "convention_id", "place_id", "amendment_id",
     "correspondent_id"}
)  # fmt: skip
"""Of the département: both associations of it write to the same partners."""
FROM_ELSEWHERE: Final = (
    "referent of the Loire", "coordinator of the Loire", "dpo of the Loire", "controller of the Loire",
    "administrator of the Loire",
)  # fmt: skip


@pytest.mark.parametrize("who", FROM_ELSEWHERE)
def test_another_departement_is_not_there(
    both: Groupement, typed: Mapping[str, dict[str, list[str]]], who: str
) -> None:
    """Whoever works in the Loire only: nothing of the Rhône exists, on any route, whatever the role."""
    theirs = {Role.ADMINISTRATOR: frozenset({"code"})}  # who keeps accounts keeps the départements too
    check(both, typed, who, both.rhone, both.loire, theirs.get(both.role(who), frozenset()))


def test_another_association_is_not_there(both: Groupement, typed: Mapping[str, dict[str, list[str]]]) -> None:
    """The référent of the other association of the groupement: the dossiers of the first do not exist."""
    check(both, typed, "partner referent", both.rhone, None, SHARED)


def test_and_the_other_way_round(both: Groupement, typed: Mapping[str, dict[str, list[str]]]) -> None:
    """A référent of the Rhône: nothing of the Loire exists."""
    check(both, typed, "referent", both.loire, both.rhone, frozenset())


def check(
    both: Groupement, typed: Mapping[str, dict[str, list[str]]], who: str, side: Side, own: Side | None,
    theirs: frozenset[str],
) -> None:  # fmt: skip
    """Ask for all that is another side's, and for what is nobody's: one answer, and nothing done."""
    both.reader(who)
    places = list(foreign(opened_to(both.role(who)), side, own, theirs))
    before = both.rows()
    told, told_apart = [], []
    for place in places:
        first = ask(both, who, place, place.foreign, typed)
        second = ask(both, who, place, place.absent, typed)
        told += [place.route.name] if first.status_code < 400 else []
        if seen(first) != seen(second):
            told_apart.append((place.route.name, place.foreign, first.status_code, second.status_code))
    assert [] == told_apart
    assert [] == told
    assert both.rows() == before
    assert both.role(who) is Role.ADMINISTRATOR or len(places) > 15


def ask(both: Groupement, who: str, place: Address, where: str, typed: Mapping[str, dict[str, list[str]]]) -> Response:
    """Ask for an address, with the form that its page would post."""
    browser = both.reader(who).browser
    if place.method == "GET":
        return browser.get(where, follow_redirects=False)
    form = {**typed.get(place.route.name, {}), TOKEN: both.tokens[who]}
    return browser.post(where, data=form, follow_redirects=False)


def seen(answer: Response) -> tuple[int, dict[str, str], bytes]:
    """Give all that comes back."""
    return answer.status_code, dict(answer.headers), answer.content
