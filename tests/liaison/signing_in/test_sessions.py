"""Does somebody see their sessions and end them? Theirs and nobody else's; and a code, when it was long ago."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from liaison.bootstrap import Service
from liaison.errors import Denied, LiaisonError, NotFound, SignInRequired, TooMany
from liaison.events import EventKind
from liaison.records import JournalEntry
from liaison.rules.browsers import Machine
from liaison.usecases import auditing, sessions, signing_in
from liaison.usecases.context import Context
from liaison.usecases.signing_in import Presence, SignInFailed
from liaison.vocabulary import Role
from liaison.vocabulary.sessions import Act, Browser, Device
from tests.clock import FixedClock
from tests.liaison.signing_in.test_signing_in import begin, complete, is_in, kinds
from tests.web.staff import Person, Staff

PHONE = Machine(Browser.SAFARI, Device.PHONE)


def sign_in(service: Service, staff: Staff, person: Person, machine: Machine = PHONE) -> str:
    """Give both factors, with some browser."""
    half, code = begin(service, person.email, person.password), staff.code(person)
    with service.transaction() as ctx:
        return signing_in.complete(ctx, half, code=code, machine=machine)


def there(service: Service, token: str) -> Presence:
    """Say who holds a token."""
    with service.transaction() as ctx:
        return signing_in.who(ctx, token)


def lines(service: Service, token: str) -> list[str]:
    """List one's sessions as they read, the current one marked."""
    presence = there(service, token)
    with service.transaction() as ctx:
        own = sessions.list_own(ctx, presence.actor, presence.session)
        return [line.machine + (" *" if line.current else "") for line in own]


def prove(service: Service, token: str, code: str, before: Act = Act.EXPORT) -> str:
    """Give a code in a session, as the edge does it."""
    actor = there(service, token).actor
    try:
        with service.transaction() as ctx:
            return sessions.prove_again(ctx, actor, token, code=code, before=before)
    except LiaisonError as error:
        with service.transaction() as ctx:
            auditing.note_refusal(ctx, error, actor=actor, where="test")
        raise


def details(service: Service, kind: EventKind) -> list[tuple[str, str, dict[str, object]]]:
    """List who did what to whom, of one kind of event."""
    with service.transaction() as ctx:
        rows = ctx.session.exec(select(JournalEntry).where(JournalEntry.kind == kind.value))
        return [(row.actor, row.subject, dict(row.detail)) for row in rows]


class TestListing:
    """What stands in the list."""

    def test_ones_own_open_sessions_and_no_others(self, service: Service, staff: Staff) -> None:
        """The current one first; a half one, a colleague's and one whose time is over are not there (ASVS 7.5.2)."""
        person = staff.person(Role.REFERENT)
        sign_in(service, staff, staff.person(Role.COORDINATOR), Machine(Browser.EDGE))
        current = sign_in(service, staff, person)
        sign_in(service, staff, person, Machine(Browser.FIREFOX))
        begin(service, person.email, person.password)
        assert ["Safari, sur un téléphone *", "Firefox, sur un ordinateur"] == lines(service, current)

    def test_one_whose_time_is_over_is_no_more_there(self, service: Service, staff: Staff, clock: FixedClock) -> None:
        """What opens nothing any more is not shown as open."""
        person = staff.person(Role.REFERENT)
        sign_in(service, staff, person, Machine(Browser.FIREFOX))
        clock.advance(minutes=31)
        assert ["Safari, sur un téléphone *"] == lines(service, sign_in(service, staff, person))


class TestEnding:
    """Whoever ends a session, its token opens nothing from then on."""

    def test_one_of_ones_own(self, service: Service, staff: Staff) -> None:
        """That one, and no other."""
        person = staff.person(Role.REFERENT)
        lost, current = sign_in(service, staff, person), sign_in(service, staff, person)
        actor, handle = there(service, lost).actor, there(service, lost).session
        with service.transaction() as ctx:
            sessions.end_one(ctx, actor, handle)
        assert [False, True] == [is_in(service, lost), is_in(service, current)]
        assert [(person.account_id, person.account_id, {"count": 1})] == details(service, EventKind.SESSIONS_ENDED)

    def test_somebody_elses_looks_absent(self, service: Service, staff: Staff) -> None:
        """A handle of another account is as unknown as one that never was."""
        theirs = sign_in(service, staff, staff.person(Role.COORDINATOR))
        handle, actor = there(service, theirs).session, staff.actor(Role.REFERENT)
        for one in (handle, "inconnue"):
            with pytest.raises(NotFound, match="n’est plus ouverte"), service.transaction() as ctx:
                sessions.end_one(ctx, actor, one)
        assert is_in(service, theirs)

    def test_all_others(self, service: Service, staff: Staff) -> None:
        """The current one stays, and so do those of colleagues."""
        person = staff.person(Role.REFERENT)
        colleague = sign_in(service, staff, staff.person(Role.COORDINATOR))
        tokens = [sign_in(service, staff, person) for _ in range(3)]
        presence = there(service, tokens[1])
        with service.transaction() as ctx:
            assert 2 == sessions.end_others(ctx, presence.actor, presence.session)
        assert [False, True, False, True] == [is_in(service, token) for token in (*tokens, colleague)]
        with service.transaction() as ctx:
            assert 0 == sessions.end_others(ctx, presence.actor, presence.session)
        assert 1 == kinds(service).count(EventKind.SESSIONS_ENDED.value)

    def test_the_administrator_ends_all_of_an_account(self, service: Service, staff: Staff) -> None:
        """At once, and the account stays open (ASVS 7.4.5)."""
        person = staff.person(Role.REFERENT)
        tokens = [sign_in(service, staff, person) for _ in range(2)]
        administrator = staff.actor(Role.ADMINISTRATOR)
        with service.transaction() as ctx:
            assert 2 == sessions.end_all_of(ctx, administrator, person.account_id)
        assert [False, False] == [is_in(service, token) for token in tokens]
        assert is_in(service, sign_in(service, staff, person))
        entry = (administrator.account_id, person.account_id, {"count": 2})
        assert [entry] == details(service, EventKind.SESSIONS_ENDED)

    @pytest.mark.requirement("A-2")
    def test_nobody_else_does(self, service: Service, staff: Staff) -> None:
        """Not even the DPO, and not of their own account either."""
        for role in set(Role) - {Role.ADMINISTRATOR}:
            actor = staff.actor(role)
            with pytest.raises(Denied), service.transaction() as ctx:
                sessions.end_all_of(ctx, actor, actor.account_id)


class TestProving:
    """A code again, in a session that is open."""

    def test_a_session_is_fresh_for_ten_minutes(self, service: Service, staff: Staff, clock: FixedClock) -> None:
        """After signing in, and after a code; then no more (ASVS 7.5.1)."""
        person = staff.person(Role.REFERENT)
        token = sign_in(service, staff, person)
        assert there(service, token).fresh
        clock.advance(minutes=9, seconds=59)
        assert there(service, token).fresh
        clock.advance(seconds=1)
        assert not there(service, token).fresh
        token = prove(service, token, staff.code(person))
        assert there(service, token).fresh
        clock.advance(minutes=10)
        assert not there(service, token).fresh

    def test_the_token_changes_and_the_session_stays(self, service: Service, staff: Staff) -> None:
        """The old token opens nothing; forms of other tabs are still taken (ASVS 7.2.4)."""
        person = staff.person(Role.REFERENT)
        before = sign_in(service, staff, person)
        old = there(service, before)
        after = prove(service, before, staff.code(person))
        new = there(service, after)
        assert [False, True] == [is_in(service, before), is_in(service, after)]
        assert (old.csrf, old.session) == (new.csrf, new.session)
        assert ["Safari, sur un téléphone *"] == lines(service, after)
        entry = (person.account_id, person.account_id, {"before": "export"})
        assert [entry] == details(service, EventKind.IDENTITY_PROVED)

    def test_a_code_makes_no_session_longer(self, service: Service, staff: Staff, clock: FixedClock) -> None:
        """Ten hours at most, whatever was proved in it (ASVS 7.3.2)."""
        person = staff.person(Role.REFERENT)
        token = sign_in(service, staff, person)
        for _ in range(28):
            clock.advance(minutes=20)
            there(service, token)
        token = prove(service, token, staff.code(person))
        clock.advance(minutes=20)
        there(service, token)
        clock.advance(minutes=20)
        assert not is_in(service, token)

    def test_of_the_other_session_nothing_is_proved(self, service: Service, staff: Staff, clock: FixedClock) -> None:
        """The browser that somebody left open elsewhere stays as it is."""
        person = staff.person(Role.REFERENT)
        left, here = sign_in(service, staff, person), sign_in(service, staff, person)
        clock.advance(minutes=15)
        prove(service, here, staff.code(person))
        assert not there(service, left).fresh

    def test_a_wrong_or_used_code_proves_nothing(self, service: Service, staff: Staff) -> None:
        """Counted with those of the sign-in, journalled, slowed; the session stays as it was."""
        person = staff.person(Role.REFERENT)
        half, code = begin(service, person.email, person.password), staff.code(person)
        token = complete(service, half, code)
        fresh = staff.code(person)
        for wrong in (code, "000000", "", "abcdef", "1" * 500):
            with pytest.raises(SignInFailed):
                prove(service, token, wrong)
        with pytest.raises(TooMany):
            prove(service, token, fresh)
        assert is_in(service, token)
        assert 5 == kinds(service).count(EventKind.SIGN_IN_REFUSED.value)
        assert [] == details(service, EventKind.IDENTITY_PROVED)

    @pytest.mark.parametrize("end", [signing_in.sign_out, lambda _ctx, _token: None])
    def test_a_session_that_ended_proves_nothing(
        self, service: Service, staff: Staff, clock: FixedClock, end: Callable[[Context, str], None]
    ) -> None:
        """Signed out, or out of time, between the page and the code."""
        person = staff.person(Role.REFERENT)
        token = sign_in(service, staff, person)
        actor = there(service, token).actor
        with service.transaction() as ctx:
            end(ctx, token)
        clock.advance(minutes=40)
        code = staff.code(person)
        with pytest.raises(SignInRequired), service.transaction() as ctx:
            sessions.prove_again(ctx, actor, token, code=code, before=Act.OTHER)
