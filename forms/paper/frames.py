"""How is the room for a long answer set? In a frame; its rules are the empty field's own look, not the page's."""

from dataclasses import replace

from forms.paper import sheet
from forms.paper.ink import Spot, Strip, Stroke
from forms.paper.setting import Setting, glue, label_of, with_calls
from forms.spec import Field, Line


def answer(setting: Setting, line: Line, width: float) -> tuple[Strip, ...]:
    """Set a label and, under it, a frame."""
    raised, calls = with_calls(label_of(line))
    label = tuple(glue(setting.at("label").text(raised, sheet.BLOCK, width), last=True)) if raised else ()
    if label:
        label = (replace(label[0], calls=calls), *label[1:], Strip(3, glued=True))
    return (*label, *(_frame(setting, field, width) for field in line.fields), Strip(9))


def _frame(setting: Setting, field: Field, width: float) -> Strip:
    lines = setting.room.answer_lines
    height = lines * setting.room.answer_leading + sheet.PADDING
    edges = (
        Stroke(0, 0, width, 0),
        Stroke(0, height, width, 0),
        Stroke(0, 0, 0, height),
        Stroke(width, 0, 0, height),
    )
    inset = 2.0  # the field stays inside its frame, whatever colour a viewer gives to fields
    spot = Spot(field.id, inset, inset, width - 2 * inset, height - 2 * inset, lines=lines)
    return Strip(height, edges, (spot,))
