"""How is a pli taken back? Until its key is released, this service will never give it to anyone (product.md step 5)."""

from liaison.errors import WrongState
from liaison.events import EventKind
from liaison.rules.access import Actor
from liaison.store import outbox as outbox_store
from liaison.usecases import standing, stopping
from liaison.usecases.context import Context
from liaison.usecases.following import transmission_to_change


def recall(ctx: Context, actor: Actor, transmission_id: str) -> None:
    """Destroy the withheld key, cut the link, and let nothing of this pli leave any more.

    The register says exactly what had left: the archive or not, how often it was downloaded, and that no key did.

    Raises:
        WrongState: the key was released already, or the pli is over; the hint says what can still be done.
    """
    row = transmission_to_change(ctx, actor, transmission_id)
    if not standing.may_recall(row, outbox_store.list_of(ctx.session, row.id)):
        raise WrongState(
            "Ce pli ne peut plus être rappelé : sa clé est déjà remise, ou il est terminé.",
            hint="Appelez le destinataire pour qu’il supprime tout, puis déclarez l’incident depuis la page du pli.",
        )
    stopping.stop(ctx, actor.account_id, row, EventKind.TRANSMISSION_RECALLED)
