"""How is a long answer set? In a frame that grows with it and goes on over pages, its label repeated."""

from dataclasses import replace

from forms.paper import sheet
from forms.paper.ink import Spot, Strip, Stroke
from forms.paper.setting import Setting, glue, label_of, with_calls
from forms.spec import Field, Line


def answer(setting: Setting, line: Line, width: float) -> tuple[Strip, ...]:
    """Set a label and, under it, a frame that grows with the text and goes on over pages."""
    raised, calls = with_calls(label_of(line))
    label = tuple(glue(setting.text(raised, sheet.BLOCK, width), last=True)) if raised else ()
    if label:
        label = (replace(label[0], calls=calls), *label[1:], Strip(3, glued=True))
    frame: list[Strip] = []
    for field in line.fields:
        frame += _frame(setting, field, raised, width)
    return (*label, *frame)


def _frame(setting: Setting, field: Field, label: str, width: float) -> tuple[Strip, ...]:
    text = setting.shown(field)
    inner = width - 2 * sheet.PADDING
    look = sheet.ANSWER
    lines = list(setting.text(text, look, inner, x=sheet.PADDING, ranged=True)) if text else []
    missing = setting.room.answer_lines - len(lines)
    blank = tuple(_pen_line(setting, inner if number else 0) for number in reversed(range(max(0, missing))))
    body = [Strip(sheet.PADDING - 2), *lines, *blank, Strip(sheet.PADDING)]
    suite = _suite(setting, label, width)
    framed = [_sided(strip, width, suite if n else ()) for n, strip in enumerate(body)]
    framed[0] = replace(framed[0], marks=(*framed[0].marks, Stroke(0, 0, width, 0)))
    last = framed[-1]
    framed[-1] = replace(last, marks=(*last.marks, Stroke(0, last.height, width, 0)))
    framed[0] = replace(framed[0], spots=(Spot(field.id, 0, 0, width, sum(strip.height for strip in framed)),))
    return (*_no_widows(framed), Strip(9))


def _pen_line(setting: Setting, inner: float) -> Strip:
    height = setting.room.answer_leading
    marks = (Stroke(sheet.PADDING, height - 1, inner, 0, 0.35),) if setting.room.ruled and inner else ()
    return Strip(height, marks)


def _sided(strip: Strip, width: float, suite: tuple[Strip, ...]) -> Strip:
    sides = (Stroke(0, 0, 0, strip.height), Stroke(width, 0, 0, strip.height))
    return replace(strip, marks=(*strip.marks, *sides), suite=suite)


def _suite(setting: Setting, label: str, width: float) -> tuple[Strip, ...]:
    title = setting.text(f"{label.removesuffix(':').rstrip()} (suite)", sheet.BLOCK, width)
    pad = _sided(Strip(sheet.PADDING - 2), width, ())
    return glue((*title, Strip(3), pad), last=True)


def _no_widows(strips: list[Strip]) -> tuple[Strip, ...]:
    """Glue the first two and the last two lines: no line of an answer stands alone on a page."""
    kept = {0, 1, len(strips) - 3, len(strips) - 2}
    return tuple(replace(strip, glued=number in kept) for number, strip in enumerate(strips))
