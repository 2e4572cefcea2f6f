"""Do the pages of the OFII's answers let the right people through, and say what is wrong where it is typed (V-5)?"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest
from httpx2 import Response

from liaison.bootstrap import Service
from liaison.usecases import keeping_cases, keeping_directory
from liaison.usecases.keeping_directory import ContactForm, PartnerForm
from liaison.vocabulary import Origin, PartnerKind, Role
from tests import tables
from tests.deposits import By, Sent, deposit
from tests.returned import REFUSED, VALIDATED, workbook
from tests.tables import PEOPLE, SentTable
from tests.web.staff import DEPARTEMENT, Staff
from tests.web.work.office import Desk, hidden, words

pytestmark = pytest.mark.requirement("V-5")

NAME = "TESTOVITCH Bogdanka"


@pytest.fixture
def table(service: Service, staff: Staff) -> SentTable:
    """Give a table with two people of the référent, sent already."""
    referent, coordinator = staff.actor(Role.REFERENT), staff.actor(Role.COORDINATOR)
    with service.transaction() as ctx:
        cases = [
            keeping_cases.create_case(ctx, referent, departement=DEPARTEMENT, raw=raw, origin=Origin.PERSON)
            for raw in PEOPLE[:2]
        ]
        return tables.put_sent(ctx, coordinator, cases)


@pytest.fixture
def coordinator(desk_of: Callable[[Role], Desk]) -> Desk:
    """Give the coordinator's desk."""
    return desk_of(Role.COORDINATOR)


def test_a_decision_is_typed(coordinator: Desk, desk: Desk, table: SentTable, service: Service) -> None:
    """Who waits stands in « Ma journée » of the coordination; once validated, in that of the référent."""
    assert NAME in words(coordinator.see("/"))
    page = f"/tableaux/lignes/{table.rows[0]}/decision"
    assert NAME in words(coordinator.see(page))
    wrong = coordinator.press(page, typed(decision="refused"))
    assert wrong.status_code == 422
    assert "écrivez le motif du refus" in words(wrong)
    assert coordinator.press(page, typed(hour="midi", decision="validated")).status_code == 422
    day = f"{tomorrow(service):%d/%m/%Y}"
    done = coordinator.press(page, typed(decision="validated", appointment_on=day, hour="9 h 30", place="Lyon"))
    assert "La réponse de la DT OFII est enregistrée." in words(done)
    assert f"{NAME} , décision de l’OFII" in words(desk.see("/"))
    late = coordinator.press(page, typed(decision="postponed", reason="Motif"))
    assert late.status_code == 409
    assert "Un collègue vient d’enregistrer" in words(late)


def test_a_late_answer_of_a_closed_table_is_typed(coordinator: Desk, table: SentTable) -> None:
    """It awaits nobody, and its page still leads to each row: the DT OFII answers when it answers."""
    address = f"/tableaux/{table.id}"
    sent = coordinator.see(address)
    assert "2 personnes attendent" in words(sent)
    coordinator.press(f"{address}/clore", {"revision": hidden(sent, "revision")})
    closed = coordinator.see(address)
    assert "attendent" not in words(closed)
    assert f'href="/tableaux/lignes/{table.rows[0]}/decision"' in closed.text
    done = coordinator.press(f"/tableaux/lignes/{table.rows[0]}/decision", typed(decision="refused", reason="Motif"))
    assert "La réponse de la DT OFII est enregistrée." in words(done)


def test_a_return_is_previewed_and_taken(coordinator: Desk, table: SentTable, service: Service) -> None:
    """What it decides, what differs with its tick, and once only."""
    with service.transaction() as ctx:
        content = workbook(ctx, table, {**VALIDATED, "birth_date": "05/03/1988"}, REFUSED)
    address = f"/tableaux/{table.id}/retour"
    seen = give_file(coordinator, f"{address}/apercu", content)
    assert "2 décisions à enregistrer" in words(seen)
    assert "03/05/1988 → 05/03/1988" in words(seen)
    fields: dict[str, str | list[str]] = {"kept": hidden(seen, "kept"), "seen": hidden(seen, "seen")}
    fields["over"] = ["L001.birth_date"]
    other = coordinator.press("/tableaux/abcdefghijklmnop/retour", fields)
    assert other.status_code == 404
    assert "Les décisions de la DT OFII sont enregistrées" in words(coordinator.press(address, fields))
    again = give_file(coordinator, f"{address}/apercu", content)
    assert "Ce retour est déjà pris en compte." in words(again)


def test_the_page_of_a_deposited_workbook_leads_to_its_table(
    coordinator: Desk, table: SentTable, service: Service, staff: Staff
) -> None:
    """Nobody destroys it as a file that does not show; from the page of the table it is one press."""
    actor = staff.actor(Role.COORDINATOR)
    with service.transaction() as ctx:
        ofii = PartnerForm(DEPARTEMENT, PartnerKind.OFII, "DT OFII d’essai", "04 72 00 00 01")
        partner_id = keeping_directory.save_partner(ctx, actor, ofii)
        contact = ContactForm(partner_id, "Colombe", "Inventaire", "Auditrice", "dt@ofii.example", "06 00 00 01 01")
        contact_id = keeping_directory.save_contact(ctx, actor, contact)
        content = workbook(ctx, table, VALIDATED, REFUSED)
    deposit_id, (document_id,) = deposit(service, actor, By(contact_id), Sent(content, "tableau.xlsx"))
    page = coordinator.see(f"/depots/{deposit_id}/documents/{document_id}")
    assert f"Tableau {table.number}" in words(page)
    assert f'href="/tableaux/{table.id}/retour"' in page.text
    assert "Dépôt" in words(coordinator.see(f"/tableaux/{table.id}/retour"))
    seen = coordinator.press(f"/tableaux/{table.id}/retour/apercu", {"document": document_id})
    assert "2 décisions à enregistrer" in words(seen)
    assert "le document du dépôt est détruit" in words(seen)


def test_a_return_with_a_mistake(coordinator: Desk, table: SentTable, service: Service) -> None:
    """Each mistake with its row, and no button to take it."""
    with service.transaction() as ctx:
        content = workbook(ctx, table, {"decision": "Peut-être"}, REFUSED)
    seen = give_file(coordinator, f"/tableaux/{table.id}/retour/apercu", content)
    assert "Ligne 3 (L001), « Décision de l’OFII » : « Peut-être » ne se comprend pas." in words(seen)
    assert "Enregistrer les décisions" not in words(seen)
    nothing = give_file(coordinator, f"/tableaux/{table.id}/retour/apercu", b"")
    assert nothing.status_code == 422


def test_a_convocation_is_printed_and_handed(coordinator: Desk, desk: Desk, table: SentTable, service: Service) -> None:
    """A neutral name for the file; what is wrong is said on the page."""
    given = typed(decision="validated", appointment_on=f"{tomorrow(service):%d/%m/%Y}", hour="9:30", place="Lyon")
    coordinator.press(f"/tableaux/lignes/{table.rows[0]}/decision", given)
    page = f"/convocations/{table.rows[0]}"
    assert "dans trois jours au plus" in words(desk.see(page))
    paper = desk.press(f"{page}/convocation.pdf", {"bring": "Ce papier"})
    assert paper.headers["content-type"] == "application/pdf"
    assert 'filename="convocation.pdf"' in paper.headers["content-disposition"]
    assert desk.press(f"{page}/remise", {"handed_on": "01/01/2020", "way": "letter"}).status_code == 422
    with service.transaction() as ctx:
        today = f"{ctx.today:%d/%m/%Y}"
    assert "la convocation est remise" in words(desk.press(f"{page}/remise", {"handed_on": today, "way": "letter"}))


@pytest.mark.parametrize("role", [Role.DPO, Role.CONTROLLER, Role.ADMINISTRATOR])
def test_never_shown_to_those_who_see_no_content(desk_of: Callable[[Role], Desk], table: SentTable, role: Role) -> None:
    """Neither a page of answers nor one of convocations (A-2)."""
    other = desk_of(role)
    for path in (
        f"/tableaux/lignes/{table.rows[0]}/decision", f"/tableaux/{table.id}/retour", "/convocations",
        f"/convocations/{table.rows[0]}",
    ):  # fmt: skip
        assert other.see(path).status_code in {403, 404}


def give_file(desk: Desk, path: str, content: bytes) -> Response:
    """Post a file as the page does."""
    token = hidden(desk.see(path.removesuffix("/apercu")), "csrf")
    return desk.browser.post(path, data={"csrf": token}, files={"file": ("retour.xlsx", content, "text/plain")})


def typed(**fields: str) -> Mapping[str, str]:
    """Fill the form of a decision."""
    blank = {"decision": "", "reason": "", "appointment_on": "", "hour": "", "place": "", "seen": ""}
    return {**blank, **fields}


def tomorrow(service: Service) -> date:
    """Return the day after today."""
    with service.transaction() as ctx:
        return ctx.today + timedelta(days=1)
