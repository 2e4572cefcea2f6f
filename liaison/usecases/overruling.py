"""What if somebody keeps a text that the guard warned of? That very text stays, and the journal says so (F-7)."""

from dataclasses import replace

from liaison.events import EventKind
from liaison.records import Fiche
from liaison.rules.access import Actor
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import filling, guarding
from liaison.usecases.context import Context
from liaison.usecases.guarding import Guarded


def keep(ctx: Context, actor: Actor, fiche_id: str, field_id: str, mark: str) -> bool:
    """Keep a text knowingly, and say whether it was the one that was warned of.

    `mark` is the one that the warning showed: a text that changed since is not kept unseen, and warns again.
    """
    row = filling.fiche_of(ctx, actor, fiche_id)
    draft = filling.read_draft(ctx, row)
    seen = [one for one in guarding.look(ctx, row, draft) if (one.field, one.mark) == (field_id, mark)]
    if not seen:
        return False
    row.revision += 1
    row.saved_at = ctx.now
    row.draft = filling.seal_draft(ctx, row, replace(draft, overruled={**draft.overruled, field_id: mark}))
    for one in seen:
        save(ctx.session, row, event=_event(actor, row, one, at="review"), at=ctx.now)
    return True


def note_unheeded(ctx: Context, actor: Actor, fiche_id: str) -> None:
    """Journal the warnings that still stand when a fiche leaves: the guard warns, it does not forbid."""
    row = filling.fiche_of(ctx, actor, fiche_id)
    for one in guarding.look(ctx, row, filling.read_draft(ctx, row)):
        save(ctx.session, event=_event(actor, row, one, at="sending"), at=ctx.now)


def _event(actor: Actor, row: Fiche, one: Guarded, *, at: str) -> Event:
    """Say which field and which sort, in closed words: never the text."""
    return Event(
        EventKind.GUARD_OVERRULED,
        actor.account_id,
        row.id,
        {"field": one.field, "sensitive": one.kind.value, "at": at},
    )
