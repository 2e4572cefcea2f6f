"""What do the printed registers start from? The facts of the house at one moment, gathered once, nothing assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlmodel import SQLModel

from forms.spec import FormSpec
from liaison.rules.calendar import PARIS, spoken_day
from liaison.rules.hosts import Declared, Standing
from liaison.rules.retention import Limits
from liaison.settings import Settings
from liaison.store import directory as directory_store
from liaison.store import registers as store
from liaison.usecases.context import Context
from liaison.usecases.nightly import STEPS
from liaison.usecases.registers import hosts
from liaison.usecases.registers.inventory import TableFacts, tables_of
from liaison.usecases.registers.stating import statements
from liaison.usecases.scheduling import limits_of
from liaison.vocabulary import PartnerKind
from liaison.vocabulary.registers import HostRole, Statement

TO_COMPLETE: Final = "À compléter par l’opérateur."


@dataclass(frozen=True, slots=True)
class Known:
    """The facts that every document is made of; the same facts give the same document."""

    at: datetime
    settings: Settings
    limits: Limits
    models: tuple[FormSpec, ...]
    tables: tuple[TableFacts, ...]
    standings: tuple[Standing, ...]
    others: tuple[Declared, ...] = ()
    """Who maintains or keeps backups, without a machine that settings name."""
    operators: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    """The end of the framework agreement, for each département."""
    kinds: frozenset[PartnerKind] = frozenset()
    """Of the partners of the directory that are in use."""
    bound_kinds: frozenset[PartnerKind] = frozenset()
    """Of those that a convention binds."""
    nightly: tuple[str, ...] = ()
    """The steps of the night, by name."""
    has_antivirus: bool = False
    has_texts: bool = False
    statements: Mapping[Statement, str] = field(default_factory=dict)

    def said(self, statement: Statement) -> str:
        """Return what the operator said, or that it did not yet: nothing is made up."""
        return self.statements.get(statement) or TO_COMPLETE

    @property
    def operator(self) -> str:
        """Under which names the operator works."""
        return ", ".join(self.operators) or TO_COMPLETE

    @property
    def made(self) -> str:
        """When these facts were gathered, as a document says it."""
        local = self.at.astimezone(PARIS)
        return (
            f"Établi le {spoken_day(local)} à {local.hour} h {local.minute:02}, d’après "
            "ce que le service fait réellement à cet instant."
        )


def gather(ctx: Context) -> Known:
    """Gather the facts of the house: its rows of today, its settings, its marks."""
    departements = directory_store.list_departements(ctx.session)
    return Known(
        at=ctx.now,
        settings=ctx.settings,
        limits=limits_of(ctx),
        models=ctx.catalog.models(),
        tables=tables_of(SQLModel.metadata),
        standings=hosts.standings(ctx),
        others=tuple(one for one in hosts.declared(ctx) if one.role is HostRole.OTHER),
        operators=tuple(dict.fromkeys(row.operator for row in departements)),
        departements=tuple(f"{row.name} ({row.code})" for row in departements),
        frameworks=tuple(f"{row.name}, {_end(row.framework_ends_on)}" for row in departements),
        kinds=frozenset(PartnerKind(kind) for kind in store.partner_kinds(ctx.session)),
        bound_kinds=frozenset(PartnerKind(kind) for kind in store.convention_kinds(ctx.session)),
        nightly=tuple(STEPS),
        has_antivirus=ctx.antivirus is not None,
        has_texts=ctx.texter_ready,
        statements=statements(ctx),
    )


def _end(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "date non saisie"
