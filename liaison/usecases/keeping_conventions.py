"""How does a convention live and end? Amendments, termination, correspondents; deadlines follow at once (R-8, G-5)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from crypto.hashchain import Detail
from liaison.errors import Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.records import Amendment, Convention, Correspondent, Partner
from liaison.rules import terms
from liaison.rules.access import Actor, check_may_keep_directory
from liaison.store import directory as store
from liaison.store.trails import Event
from liaison.store.writing import remove, save
from liaison.usecases import ending, rescheduling
from liaison.usecases.context import Context
from liaison.usecases.inviting import required
from liaison.usecases.keeping_directory import parse_email
from liaison.usecases.telephones import parse_telephone
from liaison.vocabulary import AmendmentChange, Duty, Party, Sealed


@dataclass(frozen=True, slots=True)
class AmendmentForm:
    """What is typed about an amendment; `ends_on` when it moves the term."""

    reference: str
    signed_on: date | None
    changes: tuple[AmendmentChange, ...]
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class TerminationForm:
    """What is typed about a termination: who gives notice, when the letter came, the day that it names."""

    party: Party
    received_on: date | None
    effective_on: date | None


@dataclass(frozen=True, slots=True)
class CorrespondentForm:
    """What is typed about a correspondent; no `id` makes a new one."""

    party: Party
    duty: Duty
    last_name: str
    first_name: str = ""
    function: str = ""
    email: str = ""
    telephone: str = ""
    id: str | None = None


def amend(ctx: Context, actor: Actor, convention_id: str, form: AmendmentForm) -> str:
    """Record an amendment; return its id. It may not pass the framework agreement, or the programme.

    Raises:
        Invalid: everything to correct at once.
    """
    row, _ = _kept(ctx, actor, convention_id)
    signed_on = _check_amendment(ctx, row, form)
    changes = {change.value for change in form.changes} | ({AmendmentChange.TERM.value} if form.ends_on else set())
    amendment = Amendment(
        id=ctx.new_id(), convention_id=row.id, reference=form.reference.strip(), signed_on=signed_on,
        ends_on=form.ends_on, changes=sorted(changes), recorded_at=ctx.now,
    )  # fmt: skip
    detail: dict[str, Detail] = {
        "amendment": amendment.id,
        "on": signed_on.isoformat(),
        "ends": form.ends_on.isoformat() if form.ends_on else None,
        "changes": " ".join(amendment.changes),
        "deadlines": None,
    }
    _save(ctx, Event(EventKind.CONVENTION_AMENDED, actor.account_id, row.id, detail), row, amendment)
    return amendment.id


def remove_amendment(ctx: Context, actor: Actor, amendment_id: str) -> str:
    """Take back an amendment that was recorded by mistake; return its convention's id. The journal keeps both."""
    amendment = store.get_amendment(ctx.session, amendment_id)
    row, _ = _kept(ctx, actor, amendment.convention_id)
    event = Event(EventKind.AMENDMENT_REMOVED, actor.account_id, row.id, {"amendment": amendment.id})
    remove(ctx.session, amendment, event=event, at=ctx.now)
    _save(ctx, Event(EventKind.CONVENTION_SAVED, actor.account_id, row.id), row)
    return row.id


def terminate(ctx: Context, actor: Actor, convention_id: str, form: TerminationForm) -> None:
    """Record a termination: it takes effect at the earliest one month after the letter came (guide:3358-3361).

    Raises:
        WrongState: one is recorded already.
        Invalid: everything to correct at once.
    """
    row, _ = _kept(ctx, actor, convention_id)
    if row.terminated_on is not None:
        raise WrongState(
            "Une résiliation est déjà enregistrée pour cette convention.",
            hint="Si elle l’a été par erreur, retirez-la d’abord sur la page de la convention.",
        )
    received_on, effective_on = _check_termination(ctx, form)
    row.terminated_by, row.notice_received_on, row.terminated_on = form.party.value, received_on, effective_on
    detail: dict[str, Detail] = {
        "by": form.party.value,
        "received": received_on.isoformat(),
        "ends": effective_on.isoformat(),
        "deadlines": None,
    }
    _save(ctx, Event(EventKind.CONVENTION_TERMINATED, actor.account_id, row.id, detail), row)


def remove_termination(ctx: Context, actor: Actor, convention_id: str) -> None:
    """Take back a termination that was recorded by mistake, or withdrawn by who gave it.

    Raises:
        WrongState: there is none.
    """
    row, _ = _kept(ctx, actor, convention_id)
    if row.terminated_on is None:
        raise WrongState("Aucune résiliation n’est enregistrée.", hint="Rechargez la page de la convention.")
    row.terminated_by, row.notice_received_on, row.terminated_on = "", None, None
    _save(ctx, Event(EventKind.TERMINATION_REMOVED, actor.account_id, row.id, {"deadlines": None}), row)


def disable_convention(ctx: Context, actor: Actor, convention_id: str) -> None:
    """Take a convention out of use; what left under it keeps its deadlines."""
    row, _ = _kept(ctx, actor, convention_id)
    row.enabled = False
    save(ctx.session, row, event=Event(EventKind.CONVENTION_DISABLED, actor.account_id, row.id), at=ctx.now)


def save_correspondent(ctx: Context, actor: Actor, convention_id: str, form: CorrespondentForm) -> str:
    """Name or change a correspondent of a party; return its id. Who it is, is sealed.

    Raises:
        Invalid: nobody is named, or nobody could reach them.
    """
    convention, _ = _kept(ctx, actor, convention_id)
    details = _check_correspondent(form)
    row = store.get_correspondent(ctx.session, form.id) if form.id else _new_correspondent(ctx, convention, form)
    if row.convention_id != convention.id:
        raise Invalid([Problem("convention_id", "Convention", "Ce correspondant est celui d’une autre convention.")])
    row.revision += 1 if form.id else 0
    row.party, row.duty = form.party.value, form.duty.value
    object_id = Sealed.CORRESPONDENT.object(row.id)
    row.details = ctx.seal(object_id, "details", dict(details), version=row.revision)
    detail: dict[str, Detail] = {"convention": convention.id, "by": row.party, "duty": row.duty}
    event = Event(EventKind.CORRESPONDENT_SAVED, actor.account_id, row.id, detail)
    save(ctx.session, row, event=event, at=ctx.now)
    return row.id


def remove_correspondent(ctx: Context, actor: Actor, correspondent_id: str) -> str:
    """Take a correspondent off, with the data key of who it was; return the convention's id."""
    row = store.get_correspondent(ctx.session, correspondent_id)
    convention, _ = _kept(ctx, actor, row.convention_id)
    event = Event(EventKind.CORRESPONDENT_REMOVED, actor.account_id, row.id, {"convention": convention.id})
    remove(ctx.session, row, event=event, at=ctx.now)
    ctx.destroy(Sealed.CORRESPONDENT.object(row.id))
    return convention.id


def _kept(ctx: Context, actor: Actor, convention_id: str) -> tuple[Convention, Partner]:
    row = store.get_convention(ctx.session, convention_id)
    partner = store.get_partner(ctx.session, row.partner_id)
    check_may_keep_directory(actor, partner.departement)
    return row, partner


def _save(ctx: Context, event: Event, row: Convention, *more: Amendment) -> None:
    """Write a convention and what its end moves; the event counts the deadlines: callers leave the place empty."""
    partner = store.get_partner(ctx.session, row.partner_id)
    departement = store.get_departement(ctx.session, partner.departement)
    ctx.session.add_all(more)
    ctx.session.flush()
    moved = rescheduling.reschedule_convention(ctx, row, departement)
    event = replace(event, detail={**event.detail, "deadlines": len(moved)})
    save(ctx.session, row, *more, *moved, event=event, at=ctx.now)


def _check_amendment(ctx: Context, row: Convention, form: AmendmentForm) -> date:
    problems = required([("reference", "Référence", form.reference)])
    signed_on = _past(ctx, "signed_on", "Signé le", form.signed_on, problems)
    if not form.changes and form.ends_on is None:
        sentence = "« Ce qui change » : cochez au moins une réponse."
        problems.append(Problem("changes", "Ce qui change", sentence))
    if AmendmentChange.TERM in form.changes and form.ends_on is None:
        sentence = "« Nouvelle fin » : écrivez-la, puisque l’avenant change la durée."
        problems.append(Problem("ends_on", "Nouvelle fin", sentence))
    if form.ends_on is not None:
        _check_new_end(ctx, row, form.ends_on, problems)
    if problems:
        raise Invalid(problems)
    return signed_on


def _check_new_end(ctx: Context, row: Convention, ends_on: date, problems: list[Problem]) -> None:
    if ends_on < row.starts_on:
        sentence = "« Nouvelle fin » : la convention finirait avant de commencer."
        problems.append(Problem("ends_on", "Nouvelle fin", sentence))
    partner = store.get_partner(ctx.session, row.partner_id)
    (term,) = ending.terms_of(ctx, [row], store.get_departement(ctx.session, partner.departement))
    if term.limit is not None and ends_on > term.limit.on:
        sentence = (
            f"« Nouvelle fin » : un avenant ne va pas au-delà de la {terms.ANCHOR_LABELS[term.limit.anchor]}, "
            f"le {term.limit.on:%d/%m/%Y} (guide, annexes 6.1 et 6.2)."
        )
        problems.append(Problem("ends_on", "Nouvelle fin", sentence))


def _check_termination(ctx: Context, form: TerminationForm) -> tuple[date, date]:
    problems: list[Problem] = []
    received_on = _past(ctx, "received_on", "Lettre reçue le", form.received_on, problems)
    earliest = terms.earliest_termination(received_on)
    if form.effective_on is None:
        sentence = "« Prend effet le » : écrivez le jour que donne la lettre."
        problems.append(Problem("effective_on", "Prend effet le", sentence))
    elif not problems and form.effective_on < earliest:
        sentence = (
            f"« Prend effet le » : au plus tôt un mois après la réception de la lettre, "
            f"donc le {earliest:%d/%m/%Y} (guide, annexes 6.1 et 6.2)."
        )
        problems.append(Problem("effective_on", "Prend effet le", sentence))
    if problems or form.effective_on is None:
        raise Invalid(problems)
    return received_on, form.effective_on


def _past(ctx: Context, field: str, label: str, day: date | None, problems: list[Problem]) -> date:
    """Return a day that is over; today after adding a problem."""
    if day is None:
        problems.append(Problem(field, label, f"« {label} » est à remplir."))
    elif day > ctx.today:
        problems.append(Problem(field, label, f"« {label} » : ce jour n’est pas encore venu."))
    else:
        return day
    return ctx.today


def _check_correspondent(form: CorrespondentForm) -> Mapping[str, str]:
    problems = required([("last_name", "Nom", form.last_name)])
    email = parse_email("email", "E-mail", form.email, problems)
    telephone = parse_telephone("telephone", "Téléphone", form.telephone, problems)
    if not form.email.strip() and not form.telephone.strip():
        sentence = "« E-mail » : écrivez un e-mail ou un téléphone, pour pouvoir joindre cette personne."
        problems.append(Problem("email", "E-mail", sentence))
    if problems:
        raise Invalid(problems)
    return {
        "first_name": form.first_name.strip(), "last_name": form.last_name.strip(),
        "function": form.function.strip(), "email": email, "telephone": telephone,
    }  # fmt: skip


def _new_correspondent(ctx: Context, convention: Convention, form: CorrespondentForm) -> Correspondent:
    row = Correspondent(
        id=ctx.new_id(), convention_id=convention.id, party=form.party.value, duty=form.duty.value, details=b""
    )
    ctx.vault.create(Sealed.CORRESPONDENT.object(row.id))
    return row
