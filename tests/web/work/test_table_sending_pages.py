"""Does a frozen table leave from its page, with the three questions, and do the pages of its pli speak of a table?"""

from collections.abc import Callable
from datetime import date
from typing import Final

import pytest

from liaison.demo.doors import Doors
from liaison.usecases import agreeing, keeping_cases, keeping_directory
from liaison.usecases.context import Context
from liaison.usecases.keeping_directory import ContactForm, PartnerForm
from liaison.usecases.tables import freezing_table, proposing, stating
from liaison.usecases.tables.stating import CapacityForm
from liaison.vocabulary import AgreementKind, Origin, PartnerKind, Role
from liaison.vocabulary.tables import Capacity
from tests.monthly import READY
from tests.web.staff import DEPARTEMENT, Staff
from tests.web.work.office import Desk, Office, words

pytestmark = pytest.mark.requirement("V-3")

NAMES: Final = ("ESSAIRAL", "TESTOVITCH")
BY_MAIL: Final = {"carrier": "email", "key_channel": "sms", "release": "on_acknowledgement"}


@pytest.fixture
def coordinator(desk_of: Callable[[Role], Desk]) -> Desk:
    """Give the coordinator's desk."""
    return desk_of(Role.COORDINATOR)


@pytest.fixture
def table(office: Office, staff: Staff) -> str:
    """Give the id of a frozen table with two people who do not exist."""
    with office.service.transaction() as ctx:
        return _freeze(ctx, staff)


def contact(office: Office, staff: Staff, name: str = "Inventaire") -> str:
    """Add a contact at a DT OFII."""
    with office.service.transaction() as ctx:
        actor = staff.actor(Role.COORDINATOR)
        form = PartnerForm(DEPARTEMENT, PartnerKind.OFII, f"DT OFII d’essai {name}", "04 72 00 00 02")
        partner_id = keeping_directory.save_partner(ctx, actor, form)
        mail = f"{name.lower()}@ofii.example"
        person = ContactForm(partner_id, "Colombe", name, "Chargée d’orientation", mail, "06 00 00 01 02")
        return keeping_directory.save_contact(ctx, actor, person)


def test_it_leaves_from_its_page(coordinator: Desk, office: Office, staff: Staff, table: str, doors: Doors) -> None:
    """One contact, three answers: the pli leaves, its page says table, and nobody's name is on the way."""
    contact_id = contact(office, staff)
    page = coordinator.see(f"/tableaux/{table}/envoyer")
    assert "2 personnes" in words(page)
    assert "DT OFII d’essai Inventaire" in words(page)
    assert "ne part pas sur papier" in words(page)

    sent = coordinator.press(f"/tableaux/{table}/envoyer", {**BY_MAIL, "contact": contact_id})

    path = sent.url.path
    assert path.startswith("/transmissions/")
    assert "Tableau des orientations" in words(sent)
    assert "Le tableau" in words(sent)
    office.deliver()
    (mail,) = doors.mails()
    shown = words(coordinator.see(path))
    assert "La clé attend ici" in shown
    assert "Remettre la fiche en main propre" not in shown
    for name in NAMES:
        assert name not in mail.subject + mail.text + words(page) + shown
    assert 409 == coordinator.see(f"/tableaux/{table}/envoyer").status_code


def test_the_replacing_page_offers_no_paper(coordinator: Desk, office: Office, staff: Staff, table: str) -> None:
    """« Le même tableau », under a new key; recalled, it can be sent once more from the pli's page."""
    fields = {**BY_MAIL, "contact": contact(office, staff)}
    path = coordinator.press(f"/tableaux/{table}/envoyer", fields).url.path
    office.deliver()

    page = words(coordinator.see(f"{path}/refaire"))
    assert "Le même tableau, sous une nouvelle clé" in page
    assert "Où la fiche est-elle remise" not in page

    recalled = coordinator.press(f"{path}/rappeler")
    assert "Envoyer le tableau de nouveau" in words(recalled)
    assert "Envoyer de nouveau" in words(coordinator.see(f"/tableaux/{table}"))
    again = words(coordinator.see(f"/tableaux/{table}/envoyer"))
    assert "Ce tableau est déjà parti une fois." in again


@pytest.mark.requirement("T-7")
def test_what_stands_in_the_way_is_said(coordinator: Desk, office: Office, staff: Staff, table: str) -> None:
    """No contact, then a withdrawn agreement: a sentence and what to do, and a button that cannot be pressed."""
    assert "pas de contact à la DT OFII" in words(coordinator.see(f"/tableaux/{table}/envoyer"))
    contact_id = contact(office, staff)
    with office.service.transaction() as ctx:
        actor = staff.actor(Role.COORDINATOR)
        (case_id,) = [one.id for one in keeping_cases.list_cases(ctx, actor) if "TESTOVITCH" in one.name]
        (given,) = agreeing.list_agreements(ctx, case_id)
        agreeing.withdraw_agreement(ctx, actor, case_id, given.id)

    page = coordinator.see(f"/tableaux/{table}/envoyer")
    assert "Ligne L002 : la personne a retiré son accord" in words(page)
    assert "disabled>Envoyer le tableau" in page.text
    refused = coordinator.press(f"/tableaux/{table}/envoyer", {**BY_MAIL, "contact": contact_id})
    assert 403 == refused.status_code
    assert "Corrigez le tableau" in words(refused)


def test_among_several_contacts_one_is_chosen(coordinator: Desk, office: Office, staff: Staff, table: str) -> None:
    """The questions come once somebody is chosen."""
    contact(office, staff, "Inventaire")
    second = contact(office, staff, "Imaginante")

    page = coordinator.see(f"/tableaux/{table}/envoyer")
    assert "Choisir ce contact" in words(page)
    assert "Comment part le pli" not in words(page)
    chosen = words(coordinator.see(f"/tableaux/{table}/envoyer?contact={second}"))
    assert "Colombe Imaginante" in chosen
    assert "Comment part le pli" in chosen


def test_nobody_else_sends_it(desk_of: Callable[[Role], Desk], table: str) -> None:
    """Neither a référent nor the DPO reaches the page."""
    for role in (Role.REFERENT, Role.DPO):
        assert desk_of(role).see(f"/tableaux/{table}/envoyer").status_code in {403, 404}


def _freeze(ctx: Context, staff: Staff) -> str:
    coordinator, referent = staff.actor(Role.COORDINATOR), staff.actor(Role.REFERENT)
    for name in NAMES:
        raw = {**READY, "beneficiary.last_name": name}
        case_id = keeping_cases.create_case(ctx, referent, departement=DEPARTEMENT, raw=raw, origin=Origin.PERSON)
        agreeing.record_agreement(ctx, referent, case_id, AgreementKind.ORIENTATION, date(2026, 11, 1))
    table = proposing.open_month(ctx, DEPARTEMENT, "2026-11")
    stating.state_capacity(ctx, coordinator, table.id, CapacityForm(Capacity.ALL, 12), table.revision)
    seen = proposing.view(ctx, coordinator, table.id)
    return freezing_table.freeze(ctx, coordinator, table.id, seen.line.revision, seen=seen.seen).id
