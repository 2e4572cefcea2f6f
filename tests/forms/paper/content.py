"""What does a content stream show, and where? The texts of an appearance, read back from its operators."""

import re
from dataclasses import dataclass

from forms.paper import glyphs
from forms.paper.glyphs import PACKS, TYPING

_FACES = [glyphs.face(name) for name in (glyphs.BASE, *PACKS)]
_TEXT = re.compile(
    r"BT .*? rg (?P<x>[-\d.]+) (?P<y>[-\d.]+) Td(?: (?P<leading>[\d.]+) TL)?(?P<shows>.*?) ET\n", re.DOTALL
)
_SHOW = re.compile(r"/(?P<font>\w+) (?P<size>[\d.]+) Tf(?:<(?P<hex>[0-9A-F]*)>|\((?P<literal>(?:\\.|[^\\)])*)\))Tj")


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of text: its left end, its baseline, its size, its width, in points."""

    x: float
    y: float
    size: float
    width: float
    text: str


def shown_in(content: str) -> list[Shown]:
    """Return the lines of a content, in order."""
    lines = []
    for found in _TEXT.finditer(content):
        first, *others = found["shows"].split(" T*")
        shows = list(_SHOW.finditer(first))
        size, font = float(shows[0]["size"]), f"/{shows[0]['font']} {shows[0]['size']} Tf"
        parts = [shows, *(list(_SHOW.finditer(font + other)) for other in others)]
        for number, part in enumerate(parts):
            text = "".join(_signs(show) for show in part)
            y = float(found["y"]) - number * float(found["leading"] or 0)
            lines.append(Shown(float(found["x"]), y, size, glyphs.width(text) * size / 1000, text))
    return lines


def _signs(show: re.Match[str]) -> str:
    if show["font"] == TYPING:
        return re.sub(r"\\(.)", r"\1", show["literal"]).encode("latin-1").decode("cp1252")
    (face,) = [face for face in _FACES if face.resource == show["font"]]
    codes = {sign: chr(code) for code, sign in face.hexes.items()}
    return "".join(codes[show["hex"][start : start + 4]] for start in range(0, len(show["hex"]), 4))
