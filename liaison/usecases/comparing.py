"""What does a fiche print that its convention's list does not name, and what was narrowed? Shown, not applied (F-6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from forms.data_lists import differences
from forms.spec import Category, FormSpec
from liaison.rules.access import Actor, check_may_read_register
from liaison.store import directory as store
from liaison.usecases import directory
from liaison.usecases.context import Context

CATEGORY_LABELS: Final[Mapping[Category, str]] = {
    Category.ORGANISATION: "Organisme",
    Category.AGENT: "Agents",
    Category.IDENTIFICATION: "Identification",
    Category.CONTACT: "Coordonnées",
    Category.FAMILY: "Situation de famille",
    Category.STATUS: "Protection, CIR, contrat",
    Category.LANGUAGE: "Langue",
    Category.BARRIERS: "Freins à l’insertion",
    Category.HEALTH: "Santé (RGPD, article 9)",
    Category.ORIENTATION: "Orientation",
    Category.NARRATIVE: "Accompagnement",
    Category.SIGNATURE: "Lieu et date",
}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A convention that lets less through than the model prints."""

    partner_name: str
    reference: str
    effective_end: date | None
    withheld: tuple[str, ...]
    """The printed labels of the fields that stay empty."""


@dataclass(frozen=True, slots=True)
class ModelComparison:
    """One model beside the data list of its convention."""

    name: str
    version: str
    source: str
    list_source: str
    """Empty when the guide gives no list."""
    categories: tuple[tuple[str, int], ...]
    """Category and how many fields of it the model prints."""
    printed_not_listed: tuple[str, ...]
    listed_not_printed: tuple[str, ...]
    narrowed: tuple[Narrowed, ...]


def compare_models(ctx: Context, actor: Actor) -> list[ModelComparison]:
    """Return each model beside its list, for those who answer for the data; no content is read."""
    check_may_read_register(actor)
    return [_comparison(ctx, actor, spec) for spec in ctx.catalog.models()]


def _comparison(ctx: Context, actor: Actor, spec: FormSpec) -> ModelComparison:
    found = differences(spec)
    counts: dict[Category, int] = {}
    for field in spec.fields():
        counts[field.category] = counts.get(field.category, 0) + 1
    return ModelComparison(
        name=spec.name,
        version=spec.version,
        source=spec.source,
        list_source=spec.data_list.source if spec.data_list else "",
        categories=tuple((CATEGORY_LABELS[category], number) for category, number in counts.items()),
        printed_not_listed=tuple(spec.naming(field.id) for field in found.printed_not_listed),
        listed_not_printed=found.listed_not_printed,
        narrowed=tuple(_narrowed(ctx, actor, spec)),
    )


def _narrowed(ctx: Context, actor: Actor, spec: FormSpec) -> list[Narrowed]:
    return [
        Narrowed(partner.name, term.reference, term.ends_on, tuple(spec.naming(id_) for id_ in sorted(term.withheld)))
        for departement in sorted(actor.departements)
        for partner in store.list_partners(ctx.session, departement)
        for term in directory.conventions_with(ctx, partner)
        if term.model == spec.model and term.withheld
    ]
