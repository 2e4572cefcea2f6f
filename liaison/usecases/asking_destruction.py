"""Who asks a partner to destroy its copies? The night once a convention ended, a person, or an early erasure (R-7).

A request stands for one end of one convention. When that end moves, the request is taken back, and the partner is told;
it is asked anew with the day that is true then. Nothing here destroys anything.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final

from liaison.errors import Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.messages.destruction import DestructionMail, destruction_mail
from liaison.records import Convention, Departement, DestructionRequest, DestructionRequestPli, Partner, Transmission
from liaison.rules.access import REGISTER_ROLES, Actor, check_has_role, check_may_work_in
from liaison.rules.attestations import due_after, erasure_due
from liaison.rules.terms import ANCHOR_LABELS
from liaison.store import attestations as store
from liaison.store import directory as directory_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import delivering, destruction_contacts, ending, linking
from liaison.usecases.context import Context
from liaison.usecases.destruction_contacts import CORRESPONDENT
from liaison.usecases.ending import Term
from liaison.vocabulary import SYSTEM, LinkPurpose, TermAnchor
from liaison.vocabulary.attestations import Attested, DestructionGround

LINK_LIFE: Final = timedelta(days=60)
"""From a request to the day by which it is due; each reminder brings a link of its own."""
DONE: Final = frozenset({Attested.ALL_DESTROYED, Attested.NOTHING_KEPT})


def ask_by_hand(ctx: Context, actor: Actor, convention_id: str) -> str:
    """Ask the partner of a convention that ended, before the night does; return the id of the request.

    Raises:
        WrongState: it has not ended, its partner was asked already, or nothing left under it.
    """
    convention = directory_store.get_convention(ctx.session, convention_id)
    partner = directory_store.get_partner(ctx.session, convention.partner_id)
    check_has_role(actor, REGISTER_ROLES)
    check_may_work_in(actor, partner.departement)
    store.lock_convention(ctx.session, convention.id)
    term = term_of(ctx, convention, partner)
    if not has_ended(ctx, term):
        raise WrongState(
            "Cette convention court encore.", hint="La demande part d’elle-même le lendemain de son dernier jour."
        )
    if standing_request(ctx, term) is not None:
        raise WrongState("Ce partenaire a déjà la demande.", hint="Voyez où elle en est, parmi les attestations.")
    plis = to_destroy(ctx, convention.id)
    if not plis:
        raise WrongState(
            "Il n’y a rien à détruire chez ce partenaire : aucun pli n’est parti sous cette convention, ou il a déjà "
            "attesté.",
            hint="Rien d’autre à faire.",
        )
    return ask_at_end(ctx, actor.account_id, term, plis).id


def ask_for(
    ctx: Context, actor: Actor | None, partner_id: str, transmission_ids: Collection[str], ground: DestructionGround
) -> str | None:
    """Ask a partner to destroy its copies of some plis, in the caller's transaction; return the id of the request.

    For what is erased early (RGPD art. 17 and 19). Those that never left, that went to somebody else, or that the
    partner was asked about already for the same reason are left out; None when none remains. `actor` is nobody for
    the night. The caller checked that the erasure may be done.
    """
    plis = store.left_to(ctx.session, partner_id, transmission_ids)
    known = {
        pli_id
        for row, pli_id in store.requests_about(ctx.session, [pli.id for pli in plis])
        if row.ground == ground and row.withdrawn_at is None
    }
    fresh = [pli for pli in plis if pli.id not in known]
    if not fresh:
        return None
    row = _new(ctx, actor.account_id if actor else SYSTEM, directory_store.get_partner(ctx.session, partner_id))
    row.ground, row.due_on = ground.value, erasure_due(ctx.today)
    _ask(ctx, row, fresh, [pli.convention_id for pli in fresh if pli.convention_id])
    return row.id


def ask_at_end(ctx: Context, actor_id: str, term: Term, plis: Sequence[Transmission]) -> DestructionRequest:
    """Make the request for the end of a convention; it leaves at once when somebody is known who can be asked."""
    if term.end is None:
        raise ValueError("a convention without an end has not ended")
    row = _new(ctx, actor_id, directory_store.get_partner(ctx.session, term.convention.partner_id))
    row.ground, row.convention_id = DestructionGround.CONVENTION_ENDED.value, term.convention.id
    row.ends_on, row.anchor, row.due_on = term.end.on, term.end.anchor.value, due_after(term.end.on)
    _ask(ctx, row, plis, [term.convention.id])
    return row


def address(ctx: Context, actor: Actor, request_id: str, choice: str) -> None:
    """Send a request to somebody whom a person chose; links that were sent before work no more.

    Raises:
        Invalid: nobody was chosen, or somebody who cannot be asked.
        WrongState: it is answered or taken back, or no mail leaves from here.
    """
    row = request_to_change(ctx, actor, request_id)
    check_open(row)
    if not ctx.mailer_ready:
        raise WrongState(
            "L’envoi d’e-mails n’est pas configuré sur ce service.",
            hint="Écrivez au partenaire, puis notez ici ce qu’il atteste.",
        )
    chosen = next((one for one in destruction_contacts.addressees(ctx, row) if one.choice == choice), None)
    if chosen is None:
        raise Invalid([Problem("choice", "À qui écrire", "« À qui écrire » : choisissez une personne de la liste.")])
    kind, _, id_ = chosen.choice.partition(".")
    row.correspondent_id, row.contact_id = (id_, None) if kind == CORRESPONDENT else (None, id_)
    linking.cut(ctx, row.id)
    _send(ctx, row)
    _save_asked(ctx, actor.account_id, row)


def send_mail(ctx: Context, row: DestructionRequest, email: str, *, reminder: int = 0) -> None:
    """Put the mail of a request into the outbox, with a link of its own where links work."""
    departement = directory_store.get_departement(ctx.session, row.departement)
    link = linking.make(ctx, LinkPurpose.ATTESTATION, row.id, life=LINK_LIFE) if _can_link(ctx) else ""
    mail = DestructionMail(
        number=row.number,
        operator=departement.operator,
        plis=store.count_plis(ctx.session, [row.id])[row.id],
        due_on=row.due_on,
        convention=reference_of(ctx, row),
        ended_on=row.ends_on,
        ended_by=ANCHOR_LABELS[TermAnchor(row.anchor)] if row.anchor else "",
        link=link,
        days=LINK_LIFE.days,
        callback=departement.callback,
        reminder=reminder,
        late=ctx.today > row.due_on,
    )
    delivering.queue_mail(ctx, destruction_mail(mail), to=email)


def term_of(ctx: Context, convention: Convention, partner: Partner) -> Term:
    """Return the term of a convention as it stands."""
    departement: Departement = directory_store.get_departement(ctx.session, partner.departement)
    (term,) = ending.terms_of(ctx, [convention], departement)
    return term


def has_ended(ctx: Context, term: Term) -> bool:
    """Say whether its last day is over."""
    return term.ends_on is not None and term.ends_on < ctx.today


def standing_request(ctx: Context, term: Term) -> DestructionRequest | None:
    """Return the request that stands for this end of this convention."""
    for row in store.requests_of_conventions(ctx.session, [term.convention.id]):
        if row.withdrawn_at is None and row.ends_on == term.ends_on:
            return row
    return None


def to_destroy(ctx: Context, convention_id: str) -> list[Transmission]:
    """Return what left under a convention and was not attested destroyed before."""
    plis = store.left_under(ctx.session, convention_id)
    about = store.requests_about(ctx.session, [pli.id for pli in plis])
    gone = {pli_id for row, pli_id in about if row.withdrawn_at is None and row.attested in DONE}
    return [pli for pli in plis if pli.id not in gone]


def reference_of(ctx: Context, row: DestructionRequest) -> str:
    """Name the convention of a request, as it was signed; empty when it is about none."""
    if row.convention_id is None:
        return ""
    return directory_store.get_convention(ctx.session, row.convention_id).reference


def request_of(ctx: Context, actor: Actor, request_id: str) -> DestructionRequest:
    """Return a request of the actor's départements.

    Raises:
        Denied: another role, or another département.
    """
    check_has_role(actor, REGISTER_ROLES)
    row = store.get_request(ctx.session, request_id)
    check_may_work_in(actor, row.departement)
    return row


def request_to_change(ctx: Context, actor: Actor, request_id: str) -> DestructionRequest:
    """Return a request of the actor's départements, locked."""
    return store.lock_request(ctx.session, request_of(ctx, actor, request_id).id)


def check_open(row: DestructionRequest) -> None:
    """Let something be done with a request that stands, and of which something may still be kept.

    Raises:
        WrongState: it was taken back, or everything is destroyed.
    """
    if row.withdrawn_at is not None:
        raise WrongState("Cette demande est retirée.", hint="La fin de la convention a changé : rien à attester.")
    if row.attested in DONE:
        raise WrongState("L’attestation est déjà là.", hint="Rien d’autre à faire.")


def _new(ctx: Context, actor_id: str, partner: Partner) -> DestructionRequest:
    prefix = f"{ctx.today.year}-D"
    return DestructionRequest(
        id=ctx.new_id(),
        # Of two at the same moment the column takes one, the other is asked again.
        number=f"{prefix}{store.count_numbers(ctx.session, prefix) + 1:02}",
        departement=partner.departement,
        partner_id=partner.id,
        ground="",
        due_on=ctx.today,
        made_at=ctx.now,
        made_by=actor_id,
    )


def _ask(
    ctx: Context, row: DestructionRequest, plis: Sequence[Transmission], convention_ids: Sequence[str]
) -> None:  # fmt: skip
    ctx.session.add(row)
    ctx.session.flush()
    ctx.session.add_all(DestructionRequestPli(request_id=row.id, transmission_id=pli.id) for pli in plis)
    ctx.session.flush()
    correspondent = destruction_contacts.by_default(ctx, convention_ids)
    row.correspondent_id = correspondent.id if correspondent else None
    _send(ctx, row)
    _save_asked(ctx, row.made_by, row)


def _send(ctx: Context, row: DestructionRequest) -> None:
    email = destruction_contacts.email_of(ctx, row)
    if email and ctx.mailer_ready:
        send_mail(ctx, row, email)
        row.asked_at = ctx.now


def _save_asked(ctx: Context, actor_id: str, row: DestructionRequest) -> None:
    event = Event(
        EventKind.ATTESTATION_ASKED,
        actor_id,
        row.id,
        {
            "number": row.number,
            "ground": row.ground,
            "partner": row.partner_id,
            "convention": row.convention_id,
            "plis": store.count_plis(ctx.session, [row.id]).get(row.id, 0),
            "due": row.due_on.isoformat(),
            "addressed": row.asked_at is not None,
        },
    )
    save(ctx.session, row, event=event, at=ctx.now)


def _can_link(ctx: Context) -> bool:
    return linking.can_link(ctx.settings)
