"""What is written to a person who asked? Letters to print: receipt, proof of identity, extension, answer (art. 12).

The letter of the answer leaves its fingerprint with the request: it proves what was written, without keeping it.
"""

import hashlib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from crypto.hashchain import Detail
from forms.documents import Block, Listing, Printed, Signature, Text, render
from liaison.errors import Refused
from liaison.events import EventKind
from liaison.records import RightsRequest
from liaison.rules import rights
from liaison.rules.access import Actor, check_has_role
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import administering, rights_sealing
from liaison.usecases.context import Context
from liaison.usecases.dossier import full_name, raw_of, read_person
from liaison.usecases.finding_requests import RECEIVERS, dates_of, request_of
from liaison.usecases.rights_labels import ARTICLES, EXTENSIONS, GROUNDS, RIGHTS
from liaison.vocabulary.rights import ExtensionReason, RefusalGround, RequestDecision, Right


class Letter(StrEnum):
    """Which letter."""

    RECEIPT = "receipt"
    IDENTITY = "identity"
    EXTENSION = "extension"
    ANSWER = "answer"


TITLES: Final[Mapping[Letter, str]] = {
    Letter.RECEIPT: "Nous avons bien reçu votre demande",
    Letter.IDENTITY: "Il nous faut savoir que c’est bien vous",
    Letter.EXTENSION: "Il nous faut plus de temps pour vous répondre",
    Letter.ANSWER: "Notre réponse à votre demande",
}
_DONE: Final[Mapping[Right, str]] = {
    Right.ACCESS: "Vous recevez avec cette lettre la copie de toutes vos données, fermée par une clé que nous vous "
    "donnons à part.",
    Right.PORTABILITY: "Vous recevez avec cette lettre les données que vous nous avez fournies, dans un fichier qu’un "
    "autre organisme peut lire, fermé par une clé que nous vous donnons à part.",
    Right.RECTIFICATION: "Vos données sont corrigées. Nous prévenons chaque organisme qui avait reçu les anciennes.",
    Right.ERASURE: "Vos données sont effacées. Nous prévenons chaque organisme qui les avait reçues.",
    Right.RESTRICTION: "Vos données sont conservées sans être utilisées. Nous prévenons chaque organisme qui les a "
    "reçues, et nous vous préviendrons avant de les utiliser à nouveau.",
    Right.NOTIFICATION: "Vous trouverez ci-joint la liste des organismes que nous avons prévenus.",
    Right.OBJECTION: "Nous n’envoyons plus rien sur vous à nos partenaires.",
    Right.AUTOMATED: "Aucune décision n’est prise sur vous par une machine seule : une personne décide toujours.",
    Right.WITHDRAWAL: "Votre accord est retiré. Ce qui n’était pas encore parti ne partira pas.",
}
_RECOURSE: Final = (
    "Vos droits ne sont pas respectés ? Écrivez à la CNIL : 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07.",
    "La CNIL se joint aussi par www.cnil.fr.",
    "Vous pouvez aussi saisir un juge.",
    "Votre référent peut vous aider à le faire.",
)


def print_letter(ctx: Context, actor: Actor, request_id: str, letter: Letter) -> bytes:
    """Return a letter to print and sign; journalled, and the answer's fingerprint is kept.

    Raises:
        Refused: there is nothing to say in it yet.
    """
    check_has_role(actor, RECEIVERS)
    row = request_of(ctx, actor, request_id)
    blocks = tuple(_WRITERS[letter](ctx, row))
    operator = directory_store.get_departement(ctx.session, row.departement).operator
    signer = administering.staff_name(ctx, actor.account_id)
    content = render(
        Printed(
            TITLES[letter], operator, f"Le {ctx.today:%d/%m/%Y}",
            (Text(_whom(ctx, row)), *blocks, Signature((signer,))),
            subtitle=f"Demande {row.number} : {RIGHTS[Right(row.kind)].lower()}", foot=f"Demande {row.number}",
        )
    )  # fmt: skip
    digest = hashlib.sha256(content).hexdigest()
    if letter is Letter.ANSWER and row.closed_at is None:
        row.answer_sha256 = digest
    detail: dict[str, Detail] = {"number": row.number, "letter": letter.value, "sha256": digest}
    save(ctx.session, row, event=Event(EventKind.REQUEST_LETTER, actor.account_id, row.id, detail), at=ctx.now)
    return content


def letters_for(row: RightsRequest) -> tuple[Letter, ...]:
    """Return the letters that there is something to say in."""
    ready = {
        Letter.RECEIPT: row.closed_at is None,
        Letter.IDENTITY: row.closed_at is None and not row.identity,
        Letter.EXTENSION: bool(row.extension),
        Letter.ANSWER: bool(row.decision),
    }
    return tuple(letter for letter in Letter if ready[letter])


def _receipt(_: Context, row: RightsRequest) -> Iterator[Block]:
    kind = Right(row.kind)
    yield Text(
        f"Vous nous avez adressé une demande le {row.received_on:%d/%m/%Y} : {RIGHTS[kind].lower()} "
        f"(RGPD, {ARTICLES[kind]}). Elle porte le numéro {row.number}."
    )
    yield Text(f"Nous vous répondons au plus tard le {rights.due_on(dates_of(row)):%d/%m/%Y}. C’est gratuit.")
    yield Text("Pour en parler, adressez-vous à votre référent ou au délégué à la protection des données.")


def _identity(_: Context, row: RightsRequest) -> Iterator[Block]:
    yield Text(f"Nous avons reçu le {row.received_on:%d/%m/%Y} une demande à votre nom, numéro {row.number}.")
    yield Text(
        "Pour ne donner vos données à personne d’autre, nous devons savoir que c’est bien vous. Venez nous voir avec "
        "un document à votre nom, ou appelez-nous : nous vous rappellerons au numéro que nous connaissons."
    )
    yield Text("Nous ne gardons aucune copie de votre document. Le délai d’un mois reprend dès que c’est fait.")


def _extension(ctx: Context, row: RightsRequest) -> Iterator[Block]:
    if not row.extension:
        raise Refused("Aucune prolongation n’est décidée.", hint="Décidez-la d’abord.")
    reason = EXTENSIONS[ExtensionReason(row.extension)]
    yield Text(
        f"Vous nous avez adressé la demande {row.number} le {row.received_on:%d/%m/%Y}. Nous avons besoin de deux mois "
        "de plus pour y répondre, comme la loi le permet (RGPD, article 12.3)."
    )
    yield Text(f"La raison : {reason[:1].lower()}{reason[1:]}.")
    if text := rights_sealing.read(ctx, row).get(rights_sealing.EXTENSION, ""):
        yield Text(text)
    yield Text(f"Nous vous répondons au plus tard le {rights.extended_due(dates_of(row)):%d/%m/%Y}.")
    yield Listing(_RECOURSE)


def _answer(ctx: Context, row: RightsRequest) -> Iterator[Block]:
    if not row.decision:
        raise Refused("Cette demande n’est pas encore décidée.", hint="Décidez d’abord, puis imprimez la réponse.")
    kind, decision = Right(row.kind), RequestDecision(row.decision)
    yield Text(
        f"Vous nous avez adressé le {row.received_on:%d/%m/%Y} la demande {row.number} : {RIGHTS[kind].lower()} "
        f"(RGPD, {ARTICLES[kind]})."
    )
    if decision is RequestDecision.NOTHING_HELD:
        yield Text("Nous avons cherché : nous n’avons aucune donnée sur vous.")
    elif decision is RequestDecision.REFUSED:
        yield Text("Nous ne pouvons pas y donner suite.")
    else:
        yield Text(_DONE[kind])
    if decision in rights.NEEDS_GROUND:
        partly = "Une partie de votre demande est refusée. " if decision is RequestDecision.PARTLY else ""
        yield Text(f"{partly}Le motif : {GROUNDS[RefusalGround(row.ground)]}.")
        if text := rights_sealing.read(ctx, row).get(rights_sealing.DECISION, ""):
            yield Text(text)
    yield Listing(_RECOURSE)


_WRITERS: Final = {
    Letter.RECEIPT: _receipt, Letter.IDENTITY: _identity, Letter.EXTENSION: _extension, Letter.ANSWER: _answer,
}  # fmt: skip


def _whom(ctx: Context, row: RightsRequest) -> str:
    if row.case_id is None:
        return rights_sealing.read_reach(ctx, row)
    return full_name(raw_of(read_person(ctx, case_store.get_case(ctx.session, row.case_id))))
