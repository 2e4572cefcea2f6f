"""How is a fiche written for LibreOffice? As one flat OpenDocument text: headings, tables, notes, page foot."""

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Final

from tests.bench.content import Cell, Content, Nature, Part, Row, Run

_FRAME: Final = Path(__file__).with_name("fiche.fodt").read_text(encoding="utf-8")


def written(told: Content) -> str:
    """Write a fiche."""
    *above, title = told.heading
    body = [
        *(_paragraph("Row", runs, told) for runs in above),
        _heading(1, title, told),
        *(_part(part, told) for part in told.parts),
    ]
    return _FRAME.replace("[[foot]]", escape(told.foot)).replace("[[body]]", "".join(body))


def _part(part: Part, told: Content) -> str:
    title = _heading(2, part.title, told)
    look = "Framed" if part.framed else "Cell"
    cells = [
        f'<table:table-cell table:style-name="{look}" office:value-type="string">{_cell(cell, told)}</table:table-cell>'
        for cell in part.cells
    ]
    cells += ["<table:table-cell/>"] * (-len(cells) % part.columns)
    ranks = (cells[start : start + part.columns] for start in range(0, len(cells), part.columns))
    rows = "".join(f"<table:table-row>{''.join(rank)}</table:table-row>" for rank in ranks)
    column = f'<table:table-column table:number-columns-repeated="{part.columns}"/>'
    return f"{title}<table:table>{column}{rows}</table:table>"


def _cell(cell: Cell, told: Content) -> str:
    title = _heading(3, cell.title, told)
    if cell.flowing:
        return title + _paragraph("Row", [run for row in cell.rows for run in row.runs], told)
    return title + "".join(_row(row, told) for row in cell.rows)


def _row(row: Row, told: Content) -> str:
    short = [run for run in row.runs if run.nature is not Nature.LONG]
    long = (_paragraph("Long", [run], told) for run in row.runs if run.nature is Nature.LONG)
    items = (_paragraph("Item", [Run(Nature.TEXT, f"– {item}")], told) for item in row.items)
    return "".join([_paragraph("Row", short, told) if short else "", *long, *items])


def _paragraph(style: str, runs: Iterable[Run], told: Content) -> str:
    return f'<text:p text:style-name="{style}">{"".join(_drawn(run, told) for run in runs)}</text:p>'


def _heading(level: int, runs: Iterable[Run], told: Content) -> str:
    text = "".join(_drawn(run, told) for run in runs)
    return f'<text:h text:style-name="Title{level}" text:outline-level="{level}">{text}</text:h>' if text else ""


def _drawn(run: Run, told: Content) -> str:
    match run.nature:
        case Nature.MARK:
            note = f'<text:p text:style-name="Footnote">{escape(told.notes[run.text])}</text:p>'
            call = f'<text:note-citation text:label="{run.text}">{run.text}</text:note-citation>'
            return f'<text:note text:note-class="footnote">{call}<text:note-body>{note}</text:note-body></text:note>'
        case Nature.BOX:
            return " ☒ " if run.text else " ☐ "
        case Nature.VALUE:
            return f' <text:span text:style-name="Value">{escape(run.text)}</text:span> '
        case _:
            return escape(run.text)
