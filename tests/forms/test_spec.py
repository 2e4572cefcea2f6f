"""How is a printed line cut into texts, marks and places, and how is it reworded?"""

import pytest

from forms.catalog import Catalog
from forms.printed import printed_lines
from forms.spec import Category, Field, FootnoteMark, Kind, Line, Piece, plain, text_pieces
from forms.wording import Wording, with_wording

TICK = Field("a.tick", "Tick", Kind.TICK, Category.BARRIERS)
TEXT = Field("a.text", "Text", Kind.TEXT, Category.BARRIERS)


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        (Line("Nom et prénom :", (TICK, TEXT)), ("Nom et prénom :", TICK, TEXT)),
        (Line("☐ Autres :", (TICK, TEXT)), (TICK, " Autres :", TEXT)),
        (Line("dont ☐ garde", (TICK,)), ("dont ", TICK, " garde")),
        (Line("Fait à ………, le ……", (TICK, TEXT)), ("Fait à ", TICK, ", le ", TEXT)),
        (Line("PARTENAIRE [^2], x"), ("PARTENAIRE ", FootnoteMark("2"), ", x")),
        (Line("", (TEXT,)), (TEXT,)),
        (Line("☐ sans champ"), ("☐ sans champ",)),
    ],
)
def test_pieces(line: Line, pieces: tuple[Piece, ...]) -> None:
    """Fields stand at their places in the label, the others after it."""
    assert pieces == line.pieces


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Nom et prénom :", "Nom et prénom"),
        ("☐ Choisir un métier :", "Choisir un métier"),
        ("dont ☐ garde d’enfant(s)", "dont garde d’enfant(s)"),
        ("PARTENAIRE [^2], intervenant", "PARTENAIRE, intervenant"),
        ("Fait à ………, le ……", "Fait à …, le …"),
        ("Accompagnement déjà réalisé ou en cours:", "Accompagnement déjà réalisé ou en cours"),
    ],
)
def test_plain(text: str, title: str) -> None:
    """A title is the printed text without its signs."""
    assert title == plain(text)


def test_text_pieces_cut_marks_only() -> None:
    """A heading has marks, never fields."""
    assert ("des réfugiés", FootnoteMark("1")) == text_pieces("des réfugiés[^1]")


@pytest.mark.requirement("F-9")
def test_france_travail_where_chosen() -> None:
    """The operator's wording names France Travail, and changes nothing else."""
    spec = Catalog().get("spe")
    reworded = with_wording(spec, Wording.FRANCE_TRAVAIL)
    before = [line.text for line in printed_lines(spec)]
    after = [line.text for line in printed_lines(reworded)]

    assert [("☐ Pôle Emploi", "☐ France Travail (ex-Pôle emploi)")] == [
        pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]
    ]
    assert reworded.field("orientation.pole_emploi").label == "France Travail (ex-Pôle emploi)"
    assert spec == with_wording(spec, Wording.OFFICIAL)
    assert reworded == with_wording(reworded, Wording.FRANCE_TRAVAIL)


def test_naming_tells_namesakes_apart() -> None:
    """A label used twice is told with its block; a label used once stands alone."""
    spec = Catalog().get("generic")

    assert spec.naming("operator.referent_email") == "@mail (Opérateur AGIR)"
    assert spec.naming("beneficiary.nationality") == "Nationalité"


def test_unknown_field() -> None:
    """No model has a field that nobody defined."""
    spec = Catalog().get("generic")
    with pytest.raises(KeyError):
        spec.field("no.such")
    with pytest.raises(KeyError):
        spec.block_of("no.such")
