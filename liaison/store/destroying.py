"""What is destroyed, what hangs on a dossier, and is anything left of it? Read off the marks of the columns.

A table whose rows die with the dossier loses them; one that stays (the register) forgets which dossier it was about.
Whoever adds a table does not have to think of the destruction: the marks of its columns say what becomes of it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Table, delete, func, or_, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, select

from liaison.errors import NotFound
from liaison.records import (
    Deadline,
    Deposit,
    DepositDocument,
    DestroyedPart,
    Destruction,
    FicheVersion,
    SealedObject,
    Transmission,
)
from liaison.records.marks import Dies
from liaison.vocabulary.destruction import DestructionStatus

WITH_THE_CASE: Final = frozenset({Dies.CASE, Dies.EXCHANGE})
"""The rules by which something dies at the latest with its dossier."""
OPEN: Final = (DestructionStatus.BEGUN.value, DestructionStatus.EMPTIED.value)


def get_destruction(session: Session, destruction_id: str) -> Destruction:
    """Return a destruction.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Destruction, destruction_id)
    if found is None:
        raise NotFound("Cette destruction n’existe pas.", hint="Retrouvez-la dans la liste des destructions.")
    return found


def lock_destruction(session: Session, destruction_id: str) -> Destruction:
    """Return a destruction as it stands, and keep it so: two workers do not take the same step."""
    session.get(Destruction, destruction_id, with_for_update=True, populate_existing=True)
    return get_destruction(session, destruction_id)


def find_by_number(session: Session, number: str) -> Destruction | None:
    """Return the destruction of a number, if there is one."""
    return session.exec(select(Destruction).where(Destruction.number == number)).first()


def list_open(session: Session) -> Sequence[Destruction]:
    """Return the destructions that are not certified yet, oldest first."""
    query = select(Destruction).where(col(Destruction.status).in_(OPEN))
    return session.exec(query.order_by(col(Destruction.begun_at), Destruction.id)).all()


def list_certified(session: Session) -> Sequence[Destruction]:
    """Return the certified destructions whose backups of keys may still be within their life, oldest first."""
    query = select(Destruction).where(Destruction.status == DestructionStatus.CERTIFIED.value)
    return session.exec(query.order_by(col(Destruction.begun_at), Destruction.id)).all()


def list_destructions(
    session: Session, departements: Collection[str] | None = None, *, limit: int | None = 200
) -> Sequence[Destruction]:
    """Return the destructions of some départements, or all, newest first."""
    query = select(Destruction).order_by(col(Destruction.begun_at).desc(), col(Destruction.number).desc()).limit(limit)
    if departements is not None:
        query = query.where(col(Destruction.departement).in_(departements))
    return session.exec(query).all()


def count_of_year(session: Session, year: str) -> int:
    """Count the destructions whose number is of a year."""
    query = select(func.count()).select_from(Destruction).where(col(Destruction.number).startswith(f"{year}-"))
    return session.exec(query).one()


def parts_of(session: Session, destruction_id: str) -> Sequence[DestroyedPart]:
    """Return the parts of a destruction, in their order."""
    query = select(DestroyedPart).where(DestroyedPart.destruction_id == destruction_id)
    return session.exec(query.order_by(col(DestroyedPart.position))).all()


def open_subjects(session: Session) -> frozenset[str]:
    """Name the parts of the destructions that are not certified yet."""
    query = select(DestroyedPart.subject_id).join(Destruction, col(DestroyedPart.destruction_id) == col(Destruction.id))
    return frozenset(session.exec(query.where(col(Destruction.status).in_(OPEN))).all())


def plis_named(session: Session, references: Collection[str]) -> Sequence[str]:
    """Return the ids of the plis of some references."""
    return session.exec(select(Transmission.id).where(col(Transmission.reference).in_(references))).all()


def linked_objects(session: Session, case_id: str) -> Sequence[str]:
    """Name the sealed objects that are linked to a dossier (law 5)."""
    query = select(SealedObject.object_id).where(SealedObject.case_id == case_id)
    return session.exec(query.order_by(SealedObject.object_id)).all()


def versions_of(session: Session, fiche_id: str) -> Sequence[FicheVersion]:
    """Return every version of a fiche that left, oldest first."""
    query = select(FicheVersion).where(FicheVersion.fiche_id == fiche_id)
    return session.exec(query.order_by(col(FicheVersion.frozen_at), FicheVersion.id)).all()


def plis_of_version(session: Session, version_id: str) -> Sequence[Transmission]:
    """Return the plis that carry a fiche as it left: one, and those made anew in its place."""
    query = select(Transmission).where(Transmission.fiche_version_id == version_id)
    return session.exec(query.order_by(col(Transmission.prepared_at), Transmission.id)).all()


def documents_to_destroy(session: Session, case_id: str) -> Sequence[DepositDocument]:
    """Return what was kept with a dossier, and what still waits in a deposit that belongs to it."""
    deposits = select(Deposit.id).where(Deposit.case_id == case_id)
    query = select(DepositDocument).where(
        or_(col(DepositDocument.case_id) == case_id, col(DepositDocument.deposit_id).in_(deposits)),
        # Of what a deposit of this dossier held, another dossier may have kept one: that one stays with it.
        or_(col(DepositDocument.case_id) == case_id, col(DepositDocument.case_id).is_(None)),
    )
    return session.exec(query.order_by(DepositDocument.id)).all()


def deadlines_about(session: Session, subject_ids: Collection[str]) -> Sequence[Deadline]:
    """Return the deadlines of some parts that are not done, locked."""
    query = select(Deadline).where(col(Deadline.subject_id).in_(subject_ids), col(Deadline.done_at).is_(None))
    return session.exec(query.order_by(Deadline.id).with_for_update()).all()


def drop_links(session: Session, object_ids: Collection[str]) -> None:
    """Forget which dossier some objects concerned: they are here no more."""
    table = SQLModel.metadata.tables["sealedobject"]
    session.execute(delete(table).where(table.c.object_id.in_(object_ids)))


def erase_case(session: Session, case_id: str) -> None:
    """Delete every row that dies with a dossier, and let those that stay forget which dossier it was."""
    for table, condition in reversed(list(_dying(case_id))):
        session.execute(delete(table).where(condition))
    for table in _staying().values():
        forgotten = {
            column.name: None for column in table.columns if column.info["dies"] in WITH_THE_CASE and column.nullable
        }
        session.execute(update(table).where(_knows(table, case_id)).values(forgotten))
    session.expire_all()


def remains_of_case(session: Session, case_id: str) -> Mapping[str, int]:
    """Count, by table, the rows that still know a dossier: none, once it is destroyed."""
    counts = {
        table.name: session.execute(
            select_columns(func.count()).select_from(table).where(table.c.case_id == case_id)
        ).scalar_one()
        for table in [*(table for table, _ in _dying(case_id)), *_staying().values()]
        if "case_id" in table.c
    }
    case = SQLModel.metadata.tables["case"]
    counts["case"] = session.execute(
        select_columns(func.count()).select_from(case).where(case.c.id == case_id)
    ).scalar_one()
    return {name: count for name, count in counts.items() if count}


def rows_of(session: Session, table_name: str, ids: Collection[str]) -> int:
    """Count the rows of a table that still have one of these ids."""
    table = SQLModel.metadata.tables[table_name]
    return int(session.execute(select_columns(func.count()).select_from(table).where(table.c.id.in_(ids))).scalar_one())


def holds_content(session: Session, table_name: str, column: str, id_: str) -> bool:
    """Say whether a row still holds what one of its columns sealed."""
    table = SQLModel.metadata.tables[table_name]
    query = select_columns(func.count()).select_from(table).where(table.c.id == id_, table.c[column].is_not(None))
    return bool(session.execute(query).scalar_one())


def reached() -> frozenset[str]:
    """Name every table that the destruction of a dossier reaches: a test holds that no mark is out of its reach."""
    return frozenset({table.name for table, _ in _dying("")} | set(_staying()))


def touched() -> frozenset[str]:
    """Name every table that a destruction empties or writes over."""
    return reached() | {"transmission", "outboxmessage", "depositblock", "deposit"}


def _dying(case_id: str) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Give, parents first, each table whose rows die with the dossier and which of them do."""
    chosen: dict[str, ColumnElement[bool]] = {}
    for table in SQLModel.metadata.sorted_tables:
        if not _dies(table):
            continue
        conditions: list[ColumnElement[bool]] = []
        if table.name == "case":
            conditions.append(table.c.id == case_id)
        if "case_id" in table.c:
            conditions.append(table.c.case_id == case_id)
        conditions += [
            key.parent.in_(select_columns(key.column).where(chosen[key.column.table.name]))
            for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
            if key.column.table.name in chosen and key.parent.name != "case_id"
        ]
        if conditions:
            chosen[table.name] = or_(*conditions)
            yield table, chosen[table.name]


def _staying() -> dict[str, Table]:
    """Give, children first, each table that stays and knows a dossier, or stands under one that does."""
    staying: dict[str, Table] = {}
    for table in SQLModel.metadata.sorted_tables:
        under = any(key.column.table.name in staying for key in table.foreign_keys)
        marked = any(column.info["dies"] in WITH_THE_CASE for column in table.columns)
        if not _dies(table) and ("case_id" in table.c or (under and marked)):
            staying[table.name] = table
    return dict(reversed(staying.items()))


def _knows(table: Table, case_id: str) -> ColumnElement[bool]:
    """Say which rows of a table that stays know a dossier."""
    if "case_id" in table.c:
        return table.c.case_id == case_id
    parents = [key for key in table.foreign_keys if "case_id" in key.column.table.c]
    return or_(
        *(
            key.parent.in_(select_columns(key.column).where(key.column.table.c.case_id == case_id))
            for key in sorted(parents, key=lambda key: key.parent.name)
        )
    )


def _dies(table: Table) -> bool:
    """Say whether the rows of a table die with the dossier: by the mark of the column that names them."""
    return next(iter(table.primary_key.columns)).info["dies"] in WITH_THE_CASE
