"""What is what a pli carries called? The name of its model, or that of the monthly table, which is no fiche."""

from typing import Final

from liaison.rules.exchange import TABLE_MODEL
from liaison.usecases.context import Context

TABLE_TITLE: Final = "Tableau des orientations"


def title_of(ctx: Context, model: str) -> str:
    """Return what people read for what a pli carries."""
    return TABLE_TITLE if model == TABLE_MODEL else ctx.catalog.get(model).name
