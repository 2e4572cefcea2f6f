"""Where do the journeys take place? A served house: its folder, its settings, its mail server, its SMS gateway."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from typing import Final

from liaison import bootstrap, settings
from liaison.adapters.clock import SystemClock
from liaison.bootstrap import Service
from liaison.usecases import working
from tests.journeys.processes import Server, free_port, run
from tests.liaison.adapters.certificates import Authority
from tests.liaison.adapters.mail_server import MailServer, mail_server
from tests.liaison.adapters.text_gateway import SentText, TextGateway, text_gateway

SENDER: Final = "Opérateur imaginaire <liaison@operateur.example>"


CALLBACK_SECRET: Final = "un secret de passerelle"


@dataclass(slots=True)
class House:
    """An installation that is being served, and the doors that its messages leave by."""

    folder: Path
    settings: dict[str, str]
    server: Server
    mail: MailServer
    gateway: TextGateway | None
    services: list[Service] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address of its pages."""
        return self.server.url

    def service(self) -> Service:
        """Give the same house to use cases in this process, beside the server: for setting it up."""
        if not self.services:
            self.services.append(bootstrap.start(settings.load({}, **self.settings)))
        return self.services[0]

    def work_later(self, by: timedelta = timedelta()) -> None:
        """Do one round of the worker beside the server, with a clock that is ahead by some time.

        The clock of a served process cannot be moved; time is a port (law 9).
        """
        service = bootstrap.start(settings.load({}, **self.settings), clock=_Ahead(by))
        self.services.append(service)
        working.work_once(service, Event())

    def report_delivery(self, text: SentText, *, secret: str = CALLBACK_SECRET) -> int:
        """Have the gateway tell that an SMS arrived; return the status of the answer."""
        assert self.gateway is not None
        (key,) = [key for key, sent in self.gateway.texts.items() if sent is text]
        report = {"messages": [{"id": f"gw-{key}"}], "report": {"status": "delivered"}}
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        connection.request("POST", "/passerelle/sms", json.dumps(report), {"Authorization": f"Bearer {secret}"})
        status = connection.getresponse().status
        connection.close()
        return status

    def log(self) -> str:
        """Return all that the server process said."""
        return self.server.log.read_text()


@contextmanager
def installed(folder: Path, *, database_url: str = "", sms: bool = True, **more: str) -> Iterator[House]:
    """Install a house by the command line; the journey starts its server."""
    with ExitStack() as doors:
        authority = Authority(folder)
        mail = doors.enter_context(mail_server(authority.server_context()))
        gateway = doors.enter_context(text_gateway()) if sms else None
        port = free_port()
        own = {
            "data_dir": str(folder / "data"),
            "database_url": database_url,
            "bind_port": str(port),
            "public_url": f"http://127.0.0.1:{port}",
            "smtp_host": "127.0.0.1",
            "smtp_port": str(mail.port),
            "smtp_ca_file": str(authority.file),
            "mail_from": SENDER,
            "worker_seconds": "0.1",
            # A slow machine must not be asked for a code in the middle of a journey; `test_sessions` asks.
            "proof_minutes": "30",
            **(_gateway_settings(gateway) if gateway else {}),
            **more,
        }
        run(own, "migrate")
        house = House(folder, own, Server(own, port, folder / "server.log"), mail, gateway)
        try:
            yield house
        finally:
            house.server.stop()
            for service in house.services:
                service.engine.dispose()
                service.keystore.close()


class _Ahead:
    """A clock that is some time ahead of the machine's."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        """Return a moment to come, aware, in UTC."""
        return SystemClock().now() + self._by


def _gateway_settings(gateway: TextGateway) -> dict[str, str]:
    return {
        "sms_url": f"{gateway.url}/messages",
        "sms_headers": json.dumps({"Authorization": "Bearer essai", "Idempotency-Key": "{key}"}),
        "sms_id_field": "messages.0.id",
        "sms_status_url": f"{gateway.url}/messages/{{id}}",
        "sms_status_field": "report.status",
        "sms_callback_secret": CALLBACK_SECRET,
    }
