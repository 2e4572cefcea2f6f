"""How is one printed line of a model set in a column? Strips come out; pages are not its affair."""

from forms.paper import sheet
from forms.paper.boxes import HANG, choice, tick
from forms.paper.entries import entry
from forms.paper.frames import answer
from forms.paper.ink import Strip
from forms.paper.setting import Setting, dash, glue, printed
from forms.spec import Kind, Line


def row(setting: Setting, line: Line, width: float, *, aside: float = 0) -> tuple[Strip, ...]:
    """Set one line of a block, then its dash items.

    `aside` is the width given to labels when values stand beside them; 0 puts them under their label.
    """
    kinds = {field.kind for field in line.fields}
    if not line.fields:
        set_line = glue(printed(setting.at("label"), line.label, sheet.CHOICE, width))
    elif Kind.TICK in kinds:
        set_line = tick(setting, line, width)
    elif Kind.CHOICE in kinds:
        set_line = choice(setting, line, width)
    elif Kind.LONG_TEXT in kinds:
        set_line = answer(setting, line, width)
    else:
        set_line = entry(setting, line, width, aside)
    indent = HANG if Kind.TICK in kinds else 0.0
    items = tuple(
        strip
        for number, item in enumerate(line.items)
        for strip in dash(setting.at("item", number), item, width, sheet.SMALL, indent=indent)
    )
    return glue(set_line, last=True) + glue(items) if items else set_line
