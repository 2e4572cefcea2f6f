"""Who may follow a complaint, and what is the other party told of it? By number, never by name."""

from forms.documents import Block, Facts, Printed, Text, render
from liaison.errors import Denied, NotFound, WrongState
from liaison.records import Complaint
from liaison.rules.access import Actor, check_has_role
from liaison.store import breaches as store
from liaison.store import directory as directory_store
from liaison.usecases.breach_notices import GROUNDS, Notice, say_moment
from liaison.usecases.breach_standing import READERS
from liaison.usecases.breach_words import ABOUT, ANSWERS, UNKNOWN
from liaison.usecases.context import Context
from liaison.vocabulary.breaches import ComplaintAbout, ComplaintAnswer, Whom


def known(row: Complaint | None) -> Complaint:
    """Return a complaint that is there.

    Raises:
        NotFound: there is none of that id.
    """
    if row is None:
        raise NotFound("Cette réclamation n’existe pas.", hint="Retrouvez-la dans la liste des réclamations.")
    return row


def read(ctx: Context, actor: Actor, complaint_id: str) -> Complaint:
    """Return a complaint, locked, for the DPO or the controller of its département.

    Raises:
        NotFound: there is none of that id.
        Denied: another role, or another département.
    """
    check_has_role(actor, READERS)
    row = known(store.find_complaint(ctx.session, complaint_id))
    if row.departement not in actor.departements:
        raise Denied("Cette réclamation est d’un autre département.", hint="Retrouvez les vôtres dans la liste.")
    return row


def take(ctx: Context, actor: Actor, complaint_id: str) -> Complaint:
    """Return a complaint that may still be changed.

    Raises:
        WrongState: it is closed.
    """
    row = read(ctx, actor, complaint_id)
    if row.closed_at is not None:
        raise WrongState("Cette réclamation est close : rien n’y change plus.", hint="Rechargez la page.")
    return row


def to_party(row: Complaint) -> Notice:
    """Draft what the other party of a convention is told of a complaint."""
    parts = (
        ("Objet", ABOUT[ComplaintAbout(row.about)]),
        ("Reçue", say_moment(row.received_at)),
        ("Réponse donnée à la personne", ANSWERS[ComplaintAnswer(row.answer)] if row.answer else UNKNOWN),
    )
    return Notice("Réclamation d’une personne concernée", GROUNDS[Whom.PARTY].replace("découverte", "réception"), parts)


def printed(ctx: Context, row: Complaint, notice: Notice) -> bytes:
    """Set on paper what the other party is told."""
    operator = directory_store.get_departement(ctx.session, row.departement).operator
    blocks: list[Block] = [Text(f"À envoyer {notice.ground}.", small=True), Facts(notice.parts)]
    made = f"Établi le {say_moment(ctx.now)}"
    return render(Printed(notice.title, operator, made, blocks, foot=f"Référence {row.number}"))
