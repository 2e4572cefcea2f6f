"""Do both tables say what the guide prints, word for word and in that order, on paper and in the workbook?"""

import re
from datetime import date

import pytest

from forms.sheets import ANSWER, ORIENTATION, REFERENCE, TRACKING, OrientationSheet, Sheet, draw, write
from liaison.spreadsheets import read
from tests.forms.conformity import annexe
from tests.forms.paper.reading import printed_pages
from tests.forms.sheets.made import orientations, tracking

pytestmark = pytest.mark.requirement("V-1")
LABELS = {"orientations": ORIENTATION, "tracking": TRACKING}


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return text.split()


def after(text: list[str], sought: list[str], start: int) -> int:
    """Return where a run of words ends that begins at or behind `start`; -1 when there is none."""
    for place in range(start, len(text) - len(sought) + 1):
        if text[place : place + len(sought)] == sought:
            return place + len(sought)
    return -1


def missed(printed: list[str], lines: list[str]) -> list[str]:
    """Return the lines that are not there, each behind the one before."""
    place, lost = 0, []
    for line in lines:
        end = after(printed, words(line), place)
        if end < 0:
            lost.append(line)
        else:
            place = end
    return lost


@pytest.mark.parametrize("model", sorted(LABELS))
def test_labels_are_those_of_the_guide(model: str) -> None:
    """Joined again, the labels are the words of the annexe, none missing, none more, in its order."""
    said = words(annexe(model))
    labels = words(" ".join(column.label for column in LABELS[model]))
    assert labels == said[len(said) - len(labels) :]


def test_heading_is_that_of_the_guide() -> None:
    """Annexe 4-1 above its labels: programme, département, operator, title, day."""
    sheet = OrientationSheet("1", "", "", date(2022, 1, 1), [])
    above = [*sheet.head, *sheet.title]
    wanted = re.sub("xx/xx/ 2022", "01/01/2022", annexe("orientations"))
    assert words(" ".join(above)) == words(wanted)[: len(words(" ".join(above)))]
    assert "TIERS  - à valider" in annexe("orientations")
    assert "TIERS  - à valider" in sheet.title[0]


@pytest.mark.parametrize(
    "sheet",
    [
        orientations(count=3),
        pytest.param(tracking(3), marks=pytest.mark.requirement("V-6")),
        pytest.param(tracking(3, with_identifier=False), marks=pytest.mark.requirement("V-6")),
    ],
    ids=["annexe 4-1", "annexe 8", "annexe 8, without identifier"],
)
def test_every_line_stands_in_order(sheet: Sheet) -> None:
    """Heading, title, labels: on paper and in the workbook."""
    lines = [*sheet.head, *sheet.title, *(column.label for column in sheet.columns)]
    (first, *_) = printed_pages(draw(sheet))
    assert [] == missed(words(first), lines)
    cells = [cell for row in read(write(sheet)) for cell in row.cells if cell]
    assert [] == missed(words(" ".join(cells)), lines)


def test_columns_of_the_workbook() -> None:
    """The eleven of the model, then those of the DT OFII, then the reference."""
    labels = [column.label for column in (*ORIENTATION, *ANSWER, REFERENCE)]
    assert tuple(labels) in [row.cells for row in read(write(orientations(count=1)))]


@pytest.mark.requirement("V-6")
def test_nothing_identifies_in_the_variant_without_identifier() -> None:
    """Neither the column, nor a number, nor a reference that leads back to a dossier."""
    sheet = tracking(3, with_identifier=False)
    paper = printed_pages(draw(sheet))[0]
    book = " ".join(cell for row in read(write(sheet)) for cell in row.cells)
    for said in (paper, book):
        assert "AGDREF" not in said
        assert "0000000001" not in said
        assert not re.search(r"\bS1\b", said)
        assert "anonymisé" not in said
    assert "0000000001" in printed_pages(draw(tracking(3)))[0]
