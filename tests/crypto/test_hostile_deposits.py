"""Does every hostile archive end as the table says, at deposit and at opening, in little time and memory?"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crypto.archive import unseal_all
from crypto.errors import CryptoError, MalformedArchive, UnsafeArchive
from crypto.intake import judge
from crypto.passphrase import Passphrase
from crypto.source import BytesSource
from tests.crypto.hostile import PASSPHRASE, by_7zip
from tests.crypto.test_vectors import FILES, parse

TABLE = Path(__file__).parents[2] / "docs" / "formats" / "hostile-deposits.md"
ROW = re.compile(r"^\| ([a-z0-9-]+) \| (.+) \| ([a-z0-9, -]+) \| ([A-Za-z0-9:/ ]+) \|$", re.MULTILINE)
ROWS = {row[0]: row[1:] for row in ROW.findall(TABLE.read_text(encoding="utf-8")) if row[0] != "archive"}
SECONDS, MEGABYTES = 5, 300


def at_deposit(archive: bytes) -> str:
    """The verdict, in the words of the table."""
    verdict = judge(BytesSource(archive))
    return ", ".join(["kept", *verdict.warnings]) if verdict.accepted else verdict.code


def at_opening(archive: bytes, passphrase: str) -> str:
    """What comes out, in the words of the table."""
    try:
        return f"opens: {len(unseal_all(archive, Passphrase(passphrase)))}"
    except (MalformedArchive, UnsafeArchive) as error:
        return f"{type(error).__name__}/{error.code}"
    except CryptoError as error:
        return type(error).__name__


def test_every_archive_has_its_line() -> None:
    """The table and the folder list the same archives."""
    assert sorted(path.stem for path in FILES) == sorted(ROWS)
    assert len(ROWS) > 120


@pytest.mark.requirement("D-2", "D-3")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_ends_as_the_table_says(path: Path) -> None:
    """Kept or refused under its code without the key; with it, opened whole or refused whole; each within 5 s."""
    headers, archive = parse(path)
    begun = time.perf_counter()

    found = (headers["comment"], at_deposit(archive), at_opening(archive, headers["passphrase"]))

    assert ROWS[path.stem] == found
    assert time.perf_counter() - begun < SECONDS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_opens_was_kept(path: Path) -> None:
    """Nothing opens that the deposit would have refused."""
    _, deposit, opening = ROWS[path.stem]

    assert deposit.startswith("kept") or not opening.startswith("opens")


def test_no_archive_takes_much_memory() -> None:
    """All of them, one after the other in a child process, stay under 300 MB at the worst moment."""
    command = [sys.executable, "-m", "tests.crypto.test_hostile_deposits"]
    ended = subprocess.run(command, cwd=TABLE.parents[2], capture_output=True, text=True, check=True, timeout=120)

    assert int(ended.stdout) < MEGABYTES * 1024


@pytest.mark.parametrize("switches", ["-tzip -mem=AES256 -mx=0", "-t7z -mx=1 -mhe=on"])
def test_the_largest_deposit_takes_little_memory(tmp_path: Path, switches: str) -> None:
    """60 MB that do not pack, near the limit of content: opened in a child process under 300 MB and 5 s."""
    path = tmp_path / "grand.bin"
    path.write_bytes(by_7zip(*switches.split(), files={"scan.bin": os.urandom(60_000_000)}))
    command = [sys.executable, "-m", "tests.crypto.test_hostile_deposits", str(path)]
    begun = time.perf_counter()
    ended = subprocess.run(command, cwd=TABLE.parents[2], capture_output=True, text=True, check=True, timeout=120)

    assert int(ended.stdout) < MEGABYTES * 1024
    assert time.perf_counter() - begun < SECONDS


def main(archives: list[str]) -> None:
    """Judge and open these archives or every vector, and print the most memory that this took, in KiB."""
    for archive in map(Path, archives):
        assert at_opening(archive.read_bytes(), PASSPHRASE) == "opens: 1"
    for path in [] if archives else FILES:
        headers, content = parse(path)
        at_deposit(content)
        at_opening(content, headers["passphrase"])
    # Not getrusage: its mark would be that of the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(status.partition("VmHWM:")[2].split()[0])  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main(sys.argv[1:])
