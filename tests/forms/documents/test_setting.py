"""Is a printed text of the house whole, readable in any script, and the same each time?"""

import io

import pikepdf
import pypdf
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.documents import (
    Facts,
    Grid,
    Heading,
    Listing,
    PageBreak,
    Printed,
    Rule,
    Signature,
    Text,
    render,
)

MADE = "Établi le 3 mars 2026 à 14 h 32"


def printed(*blocks: object, **options: object) -> Printed:
    """Make a document of an operator who does not exist."""
    return Printed("Rapport d’essai", "Opérateur fictif", MADE, blocks, **options)  # type: ignore[arg-type]


def pages(pdf: bytes) -> list[str]:
    """Give the text of each page."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_every_block_is_on_the_paper() -> None:
    """Each kind of block gives its words, and title, issuer and moment stand first."""
    (text,) = pages(
        render(
            printed(
                Heading("Une partie"), Heading("Un point", 2), Text("Une phrase."), Text("Une note.", small=True),
                Text("Une phrase grasse.", bold=True), Listing(["un", "deux"]), Listing(["trois"], numbered=True),
                Facts([("Règle", "R-1")]), Grid(["Nature", "Nombre"], [["fiche", "12"]], [2, 1]), Rule(),
                Signature(["Le responsable", "Le délégué"]), subtitle="Rhône", foot="Réf. abc",
            )
        )
    )  # fmt: skip

    for words in (
        "Opérateur fictif", "Rapport d’essai", MADE, "Rhône", "Une partie", "Un point", "Une phrase.", "Une note.",
        "Une phrase grasse.", "un", "deux", "1.", "trois", "Règle", "R-1", "Nature", "fiche", "12", "Le délégué",
        "Réf. abc", "page 1 sur 1",
    ):  # fmt: skip
        assert words in text


def test_a_long_table_repeats_its_heading() -> None:
    """Each page of it says what its columns are, and which page of how many it is."""
    texts = pages(
        render(printed(Heading("Détail"), Grid(["Nature", "Nombre"], [["fiche", str(n)] for n in range(120)])))
    )

    assert len(texts) > 1
    assert "Détail" in texts[0]
    assert "fiche" in texts[0]
    for number, text in enumerate(texts, 1):
        assert "Nature" in text
        assert f"page {number} sur {len(texts)}" in text


def test_no_text_is_markup() -> None:
    """What looks like markup is printed as it was written (law 13)."""
    (text,) = pages(render(printed(Text("<b>Nom</b> & <font size=99>x</font>"), Grid(["<i>a</i>"], [["</para>"]]))))

    assert "<b>Nom</b> & <font size=99>x</font>" in text
    assert "<i>a</i>" in text
    assert "</para>" in text


def test_other_scripts_have_their_faces() -> None:
    """Cyrillic, Greek and Vietnamese letters are there; what no face has becomes a box, never nothing."""
    (text,) = pages(render(printed(Text("Иван Αλφα Nguyễn 漢"))))

    for words in ("Иван", "Αλφα", "Nguyễn", "□"):
        assert words in text


def test_the_same_document_gives_the_same_bytes() -> None:
    """Two prints of one state can be compared."""
    document = printed(Text("Une phrase."), Grid(["a"], [["b"]]), PageBreak(), Text("Fin."))

    assert render(document) == render(document)


def test_it_says_its_language_and_title() -> None:
    """A screen reader knows how to read it."""
    with pikepdf.open(io.BytesIO(render(printed(Text("x"), landscape=True)))) as pdf:
        assert str(pdf.Root.Lang) == "fr-FR"
        assert pdf.docinfo["/Title"] == "Rapport d’essai"
        box = pdf.pages[0].mediabox
        assert box[2] > box[3]


@settings(max_examples=60)
@given(st.lists(st.text(max_size=300), min_size=1, max_size=4))
def test_any_text_can_be_printed(texts: list[str]) -> None:
    """No text stops the printing."""
    assert render(printed(*(Text(text, mono=len(text) % 2 == 0) for text in texts), Grid(texts, [texts]))).startswith(
        b"%PDF"
    )
