"""How do tests run their identity provider? As a process of its own; they choose who signs in, and how it lies."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.house.sources import ROOT
from tests.journeys.processes import free_port

CLIENT: Final = "liaison-essai"
SECRET: Final = "secret du client d’essai".replace("’", "-")
PERSON: Final = "agent-1"
_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider that runs."""

    port: int

    @property
    def issuer(self) -> str:
        """Its name, which is its address."""
        return f"http://127.0.0.1:{self.port}"

    def settings(self) -> dict[str, str]:
        """Give the settings of a house that trusts it."""
        return {"oidc_issuer": self.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}

    def lie(self, **how: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON
        """Lie in one way from now on, or in none; return what it was asked until now."""
        answer, body = self._asked("POST", "/essai", json.dumps(how))
        assert answer == {}
        told: dict[str, Any] = json.loads(body)
        return told

    def sign_in(self, address: str, person: str = PERSON) -> dict[str, str]:
        """Choose who signs in on its page; return what it sends back in the address."""
        parts = urlsplit(address)
        headers, body = self._asked("POST", f"{parts.path}?{parts.query}", urlencode({"person": person}))
        assert "location" in headers, body
        return dict(parse_qsl(urlsplit(headers["location"]).query))

    def _asked(self, method: str, path: str, body: str) -> tuple[Mapping[str, str], str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_SECONDS)
        try:
            connection.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders() if name.lower() == "location"}
            return headers, answer.read().decode()
        finally:
            connection.close()


@contextmanager
def running(redirect: str, log: Path) -> Iterator[Provider]:
    """Run a provider that sends people back there."""
    provider = Provider(free_port())
    words = [sys.executable, "-m", "tests.provider.serve", str(provider.port), CLIENT, SECRET, redirect]
    with log.open("wb") as said:
        process = subprocess.Popen(words, cwd=ROOT, stdout=said, stderr=said)
    try:
        _wait(provider, process, log)
        yield provider
    finally:
        process.terminate()
        process.wait(_SECONDS)


def _wait(provider: Provider, process: "subprocess.Popen[bytes]", log: Path) -> None:
    waiting = threading.Event()
    for _ in range(_SECONDS * 20):
        assert process.poll() is None, log.read_text()
        try:
            provider.lie()
            return
        except (OSError, HTTPException):
            waiting.wait(0.05)
    raise AssertionError(log.read_text())
