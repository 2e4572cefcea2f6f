"""How is a sentence with places to write in it set (« Fait à …, le … »)? On one line if its values fit."""

from forms.paper import sheet
from forms.paper.entries import entry, value_baseline
from forms.paper.ink import Look, Mark, Spot, Strip, Stroke
from forms.paper.setting import Setting, printed
from forms.spec import Field, FootnoteMark, Line

_TEXT = Look(9.6, 13)
_GAP = 4.0


def sentence(setting: Setting, line: Line, width: float) -> tuple[Strip, ...]:
    """Set one sentence; values too long for their place go one under the other, each after its own words."""
    if not line.fields:
        return printed(setting, line.label, sheet.BLOCK, width)
    words = [piece for piece in line.pieces if isinstance(piece, str)]
    taken = sum(setting.width(word.strip(), _TEXT) + _GAP for word in words)
    share = (width - taken - _GAP * (len(line.fields) - 1)) / len(line.fields)
    if any(setting.width(setting.shown(field), sheet.VALUE) > share for field in line.fields):
        return tuple(strip for part in _parts(line) for strip in entry(setting, part, width, 0))
    return (_on_one_line(setting, line, share),)


def _on_one_line(setting: Setting, line: Line, share: float) -> Strip:
    marks: list[Mark] = []
    spots: list[Spot] = []
    x = 0.0
    base = value_baseline(setting)
    height = setting.room.value_height
    for piece in line.pieces:
        if isinstance(piece, Field):
            (value,) = setting.lines(setting.shown(piece), sheet.VALUE, share)
            top = base - sheet.VALUE.leading * 0.76
            marks += setting.line_marks(value, sheet.VALUE, x=x + 2, y=top, width=share)
            marks.append(Stroke(x, height - 0.5, share, 0))
            spots.append(Spot(piece.id, x, 0, share, height))
            x += share + _GAP
        elif not isinstance(piece, FootnoteMark):
            follows = piece.lstrip().startswith((",", ".", ";"))
            word = setting.one_line(piece, _TEXT, x - (_GAP - 1 if follows and x else 0), base)
            marks.append(word)
            x = word.x + word.width + _GAP
    return Strip(height + 2, tuple(marks), tuple(spots))


def _parts(line: Line) -> list[Line]:
    parts: list[Line] = []
    words = ""
    for piece in line.pieces:
        if isinstance(piece, Field):
            parts.append(Line(label=words.strip(), fields=(piece,)))
            words = ""
        elif not isinstance(piece, FootnoteMark):
            words += piece
    return [*parts, Line(label=words.strip())] if words.strip() else parts
