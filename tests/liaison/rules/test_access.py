"""Who may do what to one thing? Truth tables: role, ownership, département (A-2, law 8)."""

from collections.abc import Callable

import pytest

from liaison.errors import Denied
from liaison.rules import access
from liaison.rules.access import Actor, CaseAccess
from liaison.vocabulary import AccountId, Role

pytestmark = pytest.mark.requirement("A-2")

CASE = CaseAccess("69", frozenset({"mine", "theirs"}))
R, C, T, D, A = Role.REFERENT, Role.COORDINATOR, Role.CONTROLLER, Role.DPO, Role.ADMINISTRATOR


def actor(role: Role, *, own: bool = False, departements: str = "69") -> Actor:
    """Make somebody, one of the binôme or not, with one département or none."""
    return Actor(AccountId("mine" if own else "stranger"), role, frozenset(departements.split()))


@pytest.mark.parametrize(
    ("role", "own", "departements", "allowed"),
    [
        (R, True, "69", True), (R, True, "42", True), (R, False, "69", False), (R, False, "42", False),
        (C, True, "69", True), (C, True, "42", False), (C, False, "69", True), (C, False, "42 85", False),
        (T, True, "69", False), (T, False, "69", False), (T, True, "42", False), (T, False, "42", False),
        (D, True, "69", False), (D, False, "69", False), (D, True, "42", False), (D, False, "42", False),
        (A, True, "69", False), (A, False, "69", False), (A, True, "42", False), (A, False, "42", False),
    ],
)  # fmt: skip
def test_who_opens_a_dossier(role: Role, *, own: bool, departements: str, allowed: bool) -> None:
    """The binôme and the coordinator of the département, nobody else: DPO and administrator see no content."""
    assert allowed == access.is_allowed(
        access.check_may_open_case, actor(role, own=own, departements=departements), CASE
    )


@pytest.mark.parametrize(
    ("role", "departements", "allowed"),
    [
        (R, "69", True), (R, "42 69", True), (R, "42", False), (R, "", False),
        (C, "69", True), (C, "42", False),
        (T, "69", False), (D, "69", False), (A, "69", False),
    ],
)  # fmt: skip
def test_who_stands_in_opens_a_dossier(role: Role, departements: str, *, allowed: bool) -> None:
    """A substitute opens it where they work themselves; no other role gains anything by standing in."""
    substitute = Actor(AccountId("substitute"), role, frozenset(departements.split()))
    taken_over = CaseAccess("69", frozenset({"mine", "theirs"}), frozenset({"substitute"}))

    assert allowed == access.is_allowed(access.check_may_open_case, substitute, taken_over)
    assert (role is C and allowed) == access.is_allowed(access.check_may_open_case, substitute, CASE)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("departements", ["69", "42"])
def test_who_declares_an_absence(role: Role, departements: str, *, own: bool) -> None:
    """A référent their own, a coordinator those of their département, nobody else."""
    allowed = departements == "69" and (role is C or (role is R and own))
    somebody = actor(role, own=own, departements=departements)

    assert allowed == access.is_allowed(access.check_may_declare_absence, somebody, "mine", "69")


@pytest.mark.parametrize(("departements", "allowed"), [("69", True), ("42 69", True), ("42", False), ("", False)])
@pytest.mark.parametrize("role", list(Role))
def test_departements_stay_apart(role: Role, departements: str, *, allowed: bool) -> None:
    """Nobody acts in a département that is not one of theirs, whatever their role."""
    assert allowed == access.is_allowed(access.check_may_work_in, actor(role, departements=departements), "69")


@pytest.mark.parametrize(
    ("check", "roles"),
    [
        (access.check_may_administer, {A}),
        (access.check_may_read_register, {D, T, C}),
        (access.check_may_read_journal, {D, T}),
    ],
)
@pytest.mark.parametrize("role", list(Role))
def test_roles_of_the_whole_house(role: Role, check: Callable[[Actor], None], roles: set[Role]) -> None:
    """Accounts, register and journal are for the roles that the requirement names."""
    assert (role in roles) == access.is_allowed(check, actor(role))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("departements", ["69", "42"])
def test_who_keeps_the_directory(role: Role, departements: str) -> None:
    """Coordinators and administrators, each in their départements."""
    allowed = role in {C, A} and departements == "69"

    assert allowed == access.is_allowed(access.check_may_keep_directory, actor(role, departements=departements), "69")


def test_refusals_are_sentences() -> None:
    """A refusal is told in French, with what to do."""
    with pytest.raises(Denied) as refusal:
        access.check_may_open_case(actor(R), CASE)

    assert "Ce dossier n’est pas le vôtre." == refusal.value.message
    assert "Demandez à la coordination de vous l’attribuer." == refusal.value.hint
