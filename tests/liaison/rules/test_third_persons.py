"""Are other people found in a free text, and masked (RGPD art. 15.4)?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules import third_persons

pytestmark = pytest.mark.requirement("G-1")

OWN = ("TESTOUKHINA", "Zéphyrine", "06 39 98 01 02")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Son mari Ignace Inventé travaille.", ("Ignace Inventé",)),
        ("M. Fabulet l’héberge ; Mme TESTOUKHINA Zéphyrine est d’accord.", ("Fabulet",)),
        ("Appeler le 06 39 98 11 22, pas le 06 39 98 01 02.", ("06 39 98 11 22",)),
        ("Écrire à colette@fiction.example", ("colette@fiction.example",)),
        ("Logée chez MACHINCHOSE.", ("MACHINCHOSE",)),
        ("Cherche un emploi de cuisinière à Lyon.", ()),
    ],
)
def test_others_are_found(text: str, found: tuple[str, ...]) -> None:
    """Titles, kinship, capitals, addresses and numbers; the person themself is not somebody else."""
    assert third_persons.suspects(text, own=OWN) == found


def test_masked_words_are_gone_whatever_their_capitals() -> None:
    """Whole words only: a name in the middle of another word stays."""
    text, count = third_persons.mask("Ignace et IGNACE, pas Ignacette.", ["ignace"])
    assert (text.casefold().count("ignace"), count) == (1, 2)
    assert third_persons.mask("Ignace", ["", " "]) == ("Ignace", 0)


@given(st.text(max_size=200), st.lists(st.text(max_size=12), max_size=4))
def test_masking_takes_any_text(text: str, hidden: list[str]) -> None:
    """No word that somebody types can break it, and without words nothing changes."""
    third_persons.mask(text, hidden)
    assert third_persons.mask(text, [])[0] == text
    third_persons.suspects(text, own=hidden)
