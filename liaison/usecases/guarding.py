"""Which texts of a draft say more than a fiche may carry? The guard warns, and writes nothing (F-7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from forms.spec import Category, Field, FormSpec, Kind
from liaison.records import Fiche
from liaison.rules import free_text
from liaison.store import cases as case_store
from liaison.usecases import filling
from liaison.usecases.context import Context
from liaison.usecases.filling import Draft
from liaison.vocabulary import FicheStatus, Sensitive

NAMED: Final = frozenset(
    {Category.ORGANISATION, Category.AGENT, Category.IDENTIFICATION, Category.CONTACT, Category.SIGNATURE}
)
"""Short texts of these categories hold names and places (« rue de l’Église »): only a number is sensitive there."""
PURPOSE: Final = "guarded text"
SHOWN: Final = 5
"""Passages that a warning quotes."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """One sort of sensitive passages in one field: which words, the rule, what to do.

    `mark` names the very text without telling it: who keeps it knowingly gives it back.
    """

    field: str
    naming: str
    kind: Sensitive
    label: str
    passages: tuple[str, ...]
    rule: str
    advice: str
    mark: str

    @property
    def sentences(self) -> tuple[str, str, str]:
        """Say which words, which rule, and what to do."""
        quoted = ", ".join(f"« {passage} »" for passage in self.passages)
        return f"{quoted} : c’est peut-être {self.label}.", f"{self.rule}.", f"Le mieux : {self.advice}."


def look(ctx: Context, row: Fiche, draft: Draft) -> tuple[Guarded, ...]:
    """Return what the guard has to say of a draft, in the order of the paper; nothing of texts kept knowingly."""
    if row.status != FicheStatus.DRAFT:
        return ()
    case = case_store.get_case(ctx.session, row.case_id)
    spec = filling.spec_of(ctx, row, case.departement)
    return tuple(
        one
        for field in spec.fields()
        if field.kind in {Kind.TEXT, Kind.LONG_TEXT}
        for one in _of_field(ctx, row, spec, field, draft)
    )


def _of_field(ctx: Context, row: Fiche, spec: FormSpec, field: Field, draft: Draft) -> Iterator[Guarded]:
    text = draft.raw.get(field.id, "")
    found = free_text.find(text, numbers_only=field.kind is Kind.TEXT and field.category in NAMED)
    if not found:
        return
    mark = ctx.vault.index(PURPOSE, f"{row.id}\n{field.id}\n{text}")
    if draft.overruled.get(field.id) == mark:
        return
    for kind in dict.fromkeys(one.kind for one in found):
        told = free_text.category_of(kind)
        yield Guarded(
            field.id,
            spec.naming(field.id),
            kind,
            told.label,
            free_text.passages(text, found, kind)[:SHOWN],
            told.rule,
            told.advice,
            mark,
        )
