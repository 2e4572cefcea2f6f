"""How are a label and its short values set? On a thin rule, beside each other or one under the other."""

from dataclasses import replace

from forms.paper import sheet
from forms.paper.ink import Look, Mark, Spot, Strip, Stroke
from forms.paper.setting import Setting, baseline, glue, label_of, with_calls
from forms.spec import Field, Kind, Line


def entry(setting: Setting, line: Line, width: float, aside: float) -> tuple[Strip, ...]:
    """Set a label and its short values, one after the other, above a thin rule."""
    label, calls = with_calls(label_of(line))
    start = aside if label else 0.0
    strips = values(setting, line.fields, width, start)
    if label and aside:
        name = setting.one_line(label, sheet.LABEL, 0, value_baseline(setting))
        strips = (replace(strips[0], marks=(name, *strips[0].marks)), *strips[1:])
    elif label:
        strips = (*glue(setting.text(label, sheet.LABEL, width), last=True), *strips)
    return (replace(strips[0], calls=calls), *strips[1:])


def values(setting: Setting, fields: tuple[Field, ...], width: float, start: float) -> tuple[Strip, ...]:
    """Set values one after the other from `start` on; they shrink a little, then take more lines."""
    text = " ".join(filter(None, map(setting.shown, fields)))
    room = width - start
    look = _fitted(setting, text, room, _value_look(fields))
    lines = setting.lines(text, look, room)
    height = setting.room.value_height
    top = value_baseline(setting) - baseline(look)
    strips = []
    for number, line in enumerate(lines):
        marks: tuple[Mark, ...] = setting.line_marks(line, look, x=start, y=top, width=room)
        last = number == len(lines) - 1
        tall = height if last else max(look.leading, height - 3.5)
        if last:
            marks += (Stroke(start, tall - 0.5, room, 0),)
        spots = _side_by_side(fields, start, tall, room) if number == 0 else ()
        strips.append(Strip(tall + (setting.room.row_gap if last else 0), marks, spots))
    return glue(tuple(strips))


def _side_by_side(fields: tuple[Field, ...], start: float, height: float, room: float) -> tuple[Spot, ...]:
    share = room / len(fields)
    return tuple(Spot(field.id, start + n * share, 0, share, height) for n, field in enumerate(fields))


def _value_look(fields: tuple[Field, ...]) -> Look:
    # Who is it? A reader looks for the number and the name first: a line of several fields is a name.
    key = fields[0].kind is Kind.AGDREF or len(fields) > 1
    return sheet.KEY_VALUE if key else sheet.VALUE


def _fitted(setting: Setting, text: str, room: float, look: Look) -> Look:
    """Shrink within reason rather than take a second line."""
    lines = setting.lines(text, look, room)
    if len(lines) == 1:
        return look
    smaller = look.fitted(sheet.SMALLEST_VALUE)
    return smaller if len(setting.lines(text, smaller, room)) == 1 else look.fitted(9.4)


def value_baseline(setting: Setting) -> float:
    """Return how far below the top of its row a value stands."""
    return setting.room.value_height - 4.2
