"""What is this document, and what is done with it? Compared and accepted, taken into a dossier, kept, or left out."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Conflict, Invalid, LiaisonError, NotFound, Problem, Refused, WrongState
from liaison.messages.traits import spoken
from liaison.rules.access import Actor
from liaison.usecases import accepting, attaching, deposited, matching, taking_in
from liaison.usecases.attaching import Ways
from liaison.usecases.context import Context
from liaison.usecases.entering import DOOR_LABELS
from liaison.usecases.matching import Proposals
from liaison.usecases.outcomes import OUTCOME_LABELS, REASON_LABELS, SHORT_LABELS
from liaison.usecases.referring import CIR_LABELS, Referred
from liaison.usecases.settling import LEFT_BY_HAND, LEFT_OUT_LABELS
from liaison.usecases.tables import taking_back
from liaison.usecases.taking_in import FATE_LABELS, TakenIn
from liaison.usecases.viewing import MOST_PAGES
from liaison.vocabulary import CirState, DepositDoor, LeftOut, Outcome, OutcomeReason
from web.deps import Ctx, CurrentActor, Posted
from web.doubts import DOUBTS
from web.errors import Again
from web.inputs import Form, FrenchDate, Input, Ticked, read
from web.pages import go, render

PREFIX: Final = "/depots/{deposit_id}/documents/{document_id}"
router = APIRouter(prefix=PREFIX)

NO_REFERRAL: Final = "none"
_AGREED_ON: Final = "Accord donné le"
AGAIN: Final = (Invalid, WrongState, Refused, Conflict)

CIRS: Final = tuple((one.value, label) for one, label in CIR_LABELS.items())
DOORS: Final[Mapping[DepositDoor, str]] = {
    DepositDoor.REPLY: "en réponse à un pli",
    DepositDoor.DESK: "par la page de dépôt",
    **{door: label[:1].lower() + label[1:] for door, label in DOOR_LABELS.items()},
}


class AcceptInput(Input):
    """What a returned fiche answers, and what the dossier takes over."""

    outcome: Annotated[Outcome | None, Field(title="Réponse du partenaire")] = None
    reason: Annotated[OutcomeReason | None, Field(title="Motif")] = None
    take: Annotated[tuple[str, ...], Field(title="À reprendre au dossier")] = ()


class ReferralInput(Input):
    """What is known of the CIR, and of the person's agreement."""

    cir: Annotated[str, Field(title="CIR", pattern="^(|signed|not_signed|unknown|none)$")] = ""
    signed_on: Annotated[FrenchDate, Field(title="Date de signature du CIR")] = None
    agreed: Annotated[Ticked, Field(title="Accord de la personne")] = False
    agreed_on: Annotated[FrenchDate, Field(title=_AGREED_ON)] = None


class AttachInput(ReferralInput):
    """The dossier that a document is kept with."""

    case: Annotated[str, Field(title="Dossier", min_length=1, max_length=40)]


class PliInput(Input):
    """The pli that a document answers, and what it answers."""

    pli: Annotated[str, Field(title="Pli", min_length=1, max_length=40)]
    outcome: Annotated[Outcome | None, Field(title="Réponse du partenaire")] = None
    reason: Annotated[OutcomeReason | None, Field(title="Motif")] = None


class LeaveInput(Input):
    """Why a document is not kept."""

    why: Annotated[LeftOut, Field(title="Motif")]


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the forms of a document's page."""

    outcome: str = ""
    reason: str = ""
    case: str = ""
    pli: str = ""
    cir: str = ""
    signed_on: str = ""
    agreed: bool = False
    agreed_on: str = ""
    why: str = ""
    take: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document, what it is for us, and what may be done with it."""

    it: TakenIn
    ways: Ways
    proposals: Proposals | None
    doubts: tuple[tuple[str, str], ...]
    known_outcome: str
    door: str
    fate: str
    typed: Typed
    title: str
    traits: tuple[str, ...] = ()
    """What it holds beside text and pictures, in words."""
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    outcomes: tuple[tuple[str, str], ...] = tuple((one.value, label) for one, label in OUTCOME_LABELS.items())
    reasons: tuple[tuple[str, str], ...] = tuple((one.value, label) for one, label in REASON_LABELS.items())
    whys: tuple[tuple[str, str], ...] = tuple((one.value, LEFT_OUT_LABELS[one]) for one in LEFT_BY_HAND)
    cirs: tuple[tuple[str, str], ...] = CIRS
    most_pages: int = MOST_PAGES
    tables: tuple[tuple[str, str], ...] = ()
    """The sent tables that a workbook of the DT OFII may be the return of: id, number."""


@router.get("")
def show_document(request: Request, deposit_id: str, document_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show a document, and what to do with it."""
    return render(request, "deposits/document.html", _page(ctx, actor, deposit_id, document_id, Form()))


@router.post("/accepter")
def accept_answer(
    request: Request, deposit_id: str, document_id: str, ctx: Ctx, actor: CurrentActor, form: Posted
) -> Response:
    """Accept a returned fiche as the partner's answer."""
    with _deciding(ctx, actor, deposit_id, document_id, form):
        given = read(_without_blanks(form), AcceptInput)
        transmission_id = accepting.accept(
            ctx, actor, document_id, outcome=given.outcome, reason=given.reason, take=frozenset(given.take)
        )
    return go(request, "show_transmission", transmission_id=transmission_id, done="reponse-acceptee")


@router.post("/joindre")
def attach_document(
    request: Request, deposit_id: str, document_id: str, ctx: Ctx, actor: CurrentActor, form: Posted
) -> Response:
    """Keep a document with a dossier."""
    with _deciding(ctx, actor, deposit_id, document_id, form):
        given = read(form, AttachInput)
        referred = referred_of(ctx, actor, document_id, given)
        attaching.attach(ctx, actor, document_id, given.case, referred=referred)
    return go(request, "show_case", case_id=given.case, done="document-joint")


@router.post("/pli")
def attach_to_pli(
    request: Request, deposit_id: str, document_id: str, ctx: Ctx, actor: CurrentActor, form: Posted
) -> Response:
    """Keep a document as the answer to a pli."""
    with _deciding(ctx, actor, deposit_id, document_id, form):
        given = read(_without_blanks(form), PliInput)
        transmission_id = attaching.attach_to_pli(
            ctx, actor, document_id, given.pli, outcome=given.outcome, reason=given.reason
        )
    return go(request, "show_transmission", transmission_id=transmission_id, done="document-joint")


@router.post("/ecarter")
def leave_out_document(
    request: Request, deposit_id: str, document_id: str, ctx: Ctx, actor: CurrentActor, form: Posted
) -> Response:
    """Destroy a document that nobody needs."""
    with _deciding(ctx, actor, deposit_id, document_id, form):
        attaching.leave_out(ctx, actor, document_id, read(form, LeaveInput).why)
    return go(request, "show_deposit", deposit_id=deposit_id, done="document-ecarte")


def _page(
    ctx: Context, actor: Actor, deposit_id: str, document_id: str, form: Form, error: LiaisonError | None = None
) -> DocumentPage:
    it = document_of(ctx, actor, deposit_id, document_id)
    proposals = None
    if it.elsewhere is not None and it.is_waiting:
        proposals = matching.propose(ctx, actor, it.deposit.departement, it.elsewhere.returned.raw())
    answer = it.answer
    return DocumentPage(
        it=it,
        ways=attaching.ways(ctx, actor, document_id),
        proposals=proposals,
        doubts=tuple(DOUBTS[doubt] for doubt in answer.doubts) if answer and it.is_waiting else (),
        known_outcome=SHORT_LABELS[answer.outcome] if answer and answer.outcome else "",
        door=DOORS[it.deposit.door],
        fate=FATE_LABELS[it.document.fate],
        typed=typed_of(form, it),
        title=f"Document {it.document.number} du dépôt {it.deposit.reference}",
        traits=spoken(it.document.traits),
        problems=error.problems if isinstance(error, Invalid) else (),
        refusal=None if isinstance(error, Invalid) else error,
        tables=taking_back.tables_for(ctx, actor, document_id),
    )


@contextmanager
def _deciding(ctx: Context, actor: Actor, deposit_id: str, document_id: str, form: Form) -> Iterator[None]:
    """Decide about a document that stands where the address says; its page is shown again with what was refused."""
    check_stands_there(ctx, actor, deposit_id, document_id)
    try:
        yield
    except AGAIN as error:
        ctx.take_back()
        page = _page(ctx, actor, deposit_id, document_id, form, error)
        raise Again(error, "deposits/document.html", page) from error


def document_of(ctx: Context, actor: Actor, deposit_id: str, document_id: str) -> TakenIn:
    """Return a document that stands where the address says.

    Raises:
        NotFound: there is none of that id in this deposit.
    """
    check_stands_there(ctx, actor, deposit_id, document_id)
    return taking_in.look(ctx, actor, document_id)


def check_stands_there(ctx: Context, actor: Actor, deposit_id: str, document_id: str) -> None:
    """Refuse an address that names a document of another deposit, before anything is read or done.

    Raises:
        NotFound: there is none of that id in this deposit.
    """
    if deposited.document_of(ctx, actor, document_id).deposit_id != deposit_id:
        raise NotFound("Ce document n’existe pas, ou a été détruit.", hint="Voyez la page du dépôt.")


def referred_of(ctx: Context, actor: Actor, document_id: str, given: ReferralInput) -> Referred | None:
    """Read what was said of a referral; nothing where it is none, or where nobody was asked.

    Raises:
        Invalid: it was asked, and not said; or the day of the agreement is missing.
    """
    if not given.cir:
        if attaching.ways(ctx, actor, document_id).asks_referral:
            sentence = "« CIR » : choisissez une réponse. Si vous ne savez pas, dites-le."
            raise Invalid([Problem("cir", "CIR", sentence)])
        return None
    if given.cir == NO_REFERRAL:
        return None
    if given.agreed and given.agreed_on is None:
        raise Invalid([Problem("agreed_on", _AGREED_ON, "À remplir : la date que porte la fiche.")])
    return Referred(CirState(given.cir), given.signed_on, given.agreed_on if given.agreed else None)


def _without_blanks(form: Form) -> Form:
    """Leave out what was not chosen: nothing is not an answer of a closed list."""
    return Form({name: values for name, values in form.fields.items() if values != ("",)})


def typed_of(form: Form, it: TakenIn) -> Typed:
    """Return what stands in the forms of a document: what was typed, or what is known."""
    received = f"{it.deposit.received_at:%d/%m/%Y}"
    pli = it.answers.id if it.answers and it.answers.case_id else ""
    return Typed(
        outcome=form.one("outcome"),
        reason=form.one("reason"),
        case=form.one("case", it.deposit.case_id or ""),
        pli=form.one("pli", pli),
        cir=form.one("cir"),
        signed_on=form.one("signed_on"),
        agreed=form.one("agreed") == "1",
        agreed_on=form.one("agreed_on", received),
        why=form.one("why"),
        take=form.many("take"),
    )
