"""Is one file sealed and opened from a terminal, its key nowhere but where it was asked for (T-3, law 14)?"""

import stat
import subprocess
from pathlib import Path

import pytest

from tests.liaison.cli.conftest import PROGRAM, CommandLine
from tests.partner import open_pli

pytestmark = pytest.mark.requirement("T-3")


@pytest.mark.parametrize("form", ["zip", "7z"])
def test_key_in_a_file(liaison: CommandLine, form: str) -> None:
    """The key is written to a new 0600 file and printed nowhere; 7-Zip opens the archive with it, and so do we."""
    source = liaison.file("fiche.pdf", "%PDF-1.7 essai")
    sealed = liaison("seal", source, "-o", f"a.{form}", "--format", form, "--key-file", "key.txt")
    key_file, archive = liaison.folder / "key.txt", liaison.folder / f"a.{form}"
    key = key_file.read_text().strip()

    opened = liaison("unseal", archive, "-d", liaison.folder_of("out"), "--key-file", key_file)

    assert [0, 0] == [sealed.code, opened.code], (sealed.err, opened.err)
    assert 0o600 == stat.S_IMODE(key_file.stat().st_mode)
    assert key not in sealed.out + sealed.err + opened.out + opened.err
    assert open_pli(archive.read_bytes(), key, liaison.folder / "partner").startswith(b"%PDF-1.7 essai")
    assert (liaison.folder / "out" / "fiche.pdf").read_bytes().startswith(b"%PDF-1.7 essai")


def test_key_on_stderr(liaison: CommandLine) -> None:
    """Without a file the key is printed once, on stderr, alone; typed back it opens, capitals and spaces forgiven."""
    sealed = liaison("seal", liaison.file("notes secrètes.txt", "bonjour"), "-o", "a.zip")
    key = sealed.err.strip()

    out = liaison.folder_of("out")
    opened = liaison("unseal", "a.zip", "-d", out, typed=f"{key.upper().replace('-', ' ')}\n")

    assert 7 == len(key.split("-"))
    assert key not in sealed.out
    assert 0 == opened.code, opened.err
    assert ["document.txt"] == [path.name for path in out.iterdir()]
    assert "bonjour" == (out / "document.txt").read_text()


def test_nothing_in_the_list_of_processes(liaison: CommandLine) -> None:
    """No option takes a key: neither command has one, so no process shows one."""
    for command in ("seal", "unseal"):
        shown = liaison(command, "--help").out
        assert "--key-file" in shown
        assert not {"--key ", "--passphrase", "--password"} & set(shown.split(","))
        refused = liaison(command, "x", "--key", "secret")
        assert 2 == refused.code


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("k3wq-7h2m\n", "does not open"), ("\n", "error: "), ("é" * 40 + "\n", "error: "), ("", "error: ")],
)
def test_wrong_key(liaison: CommandLine, typed: str, sentence: str) -> None:
    """A wrong, empty or impossible key is a sentence, and nothing is written."""
    liaison("seal", liaison.file("a.txt", "bonjour"), "-o", "a.zip")
    out = liaison.folder_of("out")

    answer = liaison("unseal", "a.zip", "-d", out, typed=typed)

    assert 1 == answer.code
    assert sentence in answer.err
    assert [] == list(out.iterdir())


def test_existing_files_stay(liaison: CommandLine) -> None:
    """Neither archive, key file nor document is overwritten; a key file without archive is not left behind."""
    source, taken = liaison.file("a.txt", "bonjour"), liaison.file("taken", "precious")

    archive_taken = liaison("seal", source, "-o", taken, "--key-file", "new-key")
    key_taken = liaison("seal", source, "-o", "new.zip", "--key-file", taken)

    assert [1, 1] == [archive_taken.code, key_taken.code]
    assert "precious" == taken.read_text()
    assert {"a.txt", "taken"} == {path.name for path in liaison.folder.iterdir()}


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"", "is empty"), (b"clair", "error: "), (b"PK\x03\x04" + b"\0" * 60, "error: ")]
)
def test_what_is_no_archive(liaison: CommandLine, content: bytes, sentence: str) -> None:
    """An empty, clear or broken file is refused with a sentence."""
    file = liaison.folder / "in.zip"
    file.write_bytes(content)

    answer = liaison("unseal", file, "-d", liaison.folder, typed="k3wq-7h2m\n")

    assert 1 == answer.code
    assert sentence in answer.err


def test_empty_file_is_not_sealed(liaison: CommandLine) -> None:
    """There is nothing to seal in nothing; a missing file and a folder are told."""
    answers = [
        liaison("seal", liaison.file("empty.txt"), "-o", "a.zip"),
        liaison("seal", "missing.txt", "-o", "a.zip"),
        liaison("seal", ".", "-o", "a.zip"),
    ]

    assert [1, 1, 1] == [answer.code for answer in answers]
    assert "empty.txt is empty." in answers[0].err
    assert not (liaison.folder / "a.zip").exists()


def test_key_file_of_another_kind(liaison: CommandLine) -> None:
    """A key file that holds no text opens nothing, and says so."""
    liaison("seal", liaison.file("a.txt", "bonjour"), "-o", "a.zip")
    Path(liaison.folder / "key").write_bytes(b"\xff\xfe\x00")

    answer = liaison("unseal", "a.zip", "-d", ".", "--key-file", "key")

    assert 1 == answer.code


def test_closed_pipe_is_no_accident(liaison: CommandLine) -> None:
    """`liaison form show spe --json | head -1` ends quietly."""
    done = subprocess.run(
        ["/bin/sh", "-c", f"'{PROGRAM}' form show spe --json | head -1"], capture_output=True, text=True, check=True,
        env=liaison.environment, cwd=liaison.folder,
    )  # fmt: skip

    assert "Traceback" not in done.stderr
