"""Does a référent read in plain words what a stranger’s document holds?"""

import pytest

from liaison.messages.traits import TRAITS, spoken
from liaison.vocabulary import Trait


@pytest.mark.requirement("D-5")
@pytest.mark.parametrize("trait", Trait)
def test_every_trait_has_its_sentence(trait: Trait) -> None:
    """One finished sentence of its own, short, with true apostrophes."""
    (sentence,) = spoken([trait.value])

    assert sentence.endswith(".")
    assert len(sentence) <= 100
    assert "'" not in sentence
    assert 1 == list(TRAITS.values()).count(sentence)
