"""What becomes of a proposed table when it is frozen? Its rows are copied for good, numbered, with a fingerprint (V-1).

Each row is sealed under a data key of its own and linked to its dossier: when the dossier is destroyed, its row is
empty, and the others stay readable (docs/decisions/0104).
"""

import hashlib
from collections.abc import Sequence

from crypto.hashchain import Detail
from liaison.errors import Conflict, Refused
from liaison.events import EventKind
from liaison.records import OrientationRow, OrientationTable, SealedObject
from liaison.rules.access import Actor
from liaison.rules.lifecycle import TABLE_MOVES, advance
from liaison.store import cases as case_store
from liaison.store import tables as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import sealing
from liaison.usecases.checkpointing import checkpoint_line
from liaison.usecases.context import Context
from liaison.usecases.tables import contents, frozen
from liaison.usecases.tables.lines import locked_table
from liaison.usecases.tables.proposing import proposal_of
from liaison.usecases.tables.shown import ProposedRow
from liaison.usecases.tables.stating import check_is_proposed
from liaison.vocabulary.tables import TableStatus


def freeze(ctx: Context, actor: Actor, table_id: str, revision: int, *, seen: str) -> OrientationTable:
    """Freeze a table as it was seen: its rows, its number, the fingerprints of its PDF and its workbook.

    `seen`: `ProposedTable.seen` of the page on which the freezing was confirmed, with what is « à compléter ».

    Raises:
        WrongState: it is frozen already.
        Refused: a doubt is not settled, an agreement is missing (T-7), the capacity is not stated (V-2), or nobody is
            to be proposed.
        Conflict: something changed since it was seen.
    """
    table = locked_table(ctx, actor, table_id)
    check_is_proposed(table, revision)
    proposal = proposal_of(ctx, table)
    if proposal.obstacles:
        raise Refused("Ce tableau ne peut pas encore être figé.", hint=" ".join(proposal.obstacles))
    if proposal.seen != seen or not _hold(ctx, [row.case_id for row in proposal.rows]):
        raise Conflict("Le tableau a changé depuis que vous l’avez lu.", hint="Relisez-le, puis figez-le.")
    table.status = advance(TABLE_MOVES, TableStatus(table.status), TableStatus.FROZEN).value
    table.frozen_at, table.frozen_by = ctx.now, actor.account_id
    # As they are called today: a name that changes later changes nothing of what left.
    table.departement_name, table.operator = proposal.line.departement_name, proposal.line.operator
    table.checkpoint = checkpoint_line(ctx)
    ctx.session.add_all(_copied(ctx, table, proposal.rows))
    ctx.session.flush()
    table.fingerprint = _sha256(frozen.drawn(ctx, table))
    table.workbook_sha256 = _sha256(frozen.written(ctx, table))
    table.revision += 1
    detail: dict[str, Detail] = {"table": table.id, "rows": len(proposal.rows), "sha256": table.fingerprint}
    save(ctx.session, table, event=Event(EventKind.TABLE_FROZEN, actor.account_id, table.id, detail), at=ctx.now)
    _replace(ctx, table)
    return table


def _hold(ctx: Context, case_ids: Sequence[str]) -> bool:
    """Keep the dossiers as they stand, in the order of everybody who locks them; say whether all of them stay.

    A destruction that began meanwhile knows of no row that is written now: it would stay.
    """
    for case_id in sorted(case_ids):
        case_store.lock_case(ctx.session, case_id)
    return case_store.here_among(ctx.session, case_ids) == {*case_ids}


def _replace(ctx: Context, table: OrientationTable) -> None:
    """Let the version that a correction takes the place of be one no more.

    Raises:
        WrongState: it was answered whole, or closed, meanwhile.
    """
    if table.corrects is None:
        return
    old = store.lock_table(ctx.session, table.corrects)
    old.status = advance(TABLE_MOVES, TableStatus(old.status), TableStatus.CORRECTED).value
    old.revision += 1
    ctx.session.add(old)
    ctx.session.flush()


def _copied(ctx: Context, table: OrientationTable, rows: Sequence[ProposedRow]) -> list[OrientationRow | SealedObject]:
    """Seal each row; their keys are durable before the rows are committed: a key without a row is swept."""
    ids = [ctx.new_id() for _ in rows]
    ctx.vault.create_all(contents.object_of(row_id) for row_id in ids)
    copied: list[OrientationRow | SealedObject] = []
    for position, (row_id, row) in enumerate(zip(ids, rows, strict=True), 1):
        object_id = contents.object_of(row_id)
        content = ctx.seal(object_id, contents.FIELD, contents.to_keep(row))
        kept = OrientationRow(
            id=row_id, table_id=table.id, position=position, case_id=row.case_id, content=content,
        )  # fmt: skip
        copied += [kept, *sealing.links(row.case_id, object_id)]
    return copied


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
