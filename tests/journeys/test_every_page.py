"""Is every page, in every state that people meet, fit to be seen and heard (WCAG 2.2 AA, axe-core)?"""

import re
from collections.abc import Callable, Mapping
from typing import Final

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import BrowserContext, Page, expect

from liaison.vocabulary import PartnerKind, Role
from tests.journeys import doing
from tests.journeys.furnished import Furnished, furnish
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import People
from web.routes import routers

pytestmark = pytest.mark.xdist_group("browser")

PAGES: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.REFERENT: (
        "home", "list_cases", "new_case", "show_case", "edit_case", "ask_withdrawal", "show_notice", "choose_model",
        "show_fiche", "review_fiche", "ask_sending", "ask_test", "list_transmissions", "show_transmission",
        "show_exit", "show_addressee", "new_project_end", "list_absences",
        "ask_orientation", "ask_fiche_orientation", "ask_replacing", "ask_outcome", "ask_incident",
        "list_deposits", "ask_deposit", "ask_alone", "list_to_inform", "show_letter", "ask_case_complaint",
        "list_requests", "show_request", "new_request", "new_case_request",
        "show_own_account", "ask_recovery_codes", "ask_new_password", "ask_proof",
    ),
    Role.COORDINATOR: (
        "list_partners", "new_partner", "show_partner", "edit_partner", "new_contact", "edit_contact",
        "new_convention", "edit_convention",
        "ask_census",
        "ask_import", "new_place", "edit_place", "list_conventions", "show_convention", "new_amendment",
        "new_termination", "new_correspondent", "edit_correspondent", "ask_exchange", "ask_erasure",
        "prepare_copy", "ask_copy_key", "ask_tracking", "ask_tracking_columns", "list_tables",
    ),
    Role.DPO: (
        "read_register", "read_received", "read_entries", "read_journal", "show_proofs", "list_due",
        "compare_models", "list_incidents", "show_incident", "list_attestations",
        "list_destructions", "show_certificate",
        "list_registers", "list_subprocessors", "new_subprocessor", "list_statements",
        "ask_facts", "ask_leads", "ask_breach_opinion", "show_notice_draft",
        "show_people_notice", "list_complaints", "new_complaint", "show_complaint",
        "suppose_due", "list_delays", "list_holds", "show_hold",
    ),
    Role.CONTROLLER: ("ask_decision", "show_delay", "ask_hold"),
    Role.ADMINISTRATOR: (
        "list_accounts", "new_account", "edit_account", "list_departements", "new_departement", "show_departement",
        "show_settings",
    ),
}  # fmt: skip
"""The pages of each role, by the name of their route."""
PARTNERS: Final = ("show_pli", "show_address", "show_reply", "ask_to_deposit", "show_code", "show_desk")
"""Looked at as the partner who holds the link, in `test_two_tracks`, `test_directory_life` and `test_deposits`."""
ATTESTED: Final = ("open_attestation", "show_attestation")
"""Looked at in each state of a request, in `test_attestations`."""
ARCHIVED: Final = ("show_archive", "ask_way_back")
"""Looked at with somebody in the archive, in `test_archive`."""
RECEIVED: Final = ("show_deposit", "show_document", "ask_adoption")
"""Looked at in each state of a deposit, in `test_deposits`."""
TABLES: Final = (
    "show_table", "edit_row", "ask_freezing",
    "ask_table_sending",
    "ask_decision_row", "ask_return", "list_convocations", "show_convocation",
)  # fmt: skip
"""Looked at in each state of a table, in `test_table_sheet`, `test_table_sending` and `test_table_answers`."""
ONE_AT_A_TIME: Final = ("prepare_telling", "ask_read_back")
"""Only for a key that waits, or was told: looked at among the states of casework."""
PRINTED: Final = ("read_document", "edit_statement", "edit_subprocessor", "read_given_text", "show_given_notice")
"""Looked at for each document and each state, in `test_registers`."""
SIGNING: Final = ("sign_in", "second_factor", "show_invitation", "show_reset", "come_back", "tell_of_window")
"""Also looked at with a provider, in `test_provider`."""
DEMO: Final = ("demo_home", "demo_mails", "demo_mail", "demo_texts")
"""Looked at where they have something to show, in `test_demo`."""
NO_PAGES: Final = (
    "enter_invitation", "enter_reset", "invitation_code", "preview_fiche", "blank_fiche", "print_fiche",
    "demo_attachment",
    "show_picture", "print_certificate", "download_certificate", "print_document", "take_document",
    "download_census_model", "print_breach", "print_breaches", "export_breaches", "print_notice_draft", "print_letter",
    "print_table", "download_workbook",
)  # fmt: skip
"""A redirect, drawings, PDFs, an archive."""


@pytest.fixture(scope="module")
def furnished(house: House, people: People) -> Furnished:
    """Give the shared house something to show."""
    return furnish(house, people)


def paths() -> dict[str, str]:
    """Return the path of every page, by the name of its route."""
    every = (route for router in routers(demo=True) for route in router.routes)
    return {route.name: route.path for route in every if isinstance(route, APIRoute) and "GET" in (route.methods or ())}


def test_every_route_is_looked_at() -> None:
    """A page that somebody adds stands in one of these lists, and so is looked at."""
    listed = [name for names in PAGES.values() for name in names]
    assert sorted(paths()) == sorted(
        [
            *listed,
            *PARTNERS,
            *ARCHIVED,
            *ATTESTED,
            *RECEIVED,
            *TABLES,
            *ONE_AT_A_TIME,
            *PRINTED,
            *SIGNING,
            *DEMO,
            *NO_PAGES,
        ]
    )


@pytest.mark.parametrize("role", PAGES)
def test_pages_of_a_role(
    role: Role, house: House, people: People, furnished: Furnished, page: Page, gallery: Gallery
) -> None:
    """Every page that somebody may open, with something on it."""
    person = furnished.referent if role is Role.REFERENT else people.new(role)
    doing.sign_in(page, house.url, person)
    for name in PAGES[role]:
        answer = page.goto(house.url + paths()[name].format(**furnished.ids))
        assert answer is not None
        assert answer.ok, f"{name}: {house.log()[-800:]}"
        gallery.look(page, f"{role.value}-{name}")


def test_states_of_casework(house: House, furnished: Furnished, page: Page, gallery: Gallery) -> None:
    """Every state of a transmission, every model, what a search finds, mistakes, a key that is shown once."""
    doing.sign_in(page, house.url, furnished.referent)
    for state, transmission_id in furnished.transmissions.items():
        page.goto(f"{house.url}/transmissions/{transmission_id}")
        gallery.look(page, f"transmission-{state}")
    page.goto(f"{house.url}/transmissions/{furnished.transmissions['to-tell']}")
    page.get_by_role("link", name="Appeler et dicter la clé").click()
    gallery.look(page, "transmission-telling")
    page.get_by_label("Code à six chiffres").fill("000000")
    page.get_by_role("button", name="Afficher la clé").click()
    gallery.look(page, "transmission-telling-refused")
    page.goto(f"{house.url}/transmissions/{furnished.transmissions['to-tell']}")
    doing.tell_key(page, furnished.referent)
    gallery.look(page, "transmission-key-told")
    page.goto(f"{house.url}/transmissions/{furnished.transmissions['to-tell']}/relue")
    page.get_by_role("button", name="Noter, et effacer la clé ici").click()
    expect(page.get_by_role("alert")).to_be_visible()
    gallery.look(page, "transmission-read-back-mistakes")
    page.goto(f"{house.url}/transmissions/{furnished.transmissions['withheld']}/refaire")
    page.get_by_role("button", name="Refaire le pli").click()
    expect(page.get_by_role("alert")).to_be_visible()
    gallery.look(page, "replacing-mistakes")
    page.goto(f"{house.url}/transmissions/{furnished.transmissions['opened']}/reponse")
    page.get_by_label("Nous ne pouvons pas l’accompagner").check()
    page.get_by_role("button", name="Noter la réponse").click()
    expect(page.get_by_role("alert")).to_be_visible()
    gallery.look(page, "outcome-mistakes")
    for model, fiche_id in furnished.drafts.items():
        page.goto(f"{house.url}/fiches/{fiche_id}")
        gallery.look(page, f"fiche-{model}")
    page.goto(f"{house.url}/fiches/{furnished.drafts['generic']}")
    doing.field(page, "beneficiary.birth_date").fill("31/02/1990")
    doing.field(page, "signature.place").fill("")
    page.get_by_role("button", name="Envoyer…").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    gallery.look(page, "fiche-mistakes")
    doing.field(page, "beneficiary.birth_date").fill("1990")
    doing.field(page, "signature.place").fill("Testville")
    doing.ask_to_send(page)
    page.get_by_role("button", name="Continuer").click()
    gallery.look(page, "sending-confirm")
    page.goto(page.url)
    page.get_by_role("group", name="Comment part le pli ?").get_by_label("En main propre").check()
    gallery.look(page, "sending-by-hand")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Remettre la fiche").click()
    expect(page.get_by_role("alert")).to_be_visible()
    gallery.look(page, "sending-by-hand-mistakes")
    page.goto(f"{house.url}/transmissions/{furnished.transmissions['opened']}")
    page.get_by_role("link", name="Voir ou corriger la fiche").click()
    gallery.look(page, "fiche-sent")


def test_states_of_dossiers(house: House, people: People, furnished: Furnished, page: Page, gallery: Gallery) -> None:
    """First days, empty lists, searches without result, wrong dates, a second draft, a fiche without contact."""
    newcomer = people.new()
    doing.sign_in(page, house.url, newcomer)
    gallery.look(page, "first-day-home")
    page.goto(f"{house.url}/dossiers")
    gallery.look(page, "first-day-cases")
    page.get_by_label("Nom, prénom ou N° AGDREF").fill("personne")
    page.get_by_role("button", name="Chercher").click()
    gallery.look(page, "cases-nothing-found")
    page.goto(f"{house.url}/dossiers/nouveau")
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page.get_by_role("alert")).to_be_visible()
    gallery.look(page, "case-mistakes")
    doing.open_case(page, house.url, people.case(newcomer, "EXEMPLAIRE"))
    gallery.look(page, "case-without-agreement")
    page.get_by_label("Donné le").fill("31/02/2026")
    page.get_by_role("button", name="Enregistrer l’accord").click()
    expect(page.get_by_role("alert")).to_be_visible()
    gallery.look(page, "case-wrong-date")
    for _ in range(2):
        page.get_by_role("link", name=re.compile("Nouvelle fiche")).click()
        page.get_by_role("button", name="Commencer").first.click()
        gallery.look(page, f"fiche-start-{_}")
        page.get_by_role("link", name=re.compile("EXEMPLAIRE|Le dossier")).first.click()
    page.goto(f"{house.url}/fiches/{furnished.ids['fiche_id']}")
    gallery.look(page, "not-found")


def test_sending_that_a_rule_stops(house: House, people: People, page: Page, gallery: Gallery) -> None:
    """The three questions with a refusal, and with choices that cannot be made."""
    referent = people.new()
    partner = people.partner(
        PartnerKind.MISSION_LOCALE, "Agence sans mobile ni convention", model="spe", ended=True, mobile=""
    )
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, people.case(referent, "EXEMPLAIRE"))
    page.get_by_role("link", name="Nouvelle fiche").click()
    page.get_by_role("listitem").filter(has_text="annexe 6.1").get_by_role("button", name="Commencer").click()
    doing.choose_contact(page, partner)
    doing.field(page, "signature.place").fill("Testville")
    doing.ask_to_send(page)
    gallery.look(page, "sending-refused")


def test_signing(house: House, people: People, page: Page, gallery: Gallery) -> None:
    """Signing in, wrongly and rightly, a session that ended, a one-time link."""
    referent = people.new()
    page.goto(f"{house.url}{paths()['sign_in']}")
    gallery.look(page, "sign-in")
    page.get_by_label("Adresse e-mail professionnelle").fill(referent.email)
    page.get_by_label("Mot de passe").fill("pas le bon mot de passe")
    page.get_by_role("button", name="Continuer").click()
    gallery.look(page, "sign-in-refused")
    page.get_by_label("Mot de passe").fill(referent.password)
    page.get_by_role("button", name="Continuer").click()
    gallery.look(page, "second-factor")
    page.goto(f"{house.url}{paths()['second_factor']}")
    page.get_by_label("Code à six chiffres").fill("000000")
    page.get_by_role("button", name="Se connecter").click()
    gallery.look(page, "second-factor-refused")
    page.get_by_text("Je n’ai pas mon téléphone").click()
    page.get_by_label("Code de secours").fill("aaaa-bbbb")
    page.get_by_role("button", name="Entrer avec ce code").click()
    expect(page.get_by_text("Ce code de secours ne convient pas")).to_be_visible()
    gallery.look(page, "recovery-code-refused")
    page.get_by_label("Code à six chiffres").fill(referent.telephone.code())
    page.get_by_role("button", name="Se connecter").click()
    page.goto(f"{house.url}/dossiers/nouveau")
    other = page.context.new_page()
    other.goto(house.url)
    doing.sign_out(other)
    page.get_by_role("button", name="Ouvrir le dossier").click()
    gallery.look(page, "session-ended")
    doing.give_credentials(page, referent)
    gallery.look(page, "typed-before")
    page.goto(people.reset(house.url, referent))
    gallery.look(page, "new-password")
    page.get_by_role("button", name="Choisir ce mot de passe").click()
    expect(page.get_by_role("alert")).to_be_visible()
    gallery.look(page, "new-password-mistakes")
    page.goto(people.invitation(house.url))
    gallery.look(page, "invitation")
    page.get_by_role("button", name="Ouvrir mon compte").click()
    gallery.look(page, "invitation-mistakes")


def test_states_of_the_offices(
    house: House, people: People, furnished: Furnished, new_context: Callable[..., BrowserContext], gallery: Gallery
) -> None:
    """First pages of the others, mistakes in the directory and in accounts, a link that is shown once."""
    for role in (Role.COORDINATOR, Role.DPO, Role.CONTROLLER, Role.ADMINISTRATOR):
        page = new_context().new_page()
        doing.sign_in(page, house.url, people.new(role))
        gallery.look(page, f"{role.value}-home")
        if role is Role.COORDINATOR:
            page.goto(f"{house.url}/partenaires/{furnished.ids['partner_id']}/contacts/nouveau")
            page.get_by_role("button", name="Enregistrer").click()
            gallery.look(page, "contact-mistakes")
        if role is Role.ADMINISTRATOR:
            page.goto(f"{house.url}/administration/comptes/nouveau")
            page.get_by_role("button", name="Ajouter le compte").click()
            gallery.look(page, "account-mistakes")
            page.goto(f"{house.url}/administration/comptes")
            page.goto(f"{house.url}/administration/comptes/{people.new().account_id}")
            page.get_by_role("button", name="Faire un nouveau lien").click()
            expect(page.get_by_role("alert")).to_be_visible()
            gallery.look(page, "account-unchecked")
            page.get_by_label("En personne").check()
            page.get_by_role("button", name="Faire un nouveau lien").click()
            expect(page.get_by_label("Lien à usage unique")).to_be_visible()
            gallery.look(page, "one-time-link")
