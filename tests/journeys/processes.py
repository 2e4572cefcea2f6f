"""How does a journey run the real command? As its own process, on its own folder; what it says is kept."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

LIAISON: Final = Path(sys.executable).with_name("liaison")
START_SECONDS: Final = 60.0
"""A shared machine is slow at times; a server usually answers after two."""


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with the settings of one house, and of no other."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
    return own | {f"LIAISON_{name.upper()}": value for name, value in settings.items()}


def run(settings: Mapping[str, str], *words: str) -> str:
    """Run one command to its end; return what it printed."""
    done = subprocess.run(
        [LIAISON, *words], env=environment(settings), capture_output=True, text=True, timeout=START_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass(slots=True)
class Server:
    """A server process that may be killed and started again; its log is one file."""

    settings: Mapping[str, str]
    port: int
    log: Path
    words: tuple[str, ...] = ("serve",)
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """The address of its pages."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, without: Collection[str] = (), **changed: str) -> None:
        """Start, with settings changed or left out for this time, and wait until somebody answers."""
        settings = {name: value for name, value in self.settings.items() if name not in without} | changed
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([LIAISON, *self.words], env=environment(settings), stdout=log, stderr=log)
        waiting = threading.Event()
        for _ in range(int(START_SECONDS * 20)):
            assert self.process.poll() is None, self.log.read_text()
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            waiting.wait(0.05)
        raise AssertionError(f"the server did not answer: {self.log.read_text()}")

    def kill(self) -> None:
        """End it as a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an administrator does."""
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(START_SECONDS)
            self.process = None
