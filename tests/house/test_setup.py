"""Does the set-up find its way on machines that are not this one? Its real scripts, on a made-up path."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT

OLD_PYTHON = "#!/bin/sh\nexit 1\n"
NOT_ROOT = "#!/bin/sh\necho 1000\n"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Make a folder of programs that stands for a machine; it has a shell and nothing else."""
    shell = shutil.which("sh")
    assert shell is not None
    (tmp_path / "sh").symlink_to(shell)
    return tmp_path


def _program(machine: Path, name: str, script: str) -> None:
    path = machine / name
    path.write_text(script, encoding="utf-8")
    path.chmod(0o755)


def _run(script: str, machine: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", f".ci/{script}"],
        cwd=ROOT,
        env={"PATH": str(machine)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_old_python_is_passed_over(machine: Path) -> None:
    """The first name whose interpreter is new enough is taken, not the first that exists."""
    _program(machine, "python3", OLD_PYTHON)
    (machine / "python3.12").symlink_to(sys.executable)

    answer = _run("choose-python", machine)

    assert answer.returncode == 0
    assert Path(answer.stdout.strip()).exists()


def test_no_python_is_said(machine: Path) -> None:
    """Without an interpreter that is new enough, one sentence says which is needed and what to type."""
    _program(machine, "python3", OLD_PYTHON)

    answer = _run("choose-python", machine)

    assert answer.returncode == 1
    assert not answer.stdout
    assert "3.11" in answer.stderr
    assert "apt-get install python3 python3-venv" in answer.stderr


def test_missing_programs_are_said(machine: Path) -> None:
    """Somebody who may not install packages is given the one command that does."""
    _program(machine, "id", NOT_ROOT)

    answer = _run("programs", machine)

    assert answer.returncode == 1
    assert "apt-get install --no-install-recommends chromium firefox-esr 7zip p7zip-full poppler-utils" in answer.stderr


def test_programs_that_are_here_are_left_alone(machine: Path) -> None:
    """With every program in place nothing is installed and nothing said."""
    for name in ("chromium", "firefox-esr", "7z", "pdftotext", "localc", "clamd"):
        _program(machine, name, OLD_PYTHON)

    answer = _run("programs", machine)

    assert (0, "", "") == (answer.returncode, answer.stdout, answer.stderr)
