"""Do the pages of a fiche warn of sensitive texts, and let a person keep them (F-7)?"""

import html
import re

import pytest
from httpx2 import Response

from liaison.vocabulary import Role
from tests.web.work.office import Desk, Office, words

pytestmark = pytest.mark.requirement("F-7")

FIELD = "course.information"
ILL = "Suivie pour une dépression, <b>courageuse</b>."


def typed(office: Office, fiche_id: str, text: str) -> dict[str, str]:
    """Return what the page of a fiche posts, with this text in its free field."""
    return {**office.stored(fiche_id), FIELD: text}


def keep_button(answer: Response) -> str:
    """Return what the button « Garder quand même » posts."""
    found = re.search(r'name="then" value="(keep [^"]+)"', answer.text)
    assert found is not None, "no button"
    return html.unescape(found[1])


def test_the_page_says_field_words_rule_and_what_to_do(desk: Desk, office: Office) -> None:
    """On top with a link, and beside the field with the button; what was typed is quoted as text, never as markup."""
    fiche_id = office.draft()

    answer = desk.press(f"/fiches/{fiche_id}", {**typed(office, fiche_id, ILL), "revision": "1"})

    said = words(answer)
    assert "1 passage sensible à relire, sans empêcher l’envoi" in said
    assert f'href="#f-{FIELD}"' in answer.text
    assert "« dépression » : c’est peut-être une donnée de santé. RGPD, article 9" in said
    assert "Le mieux : dites seulement ce qu’il faut prévoir" in said
    assert "Garder quand même" in said
    assert "<b>courageuse" not in answer.text
    assert "1 passage sensible" in words(desk.see(f"/fiches/{fiche_id}"))


def test_kept_it_is_told_no_more(desk: Desk, office: Office) -> None:
    """The button saves what is in the form and keeps the passage; a text that changed meanwhile warns again."""
    fiche_id = office.draft()
    path = f"/fiches/{fiche_id}"
    button = keep_button(desk.press(path, {**typed(office, fiche_id, ILL), "revision": "1"}))

    changed = desk.press(path, {**typed(office, fiche_id, ILL + " Diabétique."), "revision": "2", "then": button})
    assert "passage sensible" in words(changed)
    assert "C’est fait." not in words(changed)

    kept = desk.press(
        path, {**typed(office, fiche_id, ILL + " Diabétique."), "revision": "3", "then": keep_button(changed)}
    )
    assert "Ce passage reste tel quel" in words(kept)
    assert "passage sensible" not in words(desk.see(path))


@pytest.mark.parametrize("button", ["keep", "keep ", "keep x y", f"keep {FIELD}", "keeper"])
def test_a_forged_button_keeps_nothing(desk: Desk, office: Office, button: str) -> None:
    """A word, a field or a mark that no page gave: the warning stays."""
    fiche_id = office.draft()
    answer = desk.press(f"/fiches/{fiche_id}", {**typed(office, fiche_id, ILL), "revision": "1", "then": button})
    assert 200 == answer.status_code
    assert "1 passage sensible" in words(answer)


def test_autosave_tells_it_too(desk: Desk, office: Office) -> None:
    """The script gets the sentence and the button's value; the mark does not tell the text."""
    fiche_id = office.draft()

    answer = desk.autosave(f"/fiches/{fiche_id}/brouillon", {**typed(office, fiche_id, ILL), "revision": "1"}).json()

    (warning,) = answer["guarded"]
    assert FIELD == warning["field"]
    assert "dépression" in warning["sentences"][0]
    assert re.fullmatch(rf"keep {re.escape(FIELD)} [0-9a-f]{{64}}", warning["keep"])


def test_before_sending_it_is_told_and_blocks_nothing(desk: Desk, office: Office) -> None:
    """The three questions and the confirmation say it; the fiche leaves all the same."""
    office.agree()
    office.sign_convention()
    fiche_id = office.ready_draft()
    desk.press(f"/fiches/{fiche_id}", {**typed(office, fiche_id, ILL), "revision": "3"})
    choice = {"carrier": "email", "key_channel": "sms"}

    asked = desk.see(f"/fiches/{fiche_id}/envoyer")
    confirm = desk.press(f"/fiches/{fiche_id}/envoyer", choice)
    sent = desk.press(f"/fiches/{fiche_id}/envoyer/partir", {**choice, "signed": "true"})

    for page in (asked, confirm):
        assert "1 passage sensible partirait avec la fiche." in words(page)
        assert "dépression" not in words(page)
    assert "Le pli est scellé" in words(sent)


def test_the_dpo_reads_what_was_overruled_and_no_text(desk: Desk, office: Office, desk_of: object) -> None:
    """« texte sensible gardé sur une fiche »: which sort, which field, when."""
    fiche_id = office.draft()
    path = f"/fiches/{fiche_id}"
    button = keep_button(desk.press(path, {**typed(office, fiche_id, ILL), "revision": "1"}))
    desk.press(path, {**typed(office, fiche_id, ILL), "revision": "2", "then": button})

    assert callable(desk_of)
    journal = words(desk_of(Role.DPO).see("/journal"))

    assert "texte sensible gardé sur une fiche" in journal
    assert "une donnée de santé" in journal
    assert FIELD in journal
    assert "dépression" not in journal
