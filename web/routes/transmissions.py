"""Where does a pli stand? The list, the two tracks, what to do now. Keys are shown once, by POST only."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from liaison.messages.failures import Explanation, explain, explain_wait
from liaison.usecases import (
    acknowledging,
    attestations,
    box_news,
    declaring,
    following,
    following_up,
    my_day,
    recalling,
    received,
    releasing,
)
from liaison.usecases.answering import TROUBLE_LABELS
from liaison.usecases.attestations import AttestationLine
from liaison.usecases.box_news import Arrival
from liaison.usecases.declaring import IncidentLine
from liaison.usecases.following import OutboxLine, Stop, TransmissionPage
from liaison.usecases.listing import TransmissionLine
from liaison.usecases.outcomes import REASON_LABELS, SHORT_LABELS
from liaison.usecases.received import Received
from liaison.vocabulary import (
    ArchiveStatus,
    DeliveryStatus,
    KeyStatus,
    OutboxAbout,
    OutboxKind,
    OutboxStatus,
)
from web.chains import ChainRow, rows_of
from web.deps import Ctx, CurrentActor
from web.files import pdf
from web.pages import go, inline, render
from web.paging import cursor

router = APIRouter()

_WAITING = {ArchiveStatus.PREPARED, ArchiveStatus.SENDING}
_BROKEN = {"arrêté", "remplacé", "expiré", "annulée"}


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
    delayed: tuple[str, datetime] | None
    """Why a message waits, and when it is tried again; nothing while all goes well."""
    messages: tuple[tuple[str, str], ...]
    rows: tuple[ChainRow, ...]
    title: str
    returned: Explanation | None
    failure: Explanation | None
    """Why the pli did not leave or came back."""
    arrivals: tuple[Arrival, ...]
    incidents: tuple[IncidentLine, ...]
    received: Received
    copies: tuple[AttestationLine, ...]
    """What the partner was asked about its copies, and answered."""
    trouble: str = ""
    outcome: str = ""
    reason: str = ""


@router.get("/transmissions")
def list_transmissions(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show one's transmissions."""
    lines = my_day.list_transmissions(ctx, actor, before=cursor(request))
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
        delayed=_delayed(page),
        messages=tuple(_message(message) for message in page.messages),
        rows=rows_of(page.entries),
        title=f"Pli {page.line.reference}",
        failure=explain(page.failure),
        returned=explain(page.returned_for),
        arrivals=tuple(box_news.list_about(ctx, actor, transmission_id)),
        incidents=declaring.ask(ctx, actor, transmission_id).known,
        received=received.about_pli(ctx, actor, transmission_id),
        copies=tuple(attestations.of_pli(ctx, actor, transmission_id)),
        trouble=TROUBLE_LABELS[page.trouble] if page.trouble else "",
        outcome=SHORT_LABELS[page.outcome] if page.outcome else "",
        reason=REASON_LABELS[page.outcome_reason] if page.outcome_reason else "",
    )
    return render(request, "transmissions/show.html", shown)


@router.post("/transmissions/{transmission_id}/cle-par-sms")
def release_by_sms(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Send the key to the directory's mobile."""
    releasing.release_by_sms(ctx, actor, transmission_id)
    return go(request, "show_transmission", transmission_id=transmission_id, done="cle-par-sms")


@router.post("/transmissions/{transmission_id}/ouvert")
def confirm_key(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Record that the partner opened the pli; the key is erased here."""
    releasing.confirm(ctx, actor, transmission_id)
    return go(request, "show_transmission", transmission_id=transmission_id, done="pli-ouvert")


@router.post("/transmissions/{transmission_id}/recu")
def acknowledge(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Record that the partner said, on the telephone, that the pli arrived; the key leaves, where it goes by SMS."""
    left = acknowledging.acknowledge(ctx, actor, transmission_id)
    done = "pli-recu-cle" if left else "pli-recu"
    return go(request, "show_transmission", transmission_id=transmission_id, done=done)


@router.post("/transmissions/{transmission_id}/rappeler")
def recall_pli(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Take the pli back: its key will never be given."""
    recalling.recall(ctx, actor, transmission_id)
    return go(request, "show_transmission", transmission_id=transmission_id, done="pli-rappele")


@router.post("/transmissions/{transmission_id}/lien")
def offer_link(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Send a link in place of an attachment that got stuck."""
    following_up.offer_link(ctx, actor, transmission_id)
    return go(request, "show_transmission", transmission_id=transmission_id, done="lien-parti")


@router.post("/transmissions/{transmission_id}/lien/couper")
def cut_link(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Let the link work no more."""
    following_up.cut_link(ctx, actor, transmission_id)
    return go(request, "show_transmission", transmission_id=transmission_id, done="lien-coupe")


@router.post("/transmissions/{transmission_id}/regle")
def settle_trouble(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Note that the partner is helped."""
    following_up.settle_trouble(ctx, actor, transmission_id)
    return go(request, "show_transmission", transmission_id=transmission_id, done="signalement-regle")


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


def _delayed(page: TransmissionPage) -> tuple[str, datetime] | None:
    """Say why what should leave by itself has not left yet, so that nobody waits for « un instant » all day."""
    waiting = [message for message in page.messages if message.status == OutboxStatus.QUEUED and message.failure]
    return (explain_wait(waiting[0].failure), waiting[0].next_at) if waiting else None


def _message(message: OutboxLine) -> tuple[str, str]:
    """Say where a message stands; a gateway that accepted an SMS has not delivered it (demands.md 7)."""
    return _NAMES[message.about], _sent(message) if message.status is OutboxStatus.SENT else _not_sent(message)


def _sent(message: OutboxLine) -> str:
    if message.delivery == DeliveryStatus.UNDELIVERED and message.failure:
        told = explain(message.failure)
        return f"revenu : {inline(told.sentence)}" if told else "revenu"
    words = _MAIL_WORDS if message.kind == OutboxKind.MAIL else _SMS_WORDS
    return words.get(message.delivery, words[DeliveryStatus.ACCEPTED])


def _not_sent(message: OutboxLine) -> str:
    tries = f" ({message.attempts} essais)" if message.attempts > 1 else ""
    if message.status is OutboxStatus.CANCELLED:
        return "annulé avant de partir"
    if message.status is OutboxStatus.FAILED:
        told = explain(message.failure)
        why = f"{told.sentence} {told.hint}" if told else "L’autre côté n’a pas répondu."
        return f"n’est pas parti{tries}. {why}"
    if message.status is OutboxStatus.QUEUED and message.failure:
        return f"pas encore parti{tries}. {explain_wait(message.failure)}"
    return f"part dans un instant{tries}"


_MAIL_WORDS = {
    DeliveryStatus.ACCEPTED.value: "accepté par le serveur de messagerie ; ce n’est pas un accusé de lecture",
    DeliveryStatus.DELAYED.value: "retardé : la messagerie du partenaire ne l’a pas encore pris, notre serveur insiste",
    DeliveryStatus.DELIVERED.value: "remis à la boîte du partenaire ; ce n’est pas un accusé de lecture",
    DeliveryStatus.UNDELIVERED.value: "revenu",
}
_NAMES = {
    OutboxAbout.PLI: "L’e-mail du pli",
    OutboxAbout.KEY: "Le SMS de la clé",
    OutboxAbout.FOLLOW_UP: "L’e-mail de suivi",
    OutboxAbout.HOUSE: "L’e-mail",
}
_SMS_WORDS = {
    DeliveryStatus.ACCEPTED.value: "accepté par l’opérateur de SMS, pas encore arrivé sur le mobile",
    DeliveryStatus.DELIVERED.value: "arrivé sur le mobile",
    DeliveryStatus.UNDELIVERED.value: "pas arrivé sur le mobile",
}
