"""What may be done with a transmission as it stands, and what waits for a person? From its row alone."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final

from liaison.records import OutboxMessage, Transmission
from liaison.rules import channels, exchange
from liaison.rules.calendar import local_day
from liaison.rules.delivery import Failure
from liaison.settings import Settings
from liaison.vocabulary import (
    ArchiveStatus,
    Carrier,
    KeyChannel,
    KeyStatus,
    OutboxAbout,
    OutboxStatus,
    Outcome,
    Release,
)

ARRIVED: Final = frozenset({ArchiveStatus.ACKNOWLEDGED, ArchiveStatus.ANSWERED})
"""Somebody said that they have the archive."""
LEFT: Final = ARRIVED | {ArchiveStatus.SENT}
OVER: Final = frozenset({ArchiveStatus.RECALLED, ArchiveStatus.REPLACED, ArchiveStatus.EXPIRED, ArchiveStatus.CLOSED})
NOT_LEFT: Final = frozenset({ArchiveStatus.PREPARED, ArchiveStatus.SENDING, ArchiveStatus.FAILED})


class Waits(StrEnum):
    """What a transmission waits for, in the order of « Ma journée »."""

    FAILED = "failed"
    TROUBLE = "trouble"
    KEY = "key"
    """A person is to give the key."""
    SILENT = "silent"
    """Too long without an acknowledgement: another way is proposed."""
    OVERDUE = "overdue"
    """The partner's day to decide has passed."""
    ANSWERED = "answered"
    """The partner decided: to be read and closed."""
    OPENING = "opening"
    """The key was given: has the partner opened the archive?"""
    ANSWER = "answer"
    ACKNOWLEDGEMENT = "acknowledgement"
    LEAVING = "leaving"
    NOTHING = "nothing"


def waits_for(row: Transmission, today: date, settings: Settings) -> Waits:
    """Say what comes next for a transmission."""
    status = ArchiveStatus(row.archive_status)
    if status in OVER:
        return Waits.NOTHING
    if status in NOT_LEFT:
        return Waits.FAILED if status is ArchiveStatus.FAILED else Waits.LEAVING
    if row.trouble or key_is_due(row):
        return Waits.TROUBLE if row.trouble else Waits.KEY
    if row.key_status == KeyStatus.RELEASED:
        return Waits.OPENING
    if awaits_acknowledgement(row):
        return Waits.SILENT if days_silent(row, today) >= settings.acknowledge_days else Waits.ACKNOWLEDGEMENT
    return _after_the_key(row, today)


def _after_the_key(row: Transmission, today: date) -> Waits:
    if row.archive_status == ArchiveStatus.ANSWERED:
        return Waits.ANSWERED
    if row.carrier == Carrier.HAND or asks_nothing(row):
        return Waits.NOTHING
    if row.answer_due_on is not None and row.answer_due_on < today:
        return Waits.OVERDUE
    return Waits.ANSWER if row.acknowledged_at is not None else Waits.NOTHING


def awaits_acknowledgement(row: Transmission) -> bool:
    """Say whether the archive left and nobody has said yet that it arrived."""
    return row.archive_status == ArchiveStatus.SENT and row.carrier != Carrier.HAND


def days_silent(row: Transmission, today: date) -> int:
    """Count the days since the archive left."""
    return (today - local_day(row.sent_at)).days if row.sent_at else 0


def key_is_due(row: Transmission) -> bool:
    """Say whether a person is to give the key now: it was acknowledged, or was not to wait, and still lies here.

    A key by SMS that lies here after the acknowledgement could not leave by itself: a person is asked then too.
    """
    if row.key_status != KeyStatus.WITHHELD or row.archive_status not in LEFT or row.outcome == Outcome.REFUSED:
        return False
    if row.archive_status in ARRIVED:
        return True
    return row.release == Release.AT_ONCE and row.key_channel in channels.SPOKEN


def may_release(row: Transmission, channel: KeyChannel) -> bool:
    """Say whether the key may leave by this channel now, acknowledged or not."""
    return row.key_status == KeyStatus.WITHHELD and row.archive_status in LEFT and row.key_channel == channel


def may_recall(row: Transmission, messages: Iterable[OutboxMessage]) -> bool:
    """Say whether nobody has the key yet, and the pli is alive (product.md, step 5).

    A key whose SMS still waits in the outbox has reached nobody; one whose sending was interrupted may have.
    """
    if row.archive_status in OVER or row.outcome == Outcome.REFUSED:
        return False
    return row.key_status == KeyStatus.WITHHELD or (row.key_status == KeyStatus.RELEASED and key_waits(messages))


def key_waits(messages: Iterable[OutboxMessage]) -> bool:
    """Say whether the SMS of a key has certainly not left."""
    return any(
        message.about == OutboxAbout.KEY
        and message.status in {OutboxStatus.QUEUED, OutboxStatus.FAILED}
        and message.failure != Failure.INTERRUPTED
        for message in messages
    )


def may_replace(row: Transmission) -> bool:
    """Say whether the same fiche or table may be sent under a new key, or handed over instead."""
    alive = row.archive_status in LEFT | {ArchiveStatus.FAILED}
    return alive and row.carrier != Carrier.HAND and (row.fiche_version_id is not None or row.table_id is not None)


def may_offer_link(row: Transmission) -> bool:
    """Say whether a link may take the place of an attachment that got stuck."""
    here = row.archive_status in LEFT and row.carrier != Carrier.HAND and row.archive is not None
    return here and (awaits_acknowledgement(row) or row.carrier == Carrier.LINK)


def may_acknowledge(row: Transmission) -> bool:
    """Say whether a call may be noted: it left, or came back by a report that may be false, or nobody knows."""
    came_back = row.archive_status == ArchiveStatus.FAILED and (
        row.returned_at is not None or row.failure == Failure.INTERRUPTED
    )
    return awaits_acknowledgement(row) or (came_back and row.carrier != Carrier.HAND)


def may_confirm(row: Transmission) -> bool:
    """Say whether it may be noted that the partner opened the archive."""
    given = row.key_status in {KeyStatus.RELEASED, KeyStatus.ERASED}
    return row.opened_at is None and given and row.archive_status in LEFT and row.carrier != Carrier.HAND


def asks_nothing(row: Transmission) -> bool:
    """Say whether the partner has nothing to decide: a test pli, or an exit that it is told of (T-10)."""
    return row.is_test or row.model == exchange.EXIT_MODEL


def may_answer(row: Transmission) -> bool:
    """Say whether the partner's decision may be noted in a word; that on a table comes row by row, in the table."""
    return not asks_nothing(row) and row.table_id is None and row.archive_status in LEFT


def may_close(row: Transmission, today: date) -> bool:
    """Say whether nothing more is awaited: answered, overdue, or one that opened and asked nothing."""
    if row.archive_status == ArchiveStatus.ANSWERED:
        return True
    if row.archive_status != ArchiveStatus.ACKNOWLEDGED:
        return False
    overdue = row.answer_due_on is not None and row.answer_due_on < today
    return overdue or (asks_nothing(row) and row.opened_at is not None)


def is_decided(row: Transmission) -> bool:
    """Say whether the partner gave a decision that is not « à l’étude »."""
    return row.outcome not in {"", Outcome.UNDER_STUDY}
