"""Are the words of a census understood, and are a name and a first name told apart?"""

import pytest

from liaison.rules.census import FIELDS, LABELS, MODEL, Meaning, propose
from liaison.rules.census_names import split_name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("DUPONT-FABLE Marie", ("DUPONT-FABLE", "Marie")),
        ("Marie Anne DE LA FABLE", ("DE LA FABLE", "Marie Anne")),
        ("Fable, Marie Anne", ("Fable", "Marie Anne")),
        ("Mme FABLE Marie", ("FABLE", "Marie")),
        ("Fable Marie", ("Fable", "Marie")),
        ("FABLE MARIE", ("FABLE", "MARIE")),
        ("Fable", ("Fable", "")),
        ("ФАБЛЕ Мария", ("ФАБЛЕ", "Мария")),
        ("Fable Marie Anne", None),
        ("FABLE Marie ANNE", None),
        ("FABLE MARIE ANNE", None),
        ("Fable, Marie, Anne", None),
        (", Marie", None),
        ("Mme", None),
    ],
)
def test_where_the_name_ends(text: str, found: tuple[str, str] | None) -> None:
    """By capitals or a comma; where nothing says it, nobody guesses."""
    assert found == split_name(text)


def test_the_headings_of_annexe_4_1_are_understood() -> None:
    """As the model writes them, in its order (guide:2147-2167)."""
    headings = (
        "N° AGDREF", "N° CIR", "Nom", "Prénom", "date de naissance", "Date d'obtention du statut BPI",
        "Date de signature du CIR", "Emploi oui/non", "Logement oui/non", "Demande d'orientation CPH oui/non",
        "Organisme orienteur",
    )  # fmt: skip

    assert tuple(Meaning)[:11] == propose(headings, {})


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("DDN", Meaning.BIRTH_DATE), ("Née le :", Meaning.BIRTH_DATE), ("CIR signé ?", Meaning.CIR_SIGNED),
        ("NOM / PRÉNOM", Meaning.FULL_NAME), ("Niveau de français", Meaning.LANGUAGE_LEVEL), ("Couleur", ""), ("", ""),
    ],
)  # fmt: skip
def test_what_structures_write(heading: str, meaning: str) -> None:
    """Whatever case, accents and signs; what nobody knows is left out."""
    assert (meaning,) == propose([heading], {})


def test_every_meaning_has_a_label_and_a_place() -> None:
    """A field of the dossier, the CIR, the agreement, or both parts of a name; no label names two."""
    assert set(Meaning) == set(LABELS)
    assert {Meaning.CIR_SIGNED, Meaning.AGREED_ON, Meaning.FULL_NAME} == set(Meaning) - set(FIELDS)
    assert len(Meaning) == len(set(LABELS.values())) == len(MODEL) + 2
