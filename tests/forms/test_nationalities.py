"""Which nationality does a typed word mean?"""

import pytest

from forms import nationalities


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Soudanaise", ["SDN"]),
        ("sud soudanais", ["SSD"]),
        ("érythrée", ["ERI"]),
        ("ERYTHREENNE", ["ERI"]),
        ("Guinée", ["GIN"]),
        ("Guinée-Bissau", ["GNB"]),
        ("nigérien", ["NER"]),
        ("nigérian", ["NGA"]),
        ("Congo", ["COD", "COG"]),
        ("SYR", ["SYR"]),
        ("Cote d’Ivoire", ["CIV"]),
        ("martien", []),
        ("", []),
    ],
)
def test_find(typed: str, codes: list[str]) -> None:
    """Case, accents, gender and hyphens do not matter; a word that means two gives both."""
    assert codes == sorted(found.code for found in nationalities.find(typed))


def test_what_is_shown_is_found_again() -> None:
    """The adjective that a fiche shows means one nationality only."""
    shown = [nationalities.by_code(found.code) for found in nationalities.every()]

    assert [] == [n for n in shown if n is None or nationalities.find(n.feminine) != (n,)]
