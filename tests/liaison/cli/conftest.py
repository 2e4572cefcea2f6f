"""How do the tests speak to the command line? As a person does: the installed program, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAM = str(Path(sys.executable).with_name("liaison"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class CommandLine:
    """The program in a folder of its own, with settings of its own."""

    folder: Path
    settings: dict[str, str]

    def __call__(self, *words: str | Path, typed: str = "") -> Answer:
        """Run one command; a traceback, whatever was asked, is a failure of the test."""
        done = subprocess.run(
            [PROGRAM, *map(str, words)], input=typed, text=True, capture_output=True, check=False, cwd=self.folder,
            env=self.environment, timeout=120, start_new_session=True,
        )  # fmt: skip
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        assert done.returncode in {0, 1, 2}
        return Answer(done.returncode, done.stdout, done.stderr)

    @property
    def environment(self) -> dict[str, str]:
        """The variables of the process: no terminal, no setting of whoever runs the tests."""
        return {"PATH": os.environ["PATH"], "COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1", **self.settings}

    def file(self, name: str, content: str = "") -> Path:
        """Write a file in the folder."""
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return path

    def folder_of(self, name: str) -> Path:
        """Make a folder."""
        path = self.folder / name
        path.mkdir()
        return path


@pytest.fixture
def new_machine(tmp_path: Path) -> Callable[..., CommandLine]:
    """Give machines with nothing on them but the program."""

    def make(name: str = "machine", **settings: str) -> CommandLine:
        folder = tmp_path / name
        folder.mkdir()
        return CommandLine(folder, {"LIAISON_DATA_DIR": str(folder / "data"), **settings})

    return make


@pytest.fixture
def liaison(new_machine: Callable[..., CommandLine]) -> CommandLine:
    """Give one such machine."""
    return new_machine()


@pytest.fixture
def installed(liaison: CommandLine) -> CommandLine:
    """Give a machine where `liaison migrate` was run."""
    answer = liaison("migrate")
    assert 0 == answer.code, answer.err
    return liaison
