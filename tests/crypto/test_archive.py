"""Does what we seal open with stock 7-Zip and nothing else, and does it tell nothing from outside?"""

import io
import shutil
import struct
import subprocess
from dataclasses import replace
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import pyzipper
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from crypto import zipaes
from crypto.archive import Document, Format, check_produced, neutral_name, seal, unseal
from crypto.document import check_safe_name
from crypto.errors import CryptoError, MalformedArchive, SealFailed, UnsafeArchive, WrongPassphrase
from crypto.inspect import Finding, identify, inspect
from crypto.kinds import Kind
from crypto.passphrase import Passphrase, generate
from crypto.profiles import ARCHIVE, OPENING
from crypto.source import BytesSource
from crypto.zipentries import Protection
from crypto.zipheaders import read_directory
from tests.crypto import hostile

CANARY = b"Zephyrine Testoukhina 9900000001"
TOOLS = ["7z", "7zz"]
names = st.sampled_from(["fiche.pdf", "tableau.xlsx", "document.txt", "document.docx"])


def a_pdf(pages: int = 1) -> bytes:
    """A small real PDF."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for page in range(pages):
        canvas.drawString(100, 700, f"Fiche de liaison, page {page + 1}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def run(tool: str, *arguments: str, key: Passphrase) -> subprocess.CompletedProcess[str]:
    """The real program, the key typed on its standard input as a person would."""
    found = shutil.which(tool)
    assert found, f"{tool} is part of the set-up"
    return subprocess.run(
        [found, *arguments],
        input=key.reveal() + "\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


class TestWithSevenZip:
    """What a partner's program makes of it."""

    @pytest.mark.requirement("T-1", "T-3")
    @pytest.mark.parametrize("tool", TOOLS)
    @pytest.mark.parametrize("kind", Format)
    @pytest.mark.parametrize("name", ["fiche.pdf", "tableau.xlsx", "document.txt"])
    def test_opens_with_the_key(self, tmp_path: Path, tool: str, kind: Format, name: str) -> None:
        """7-Zip tests it, lists AES-256, and takes out the bytes that were put in."""
        content = a_pdf() if name == "fiche.pdf" else CANARY * 100
        key = generate()
        path = tmp_path / f"liaison-7f3k2m.{kind}"
        path.write_bytes(seal(Document(name, content), key, format=kind).content)

        tested = run(tool, "t", str(path), key=key)
        listed = run(tool, "l", "-slt", str(path), key=key)
        taken = run(tool, "x", f"-o{tmp_path / 'out'}", str(path), key=key)

        assert (0, 0, 0) == (tested.returncode, listed.returncode, taken.returncode), taken.stderr
        assert "Everything is Ok" in tested.stdout
        assert ("Method = AES-256 Store" if kind is Format.ZIP else "7zAES:19") in listed.stdout
        assert "Encrypted = +" in listed.stdout
        assert [name] == [file.name for file in (tmp_path / "out").iterdir()]
        assert (tmp_path / "out" / name).read_bytes().startswith(content)

    @pytest.mark.requirement("T-1")
    @pytest.mark.parametrize("tool", TOOLS)
    @pytest.mark.parametrize("kind", Format)
    def test_stays_shut_without_it(self, tmp_path: Path, tool: str, kind: Format) -> None:
        """Another key, one symbol off, opens nothing."""
        path = tmp_path / f"a.{kind}"
        path.write_bytes(seal(Document("document.txt", CANARY), generate(), format=kind).content)

        assert run(tool, "t", str(path), key=generate()).returncode == 2

    @pytest.mark.requirement("T-8")
    def test_hides_the_name_in_a_7z(self, tmp_path: Path) -> None:
        """Without the key, a .7z of ours does not even list."""
        path = tmp_path / "a.7z"
        path.write_bytes(seal(Document("fiche.pdf", a_pdf()), generate(), format=Format.SEVEN_ZIP).content)

        listed = run("7zz", "l", str(path), key=Passphrase("x"))
        assert listed.returncode == 2
        assert "fiche" not in listed.stdout


class TestHeaders:
    """What anybody reads on the way."""

    @pytest.mark.requirement("T-3", "T-8")
    def test_zip_by_hand(self) -> None:
        """Read octet by octet: method 99, AE-2, strength 3, stored; no CRC, comment, or other extra field."""
        archive = seal(Document("fiche.pdf", a_pdf()), generate()).content
        entry = struct.pack("<4H", 99, 0, 0x0021, 0)  # method, time, 1 January 1980, half of the CRC
        aes = struct.pack("<2HH2sBH", 0x9901, 7, 2, b"AE", 3, 0)
        central = archive.index(b"PK\x01\x02")

        assert archive[:4] == b"PK\x03\x04"
        assert struct.unpack_from("<H", archive, 6) == (1,)
        assert archive[8:16] == entry
        assert archive[30:50] == b"fiche.pdf" + aes
        assert struct.unpack_from("<H", archive, central + 8) == (1,)
        assert archive[central + 10 : central + 18] == entry
        assert archive[central + 46 :] == b"fiche.pdf" + aes + archive[archive.rindex(b"PK\x05\x06") :]
        assert archive[-22:-12] == b"PK\x05\x06" + struct.pack("<3H", 0, 0, 1)
        assert archive[-12:-10] + archive[-2:] == struct.pack("<2H", 1, 0)
        assert archive.count(b"PK\x01\x02") == 1

    @pytest.mark.requirement("T-8")
    @pytest.mark.parametrize("kind", Format)
    def test_nothing_of_the_content_shows(self, kind: Format) -> None:
        """Neither the content nor the key stands anywhere in the archive."""
        key = generate()
        archive = seal(Document("document.txt", CANARY * 9), key, format=kind).content

        assert CANARY not in archive
        assert key.reveal().encode() not in archive
        assert key.reveal().encode("utf-16le") not in archive

    def test_twice_is_never_the_same(self) -> None:
        """A fresh salt for each archive: equal documents under equal keys do not show as equal."""
        key = generate()
        one, other = (seal(Document("document.txt", CANARY), key).content for _ in range(2))

        assert one[50:66] != other[50:66]

    @pytest.mark.requirement("T-8")
    def test_all_forms_weigh_the_same(self) -> None:
        """A form of one page and one of twenty, padded, give archives of one length."""
        sizes = {seal(Document("fiche.pdf", a_pdf(pages)), generate()).size for pages in (1, 3, 20)}

        assert len(sizes) == 1

    def test_large_pdf_is_padded_to_the_block(self) -> None:
        """Over the floor, the sealed PDF is a multiple of 16 KiB."""
        large = a_pdf()[: -len(b"%%EOF\n")] + b"%%EOF\n"
        large = b"%PDF-1.4\n%" + b"x" * 300_000 + b"\n" + large[9:]
        key = generate()

        opened = unseal(seal(Document("fiche.pdf", large), key).content, key)
        assert len(opened.content) == 19 * 16 * 1024


class TestPadding:
    """What viewers make of the padding."""

    def test_padded_pdf_reads_without_a_warning(self) -> None:
        """pypdf, strict, and pdfium read the same text as before; warnings are errors here."""
        key = generate()
        padded = unseal(seal(Document("fiche.pdf", a_pdf()), key).content, key).content

        assert padded.startswith(a_pdf().rstrip(b"\n"))
        assert padded.endswith(b"%%EOF\n")
        page = pypdf.PdfReader(io.BytesIO(padded), strict=True).pages[0]
        assert page.extract_text().strip() == "Fiche de liaison, page 1"
        document = pypdfium2.PdfDocument(padded)
        assert document[0].get_textpage().get_text_range().strip() == "Fiche de liaison, page 1"
        document.close()

    @pytest.mark.parametrize(
        "content",
        [
            b"%PDF-1.7 cut",
            a_pdf() + b"more",
            b"%PDF-1.7\n/ByteRange [0 1 2 3]\nstartxref\n9\n%%EOF\n",
            b"PK\x03\x04",
        ],
    )
    def test_leaves_what_it_does_not_know(self, content: bytes) -> None:
        """A PDF with another end, a signed one, and other kinds keep their bytes."""
        key = generate()

        assert content == unseal(seal(Document("document.pdf", content), key).content, key).content

    @given(st.integers(0, 200))
    def test_fills_any_gap(self, extra: int) -> None:
        """Whatever is missing to the block, the result is a whole number of blocks, all comments."""
        content = b"%PDF-1.4\n%" + b"y" * extra + b"\nstartxref\n0\n%%EOF\n"
        profile = replace(ARCHIVE, pdf_floor=0, pdf_block=256)
        key = Passphrase(hostile.PASSPHRASE)

        padded = unseal(seal(Document("fiche.pdf", content), key, profile=profile).content, key).content
        assert len(padded) % 256 == 0
        assert all(line.startswith(b"%") for line in padded[len(content) :].split(b"\n")[:-4] if line)


class TestSeal:
    """What `seal` takes and refuses."""

    @pytest.mark.requirement("T-3")
    @settings(max_examples=40)
    @given(names, st.binary(min_size=1, max_size=5000))
    def test_opens_to_what_was_sealed(self, name: str, content: bytes) -> None:
        """open(seal(x)) = x, and the hashes that it states are those of the bytes."""
        key = generate()
        sealed = seal(Document(name, content), key)

        assert Document(name, content) == unseal(sealed.content, key)
        assert sealed.size == len(sealed.content)

    @pytest.mark.requirement("T-8")
    @pytest.mark.parametrize(
        "name",
        ["Testoukhina.pdf", "fiche.pdf\n", "fiche.PDF", "document.", "../fiche.pdf", "document.tar.gz", ""],
    )
    def test_refuses_a_telling_name(self, name: str) -> None:
        """Names are readable without the key: only the neutral ones go."""
        with pytest.raises(ValueError, match="nothing else"):
            seal(Document(name, b"x"), generate())

    @pytest.mark.parametrize(
        ("file_name", "expected"),
        [
            ("Fiche Testoukhina.PDF", "document.pdf"),
            ("a.tar.gz", "document.gz"),
            ("LISEZMOI", "document.bin"),
        ],
    )
    def test_neutral_name_keeps_the_kind_only(self, file_name: str, expected: str) -> None:
        """Of a person's file name nothing is left but the extension."""
        assert expected == neutral_name(file_name)

    @pytest.mark.parametrize("text", ["", "clé-accentuée", "x" * 65, "a\nb"])
    def test_refuses_a_key_that_tools_read_differently(self, text: str) -> None:
        """Empty, accented, over 64 bytes, or with a control character: no tool would agree with another."""
        with pytest.raises(ValueError, match="ASCII"):
            seal(Document("document.txt", b"x"), Passphrase(text))

    def test_refuses_nothing_and_too_much(self) -> None:
        """An empty document, or one over the limit of what is opened again, is not sealed."""
        for content in (b"", b"x" * 11):
            with pytest.raises(ValueError, match="bytes"):
                seal(Document("document.txt", content), generate(), limits=replace(OPENING, content_size=10))

    def test_finds_its_own_failure(self) -> None:
        """An archive that cannot be opened again within the limits is a failure, not a result."""
        limits = replace(OPENING, kdf_power=18)
        with pytest.raises(SealFailed):
            seal(Document("document.txt", b"x"), generate(), format=Format.SEVEN_ZIP, limits=limits)

    @pytest.mark.requirement("T-1")
    @pytest.mark.parametrize(
        "made",
        [
            hostile.by_pyzipper(("fiche.pdf", CANARY), locked=False),
            hostile.by_pyzipper(("fiche.pdf", CANARY), nbits=128),
            hostile.by_pyzipper(("fiche.pdf", CANARY), force_wz_aes_version=1),
            hostile.by_pyzipper(("fiche.pdf", CANARY), method=pyzipper.ZIP_DEFLATED),
            hostile.by_pyzipper(("fiche.pdf", CANARY), ("b.pdf", CANARY)),
            hostile.by_pyzipper(("fiche.pdf", CANARY)),  # pyzipper's own attributes
            hostile.by_7zip("-tzip", "-mem=AES256"),
            hostile.by_7zip("-tzip", "-mem=ZipCrypto"),
            hostile.by_7zip("-t7z"),
            hostile.ours() + b"?",
            b"%PDF-1.7",
        ],
    )
    def test_last_look_refuses_all_but_ours(self, made: bytes) -> None:
        """Clear, weaker, AE-1, compressed, doubled or dated archives never pass `check_produced`."""
        with pytest.raises(SealFailed):
            check_produced(made)


class TestUnseal:
    """What the vectors do not show."""

    @pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp850"])
    def test_opens_with_a_partners_accents(self, encoding: str) -> None:
        """A key with accents opens whichever way the partner's tool wrote it."""
        buffer = io.BytesIO()
        with pyzipper.AESZipFile(buffer, "w", encryption=pyzipper.WZ_AES) as archive:
            archive.setpassword("été à Nantes".encode(encoding))
            archive.writestr("fiche.txt", CANARY)

        assert CANARY == unseal(buffer.getvalue(), Passphrase("été à Nantes")).content

    @pytest.mark.parametrize("switches", [("-tzip", "-mem=AES256"), ("-t7z",), ("-t7z", "-mhe=on")])
    def test_sixty_wrong_keys_are_wrong_keys(self, switches: tuple[str, ...]) -> None:
        """No wrong key ends in anything but a refusal of ours (py7zr raises TypeError, AssertionError …)."""
        archive = hostile.by_7zip(*switches)
        for _ in range(60 if switches[0] == "-tzip" else 12):
            with pytest.raises(WrongPassphrase):
                unseal(archive, generate())

    @settings(max_examples=150)
    @given(st.data())
    def test_any_changed_octet_is_noticed(self, data: st.DataObject) -> None:
        """Whatever octet of a zip changes, it does not open to other bytes under a name that looks right."""
        place = data.draw(st.integers(0, len(ZIP) - 1))
        changed = hostile.patched(ZIP, place, bytes([data.draw(st.integers(0, 255))]))

        try:
            opened = unseal(changed, Passphrase(hostile.PASSPHRASE))
        except CryptoError:
            return
        assert hostile.CONTENT == opened.content

    @settings(max_examples=300)
    @given(
        st.binary(max_size=300),
        st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c\0\4"]),
    )
    def test_noise_is_refused_in_our_words(self, noise: bytes, magic: bytes) -> None:
        """Random octets after any magic number end in an error of ours."""
        with pytest.raises((MalformedArchive, UnsafeArchive)):
            unseal(magic + noise, Passphrase("x"))

    def test_errors_tell_no_secret(self) -> None:
        """Neither the key nor the content nor a name from outside stands in an error."""
        archive = hostile.by_pyzipper(("Testoukhina/../x.txt", CANARY))
        with pytest.raises(UnsafeArchive) as caught:
            unseal(archive, Passphrase(hostile.PASSPHRASE))

        shown = f"{caught.value!r} {caught.value}"
        assert "Testoukhina" not in shown
        assert hostile.PASSPHRASE not in shown


ZIP = hostile.ours()


class TestNames:
    """Which names may become a file's."""

    @pytest.mark.parametrize("name", ["fiche.pdf", "Fiche liaison (2) été.pdf", "أ.pdf", ".profile-x"])
    def test_takes_ordinary_names(self, name: str) -> None:
        """Accents, other scripts, spaces and brackets are ordinary."""
        check_safe_name(name)

    @pytest.mark.parametrize(
        "name",
        [
            "",
            ".",
            "..",
            "a/b",
            "a\\b",
            "C:x",
            "a\0b",
            "a\nb",
            "con",
            "NUL.txt",
            "a.",
            " a",
            "a\u202eb",
            "x" * 201,
        ],
    )
    def test_refuses_paths_and_tricks(self, name: str) -> None:
        """Paths, drives, controls, direction marks, devices and endless names are refused."""
        with pytest.raises(UnsafeArchive) as caught:
            check_safe_name(name)

        assert caught.value.code == "name"


class TestInspect:
    """What is seen without the key."""

    @pytest.mark.requirement("D-2", "D-3")
    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            (hostile.ours(), Finding(Kind.ZIP, Protection.SEALED, 1)),
            (hostile.mixed(), Finding(Kind.ZIP, Protection.PARTLY, 2)),
            (hostile.by_pyzipper(("a", b"x"), locked=False), Finding(Kind.ZIP, Protection.CLEAR, 1)),
            (hostile.by_7zip("-tzip", "-mem=ZipCrypto"), Finding(Kind.ZIP, Protection.WEAK, 1)),
            (hostile.ours(Format.SEVEN_ZIP), Finding(Kind.SEVEN_ZIP, Protection.SEALED, names_hidden=True)),
            (hostile.by_7zip("-t7z"), Finding(Kind.SEVEN_ZIP, Protection.SEALED, 1)),
            (hostile.by_7zip("-t7z", locked=False), Finding(Kind.SEVEN_ZIP, Protection.CLEAR, 1)),
            (
                bytes.fromhex("c0b9072e4f93f146a015792ca1d9e821") + bytes(64),
                Finding(Kind.AXCRYPT, Protection.UNCHECKED),
            ),
            (a_pdf(), Finding(Kind.PDF, Protection.CLEAR)),
            (b"Bonjour", Finding(Kind.TEXT, Protection.CLEAR)),
            (b"", Finding(Kind.EMPTY, Protection.CLEAR)),
        ],
        ids=lambda value: value.kind.value if isinstance(value, Finding) else "",
    )
    def test_tells_kind_and_protection(self, data: bytes, expected: Finding) -> None:
        """Each kind of file is told by its content, with how much of it is readable."""
        assert expected == inspect(data)
        assert expected.kind == identify(data)

    def test_reads_every_header_field(self) -> None:
        """The reader gives what was written: name, date, sizes."""
        (entry,) = read_directory(BytesSource(ZIP)).entries

        assert ("document.txt", len(hostile.CONTENT), (0x0021, 0)) == (entry.name, entry.size, entry.raw_date)
        zipaes.check_produced(ZIP)
