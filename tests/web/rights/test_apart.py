"""Do two départements and two associations of one instance stay apart in lists, searches and exports (A-2, law 8)?

Every page that somebody reaches by its links, every search and every file of theirs, searched for the words and for
the ids of the others.
"""

from collections.abc import Mapping
from typing import Final

import pytest

from liaison.vocabulary import Role
from tests.factories import RHONE
from tests.groupement import Side
from tests.journeys.reading_all import as_text, told
from tests.web.rights.addresses import OF_THE_HOUSE, WORDS, opened_to
from tests.web.rights.conftest import Groupement
from tests.web.rights.posting import TOKEN, forms_of, route_of
from tests.web.rights.test_foreign_ids import SHARED

pytestmark = [pytest.mark.requirement("A-2"), pytest.mark.xdist_group("rights")]

ASKED: Final = frozenset({"search_cases", "search_partners", "export_directory", "make_tracking"})
"""Searches, and files of what is listed: each asked as its own page asks, and for the other département."""
WORDS_OF_A_PLACE: Final = frozenset({"code", "departement", "number"})


@pytest.mark.parametrize(
    "who", ["referent of the Loire", "coordinator of the Loire", "dpo of the Loire", "controller of the Loire"]
)
def test_another_departement_is_in_no_list(both: Groupement, who: str) -> None:
    """No page, search or file of the Loire says a word about a person of the Rhône, nor an id for who works on them."""
    seen = read(both, who)
    assert [] == told(both.rhone.canaries, seen.items())
    if both.role(who) in {Role.REFERENT, Role.COORDINATOR}:  # the two chains, which the others read, are one for all
        assert [] == ids_in(seen, both.rhone, frozenset())


def test_another_association_is_in_no_list(both: Groupement) -> None:
    """The référent of the other association sees the partners of the département, and none of its people."""
    seen = read(both, "partner referent")
    assert [] == told(both.rhone.canaries, seen.items())
    assert [] == ids_in(seen, both.rhone, SHARED)


def read(both: Groupement, who: str) -> Mapping[str, str]:
    """Read all that somebody reaches; search and take out as they may, and as they may not."""
    reader = both.reader(who)
    reader.read_all(both.role(who))
    asked = 0
    for route in opened_to(both.role(who)):
        if "GET" not in (route.methods or ()) or "{" in route.path:
            continue
        page = reader.browser.get(route.path)
        token = page.text.partition(f'name="{TOKEN}" value="')[2].partition('"')[0]
        for form in forms_of(page.text, route.path) if token else ():
            for other in ({}, {"departement": [RHONE]}) if route_of(form.action) in ASKED else ():
                for words in ("canarirhon", "Mission"):
                    fields = {key: [words] if key == "search" else one for key, one in form.fields.items()}
                    answer = reader.browser.post(form.action, data={**fields, **other, TOKEN: token})
                    reader.seen[f"{form.action} {other} {words}"] = as_text(answer)
                    asked += answer.status_code == 200
    assert asked or both.role(who) in {Role.DPO, Role.CONTROLLER}
    assert len(reader.seen) > 10
    return reader.seen


def ids_in(seen: Mapping[str, str], side: Side, shared: frozenset[str]) -> list[tuple[str, str]]:
    """Say which ids of a side stand where; of what is nobody's or everybody's there is none."""
    spared = WORDS.keys() | OF_THE_HOUSE | WORDS_OF_A_PLACE | shared
    ids = {name: value for name, value in side.ids.items() if name not in spared}
    return [(name, place) for name, value in ids.items() for place, text in seen.items() if value in text]
