"""How may this fiche leave? The three questions, and every rule that stands in the way; nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from liaison.errors import Invalid, LiaisonError, Problem, Refused
from liaison.records import Case, Contact, Fiche, Partner, Transmission
from liaison.rules import channels, exchange
from liaison.rules.access import Actor
from liaison.rules.exchange import ConventionTerm
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as store
from liaison.store import exits as exit_store
from liaison.store import tables as table_store
from liaison.usecases import agreeing, directory, drafting, filling, linking, restricting, scheduling
from liaison.usecases.context import Context
from liaison.usecases.directory import ContactView
from liaison.usecases.guarding import Guarded
from liaison.usecases.listing import DeadlineLine, deadline_lines
from liaison.usecases.tables import carrying
from liaison.vocabulary import Carrier, KeyChannel, KeyStatus, PartnerKind, Release

CARRIER_LABELS: Final[Mapping[Carrier, str]] = {
    Carrier.EMAIL: "Par e-mail, dans un pli chiffré",
    Carrier.LINK: "Par un lien de téléchargement : le pli chiffré reste ici",
    Carrier.HAND: "En main propre, sur papier",
}
KEY_LABELS: Final[Mapping[KeyChannel, str]] = {
    KeyChannel.SMS: "Par SMS, sur son mobile professionnel",
    KeyChannel.TELEPHONE: "Par téléphone, vous la dictez",
    KeyChannel.IN_PERSON: "En main propre, sur papier",
    KeyChannel.LETTER: "Par courrier recommandé",
    KeyChannel.EMAIL: "Par e-mail",
    KeyChannel.VOICEMAIL: "Sur son répondeur",
    KeyChannel.SMS_TO_MAIL: "Par un SMS qui arrive aussi dans sa boîte e-mail",
    KeyChannel.MAIL_CHAT: "Par la messagerie instantanée de son compte e-mail",
    KeyChannel.NONE: "Aucune clé",
}

TABLE_ON_PAPER: Final = (
    "Un tableau ne part pas sur papier : il nomme beaucoup de personnes, et la DT OFII y inscrit ses décisions."
)


class HandPlace(StrEnum):
    """Where a fiche was handed over: a closed list, so that no name gets into the register (T-2, G-8)."""

    OUR_OFFICE = "our_office"
    PARTNER_OFFICE = "partner_office"
    ELSEWHERE = "elsewhere"


PLACE_LABELS: Final[Mapping[HandPlace, str]] = {
    HandPlace.OUR_OFFICE: "Dans nos locaux",
    HandPlace.PARTNER_OFFICE: "Chez le partenaire",
    HandPlace.ELSEWHERE: "Ailleurs, lors d’un diagnostic partagé",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """How a fiche leaves, as its sender chose it."""

    carrier: Carrier
    key_channel: KeyChannel
    signed: bool = True
    """A name typed under this two-factor session; otherwise a blank for ink (F-11)."""
    hand_place: HandPlace | None = None
    handed_on: date | None = None
    identity_seen: bool = False
    release: Release = Release.ON_ACKNOWLEDGEMENT
    """When the key may leave: after the acknowledgement, or at once."""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice on the page; `refusal` says why it cannot be made."""

    value: str
    label: str
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class SendPage:
    """The three questions, and what stands in the way."""

    fiche_id: str
    case_id: str
    case_name: str
    model_title: str
    contact: ContactView | None
    partner_kind_label: str
    carriers: tuple[Option, ...]
    key_channels: Mapping[Carrier, tuple[Option, ...]]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    refusal: LiaisonError | None
    deadlines: tuple[DeadlineLine, ...]
    """What would be kept until when, for an e-mail sent now."""
    guarded: tuple[Guarded, ...] = ()
    """The sensitive texts that would leave, and that nobody kept knowingly (F-7)."""


def prepare_page(ctx: Context, actor: Actor, fiche_id: str) -> SendPage:
    """Return what the sending page asks and shows; nothing is written but the reading."""
    page = drafting.open_fiche(ctx, actor, fiche_id)
    row = store.get_fiche(ctx.session, fiche_id)
    problems, warnings = filling.review(ctx, row, page.raw)
    kind_label = ""
    refusal: LiaisonError | None = None
    deadlines: tuple[DeadlineLine, ...] = ()
    if page.contact is not None:
        partner = directory_store.get_partner(ctx.session, page.contact.partner_id)
        kind_label = directory.KIND_LABELS[PartnerKind(partner.kind)]
        case = case_store.get_case(ctx.session, row.case_id)
        try:
            term = check_exchange(ctx, row.model, partner, case)
            deadlines = _foreseen(ctx, row, case, partner, page.contact, term)
        except LiaisonError as error:
            refusal = error
    return SendPage(
        page.id, page.case_id, page.case_name, page.spec.name, page.contact, kind_label,
        carrier_options(ctx, page.contact),
        {carrier: key_options(ctx, carrier, page.contact) for carrier in Carrier},
        problems, warnings, refusal, deadlines, page.guarded,
    )  # fmt: skip


def key_options(ctx: Context, carrier: Carrier, contact: ContactView | None) -> tuple[Option, ...]:
    """Return how the key may travel beside a carrier; a refused channel says why."""
    return tuple(
        Option(channel.value, KEY_LABELS[channel], _key_refusal(ctx, carrier, channel, contact))
        for channel in KeyChannel
    )


def carrier_options(ctx: Context, contact: ContactView | None) -> tuple[Option, ...]:
    """Return how the archive may travel; a refused carrier says why."""
    return tuple(Option(one.value, CARRIER_LABELS[one], _carrier_refusal(ctx, one, contact)) for one in Carrier)


def table_carriers(ctx: Context, contact: ContactView | None) -> tuple[Option, ...]:
    """Return how a monthly table may travel: sealed only."""
    options = carrier_options(ctx, contact)
    return tuple(replace(one, refusal=TABLE_ON_PAPER) if one.value == Carrier.HAND else one for one in options)


def offered_keys(ctx: Context, contact: ContactView | None) -> tuple[Option, ...]:
    """Return how the key may travel beside a mailed archive, the quickest first; the shared channels left out."""
    options = {option.value: option for option in key_options(ctx, Carrier.EMAIL, contact)}
    return tuple(options[channel.value] for channel in channels.OFFERED)


def shared_keys(ctx: Context, contact: ContactView | None) -> tuple[Option, ...]:
    """Return the channels that end in the mailbox, each with its reason (T-4)."""
    known = {*channels.OFFERED, KeyChannel.NONE}
    return tuple(option for option in key_options(ctx, Carrier.EMAIL, contact) if option.value not in known)


def check_choice(ctx: Context, actor: Actor, choice: Choice, contact: Contact) -> None:
    """Check the channels in the service itself, whatever a page offered (T-2, T-4)."""
    channels.check_pair(choice.carrier, choice.key_channel)
    view = directory.open_contact(ctx, actor, contact.id)
    if not view.enabled:
        raise Refused("Ce contact n’est plus actif.", hint="Choisissez un autre contact dans l’annuaire.")
    refusal = _carrier_refusal(ctx, choice.carrier, view)
    if refusal:
        raise Refused(refusal, hint="Remettez la fiche en main propre, ou voyez avec l’administration du service.")
    refusal = _key_refusal(ctx, choice.carrier, choice.key_channel, view)
    if refusal:
        raise Refused(refusal, hint="Choisissez un autre canal pour la clé, ou complétez la fiche du contact.")
    if choice.carrier is Carrier.HAND:
        _check_hand_over(ctx, choice)


def check_exchange(ctx: Context, model: str, partner: Partner, case: Case) -> ConventionTerm | None:
    """Check what the programme asks before a fiche about a person leaves (T-7, F-6, F-9, R-2, G-1)."""
    kind = PartnerKind(partner.kind)
    restricting.check_may_send(ctx, case.id)
    if not partner.enabled:
        raise Refused("Ce partenaire n’est plus actif.", hint="Choisissez un autre partenaire dans l’annuaire.")
    if partner.departement != case.departement:
        raise Refused(
            "Ce partenaire n’est pas du département de ce dossier.",
            hint="Choisissez un partenaire du département.",
        )
    departement = directory_store.get_departement(ctx.session, case.departement)
    covering = exchange.covering_model(model, kind)
    if covering == exchange.PIC_IPR_MODEL and not departement.pic_ipr:
        raise Refused("La fiche PIC IPR n’est plus proposée dans ce département.", hint="Voyez avec la coordination.")
    exchange.check_model_suits(model, kind)
    if model == exchange.EXIT_MODEL and exit_store.find_standing(ctx.session, case.id) is None:
        raise Refused(
            "Aucune sortie n’est enregistrée dans ce dossier.", hint="Enregistrez la sortie, puis annoncez-la."
        )
    if exchange.needs_agreement(model, kind):
        exchange.check_agreement(agreeing.givens(ctx, case.id), kind, ctx.today)
    return exchange.convention_in_force(directory.conventions_with(ctx, partner), covering, ctx.today)


def check_still_may_leave(ctx: Context, actor: Actor, row: Transmission) -> None:
    """Check again what failed and is to be sent anew: contact, agreement and convention may have ended since."""
    contact = directory_store.get_contact(ctx.session, row.contact_id)
    check_choice(ctx, actor, Choice(Carrier(row.carrier), KeyChannel(row.key_channel)), contact)
    if row.case_id is not None:
        partner = directory_store.get_partner(ctx.session, row.partner_id)
        check_exchange(ctx, row.model, partner, case_store.get_case(ctx.session, row.case_id))
    elif row.table_id is not None:
        carrying.check_people(ctx, table_store.get_table(ctx.session, row.table_id))


def _check_hand_over(ctx: Context, choice: Choice) -> None:
    problems = []
    if choice.hand_place is None:
        problems.append(Problem("hand_place", "Lieu", "« Lieu » : dites où la fiche est remise."))
    if choice.handed_on is None or choice.handed_on > ctx.today:
        problems.append(
            Problem(
                "handed_on",
                "Date",
                "« Date » : dites quel jour la fiche est remise, au plus tard aujourd’hui.",
            )
        )
    if not choice.identity_seen:
        sentence = "« Identité » : cochez que vous avez reconnu la personne à qui vous remettez la fiche."
        problems.append(Problem("identity_seen", "Identité", sentence))
    if problems:
        raise Invalid(problems)


def _key_refusal(ctx: Context, carrier: Carrier, channel: KeyChannel, contact: ContactView | None) -> str:
    refusal = channels.refusal(carrier, channel)
    if refusal or contact is None:
        return refusal
    if channel is KeyChannel.SMS and not ctx.texter_ready:
        return "L’envoi de SMS n’est pas configuré sur ce service."
    if channel is KeyChannel.SMS and contact.sms_to_mail:
        return channels.refusal(carrier, KeyChannel.SMS_TO_MAIL)
    if channel is KeyChannel.SMS and not contact.mobile:
        return "L’annuaire n’a pas de mobile professionnel pour ce contact."
    if channel is KeyChannel.TELEPHONE and not contact.call_number:
        return "L’annuaire n’a pas de numéro de téléphone pour ce contact."
    return ""


def _carrier_refusal(ctx: Context, carrier: Carrier, contact: ContactView | None) -> str:
    if carrier is Carrier.HAND:
        return ""
    if contact is not None and not contact.email:
        return "L’annuaire n’a pas d’adresse e-mail pour ce contact."
    if carrier is Carrier.LINK and not linking.can_link(ctx.settings):
        return "Ce service n’est pas joignable de l’extérieur : un lien ne s’ouvrirait pas chez le partenaire."
    return "" if ctx.mailer_ready else "L’envoi d’e-mails n’est pas configuré sur ce service."


def _foreseen(
    ctx: Context,
    fiche: Fiche,
    case: Case,
    partner: Partner,
    contact: ContactView,
    term: ConventionTerm | None,
) -> tuple[DeadlineLine, ...]:
    """Return the deadlines that an e-mail sent now would have; nothing is written."""
    draft = Transmission(
        id="", reference="", departement=partner.departement, case_id=case.id, fiche_version_id=fiche.id,
        model=fiche.model, partner_id=partner.id, contact_id=contact.id, carrier="email", key_channel="sms",
        archive_status="prepared", key_status=KeyStatus.WITHHELD.value, archive_format="zip", archive_name="",
        archive_size=0, archive_sha256="", archive=b"", created_by="", prepared_at=ctx.now,
        archive_status_at=ctx.now, key_status_at=ctx.now,
    )  # fmt: skip
    return tuple(deadline_lines(scheduling.transmission_deadlines(ctx, draft, case, term)))
