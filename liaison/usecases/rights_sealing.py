"""Where stand the free texts of a request? Sealed: the reasons for five years, the way to the person until the answer.

Who wrote a text reads it, and who must act on it; the DPO reads their own only, for any other may name somebody.
"""

from collections.abc import Mapping
from typing import Final

from liaison.errors import Invalid, Problem
from liaison.records import RightsRequest
from liaison.usecases.context import Context, Json
from liaison.vocabulary import Sealed

EXTENSION: Final = "extension"
OPINION: Final = "opinion"
DECISION: Final = "decision"
LONGEST: Final = 4000


def write(ctx: Context, row: RightsRequest, name: str, text: str) -> None:
    """Keep one text beside the others, in the caller's transaction; an empty one is not kept.

    Raises:
        Invalid: it is too long.
    """
    if not text.strip():
        return
    check_length(text)
    object_id = Sealed.RIGHTS.object(row.id)
    texts: dict[str, Json] = dict(read(ctx, row))
    if row.texts is None:
        ctx.vault.create(object_id)
    texts[name] = text.strip()
    row.revision += 1
    row.texts = ctx.seal(object_id, "texts", texts, version=row.revision)


def read(ctx: Context, row: RightsRequest) -> Mapping[str, str]:
    """Return the texts of a request, by name."""
    if row.texts is None:
        return {}
    values = ctx.unseal_mapping(Sealed.RIGHTS.object(row.id), "texts", row.texts, version=row.revision)
    return {name: str(text) for name, text in values.items()}


def write_reach(ctx: Context, row: RightsRequest, text: str) -> None:
    """Keep how to reach a person of whom no dossier is found."""
    check_length(text)
    ctx.vault.create(Sealed.RIGHTS_REACH.object(row.id))
    row.reach = ctx.seal(Sealed.RIGHTS_REACH.object(row.id), "reach", text.strip())


def read_reach(ctx: Context, row: RightsRequest) -> str:
    """Return how to reach the person; empty once they are answered."""
    if row.reach is None:
        return ""
    return str(ctx.unseal(Sealed.RIGHTS_REACH.object(row.id), "reach", row.reach))


def forget_reach(ctx: Context, row: RightsRequest) -> None:
    """Let the way to the person be here no more: they are answered, or their dossier is found."""
    if row.reach is not None:
        row.reach = None
        ctx.destroy(Sealed.RIGHTS_REACH.object(row.id))


def check_length(text: str) -> None:
    """Refuse a text that is too long to be kept.

    Raises:
        Invalid: it is.
    """
    if len(text) > LONGEST:
        raise Invalid([Problem("text", "Précisions", "« Précisions » : ce texte est trop long. Raccourcissez-le.")])
