"""What does the administrator see and do? Accounts, départements, settings; the home of each role."""

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.vocabulary import Role
from tests.web.staff import PASSWORD, Staff, token_in


@pytest.fixture
def admin(browser: TestClient, staff: Staff) -> TestClient:
    """Give a browser in which the administrator is signed in."""
    return staff.sign_in(browser, Role.ADMINISTRATOR)


class TestHome:
    """The first page says what to do."""

    @pytest.mark.parametrize(
        ("role", "words"),
        [
            (Role.REFERENT, ["Ma journée", "Vous n’avez pas encore de dossier", "Créer un dossier"]),
            (Role.COORDINATOR, ["Ma journée", "Rien ne vous attend"]),
            (Role.DPO, ["Échéances", "Registre des transmissions", "Journal"]),
            (Role.CONTROLLER, ["Échéances", "Registre des transmissions", "Journal"]),
            (Role.ADMINISTRATOR, ["Comptes", "Départements", "Réglages"]),
        ],
    )
    def test_each_role_has_its_own(self, browser: TestClient, staff: Staff, role: Role, words: list[str]) -> None:
        """Empty states included."""
        page = staff.sign_in(browser, role).get("/").text
        assert [] == [word for word in words if word not in page]
        assert "samedi 21 novembre 2026" in page.lower()

    def test_the_menu_offers_only_what_opens(self, browser: TestClient, staff: Staff) -> None:
        """Every link of the menu leads somewhere for its role."""
        for role in Role:
            page = staff.sign_in(browser, role).get("/").text
            menu = re.search(r'<nav class="menu".*?</nav>', page, re.DOTALL)
            assert menu is not None
            links = re.findall(r'href="([^"]+)"', menu.group(0))
            assert len(links) >= 4
            assert {200} == {browser.get(link, follow_redirects=False).status_code for link in links}


class TestAccounts:
    """Add, close, open again."""

    def test_all_that_is_missing_is_said_at_once(self, admin: TestClient) -> None:
        """With what was typed still there."""
        form = {"csrf": token_in(admin.get("/administration/comptes/nouveau")), "first_name": "Céleste", "email": "x"}
        answer = admin.post("/administration/comptes", data=form)
        assert 422 == answer.status_code
        problems = set(re.findall(r'href="#f-([a-z_]+)"', answer.text))
        assert {"last_name", "email", "function", "organisation", "role", "departements"} == problems
        assert 'value="Céleste"' in answer.text

    def test_an_address_serves_once(self, admin: TestClient, staff: Staff) -> None:
        """However its capitals are typed."""
        person = staff.person(Role.REFERENT)
        form = {
            "csrf": token_in(admin.get("/administration/comptes/nouveau")), "first_name": "A", "last_name": "B",
            "email": person.email.upper(), "function": "C", "organisation": "D", "role": "dpo", "departements": "69",
        }  # fmt: skip
        answer = admin.post("/administration/comptes", data=form)
        assert (422, True) == (answer.status_code, "existe déjà" in answer.text)

    def test_a_departement_that_is_not_kept_is_refused(self, admin: TestClient) -> None:
        """Nobody widens an account by changing the form."""
        form = {
            "csrf": token_in(admin.get("/administration/comptes/nouveau")), "first_name": "A", "last_name": "B",
            "email": "a@b.example", "function": "C", "organisation": "D", "role": "dpo", "departements": "75",
        }  # fmt: skip
        assert 404 == admin.post("/administration/comptes", data=form).status_code

    def test_closing_and_opening_again(
        self, admin: TestClient, new_browser: Callable[[], TestClient], staff: Staff
    ) -> None:
        """The session ends at once; opened again, the same password and telephone serve."""
        person = staff.person(Role.REFERENT)
        theirs = staff.sign_in(new_browser(), Role.REFERENT)
        form = {"csrf": token_in(admin.get("/administration/comptes"))}
        answer = admin.post(f"/administration/comptes/{person.account_id}/desactiver", data=form)
        assert "Le compte est désactivé" in answer.text
        assert "désactivé" in answer.text
        assert 303 == theirs.get("/", follow_redirects=False).status_code
        assert 401 == theirs.post("/connexion", data={"email": person.email, "password": PASSWORD}).status_code
        admin.post(f"/administration/comptes/{person.account_id}/reactiver", data=form)
        assert 200 == staff.sign_in(theirs, Role.REFERENT).get("/").status_code

    def test_nobody_closes_their_own_account(self, admin: TestClient, staff: Staff) -> None:
        """The house keeps an administrator."""
        own = staff.person(Role.ADMINISTRATOR).account_id
        form = {"csrf": token_in(admin.get("/administration/comptes"))}
        answer = admin.post(f"/administration/comptes/{own}/desactiver", data=form)
        assert (409, True) == (answer.status_code, "votre propre compte" in answer.text)

    def test_the_link_is_shown_once_and_stands_nowhere(self, admin: TestClient, staff: Staff, service: Service) -> None:
        """Neither on another page, nor in the database."""
        person = staff.person(Role.REFERENT)
        form = {"csrf": token_in(admin.get("/administration/comptes"))}
        page = admin.post(f"/administration/comptes/{person.account_id}/lien", data=form)
        assert (422, True) == (page.status_code, 'href="#f-checked"' in page.text)
        page = admin.post(f"/administration/comptes/{person.account_id}/lien", data={**form, "checked": "in-person"})
        token = re.findall(r"/invitation/([\w-]+)", page.text)[0]
        assert token not in admin.get("/administration/comptes").text
        assert token.encode() not in (service.settings.data_dir / "liaison.sqlite").read_bytes()
        assert "no-store" == page.headers["cache-control"]


class TestDepartements:
    """Where the operator works."""

    def test_one_is_added_and_changed(self, admin: TestClient) -> None:
        """Its number in E.164 inside, in pairs on the page."""
        token = token_in(admin.get("/administration/departements/nouveau"))
        form = {
            "csrf": token, "new": "1", "code": "2a", "name": "Corse-du-Sud", "operator": "Opérateur Imaginaire",
            "callback": "04 95 00 00 00", "framework_ends_on": "31/12/2027", "pic_ipr": "1",
            "spe_level": "A1.1",
        }  # fmt: skip
        answer = admin.post("/administration/departements", data=form)
        assert "Le département est enregistré" in answer.text
        assert "2A Corse-du-Sud" in answer.text
        page = admin.get("/administration/departements/2A").text
        assert 'value="31/12/2027"' in page
        assert 'value="04 95 00 00 00"' in page
        assert '<option value="A1.1" selected>' in page
        form |= {"code": "2A", "name": "Corse du Sud", "new": ""}
        assert "2A Corse du Sud" in admin.post("/administration/departements", data=form).text

    @pytest.mark.requirement("E-1")
    @pytest.mark.parametrize(
        ("code", "year", "sentence"),
        [
            ("44", "2022", "L’annexe 1 du guide donne 2022 pour ce département."),
            ("95", "2023", "L’annexe 1 du guide donne 2023 pour ce département."),
            ("02", "2024", "L’annexe 1 du guide ne nomme pas ce département : c’est 2024"),
            ("974", "", "L’annexe 1 du guide ne parle pas de ce département : écrivez l’année"),
        ],
    )
    def test_the_year_of_deployment_is_that_of_the_annexe_until_somebody_says_otherwise(
        self, admin: TestClient, code: str, year: str, sentence: str
    ) -> None:
        """Shown with where it comes from; another one is kept, and nothing brings back the annexe."""
        form = {
            "csrf": token_in(admin.get("/administration/departements/nouveau")), "new": "1", "code": code,
            "name": "Essai", "operator": "Opérateur Imaginaire", "callback": "04 95 00 00 00", "spe_level": "A2",
        }  # fmt: skip
        admin.post("/administration/departements", data=form)
        form["new"] = ""

        def shown(typed: str) -> str:
            admin.post("/administration/departements", data={**form, "deployed_in": typed})
            page = admin.get(f"/administration/departements/{code}").text
            assert sentence in page
            return str(re.findall(r'name="deployed_in"[^>]* value="(\d*)"', page)[0])

        assert [year, "2025", year] == [shown(""), shown("2025"), shown("")]

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"deployed_in": "22"}, "deployed_in"), ({"deployed_in": "2021"}, "deployed_in"),
            ({"deployed_in": "2028"}, "deployed_in"), ({"deployed_in": "bientôt"}, "deployed_in"),
            ({"code": "99"}, "code"), ({"code": "69"}, "code"), ({"code": ""}, "code"), ({"name": " "}, "name"),
            ({"operator": ""}, "operator"), ({"callback": "12"}, "callback"),
            ({"callback": "0899 70 00 00"}, "callback"),
            ({"framework_ends_on": "demain"}, "framework_ends_on"),
            ({"spe_level": "B1"}, "spe_level"), ({"spe_level": "beaucoup"}, "spe_level"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_refused_by_its_field(
        self, admin: TestClient, changed: dict[str, str], field: str
    ) -> None:
        """Unknown code, one that exists, a premium number, a day that is none."""
        form = {
            "csrf": token_in(admin.get("/administration/departements/nouveau")), "new": "1", "code": "38",
            "name": "Isère", "operator": "Opérateur Imaginaire", "callback": "04 76 00 00 00", **changed,
        }  # fmt: skip
        answer = admin.post("/administration/departements", data=form)
        assert (422, True) == (answer.status_code, f'href="#f-{field}"' in answer.text)


@pytest.mark.requirement("G-8")
def test_settings_are_seen_and_secrets_are_not(admin: TestClient) -> None:
    """What is configured, what `doctor` says of it."""
    page = admin.get("/administration/reglages").text
    assert "LIAISON_SMTP_HOST" in page
    assert "feuille de secours" in page
    assert "non défini" in page
