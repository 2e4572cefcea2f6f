"""How does a text as typed become a text as drawn, in any script? It measures nothing and drops no letter.

Order of work: `clean` once, `shape` once, wrap in reading order, then `visual` for each line.
"""

import re
import unicodedata
from functools import cache

import arabic_reshaper
from bidi.algorithm import get_display  # the compiled one of `bidi` does not turn brackets round (0.6.12)

MISSING = "□"
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Signs that have no shape of their own: soft hyphen, zero-width space, word joiner and invisible operators,
# variation selectors, byte order mark. Overrides and isolates too: a pasted one would turn a line round.
_SHAPELESS = re.compile("[\u00ad\u200b\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_SPACES = re.compile("[\t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]")
_ZERO_WIDTH = re.compile("[\u200c\u200d]")
_JOINERS = re.compile("[\u200c-\u200f\u061c]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_NOT_PLAIN = re.compile(f"{_RIGHT_TO_LEFT.pattern}|{_JOINERS.pattern}")
_LATIN = re.compile("[\n -~\u00a0-\u00ac\u00ae-\u017f‘’“”…–—€]*")
_BEFORE_SIGN = re.compile(" (?=[?!:;»])")


def clean(text: str) -> str:
    """Return the text composed (NFC), with one kind of line end and without signs that have no shape.

    Joiners and direction marks stay: shaping and ordering need them. A space before « ? ! : ; » and inside
    guillemets no longer parts two lines (Lexique des règles typographiques).
    """
    if not is_latin(text):
        text = _NEWLINES.sub("\n", unicodedata.normalize("NFC", text))
        text = _SHAPELESS.sub("", _SPACES.sub(" ", text))
    return spaced(text)


def spaced(text: str) -> str:
    """Return the text with the spaces of French typography, which part no line."""
    return _BEFORE_SIGN.sub("\u00a0", text).replace("« ", "«\u00a0")


def is_latin(text: str) -> bool:
    """Say whether there is nothing in a text to compose, to drop, to join or to turn round."""
    return _LATIN.fullmatch(text) is not None


def shape(text: str) -> str:
    """Give Arabic letters their joined forms; vowel signs are kept, ﷲ is not made."""
    return _reshaper().reshape(text) if _RIGHT_TO_LEFT.search(text) else text


def is_plain(paragraph: str) -> bool:
    """Say whether a shaped paragraph is drawn just as it is read: no letter of it goes right to left, no joiner."""
    return not _NOT_PLAIN.search(paragraph)


def is_right_to_left(paragraph: str) -> bool:
    """Say the base direction of a paragraph: that of its first letter with one (Unicode UAX 9, P2 and P3)."""
    for char in paragraph:
        direction = unicodedata.bidirectional(char)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def visual(line: str, *, right_to_left: bool) -> str:
    """Put one wrapped line in the order in which its signs stand from left to right on paper."""
    if right_to_left or _RIGHT_TO_LEFT.search(line):
        # Ordering drops control signs and stops at unassigned ones: they become □, so that nothing vanishes.
        kept = "".join(
            MISSING if unicodedata.bidirectional(sign) in ("BN", "") else sign for sign in _ZERO_WIDTH.sub("", line)
        )
        line = str(get_display(kept, base_dir="R" if right_to_left else "L"))
    return unjoined(line)


def unjoined(text: str) -> str:
    """Return a shaped text without joiners and direction marks, which have done their work."""
    return _JOINERS.sub("", text)


def superscript(mark: str) -> str:
    """Write a footnote's mark as raised figures; another mark stays as it is."""
    return mark.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


@cache
def _reshaper() -> arabic_reshaper.ArabicReshaper:
    # By default it deletes vowel signs and writes the name of God as one sign that few fonts have.
    return arabic_reshaper.ArabicReshaper({"delete_harakat": False, "ARABIC LIGATURE ALLAH": False})
