"""Does a free text speak of somebody else than the person? What looks like it is shown to who masks (RGPD art. 15.4).

A help for a reader, never a judge: it finds titles, kinship, names in capitals, addresses and numbers; what it misses
is added by hand.
"""

import re
from collections.abc import Collection
from typing import Final

_ADDRESS: Final = frozenset({"m", "mm", "mme", "mlle", "monsieur", "madame", "mademoiselle"})
MASK: Final = "[masqué : concerne une autre personne]"
_WORD: Final = r"[A-ZÀ-ÖØ-Þ][\w’'-]*\w"
_NAMES: Final = rf"{_WORD}(?:\s+(?:de|du|des|la|le|ben|bin|al|el)?\s*{_WORD}){{0,3}}"
_TITLES: Final = r"(?:M\.|MM\.|Mme|Mlle|Monsieur|Madame|Mademoiselle|Docteur|Dr|Maître|Me)"
_KIN: Final = (
    r"(?:mari|époux|épouse|femme|fils|fille|frère|sœur|père|mère|parents?|conjointe?|compagnon|compagne|enfants?|"
    r"cousine?|oncle|tante|nièce|neveu|amie?|voisine?|collègue|bébé|jumeaux|grand-mère|grand-père)"
)
_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_TITLES}\s+({_NAMES})",
        rf"(?i:\b{_KIN})[\s,:]+({_NAMES})",
        rf"\b({_WORD}\s+[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ’'-]+)\b",
        r"\b([A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ’'-]{3,})\b",
        r"\b([\w.+-]+@[\w-]+(?:\.[\w-]+)+)\b",
        r"(?<!\d)(0\d(?:[ .]?\d\d){4})(?!\d)",
    )
)


def suspects(text: str, *, own: Collection[str]) -> tuple[str, ...]:
    """Return the words of a text that may be another person's, in order; `own`: the person's names and numbers."""
    mine = {word for value in own for word in _words(value)} | _ADDRESS
    found: dict[str, None] = {}
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            words = match[1].strip()
            if not set(_words(words)) <= mine and words not in found:
                found[words] = None
    longest = [word for word in found if not any(word != other and word in other for other in found)]
    return tuple(sorted(longest, key=text.find))


def mask(text: str, hidden: Collection[str]) -> tuple[str, int]:
    """Return a text without some words, and how many times one was there; capitals do not matter."""
    wanted = sorted({word.strip() for word in hidden if word.strip()}, key=lambda word: (-len(word), word))
    if not wanted:
        return text, 0
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, wanted))})(?!\w)", re.IGNORECASE)
    return pattern.subn(MASK, text)


def _words(text: str) -> list[str]:
    digits = "".join(filter(str.isdigit, text))
    return [*re.findall(r"[^\W\d]+", text.casefold()), *([digits[-9:]] if len(digits) > 8 else [])]  # noqa: PLR2004
