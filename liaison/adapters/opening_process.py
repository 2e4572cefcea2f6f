"""How long does the process live that opens things, and how does it end? As long as its call, whatever it does.

It is fed and read without ever waiting for it longer than is left, and killed with whatever it started, also when
it answered. Start-up has a time of its own: a busy machine is no reason to call a document dangerous.
"""

import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from liaison.adapters.opening_frames import Bounds, Frame, FrameReader, GarbledFrame, TooLarge, encoded
from liaison.errors import Unavailable
from liaison.ports import OpeningStopped
from liaison.vocabulary import Stopped

CHILD: Final = ("-I", "-B", "-m", "liaison.adapters.opening_child")
"""Isolated: no variable, no folder of a user, no folder where it was started."""
_CHUNK: Final = 256 * 1024
_READY: Final = Bounds(head=200, bodies=0, octets=0)
_MIB: Final = 1024 * 1024
_ANSWERS: Final = Bounds(head=4 * _MIB, bodies=1_000, octets=64 * _MIB)
_DYING_SECONDS: Final = 1.0
"""Between the moment that a process lets go of its pipe and that it has ended."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a process may take: seconds to start, seconds to work, and what it may answer."""

    start_seconds: float = 20.0
    work_seconds: float = 5.0
    answer: Bounds = _ANSWERS
    command: tuple[str, ...] = CHILD


_BY_SIGNAL: Final[dict[int, Stopped]] = {signal.SIGXCPU: Stopped.TIME, signal.SIGKILL: Stopped.MEMORY}
"""A kill that is not ours comes from the system: its memory is short."""
_A_MOMENT: Final = threading.Event()
_MOMENT: Final = 0.01

LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took, its interpreter included; `peak` in octets, None where the system does not tell."""

    job: str
    start_seconds: float
    work_seconds: float
    peak: int | None
    is_filtered: bool = False
    """Whether the kernel refuses it files, connections and processes (`confinement.lock`)."""


def run(job: str, request: Frame, limits: Limits) -> tuple[Frame, Spent]:
    """Start a process, have it answer one request, end it.

    Raises:
        OpeningStopped: it took too long, answered too much, or died.
        Unavailable: it could not be started.
    """
    begun = time.monotonic()
    process = _started(job, limits)
    try:
        talk = _Talk(process)
        try:
            first = talk.hear(_READY, limits.start_seconds)
        except OpeningStopped:
            raise Unavailable(
                "Rien ne peut être ouvert en ce moment.", hint="Réessayez ; si cela dure, prévenez l’administrateur."
            ) from None
        ready = time.monotonic()
        frame = talk.hear(limits.answer, limits.work_seconds, say=request)
        done = time.monotonic()
        is_filtered = b'"filtered": true' in first.head  # said before it read an octet from outside
        return frame, Spent(job, ready - begun, done - ready, _peak(process.pid), is_filtered)
    finally:
        _end(process)


def _started(job: str, limits: Limits) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - this interpreter, with arguments that stand here
            [sys.executable, *limits.command, job],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
            close_fds=True,
            start_new_session=True,
        )
    except OSError:
        raise Unavailable(
            "Rien ne peut être ouvert en ce moment.", hint="Réessayez ; si cela dure, prévenez l’administrateur."
        ) from None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and its group. It was not waited for yet, so that the number is still its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    process.wait()


def _peak(pid: int) -> int | None:
    """Ask the system how much memory the process had at most; it waits for its end."""
    with suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return None


class _Talk:
    """The two pipes of a process."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._to, self._from = _pipe(process.stdin), _pipe(process.stdout)

    def hear(self, bounds: Bounds, seconds: float, *, say: Frame | None = None) -> Frame:
        """Wait for a frame, and say one meanwhile.

        Raises:
            OpeningStopped: there is none in time, or none at all.
        """
        deadline = time.monotonic() + seconds
        reader = FrameReader(bounds)
        pieces = [memoryview(piece) for piece in encoded(say) if piece] if say else []
        with selectors.DefaultSelector() as ways:
            ways.register(self._from, selectors.EVENT_READ)
            if pieces:
                ways.register(self._to, selectors.EVENT_WRITE)
            while (left := deadline - time.monotonic()) > 0:
                for key, _ in ways.select(left):
                    if key.fd == self._to:
                        if not self._write(pieces):
                            ways.unregister(self._to)
                    elif (frame := self._read(reader)) is not None:
                        return frame
        raise OpeningStopped(Stopped.TIME)

    def _write(self, pieces: list[memoryview]) -> bool:
        """Write what the pipe takes; say whether something is left to write."""
        try:
            written = os.write(self._to, pieces[0][:_CHUNK])
        except BlockingIOError:
            return True
        except OSError:  # it died, or answers without having heard all: what it says is read
            return False
        pieces[0] = pieces[0][written:]
        if not pieces[0]:
            pieces.pop(0)
        return bool(pieces)

    def _read(self, reader: FrameReader) -> Frame | None:
        try:
            data = os.read(self._from, _CHUNK)
        except BlockingIOError:
            return None
        if not data:
            raise OpeningStopped(self._why_it_died())
        try:
            return reader.feed(data)
        except TooLarge:
            raise OpeningStopped(Stopped.OUTPUT) from None
        except GarbledFrame:
            raise OpeningStopped(Stopped.CRASHED) from None

    def _why_it_died(self) -> Stopped:
        """Read how it ended without taking it off the list: its number must stay its own until it is killed."""
        over = time.monotonic() + _DYING_SECONDS
        while (ended := os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG)) is None:
            if time.monotonic() > over:
                return Stopped.CRASHED
            _A_MOMENT.wait(_MOMENT)
        if ended.si_code == os.CLD_EXITED:
            return Stopped.CRASHED
        return _BY_SIGNAL.get(ended.si_status, Stopped.CRASHED)


def _pipe(end: IO[bytes] | None) -> int:
    if end is None:
        raise ValueError("a process without its pipe")
    os.set_blocking(end.fileno(), False)
    return end.fileno()
