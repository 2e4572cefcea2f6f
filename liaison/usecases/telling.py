"""How does a person give a key? On the telephone, from hand to hand or by registered letter: shown once, then noted.

Never on voicemail. No page ever takes the key from a partner: what they read back is checked by ear, and ticked.
"""

from dataclasses import dataclass
from typing import Final

from crypto.hashchain import Detail
from crypto.passphrase import spell
from liaison.errors import Invalid, Problem, Refused
from liaison.events import EventKind
from liaison.records import Transmission
from liaison.rules import channels
from liaison.rules.access import Actor
from liaison.store import directory as directory_store
from liaison.store import outbox as outbox_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import acknowledging, delivering, directory, proving, releasing, sealing, standing
from liaison.usecases.context import Context
from liaison.usecases.directory import ContactView
from liaison.usecases.following import sms_was_lost, transmission_of, transmission_to_change
from liaison.vocabulary import ArchiveStatus, KeyChannel, KeyStatus

_BEFORE: Final = "key"
"""The closed word of the journal: identity was proved before a key was shown."""


@dataclass(frozen=True, slots=True)
class TellPage:
    """What is asked before a key is shown: a code, and whether the partner has the archive."""

    transmission_id: str
    reference: str
    channel: KeyChannel
    contact: ContactView
    acknowledged: bool
    sms_lost: bool


@dataclass(frozen=True, slots=True, repr=False)
class ToldKey:
    """A key to give: groups, and how each sign is said. Shown once."""

    reference: str
    channel: KeyChannel
    groups: tuple[str, ...]
    spelling: tuple[tuple[str, ...], ...]
    number: str
    contact_name: str
    colleagues: tuple[tuple[str, str], ...]
    """Who at the partner may have taken it: id and name, the addressee first."""

    def __repr__(self) -> str:
        return "ToldKey(hidden)"


def prepare(ctx: Context, actor: Actor, transmission_id: str) -> TellPage:
    """Return what is asked before the key is shown; nothing is released.

    Raises:
        WrongState: the archive has not left, or the key is not waiting.
        Refused: the key was to travel otherwise, or the directory has no number any more.
    """
    row = transmission_of(ctx, actor, transmission_id)
    lost = _check_may_tell(ctx, row)
    contact = _reachable(ctx, actor, row)
    channel = KeyChannel.TELEPHONE if lost else KeyChannel(row.key_channel)
    arrived = row.archive_status in standing.ARRIVED
    return TellPage(row.id, row.reference, channel, contact, arrived, lost)


def tell(ctx: Context, actor: Actor, transmission_id: str, *, code: str, received: bool = False) -> ToldKey:
    """Show the key once, to who proved again who they are; `received`: the partner said that the archive is there.

    A key whose SMS did not arrive is told in its place, once too (demands.md 7). Without `received` the key goes
    before the acknowledgement, and the register says so.

    Raises:
        SignInFailed, TooMany: the code of the telephone is wrong.
        WrongState: the archive has not left, or the key is not waiting.
        Refused: the key was to travel otherwise, or the directory has no number any more.
    """
    row = transmission_to_change(ctx, actor, transmission_id)
    lost = _check_may_tell(ctx, row)
    contact = _reachable(ctx, actor, row)
    proving.prove(ctx, actor, code, before=_BEFORE)
    if lost:
        delivering.cancel(ctx, row.id)
        row.key_channel = KeyChannel.TELEPHONE.value
    if received and row.archive_status == ArchiveStatus.SENT:
        acknowledging.note_acknowledged(ctx, actor.account_id, row, by="telephone")
    key = sealing.read_passphrase(ctx, row)
    releasing.note_released(ctx, actor.account_id, row, EventKind.KEY_TOLD)
    spelt = spell(key)
    return ToldKey(
        row.reference,
        KeyChannel(row.key_channel),
        tuple(group.group for group in spelt),
        tuple(group.symbols for group in spelt),
        contact.call_number,
        contact.name,
        _colleagues(ctx, actor, contact),
    )


def read_back(ctx: Context, actor: Actor, transmission_id: str, *, ticked: bool, taken_by: str) -> None:
    """Record that the key was read back, or handed over, and who took it; it is erased here (security.md 11).

    Raises:
        Invalid: the tick is missing, or nobody of the partner is named.
        WrongState: the key was not given, or is erased already.
    """
    row = transmission_to_change(ctx, actor, transmission_id)
    contact = directory_store.get_contact(ctx.session, row.contact_id)
    known = {one.id for one in directory_store.list_contacts(ctx.session, [contact.partner_id])}
    problems = []
    if not ticked:
        sentence = "« Relue » : cochez que la clé a été relue en entier, ou remise à la bonne personne."
        problems.append(Problem("ticked", "Relue", sentence))
    if taken_by not in known:
        sentence = "« Qui l’a prise » : dites à qui vous l’avez donnée. Absent de la liste ? Ajoutez-le à l’annuaire."
        problems.append(Problem("taken_by", "Qui l’a prise", sentence))
    if problems:
        raise Invalid(problems)
    detail: dict[str, Detail] = {"contact": taken_by, "channel": row.key_channel}
    save(ctx.session, event=Event(EventKind.KEY_READ_BACK, actor.account_id, row.id, detail), at=ctx.now)
    releasing.erase_confirmed(ctx, actor, row)


def takers(ctx: Context, actor: Actor, transmission_id: str) -> tuple[tuple[str, str], ...]:
    """Return who at the partner may have taken the key: id and name, the addressee first."""
    row = transmission_of(ctx, actor, transmission_id)
    return _colleagues(ctx, actor, directory.open_contact(ctx, actor, row.contact_id))


def _check_may_tell(ctx: Context, row: Transmission) -> bool:
    """Say whether the key is told because its SMS was lost."""
    if sms_was_lost(row, outbox_store.list_of(ctx.session, row.id)):
        return True
    if row.key_channel not in channels.SPOKEN:
        raise Refused("La clé de ce pli devait partir autrement.", hint="Suivez ce que la page propose.")
    releasing.check_waits(row, KeyChannel(row.key_channel))
    return False


def _reachable(ctx: Context, actor: Actor, row: Transmission) -> ContactView:
    if (sentence := releasing.obstacle(ctx, row)) and row.key_status == KeyStatus.WITHHELD:
        raise Refused(sentence, hint=releasing.ASK_COORDINATION)
    contact = directory.open_contact(ctx, actor, row.contact_id)
    if not contact.enabled:
        raise Refused("Ce contact n’est plus proposé dans l’annuaire.", hint=releasing.ASK_COORDINATION)
    by_call = row.key_channel in {KeyChannel.TELEPHONE, KeyChannel.SMS}
    if by_call and not contact.call_number:
        raise Refused(
            "L’annuaire n’a plus de numéro pour ce contact.",
            hint="Faites compléter sa fiche par la coordination, puis réessayez.",
        )
    return contact


def _colleagues(ctx: Context, actor: Actor, contact: ContactView) -> tuple[tuple[str, str], ...]:
    others = [
        directory.open_contact(ctx, actor, row.id)
        for row in directory_store.list_contacts(ctx.session, [contact.partner_id])
        if row.id != contact.id and row.enabled
    ]
    return tuple((one.id, f"{one.name}, {one.function}") for one in (contact, *others))
