"""Do statuses move by their tables only, and never out of a final one?"""

from collections.abc import Mapping
from enum import StrEnum
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.errors import WrongState
from liaison.rules.lifecycle import ARCHIVE_MOVES, FICHE_MOVES, KEY_MOVES, OUTBOX_MOVES, TABLE_MOVES, advance, french
from liaison.vocabulary import ArchiveStatus, FicheStatus, KeyStatus, OutboxStatus
from liaison.vocabulary.tables import TableStatus

Moves = Mapping[StrEnum, frozenset[StrEnum]]

TABLES: list[tuple[type[StrEnum], Moves, set[StrEnum], set[StrEnum]]] = [
    (
        ArchiveStatus,
        cast("Moves", ARCHIVE_MOVES),
        {ArchiveStatus.PREPARED},
        {ArchiveStatus.CLOSED, ArchiveStatus.RECALLED, ArchiveStatus.REPLACED, ArchiveStatus.EXPIRED},
    ),
    (
        KeyStatus,
        cast("Moves", KEY_MOVES),
        {KeyStatus.WITHHELD, KeyStatus.NOT_NEEDED},
        {KeyStatus.NOT_NEEDED, KeyStatus.ERASED, KeyStatus.REVOKED},
    ),
    (OutboxStatus, cast("Moves", OUTBOX_MOVES), {OutboxStatus.QUEUED}, {OutboxStatus.SENT, OutboxStatus.CANCELLED}),
    (FicheStatus, cast("Moves", FICHE_MOVES), {FicheStatus.DRAFT}, {FicheStatus.SENT}),
    (
        TableStatus,
        cast("Moves", TABLE_MOVES),
        {TableStatus.PROPOSED},
        {TableStatus.CLOSED, TableStatus.CORRECTED},
    ),
]
"""Each table with its statuses, where a life begins and where it ends."""
EVERY_TABLE = pytest.mark.parametrize(
    ("statuses", "moves", "first", "final"), TABLES, ids=[statuses.__name__ for statuses, *_ in TABLES]
)


@EVERY_TABLE
def test_every_status_is_a_key(statuses: type[StrEnum], moves: Moves, first: set[StrEnum], final: set[StrEnum]) -> None:
    """The table says of each status where it may go, and leads to known ones only."""
    assert set(statuses) == set(moves)
    assert set(statuses) >= {target for targets in moves.values() for target in targets}
    assert first <= set(moves)
    assert final <= set(moves)


@EVERY_TABLE
def test_only_final_statuses_have_no_exit(
    statuses: type[StrEnum], moves: Moves, first: set[StrEnum], final: set[StrEnum]
) -> None:
    """What ended stays ended; every other status leads somewhere."""
    assert final == {status for status in statuses if not moves[status]}, first


@EVERY_TABLE
def test_every_status_is_reached(
    statuses: type[StrEnum], moves: Moves, first: set[StrEnum], final: set[StrEnum]
) -> None:
    """No status is out of reach of a life that begins, and each life can end."""
    reached = set(first)
    while more := {target for status in reached for target in moves[status]} - reached:
        reached |= more

    assert set(statuses) == reached
    assert final <= reached


@EVERY_TABLE
def test_every_status_is_said_in_french(
    statuses: type[StrEnum], moves: Moves, first: set[StrEnum], final: set[StrEnum]
) -> None:
    """A person reads a word for each status."""
    assert [] == [status for status in statuses if not french(status)], (moves, first, final)


def test_equal_values_are_said_apart() -> None:
    """A fiche is not « parti »: members of two enumerations with one value are equal, their words are not."""
    assert ["parti", "parti", "transmise"] == [
        french(status) for status in (ArchiveStatus.SENT, OutboxStatus.SENT, FicheStatus.SENT)
    ]
    assert ["échec de l’envoi", "échec"] == [french(status) for status in (ArchiveStatus.FAILED, OutboxStatus.FAILED)]


@given(st.data())
def test_no_path_leaves_a_final_status(data: st.DataObject) -> None:
    """Whatever is asked of a status, in whatever order, it never leaves where it ended."""
    statuses, moves, first, final = data.draw(st.sampled_from(TABLES))
    current = data.draw(st.sampled_from(sorted(first)))
    ended: StrEnum | None = None
    for target in data.draw(st.lists(st.sampled_from(list(statuses)), max_size=12)):
        try:
            current = advance(moves, current, target)
        except WrongState:
            assert target not in moves[current]
        if ended is not None:
            assert ended == current
        ended = current if current in final else None


def test_refusal_names_both_steps_in_french() -> None:
    """A step that is not possible any more is told in the words of the page, with what to do."""
    with pytest.raises(WrongState) as refusal:
        advance(ARCHIVE_MOVES, ArchiveStatus.RECALLED, ArchiveStatus.SENT)

    assert "Cette étape n’est plus possible (« arrêté » → « parti »)." == refusal.value.message
    assert "Rechargez la page" in refusal.value.hint


@pytest.mark.requirement("T-4")
def test_key_is_never_given_twice() -> None:
    """A key goes from withheld to released once; nothing leads back."""
    assert [] == [status for status in KeyStatus if KeyStatus.WITHHELD in KEY_MOVES[status]]
    assert [KeyStatus.WITHHELD] == [status for status in KeyStatus if KeyStatus.RELEASED in KEY_MOVES[status]]
