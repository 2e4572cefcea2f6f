"""Does a partner's file come in by its link, and is everything else turned away with a sentence, and not kept?"""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.demo.doors import Doors
from liaison.records import DepositBlock
from liaison.store import trails
from liaison.vocabulary import Chain
from tests.clock import FixedClock
from tests.crypto.hostile import by_7zip, by_pyzipper, mixed
from tests.letters import DOCX, photo
from tests.web.staff import HOST, close, make_service
from tests.web.work.depositing import ADDRESS, kept, post
from tests.web.work.office import FIRST_NAME, LAST_NAME, Desk, Office, words

BY_LINK: Final = {"carrier": "link", "key_channel": "sms", "signed": "true"}
CANARY: Final = b"Deposante Canaricule, fictive"
PDF: Final = b"%PDF-1.7\n% " + CANARY + b"\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def clear_zip() -> bytes:
    """Make a zip without a password."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("fiche.pdf", PDF)
    return buffer.getvalue()


def eml(attachment: bytes) -> bytes:
    """Save a mail as a mail program does, an archive in it."""
    head = (
        b"From: colombe@partenaire.example\r\nSubject: Fiche\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n"
    )
    return head + attachment.hex().encode()


KEPT: Final[dict[str, Callable[[], bytes]]] = {
    "7z by default": lambda: by_7zip("-t7z", files={"fiche.pdf": PDF}),
    "7z with hidden names": lambda: by_7zip("-t7z", "-mhe=on", files={"fiche.pdf": PDF}),
    "zip AES-256": lambda: by_7zip("-tzip", "-mem=AES256", files={"fiche.pdf": PDF}),
    "zip AES-128": lambda: by_7zip("-tzip", "-mem=AES128", files={"fiche.pdf": PDF}),
    "two files": lambda: by_7zip("-tzip", "-mem=AES256", files={"fiche.pdf": PDF, "annexe.pdf": PDF}),
    "axcrypt": lambda: bytes.fromhex("c0b9072e4f93f146a015792ca1d9e821") + bytes(500),
}
TURNED_AWAY: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "a PDF": (lambda: PDF, "Ce PDF n’est pas chiffré"),
    "a Word file": (lambda: DOCX + b"[Content_Types].xml", "pas"),
    "a zip without password": (clear_zip, "pas"),
    "ZipCrypto": (lambda: by_7zip("-tzip", "-mem=ZipCrypto", files={"fiche.pdf": PDF}), "AES-256"),
    "partly encrypted": (mixed, "pas"),
    "a mail": (lambda: eml(by_7zip("-t7z")), "pièce jointe"),
    "a photo": (photo, "photo"),
    "nothing in it": (lambda: b"", "vide"),
    "a 7z without password": (lambda: by_7zip("-t7z", locked=False), "pas"),
}


@pytest.fixture
def service(tmp_path: Path, clock: FixedClock, doors: Doors, sqlite_database_url: str) -> Iterator[Service]:
    """Give a service that partners reach from outside, which takes files of one megabyte."""
    house = make_service(sqlite_database_url, tmp_path, clock, public_url=f"https://{HOST}", deposit_megabytes=1)
    yield replace(house, mailer=doors.mailer, texter=doors.texter)
    close(house)


@pytest.fixture
def link(desk: Desk, office: Office, doors: Doors) -> str:
    """Send a fiche, and read the path of the partner's page off its mail."""
    office.sign_convention()
    office.agree()
    desk.press(f"/fiches/{office.ready_draft()}/envoyer/partir", BY_LINK)
    office.deliver()
    (found,) = set(re.findall(rf"https://{HOST}(/pli/\S+)", "\n".join(mail.text for mail in doors.mails())))
    return f"{found}/depot"


@pytest.fixture
def partner(new_browser: Callable[[], TestClient]) -> TestClient:
    """Give the partner's browser, which never signed in."""
    return new_browser()


@pytest.mark.requirement("D-1", "D-2", "D-4")
@pytest.mark.parametrize("kind", KEPT)
def test_what_is_kept(kind: str, partner: TestClient, link: str, service: Service) -> None:
    """Receipt with reference, size, fingerprint and the number to call; sealed, and whole."""
    content = KEPT[kind]()

    answer = post(partner, link, content)

    assert 200 == answer.status_code, words(answer)
    (row,) = kept(service)
    said = words(answer)
    digest = hashlib.sha256(content).hexdigest()
    assert row.reference in said
    assert " ".join(digest[start : start + 8] for start in range(0, 64, 8)) in said
    assert "04 72 00 00 00" in said
    assert (len(content), digest, 1) == (row.size, row.sha256, row.blocks)
    assert ("non vérifié" in said or "AxCrypt" in said) == (kind == "axcrypt")
    with service.transaction() as ctx:
        (block,) = ctx.session.exec(select(DepositBlock)).all()
        assert content[:16] not in block.content


@pytest.mark.requirement("D-3")
@pytest.mark.parametrize("kind", TURNED_AWAY)
def test_what_is_turned_away(kind: str, partner: TestClient, link: str, service: Service, tmp_path: Path) -> None:
    """A sentence that says what to do next, the field again, and nothing of it anywhere on the disk."""
    make, sentence = TURNED_AWAY[kind]

    answer = post(partner, link, make())

    assert 422 == answer.status_code
    assert sentence in words(answer)
    assert 'name="file"' in answer.text
    assert [] == kept(service)
    with service.transaction() as ctx:
        (entry,) = [
            entry
            for entry in trails.read_page(ctx.session, Chain.SECURITY, before=None, limit=50)
            if entry.kind == "upload:turned-away"
        ]
    assert {"upload"} == set(entry.detail)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert CANARY not in path.read_bytes(), path


def test_without_a_file(partner: TestClient, link: str, service: Service) -> None:
    """A form that carries none, or an empty choice, as a browser without script posts it."""
    chosen = b'--B\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--B--\r\n'
    for body, kind in ((chosen, "multipart/form-data; boundary=B"), (b"", "application/x-www-form-urlencoded")):
        answer = partner.post(link, content=body, headers={"content-type": kind})

        assert (422, []) == (answer.status_code, kept(service))
        assert "Aucun fichier n’est arrivé" in words(answer)


def test_too_large(partner: TestClient, link: str, service: Service) -> None:
    """What passes the limit is told so on the page, and not kept."""
    answer = post(partner, link, bytes(1024 * 1024 + 1))

    assert (422, []) == (answer.status_code, kept(service))
    assert "volumineux" in words(answer)


def test_the_page_tells_nothing(partner: TestClient, link: str, office: Office) -> None:
    """The page before and after a deposit is the same, and neither names anybody (security.md 25)."""
    before = partner.get(link)
    post(partner, link, KEPT["zip AES-256"]())
    after = partner.get(link)

    assert before.text == after.text
    for secret in (LAST_NAME, FIRST_NAME, "Colombe", "Inventaire", ADDRESS, office.case):
        assert secret not in before.text
    assert {"file"} == set(re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', before.text))


def test_a_receipt_by_mail(partner: TestClient, link: str, service: Service, doors: Doors, office: Office) -> None:
    """To the directory's address, whoever holds the link; it says nothing of anybody, and no key is asked for."""
    receipt = post(partner, link, KEPT["zip AES-256"](), name=f"{LAST_NAME}.zip")
    office.deliver()

    (row,) = kept(service)
    (mail,) = [mail for mail in doors.mails() if mail.subject == f"Fichier bien reçu, référence {row.reference}"]
    assert ADDRESS == mail.to
    assert row.sha256[:8] in mail.text
    for said in (mail.text, words(receipt)):
        assert "par téléphone ou par SMS" in said
        assert "vive voix" not in said
    assert LAST_NAME not in mail.text


def test_a_link_takes_so_much(partner: TestClient, link: str, service: Service) -> None:
    """Its number is limited; what was turned away does not count."""
    limited = service.settings.deposit_limit
    archive = by_pyzipper(("fiche.pdf", PDF))
    for _ in range(limited):
        assert 200 == post(partner, link, archive).status_code

    assert 409 == post(partner, link, archive).status_code
    assert limited == len(kept(service))
    assert "autant de fichiers qu’il le peut" in words(partner.get(link))


def test_turned_away_again_and_again(partner: TestClient, link: str) -> None:
    """Somebody who tries and tries is slowed, and told how long to wait."""
    for _ in range(5):
        assert 422 == post(partner, link, PDF).status_code

    answer = post(partner, link, PDF)
    assert (429, True) == (answer.status_code, int(answer.headers["retry-after"]) > 0)


def test_a_stranger_has_nothing_to_send_to(partner: TestClient, service: Service) -> None:
    """A link that does not exist is told so before a byte is read."""
    for path in (f"/pli/{'x' * 43}/depot", f"/depot/{'x' * 43}"):
        assert 410 == post(partner, path, bytes(100_000)).status_code
        assert 410 == partner.get(path).status_code
    assert [] == kept(service)


def test_another_site_sends_nothing(partner: TestClient, link: str, service: Service) -> None:
    """A page elsewhere cannot have somebody's browser deposit."""
    answer = partner.post(
        link, files={"file": ("x.zip", KEPT["zip AES-256"]())}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert (403, []) == (answer.status_code, kept(service))


_PART: Final = b'--B\r\nContent-Disposition: form-data; name="file"; filename="f.zip"\r\n\r\n'
ABUSES: Final[dict[str, tuple[str, bytes]]] = {
    "no boundary": ("multipart/form-data", _PART),
    "a boundary of a kilobyte": (f"multipart/form-data; boundary={'B' * 1000}", _PART),
    "no end": ("multipart/form-data; boundary=B", _PART + b"x" * 100),
    "a thousand parts": ("multipart/form-data; boundary=B", _PART.replace(b"file", b"f") * 1000 + b"--B--\r\n"),
    "two files": ("multipart/form-data; boundary=B", (_PART + b"x\r\n") * 2 + b"--B--\r\n"),
    "another field": ("multipart/form-data; boundary=B", _PART.replace(b'"file"', b'"other"') + b"x\r\n--B--\r\n"),
    "a field beside it": (
        "multipart/form-data; boundary=B",
        b'--B\r\nContent-Disposition: form-data; name="key"\r\n\r\ncoquelicot\r\n' + _PART + b"x\r\n--B--\r\n",
    ),
    "a header of ten kilobytes": (
        "multipart/form-data; boundary=B",
        b"--B\r\nX: " + b"x" * 10_000 + b"\r\n" + _PART[5:] + b"x\r\n--B--\r\n",
    ),
    "a hundred headers": ("multipart/form-data; boundary=B", b"--B\r\n" + b"X: x\r\n" * 100 + _PART[5:] + b"--B--\r\n"),
    "no disposition": ("multipart/form-data; boundary=B", b"--B\r\n\r\nx\r\n--B--\r\n"),
    "a preamble of a megabyte": ("multipart/form-data; boundary=B", b"x" * 1_000_000 + _PART + b"x\r\n--B--\r\n"),
    "nested": (
        "multipart/form-data; boundary=B",
        _PART.replace(b"\r\n\r\n", b"\r\nContent-Type: multipart/mixed\r\n\r\n"),
    ),
    "not a form": ("text/plain", b"bonjour"),
    "JSON": ("application/json", b'{"file": "x"}'),
}


@pytest.mark.parametrize("abuse", ABUSES)
def test_bodies_that_no_browser_sends(abuse: str, partner: TestClient, link: str, service: Service) -> None:
    """Each gets a page that says what happened, none an incident, and nothing is kept."""
    kind, body = ABUSES[abuse]

    answer = partner.post(link, content=body, headers={"content-type": kind})

    assert answer.status_code in {400, 422}, words(answer)
    assert 'lang="fr"' in answer.text
    assert [] == kept(service)
    assert 200 == post(partner, link, KEPT["zip AES-256"]()).status_code


PIECES: Final = (_PART, b"--B\r\n", b"--B--\r\n", b"\r\n", b"PK\x03\x04")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.lists(st.sampled_from([_PART, b"--B\r\n", b"--B--\r\n", b"\r\n", b"PK\x03\x04"]) | st.binary(max_size=50))
)
def test_any_body(partner: TestClient, link: str, body: list[bytes]) -> None:
    """Whatever is posted, the answer is a page of ours and no incident."""
    answer = partner.post(link, content=b"".join(body), headers={"content-type": "multipart/form-data; boundary=B"})
    assert answer.status_code in {400, 422, 429}
