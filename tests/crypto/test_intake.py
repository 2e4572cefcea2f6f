"""Is what partners really send told apart, kept when it is encrypted whole, and refused under its own code when not?"""

import io
import os
import re
import shutil
import subprocess
import tempfile
import tracemalloc
import zlib
from email.message import EmailMessage
from pathlib import Path

import py7zr
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from crypto.archive import unseal_all
from crypto.intake import Caution, Refusal, Verdict, judge
from crypto.kinds import Kind, recognise
from crypto.passphrase import Passphrase
from crypto.source import BytesSource, FileSource
from tests.crypto import hostile, hostile_deposits
from tests.crypto.hostile import CONTENT, PASSPHRASE

KEY = Passphrase(PASSPHRASE)
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MIB = 1024 * 1024


def judged(data: bytes) -> Verdict:
    """The verdict on these octets."""
    return judge(BytesSource(data))


def ole(*names: str) -> bytes:
    """The frame of an OLE file whose directory holds these names: header, one sector, the directory."""
    header = bytearray(OLE + bytes(504))
    header[30:32] = (9).to_bytes(2, "little")
    header[48:52] = (1).to_bytes(4, "little")
    return bytes(header) + bytes(512) + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)


def mail(enclosed: bytes = b"") -> bytes:
    """A saved mail, an archive in it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Fiche"
    message.set_content("Bonjour, voici la fiche.")
    if enclosed:
        message.add_attachment(enclosed, maintype="application", subtype="zip", filename="fiche.zip")
    return message.as_bytes()


def picture(kind: str) -> bytes:
    """A small picture of a kind."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(buffer, kind)
    return buffer.getvalue()


READABLE = {
    "empty": (b"", Kind.EMPTY, Refusal.EMPTY),
    "pdf": (b"%PDF-1.7\n1 0 obj\n%%EOF\n", Kind.PDF, Refusal.PDF),
    "pdf after junk": (b"\xef\xbb\xbf\n%PDF-1.7\n%%EOF\n", Kind.PDF, Refusal.PDF),
    "pdf with a password": (
        b"%PDF-1.7\n" + b"x" * 200_000 + b"trailer << /Encrypt 5 0 R >>\n%%EOF\n",
        Kind.PDF_LOCKED,
        Refusal.PDF_LOCKED,
    ),
    "word": (
        hostile.by_pyzipper(("[Content_Types].xml", b"<T/>"), ("word/a.xml", b"x"), locked=False),
        Kind.OFFICE,
        Refusal.OFFICE,
    ),
    "word, in another order": (
        hostile.by_pyzipper(("a.xml", b"<T/>"), ("[Content_Types].xml", b"x"), locked=False),
        Kind.ZIP,
        Refusal.OFFICE,
    ),
    "libreoffice": (
        hostile.by_pyzipper(("mimetype", b"application/vnd.oasis.opendocument.text"), locked=False),
        Kind.OFFICE,
        Refusal.OFFICE,
    ),
    "old word": (ole("Root Entry", "WordDocument"), Kind.OFFICE, Refusal.OFFICE),
    "rtf": (b"{\\rtf1\\ansi Bonjour}", Kind.OFFICE, Refusal.OFFICE),
    "office with a password": (ole("Root Entry", "EncryptedPackage"), Kind.OFFICE_LOCKED, Refusal.OFFICE_LOCKED),
    "outlook": (ole("Root Entry", "__nameid_version1.0", "__substg1.0_001A001F"), Kind.MAIL, Refusal.MAIL),
    "mail": (mail(), Kind.MAIL, Refusal.MAIL),
    "mail around an archive": (mail(hostile.ours()), Kind.MAIL, Refusal.MAIL),
    "winmail.dat": (b"\x78\x9f\x3e\x22" + bytes(90), Kind.MAIL, Refusal.MAIL),
    "jpeg": (picture("JPEG"), Kind.IMAGE, Refusal.IMAGE),
    "png": (picture("PNG"), Kind.IMAGE, Refusal.IMAGE),
    "gif": (picture("GIF"), Kind.IMAGE, Refusal.IMAGE),
    "webp": (picture("WEBP"), Kind.IMAGE, Refusal.IMAGE),
    "tiff": (picture("TIFF"), Kind.IMAGE, Refusal.IMAGE),
    "bmp": (picture("BMP"), Kind.IMAGE, Refusal.IMAGE),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(90), Kind.IMAGE, Refusal.IMAGE),
    "rar": (b"Rar!\x1a\x07\x01\x00" + bytes(90), Kind.RAR, Refusal.RAR),
    "gzip": (b"\x1f\x8b\x08" + bytes(90), Kind.PACKED, Refusal.OTHER_ARCHIVE),
    "tar": (b"a.txt".ljust(257, b"\0") + b"ustar\x0000" + bytes(300), Kind.PACKED, Refusal.OTHER_ARCHIVE),
    "program": (b"MZ\x90\0" + bytes(90) + hostile.by_7zip("-t7z"), Kind.PROGRAM, Refusal.PROGRAM),
    "text": ("Numéro : à vérifier\n".encode(), Kind.TEXT, Refusal.TEXT),
    "web page": (b"<!doctype html><title>x</title>", Kind.TEXT, Refusal.TEXT),
    "noise": (bytes(range(256)) * 4, Kind.OTHER, Refusal.UNKNOWN),
    "zip of nothing but folders": (hostile.by_pyzipper(("a/", b""), locked=False), Kind.ZIP, Refusal.NOTHING),
    "first part of a split zip": (hostile.ours()[:1000], Kind.ZIP, Refusal.DAMAGED),
    "first part of a split 7z": (hostile.by_7zip("-t7z")[:100], Kind.SEVEN_ZIP, Refusal.DAMAGED),
}  # fmt: skip


class TestReadable:
    """What can be read by anybody, or by means that do not count."""

    @pytest.mark.requirement("D-3")
    @pytest.mark.parametrize("case", READABLE)
    def test_is_refused_under_its_own_code(self, case: str) -> None:
        """Each kind is told by its content, and has a code that a person can act on."""
        data, kind, code = READABLE[case]

        assert kind == recognise(BytesSource(data))
        assert (False, code) == (judged(data).accepted, judged(data).code)

    def test_too_large(self) -> None:
        """Over the limit, an archive is not even read."""

        class Vast:
            size = 65 * MIB

            def read(self, offset: int, size: int) -> bytes:
                return hostile.ours()[offset : offset + size]

        assert judge(Vast()).code == Refusal.TOO_LARGE


class _Maker:
    """A folder as a partner has it, packed by a real tool."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        place = folder / "Dossier été"
        (place / "sous dossier" / "vide").mkdir(parents=True)
        (place / "fiche.txt").write_bytes(CONTENT)
        (place / "sous dossier" / "fiche.txt").write_bytes(os.urandom(5000))
        (place / "rien.txt").write_bytes(b"")

    def __call__(self, tool: str, *switches: str) -> bytes:
        """The archive."""
        found = shutil.which(tool)
        assert found, f"{tool} is part of the set-up"
        command = [found, "a", *switches, f"-p{PASSPHRASE}", "out.bin", "Dossier été"]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "out.bin").read_bytes()


@pytest.fixture
def pack(tmp_path: Path) -> _Maker:
    """What packs the partner's folder."""
    return _Maker(tmp_path)


class TestRealTools:
    """What partners' programs make of a folder."""

    @pytest.mark.requirement("D-2")
    @pytest.mark.parametrize("tool", ["7z", "7zz", "7za"])
    @pytest.mark.parametrize(
        ("switches", "warnings"),
        [
            (["-t7z"], ()),
            (["-t7z", "-mhe=on"], ()),
            (["-t7z", "-ms=off"], ()),
            (["-t7z", "-mx=9"], ()),
            (["-t7z", "-mx=0", "-mhe=on"], ()),
            (["-t7z", "-m0=LZMA"], ()),
            (["-t7z", "-m0=Delta", "-m1=LZMA2"], ()),
            (["-t7z", "-mhc=off"], ()),
            (["-t7z", "-mtc=on", "-mta=on"], ()),
            (["-tzip", "-mem=AES256"], ()),
            (["-tzip", "-mem=AES256", "-mx=0"], ()),
            (["-tzip", "-mem=AES192"], (Caution.AES_192,)),
            (["-tzip", "-mem=AES128"], (Caution.AES_128,)),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else "",
    )
    def test_is_kept_and_opens(
        self, pack: _Maker, tool: str, switches: list[str], warnings: tuple[Caution, ...]
    ) -> None:
        """Kept, with its warning; opened, folders left out, and two files of one name told apart."""
        archive = pack(tool, *switches)
        verdict = judged(archive)
        opened = unseal_all(archive, KEY)

        assert (True, "", warnings) == (verdict.accepted, verdict.code, verdict.warnings)
        assert verdict.names_hidden == ("-mhe=on" in switches)
        assert verdict.entries == (None if verdict.names_hidden else 6)
        assert {"fiche.txt", "fiche (2).txt", "rien.txt"} == {document.name for document in opened}
        assert {0, 5000, len(CONTENT)} == {len(document.content) for document in opened}
        assert CONTENT in {document.content for document in opened}

    @pytest.mark.parametrize("hidden", [True, False])
    def test_py7zr(self, *, hidden: bool) -> None:
        """What Python's own tool makes is kept too."""
        buffer = io.BytesIO()
        with py7zr.SevenZipFile(buffer, "w", password=PASSPHRASE, header_encryption=hidden) as archive:
            archive.writestr(CONTENT, "a/b.txt")
            archive.writestr(CONTENT[::-1], "a/c.txt")

        assert judged(buffer.getvalue()).accepted
        assert [CONTENT, CONTENT[::-1]] == [one.content for one in unseal_all(buffer.getvalue(), KEY)]

    def test_as_winzip_makes_it(self) -> None:
        """WinZip's second name, in UTF-8, counts: it is the one that people see, so it is the one that is checked."""
        other = b"\1" + zlib.crc32(b"fiche.txt").to_bytes(4, "little") + b"../b.txt"

        assert judged(hostile_deposits.with_extra(0x7075, other)).code == Refusal.PATH
        assert judged(hostile_deposits.with_extra(0x7075, other.replace(b"../", b"abc"))).accepted


class TestLooks:
    """What judging costs."""

    def test_a_large_deposit_is_judged_in_little_memory(self, tmp_path: Path) -> None:
        """25 MB, zip and 7z: under 1 MB of memory for each, since only headers are read."""
        noise = os.urandom(25 * MIB)
        for switches in (["-tzip", "-mem=AES256", "-mx=0"], ["-t7z", "-mx=0"]):
            path = tmp_path / switches[0]
            path.write_bytes(hostile.by_7zip(*switches, files={"scan.bin": noise}))
            with path.open("rb") as file:
                tracemalloc.start()
                verdict = judge(FileSource(file))
                _, most = tracemalloc.get_traced_memory()
                tracemalloc.stop()

            assert verdict.accepted
            assert most < MIB


MADE = {
    "zip": hostile.by_7zip("-tzip", "-mem=AES256", files={"a.txt": CONTENT, "b.txt": b"b"}),
    "7z": hostile.by_7zip("-t7z", files={"a.txt": CONTENT, "b.txt": b"b"}),
    "7z plain header": hostile.by_7zip("-t7z", "-mhc=off", "-ms=off", files={"a.txt": CONTENT, "b.txt": b"b"}),
    "clear zip": hostile.by_7zip("-tzip", files={"a.txt": CONTENT, "b.txt": b"b"}, locked=False),
    "clear 7z": hostile.by_7zip("-t7z", "-mhc=off", files={"a.txt": CONTENT, "b.txt": b"b"}, locked=False),
    "partly": hostile.mixed(),
    "partly 7z": hostile.mixed_7z(),
}


def readable_entries(archive: bytes) -> list[str]:
    """What 7-Zip itself lists as a file with content that is not encrypted."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.bin")
        path.write_bytes(archive)
        listed = subprocess.run(["7zz", "l", "-slt", "-px", str(path)], capture_output=True, check=False, timeout=20)
    blocks = listed.stdout.decode(errors="replace").partition("----------")[2].split("\n\n")
    return [
        block
        for block in blocks
        if re.search(r"^Encrypted = -", block, re.MULTILINE)
        and re.search(r"^Size = [1-9]", block, re.MULTILINE)
        and not re.search(r"^Folder = \+|^Attributes = D", block, re.MULTILINE)
    ]


class TestAnything:
    """Whatever the octets."""

    @settings(max_examples=500)
    @given(
        st.binary(max_size=400),
        st.sampled_from([b"", b"PK\3\4", b"PK\5\6", b"7z\xbc\xaf\x27\x1c\0\4", OLE, b"BM", b"%PDF-", b"MZ"]),
    )
    def test_noise_has_a_verdict(self, noise: bytes, magic: bytes) -> None:
        """Random octets after any magic number are refused, under a code of the list."""
        verdict = judged(magic + noise)

        assert not verdict.accepted
        assert verdict.code in set(Refusal)

    @settings(max_examples=300, deadline=None)
    @given(st.data())
    def test_changed_archives_have_a_verdict(self, data: st.DataObject) -> None:
        """Real archives, changed, cut or grown: a verdict, and never one that 7-Zip's own listing contradicts."""
        archive = MADE[data.draw(st.sampled_from(sorted(MADE)))]
        for _ in range(data.draw(st.integers(1, 3))):
            place = data.draw(st.integers(0, len(archive) - 1))
            archive = (
                archive[:place] + data.draw(st.binary(max_size=3)) + archive[place + data.draw(st.integers(0, 3)) :]
            )
            if not archive:
                break

        verdict = judged(archive)
        assert verdict.accepted == (not verdict.code)
        assert not verdict.accepted or not readable_entries(archive)

    @settings(max_examples=300, deadline=None)
    @given(st.sampled_from(["7z plain header", "clear 7z", "partly 7z"]), st.data())
    def test_headers_changed_under_right_sums(self, name: str, data: st.DataObject) -> None:
        """The same for the header of a .7z whose check sums are made right again, so that the parser is reached."""

        def change(header: bytes) -> bytes:
            place = data.draw(st.integers(0, len(header) - 1))
            return hostile.patched(header, place, data.draw(st.binary(min_size=1, max_size=2)))[: len(header)]

        archive = hostile.seven_zip_rewritten(MADE[name], change)
        verdict = judged(archive)
        assert verdict.accepted == (not verdict.code)
        assert not verdict.accepted or not readable_entries(archive)
