"""Is everybody concerned told before something is destroyed, once, and without a name (R-6)?"""

from datetime import date, timedelta

import pytest

from liaison.errors import Denied
from liaison.events import EventKind
from liaison.store import trails
from liaison.usecases import (
    administering,
    ending_support,
    forewarning,
    holding_back,
    my_day,
    nightly,
    overseeing,
)
from liaison.usecases.holding_back import HoldForm
from liaison.vocabulary import SYSTEM, Chain
from liaison.vocabulary.retention import Decision, HoldKind, HoldScope
from tests.factories import PERSON, House

pytestmark = pytest.mark.requirement("R-6")
ENDED = date(2023, 12, 17)
"""Three years before 17 December 2026; a week less for the backups of keys."""


def ending_case(house: House, name: str = PERSON["beneficiary.last_name"], *, ended: date = ENDED) -> str:
    """Give a dossier whose support ended almost three years ago."""
    case_id = house.case(raw={**PERSON, "beneficiary.last_name": name, "beneficiary.agdref": ""})
    house.do(ending_support.set_support_end, house["referent"], case_id, ended)
    return case_id


def announce(house: House) -> int:
    """Do the nightly step, and let the mails leave."""
    told = house.do(forewarning.announce)
    house.work()
    return told


def letters(house: House) -> list[tuple[str, str]]:
    """Give addressee and text of every mail that announces a destruction, newest first."""
    return [(mail.to, mail.text) for mail in house.mailer.mails() if "à venir" in mail.subject]


def test_referent_and_dpo_are_told_once(house: House) -> None:
    """Thirty days before, each gets one mail; the next nights say nothing new."""
    case_id = ending_case(house)
    assert 2 == announce(house)
    assert {"referent@operateur.example", "dpo@operateur.example"} == {to for to, _ in letters(house)}
    assert all(case_id in text and "10/12/2026" in text for _, text in letters(house))
    entries = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, EventKind.END_ANNOUNCED))
    assert [(SYSTEM, {"count": 1})] * 2 == [(entry.actor, entry.detail) for entry in entries]

    assert 0 == announce(house)
    house.clock.advance(days=1)
    assert 0 == announce(house)
    assert 2 == len(letters(house))


def test_nobody_before_the_time(house: House) -> None:
    """Thirty-one days before, nobody is told; on the thirtieth, they are."""
    ending_case(house, ended=ENDED + timedelta(days=12))
    assert 0 == announce(house)
    house.clock.advance(days=1)
    assert 2 == announce(house)


@pytest.mark.requirement("G-8")
def test_mail_names_nobody(house: House) -> None:
    """Reference, day and rule: neither name, nor number, nor date of birth."""
    ending_case(house)
    announce(house)

    for _, text in letters(house):
        for canary in (*PERSON.values(), "testoukhina"):
            assert canary.lower() not in text.lower()


def test_one_mail_a_day(house: House) -> None:
    """What comes near on a day on which somebody was told already waits for the next morning; in one digest."""
    ending_case(house)
    announce(house)
    ending_case(house, "TESTOVITCH")
    ending_case(house, "TESTOVSKI")
    assert 0 == announce(house)
    house.clock.advance(days=1)
    assert 2 == announce(house)
    assert ["2 destructions à venir"] * 2 == [
        mail.subject for mail in house.mailer.mails() if mail.subject.startswith("2 ")
    ]


def test_archives_and_keys_are_no_news(sqlite_house: House) -> None:
    """They die within weeks of every sending, as the page of the pli says: nobody is told beforehand."""
    sqlite_house.sent("spe")
    assert 0 == announce(sqlite_house)


@pytest.mark.requirement("R-4")
def test_what_is_held_is_not_announced(sqlite_house: House) -> None:
    """It goes nowhere: the day of its référent shows it as held."""
    house = sqlite_house
    case_id = ending_case(house)
    form = HoldForm(HoldKind.LITIGATION, HoldScope.CASE, case_id, "Instance fictive.", review_on=date(2027, 3, 1))
    hold_id = house.do(holding_back.ask, house["coordinator"], form)
    house.do(holding_back.decide, house["controller"], hold_id, Decision.GRANTED, "Preuve utile.", without_opinion=True)

    assert 0 == announce(house)
    (part,) = house.do(my_day.my_day, house["referent"]).ending
    assert ("TESTOUKHINA Zéphyrine", "2026-S01, contentieux") == (part.person, part.held)


def test_who_left_is_not_told(sqlite_house: House) -> None:
    """A disabled account gets no mail."""
    house = sqlite_house
    ending_case(house)
    house.do(administering.disable_account, house["administrator"], house["referent"].account_id)
    assert 1 == announce(house)
    assert ["dpo@operateur.example"] == [to for to, _ in letters(house)]


def test_day_of_a_referent_shows_their_own_by_name(house: House) -> None:
    """They may open these dossiers; nobody else's are there."""
    ending_case(house)
    ending_case(house, "LOINTAINE", ended=date(2025, 1, 1))

    (part,) = house.do(my_day.my_day, house["referent"]).ending

    assert ("TESTOUKHINA Zéphyrine", "Le dossier", date(2026, 12, 10)) == (part.person, part.label, part.on)
    assert () == house.do(my_day.my_day, house["other referent"]).ending


def test_home_of_the_dpo_counts(sqlite_house: House) -> None:
    """How many are late, announced and held; a référent does not see that page."""
    ending_case(sqlite_house)
    day = sqlite_house.do(overseeing.retention_day, sqlite_house["dpo"])
    assert (0, 1, 0, 30) == (day.late, day.ending, day.held, day.days)
    with pytest.raises(Denied):
        sqlite_house.do(overseeing.retention_day, sqlite_house["referent"])


def test_night_does_it(sqlite_house: House) -> None:
    """The steps of the night announce, and end holds whose term passed."""
    ending_case(sqlite_house)
    nightly.run(sqlite_house.service)
    sqlite_house.work()

    assert 2 == len(letters(sqlite_house))
