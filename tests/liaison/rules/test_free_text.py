"""Does the guard see what a fiche may not carry, and keep still otherwise (F-7)? Sentences that caseworkers write."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules import free_text
from liaison.rules.sensitive_words import WORDS
from liaison.vocabulary import Sensitive

SENTENCES = Path(__file__).parent / "sentences"
NUMBER = "1 85 05 78 006 084 91"


def sentences(name: str) -> list[tuple[str, frozenset[str]]]:
    """Read a table of sentences, each with the kinds to find."""
    rows = tomllib.loads((SENTENCES / f"{name}.toml").read_text(encoding="utf-8"))["sentences"]
    return [(row["text"], frozenset(row["kinds"])) for row in rows]


def kinds_in(text: str) -> frozenset[str]:
    """Name the kinds that the guard finds."""
    return frozenset(one.kind.value for one in free_text.find(text))


@pytest.mark.requirement("F-7")
@pytest.mark.parametrize(("text", "kinds"), sentences("tuned"))
def test_sentences_of_the_table(text: str, kinds: frozenset[str]) -> None:
    """Every sentence on which the lists were made is judged as it says: warned of with its kinds, or left alone."""
    assert kinds == kinds_in(text)


def test_half_of_the_table_is_harmless() -> None:
    """As many sentences must stay unwarned as must warn, or a guard that always cries would pass."""
    table = sentences("tuned")
    harmless = sum(not kinds for _, kinds in table)
    assert len(table) >= 60
    assert 0.45 <= harmless / len(table) <= 0.55


@pytest.mark.requirement("F-7")
def test_sentences_that_the_lists_never_saw() -> None:
    """The figures that decision 0065 tells: of 30 sensitive sentences 3 go unseen, of 30 harmless none is warned of."""
    unseen = [text for text, kinds in sentences("held_out") if kinds and not kinds_in(text)]
    alarms = [text for text, kinds in sentences("held_out") if not kinds and kinds_in(text)]
    assert (30, 30) == (
        sum(bool(kinds) for _, kinds in sentences("held_out")),
        sum(not kinds for _, kinds in sentences("held_out")),
    )
    assert (3, 0) == (len(unseen), len(alarms)), (unseen, alarms)


@pytest.mark.requirement("F-7")
@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        "185057800608491",
        "1.85.05.78.006.084.91",
        "1\N{NO-BREAK SPACE}85\N{NARROW NO-BREAK SPACE}05 78 006 084-91",
        "2 88 11 2B 033 004 07",
        "288112b03300407",
        "7 90 01 99 243 456 66",
        f"depuis le 12 {NUMBER} 3",
        f"N°{NUMBER}",
    ],
)
def test_a_number_is_known_by_its_key(text: str) -> None:
    """With or without blanks, born in Corsica or abroad, waiting or definitive."""
    assert {"nir"} == kinds_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "1 85 05 78 006 084 92",
        "1 85 13 78 006 084 91",
        "1 85 05 78 006 084",
        "0185057800608491",
        "185057800608491777",
        "06 12 34 56 78 06 98 76 5",
        "FR76 3000 6000 0112 3456 7890 189",
        "732 829 320 00074",
        "4970 1012 3456 7890",
    ],
)
def test_other_numbers_are_not(text: str) -> None:
    """A wrong key, a month that does not exist, a number without key or among more digits, an IBAN, a SIRET, a card."""
    assert frozenset() == kinds_in(text)


def test_a_number_that_the_text_names_needs_no_key() -> None:
    """« sécurité sociale » just before says what it is, even with a wrong or a missing key."""
    assert {"nir"} == kinds_in("sécurité sociale : 1 85 05 78 006 084")
    assert {"nir"} == kinds_in("NIR 1 85 05 78 006 084 92")


@pytest.mark.parametrize("text", ["maladie", "MALADIES", "Maladie", "mala\u0301die", "une\nmaladie\n"])
def test_capitals_accents_and_lines_change_nothing(text: str) -> None:
    """However it is typed, composed accents or not."""
    assert {"health"} == kinds_in(text)


@pytest.mark.parametrize("text", ["fois", "foie", "Croix-Rouge", "maladroit", "violet", "romarin", "tribunal", "fondé"])
def test_words_are_whole(text: str) -> None:
    """A word inside another one is another word."""
    assert frozenset() == kinds_in(text)


def test_passages_stand_as_they_were_typed() -> None:
    """What is quoted is the typed text, each passage once."""
    text = "Œdème ? Non : DÉPRESSION, puis dépression,  suivi\npar un psychologue. Dépression."
    found = free_text.find(text)
    assert ("DÉPRESSION", "dépression", "suivi par un psychologue", "Dépression") == free_text.passages(
        text, found, Sensitive.HEALTH
    )


def test_only_numbers_where_names_stand() -> None:
    """In a name or an address a word is no confession: « Mme Juif, rue de l’Église »; a number still is."""
    text = f"Mme Malade, 3 rue du Cancer, {NUMBER}"
    assert [Sensitive.NIR] == [one.kind for one in free_text.find(text, numbers_only=True)]


@pytest.mark.parametrize("kind", list(Sensitive))
def test_each_kind_says_its_rule_and_what_to_do(kind: Sensitive) -> None:
    """Label, rule with its place, advice."""
    told = free_text.category_of(kind)
    assert told.label
    assert "guide" in told.rule
    assert told.advice


def test_lists_are_written_as_they_are_matched() -> None:
    """Small letters without accents, no phrase twice in a list."""
    for category in WORDS.values():
        for phrases in (category.phrases, category.harmless):
            assert len(set(phrases)) == len(phrases)
            for phrase in phrases:
                assert phrase == phrase.strip().lower()
                assert set(phrase) <= set("abcdefghijklmnopqrstuvwxyz0123456789 =*…"), phrase


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    """It never raises, and what it finds lies inside the text."""
    for one in free_text.find(text):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip()


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_a_word_is_found_wherever_it_stands(before: str, after: str) -> None:
    """Whatever surrounds it, as long as it is a word of its own."""
    text = f"{before} . séropositif . {after}"
    assert "séropositif" in [text[one.start : one.end] for one in free_text.find(text)]
