"""Who sends what waits in the outbox while the pages are served? One thread beside them, if the settings say so."""

import threading
from types import TracebackType
from typing import Self

from liaison.bootstrap import Service
from liaison.usecases import working


class Worker:
    """The background work of one process, from the start of the application to its end."""

    def __init__(self, service: Service) -> None:
        self._stop = threading.Event()
        # A daemon: a mail server that does not answer cannot keep the process from ending.
        self._thread = threading.Thread(
            target=working.run, args=(service, self._stop), name="liaison-worker", daemon=True
        )
        self._wanted = service.settings.worker_in_serve

    def __enter__(self) -> Self:
        """Start, when the settings want it here."""
        if self._wanted:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop after the message in hand."""
        self._stop.set()
        if self._wanted:
            self._thread.join(timeout=10)
