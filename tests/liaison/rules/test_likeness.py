"""Are two people proposed as one where they may be, and only there?"""

import pytest

from liaison.rules.likeness import Identity, is_alike, name_key

pytestmark = pytest.mark.requirement("D-5")
ONE = Identity("TESTOUKHINA-ESSAI", "Zéphyrine", "14/02/1991")


@pytest.mark.parametrize(
    "other",
    [
        ONE,
        Identity("Testoukhina Essai", "ZEPHYRINE", "14/02/1991"),
        Identity("  testoukhina – essai ", "zéphyrine", "1991"),
        Identity("TESTOUKHINA’ESSAI", "Zéphyrine", ""),
    ],
)
def test_alike(other: Identity) -> None:
    """Accents, hyphens and case do not part people; a year agrees with its days, an unknown date with all."""
    assert is_alike(ONE, other)
    assert is_alike(other, ONE)
    assert name_key(ONE) == name_key(other), "who is compared by name is not missed"


@pytest.mark.parametrize(
    "other",
    [
        Identity("TESTOUKHINA-ESSAI", "Zéphyrine", "15/02/1991"),
        Identity("TESTOUKHINA-ESSAI", "Zéphyrine", "1990"),
        Identity("TESTOUKHINA", "Zéphyrine", "14/02/1991"),
        Identity("TESTOUKHINA-ESSAI", "Autre", "14/02/1991"),
    ],
)
def test_not_alike(other: Identity) -> None:
    """Another day, year, name or first name is somebody else."""
    assert not is_alike(ONE, other)


def test_nobody_is_like_nobody() -> None:
    """Two forms without a name say nothing of each other."""
    assert not is_alike(Identity("", "", ""), Identity("—", "", ""))
