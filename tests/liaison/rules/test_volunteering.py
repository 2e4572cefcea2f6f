"""Which agreement says that somebody wants to be proposed, and which one takes it back (E-4, T-7)? A truth table."""

from datetime import date

import pytest

from liaison.errors import Refused
from liaison.rules.exchange import Given
from liaison.rules.volunteering import Volunteering, check_volunteers, volunteering_of
from liaison.vocabulary import AgreementKind

pytestmark = pytest.mark.requirement("E-4", "T-7")

TODAY = date(2026, 11, 27)
EARLIER, LATER = date(2026, 10, 1), date(2026, 11, 28)
ORIENTATION, SPE, HEALTH = AgreementKind.ORIENTATION, AgreementKind.SPE_REFERRAL, AgreementKind.HEALTH
ENGAGEMENT, MAIL = AgreementKind.ENGAGEMENT, AgreementKind.ELECTRONIC_EXCHANGE

REFUSED = Volunteering(withdrawn=True)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], Volunteering()),
        ([Given(ORIENTATION, TODAY, withdrawn=False)], Volunteering(TODAY)),
        ([Given(ORIENTATION, LATER, withdrawn=False)], Volunteering()),
        ([Given(SPE, EARLIER, withdrawn=False)], Volunteering(EARLIER)),
        ([Given(ENGAGEMENT, EARLIER, withdrawn=False)], Volunteering(EARLIER)),
        ([Given(HEALTH, EARLIER, withdrawn=False), Given(MAIL, EARLIER, withdrawn=False)], Volunteering()),
        ([Given(HEALTH, EARLIER, withdrawn=True)], Volunteering()),
        ([Given(SPE, EARLIER, withdrawn=True)], REFUSED),
        ([Given(SPE, EARLIER, withdrawn=True), Given(SPE, TODAY, withdrawn=False)], Volunteering(TODAY)),
        ([Given(SPE, EARLIER, withdrawn=True), Given(ENGAGEMENT, TODAY, withdrawn=False)], Volunteering(TODAY)),
        ([Given(ORIENTATION, EARLIER, withdrawn=True), Given(SPE, TODAY, withdrawn=False)], REFUSED),
        (
            [Given(ORIENTATION, EARLIER, withdrawn=True), Given(ORIENTATION, TODAY, withdrawn=False)],
            Volunteering(TODAY),
        ),
        ([Given(ORIENTATION, EARLIER, withdrawn=False), Given(SPE, TODAY, withdrawn=False)], Volunteering(TODAY)),
    ],
)  # fmt: skip
def test_who_volunteers(given: list[Given], expected: Volunteering) -> None:
    """The newest that stands; an agreement to be proposed that was taken back weighs more than another kind."""
    assert expected == volunteering_of(given, TODAY)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([], "L’accord de la personne n’est pas enregistré"),
        ([Given(ORIENTATION, LATER, withdrawn=False)], "L’accord de la personne n’est pas enregistré"),
        # What the SPE was allowed does not outweigh a no to this.
        ([Given(ORIENTATION, EARLIER, withdrawn=True), Given(SPE, TODAY, withdrawn=False)], "La personne a retiré"),
    ],
)
def test_nobody_is_named_against_their_will(given: list[Given], says: str) -> None:
    """What the page calls a withdrawal is one when the table leaves too."""
    with pytest.raises(Refused, match=says):
        check_volunteers(given, TODAY)
    check_volunteers([*given, Given(ORIENTATION, TODAY, withdrawn=False)], TODAY)
