"""What does a page show of a table? Its line in the list, its rows with what is doubted of them, a frozen copy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from liaison.rules.candidate import Finding
from liaison.vocabulary import Origin
from liaison.vocabulary.orientations import Doubt, Verdict
from liaison.vocabulary.tables import Capacity, Settled, SettledWhy, TableStatus


class WhyHere(StrEnum):
    """Why somebody is in the table that is proposed."""

    NEW = "new"
    POSTPONED = "postponed"
    """The OFII put its decision off."""
    CHANGED = "changed"
    """They were in an earlier table, and something that was sent is no longer so."""
    CORRECTED = "corrected"
    """They are in the version that this one corrects."""
    UNANSWERED = "unanswered"
    """They were in a table that was closed without an answer about them."""


@dataclass(frozen=True, slots=True)
class CapacityView:
    """What the operator says of its places (V-2); `kind` is None while nobody said."""

    kind: Capacity | None = None
    places: int | None = None
    staggering: tuple[tuple[date, int], ...] = ()
    """Days and places, in the order of the days."""


@dataclass(frozen=True, slots=True)
class TableLine:
    """A table in the list."""

    id: str
    number: str
    departement: str
    departement_name: str
    operator: str
    month: str
    """As « 2026-11 »."""
    month_name: str
    """As « novembre 2026 »."""
    version: int
    status: TableStatus
    status_label: str
    corrects: str | None
    """The id of the version that this one takes the place of."""
    revision: int
    capacity: CapacityView
    on: date
    """« au JJ/MM/AAAA »: the day of the freezing, today while it is proposed."""
    rows: int
    """People in it; 0 while it is proposed: `ProposedTable` knows."""
    proposed_at: datetime
    frozen_at: datetime | None
    sent_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    checkpoint: str
    fingerprint: str
    workbook_sha256: str
    transmission_id: str | None


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell of a proposed row."""

    column: str
    text: str
    """What an editor begins with and what it may send back: « oui », « 14/02/1991 »; empty while it is not known."""
    shown: str
    """What is read: the text, or « à compléter »."""
    origin: Origin | None
    origin_label: str
    """« la personne », « l’OFII »…; empty without a value."""
    origin_at: datetime | None
    missing: bool
    editable: bool
    """False where the value does not come from the dossier: an organisme orienteur that a referral names."""


@dataclass(frozen=True, slots=True)
class SettlementView:
    """What a person decided, and whether it still stands."""

    settled: Settled
    label: str
    why: SettledWhy
    why_label: str
    by: str
    at: datetime
    holds: bool
    """False once something new is doubted, or the month of « à proposer un autre mois » is over."""


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """Somebody who may be proposed, as their dossier stands now."""

    case_id: str
    revision: int
    """Of the dossier."""
    name: str
    cells: tuple[CellView, ...]
    verdict: Verdict
    """What stands now: doubtful until what is doubted is settled."""
    findings: tuple[Finding, ...]
    settlement: SettlementView | None
    why_here: WhyHere
    changed: frozenset[str] = frozenset()
    """The columns whose value is another than what was sent before."""
    previously: str = ""
    """The number of the earlier table that they were in."""
    alike: tuple[str, ...] = ()
    """The dossiers that may be of the same person."""
    agreement_missing: bool = False
    """Whether the person's agreement is still to be recorded: nothing leaves without it (T-7)."""
    to_settle: tuple[Doubt, ...] = ()
    """What is doubted and nobody decided about yet."""

    @property
    def ready(self) -> bool:
        """Say whether nothing keeps this row from leaving."""
        return self.verdict is Verdict.ELIGIBLE and not self.agreement_missing

    @property
    def missing(self) -> tuple[str, ...]:
        """The columns that are « à compléter »."""
        return tuple(cell.column for cell in self.cells if cell.missing)


@dataclass(frozen=True, slots=True)
class KeptOut:
    """Somebody of the département who is not proposed, and why."""

    case_id: str
    revision: int
    name: str
    verdict: Verdict
    reasons: tuple[Finding, ...]
    """What the rules found against it; empty where a person alone decided."""
    settlement: SettlementView | None


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody of an earlier table whom the OFII did not answer about."""

    row_id: str
    case_id: str
    name: str
    table_id: str
    number: str
    position: int
    since: date
    """When the table was sent, or frozen while it was not."""
    days: int
    sent: bool


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What is otherwise than in the table before, for one person: column, what it was, what it is."""

    case_id: str
    name: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is otherwise than in the table before (V-5): names of people, by what became of them."""

    before: str = ""
    """The number of the table before; empty when there is none."""
    new: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    """Proposed once more: put off by the OFII, corrected, or left without an answer by a table that was closed."""
    changed: tuple[PersonChange, ...] = ()
    gone: tuple[str, ...] = ()
    """In the table before without an answer, and not to be proposed any more."""
    erased: int = 0
    """Rows of the table before whose dossier was destroyed since."""

    @property
    def any(self) -> bool:
        """Say whether there is anything to tell."""
        return bool(self.new or self.again or self.changed or self.gone or self.erased)


@dataclass(frozen=True, slots=True)
class ProposedTable:
    """The live view of a table that is not frozen yet."""

    line: TableLine
    rows: tuple[ProposedRow, ...]
    kept_out: tuple[KeptOut, ...]
    waiting: tuple[WaitingRow, ...]
    to_orient: int
    """« N personnes à orienter d’abord vers l’OFII »: they are in no list here (T-6)."""
    changes: Difference
    obstacles: tuple[str, ...]
    """What still keeps the table from being frozen, in sentences; empty: it may be."""
    seen: str
    """What a person saw when they confirm the freezing: another value, and the table changed meanwhile."""

    @property
    def doubtful(self) -> int:
        """How many rows wait for a decision."""
        return sum(1 for row in self.rows if row.verdict is Verdict.DOUBTFUL)

    @property
    def without_agreement(self) -> int:
        """How many agreements are still to be recorded."""
        return sum(1 for row in self.rows if row.agreement_missing)

    @property
    def incomplete(self) -> tuple[ProposedRow, ...]:
        """The rows that hold something « à compléter »: listed and confirmed before the freezing."""
        return tuple(row for row in self.rows if row.missing)


@dataclass(frozen=True, slots=True)
class FrozenRow:
    """Somebody in a table that was frozen, as it left."""

    id: str
    position: int
    reference: str
    """« L001 »: what the recipient's workbook calls it."""
    case_id: str | None
    name: str
    cells: Mapping[str, str]
    """By column, as printed; empty where it was « à compléter »."""
    origins: Mapping[str, Origin]
    erased: bool
    """Whether the dossier was destroyed since: nothing of it is left here."""


@dataclass(frozen=True, slots=True)
class FrozenTable:
    """A table that was frozen."""

    line: TableLine
    rows: tuple[FrozenRow, ...]
    changes: Difference = Difference()
