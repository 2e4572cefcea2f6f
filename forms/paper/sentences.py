"""How is a sentence with places to write in it set (« Fait à …, le … »)? On one line."""

from forms.paper import sheet
from forms.paper.entries import value_baseline
from forms.paper.ink import Look, Mark, Spot, Strip, Stroke
from forms.paper.rows import row
from forms.paper.script import superscript
from forms.paper.setting import Setting, printed
from forms.spec import Field, FootnoteMark, Kind, Line

_TEXT = Look(9.6, 13)
_GAP = 4.0
_NEVER_IN_A_LINE = frozenset({Kind.TICK, Kind.CHOICE, Kind.LONG_TEXT})


def sentence(setting: Setting, line: Line, width: float) -> tuple[Strip, ...]:
    """Set one sentence; a line of boxes or of long answers is set as it is anywhere else."""
    if not line.fields:
        return printed(setting.at("label"), line.label, sheet.BLOCK, width)
    words = [_printed(piece) for piece in line.pieces if not isinstance(piece, Field)]
    taken = sum(setting.width(word.strip(), _TEXT) + _GAP for word in words)
    share = (width - taken - _GAP * (len(line.fields) - 1)) / len(line.fields)
    if share < sheet.NARROWEST_VALUE or any(field.kind in _NEVER_IN_A_LINE for field in line.fields):
        return row(setting, line, width)
    return (_on_one_line(setting, line, share),)


def _on_one_line(setting: Setting, line: Line, share: float) -> Strip:
    marks: list[Mark] = []
    spots: list[Spot] = []
    x = 0.0
    base = value_baseline(setting)
    height = setting.room.value_height
    for number, piece in enumerate(line.pieces):
        if isinstance(piece, Field):
            marks.append(Stroke(x, height - 0.5, share, 0))
            spots.append(Spot(piece.id, x, 0, share, height))
            x += share + _GAP
        else:
            follows = isinstance(piece, FootnoteMark) or piece.lstrip().startswith((",", ".", ";"))
            start = x - (_GAP - 1 if follows and x else 0)
            word = setting.at("word", number).one_line(_printed(piece), _TEXT, start, base)
            marks.append(word)
            x = word.x + word.width + _GAP
    calls = tuple(piece.mark for piece in line.pieces if isinstance(piece, FootnoteMark))
    return Strip(height + 2, tuple(marks), tuple(spots), calls=calls)


def _printed(piece: str | FootnoteMark) -> str:
    return superscript(piece.mark) if isinstance(piece, FootnoteMark) else piece
