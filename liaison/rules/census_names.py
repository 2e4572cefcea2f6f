"""Where does the name end and the first name begin, in one cell? By capitals or a comma, as lists are written."""

from typing import Final

_CIVILITIES: Final = frozenset({"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle"})
_TWO: Final = 2


def split_name(text: str) -> tuple[str, str] | None:
    """Return name and first name of somebody; nothing, where it cannot be told.

    « DUPONT Marie », « Marie DUPONT », « Dupont, Marie »; two words of one case are name, then first name, as the
    heading of such a column says.
    """
    if "," in text:
        last, _, first = text.partition(",")
        return (" ".join(last.split()), " ".join(first.split())) if last.strip() and "," not in first else None
    words = text.split()
    if words and words[0].casefold().rstrip(".") in _CIVILITIES:
        words = words[1:]
    if len(words) <= 1:
        return ("".join(words), "") if words else None
    capitals = [_is_capital(word) for word in words]
    count = sum(capitals)
    if 0 < count < len(words):
        if all(capitals[:count]):
            return " ".join(words[:count]), " ".join(words[count:])
        if all(capitals[-count:]):
            return " ".join(words[-count:]), " ".join(words[:-count])
        return None
    return (words[0], words[1]) if len(words) == _TWO else None


def _is_capital(word: str) -> bool:
    return word.isupper() and sum(sign.isalpha() for sign in word) > 1
