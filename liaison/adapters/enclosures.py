"""What kind of file came with a mail? Readable by anybody, an archive that needs a key, or none that matters.

Told by the first octets and the headers of archives, without a key and without opening anything; the file's name
and declared type play no part, save to leave out what every mail carries: its words, signatures, letterheads.
"""

from email.message import Message
from enum import StrEnum
from typing import Final

from crypto.errors import CryptoError
from crypto.inspect import inspect
from crypto.kinds import Kind
from crypto.zipentries import Protection

_CARRIED: Final = frozenset(
    {
        "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
        "application/pgp-keys", "application/pgp-encrypted", "text/vcard", "text/x-vcard", "text/calendar",
        "application/ics", "message/delivery-status", "text/rfc822-headers",
    }
)  # fmt: skip
"""What mail programs add by themselves: signatures, visiting cards, invitations."""
_ENCRYPTED_OFFICE: Final = "EncryptedPackage".encode("utf-16-le")
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_PGP: Final = b"-----BEGIN PGP MESSAGE-----"
_BEGINNING: Final = 4096


class Enclosure(StrEnum):
    """What a part of a mail is to us."""

    NONE = "none"
    READABLE = "readable"
    SEALED = "sealed"
    CLOSED = "closed"
    """Encrypted by something that is not an archive: nobody reads it without a secret, and neither do we."""


def look_at(part: "Message[str, str]") -> Enclosure:
    """Say what a part without parts is."""
    if part.get_content_type() in _CARRIED or _is_words(part) or _is_letterhead(part):
        return Enclosure.NONE
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content.strip():
        return Enclosure.NONE
    if part.get_content_type() in {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
        signed = str(part.get_param("smime-type", "")).casefold() == "signed-data"
        return Enclosure.READABLE if signed else Enclosure.CLOSED
    return _enclosure_of(content)


def _enclosure_of(content: bytes) -> Enclosure:
    try:
        finding = inspect(content)
    except CryptoError:
        # An archive whose headers cannot be followed: perhaps readable, so that a person looks.
        return Enclosure.READABLE
    if finding.protection in {Protection.SEALED, Protection.UNCHECKED}:
        return Enclosure.SEALED
    return Enclosure.CLOSED if _needs_a_password(finding.kind, content) else Enclosure.READABLE


def _needs_a_password(kind: Kind, content: bytes) -> bool:
    """Say whether a document is locked. Accepted loss: a PDF that only forbids printing counts as locked too."""
    if kind in {Kind.PDF_LOCKED, Kind.OFFICE_LOCKED}:
        return True
    if content.startswith(_OLE):  # the name may stand outside the part of the directory that `crypto.kinds` reads
        return _ENCRYPTED_OFFICE in content
    return _PGP in content[:_BEGINNING]


def _is_words(part: "Message[str, str]") -> bool:
    """Say whether a part is the text of the mail itself, which is not looked at."""
    return part.get_content_maintype() == "text" and not _is_named(part)


def _is_letterhead(part: "Message[str, str]") -> bool:
    """Say whether an image belongs to the words: the logo of a signature, not a scanned page."""
    is_image = part.get_content_maintype() == "image"
    return is_image and bool(part.get("Content-ID")) and part.get_content_disposition() != "attachment"


def _is_named(part: "Message[str, str]") -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())
