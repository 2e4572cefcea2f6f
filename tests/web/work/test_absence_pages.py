"""Does the page of absences open the dossiers to the substitute, for that time, and say so (A-2)?"""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from liaison.vocabulary import Role
from tests.clock import FixedClock
from tests.web.staff import DEPARTEMENT, Person, Staff
from tests.web.work.office import LAST_NAME, Desk, Office, words

pytestmark = pytest.mark.requirement("A-2")


@pytest.fixture
def colleague(staff: Staff) -> Person:
    """Give another référent of the département."""
    return staff.add(Role.REFERENT, email="collegue@operateur.example")


@pytest.fixture
def colleagues_desk(staff: Staff, new_browser: Callable[[], TestClient], colleague: Person) -> Desk:
    """Give their desk."""
    return Desk(staff.sign_in_as(new_browser(), colleague), lambda: staff.code(colleague))


def typed(absent: Person, substitute: Person, ends_on: str = "23/11/2026") -> dict[str, str]:
    """Fill the form."""
    return {
        "departement": DEPARTEMENT, "absent": absent.account_id, "substitute": substitute.account_id,
        "starts_on": "21/11/2026", "ends_on": ends_on,
    }  # fmt: skip


def test_declared_used_and_over(
    desk: Desk, office: Office, staff: Staff, colleague: Person, colleagues_desk: Desk, clock: FixedClock
) -> None:
    """The dossier opens to the colleague, marked everywhere, until the clock says it is over."""
    case = f"/dossiers/{office.case}"
    assert 404 == colleagues_desk.see(case).status_code

    answer = desk.press("/absences", typed(staff.person(Role.REFERENT), colleague))

    assert "L’absence est déclarée" in words(answer)
    assert "Vous , du 21/11/2026 au 23/11/2026" in words(answer)
    assert "Vous remplacez Zéphyrine Testoukhina" in words(colleagues_desk.see(case))
    assert "Enregistrer le binôme" not in words(colleagues_desk.see(case))
    assert "à la place de Zéphyrine Testoukhina" in words(colleagues_desk.see("/dossiers"))
    assert "jusqu’au 23/11/2026" in words(colleagues_desk.see("/"))
    assert 403 == colleagues_desk.press(f"{case}/binome", {"referents": [colleague.account_id]}).status_code
    assert LAST_NAME in words(desk.see(case))
    clock.advance(days=3)
    again = Desk(staff.sign_in_as(colleagues_desk.browser, colleague), colleagues_desk.code)
    assert 404 == again.see(case).status_code


def test_ended_from_the_page(
    desk: Desk, office: Office, staff: Staff, colleague: Person, colleagues_desk: Desk
) -> None:
    """The button closes the access at once; a second press is told so."""
    page = desk.press("/absences", typed(staff.person(Role.REFERENT), colleague))
    path = next(part for part in page.text.split('"') if part.endswith("/terminer"))
    assert 200 == colleagues_desk.see(f"/dossiers/{office.case}").status_code
    assert path not in colleagues_desk.see("/absences").text
    assert 404 == colleagues_desk.press(path).status_code

    assert "l’accès du remplacement est fermé" in words(desk.press(path))

    assert 404 == colleagues_desk.see(f"/dossiers/{office.case}").status_code
    assert 409 == desk.press(path).status_code


def test_mistakes_keep_what_was_typed(desk: Desk, staff: Staff, colleague: Person) -> None:
    """A day that comes before the first, nobody chosen, a field that no page offers."""
    referent = staff.person(Role.REFERENT)
    answer = desk.press("/absences", typed(referent, colleague, ends_on="20/11/2026"))
    assert 422 == answer.status_code
    assert "il vient avant le premier" in words(answer)
    assert 'value="20/11/2026"' in answer.text
    assert f'value="{colleague.account_id}" selected' in answer.text
    assert 422 == desk.press("/absences", {**typed(referent, colleague), "substitute": ""}).status_code
    assert 400 == desk.press("/absences", {**typed(referent, colleague), "declared_by": "x"}).status_code


def test_a_coordinator_declares_for_others(
    desk_of: Callable[[Role], Desk], office: Office, staff: Staff, colleague: Person, colleagues_desk: Desk
) -> None:
    """They choose who is absent; a référent cannot."""
    assert office.case
    referent = staff.person(Role.REFERENT)
    coordinator = desk_of(Role.COORDINATOR)
    assert "Absence de" in words(coordinator.see("/absences"))
    assert 404 == colleagues_desk.press("/absences", typed(referent, colleague)).status_code

    assert "L’absence est déclarée" in words(coordinator.press("/absences", typed(referent, colleague)))

    assert 200 == colleagues_desk.see(f"/dossiers/{office.case}").status_code
