"""What would a row of a census do to a dossier? Fill what is empty, name what differs, change nothing that is there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from forms import kinds
from forms.spec import FormSpec
from liaison.records import Agreement, Referral
from liaison.rules.calendar import local_day
from liaison.rules.census import FIELDS, LABELS, Meaning
from liaison.rules.headings import normal
from liaison.rules.volunteering import SAYING_SO
from liaison.store import cases as case_store
from liaison.store import deposits as deposit_store
from liaison.usecases import referring, restricting
from liaison.usecases.census.cells import Line
from liaison.usecases.census.recognising import KnownPerson
from liaison.usecases.context import Context
from liaison.usecases.referring import Referred
from liaison.vocabulary import AgreementKind, CirState

_CIR_DATE = FIELDS[Meaning.CIR_DATE]
_YEAR = 4
"""Digits of a birth date that is a year alone."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What would be written; nothing of it is."""

    case_id: str | None
    """None: a new dossier."""
    fills: tuple[tuple[str, str, str], ...] = ()
    """Field, label, value."""
    differs: tuple[tuple[str, str, str], ...] = ()
    """Label, what the dossier holds and keeps, what the file says."""
    referred: Referred | None = None
    """The referral to record or to complete."""
    agreed_on: date | None = None
    withdrawn: bool = False
    """Whether the agreement of the file was withdrawn since: it is not recorded again (T-7)."""

    @property
    def is_new(self) -> bool:
        """Say whether it opens a dossier."""
        return self.case_id is None

    @property
    def changes(self) -> bool:
        """Say whether anything would be written."""
        return self.is_new or bool(self.fills) or self.referred is not None or self.agreed_on is not None

    @property
    def raw(self) -> dict[str, str]:
        """What would be filled, by field."""
        return {field_id: value for field_id, _, value in self.fills}


class Effects:
    """Says what rows would do, knowing what stands about the dossiers that may be theirs."""

    def __init__(self, ctx: Context, spec: FormSpec, partner_id: str, case_ids: Collection[str]) -> None:
        self._ctx, self._spec = ctx, spec
        referrals = deposit_store.referrals_among(ctx.session, case_ids)
        self._referrals = {row.case_id: row for row in reversed(referrals) if row.partner_id == partner_id}
        self.restricted = restricting.restricted_cases(ctx, case_ids)
        self._labels = {field_id: LABELS[meaning].removesuffix(" oui/non") for meaning, field_id in FIELDS.items()}

    def on_new(self, line: Line) -> Effect:
        """Say what a row would do as a new dossier."""
        referred = Referred(line.cir or CirState.UNKNOWN, line.cir_on)
        return Effect(None, self._told(line.raw), (), referred, line.agreed_on)

    def on_known(self, line: Line, known: KnownPerson) -> Effect:
        """Say what a row would do to a dossier."""
        empty = {field_id: text for field_id, text in line.raw.items() if not known.raw.get(field_id)}
        differs = tuple(
            (self._labels[field_id], known.raw[field_id], text)
            for field_id, text in line.raw.items()
            if field_id not in empty and not _is_same(known.raw[field_id], text)
        )
        agreed_on, withdrawn = self._agreement(known.case.id, line.agreed_on)
        referred = self._referral(line, known)
        return Effect(known.case.id, self._told(empty), differs, referred, agreed_on, withdrawn)

    def _told(self, raw: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
        return tuple((field_id, self._labels[field_id], text) for field_id, text in raw.items())

    def _referral(self, line: Line, known: KnownPerson) -> Referred | None:
        """A signature that the dossier holds is not taken back by a list."""
        own = kinds.parse(self._spec.field(_CIR_DATE), known.raw.get(_CIR_DATE, ""), today=self._ctx.today)
        signed_on = own.value if own is not None and isinstance(own.value, date) else line.cir_on
        cir = CirState.SIGNED if signed_on is not None else line.cir or CirState.UNKNOWN
        referred = Referred(cir, signed_on)
        row: Referral | None = self._referrals.get(known.case.id)
        return referred if row is None or referring.says_more(row, referred) else None

    def _agreement(self, case_id: str, agreed_on: date | None) -> tuple[date | None, bool]:
        if agreed_on is None:
            return None, False
        rows = [row for row in case_store.list_agreements(self._ctx.session, case_id) if row.kind in SAYING_SO]
        if any(row.withdrawn_at is None for row in rows if row.kind == AgreementKind.ORIENTATION):
            return None, False
        withdrawn = any(_withdrawn_on(row) >= agreed_on for row in rows)
        return (None, True) if withdrawn else (agreed_on, False)


def _withdrawn_on(row: Agreement) -> date:
    return local_day(row.withdrawn_at) if row.withdrawn_at is not None else date.min


def _is_same(ours: str, theirs: str) -> bool:
    """A name in capitals is no other name, and a year alone does not contradict a day of it."""
    year_of_it = theirs.isdigit() and len(theirs) == _YEAR and ours.endswith(f"/{theirs}")
    return year_of_it or normal(ours) == normal(theirs)
