"""How does a fiche leave the browser? Three questions, one confirmation; the test pli of a contact."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, Problem, Refused
from liaison.rules.access import Actor
from liaison.usecases import choosing, directory, linking, sending
from liaison.usecases.choosing import CARRIER_LABELS, KEY_LABELS, PLACE_LABELS, Choice, HandPlace, Option, SendPage
from liaison.usecases.context import Context
from liaison.usecases.directory import ContactView
from liaison.usecases.listing import DeadlineLine
from liaison.usecases.signing_in import Presence
from liaison.vocabulary import Carrier, DeadlineSubject, KeyChannel, Release
from web.deps import Ctx, CurrentActor, CurrentPresence, Posted
from web.errors import Again
from web.inputs import Form, FrenchDate, Input, Ticked, read
from web.pages import Titled, go, render

router = APIRouter()


class ChannelsInput(Input):
    """The answers to the second and third questions."""

    carrier: Annotated[Carrier, Field(title="Comment part le pli")]
    key_channel: Annotated[KeyChannel, Field(title="Comment part la clé")] = KeyChannel.NONE


class SendingInput(ChannelsInput):
    """Everything that the confirmation posts."""

    signed: Annotated[bool, Field(title="Signature")] = False
    hand_place: Annotated[HandPlace | None, Field(title="Lieu")] = None
    handed_on: Annotated[FrenchDate, Field(title="Date")] = None
    identity_seen: Annotated[Ticked, Field(title="Identité")] = False
    release: Annotated[Release, Field(title="Quand part la clé")] = Release.ON_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class AskPage:
    """The three questions."""

    sending: SendPage
    carrier: str
    key_channel: str
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    title: str = "Envoyer"

    keys: tuple[Option, ...] = ()
    """How the key may travel beside an e-mail; on paper there is no key."""
    shared: tuple[Option, ...] = ()
    """The channels that would meet the archive's, each with its reason."""


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """What will leave, to whom, until when; with what was typed."""

    sending: SendPage
    contact: ContactView
    carrier: Carrier
    key_channel: KeyChannel
    carrier_label: str
    key_label: str
    kept: tuple[DeadlineLine, ...]
    places: Mapping[HandPlace, str]
    signer: str
    signed: str
    hand_place: str
    handed_on: str
    identity_seen: bool
    release: str
    has_link: bool
    problems: tuple[Problem, ...] = ()
    title: str = "Confirmer l’envoi"


@dataclass(frozen=True, slots=True)
class TestPage:
    """A test pli for one contact."""

    contact: ContactView
    keys: tuple[Option, ...]
    key_channel: str
    refusal: LiaisonError | None = None
    problems: tuple[Problem, ...] = ()
    title: str = "Pli d’essai"


@router.get("/fiches/{fiche_id}/envoyer")
def ask_sending(request: Request, fiche_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask the three questions."""
    return render(request, "sending/ask.html", _ask_page(ctx, choosing.prepare_page(ctx, actor, fiche_id), Form()))


@router.post("/fiches/{fiche_id}/envoyer")
def confirm_sending(request: Request, fiche_id: str, ctx: Ctx, presence: CurrentPresence, form: Posted) -> Response:
    """Show what will leave and to whom; nothing leaves yet."""
    page = choosing.prepare_page(ctx, presence.actor, fiche_id)
    try:
        channels = read(form, ChannelsInput)
    except Invalid as error:
        raise Again(error, "sending/ask.html", _ask_page(ctx, page, form, error)) from error
    if channels.carrier is Carrier.HAND:
        # The page hides the third question then; its answer, chosen beforehand, says nothing.
        channels = ChannelsInput(carrier=Carrier.HAND)
    chosen = [option for option in page.key_channels[channels.carrier] if option.value == channels.key_channel]
    if refusal := chosen[0].refusal:
        refused = Refused(refusal, hint="Choisissez un autre chemin pour la clé.")
        raise Again(refused, "sending/ask.html", _ask_page(ctx, page, form, refused))
    if page.refusal or page.problems or page.contact is None:
        return render(request, "sending/ask.html", _ask_page(ctx, page, form))
    shown = _confirm_page(ctx, page, page.contact, channels, signer=presence.name, form=Form())
    return render(request, "sending/confirm.html", shown)


@router.post("/fiches/{fiche_id}/envoyer/partir")
def send_fiche(request: Request, fiche_id: str, ctx: Ctx, presence: CurrentPresence, form: Posted) -> Response:
    """Let the fiche leave."""
    try:
        given = read(form, SendingInput)
        choice = Choice(
            given.carrier, given.key_channel, given.signed, given.hand_place, given.handed_on, given.identity_seen,
            given.release,
        )  # fmt: skip
        transmission_id = sending.send(ctx, presence.actor, fiche_id, choice)
    except (Invalid, Refused) as error:
        template, page = _refused(ctx, presence, fiche_id, form, error)
        raise Again(error, template, page) from error
    done = "fiche-remise" if choice.carrier is Carrier.HAND else "pli-prepare"
    return go(request, "show_transmission", transmission_id=transmission_id, done=done)


@router.get("/contacts/{contact_id}/pli-essai")
def ask_test(request: Request, contact_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer to send a test pli."""
    return render(request, "sending/test.html", _test_page(ctx, actor, contact_id, Form()))


@router.post("/contacts/{contact_id}/pli-essai")
def send_test(request: Request, contact_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Send a test pli: a fictitious person, the real mail and the real key."""
    try:
        given = read(form, ChannelsInput)
        choice = Choice(given.carrier, given.key_channel, signed=False)
        transmission_id = sending.send_test(ctx, actor, contact_id, choice)
    except (Invalid, Refused) as error:
        raise Again(error, "sending/test.html", _test_page(ctx, actor, contact_id, form, error)) from error
    return go(request, "show_transmission", transmission_id=transmission_id, done="pli-prepare")


def _ask_page(ctx: Context, page: SendPage, form: Form, error: LiaisonError | None = None) -> AskPage:
    keys = choosing.offered_keys(ctx, page.contact)
    return AskPage(
        sending=page,
        keys=keys,
        shared=choosing.shared_keys(ctx, page.contact),
        carrier=form.one("carrier") or _first_open(page.carriers),
        key_channel=form.one("key_channel") or _preselected(keys, page.contact),
        problems=error.problems if isinstance(error, Invalid) else (),
        refusal=error if error and not isinstance(error, Invalid) else page.refusal,
    )


def _confirm_page(
    ctx: Context,
    page: SendPage,
    contact: ContactView,
    channels: ChannelsInput,
    *,
    signer: str,
    form: Form,
    problems: tuple[Problem, ...] = (),
) -> ConfirmPage:
    by_hand = channels.carrier is Carrier.HAND
    return ConfirmPage(
        sending=page,
        contact=contact,
        carrier=channels.carrier,
        key_channel=channels.key_channel,
        carrier_label=CARRIER_LABELS[channels.carrier],
        key_label=KEY_LABELS[channels.key_channel],
        # On paper nothing but the fiche stays here: no archive, no key.
        kept=tuple(
            line for line in page.deadlines if line.wins and (not by_hand or line.subject is DeadlineSubject.FICHE)
        ),
        places=PLACE_LABELS,
        signer=signer,
        signed=form.one("signed", "true"),
        hand_place=form.one("hand_place", HandPlace.PARTNER_OFFICE.value),
        handed_on=form.one("handed_on", f"{ctx.today:%d/%m/%Y}"),
        identity_seen=form.one("identity_seen") == "1",
        release=form.one("release", Release.ON_ACKNOWLEDGEMENT.value),
        has_link=linking.can_link(ctx.settings),
        problems=problems,
    )


def _refused(ctx: Context, presence: Presence, fiche_id: str, form: Form, error: LiaisonError) -> tuple[str, Titled]:
    """Return the page where a refusal can be answered: its own fields, else the three questions."""
    page = choosing.prepare_page(ctx, presence.actor, fiche_id)
    own = set(SendingInput.model_fields) - set(ChannelsInput.model_fields)
    if isinstance(error, Invalid) and page.contact and {problem.field for problem in error.problems} <= own:
        channels = ChannelsInput(carrier=Carrier(form.one("carrier")), key_channel=KeyChannel(form.one("key_channel")))
        shown = _confirm_page(
            ctx, page, page.contact, channels, signer=presence.name, form=form, problems=error.problems
        )
        return "sending/confirm.html", shown
    return "sending/ask.html", _ask_page(ctx, page, form, error)


def _test_page(ctx: Context, actor: Actor, contact_id: str, form: Form, error: LiaisonError | None = None) -> TestPage:
    contact = directory.open_contact(ctx, actor, contact_id)
    keys = choosing.offered_keys(ctx, contact)
    return TestPage(
        contact=contact,
        keys=keys,
        key_channel=form.one("key_channel") or _preselected(keys, contact),
        refusal=None if isinstance(error, Invalid) else error,
        problems=error.problems if isinstance(error, Invalid) else (),
    )


def _preselected(options: tuple[Option, ...], contact: ContactView | None) -> str:
    """Return the way of the key that the contact prefers when it is open, else the first that is."""
    preferred = contact.key_channel if contact else ""
    return next((option.value for option in options if option.value == preferred and not option.refusal), "") or (
        _first_open(options)
    )


def _first_open(options: tuple[Option, ...]) -> str:
    return next((option.value for option in options if not option.refusal), "")
