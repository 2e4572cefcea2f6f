"""How are the archives made that nobody honest sends? By real tools, then by changing one thing in them.

`python -m tests.crypto.hostile_deposits` writes the vectors that are missing; salts are random.
"""

import base64
import hashlib
import io
import os
import struct
import subprocess
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyzipper

from crypto.archive import Document, Format, seal
from crypto.passphrase import Passphrase

VECTORS = Path(__file__).parents[1] / "vectors" / "archives"
PASSPHRASE = "k3wq-7h2m-vtpa-9xne-cdf4-r8sy-bguc"
CONTENT = b"Fiche de Z\xc3\xa9phyrine Testoukhina, qui n'existe pas.\n" * 40
DOT_DOT = "../../../../tmp/x"

_CENTRAL = b"PK\x01\x02"
_END = b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class Vector:
    """One archive, what is wrong with it, and what must be said of it."""

    expect: str
    comment: str
    archive: bytes
    passphrase: str = PASSPHRASE
    payload: bytes | None = None
    name: str = ""

    def text(self) -> str:
        """The file: header lines, an empty line, base64."""
        lines = [f"expect: {self.expect}", f"passphrase: {self.passphrase}", f"comment: {self.comment}"]
        if self.payload is not None:
            lines += [f"name: {self.name}", f"payload: {hashlib.sha256(self.payload).hexdigest()}"]
        return "\n".join(lines) + "\n\n" + base64.encodebytes(self.archive).decode("ascii")


# --- makers -------------------------------------------------------------------------------------------


def ours(kind: Format = Format.ZIP, *, name: str = "document.txt", content: bytes = CONTENT) -> bytes:
    """What `seal` makes."""
    return seal(Document(name, content), Passphrase(PASSPHRASE), format=kind).content


def by_pyzipper(
    *entries: tuple[str, bytes], method: int = pyzipper.ZIP_STORED, locked: bool = True, **options: object
) -> bytes:
    """A zip as pyzipper makes it, by AES-256 unless options say otherwise."""
    buffer = io.BytesIO()
    encryption = pyzipper.WZ_AES if locked else None
    with pyzipper.AESZipFile(
        buffer, "w", compression=method, encryption=encryption, encryption_kwargs=options or None
    ) as archive:
        if locked:
            archive.setpassword(PASSPHRASE.encode())
        for name, content in entries:
            archive.writestr(pyzipper.zipfile_aes.AESZipInfo(name), content, compress_type=method)
    return buffer.getvalue()


def by_7zip(*switches: str, files: dict[str, bytes] | None = None, link: str = "", locked: bool = True) -> bytes:
    """An archive as 7-Zip makes it. The passphrase of the vectors is public: it may be an argument."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (files or {"fiche.txt": CONTENT}).items():
            Path(folder, name).write_bytes(content)
        if link:
            Path(folder, "lien").symlink_to(link)
        key = [f"-p{PASSPHRASE}"] if locked else []
        names = [*(files or ({} if link else {"fiche.txt": b""})), *(["lien"] if link else [])]
        command = ["7zz", "a", *switches, *key, "out.bin", *names]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return Path(folder, "out.bin").read_bytes()


def mixed() -> bytes:
    """A zip whose second entry is clear."""
    buffer = io.BytesIO(by_pyzipper(("a.txt", CONTENT)))
    with pyzipper.AESZipFile(buffer, "a") as archive:
        archive.writestr("b.txt", CONTENT)
    return buffer.getvalue()


def mixed_7z() -> bytes:
    """A .7z to which a locked file was added after a clear one."""
    with tempfile.TemporaryDirectory() as folder:
        for name, switches in (("a.txt", []), ("b.txt", [f"-p{PASSPHRASE}"])):
            Path(folder, name).write_bytes(CONTENT)
            command = ["7zz", "a", "-t7z", *switches, "out.7z", name]
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return Path(folder, "out.7z").read_bytes()


# --- changes ------------------------------------------------------------------------------------------


def patched(archive: bytes, place: int, value: bytes) -> bytes:
    """The archive with these bytes at this place."""
    return archive[:place] + value + archive[place + len(value) :]


def flipped(archive: bytes, place: int) -> bytes:
    """The archive with one bit changed."""
    return patched(archive, place, bytes([archive[place] ^ 1]))


def central(archive: bytes) -> int:
    """Where the first directory record stands."""
    return archive.index(_CENTRAL)


def body(archive: bytes) -> tuple[int, int]:
    """First and last octet of the first entry's data."""
    name, extra = struct.unpack_from("<2H", archive, 26)
    start = 30 + name + extra
    return start, start + int.from_bytes(archive[central(archive) + 20 : central(archive) + 24], "little") - 1


def before_second_salt(archive: bytes) -> bytes:
    """A zip whose second entry has a salt changed by one bit, and so another key."""
    second = archive.index(b"PK\x03\x04", 4)
    name, extra = struct.unpack_from("<2H", archive, second + 26)
    return flipped(archive, second + 30 + name + extra)


def both(archive: bytes, *, local: int, value: bytes) -> bytes:
    """A field changed alike in both headers; in the directory it stands two octets later."""
    return patched(patched(archive, local, value), central(archive) + local + 2, value)


def resized(archive: bytes, change: Callable[[int], int]) -> bytes:
    """The declared size changed alike in both headers."""
    size = int.from_bytes(archive[22:26], "little")
    return both(archive, local=22, value=change(size).to_bytes(4, "little"))


def renamed(archive: bytes, name: bytes) -> bytes:
    """The entry under another name of the same length, in both headers."""
    old = archive[30 : 30 + len(name)]
    return archive.replace(old, name)


def aes_changed(archive: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The extra field 0x9901 changed alike in both headers."""
    start = archive.index(b"\x01\x99\x07\x00") + 4
    return archive.replace(archive[start - 4 : start + 7], b"\x01\x99\x07\x00" + change(archive[start : start + 7]))


def shifted(archive: bytes, inserted: bytes, *, at: int) -> bytes:
    """Octets put in before the directory, whose place in the end record follows."""
    place = archive.rindex(_END) + 16
    offset = int.from_bytes(archive[place : place + 4], "little") + len(inserted)
    moved = patched(archive, place, offset.to_bytes(4, "little"))
    return moved[:at] + inserted + moved[at:]


def prefixed(archive: bytes, prefix: bytes) -> bytes:
    """A self-extracting kind of zip: all offsets agree with the prefix."""
    moved = shifted(archive, prefix, at=0)
    place = central(moved) + 42
    return patched(moved, place, len(prefix).to_bytes(4, "little"))


def overlapping() -> bytes:
    """Two directory records for the same data."""
    one = by_pyzipper(("a.txt", CONTENT))
    start, end = central(one), one.rindex(_END)
    record = one[start:end]
    tail = struct.pack("<4s4H2LH", _END, 0, 0, 2, 2, 2 * len(record), start, 0)
    return one[:start] + record + record + tail


def seven_zip_rewritten(archive: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """A .7z whose outer header is changed, its check sums made right again."""
    offset = int.from_bytes(archive[12:20], "little")
    size = int.from_bytes(archive[20:28], "little")
    header = change(archive[32 + offset : 32 + offset + size])
    start = struct.pack("<QQL", offset, len(header), zlib.crc32(header))
    return archive[:8] + struct.pack("<L", zlib.crc32(start)) + start + archive[32 : 32 + offset] + header


def kdf_power(archive: bytes, power: int) -> bytes:
    """A .7z whose encrypted header asks for 2**power rounds."""

    def change(header: bytes) -> bytes:
        place = header.index(b"\x06\xf1\x07\x01") + 5
        return patched(header, place, bytes([header[place] & 0xC0 | power]))

    return seven_zip_rewritten(archive, change)


# --- the vectors --------------------------------------------------------------------------------------


def good() -> dict[str, Vector]:
    """Archives that open."""
    made = {
        "zip-ours": ("document.txt", "made by seal()", ours()),
        "zip-7zip-deflated": ("fiche.txt", "7-Zip, AES-256, deflate", by_7zip("-tzip", "-mem=AES256")),
        "zip-7zip-aes128": ("fiche.txt", "7-Zip, AES-128", by_7zip("-tzip", "-mem=AES128")),
        "zip-ae1": (
            "fiche.txt",
            "AE-1, with a CRC",
            by_pyzipper(("fiche.txt", CONTENT), force_wz_aes_version=1),
        ),
        "7z-ours": ("document.txt", "made by seal()", ours(Format.SEVEN_ZIP)),
        "7z-7zip-header-encrypted": ("fiche.txt", "7-Zip, names hidden", by_7zip("-t7z", "-mhe=on")),
        "7z-7zip-header-clear": ("fiche.txt", "7-Zip's default: names in clear", by_7zip("-t7z")),
    }
    return {
        file: Vector("success", comment, archive, payload=CONTENT, name=name)
        for file, (name, comment, archive) in made.items()
    }


def wrong_keys() -> dict[str, Vector]:
    """Archives tried with another passphrase."""
    makers = {
        "zip": ours(),
        "7z-header-encrypted": by_7zip("-t7z", "-mhe=on"),
        "7z-header-clear": by_7zip("-t7z"),
        "7z-ours": ours(Format.SEVEN_ZIP),
    }
    return {
        f"{name}-wrong-passphrase": Vector("WrongPassphrase", "another passphrase", archive, "mauvaise-clef")
        for name, archive in makers.items()
    } | {
        "zip-verifier-flipped": Vector(
            "WrongPassphrase",
            "the password verifier changed by one bit",
            flipped(ours(), body(ours())[0] + 16),
        )
    }


def unlocked() -> dict[str, Vector]:
    """Archives of which something is readable, or badly encrypted."""
    one = by_pyzipper(("fiche.txt", CONTENT))
    clear = by_pyzipper(("document.txt", CONTENT), locked=False)
    return {
        "zip-clear": Vector("UnsafeArchive/clear", "a clear entry under the name of ours: substitution", clear),
        "zip-partly": Vector("UnsafeArchive/partly", "one entry locked, one clear", mixed()),
        "zip-zipcrypto": Vector("UnsafeArchive/weak", "7-Zip, ZipCrypto", by_7zip("-tzip", "-mem=ZipCrypto")),
        "zip-strength-4": Vector(
            "UnsafeArchive/weak",
            "an AES strength that is none",
            aes_changed(one, lambda x: patched(x, 4, b"\x04")),
        ),
        "zip-vendor": Vector(
            "UnsafeArchive/weak",
            "an AES field of another vendor",
            aes_changed(one, lambda x: patched(x, 2, b"XX")),
        ),
        "7z-partly": Vector("UnsafeArchive/partly", "a .7z with one locked file of two", mixed_7z()),
        "7z-clear": Vector("UnsafeArchive/clear", "a .7z without a key", by_7zip("-t7z", locked=False)),
    }


def lying() -> dict[str, Vector]:
    """Archives whose headers say what is not so."""
    stored = by_pyzipper(("fiche.txt", CONTENT))
    deflated = by_pyzipper(("fiche.txt", CONTENT), method=pyzipper.ZIP_DEFLATED)
    noise = by_pyzipper(("fiche.txt", os.urandom(3000)), method=pyzipper.ZIP_DEFLATED)
    bomb = by_pyzipper(("fiche.txt", bytes(8 << 20)), method=pyzipper.ZIP_DEFLATED)
    return {
        "zip-stored-size-lowered": Vector("UnsafeArchive/sizes", "half declared", resized(stored, lambda n: n // 2)),
        "zip-stored-size-raised": Vector("UnsafeArchive/sizes", "one more declared", resized(stored, lambda n: n + 1)),
        "zip-deflated-size-lowered": Vector(
            "UnsafeArchive/sizes",
            "half declared: pyzipper would give the half",
            resized(deflated, lambda n: n // 2),
        ),
        "zip-deflated-size-raised": Vector("UnsafeArchive/sizes", "one more declared", resized(noise, lambda n: n + 1)),
        "zip-bomb": Vector("UnsafeArchive/ratio", "8 MiB of zeros in 8 KiB", bomb),
        "zip-bomb-size-lowered": Vector(
            "UnsafeArchive/sizes", "8 MiB of zeros, 629 bytes declared", resized(bomb, lambda _: 629)
        ),
        "zip-huge": Vector("UnsafeArchive/size", "4 GB declared", resized(deflated, lambda _: 0xFFFFFFF0)),
        "zip-local-name": Vector("MalformedArchive/disagree", "local name differs", patched(stored, 30, b"x")),
        "zip-local-flag": Vector("MalformedArchive/disagree", "local flag says clear", patched(stored, 6, b"\0")),
        "zip-local-method": Vector("MalformedArchive/disagree", "local method stored", patched(stored, 8, b"\0")),
        "zip-local-aes": Vector(
            "MalformedArchive/disagree",
            "local AES strength differs",
            patched(stored, body(stored)[0] - 3, b"\1"),
        ),
    }


def laid_out() -> dict[str, Vector]:
    """Archives with octets where none belong, or without some."""
    stored = by_pyzipper(("fiche.txt", CONTENT))
    return {
        "zip-prefix": Vector("MalformedArchive/kind", "a script before the zip", prefixed(stored, b"#!/bin/sh\n")),
        "zip-prefix-zip": Vector("MalformedArchive/layout", "a hidden entry before", prefixed(stored, stored[:3000])),
        "zip-gap": Vector("MalformedArchive/layout", "before the directory", shifted(stored, b"?", at=central(stored))),
        "zip-suffix": Vector("MalformedArchive/suffix", "octets after the end record", stored + b"?"),
        "zip-overlap": Vector("MalformedArchive/layout", "two records for the same data", overlapping()),
        "zip-truncated": Vector("MalformedArchive/end", "the last octet is missing", stored[:-1]),
        "zip-cut-in-data": Vector("MalformedArchive/end", "half the file", stored[: len(stored) // 2]),
        "zip-zip64": Vector(
            "MalformedArchive/zip64", "sizes said to be elsewhere", resized(stored, lambda _: 0xFFFFFFFF)
        ),
        "zip-empty": Vector("MalformedArchive/empty", "an end record alone", _END + bytes(18)),
        "7z-truncated": Vector("MalformedArchive/header", "the last octet is missing", ours(Format.SEVEN_ZIP)[:-1]),
        "7z-suffix": Vector("MalformedArchive/suffix", "octets after the header", ours(Format.SEVEN_ZIP) + b"?"),
    }


def damaged() -> dict[str, Vector]:
    """Archives of ours with one bit changed."""
    first, last = body(ours())
    seven = ours(Format.SEVEN_ZIP)
    return {
        "zip-data-flipped": Vector("MalformedArchive/damaged", "one bit of the data", flipped(ours(), first + 30)),
        "zip-mac-flipped": Vector("MalformedArchive/damaged", "one bit of the MAC", flipped(ours(), last)),
        "zip-salt-flipped": Vector("WrongPassphrase", "one bit of the salt", flipped(ours(), first)),
        "7z-data-flipped": Vector("MalformedArchive/damaged", "one bit of the data", flipped(seven, 40)),
        "7z-header-flipped": Vector("MalformedArchive/header", "one bit of the header", flipped(seven, len(seven) - 1)),
        "7z-start-flipped": Vector("MalformedArchive/header", "one bit of the start header", flipped(seven, 12)),
    }


def costly() -> dict[str, Vector]:
    """Archives that would take time, memory, or a place outside."""
    seven = ours(Format.SEVEN_ZIP)
    hidden = by_pyzipper(("aa/../../../../x.txt", CONTENT))
    return {
        "zip-two-entries": Vector(
            "UnsafeArchive/count", "two locked entries", by_pyzipper(("a.txt", CONTENT), ("b.txt", CONTENT))
        ),
        "zip-bzip2": Vector(
            "UnsafeArchive/method", "bzip2", by_pyzipper(("fiche.txt", CONTENT), method=pyzipper.ZIP_BZIP2)
        ),
        "zip-name-dot-dot": Vector("UnsafeArchive/path", "a path upwards", renamed(hidden, b"../../../../../x.txt")),
        "zip-name-absolute": Vector("UnsafeArchive/path", "an absolute path", renamed(hidden, b"/etc/passwd.........")),
        "zip-name-drive": Vector("UnsafeArchive/path", "a drive", renamed(hidden, b"C:\\windows\\system.in")),
        "zip-name-nul": Vector("UnsafeArchive/name", "a NUL", renamed(hidden, b"fiche.pdf\0aaaaaa.exe")),
        "zip-name-bidi": Vector(
            "UnsafeArchive/name", "a right-to-left override", by_pyzipper(("fiche\u202efdp.exe", CONTENT))
        ),
        "zip-name-device": Vector("UnsafeArchive/name", "a Windows device", by_pyzipper(("aux.txt", CONTENT))),
        "7z-rounds-40": Vector("UnsafeArchive/kdf", "2**40 rounds of key derivation", kdf_power(seven, 40)),
        "7z-rounds-63": Vector("UnsafeArchive/kdf", "the code for no derivation", kdf_power(seven, 63)),
        "7z-bomb": Vector(
            "UnsafeArchive/ratio",
            "32 MiB of zeros",
            by_7zip("-t7z", "-mhe=on", files={"a.txt": bytes(32 << 20)}),
        ),
        "7z-ppmd": Vector("UnsafeArchive/method", "PPMd", by_7zip("-t7z", "-mhe=on", "-m0=PPMd")),
        "7z-two-files": Vector(
            "UnsafeArchive/count",
            "two files",
            by_7zip("-t7z", "-mhe=on", files={"a.txt": CONTENT, "b.txt": b"b"}),
        ),
        "7z-symlink": Vector(
            "UnsafeArchive/entry", "a symbolic link", by_7zip("-t7z", "-mhe=on", "-snl", link=DOT_DOT)
        ),
    }


def foreign() -> dict[str, Vector]:
    """Files that are no archive of a kind that is opened here."""
    axcrypt = bytes.fromhex("c0b9072e4f93f146a015792ca1d9e821") + bytes(64)
    return {
        "pdf": Vector("MalformedArchive/kind", "a PDF in clear", b"%PDF-1.7\n%%EOF\n"),
        "axcrypt": Vector("MalformedArchive/kind", "the first octets of an AxCrypt file", axcrypt),
        "nothing": Vector("MalformedArchive/kind", "an empty file", b""),
    }


FAMILIES = (good, wrong_keys, unlocked, lying, laid_out, damaged, costly, foreign)
