"""Do recovery codes open the door once each, to who was given them, and to nobody else? On both engines."""

import pytest
from sqlalchemy import text

from crypto.profiles import RECOVERY
from liaison.bootstrap import Service
from liaison.errors import LiaisonError, TooMany
from liaison.events import EventKind
from liaison.rules.access import Actor
from liaison.usecases import auditing, own_account, recovery, signing_in
from liaison.usecases.signing_in import SignInFailed
from liaison.vocabulary import Role
from tests.web.staff import PASSWORD, Person, Staff

pytestmark = pytest.mark.requirement("A-1")


def codes_of(service: Service, staff: Staff, person: Person) -> tuple[str, ...]:
    """Have somebody make new codes, with both factors."""
    code = staff.code(person)  # which moves the clock: before the transaction reads it
    with service.transaction() as ctx:
        return own_account.renew_codes(ctx, _actor(staff), password=person.password, code=code)


def come_in(service: Service, person: Person, code: str) -> str:
    """Give the password, then a code on paper, as the edge does."""
    with service.transaction() as ctx:
        half = signing_in.begin(ctx, email=person.email, password=person.password, address="")
    try:
        with service.transaction() as ctx:
            return signing_in.complete(ctx, half, recovery_code=code)
    except LiaisonError as error:
        with service.transaction() as ctx:
            auditing.note_refusal(ctx, error, actor=None, where="test")
        raise


def _actor(staff: Staff) -> Actor:
    return staff.actor(Role.REFERENT)


def test_ten_codes_each_once(service: Service, staff: Staff) -> None:
    """Typed as people type; used once; the journal says so, and « Mon compte » how many are left."""
    person = staff.person(Role.REFERENT)
    codes = codes_of(service, staff, person)
    assert 10 == len(set(codes))
    come_in(service, person, codes[3].upper().replace("-", " "))
    with pytest.raises(SignInFailed, match="déjà servi"):
        come_in(service, person, codes[3])
    come_in(service, person, codes[4])
    with service.transaction() as ctx:
        assert 8 == own_account.show(ctx, _actor(staff)).codes_left
        journal = str(ctx.session.execute(text("SELECT kind, detail FROM journalentry")).all())
    assert 2 == journal.count(EventKind.RECOVERY_CODE_USED.value)


def test_no_code_stands_anywhere(service: Service, staff: Staff) -> None:
    """The database keeps keyed digests; 113.9 bits each cannot be guessed from them (ASVS 6.5.2, 6.5.3)."""
    person = staff.person(Role.REFERENT)
    codes = codes_of(service, staff, person)
    assert RECOVERY.bits > 112
    with service.transaction() as ctx:
        rows = str(ctx.session.execute(text("SELECT * FROM recoverycode")).all())
        rows += str(ctx.session.execute(text("SELECT * FROM journalentry")).all())
    assert [] == [code for code in codes if code in rows or code.replace("-", "") in rows]


def test_new_codes_end_the_old(service: Service, staff: Staff) -> None:
    """A sheet that was left somewhere is worthless once new ones are made."""
    person = staff.person(Role.REFERENT)
    old, new = codes_of(service, staff, person), codes_of(service, staff, person)
    with pytest.raises(SignInFailed):
        come_in(service, person, old[0])
    assert come_in(service, person, new[0])


def test_a_colleagues_code_opens_nothing(service: Service, staff: Staff) -> None:
    """A code belongs to its account."""
    codes = codes_of(service, staff, staff.person(Role.REFERENT))
    with pytest.raises(SignInFailed):
        come_in(service, staff.person(Role.COORDINATOR), codes[0])
    assert come_in(service, staff.person(Role.REFERENT), codes[0])


@pytest.mark.parametrize("typed", ["x", "0" * 24, "é" * 500, "aaaa-bbbb-cccc-dddd-eeee-ffff"])
def test_anything_else_is_a_refusal(service: Service, staff: Staff, typed: str) -> None:
    """Whatever is typed, it is a refusal and no failure; and wrong ones are slowed."""
    person = staff.person(Role.REFERENT)
    for _ in range(5):
        with pytest.raises(SignInFailed):
            come_in(service, person, typed)
    with pytest.raises(TooMany):
        come_in(service, person, typed)


@pytest.mark.parametrize(("password", "code"), [("girafe tricot volcan 8", ""), (PASSWORD, "000000")])
def test_both_factors_are_asked_for_new_codes(service: Service, staff: Staff, password: str, code: str) -> None:
    """Somebody at an unlocked desk cannot make themselves a way in: the old codes stay."""
    person = staff.person(Role.REFERENT)
    codes = codes_of(service, staff, person)
    code = code or staff.code(person)
    with pytest.raises(SignInFailed), service.transaction() as ctx:
        own_account.renew_codes(ctx, _actor(staff), password=password, code=code)
    assert come_in(service, person, codes[0])


def test_enrolment_gives_ten(service: Service, staff: Staff) -> None:
    """Who opened their account has ten codes at once."""
    person = staff.person(Role.REFERENT)
    with service.transaction() as ctx:
        assert recovery.COUNT == recovery.codes_left(ctx, person.account_id)
