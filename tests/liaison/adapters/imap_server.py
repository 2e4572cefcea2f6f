"""What box does the service watch? A real IMAP server on loopback, inside TLS, whose folders a test fills."""

import asyncio
import threading
from argparse import Namespace
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from ssl import SSLContext
from typing import TypeVar

from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, DictBackend, Identity, Login
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import Passwords, UserMetadata

USER = "retours@operateur.example"
PASSWORD = "bôite surveillée 7"

T = TypeVar("T")


class _Config(Config):
    """Asks no name server for its own name."""

    @property
    def greeting(self) -> bytes:
        """What is said first."""
        return b"Box of the tests"


class ImapBox:
    """The server, and what stands in its folders."""

    def __init__(self, loop: asyncio.AbstractEventLoop, backend: DictBackend, port: int) -> None:
        self._loop = loop
        self._backend = backend
        self.port = port

    def deliver(self, content: bytes, *, at: datetime, folder: str = "INBOX") -> None:
        """Let a mail arrive."""
        message = AppendMessage(content, at, frozenset())

        async def append(box: MailboxData) -> None:
            await box.append(message)

        self._in(folder, append)

    def add_folder(self, name: str) -> None:
        """Make a folder."""

        async def add(boxes: MailboxSet) -> None:
            await boxes.add_mailbox(name)

        self._run(lambda: self._on_boxes(add))

    def begin_again(self) -> None:
        """Give the box another life: same mails, new UIDVALIDITY, as after a move to another server."""

        async def forget(box: MailboxData) -> None:
            box._uid_validity = box.uid_validity + 1  # noqa: SLF001 - a server does this when it is rebuilt

        self._in("INBOX", forget)

    def count(self, folder: str = "INBOX") -> int:
        """Count the mails of a folder."""

        async def messages(box: MailboxData) -> int:
            return len([message async for message in box.messages()])

        return self._in(folder, messages)

    def flags(self, folder: str = "INBOX") -> list[str]:
        """List the marks of the mails of a folder."""

        async def marks(box: MailboxData) -> list[str]:
            return [str(flag) async for message in box.messages() for flag in message.permanent_flags]

        return self._in(folder, marks)

    def _in(self, folder: str, act: Callable[[MailboxData], Awaitable[T]]) -> T:
        async def there(boxes: MailboxSet) -> T:
            return await act(await boxes.get_mailbox(folder))

        return self._run(lambda: self._on_boxes(there))

    async def _on_boxes(self, act: Callable[[MailboxSet], Awaitable[T]]) -> T:
        identity = Identity(USER, self._backend.login, None, frozenset())
        async with identity.new_session() as session:
            return await act(session.mailbox_set)

    def _run(self, make: Callable[[], Awaitable[T]]) -> T:
        async def run() -> T:
            return await make()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(30)


@contextmanager
def imap_server(tls: SSLContext) -> Iterator[ImapBox]:
    """Run a server inside TLS, with one account."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="imap-server", daemon=True)
    thread.start()
    server, box = asyncio.run_coroutine_threadsafe(_start(tls), loop).result(30)
    try:
        yield box
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


async def _start(tls: SSLContext) -> tuple[asyncio.Server, ImapBox]:
    args = Namespace(
        host=None, port=0, debug=False, cert=None, key=None, tls=False, passlib_cfg=None, proxy_protocol=None,
        demo_data=False, demo_user=USER, demo_password=PASSWORD,
    )  # fmt: skip
    config = _Config.from_args(args)
    config.apply_context()
    login = Login(config)
    secret = await Passwords(config).hash_password(PASSWORD)
    await login.demo_user_identity.set(UserMetadata(config, USER, password=secret))
    backend = DictBackend(login, config)
    serve = IMAPServer(backend.login, config)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        config.apply_context()
        await serve(reader, writer, SocketInfo.get(writer, None))

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    port: int = server.sockets[0].getsockname()[1]
    return server, ImapBox(asyncio.get_running_loop(), backend, port)


async def _stop(server: asyncio.Server) -> None:
    server.close()
    for task in asyncio.all_tasks():
        if task is not asyncio.current_task():
            task.cancel()
