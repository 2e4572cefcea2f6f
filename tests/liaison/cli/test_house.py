"""Is a house installed, looked after, saved and put back from a terminal alone?"""

import json
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from liaison.settings import SECRETS
from tests.liaison.cli.conftest import Answer, CommandLine

SHEET = re.compile(r"\d+\. ([a-z0-9]{5})")


def said(liaison: CommandLine, name: str) -> dict[str, str]:
    """Read what `doctor` says of each check; it is its own command, and exits 1 while something is red."""
    answer = liaison("doctor", "--json")
    found = {finding["check"]: finding["level"] for finding in json.loads(answer.out)}
    assert (1 if "red" in found.values() else 0) == answer.code, name
    return found


class TestInstallation:
    """What is said before, while and after?"""

    @pytest.mark.parametrize(
        "words",
        [
            ["due"], ["journal", "verify"], ["admin", "first"], ["key", "rotate"], ["backup", "."], ["worker"],
            ["serve"], ["doctor"], ["key", "sheet", "-o", "sheet.txt"],
        ],
    )  # fmt: skip
    def test_before_migrate(self, liaison: CommandLine, words: list[str]) -> None:
        """Every command of a house that is not there is refused in a line; none makes half of one."""
        answer = liaison(*words)

        assert 1 == answer.code
        assert "error: " in answer.err or "red" in answer.out
        assert not (liaison.folder / "data").exists()

    def test_migrate_and_doctor(self, installed: CommandLine) -> None:
        """Schema and master key are made, for their owner only; `doctor` says what is still missing."""
        again = installed("migrate")
        files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (installed.folder / "data").iterdir()}

        assert (0, "The schema is up to date.\n") == (again.code, again.out)
        assert {"master.key", "liaison.sqlite"} <= set(files)
        assert 0o600 == files["master.key"]
        found = said(installed, "doctor")
        missing = {"mail", "feuille de secours", "restore", "administrator", "sub-processor, hosting"}
        assert missing == {check for check, level in found.items() if level == "red"}
        assert "ok" == found["database"]

    def test_database_without_schema(self, installed: CommandLine) -> None:
        """A database that was lost or never made is a sentence, not a page of SQL."""
        (installed.folder / "data" / "liaison.sqlite").unlink()

        answer = installed("due")

        assert 1 == answer.code
        assert ["error: a database does not answer as it should (OperationalError)"] == answer.err.splitlines()[:1]
        assert "SELECT" not in answer.err
        assert "red" == said(installed, "doctor")["database"]

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("LIAISON_ALLOWED_HOSTS", "nope"), ("LIAISON_BIND_PORT", "x"), ("LIAISON_NOPE", "1"),
            ("LIAISON_SMTP_HOST", "mail.example"), ("LIAISON_DATABASE_URL", "nope://x"),
            ("LIAISON_KEYSTORE_URL", "sqlite:///:memory:"), ("LIAISON_SMTP_PASSWORD_FILE", "/no/such"),
        ],
    )  # fmt: skip
    def test_wrong_setting_is_named(self, new_machine: Callable[..., CommandLine], name: str, value: str) -> None:
        """A setting that cannot be honoured stops the start; no secret is quoted."""
        answer = new_machine(**{name: value})("migrate")

        assert 1 == answer.code
        assert answer.err.startswith("error: ")
        assert SECRETS

    def test_first_administrator(self, installed: CommandLine) -> None:
        """A link, once for each time it is asked; nothing of it is kept in clear."""
        link = installed("admin", "first").out.strip()
        token = link.rpartition("/")[2]

        assert link.startswith("http://127.0.0.1:8000/invitation/")
        assert len(token) >= 40
        data = b"".join(path.read_bytes() for path in (installed.folder / "data").iterdir())
        assert token.encode() not in data


@pytest.mark.requirement("R-5")
class TestMasterKey:
    """Is the sheet printed nowhere but where it may, and does it bring the key back?"""

    def test_sheet_goes_to_a_file_or_a_terminal(self, installed: CommandLine) -> None:
        """Not into a pipe; into a new 0600 file, never over another."""
        piped = installed("key", "sheet")
        written = installed("key", "sheet", "-o", "sheet.txt")
        again = installed("key", "sheet", "-o", "sheet.txt")

        sheet = installed.folder / "sheet.txt"
        assert [1, 0, 1] == [piped.code, written.code, again.code]
        assert 0o600 == stat.S_IMODE(sheet.stat().st_mode)
        assert 13 == len(SHEET.findall(sheet.read_text()))
        assert not SHEET.search(piped.out + piped.err + written.out + written.err)

    def test_check_and_rotate(self, installed: CommandLine) -> None:
        """A wrong check group stays red, the right one turns green, a rotation turns red again."""
        group = self._check_group(installed, "sheet.txt")

        wrong = installed("key", "check", typed="aaaaa\n")
        seen = [said(installed, "sheet")["feuille de secours"]]
        right = installed("key", "check", typed=f"{group.upper()}\n")
        seen.append(said(installed, "sheet")["feuille de secours"])
        rotated = installed("key", "rotate")
        seen.append(said(installed, "sheet")["feuille de secours"])

        assert [1, 0, 0] == [wrong.code, right.code, rotated.code], rotated.err
        assert ["red", "ok", "red"] == seen
        assert 1 == installed("key", "check", typed=f"{group}\n").code
        assert group != self._check_group(installed, "second.txt")

    @staticmethod
    def _check_group(liaison: CommandLine, name: str) -> str:
        assert 0 == liaison("key", "sheet", "-o", name).code
        found = re.search(r"Groupe de contrôle : (\w{5})", (liaison.folder / name).read_text())
        assert found is not None
        return found[1]


@pytest.mark.requirement("R-5")
def test_loss_of_the_machine(installed: CommandLine, new_machine: Callable[..., CommandLine]) -> None:
    """Sheet, data backup, key backup: on a new machine the master key is typed back, then data, then keys."""
    installed("admin", "first")
    installed("key", "sheet", "-o", "sheet.txt")
    data, keys = (
        _made(installed("backup", installed.folder_of("d"))),
        _made(installed("backup", installed.folder_of("k"), "--keys")),
    )
    together = installed("backup", data.parent, "--keys")
    drill = installed("restore", data, "--drill", keys)
    assert (1, True) == (together.code, "other half" in together.err)
    assert (0, "ok") == (drill.code, said(installed, "drill")["restore"]), drill.err

    new = new_machine("new machine")
    refused = _type_back(new, installed.folder / "sheet.txt", damage=True)
    assert (1, True) == (refused.code, "group" in refused.err)
    (new.folder / "data").mkdir(mode=0o700, exist_ok=True)
    typed = _type_back(new, installed.folder / "sheet.txt")
    assert 0 == typed.code, typed.err
    over = _type_back(new, installed.folder / "sheet.txt")
    migrated = new("migrate")
    too_soon = new("restore", keys)
    answers = [new("restore", data), new("restore", keys)]

    assert (1, True) == (over.code, "never overwritten" in over.err)
    assert (0, False) == (migrated.code, "A master key was made" in migrated.out)
    assert (1, True) == (too_soon.code, "Restore the data first" in too_soon.err)
    assert [0, 0] == [answer.code for answer in answers], [answer.err for answer in answers]
    assert 1 == new("restore", data).code
    assert "whole" in new("journal", "verify").out
    assert "ok" == said(new, "restored")["key store"]
    same = [(m.folder / "data" / "master.key").read_text().split()[-1] for m in (installed, new)]
    assert same[0] == same[1]


@pytest.mark.requirement("T-5", "R-6")
def test_journal_and_due(installed: CommandLine) -> None:
    """Chains are verified and exported to a new file that verifies elsewhere; due things are listed for a program."""
    installed("admin", "first")
    verified = installed("journal", "verify")
    exported = installed("journal", "export", "-o", "chain.txt", "--chain", "security")
    again = installed("journal", "export", "-o", "chain.txt", "--chain", "security")
    keys = installed("journal", "key").out.splitlines()
    held = installed("journal", "verify", "chain.txt", "--public-key", keys[1])

    assert [0, 0, 1] == [verified.code, exported.code, again.code]
    assert ["register", "security"] == [line.split("\t")[0] for line in verified.out.splitlines()]
    assert (0, "liaison/security\tentries 0 to 2\twhole\n") == (held.code, held.out)
    due = installed("due", "--json", "--on", "2030-01-01", "--within", "10")
    assert (0, []) == (due.code, json.loads(due.out))
    assert 1 == installed("due", "--convention", "nothing", "--ends", "2027-01-01").code
    assert 1 == installed("due", "--ends", "2027-01-01").code
    assert 2 == installed("due", "--on", "31/12/2026").code
    assert 2 == installed("due", "--within", "-1").code


def _made(answer: Answer) -> Path:
    assert 0 == answer.code, answer.err
    return Path(answer.out.strip())


def _type_back(liaison: CommandLine, sheet: Path, *, damage: bool = False) -> Answer:
    text = sheet.read_text()
    groups = SHEET.findall(text)
    if damage:
        groups[3] = groups[3][::-1] if groups[3] != groups[3][::-1] else "aaaaa"
    check = re.search(r"Groupe de contrôle : (\w{5})", text)
    created = re.search(r"créée le (\d\d)/(\d\d)/(\d{4})", text)
    assert check is not None
    assert created is not None
    day = f"{created[3]}-{created[2]}-{created[1]}"
    return liaison("key", "restore", "--generation", "1", "--created", day, typed=f"{' '.join(groups)}\n{check[1]}\n")
