"""Does a partner whose file was not kept read what happened and what to do next, whatever the reason?"""

import pytest

from crypto.intake import Caution, Refusal
from liaison.messages.intake import explain

JARGON = ("chiffrement symétrique", "header", "CRC", "LZMA", "KDF", "MAC ", "octet", "central", "UTF", "répertoire")


@pytest.mark.requirement("D-3")
@pytest.mark.parametrize("code", [*Refusal, *Caution])
def test_every_code_has_its_sentence(code: str) -> None:
    """One sentence of what happened and one of what to do, finished, short, without jargon, with true apostrophes."""
    said = explain(code)

    for text in (said.sentence, said.hint):
        assert text.endswith(".")
        assert len(text) <= 160
        assert "'" not in text
        assert not [word for word in JARGON if word in text]


@pytest.mark.requirement("D-3")
@pytest.mark.parametrize("code", Refusal)
def test_a_refusal_says_that_nothing_was_kept(code: Refusal) -> None:
    """Whoever reads it knows that the file is not here, and that they may send another."""
    said = explain(code)

    assert "gardé" in said.sentence or "rien à garder" in said.sentence
    assert "dépose" in said.hint.lower() or "format" in said.hint


def test_what_is_to_be_done_for_the_usual_ones() -> None:
    """The usual mistakes have an answer of their own."""
    assert "AES-256" in explain(Refusal.ZIP_CLEAR).hint
    assert "au lieu de ZipCrypto" in explain(Refusal.WEAK).hint
    assert "archive" in explain(Refusal.PDF_LOCKED).hint
    assert "pièce jointe" in explain(Refusal.MAIL).hint
    assert "archive" in explain(Refusal.IMAGE).hint


OWN_WORD = {Refusal.PDF_LOCKED, Refusal.OFFICE_LOCKED}
"""What has a password of its own kind."""


@pytest.mark.parametrize("code", [code for code in Refusal if code not in OWN_WORD])
def test_one_word_for_the_key(code: Refusal) -> None:
    """« La clé », as on every page; what 7-Zip calls it is said beside it, never in its stead."""
    said = explain(code)

    for text in (said.sentence, said.hint):
        assert "mot de passe" not in text.replace("clé (le « mot de passe » de 7-Zip)", "").replace(
            "clé (son « mot de passe »)", ""
        )


def test_another_code_is_no_code() -> None:
    """A code that no verdict has is a defect, not a sentence."""
    with pytest.raises(KeyError):
        explain("")
