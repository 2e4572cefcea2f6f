"""Is the past sealed, exported and verified from a terminal, here and where nothing of the house is?"""

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.liaison.cli.conftest import CommandLine

pytestmark = pytest.mark.requirement("G-8")


@pytest.fixture
def elsewhere(installed: CommandLine, new_machine: Callable[..., CommandLine]) -> CommandLine:
    """Give another machine, which holds an export, the keys and a checkpoint of a house."""
    installed("admin", "first")
    there = new_machine("elsewhere")
    note = installed("journal", "checkpoint", "--chain", "security").out
    there.file("seal.txt", note)
    assert 0 == installed("journal", "export", "-o", there.folder / "journal.txt", "--chain", "security").code
    there.file("keys.txt", installed("journal", "key").out)
    assert 0 == installed("journal", "verify").code
    assert "sealed on" in installed("journal", "verify", "--chain", "security").out
    return there


def test_verified_where_nothing_of_the_house_is(elsewhere: CommandLine) -> None:
    """No database, no setting, no data folder: a key, or a file of keys, suffices; a seal holds it to its word."""
    key = (elsewhere.folder / "keys.txt").read_text().splitlines()[1]
    by_text = elsewhere("journal", "verify", "journal.txt", "--public-key", key)
    by_file = elsewhere("journal", "verify", "journal.txt", "--public-key", "keys.txt", "--checkpoint", "seal.txt")

    assert [0, 0] == [by_text.code, by_file.code], by_text.err + by_file.err
    assert "\twhole\n" == by_file.out[-7:]
    assert not (elsewhere.folder / "data").exists()


def test_a_seal_in_a_saved_mail(elsewhere: CommandLine) -> None:
    """As a mail program saves it: encoded, with headers."""
    mail = EmailMessage()
    mail["Subject"] = "Sceau"
    mail.set_content(f"Bonjour,\n\n{(elsewhere.folder / 'seal.txt').read_text()}\nGardez ce message.\n", cte="base64")
    (elsewhere.folder / "seal.eml").write_bytes(mail.as_bytes())

    held = elsewhere("journal", "verify", "journal.txt", "--public-key", "keys.txt", "--checkpoint", "seal.eml")
    assert 0 == held.code, held.err


def test_what_is_wrong_is_named(elsewhere: CommandLine) -> None:
    """A forged entry, another's key, a file that is none, one that is not there: a line each, never a page."""
    export = elsewhere.folder / "journal.txt"
    lines = export.read_bytes().splitlines(keepends=True)
    _put(elsewhere.folder / "forged.txt", [*lines[:10], lines[10].replace(b"kind", b"kinD"), *lines[11:]])
    _put(elsewhere.folder / "cut.txt", [*lines[:-7], *lines[-6:]])
    elsewhere.file("noise.txt", "\0" * 99)

    def refused(name: str, *more: str, key: str = "keys.txt") -> str:
        answer = elsewhere("journal", "verify", name, "--public-key", key, *more)
        assert 1 == answer.code
        return answer.err

    assert refused("forged.txt").startswith("error: entry 1: ")
    assert refused("cut.txt").startswith("error: entry ")
    assert "not an export" in refused("noise.txt")
    assert "not a verifier key" in refused("journal.txt", key="noise.txt")
    assert "no checkpoint" in refused("journal.txt", "--checkpoint", "noise.txt")
    assert "nowhere.txt" in refused("nowhere.txt")
    assert 2 == elsewhere("journal", "verify", "journal.txt").code
    assert 2 == elsewhere("journal", "verify", "--public-key", "keys.txt").code


def test_report_and_tables(installed: CommandLine) -> None:
    """A PDF of a period, tables of both formats; half a period is a mistake of usage."""
    days = ("--from", "2026-01-01", "--to", "2026-12-31")
    done = [
        installed("journal", "report", "-o", "report.pdf", *days),
        installed("journal", "export", "-o", "a.xlsx", "--format", "xlsx", "--chain", "security"),
        installed("journal", "export", "-o", "a.csv", "--format", "csv", *days),
    ]

    assert [0, 0, 0] == [answer.code for answer in done], done
    assert (installed.folder / "report.pdf").read_bytes().startswith(b"%PDF")
    assert 2 == installed("journal", "report", "-o", "again.pdf").code
    assert 2 == installed("journal", "export", "-o", "b.csv", "--from", "2026-01-01").code
    backwards = installed("journal", "report", "-o", "again.pdf", "--from", "2026-12-31", "--to", "2026-01-01")
    assert (1, True) == (backwards.code, "avant « Du »" in backwards.err)
    assert not (installed.folder / "again.pdf").exists()


def _put(path: Path, lines: list[bytes]) -> None:
    path.write_bytes(b"".join(lines))
