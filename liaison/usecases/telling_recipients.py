"""Which partners hold something of this person, and were they told? Found in the register, one by one (RGPD art. 19).

Told by a fiche that corrects (16), by a mail that names only the reference of the pli, or otherwise; decision 0097
says why a mail, and not a fiche, carries an erasure or a restriction.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from liaison.errors import Invalid, NotFound, Problem, Refused, WrongState
from liaison.events import EventKind
from liaison.messages.request import Asked, RequestNoticeMail, request_notice_mail
from liaison.records import RightsRecipient, RightsRequest
from liaison.rules.access import Actor, check_has_role
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.store import rights as store
from liaison.store import table_plis as table_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import delivering, directory, drafting, filling, who_received
from liaison.usecases.context import Context
from liaison.usecases.dossier import PERSON, read_person
from liaison.usecases.finding_requests import RECEIVERS, request_of
from liaison.usecases.tables import rows_of_person
from liaison.vocabulary import FicheId, FicheStatus
from liaison.vocabulary.rights import RecipientSpared, RecipientWay, Right

ASKED: Final[Mapping[Right, Asked]] = {
    Right.RECTIFICATION: Asked.CORRECTED,
    Right.ERASURE: Asked.ERASED,
    Right.RESTRICTION: Asked.RESTRICTED,
}
"""What a notice says; any other right asks the partner for help (guide:3268-3269)."""
NOTED: Final = (RecipientWay.TELEPHONE, RecipientWay.MEETING, RecipientWay.LETTER)
"""Ways that somebody notes; a fiche and a mail are noted by themselves."""


def find(ctx: Context, row: RightsRequest) -> list[RightsRecipient]:
    """Bring the list of recipients up to date with the register, in the caller's transaction; return all of it.

    A rectification has a line for each fiche that left, since each is corrected; any other right one for each partner,
    by its last pli.
    """
    known = list(store.list_recipients(ctx.session, [row.id]))
    if row.case_id is None or row.executed_at is not None:
        return known
    sent = [one for one in table_store.plis_about(ctx.session, row.case_id) if who_received.left(one)]
    wanted = (
        who_received.by_fiche(ctx, row.case_id, sent)
        if row.kind == Right.RECTIFICATION
        else who_received.by_partner(sent)
    )
    there = {(one.partner_id, one.fiche_id) for one in known}
    for key, transmission in wanted.items():
        if key not in there:
            known.append(
                RightsRecipient(
                    id=ctx.new_id(),
                    request_id=row.id,
                    partner_id=key[0],
                    fiche_id=key[1],
                    transmission_id=transmission.id,
                )
            )
    ctx.session.add_all(known)
    ctx.session.flush()
    return known


def search(ctx: Context, actor: Actor, request_id: str) -> int:
    """Look in the register for who got something of this person since the last look; return how many there are."""
    check_has_role(actor, RECEIVERS)
    request = request_of(ctx, actor, request_id)
    return len(find(ctx, store.lock_request(ctx.session, request.id)))


def check_of(ctx: Context, actor: Actor, request_id: str, recipient_id: str) -> None:
    """Let a recipient through that is of this request: an address of two halves names one thing.

    Raises:
        NotFound: there is none, or it is of another request.
        Denied: it is not theirs.
    """
    check_has_role(actor, RECEIVERS)
    if store.get_recipient(ctx.session, recipient_id).request_id != request_of(ctx, actor, request_id).id:
        raise NotFound("Ce destinataire n’existe pas.", hint="Revenez à la demande.")


def correct(ctx: Context, actor: Actor, recipient_id: str) -> FicheId:
    """Begin the fiche that corrects the one this partner got, prefilled with what the dossier says now (art. 16).

    The draft that is there already is returned as it is.

    Raises:
        Refused: the request is no rectification.
        WrongState: the partner is told already.
    """
    row, request = _open(ctx, actor, recipient_id)
    if request.kind != Right.RECTIFICATION or row.fiche_id is None:
        raise Refused("Cette demande ne corrige aucune fiche.", hint="Prévenez ce partenaire autrement.")
    if row.correction_id is not None and _fiche_stands(ctx, row.correction_id):
        return FicheId(row.correction_id)
    fiche_id = drafting.correct(ctx, actor, row.fiche_id)
    _say_what_the_dossier_says(ctx, fiche_id)
    row.correction_id = fiche_id
    event = Event(
        EventKind.REQUEST_RECIPIENT_TOLD,
        actor.account_id,
        request.id,
        {"number": request.number, "partner": row.partner_id, "by": "fiche", "fiche": fiche_id},
    )
    _note(ctx, actor, row, event)
    return fiche_id


def send_notice(ctx: Context, actor: Actor, recipient_id: str) -> None:
    """Mail the partner what is asked, by the reference of its plis only; its address is the directory's.

    Raises:
        Refused: no mail leaves here, or the directory has no address.
        WrongState: it was told already.
    """
    row, request = _open(ctx, actor, recipient_id)
    _check_waits(ctx, row)
    transmission = exchange_store.get_transmission(ctx.session, row.transmission_id)
    contact = directory.contact_details(ctx, directory_store.get_contact(ctx.session, transmission.contact_id))
    if not ctx.mailer_ready or not contact["email"]:
        raise Refused(
            "Aucun e-mail ne peut partir vers ce partenaire.", hint="Appelez-le, puis notez-le ici.",
        )  # fmt: skip
    departement = directory_store.get_departement(ctx.session, request.departement)
    asked = ASKED.get(Right(request.kind), Asked.HELP)
    if asked is Asked.CORRECTED and transmission.table_id is not None:
        asked = Asked.ROW_CORRECTED
    mail = RequestNoticeMail(_references(ctx, request, row), departement.operator, asked, departement.callback)
    delivering.queue_mail(ctx, request_notice_mail(mail), to=contact["email"])
    row.told_by, row.told_on = RecipientWay.MAIL.value, ctx.today
    event = Event(
        EventKind.REQUEST_RECIPIENT_TOLD,
        actor.account_id,
        request.id,
        {
            "number": request.number,
            "partner": row.partner_id,
            "recipient-told": row.told_by,
            "on": ctx.today.isoformat(),
        },
    )
    _note(ctx, actor, row, event)


def note_told(ctx: Context, actor: Actor, recipient_id: str, by: RecipientWay | None, on: date | None) -> None:
    """Record that a partner was told otherwise than by a fiche or a mail.

    Raises:
        Invalid: no way, no day, or a day to come.
        WrongState: it was told already.
    """
    row, request = _open(ctx, actor, recipient_id)
    _check_waits(ctx, row)
    problems = []
    if by not in NOTED:
        problems.append(Problem("told_by", "Comment", "« Comment » : choisissez une des façons proposées."))
    if on is None or not request.received_on <= on <= ctx.today:
        sentence = "« Informé le » : écrivez quel jour, depuis la réception et au plus tard aujourd’hui."
        problems.append(Problem("told_on", "Informé le", sentence))
    if problems or by is None or on is None:
        raise Invalid(problems)
    row.told_by, row.told_on = by.value, on
    event = Event(
        EventKind.REQUEST_RECIPIENT_TOLD,
        actor.account_id,
        request.id,
        {"number": request.number, "partner": row.partner_id, "recipient-told": by.value, "on": on.isoformat()},
    )
    _note(ctx, actor, row, event)


def note_answered(ctx: Context, actor: Actor, recipient_id: str, on: date | None) -> None:
    """Record that a partner answered what it did.

    Raises:
        Invalid: no day, or a day to come.
    """
    row, request = _open(ctx, actor, recipient_id)
    if on is None or not request.received_on <= on <= ctx.today:
        sentence = "« Répondu le » : écrivez quel jour, au plus tard aujourd’hui."
        raise Invalid([Problem("answered_on", "Répondu le", sentence)])
    row.answered_on = on
    event = Event(
        EventKind.REQUEST_RECIPIENT_TOLD,
        actor.account_id,
        request.id,
        {"number": request.number, "partner": row.partner_id, "partner-answered": on.isoformat()},
    )
    _note(ctx, actor, row, event)


def spare(ctx: Context, actor: Actor, recipient_id: str, reason: RecipientSpared | None) -> None:
    """Record why a partner needs not be told: impossible, or without object (art. 19).

    Raises:
        Invalid: no reason of the list.
        WrongState: it was told already.
    """
    row, request = _open(ctx, actor, recipient_id)
    _check_waits(ctx, row)
    if reason is None:
        raise Invalid([Problem("spared", "Motif", "« Motif » : choisissez un motif.")])
    row.spared = reason.value
    event = Event(
        EventKind.REQUEST_RECIPIENT_TOLD,
        actor.account_id,
        request.id,
        {"number": request.number, "partner": row.partner_id, "spared": reason.value},
    )
    _note(ctx, actor, row, event)


def correction_sent(ctx: Context, row: RightsRecipient) -> bool:
    """Say whether the fiche that corrects left."""
    return row.correction_id is not None and _sent(ctx, row.correction_id) is not None


def is_settled(ctx: Context, row: RightsRecipient) -> bool:
    """Say whether nothing is left to do for a recipient."""
    return bool(row.told_by or row.spared) or correction_sent(ctx, row)


def _open(ctx: Context, actor: Actor, recipient_id: str) -> tuple[RightsRecipient, RightsRequest]:
    check_has_role(actor, RECEIVERS)
    row = store.get_recipient(ctx.session, recipient_id)
    request = request_of(ctx, actor, row.request_id)
    store.lock_request(ctx.session, request.id)
    return row, request


def _check_waits(ctx: Context, row: RightsRecipient) -> None:
    if is_settled(ctx, row):
        raise WrongState("Ce partenaire est déjà traité.", hint="Rechargez la page : elle dit comment.")


def _note(ctx: Context, actor: Actor, row: RightsRecipient, event: Event) -> None:
    row.decided_by, row.decided_at = actor.account_id, ctx.now
    save(ctx.session, row, event=event, at=ctx.now)


def _say_what_the_dossier_says(ctx: Context, fiche_id: str) -> None:
    """Put the person's values of today into the draft that corrects; all else stays as it left."""
    row = exchange_store.get_fiche(ctx.session, fiche_id)
    draft = filling.read_draft(ctx, row)
    values = read_person(ctx, case_store.get_case(ctx.session, row.case_id))
    known = {field.id for field in ctx.catalog.get(row.model, row.model_version).fields()}
    raw = {key: text for key, text in draft.raw.items() if not key.startswith(PERSON) or key in values}
    raw |= {key: value.raw for key, value in values.items() if key in known}
    origins = {**draft.origins, **{key: value.origin for key, value in values.items() if key in known}}
    row.draft = filling.seal_draft(ctx, row, replace(draft, raw=raw, origins=origins))
    ctx.session.flush()


def _references(ctx: Context, request: RightsRequest, row: RightsRecipient) -> tuple[str, ...]:
    if request.case_id is None or row.fiche_id is not None:
        return (exchange_store.get_transmission(ctx.session, row.transmission_id).reference,)
    rows = table_store.plis_about(ctx.session, request.case_id)
    about = [one for one in rows if one.partner_id == row.partner_id and who_received.left(one)]
    if request.kind == Right.RECTIFICATION:  # of the fiches each is corrected by itself
        about = [one for one in about if one.table_id is not None]
    lines = {one.table.id: one.reference for one in rows_of_person.rows_of(ctx, request.case_id)}
    return tuple(
        f"{one.reference} (ligne {lines[one.table_id]})" if one.table_id in lines else one.reference for one in about
    )


def _fiche_stands(ctx: Context, fiche_id: str) -> bool:
    return exchange_store.find_fiche(ctx.session, fiche_id) is not None


def _sent(ctx: Context, fiche_id: str) -> str | None:
    found = exchange_store.find_fiche(ctx.session, fiche_id)
    return found.id if found is not None and found.status == FicheStatus.SENT else None
