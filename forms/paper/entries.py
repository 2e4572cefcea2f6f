"""How are a label and the room for its short values set? On a thin rule, beside each other or one under the other."""

from dataclasses import replace

from forms.paper import sheet
from forms.paper.ink import Mark, Spot, Strip, Stroke
from forms.paper.setting import Setting, glue, label_of, with_calls
from forms.spec import Field, Kind, Line

_BETWEEN = 5.0  # between two values on one rule: a last name must not touch a first name


def entry(setting: Setting, line: Line, width: float, aside: float) -> tuple[Strip, ...]:
    """Set a label and the places of its short values, side by side above a thin rule."""
    label, calls = with_calls(label_of(line))
    start = aside if label else 0.0
    strip = values(setting, line.fields, width, start)
    if label and aside:
        name = setting.at("label").one_line(label, sheet.LABEL, 0, value_baseline(setting))
        return (replace(strip, marks=(name, *strip.marks), calls=calls),)
    if label:
        first, *others = setting.at("label").text(label, sheet.LABEL, width)
        return (*glue((replace(first, calls=calls), *others), last=True), strip)
    return (replace(strip, calls=calls),)


def values(setting: Setting, fields: tuple[Field, ...], width: float, start: float) -> Strip:
    """Set the places of values side by side from `start` on; a long one has two rules to be written on."""
    room = width - start
    height = setting.room.value_height
    lines = 2 if any(_is_long(field) for field in fields) else 1
    rules: tuple[Mark, ...] = tuple(Stroke(start, n * height - 0.5, room, 0) for n in range(1, lines + 1))
    share = (room - _BETWEEN * (len(fields) - 1)) / len(fields)
    spots = tuple(
        Spot(field.id, start + n * (share + _BETWEEN), 0, share, lines * height, lines=lines)
        for n, field in enumerate(fields)
    )
    return Strip(lines * height + setting.room.row_gap, rules, spots)


def _is_long(field: Field) -> bool:
    return field.kind is Kind.TEXT and (field.max or 0) >= sheet.TWO_LINES_FROM


def value_baseline(setting: Setting) -> float:
    """Return how far below the top of its row a value stands."""
    return setting.room.value_height - sheet.VALUE_RISE
