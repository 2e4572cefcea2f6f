"""Does `doctor` say whether what partners send is scanned, and by whom?"""

from dataclasses import replace

import pytest

from liaison import diagnosis
from liaison.adapters.clamd import ClamdAntivirus
from liaison.diagnosis import Level
from tests.factories import House
from tests.liaison.adapters import clamav

pytestmark = pytest.mark.xdist_group("clamd")


def test_no_antivirus_is_said(sqlite_house: House) -> None:
    """What is not scanned is a warning, and the setting is named."""
    (finding,) = [one for one in diagnosis.examine_service(sqlite_house.service) if one.check == "antivirus"]

    assert Level.WARNING == finding.level
    assert "LIAISON_CLAMD_ADDRESS" in finding.hint


def test_one_is_named_with_its_country(sqlite_house: House) -> None:
    """Where personal data go is told (G-6)."""
    settings = sqlite_house.service.settings.model_copy(update={"clamd_address": "unix:/run/clamd"})
    service = replace(sqlite_house.service, settings=settings, antivirus=ClamdAntivirus("unix:/run/clamd"))
    (finding,) = [one for one in diagnosis.examine_service(service) if one.check == "antivirus"]

    assert (Level.OK, "unix:/run/clamd (FR)") == (finding.level, finding.message)


def test_one_that_answers_and_one_that_does_not() -> None:
    """A session says its version, or why there is none."""
    with clamav.clamd() as address:
        there = diagnosis.antivirus_session(ClamdAntivirus(address))
    gone = diagnosis.antivirus_session(ClamdAntivirus(address))

    assert (Level.OK, "ClamAV") == (there.level, there.message.partition(" ")[0])
    assert (Level.RED, "unreachable") == (gone.level, gone.message)
