"""When would a spreadsheet run a cell instead of showing it? An apostrophe in front keeps it text (law 13)."""

from typing import Final

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARK: Final = "'"


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"{_MARK}{text}" if text.startswith((*_STARTS, _MARK)) else text


def plain(text: str) -> str:
    """Return the text that `neutral` was given."""
    return text[1:] if text.startswith(tuple(f"{_MARK}{start}" for start in (*_STARTS, _MARK))) else text
