"""Which fiche is this that came back? Found by the reference inside it, believed by what was kept of it (D-5)."""

from dataclasses import dataclass

from forms import paper
from forms.paper import Returned
from liaison.errors import NotFound
from liaison.events import EventKind
from liaison.rules.access import Actor
from liaison.store import exchanges as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import following, freezing
from liaison.usecases.context import Context
from liaison.vocabulary import TransmissionId


@dataclass(frozen=True, slots=True)
class Recognised:
    """A returned fiche, and the transmission that it left with.

    `genuine` says that all that stands as the sender's in the file is word for word what left; if it is not, nothing
    there may be taken for the sender's. `returned.changed` names the fields, unless the file was made to hide them.
    """

    transmission_id: TransmissionId
    returned: Returned
    genuine: bool


def recognise(ctx: Context, actor: Actor, pdf: bytes) -> Recognised:
    """Read a fiche that came back, and find what it answers; journalled, since it is read.

    Raises:
        forms.paper.NothingToRead: it is no fiche that can be read.
        NotFound: no transmission has its reference, or its fiche was destroyed.
        Denied: it is not for this person.
    """
    returned = paper.read(pdf, ctx.catalog.get)
    found = store.find_by_reference(ctx.session, returned.mark.reference)
    if found is None:
        raise NotFound(
            "Cette fiche ne vient d’aucun pli de ce service.",
            hint="Elle vient peut-être d’un autre opérateur, ou d’une fiche vierge : ouvrez une nouvelle fiche.",
        )
    row = following.transmission_of(ctx, actor, found.id)
    version = store.get_fiche_version(ctx.session, row.fiche_version_id or "")
    event = Event(EventKind.FICHE_READ, actor.account_id, version.fiche_id or version.id)
    save(ctx.session, event=event, at=ctx.now)
    return Recognised(TransmissionId(row.id), returned, freezing.is_of(ctx, version, returned))
