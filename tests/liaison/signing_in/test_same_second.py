"""Who comes in at the very second in which their account is taken from them? Nobody, on both engines (ASVS 7.4.1)."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from liaison.bootstrap import Service
from liaison.errors import SignInRequired, TooMany, WrongState
from liaison.store import accounts
from liaison.usecases import administering, own_account, proving, resetting, signing_in, tries
from liaison.usecases.context import Context
from liaison.vocabulary import Role
from liaison.vocabulary.accounts import IdentityCheck
from tests.liaison.signing_in.test_signing_in import begin, is_in
from tests.web.staff import PASSWORD, Staff

pytestmark = pytest.mark.requirement("A-1")

CHOSEN = "violon sablier hamac 4"
A_MOMENT = 0.5
"""Seconds that the other request is given to come as far as it can: a busy machine only makes the test easier."""


def meanwhile(
    service: Service, taking: Callable[[Context], object], coming: Callable[[Context], str]
) -> Future[str]:  # fmt: skip
    """Take something away in a transaction that lasts until somebody else's request came as far as it could."""
    begun = Event()

    def come() -> str:
        begun.set()
        with service.transaction() as ctx:
            return coming(ctx)

    with ThreadPoolExecutor(1) as pool:
        with service.transaction() as ctx:
            taking(ctx)
            ctx.session.flush()
            result = pool.submit(come)
            begun.wait()
            with pytest.raises(TimeoutError):
                result.result(A_MOMENT)
        result.exception()
    return result


@pytest.mark.parametrize("by", ["telephone", "paper"])
@pytest.mark.parametrize("why", ["renewed", "closed", "new password"])
def test_no_session_outlives_what_ended_them_all(service: Service, staff: Staff, by: str, why: str) -> None:
    """The thief of a telephone types its code while the administrator renews the account: no session stays."""
    person, administrator = staff.person(Role.REFERENT), staff.actor(Role.ADMINISTRATOR)
    code = staff.code(person)
    with service.transaction() as ctx:
        paper = own_account.renew_codes(ctx, staff.actor(Role.REFERENT), password=PASSWORD, code=code)
        link = resetting.send_reset(ctx, administrator, person.account_id).token
    half = begin(service, person.email, PASSWORD)
    typed, on_paper = (staff.code(person), "") if by == "telephone" else ("", paper[0])

    def taking(ctx: Context) -> None:
        if why == "renewed":
            checked = IdentityCheck.CALLED_BACK
            administering.renew_invitation(ctx, administrator, person.account_id, checked=checked)
        elif why == "closed":
            administering.disable_account(ctx, administrator, person.account_id)
        else:
            resetting.reset_password(ctx, link, password=CHOSEN, again=CHOSEN, recovery_code=paper[1])

    result = meanwhile(service, taking, lambda ctx: signing_in.complete(ctx, half, code=typed, recovery_code=on_paper))
    if why == "closed":
        with service.transaction() as ctx:
            administering.enable_account(ctx, administrator, person.account_id)
    assert isinstance(result.exception(), SignInRequired)
    assert not is_in(service, half)


@pytest.mark.parametrize("where", ["sign-in", "inside"])
def test_many_wrong_codes_at_once_are_counted_one_by_one(service: Service, staff: Staff, where: str) -> None:
    """Who sends a hundred codes at the same second is slowed as who sends them one after the other."""
    person, actor = staff.person(Role.REFERENT), staff.actor(Role.REFERENT)
    half = begin(service, person.email, PASSWORD)

    def taking(ctx: Context) -> None:
        accounts.lock_account(ctx.session, person.account_id)
        at_the_code = tries.after_the_password(ctx, person.account_id, device="")
        for one in at_the_code if where == "sign-in" else tries.inside(ctx, person.account_id):
            for _ in range(6):
                accounts.count_try(ctx.session, one.subject, ctx.now)

    def coming(ctx: Context) -> str:
        if where == "inside":
            proving.prove(ctx, actor, "000000", before="export")
        return signing_in.complete(ctx, half, code="000000")

    assert isinstance(meanwhile(service, taking, coming).exception(), TooMany)


def test_a_link_serves_once_even_twice_at_once(service: Service, staff: Staff) -> None:
    """Two codes, one link, one second: the first password counts, and the second says that the link is used."""
    person, administrator = staff.person(Role.REFERENT), staff.actor(Role.ADMINISTRATOR)
    code = staff.code(person)
    with service.transaction() as ctx:
        paper = own_account.renew_codes(ctx, staff.actor(Role.REFERENT), password=PASSWORD, code=code)
        link = resetting.send_reset(ctx, administrator, person.account_id).token

    def use(ctx: Context, password: str, recovery_code: str) -> str:
        return resetting.reset_password(ctx, link, password=password, again=password, recovery_code=recovery_code)

    result = meanwhile(
        service, lambda ctx: use(ctx, CHOSEN, paper[0]), lambda ctx: use(ctx, f"{CHOSEN} autre", paper[1])
    )
    assert isinstance(result.exception(), WrongState)
    assert begin(service, person.email, CHOSEN)
