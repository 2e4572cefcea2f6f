"""How is each style of section laid out? Seven styles, no model: they set an operator's own model too."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from forms.paper import sheet
from forms.paper.blocks import (
    best_widths,
    block_lines,
    block_strips,
    block_title,
    even_widths,
    heading,
    levelled,
    ranks,
    side_by_side,
)
from forms.paper.boxes import in_a_row
from forms.paper.flow import Flow
from forms.paper.ink import Colour, Column, Panel, Spot, Strip, Stroke, shifted
from forms.paper.rows import row
from forms.paper.sentences import sentence
from forms.paper.setting import Setting, dash, glue, printed
from forms.spec import FormSpec, Kind, Line, Section, Style

_GRID_GUTTER = 14.0
SIGNATURE = "liaison.signature"
"""The field of an electronic signature: no model names it, a model with a section of style `signature` has it."""


def has_signature(spec: FormSpec) -> bool:
    """Say whether a model has a place for a signature."""
    return any(section.style is Style.SIGNATURE for section in spec.sections)


def naming(spec: FormSpec, field_id: str) -> str:
    """Name a field to a person, the signature's too."""
    return "Signature électronique" if field_id == SIGNATURE else spec.naming(field_id)


def put_section(setting: Setting, flow: Flow, section: Section) -> None:
    """Set one section where the flow stands."""
    flow.gap(sheet.SECTION_GAP)
    _STYLES[section.style](setting.at(section.id), flow, section)


def _contacts(setting: Setting, flow: Flow, section: Section) -> None:
    head = heading(setting, section)
    for blocks in ranks(section):
        widths = even_widths(section.columns)[: len(blocks)]
        pairs = list(zip(blocks, widths, strict=True))
        titles = levelled([block_title(setting, block, width) for block, width in pairs])
        lines = [block_lines(setting, block, width) for block, width in pairs]
        columns = [(*title, *strips) for title, strips in zip(titles, lines, strict=True)]
        flow.put(side_by_side(head, columns, widths, sheet.GUTTER), whole=True)
        head = ()


def _columns(setting: Setting, flow: Flow, section: Section) -> None:
    head = heading(setting, section)
    for blocks in ranks(section):
        widths = best_widths(setting, blocks, section.columns)
        columns = [block_strips(setting, block, width) for block, width in zip(blocks, widths, strict=True)]
        flow.put(side_by_side(head, columns, widths, sheet.GUTTER), whole=True)
        flow.gap(6)
        head = ()


def _grid(setting: Setting, flow: Flow, section: Section) -> None:
    head = heading(setting, section)
    for blocks in ranks(section):
        widths = even_widths(section.columns, _GRID_GUTTER)[: len(blocks)]
        cells = [
            (*block_title(setting, block, width), *block_lines(setting, block, width))
            for block, width in zip(blocks, widths, strict=True)
        ]
        flow.put(side_by_side(head, cells, widths, _GRID_GUTTER), whole=True)
        flow.gap(7)
        head = ()


def _ticks(setting: Setting, flow: Flow, section: Section) -> None:
    strips = list(heading(setting, section))
    for block in section.blocks:
        strips += block_title(setting, block, sheet.INNER_WIDTH)
        waiting: list[Strip] = []
        for number, line in enumerate(block.lines):
            set_line = row(setting.at(block.id, number), line, sheet.INNER_WIDTH)
            if _is_lone_box(line) and len(set_line) == 1:
                waiting.append(set_line[0])
                continue
            strips += in_a_row(setting, waiting, sheet.INNER_WIDTH) if waiting else ()
            strips += set_line
            waiting = []
        strips += in_a_row(setting, waiting, sheet.INNER_WIDTH) if waiting else ()
    flow.put([Column(0, tuple(strips))], whole=True)


def _is_lone_box(line: Line) -> bool:
    return [field.kind for field in line.fields] == [Kind.TICK] and not line.items


def _narrative(setting: Setting, flow: Flow, section: Section) -> None:
    waiting = heading(setting, section)
    for block in section.blocks:
        waiting += block_title(setting, block, sheet.INNER_WIDTH)
        for number, line in enumerate(block.lines):
            set_line = row(setting.at(block.id, number), line, sheet.INNER_WIDTH)
            flow.put([Column(0, glue((*waiting, *set_line)))], whole=True)
            waiting = ()


def _reminder(setting: Setting, flow: Flow, section: Section) -> None:
    width = sheet.INNER_WIDTH - 2 * sheet.PADDING - 4
    inside: list[Strip] = [Strip(sheet.PADDING)]
    if section.title:
        inside += printed(setting.at("title"), section.title, sheet.BLOCK, width)
        inside.append(Strip(2))
    for block in section.blocks:
        inside += block_title(setting, block, width)
        for number, line in enumerate(block.lines):
            inside += _reminded(setting.at(block.id, number), line, width)
    inside.append(Strip(sheet.PADDING))
    flow.put([Column(0, glue(tuple(_tinted(strip) for strip in inside)))], whole=True)


def _reminded(setting: Setting, line: Line, width: float) -> tuple[Strip, ...]:
    if line.fields:
        return row(setting, line, width)
    label = printed(setting.at("label"), line.label, sheet.SMALL, width) if line.label else ()
    items = (
        strip
        for number, item in enumerate(line.items)
        for strip in dash(setting.at("item", number), item, width, sheet.SMALL)
    )
    return (*label, *items)


def _tinted(strip: Strip) -> Strip:
    inside = shifted(strip, sheet.PADDING + 4)
    ground = Panel(0, 0, sheet.INNER_WIDTH, strip.height + 0.2)
    edge = Stroke(1, 0, 0, strip.height, 2, Colour.ACCENT)
    return replace(inside, marks=(ground, edge, *inside.marks))


def _signature(setting: Setting, flow: Flow, section: Section) -> None:
    strips = list(heading(setting, section))
    for block in section.blocks:
        strips += block_title(setting, block, sheet.INNER_WIDTH)
        for number, line in enumerate(block.lines):
            strips += sentence(setting.at(block.id, number), line, sheet.INNER_WIDTH)
            strips.append(Strip(4))
    height = setting.room.signature_height
    strips.append(Strip(height, spots=(Spot(SIGNATURE, 0, 0, sheet.INNER_WIDTH, height, lines=4),)))
    flow.put([Column(0, glue(tuple(strips)))], whole=True)


_STYLES: Mapping[Style, Callable[[Setting, Flow, Section], None]] = MappingProxyType(
    {
        Style.CONTACTS: _contacts,
        Style.COLUMNS: _columns,
        Style.TICKS: _ticks,
        Style.GRID: _grid,
        Style.NARRATIVE: _narrative,
        Style.REMINDER: _reminder,
        Style.SIGNATURE: _signature,
    }
)
