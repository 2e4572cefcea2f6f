"""How is an exit announced to one addressee? Prepared as a fiche and sent like any other, or told otherwise (T-10).

Nothing is sent by itself: a person prepares, looks and sends, or says how the addressee was told, or why not.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from forms.answers import Answers
from liaison.errors import Invalid, Problem, Refused, WrongState
from liaison.events import EventKind
from liaison.records import Case, CaseExit, ExitAddressee, Partner
from liaison.rules import exchange, exits
from liaison.rules.access import Actor
from liaison.rules.exits import Standing
from liaison.store import directory as directory_store
from liaison.store import exits as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import drafting, leaving
from liaison.usecases.context import Context
from liaison.usecases.dossier import case_of
from liaison.vocabulary import Audience, ExitKind, FicheId, NotConcerned, PartnerKind, ToldBy

HANDED_OVER: Final = "generic"
"""At a definitive move the dossier itself is handed over (guide:404-407): the generic fiche, not an announcement."""
TOLD_LABELS: Final[Mapping[ToldBy, str]] = {
    ToldBy.TELEPHONE: "Par téléphone",
    ToldBy.MEETING: "Lors d’une réunion de suivi",
    ToldBy.IN_PERSON: "De vive voix ou en main propre",
    ToldBy.LETTER: "Par courrier",
}
REASON_LABELS: Final[Mapping[NotConcerned, str]] = {
    NotConcerned.KNOWS_ALREADY: "Il le sait déjà : c’est lui qui nous en a informés",
    NotConcerned.FOLLOWS_NO_MORE: "Il ne suit pas, ou plus, cette personne",
    NotConcerned.NOT_IN_CONVENTION: "Sa convention ne le prévoit pas",
    NotConcerned.AGREEMENT_WITHDRAWN: "La personne a retiré son accord",
    NotConcerned.DESTINATION_UNKNOWN: "On ne sait pas où la personne s’installe",
}


def model_for(audience: Audience) -> str:
    """Return the model that goes to an addressee."""
    return HANDED_OVER if audience is Audience.RECEIVING else exchange.EXIT_MODEL


def prepare(ctx: Context, actor: Actor, addressee_id: str, contact_id: str) -> FicheId:
    """Begin the announcement to a contact, prefilled; the one that is prepared already is returned as it is.

    Raises:
        Invalid: the contact is not one of this addressee's.
        WrongState: it left, or the addressee was told otherwise.
    """
    row, case = _open(ctx, actor, addressee_id)
    situation = leaving.situations(ctx, case.id, [row])[row.id]
    if situation.standing is Standing.PREPARED and situation.fiche is not None:
        return FicheId(situation.fiche.id)
    _check_waits(situation.standing)
    audience = Audience(row.audience)
    contact = directory_store.get_contact(ctx.session, contact_id)
    partner = directory_store.get_partner(ctx.session, contact.partner_id)
    right = PartnerKind(partner.kind) in exits.PARTNERS[audience] and exits.may_be(
        audience, partner.id, chosen=row.partner_id, others=others_of(ctx, row)
    )
    if not right or partner.departement != case.departement:
        raise Invalid([Problem("contact", "Contact", "« Contact » : choisissez un contact de ce destinataire.")])
    model = model_for(audience)
    typed = _typed(store.get_exit(ctx.session, row.exit_id), audience) if model == exchange.EXIT_MODEL else {}
    fiche_id = drafting.begin(ctx, actor, case, ctx.catalog.get(model), typed)
    drafting.choose_contact(ctx, actor, fiche_id, contact.id)
    row.fiche_id, row.partner_id = fiche_id, partner.id
    detail = {"addressee": row.id, "fiche": fiche_id}
    _decide(ctx, actor, row, Event(EventKind.EXIT_PREPARED, actor.account_id, case.id, detail))
    return fiche_id


def others_of(ctx: Context, row: ExitAddressee) -> frozenset[str]:
    """Return the partners that are told of the same exit as other addressees."""
    rows = store.list_addressees(ctx.session, [row.exit_id])
    return frozenset(one.partner_id for one in rows if one.id != row.id and one.partner_id is not None)


def note_told(ctx: Context, actor: Actor, addressee_id: str, by: ToldBy, on: date | None) -> None:
    """Record that an addressee was told otherwise than by a pli.

    Raises:
        Invalid: no day, or a day to come.
        WrongState: it was told already.
    """
    row, case = _open(ctx, actor, addressee_id)
    _check_waits(leaving.situations(ctx, case.id, [row])[row.id].standing)
    if on is None or on > ctx.today:
        sentence = "« Informé le » : écrivez quel jour, au plus tard aujourd’hui."
        raise Invalid([Problem("told_on", "Informé le", sentence)])
    row.told_by, row.told_on = by.value, on
    detail = {"addressee": row.id, "told": by.value, "on": on.isoformat()}
    _decide(ctx, actor, row, Event(EventKind.EXIT_TOLD, actor.account_id, case.id, detail))


def note_not_concerned(ctx: Context, actor: Actor, addressee_id: str, reason: NotConcerned) -> None:
    """Record why an addressee needs not be told.

    Raises:
        Refused: the guide leaves this addressee no such way out.
        WrongState: it was told already.
    """
    row, case = _open(ctx, actor, addressee_id)
    _check_waits(leaving.situations(ctx, case.id, [row])[row.id].standing)
    if reason not in exits.REASONS[Audience(row.audience)]:
        duty = exits.DUTIES[Audience(row.audience)]
        raise Refused(f"Ce motif ne vaut pas ici : {duty.rule} ({duty.place}).", hint="Choisissez un motif proposé.")
    row.not_concerned = reason.value
    detail = {"addressee": row.id, "waived": reason.value}
    _decide(ctx, actor, row, Event(EventKind.EXIT_NOT_CONCERNED, actor.account_id, case.id, detail))


def reopen(ctx: Context, actor: Actor, addressee_id: str) -> None:
    """Take back what was recorded by mistake: the addressee waits again.

    Raises:
        WrongState: nothing was recorded; what left by a pli is recalled on its own page.
    """
    row, case = _open(ctx, actor, addressee_id)
    if not row.told_by and not row.not_concerned:
        raise WrongState("Rien n’est à reprendre ici.", hint="Un pli qui est parti s’arrête depuis sa propre page.")
    row.told_by, row.told_on, row.not_concerned = "", None, ""
    detail = {"addressee": row.id}
    _decide(ctx, actor, row, Event(EventKind.EXIT_REOPENED, actor.account_id, case.id, detail))


def check_announcement(ctx: Context, case: Case, partner: Partner, answers: Answers) -> None:
    """Let an announcement leave only if it says what is recorded, and what this addressee may read (F-6).

    Raises:
        Invalid: kind or day differ from the dossier's.
        Refused: no exit stands, or this partner is not one of those who must be told of it.
    """
    row = store.find_standing(ctx.session, case.id)
    if row is None:
        raise Refused("Aucune sortie n’est enregistrée dans ce dossier.", hint="Enregistrez la sortie d’abord.")
    audience = _listed_as(ctx, row, partner)
    if audience is None:
        raise Refused(
            "Cette sortie n’est pas à annoncer à ce partenaire (guide 1.5.3, annexes 6 et 6.1).",
            hint="Ouvrez la sortie depuis le dossier : elle dit à qui l’annoncer.",
        )
    expected = {"exit.kind": exits.announced_kind(ExitKind(row.kind), audience), "exit.date": row.left_on}
    problems = [
        Problem(key, answers.spec.naming(key), f"« {answers.spec.naming(key)} » : le dossier dit autre chose. {_ASK}")
        for key, value in expected.items()
        if answers.get(key) != value
    ]
    if problems:
        raise Invalid(problems)


_ASK: Final = "Remettez la réponse proposée, ou corrigez la sortie dans le dossier."


def _listed_as(ctx: Context, row: CaseExit, partner: Partner) -> Audience | None:
    """Return as what a partner is listed; where the guide names no one partner, any of that kind until one is."""
    for one in store.list_addressees(ctx.session, [row.id]):
        audience = Audience(one.audience)
        fits = PartnerKind(partner.kind) in exits.PARTNERS[audience]
        if fits and (one.partner_id == partner.id or (one.partner_id is None and audience not in exits.ONE_BY_ONE)):
            return audience
    return None


def _typed(row: CaseExit, audience: Audience) -> dict[str, str]:
    kind = exits.announced_kind(ExitKind(row.kind), audience)
    return {"exit.kind": kind, "exit.date": f"{row.left_on:%d/%m/%Y}"}


def _open(ctx: Context, actor: Actor, addressee_id: str) -> tuple[ExitAddressee, Case]:
    row = store.get_addressee(ctx.session, addressee_id)
    exit_row = store.get_exit(ctx.session, row.exit_id)
    case = case_of(ctx, actor, exit_row.case_id)
    if exit_row.undone_at is not None:
        raise WrongState("Cette sortie a été annulée.", hint="Revenez au dossier : il n’y a plus rien à annoncer.")
    return row, case


def _check_waits(standing: Standing) -> None:
    if standing in {Standing.SENT, Standing.TOLD, Standing.NOT_CONCERNED}:
        raise WrongState("Ce destinataire est déjà traité.", hint="Rechargez la page : elle dit comment.")


def _decide(ctx: Context, actor: Actor, row: ExitAddressee, event: Event) -> None:
    row.decided_by, row.decided_at = actor.account_id, ctx.now
    save(ctx.session, row, event=event, at=ctx.now)
