"""What stands in a cell of the table, and where does it come from? The dossier, or who referred the person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forms.sheets import UNKNOWN
from forms.sheets.tables import day
from liaison.records import Referral
from liaison.usecases.dossier import Value
from liaison.usecases.table_words import ORIGINS
from liaison.usecases.tables.columns import CIR_DATE, COLUMNS, REFERRER, YES_OR_NO, TableColumn
from liaison.usecases.tables.shown import CellView
from liaison.vocabulary import CirState, Origin


@dataclass(frozen=True, slots=True)
class Referred:
    """Who referred somebody, when that was noted, and what they said of the CIR."""

    partner: str
    at: datetime
    cir_on: date | None
    cir_at: datetime


def referred_of(referrals: Sequence[Referral], partners: Mapping[str, str]) -> Referred:
    """Sum up somebody's referrals, the newest first."""
    newest = referrals[0]
    signed = [row for row in referrals if row.cir == CirState.SIGNED and row.cir_signed_on is not None]
    cir_on, cir_at = (signed[0].cir_signed_on, signed[0].changed_at) if signed else (None, newest.changed_at)
    return Referred(partners[newest.partner_id], newest.recorded_at, cir_on, cir_at)


def cells_of(values: Mapping[str, Value], referred: Referred | None) -> tuple[CellView, ...]:
    """Return the eleven cells of somebody."""
    return tuple(_cell(column, _known(column, values, referred), referred) for column in COLUMNS)


def _known(column: TableColumn, values: Mapping[str, Value], referred: Referred | None) -> Value | None:
    """Find a value: a referral names the organisme orienteur, and the day of the CIR where the dossier does not."""
    if referred is not None and column.id == REFERRER:
        return Value(referred.partner, Origin.PARTNER, referred.at)
    known = values.get(column.field)
    if known is None and referred is not None and column.id == CIR_DATE and referred.cir_on is not None:
        return Value(day(referred.cir_on), Origin.PARTNER, referred.cir_at)
    return known


def _cell(column: TableColumn, known: Value | None, referred: Referred | None) -> CellView:
    text = "" if known is None else printed(column.id, known.raw)
    return CellView(
        column=column.id,
        text=text,
        shown=text or UNKNOWN,
        origin=known.origin if known and text else None,
        origin_label=ORIGINS[known.origin] if known and text else "",
        origin_at=known.at if known and text else None,
        missing=not text,
        editable=column.id != REFERRER or referred is None,
    )


def printed(column: str, raw: str) -> str:
    """Write a value as the model does: oui and non in small letters."""
    return raw.casefold() if column in YES_OR_NO else raw


def typed(column: str, text: str) -> str:
    """Read what was typed in a cell: o and n are enough for oui and non."""
    short = {"o": "Oui", "n": "Non"}
    return short.get(text.strip().casefold(), text) if column in YES_OR_NO else text
