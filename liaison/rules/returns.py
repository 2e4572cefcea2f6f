"""What does a mail that came back mean? Which failure, whether the address is to blame, whether it moves a track.

A report of delivery is not signed: whoever knows our Message-ID, as the recipient does, can write one. Hence a
report only ever flags. It moves the archive from « parti » to « échec », which a person looks at; it releases no
key, destroys nothing, sends nothing, and nothing is sent to an address that it holds.
"""

import re
from enum import StrEnum
from typing import Final

from liaison.rules.delivery import Failure
from liaison.vocabulary import ArchiveStatus, DeliveryStatus

STATUS: Final = re.compile(r"(?<![.\d])([245])\.(\d{1,3})\.(\d{1,3})(?![.\d])")
"""An enhanced status code (RFC 3463), not part of a longer number."""

WRONG_ADDRESS: Final = frozenset({Failure.RECIPIENT_UNKNOWN, Failure.ADDRESS_UNUSABLE})
"""Failures for which the same address is not tried again."""

_BY_SUBJECT: Final = {
    "1": Failure.RECIPIENT_UNKNOWN,
    "2": Failure.MAIL_REFUSED,
    "4": Failure.PARTNER_UNREACHABLE,
    "7": Failure.MAIL_REFUSED,
}
_BY_DETAIL: Final = {
    ("1", "7"): Failure.MAIL_REFUSED,  # about the sender's address, as 1.8
    ("1", "8"): Failure.MAIL_REFUSED,
    ("2", "1"): Failure.RECIPIENT_UNKNOWN,  # the box is disabled
    ("2", "2"): Failure.MAILBOX_FULL,
    ("2", "3"): Failure.TOO_LARGE,
    ("3", "4"): Failure.TOO_LARGE,
    ("4", "3"): Failure.SERVER_BUSY,  # a directory server of theirs
}


_ORDER: Final = (
    DeliveryStatus.ACCEPTED, DeliveryStatus.DELAYED, DeliveryStatus.DELIVERED, DeliveryStatus.UNDELIVERED,
)  # fmt: skip


class BoxFailure(StrEnum):
    """Why the watched box could not be read: a closed list, stored and logged, for the administrator."""

    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    SIGN_IN = "sign-in"
    FOLDER = "folder"
    ANSWER = "answer"
    UNMOVED = "unmoved"
    """It is read, but what was dealt with stays in it."""


def failure_of(status: str) -> Failure:
    """Say what an enhanced status code blames, whatever its class: a 4.x.x that was given up is for good too."""
    found = STATUS.fullmatch(status)
    if found is None:
        return Failure.MAIL_REFUSED
    subject, detail = found[2], found[3]
    return _BY_DETAIL.get((subject, detail)) or _BY_SUBJECT.get(subject, Failure.MAIL_REFUSED)


def is_news(known: str, said: DeliveryStatus) -> bool:
    """Say whether a report tells more than what is known: late, then arrived, then lost (a forwarder's box)."""
    return _ORDER.index(said) > (_ORDER.index(DeliveryStatus(known)) if known else 0)


def comes_back(archive: ArchiveStatus, *, is_last_mail: bool) -> bool:
    """Say whether a bounce stops an archive: one that left by that very mail, and that nobody acknowledged."""
    return is_last_mail and archive is ArchiveStatus.SENT
