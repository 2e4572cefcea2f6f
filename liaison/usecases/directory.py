"""What does the directory know? Partners, their contacts and conventions, as pages and rules see them; only reading."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from liaison.records import Contact, Correspondent, Partner
from liaison.rules import exchange
from liaison.rules.access import Actor, check_may_work_in
from liaison.rules.exchange import ConventionTerm
from liaison.store import directory as store
from liaison.usecases import ending
from liaison.usecases.context import Context
from liaison.usecases.ending import Term
from liaison.vocabulary import Duty, PartnerKind, Party, Sealed

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
    PartnerKind.PREFECTURE: "Préfecture",
    PartnerKind.RECEIVING: "Service public d’un autre département",
    PartnerKind.OPERATOR: "Opérateur AGIR d’un autre département",
}

SMS_TO_MAIL: Final = "sms_to_mail"
"""The key, among a contact's sealed details, under which it says whether SMS also arrive in the mailbox."""
SAID_YES: Final = "yes"
CORRESPONDENTS: Final[Mapping[tuple[Party, Duty], str]] = {
    (Party.OPERATOR, Duty.DATA_PROTECTION): "protection des données (opérateur)",
    (Party.OPERATOR, Duty.SECURITY): "sécurité (opérateur)",
    (Party.PARTNER, Duty.DATA_PROTECTION): "protection des données (partenaire)",
    (Party.PARTNER, Duty.SECURITY): "sécurité (partenaire)",
}
"""Whom each convention names (G-5)."""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where a partner receives."""

    id: str
    name: str
    address: str
    postcode: str
    town: str
    enabled: bool

    @property
    def label(self) -> str:
        """Name and town, as a list of choices says it."""
        return f"{self.name} ({self.town})" if self.town else self.name


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
    siret: str = ""


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
    place: PlaceView | None = None
    archive_format: str = ""
    """The preferred format; empty: the partner's."""
    used_format: str = ""
    """The format in which an archive leaves: the preferred one, else the partner's."""
    key_channel: str = ""
    """How the key is best given; empty: nothing was said."""
    sms_to_mail: bool = False
    """Whether an SMS to this mobile also lands in the mailbox: a hidden shared channel (T-4)."""
    opened_format: str = ""
    opened_at: datetime | None = None
    verified_at: datetime | None = None

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
    """A convention and whether it is in force; `effective_end` is the earliest end that applies (R-8)."""

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
    anchor: str = ""
    """What sets that end."""
    enabled: bool = True
    missing: tuple[str, ...] = ()
    """The correspondents that nobody named yet, in words (G-5)."""
    named: tuple[tuple[str, str], ...] = ()
    """Those who are: for what and for whom, then who."""


@dataclass(frozen=True, slots=True)
class PartnerPage:
    """A partner with all that the directory knows of it."""

    partner: PartnerView
    contacts: tuple[ContactView, ...]
    conventions: tuple[ConventionView, ...]
    places: tuple[PlaceView, ...] = ()


def every_partner(ctx: Context, actor: Actor, departement: str) -> list[PartnerView]:
    """Return all partners of a département, by name."""
    check_may_work_in(actor, departement)
    return [partner_view(ctx, row) for row in store.list_partners(ctx.session, departement)]


def open_partner(ctx: Context, actor: Actor, partner_id: str) -> PartnerPage:
    """Return a partner with its contacts, places and conventions."""
    partner = store.get_partner(ctx.session, partner_id)
    check_may_work_in(actor, partner.departement)
    contacts = store.list_contacts(ctx.session, [partner.id])
    places = _places(ctx, [partner.id])
    return PartnerPage(
        partner_view(ctx, partner),
        tuple(_contact_view(ctx, contact, partner, places) for contact in contacts),
        tuple(convention_views(ctx, terms_with(ctx, partner))),
        tuple(places.values()),
    )


def open_contact(ctx: Context, actor: Actor, contact_id: str) -> ContactView:
    """Return one contact of the actor's départements."""
    contact = store.get_contact(ctx.session, contact_id)
    partner = store.get_partner(ctx.session, contact.partner_id)
    check_may_work_in(actor, partner.departement)
    return _contact_view(ctx, contact, partner, _places(ctx, [partner.id]))


def contacts_for(ctx: Context, actor: Actor, model: str, departement: str) -> list[ContactView]:
    """Return the contacts to whom a model of fiche may go, by partner and name."""
    return contacts_at(ctx, actor, departement, frozenset(kind for kind in PartnerKind if exchange.suits(model, kind)))


def contacts_at(ctx: Context, actor: Actor, departement: str, kinds: Collection[PartnerKind]) -> list[ContactView]:
    """Return the contacts at some kinds of partners, by partner and name."""
    check_may_work_in(actor, departement)
    partners = {
        partner.id: partner for partner in store.partners_at(ctx.session, departement, [kind.value for kind in kinds])
    }
    rows = [row for row in store.list_contacts(ctx.session, partners) if row.enabled]
    places = _places(ctx, partners)
    views = [_contact_view(ctx, row, partners[row.partner_id], places) for row in rows]
    return sorted(views, key=lambda view: (view.partner_name.casefold(), view.last_name.casefold()))


def contact_details(ctx: Context, contact: Contact) -> dict[str, str]:
    """Unseal a contact's name, addresses and numbers."""
    object_id = Sealed.CONTACT.object(contact.id)
    values = ctx.unseal_mapping(object_id, "details", contact.details, version=contact.revision)
    return {key: str(value) for key, value in values.items()}


def conventions_with(ctx: Context, partner: Partner) -> list[ConventionTerm]:
    """Return the terms of a partner's conventions, each with the earliest end that applies (R-8)."""
    return [term.for_rules() for term in terms_with(ctx, partner)]


def terms_with(ctx: Context, partner: Partner) -> list[Term]:
    """Return a partner's conventions with every end that applies, oldest first."""
    departement = store.get_departement(ctx.session, partner.departement)
    return ending.terms_of(ctx, store.list_conventions(ctx.session, partner.id), departement)


def convention_views(ctx: Context, terms: Sequence[Term]) -> list[ConventionView]:
    """Return conventions as pages show them."""
    named = store.list_correspondents(ctx.session, [term.convention.id for term in terms])
    return [
        _convention_view(ctx, term, [row for row in named if row.convention_id == term.convention.id])
        for term in terms
    ]  # fmt: skip


def missing_correspondents(named: Iterable[Correspondent]) -> tuple[str, ...]:
    """Say which correspondents nobody named yet (G-5: guide:3286-3287, 3320-3321)."""
    there = {(row.party, row.duty) for row in named}
    return tuple(label for (party, duty), label in CORRESPONDENTS.items() if (party.value, duty.value) not in there)


def partner_view(ctx: Context, row: Partner) -> PartnerView:
    """Return a partner as pages show it."""
    kind = PartnerKind(row.kind)
    models = exchange.models_for(kind, [spec.model for spec in ctx.catalog.models()])
    return PartnerView(
        row.id, row.name, kind, KIND_LABELS[kind], row.departement, row.switchboard,
        row.archive_format, row.enabled, models, row.siret,
    )  # fmt: skip


def address_index(ctx: Context, email: str) -> str:
    """Return the keyed hash by which the address of a mail is compared once the mail is wiped."""
    return ctx.vault.index("mail-address", email.strip().casefold())


def _places(ctx: Context, partner_ids: Collection[str]) -> dict[str, PlaceView]:
    rows = store.list_places(ctx.session, partner_ids)
    return {row.id: PlaceView(row.id, row.name, row.address, row.postcode, row.town, row.enabled) for row in rows}


def _contact_view(ctx: Context, row: Contact, partner: Partner, places: Mapping[str, PlaceView]) -> ContactView:
    details = contact_details(ctx, row)
    return ContactView(
        row.id, partner.id, partner.name, details["first_name"], details["last_name"], row.function,
        details["email"], details["mobile"], details["telephone"] or partner.switchboard,
        row.enabled and partner.enabled, row.opened_test_at,
        place=places.get(row.place_id or ""),
        archive_format=row.archive_format,
        used_format=row.archive_format or partner.archive_format,
        key_channel=row.key_channel,
        sms_to_mail=details.get(SMS_TO_MAIL) == SAID_YES,
        opened_format=row.opened_format,
        opened_at=row.opened_at,
        verified_at=row.verified_at,
    )  # fmt: skip


def _convention_view(ctx: Context, term: Term, named: Sequence[Correspondent]) -> ConventionView:
    row = term.convention
    title = ctx.catalog.get(row.model).name
    return ConventionView(
        row.id, row.partner_id, row.reference, row.model, title, row.starts_on, row.ends_on,
        term.ends_on, term.is_in_force(ctx.today), tuple(row.withheld), term.anchor, row.enabled,
        missing_correspondents(named),
        tuple((CORRESPONDENTS[Party(one.party), Duty(one.duty)], _name_of(ctx, one)) for one in named),
    )  # fmt: skip


def correspondent_details(ctx: Context, row: Correspondent) -> dict[str, str]:
    """Unseal a correspondent's name, function, address and number."""
    object_id = Sealed.CORRESPONDENT.object(row.id)
    values = ctx.unseal_mapping(object_id, "details", row.details, version=row.revision)
    return {key: str(value) for key, value in values.items()}


def _name_of(ctx: Context, row: Correspondent) -> str:
    details = correspondent_details(ctx, row)
    return f"{details['first_name']} {details['last_name']}".strip()
