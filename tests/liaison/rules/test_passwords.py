"""Which passwords may be chosen? (CNIL 2022-100; NIST 800-63B-4; ASVS 6.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules.passwords import LONGEST, SHORTEST, problem_with

ABOUT = ("Zéphyrine", "Testoukhina", "zephyrine.testoukhina@operateur.example", "Opérateur Imaginaire")


@pytest.mark.parametrize(
    "password",
    [
        "girafe tricot volcan 7",
        "correct horse battery staple",
        "Ça c’est une phrase à moi",
        "🦒🧶🌋🚲🎻🧭🪁🥨🦉🫖🪴🧦",
        "x" * 3 + "é" * 3 + "abçdèfgh!?;:" * 5,
        "nuage   pelle   oignon",
        "a" + "7kq9 vplm zrtw bn" * 6,
    ],
)
def test_any_characters_will_do(password: str) -> None:
    """Words, spaces, accents and emoji are all taken, up to the limit."""
    assert problem_with(password, about=ABOUT) == ""


@pytest.mark.parametrize(
    "password",
    [
        "court",
        "onzecaract.",
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "123456789012",
        "azertyuiop123",
        "motdepasse123",
        "MotDePasse2026!",
        "password1234",
        "P a s s w o r d 1 2 3",
        "qwertyuiop[]1",
        "abcdefghijklm",
        "zyxwvutsrqponm",
        "administrateur1",
        "liaison-agir-2026",
        "ofii ofii ofii",
        "Zéphyrine2026!",
        "testoukhina-zephyrine",
        "zephyrine.testoukhina",
        "operateur-imaginaire",
        "Septembre2026!",
        "soleilsoleil12",
        "iloveyou-iloveyou",
        "111111111111111",
    ],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    """Short, common, repeated or personal passwords are refused with a sentence (ASVS 6.2.4, 6.2.11)."""
    assert problem_with(password, about=ABOUT).endswith(".")


def test_the_longest_is_taken_and_one_more_is_refused() -> None:
    """128 characters pass, 129 do not."""
    start = "girafe tricot volcan"
    assert problem_with(start + "".join(chr(0x4E00 + i) for i in range(LONGEST - len(start)))) == ""
    assert "au plus 128" in problem_with("é" * (LONGEST + 1))


def test_length_is_counted_on_composed_characters() -> None:
    """An accent typed as two code points counts once, on every keyboard."""
    assert f"au moins {SHORTEST}" in problem_with("e\u0301" * 11)


@given(st.text(max_size=200))
def test_every_text_gets_an_answer(password: str) -> None:
    """No text breaks the check."""
    assert isinstance(problem_with(password, about=ABOUT), str)
