"""What is one trial? A house of its own, lives that end where they are told to, and what was seen from outside.

The mail server and the gateway belong to the process that looks: they outlive every life, and count.
"""

import json
import logging
import multiprocessing
import os
import re
import shutil
import signal
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event, Lock
from typing import Final

import psycopg

from liaison.rules.access import Actor
from liaison.usecases.choosing import Choice
from tests import factories
from tests.clock import FixedClock
from tests.faults.story import Part, play
from tests.liaison.adapters.certificates import Authority
from tests.liaison.adapters.mail_server import MailServer, mail_server
from tests.liaison.adapters.text_gateway import TextGateway, text_gateway

BEGINS: Final = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BETWEEN_LIVES: Final = timedelta(days=1)
"""More than a lease, and more than a life lets its clock run ahead: it is the next morning."""
SENDER: Final = "Opérateur imaginaire <liaison@operateur.example>"
PATIENCE: Final = 60.0
_TEMPLATE: Final = "liaison_faults"

# asyncio says at this level that a client went away: that is what they do here.
logging.getLogger("asyncio").setLevel(logging.CRITICAL)

# Each life is forked from a server that has imported everything and opened nothing.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.faults.story", "tests.faults.outbox_worker"])


@dataclass(slots=True)
class Steps:
    """Counts the steps of one life, and ends it at the one that is doomed."""

    doomed: int = 0
    names: list[str] = field(default_factory=list)
    move: str = ""
    victim: BaseProcess | None = None
    killed: bool = False
    lock: Lock = field(default_factory=Lock)
    gone: Event = field(default_factory=Event)

    def reach(self, step: str) -> None:
        """Count a step; the process ends here, between two of its instructions, if it is the one."""
        with self.lock:
            if self.killed or self.victim is None:
                return
            self.names.append(f"{self.move}: {step}")
            if len(self.names) == self.doomed and self.victim.pid is not None:
                self.killed = True
                os.kill(self.victim.pid, signal.SIGKILL)

    def reach_outside(self, step: str) -> None:
        """Count a step that a server sees; it goes on only when the process it spoke with is gone."""
        self.reach(step)
        if self.killed:
            self.gone.wait(PATIENCE)


@dataclass(frozen=True, slots=True)
class Life:
    """What one process did before it ended: its steps, the moves that a page confirmed, what the pages said."""

    steps: tuple[str, ...]
    killed: bool
    over: bool
    refused: str
    """What a page said when it could not do what was asked."""
    tired: bool
    """Whether nothing came of the worker's rounds, and it was given up."""
    done: tuple[str, ...]
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weather:
    """What else goes wrong in a trial, at the other side: each fault once."""

    name: str
    recipient_answers: tuple[str, ...] = ()
    mail_hangs_up: tuple[str, ...] = ()
    gateway_answers: tuple[tuple[int, str], ...] = ()
    gateway_hangs_up: tuple[str, ...] = ()

    @property
    def repeats(self) -> int:
        """How many times it makes a mail go again that was taken already."""
        return self.mail_hangs_up.count("content kept, not answered")


@dataclass(frozen=True, slots=True)
class Plan:
    """What the person of a trial means to do."""

    name: str
    choice: Choice
    recalls: bool = False


PLANS: Final = (
    Plan("key by SMS", factories.BY_SMS),
    Plan("key by telephone", factories.BY_TELEPHONE),
    Plan("recalled", factories.BY_SMS, recalls=True),
)
CALM: Final = Weather("calm")
WEATHERS: Final = (
    CALM,
    Weather("greylisted", recipient_answers=("450 4.2.0 Greylisted, try again later",)),
    Weather("the mail server dies in DATA", mail_hangs_up=("content arrived, not kept",)),
    Weather("the mail server dies after DATA", mail_hangs_up=("content kept, not answered",)),
    Weather("the mail server drops at each beginning", mail_hangs_up=("connected", "STARTTLS", "MAIL", "DATA")),
    Weather("the recipient is refused", recipient_answers=("550 5.1.1 No such user",)),
    Weather("the gateway is down", gateway_answers=((503, ""), (502, "")), gateway_hangs_up=("status asked",)),
    Weather("the gateway takes it and says nothing", gateway_hangs_up=("text taken, not answered",)),
)


@dataclass(frozen=True, slots=True)
class Outside:
    """The partner's mail server and the operator's gateway, for many trials."""

    mail: MailServer
    gateway: TextGateway
    ca_file: Path

    def watch(self, reach: Callable[[str], None]) -> None:
        """Tell the phases of the doors to somebody."""
        self.mail.watch = lambda phase: reach(f"mail server: {phase}")
        self.gateway.watch = lambda phase: reach(f"gateway: {phase}")

    def last_token(self) -> str:
        """Read the link of the last mail, as the partner does."""
        text = self.mail.received[-1].message.get_body(("plain",))
        assert text is not None
        (token,) = set(re.findall(r"/pli/([\w-]+)", text.get_content()))
        return str(token)

    def forget(self) -> None:
        """Begin anew."""
        for kept in (self.mail.received, self.mail.commands, self.mail.recipient_answers, self.mail.content_answers,
                     self.mail.hangs_up, self.gateway.texts, self.gateway.requests, self.gateway.answers,
                     self.gateway.hangs_up):  # fmt: skip
            kept.clear()

    def expect(self, weather: "Weather") -> None:
        """Prepare the faults of one trial."""
        self.forget()
        self.mail.recipient_answers += weather.recipient_answers
        self.mail.hangs_up += weather.mail_hangs_up
        self.gateway.answers += weather.gateway_answers
        self.gateway.hangs_up += weather.gateway_hangs_up


@contextmanager
def outside(folder: Path) -> Iterator[Outside]:
    """Run both."""
    with ExitStack() as doors:
        authority = Authority(folder)
        mail = doors.enter_context(mail_server(authority.server_context()))
        gateway = doors.enter_context(text_gateway())
        gateway.status = "delivered"
        yield Outside(mail, gateway, authority.file)


@dataclass(frozen=True, slots=True)
class Original:
    """A furnished house that nobody lives in: every trial has a copy of its own."""

    folder: Path
    postgres_url: str
    """Empty for SQLite; else any database of the server."""
    actor: Actor
    case_id: str
    contact_id: str


def furnish(folder: Path, postgres_url: str = "") -> Original:
    """Build the house, one partner and one person who agreed; close it."""
    url = ""
    if postgres_url:
        _execute(postgres_url, f'CREATE DATABASE "{_TEMPLATE}"')
        url = postgres_url.replace("/postgres?", f"/{_TEMPLATE}?")
    house = factories.build(url, folder / "house", FixedClock(BEGINS - timedelta(days=1)))
    case_id, contact_id = house.case(), house.recipient()
    factories.close(house.service)
    return Original(folder / "house", postgres_url, house["referent"], case_id, contact_id)


@dataclass(slots=True)
class Trial:
    """One house and the lives that were lived in it."""

    original: Original
    outside: Outside
    folder: Path
    database_url: str
    weather: Weather
    plan: Plan
    lives: list[Life] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """The keys that were said on the telephone."""

    def live(self, *, doomed: int = 0, file_limit: int = 0) -> Life:
        """Let a process carry the story on until it is over, or until its doomed step, or its disk is full."""
        steps = Steps(doomed)
        ours, theirs = FORKS.Pipe()
        process = FORKS.Process(target=play, args=(replace(self._part(), file_limit=file_limit), theirs), daemon=True)
        process.start()
        theirs.close()
        steps.victim = process
        self.outside.watch(steps.reach_outside)
        with ours:
            life = _listen(ours, steps, self)
        process.join(PATIENCE)
        steps.gone.set()
        steps.victim = None
        process.close()
        self.lives.append(life)
        return life

    @property
    def settings(self) -> dict[str, str]:
        """The settings of this house."""
        return {
            "data_dir": str(self.folder / "house" / "data"),
            "database_url": self.database_url,
            "smtp_host": "127.0.0.1",
            "smtp_port": str(self.outside.mail.port),
            "smtp_ca_file": str(self.outside.ca_file),
            "mail_from": SENDER,
            "public_url": "http://127.0.0.1:8000",
            "sms_url": f"{self.outside.gateway.url}/messages",
            "sms_headers": json.dumps({"Idempotency-Key": "{key}"}),
            "sms_id_field": "messages.0.id",
            "sms_status_url": f"{self.outside.gateway.url}/messages/{{id}}",
            "sms_status_field": "report.status",
        }

    @property
    def now(self) -> datetime:
        """The moment at which the next life begins."""
        return BEGINS + len(self.lives) * BETWEEN_LIVES

    def summary(self) -> str:
        """Say where each life ended, to find it again."""
        ends = [f"{len(life.steps)} ({life.steps[-1]})" if life.killed else "over" for life in self.lives]
        engine = "PostgreSQL" if self.database_url else "SQLite"
        return f"{engine}, {self.plan.name}, {self.weather.name}, ended at: {', '.join(ends)}"

    def _part(self) -> Part:
        original = self.original
        return Part(
            self.settings, self.now, original.actor, original.case_id, original.contact_id, self.plan.choice,
            recalls=self.plan.recalls,
        )  # fmt: skip


@contextmanager
def trial(
    original: Original, doors: Outside, folder: Path, *, weather: Weather = CALM, plan: Plan = PLANS[0]
) -> Iterator[Trial]:
    """Give a copy of the house for one trial, and take it away."""
    doors.expect(weather)
    own = folder / uuid.uuid4().hex
    shutil.copytree(original.folder, own / "house")
    url = ""
    if original.postgres_url:
        _execute(original.postgres_url, f'CREATE DATABASE "{own.name}" TEMPLATE "{_TEMPLATE}"')
        url = original.postgres_url.replace("/postgres?", f"/{own.name}?")
    try:
        yield Trial(original, doors, own, url, weather, plan)
    finally:
        if url:
            _execute(original.postgres_url, f'DROP DATABASE "{own.name}" WITH (FORCE)')
        shutil.rmtree(own)


def _listen(pipe: Connection, steps: Steps, trial: Trial) -> Life:
    told: dict[str, list[str]] = {"done": [], "page": [], "over": [], "refused": [], "tired": []}
    while (message := _next(pipe)) is not None:
        what, word = message
        if what == "step":
            steps.reach(word)
            if not steps.killed:
                pipe.send("go")
        elif what == "asks":
            pipe.send(trial.outside.last_token())
        elif what == "told":
            trial.told.append(word)
        elif what == "begins":
            steps.move = word
        else:
            told[what].append(word)
    return Life(
        tuple(steps.names), steps.killed, bool(told["over"]), "".join(told["refused"]), bool(told["tired"]),
        tuple(told["done"]), tuple(told["page"]),
    )  # fmt: skip


def _next(pipe: Connection) -> tuple[str, str] | None:
    """Return the next thing that the process tells; nothing once it has ended."""
    assert pipe.poll(PATIENCE), "the process says nothing any more"
    try:
        message: tuple[str, str] = pipe.recv()
    except (EOFError, OSError):
        return None
    return message


def _execute(postgres_url: str, statement: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement.encode())
