"""How is it recorded that somebody was told? By whom, when, how, why late; or why they need not be told.

A mail of the service goes to the other party of a convention only, to its correspondent for data protection (G-5), and
says nothing about a person.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crypto.hashchain import Detail
from liaison.errors import Invalid, Problem, Refused, WrongState
from liaison.events import EventKind
from liaison.messages.breach import PartyMail, party_mail
from liaison.records import BreachClock, BreachNotice, Complaint, Incident
from liaison.rules.access import Actor
from liaison.rules.breach_course import check_told
from liaison.store import breaches as store
from liaison.store import directory as directory_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import breach_notices, breach_standing, breach_texts, complaint_standing, delivering, directory
from liaison.usecases.breach_notices import Notice
from liaison.usecases.context import Context
from liaison.vocabulary import Duty, Party
from liaison.vocabulary.breaches import Late, Passage, Spared, Stage, Way, Whom

WAYS: Final = {
    Whom.OFII: frozenset({Way.OWN_MAIL, Way.CALL, Way.POST, Way.ONLINE, Way.MEETING}),
    Whom.PARTY: frozenset({Way.OWN_MAIL, Way.CALL, Way.POST, Way.MEETING}),
    Whom.CNIL: frozenset({Way.ONLINE, Way.POST}),
}
"""The CNIL takes notifications by its téléservice, or on paper."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How somebody was told; `late` and its text only when the delay was over."""

    way: Way
    told_at: datetime
    late: Late | None = None
    late_text: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True)
class _About:
    """What a clock belongs to."""

    number: str
    departement: str | None
    incident: Incident | None
    complaint: Complaint | None


def draft(ctx: Context, actor: Actor, clock_id: str) -> Notice:
    """Return the notice of a clock, filled from what is known.

    Raises:
        NotFound: there is none of that id.
        Denied: another role, or another département.
    """
    clock = store.lock_clock(ctx.session, clock_id)
    complaint = store.find_complaint(ctx.session, clock.subject_id)
    if complaint is not None:
        complaint_standing.read(ctx, actor, complaint.id)
        return complaint_standing.to_party(complaint)
    row = breach_standing.read(ctx, actor, clock.subject_id)
    if clock.whom == Whom.PARTY:
        return breach_notices.to_party(ctx, row)
    told = store.list_notices(ctx.session, [clock.id])
    stage = f"complémentaire ({len(told) + 1}e)" if told else ""
    return breach_notices.to_authority(ctx, row, Whom(clock.whom), stage=stage)


def print_notice(ctx: Context, actor: Actor, clock_id: str) -> bytes:
    """Return the notice of a clock on paper."""
    notice = draft(ctx, actor, clock_id)
    clock = store.lock_clock(ctx.session, clock_id)
    complaint = store.find_complaint(ctx.session, clock.subject_id)
    if complaint is not None:
        return complaint_standing.printed(ctx, complaint, notice)
    return breach_notices.printed(ctx, breach_standing.read(ctx, actor, clock.subject_id), notice)


def note(ctx: Context, actor: Actor, clock_id: str, telling: Telling) -> None:
    """Record that somebody was told by hand; what is told again completes it (RGPD art. 33.4).

    Raises:
        Invalid: a moment that cannot be, a way that is none, or it was late and nobody says why.
        WrongState: the incident is a draft still, or closed.
    """
    clock = store.lock_clock(ctx.session, clock_id)
    about = _about(ctx, actor, clock)
    if telling.way not in WAYS[Whom(clock.whom)]:
        raise Invalid([Problem("way", "Comment", "Choisissez une des réponses proposées.")])
    _record(ctx, actor, clock, about, telling, None)


def write_to_party(ctx: Context, actor: Actor, clock_id: str, telling: Telling) -> None:
    """Tell the other party by a mail of the service, to its correspondent for data protection.

    Raises:
        Refused: no mail can leave, or the convention names no such correspondent.
        Invalid: it is late and nobody says why.
        WrongState: the incident is a draft still, or closed.
    """
    clock = store.lock_clock(ctx.session, clock_id)
    about = _about(ctx, actor, clock)
    if refusal := why_no_mail(ctx, clock):
        raise Refused(refusal, hint="Appelez-la, puis notez-le ici.")
    notice = (
        breach_notices.to_party(ctx, about.incident)
        if about.incident is not None
        else complaint_standing.to_party(complaint_standing.known(about.complaint))
    )
    convention = directory_store.get_convention(ctx.session, clock.convention_id or "")
    departement = directory_store.get_departement(
        ctx.session, directory_store.get_partner(ctx.session, convention.partner_id).departement
    )
    mail = PartyMail(
        about.number, departement.operator, convention.reference, about.complaint is not None,
        bool(store.list_notices(ctx.session, [clock.id])), notice.parts, departement.callback,
    )  # fmt: skip
    message_id = delivering.queue_mail(ctx, party_mail(mail), to=_address(ctx, clock))
    _record(ctx, actor, clock, about, telling, message_id)


def why_no_mail(ctx: Context, clock: BreachClock) -> str:
    """Say why the service cannot write to somebody; empty when it can."""
    if clock.whom != Whom.PARTY or clock.convention_id is None:
        return "Le service n’écrit qu’à l’autre partie d’une convention connue."
    if not ctx.mailer_ready:
        return "L’envoi d’e-mails n’est pas configuré sur ce service."
    return "" if _address(ctx, clock) else "La convention ne nomme pas de correspondant pour la protection des données."


def spare(ctx: Context, actor: Actor, clock_id: str, why: Spared) -> None:
    """Record that somebody on the list needs not be told, and why.

    Raises:
        Refused: the CNIL is the controller's decision.
        WrongState: they were told already, or the incident is a draft still, or closed.
    """
    clock = store.lock_clock(ctx.session, clock_id)
    about = _about(ctx, actor, clock)
    if clock.whom == Whom.CNIL:
        raise Refused(
            "Ne pas notifier à la CNIL se décide avec son motif.",
            hint="C’est la décision du responsable de traitement.",
        )
    if store.list_notices(ctx.session, [clock.id]):
        raise WrongState("C’est déjà annoncé.", hint="Rechargez la page.")
    clock.spared, clock.spared_by = why.value, actor.account_id
    detail: dict[str, Detail] = {"number": about.number, "whom": clock.whom, "spared": why.value}
    save(
        ctx.session,
        clock,
        event=Event(EventKind.INCIDENT_SPARED, actor.account_id, clock.subject_id, detail),
        at=ctx.now,
    )


def _record(
    ctx: Context, actor: Actor, clock: BreachClock, about: _About, telling: Telling, message_id: str | None
) -> None:  # fmt: skip
    first = not store.list_notices(ctx.session, [clock.id])
    due_at = clock.due_at if first else telling.told_at
    check_told(telling.told_at, telling.late, starts_at=clock.starts_at, due_at=due_at, now=ctx.now)
    texts = {Passage.LATE: telling.late_text} if telling.late_text.strip() else {}
    breach_texts.check(texts, sure=telling.sure)
    is_late = telling.told_at > due_at
    if is_late and telling.late is not None:
        clock.late = telling.late.value
        breach_texts.write(ctx, actor.account_id, clock.id, texts)
    clock.spared, clock.spared_by = "", None
    notice = BreachNotice(
        id=ctx.new_id(), clock_id=clock.id, stage=(Stage.INITIAL if first else Stage.COMPLEMENT).value,
        way=telling.way.value, told_at=telling.told_at, told_by=actor.account_id, recorded_at=ctx.now,
        message_id=message_id,
    )  # fmt: skip
    detail: dict[str, Detail] = {
        "number": about.number, "whom": clock.whom, "way": notice.way, "stage": notice.stage, "late": is_late,
    }  # fmt: skip
    kind = EventKind.COMPLAINT_TOLD if about.complaint is not None else EventKind.INCIDENT_NOTIFIED
    save(ctx.session, clock, notice, event=Event(kind, actor.account_id, clock.subject_id, detail), at=ctx.now)


def _about(ctx: Context, actor: Actor, clock: BreachClock) -> _About:
    complaint = store.find_complaint(ctx.session, clock.subject_id)
    if complaint is not None:
        complaint_standing.take(ctx, actor, complaint.id)
        return _About(complaint.number, complaint.departement, None, complaint)
    row = breach_standing.take(ctx, actor, clock.subject_id)
    return _About(row.number, row.departement, row, None)


def _address(ctx: Context, clock: BreachClock) -> str:
    named = directory_store.list_correspondents(ctx.session, [clock.convention_id or ""])
    for one in named:
        if one.party == Party.PARTNER and one.duty == Duty.DATA_PROTECTION:
            return directory.correspondent_details(ctx, one)["email"]
    return ""
