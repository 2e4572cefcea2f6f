"""What runs in the process that opens what strangers send? One job, told by its argument, then it ends.

Started by `liaison/adapters/opening.py` with nothing but two pipes. It limits itself, loads the parsers of its
job, locks itself (`confinement`), says that it is ready by an empty frame, reads one request, answers it and
waits for its end. A passphrase comes by the pipe only. What goes wrong in a foreseen way is an answer; the rest
kills the process, which says enough.
"""

import json
import os
import sys
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from typing import Any, Final

from liaison.adapters import confinement
from liaison.adapters.opening_frames import Bounds, Frame, FrameReader, encoded

REQUESTS: Final = Bounds(head=64 * 1024, bodies=1, octets=64 * 1024 * 1024)
LOADED_LATE: Final = 3
_CHUNK: Final = 1024 * 1024

Answer = tuple[dict[str, Any], tuple[bytes, ...]]
Job = Callable[[dict[str, Any], bytes], Answer]


def _load_open() -> Job:
    from liaison.adapters import opening_archives  # noqa: PLC0415 - each job loads its own parsers, no others

    return opening_archives.job


def _load_look() -> Job:
    from liaison.adapters import looking  # noqa: PLC0415

    return looking.job


def _load_fiche() -> Job:
    from liaison.adapters import opening_fiches  # noqa: PLC0415

    return opening_fiches.job


def _load_picture() -> Job:
    from liaison.adapters import picturing  # noqa: PLC0415

    return picturing.job


def _load_table() -> Job:
    from liaison.adapters import opening_tables  # noqa: PLC0415

    return opening_tables.job


_JOBS: Final[dict[str, Callable[[], Job]]] = {
    "open": _load_open,
    "look": _load_look,
    "fiche": _load_fiche,
    "picture": _load_picture,
    "table": _load_table,
}


def main() -> None:
    """Do the one job."""
    confinement.limit()
    answers = _take_answers_apart()
    job = _JOBS[sys.argv[1]]()
    sys.meta_path.insert(0, _Loaded())
    is_filtered = confinement.lock(answers)
    _write(answers, {"outcome": "ready", "filtered": is_filtered})
    request = _request()
    try:
        head, bodies = job(json.loads(request.head), *request.bodies)
    except MemoryError:
        head, bodies = {"outcome": "memory"}, ()
    _write(answers, head, bodies)
    os.read(0, 1)  # the parent looks at what this took, then ends it


class _Loaded(MetaPathFinder):
    """Ends the process when a parser loads something late: it would take the refusal for a fault of the document."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:  # noqa: ARG002
        """Let nothing be loaded any more."""
        os._exit(LOADED_LATE)


def _take_answers_apart() -> int:
    """Give answers a descriptor of their own: what a library prints goes nowhere."""
    answers = os.dup(1)
    os.dup2(2, 1)
    return answers


def _request() -> Frame:
    reader = FrameReader(REQUESTS)
    while data := os.read(0, _CHUNK):
        frame = reader.feed(data)
        if frame is not None:
            return frame
    sys.exit(1)  # nobody asks any more


def _write(descriptor: int, head: dict[str, Any], bodies: tuple[bytes, ...] = ()) -> None:
    for piece in encoded(Frame(json.dumps(head).encode("ascii"), bodies)):
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(descriptor, rest) :]


if __name__ == "__main__":
    main()
