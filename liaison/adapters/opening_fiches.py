"""How are the fields of a PDF read in the child process? What is wrong with it comes back as its own sentences."""

import json
from typing import Any, Final

from forms import outside
from forms.errors import NothingToRead

_LOCKED: Final = "Ce PDF est protégé : ses champs ne peuvent pas être relus ici."
_UNLOCK: Final = "Demandez le même fichier sans protection, ou recopiez la réponse."


def job(_head: dict[str, Any], pdf: bytes) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """Read what stands in each field."""
    try:
        standing = outside.standing_of(pdf)
    except NothingToRead as error:
        return {"outcome": "nothing", "message": error.message, "hint": error.hint}, ()
    except RuntimeError:  # qpdf asks the machine for random numbers, of which there are none here
        return {"outcome": "nothing", "message": _LOCKED, "hint": _UNLOCK}, ()
    told = {name: [here.text, here.sound] for name, here in standing.items()}
    return {"outcome": "done"}, (json.dumps(told).encode("ascii"),)
