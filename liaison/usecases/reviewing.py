"""What is still to correct on a draft, as it stands? Nothing is written."""

from liaison.errors import Problem
from liaison.rules.access import Actor
from liaison.usecases import filling
from liaison.usecases.context import Context


def review(ctx: Context, actor: Actor, fiche_id: str) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Return what is to correct, and what deserves a second look.

    Raises:
        NotFound: there is none of that id.
        Denied: it is not theirs.
    """
    row = filling.fiche_of(ctx, actor, fiche_id)
    return filling.review(ctx, row, filling.without_blanks(filling.read_draft(ctx, row).raw))
