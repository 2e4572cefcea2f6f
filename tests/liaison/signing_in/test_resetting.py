"""Does a link to a new password ever open an account by itself? No: the second factor is asked, on both engines."""

from pathlib import Path

import pytest
from sqlmodel import select

from liaison.bootstrap import Service
from liaison.errors import Denied, Invalid, LiaisonError, TooMany, WrongState
from liaison.events import EventKind
from liaison.records import OutboxMessage
from liaison.usecases import administering, auditing, devices, outgoing, own_account, recovery, resetting
from liaison.usecases.signing_in import SignInFailed
from liaison.vocabulary import Role
from liaison.vocabulary.accounts import IdentityCheck
from tests.clock import FixedClock
from tests.liaison.signing_in.test_signing_in import begin, complete, is_in, kinds, sign_in
from tests.web.staff import PASSWORD, Person, Staff, close, make_service

pytestmark = pytest.mark.requirement("A-1")

CHOSEN = "violon sablier hamac 4"


def link_for(service: Service, staff: Staff, person: Person) -> str:
    """Have the administrator make a link."""
    administrator = staff.actor(Role.ADMINISTRATOR)
    with service.transaction() as ctx:
        return resetting.send_reset(ctx, administrator, person.account_id).token


def use(service: Service, token: str, *, code: str = "", recovery_code: str = "", password: str = CHOSEN) -> str:
    """Follow a link, as the edge does."""
    try:
        with service.transaction() as ctx:
            return resetting.reset_password(
                ctx, token, password=password, again=password, code=code, recovery_code=recovery_code
            )
    except LiaisonError as error:
        with service.transaction() as ctx:
            auditing.note_refusal(ctx, error, actor=None, where="test")
        raise


def test_the_link_and_the_telephone_give_a_new_password(service: Service, staff: Staff) -> None:
    """The old password opens until then, and no more afterwards; sessions and devices end; the link served."""
    person = staff.person(Role.REFERENT)
    session = sign_in(service, staff, person)
    with service.transaction() as ctx:
        device = devices.remember(ctx, "", person.account_id)
    token = link_for(service, staff, person)
    assert begin(service, person.email, PASSWORD)
    assert person.account_id == use(service, token, code=staff.code(person))
    assert not is_in(service, session)
    with pytest.raises(SignInFailed):
        begin(service, person.email, PASSWORD)
    assert is_in(service, complete(service, begin(service, person.email, CHOSEN), staff.code(person)))
    with pytest.raises(WrongState):
        use(service, token, code=staff.code(person))
    with service.transaction() as ctx:
        assert not devices.known(ctx, device, person.account_id)
    assert {EventKind.PASSWORD_RESET_MADE.value, EventKind.PASSWORD_RESET.value} <= set(kinds(service))


def test_a_code_on_paper_does_as_well(service: Service, staff: Staff) -> None:
    """Password and telephone gone at once: the sheet of codes is the second factor."""
    person = staff.person(Role.REFERENT)
    code = staff.code(person)
    with service.transaction() as ctx:
        codes = own_account.renew_codes(ctx, staff.actor(Role.REFERENT), password=PASSWORD, code=code)
    use(service, link_for(service, staff, person), recovery_code=codes[0])
    assert begin(service, person.email, CHOSEN)


def test_the_link_alone_gives_nothing(service: Service, staff: Staff) -> None:
    """Who reads the mailbox guesses codes as slowly as anywhere; the password stays what it was (ASVS 6.4.3)."""
    person = staff.person(Role.REFERENT)
    token, right = link_for(service, staff, person), staff.code(person)
    with pytest.raises(Invalid):
        use(service, token, code="")  # forgotten, not guessed: it counts as no try
    for code in ("222222", "000000", "111111", "abcdef", "999999"):
        with pytest.raises(SignInFailed):
            use(service, token, code=code)
    with pytest.raises(TooMany):
        use(service, token, code=right)
    assert begin(service, person.email, PASSWORD)


def test_a_used_code_serves_no_link(service: Service, staff: Staff) -> None:
    """A code that signed somebody in a moment ago is spent for the link too (ASVS 6.5.1)."""
    person = staff.person(Role.REFERENT)
    code = staff.code(person)
    complete(service, begin(service, person.email, PASSWORD), code)
    with pytest.raises(SignInFailed):
        use(service, link_for(service, staff, person), code=code)


def test_a_weak_password_uses_up_nothing(service: Service, staff: Staff) -> None:
    """What is to correct is said first; code and link still serve."""
    person = staff.person(Role.REFERENT)
    token, code = link_for(service, staff, person), staff.code(person)
    for password in ("court", "Testoukhina2026!", "chocolat2026!!", "P@ssw0rd-P@ssw0rd"):
        with pytest.raises(Invalid):
            use(service, token, code=code, password=password)
    assert use(service, token, code=code)


@pytest.mark.parametrize("why", ["late", "newer", "closed", "made up", "renewed"])
def test_dead_links_say_one_thing(service: Service, staff: Staff, clock: FixedClock, why: str) -> None:
    """Too old, replaced, of a closed account, made up, of a telephone that was replaced: one sentence for all."""
    person = staff.person(Role.REFERENT)
    administrator, token = staff.actor(Role.ADMINISTRATOR), link_for(service, staff, person)
    if why == "late":
        clock.advance(hours=24)
    elif why == "newer":
        link_for(service, staff, person)
    elif why == "closed":
        with service.transaction() as ctx:
            administering.disable_account(ctx, administrator, person.account_id)
    elif why == "renewed":
        with service.transaction() as ctx:
            administering.renew_invitation(ctx, administrator, person.account_id, checked=IdentityCheck.CALLED_BACK)
    else:
        token = "invente"
    with pytest.raises(WrongState, match="a déjà servi, ou n’est plus valable") as told, service.transaction() as ctx:
        resetting.open_reset(ctx, token)
    assert "Demandez-en un nouveau" in told.value.hint


def test_only_for_others_accounts_that_were_opened(service: Service, staff: Staff) -> None:
    """An administrator has no link for themselves, nor for who never opened their account; others have none at all."""
    administrator, referent = staff.actor(Role.ADMINISTRATOR), staff.actor(Role.REFERENT)
    with pytest.raises(WrongState), service.transaction() as ctx:
        resetting.send_reset(ctx, administrator, administrator.account_id)
    with pytest.raises(Denied), service.transaction() as ctx:
        resetting.send_reset(ctx, referent, administrator.account_id)


def test_a_lost_telephone_needs_a_checked_identity(service: Service, staff: Staff) -> None:
    """Nobody gets a new telephone in before the administrator says how the person was recognised; it is journalled."""
    person, administrator = staff.person(Role.REFERENT), staff.actor(Role.ADMINISTRATOR)
    with pytest.raises(Invalid), service.transaction() as ctx:
        administering.renew_invitation(ctx, administrator, person.account_id)
    assert begin(service, person.email, PASSWORD)
    session = sign_in(service, staff, person)
    with service.transaction() as ctx:
        administering.renew_invitation(ctx, administrator, person.account_id, checked=IdentityCheck.MANAGER)
    assert not is_in(service, session)
    with pytest.raises(SignInFailed):
        begin(service, person.email, PASSWORD)
    with service.transaction() as ctx:
        assert 0 == recovery.codes_left(ctx, person.account_id)
    # Not used yet, and asked for once more: still somebody who was in, and not a newcomer whose link is mailed.
    with pytest.raises(Invalid), service.transaction() as ctx:
        administering.renew_invitation(ctx, administrator, person.account_id)


def test_what_goes_by_mail(sqlite_database_url: str, tmp_path: Path, clock: FixedClock) -> None:
    """The link to a new password does, and the news; the link that replaces both factors does not."""
    house = make_service(
        sqlite_database_url, tmp_path / "house", clock,
        public_url="https://liaison.operateur.example", smtp_host="smtp.operateur.example",
        mail_from="liaison@operateur.example",
    )  # fmt: skip
    people = Staff(house, clock)
    person, administrator = people.person(Role.REFERENT), people.actor(Role.ADMINISTRATOR)
    with house.transaction() as ctx:
        before = len(ctx.session.exec(select(OutboxMessage)).all())
        made = resetting.send_reset(ctx, administrator, person.account_id)
        administering.renew_invitation(ctx, administrator, person.account_id, checked=IdentityCheck.IN_PERSON)
    assert (True, "") == (made.mailed, made.token)
    with house.transaction() as ctx:
        rows = ctx.session.exec(select(OutboxMessage)).all()[before:]
        texts = [outgoing.open_payload(ctx, row)["text"] for row in rows]
    close(house)
    assert [True, False] == [f"https://liaison.operateur.example{resetting.PATH}" in text for text in texts]
    assert "http" not in texts[1]
