"""Can somebody who tries for months get in, or keep the right person out? Neither."""

from datetime import UTC, datetime, timedelta

import pytest

from liaison.bootstrap import Service
from liaison.errors import LiaisonError, TooMany
from liaison.events import EventKind
from liaison.rules import throttle
from liaison.store import credentials
from liaison.usecases import auditing, devices, own_account, signing_in
from liaison.usecases.signing_in import SignInFailed
from liaison.vocabulary import Role
from tests.clock import FixedClock
from tests.liaison.signing_in.test_signing_in import kinds
from tests.web.staff import Person, Staff

pytestmark = pytest.mark.requirement("A-1")

ATTACKER = "198.51.100.9"


def begin(service: Service, person: Person, password: str, *, address: str, device: str = "") -> str:
    """Give the first factor, as the edge does."""
    try:
        with service.transaction() as ctx:
            return signing_in.begin(ctx, email=person.email, password=password, address=address, device=device)
    except LiaisonError as error:
        with service.transaction() as ctx:
            auditing.note_refusal(ctx, error, actor=None, where="test")
        raise


def fail(service: Service, person: Person, times: int, clock: FixedClock) -> None:
    """Try wrong passwords as soon as each is let through, from another machine each time."""
    failed = 0
    while failed < times:
        try:
            begin(service, person, "faux", address=f"198.51.100.{failed}")
        except SignInFailed:
            failed += 1
        except TooMany as slowed:
            clock.advance(seconds=slowed.seconds)


def known_device(service: Service, person: Person) -> str:
    """Let somebody's browser be known."""
    with service.transaction() as ctx:
        return devices.remember(ctx, "", person.account_id)


def test_ten_thousand_tries_take_months() -> None:
    """By an advanced clock: who tries whenever a try is let through needs more than three months for ten thousand.

    The rule alone, as the use case asks it: ten thousand Argon2 would say nothing more.
    """
    at = start = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    tries: list[datetime] = []
    for _ in range(10_000):
        recent = [one for one in tries[-200:] if at - one < throttle.STRANGER.window]
        at += throttle.wait_after(recent, at, throttle.STRANGER)
        throttle.check_not_too_many(recent, at, throttle.STRANGER)
        tries.append(at)
    assert at - start > timedelta(days=90)
    assert throttle.STRANGER.longest <= timedelta(minutes=15)


def test_the_right_person_comes_in_while_a_stranger_tries(service: Service, staff: Staff, clock: FixedClock) -> None:
    """From a browser they came in by before, at once, whatever others try; from another, they wait."""
    person = staff.person(Role.REFERENT)
    device = known_device(service, person)
    fail(service, person, 12, clock)
    with pytest.raises(TooMany):
        begin(service, person, person.password, address=ATTACKER)
    assert begin(service, person, person.password, address=ATTACKER, device=device)
    assert EventKind.SIGN_IN_SLOWED.value in kinds(service)


def test_a_known_device_is_slowed_by_its_own_tries(service: Service, staff: Staff) -> None:
    """Who takes the computer guesses no faster, and slows nobody else."""
    person = staff.person(Role.REFERENT)
    device = known_device(service, person)
    for _ in range(5):
        with pytest.raises(SignInFailed):
            begin(service, person, "faux", address="", device=device)
    with pytest.raises(TooMany):
        begin(service, person, person.password, address="", device=device)
    assert begin(service, person, person.password, address="192.0.2.7")


@pytest.mark.parametrize("of", ["a colleague", "nobody", "long ago", "forgotten"])
def test_a_device_of_somebody_else_is_a_strangers(service: Service, staff: Staff, clock: FixedClock, of: str) -> None:
    """Another's token, one that was planted, one unseen for half a year, one that was forgotten."""
    person, colleague = staff.person(Role.REFERENT), staff.person(Role.COORDINATOR)
    device = known_device(service, colleague if of == "a colleague" else person) if of != "nobody" else "plante"
    if of == "long ago":
        clock.advance(days=devices.LIFETIME.days)
    if of == "forgotten":
        with service.transaction() as ctx:
            own_account.forget_devices(ctx, staff.actor(Role.REFERENT))
    fail(service, person, 6, clock)
    with pytest.raises(TooMany):
        begin(service, person, person.password, address="", device=device)


def test_success_forgets_the_slips_before(service: Service, staff: Staff) -> None:
    """Who mistyped four times and then came in has five tries again tomorrow morning."""
    person = staff.person(Role.REFERENT)
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(SignInFailed):
                begin(service, person, "faux", address="")
        half, code = begin(service, person, person.password, address=""), staff.code(person)
        with service.transaction() as ctx:
            signing_in.complete(ctx, half, code=code)


def test_one_browser_of_two_people(service: Service, staff: Staff) -> None:
    """A shared desk: known for both by a token that neither had before; it gives neither's address."""
    first, second = staff.person(Role.REFERENT), staff.person(Role.COORDINATOR)
    device = known_device(service, first)
    with service.transaction() as ctx:
        assert first.email == devices.address_of(ctx, device)
        shared = devices.remember(ctx, device, second.account_id)
        assert (
            shared
            == devices.remember(ctx, shared, first.account_id)
            == devices.remember(ctx, shared, second.account_id)
        )
        assert "" == devices.address_of(ctx, shared)
        assert devices.known(ctx, shared, first.account_id)
        assert devices.known(ctx, shared, second.account_id)
        # A copy that the first kept of theirs, to try the second's password at the pace of a known device.
        assert ["", ""] == [devices.known(ctx, device, one.account_id) for one in (first, second)]
        assert "plante" != devices.remember(ctx, "plante", first.account_id)
        assert 2 == credentials.count_devices(ctx.session, first.account_id)
