"""How is a stranger's document looked at? As pictures of its pages, drawn in the child process; or taken away.

Nothing of it reaches the browser but pixels: no script, no link, no file inside runs or opens. What cannot be drawn is
taken away as a file, never opened in the page, with a warning.
"""

from typing import Final

from crypto.archive import neutral_name
from liaison.errors import NotFound, WrongState
from liaison.events import EventKind
from liaison.ports import CannotPicture, OpeningStopped, Picture
from liaison.rules.access import Actor
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import deposited, reading_back
from liaison.usecases.context import Context
from liaison.vocabulary import DocumentKind

DRAWN: Final = frozenset({DocumentKind.FICHE, DocumentKind.PDF, DocumentKind.IMAGE})
"""What has a picture; everything else is taken away only."""
MOST_PAGES: Final = 100
"""Pages that are shown: a page of a hundred pictures is long already, and a stranger chooses how many there are."""


def picture(ctx: Context, actor: Actor, document_id: str, page: int) -> Picture:
    """Return the picture of one page, from 1 on; looking is journalled, whichever it is.

    Raises:
        NotFound: it has no such page.
        WrongState: it cannot be drawn within the limits, or was destroyed.
    """
    document = deposited.document_of(ctx, actor, document_id)
    if document.kind not in DRAWN or not 1 <= page <= min(max(document.pages, 1), MOST_PAGES):
        raise NotFound("Cette page n’existe pas.", hint="Revenez à la page du dépôt.")
    content = deposited.content_of(ctx, document)
    reading_back.note_read(ctx, actor, document)
    try:
        return ctx.between(lambda: ctx.opener.picture(content, page))
    except (OpeningStopped, CannotPicture):
        raise WrongState(
            "Ce document ne se montre pas ici : il est abîmé, ou demande trop de travail au service.",
            hint="Demandez-en un autre au partenaire, ou enregistrez-le avec prudence.",
        ) from None


def download(ctx: Context, actor: Actor, document_id: str) -> tuple[str, bytes]:
    """Return a neutral name and the content of a document, to be kept as a file; journalled.

    Raises:
        WrongState: it was destroyed.
    """
    document = deposited.document_of(ctx, actor, document_id)
    content = deposited.content_of(ctx, document)
    name = neutral_name(deposited.name_of(ctx, document))
    save(ctx.session, event=Event(EventKind.DOCUMENT_DOWNLOADED, actor.account_id, document.id), at=ctx.now)
    return name, content
