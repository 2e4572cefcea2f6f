"""Who may do what? One `check_may_…` for each thing; each raises with a sentence (A-2).

What a role sees of whole pages is the matrix of `web.matrix`; here stand the rules about one object.
"""

from collections.abc import Collection
from dataclasses import dataclass

from liaison.errors import Denied, LiaisonError
from liaison.vocabulary import AccountId, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who is signed in with both factors."""

    account_id: AccountId
    role: Role
    departements: frozenset[str]


@dataclass(frozen=True, slots=True)
class CaseAccess:
    """What access to a dossier hangs on (law 8)."""

    departement: str
    referents: frozenset[str]
    substitutes: frozenset[str] = frozenset()
    """Who stands in today for one of the référents who is absent."""


CONTENT_ROLES = frozenset({Role.REFERENT, Role.COORDINATOR})
DIRECTORY_ROLES = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
REGISTER_ROLES = frozenset({Role.DPO, Role.CONTROLLER, Role.COORDINATOR})


def check_may_open_case(actor: Actor, case: CaseAccess) -> None:
    """Let the binôme, who stands in for one of it, and the département's coordinator open a dossier and all of it.

    Raises:
        Denied: anyone else; the DPO and the administrator never see content.
    """
    if actor.role is Role.REFERENT and actor.account_id in case.referents:
        return
    stands_in = actor.account_id in case.substitutes and case.departement in actor.departements
    if actor.role is Role.REFERENT and stands_in:
        return
    if actor.role is Role.COORDINATOR and case.departement in actor.departements:
        return
    raise Denied("Ce dossier n’est pas le vôtre.", hint="Demandez à la coordination de vous l’attribuer.")


def check_may_work_in(actor: Actor, departement: str) -> None:
    """Let somebody act in a département of theirs.

    Raises:
        Denied: it is not one of theirs.
    """
    if departement not in actor.departements:
        raise Denied("Ce département n’est pas le vôtre.", hint="Choisissez un de vos départements.")


def check_has_role(actor: Actor, roles: Collection[Role]) -> None:
    """Let only some roles through.

    Raises:
        Denied: the actor's role is not one of them.
    """
    if actor.role not in roles:
        raise Denied("Votre rôle ne permet pas cette action.", hint="Adressez-vous à la coordination.")


def check_may_declare_absence(actor: Actor, absent: str, departement: str) -> None:
    """Let a référent declare and end an absence of their own, and a coordinator those of their département.

    Raises:
        Denied: another role, another département, or a référent for somebody else.
    """
    check_has_role(actor, CONTENT_ROLES)
    check_may_work_in(actor, departement)
    if actor.role is Role.REFERENT and actor.account_id != absent:
        raise Denied("Cette absence n’est pas la vôtre.", hint="La coordination déclare celles des autres.")


def check_may_keep_directory(actor: Actor, departement: str) -> None:
    """Let coordinators and administrators keep the partners of their départements.

    Raises:
        Denied: another role, or another département.
    """
    check_has_role(actor, DIRECTORY_ROLES)
    check_may_work_in(actor, departement)


def check_may_administer(actor: Actor) -> None:
    """Let administrators keep accounts and settings.

    Raises:
        Denied: any other role.
    """
    check_has_role(actor, {Role.ADMINISTRATOR})


def check_may_read_register(actor: Actor) -> None:
    """Let the DPO, the controller and the coordinator read the register; it holds no content.

    Raises:
        Denied: any other role.
    """
    check_has_role(actor, REGISTER_ROLES)


def check_may_read_journal(actor: Actor) -> None:
    """Let the DPO and the controller read the security journal.

    Raises:
        Denied: any other role.
    """
    check_has_role(actor, {Role.DPO, Role.CONTROLLER})


def is_allowed(check: object, *arguments: object) -> bool:
    """Say whether a check passes, for a page that shows a button or not; the use case checks again."""
    try:
        check(*arguments)  # type: ignore[operator]
    except LiaisonError:
        return False
    return True
