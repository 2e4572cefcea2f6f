"""Which characters does a typed text keep? It changes only what nobody sees, and refuses nothing.

Meaningless invisible characters are removed rather than refused: they come along when a number is copied from
a messaging application or a word processor, and whoever typed cannot see what to delete. Accepted loss: an
explicit bidirectional override written on purpose is lost; the paper orders right-to-left text by itself.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_RAW = 50_000  # characters; refused before any work is done on them

NO_GLYPH = "□"

_LINE_END = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")

# Zero-width (non-)joiners shape Persian and Indic words, the Arabic number signs are visible: they stay.
_KEPT_FORMATS = frozenset("\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")
_REMOVED = frozenset({"Cc", "Cs", "Cf"})


def clean(text: str, *, multiline: bool) -> str:
    """Return the text composed (NFC), trimmed, without control, bidirectional or lone surrogate characters.

    Line ends become line feeds when `multiline`, a space otherwise; other runs of spaces become one space.
    """
    lines = _LINE_END.sub("\n", text).expandtabs(1).split("\n")
    kept = [_SPACES.sub(" ", _visible(line)).strip() for line in lines]
    joined = "\n".join(kept).strip("\n") if multiline else " ".join(line for line in kept if line)
    return unicodedata.normalize("NFC", joined)


def visible(text: str) -> str:
    """Return a stranger's text as a page may show it: what would reorder it, hide in it or ring is shown as □.

    Shown, never removed: who compares two values must see that a sign stands there.
    """
    lines = _LINE_END.sub("\n", text).expandtabs(1)
    return "".join(c if c == "\n" or _is_visible(c) else NO_GLYPH for c in lines)


def longest_word(text: str) -> int:
    """Return the length, in characters, of the longest run without a space."""
    return max(map(len, text.split()), default=0)


def _visible(line: str) -> str:
    return "".join(filter(_is_visible, line))


def _is_visible(character: str) -> bool:
    return character in _KEPT_FORMATS or unicodedata.category(character) not in _REMOVED
