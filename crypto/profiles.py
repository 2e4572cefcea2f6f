"""Which parameters does the cryptography have? Each once, with its source, its cost and its date.

A profile is data. It decides nothing, and a stored object that must be read again says in its own first
bytes which format it has, so that a profile can change without orphaning what exists.
Costs were measured on two cores of a 2024 server, Python 3.11; only their ratios carry over.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a parameter comes from, what it costs, and when it was chosen."""

    source: str
    cost: str
    dated: date


@dataclass(frozen=True, slots=True)
class PassphraseProfile:
    """Generated passphrases: groups of symbols, the last symbol of all being the check character."""

    alphabet: str
    groups: int
    group_size: int
    provenance: Provenance

    @property
    def symbols(self) -> int:
        """Symbols in all, the check character included, separators not."""
        return self.groups * self.group_size

    @property
    def bits(self) -> float:
        """Entropy before the refusal of insults, which takes less than 0.01 bit (tested)."""
        return (self.symbols - 1) * math.log2(len(self.alphabet))


PASSPHRASE: Final = PassphraseProfile(
    alphabet="abcdefghjkmnpqrstuvwxyz23456789",  # no i l o 0 1: nobody confuses what is left
    groups=7,
    group_size=4,
    provenance=Provenance(
        source="ASVS 5.0 11.5.1 (128 bits, CSPRNG); RFC 2898 PBKDF2 at 1000 rounds adds nothing to count on",
        cost="28 symbols and 6 hyphens to type, 133.8 bits; 34 bytes, under HMAC-SHA1's block of 64",
        dated=date(2026, 11, 21),
    ),
)


RECOVERY: Final = PassphraseProfile(
    alphabet=PASSPHRASE.alphabet,
    groups=6,
    group_size=4,
    provenance=Provenance(
        source="ASVS 5.0 6.5.2, 6.5.3: from 112 bits on, a lookup secret needs no password hash",
        cost="24 symbols to type when the telephone is lost, 113.9 bits",
        dated=date(2026, 11, 27),
    ),
)


@dataclass(frozen=True, slots=True)
class ArchiveProfile:
    """What we write into an archive that leaves."""

    aes_bits: int
    entry_date: tuple[int, int, int, int, int, int]
    pdf_block: int
    pdf_floor: int
    xlsx_block: int
    provenance: Provenance


ARCHIVE: Final = ArchiveProfile(
    aes_bits=256,
    # The first date that a zip can hold: it says nothing, and making an archive needs no clock.
    # Accepted loss: the extracted file sorts last in a folder ordered by date.
    entry_date=(1980, 1, 1, 0, 0, 0),
    pdf_block=16 * KIB,
    # All the official forms end up in one size: filled in, the three models weigh 74 to 80 KB, and with the face
    # of another script at most 26 KB more, so that the size does not tell the script of a name.
    pdf_floor=112 * KIB,
    # Monthly tables leave in classes of 32 KiB: one of ten people and one of a hundred look alike (decision 0108).
    xlsx_block=32 * KIB,
    provenance=Provenance(
        source="WinZip AE-2 (AES specification 1.04); CNIL guide de la sécurité 2024, « échanges »",
        cost="PBKDF2 1.4 ms for each making and each opening; a form of 80 KB leaves as 112 KiB",
        dated=date(2026, 11, 21),
    ),
)


@dataclass(frozen=True, slots=True)
class OpeningLimits:
    """Upper bounds for an archive that is opened; each is checked before the work that it bounds.

    Sizes are bytes; `content_size` is that of all entries together. `kdf_power` is the exponent of a .7z's
    rounds: 7-Zip writes 19 (0.3 s here), and the clear header of a hostile one can ask for 2**62.
    """

    archive_size: int
    content_size: int
    ratio: int
    entries: int
    kdf_power: int
    header_size: int
    dictionary_size: int
    provenance: Provenance


OPENING: Final = OpeningLimits(
    archive_size=64 * MIB,
    content_size=64 * MIB,
    ratio=200,  # deflate cannot do more than 1032; forms and scans stay under 20
    entries=1,
    kdf_power=22,  # 2**22 costs 2.5 s
    header_size=MIB,
    dictionary_size=64 * MIB,  # 7-Zip's "ultra"; it shrinks the dictionary to the file anyway
    provenance=Provenance(
        source="ASVS 5.0 5.2.1 and 5.2.3; measured hazards of pyzipper 0.4.0 and py7zr 1.1.4",
        cost="at worst about 200 MiB of memory and 3 s for one opening",
        dated=date(2026, 11, 21),
    ),
)


# Measured on what 7-Zip, WinZip, Keka and macOS write for a folder; source and cost are those of opening.
RECEIVING: Final = replace(
    OPENING,
    entries=50,  # a zipped folder of scans, its sub-folders and what macOS adds; more is no fiche
    kdf_power=20,  # 7-Zip and py7zr write 19 and offer nothing else; the header and the content may each cost one
    header_size=256 * KIB,  # fifty names at their longest are 50 KB
)
"""What a partner deposits. One set of bounds for keeping and for opening: what is kept can be opened."""


@dataclass(frozen=True, slots=True)
class Argon2Profile:
    """Argon2id for login secrets. `memory` in KiB."""

    memory: int
    passes: int
    lanes: int
    hash_length: int
    salt_length: int
    provenance: Provenance


LOGIN: Final = Argon2Profile(
    memory=19 * KIB,
    passes=2,
    lanes=1,
    hash_length=32,
    salt_length=16,
    provenance=Provenance(
        source="OWASP Password Storage Cheat Sheet (m=19 MiB, t=2, p=1); ASVS 5.0 11.4.2; RFC 9106",
        cost="25 ms and 19 MiB for each sign-in",
        dated=date(2026, 11, 21),
    ),
)


@dataclass(frozen=True, slots=True)
class VaultProfile:
    """Keys at rest: AES-256-GCM with random 96-bit nonces. Sizes in bytes."""

    key_size: int
    nonce_size: int
    tag_size: int
    provenance: Provenance


VAULT: Final = VaultProfile(
    key_size=32,
    nonce_size=12,
    tag_size=16,
    provenance=Provenance(
        source="NIST SP 800-38D (2**32 messages under one key with random nonces); ASVS 5.0 11.3.2, 11.3.3",
        cost="AES-GCM runs at GB/s: the durable write of the wrapped key is what costs",
        dated=date(2026, 11, 21),
    ),
)


@dataclass(frozen=True, slots=True)
class TokenProfile:
    """Random tokens that stand in links and cookies. Size in bytes."""

    size: int
    provenance: Provenance


TOKEN: Final = TokenProfile(
    size=32,
    provenance=Provenance(
        source="ASVS 5.0 7.2.3 and 11.5.1 (128 bits at least)",
        cost="43 characters of a URL",
        dated=date(2026, 11, 21),
    ),
)


@dataclass(frozen=True, slots=True)
class BackupProfile:
    """Backup files: AES-256-GCM in chunks under a key of the file's own. Sizes in bytes."""

    chunk_size: int
    salt_size: int
    provenance: Provenance


BACKUP: Final = BackupProfile(
    chunk_size=64 * KIB,
    salt_size=32,
    provenance=Provenance(
        source="STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015), as in age v1",
        cost="16 bytes and one GCM tag per 64 KiB",
        dated=date(2026, 11, 21),
    ),
)
