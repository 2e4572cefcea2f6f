"""How does somebody leave the programme? The exit on the dossier, and who must be told of it (T-10, guide 1.5).

Recording an exit ends the support and lists its addressees; it tells nobody: that is `announcing`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from crypto.hashchain import Detail
from liaison.errors import Conflict, Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.records import Case, CaseExit, ExitAddressee, Fiche, ProjectEnd, Transmission
from liaison.rules import exchange, exits
from liaison.rules.access import Actor, check_may_work_in
from liaison.rules.exits import Standing
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.store import exits as store
from liaison.store import outbox as outbox_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import drafting, ending_support, stopping
from liaison.usecases.context import Context
from liaison.usecases.dossier import case_of
from liaison.vocabulary import ArchiveStatus, Audience, ExitKind, ExitUndone, FicheStatus, PartnerKind, ProjectEndKind

EXIT_LABELS: Final[Mapping[ExitKind, str]] = {
    ExitKind.POSITIVE_EMPLOYMENT: "Sortie positive vers l’emploi",
    ExitKind.POSITIVE_HOUSING: "Sortie positive vers le logement",
    ExitKind.POSITIVE_BOTH: "Sortie positive vers l’emploi et le logement",
    ExitKind.TERM: "Fin des 24 mois",
    ExitKind.MOVE: "Déménagement définitif",
    ExitKind.ABANDON: "Abandon",
    ExitKind.EXCLUSION: "Exclusion",
    ExitKind.DEATH: "Décès",
}
UNDONE_LABELS: Final[Mapping[ExitUndone, str]] = {
    ExitUndone.MISTAKE: "Elle a été enregistrée par erreur",
    ExitUndone.REENTRY: "L’accompagnement reprend",
}
PROJECT_LABELS: Final[Mapping[ProjectEndKind, str]] = {
    ProjectEndKind.EMPLOYMENT: "Accès à l’emploi",
    ProjectEndKind.TRAINING: "Accès à la formation",
    ProjectEndKind.HOUSING: "Accès au logement",
    ProjectEndKind.COMPLETED: "Action menée à son terme",
    ProjectEndKind.LEFT: "La personne a quitté l’action",
}


@dataclass(frozen=True, slots=True)
class ExitForm:
    """An exit as it is typed; `heard_on` for an exclusion only."""

    kind: ExitKind
    left_on: date | None
    heard_on: date | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """Where an addressee stands: its draft, or the transmission that left."""

    standing: Standing
    fiche: Fiche | None = None
    transmission: Transmission | None = None


def record_exit(ctx: Context, actor: Actor, case_id: str, form: ExitForm) -> None:
    """Record that somebody left: the support ends that day, and who must be told is listed.

    Raises:
        Invalid: a day is missing, to come, or an exclusion came before the person was heard.
        WrongState: an exit stands already.
    """
    case = case_of(ctx, actor, case_id)
    if store.find_standing(ctx.session, case.id) is not None:
        raise WrongState("Une sortie est déjà enregistrée.", hint="Annulez-la d’abord si elle est fausse.")
    left_on = _checked(ctx, form)
    ended_before = case.support_ended_on
    ending_support.set_support_end(ctx, actor, case.id, left_on)
    row = CaseExit(
        id=ctx.new_id(), case_id=case.id, kind=form.kind.value, left_on=left_on,
        heard_on=form.heard_on if form.kind is ExitKind.EXCLUSION else None, ended_before=ended_before,
        recorded_by=actor.account_id, recorded_at=ctx.now,
    )  # fmt: skip
    addressees = _addressees(ctx, case, row)
    # The kind of exit stays out of the journal: an exclusion may tell of an offence, and the dossier has it (G-8).
    detail: dict[str, Detail] = {"ended": left_on.isoformat(), "addressees": len(addressees)}
    save(ctx.session, row, event=Event(EventKind.EXIT_RECORDED, actor.account_id, case.id, detail), at=ctx.now)
    ctx.session.add_all(addressees)
    ctx.session.flush()


def undo_exit(ctx: Context, actor: Actor, case_id: str, why: ExitUndone) -> date | None:
    """Take an exit back, throw away announcements that had not left; return when the support ends now, if it does.

    After a re-entry the support goes on. After a mistake it stands as it stood before the exit, and what was
    announced is recalled wherever its key still lies here: what it says is not true.

    Raises:
        WrongState: no exit stands.
        Invalid: a re-entry after an exit that the guide knows none after.
    """
    row = standing_exit(ctx, actor, case_id)
    if why not in exits.may_be_undone(ExitKind(row.kind)):
        sentence = "« Pourquoi » : une reprise n’est possible qu’après une sortie positive (guide 1.5.2)."
        raise Invalid([Problem("why", "Pourquoi", sentence)])
    addressees = store.list_addressees(ctx.session, [row.id])
    prepared = _prepared_for(ctx, row.case_id, addressees)
    if why is ExitUndone.MISTAKE:
        _recall_announcements(ctx, actor, row, prepared)
    for fiche in prepared:
        if fiche.status == FicheStatus.DRAFT:
            drafting.discard(ctx, actor, fiche.id)
    row.undone_at, row.undone_why = ctx.now, why.value
    event = Event(EventKind.EXIT_UNDONE, actor.account_id, row.case_id, {"undone": why.value})
    save(ctx.session, row, event=event, at=ctx.now)
    ended_on = row.ended_before if why is ExitUndone.MISTAKE else None
    ending_support.set_support_end(ctx, actor, row.case_id, ended_on)
    return ended_on


def add_addressee(ctx: Context, actor: Actor, case_id: str, partner_id: str) -> None:
    """List a partner that the person was referred to by another way, or another service that takes over at a move.

    Raises:
        Invalid: the partner is of another département, or of a kind that the guide does not name.
        Conflict: it is listed already.
    """
    row = standing_exit(ctx, actor, case_id)
    partner = directory_store.get_partner(ctx.session, partner_id)
    check_may_work_in(actor, partner.departement)
    audience = exits.added_as(ExitKind(row.kind), PartnerKind(partner.kind))
    if audience is None or partner.departement != case_of(ctx, actor, case_id).departement:
        sentence = "« Partenaire » : choisissez un de ceux que la liste propose."
        raise Invalid([Problem("partner", "Partenaire", sentence)])
    known = store.list_addressees(ctx.session, [row.id])
    if any(one.partner_id == partner.id for one in known):
        raise Conflict("Ce partenaire est déjà dans la liste.", hint="Ouvrez-le pour l’informer.")
    listed = next((one for one in known if one.audience == audience and _is_open(one)), None)
    listed = listed or _addressee(ctx, row, audience, None)
    listed.partner_id = partner.id
    detail = {"addressee": listed.id}
    save(ctx.session, listed, event=Event(EventKind.EXIT_ADDRESSED, actor.account_id, row.case_id, detail), at=ctx.now)


def take_in_project_end(
    ctx: Context, actor: Actor, case_id: str, partner_id: str, kind: ProjectEndKind, ended_on: date | None
) -> None:
    """Record that a PIC IPR project told us of the end of its own support (guide:3931-3934).

    Raises:
        Invalid: no day, a day to come, or a partner that is no PIC IPR project of the département.
    """
    case = case_of(ctx, actor, case_id)
    partner = directory_store.get_partner(ctx.session, partner_id)
    check_may_work_in(actor, partner.departement)
    problems = [*_day_problems(ctx, "ended_on", "Fin de son accompagnement", ended_on)]
    if partner.kind != PartnerKind.PIC_IPR or partner.departement != case.departement:
        problems.append(Problem("partner", "Lauréat", "« Lauréat » : choisissez un lauréat PIC IPR du département."))
    if problems or ended_on is None:
        raise Invalid(problems)
    row = ProjectEnd(
        id=ctx.new_id(), case_id=case.id, partner_id=partner.id, kind=kind.value, ended_on=ended_on,
        recorded_by=actor.account_id, recorded_at=ctx.now,
    )  # fmt: skip
    detail = {"partner": partner.id, "ended": ended_on.isoformat()}
    save(ctx.session, row, event=Event(EventKind.EXIT_TAKEN_IN, actor.account_id, case.id, detail), at=ctx.now)


def standing_exit(ctx: Context, actor: Actor, case_id: str) -> CaseExit:
    """Return the exit of a dossier that the actor may open.

    Raises:
        WrongState: none stands.
    """
    case = case_of(ctx, actor, case_id)
    row = store.find_standing(ctx.session, case.id)
    if row is None:
        raise WrongState("Aucune sortie n’est enregistrée.", hint="Rechargez la page : elle a pu être annulée.")
    return row


def situations(ctx: Context, case_id: str, addressees: Sequence[ExitAddressee]) -> dict[str, Situation]:
    """Return where each addressee of a person's exit stands, by its id."""
    fiches = {row.id: row for row in exchange_store.list_fiches(ctx.session, [case_id])}
    last_to: dict[tuple[str | None, str | None], Transmission] = {
        # The last one of a version: a pli made anew takes the place of the one before. One that went to somebody
        # else tells this addressee nothing.
        (row.fiche_version_id, row.partner_id): row
        for row in exchange_store.transmissions_of_case(ctx.session, case_id)
    }
    found = {}
    for row in addressees:
        fiche = fiches.get(row.fiche_id or "")
        version = exchange_store.version_of(ctx.session, fiche.id) if fiche else None
        transmission = last_to.get((version.id, row.partner_id)) if version else None
        standing = exits.standing(
            told=bool(row.told_by),
            not_concerned=bool(row.not_concerned),
            draft=fiche is not None and fiche.status == FicheStatus.DRAFT,
            archive=ArchiveStatus(transmission.archive_status) if transmission else None,
        )
        found[row.id] = Situation(standing, fiche, transmission)
    return found


def _prepared_for(ctx: Context, case_id: str, addressees: Sequence[ExitAddressee]) -> list[Fiche]:
    """Return the fiches that were prepared for the addressees of an exit, and those that correct them."""
    held = {one.fiche_id for one in addressees if one.fiche_id is not None}
    found: dict[str, Fiche] = {}
    fiches = exchange_store.list_fiches(ctx.session, [case_id])
    while more := [row for row in fiches if row.id not in found and (row.id in held or row.corrects in found)]:
        found |= {row.id: row for row in more}
    return list(found.values())


def _recall_announcements(ctx: Context, actor: Actor, row: CaseExit, prepared: Sequence[Fiche]) -> None:
    """Recall what tells of an exit, the dossier that was handed over at a move too.

    A draft that was prepared anew leaves the fiche before it unheld: what left of it is told by its model.
    """
    found = [exchange_store.version_of(ctx.session, fiche.id) for fiche in prepared]
    versions = {version.id for version in found if version is not None}
    told = {one.partner_id for one in store.list_addressees(ctx.session, [row.id])}
    for sent in exchange_store.transmissions_of_case(ctx.session, row.case_id):
        announces = sent.model == exchange.EXIT_MODEL and sent.prepared_at >= row.recorded_at
        if announces or (sent.fiche_version_id in versions and sent.partner_id in told):
            locked = outbox_store.lock_transmission(ctx.session, sent.id) or sent
            stopping.stop(ctx, actor.account_id, locked, EventKind.TRANSMISSION_RECALLED)


def _checked(ctx: Context, form: ExitForm) -> date:
    """Return the day of the exit.

    Raises:
        Invalid: everything to correct at once.
    """
    problems = [*_day_problems(ctx, "left_on", "Date de sortie", form.left_on)]
    if form.left_on is not None and (sentence := exits.problem_of_hearing(form.kind, form.heard_on, form.left_on)):
        label = "Observations de la personne"
        problems.append(Problem("heard_on", label, f"« {label} » : {sentence}"))
    if problems or form.left_on is None:
        raise Invalid(problems)
    return form.left_on


def _day_problems(ctx: Context, name: str, label: str, day: date | None) -> Sequence[Problem]:
    if day is None:
        return [Problem(name, label, f"« {label} » : écrivez quel jour.")]
    if day > ctx.today:
        return [Problem(name, label, f"« {label} » : cette date est à venir. Écrivez-la le jour venu.")]
    return []


def _addressees(ctx: Context, case: Case, row: CaseExit) -> list[ExitAddressee]:
    """Propose who must be told: whom the guide names, and each partner that the person was referred to."""
    listed = [_addressee(ctx, row, audience, None) for audience in exits.audiences(ExitKind(row.kind))]
    seen = set()
    for transmission in exchange_store.transmissions_of_case(ctx.session, case.id):
        partner = directory_store.get_partner(ctx.session, transmission.partner_id)
        audience = exits.audience_of(PartnerKind(partner.kind))
        referred = transmission.model != exchange.EXIT_MODEL and exits.was_referred(
            ArchiveStatus(transmission.archive_status)
        )
        if audience is not None and referred and partner.id not in seen:
            seen.add(partner.id)
            listed.append(_addressee(ctx, row, audience, partner.id))
    return listed


def _is_open(one: ExitAddressee) -> bool:
    """Say whether it is not known yet which partner this is, and nobody answered for it."""
    return one.partner_id is None and not one.told_by and not one.not_concerned


def _addressee(ctx: Context, row: CaseExit, audience: Audience, partner_id: str | None) -> ExitAddressee:
    return ExitAddressee(id=ctx.new_id(), exit_id=row.id, audience=audience.value, partner_id=partner_id)
