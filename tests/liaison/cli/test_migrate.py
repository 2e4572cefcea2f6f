"""Can an upgrade be taken back from a terminal, and is a schema that is not the program's refused?"""

from liaison import migrations
from tests.liaison.cli.conftest import CommandLine

NEWEST, BEFORE = migrations.versions()[-1], migrations.versions()[-2]


def test_back_and_forth(installed: CommandLine) -> None:
    """Back by name, which says what was taken back; a schema that is older is served by nobody; up again."""
    back = installed("migrate", "--to", BEFORE)
    served, doctor = installed("serve"), installed("doctor")
    again = installed("migrate")

    assert (0, f"The schema is that of {BEFORE}. Taken back: {NEWEST}.\n") == (back.code, back.out)
    assert (1, True) == (served.code, "The schema is not that of this version" in served.err)
    assert "schema is not up to date" in doctor.out
    assert (0, "The schema is up to date.\n") == (again.code, again.out)


def test_unknown_version(installed: CommandLine) -> None:
    """It is refused, and the known ones are named."""
    answer = installed("migrate", "--to", "9999")

    assert 1 == answer.code
    assert NEWEST in answer.err


def test_keys_are_listed_and_not_shown(installed: CommandLine) -> None:
    """`key list` says when the master key is due; none of its digits but those of its name."""
    answer = installed("key", "list")
    key = (installed.folder / "data" / "master.key").read_text().split()[-1]

    assert 0 == answer.code
    assert "next due" in answer.out
    assert key not in answer.out
    assert key[:16] not in answer.out
