"""What did a partner's copies become? It says so by the link of a mail; what it says otherwise, a person records (R-7).

Looking changes nothing. The page knows nothing of a person: references, models, days, fingerprints. Whoever holds the
link may attest in the partner's place: the receipt goes to whom was asked, who will say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from liaison.errors import Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.messages.destruction import DestructionReceiptMail, destruction_receipt
from liaison.records import DestructionRequest
from liaison.rules.access import Actor
from liaison.rules.calendar import local_day
from liaison.rules.terms import ANCHOR_LABELS
from liaison.store import attestations as store
from liaison.store import directory as directory_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import asking_destruction, delivering, destruction_contacts, linking
from liaison.usecases.context import Context
from liaison.usecases.naming import title_of
from liaison.usecases.recalling_destruction import has_moved
from liaison.vocabulary import PARTNER, LinkPurpose, TermAnchor
from liaison.vocabulary.attestations import AttestationDoor, Attested, Attestor, DestructionGround, KeptFor

WORD: Final = "attester"
ANSWER_LABELS: Final[Mapping[Attested, str]] = {
    Attested.ALL_DESTROYED: "Tout est détruit, toutes les copies comprises",
    Attested.NOTHING_KEPT: "Rien n’avait été gardé : il n’y avait rien à détruire",
    Attested.SOME_KEPT: "Une partie est gardée, parce que la loi l’impose ; le reste est détruit",
}
SHORT_LABELS: Final[Mapping[Attested, str]] = {
    Attested.ALL_DESTROYED: "tout est détruit",
    Attested.NOTHING_KEPT: "rien n’était gardé",
    Attested.SOME_KEPT: "une partie est gardée, la loi l’impose",
}
KEPT_LABELS: Final[Mapping[KeptFor, str]] = {
    KeptFor.LITIGATION: "un contentieux en cours",
    KeptFor.PUBLIC_FUNDING: "le contrôle d’un financement public (FAMI, FSE+…)",
    KeptFor.OWN_FILE: "notre propre dossier de la personne, que la loi nous fait tenir",
    KeptFor.PUBLIC_ARCHIVES: "les archives publiques (Code du patrimoine)",
    KeptFor.OTHER_LAW: "une autre obligation légale, que nous vous dirons au téléphone",
}
ATTESTOR_LABELS: Final[Mapping[Attestor, str]] = {
    Attestor.DATA_PROTECTION: "Protection des données (délégué·e ou correspondant·e)",
    Attestor.DIRECTION: "Direction",
    Attestor.SECURITY: "Sécurité des systèmes d’information",
    Attestor.MANAGER: "Responsable d’agence ou de service",
    Attestor.COUNSELLOR: "Conseil, accompagnement",
}
DOOR_LABELS: Final[Mapping[AttestationDoor, str]] = {
    AttestationDoor.PAGE: "par sa page",
    AttestationDoor.LETTER: "par courrier",
    AttestationDoor.TELEPHONE: "au téléphone",
    AttestationDoor.MAIL: "par e-mail",
}


@dataclass(frozen=True, slots=True)
class PliLine:
    """One pli of a request, as the partner knows it."""

    reference: str
    model_title: str
    sent_on: date
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Given:
    """What was attested; `what` is nothing while nobody chose."""

    what: Attested | None
    attestor: Attestor | None
    kept_for: KeptFor | None = None


@dataclass(frozen=True, slots=True)
class AttestationPage:
    """What the page of a request shows to who holds its link."""

    number: str
    operator: str
    callback: str
    convention: str
    ended_on: date | None
    ended_by: str
    due_on: date
    is_late: bool
    plis: tuple[PliLine, ...]
    answer: str
    attested_at: datetime | None
    attestor: str
    kept_for: str
    is_over: bool
    """Taken back: there is nothing to destroy for now."""
    can_attest: bool
    is_erasure: bool


def open_request(ctx: Context, token: str) -> AttestationPage:
    """Return the page of a request; looking changes nothing, for scanners look at every link.

    Raises:
        Expired: the link works no more.
    """
    row = store.get_request(ctx.session, linking.follow(ctx, LinkPurpose.ATTESTATION, token).subject_id)
    _check_addressee(ctx, row)
    departement = directory_store.get_departement(ctx.session, row.departement)
    over = is_over(ctx, row)
    return AttestationPage(
        number=row.number,
        operator=departement.operator,
        callback=departement.callback,
        convention=asking_destruction.reference_of(ctx, row),
        ended_on=row.ends_on,
        ended_by=ANCHOR_LABELS[TermAnchor(row.anchor)] if row.anchor else "",
        due_on=row.due_on,
        is_late=ctx.today > row.due_on,
        plis=plis_of(ctx, row),
        answer=answer_label(row),
        attested_at=row.attested_at,
        attestor=ATTESTOR_LABELS[Attestor(row.attestor)] if row.attestor else "",
        kept_for=KEPT_LABELS[KeptFor(row.kept_for)] if row.kept_for else "",
        is_over=over,
        can_attest=not over and row.attested not in asking_destruction.DONE,
        is_erasure=row.ground == DestructionGround.ERASURE,
    )


def attest(ctx: Context, token: str, word: str, given: Given) -> None:
    """Record what a partner attests by its link; its receipt leaves by mail.

    Raises:
        Expired: the link works no more.
        Invalid: the word was not typed, or an answer is missing: a machine that clicks everything does not type.
        WrongState: the request was taken back, or everything is attested already.
    """
    link = linking.follow(ctx, LinkPurpose.ATTESTATION, token)
    row = store.lock_request(ctx.session, link.subject_id)
    linking.hold(ctx, link)
    _check_addressee(ctx, row)
    _check_standing(ctx, row)
    _note_attestation(ctx, row, checked(given, word), AttestationDoor.PAGE, PARTNER)
    _queue_receipt(ctx, row)


def record(ctx: Context, actor: Actor, request_id: str, given: Given, door: AttestationDoor | None) -> None:
    """Record what a partner attested by letter, by telephone or by mail, with where it came from.

    Raises:
        Invalid: an answer is missing.
        WrongState: the request was taken back, or everything is attested already.
    """
    row = asking_destruction.request_to_change(ctx, actor, request_id)
    _check_standing(ctx, row)
    problems = [] if door else [Problem("door", "Reçue", "Dites comment l’attestation est arrivée.")]
    _note_attestation(ctx, row, checked(given, problems=problems), door or AttestationDoor.LETTER, actor.account_id)


def checked(given: Given, word: str | None = None, *, problems: list[Problem] | None = None) -> Given:
    """Return an attestation that is whole; `word`: what was typed, where a word is asked for.

    Raises:
        Invalid: everything to correct at once.
    """
    found = problems or []
    if given.what is None:
        found.append(Problem("what", "Ce qui est attesté", "Choisissez une réponse."))
    if given.what is Attested.SOME_KEPT and given.kept_for is None:
        found.append(Problem("kept_for", "Ce qui l’impose", "Dites ce qui l’impose."))
    if given.attestor is None:
        found.append(Problem("attestor", "La fonction", "Choisissez la plus proche."))
    if word is not None:
        try:
            linking.check_typed(word, WORD)
        except Invalid as error:
            found += error.problems
    if found:
        raise Invalid(found)
    return given


def is_over(ctx: Context, row: DestructionRequest) -> bool:
    """Say whether a request no longer stands: taken back, or its end moved today and the night has not come yet."""
    if row.withdrawn_at is not None:
        return True
    if row.convention_id is None or row.attested:
        return False
    convention = directory_store.get_convention(ctx.session, row.convention_id)
    partner = directory_store.get_partner(ctx.session, row.partner_id)
    return has_moved(row, asking_destruction.term_of(ctx, convention, partner))


def plis_of(ctx: Context, row: DestructionRequest) -> tuple[PliLine, ...]:
    """Return the plis of a request."""
    return tuple(
        PliLine(pli.reference, title_of(ctx, pli.model), local_day(pli.sent_at), pli.archive_sha256)
        for pli in store.plis_of(ctx.session, row.id)
        if pli.sent_at is not None
    )


def answer_label(row: DestructionRequest) -> str:
    """Say what was attested; empty while nothing was."""
    return ANSWER_LABELS[Attested(row.attested)] if row.attested else ""


def _check_addressee(ctx: Context, row: DestructionRequest) -> None:
    """Let a link work as long as whom it was sent to speaks for the partner; who attested keeps their receipt.

    Raises:
        Expired: they were taken off since.
    """
    if not row.attested and not destruction_contacts.email_of(ctx, row):
        raise linking.gone()


def _check_standing(ctx: Context, row: DestructionRequest) -> None:
    asking_destruction.check_open(row)
    if is_over(ctx, row):
        raise WrongState("Cette demande n’a plus lieu d’être.", hint="La fin de la convention a changé.")


def _note_attestation(
    ctx: Context, row: DestructionRequest, given: Given, door: AttestationDoor, actor_id: str
) -> None:  # fmt: skip
    if given.what is None or given.attestor is None:
        raise ValueError("only a checked attestation is noted")
    kept_for = given.kept_for if given.what is Attested.SOME_KEPT else None
    row.attested, row.attested_at, row.attestor = given.what.value, ctx.now, given.attestor.value
    row.kept_for, row.door, row.recorded_by = kept_for.value if kept_for else "", door.value, actor_id
    kind = EventKind.ATTESTATION_GIVEN if door is AttestationDoor.PAGE else EventKind.ATTESTATION_RECORDED
    event = Event(
        kind,
        actor_id,
        row.id,
        {
            "number": row.number,
            "attested": row.attested,
            "attestor": row.attestor,
            "kept-for": row.kept_for,
            "by": row.door,
        },
    )
    save(ctx.session, row, event=event, at=ctx.now)


def _queue_receipt(ctx: Context, row: DestructionRequest) -> None:
    email = destruction_contacts.email_of(ctx, row)
    if not email or not ctx.mailer_ready or row.attested_at is None:
        return
    departement = directory_store.get_departement(ctx.session, row.departement)
    receipt = DestructionReceiptMail(
        number=row.number,
        operator=departement.operator,
        attested_at=row.attested_at,
        answer=answer_label(row),
        attestor=ATTESTOR_LABELS[Attestor(row.attestor)],
        kept_for=KEPT_LABELS[KeptFor(row.kept_for)] if row.kept_for else "",
        callback=departement.callback,
    )
    delivering.queue_mail(ctx, destruction_receipt(receipt), to=email)
