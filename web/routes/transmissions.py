"""Where does a pli stand? The list, the two tracks, what to do now. Keys are shown once, by POST only."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from liaison.messages.failures import explain
from liaison.usecases import following, releasing
from liaison.usecases.following import OutboxLine, Stop, TransmissionPage
from liaison.usecases.listing import TransmissionLine
from liaison.usecases.releasing import ToldKey
from liaison.vocabulary import ArchiveStatus, DeliveryStatus, KeyStatus, OutboxKind, OutboxStatus
from web.chains import ChainRow, rows_of
from web.deps import Ctx, CurrentActor
from web.files import pdf
from web.pages import go, render
from web.paging import cursor

router = APIRouter()

_WAITING = {ArchiveStatus.PREPARED, ArchiveStatus.SENDING}
_BROKEN = {"arrêté", "annulée"}


@dataclass(frozen=True, slots=True)
class TransmissionsPage:
    """One's transmissions, newest first."""

    lines: tuple[TransmissionLine, ...]
    older: datetime | None
    title: str = "Transmissions"


@dataclass(frozen=True, slots=True)
class TrackStop:
    """A stop as the two tracks draw it."""

    label: str
    at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class TransmissionShown:
    """A transmission: its two tracks, what to do now, what is kept."""

    shown: TransmissionPage
    archive_stops: tuple[TrackStop, ...]
    key_stops: tuple[TrackStop, ...]
    is_waiting: bool
    messages: tuple[tuple[str, str], ...]
    rows: tuple[ChainRow, ...]
    title: str


@dataclass(frozen=True, slots=True)
class ToldPage:
    """A key to say on the telephone, once."""

    transmission_id: str
    reference: str
    key: ToldKey
    title: str = "Dicter la clé"


@router.get("/transmissions")
def list_transmissions(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show one's transmissions."""
    lines = following.list_transmissions(ctx, actor, before=cursor(request))
    # A full page may have one after it; the use case gives fifty at most.
    older = lines[-1].prepared_at if len(lines) == 50 else None  # noqa: PLR2004
    return render(request, "transmissions/list.html", TransmissionsPage(tuple(lines), older))


@router.get("/transmissions/{transmission_id}")
def show_transmission(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show a transmission."""
    page = following.open_transmission(ctx, actor, transmission_id)
    shown = TransmissionShown(
        shown=page,
        archive_stops=_track(page.archive_stops, failed=page.line.archive is ArchiveStatus.FAILED),
        key_stops=_track(page.key_stops, failed=False),
        is_waiting=page.line.archive in _WAITING or _key_waits(page),
        messages=tuple(_message(message) for message in page.messages),
        rows=rows_of(page.entries),
        title=f"Pli {page.line.reference}",
    )
    return render(request, "transmissions/show.html", shown)


@router.post("/transmissions/{transmission_id}/cle-par-sms")
def release_by_sms(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Send the key to the directory's mobile."""
    releasing.release_by_sms(ctx, actor, transmission_id)
    return go(request, "show_transmission", transmission_id=transmission_id, done="cle-par-sms")


@router.post("/transmissions/{transmission_id}/cle-par-telephone")
def tell_key(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the key once, to be said on the telephone: no redirect, so that nothing can show it again."""
    line = following.open_transmission(ctx, actor, transmission_id).line
    told = releasing.tell(ctx, actor, transmission_id)
    return render(request, "transmissions/told.html", ToldPage(transmission_id, line.reference, told))


@router.post("/transmissions/{transmission_id}/ouvert")
def confirm_key(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Record that the partner opened the pli; the key is erased here."""
    releasing.confirm(ctx, actor, transmission_id)
    return go(request, "show_transmission", transmission_id=transmission_id, done="pli-ouvert")


@router.post("/transmissions/{transmission_id}/recu")
def acknowledge(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Record that the partner said, on the telephone, that the pli arrived."""
    releasing.acknowledge(ctx, actor, transmission_id)
    return go(request, "show_transmission", transmission_id=transmission_id, done="pli-recu")


@router.post("/transmissions/{transmission_id}/reprendre")
def retry(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Send again what failed."""
    releasing.retry(ctx, actor, transmission_id)
    return go(request, "show_transmission", transmission_id=transmission_id, done="envoi-repris")


@router.get("/transmissions/{transmission_id}/fiche.pdf")
def print_fiche(transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Give the paper of a hand delivery, to print."""
    return pdf(following.printed_fiche(ctx, actor, transmission_id))


def _track(stops: tuple[Stop, ...], *, failed: bool) -> tuple[TrackStop, ...]:
    """Say of each stop whether it is behind, here, ahead, or where it broke."""
    reached = [index for index, stop in enumerate(stops) if stop.at is not None]
    here = max(reached, default=-1)
    track = []
    for index, stop in enumerate(stops):
        label = stop.label
        if failed and index == here + 1:
            label, state = f"pas {label}", "failed"
        elif label in _BROKEN:
            state = "failed"
        elif index == here:
            state = "now"
        else:
            state = "done" if index < here else "todo"
        track.append(TrackStop(label, stop.at, state))
    return tuple(track)


def _key_waits(page: TransmissionPage) -> bool:
    """Say whether an SMS may still change by itself."""
    texts = [message for message in page.messages if message.kind == OutboxKind.SMS]
    moving = {OutboxStatus.QUEUED, OutboxStatus.LEASED}
    return page.line.key is KeyStatus.RELEASED and any(
        text.status in moving or text.delivery == DeliveryStatus.ACCEPTED for text in texts
    )


def _message(message: OutboxLine) -> tuple[str, str]:
    """Say where a message stands; a gateway that accepted an SMS has not delivered it (demands.md 7)."""
    name = "L’e-mail du pli" if message.kind == OutboxKind.MAIL else "Le SMS de la clé"
    tries = f" ({message.attempts} essais)" if message.attempts > 1 else ""
    match message.status:
        case OutboxStatus.SENT if message.kind == OutboxKind.MAIL:
            return name, "accepté par le serveur de messagerie ; ce n’est pas un accusé de lecture"
        case OutboxStatus.SENT:
            return name, _SMS_WORDS.get(message.delivery, _SMS_WORDS[DeliveryStatus.ACCEPTED])
        case OutboxStatus.FAILED:
            told = explain(message.failure)
            why = f"{told.sentence} {told.hint}" if told else "L’autre côté n’a pas répondu."
            return name, f"n’est pas parti{tries}. {why}"
        case OutboxStatus.CANCELLED:
            return name, "annulé avant de partir"
        case _:
            return name, f"part dans un instant{tries}"


_SMS_WORDS = {
    DeliveryStatus.ACCEPTED.value: "accepté par l’opérateur de SMS, pas encore arrivé sur le mobile",
    DeliveryStatus.DELIVERED.value: "arrivé sur le mobile",
    DeliveryStatus.UNDELIVERED.value: "pas arrivé sur le mobile",
}
