"""Which fiche is this document, and whose? Read back from its fields; its pli is told only to who may follow it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from forms import paper
from forms.paper import Returned
from liaison.errors import Denied, NotFound
from liaison.events import EventKind
from liaison.ports import OpeningStopped
from liaison.records import DepositDocument, FicheVersion, Transmission
from liaison.rules.access import Actor
from liaison.store import exchanges as store
from liaison.store.trails import Event, append_once
from liaison.usecases import deposited, following, freezing
from liaison.usecases.context import Context

ONE_READING: Final = timedelta(minutes=10)
"""How long one reading of a document lasts: after it, the journal notes another."""


@dataclass(frozen=True, slots=True)
class Own:
    """A fiche of ours: the pli that it left with, and how it left.

    `genuine`: all that stands as ours in it is word for word what left (D-5).
    """

    row: Transmission
    version: FicheVersion
    genuine: bool


@dataclass(frozen=True, slots=True)
class ReadFiche:
    """A fiche of a deposit, read back; `own` when it answers a pli that the reader may follow."""

    returned: Returned
    own: Own | None


def read_back(ctx: Context, pdf: bytes) -> Returned:
    """Read a fiche from outside, in the process that opens strangers' files; what stands is committed before.

    Raises:
        forms.paper.NothingToRead: it is no fiche that can be read within the limits.
        Unavailable: too many are being read at this moment.
    """
    try:
        fields = ctx.between(lambda: ctx.opener.read_fiche(pdf))
    except OpeningStopped:
        raise paper.NothingToRead(
            "Cette fiche ne se lit pas ici : elle demande trop de travail au service.",
            hint="Demandez-la telle qu’elle a été enregistrée, ou recopiez la réponse.",
        ) from None
    return paper.interpret(fields, ctx.catalog.get)


def read_fiche(ctx: Context, actor: Actor, document: DepositDocument) -> ReadFiche:
    """Read a document as a fiche, and find the pli that it answers; journalled, since it is read.

    Raises:
        forms.paper.NothingToRead: it is no fiche that can be read.
        WrongState: it was destroyed.
    """
    returned = read_back(ctx, deposited.content_of(ctx, document))
    note_read(ctx, actor, document)
    return ReadFiche(returned, _own(ctx, actor, returned))


def note_read(ctx: Context, actor: Actor, document: DepositDocument) -> None:
    """Journal that somebody looks at a document, whichever page comes first; leafing through it is one reading."""
    event = Event(EventKind.DOCUMENT_READ, actor.account_id, document.id)
    append_once(ctx.session, event, at=ctx.now, since=ctx.now - ONE_READING)


def followed(ctx: Context, actor: Actor, transmission_id: str) -> Transmission | None:
    """Return a pli that somebody may follow; a colleague's and none at all are the same answer (law 8)."""
    try:
        return following.transmission_of(ctx, actor, transmission_id)
    except (Denied, NotFound):
        return None


def _own(ctx: Context, actor: Actor, returned: Returned) -> Own | None:
    """Find the pli of the reference inside; what it left with may be destroyed already."""
    found = store.find_by_reference(ctx.session, returned.mark.reference) if returned.mark.reference else None
    row = followed(ctx, actor, found.id) if found is not None else None
    if row is None or row.fiche_version_id is None:
        return None
    try:
        version = store.get_fiche_version(ctx.session, row.fiche_version_id)
    except NotFound:
        return None
    return Own(row, version, freezing.is_of(ctx, version, returned))
