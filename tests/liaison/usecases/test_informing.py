"""Which words is a person given, in which languages, and can they be read later as they were (G-9)?"""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pypdfium2
import pytest

from liaison.errors import NotFound, WrongState
from liaison.messages import notice
from liaison.usecases import agreeing, keeping_cases
from liaison.usecases.registers import informing, printing, stating
from liaison.vocabulary import PartnerKind, Sealed
from liaison.vocabulary.registers import RegisterDocument, Statement
from tests.factories import OPERATOR, House

pytestmark = pytest.mark.requirement("G-9")
DAY = date(2026, 11, 20)


def french(house: House, case_id: str) -> informing.NoticeText:
    """Give the notice as it stands."""
    return house.do(agreeing.notice_text, house["referent"], case_id)


def translated(
    house: House, folder: Path, code: str = "xx", changes: Mapping[str, object] = MappingProxyType({})
) -> House:
    """Give the same house with a translation: each sentence in capitals, each delay in stars."""
    words = {number: sentence.replace("Vous", "VOUS") for number, sentence in notice.SENTENCES.items()}
    given: dict[str, object] = {
        "name": "langue d’essai", "title": "TITRE", "translates": notice.source_digest(), "sentences": words,
        "delays": {"3 ans": "*3*", "2 mois": "*2*"}, **changes,
    }  # fmt: skip
    folder.mkdir(exist_ok=True)
    (folder / f"{code}.toml").write_text(_toml(given), encoding="utf-8")
    known = house.service.settings.model_copy(update={"notices_dir": folder})
    return replace(house, service=replace(house.service, settings=known))


def _toml(given: dict[str, object]) -> str:
    lines = [f'{key} = "{value}"' for key, value in given.items() if isinstance(value, str)]
    for key, value in given.items():
        if isinstance(value, dict):
            lines += [f"[{key}]", *(f'"{name}" = "{words}"' for name, words in value.items())]
    return "\n".join(lines)


def test_it_says_all_that_the_regulation_asks(house: House) -> None:
    """Who, why, by which basis, which data, from where, to whom, how long, which rights, the CNIL, no transfer."""
    house.partner(PartnerKind.MISSION_LOCALE)
    house.do(stating.save_statement, house["dpo"], Statement.DPO, "dpo@operateur.example\n04 72 00 00 03", revision=0)
    whole = " ".join(french(house, house.case()).paragraphs)
    for part in (
        OPERATOR, "à compléter par l’opérateur", "dpo@operateur.example 04 72 00 00 03", "donnez votre accord",
        "mission d’intérêt public", "numéro AGDREF", "viennent de vous, de l’OFII", "Mission locale",
        "Espace économique européen", "3 ans après la fin de votre accompagnement", "2 mois après la fin",
        "à les corriger, à les effacer, à les recevoir", "opposer", "en un mois", "machine seule", "www.cnil.fr",
    ):  # fmt: skip
        assert part in whole
    assert "{" not in whole


def test_sentences_are_short() -> None:
    """Plain French: hardly a sentence of more than thirty words, but for lists and an address."""
    long = {
        number: len(part.split())
        for number, sentence in notice.SENTENCES.items()
        for part in sentence.split(". ")
        if len(part.split()) > 24
    }
    assert {"3.1", "6.2", "6.5"} >= set(long)
    assert max(long.values(), default=0) <= 30


def test_one_page(house: House) -> None:
    """Filled or blank it is one page, with the version at its foot."""
    for kind in PartnerKind:
        house.partner(kind)
    for blank in (False, True):
        content = house.do(printing.print_document, house["dpo"], RegisterDocument.NOTICE, blank=blank)
        with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
            assert 1 == len(document)
            words = document[0].get_textpage().get_text_range()
        assert "Ce que nous faisons de vos informations" in words
        assert (OPERATOR in words) is not blank


def test_its_version_is_its_digest_and_old_words_stay(house: House) -> None:
    """A change of what the operator says changes the version; what was given before reads as it was given."""
    case_id = house.case()
    before = french(house, case_id)
    house.do(agreeing.record_notice, house["referent"], case_id, DAY, version=before.version)
    house.do(stating.save_statement, house["dpo"], Statement.DPO, "nouvelle adresse", revision=0)
    after = french(house, case_id)
    assert before.version != after.version
    house.do(agreeing.record_notice, house["referent"], case_id, DAY)
    assert before == house.do(agreeing.given_notice, house["referent"], case_id, before.version)
    assert after == house.do(agreeing.given_notice, house["referent"], case_id, after.version)
    assert {before.version, after.version} == {one.text.version for one in house.do(informing.given_texts)}


def test_a_text_is_kept_once(house: House) -> None:
    """Ten people who get the same words make one text."""
    for _ in range(2):
        house.do(agreeing.record_notice, house["referent"], house.case(agreed=False, raw={
            "beneficiary.last_name": f"Inventée{_}"}), DAY)  # fmt: skip
    assert 1 == len(house.do(informing.given_texts))
    assert 1 == sum(key.startswith(Sealed.NOTICE_TEXT.value) for key in house.key_ids())


def test_words_that_changed_since_the_page_was_shown(house: House) -> None:
    """The person has other words in hand than those that stand now: nothing is recorded."""
    case_id = house.case()
    shown = french(house, case_id).version
    house.do(stating.save_statement, house["dpo"], Statement.RIGHTS, "ailleurs", revision=0)
    with pytest.raises(WrongState, match="a changé depuis"):
        house.do(agreeing.record_notice, house["referent"], case_id, DAY, version=shown)
    assert () == house.do(keeping_cases.open_case, house["referent"], case_id).notices


def test_a_text_that_this_person_did_not_get(house: House) -> None:
    """The dossier shows the words of its own notices only."""
    case_id = house.case()
    with pytest.raises(NotFound):
        house.do(agreeing.given_notice, house["referent"], case_id, french(house, case_id).version)


def test_what_was_given_under_the_old_name_is_readable() -> None:
    """Notices of before have a date for a version; their words did not go."""
    old = informing.old_text(OPERATOR)
    assert notice.OLD_VERSION == old.version
    assert old.paragraphs[0].startswith(f"{OPERATOR} vous accompagne")


def test_a_translation_is_offered_and_recorded(house: House, tmp_path: Path) -> None:
    """It has the same places, its own words for delays, a version of its own; what was given says which."""
    speaking = translated(house, tmp_path / "notices", "ar")
    case_id = speaking.case()
    first, second = speaking.do(agreeing.notice_texts, speaking["referent"], case_id)
    assert ("fr", "ar", "rtl") == (first.language, second.language, second.direction)
    assert "*3* après la fin" in " ".join(second.paragraphs)
    speaking.do(agreeing.record_notice, speaking["referent"], case_id, DAY, version=second.version)
    given = speaking.do(agreeing.given_notice, speaking["referent"], case_id, second.version)
    assert ("ar", "TITRE") == (given.language, given.title)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"translates": "0" * 16}, "a changé"),
        ({"sentences": {"1": "seule"}}, "manque"),
        ({"sentences": {**notice.SENTENCES, "1.1": "sans emplacement"}}, "emplacements"),
        ({"sentences": {**notice.SENTENCES, "2": "{case_delay.x}"}}, "emplacements"),
        ({"delays": {"3 ans": "*3*"}}, "délai"),
        ({"title": 3}, "il faut"),
    ],
)
def test_a_translation_that_is_no_longer_true(
    sqlite_house: House, tmp_path: Path, changes: dict[str, object], why: str
) -> None:
    """It is not handed over, and the DPO reads why."""
    speaking = translated(sqlite_house, tmp_path / "notices", changes=changes)
    assert 1 == len(speaking.do(agreeing.notice_texts, speaking["referent"], speaking.case()))
    (unusable,) = speaking.do(informing.unusable)
    assert why in unusable.wrong


def test_a_delay_that_changes_takes_its_translation_away(
    sqlite_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is told three years in another language while the rule says five."""
    speaking = translated(sqlite_house, tmp_path / "notices")
    case_id = speaking.case()
    assert 2 == len(speaking.do(agreeing.notice_texts, speaking["referent"], case_id))
    monkeypatch.setattr("liaison.usecases.registers.delays.case_delay", lambda limits: "5 ans")  # noqa: ARG005
    (only,) = speaking.do(agreeing.notice_texts, speaking["referent"], case_id)
    assert "5 ans après la fin de votre accompagnement" in " ".join(only.paragraphs)


def test_a_file_that_is_no_translation(sqlite_house: House, tmp_path: Path) -> None:
    """Broken, too large, not UTF-8, another name: told or left alone, never an error on somebody's page."""
    folder = tmp_path / "notices"
    speaking = translated(sqlite_house, folder)
    (folder / "aa.toml").write_text("= nothing", encoding="utf-8")
    (folder / "bb.toml").write_bytes(b"\xff\xfe")
    (folder / "cc.toml").write_bytes(b"#" * 70_000)
    (folder / "lisez-moi.toml").write_text("", encoding="utf-8")
    assert ["aa", "bb", "cc"] == [one.code for one in speaking.do(informing.unusable)]
    assert 2 == len(speaking.do(agreeing.notice_texts, speaking["referent"], speaking.case()))
