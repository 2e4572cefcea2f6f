"""How long may one exchange with a server last in all? A time-out bounds each wait; this bounds their sum.

A server that drips a byte at a time never trips a time-out, and would hold a message for longer than its lease:
another worker would then send it a second time.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

_AGAIN: Final = 1.0
"""Seconds between two cuts: TLS may have put another socket in the place of the first."""


@contextmanager
def cut_after(seconds: float, socket_of: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Shut the connection down when the block lasts longer; what waits for it then reads its end."""
    over = threading.Event()
    watch = threading.Thread(target=_watch, args=(seconds, socket_of, over), name="liaison-deadline", daemon=True)
    watch.start()
    try:
        yield
    finally:
        over.set()
        watch.join()


def _watch(seconds: float, socket_of: Callable[[], socket.socket | None], over: threading.Event) -> None:
    wait = seconds
    while not over.wait(wait):
        current = socket_of()
        if current is not None:
            # The plain call: TLS's own would pull its state from under the thread that reads.
            with suppress(OSError):
                socket.socket.shutdown(current, socket.SHUT_RDWR)
        wait = _AGAIN
