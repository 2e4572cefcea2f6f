"""What does the directory know? Partners, their contacts and conventions, as pages and rules see them; only reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from liaison.records import Contact, Convention, Partner
from liaison.rules import exchange
from liaison.rules.access import Actor, check_may_work_in
from liaison.rules.exchange import ConventionTerm
from liaison.store import directory as store
from liaison.usecases.context import Context
from liaison.vocabulary import PartnerKind, Sealed

KIND_LABELS: Final[Mapping[PartnerKind, str]] = {
    PartnerKind.POLE_EMPLOI: "Pôle emploi / France Travail",
    PartnerKind.MISSION_LOCALE: "Mission locale",
    PartnerKind.CAP_EMPLOI: "Cap emploi",
    PartnerKind.APEC: "APEC",
    PartnerKind.PIC_IPR: "Lauréat PIC IPR",
    PartnerKind.OFII: "DT OFII",
    PartnerKind.DNA: "Hébergement DNA",
    PartnerKind.CPH: "CPH",
    PartnerKind.SPADA: "SPADA",
    PartnerKind.HOUSING: "Hébergement généraliste",
    PartnerKind.SIAO: "SIAO",
    PartnerKind.DAY_CENTRE: "Accueil de jour",
    PartnerKind.PROGRAMME: "Programme spécialisé",
}


@dataclass(frozen=True, slots=True)
class PartnerView:
    """An organisation of the directory; `models` are the fiches that suit it."""

    id: str
    name: str
    kind: PartnerKind
    kind_label: str
    departement: str
    switchboard: str
    archive_format: str
    enabled: bool
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContactView:
    """A professional at a partner."""

    id: str
    partner_id: str
    partner_name: str
    first_name: str
    last_name: str
    function: str
    email: str
    mobile: str
    telephone: str
    enabled: bool
    opened_test_at: datetime | None

    @property
    def name(self) -> str:
        """First name and name, as people say it."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def call_number(self) -> str:
        """The number to call: the direct line, else the mobile, else nothing."""
        return self.telephone or self.mobile


@dataclass(frozen=True, slots=True)
class ConventionView:
    """A convention and whether it is in force; `effective_end` is its own or the framework agreement's."""

    id: str
    partner_id: str
    reference: str
    model: str
    model_title: str
    starts_on: date
    ends_on: date | None
    effective_end: date | None
    in_force: bool
    withheld: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartnerPage:
    """A partner with all that the directory knows of it."""

    partner: PartnerView
    contacts: tuple[ContactView, ...]
    conventions: tuple[ConventionView, ...]


def find_partners(ctx: Context, actor: Actor, *, search: str = "", departement: str | None = None) -> list[PartnerView]:
    """Return the partners of the actor's départements whose name holds a text."""
    if departement is not None:
        check_may_work_in(actor, departement)
    scope = actor.departements if departement is None else {departement}
    return [_partner_view(ctx, row) for row in store.find_partners(ctx.session, scope, search.strip())]


def open_partner(ctx: Context, actor: Actor, partner_id: str) -> PartnerPage:
    """Return a partner with its contacts and conventions."""
    partner = store.get_partner(ctx.session, partner_id)
    check_may_work_in(actor, partner.departement)
    contacts = store.list_contacts(ctx.session, [partner.id])
    terms = conventions_with(ctx, partner)
    conventions = store.list_conventions(ctx.session, partner.id)
    return PartnerPage(
        _partner_view(ctx, partner),
        tuple(_contact_view(ctx, contact, partner) for contact in contacts),
        tuple(_convention_view(ctx, row, term) for row, term in zip(conventions, terms, strict=True)),
    )


def open_contact(ctx: Context, actor: Actor, contact_id: str) -> ContactView:
    """Return one contact of the actor's départements."""
    contact = store.get_contact(ctx.session, contact_id)
    partner = store.get_partner(ctx.session, contact.partner_id)
    check_may_work_in(actor, partner.departement)
    return _contact_view(ctx, contact, partner)


def contacts_for(ctx: Context, actor: Actor, model: str, departement: str) -> list[ContactView]:
    """Return the contacts to whom a model of fiche may go, by partner and name."""
    check_may_work_in(actor, departement)
    partners = {
        partner.id: partner
        for partner in store.find_partners(ctx.session, [departement])
        if partner.enabled and model in exchange.models_for(PartnerKind(partner.kind), [model])
    }
    rows = [row for row in store.list_contacts(ctx.session, partners) if row.enabled]
    views = [_contact_view(ctx, row, partners[row.partner_id]) for row in rows]
    return sorted(views, key=lambda view: (view.partner_name.casefold(), view.last_name.casefold()))


def contact_details(ctx: Context, contact: Contact) -> dict[str, str]:
    """Unseal a contact's name, addresses and numbers."""
    object_id = Sealed.CONTACT.object(contact.id)
    values = ctx.unseal_mapping(object_id, "details", contact.details, version=contact.revision)
    return {key: str(value) for key, value in values.items()}


def conventions_with(ctx: Context, partner: Partner) -> list[ConventionTerm]:
    """Return the terms of a partner's conventions; without an end of its own, the framework agreement's (R-8)."""
    departement = store.get_departement(ctx.session, partner.departement)
    return [
        ConventionTerm(
            row.id, row.reference, row.model, row.starts_on,
            row.ends_on or departement.framework_ends_on, frozenset(row.withheld),
        )
        for row in store.list_conventions(ctx.session, partner.id)
    ]  # fmt: skip


def _partner_view(ctx: Context, row: Partner) -> PartnerView:
    kind = PartnerKind(row.kind)
    models = exchange.models_for(kind, [spec.model for spec in ctx.catalog.models()])
    return PartnerView(
        row.id, row.name, kind, KIND_LABELS[kind], row.departement, row.switchboard,
        row.archive_format, row.enabled, models,
    )  # fmt: skip


def _contact_view(ctx: Context, row: Contact, partner: Partner) -> ContactView:
    details = contact_details(ctx, row)
    return ContactView(
        row.id, partner.id, partner.name, details["first_name"], details["last_name"], row.function,
        details["email"], details["mobile"], details["telephone"] or partner.switchboard,
        row.enabled and partner.enabled, row.opened_test_at,
    )  # fmt: skip


def _convention_view(ctx: Context, row: Convention, term: ConventionTerm) -> ConventionView:
    in_force = term.ends_on is not None and term.starts_on <= ctx.today <= term.ends_on
    title = ctx.catalog.get(row.model).name
    return ConventionView(
        row.id, row.partner_id, row.reference, row.model, title, row.starts_on, row.ends_on,
        term.ends_on, in_force, tuple(row.withheld),
    )  # fmt: skip
