"""What does a dossier hold that no fiche asks? One packaged text of sections, read once; it is never sent."""

from functools import cache
from pathlib import Path
from typing import Final

from forms.reading import read_sections
from forms.spec import FormSpec

_FILE: Final = Path(__file__).parent / "programme-2026-11.toml"


@cache
def programme() -> FormSpec:
    """Return what is asked about somebody's way into, through and out of the programme."""
    return read_sections(_FILE.read_text("utf-8"), file=_FILE.name)
