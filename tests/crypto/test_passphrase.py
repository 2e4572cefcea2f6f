"""Is a passphrase strong enough to be attacked for ever, and kind enough to be read on a telephone?"""

import ast
import itertools
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crypto
from crypto.errors import MistypedPassphrase
from crypto.passphrase import Passphrase, candidates, check, generate, is_insult, normalise, spell
from crypto.profiles import PASSPHRASE

ALPHABET = PASSPHRASE.alphabet
GSM7 = set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿") | set(
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)

drawn = st.text(alphabet=ALPHABET, min_size=27, max_size=27)


def made_of(symbols: str) -> Passphrase:
    """The passphrase whose symbols are these, then drawn at random if that one is refused."""
    script: Iterator[str] = iter(symbols * 2)
    return generate(lambda alphabet: next(script, alphabet[0]))


class TestGenerate:
    """What leaves `generate`."""

    @pytest.mark.requirement("T-3", "T-4")
    def test_has_at_least_128_bits(self) -> None:
        """27 random symbols of 31: 133.8 bits, and refusing insults takes nothing that counts."""
        refused = sum(is_insult("".join(group)) for group in itertools.product(ALPHABET, repeat=4))
        kept = (1 - refused / 31**4) ** 7

        assert PASSPHRASE.bits == pytest.approx(27 * math.log2(31))
        assert refused > 0
        assert PASSPHRASE.bits + math.log2(kept) > PASSPHRASE.bits - 0.01 > 128

    @pytest.mark.requirement("T-4")
    def test_is_seven_groups_of_four_in_one_sms(self) -> None:
        """34 characters of ASCII that GSM-7 has, all in the alphabet, under HMAC-SHA1's block."""
        text = generate().reveal()

        assert [4] * 7 == [len(group) for group in text.split("-")]
        assert set(text) <= GSM7 & set(ALPHABET + "-")
        assert len(text.encode("ascii")) == 34

    def test_ten_thousand_differ_and_are_uniform(self) -> None:
        """No two alike, and no place favours a symbol (chi-square, 30 degrees, one in ten million)."""
        made = ["".join(generate().groups()) for _ in range(10_000)]

        assert len(made) == len(set(made))
        for place in range(28):
            seen = Counter(text[place] for text in made)
            expected = len(made) / len(ALPHABET)
            chi_square = sum((seen[symbol] - expected) ** 2 / expected for symbol in ALPHABET)
            assert chi_square < 90, f"place {place}"

    @pytest.mark.parametrize("group", ["pute", "put3", "fuck", "5ucn"])
    def test_draws_again_when_a_group_insults(self, group: str) -> None:
        """A group that reads as an insult, digits read as letters, is never sent; innocent ones are."""
        script = iter(group + "a" * 23 + "b" * 27)

        expected = "b" if group != "5ucn" else "5"
        assert generate(lambda _: next(script)).reveal()[0] == expected

    def test_hides_itself(self) -> None:
        """Neither repr, str, format nor an error shows it."""
        passphrase = generate()

        shown = f"{passphrase!r} {passphrase} {[passphrase]} {spell(passphrase)}"
        assert not any(group in shown for group in passphrase.groups())

    def test_package_never_guesses(self) -> None:
        """No module of crypto imports `random` (ASVS 11.5.1)."""
        for path in Path(crypto.__file__).parent.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                assert not {"random", "numpy.random"} & set(names), path


class TestCheck:
    """What is forgiven to someone who types, and what is found."""

    @given(drawn)
    def test_accepts_what_was_made(self, symbols: str) -> None:
        """Every passphrase passes its own check, unchanged."""
        passphrase = made_of(symbols)

        assert passphrase == check(passphrase.reveal())

    @given(drawn, st.integers(0, 27), st.sampled_from(ALPHABET))
    def test_finds_each_wrong_symbol(self, symbols: str, place: int, other: str) -> None:
        """One symbol replaced by another never passes, wherever it stands."""
        bare = "".join(made_of(symbols).groups())
        wrong = bare[:place] + other + bare[place + 1 :]

        if wrong != bare:
            with pytest.raises(MistypedPassphrase) as caught:
                check(wrong)
            assert caught.value.code == "check"

    @given(drawn, st.integers(0, 26))
    def test_finds_each_swap_of_neighbours(self, symbols: str, place: int) -> None:
        """Two neighbours exchanged never pass."""
        bare = "".join(made_of(symbols).groups())
        wrong = bare[:place] + bare[place + 1] + bare[place] + bare[place + 2 :]

        if wrong != bare:
            with pytest.raises(MistypedPassphrase):
                check(wrong)

    def test_weights_leave_no_gap(self) -> None:
        """Exhaustively: no weight times a difference, and no difference of neighbours, vanishes modulo 31."""
        differences = range(1, 31)

        assert all(weight * difference % 31 for weight in range(1, 28) for difference in differences)
        assert all((27 + 1) * difference % 31 for difference in differences)  # last symbol and check character

    @pytest.mark.parametrize(
        "typed",
        [
            "K3WQ-7H2M-VTPA-9XNE-CDF4-R8SY-BGUC",
            " k3wq 7h2m vtpa 9xne cdf4 r8sy bguc\n",
            "k3wq7h2mvtpa9xnecdf4r8sybguc",
            "k3wq\u20137h2m\u2014vtpa\u20119xne\u2212cdf4\u00a0r8sy\u202fbguc",
            "k3w q7h2-mvtpa.9xne_cdf4--r8sy-bguc",
        ],
    )
    def test_forgives_what_is_harmless(self, typed: str) -> None:
        """Upper case, spaces, dashes of all kinds and lost hyphens all mean the same key."""
        assert normalise(typed).reveal() == "k3wq-7h2m-vtpa-9xne-cdf4-r8sy-bguc"

    @pytest.mark.parametrize(
        ("typed", "code", "position"),
        [
            ("", "length", None),
            ("k3wq-7h2m", "length", None),
            ("k3wO-7h2m", "symbol", 3),
            ("k3wé", "symbol", 3),
        ],
    )
    def test_says_what_cannot_be(self, typed: str, code: str, position: int | None) -> None:
        """A foreign symbol is named by its place, a wrong length as such."""
        with pytest.raises(MistypedPassphrase) as caught:
            normalise(typed)

        assert (code, position) == (caught.value.code, caught.value.position)


class TestSpell:
    """What the agent reads aloud."""

    @pytest.mark.requirement("T-4")
    def test_spells_in_french(self) -> None:
        """Letters by a name of the French telephone code, digits by their name."""
        first, *_ = spell(Passphrase("k3wq-7h2m-vtpa-9xne-cdf4-r8sy-bguc"))

        assert first.group == "k3wq"
        assert first.symbols == ("k comme Kléber", "trois", "w comme William", "q comme Quintal")

    def test_has_a_word_for_each_symbol(self) -> None:
        """No symbol of the alphabet is left without a word, and no two sound the same."""
        said = [spell(Passphrase(symbol))[0].symbols[0] for symbol in ALPHABET]

        assert len(ALPHABET) == len(set(said))
        assert not set(said) & set(ALPHABET)


class TestCandidates:
    """What a person may have meant who typed a partner's key."""

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("Le chat dort", "Le chat dort"),
            ("  Le chat dort \r\n", "Le chat dort"),
            ("le chat dort", "Le chat dort"),
            ("Soleil2024", "soleil2024"),
            ("AB 12 CD 34", "AB12CD34"),
            ("ab-12.cd", "ab12cd"),
            ("e\u0301te\u0301 2026", "été 2026"),
            ("K3WQ 7H2M VTPA 9XNE CDF4 R8SY BGUC", "k3wq-7h2m-vtpa-9xne-cdf4-r8sy-bguc"),
        ],
    )
    def test_forgive_what_fingers_and_telephones_do(self, typed: str, meant: str) -> None:
        """What was meant is among them, and what was typed comes first."""
        found = [one.reveal() for one in candidates(typed)]

        assert typed == found[0]
        assert meant in found

    @given(st.text(max_size=60))
    def test_are_one_to_six_and_differ(self, typed: str) -> None:
        """Never none, never more than six, never one twice, and what was typed is the first."""
        found = [one.reveal() for one in candidates(typed)]

        assert 1 <= len(found) <= 6
        assert len(found) == len(set(found))
        assert typed == found[0]
