"""Does a flood of deposits leave the pages of everybody else as quick as before? `make flood`; a small one in tests.

A served house, real sockets: deposits at once, bodies that are too large, bodies that stop coming. What is measured:
how long other pages take meanwhile, and how much memory the server takes.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from crypto.archive import Document, seal
from crypto.passphrase import generate
from liaison.usecases import linking, signing_in
from liaison.usecases.context import Context
from liaison.vocabulary import LinkPurpose, PartnerKind, Role
from tests.journeys.house import House, installed
from tests.journeys.people import People, Person

MIB: Final = 1024 * 1024
HOST: Final = "127.0.0.1"
BOUNDARY: Final = b"flot-de-depots"
HEAD: Final = (
    b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="file"; filename="f.zip"\r\n'
    b"Content-Type: application/octet-stream\r\n\r\n"
)
TAIL: Final = b"\r\n--" + BOUNDARY + b"--\r\n"
PIECE: Final = 64 * 1024
PARTNERS: Final = 8
LISTED: Final = 60
"""Deposits that stand in the lists before anything is measured: the same pages, as long before as after."""
PATIENCE: Final = 120.0


@dataclass(frozen=True, slots=True)
class Site:
    """A served house, links to deposit by, and somebody who is signed in."""

    house: House
    links: tuple[str, ...]
    cookie: str

    def memory(self) -> int:
        """Read the server's memory, in bytes."""
        assert self.house.server.process is not None
        status = Path(f"/proc/{self.house.server.process.pid}/status").read_text(encoding="ascii")
        (line,) = [line for line in status.splitlines() if line.startswith("VmRSS:")]
        return int(line.split()[1]) * 1024


@dataclass(slots=True)
class Seen:
    """What a time of load showed; times in seconds, memory in bytes."""

    pages: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    memory: int = 0

    @property
    def p95(self) -> float:
        """The time that nineteen pages of twenty took at most."""
        return sorted(self.pages)[int(len(self.pages) * 0.95)] if self.pages else 0.0


@contextmanager
def site(folder: Path, *, links: int, **settings: str) -> Iterator[Site]:
    """Serve a house whose partners hold links."""
    with installed(folder, sms=False, deposit_limit="200", **settings) as house:
        people = People(house.service())
        people.open_house()
        referent = people.one(Role.REFERENT)
        contacts = [
            people.partner(PartnerKind.CPH, f"CPH du Flot {number}", model=None).contact_id
            for number in range(PARTNERS)
        ]
        with house.service().transaction() as ctx:
            made = tuple(
                linking.issue(ctx, LinkPurpose.DEPOSIT, contacts[number % PARTNERS], life=timedelta(days=1))
                for number in range(links)
            )
            cookie = _signed_in(ctx, referent)
        house.server.start()
        yield Site(house, made, cookie)


def archive(size: int) -> bytes:
    """Seal a document of a size, as a partner does."""
    return seal(Document("document.bin", bytes(size)), generate()).content


def each(
    act: Callable[[Site, str], Awaitable[object]], site: Site, links: Sequence[str]
) -> list[Callable[[], Awaitable[object]]]:
    """Do the same by each of these links."""
    return [partial(act, site, token) for token in links]


async def deposit(content: bytes, site: Site, token: str) -> int:
    """Deposit a file; return the status of the answer."""
    length = len(HEAD) + len(content) + len(TAIL)
    reader, writer = await asyncio.open_connection(HOST, site.house.server.port)
    try:
        writer.write(_request(token, length) + HEAD)
        for start in range(0, len(content), PIECE):
            writer.write(content[start : start + PIECE])
            await writer.drain()
        writer.write(TAIL)
        await writer.drain()
        return await _status(reader)
    finally:
        writer.close()


async def pour(site: Site, token: str, size: int) -> tuple[int, int]:
    """Send a body of a size, as fast as it is taken; return the status, and how many bytes were taken."""
    reader, writer = await asyncio.open_connection(HOST, site.house.server.port)
    answer = asyncio.ensure_future(_status(reader))
    sent = 0
    try:
        writer.write(_request(token, size) + HEAD)
        zeros = bytes(MIB)
        with suppress(ConnectionError):
            while sent < size and not answer.done():
                writer.write(zeros)
                await writer.drain()
                sent += len(zeros)
        return await answer, sent
    finally:
        writer.close()


async def go_away(site: Site, token: str) -> int:
    """Begin a body and hang up; there is no answer to read."""
    _, writer = await asyncio.open_connection(HOST, site.house.server.port)
    writer.write(_request(token, 10 * MIB) + HEAD + bytes(PIECE))
    await writer.drain()
    writer.transport.abort()
    return 0


async def dribble(site: Site, token: str) -> int:
    """Begin a body and send nothing more; return the status of what comes back."""
    reader, writer = await asyncio.open_connection(HOST, site.house.server.port)
    try:
        writer.write(_request(token, 10 * MIB) + HEAD)
        await writer.drain()
        return await _status(reader)
    finally:
        writer.close()


async def drip(site: Site, token: str) -> int:
    """Send one byte now and then, as long as somebody listens; return the status of what comes back."""
    reader, writer = await asyncio.open_connection(HOST, site.house.server.port)
    answer = asyncio.ensure_future(_status(reader))
    try:
        writer.write(_request(token, 10 * MIB) + HEAD)
        with suppress(ConnectionError):
            while not answer.done():
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.1)
        return await answer
    finally:
        writer.close()


async def while_pages_are_read(site: Site, acts: Sequence[Callable[[], Awaitable[object]]], *, pages: int = 0) -> Seen:
    """Do these acts at once, and read pages one after the other meanwhile: at least so many."""
    seen = Seen(memory=site.memory())
    going = [asyncio.ensure_future(act()) for act in acts]
    while len(seen.pages) < pages or not all(one.done() for one in going):
        for path in ("/", "/depots"):
            began = time.perf_counter()
            assert 200 == await _get(site, path)
            seen.pages.append(time.perf_counter() - began)
        seen.memory = max(seen.memory, site.memory())
        await asyncio.sleep(0.02)
    for answer in await asyncio.gather(*going):
        status = answer[0] if isinstance(answer, tuple) else answer
        assert isinstance(status, int)
        seen.statuses[status] = seen.statuses.get(status, 0) + 1
    return seen


async def _get(site: Site, path: str) -> int:
    reader, writer = await asyncio.open_connection(HOST, site.house.server.port)
    try:
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: __Host-liaison={site.cookie}\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        status = await _status(reader)
        await reader.read()
        return status
    finally:
        writer.close()


async def _status(reader: asyncio.StreamReader) -> int:
    async with asyncio.timeout(PATIENCE):
        line = await reader.readline()
    return int(line.split()[1]) if line else 0


def _request(token: str, length: int) -> bytes:
    return (
        f"POST /depot/{token} HTTP/1.1\r\nHost: {HOST}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY.decode()}\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def _signed_in(ctx: Context, person: Person) -> str:
    half = signing_in.begin(ctx, email=person.email, password=person.password, address="")
    return signing_in.complete(ctx, half, code=person.telephone.code())


async def _measure(place: Site) -> None:
    say = sys.stdout.write
    content = archive(MIB)
    for token in place.links[:LISTED]:
        await deposit(content, place, token)
    idle = await while_pages_are_read(place, [], pages=200)
    base = place.memory()
    say(f"idle: p95 of pages {idle.p95 * 1000:.0f} ms, memory {base / MIB:.0f} MiB\n")
    began = time.perf_counter()
    flood = await while_pages_are_read(place, each(partial(deposit, content), place, place.links))
    say(
        f"200 deposits of 1 MiB at once: {time.perf_counter() - began:.1f} s, answers {flood.statuses}, p95 of pages"
        f" {flood.p95 * 1000:.0f} ms of {len(flood.pages)}, memory + {(flood.memory - base) / MIB:.0f} MiB\n"
    )
    base = place.memory()
    large = await while_pages_are_read(place, [lambda: pour(place, place.links[0], 2048 * MIB)], pages=100)
    say(
        f"a body of 2 GiB: answers {large.statuses}, p95 of pages {large.p95 * 1000:.0f} ms, memory"
        f" + {(large.memory - base) / MIB:.0f} MiB\n"
    )
    slow = await while_pages_are_read(place, each(dribble, place, place.links))
    say(
        f"200 bodies that stop coming: answers {slow.statuses}, p95 of pages {slow.p95 * 1000:.0f} ms, memory"
        f" + {(slow.memory - base) / MIB:.0f} MiB\n"
    )


def main() -> None:
    """Measure and print."""
    with (
        tempfile.TemporaryDirectory() as folder,
        site(Path(folder), links=200, deposit_idle_seconds="5") as place,
    ):
        asyncio.run(_measure(place))


if __name__ == "__main__":
    main()
