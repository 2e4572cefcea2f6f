"""Does `liaison inspect` say one line for each file, whatever it is, and never a traceback?"""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from liaison.cli import app
from liaison.messages.intake import explain
from tests.crypto import hostile


def inspect(*arguments: str | Path) -> tuple[int, list[str]]:
    """Exit code, and the lines."""
    ended = CliRunner().invoke(app, ["inspect", *map(str, arguments)])
    assert ended.exception is None or isinstance(ended.exception, SystemExit)
    return ended.exit_code, ended.stdout.splitlines()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder of what may be inspected."""
    (tmp_path / "bonne.zip").write_bytes(hostile.ours())
    (tmp_path / "claire.zip").write_bytes(hostile.by_pyzipper(("a.txt", b"x"), locked=False))
    (tmp_path / "axcrypt.axx").write_bytes(bytes.fromhex("c0b9072e4f93f146a015792ca1d9e821") + bytes(64))
    (tmp_path / "vide.zip").write_bytes(b"")
    (tmp_path / "dossier").mkdir()
    os.mkfifo(tmp_path / "tuyau")
    (tmp_path / "boucle").symlink_to("boucle")
    return tmp_path


@pytest.mark.requirement("D-2", "D-3")
def test_one_line_of_json_for_each_file(files: Path) -> None:
    """File, verdict, kind, code, and the sentence that a partner would read; exit 1 since one is refused."""
    code, lines = inspect("--json", files / "bonne.zip", files / "claire.zip", files / "axcrypt.axx")
    good, clear, axcrypt = map(json.loads, lines)

    assert code == 1
    assert list(good) == ["file", "verdict", "kind", "code", "reason"]
    assert (good["verdict"], good["kind"], good["code"], good["reason"]) == ("accept", "zip", "", "")
    assert (clear["verdict"], clear["code"], clear["reason"]) == ("refuse", "zip-clear", explain("zip-clear").sentence)
    assert (axcrypt["verdict"], axcrypt["code"], axcrypt["reason"]) == (
        "accept", "unchecked", explain("unchecked").sentence,
    )  # fmt: skip


def test_exit_0_when_all_would_be_kept(files: Path) -> None:
    """Kept, and kept with a remark, are both kept."""
    code, lines = inspect(files / "bonne.zip", files / "axcrypt.axx")

    assert code == 0
    assert [line.split("\t")[1] for line in lines] == ["accept", "accept"]


@pytest.mark.parametrize("name", ["nulle part", "dossier", "tuyau", "boucle", "/dev/null", "/dev/zero", "a\0b"])
def test_what_is_no_file_is_refused_too(files: Path, name: str) -> None:
    """Missing, a folder, a pipe that nobody writes to, a loop, a device: a line of its own, no traceback, no wait."""
    code, lines = inspect("--json", files / name, files / "vide.zip")

    assert code == 1
    assert ["unreadable", "empty"] == [json.loads(line)["code"] for line in lines]


def test_a_name_cannot_command_the_terminal(files: Path) -> None:
    """Escape sequences and line ends in a file's name are not printed as such."""
    name = files / "a\x1b[2J\nb.zip"
    name.write_bytes(hostile.ours())

    assert len(inspect(name)[1]) == 1
    assert "\x1b" not in inspect(name)[1][0]
