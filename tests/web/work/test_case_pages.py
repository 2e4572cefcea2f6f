"""Does a dossier's page say what is known, from whom, and stop what must stop?"""

from collections.abc import Callable

import pytest

from liaison.vocabulary import AgreementKind, Role
from tests.web.work.office import AGDREF, FIRST_NAME, LAST_NAME, Desk, Office, hidden, words

HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}<img src=x onerror=alert(1)>'


@pytest.mark.requirement("A-2", "G-8")
def test_the_agdref_number_is_masked_until_asked(desk: Desk, office: Office) -> None:
    """The number stands on the page only in answer to the button, which is a journalled POST."""
    page = desk.see(f"/dossiers/{office.case}")
    assert AGDREF not in page.text
    assert AGDREF[-3:] in page.text
    assert AGDREF in desk.press(f"/dossiers/{office.case}/agdref").text


@pytest.mark.requirement("T-5")
def test_each_value_says_where_it_came_from(desk: Desk, office: Office) -> None:
    """What the OFII gave is said to come from the OFII."""
    assert f"{LAST_NAME} l’OFII" in words(desk.see(f"/dossiers/{office.case}"))


@pytest.mark.requirement("T-8")
def test_a_search_puts_no_name_in_the_address(desk: Desk, office: Office) -> None:
    """A dossier is found by a POST whose address stays the list's."""
    assert office.case
    answer = desk.press("/dossiers", {"search": "fictivo"})
    assert f"{LAST_NAME} {FIRST_NAME}" in words(answer)
    assert answer.url.path == "/dossiers"
    assert answer.url.query == b""
    assert LAST_NAME not in words(desk.press("/dossiers", {"search": "personne d’autre"}))


@pytest.mark.requirement("F-5")
def test_an_impossible_date_keeps_what_was_typed(desk: Desk) -> None:
    """A new dossier with 31/02 comes back whole, with a sentence beside the date."""
    typed = {"departement": "69", "origin": "person", "beneficiary.last_name": "Essayette"}
    answer = desk.press("/dossiers/nouveau", {**typed, "beneficiary.birth_date": "31/02/1990"})
    assert answer.status_code == 422
    assert "le 31/02/1990 n’existe pas" in words(answer)
    assert 'value="31/02/1990"' in answer.text
    assert 'value="Essayette"' in answer.text
    assert "Essayette" not in words(desk.see("/dossiers"))


def test_markup_in_every_field_of_a_dossier_is_shown_as_text(desk: Desk, office: Office) -> None:
    """Whatever is typed, no page of the dossier holds it as markup."""
    form = desk.see(f"/dossiers/{office.case}/modifier")
    names = [name for name in _names(form.text) if name.startswith("beneficiary.")]
    typed = {name: HOSTILE for name in names if name != "beneficiary.email"}
    answer = desk.press(
        f"/dossiers/{office.case}/modifier", {**typed, "origin": "person", "revision": hidden(form, "revision")}
    )
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in answer.text
    kept = desk.press(
        f"/dossiers/{office.case}/modifier",
        {"beneficiary.last_name": HOSTILE, "origin": "person", "revision": hidden(form, "revision")},
    )
    for page in (kept, desk.see("/dossiers"), desk.see("/")):
        assert page.status_code == 200
        assert "<script>alert" not in page.text


@pytest.mark.parametrize("path", ["accords", "fin", "binome", "information"])
def test_a_field_that_the_form_does_not_have_is_refused(desk: Desk, office: Office, path: str) -> None:
    """Nobody sets what no page offers (ASVS 15.3.3)."""
    assert 400 == desk.press(f"/dossiers/{office.case}/{path}", {"departement": "44"}).status_code


def test_a_dossier_refuses_a_field_that_no_model_has(desk: Desk, office: Office) -> None:
    """The official fields are bound by their model: an invented one changes nothing."""
    revision = hidden(desk.see(f"/dossiers/{office.case}/modifier"), "revision")
    answer = desk.press(
        f"/dossiers/{office.case}/modifier",
        {"beneficiary.last_name": "Autre", "support_ended_on": "01/01/2020", "origin": "person", "revision": revision},
    )
    assert 422 == answer.status_code
    assert LAST_NAME in words(desk.see(f"/dossiers/{office.case}"))


@pytest.mark.requirement("T-7")
def test_an_agreement_is_recorded_then_withdrawn(desk: Desk, office: Office) -> None:
    """The page asks before, says what stops, and shows both days."""
    desk.press(f"/dossiers/{office.case}/accords", {"kind": "engagement", "given_on": "02/11/2026"})
    page = desk.see(f"/dossiers/{office.case}")
    assert "donné le 02/11/2026" in words(page)
    withdrawal = next(part for part in page.text.split('"') if part.endswith("/retrait"))
    assert "les clés qui n’ont pas encore été remises ne le seront jamais" in words(desk.see(withdrawal))
    assert "L’accord est retiré" in words(desk.press(withdrawal))
    assert "retiré le 21/11/2026" in words(desk.see(f"/dossiers/{office.case}"))


@pytest.mark.requirement("T-7", "F-5")
def test_an_agreement_of_tomorrow_is_refused_and_its_date_kept(desk: Desk, office: Office) -> None:
    """A date that is no date, or is to come, stays in its field with a sentence."""
    for typed, sentence in (("32/13/2026", "Écrivez la date ainsi"), ("22/12/2026", "cette date est à venir")):
        fields = {"kind": AgreementKind.ENGAGEMENT.value, "given_on": typed}
        answer = desk.press(f"/dossiers/{office.case}/accords", fields)
        assert answer.status_code == 422
        assert sentence in words(answer)
        assert f'value="{typed}"' in answer.text


@pytest.mark.requirement("G-9")
def test_the_notice_is_read_printed_and_dated(desk: Desk, office: Office) -> None:
    """The text is in plain French, and the day it was given is kept."""
    page = words(desk.see(f"/dossiers/{office.case}/information"))
    assert "Ce que nous faisons de vos informations" in page
    assert "changer d’avis, à tout moment" in page
    answer = desk.press(f"/dossiers/{office.case}/information", {"given_on": "20/11/2026"})
    assert "informée le vendredi 20 novembre 2026" in words(answer)


@pytest.mark.requirement("R-1", "R-6")
def test_the_end_of_the_support_dates_the_destruction(desk: Desk, office: Office) -> None:
    """The rule, the anchor, the delay and the source stand beside the day."""
    answer = words(desk.press(f"/dossiers/{office.case}/fin", {"ended_on": "31/10/2026"}))
    assert "fin de l’accompagnement : 31/10/2026 + 3 ans = 31/10/2029" in answer
    assert "limite : 31/10/2029" in answer


@pytest.mark.requirement("A-2")
def test_a_dossier_of_others_is_not_found(office: Office, desk_of: Callable[[Role], Desk], desk: Desk) -> None:
    """Neither the DPO nor the administrator opens a dossier; an id of nobody looks the same."""
    unknown = desk.see("/dossiers/aaaaaaaaaaaaaaaa")
    for role in (Role.DPO, Role.CONTROLLER, Role.ADMINISTRATOR):
        answer = desk_of(role).see(f"/dossiers/{office.case}")
        assert answer.status_code == 404
        assert words(unknown) == words(answer)
        assert LAST_NAME not in answer.text


def _names(page: str) -> set[str]:
    return {part.partition('"')[0] for part in page.split('name="')[1:]}
