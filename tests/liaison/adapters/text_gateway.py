"""What would the operator's SMS gateway have seen? A real HTTP server on loopback that honours idempotency keys."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext


@dataclass(frozen=True, slots=True)
class SentText:
    """One SMS that went to a telephone."""

    to: str
    text: str


@dataclass(slots=True)
class TextGateway:
    """A gateway whose answers a test may choose; the same key never makes it send twice."""

    url: str = ""
    texts: dict[str, SentText] = field(default_factory=dict)
    """By idempotency key, what was sent to telephones."""
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    """Method, path and headers of each request."""
    answers: list[tuple[int, str]] = field(default_factory=list)
    """Prepared answers, instead of doing the work."""
    silent_after_work: int = 0
    """How many times it does the work and then says nothing."""
    statuses: dict[str, str] = field(default_factory=dict)
    status: str = "enroute"
    """What became of a text that `statuses` says nothing of."""
    watch: Callable[[str], None] = lambda _phase: None
    """Told of each phase of a request before it is answered; it may end the client."""
    hangs_up: list[str] = field(default_factory=list)
    """Phases at which it drops the connection instead of answering, once for each time that it stands here."""

    def reach(self, phase: str) -> bool:
        """Come to a phase of a request; say whether it hangs up here."""
        self.watch(phase)
        if phase not in self.hangs_up:
            return False
        self.hangs_up.remove(phase)
        return True

    released: threading.Event = field(default_factory=threading.Event)

    def take(self, body: dict[str, str]) -> str:
        """Send a text once; return its id."""
        self.texts.setdefault(body["ref"], SentText(body["to"], body["text"]))
        return f"gw-{body['ref']}"


class _Handler(BaseHTTPRequestHandler):
    gateway: TextGateway

    def do_POST(self) -> None:
        """Take a text."""
        gateway = self.gateway
        body = self.rfile.read(int(self.headers["Content-Length"]))
        gateway.requests.append(("POST", self.path, dict(self.headers)))
        if gateway.reach("text arrived, not taken"):
            return
        if gateway.answers:
            self._answer(*gateway.answers.pop(0))
            return
        answer = json.dumps({"messages": [{"id": gateway.take(json.loads(body))}]})
        if gateway.reach("text taken, not answered"):
            return
        if gateway.silent_after_work > 0:
            gateway.silent_after_work -= 1
            gateway.released.wait(30)
            return
        self._answer(201, answer)

    def do_GET(self) -> None:
        """Say what became of a text."""
        gateway = self.gateway
        gateway.requests.append(("GET", self.path, dict(self.headers)))
        if gateway.reach("status asked"):
            return
        if gateway.answers:
            self._answer(*gateway.answers.pop(0))
            return
        word = gateway.statuses.get(self.path.rpartition("/")[2], gateway.status)
        self._answer(200, json.dumps({"report": {"status": word}}))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def _answer(self, status: int, content: str) -> None:
        written = content.encode()
        self.send_response(status)
        if status in range(300, 400):
            self.send_header("Location", f"{self.gateway.url}/elsewhere")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)


@contextmanager
def text_gateway(tls: SSLContext | None = None) -> Iterator[TextGateway]:
    """Run a gateway, in clear on loopback or inside TLS."""
    gateway = TextGateway()
    handler = type("_OwnHandler", (_Handler,), {"gateway": gateway})
    server = _Server(("127.0.0.1", 0), handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    gateway.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield gateway
    finally:
        gateway.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet about clients that went away: that is what they do here."""
