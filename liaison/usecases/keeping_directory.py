"""How is the directory kept? Partners, their contacts and conventions: the only addresses that mail goes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from email_validator import EmailNotValidError, validate_email

from crypto.archive import Format
from crypto.hashchain import Detail
from liaison.errors import Invalid, Problem
from liaison.events import EventKind
from liaison.records import Contact, Convention, Partner
from liaison.rules import channels, exchange
from liaison.rules.access import Actor, check_may_keep_directory
from liaison.rules.siret import parse_siret
from liaison.store import deposits as deposit_store
from liaison.store import directory as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import linking, rescheduling
from liaison.usecases.context import Context
from liaison.usecases.directory import SAID_YES, SMS_TO_MAIL, address_index, contact_details
from liaison.usecases.telephones import parse_mobile, parse_telephone
from liaison.vocabulary import ContactId, ConventionId, KeyChannel, PartnerId, PartnerKind, Sealed

PREFERABLE: Final = channels.OFFERED
"""How a key may be preferred to travel; never by the archive's own way."""


@dataclass(frozen=True, slots=True)
class PartnerForm:
    """What is typed about a partner; no `id` makes a new one."""

    departement: str
    kind: PartnerKind
    name: str
    switchboard: str = ""
    archive_format: str = "zip"
    id: str | None = None
    siret: str = ""


@dataclass(frozen=True, slots=True)
class ContactForm:
    """What is typed about a contact; no `id` makes a new one."""

    partner_id: str
    first_name: str
    last_name: str
    function: str
    email: str
    mobile: str = ""
    telephone: str = ""
    id: str | None = None
    place_id: str = ""
    archive_format: str = ""
    key_channel: str = ""
    sms_to_mail: bool = False


@dataclass(frozen=True, slots=True)
class ConventionForm:
    """What is typed about a convention; no `id` makes a new one, no `ends_on` leaves it to `rules.terms`."""

    partner_id: str
    reference: str
    model: str
    starts_on: date
    ends_on: date | None = None
    withheld: tuple[str, ...] = ()
    id: str | None = None


def save_partner(ctx: Context, actor: Actor, form: PartnerForm) -> PartnerId:
    """Add or change a partner.

    Raises:
        Invalid: the name is missing, or the format, the SIRET or the switchboard's number cannot be read.
    """
    check_may_keep_directory(actor, form.departement)
    switchboard, siret = check_partner(form)
    row = store.get_partner(ctx.session, form.id) if form.id else _new_partner(ctx, form)
    check_may_keep_directory(actor, row.departement)
    row.name, row.kind, row.switchboard = form.name.strip(), form.kind.value, switchboard
    row.archive_format, row.siret = form.archive_format, siret
    event = Event(EventKind.PARTNER_SAVED, actor.account_id, row.id, {"kind": row.kind})
    save(ctx.session, row, event=event, at=ctx.now)
    return PartnerId(row.id)


def check_partner(form: PartnerForm) -> tuple[str, str]:
    """Return the switchboard and the SIRET in one form.

    Raises:
        Invalid: everything to correct at once.
    """
    problems: list[Problem] = []
    if not form.name.strip():
        problems.append(Problem("name", "Nom", "« Nom » : écrivez le nom de l’organisme."))
    if form.archive_format not in set(Format):
        problems.append(Problem("archive_format", "Format des plis", "« Format des plis » : choisissez zip ou 7z."))
    switchboard = parse_telephone("switchboard", "Standard", form.switchboard, problems)
    siret = parse_siret("siret", "SIRET", form.siret, problems)
    _stop_at(problems)
    return switchboard, siret


def save_contact(ctx: Context, actor: Actor, form: ContactForm) -> ContactId:
    """Add or change a contact; a changed address or number waits for a new test pli.

    Raises:
        Invalid: a name or function is missing, an address or a number cannot be used, or a preference is
            none that this contact can have.
    """
    partner = store.get_partner(ctx.session, form.partner_id)
    check_may_keep_directory(actor, partner.departement)
    details = check_contact(form)
    place_id = _place_of(ctx, form, partner)
    row = store.get_contact(ctx.session, form.id) if form.id else _new_contact(ctx, form)
    if row.partner_id != partner.id:
        raise Invalid([Problem("partner_id", "Partenaire", "Ce contact est celui d’un autre partenaire.")])
    if form.id:
        _forget_what_was_proven(ctx, row, contact_details(ctx, row), details)
        row.revision += 1
    row.function, row.place_id = form.function.strip(), place_id
    row.archive_format, row.key_channel = form.archive_format, form.key_channel
    object_id = Sealed.CONTACT.object(row.id)
    row.details = ctx.seal(object_id, "details", dict(details), version=row.revision)
    event = Event(EventKind.CONTACT_SAVED, actor.account_id, row.id, {"partner": partner.id})
    save(ctx.session, row, event=event, at=ctx.now)
    return ContactId(row.id)


def check_contact(form: ContactForm) -> Mapping[str, str]:
    """Return what is sealed of a contact: name, addresses and numbers in one form.

    Raises:
        Invalid: everything to correct at once.
    """
    problems: list[Problem] = []
    for key, label, value in (
        ("last_name", "Nom", form.last_name),
        ("function", "Fonction", form.function),
        ("email", "E-mail professionnel", form.email),
    ):
        if not value.strip():
            problems.append(Problem(key, label, f"« {label} » : il manque. Remplissez ce champ."))
    email = parse_email("email", "E-mail professionnel", form.email, problems)
    mobile = parse_mobile("mobile", "Mobile professionnel", form.mobile, problems)
    telephone = parse_telephone("telephone", "Ligne directe", form.telephone, problems)
    _check_preferences(form, problems)
    _stop_at(problems)
    return {
        "first_name": form.first_name.strip(), "last_name": form.last_name.strip(),
        "email": email, "mobile": mobile, "telephone": telephone, SMS_TO_MAIL: SAID_YES if form.sms_to_mail else "",
    }  # fmt: skip


def save_convention(ctx: Context, actor: Actor, form: ConventionForm) -> ConventionId:
    """Add or change a convention; the deadlines of what was sent under it follow its end (R-8).

    Raises:
        Invalid: the reference is missing, or the convention ends before it starts.
    """
    partner = store.get_partner(ctx.session, form.partner_id)
    check_may_keep_directory(actor, partner.departement)
    problems = []
    if not form.reference.strip():
        problems.append(Problem("reference", "Référence", "« Référence » : écrivez celle de la convention."))
    if form.ends_on is not None and form.ends_on < form.starts_on:
        problems.append(Problem("ends_on", "Fin", "« Fin » : la convention finirait avant de commencer."))
    exchange.check_model_suits(form.model, PartnerKind(partner.kind))
    known = {field.id for field in ctx.catalog.get(form.model).fields()}
    if not known >= set(form.withheld):
        problems.append(Problem("withheld", "Données exclues", "« Données exclues » : un champ n’existe pas."))
    _stop_at(problems)
    row = store.get_convention(ctx.session, form.id) if form.id else None
    if row is not None and row.partner_id != partner.id:
        raise Invalid([Problem("partner_id", "Partenaire", "Cette convention est celle d’un autre partenaire.")])
    row = row or Convention(id=ctx.new_id(), partner_id=partner.id, reference="", model="", starts_on=form.starts_on)
    row.reference, row.model = form.reference.strip(), form.model
    row.starts_on, row.ends_on, row.withheld = form.starts_on, form.ends_on, sorted(form.withheld)
    departement = store.get_departement(ctx.session, partner.departement)
    moved = rescheduling.reschedule_convention(ctx, row, departement)
    detail: dict[str, Detail] = {
        "partner": partner.id,
        "starts": form.starts_on.isoformat(),
        "ends": _iso(form.ends_on),
        "deadlines": len(moved),
    }
    event = Event(EventKind.CONVENTION_SAVED, actor.account_id, row.id, detail)
    save(ctx.session, row, *moved, event=event, at=ctx.now)
    return ConventionId(row.id)


def disable_partner(ctx: Context, actor: Actor, partner_id: str) -> None:
    """Take a partner out of use; what was exchanged with it stays in the register."""
    row = store.get_partner(ctx.session, partner_id)
    check_may_keep_directory(actor, row.departement)
    row.enabled = False
    for contact in store.list_contacts(ctx.session, [row.id]):
        _void_codes(ctx, contact_details(ctx, contact))
    event = Event(EventKind.PARTNER_DISABLED, actor.account_id, row.id)
    save(ctx.session, row, event=event, at=ctx.now)


def disable_contact(ctx: Context, actor: Actor, contact_id: str) -> None:
    """Take a contact out of use."""
    row = store.get_contact(ctx.session, contact_id)
    partner = store.get_partner(ctx.session, row.partner_id)
    check_may_keep_directory(actor, partner.departement)
    row.enabled = False
    _void_codes(ctx, contact_details(ctx, row))
    event = Event(EventKind.CONTACT_DISABLED, actor.account_id, row.id)
    save(ctx.session, row, event=event, at=ctx.now)


def _new_partner(ctx: Context, form: PartnerForm) -> Partner:
    store.get_departement(ctx.session, form.departement)
    return Partner(
        id=ctx.new_id(),
        departement=form.departement,
        kind=form.kind.value,
        name=form.name,
        created_at=ctx.now,
    )


def _new_contact(ctx: Context, form: ContactForm) -> Contact:
    row = Contact(id=ctx.new_id(), partner_id=form.partner_id, function=form.function, details=b"")
    ctx.vault.create(Sealed.CONTACT.object(row.id))
    return row


def _check_preferences(form: ContactForm, problems: list[Problem]) -> None:
    if form.archive_format not in {"", *Format}:
        problems.append(Problem("archive_format", "Format préféré", "« Format préféré » : choisissez zip ou 7z."))
    if form.key_channel not in {"", *PREFERABLE}:
        sentence = "« Clé préférée » : choisissez un des chemins proposés."
        problems.append(Problem("key_channel", "Clé préférée", sentence))
    if form.key_channel == KeyChannel.SMS and not form.mobile.strip():
        sentence = "« Clé préférée » : le SMS demande un mobile professionnel. Ajoutez-le, ou choisissez le téléphone."
        problems.append(Problem("key_channel", "Clé préférée", sentence))


def _place_of(ctx: Context, form: ContactForm, partner: Partner) -> str | None:
    if not form.place_id:
        return None
    if store.get_place(ctx.session, form.place_id).partner_id != partner.id:
        raise Invalid([Problem("place_id", "Lieu", "« Lieu » : ce lieu est celui d’un autre partenaire.")])
    return form.place_id


def _forget_what_was_proven(ctx: Context, row: Contact, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """What was shown of one address says nothing of another."""
    if before["email"] != after["email"]:
        row.verified_at, row.opened_at, row.opened_format = None, None, ""
        _void_codes(ctx, before)
        # A link that went to the old address must not confirm the new one.
        linking.cut(ctx, row.id)
    if any(before[key] != after[key] for key in ("email", "mobile")):
        row.opened_test_at = None


def _void_codes(ctx: Context, details: Mapping[str, str]) -> None:
    """A code of the standing page that went to this address lets nobody in any more."""
    deposit_store.void_requests(ctx.session, address_index(ctx, details["email"]), ctx.now)


def parse_email(field: str, label: str, typed: str, problems: list[Problem]) -> str:
    """Return an address in one form, or "" after adding a problem; empty stays empty. Nobody is asked (G-6)."""
    if not typed.strip():
        return ""
    try:
        return validate_email(typed.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        sentence = f"« {label} » : cette adresse n’est pas complète : il faut un @ et le nom de l’organisme."
        problems.append(Problem(field, label, sentence))
        return ""


def _stop_at(problems: Iterable[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise Invalid(found)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
