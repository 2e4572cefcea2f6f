"""How is an account corrected, and what does another role bring? On both engines."""

from dataclasses import replace

import pytest
from sqlmodel import col, select

from liaison.bootstrap import Service
from liaison.errors import Denied, Invalid, SignInRequired, WrongState
from liaison.events import EventKind
from liaison.records import JournalEntry
from liaison.rules.access import Actor
from liaison.store import accounts
from liaison.usecases import administering, editing_accounts, inviting, resetting, signing_in
from liaison.usecases.administering import NewAccount
from liaison.vocabulary import Role
from liaison.vocabulary.accounts import IdentityCheck
from tests.web.staff import DEPARTEMENT, PASSWORD, Staff

pytestmark = pytest.mark.requirement("A-2")

AS_SHE_IS = NewAccount(
    "Zéphyrine", "Testoukhina", "referent@operateur.example", "Référente emploi", "04 72 00 00 00", Role.REFERENT,
    "Opérateur Imaginaire", (DEPARTEMENT,),
)  # fmt: skip


def save(service: Service, by: Actor, account_id: str, new: NewAccount, *, confirmed: bool = False) -> None:
    """Correct an account."""
    with service.transaction() as ctx:
        editing_accounts.save_account(ctx, by, account_id, new, confirmed=confirmed)


def changes(service: Service) -> list[dict[str, object]]:
    """List what the journal says of changed accounts."""
    with service.transaction() as ctx:
        query = select(JournalEntry.detail).where(JournalEntry.kind == EventKind.ACCOUNT_CHANGED.value)
        return [dict(detail) for detail in ctx.session.exec(query.order_by(col(JournalEntry.index)))]


def session_of(service: Service, staff: Staff, role: Role) -> str:
    """Sign somebody in."""
    person = staff.person(role)
    with service.transaction() as ctx:
        half = signing_in.begin(ctx, email=person.email, password=person.password, address="")
    code = staff.code(person)  # which moves the clock: before the transaction reads it
    with service.transaction() as ctx:
        return signing_in.complete(ctx, half, code=code)


def test_everything_but_the_role_at_once(service: Service, staff: Staff) -> None:
    """Name, function, address, telephone, organisation: she signs in with the new address, her session stays."""
    person, by = staff.person(Role.REFERENT), staff.actor(Role.ADMINISTRATOR)
    session = session_of(service, staff, Role.REFERENT)
    new = replace(
        AS_SHE_IS, last_name="Essayette", email="essayette@operateur.example", function="Référente logement",
        telephone="", organisation="Association Fictive",
    )  # fmt: skip
    save(service, by, person.account_id, new)
    with service.transaction() as ctx:
        profile = administering.staff_profile(ctx, person.account_id)
        assert "Zéphyrine Essayette" == signing_in.who(ctx, session).name
        assert signing_in.begin(ctx, email=new.email, password=PASSWORD, address="")
        with pytest.raises(signing_in.SignInFailed):
            signing_in.begin(ctx, email=person.email, password=PASSWORD, address="")
    assert ("Essayette", "Référente logement", "", "Association Fictive") == (
        profile.last_name, profile.function, profile.telephone, profile.organisation,
    )  # fmt: skip
    assert [{"fields": 5, "role": ""}] == changes(service)


def test_the_journal_names_nobody(service: Service, staff: Staff) -> None:
    """Nothing changed, nothing written; and what changed is a number."""
    person, by = staff.person(Role.REFERENT), staff.actor(Role.ADMINISTRATOR)
    save(service, by, person.account_id, AS_SHE_IS)
    assert [] == changes(service)
    save(service, by, person.account_id, replace(AS_SHE_IS, first_name="Zoé"))
    assert [{"fields": 1, "role": ""}] == changes(service)


def test_another_role_is_told_confirmed_and_ends_sessions(service: Service, staff: Staff) -> None:
    """What it brings is said first; then the sessions end, and the next one has the new role."""
    person, by = staff.person(Role.REFERENT), staff.actor(Role.ADMINISTRATOR)
    session = session_of(service, staff, Role.REFERENT)
    new = replace(AS_SHE_IS, role=Role.DPO)
    with pytest.raises(Invalid) as told:
        save(service, by, person.account_id, new)
    assert "Ne voit ni nom ni contenu. Ses sessions se ferment." in told.value.problems[0].message
    with service.transaction() as ctx:
        assert Role.REFERENT is signing_in.who(ctx, session).actor.role
    save(service, by, person.account_id, new, confirmed=True)
    with pytest.raises(SignInRequired), service.transaction() as ctx:
        signing_in.who(ctx, session)
    session = session_of(service, staff, Role.REFERENT)
    with service.transaction() as ctx:
        assert Role.DPO is signing_in.who(ctx, session).actor.role
    assert [{"fields": 1, "role": "dpo"}] == changes(service)


def test_nobody_changes_their_own_role(service: Service, staff: Staff) -> None:
    """A house without administrator would be left."""
    by = staff.actor(Role.ADMINISTRATOR)
    own = NewAccount(
        "Ondine", "Réglagette", "admin@operateur.example", "Administration", "", Role.DPO, "Opérateur Imaginaire",
        (DEPARTEMENT,),
    )  # fmt: skip
    with pytest.raises(WrongState):
        save(service, by, by.account_id, own, confirmed=True)
    save(service, by, by.account_id, replace(own, role=Role.ADMINISTRATOR, departements=()))


def test_a_link_that_went_to_a_wrong_address_opens_nothing(service: Service, staff: Staff) -> None:
    """An address mistyped, mailed to a stranger, corrected: the stranger's link is dead, and the new one is not."""
    by = staff.actor(Role.ADMINISTRATOR)
    new = replace(AS_SHE_IS, email="inconnu@ailleurs.example")
    with service.transaction() as ctx:
        stray = administering.add_account(ctx, by, new)
        account_id = inviting.usable(ctx, stray).account_id
        assert not editing_accounts.save_account(ctx, by, account_id, replace(new, last_name="Autre"), confirmed=False)
        assert inviting.open_invitation(ctx, stray).secret
    with service.transaction() as ctx:
        corrected = replace(new, email="nouvelle@operateur.example")
        assert editing_accounts.save_account(ctx, by, account_id, corrected, confirmed=False)
    with pytest.raises(WrongState), service.transaction() as ctx:
        inviting.open_invitation(ctx, stray)
    with service.transaction() as ctx:
        assert inviting.open_invitation(ctx, administering.renew_invitation(ctx, by, account_id)).secret


def test_a_link_to_a_new_password_goes_with_its_address(service: Service, staff: Staff) -> None:
    """Mailed to a mailbox that is hers no more; what was handed over by word of mouth stays."""
    person, by = staff.person(Role.REFERENT), staff.actor(Role.ADMINISTRATOR)
    with service.transaction() as ctx:
        reset = resetting.send_reset(ctx, by, person.account_id).token
        new = replace(AS_SHE_IS, email="ailleurs@operateur.example")
        assert not editing_accounts.save_account(ctx, by, person.account_id, new, confirmed=False)
    with pytest.raises(WrongState), service.transaction() as ctx:
        resetting.open_reset(ctx, reset)
    with service.transaction() as ctx:
        checked = IdentityCheck.IN_PERSON
        handed = administering.renew_invitation(ctx, by, person.account_id, checked=checked)
        editing_accounts.save_account(ctx, by, person.account_id, AS_SHE_IS, confirmed=False)
        assert inviting.open_invitation(ctx, handed).secret


def test_a_departement_taken_away_is_closed_at_once(service: Service, staff: Staff) -> None:
    """The session goes on without it; one that does not exist is refused."""
    person, by = staff.person(Role.COORDINATOR), staff.actor(Role.ADMINISTRATOR)
    session = session_of(service, staff, Role.COORDINATOR)
    new = NewAccount(
        "Barnabé", "Essayeur", person.email, "Coordinateur départemental", "04 72 00 00 00", Role.COORDINATOR,
        "Opérateur Imaginaire", (),
    )  # fmt: skip
    with pytest.raises(Invalid):
        save(service, by, person.account_id, new)
    with pytest.raises(Denied):
        save(service, by, person.account_id, replace(new, departements=("2B",)))
    with service.transaction() as ctx:
        accounts.set_scopes(ctx.session, person.account_id, ())
    with service.transaction() as ctx:
        assert frozenset() == signing_in.who(ctx, session).actor.departements
    save(service, by, person.account_id, replace(new, departements=(DEPARTEMENT,)))
    with service.transaction() as ctx:
        assert frozenset({DEPARTEMENT}) == signing_in.who(ctx, session).actor.departements


def test_an_address_is_one_persons(service: Service, staff: Staff) -> None:
    """A colleague's address, and none at all, are refused with their field."""
    person, by = staff.person(Role.REFERENT), staff.actor(Role.ADMINISTRATOR)
    taken = staff.person(Role.DPO).email
    for email in (taken, "", "sans-arobase"):
        with pytest.raises(Invalid) as told:
            save(service, by, person.account_id, replace(AS_SHE_IS, email=email))
        assert ["email"] == [problem.field for problem in told.value.problems]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_other_roles_correct_nothing(service: Service, staff: Staff, role: Role) -> None:
    """Neither looking nor saving."""
    by, person = staff.actor(role), staff.person(Role.REFERENT)
    with pytest.raises(Denied):
        save(service, by, person.account_id, AS_SHE_IS, confirmed=True)
    with pytest.raises(Denied), service.transaction() as ctx:
        editing_accounts.open_account(ctx, by, person.account_id)
