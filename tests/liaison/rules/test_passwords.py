"""Which passwords may be chosen? (CNIL 2022-100; NIST 800-63B-4; ASVS 6.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules.passwords import LONGEST, SHORTEST, problem_with
from liaison.usecases.leaked import leaked

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


@pytest.mark.parametrize(
    "password",
    [
        "polniypizdec0211",
        "1q2w3e4r5t6y",
        "chocolat2026!!",
        "  Ch0c0l4t  2026",
        "P@ssw0rd-Dragon!",
        "sonyericsson",
        "TrustNo1TrustNo1",
        "ncc1701-ncc1701",
        "Lyon-Villeurbanne-69",
        "besançon-2026-besançon",
    ],
)
def test_what_was_leaked_is_refused(password: str) -> None:
    """An entry of the list, two joined, one in disguise; and towns, which are words of the house (ASVS 6.2.12)."""
    assert problem_with(password, about=ABOUT, leaked=leaked()).endswith(".")


@pytest.mark.parametrize(
    "password",
    ["girafe tricot volcan 7", "correct horse battery staple", "violon sablier hamac 4", "nuage pelle oignon"],
)
def test_words_without_connection_pass_the_list(password: str) -> None:
    """What people are told to choose is never refused for one common word in it."""
    assert problem_with(password, about=ABOUT, leaked=leaked()) == ""


def test_the_list_is_whole() -> None:
    """Eighty thousand entries, in the form in which they are looked up; nobody is asked for them."""
    assert 80_472 == len(leaked())
    assert not [entry for entry in leaked() if entry != entry.lower() or " " in entry or len(entry) < 5]


def test_the_longest_is_taken_and_one_more_is_refused() -> None:
    """256 characters pass, 257 do not."""
    start = "girafe tricot volcan"
    assert problem_with(start + "".join(chr(0x4E00 + i) for i in range(LONGEST - len(start)))) == ""
    assert "au plus 256" in problem_with("é" * (LONGEST + 1))


def test_length_is_counted_on_composed_characters() -> None:
    """An accent typed as two code points counts once, on every keyboard."""
    assert f"au moins {SHORTEST}" in problem_with("e\u0301" * 11)


@given(st.text(max_size=200))
def test_every_text_gets_an_answer(password: str) -> None:
    """No text breaks the check."""
    assert isinstance(problem_with(password, about=ABOUT), str)
