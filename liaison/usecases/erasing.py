"""How is something destroyed before its day? One exchange while the dossier lives, or a dossier; by the one path (R-5).

Who decides is in the certificate. What is held stays: it is said by what. Nothing is destroyed in the request itself:
it is written down there, and the worker carries it through within seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from liaison.errors import Denied, Refused
from liaison.records import Case, Transmission
from liaison.rules.access import Actor, check_has_role
from liaison.rules.destruction import Day, Part
from liaison.store import cases as case_store
from liaison.store import deposits as deposit_store
from liaison.store import table_plis as table_store
from liaison.usecases import (
    asking_destruction,
    certifying,
    destroying,
    following,
    planning_destruction,
    suspending,
    taking_apart,
)
from liaison.usecases.context import Context
from liaison.usecases.dossier import case_of
from liaison.vocabulary import DeadlineSubject, Role
from liaison.vocabulary.attestations import DestructionGround
from liaison.vocabulary.destruction import Ground

OF_AN_EXCHANGE: Final = (Ground.NO_LONGER_NEEDED, Ground.WITHDRAWAL, Ground.MISTAKE)
"""Why an exchange may go before its day; an erasure that the person asked for has its request, and goes from there."""
EARLY: Final = frozenset({Role.COORDINATOR})
"""Who may destroy before the day: not who wrote it alone, and nobody who does not know what it is."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What would go, and what holds it: empty when it may go."""

    counts: tuple[tuple[int, str], ...]
    held: tuple[str, ...]
    references: tuple[str, ...] = ()


def preview_exchange(ctx: Context, actor: Actor, transmission_id: str) -> Erasure:
    """Say what the destruction of an exchange would take.

    Raises:
        NotFound: there is none of that id.
        Denied: it is not theirs, or not for their role.
    """
    return _preview(ctx, _parts_of_exchange(ctx, _pli(ctx, actor, transmission_id)))


def destroy_exchange(ctx: Context, actor: Actor, transmission_id: str, ground: Ground) -> str:
    """Begin to destroy one exchange: the fiche as it left, its working sheet, what answered it; return its number.

    Raises:
        NotFound: there is none of that id.
        Denied: it is not theirs, not for their role, or for a ground that has a room of its own.
        Refused: it is held, or nothing of it is left.
    """
    if ground not in OF_AN_EXCHANGE:
        raise Denied("Ce motif passe par une demande de la personne.", hint="Ouvrez la demande, puis décidez-la là.")
    pli = _pli(ctx, actor, transmission_id)
    parts = _parts_of_exchange(ctx, pli)
    if ground is Ground.WITHDRAWAL:
        _ask_partners(ctx, actor, [pli])
    return _begin(ctx, parts, pli.departement, ground, by=actor.account_id)


def preview_case(ctx: Context, actor: Actor, case_id: str) -> Erasure:
    """Say what the destruction of a dossier opened by mistake would take.

    Raises:
        NotFound: there is none of that id.
        Denied: it is not theirs, or not for their role.
    """
    return _preview(ctx, [_part(ctx, DeadlineSubject.CASE, _mistaken(ctx, actor, case_id))])


def destroy_mistaken_case(ctx: Context, actor: Actor, case_id: str) -> str:
    """Begin to destroy a dossier that was opened by mistake, of which nothing ever left; return its number.

    Raises:
        NotFound: there is none of that id.
        Denied: it is not theirs, or not for their role.
        Refused: something left already, or it is held.
    """
    case = _mistaken(ctx, actor, case_id)
    if table_store.plis_about(ctx.session, case.id):
        raise Refused(
            "Des plis sont déjà partis pour cette personne : ce dossier n’est pas une simple erreur.",
            hint="Si la personne demande l’effacement, enregistrez sa demande. Sinon son échéance viendra.",
        )
    return _begin(ctx, [_part(ctx, DeadlineSubject.CASE, case)], case.departement, Ground.MISTAKE, by=actor.account_id)


def erase_case(ctx: Context, *, by: str, case_id: str, ground: Ground, request: str) -> str:
    """Begin to destroy a dossier because a decision says so; `request` is the number of what was decided.

    Raises:
        NotFound: there is none of that id.
        Refused: it is held by something else than that request.
    """
    case = case_store.get_case(ctx.session, case_id)
    parts = [_part(ctx, DeadlineSubject.CASE, case)]
    _ask_partners(ctx, None, table_store.plis_about(ctx.session, case.id))
    return _begin(ctx, parts, case.departement, ground, by=by, request=request)


def begin_due(ctx: Context, actor: Actor) -> list[str]:
    """Begin now what the night would destroy, in the actor's départements; return the numbers.

    Raises:
        Denied: not the controller.
    """
    check_has_role(actor, {Role.CONTROLLER})
    numbers = []
    for departement in sorted(actor.departements):
        plan = planning_destruction.plan(ctx, departements=[departement])
        if plan.parts:
            made = destroying.begin(
                ctx, plan.parts[: destroying.AT_ONCE], departement=departement, ground=Ground.DEADLINE,
                by=actor.account_id,
            )  # fmt: skip
            numbers += [made.number] if made else []
    return numbers


def _ask_partners(ctx: Context, actor: Actor | None, plis: Sequence[Transmission]) -> None:
    """Tell those who received it, and ask them to do the same (RGPD art. 19)."""
    for partner_id in sorted({pli.partner_id for pli in plis}):
        to_them = [pli.id for pli in plis if pli.partner_id == partner_id]
        asking_destruction.ask_for(ctx, actor, partner_id, to_them, DestructionGround.ERASURE)


def _pli(ctx: Context, actor: Actor, transmission_id: str) -> Transmission:
    check_has_role(actor, EARLY)
    return following.transmission_to_change(ctx, actor, transmission_id)


def _mistaken(ctx: Context, actor: Actor, case_id: str) -> Case:
    check_has_role(actor, EARLY)
    return case_of(ctx, actor, case_id)


def _parts_of_exchange(ctx: Context, pli: Transmission) -> list[Part]:
    subject = DeadlineSubject.FICHE if pli.fiche_version_id else DeadlineSubject.ARCHIVE
    first = Part(
        subject, pli.fiche_version_id or pli.id, pli.departement, _today(ctx), pli.case_id, pli.id, pli.reference
    )
    answers = [
        Part(DeadlineSubject.DOCUMENT, row.id, pli.departement, _today(ctx), row.case_id, pli.id, pli.reference)
        for row in deposit_store.documents_about(ctx.session, pli.id)
    ]
    return [first, *answers]


def _part(ctx: Context, subject: DeadlineSubject, case: Case) -> Part:
    return Part(subject, case.id, case.departement, _today(ctx), case.id)


def _today(ctx: Context) -> Day:
    """Stand for no day at all: a person decided, no rule did."""
    return Day("", "", None, "", "", ctx.now, ctx.now)


def _begin(ctx: Context, parts: Sequence[Part], departement: str, ground: Ground, *, by: str, request: str = "") -> str:
    held = _held(ctx, parts, but=request)
    if held:
        raise Refused(
            f"Ceci ne peut pas être détruit maintenant : {', '.join(held)}.",
            hint="Le responsable de traitement peut lever la suspension, ou la demande doit d’abord être décidée.",
        )
    made = destroying.begin(ctx, parts, departement=departement, ground=ground, by=by, request=request)
    if made is None:
        raise Refused("Il n’en reste rien : tout est déjà détruit.", hint="Voyez le certificat au registre.")
    return made.number


def _preview(ctx: Context, parts: Sequence[Part]) -> Erasure:
    rows = taking_apart.take_apart(ctx, parts)
    return Erasure(
        certifying.counted(row.kind for row in rows),
        _held(ctx, parts),
        tuple(sorted({row.reference for row in rows if row.reference})),
    )


def _held(ctx: Context, parts: Sequence[Part], *, but: str = "") -> tuple[str, ...]:
    """Name what holds some parts; the decision that is being carried out does not hold itself."""
    found = suspending.obstacles(
        ctx,
        case_ids={part.case_id for part in parts if part.case_id is not None},
        transmission_ids={part.transmission_id for part in parts if part.transmission_id is not None},
        document_ids={part.id for part in parts if part.subject is DeadlineSubject.DOCUMENT},
    )
    holding = [one for some in found.values() for one in some if not but or one.number != but]
    return tuple(dict.fromkeys(planning_destruction.said(one) for one in holding))
