"""What does a mortal process do in these tests? A sending, from dossier to « ouvert », by the real use cases.

It runs in a process of its own and tells each step to the process that started it, which may end it there. The
person does what the pages offer and the worker what waits, until nothing is left to do: so that the same story,
begun again after a crash, carries on from wherever the first one was killed.
"""

import resource
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from threading import Event
from typing import Concatenate, Final, ParamSpec, TypeVar

import pyotp
from sqlalchemy import event
from sqlmodel import Session

from crypto import master
from crypto.keystore import KeyRecord, KeyStore, ObjectId
from crypto.vault import Vault
from liaison import bootstrap, settings
from liaison.bootstrap import Service
from liaison.errors import Unavailable
from liaison.ports import Mail, Mailer, TextMessenger
from liaison.rules.access import Actor
from liaison.rules.delivery import LEASE
from liaison.store import accounts
from liaison.usecases import (
    answering,
    drafting,
    factors,
    following,
    keeping_cases,
    outcomes,
    recalling,
    releasing,
    replacing,
    sending,
    telling,
    working,
)
from liaison.usecases.choosing import Choice
from liaison.usecases.context import Context
from liaison.usecases.delivering import Said
from liaison.usecases.following import TransmissionPage
from liaison.usecases.standing import Waits
from liaison.vocabulary import (
    ArchiveStatus,
    DeliveryStatus,
    FicheStatus,
    KeyChannel,
    KeyStatus,
    OutboxKind,
    Outcome,
    ReplaceReason,
)
from tests.clock import FixedClock

P = ParamSpec("P")
T = TypeVar("T")

MODEL: Final = "generic"
TYPED: Final[Mapping[str, str]] = {
    "support.done": "Trois entretiens, un atelier d’essai, une phrase qui ne doit pas se perdre.",
    "signature.place": "Lyon",
    "signature.date": "21/11/2026",
}
MOVES: Final = 60
"""Many more than a story needs: one that is not over by then goes round in circles."""

Reach = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """What the process is told: whose house, who acts, about whom, to whom, how, and from which moment on."""

    settings: Mapping[str, str]
    moment: datetime
    actor: Actor
    case_id: str
    contact_id: str
    choice: Choice
    recalls: bool = False
    """Whether the person takes the pli back as soon as it left."""
    file_limit: int = 0
    """Bytes that no file may outgrow, as on a disk that is full; nothing: no limit."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells a step and waits for leave to go on; a process that is ended waits for ever."""

    pipe: Connection

    def reach(self, step: str) -> None:
        """Tell a step."""
        self.pipe.send(("step", step))
        self.pipe.recv()

    def begin(self, move: str) -> None:
        """Tell which move begins."""
        self.pipe.send(("begins", move))

    def confirm(self, move: str) -> None:
        """Tell that the page said it was done."""
        self.pipe.send(("done", move))

    def hear(self, key: str) -> None:
        """Tell a key, as on the telephone."""
        self.pipe.send(("told", key))

    def ask_for_link(self) -> str:
        """Ask the partner for the token of the link that stands in their last mail."""
        self.pipe.send(("asks", "link"))
        token: str = self.pipe.recv()
        return token

    def show(self, sentence: str) -> None:
        """Tell what the page of the transmission said."""
        self.pipe.send(("page", sentence))


def play(part: Part, pipe: Connection) -> None:
    """Live until the story is over."""
    teller = Teller(pipe)
    if part.file_limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (part.file_limit, part.file_limit))
    clock = FixedClock(part.moment)
    service = watched(bootstrap.start(settings.load({}, **part.settings), clock=clock), teller.reach)
    person = Person(service, clock, part, teller)
    for _ in range(MOVES):
        try:
            if not person.move():
                pipe.send(("over", ""))
                return
        except Unavailable as refusal:
            pipe.send(("refused", refusal.message))
            return
    pipe.send(("tired", ""))


@dataclass(frozen=True, slots=True)
class Person:
    """A référent and the worker of their house: each does what is to be done next."""

    service: Service
    clock: FixedClock
    part: Part
    teller: Teller
    unwritten: list[Said] = field(default_factory=list)
    """The worker's memory, which dies with it."""
    told: list[str] = field(default_factory=list)
    """The plis whose key this person saw, and said on the telephone."""

    def move(self) -> bool:
        """Do the next thing; false when nothing is left to do."""
        self.clock.advance(seconds=20)
        page = self._do("look", keeping_cases.open_case, self.part.case_id)
        if page.transmissions:
            return self._follow(page.transmissions[0].id)
        drafts = [line for line in page.fiches if line.status is FicheStatus.DRAFT]
        if not drafts:
            self._do("start", drafting.start, self.part.case_id, MODEL)
            return True
        self._write(drafts[0].id)
        return True

    def _write(self, fiche_id: str) -> None:
        page = self._do("look", drafting.open_fiche, fiche_id)
        if page.contact is None:
            self._do("address", drafting.choose_contact, fiche_id, self.part.contact_id)
        elif any(page.raw.get(field) != text for field, text in TYPED.items()):
            raw = {**page.raw, **TYPED}
            self._do("type", lambda ctx, actor: drafting.save(ctx, actor, fiche_id, raw=raw, revision=page.revision))
        else:
            self._do("send", sending.send, fiche_id, self.part.choice)

    def _follow(self, transmission_id: str) -> bool:
        page = self._do("look", following.open_transmission, transmission_id)
        self.teller.show(sentence_of(page))
        if page.can_retry:
            self._do("retry", releasing.retry, transmission_id)
        elif page.waits is Waits.LEAVING or _text_is_on_its_way(page):
            self._work(page)
        elif self.part.recalls and page.can_recall:
            self._do("recall", recalling.recall, transmission_id)
        elif page.waits in {Waits.ACKNOWLEDGEMENT, Waits.SILENT}:
            self._acknowledge()
        else:
            return self._give_key(page, transmission_id)
        return True

    def _give_key(self, page: TransmissionPage, transmission_id: str) -> bool:
        if page.waits is Waits.KEY:
            self._hand_key(page, transmission_id)
        elif page.waits is Waits.OPENING and page.line.key_channel is KeyChannel.TELEPHONE:
            self._after_the_call(page, transmission_id)
        elif page.can_confirm:
            self._do("confirm", releasing.confirm, transmission_id)
        elif page.waits is Waits.ANSWER:
            self._answer()
        elif page.waits is Waits.ANSWERED:
            self._do("close", outcomes.close, transmission_id)
        else:
            return False
        return True

    def _hand_key(self, page: TransmissionPage, transmission_id: str) -> None:
        if page.can_release:
            self._do("release", releasing.release_by_sms, transmission_id)
            return
        with self.service.transaction() as ctx:
            code = _code(ctx, self.part.actor)
        told = self._do("tell", lambda ctx, actor: telling.tell(ctx, actor, transmission_id, code=code))
        self.teller.hear("-".join(told.groups))
        self.told.append(transmission_id)

    def _after_the_call(self, page: TransmissionPage, transmission_id: str) -> None:
        """Who saw the key has it read back; who did not, for the machine stopped before it was shown, makes another."""
        if transmission_id in self.told:
            self._do("read back", lambda ctx, actor: telling.read_back(
                ctx, actor, transmission_id, ticked=True, taken_by=page.contact.id
            ))  # fmt: skip
        else:
            self._do("replace", replacing.make_anew, transmission_id, ReplaceReason.KEY_LOST, self.part.choice)

    def _acknowledge(self) -> None:
        token = self.teller.ask_for_link()
        self._do("acknowledge", lambda ctx, _: answering.acknowledge(ctx, token, answering.RECEIVED_WORD))

    def _answer(self) -> None:
        token, word = self.teller.ask_for_link(), answering.ANSWER_WORD
        self._do("answer", lambda ctx, _: answering.answer(ctx, token, word, Outcome.ACCEPTED, None))

    def _work(self, page: TransmissionPage) -> None:
        """Let the worker do a round; what waited in vain waits for its lease to end, or its time to come."""
        if any(message.attempts for message in page.messages):
            self.clock.advance(seconds=(LEASE + timedelta(minutes=1)).total_seconds())
        self.teller.begin("work")
        working.work_once(self.service, Event(), self.unwritten)

    def _do(self, move: str, act: Callable[Concatenate[Context, Actor, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        self.teller.begin(move)
        with self.service.transaction() as ctx:
            answer = act(ctx, self.part.actor, *args, **kwargs)
        self.teller.confirm(move)
        return answer


def sentence_of(page: TransmissionPage) -> str:
    """Say in one word what the page offers or waits for; nothing when it leaves a person without a word."""
    if page.line.archive in {ArchiveStatus.CLOSED, ArchiveStatus.RECALLED, ArchiveStatus.REPLACED}:
        return "over"
    if page.waits is Waits.FAILED:
        return "failed" if page.can_retry else ""
    return "" if page.waits is Waits.NOTHING else page.waits.value


def _text_is_on_its_way(page: TransmissionPage) -> bool:
    return page.line.key is KeyStatus.RELEASED and any(
        message.kind == OutboxKind.SMS and message.delivery in {"", DeliveryStatus.ACCEPTED}
        for message in page.messages
    )


def _code(ctx: Context, actor: Actor) -> str:
    """Read the code that the person's telephone shows: one that was not used yet."""
    account = accounts.get_account(ctx.session, actor.account_id)
    step = max(int(ctx.now.timestamp()) // factors.STEP, (account.totp_step or 0) + 1)
    return pyotp.HOTP(factors.open_seed(ctx, account)).at(step)


# --- the doors of the house, each telling before and after what it does ---


def watched(service: Service, reach: Reach) -> Service:
    """Let every commit, every write of a key and every door of a service tell its steps."""
    event.listen(service.engine, "commit", lambda _: reach("commit begins"))
    event.listen(Session, "after_commit", lambda _: reach("commit done"))
    keys = WatchedKeys(service.keystore, reach)
    return replace(
        service,
        vault=Vault(keys, master.load(service.settings.master_key)),
        mailer=WatchedMailer(service.mailer, reach) if service.mailer else None,
        texter=WatchedTexter(service.texter, reach) if service.texter else None,
    )


@contextmanager
def _told(reach: Reach, what: str) -> Iterator[None]:
    reach(f"{what} begins")
    yield
    reach(f"{what} done")


@dataclass(frozen=True, slots=True)
class WatchedKeys:
    """A key store that tells its writes."""

    inner: KeyStore
    reach: Reach

    def put(self, object_id: ObjectId, wrapped: bytes) -> None:
        """Tell, store, tell."""
        with _told(self.reach, f"key of {object_id.partition('.')[0]} made"):
            self.inner.put(object_id, wrapped)

    def put_all(self, keys: Mapping[ObjectId, bytes]) -> None:
        """Tell, store, tell."""
        kinds = ", ".join(sorted({object_id.partition(".")[0] for object_id in keys}))
        with _told(self.reach, f"keys of {kinds} made"):
            self.inner.put_all(keys)

    def get(self, object_id: ObjectId) -> bytes:
        """Reading is no step."""
        return self.inner.get(object_id)

    def get_all(self, object_ids: Collection[ObjectId]) -> dict[ObjectId, bytes]:
        """Reading is no step."""
        return self.inner.get_all(object_ids)

    def replace(self, object_id: ObjectId, *, old: bytes, new: bytes) -> bool:
        """Tell, swap, tell."""
        with _told(self.reach, "key wrapped anew"):
            return self.inner.replace(object_id, old=old, new=new)

    def destroy(self, object_ids: Iterable[ObjectId]) -> int:
        """Tell, destroy, tell."""
        doomed = list(object_ids)
        kinds = ", ".join(sorted({object_id.partition(".")[0] for object_id in doomed}))
        with _told(self.reach, f"key of {kinds} destroyed"):
            return self.inner.destroy(doomed)

    def ids(self, *, before: datetime | None = None) -> Iterator[ObjectId]:
        """Reading is no step."""
        return self.inner.ids(before=before)

    def records(self) -> Iterator[KeyRecord]:
        """Reading is no step."""
        return self.inner.records()

    def restore(self, records: Iterable[KeyRecord]) -> int:
        """Nobody restores in this story; it would be one write."""
        with _told(self.reach, "keys restored"):
            return self.inner.restore(records)


@dataclass(frozen=True, slots=True)
class WatchedMailer:
    """A door for mail that tells before and after."""

    inner: Mailer
    reach: Reach

    def send(self, mail: Mail) -> str:
        """Tell, send, tell."""
        with _told(self.reach, "mail door"):
            return self.inner.send(mail)


@dataclass(frozen=True, slots=True)
class WatchedTexter:
    """A door for SMS that tells before and after."""

    inner: TextMessenger
    reach: Reach

    def send(self, number: str, body: str, *, idempotency_key: str) -> str:
        """Tell, send, tell."""
        with _told(self.reach, "SMS door"):
            return self.inner.send(number, body, idempotency_key=idempotency_key)

    def status(self, gateway_id: str) -> DeliveryStatus:
        """Tell, ask, tell."""
        with _told(self.reach, "SMS report"):
            return self.inner.status(gateway_id)
