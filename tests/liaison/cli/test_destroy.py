"""Does the command line show before it acts, and prove afterwards?"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from liaison.usecases import destroying
from liaison.vocabulary import AgreementKind
from tests.factories import House
from tests.liaison.cli.conftest import CommandLine

pytestmark = pytest.mark.requirement("R-5")

LATER = datetime(2027, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def of_the_house(sqlite_house: House) -> CommandLine:
    """Give the program on the house of a test; its clock is the machine's."""
    config = sqlite_house.service.settings
    return CommandLine(sqlite_house.folder, {"LIAISON_DATA_DIR": str(config.data_dir)})


def test_a_plan_by_default(sqlite_house: House, of_the_house: CommandLine) -> None:
    """What would go on a day, as lines and for a program; nothing goes; --on never acts."""
    sent = sqlite_house.sent()
    reference = sqlite_house.row(sent).reference

    lines = of_the_house("destroy", "--on", "2028-06-01")
    rows = json.loads(of_the_house("destroy", "--on", "2028-06-01", "--json").out)
    refused = of_the_house("destroy", "--on", "2028-06-01", "--apply")

    assert reference in lines.out
    assert ("archive", reference, None) == tuple(rows[0][name] for name in ("part", "reference", "held"))
    assert 2 == refused.code
    assert sqlite_house.row(sent).archive is not None


def test_apply_acts_and_proves(sqlite_house: House, of_the_house: CommandLine, tmp_path: Path) -> None:
    """Destroyed, listed, written to a file, verified by the key alone; one forged byte in it is found."""
    sqlite_house.clock.move_to(datetime(2026, 1, 10, 9, tzinfo=UTC))
    case_id = sqlite_house.case(raw={"beneficiary.last_name": "TESTOBSOLETE"}, agreed=False)
    sqlite_house.agree(case_id, AgreementKind.ENGAGEMENT, days_ago=400)
    sent = sqlite_house.send(sqlite_house.draft(case_id, contact_id=sqlite_house.recipient()))
    sqlite_house.work()

    (number,) = of_the_house("destroy", "--apply").out.split()
    assert sqlite_house.row(sent).archive is None
    assert number in of_the_house("certificate", "list").out
    key = of_the_house("certificate", "key").out.strip()
    text, paper = tmp_path / "certificat.txt", tmp_path / "certificat.pdf"
    assert 0 == of_the_house("certificate", "show", number, "-o", text).code
    assert 0 == of_the_house("certificate", "show", number, "-o", paper).code
    assert paper.read_bytes().startswith(b"%PDF")
    nowhere = CommandLine(tmp_path, {"LIAISON_DATA_DIR": str(tmp_path / "nothing")})
    assert "genuine" in nowhere("certificate", "verify", text, "--public-key", key).out
    text.write_text(text.read_text().replace("archive", "archivé", 1))
    forged = nowhere("certificate", "verify", text, "--public-key", key)
    assert (1, "") == (forged.code, forged.out)
    assert 1 == nowhere("certificate", "verify", paper, "--public-key", key).code
    assert not (tmp_path / "nothing").exists()


def test_restore_says_what_it_did_again(sqlite_house: House, of_the_house: CommandLine, tmp_path: Path) -> None:
    """A ledger lies beside each backup."""
    sqlite_house.sent()
    sqlite_house.clock.move_to(LATER)
    destroying.destroy_due(sqlite_house.service)
    folder = tmp_path / "backups"
    folder.mkdir()

    answer = of_the_house("backup", folder)

    assert 0 == answer.code
    assert (folder / "liaison-destructions.ledger").read_text() == sqlite_house.service.ledger.path.read_text()
