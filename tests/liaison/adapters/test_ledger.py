"""Does the ledger keep whole lines, for its owner alone, whatever happened to the one before?"""

import stat
from pathlib import Path

import pytest

from liaison.adapters.ledger import FileLedger

pytestmark = pytest.mark.requirement("R-5")


def test_lines_come_back_in_order(tmp_path: Path) -> None:
    """What is appended is read again; before the first line there is nothing."""
    ledger = FileLedger(tmp_path / "ledger")
    assert [] == ledger.lines()
    ledger.append(["one", "two"])
    ledger.append([])
    ledger.append(["three"])

    assert ["one", "two", "three"] == ledger.lines()
    assert 0o600 == stat.S_IMODE(ledger.path.stat().st_mode)


def test_a_torn_line_does_not_take_the_next_one_along(tmp_path: Path) -> None:
    """A crash in the middle of a line: the next one begins anew."""
    ledger = FileLedger(tmp_path / "ledger")
    ledger.append(["one"])
    with ledger.path.open("ab") as file:
        file.write(b"tw")
    ledger.append(["three"])

    assert ["one", "tw", "three"] == ledger.lines()


def test_a_copy_lies_beside_a_backup(tmp_path: Path) -> None:
    """For its owner alone, and replaced by the next one."""
    ledger = FileLedger(tmp_path / "ledger")
    ledger.append(["one"])
    ledger.copy_to(tmp_path, "copy")
    ledger.append(["two"])
    path = ledger.copy_to(tmp_path, "copy")

    assert "one\ntwo\n" == path.read_text()
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
