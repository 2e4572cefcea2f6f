"""Which zips might a stranger deposit to hurt whoever keeps or opens them? Several entries, one of them not right.

`python -m tests.crypto.hostile_deposits` writes the vectors that are missing: delete one to have it made anew. What
becomes of each stands in `docs/formats/hostile-deposits.md`.
"""

import io
import stat
import struct

import pyzipper

from tests.crypto import hostile, hostile_sevenzips
from tests.crypto.hostile import CONTENT, PASSPHRASE, VECTORS, Vector, both, by_7zip, by_pyzipper, patched

COUNT = "UnsafeArchive/count"
ENTRY = "UnsafeArchive/entry"
PATH = "UnsafeArchive/path"
NAME = "UnsafeArchive/name"
_CENTRAL = b"PK\x01\x02"


def info(name: str, mode: int = 0, dos: int = 0) -> pyzipper.zipfile_aes.AESZipInfo:
    """An entry with a mode of Unix and attributes of DOS."""
    entry = pyzipper.zipfile_aes.AESZipInfo(name)
    entry.create_system = 3
    entry.external_attr = mode << 16 | dos
    return entry


def zipped(entry: pyzipper.zipfile_aes.AESZipInfo, content: bytes = CONTENT) -> bytes:
    """A locked zip of one entry that has the attributes that are asked for."""
    buffer = io.BytesIO()
    with pyzipper.AESZipFile(buffer, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(PASSPHRASE.encode())
        if entry.filename.endswith("/"):  # pyzipper would leave the content of a folder out
            entry.filename = entry.filename.replace("/", "!")
        archive.writestr(entry, content)
    return buffer.getvalue().replace(b"!", b"/")


def before_directory(archive: bytes, octets: int) -> bytes:
    """One bit changed so many octets before the directory: in the last entry."""
    return hostile.flipped(archive, archive.index(_CENTRAL) - octets)


def in_end(archive: bytes, place: int, *values: int) -> bytes:
    """Numbers of two octets changed in the end record."""
    return patched(archive, archive.rindex(b"PK\x05\x06") + place, struct.pack(f"<{len(values)}H", *values))


def with_extra(kind: int, value: bytes) -> bytes:
    """A field more in the directory, which the local header does not have."""
    one = by_pyzipper(("fiche.txt", CONTENT))
    extra = struct.pack("<2H", kind, len(value)) + value
    start, end = one.index(_CENTRAL), one.rindex(b"PK\x05\x06")
    length = int.from_bytes(one[start + 30 : start + 32], "little") + len(extra)
    record = patched(one[start:end], 30, struct.pack("<H", length)) + extra
    return one[:start] + record + patched(one[end:], 12, struct.pack("<L", len(record)))


def streamed() -> bytes:
    """A zip written to a pipe: sizes follow the data."""
    sink = _Pipe()
    with pyzipper.AESZipFile(sink, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(PASSPHRASE.encode())
        archive.writestr("fiche.txt", CONTENT)
    return bytes(sink.written)


class _Pipe(io.RawIOBase):
    """Where nobody can go back."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, block: object) -> int:
        self.written += bytes(block)  # type: ignore[call-overload]  # whatever a raw file may be given
        return len(bytes(block))  # type: ignore[call-overload]  # likewise


def linked() -> dict[str, Vector]:
    """Entries that are no files."""
    return {
        "zip-symlink": Vector(ENTRY, "a symbolic link", zipped(info("lien", stat.S_IFLNK | 0o777), b"/etc/passwd")),
        "zip-reparse-point": Vector(ENTRY, "a link of Windows", zipped(info("a.txt", dos=0x400))),
        "zip-device-file": Vector(ENTRY, "a device of Unix", zipped(info("a.txt", stat.S_IFCHR))),
        "zip-folder-with-content": Vector(ENTRY, "a folder that has content", zipped(info("a/", stat.S_IFDIR, 0x10))),
    }


def named() -> dict[str, Vector]:
    """Names that lead elsewhere, or hide what they are."""
    return {
        "zip-name-backslash": Vector(PATH, "a path as Windows writes it", by_pyzipper(("a\\..\\b.txt", CONTENT))),
        "zip-name-dot-dot-inside": Vector(PATH, "upwards in the middle", by_pyzipper(("a/../../b.txt", CONTENT))),
        "zip-name-newline": Vector(NAME, "a line feed", by_pyzipper(("a\nb.txt", CONTENT))),
        "zip-name-escape": Vector(NAME, "an escape sequence of terminals", by_pyzipper(("a\x1b[2Jb.txt", CONTENT))),
        "zip-name-long": Vector(NAME, "300 octets in one part", by_pyzipper(("x" * 300, CONTENT))),
        "zip-name-deep": Vector(NAME, "600 folders", by_pyzipper(("a/" * 600 + "b", CONTENT))),
        "zip-doubled-name": Vector(COUNT, "one name twice, to Windows", by_pyzipper(("é.txt", b"1"), ("É.TXT", b"2"))),
    }


def several() -> dict[str, Vector]:
    """Several entries, of which the second is not right."""
    two = by_pyzipper(("a.txt", CONTENT), ("b.txt", CONTENT))
    bomb = by_pyzipper(("a.txt", bytes(8 << 20)), ("b.txt", CONTENT), method=pyzipper.ZIP_DEFLATED)
    sixty = by_pyzipper(*((f"{number}.txt", b"x") for number in range(60)))
    return {
        "zip-second-mac-flipped": Vector(COUNT, "one bit of the second MAC", before_directory(two, 1)),
        "zip-second-data-flipped": Vector(COUNT, "one bit of the second entry", before_directory(two, 20)),
        "zip-bomb-in-company": Vector(COUNT, "8 MiB of zeros beside a text", bomb),
        "zip-60-entries": Vector(COUNT, "sixty entries", sixty),
        "zip-2000-entries-declared": Vector(COUNT, "2000 entries in the end record", in_end(two, 8, 2000, 2000)),
        "zip-counts-differ": Vector("UnsafeArchive/volumes", "one of two entries here", in_end(two, 8, 1, 2)),
        "zip-second-disk": Vector("UnsafeArchive/volumes", "the second of two parts", in_end(two, 4, 1, 0)),
        "zip-one-entry-hidden": Vector("MalformedArchive/directory", "one of two entries said", in_end(two, 8, 1, 1)),
    }


def deformed() -> dict[str, Vector]:
    """One entry, its frame not right."""
    one = by_pyzipper(("fiche.txt", CONTENT))
    pipe = streamed()
    lies = patched(pipe, pipe.index(_CENTRAL) - 4, b"\1\0\0\0")
    comment = patched(one, len(one) - 2, struct.pack("<H", len(one))) + one
    masked = both(one, local=6, value=b"\x01\x20")
    return {
        "zip-zip64-extra": Vector(
            "MalformedArchive/zip64", "a zip64 field beside true sizes", with_extra(1, bytes(16))
        ),
        "zip-extra-fields": Vector("UnsafeArchive/memory", "5 KB of extra fields", with_extra(0xCAFE, bytes(5000))),
        "zip-descriptor-lies": Vector("MalformedArchive/layout", "other sizes after the data", lies),
        "zip-zip-in-comment": Vector("MalformedArchive/layout", "another zip in the comment", comment),
        "zip-masked-header": Vector("UnsafeArchive/method", "a flag of another scheme", masked),
        "zip-split-mark": Vector(
            "MalformedArchive/layout", "the mark of a part before it", hostile.prefixed(one, b"PK\x07\x08")
        ),
        "zip-office": Vector(
            "MalformedArchive/kind",
            "a Word document",
            by_pyzipper(("[Content_Types].xml", b"<Types/>"), locked=False),
        ),
    }


def honest() -> dict[str, Vector]:
    """What partners' programs write, and must be kept."""
    two = by_pyzipper(("a.txt", CONTENT), ("b.txt", CONTENT))
    nested = by_pyzipper(("a.zip", two))
    folder = hostile_sevenzips.of_folder("-tzip", "-mem=AES256")
    macos = by_pyzipper(("fiche.txt", CONTENT), ("__MACOSX/._fiche.txt", b"Mac OS X"))
    return {
        "zip-streamed": Vector("success", "sizes after the data", streamed(), payload=CONTENT, name="fiche.txt"),
        "zip-in-zip": Vector("success", "a zip in a zip: a file", nested, payload=two, name="a.zip"),
        "zip-in-folder": Vector(NAME, "a file in a folder", by_pyzipper(("dossier/a.txt", CONTENT))),
        "zip-macos": Vector(COUNT, "what macOS adds for itself", macos),
        "zip-7zip-aes192": Vector(
            "success", "7-Zip, AES-192", by_7zip("-tzip", "-mem=AES192"), payload=CONTENT, name="fiche.txt"
        ),
        "zip-7zip-folder": Vector(COUNT, "a folder, an empty file", folder),
    }


FAMILIES = (*hostile.FAMILIES, linked, named, several, deformed, honest, *hostile_sevenzips.FAMILIES)


def main() -> None:
    """Write every vector that is not there."""
    for family in FAMILIES:
        for name, vector in family().items():
            path = VECTORS / f"{name}.txt"
            if not path.exists():
                path.write_text(vector.text(), encoding="ascii")


if __name__ == "__main__":
    main()
