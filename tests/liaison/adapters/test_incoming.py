"""Is each mail known for what it is, whatever its bytes, and does nothing of what it says come out?"""

import zipfile
from dataclasses import astuple
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crypto.archive import Format
from liaison.adapters.incoming import LARGEST, read_letter
from liaison.vocabulary import MailKind
from tests import letters

OURS = "<k3wq7h2mk3wq7h2m@operateur.example>"
OFFICE_LOCKED = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(64)


def zipped(content: bytes) -> bytes:
    """Make a zip without a key."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("fiche.pdf", content)
    return written.getvalue()


@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822"])
@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", MailKind.FAILED),
        ("Failed", "5.2.2", MailKind.FAILED),
        ("failed", "4.4.7", MailKind.FAILED),
        ("delayed", "4.2.2", MailKind.DELAYED),
        ("delivered", "2.1.5", MailKind.DELIVERED),
        ("relayed", "2.1.9", MailKind.AUTOMATIC),
        ("expanded", "2.1.5", MailKind.AUTOMATIC),
        ("", "5.1.1", MailKind.AUTOMATIC),
    ],
)
def test_report_of_delivery(action: str, status: str, kind: MailKind, returned: str) -> None:
    """A report is read by its action; « relayed » does not say that it is in a box; our Message-ID is found in it."""
    letter = read_letter(letters.report(OURS, action=action, status=status, returned=returned))
    assert kind == letter.kind
    assert OURS == letter.about[0]
    if kind is not MailKind.AUTOMATIC:
        assert status == letter.status


def test_report_by_envelope_id() -> None:
    """A report that returns nothing of the mail still names it, by the envelope id that we gave."""
    raw = letters.report(OURS).replace(f"Message-ID: {OURS}\r\n".encode(), b"")
    assert (OURS,) == read_letter(raw).about


def test_report_about_another_mail_is_not_about_ours() -> None:
    """The returned mail may refer to ours; what came back is the returned mail."""
    raw = letters.report("<autre@partenaire.example>").replace(
        b"Subject: Pli\r\n", f"Subject: Pli\r\nReferences: {OURS}\r\n".encode()
    )
    assert OURS not in read_letter(raw).about


def test_forwarded_report_is_an_answer() -> None:
    """A bounce that somebody forwards is an answer of theirs, not a report."""
    inner = letters.report(OURS).decode()
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="F"\r\n\r\n--F\r\n'
    raw = f"From: {letters.AGENT}\r\n{head}Content-Type: message/rfc822\r\n\r\n{inner}\r\n--F--\r\n".encode()
    assert MailKind.ANSWER == read_letter(raw).kind


@pytest.mark.parametrize(
    ("says", "failed_recipients", "kind", "status"),
    [
        ("550 5.1.1 unknown user", False, MailKind.FAILED, "5.1.1"),
        ("unknown user", True, MailKind.FAILED, ""),
        ("451 4.7.1 greylisted, will be tried again", False, MailKind.DELAYED, "4.7.1"),
        ("the message has not been delivered for 4 hours", False, MailKind.DELAYED, ""),
        ("host 5.1.2.3 said something", False, MailKind.DELAYED, ""),
    ],
)
def test_bounce_in_prose(*, says: str, failed_recipients: bool, kind: MailKind, status: str) -> None:
    """A bounce without a report is for good only where it says so; an address of four numbers is no status."""
    letter = read_letter(letters.plain_bounce(OURS, says=says, failed_recipients=failed_recipients))
    assert (kind, status) == (letter.kind, letter.status)
    assert OURS in letter.about


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied (vacation)",
        "Auto-Submitted: auto-generated; owner=x",
        "Return-Path: <>",
        "Precedence: bulk",
        "X-Autoreply: yes",
        "List-Unsubscribe: <https://exemple.example>",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
    ],
)
def test_automatic(header: str) -> None:
    """What a program wrote by itself is nobody's answer."""
    assert MailKind.AUTOMATIC == read_letter(letters.vacation(OURS, header=header)).kind


def test_answer() -> None:
    """What somebody wrote is an answer, by its thread, the nearest mail first; « no » says that no program did."""
    letter = read_letter(letters.vacation(OURS, header="Auto-Submitted: no"))
    assert (MailKind.ANSWER, (OURS,), 0, 0) == (letter.kind, letter.about, letter.readable, letter.sealed)
    assert (OURS, "<un@partenaire.example>") == read_letter(letters.answer(OURS)).about


@pytest.mark.requirement("D-3")
@pytest.mark.parametrize(
    ("content", "readable", "sealed"),
    [
        (letters.PDF, 1, 0),
        (letters.DOCX, 1, 0),
        (letters.LOGO, 1, 0),
        (b"Nom ; TESTOUKHINA", 1, 0),
        (zipped(letters.PDF), 1, 0),
        (zipped(letters.PDF)[:60], 1, 0),
        (letters.sealed_archive(), 0, 1),
        (letters.sealed_archive(Format.SEVEN_ZIP), 0, 1),
        (bytes.fromhex("c0b9072e4f93f146a015792ca1d9e821") + bytes(64), 0, 1),
        (letters.PDF.replace(b"/Root", b"/Encrypt 2 0 R /Root"), 0, 0),
        (OFFICE_LOCKED, 0, 0),
        (b"-----BEGIN PGP MESSAGE-----\nxyz", 0, 0),
        (b"", 0, 0),
    ],
    ids=[
        "pdf", "office", "scan", "text", "zip", "cut zip", "sealed zip", "sealed 7z", "axcrypt", "locked pdf",
        "locked office", "pgp", "empty",
    ],
)  # fmt: skip
def test_files(content: bytes, readable: int, sealed: int) -> None:
    """A file is readable, an archive that needs a key, or locked otherwise: by its content, whatever its name."""
    letter = read_letter(letters.answer(OURS, content))
    assert (MailKind.ANSWER, readable, sealed) == (letter.kind, letter.readable, letter.sealed)


def test_several_files() -> None:
    """Each file counts: a sealed one does not hide a readable one."""
    letter = read_letter(letters.answer(OURS, letters.sealed_archive(), letters.PDF, letters.PDF))
    assert (2, 1) == (letter.readable, letter.sealed)


def test_letterhead_is_no_file() -> None:
    """The logo of a signature is not a file that somebody sent."""
    letter = read_letter(letters.with_letterhead(OURS))
    assert (MailKind.ANSWER, 0) == (letter.kind, letter.readable)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0" * 5000,
        b"Content-Type: text/plain; " + b"a;" * 10_000 + b"\n\nx",
        b"From: x\n" + b"X: y\n" * 100_000 + b"\nx",
        b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(400)),
        b'Content-Type: multipart/mixed; boundary="a"\n\n' + b"--a\n\nx\n" * 5_000,
        b"Subject: x\n\n" + b"\n" * 1_300_000,
    ],
    ids=["empty", "zeros", "parameters", "headers", "nesting", "parts", "lines"],
)
def test_hostile(raw: bytes) -> None:
    """What would eat the parser's time or stack is not given to it."""
    assert read_letter(raw).kind in {MailKind.UNREADABLE, MailKind.ANSWER}


def named(header: str, content: bytes = letters.PDF) -> bytes:
    """Write a mail with a file and one more header, or another sender."""
    raw = letters.answer("", content)
    return header.encode() + b"\r\n" + (raw.partition(b"\r\n")[2] if header.startswith("From:") else raw)


@pytest.mark.requirement("D-3")
@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Auto-Submitted: auto-generated", MailKind.AUTOMATIC),
        ("Auto-Submitted: auto-replied", MailKind.AUTOMATIC),
        ("Precedence: bulk", MailKind.AUTOMATIC),
        ("Return-Path: <>", MailKind.AUTOMATIC),
        ("From: postmaster@partenaire.example", MailKind.DELAYED),
        ("X-Failed-Recipients: x@y.example", MailKind.FAILED),
    ],
)
def test_files_whoever_wrote(header: str, kind: MailKind) -> None:
    """A copier that scans to mail, a postmaster who writes: a readable file counts all the same."""
    letter = read_letter(named(header))
    assert (kind, 1) == (letter.kind, letter.readable)


def test_archive_that_a_program_sent() -> None:
    """An archive counts when a program sends it, not when a mailer sends ours back outside its mail."""
    archive = letters.sealed_archive()
    assert 1 == read_letter(named("Auto-Submitted: auto-generated", archive)).sealed
    assert 0 == read_letter(named("From: mailer-daemon@partenaire.example", archive)).sealed


@pytest.mark.parametrize(
    "head",
    [
        "From: mailer-daemon@partenaire.example",
        "Auto-Submitted: auto-replied",
        "From: x@y.example\r\nContent-Type: multipart/report; report-type=disposition-notification; boundary=F",
    ],
)
def test_returned_mail_is_no_file(head: str) -> None:
    """What was sent, returned with a bounce or a receipt, is not something that somebody sends."""
    inner = letters.answer(OURS, letters.PDF, letters.sealed_archive()).decode()
    kind = "" if "multipart" in head else "Content-Type: multipart/mixed; boundary=F\r\n"
    words = "--F\r\nContent-Type: text/plain\r\n\r\nAbsent.\r\n"
    raw = f"{head}\r\n{kind}\r\n{words}--F\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--F--\r\n".encode()
    letter = read_letter(raw)
    assert (0, 0) == (letter.readable, letter.sealed)
    report = letters.report(OURS, returned="message/rfc822").replace(b"Bonjour,", inner.encode())
    assert (MailKind.FAILED, 0, 0) == (
        read_letter(report).kind, read_letter(report).readable, read_letter(report).sealed,
    )  # fmt: skip


def test_more_parts_than_are_looked_at() -> None:
    """A file behind hundreds of others is not passed over in silence."""
    letter = read_letter(letters.answer(OURS, *[b""] * 199, letters.PDF))
    assert (MailKind.UNREADABLE, (OURS, "<un@partenaire.example>")) == (letter.kind, letter.about)


def test_thread_of_what_is_not_examined() -> None:
    """A mail whose words look like hundreds of parts is not parsed; its thread is known."""
    letter = read_letter(letters.answer(OURS, letters.PDF, words="\n-- \n" * 1_100))
    assert (MailKind.UNREADABLE, OURS) == (letter.kind, letter.about[0])


@pytest.mark.parametrize("header", ["Auto-Submitted: auto-generated", "Precedence: bulk"])
def test_beyond_the_bound_whoever_wrote(header: str) -> None:
    """A scan that is too large to look at is not a program's business."""
    assert MailKind.TOO_LARGE == read_letter(named(header)[:600], is_cut=True).kind


def test_beyond_the_bound() -> None:
    """A mail larger than the bound is not parsed; of its beginning only the thread is read."""
    raw = letters.answer(OURS, letters.PDF)
    assert MailKind.UNREADABLE == read_letter(raw + b"x" * LARGEST).kind
    cut = read_letter(raw[:600], is_cut=True)
    assert (MailKind.TOO_LARGE, OURS, 0) == (cut.kind, cut.about[0], cut.readable)


_PIECES = st.sampled_from(
    [
        b"From: a@b.example\r\n", b"Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n",
        b"Content-Type: message/rfc822\r\n", b"Content-Type: message/delivery-status\r\n", b"--B\r\n", b"--B--\r\n",
        b"\r\n", b"\n", b"Action: failed\r\n", b"Status: 5.1.1\r\n", f"Message-ID: {OURS}\r\n".encode(),
        b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n", b"begin 644 x\n",
        b"Content-Disposition: attachment; filename*=utf-7''%80%00\r\n", b"Content-Type: text/plain; charset=\xff\r\n",
        b"Auto-Submitted: \xe9\r\n", b"References: " + b"<" * 40 + b"\r\n", b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"=?",
        b'Content-Type: ;;;="\r\n', b"X-Failed-Recipients: \r\n", b"\0", b"%PDF-",
    ]
)  # fmt: skip


@pytest.mark.requirement("T-8")
@given(st.one_of(st.binary(max_size=2000), st.lists(_PIECES | st.binary(max_size=20), max_size=60).map(b"".join)))
@example(letters.report(OURS)[:400])
def test_whatever_the_bytes(raw: bytes) -> None:
    """Any bytes give an answer of closed words, counts and Message-IDs; nothing is raised."""
    for is_cut in (False, True):
        letter = read_letter(raw, is_cut=is_cut)
        assert letter.kind in MailKind
        assert all(each.startswith("<") and each.endswith(">") for each in letter.about)


@given(st.text(min_size=12, max_size=200))
def test_no_word_comes_out(words: str) -> None:
    """What an answer says is in nothing that the parser returns: neither words, nor subject, nor file name."""
    letter = read_letter(letters.answer(OURS, letters.PDF, words=f"zq{words}"))
    assert f"zq{words}" not in repr(letter)
    assert not any("TESTOUKHINA" in str(value) or "Colombe" in str(value) for value in astuple(letter))
