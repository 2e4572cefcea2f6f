"""Who says that a chain stood here? A checkpoint: three lines and a signature that leave the machine.

The form is that of C2SP signed-note and tlog-checkpoint, so that their tools check the signature. The third
line is the head of a linear chain, not the root of a Merkle tree. The parser takes what `sign` writes and
nothing else. It holds no date: the mail or the paper that carries a checkpoint does.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from crypto.errors import BrokenChain, ForgedCheckpoint, MalformedCheckpoint
from crypto.hashchain import MAX_INTEGER, Digest, Head, Link, verify

_DIGEST_SIZE: Final = 32
_ED25519: Final = b"\x01"
_KEY_SIZE: Final = 32
_ORIGIN: Final = re.compile(r"[a-z0-9][a-z0-9./-]{0,127}\Z")
_CHECKPOINT: Final = re.compile(
    r"(?P<text>(?P<origin>[a-z0-9][a-z0-9./-]{0,127})\n"
    r"(?P<size>0|[1-9][0-9]{0,15})\n"
    r"(?P<digest>[A-Za-z0-9+/=]{44})\n)"
    r"\n— (?P<name>[a-z0-9][a-z0-9./-]{0,127}) (?P<signature>[A-Za-z0-9+/=]{92})\n\Z"
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed: the origin (whose chain: `liaison.example.fr/register`), its size, its digest."""

    origin: str
    size: int
    digest: Digest

    def __post_init__(self) -> None:
        if not _ORIGIN.match(self.origin) or not 0 <= self.size <= MAX_INTEGER or len(self.digest) != _DIGEST_SIZE:
            raise ValueError("not a checkpoint: origin, size or digest out of form")

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{to_base64(self.digest)}\n"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The key that checks the checkpoints of one origin; its text is a C2SP verifier key."""

    origin: str
    raw: bytes

    def __str__(self) -> str:
        return f"{self.origin}+{self.key_id.hex()}+{to_base64(_ED25519 + self.raw)}"

    @property
    def key_id(self) -> bytes:
        """The first four bytes of a hash of origin and key, which a signature begins with."""
        return hashlib.sha256(self.origin.encode() + b"\n" + _ED25519 + self.raw).digest()[:4]

    @staticmethod
    def parse(text: str) -> PublicKey:
        """The key of a line `origin+id+base64`. Raises `MalformedCheckpoint`."""
        origin, _, rest = text.strip().partition("+")
        try:
            raw = base64.b64decode(rest.partition("+")[2], validate=True)
        except (ValueError, binascii.Error):
            raw = b""
        key = PublicKey(origin, raw[1:])
        if raw[:1] != _ED25519 or len(key.raw) != _KEY_SIZE or not _ORIGIN.match(origin) or str(key) != text.strip():
            raise MalformedCheckpoint("not a verifier key `origin+id+base64`")
        return key


class SigningKey:
    """The key that signs the checkpoints of one origin; `repr` shows the public half only."""

    def __init__(self, origin: str, seed: bytes) -> None:
        if not _ORIGIN.match(origin):
            raise ValueError("an origin is lower-case letters, digits, `.`, `/`, `-`")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = PublicKey(origin, self._private.public_key().public_bytes_raw())

    def __repr__(self) -> str:
        return f"SigningKey({self.public})"

    def sign(self, head: Head) -> str:
        """The signed checkpoint of a head: three lines, an empty one, the signature."""
        checkpoint = Checkpoint(self.public.origin, head.size, head.digest)
        signature = self.public.key_id + self._private.sign(str(checkpoint).encode())
        return f"{checkpoint}\n— {self.public.origin} {to_base64(signature)}\n"

    def sign_bytes(self, data: bytes) -> bytes:
        """The key's id and the signature of some bytes: what `crypto.signednote` writes under a text."""
        return self.public.key_id + self._private.sign(data)


def open_checkpoint(text: str, *, key: PublicKey) -> Checkpoint:
    """The checkpoint that a text holds, if `key` signed it.

    Raises `MalformedCheckpoint` for anything that `SigningKey.sign` does not write, `ForgedCheckpoint` for
    another origin, another key, or a wrong signature.
    """
    found = _CHECKPOINT.match(text)
    if not found:
        raise MalformedCheckpoint("not a signed checkpoint: three lines, an empty one, one signature")
    try:
        checkpoint = Checkpoint(found["origin"], int(found["size"]), Digest(from_base64(found["digest"])))
    except ValueError as error:
        raise MalformedCheckpoint(str(error)) from None
    signature = from_base64(found["signature"])
    if (found["name"], checkpoint.origin, signature[:4]) != (key.origin, key.origin, key.key_id):
        raise ForgedCheckpoint(f"signed for another origin or by another key than {key.origin}")
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature[4:], found["text"].encode())
    except InvalidSignature:
        raise ForgedCheckpoint(f"the signature is not that of {key.origin}") from None
    return checkpoint


def check_reaches(head: Head, checkpoint: Checkpoint) -> None:
    """Return if a verified chain ends exactly where the checkpoint says. Raises `BrokenChain`.

    To hold a longer chain against an older checkpoint, verify its first `checkpoint.size` entries.
    """
    if (head.size, head.digest) != (checkpoint.size, checkpoint.digest):
        raise BrokenChain("head", min(head.size, checkpoint.size), "the chain is not the one that was signed")


def follow(links: Iterator[Link], *, start: Head, checkpoints: Iterable[Checkpoint]) -> Head:
    """Follow a chain as `verify` does, and hold it against every checkpoint on the way.

    So a tail that was cut off shows, and a past that was rewritten with right links. A checkpoint from before `start`
    says nothing here. Raises `BrokenChain`.
    """
    head = start
    for checkpoint in sorted(checkpoints, key=lambda each: each.size):
        if checkpoint.size >= start.size:
            head = verify(islice(links, checkpoint.size - head.size), start=head)
            check_reaches(head, checkpoint)
    return verify(links, start=head)


def origin_in(text: str) -> str:
    """Return whose chain a checkpoint says that it seals: nothing is checked but its form.

    Raises `MalformedCheckpoint`.
    """
    found = _CHECKPOINT.match(text)
    if not found:
        raise MalformedCheckpoint("not a signed checkpoint: three lines, an empty one, one signature")
    return found["origin"]


def to_base64(data: bytes) -> str:
    """The one base64 text of these bytes."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes:
    """The bytes of a base64 text. Strict: the one text of these bytes, so that nobody can make a second valid form."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise MalformedCheckpoint("not base64") from error
    if to_base64(data) != text:
        raise MalformedCheckpoint("not canonical base64")
    return data
