"""Which steps of the product are measured? Those of a fiche that leaves: drawn, padded, sealed, opened again."""

import secrets
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from Cryptodome.Protocol.KDF import PBKDF2

from crypto import zipaes
from crypto.archive import check_produced, unseal
from crypto.document import Document
from crypto.inspect import inspect
from crypto.padding import pad_pdf
from crypto.passphrase import Passphrase
from crypto.profiles import ARCHIVE, OPENING
from forms.answers import Answers
from forms.paper.presentation import Presentation
from forms.paper.store import Templates
from forms.spec import FormSpec
from tests.bench.jobs import REFERENCE

NAME = "fiche.pdf"
_PRESENTATION = Presentation(reference=REFERENCE)


class Product:
    """The product's steps, on templates kept in a folder."""

    def __init__(self, folder: Path) -> None:
        self.templates = Templates(folder)

    def draw(self, spec: FormSpec, answers: Answers) -> bytes:
        """Answers → PDF."""
        return self.templates.render(spec, answers, presentation=_PRESENTATION)

    def seal(self, spec: FormSpec, answers: Answers, key: Passphrase) -> bytes:
        """Answers → PDF → padded PDF → AES zip."""
        return zip_stored(padded(self.draw(spec, answers)), key)


def padded(pdf: bytes) -> bytes:
    """Pad a PDF as `crypto.archive.seal` does."""
    return pad_pdf(pdf, block=ARCHIVE.pdf_block, floor=ARCHIVE.pdf_floor)


def zip_stored(pdf: bytes, key: Passphrase) -> bytes:
    """PDF → AES zip, stored."""
    return zipaes.make(Document(NAME, pdf), key, ARCHIVE)


def check(archive: bytes, pdf: bytes, key: Passphrase) -> None:
    """Look at an archive as `crypto.archive.seal` does before it returns one."""
    check_produced(archive)
    inspect(archive, limits=OPENING)
    if sha256(unseal(archive, key).content).digest() != sha256(pdf).digest():
        raise ValueError("an archive holds other bytes than were sealed")


def floor(key: Passphrase) -> Callable[[], bytes]:
    """One derivation of an AES zip's keys, as pyzipper asks for it: what no chain can go below."""
    password, salt = key.reveal().encode("ascii"), secrets.token_bytes(16)
    # Its stubs ask for a text; pyzipper hands bytes over, and so does whoever measures it.
    return lambda: PBKDF2(password, salt, count=1000, dkLen=66)  # type: ignore[arg-type]
