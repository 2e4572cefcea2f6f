"""What becomes of a text too long for its place? It goes on over pages of its own, label repeated, nothing lost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forms.paper import sheet, syntax, writing
from forms.paper.glyphs import Face
from forms.paper.wrapping import TextLine, spaced
from forms.paper.writing import Written

_HEAD = 9.6
_HEAD_LEADING = 20.0
_BETWEEN = 16.0  # between two texts
_TOP = sheet.HEIGHT - sheet.TOP - _HEAD


@dataclass(slots=True)
class Sheet:
    """One page being written: its content, the role of each of its marked sequences, where it has got to."""

    content: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    y: float = _TOP

    def add(self, role: str, *drawn: str) -> None:
        """Add one sequence."""
        self.content += (f"/{role} <</MCID {len(self.roles)}>> BDC\n", *drawn, "EMC\n")
        self.roles.append(role)


def lay_out(rests: Mapping[str, Written], labels: Mapping[str, str], faces: set[Face]) -> list[Sheet]:
    """Set what was left over, each text under its label; the faces that it needs are added to `faces`."""
    sheets = [Sheet()]
    for field_id, written in rests.items():
        title = f"{labels.get(field_id, 'Signature')} ({'en entier' if written.is_whole else 'suite'})"
        headings = writing.wrapped(title, _HEAD, sheet.INNER_WIDTH)
        head = len(headings) * _HEAD * writing.LEADING + _HEAD_LEADING
        waiting = list(written.rest)
        leading = written.size * writing.LEADING
        while waiting:
            fitting = int((sheets[-1].y - head - sheet.BOTTOM) // leading)
            if fitting < min(len(waiting), 2) and sheets[-1].y < _TOP:
                sheets.append(Sheet())
                continue
            fitting = max(fitting, 1)
            _put(sheets[-1], headings, waiting[:fitting], written.size, faces)
            del waiting[:fitting]
    return sheets


def _put(page: Sheet, headings: Sequence[TextLine], lines: list[TextLine], size: float, faces: set[Face]) -> None:
    page.add("H2", *_lines(page, headings, _HEAD, sheet.LEFT, faces))
    page.y -= _HEAD_LEADING - _HEAD * writing.LEADING
    page.add("P", *_lines(page, lines, size, sheet.LEFT + writing.PAD, faces))
    page.y -= _BETWEEN


def _lines(page: Sheet, lines: Sequence[TextLine], size: float, x: float, faces: set[Face]) -> Iterator[str]:
    for line in spaced(lines):
        start = sheet.WIDTH - x - line.width * size / 1000 if line.right_to_left else x
        yield writing.shown(line, size, start, page.y, faces)
        page.y -= size * writing.LEADING


def page_content(page: Sheet, foot: str) -> str:
    """Return the content stream of a page, its foot marked as one."""
    return f"{''.join(page.content)}/Artifact <</Type /Pagination /Subtype /Footer>> BDC\n{foot}EMC"


def page(parent: int, resources: str, contents: int, key: int) -> str:
    """Return the dictionary of a page; `key` is its own in the parent tree."""
    box = syntax.numbers(0, 0, sheet.WIDTH, sheet.HEIGHT)
    return (
        f"<</Type/Page/Parent {parent} 0 R/MediaBox[{box}]/Resources {resources}/Contents {contents} 0 R"
        f"/StructParents {key}/Tabs/S>>"
    )
