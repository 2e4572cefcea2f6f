"""When is a message to the outside tried again, asked about, given up; and what can go wrong on the way?

Pure: it knows neither mail servers nor gateways, only how long to wait and the closed list of failures.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from liaison.vocabulary import ArchiveStatus, DeliveryStatus, KeyStatus, OutboxAbout

LEASE: Final = timedelta(minutes=15)
"""How long a worker has to send one message: more than any time-out of a door, so that a living one is
not doubled. Accepted loss: after a crash, a message waits that long."""

_MINUTES: Final = (1, 2, 5, 15, 60, 120, 240, 240, 240, 240, 240)
RETRY_DELAYS: Final = tuple(timedelta(minutes=minutes) for minutes in _MINUTES)
"""Greylisting wants minutes, an outage hours: eleven retries over 23 h 23, then a person decides."""

LONGEST_WAIT: Final = max(RETRY_DELAYS)
"""No message waits longer by itself: one that does was queued under a clock that has gone back since."""

POLL_FIRST: Final = timedelta(seconds=30)
POLL_UNTIL: Final = timedelta(hours=72)
"""Operators try an SMS for two or three days; afterwards the gateway knows nothing more."""


ENDED: Final = frozenset({ArchiveStatus.RECALLED, ArchiveStatus.REPLACED, ArchiveStatus.EXPIRED})
"""An archive that nobody is to open any more."""


class Failure(StrEnum):
    """Why a message did not leave or arrive: a closed list, stored, without any address."""

    RECIPIENT_UNKNOWN = "recipient-unknown"
    MAILBOX_FULL = "mailbox-full"
    TOO_LARGE = "too-large"
    MAIL_REFUSED = "mail-refused"
    ADDRESS_UNUSABLE = "address-unusable"
    SERVER_UNREACHABLE = "server-unreachable"
    SERVER_BUSY = "server-busy"
    TLS_MISSING = "tls-missing"
    CERTIFICATE = "certificate"
    SERVER_SIGN_IN = "server-sign-in"
    NUMBER_REFUSED = "number-refused"
    TEXT_REFUSED = "text-refused"
    GATEWAY_UNREACHABLE = "gateway-unreachable"
    GATEWAY_BUSY = "gateway-busy"
    GATEWAY_SIGN_IN = "gateway-sign-in"
    GATEWAY_ANSWER = "gateway-answer"
    UNDELIVERED = "undelivered"
    PARTNER_UNREACHABLE = "partner-unreachable"
    CONTENT_GONE = "content-gone"
    CONVENTION_OVER = "convention-over"
    INTERRUPTED = "interrupted"


def next_try(attempts: int, now: datetime) -> datetime | None:
    """Return when to try again after that many tries; nothing when it is time to give up."""
    return now + RETRY_DELAYS[attempts - 1] if attempts <= len(RETRY_DELAYS) else None


def next_poll(sent_at: datetime, now: datetime) -> datetime:
    """Return when to ask the gateway about a text again: ever more rarely, until `POLL_UNTIL`."""
    return now + max(POLL_FIRST, (now - sent_at) / 2)


def read_delivery(word: str, *, delivered: Collection[str], undelivered: Collection[str]) -> DeliveryStatus:
    """Say what a gateway's word means, by the words of the settings; any other: still on its way."""
    plain = word.strip().casefold()
    if plain in {known.casefold() for known in delivered}:
        return DeliveryStatus.DELIVERED
    if plain in {known.casefold() for known in undelivered}:
        return DeliveryStatus.UNDELIVERED
    return DeliveryStatus.ACCEPTED


def may_leave(about: OutboxAbout, archive: ArchiveStatus, key: KeyStatus) -> bool:
    """Say whether a transmission's message may still leave: asked again just before sending (law 10).

    The archive leaves until it has left or was stopped; the key only while it is released, never for an
    archive that is no longer the one to open; a later word only while somebody may still answer it.
    """
    match about:
        case OutboxAbout.PLI:
            return archive in {ArchiveStatus.PREPARED, ArchiveStatus.SENDING, ArchiveStatus.FAILED}
        case OutboxAbout.KEY:
            return key is KeyStatus.RELEASED and archive not in ENDED
        case OutboxAbout.FOLLOW_UP:
            return archive in {ArchiveStatus.SENT, ArchiveStatus.ACKNOWLEDGED}
        case _:
            return True
