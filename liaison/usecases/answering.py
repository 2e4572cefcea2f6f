"""What may a partner do by the link of a mail, without an account? Acknowledge, download, ask for help, answer.

The page knows nothing of the person: reference, operator, number to call. It never asks for the key, and never for a
telephone number: an SMS goes to the directory's (product.md, step 4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from crypto.hashchain import Detail
from liaison.errors import WrongState
from liaison.events import EventKind
from liaison.records import PartnerLink, Transmission
from liaison.rules.calendar import local_day
from liaison.store import directory as directory_store
from liaison.store import exchanges as store
from liaison.store import outbox as outbox_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import acknowledging, linking, outcomes, releasing, standing
from liaison.usecases.context import Context
from liaison.vocabulary import (
    PARTNER,
    ArchiveStatus,
    Carrier,
    KeyChannel,
    KeyStatus,
    LinkPurpose,
    Outcome,
    OutcomeReason,
    Sealed,
    Trouble,
)

RECEIVED_WORD: Final = "reçu"
DOWNLOAD_WORD: Final = "télécharger"
HELP_WORD: Final = "aide"
ANSWER_WORD: Final = "réponse"

TROUBLE_LABELS: Final[Mapping[Trouble, str]] = {
    Trouble.NO_SOFTWARE: "Je n’ai pas 7-Zip, ou je ne peux rien installer sur ce poste",
    Trouble.BLOCKED: "La pièce jointe a été retirée ou bloquée",
    Trouble.KEY_MISSING: "Je n’ai pas reçu la clé, ou je l’ai perdue",
    Trouble.KEY_REFUSED: "La clé est refusée",
    Trouble.OTHER: "Autre chose : merci de m’appeler",
}


@dataclass(frozen=True, slots=True)
class PliPage:
    """What the page of a pli shows to who holds its link."""

    reference: str
    operator: str
    callback: str
    is_test: bool
    is_table: bool
    """Whether it carries a monthly table: its answer is that table, filled in and sent back sealed."""
    archive_name: str
    key_channel: KeyChannel
    acknowledged_on: date | None
    key_words: str
    """What becomes of the key now, in a sentence."""
    can_download: bool
    downloads_left: int
    can_answer: bool
    outcome: Outcome | None
    trouble: Trouble | None
    is_over: bool


def open_pli(ctx: Context, token: str) -> PliPage:
    """Return the page of a pli; looking changes nothing, for scanners look at every link.

    Raises:
        Expired: the link works no more.
    """
    link, row = _follow(ctx, token)
    departement = directory_store.get_departement(ctx.session, row.departement)
    over = row.archive_status in standing.OVER
    return PliPage(
        reference=row.reference,
        operator=departement.operator,
        callback=departement.callback,
        is_test=row.is_test,
        is_table=row.table_id is not None,
        archive_name=row.archive_name,
        key_channel=KeyChannel(row.key_channel),
        acknowledged_on=local_day(row.acknowledged_at) if row.acknowledged_at else None,
        key_words=_key_words(ctx, row),
        can_download=_may_download(row),
        downloads_left=max(ctx.settings.download_limit - link.uses, 0),
        can_answer=row.acknowledged_at is not None and standing.may_answer(row),
        outcome=Outcome(row.outcome) if row.outcome else None,
        trouble=Trouble(row.trouble) if row.trouble else None,
        is_over=over,
    )


def acknowledge(ctx: Context, token: str, word: str) -> None:
    """Record that the archive arrived; the key leaves by SMS, where it was to.

    Raises:
        Expired: the link works no more.
        Invalid: the word was not typed: a machine that clicks everything does not type.
        WrongState: the pli has not left yet, this is recorded already, or the pli was taken back.
    """
    _, row = _follow_to_change(ctx, token)
    linking.check_typed(word, RECEIVED_WORD)
    _check_alive(row)
    if row.archive_status in standing.ARRIVED:
        return  # said twice: said
    acknowledging.note_acknowledged(ctx, PARTNER, row, by="page")


def download(ctx: Context, token: str, word: str) -> tuple[str, bytes]:
    """Return name and content of the sealed archive, and count it.

    Raises:
        Expired: the link works no more.
        Invalid: the word was not typed.
        WrongState: the archive does not travel by this link, is here no more, or was fetched often enough.
    """
    link, row = _follow_to_change(ctx, token)
    linking.check_typed(word, DOWNLOAD_WORD)
    _check_alive(row)
    if not _may_download(row) or row.archive is None or releasing.obstacle(ctx, row):
        raise WrongState(
            "Ce pli ne se télécharge pas ici.", hint="Ouvrez la pièce jointe de l’e-mail, ou appelez-nous."
        )
    if link.uses >= ctx.settings.download_limit:
        raise WrongState(
            "Ce lien a servi autant de fois qu’il le peut.", hint="Appelez-nous : nous vous en enverrons un autre."
        )
    link.uses += 1
    object_id = Sealed.ARCHIVE.object(row.id)
    content = ctx.vault.unseal(object_id, field="archive", version=1, sealed=row.archive)
    event = Event(EventKind.TRANSMISSION_DOWNLOADED, PARTNER, row.id, {"count": link.uses})
    save(ctx.session, link, event=event, at=ctx.now)
    return row.archive_name, content


def report_trouble(ctx: Context, token: str, word: str, trouble: Trouble) -> None:
    """Tell the référent that the pli does not open (product.md, step 9).

    Raises:
        Expired: the link works no more.
        Invalid: the word was not typed.
        WrongState: the pli was taken back or is over.
    """
    _, row = _follow_to_change(ctx, token)
    linking.check_typed(word, HELP_WORD)
    _check_alive(row)
    row.trouble, row.trouble_at = trouble.value, ctx.now
    detail: dict[str, Detail] = {"trouble": trouble.value}
    save(ctx.session, row, event=Event(EventKind.TRANSMISSION_TROUBLE, PARTNER, row.id, detail), at=ctx.now)


def answer(ctx: Context, token: str, word: str, outcome: Outcome, reason: OutcomeReason | None) -> None:
    """Record what the partner decides about the person.

    Raises:
        Expired: the link works no more.
        Invalid: the word was not typed, or a refusal has no reason.
        WrongState: nobody said yet that the pli arrived, or it is over.
    """
    _, row = _follow_to_change(ctx, token)
    linking.check_typed(word, ANSWER_WORD)
    _check_alive(row)
    if row.acknowledged_at is None:
        raise WrongState("Dites d’abord que vous avez reçu le pli.", hint="Le mot à écrire est sur cette page.")
    outcomes.note_outcome(ctx, PARTNER, row, outcome, reason, by="page")


def _follow(ctx: Context, token: str) -> tuple[PartnerLink, Transmission]:
    link = linking.follow(ctx, LinkPurpose.PLI, token)
    return link, store.get_transmission(ctx.session, link.subject_id)


def _follow_to_change(ctx: Context, token: str) -> tuple[PartnerLink, Transmission]:
    """Lock the transmission, then the link: the order in which staff lock them."""
    link = linking.follow(ctx, LinkPurpose.PLI, token)
    row = outbox_store.lock_transmission(ctx.session, link.subject_id)
    if row is None:
        raise linking.gone()
    return linking.hold(ctx, link), row


def _may_download(row: Transmission) -> bool:
    """By its link only while the archive travels so, or a second mail offered it in place of an attachment."""
    came_back = row.archive_status == ArchiveStatus.FAILED and row.returned_at is not None  # so a report says
    left = row.archive_status in standing.LEFT or came_back
    return left and row.carrier == Carrier.LINK and row.archive is not None


def _key_words(ctx: Context, row: Transmission) -> str:
    """Promise nothing that will not happen by itself."""
    by_sms = row.key_channel == KeyChannel.SMS
    match KeyStatus(row.key_status):
        case KeyStatus.RELEASED if by_sms:
            return "La clé vous est envoyée par SMS, sur votre mobile professionnel."
        case KeyStatus.WITHHELD if by_sms and releasing.leaves_by_itself(ctx, row):
            return "Dès que vous l’avez confirmé, la clé part par SMS sur votre mobile professionnel."
        case KeyStatus.WITHHELD if row.key_channel == KeyChannel.IN_PERSON:
            return "Nous vous remettrons la clé en main propre."
        case KeyStatus.WITHHELD if row.key_channel == KeyChannel.LETTER:
            return "Vous recevrez la clé par courrier recommandé."
        case KeyStatus.WITHHELD:
            return "Nous vous appellerons pour vous donner la clé."
        case _:
            return "La clé vous a été transmise."


def _check_alive(row: Transmission) -> None:
    if row.archive_status in standing.OVER:
        raise WrongState(
            "Ce pli n’est plus à ouvrir.",
            hint="S’il a été remplacé, suivez le dernier e-mail reçu. Sinon, appelez-nous.",
        )
