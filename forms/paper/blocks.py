"""How are the blocks of a section shared out: which ranks, how wide, how level? It knows no page."""

from collections.abc import Iterator, Sequence

from forms.paper import sheet
from forms.paper.ink import Colour, Column, Strip, Stroke
from forms.paper.rows import row
from forms.paper.setting import Setting, glue, label_of, printed, with_calls
from forms.spec import Block, Kind, Section

_SHARES = (0.5, 0.56, 0.62)  # of the width, for the first of two columns
_ASIDE = 0.34  # of the column: labels wider than that go above their values
_ASIDE_GAP = 8.0

Strips = tuple[Strip, ...]


def heading(setting: Setting, section: Section, *, width: float = sheet.INNER_WIDTH) -> Strips:
    """Set a section's title above a rule; nothing when the model prints none."""
    if not section.title:
        return ()
    rule = Strip(8, (Stroke(0, 2, width, 0, 0.9, Colour.ACCENT),))
    return glue((*printed(setting.at("title"), section.title, sheet.SECTION, width), rule), last=True)


def block_title(setting: Setting, block: Block, width: float) -> Strips:
    """Set a block's title; nothing when the model prints none."""
    if not block.title:
        return ()
    return glue((*printed(setting.at(block.id, "title"), block.title, sheet.BLOCK, width), Strip(3)), last=True)


def block_lines(setting: Setting, block: Block, width: float) -> Strips:
    """Set the lines of a block under each other, values beside the labels where all labels are short."""
    aside = _label_width(setting, block, width)
    return tuple(
        strip
        for number, line in enumerate(block.lines)
        for strip in row(setting.at(block.id, number), line, width, aside=aside)
    )


def block_strips(setting: Setting, block: Block, width: float) -> Strips:
    """Set a whole block: its title, its lines."""
    return (*block_title(setting, block, width), *block_lines(setting, block, width))


def _label_width(setting: Setting, block: Block, width: float) -> float:
    labels = [
        with_calls(label_of(line))[0]
        for line in block.lines
        if line.label and not {field.kind for field in line.fields} <= {Kind.TICK, Kind.CHOICE, Kind.LONG_TEXT}
    ]
    widest = max((setting.width(label, sheet.LABEL) for label in labels), default=0)
    return widest + _ASIDE_GAP if widest and widest + _ASIDE_GAP <= _ASIDE * width else 0


def ranks(section: Section) -> Iterator[tuple[Block, ...]]:
    """Part the blocks of a section into ranks of at most `columns`."""
    for start in range(0, len(section.blocks), section.columns):
        yield section.blocks[start : start + section.columns]


def even_widths(count: int, gutter: float = sheet.GUTTER) -> tuple[float, ...]:
    """Share the width of the sheet out evenly."""
    return ((sheet.INNER_WIDTH - (count - 1) * gutter) / count,) * count


def best_widths(setting: Setting, blocks: Sequence[Block], columns: int) -> tuple[float, ...]:
    """Share the width out so that a rank is low: two columns of unequal content are set unequal."""
    even = even_widths(columns)
    if len(blocks) != 2 or columns != 2:  # noqa: PLR2004 (two columns, said above)
        return even[: len(blocks)]
    room = sum(even)

    def height(share: float) -> float:
        widths = (room * share, room * (1 - share))
        return max(
            sum(strip.height for strip in block_strips(setting, block, width))
            for block, width in zip(blocks, widths, strict=True)
        )

    share = min(_SHARES, key=lambda share: (round(height(share)), share))
    return (room * share, room * (1 - share))


def side_by_side(head: Strips, columns: Sequence[Strips], widths: Sequence[float], gutter: float) -> list[Column]:
    """Set columns beside each other under a title, which the first carries and the others leave room for."""
    room = glue(tuple(Strip(strip.height) for strip in head), last=True)
    x = 0.0
    placed: list[Column] = []
    for number, (strips, width) in enumerate(zip(columns, widths, strict=True)):
        placed.append(Column(x, (*(room if number else head), *strips)))
        x += width + gutter
    return placed


def levelled(columns: Sequence[Strips]) -> list[Strips]:
    """Bring titles of unequal height to the same height, so that the lines under them stand level."""
    tallest = max(sum(strip.height for strip in strips) for strips in columns)
    return [(*strips, Strip(tallest - sum(strip.height for strip in strips), glued=True)) for strips in columns]
