"""Which .7z might a stranger deposit to hurt whoever reads its header? One thing changed in what 7-Zip writes."""

import lzma
import struct
import subprocess
import tempfile
import zlib
from pathlib import Path

from tests.crypto.hostile import CONTENT, DOT_DOT, PASSPHRASE, Vector, by_7zip, flipped, patched, seven_zip_rewritten

MAGIC = b"7z\xbc\xaf\x27\x1c\0\4"
HEADER = "MalformedArchive/header"
CLEAR_HEADER = ("-t7z", "-mhc=off")
"""The header neither packed nor locked, so that it can be changed."""
_AES = b"\x06\xf1\x07\x01"


def framed(header: bytes, packed: bytes = b"") -> bytes:
    """A .7z around a header, its check sums right."""
    start = struct.pack("<QQL", len(packed), len(header), zlib.crc32(header))
    return MAGIC + struct.pack("<L", zlib.crc32(start)) + start + packed + header


def of_folder(*switches: str) -> bytes:
    """A folder with a file, an empty file and an empty folder, as 7-Zip packs it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "dossier")
        (folder / "vide").mkdir(parents=True)
        (folder / "fiche.txt").write_bytes(CONTENT)
        (folder / "rien.txt").write_bytes(b"")
        command = ["7zz", "a", *switches, f"-p{PASSPHRASE}", "out.bin", "dossier"]
        subprocess.run(command, cwd=place, check=True, capture_output=True)
        return Path(place, "out.bin").read_bytes()


def swapped(archive: bytes, old: bytes, new: bytes) -> bytes:
    """The .7z with one run of octets in its clear header replaced, once."""
    assert archive.count(old) == 1
    return seven_zip_rewritten(archive, lambda header: header.replace(old, new))


def renamed(new: str) -> bytes:
    """The file of a .7z under a name of nine characters."""
    return swapped(by_7zip(*CLEAR_HEADER), "fiche.txt".encode("utf-16-le"), new.encode("utf-16-le"))


def attributes(value: int) -> bytes:
    """The file of a .7z with other attributes."""
    archive = by_7zip(*CLEAR_HEADER)
    place = archive.rindex(b"\x15\x06\x01\x00") + 4
    return seven_zip_rewritten(
        archive, lambda header: patched(header, place - len(archive) + len(header), struct.pack("<L", value))
    )


def packed_header(inner: bytes, *, said: int | None = None, dictionary: int = 1 << 16) -> bytes:
    """A .7z of no file whose header is packed by LZMA; `said` is the size that it declares."""
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": dictionary}]
    packed = lzma.compress(inner, lzma.FORMAT_RAW, filters=filters)
    size = b"\xf0" + struct.pack("<L", said if said is not None else len(inner))
    properties = b"\x5d" + struct.pack("<L", dictionary)
    described = (
        b"\x17\x06\x00\x01\x09\xf0" + struct.pack("<L", len(packed)) + b"\x00"
        b"\x07\x0b\x01\x00\x01\x23\x03\x01\x01\x05" + properties + b"\x0c" + size + b"\x00\x00"
    )  # fmt: skip
    return framed(described, packed)


def costly() -> dict[str, Vector]:
    """Headers that would take time or memory."""
    clear = by_7zip(*CLEAR_HEADER)
    rounds = clear[clear.rindex(_AES) + 5]
    place = clear.rindex(_AES) + 5

    def asking(power: int) -> bytes:
        return seven_zip_rewritten(
            clear, lambda header: patched(header, place - len(clear) + len(header), bytes([rounds & 0xC0 | power]))
        )

    files = framed(b"\x01\x05\xe0" + b"\xff\xff\xff\xff")
    return {
        "7z-rounds-62": Vector("UnsafeArchive/kdf", "2**62 rounds for the content", asking(62)),
        "7z-rounds-23": Vector("UnsafeArchive/kdf", "2**23 rounds for the content", asking(23)),
        "7z-files-declared": Vector("UnsafeArchive/count", "2**28 files in a header of 7 octets", files),
        "7z-header-bomb": Vector("UnsafeArchive/memory", "a header of 64 MiB of zeros", packed_header(bytes(64 << 20))),
        "7z-header-size-lies": Vector(
            "MalformedArchive/damaged", "more header than there is", packed_header(b"\1\0", said=1000)
        ),
        "7z-dictionary": Vector(
            "UnsafeArchive/memory", "a dictionary of 1 GiB for two octets", _dictionary(packed_header(b"\1\0"))
        ),
        "7z-header-in-header": Vector(HEADER, "a packed header in a packed header", packed_header(b"\x17\x06\x00")),
        "7z-no-file": Vector("MalformedArchive/empty", "a header of nothing", packed_header(b"\1\0")),
        "7z-sixty-files": Vector(
            "UnsafeArchive/count", "sixty files", by_7zip("-t7z", files={f"{n}.txt": b"x" for n in range(60)})
        ),
    }


def _dictionary(archive: bytes) -> bytes:
    return swapped(archive, b"\x5d" + struct.pack("<L", 1 << 16), b"\x5d" + struct.pack("<L", 1 << 30))


def lying() -> dict[str, Vector]:
    """Headers that say what is not so."""
    clear = by_7zip(*CLEAR_HEADER, "-m0=Copy")
    size = len(CONTENT)
    padded = (size + 15) // 16 * 16
    number = struct.pack(">H", 0x8000 | size)
    sizes = bytes([number[0], number[1]])
    two = by_7zip(*CLEAR_HEADER, "-ms=off", files={"a.txt": CONTENT, "b.txt": CONTENT[::-1]})
    second = flipped(two, 32 + _second(two))
    later = swapped(clear, b"\x04\x06\x00\x01\x09", b"\x04\x06\x01\x01\x09")
    return {
        "7z-gap": Vector("MalformedArchive/layout", "octets before the header", gap(clear, b"?" * 16)),
        "7z-shifted": Vector("MalformedArchive/layout", "the stream begins later", later),
        "7z-size-lies": Vector("UnsafeArchive/sizes", "more than the stream holds", _sizes(clear, sizes, padded + 99)),
        "7z-second-flipped": Vector("UnsafeArchive/count", "one bit of the second stream", second),
        "7z-prefix": Vector("MalformedArchive/kind", "a script before it", b"#!/bin/sh\nexit\n" + clear),
        "7z-cut-in-data": Vector(HEADER, "half the file", clear[: len(clear) // 2]),
        "7z-property-twice": Vector(HEADER, "names given twice", _names_twice(clear)),
        "7z-property-unknown": Vector(HEADER, "a comment", swapped(clear, b"\x15\x06\x01\x00", b"\x16\x06\x01\x00")),
    }


def gap(archive: bytes, octets: bytes) -> bytes:
    """Octets between the packed streams and the header, which the start header knows of."""
    offset = int.from_bytes(archive[12:20], "little")
    return framed(archive[32 + offset :], archive[32 : 32 + offset] + octets)


def _sizes(archive: bytes, old: bytes, new: int) -> bytes:
    header = archive[32 + int.from_bytes(archive[12:20], "little") :]
    changed = struct.pack(">H", 0x8000 | new)
    return seven_zip_rewritten(archive, lambda _: header.replace(old, changed))


def _second(archive: bytes) -> int:
    """A place in the second of two packed streams of one length."""
    return int.from_bytes(archive[12:20], "little") * 3 // 4


def _names_twice(archive: bytes) -> bytes:
    names = b"\x11" + bytes([1 + 20]) + b"\0" + "fiche.txt\0".encode("utf-16-le")
    return swapped(archive, names, names + names)


def linked() -> dict[str, Vector]:
    """Entries that are no files, or lead elsewhere."""
    entry = "UnsafeArchive/entry"
    return {
        "7z-symlink-clear-header": Vector(entry, "a symbolic link", by_7zip("-t7z", "-snl", link=DOT_DOT)),
        "7z-reparse-point": Vector(entry, "a link of Windows", attributes(0x400)),
        "7z-socket": Vector(entry, "a socket of Unix", attributes(0xC1FF8020)),
        "7z-folder-with-content": Vector(entry, "a folder that has content", attributes(0x10)),
        "7z-name-dot-dot": Vector("UnsafeArchive/path", "a path upwards", renamed("../../a.x")),
        "7z-name-absolute": Vector("UnsafeArchive/path", "an absolute path", renamed("/etc/abcd")),
        "7z-name-drive": Vector("UnsafeArchive/path", "a drive", renamed("C:/ab.txt")),
        "7z-name-unc": Vector("UnsafeArchive/path", "a place on the network", renamed("\\\\s\\a.txt")),
        "7z-name-bidi": Vector("UnsafeArchive/name", "a right-to-left override", renamed("a\u202etxt.exe")),
        "7z-name-nul": Vector(HEADER, "a NUL: one name more", renamed("a.txt\0exe")),
        "7z-name-surrogate": Vector("MalformedArchive/name", "half a character", _surrogate()),
    }


def _surrogate() -> bytes:
    return swapped(by_7zip(*CLEAR_HEADER), "fiche.txt".encode("utf-16-le"), b"\x00\xd8" * 9)


def honest() -> dict[str, Vector]:
    """What 7-Zip writes of a folder, and must be kept."""
    return {
        "7z-7zip-folder": Vector("UnsafeArchive/count", "a folder, an empty file", of_folder("-t7z")),
        "7z-7zip-folder-hidden": Vector("UnsafeArchive/count", "the same, names hidden", of_folder("-t7z", "-mhe=on")),
        "7z-7zip-header-plain": Vector(
            "success", "header not packed", by_7zip(*CLEAR_HEADER), payload=CONTENT, name="fiche.txt"
        ),
    }


FAMILIES = (costly, lying, linked, honest)
