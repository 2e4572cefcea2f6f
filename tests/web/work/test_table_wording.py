"""Do the pages of tables say what is to be done next, in the words of what they show (V-1 to V-5)?"""

from collections.abc import Callable

import pytest

from liaison.bootstrap import Service
from liaison.usecases import keeping_directory
from liaison.usecases.keeping_directory import ContactForm, PartnerForm
from liaison.vocabulary import PartnerKind, Role
from tests.clock import FixedClock
from tests.deposits import By, Sent, deposit
from tests.returned import REFUSED, VALIDATED, workbook
from tests.tables import SentTable
from tests.web.staff import DEPARTEMENT, Staff
from tests.web.work.office import Desk, Office, hidden, words
from tests.web.work.test_table_answer_pages import give_file, typed
from tests.web.work.test_table_answer_pages import table as table  # noqa: PLC0414 - a fixture
from tests.web.work.test_table_pages import new_person


@pytest.fixture
def coordinator(desk_of: Callable[[Role], Desk]) -> Desk:
    """Give the coordinator's desk."""
    return desk_of(Role.COORDINATOR)


@pytest.fixture
def proposed(coordinator: Desk) -> str:
    """Open the table of the month by its page; return its address."""
    return coordinator.press("/tableaux", {"departement": DEPARTEMENT}).url.path


@pytest.mark.requirement("V-5")
def test_an_appointment_comes_after_the_closing(coordinator: Desk, table: SentTable) -> None:
    """Who is validated without a day is said to be so; once the table is closed, its rows still lead to the answer."""
    for row in table.rows:
        coordinator.press(f"/tableaux/lignes/{row}/decision", typed(decision="validated"))
    page = coordinator.see(f"/tableaux/{table.id}")
    assert "rendez-vous à compléter" in words(page)
    coordinator.press(f"/tableaux/{table.id}/clore", {"revision": hidden(page, "revision")})
    closed = coordinator.see(f"/tableaux/{table.id}")
    assert f'href="/tableaux/lignes/{table.rows[0]}/decision"' in closed.text
    seen = hidden(coordinator.see(f"/tableaux/lignes/{table.rows[0]}/decision"), "seen")
    given = typed(decision="validated", appointment_on="10/12/2026", hour="9 h 30", place="Lyon", seen=seen)
    assert "La réponse de la DT OFII est enregistrée." in words(
        coordinator.press(f"/tableaux/lignes/{table.rows[0]}/decision", given)
    )


@pytest.mark.requirement("V-5")
def test_the_newest_return_comes_first(
    coordinator: Desk, table: SentTable, service: Service, staff: Staff, clock: FixedClock
) -> None:
    """A DT OFII that sends its table again has corrected it: that one is offered first."""
    actor = staff.actor(Role.COORDINATOR)
    with service.transaction() as ctx:
        ofii = PartnerForm(DEPARTEMENT, PartnerKind.OFII, "DT OFII d’essai", "04 72 00 00 01")
        partner_id = keeping_directory.save_partner(ctx, actor, ofii)
        contact = ContactForm(partner_id, "Colombe", "Inventaire", "Auditrice", "dt@ofii.example", "06 00 00 01 01")
        by = By(keeping_directory.save_contact(ctx, actor, contact))
        content = workbook(ctx, table, VALIDATED, REFUSED)
    deposit(service, actor, by, Sent(content, "premier.xlsx"))
    clock.advance(minutes=1)
    deposit(service, actor, by, Sent(content, "corrige.xlsx"))
    page = words(coordinator.see(f"/tableaux/{table.id}/retour"))
    assert page.index("corrige.xlsx") < page.index("premier.xlsx")


@pytest.mark.requirement("V-5")
def test_a_refusal_without_a_reason_has_no_appointment(coordinator: Desk, table: SentTable, service: Service) -> None:
    """The preview says that its reason is missing."""
    with service.transaction() as ctx:
        content = workbook(ctx, table, {"decision": "Refusée"}, {"decision": "Validée"})
    seen = words(give_file(coordinator, f"/tableaux/{table.id}/retour/apercu", content))
    assert 1 == seen.count("rendez-vous pas encore donné")
    assert "motif à compléter" in seen


@pytest.mark.requirement("V-4")
def test_a_decision_without_its_reason(coordinator: Desk, office: Office, proposed: str) -> None:
    """Each of the two forms asks for its own answer, beside its own field."""
    row = f"{proposed}/personnes/{new_person(office, 'Douteuse', resides='')}"
    included = words(coordinator.press(f"{row}/decision", {"settled": "included", "revision": "1"}))
    assert "Comment l’avez-vous vérifié ? : Choisissez une réponse" in included
    excluded = coordinator.press(f"{row}/decision", {"settled": "excluded", "why": "", "revision": "1"})
    assert 2 == words(excluded).count("Choisissez pourquoi cette personne n’est pas proposée.")
    assert 'href="#f-why-not"' in excluded.text
    agreed = words(coordinator.press(f"{row}/accord", {"given_on": ""}))
    assert "Accord donné le : À remplir." in agreed


@pytest.mark.requirement("V-2")
def test_places_that_are_no_number(coordinator: Desk, office: Office, proposed: str) -> None:
    """A number is asked for; that it is not known yet is no answer to the DT OFII."""
    new_person(office, "Certaine")
    form = {f"{name}-{number}": "" for number in range(1, 7) for name in ("on", "places")}
    form |= {"revision": hidden(coordinator.see(proposed), "revision"), "capacity": "staggered", "places": "peu"}
    answer = words(coordinator.press(f"{proposed}/capacite", form))
    assert "Places ce mois-ci : Écrivez un nombre, par exemple 4." in answer
    assert "si vous ne savez pas" not in answer
    answer = words(
        coordinator.press(f"{proposed}/capacite", {**form, "places": "2", "on-1": "01/11/2026", "places-1": "1"})
    )
    assert "elle est passée. Choisissez un jour à venir." in answer


@pytest.mark.requirement("V-1")
def test_a_refused_cell_is_called_as_its_column(coordinator: Desk, office: Office, proposed: str) -> None:
    """The dossier calls the date otherwise; who types in the sheet reads the label of the column."""
    row = f"{proposed}/personnes/{new_person(office, 'Essayette')}"
    form = {"column": "protection_date", "text": "31/02/2026", "revision": "1"}
    said = coordinator.autosave(f"{row}/cellule", form).json()
    assert said["problems"][0]["message"].startswith("« Date d'obtention du statut BPI » : le 31/02/2026 n’existe pas")
