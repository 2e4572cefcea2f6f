"""When would a spreadsheet run a cell instead of showing it? An apostrophe in front keeps it text (law 13)."""

from typing import Final

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARK: Final = "'"
_MARKED: Final = (*_STARTS, _MARK)


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"{_MARK}{text}" if text.startswith(_MARKED) else text


def is_formula(text: str) -> bool:
    """Say whether a spreadsheet would run a text."""
    return text.startswith(_STARTS)


def plain(text: str) -> str:
    """Return the text that `neutral` was given."""
    return text[1:] if text.startswith(tuple(f"{_MARK}{start}" for start in _MARKED)) else text
