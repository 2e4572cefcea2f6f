"""Does a server that drips a byte at a time, and so never trips a time-out, hold a message longer than allowed?"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from ssl import SSLContext

import pytest

from liaison.adapters.http_json import NoAnswer, request
from liaison.adapters.mime import read_sender
from liaison.adapters.smtp import SmtpMailer, SmtpServer
from liaison.ports import DeliveryPostponed, Mail
from liaison.rules.delivery import LEASE, Failure
from liaison.settings import SmtpSecurity
from tests.clock import FixedClock
from tests.liaison.adapters.certificates import Authority

PIECE = 0.02
"""Seconds between two pieces: far less than any time-out."""


@contextmanager
def dripping(first: bytes, piece: bytes, tls: SSLContext | None = None) -> Iterator[int]:
    """Answer with something, then with a small piece of a long answer for ever and ever."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:
        served = threading.Thread(target=_drip, args=(door, first, piece, tls, over))
        served.start()
        yield door.getsockname()[1]
        over.set()
        served.join()


def _drip(door: socket.socket, first: bytes, piece: bytes, tls: SSLContext | None, over: threading.Event) -> None:
    plain, _ = door.accept()
    with suppress(OSError), tls.wrap_socket(plain, server_side=True) if tls else plain as caller:
        caller.sendall(first)
        while not over.wait(PIECE):
            caller.sendall(piece)


@pytest.mark.parametrize("security", list(SmtpSecurity))
def test_mail_server_that_drips(tmp_path: Path, clock: FixedClock, security: SmtpSecurity) -> None:
    """Inside TLS and before it, the session ends at its limit, and the mail is tried again later."""
    authority = Authority(tmp_path)
    tls = authority.server_context() if security is SmtpSecurity.TLS else None
    with dripping(b"220 mail.example.invalid\r\n", b"250-x\r\n", tls) as port:
        server = SmtpServer("127.0.0.1", port, security, ca_file=authority.file, seconds=5, longest=0.5)
        mailer = SmtpMailer(server, read_sender("Essai <essai@operateur.example>"), clock)
        mail = Mail("a@partenaire.example", "Essai", "Essai", "<p>Essai</p>", "<x@operateur.example>")
        with pytest.raises(DeliveryPostponed) as delay:
            mailer.send(mail)
    assert delay.value.code == Failure.SERVER_UNREACHABLE


def test_gateway_that_drips() -> None:
    """Five time-outs in all, then nobody knows whether it did the work."""
    with dripping(b"", b"x") as port, pytest.raises(NoAnswer):
        request("POST", f"http://127.0.0.1:{port}/sms", headers={}, body={"a": 1}, seconds=0.1)


def test_gateway_that_accepts_and_drips() -> None:
    """It said that it accepted: that stands, and the text is not asked for again for want of an id."""
    with dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" ") as port:
        answer = request("POST", f"http://127.0.0.1:{port}/sms", headers={}, body={"a": 1}, seconds=0.1)
    assert (answer.status, answer.content) == (200, None)


def test_limits_stand_within_the_lease() -> None:
    """No door may take longer than a lease: a living worker is not doubled."""
    assert SmtpServer("mail.example.invalid", 587).longest < LEASE.total_seconds()
