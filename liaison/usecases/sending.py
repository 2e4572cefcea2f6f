"""How does a fiche leave? Every check, then one transaction: frozen, sealed, dated, registered, put in the outbox.

The worker sends after the commit (`delivering`); the key waits until somebody releases it (`releasing`).
"""

from typing import Final

from forms.binding import Answers, bind
from forms.spec import FormSpec
from liaison.errors import Invalid, Problem, Refused, WrongState
from liaison.rules import exchange, exits
from liaison.rules.access import Actor, check_has_role, check_may_work_in
from liaison.rules.lifecycle import FICHE_MOVES, advance
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as store
from liaison.usecases import administering, announcing, choosing, dossier, drafting, filling, overruling
from liaison.usecases.choosing import Choice
from liaison.usecases.context import Context
from liaison.usecases.departing import Content, Departure, leave
from liaison.usecases.freezing import Signed
from liaison.vocabulary import Carrier, FicheStatus, PartnerKind, Role, TransmissionId

SENDERS: Final = frozenset({Role.REFERENT, Role.COORDINATOR})


def send(ctx: Context, actor: Actor, fiche_id: str, choice: Choice) -> TransmissionId:
    """Let a fiche leave: frozen, sealed, dated, registered and put in the outbox, in one transaction.

    Raises:
        Invalid: the fiche is not complete, or the choice is not.
        Refused: a rule forbids it today: channels (T-4), convention, agreement (T-7), model.
        WrongState: the fiche left already.
    """
    row = filling.fiche_of(ctx, actor, fiche_id)
    case_store.lock_case(ctx.session, row.case_id)
    store.lock_fiche(ctx.session, row.id)
    if row.status != FicheStatus.DRAFT:
        raise WrongState("Cette fiche est déjà partie.", hint="Suivez-la depuis le dossier, ou corrigez-la.")
    if row.contact_id is None:
        raise Invalid([Problem("contact", "Destinataire", "« Destinataire » : choisissez à qui part la fiche.")])
    contact = directory_store.get_contact(ctx.session, row.contact_id)
    partner = directory_store.get_partner(ctx.session, contact.partner_id)
    case = case_store.get_case(ctx.session, row.case_id)
    choosing.check_choice(ctx, actor, choice, contact)
    term = choosing.check_exchange(ctx, row.model, partner, case)
    answers = drafting.check(ctx, actor, fiche_id).answers
    if row.model == exchange.EXIT_MODEL:
        announcing.check_announcement(ctx, case, partner, answers)
    overruling.note_unheeded(ctx, actor, fiche_id)
    row.status = advance(FICHE_MOVES, FicheStatus(row.status), FicheStatus.SENT).value
    signed = _signed(ctx, actor, choice, answers.display("signature.place"))
    dossier.learn(ctx, actor, case, answers)
    wording = filling.wording_of(directory_store.get_departement(ctx.session, case.departement))
    departure = Departure(row.model, choice, partner, contact, case, row, term)
    return leave(ctx, actor, departure, Content(answers, signed, wording))


def send_test(ctx: Context, actor: Actor, contact_id: str, choice: Choice) -> TransmissionId:
    """Send a test pli: the generic fiche of a fictitious person, to see whether this contact can open it.

    It carries nothing about anybody, so it needs neither convention nor agreement.

    Raises:
        Refused: the channels may not go together.
        Invalid: the contact has no address, or no mobile for an SMS.
    """
    check_has_role(actor, SENDERS)
    contact = directory_store.get_contact(ctx.session, contact_id)
    partner = directory_store.get_partner(ctx.session, contact.partner_id)
    check_may_work_in(actor, partner.departement)
    if choice.carrier is Carrier.HAND:
        raise Refused("Un pli d’essai part par e-mail.", hint="Choisissez l’e-mail, puis le SMS ou le téléphone.")
    choosing.check_choice(ctx, actor, choice, contact)
    model = exchange.models_for(PartnerKind(partner.kind), [])[0]
    answers = _fictitious(ctx, ctx.catalog.get(model), partner.name)
    return leave(ctx, actor, Departure(model, choice, partner, contact), Content(answers))


def _fictitious(ctx: Context, spec: FormSpec, organisation: str) -> Answers:
    typed = {
        "beneficiary.last_name": "PERSONNE FICTIVE",
        "beneficiary.first_name": "Essai",
        "partner.organisation": organisation,
        "support.done": "Ceci est un essai : cette fiche ne parle de personne.",
        "course.information": "Ceci est un essai : cette fiche ne parle de personne.",
        "exit.kind": exits.UNSPECIFIED,
        "exit.date": f"{ctx.today:%d/%m/%Y}",
        "signature.place": "essai",
        "signature.date": f"{ctx.today:%d/%m/%Y}",
    }
    known = {field.id for field in spec.fields()}
    return bind(spec, {key: text for key, text in typed.items() if key in known}, today=ctx.today).answers


def _signed(ctx: Context, actor: Actor, choice: Choice, place: str) -> Signed:
    if not choice.signed:
        return Signed()
    profile = administering.staff_profile(ctx, actor.account_id)
    return Signed(f"{profile.first_name} {profile.last_name}", profile.function, place)
