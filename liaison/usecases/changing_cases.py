"""What happens when values of a dossier change? What changed takes its origin, the rest keeps its own (T-5, R-3).

Whoever changes them, on the dossier's page or in a cell of the monthly table, changes them here.
"""

from collections.abc import Mapping

from liaison.errors import Conflict
from liaison.events import EventKind
from liaison.records import Case
from liaison.rules.access import Actor
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import scheduling
from liaison.usecases.context import Context
from liaison.usecases.dossier import agdref_index, read_person, seal_person, values_after
from liaison.vocabulary import Origin


def check_unchanged(case: Case, revision: int) -> None:
    """Let a dossier be changed that nobody else changed since it was read.

    Raises:
        Conflict: somebody did.
    """
    if case.revision != revision:
        raise Conflict(
            "Ce dossier a été modifié entre-temps.",
            hint="Rien n’est perdu : comparez avec ce qui est affiché, puis enregistrez à nouveau.",
        )


def change(ctx: Context, actor: Actor, case: Case, checked: Mapping[str, str], origin: Origin) -> None:
    """Keep all values of a dossier, checked already.

    Raises:
        Conflict: another dossier of the département has this AGDREF number.
        Refused: the person asked for a restriction, and it stands.
    """
    before = read_person(ctx, case)
    case.agdref_index = agdref_index(ctx, case.departement, checked, but=case.id)
    case.revision += 1
    case.changed_at = ctx.now
    after = values_after(before, checked, origin, ctx.now)
    case.person = seal_person(ctx, case, after)
    changed = sum(1 for key in {*before, *after} if before.get(key) != after.get(key))
    event = Event(EventKind.CASE_CHANGED, actor.account_id, case.id, {"fields": changed, "origin": origin.value})
    save(ctx.session, case, event=event, at=ctx.now)
    scheduling.follow_ofii(ctx, case)
