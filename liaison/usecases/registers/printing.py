"""Which documents may somebody read, print and take away? One door for all of them; what leaves is journalled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from forms.documents import Printed, render
from liaison.errors import Denied
from liaison.events import EventKind
from liaison.rules.access import Actor
from liaison.store.trails import Event, find_kind
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.usecases.registers import annex, assessment, informing, lists, processing
from liaison.usecases.registers.known import Known, gather
from liaison.usecases.registers.reading import Part, markdown, parts_of, tied
from liaison.vocabulary import Chain, Role
from liaison.vocabulary.registers import RegisterDocument

_OVERSIGHT: Final = frozenset({Role.DPO, Role.CONTROLLER})
READERS: Final[Mapping[RegisterDocument, frozenset[Role]]] = {
    **dict.fromkeys(RegisterDocument, _OVERSIGHT),
    RegisterDocument.SUBPROCESSORS: _OVERSIGHT | {Role.ADMINISTRATOR},
    RegisterDocument.CORRESPONDENTS: _OVERSIGHT | {Role.COORDINATOR},
    RegisterDocument.NOTICE: _OVERSIGHT | {Role.COORDINATOR},
}
LABELS: Final[Mapping[RegisterDocument, tuple[str, str]]] = {
    RegisterDocument.CONTROLLER: (
        "Registre des traitements", "Ce que vous traitez comme responsable de traitement (RGPD, article 30.1).",
    ),
    RegisterDocument.PROCESSOR: (
        "Registre du sous-traitant", "Ce que vous traitez pour l’OFII (RGPD, article 30.2).",
    ),
    RegisterDocument.ANNEX: (
        "Annexe opérationnelle 6", "Les rubriques de la convention avec l’OFII, dans l’ordre du guide.",
    ),
    RegisterDocument.ASSESSMENT: (
        "Projet d’analyse d’impact", "À compléter et à valider (RGPD, article 35).",
    ),
    RegisterDocument.SUBPROCESSORS: (
        "Sous-traitants", "Chaque machine utilisée : qui, dans quel pays, sous quel contrat.",
    ),
    RegisterDocument.CORRESPONDENTS: (
        "Correspondants", "Protection des données et sécurité, pour chaque convention.",
    ),
    RegisterDocument.NOTICE: (
        "Note d’information", "Ce que chaque personne accompagnée reçoit (RGPD, articles 13 et 14).",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document that somebody may read."""

    document: RegisterDocument
    label: str
    words: str
    printed_at: datetime | None


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document, to read."""

    document: RegisterDocument
    title: str
    subtitle: str
    made: str
    parts: tuple[Part, ...]


def documents_of(ctx: Context, actor: Actor) -> tuple[DocumentLine, ...]:
    """Return the documents that a role may read, in their order, with when each last left."""
    printed = last_printed(ctx)
    return tuple(
        DocumentLine(document, *LABELS[document], printed.get(document.value))
        for document in RegisterDocument
        if actor.role in READERS[document]
    )


def last_printed(ctx: Context) -> Mapping[str, datetime]:
    """Say when each document was last printed or taken away, as far as the journal goes back."""
    entries = find_kind(ctx.session, Chain.SECURITY, EventKind.REGISTER_PRINTED)
    return {str(entry.detail["printed"]): entry.time for entry in entries}


def read_document(ctx: Context, actor: Actor, document: RegisterDocument) -> DocumentPage:
    """Return a document as of now, to read on a page."""
    made = _make(ctx, actor, document, blank=False)
    return DocumentPage(document, made.title, made.subtitle, made.made, parts_of(made))


def print_document(ctx: Context, actor: Actor, document: RegisterDocument, *, blank: bool = False) -> bytes:
    """Return a document as a PDF; `blank`: the notice with places to fill by hand."""
    content = render(tied(_make(ctx, actor, document, blank=blank)))
    _journal(ctx, actor, document, to="pdf")
    return content


def take_document(ctx: Context, actor: Actor, document: RegisterDocument) -> bytes:
    """Return a document as Markdown, to take elsewhere."""
    content = markdown(_make(ctx, actor, document, blank=False)).encode()
    _journal(ctx, actor, document, to="markdown")
    return content


def _make(ctx: Context, actor: Actor, document: RegisterDocument, *, blank: bool) -> Printed:
    if actor.role not in READERS[document]:
        raise Denied("Ce document n’est pas de votre rôle.", hint="Demandez-le au délégué à la protection des données.")
    known = gather(ctx)
    if document is RegisterDocument.NOTICE:
        return _notice(ctx, known, blank=blank)
    if document is RegisterDocument.CORRESPONDENTS:
        return lists.correspondents(ctx, actor, known)
    return MAKERS[document](known)


def _notice(ctx: Context, known: Known, *, blank: bool) -> Printed:
    if blank:
        return informing.printed(informing.blank_notice(ctx), "Opérateur : ………………………………………")
    operator = informing.operator_of(ctx)
    return informing.printed(informing.notices(ctx, operator)[0], known.operator)


MAKERS: Final[Mapping[RegisterDocument, Callable[[Known], Printed]]] = {
    RegisterDocument.CONTROLLER: processing.controller_register,
    RegisterDocument.PROCESSOR: processing.processor_register,
    RegisterDocument.ANNEX: annex.operational_annex,
    RegisterDocument.ASSESSMENT: assessment.impact_assessment,
    RegisterDocument.SUBPROCESSORS: lists.subprocessors,
}
"""The documents that are made of the facts of the house alone."""


def _journal(ctx: Context, actor: Actor, document: RegisterDocument, *, to: str) -> None:
    event = Event(EventKind.REGISTER_PRINTED, actor.account_id, "", {"printed": document.value, "format": to})
    save(ctx.session, event=event, at=ctx.now)
