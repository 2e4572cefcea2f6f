"""What stands on the pages of a table? Labels and foot on each, every value in its column, rows taken one by one."""

import gc
import io
import weakref
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from forms.paper import TooLongToPrint
from forms.sheets import ERASED, ORIENTATION, UNKNOWN, Capacity, CapacityKind, SheetRow, Value, draw
from forms.sheets.printing import BOTTOM
from forms.sheets.writing import HEIGHT
from tests.forms.paper.reading import bare, flat, pictures, printed_pages, seen_in
from tests.forms.sheets.made import CHECKPOINT, cells, orientations, rows, tracking
from tests.forms.sheets.places import lowest_edges, placed_words


def test_the_same_table_gives_the_same_bytes() -> None:
    """No date of the day, no random identifier: a fingerprint can be made again."""
    assert draw(orientations(count=40)) == draw(orientations(count=40))
    assert draw(orientations(count=40)) != draw(orientations(count=41))


def test_every_page_has_labels_and_foot() -> None:
    """The labels of the columns, the table's number, the line of the checkpoint, « page x sur y »."""
    pages = printed_pages(draw(orientations(count=70)))
    assert len(pages) > 2
    for page in pages:
        said = flat(page)
        assert all(flat(column.label) in said for column in ORIENTATION)
        assert "Tableau n° 44-2026-11-1" in said
        assert CHECKPOINT in said
    seen = seen_in(draw(orientations(count=70)))
    assert [f"page {number} sur {len(pages)}" in seen for number in range(1, len(pages) + 1)] == [True] * len(pages)
    assert "Département de : Loire-Atlantique" in flat(pages[0])
    assert "Département de" not in flat(pages[1])


def test_each_row_once_with_all_that_is_known() -> None:
    """Seventy people over several pages: nobody lost at the end of a page, nobody twice."""
    said = flat(" ".join(printed_pages(draw(orientations(count=70)))))
    assert [said.count(f"FICTIF-{number:05}") for number in range(1, 71)] == [1] * 70
    assert "L070" in said


def test_no_row_reaches_into_the_foot() -> None:
    """Rows of one line and of many: what has no room on a page goes to the next, whole."""
    tall = [
        SheetRow(f"T{n:03}", {**cells(n), "referrer": "Organisme fictif au nom long " * (n % 4)}) for n in range(60)
    ]
    edges = lowest_edges(draw(replace(orientations(), rows=tall)))
    assert max(low for word, low in edges if word.startswith("FICTIF") or word == "Organisme") < HEIGHT - BOTTOM
    assert sum(word.startswith("FICTIF-") for word, _ in edges) == 60


def test_what_is_not_known() -> None:
    """« à compléter », never « non »; a year alone stays a year; a column that nobody named is not known."""
    said = flat(printed_pages(draw(orientations(SheetRow("L001", {"last_name": "FICTIVE", "birth_date": "1987"}))))[0])
    assert said.count(UNKNOWN) == len(ORIENTATION) - 2
    assert "1987" in said


def test_an_erased_row() -> None:
    """« ligne effacée » and nothing else, whatever its cells still hold."""
    said = flat(printed_pages(draw(orientations(SheetRow("L777", cells(5), erased=True))))[0])
    assert ERASED in said
    assert "FICTIF" not in said
    assert "L777" not in said
    assert UNKNOWN not in said


@pytest.mark.requirement("V-2")
@pytest.mark.parametrize(
    ("capacity", "sentence"),
    [
        (Capacity(CapacityKind.ALL), "L’opérateur est en capacité d’accueillir toutes ces personnes."),
        (Capacity(CapacityKind.ALL, 12), "toutes ces personnes. Places ce mois-ci : 12."),
        (
            Capacity(CapacityKind.STAGGERED, 3, ((date(2026, 12, 1), 4), (date(2027, 1, 4), 1))),
            "Places ce mois-ci : 3. Proposition : 4 places au 01/12/2026 ; 1 place au 04/01/2027.",
        ),
    ],
)
def test_the_capacity_is_stated(capacity: Capacity, sentence: str) -> None:
    """Whether everybody can be taken, or when: in the words of the guide, above the table."""
    assert sentence in flat(printed_pages(draw(orientations(count=2, capacity=capacity)))[0])


def test_long_values_stay_in_their_column() -> None:
    """A long name, a word without a space, an organisation of many words: wrapped, no word beyond its rule."""
    wordless = "Prénomimaginairesansaucunespacenitiret"
    long = {
        **cells(1),
        "last_name": "AL-FICTIF AL-INVENTÉ ben Imaginaire de la Très-Longue-Maison",
        "first_name": wordless,
        "referrer": "Association fictive pour l’accueil des personnes inventées du pays de nulle part",
    }
    pdf = draw(orientations(SheetRow("L001", long), count=1))
    bounds = {"AL-FICTIF": 2, "Imaginaire": 2, "Association": 10, "nulle": 10}
    places = placed_words(pdf)
    edges = [places["AGDREF"][0], places["FICTIF-00001"][0]]
    assert edges[0] < edges[1]
    for start, column in bounds.items():
        left, right = next(place for word, place in places.items() if word.startswith(start))
        above = places["Nom"][0] if column == 2 else places["Organisme"][0]
        end = places["Prénom"][0] if column == 2 else 842 - 30
        assert above - 1 <= left
        assert right <= end
    assert bare(wordless) in bare(printed_pages(pdf)[0])


def test_other_scripts_are_drawn_and_read() -> None:
    """Arabic in its order, Cyrillic, Vietnamese: read back by another program; what no face has is □."""
    row = SheetRow(
        "L001", {**cells(1), "last_name": "محمد علي", "first_name": "Ễuphorbe", "referrer": "Служба Вымышленная 漢"}
    )
    pdf = draw(orientations(row))
    seen = seen_in(pdf)
    for word in ("محمد", "علي", "Ễuphorbe", "Служба", "Вымышленная", "□"):
        assert word in seen, word
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fonts = opened.pages[0].Resources.Font
        assert {"/NotoSansArabicLetters", "/NotoSansCyrillic"} <= set(fonts.keys())
    assert "NotoSansArabic" not in draw(orientations(count=1)).decode("latin-1")


def test_a_cell_that_is_too_high() -> None:
    """It ends in « … » rather than leave the page; what nobody writes is refused."""
    pdf = draw(orientations(SheetRow("L001", {**cells(1), "referrer": "mot " * 600}), count=2))
    assert "…" in printed_pages(pdf)[0]
    assert "FICTIF-00002" in " ".join(printed_pages(pdf))
    with pytest.raises(TooLongToPrint):
        draw(orientations(SheetRow("L001", {"referrer": "a" * 5000})))


def test_rows_are_taken_one_by_one() -> None:
    """A row that is drawn is let go: two hundred were made, never more than a few alive."""
    alive: weakref.WeakSet[_Seen] = weakref.WeakSet()
    most = 0

    def given() -> Iterator[SheetRow]:
        nonlocal most
        for row in rows(200):
            seen = _Seen(row.cells)
            alive.add(seen)
            gc.collect(0)
            most = max(most, len(alive))
            yield replace(row, cells=seen)

    draw(replace(orientations(), rows=given()))
    assert most < 5


class _Seen(dict[str, Value]):
    """Cells that can be watched."""

    __hash__ = object.__hash__  # type: ignore[assignment]  # told apart by identity


def test_a_table_without_rows() -> None:
    """It says so: an empty grid would look like a page that went wrong."""
    assert "Aucune ligne." in flat(printed_pages(draw(orientations()))[0])


def test_hostile_text_is_only_text() -> None:
    """What would end a string, an object or a page in a PDF is drawn as it is."""
    hostile = r") Tj ET endstream endobj << /S /URI (x\) %PDF"
    row = SheetRow("L001", {**cells(1), "last_name": hostile})
    pdf = draw(replace(orientations(row), operator=hostile, departement=hostile, checkpoint=hostile, number=hostile))
    assert bare(hostile) in bare(printed_pages(pdf)[0])
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == 1
        assert "/Annots" not in opened.pages[0]


def test_a_period_in_any_script() -> None:
    """A title that holds a sign which its face lacks is drawn all the same."""
    assert "juin" in printed_pages(draw(replace(tracking(1), period="de mai à juin 漢 ")))[0]


def test_the_pages_are_valid_and_not_empty() -> None:
    """Another reader finds nothing to repair; ink stands on every page, none beyond the margins."""
    pdf = draw(tracking(60))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert [] == opened.check_pdf_syntax()
    for page in pictures(pdf):
        dark = page.point(lambda shade: 255 if shade < 128 else 0).getbbox()
        assert dark is not None
        assert dark[0] > 20
        assert dark[2] < 842 - 20
        assert dark[3] < 595 - 15
