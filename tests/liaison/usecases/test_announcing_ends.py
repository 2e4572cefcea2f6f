"""Are the ends of conventions, and the fate of the OFII's data, announced in time, once, and to whom they concern?"""

from datetime import date

import pytest

from liaison.events import EventKind
from liaison.store import trails
from liaison.usecases import announcing_ends, keeping_conventions
from liaison.usecases.keeping_conventions import AmendmentForm
from liaison.vocabulary import AmendmentChange, Chain, Party
from liaison.vocabulary.attestations import AnnouncedEnd
from tests.factories import FRAMEWORK_END, House
from tests.partners_copies import go_to, mailed, name_correspondent, night

COORDINATOR = "coordinator@operateur.example"
OURS = "dpo@operateur-fictif.example"


def convention(house: House, ends_on: date) -> str:
    """Sign a convention whose correspondents are named on both sides."""
    convention_id = house.convention(house.partner(), "generic", ends_on=ends_on)
    name_correspondent(house, convention_id, OURS, who=Party.OPERATOR)
    name_correspondent(house, convention_id)
    return convention_id


def announced(house: House) -> list[tuple[object, object]]:
    """Read what the journal keeps of announcements: the end, and how many days before."""
    found = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, EventKind.CONVENTION_END_ANNOUNCED))
    return [(entry.detail["ends"], entry.detail["days"]) for entry in found]


@pytest.mark.requirement("G-5", "R-8")
def test_ninety_and_thirty_days_before(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Once each, to the coordination and to our own correspondent; never to the partner, never twice."""
    convention(house, date(2027, 4, 30))
    for day in (date(2027, 1, 29), date(2027, 1, 30), date(2027, 1, 31), date(2027, 3, 30), date(2027, 3, 31),
                date(2027, 4, 1), date(2027, 4, 30), date(2027, 5, 1)):  # fmt: skip
        night(house, day)

    assert [("2027-04-30", 90), ("2027-04-30", 30)] == announced(house)
    first, second = mailed(house, "prend fin", to=COORDINATOR)
    assert "prend fin dans 90 jours, le 30/04/2027 : fin de la convention" in first
    assert "dans 30 jours" in second
    assert 2 == len(mailed(house, "prend fin", to=OURS))
    assert [] == mailed(house, "prend fin")
    assert "nightly step" not in caplog.text  # asked before, not stopped by the unique row
    assert [] == mailed(house, "prend fin", to="coordinator of the loire@operateur.example")


@pytest.mark.requirement("G-5", "R-8")
def test_an_end_that_moves_is_announced_anew(house: House) -> None:
    """An amendment gives another end, with notices of its own; one recorded late gives the shorter notice only."""
    convention_id = convention(house, date(2026, 12, 31))
    night(house)
    night(house)
    assert [("2026-12-31", 90)] == announced(house)
    form = AmendmentForm("n° 1", date(2026, 11, 20), (AmendmentChange.TERM,), date(2026, 12, 15))
    house.do(keeping_conventions.amend, house["coordinator"], convention_id, form)

    night(house)

    assert [("2026-12-31", 90), ("2026-12-15", 30)] == announced(house)


@pytest.mark.requirement("R-3")
def test_the_data_of_the_ofii(house: House) -> None:
    """One month before the end of the framework agreement: controller, DPO and coordination; once."""
    night(house, date(2027, 11, 29))
    words = "données de l’OFII"
    assert [] == mailed(house, words, to="dpo@operateur.example")

    night(house, date(2027, 11, 30))
    night(house, date(2027, 12, 31))

    for who in ("dpo", "controller", "coordinator"):
        (text,) = mailed(house, words, to=f"{who}@operateur.example")
        assert "prend fin le 31/12/2027 (département 69)" in text
    assert [] == mailed(house, words, to="referent@operateur.example")
    assert [(FRAMEWORK_END.isoformat(), 31)] == announced(house)


@pytest.mark.requirement("G-5", "R-3")
def test_what_the_first_page_shows(house: House) -> None:
    """The ends that come, next first, whether a mail could leave or not; nothing that is over, nor of elsewhere."""
    convention_id = convention(house, date(2027, 12, 20))
    disabled = house.convention(house.partner(), "generic", ends_on=date(2027, 12, 21))
    house.do(keeping_conventions.disable_convention, house["coordinator"], disabled)
    go_to(house, date(2027, 12, 1))

    ends = house.do(announcing_ends.coming_ends, house["dpo"])

    assert [(AnnouncedEnd.CONVENTION, convention_id, 19), (AnnouncedEnd.OFII_DATA, None, 30)] == [
        (end.kind, end.convention_id, end.days) for end in ends
    ]
    assert [] == house.do(announcing_ends.coming_ends, house["coordinator of the Loire"])
    go_to(house, date(2027, 12, 21))
    assert [AnnouncedEnd.OFII_DATA] == [end.kind for end in house.do(announcing_ends.coming_ends, house["dpo"])]
