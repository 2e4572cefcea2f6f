"""Is a heading understood as a person would, and what was said of it before believed first?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules.columns import LABELS, Meaning, propose
from liaison.rules.headings import normal


def test_every_heading_of_an_export_is_known_again() -> None:
    """What leaves comes back."""
    assert tuple(LABELS) == propose(tuple(LABELS.values()), {})


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("STRUCTURE", Meaning.ORGANISATION), ("N° SIRET", Meaning.SIRET), ("E-mail :", Meaning.EMAIL),
        ("Courriel", Meaning.EMAIL), ("Tél.", Meaning.TELEPHONE), ("portable", Meaning.MOBILE),
        ("Code  postal", Meaning.POSTCODE), ("commune", Meaning.TOWN), ("Couleur", ""), ("", ""), ("???", ""),
    ],
)  # fmt: skip
def test_headings_that_people_write(heading: str, meaning: str) -> None:
    """Capitals, accents and signs do not matter; what is unknown is left out."""
    assert (meaning,) == propose((heading,), {})


def test_what_was_said_before_wins() -> None:
    """Also that a column is to be left out; a meaning that this version does not know is not believed."""
    remembered = {normal("Courriel"): "", normal("Référente"): "last_name", normal("Ville"): "planet"}
    assert ("", "last_name", "") == propose(("Courriel", "Référente", "Ville"), remembered)


@given(st.lists(st.text(max_size=20) | st.sampled_from(list(LABELS.values())), max_size=30))
def test_each_meaning_once(headings: list[str]) -> None:
    """Whatever the headings, no two columns mean the same thing."""
    used = [meaning for meaning in propose(headings, {}) if meaning]
    assert sorted(used) == sorted(set(used))
