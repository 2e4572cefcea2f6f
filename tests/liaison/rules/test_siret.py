"""Is a SIRET told from fourteen digits that are none?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.errors import Problem
from liaison.rules.siret import parse_siret


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("73282932000074", "73282932000074"),
        ("732 829 320 00074", "73282932000074"),
        ("732.829.320-00074", "73282932000074"),
        ("35600000000048", "35600000000048"),
        ("35600000049837", "35600000049837"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_what_is_taken(typed: str, kept: str) -> None:
    """However it is spaced; La Poste's own rule; none at all."""
    problems: list[Problem] = []
    assert kept == parse_siret("siret", "SIRET", typed, problems)
    assert [] == problems


@pytest.mark.parametrize(
    "typed", ["73282932000075", "7328293200007", "732829320000741", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "siret", "1"]
)
def test_what_is_refused(typed: str) -> None:
    """A wrong digit, a missing one, one too many, digits of another script, no digits: one sentence."""
    problems: list[Problem] = []
    assert "" == parse_siret("siret", "SIRET", typed, problems)
    assert ["« SIRET » : ce n’est pas un SIRET. Recopiez ses 14 chiffres, ou laissez vide."] == [
        one.message for one in problems
    ]


@given(st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_seen(place: int, by: int) -> None:
    """Any single digit that is mistyped."""
    digits = list("73282932000074")
    digits[place] = str((int(digits[place]) + by) % 10)
    assert "" == parse_siret("siret", "SIRET", "".join(digits), [])
