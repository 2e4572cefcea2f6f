"""When is a message tried again or asked about, and when may it leave at all?"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules.delivery import LEASE, POLL_FIRST, POLL_UNTIL, RETRY_DELAYS, may_leave, next_poll, next_try
from liaison.vocabulary import ArchiveStatus, KeyStatus, OutboxAbout

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def test_delays_grow_over_a_day() -> None:
    """Delays never shrink, the first suits greylisting, and all of them make less than a day."""
    assert list(RETRY_DELAYS) == sorted(RETRY_DELAYS)
    assert RETRY_DELAYS[0] == timedelta(minutes=1)
    assert timedelta(hours=23) < sum(RETRY_DELAYS, timedelta()) < timedelta(hours=24)
    assert LEASE >= timedelta(minutes=10)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 2), (3, 5), (4, 15), (5, 60), (11, 240)])
def test_next_try(attempts: int, minutes: int) -> None:
    """After each try that failed comes its own delay."""
    assert next_try(attempts, NOW) == NOW + timedelta(minutes=minutes)


def test_no_next_try() -> None:
    """After the last delay there is no other try."""
    assert next_try(len(RETRY_DELAYS) + 1, NOW) is None


@given(st.timedeltas(timedelta(), POLL_UNTIL))
def test_next_poll(age: timedelta) -> None:
    """The next question comes half as late again as the text is old, never sooner than half a minute."""
    assert next_poll(NOW - age, NOW) == NOW + max(POLL_FIRST, age / 2)


MAIL_LEAVES = {ArchiveStatus.PREPARED, ArchiveStatus.SENDING, ArchiveStatus.FAILED}
ENDED = {ArchiveStatus.RECALLED, ArchiveStatus.REPLACED, ArchiveStatus.EXPIRED}
ANSWERABLE = {ArchiveStatus.SENT, ArchiveStatus.ACKNOWLEDGED}


@pytest.mark.requirement("T-7")
@pytest.mark.parametrize("archive", ArchiveStatus)
@pytest.mark.parametrize("key", KeyStatus)
def test_may_leave(archive: ArchiveStatus, key: KeyStatus) -> None:
    """A pli leaves until it has left or was stopped; a key while released, for an archive that stands; a reminder
    only while somebody may answer it.
    """
    assert may_leave(OutboxAbout.PLI, archive, key) is (archive in MAIL_LEAVES)
    assert may_leave(OutboxAbout.KEY, archive, key) is (key is KeyStatus.RELEASED and archive not in ENDED)
    assert may_leave(OutboxAbout.FOLLOW_UP, archive, key) is (archive in ANSWERABLE)
    assert may_leave(OutboxAbout.HOUSE, archive, key)
