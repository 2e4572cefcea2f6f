"""Does mail leave by TLS or not at all, and does each answer of the server lead to the right decision?"""

import socket
from collections.abc import Iterator
from pathlib import Path
from ssl import SSLContext

import pytest

from liaison.adapters.mime import read_sender
from liaison.adapters.smtp import SmtpMailer, SmtpServer
from liaison.errors import Misconfigured
from liaison.ports import Attachment, DeliveryPostponed, DeliveryRefused, Mail
from liaison.rules.delivery import Failure
from liaison.settings import Settings, SmtpSecurity, load
from tests.clock import FixedClock
from tests.liaison.adapters.certificates import Authority
from tests.liaison.adapters.mail_server import MailServer, mail_server

SENDER = read_sender("Passerelle <liaison@operateur.example>")
MAIL = Mail(
    to="agent@partenaire.example",
    subject="Pli chiffré, référence k3wq7h2m",
    text="Bonjour,\n.\nFin\n",
    html="<p>Bonjour,</p>",
    message_id="<k3wq7h2mk3wq7h2m@operateur.example>",
    attachment=Attachment("liaison-k3wq7h2m.zip", b"PK\x03\x04" * 2000, "application/zip"),
)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Give the authority that the mailer trusts."""
    return Authority(tmp_path)


@pytest.fixture
def tls(authority: Authority) -> SSLContext:
    """Give a server's certificate that the mailer trusts."""
    return authority.server_context()


@pytest.fixture
def server(tls: SSLContext) -> Iterator[MailServer]:
    """Run a mail server with STARTTLS and a certificate that the mailer trusts."""
    with mail_server(tls) as running:
        yield running


def mailer(
    server: MailServer,
    ca_file: Path | None,
    clock: FixedClock,
    *,
    security: SmtpSecurity = SmtpSecurity.STARTTLS,
    password: str = "",
    seconds: float = 10.0,
) -> SmtpMailer:
    """Make a mailer for that server."""
    described = SmtpServer(
        "127.0.0.1", server.port, security, "liaison" if password else "", password, ca_file, seconds
    )
    return SmtpMailer(described, SENDER, clock)


WATCHED = {
    "smtp_host": "127.0.0.1", "mail_from": "Passerelle <liaison@operateur.example>",
    "mail_reply_to": "Retours <retours@operateur.example>", "imap_host": "imap.operateur.example",
    "imap_user": "retours", "imap_password": "secret",
}  # fmt: skip


@pytest.mark.requirement("T-9")
@pytest.mark.parametrize("offered", [True, False])
def test_bounces_go_to_the_watched_box(
    tls: SSLContext, authority: Authority, clock: FixedClock, *, offered: bool
) -> None:
    """The envelope's sender is the box that is read; where the server can report, it is asked to, headers only."""
    with mail_server(tls, reports=offered) as server:
        settings = load({}, **WATCHED, smtp_port=server.port, smtp_ca_file=authority.file)
        SmtpMailer.from_settings(settings, clock).send(MAIL)
    (received,) = server.received
    assert "retours@operateur.example" == received.sender
    assert "Passerelle <liaison@operateur.example>" == received.message["From"].replace('"', "")
    asked = ["RET=HDRS", f"ENVID={MAIL.message_id.upper()}", "NOTIFY=SUCCESS,FAILURE,DELAY"] if offered else []
    assert asked == server.asked


def test_nobody_is_asked_to_report_to_nobody(tls: SSLContext, authority: Authority, clock: FixedClock) -> None:
    """Where no box is watched, bounces go to the sender, and no report of success is asked for."""
    unwatched = {name: value for name, value in WATCHED.items() if not name.startswith("imap")}
    with mail_server(tls, reports=True) as server:
        settings = load({}, **unwatched, smtp_port=server.port, smtp_ca_file=authority.file)
        SmtpMailer.from_settings(settings, clock).send(MAIL)
    assert ["liaison@operateur.example"] == [mail.sender for mail in server.received]
    assert [] == server.asked


@pytest.mark.requirement("T-1", "T-8")
def test_one_mail_for_one_recipient(server: MailServer, authority: Authority, clock: FixedClock) -> None:
    """A mail arrives inside TLS, for one recipient, with every byte of its archive; the answer holds no address."""
    answer = mailer(server, authority.file, clock).send(MAIL)
    (received,) = server.received
    (attached,) = received.message.iter_attachments()
    assert answer == "250 2.0.0 Ok queued as 4F1B2C"
    assert received.encrypted
    assert received.sender == "liaison@operateur.example"
    assert received.recipients == ("agent@partenaire.example",)
    assert received.message["Date"] == "Sat, 21 Nov 2026 09:00:00 +0000"
    assert attached.get_content() == b"PK\x03\x04" * 2000
    assert server.commands == ["MAIL in TLS", "RCPT", "DATA"]


def test_inside_tls(authority: Authority, tls: SSLContext, clock: FixedClock) -> None:
    """A server that speaks TLS from the first byte is spoken to so."""
    with mail_server(tls, inside_tls=True) as server:
        mailer(server, authority.file, clock, security=SmtpSecurity.TLS).send(MAIL)
        assert [True] == [received.encrypted for received in server.received]


@pytest.mark.requirement("T-1")
@pytest.mark.parametrize(
    ("security", "failure"),
    [(SmtpSecurity.STARTTLS, Failure.TLS_MISSING), (SmtpSecurity.TLS, Failure.SERVER_UNREACHABLE)],
)
def test_never_in_clear(authority: Authority, clock: FixedClock, security: SmtpSecurity, failure: Failure) -> None:
    """Without TLS nothing is sent, not even the sender's name: the mail waits."""
    with mail_server(None) as server:
        with pytest.raises(DeliveryPostponed) as caught:
            mailer(server, authority.file, clock, security=security).send(MAIL)
        assert failure == caught.value.code
        assert server.commands == []


@pytest.mark.requirement("T-1")
@pytest.mark.parametrize("security", SmtpSecurity)
@pytest.mark.parametrize("case", ["unknown authority", "another host", "system authorities"])
def test_certificate_that_does_not_prove(tmp_path: Path, clock: FixedClock, security: SmtpSecurity, case: str) -> None:
    """A certificate of an unknown authority, or for another host, gets no mail."""
    own, stranger = Authority(tmp_path), Authority(tmp_path, "Inconnue")
    context = {
        "unknown authority": stranger.server_context(),
        "another host": own.server_context("autre.example"),
        "system authorities": own.server_context(),
    }[case]
    trusted = None if case == "system authorities" else own.file
    with mail_server(context, inside_tls=security is SmtpSecurity.TLS) as server:
        with pytest.raises(DeliveryPostponed) as caught:
            mailer(server, trusted, clock, security=security).send(MAIL)
        assert caught.value.code == Failure.CERTIFICATE
        assert server.commands == []


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ("550 5.1.1 <agent@partenaire.example>: no such user", Failure.RECIPIENT_UNKNOWN),
        ("550 agent@partenaire.example unknown", Failure.RECIPIENT_UNKNOWN),
        ("553 5.1.3 bad address", Failure.RECIPIENT_UNKNOWN),
        ("550 5.2.1 disabled", Failure.RECIPIENT_UNKNOWN),
        ("552 full", Failure.MAILBOX_FULL),
        ("550 5.2.2 over quota", Failure.MAILBOX_FULL),
        ("554 5.7.1 relaying denied for agent@partenaire.example", Failure.MAIL_REFUSED),
    ],
)
def test_recipient_refused(
    server: MailServer, authority: Authority, clock: FixedClock, answer: str, failure: Failure
) -> None:
    """A recipient refused for good is refused, with a word that a person can act on and no address."""
    server.recipient_answers.append(answer)
    with pytest.raises(DeliveryRefused) as caught:
        mailer(server, authority.file, clock).send(MAIL)
    assert failure == caught.value.code
    assert "partenaire" not in repr(caught.value)
    assert caught.value.__cause__ is None
    assert server.received == []


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ("554 5.7.1 encrypted archives are refused", Failure.MAIL_REFUSED),
        ("550 spam", Failure.MAIL_REFUSED),
        ("552 too big", Failure.TOO_LARGE),
        ("552 5.3.4 too big", Failure.TOO_LARGE),
    ],
)
def test_content_refused(
    server: MailServer, authority: Authority, clock: FixedClock, answer: str, failure: Failure
) -> None:
    """A mail refused after its content is refused for good, and says why."""
    server.content_answers.append(answer)
    with pytest.raises(DeliveryRefused) as caught:
        mailer(server, authority.file, clock).send(MAIL)
    assert failure == caught.value.code


def test_greylisting(server: MailServer, authority: Authority, clock: FixedClock) -> None:
    """A server that asks to come back later is asked later, and takes the same mail then."""
    server.recipient_answers.append("450 4.2.0 <agent@partenaire.example>: greylisted")
    door = mailer(server, authority.file, clock)
    with pytest.raises(DeliveryPostponed) as caught:
        door.send(MAIL)
    assert caught.value.code == Failure.SERVER_BUSY
    door.send(MAIL)
    assert [MAIL.message_id] == [received.message["Message-ID"] for received in server.received]


def test_full_disk(server: MailServer, authority: Authority, clock: FixedClock) -> None:
    """A 4xx after the content is for later."""
    server.content_answers.append("452 4.3.1 insufficient storage")
    with pytest.raises(DeliveryPostponed):
        mailer(server, authority.file, clock).send(MAIL)


def test_silence_after_the_content(server: MailServer, authority: Authority, clock: FixedClock) -> None:
    """A server that goes silent once it has the mail is asked again later: it is not known to have it."""
    server.silent_after_content = True
    with pytest.raises(DeliveryPostponed) as caught:
        mailer(server, authority.file, clock, seconds=0.3).send(MAIL)
    assert caught.value.code == Failure.SERVER_UNREACHABLE
    assert len(server.received) == 1


def test_nobody_there(authority: Authority, clock: FixedClock) -> None:
    """A port where nobody listens is for later."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        closed = MailServer(port=listening.getsockname()[1])
    with pytest.raises(DeliveryPostponed) as caught:
        mailer(closed, authority.file, clock).send(MAIL)
    assert caught.value.code == Failure.SERVER_UNREACHABLE


def test_password(authority: Authority, tls: SSLContext, clock: FixedClock) -> None:
    """The password is given inside TLS; a wrong one is a setting to repair, so that the mail waits."""
    with mail_server(tls, password="Testoukhina-1") as server:
        mailer(server, authority.file, clock, password="Testoukhina-1").send(MAIL)
        with pytest.raises(DeliveryPostponed) as caught:
            mailer(server, authority.file, clock, password="autre").send(MAIL)
        assert caught.value.code == Failure.SERVER_SIGN_IN
        assert len(server.received) == 1


def test_check_sends_nothing(server: MailServer, authority: Authority, clock: FixedClock) -> None:
    """The check of `doctor` opens a session and sends nothing."""
    mailer(server, authority.file, clock).check()
    assert server.commands == []


def test_hostile_mail_is_not_even_offered(server: MailServer, authority: Authority, clock: FixedClock) -> None:
    """A mail that cannot be written safely is refused before the server is called."""
    hostile = Mail("agent@partenaire.example\r\nBcc: x@y.example", "a", "b", "c", MAIL.message_id)
    with pytest.raises(DeliveryRefused) as caught:
        mailer(server, authority.file, clock).send(hostile)
    assert caught.value.code == Failure.ADDRESS_UNUSABLE
    assert server.commands == []


def test_answer_without_the_recipient(server: MailServer, authority: Authority, clock: FixedClock) -> None:
    """Words of the answer that hold an address, or the recipient's box, are dropped; controls too."""
    server.content_answers.append("250 2.6.0 <id@srv.example> [agent] Agent/partenaire\x1b[2J Queued")
    assert mailer(server, authority.file, clock).send(MAIL) == "250 2.6.0 [2J Queued"


@pytest.mark.parametrize(
    "values",
    [
        {"mail_from": "pas une adresse"},
        {"mail_from": "liaison@operateur.example", "smtp_ca_file": Path("/nonexistent.pem")},
    ],
)
def test_settings_that_cannot_be_honoured(values: dict[str, object], clock: FixedClock) -> None:
    """A sender that is no address, or an authority that cannot be read, stops the start."""
    settings = Settings(smtp_host="127.0.0.1", **values)  # type: ignore[arg-type]
    with pytest.raises(Misconfigured):
        SmtpMailer.from_settings(settings, clock)
