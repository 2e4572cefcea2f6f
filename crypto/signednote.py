"""Who says so? A text with its signature beneath, in the form of a C2SP signed note; read anywhere with the public key.

`crypto.checkpoint` signs the head of a chain; this signs any text whose first line says what it is. A text may be
read without trust by cutting at the empty line; `open_note` gives it only if the signature is good.
"""

from __future__ import annotations

import re
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from crypto.checkpoint import PublicKey, SigningKey, from_base64, to_base64
from crypto.errors import ForgedCheckpoint, MalformedCheckpoint

_LONGEST: Final = 4 * 1024 * 1024
_KEY_ID: Final = 4
_NOTE: Final = re.compile(
    r"(?P<text>(?:[^\n]+\n)+)\n— (?P<name>[a-z0-9][a-z0-9./-]{0,127}) (?P<signature>[A-Za-z0-9+/=]{92})\n\Z"
)


def sign_note(key: SigningKey, title: str, text: str) -> str:
    """The text under its title, an empty line, the signature.

    The title holds a space, so that no note can pass for a checkpoint, whose first line is an origin.
    Raises `ValueError` for an empty line, which would end the text, or a title without a space.
    """
    if " " not in title or "\n" in title or not text or any(not line for line in text.split("\n")):
        raise ValueError("a note has a title of several words, and no empty line")
    body = f"{title}\n{text}\n"
    return f"{body}\n— {key.public.origin} {to_base64(key.sign_bytes(body.encode()))}\n"


def open_note(note: str, *, title: str, key: PublicKey) -> str:
    """The text of a note of this title, if `key` signed it.

    Raises `MalformedCheckpoint` for anything that `sign_note` does not write, `ForgedCheckpoint` for another title,
    another key, or a wrong signature.
    """
    found = _NOTE.match(note) if len(note) <= _LONGEST else None
    if found is None:
        raise MalformedCheckpoint("not a signed note: a text, an empty line, one signature")
    signature = from_base64(found["signature"])
    if (found["name"], signature[:_KEY_ID]) != (key.origin, key.key_id):
        raise ForgedCheckpoint(f"signed by another key than {key.origin}")
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature[_KEY_ID:], found["text"].encode())
    except InvalidSignature:
        raise ForgedCheckpoint(f"the signature is not that of {key.origin}") from None
    first, _, rest = found["text"].partition("\n")
    if first != title:
        raise ForgedCheckpoint("it is signed, and says something else")
    return rest.removesuffix("\n")


def text_of(note: str) -> str:
    """The text of a note without its title, whoever signed it: for showing beside what `open_note` says of it."""
    return note.partition("\n\n")[0].partition("\n")[2]
