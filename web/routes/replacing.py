"""What if the key is lost, went astray, or nothing opens? One page: why, which way this time, then a new pli."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, Problem, Refused
from liaison.rules.access import Actor
from liaison.usecases import choosing, directory, following, replacing
from liaison.usecases.choosing import PLACE_LABELS, Choice, HandPlace, Option
from liaison.usecases.context import Context
from liaison.usecases.directory import ContactView
from liaison.usecases.listing import TransmissionLine
from liaison.vocabulary import Carrier, KeyChannel, ReplaceReason
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, FrenchDate, Input, Ticked, read
from web.pages import go, render

router = APIRouter()

REASONS: Final[Mapping[ReplaceReason, tuple[str, str]]] = {
    ReplaceReason.KEY_LOST: ("La clé est perdue, ou n’est jamais arrivée", ""),
    ReplaceReason.KEY_TO_STRANGER: (
        "La clé est arrivée chez quelqu’un d’autre",
        "Un brouillon d’incident s’ouvre chez le délégué à la protection des données.",
    ),
    ReplaceReason.CANNOT_OPEN: (
        "Le partenaire n’arrive pas à ouvrir le pli",
        "Changez de format, ou remettez la fiche.",
    ),
}
_INCIDENT: Final = "-incident"
FORMATS: Final = (("zip", "zip, pour 7-Zip"), ("7z", "7z, dont les noms sont chiffrés aussi"))


class ReplaceInput(Input):
    """Why, and how it leaves this time."""

    reason: Annotated[ReplaceReason, Field(title="Pourquoi")]
    carrier: Annotated[Carrier, Field(title="Comment part le pli")]
    key_channel: Annotated[KeyChannel, Field(title="Comment part la clé")] = KeyChannel.NONE
    archive_format: Annotated[str, Field(title="Format", pattern="^(zip|7z)$")] = "zip"
    hand_place: Annotated[HandPlace | None, Field(title="Lieu")] = None
    handed_on: Annotated[FrenchDate, Field(title="Date")] = None
    identity_seen: Annotated[Ticked, Field(title="Identité")] = False


@dataclass(frozen=True, slots=True)
class ReplacePage:
    """Why a pli is made anew, and which way it takes."""

    line: TransmissionLine
    contact: ContactView
    carriers: tuple[Option, ...]
    keys: tuple[Option, ...]
    typed: Mapping[str, str]
    reasons: tuple[tuple[str, str, str], ...]
    places: Mapping[HandPlace, str]
    formats: tuple[tuple[str, str], ...] = FORMATS
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    title: str = "Refaire le pli"


@router.get("/transmissions/{transmission_id}/refaire")
def ask_replacing(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask why, and which way this time; `?motif=` and `?par=` choose beforehand."""
    wanted = {"reason": request.query_params.get("motif", ""), "carrier": request.query_params.get("par", "")}
    return render(request, "transmissions/replace.html", _page(ctx, actor, transmission_id, wanted))


@router.post("/transmissions/{transmission_id}/refaire")
def make_anew(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Make the pli anew, under a new key; the old one opens no more from here."""
    try:
        given = read(form, ReplaceInput)
        by_hand = given.carrier is Carrier.HAND
        choice = Choice(
            given.carrier,
            KeyChannel.NONE if by_hand else given.key_channel,
            hand_place=given.hand_place,
            handed_on=given.handed_on,
            identity_seen=given.identity_seen,
        )
        made = replacing.make_anew(
            ctx, actor, transmission_id, given.reason, choice, archive_format="" if by_hand else given.archive_format
        )
    except (Invalid, Refused) as error:
        raise Again(
            error, "transmissions/replace.html", _page(ctx, actor, transmission_id, _typed(form), error)
        ) from error
    done = ("fiche-remise" if by_hand else "pli-refait") + _INCIDENT * (given.reason is ReplaceReason.KEY_TO_STRANGER)
    return go(request, "show_transmission", transmission_id=made, done=done)


def _typed(form: Form) -> dict[str, str]:
    return {name: form.one(name) for name in ReplaceInput.model_fields}


def _page(
    ctx: Context, actor: Actor, transmission_id: str, typed: Mapping[str, str], error: LiaisonError | None = None
) -> ReplacePage:
    shown = following.open_transmission(ctx, actor, transmission_id)
    contact = directory.open_contact(ctx, actor, shown.contact.id)
    options = {
        "carrier": shown.line.carrier.value,
        "key_channel": shown.line.key_channel.value,
        "archive_format": "7z" if shown.archive_name.endswith("7z") else "zip",
        "hand_place": HandPlace.PARTNER_OFFICE.value,
        "handed_on": f"{ctx.today:%d/%m/%Y}",
    }
    return ReplacePage(
        line=shown.line,
        contact=contact,
        carriers=(choosing.table_carriers if shown.line.table_id else choosing.carrier_options)(ctx, contact),
        keys=choosing.offered_keys(ctx, contact),
        typed={**options, **{name: value for name, value in typed.items() if value}},
        reasons=tuple((one.value, *words) for one, words in REASONS.items()),
        places=PLACE_LABELS,
        problems=error.problems if isinstance(error, Invalid) else (),
        refusal=None if isinstance(error, Invalid) else error,
    )
