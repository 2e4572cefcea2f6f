"""How are boxes to tick set, alone, in a sentence, in a row? They are drawn, never letters of a font."""

from dataclasses import replace

from forms.paper import sheet
from forms.paper.entries import value_baseline, values
from forms.paper.ink import Mark, Spot, Strip, TickBox, Words, moved, moved_spots
from forms.paper.setting import Setting, baseline, glue, label_of, with_calls
from forms.spec import Field, FootnoteMark, Kind, Line, Piece

HANG = sheet.BOX + sheet.BOX_GAP


def tick(setting: Setting, line: Line, width: float) -> tuple[Strip, ...]:
    """Set boxes with their labels, in a sentence if the model has one (« dont ☐ garde d’enfant(s) »)."""
    before, boxes = _around_boxes(line.pieces)
    strips: list[Strip] = []
    x = 0.0
    if before:
        lead = setting.at("lead").one_line(before, sheet.CHOICE, sheet.BOX + sheet.BOX_GAP, baseline(sheet.CHOICE))
        x = lead.x + lead.width + 4
        strips.append(Strip(0, (lead,), glued=True))
    for field, label, written in boxes:
        strips += _box(setting.at("box", field.id), field, label, written, width - x, x)
    return glue((*strips[:-1], replace(strips[-1], height=strips[-1].height + _tick_slack(setting))))


def _box(
    setting: Setting, field: Field, label: str, written: tuple[Field, ...], width: float, x: float
) -> tuple[Strip, ...]:
    raised, calls = with_calls(label)
    first, *others = setting.text(raised, sheet.CHOICE, width - HANG, x=x + HANG)
    first = replace(first, marks=(_square(x), *first.marks), calls=calls, spots=(_spot(field, x),))
    if not written:
        return (first, *others)
    start = x + HANG + setting.width(raised, sheet.CHOICE) + sheet.BOX_GAP
    beside = values(setting, written, x + width, start)
    down = value_baseline(setting) - baseline(sheet.CHOICE)
    marks = (*moved(first.marks, 0, down), *beside.marks)
    spots = (*moved_spots(first.spots, 0, down), *beside.spots)
    return (replace(beside, marks=marks, spots=spots, calls=calls),)


def choice(setting: Setting, line: Line, width: float) -> tuple[Strip, ...]:
    """Set the label of an exclusive choice, then its answers with their boxes, in a row if they fit."""
    label, calls = with_calls(label_of(line))
    labels = setting.at("label").text(label, sheet.LABEL, width) if label else ()
    strips = [*labels]
    for field in line.fields:
        options = [
            _option(setting.at("option", field.id, option.id), field, option.id, option.label)
            for option in field.options
        ]
        strips += in_a_row(setting, options, width)
    strips[0] = replace(strips[0], calls=calls)
    level = setting.room.value_height + setting.room.row_gap  # as high as a value, so that columns stay level
    return (*glue(tuple(strips[:-1]), last=True), replace(strips[-1], height=max(level, strips[-1].height)))


def _option(setting: Setting, field: Field, option: str, label: str) -> Strip:
    name = setting.one_line(label, sheet.CHOICE, HANG, baseline(sheet.CHOICE))
    spot = replace(_spot(field, 0), option=option)
    return Strip(sheet.CHOICE.leading, (_square(0), name), (spot,))


def in_a_row(setting: Setting, items: list[Strip], width: float, *, gap: float = 18) -> tuple[Strip, ...]:
    """Set short items one after the other, on as many lines as they need."""
    rows: list[Strip] = []
    marks: list[Mark] = []
    spots: list[Spot] = []
    calls: list[str] = []
    x = 0.0
    height = sheet.CHOICE.leading + _tick_slack(setting)
    for item in items:
        wide = max((mark.x + mark.width for mark in item.marks if isinstance(mark, Words)), default=0)
        if x and x + wide > width:
            rows.append(Strip(height, tuple(marks), tuple(spots), calls=tuple(calls)))
            marks, spots, calls, x = [], [], [], 0.0
        marks += moved(item.marks, x, 0)
        spots += moved_spots(item.spots, x, 0)
        calls += item.calls
        x += wide + gap
    return (*rows, Strip(height, tuple(marks), tuple(spots), calls=tuple(calls)))


def _square(x: float) -> TickBox:
    return TickBox(x, baseline(sheet.CHOICE) - sheet.BOX + 0.6, sheet.BOX)


def _spot(field: Field, x: float) -> Spot:
    return Spot(field.id, x, baseline(sheet.CHOICE) - sheet.BOX + 0.6, sheet.BOX, sheet.BOX)


def _tick_slack(setting: Setting) -> float:
    return setting.room.tick_height - sheet.CHOICE.leading


def _around_boxes(pieces: tuple[Piece, ...]) -> tuple[str, list[tuple[Field, str, tuple[Field, ...]]]]:
    """Part a line into the text before its first box, and each box with its text and fields written after."""
    before = ""
    boxes: list[tuple[Field, str, tuple[Field, ...]]] = []
    for piece in pieces:
        if isinstance(piece, Field) and piece.kind in (Kind.TICK, Kind.CHOICE):
            boxes.append((piece, "", ()))
        elif isinstance(piece, Field):
            field, label, written = boxes[-1]
            boxes[-1] = (field, label, (*written, piece))
        else:
            text = f"[^{piece.mark}]" if isinstance(piece, FootnoteMark) else piece
            if boxes:
                field, label, written = boxes[-1]
                boxes[-1] = (field, (label + text).strip(), written)
            else:
                before = (before + text).strip()
    return before, boxes
