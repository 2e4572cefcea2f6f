"""What may not be destroyed now, and why? Holds, and whatever else stands in the way of a destruction (R-4).

The destruction asks here before anything goes. It fails closed: if a source raises, nothing is destroyed. A hold covers
more than its object when the destruction of something else would take that object along: the dossier of a held
transmission, the pli made anew that shares its fiche.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol

from liaison.records import Convention, DepositDocument, Hold, Transmission
from liaison.rules.calendar import local_day
from liaison.store import deposits as deposit_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.store import retention as store
from liaison.store import rights as rights_store
from liaison.store import table_plis as pli_store
from liaison.usecases.context import Context
from liaison.vocabulary.retention import HoldScope

REQUEST: Final = "request"
"""A person asked for something, and has no answer yet, or their restriction stands."""


_AT_ONCE: Final = 5_000
"""Of each kind; SQLite takes 32 766 values in one query."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of a destruction; `number` is as people say it, `until` nothing while that is open."""

    kind: str
    number: str
    until: date | None


class Source(Protocol):
    """Somewhere that an obstacle may come from: called as `obstacles` is, and answers as it does."""

    def __call__(
        self,
        ctx: Context,
        *,
        case_ids: Collection[str],
        transmission_ids: Collection[str] = (),
        document_ids: Collection[str] = (),
    ) -> Mapping[str, tuple[Obstacle, ...]]:
        """Return what stands in the way, by the id that is held."""
        ...


def held(
    ctx: Context,
    *,
    case_ids: Collection[str],
    transmission_ids: Collection[str] = (),
    document_ids: Collection[str] = (),
) -> dict[str, tuple[Obstacle, ...]]:
    """Return the holds that stand today, by the dossier, transmission, document or deposit that each covers."""
    asked = {*case_ids, *transmission_ids, *document_ids}
    found: dict[str, list[Obstacle]] = {}
    for hold in store.standing_holds(ctx.session, ctx.today):
        obstacle = Obstacle(hold.kind, hold.number, hold.ends_on)
        for id_ in asked & covered(ctx, hold).ids:
            found.setdefault(id_, []).append(obstacle)
    return {id_: tuple(obstacles) for id_, obstacles in found.items()}


def requested(
    ctx: Context,
    *,
    case_ids: Collection[str],
    transmission_ids: Collection[str] = (),
    document_ids: Collection[str] = (),
) -> dict[str, tuple[Obstacle, ...]]:
    """Return the persons' requests that are decided before the data go, and the restrictions that stand (art. 18)."""
    about = {
        **{id_: id_ for id_ in case_ids},
        **exchange_store.cases_behind(ctx.session, transmission_ids),
        **deposit_store.cases_behind(ctx.session, document_ids),
    }
    numbers = rights_store.numbers_in_the_way(ctx.session, set(about.values()))
    return {
        id_: tuple(Obstacle(REQUEST, number, None) for number in numbers[case_id])
        for id_, case_id in about.items()
        if case_id in numbers
    }


SOURCES: Final[tuple[Source, ...]] = (held, requested)
"""Who is asked, one after the other."""


def obstacles(
    ctx: Context,
    *,
    case_ids: Collection[str],
    transmission_ids: Collection[str] = (),
    document_ids: Collection[str] = (),
) -> dict[str, tuple[Obstacle, ...]]:
    """Return what stands in the way of destroying some parts, by the id of each part that is held.

    A transmission stands for its frozen fiche and its archive; `document_ids` takes deposits too. An id that is not
    in the answer may go. Whatever raises here, the caller destroys nothing.
    """
    found: dict[str, tuple[Obstacle, ...]] = {}
    for cases, plis, documents in _batches(case_ids, transmission_ids, document_ids):
        for source in SOURCES:
            held_back = source(ctx, case_ids=cases, transmission_ids=plis, document_ids=documents)
            for id_, some in held_back.items():
                found[id_] = (*found.get(id_, ()), *some)
    return found


def _batches(*kinds: Collection[str]) -> Iterator[list[list[str]]]:
    """Ask for so many at once: a query takes a bounded number of ids."""
    lists = [sorted(set(ids)) for ids in kinds]
    for start in range(0, max(map(len, lists)), _AT_ONCE):
        yield [ids[start : start + _AT_ONCE] for ids in lists]


@dataclass(slots=True)
class Covered:
    """Every part that a hold covers, by its id."""

    cases: set[str] = field(default_factory=set)
    transmissions: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    """Deposits too."""

    @property
    def ids(self) -> set[str]:
        """All of them."""
        return self.cases | self.transmissions | self.documents


def covered(ctx: Context, hold: Hold) -> Covered:
    """Return what a hold covers, as things stand now: what comes later to a held dossier is held too."""
    return _COVERAGE[HoldScope(hold.scope)](ctx, hold.subject_id)


def _of_case(ctx: Context, case_id: str) -> Covered:
    found = Covered(cases={case_id})
    found.transmissions = {row.id for row in exchange_store.transmissions_of_case(ctx.session, case_id)}
    return _with_received(ctx, found, case_ids={case_id})


def _of_transmission(ctx: Context, transmission_id: str) -> Covered:
    row = ctx.session.get(Transmission, transmission_id)
    return _of_rows(ctx, [row] if row is not None else [])


def _of_convention(ctx: Context, convention_id: str) -> Covered:
    found = _of_rows(ctx, store.list_under(ctx.session, convention_id))
    convention = directory_store.get_convention(ctx.session, convention_id)
    for document in received_under(ctx, convention):
        found.documents |= {document.id, document.deposit_id}
        found.cases |= {document.case_id} if document.case_id else set()
    return found


def _of_rows(ctx: Context, rows: Iterable[Transmission]) -> Covered:
    """Cover transmissions, what shares their fiches, their dossiers, and what answers them."""
    held_rows = list(rows)
    versions = {row.fiche_version_id for row in held_rows if row.fiche_version_id}
    held_rows += store.list_sharing(ctx.session, versions)
    # The destruction of anybody in a table takes its archive along: a held one holds them all.
    tables = {row.table_id for row in held_rows if row.table_id}
    held_rows += pli_store.plis_of_tables(ctx.session, tables)
    together = [case_id for table_id in sorted(tables) for case_id in pli_store.cases_in(ctx.session, table_id)]
    found = Covered(
        cases={row.case_id for row in held_rows if row.case_id} | set(together),
        transmissions={row.id for row in held_rows},
    )
    return _with_received(ctx, found, case_ids=set())


def _with_received(ctx: Context, found: Covered, *, case_ids: Collection[str]) -> Covered:
    """Add what partners sent; a document that is kept with a dossier keeps that dossier too."""
    about = {"case_ids": case_ids, "transmission_ids": found.transmissions}
    for document, deposit in store.list_received(ctx.session, **about):
        found.documents |= {document.id, deposit.id}
        found.cases |= {document.case_id} if document.case_id else set()
    found.documents |= {deposit.id for deposit in store.list_deposits(ctx.session, **about)}
    return found


def received_under(ctx: Context, convention: Convention) -> list[DepositDocument]:
    """Return what a partner sent of itself while a convention covered it: no pli says which one did."""
    others = [
        other
        for other in directory_store.list_conventions(ctx.session, convention.partner_id)
        if other.model == convention.model
    ]
    found = []
    for document, deposit in store.list_from(ctx.session, convention.partner_id):
        day = local_day(deposit.received_at)
        begun = [other for other in others if other.starts_on <= day]
        latest = max(begun, key=lambda other: other.starts_on, default=None)
        if latest is not None and latest.id == convention.id:
            found.append(document)
    return found


_COVERAGE: Final[Mapping[HoldScope, Callable[[Context, str], Covered]]] = {
    HoldScope.CASE: _of_case,
    HoldScope.TRANSMISSION: _of_transmission,
    HoldScope.CONVENTION: _of_convention,
}
