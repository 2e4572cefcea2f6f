"""Does the state of a dossier close what docs/rights.md says, to each role, département and assignment (A-2)?"""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Final

import pytest

from liaison.errors import Denied, NotFound, Refused
from liaison.rules.access import Actor
from liaison.usecases import archiving, ending_support, erasing, keeping_cases, sending, standing_in
from liaison.usecases.context import Context
from liaison.usecases.standing_in import AbsenceForm
from liaison.vocabulary import Origin, Role
from liaison.vocabulary.rights import Right
from tests.factories import BY_SMS, LOIRE, RHONE, House
from tests.house.declared_rights import STATUSES, Status
from tests.house.rights_page import ASSIGNMENTS, BINOME, STANDS_IN, may_open
from tests.rights import proved, received

pytestmark = pytest.mark.requirement("A-2")

REFUSALS: Final = (Denied, NotFound, Refused)


class Undone(Exception):
    """What was tried was let through, and is taken back."""


def ended(house: House, case_id: str) -> None:
    """Say that the support ended."""
    house.do(ending_support.set_support_end, house["referent"], case_id, house.clock.now().date() - timedelta(days=3))


def limited(right: Right) -> Callable[[House, str], None]:
    """Let the person ask for a restriction, or object: it stands from that day, until it is refused or lifted."""

    def ask(house: House, case_id: str) -> None:
        request_id = received(house, case_id, right)
        proved(house, request_id)

    return ask


def archived(house: House, case_id: str) -> None:
    """Say that the support ended long ago, and let the night pass."""
    long_ago = house.clock.now().date() - timedelta(days=740)
    house.do(ending_support.set_support_end, house["referent"], case_id, long_ago)
    assert 1 == house.do(archiving.archive_due)


def going(house: House, case_id: str) -> None:
    """Begin to destroy it; the worker has not come by."""
    house.do(erasing.destroy_mistaken_case, house["coordinator"], case_id)


BRINGS: Final[dict[str, Callable[[House, str], None]]] = {
    "followed": lambda _house, _case_id: None,
    "support ended": ended,
    "objection stands (art. 21)": limited(Right.OBJECTION),
    "restriction stands (art. 18)": limited(Right.RESTRICTION),
    "in the archive (decision 0131)": archived,
    "destruction begun": going,
}


def test_every_status_is_lived_through() -> None:
    """A status of the document that nothing brings about would prove nothing."""
    assert set(BRINGS) == {status.name for status in STATUSES}


@pytest.mark.parametrize("status", STATUSES, ids=lambda status: status.name)
def test_what_a_status_leaves(sqlite_house: House, status: Status) -> None:
    """Open, change, send: for everybody what the document says, and for nobody more."""
    house = sqlite_house
    case_id = house.case()
    fiche_id = house.draft(case_id, contact_id=house.recipient())
    absent, substitute = house["referent"], house["other referent"]
    today = house.clock.now().date()
    form = AbsenceForm(RHONE, absent.account_id, substitute.account_id, today, today)
    house.do(standing_in.declare, absent, form)
    page = house.do(keeping_cases.open_case, absent, case_id)
    BRINGS[status.name](house, case_id)
    account_ids = {BINOME: absent.account_id, STANDS_IN: substitute.account_id}
    wrong = []
    for role, inside, assignment in product(Role, (True, False), ASSIGNMENTS):
        account_id = account_ids.get(assignment, house["partner referent"].account_id)
        actor = Actor(account_id, role, frozenset({RHONE if inside else LOIRE}))
        let_in = may_open(role, in_departement=inside, assignment=assignment)
        raw = {**page.raw, "beneficiary.telephone": "06 39 98 09 09"}
        revision = page.revision if status.opens else 1
        seen = (
            passes(house, keeping_cases.open_case, actor, case_id),
            passes(house, keeping_cases.save_case, actor, case_id, raw=raw, origin=Origin.PERSON, revision=revision),
            passes(house, sending.send, actor, fiche_id, BY_SMS),
        )
        if seen != tuple(let_in and left for left in (status.opens, status.changes, status.leaves and inside)):
            wrong.append((role, inside, assignment, seen))
    assert [] == wrong


def passes(house: House, act: Callable[..., object], *given: object, **named: object) -> bool:
    """Say whether something is let through; it is not kept."""

    def try_it(ctx: Context) -> None:
        act(ctx, *given, **named)
        raise Undone

    try:
        house.do(try_it)
    except Undone:
        return True
    except REFUSALS:
        return False
    raise AssertionError
