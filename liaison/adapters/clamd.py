"""What does the operator's antivirus say? Asked over a socket by clamd's INSTREAM: it never sees a file of ours.

What it says is either clean, infected, or nothing; nothing is never taken for clean. Accepted losses: over TCP
clamd has neither encryption nor sign-in, hence the address is that of the same machine, or of a network that is the
operator's own; and clamd says clean of what lies deeper in an archive than its own limits let it look (MaxFileSize,
MaxRecursion), unless `AlertExceedsMax yes` stands in its configuration.
"""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Self

from liaison.ports import AntivirusUnavailable, Scan
from liaison.settings import Settings

SECONDS: Final = 30.0
"""For all of one scan; clamd takes about a second for 25 MB."""
_CHUNK: Final = 256 * 1024
_LONGEST_ANSWER: Final = 4096
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._/-]")
_LONGEST_SIGNATURE: Final = 100
_TOO_LARGE: Final = "size limit exceeded"


class ClamdAntivirus:
    """A `liaison.ports.Antivirus`; `address` is `unix:/path` or `tcp://host:port`."""

    def __init__(self, address: str, *, seconds: float = SECONDS) -> None:
        self._address = address
        self._seconds = seconds

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Make the one that the settings describe."""
        return cls(settings.clamd_address)

    def scan(self, content: bytes) -> Scan:
        """Say whether something known is in it.

        Raises:
            AntivirusUnavailable: it did not say.
        """
        with self._asked(b"zINSTREAM\0") as line:
            line.send_in_chunks(content)
            answer = line.answer()
        if answer.endswith(" FOUND"):
            signature = answer.removesuffix(" FOUND").partition(": ")[2]
            return Scan(_UNSAFE.sub("-", signature)[:_LONGEST_SIGNATURE] or "unnamed")
        if answer == "stream: OK":
            return Scan()
        raise AntivirusUnavailable("too-large" if _TOO_LARGE in answer else "answer")

    def check(self) -> str:
        """Ask whether it answers, and give its version.

        Raises:
            AntivirusUnavailable: it does not.
        """
        with self._asked(b"zVERSION\0") as line:
            answer = line.answer()
        if not answer.startswith("ClamAV"):
            raise AntivirusUnavailable("answer")
        return re.sub(r"[^A-Za-z0-9 .:/-]", "-", answer)[:_LONGEST_SIGNATURE]

    @contextmanager
    def _asked(self, command: bytes) -> Iterator["_Line"]:
        try:
            with _connected(self._address, self._seconds) as connection:
                line = _Line(connection, time.monotonic() + self._seconds)
                line.send(command)
                yield line
        except TimeoutError:
            raise AntivirusUnavailable("time") from None
        except OSError:
            raise AntivirusUnavailable("unreachable") from None


def _connected(address: str, seconds: float) -> socket.socket:
    if address.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(seconds)
            connection.connect(address.removeprefix("unix:"))
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)


class _Line:
    """A connection that ends at a moment, however it drips."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection = connection
        self._deadline = deadline
        self._is_heard = True

    def send(self, data: bytes) -> None:
        """Send all of it, or none if the other side hears nothing more: it may have said why."""
        if not self._is_heard:
            return
        self._hurry()
        try:
            self._connection.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            self._is_heard = False

    def send_in_chunks(self, content: bytes) -> None:
        """Send a content as INSTREAM has it: each chunk after its length, a length of zero at the end."""
        view = memoryview(content)
        for start in range(0, len(view), _CHUNK):
            chunk = view[start : start + _CHUNK]
            self.send(len(chunk).to_bytes(4, "big"))
            self.send(bytes(chunk))
        self.send(bytes(4))

    def answer(self) -> str:
        """Read the answer up to its NUL, or its end."""
        answer = b""
        while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
            self._hurry()
            data = self._connection.recv(_LONGEST_ANSWER)
            if not data:
                break
            answer += data
        return answer.partition(b"\0")[0].decode("ascii", "replace").strip()

    def _hurry(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
