"""How does something come in from a partner, for a page’s test? A pli leaves, a file of some sort comes back."""

from forms.binding import bind
from forms.paper import InkSignature, Presentation
from liaison.store import exchanges
from liaison.usecases import freezing, keeping_directory
from liaison.usecases.keeping_directory import ContactForm, PartnerForm
from liaison.vocabulary import PartnerKind, Role
from tests.deposits import By, Sent, deposit
from tests.letters import PDF
from tests.web.staff import DEPARTEMENT
from tests.web.work.office import Desk, Office

BY_TELEPHONE = {"carrier": "email", "key_channel": "telephone", "signed": "true"}
LETTER = Sent(PDF, "lettre.pdf")
NEW_PERSON = {
    "beneficiary.last_name": "INVENTAIROV",
    "beneficiary.first_name": "Gédéon",
    "beneficiary.birth_date": "03/05/1988",
    "operator.organisation": "Opérateur d’ailleurs",
    "partner.organisation": "Opérateur Imaginaire",
    "signature.place": "Villeurbanne",
    "signature.date": "20/11/2026",
}


def send_pli(desk: Desk, office: Office) -> str:
    """Send a pli to the mission locale; return its id."""
    office.sign_convention()
    office.agree()
    path = desk.press(f"/fiches/{office.ready_draft()}/envoyer/partir", BY_TELEPHONE).url.path
    office.deliver()
    return path.rpartition("/")[2]


def printed(office: Office, transmission_id: str) -> bytes:
    """Draw the fiche of a pli as its partner has it."""
    with office.service.transaction() as ctx:
        row = exchanges.get_transmission(ctx.session, transmission_id)
        return freezing.draw_again(ctx, exchanges.get_fiche_version(ctx.session, row.fiche_version_id or ""))


def came(office: Office, by: By, *sent: Sent, role: Role = Role.REFERENT) -> list[str]:
    """Let a deposit come in, opened by somebody; return the paths of its documents."""
    deposit_id, documents = deposit(office.service, office.staff.actor(role), by, *sent)
    return [f"/depots/{deposit_id}/documents/{document_id}" for document_id in documents]


def spada(office: Office, kind: PartnerKind = PartnerKind.SPADA) -> str:
    """Add a partner that refers people; return its contact."""
    actor = office.staff.actor(Role.COORDINATOR)
    with office.service.transaction() as ctx:
        form = PartnerForm(DEPARTEMENT, kind, f"Organisme d’essai {kind.value}", "04 72 00 00 02")
        partner_id = keeping_directory.save_partner(ctx, actor, form)
        contact = ContactForm(partner_id, "Barnabé", "Fictif", "Coordonnateur", "accueil@spada.example", "")
        return keeping_directory.save_contact(ctx, actor, contact)


def from_elsewhere(office: Office) -> bytes:
    """Draw a fiche as another instance sends it."""
    with office.service.transaction() as ctx:
        spec = ctx.catalog.get("generic")
        answers = bind(spec, NEW_PERSON, today=ctx.today).answers
        return ctx.templates.render(spec, answers, presentation=Presentation(InkSignature(), "AUTRE-2026-7"))
