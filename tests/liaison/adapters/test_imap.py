"""Is the watched box read inside TLS or not at all, each mail once, none lost, and nothing changed in it?"""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from liaison.adapters.imap import ImapMailbox, ImapServer
from liaison.adapters.incoming import LARGEST
from liaison.errors import Misconfigured
from liaison.ports import BoxPlace, BoxUnavailable, IncomingMail
from liaison.rules.returns import BoxFailure
from liaison.vocabulary import MailKind
from tests.liaison.adapters.certificates import Authority
from tests.liaison.adapters.imap_server import PASSWORD, USER, ImapBox, imap_server

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Give the authority that the reader trusts."""
    return Authority(tmp_path)


@pytest.fixture
def box(authority: Authority) -> Iterator[ImapBox]:
    """Run a mail server whose certificate the reader trusts."""
    with imap_server(authority.server_context()) as running:
        yield running


@pytest.fixture
def server(box: ImapBox, authority: Authority) -> ImapServer:
    """Say how that box is opened."""
    return ImapServer("127.0.0.1", box.port, USER, PASSWORD, ca_file=authority.file, seconds=10.0)


def mail(number: int) -> bytes:
    """Write a mail that answers one of ours."""
    return f"From: agent@partenaire.example\r\nIn-Reply-To: <pli{number}@operateur.example>\r\n\r\nBien.\r\n".encode()


def read(server: ImapServer, after: IncomingMail | None = None, *, limit: int = 20) -> list[IncomingMail]:
    """Read the box in one round."""
    return list(ImapMailbox(server).read(after.place if after else None, limit=limit))


def test_each_mail_once_and_in_order(box: ImapBox, server: ImapServer) -> None:
    """A round gives the oldest first, so many at most; the next one begins behind the last."""
    for number in range(3):
        box.deliver(mail(number), at=AT)
    first = read(server, limit=2)
    rest = read(server, first[-1])

    assert [("<pli0@operateur.example>",), ("<pli1@operateur.example>",)] == [each.letter.about for each in first]
    assert [("<pli2@operateur.example>",)] == [each.letter.about for each in rest]
    assert AT == rest[0].arrived_at
    assert MailKind.ANSWER == rest[0].letter.kind
    assert [] == read(server, rest[-1])
    box.deliver(mail(3), at=AT)
    assert 1 == len(read(server, rest[-1]))


def test_reading_changes_nothing(box: ImapBox, server: ImapServer) -> None:
    """A mail that was read stays where it is, unmarked: people read that box too."""
    box.deliver(mail(0), at=AT)
    found = read(server)
    ImapMailbox(server).put_away(found, until=found[-1].place)

    assert 1 == box.count()
    assert [] == box.flags()


def test_another_life_of_the_box(box: ImapBox, server: ImapServer) -> None:
    """When UIDVALIDITY changes, all of it is read again: the same mails, known by their fingerprint."""
    box.deliver(mail(0), at=AT)
    box.deliver(mail(1), at=AT)
    before = read(server)
    box.begin_again()
    after = read(server, before[-1])

    assert [each.fingerprint for each in before] == [each.fingerprint for each in after]
    assert before[0].place.box != after[0].place.box


def test_moved_away(box: ImapBox, server: ImapServer) -> None:
    """Where the settings name a folder, what was dealt with goes there; what came meanwhile stays."""
    box.add_folder("Traites")
    box.deliver(mail(0), at=AT)
    tidy = replace(server, done_folder="Traites")
    found = read(tidy)
    box.deliver(mail(1), at=AT)
    ImapMailbox(tidy).put_away(found, until=found[-1].place)

    assert 1 == box.count("Traites")
    assert [("<pli1@operateur.example>",)] == [each.letter.about for each in read(tidy, found[-1])]


def test_moved_later(box: ImapBox, server: ImapServer) -> None:
    """What an earlier round could not move goes with a later one; what nobody read stays, and so does another life."""
    for number in range(3):
        box.deliver(mail(number), at=AT)
    _, second, third = read(server)
    box.add_folder("Traites")
    tidy = ImapMailbox(replace(server, done_folder="Traites"))
    tidy.put_away([], until=BoxPlace("another life", third.place.number))
    assert 3 == box.count()

    tidy.put_away([], until=second.place)
    assert (2, 1) == (box.count("Traites"), box.count())
    assert [third.key] == [each.key for each in read(server)]


def test_folder_that_is_not_there(box: ImapBox, server: ImapServer) -> None:
    """A folder that the box does not have is told as such, for reading and for moving."""
    box.deliver(mail(0), at=AT)
    with pytest.raises(BoxUnavailable) as refused:
        read(replace(server, folder="Ailleurs"))
    assert BoxFailure.FOLDER == refused.value.code
    found = read(server)
    with pytest.raises(BoxUnavailable) as unmoved:
        ImapMailbox(replace(server, done_folder="Ailleurs")).put_away(found, until=found[-1].place)
    assert BoxFailure.FOLDER == unmoved.value.code
    assert 1 == box.count()


def test_too_large_to_look_at(box: ImapBox, server: ImapServer) -> None:
    """Of a mail beyond the bound only the beginning is fetched: its thread is known, its files are not looked at."""
    box.deliver(mail(0) + b"x" * 70 + b"\r\n" + (b"y" * 76 + b"\r\n") * (LARGEST // 78 + 10), at=AT)
    (found,) = read(server)

    assert MailKind.TOO_LARGE == found.letter.kind
    assert ("<pli0@operateur.example>",) == found.letter.about


def test_wrong_password(server: ImapServer) -> None:
    """A password that the server refuses is told as such."""
    with pytest.raises(BoxUnavailable) as refused:
        ImapMailbox(replace(server, password="autre chose")).check()
    assert BoxFailure.SIGN_IN == refused.value.code


def test_check_opens_the_box(server: ImapServer) -> None:
    """`doctor` can open the box."""
    ImapMailbox(server).check()


def test_certificate_of_another(server: ImapServer, tmp_path: Path) -> None:
    """A server that nobody we trust vouches for is not read, and gets no password."""
    stranger = Authority(tmp_path, "Autre autorité")
    with pytest.raises(BoxUnavailable) as refused:
        ImapMailbox(replace(server, ca_file=stranger.file)).check()
    assert BoxFailure.CERTIFICATE == refused.value.code


def test_certificate_for_another_name(authority: Authority) -> None:
    """A certificate for another name is not enough."""
    with imap_server(authority.server_context("imap.operateur.example")) as box:
        described = ImapServer("127.0.0.1", box.port, USER, PASSWORD, ca_file=authority.file, seconds=10.0)
        with pytest.raises(BoxUnavailable) as refused:
            ImapMailbox(described).check()
    assert BoxFailure.CERTIFICATE == refused.value.code


def test_no_clear_text(authority: Authority) -> None:
    """A server that does not begin with TLS learns nothing: the password was not said."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(10)
        described = ImapServer("127.0.0.1", door.getsockname()[1], USER, PASSWORD, ca_file=authority.file, seconds=0.5)
        with pytest.raises(BoxUnavailable) as refused:
            ImapMailbox(described).check()
        heard, _ = door.accept()
        with heard:
            said = heard.recv(65536)
    assert BoxFailure.UNREACHABLE == refused.value.code
    assert said.startswith(b"\x16\x03")
    assert USER.encode() not in said


def test_nobody_listens(authority: Authority) -> None:
    """A server that is down is told as such."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    with pytest.raises(BoxUnavailable) as refused:
        ImapMailbox(ImapServer("127.0.0.1", port, USER, PASSWORD, ca_file=authority.file)).check()
    assert BoxFailure.UNREACHABLE == refused.value.code


def test_authority_that_cannot_be_read(tmp_path: Path) -> None:
    """A certificate file that holds none stops the start, in a sentence."""
    with pytest.raises(Misconfigured, match="LIAISON_IMAP_CA_FILE"):
        ImapMailbox(ImapServer("127.0.0.1", 993, USER, PASSWORD, ca_file=tmp_path / "absent.pem"))


def test_password_is_not_told() -> None:
    """What describes the server hides its password, for it may end in a log."""
    assert PASSWORD not in repr(ImapServer("127.0.0.1", 993, USER, PASSWORD))
