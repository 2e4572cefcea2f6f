"""Is annexe 1 told line by line, its misprint put right, and nothing said where it is silent (E-1)?"""

import pytest

from liaison.rules.deployment import ANNEXE_1, METROPOLE, Deployment, default_year, deployment_of, sentence_of

pytestmark = pytest.mark.requirement("E-1")

PRINTED = """
07 2022, 38 2022, 73 2022, 01 2023, 03 2023, 15 2023, 69 2023, 63 2023, 89 2022, 90 2022, 58 2023, 39 2023, 22 2022,
56 2022, 41 2022, 45 2022, 36 2023, 10 2022, 57 2022, 68 2022, 51 2023, 54 2023, 88 2023, 59 2022, 60 2023, 94 2022,
75 2023, 95 2023, 27 2022, 50 2023, 16 2022, 17 2022, 19 2022, 23 2022, 64 2022, 86 2023, 33 2023, 87 2023, 30 2022,
32 2022, 66 2022, 09 2023, 31 2023, 34 2023, 46 2023, 82 2023, 44 2022, 85 2022, 06 2022, 13 2022, 83 2023, 84 2023
"""
"""Every line of the annexe in its order (guide:1171-1299), VAL-D’OISE as 95."""


def test_every_line_of_the_annexe() -> None:
    """The year of each département is the one that is printed beside it."""
    lines = [line.split() for line in PRINTED.replace("\n", " ").split(",")]

    assert {code: int(year) for code, year in lines} == {code: default_year(code) for code, _ in lines}
    assert 52 == len(lines)


def test_the_total_of_the_annexe() -> None:
    """« 52 départements, 27 en 2022, 25 en 2023 » (guide:1303-1306)."""
    assert (27, 25) == (len(ANNEXE_1[2022]), len(ANNEXE_1[2023]))
    assert 52 == len({code for codes in ANNEXE_1.values() for code in codes})


@pytest.mark.parametrize(
    ("code", "year"),
    [
        ("95", 2023), ("75", 2023), ("02", 2024), ("2A", 2024), ("2B", 2024), ("92", 2024), ("48", 2024),
        ("20", None), ("971", None), ("974", None), ("976", None), ("988", None), ("", None), ("96", None),
    ],
)  # fmt: skip
def test_the_others(code: str, year: int | None) -> None:
    """The rest of the metropole follows in 2024; of what lies overseas nothing is said, and nothing assumed."""
    assert year == default_year(code)


def test_the_metropole() -> None:
    """96 départements, 44 of them not in the annexe."""
    assert 96 == len(METROPOLE)
    assert 44 == len([code for code in METROPOLE if default_year(code) == 2024])


@pytest.mark.parametrize(("code", "setting", "year"), [("44", None, 2022), ("44", 2023, 2023), ("974", 2025, 2025)])
def test_the_setting_comes_first(code: str, setting: int | None, year: int) -> None:
    """What the operator settled for a département counts before the annexe."""
    assert Deployment(year) == deployment_of(code, setting)


def test_a_default_says_where_it_comes_from() -> None:
    """Named, not named, or not spoken of at all."""
    assert "2022" in sentence_of("44")
    assert "reste de la métropole" in sentence_of("02")
    assert "écrivez l’année" in sentence_of("974")
