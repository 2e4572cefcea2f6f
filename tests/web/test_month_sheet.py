"""Does the sheet of a month have words for whoever stands in it, and the day of a value as people in Paris count it?"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from liaison.usecases.tables.shown import CellView, ProposedRow, WhyHere
from liaison.vocabulary import Origin
from liaison.vocabulary.orientations import Verdict
from web.month_sheet import origin_of, proposed_sheet

CELL = CellView("cir_number", "0069123", "0069123", Origin.OFII, "l’OFII", None, missing=False, editable=True)


@pytest.mark.requirement("V-5")
@pytest.mark.parametrize("why", [why for why in WhyHere if why is not WhyHere.NEW])
def test_who_comes_again_is_told_why(why: WhyHere) -> None:
    """Put off, changed, corrected, or left without an answer by a table that was closed; with the number of before."""
    row = ProposedRow("id", 1, "ESSAI", (CELL,), Verdict.ELIGIBLE, (), None, why, previously="69-2026-11-1")

    (line,) = proposed_sheet([row]).lines

    assert line.remark.endswith("(69-2026-11-1)")
    assert len(line.remark) > len("(69-2026-11-1)")


@pytest.mark.requirement("T-5")
@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), "OFII, le 30 novembre 2026"),
        (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), "OFII, le 1er décembre 2026"),
    ],
)
def test_the_day_of_a_value_is_that_of_paris(at: datetime, said: str) -> None:
    """One minute before midnight there, and at midnight."""
    assert said == origin_of(replace(CELL, origin_at=at))
