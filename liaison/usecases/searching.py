"""Which partners does a search of the directory show? As many as a page holds, and whether there are more."""

from dataclasses import dataclass
from typing import Final

from liaison.rules.access import Actor
from liaison.store import directory as store
from liaison.usecases.context import Context
from liaison.usecases.directory import PartnerView, partner_view

SHOWN: Final = 200
"""How many partners the page shows; a choice of a contact knows no such bound."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; `is_cut`: there are more, which a longer text would find."""

    partners: tuple[PartnerView, ...]
    is_cut: bool


def find_partners(ctx: Context, actor: Actor, *, search: str = "") -> Found:
    """Return the partners of the actor's départements whose name holds a text."""
    rows = store.find_partners(ctx.session, actor.departements, search.strip(), limit=SHOWN + 1)
    return Found(tuple(partner_view(ctx, row) for row in rows[:SHOWN]), is_cut=len(rows) > SHOWN)
