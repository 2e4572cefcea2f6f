"""Do the pages of imports, places, conventions and addresses take what people post, and nothing else?"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from httpx2 import Response
from pydantic import AnyHttpUrl
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.demo.doors import Doors
from liaison.spreadsheets import read
from liaison.usecases import directory
from liaison.vocabulary import Role
from tests.web.staff import Staff
from tests.web.work.office import PARTNER, Desk, Office, hidden, words
from web.app import build

CSV = (
    "Structure;Type;Nom;Prénom;Fonction;Courriel;Couleur\r\n"
    "CPH Inventé;CPH;Patron;Élise;Cheffe;elise@cph.example;bleu\r\n"
)
HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}'


@pytest.fixture
def keeper(desk_of: Callable[[Role], Desk]) -> Desk:
    """Give the coordinator's desk."""
    return desk_of(Role.COORDINATOR)


def upload(desk: Desk, content: bytes, *, name: str = "annuaire.csv", **fields: str) -> Response:
    """Post a file as the page does."""
    token = hidden(desk.see("/partenaires/importer"), "csrf")
    data = {"csrf": token, "departement": "69", **fields}
    return desk.browser.post("/partenaires/importer", data=data, files={"file": (name, content, "text/csv")})


def columns_in(answer: Response) -> list[str]:
    """Read what each column of a preview is taken for."""
    selects = re.findall(r'<select id="f-columns[^>]*>(.*?)</select>', answer.text, re.DOTALL)
    return ["".join(re.findall(r'value="([a-z_]*)" selected', one)) for one in selects]


def parcel(answer: Response, **changes: str | list[str]) -> Mapping[str, str | list[str]]:
    """Take the fields of a preview, to post them again."""
    fields: dict[str, str | list[str]] = {
        "kept": hidden(answer, "kept"),
        "seen": hidden(answer, "seen"),
        "columns": columns_in(answer),
    }
    return {**fields, **changes}


class TestImport:
    """From the file to the directory."""

    @pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)
    def test_a_file_is_looked_at_then_taken(self, keeper: Desk, kind: str) -> None:
        """The preview changes nothing and says everything; then all of it is there."""
        assert kind
        seen = upload(keeper, CSV.encode("cp1252"))
        assert "2 ajouts." in words(seen)
        assert "Aucun partenaire" in words(keeper.press("/partenaires", {"search": "CPH Inventé"}))
        assert ["organisation", "kind", "last_name", "first_name", "function", "email", ""] == columns_in(seen)

        done = keeper.press("/partenaires/importer/faire", parcel(seen))

        assert "L’annuaire est importé, en entier." in words(done)
        assert "CPH Inventé" in words(done)

    def test_an_export_is_a_file_that_comes_back(self, keeper: Desk, office: Office) -> None:
        """Both formats, under a neutral name, never opened in the page; imported again they change nothing."""
        assert office.contact
        for table_format in ("csv", "xlsx"):
            fields = {"departement": "69", "table_format": table_format}
            answer = keeper.press("/partenaires/exporter", fields)
            assert f'attachment; filename="annuaire.{table_format}"' == answer.headers["content-disposition"]
            assert "conseil@mission.example" in read(answer.content)[1].cells
            assert "Rien à importer." in words(upload(keeper, answer.content))

    def test_mistakes_and_mappings(self, keeper: Desk) -> None:
        """Each mistake with its row; two columns of one meaning; nothing to press as long as one is left."""
        wrong = upload(keeper, CSV.replace("elise@", "elise").encode())
        assert "Ligne 2 : « E-mail professionnel »" in words(wrong)
        assert "Importer tout" not in words(wrong)
        assert 422 == keeper.press("/partenaires/importer/faire", parcel(wrong)).status_code
        twice = ["organisation", "kind", "last_name", "last_name", "function", "email", ""]
        again = keeper.press("/partenaires/importer/apercu", parcel(wrong, columns=twice))
        assert "deux colonnes seraient « Nom »" in words(again)
        other = keeper.press("/partenaires/importer/faire", parcel(upload(keeper, CSV.encode()), columns=twice))
        assert 422 == other.status_code
        assert "CPH Inventé" not in words(keeper.see("/partenaires"))

    def test_another_mapping_than_the_one_that_was_seen(self, keeper: Desk) -> None:
        """Who changes a column and imports at once sees the new preview first."""
        seen = upload(keeper, CSV.encode())
        swapped = ["organisation", "kind", "first_name", "last_name", "function", "email", ""]

        answer = keeper.press("/partenaires/importer/faire", parcel(seen, columns=swapped))

        assert 409 == answer.status_code
        assert "ont changé depuis l’aperçu" in words(answer)
        assert "Patron Élise" in words(answer)

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "il manque, ou il est vide"),
            (b"a;b", "il n’a qu’une ligne"),
            (b"\x89PNG\0\0", "ni un CSV ni un classeur"),
            (b"a;b\r\n" * 120_000, "il dépasse 512 Ko"),
        ],
    )
    def test_a_file_that_is_none(self, keeper: Desk, content: bytes, sentence: str) -> None:
        """A sentence beside the field, and the page again."""
        answer = upload(keeper, content)
        assert 422 == answer.status_code
        assert sentence in words(answer)

    def test_a_file_beyond_every_limit(self, keeper: Desk) -> None:
        """Reading stops at the limit of a body; the page says so."""
        answer = upload(keeper, b"a" * (2 * 1024 * 1024))
        assert 413 == answer.status_code
        assert "choisissez un fichier plus petit" in words(answer)

    def test_hostile_cells_are_text(self, keeper: Desk) -> None:
        """Headings and cells of a stranger's file, and its name, are never markup."""
        content = CSV.replace("CPH Inventé", HOSTILE.replace('"', "'")).replace("Couleur", HOSTILE.replace('"', "'"))
        answer = upload(keeper, content.encode(), name="<script>.csv")
        assert 200 == answer.status_code
        assert "<script>alert" not in answer.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in answer.text

    def test_a_parcel_of_somebody_else(self, keeper: Desk, desk_of: Callable[[Role], Desk]) -> None:
        """What travels in the page opens for its author only, and nothing of it can be read there."""
        seen = upload(keeper, CSV.encode())
        assert "elise" not in hidden(seen, "kept")
        answer = desk_of(Role.ADMINISTRATOR).press("/partenaires/importer/apercu", parcel(seen))
        assert 409 == answer.status_code
        assert "n’est plus lisible ici" in words(answer)


class TestUploads:
    """What may come in besides the file?"""

    @pytest.mark.parametrize(
        "body",
        [
            b"--x\r\n\r\nno name\r\n--x--\r\n",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\0\r\n--x--\r\n',
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\xfe\r\n--x--\r\n',
            b'--x\r\nContent-Disposition: form-data; name="other"; filename="f"\r\n\r\nx\r\n--x--\r\n',
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"a" * 20_000 + b"\r\n--x--\r\n",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n' * 20 + b"--x--\r\n",
            b"garbage that is no form at all",
        ],
        ids=["no-name", "nul", "no-text", "another-file", "long-value", "many-parts", "garbage"],
    )
    def test_a_malformed_form(self, keeper: Desk, body: bytes) -> None:
        """Refused as unreadable before anything is looked at."""
        headers = {"content-type": "multipart/form-data; boundary=x"}
        assert 400 == keeper.browser.post("/partenaires/importer", content=body, headers=headers).status_code

    def test_no_file_where_none_is_asked_for(self, keeper: Desk) -> None:
        """Every other form refuses one."""
        token = hidden(keeper.see("/partenaires/nouveau"), "csrf")
        files = {"file": ("a.csv", b"a", "text/csv")}
        assert 400 == keeper.browser.post("/partenaires/nouveau", data={"csrf": token}, files=files).status_code

    def test_a_file_without_the_token_of_the_session(self, keeper: Desk) -> None:
        """A form of another site, or of an earlier session, brings nothing in."""
        answer = keeper.browser.post("/partenaires/importer", data={"departement": "69"}, files={"file": b"a"})
        assert 403 == answer.status_code


class TestPlacesAndPreferences:
    """What stands on a partner's page?"""

    def test_a_place_and_who_stands_there(self, keeper: Desk, desk: Desk, office: Office) -> None:
        """Added, chosen for a contact with what they prefer, shown, taken out of use."""
        path = f"/partenaires/{office.partner}"
        place = {"name": "Antenne Nord", "address": "1 rue de l’Essai", "postcode": "69100", "town": "Villeurbanne"}
        page = keeper.press(f"{path}/lieux/nouveau", place)
        assert "1 rue de l’Essai, 69100 Villeurbanne" in words(page)
        found = re.search(r"/lieux/([a-z2-7]+)/modifier", page.text)
        assert found is not None
        contact = {
            "last_name": "Maquette", "function": "Conseiller", "email": "felix@mission.example",
            "mobile": "06 00 00 03 03",
            "place_id": found[1], "archive_format": "7z", "key_channel": "telephone", "sms_to_mail": "1",
        }  # fmt: skip
        shown = words(keeper.press(f"{path}/contacts/nouveau", contact))
        for part in (
            "Antenne Nord (Villeurbanne)",
            "Préfère le format 7z",
            "Clé : par téléphone",
            "pas de clé par SMS",
        ):
            assert part in shown
        wrong = keeper.press(f"/lieux/{found[1]}/modifier", {**place, "postcode": "691"})
        assert 422 == wrong.status_code
        assert 'value="691"' in wrong.text
        assert "n’est plus proposé" in words(keeper.press(f"/lieux/{found[1]}/desactiver"))
        assert "Aucun lieu enregistré." in words(desk.see(path))
        assert f"/lieux/{found[1]}/remettre" in keeper.see(f"/lieux/{found[1]}/modifier").text
        assert "Le lieu est de nouveau proposé." in words(keeper.press(f"/lieux/{found[1]}/remettre"))
        assert "Antenne Nord" in words(desk.see(path))

    def test_what_a_contact_prefers_is_chosen_beforehand(self, keeper: Desk, desk: Desk, office: Office) -> None:
        """On the three questions and on the test pli, unless it cannot be; organisation and function are large."""
        contact = {
            "first_name": "Colombe", "last_name": "Inventaire", "function": "Conseillère",
            "email": "conseil@mission.example", "mobile": "06 00 00 01 01", "key_channel": "telephone",
        }  # fmt: skip
        keeper.press(f"/contacts/{office.contact}/modifier", contact)
        office.agree()
        office.sign_convention()
        for path in (f"/fiches/{office.ready_draft()}/envoyer", f"/contacts/{office.contact}/pli-essai"):
            page = desk.see(path).text
            assert re.search(r'name="key_channel" value="telephone"[^>]* checked', page)
        assert "addressee-large" in desk.see(f"/contacts/{office.contact}/pli-essai").text
        keeper.press(f"/contacts/{office.contact}/modifier", {**contact, "key_channel": "sms", "sms_to_mail": "1"})
        page = desk.see(f"/contacts/{office.contact}/pli-essai").text
        assert not re.search(r'name="key_channel" value="sms"[^>]* checked', page)


class TestConventions:
    """The page of a convention, and who reads it."""

    def test_amended_terminated_and_taken_back(self, keeper: Desk, office: Office) -> None:
        """Each form says what is wrong, keeps what was typed, and shows in the history."""
        convention = f"/conventions/{office.sign_convention()}"
        amendment: dict[str, str | list[str]] = {"reference": "n° 1", "signed_on": "01/10/2026", "changes": ["data"]}
        wrong = keeper.press(f"{convention}/avenant", {**amendment, "changes": ["term"]})
        assert 422 == wrong.status_code
        assert re.search(r'value="term" checked', wrong.text)
        page = keeper.press(f"{convention}/avenant", {**amendment, "ends_on": "30/06/2027"})
        assert "Avenant n° 1 : les données échangées, la durée ; nouvelle fin le 30/06/2027" in words(page)
        found = re.search(r"/conventions/avenants/[a-z2-7]+/retirer", page.text)
        assert found is not None
        assert "Avenant n° 1" not in words(keeper.press(found[0]))
        notice = {"party": "partner", "received_on": "01/10/2026", "effective_on": "15/10/2026"}
        early = keeper.press(f"{convention}/resiliation", notice)
        assert 422 == early.status_code
        assert "donc le 01/11/2026" in words(early)
        ended = keeper.press(f"{convention}/resiliation", {**notice, "effective_on": "02/11/2026"})
        assert "Cette convention n’est pas en vigueur." in words(ended)
        assert 409 == keeper.press(f"{convention}/resiliation", {**notice, "effective_on": "02/11/2026"}).status_code
        assert "31/12/2027" in keeper.press(f"{convention}/resiliation/retirer").text
        out = keeper.press(f"{convention}/desactiver")
        assert "n’est plus utilisée" in words(out)
        assert f"{convention}/remettre" in out.text
        back = keeper.press(f"{convention}/remettre")
        assert "La convention est de nouveau utilisée." in words(back)
        assert "Ne plus utiliser cette convention" in words(back)
        assert 409 == keeper.press(f"{convention}/remettre").status_code

    @pytest.mark.requirement("G-5", "A-2")
    def test_correspondents_and_who_reads_them(
        self, keeper: Desk, office: Office, desk_of: Callable[[Role], Desk]
    ) -> None:
        """Named by the keeper; the DPO reads what is missing, who is there, and changes nothing."""
        convention = f"/conventions/{office.sign_convention()}"
        somebody = {"party": "partner", "duty": "security", "last_name": "Registrine", "email": "dpd@mission.example"}
        assert 422 == keeper.press(f"{convention}/correspondants/nouveau", {**somebody, "email": ""}).status_code
        page = keeper.press(f"{convention}/correspondants/nouveau", somebody)
        found = re.search(rf"{convention}/correspondants/([a-z2-7]+)", page.text)
        assert found is not None
        keeper.press(found[0], {**somebody, "first_name": "Aglaé"})
        assert 404 == keeper.see(f"{convention}/correspondants/inconnu").status_code

        assert "Correspondants : Aglaé Registrine, sécurité (partenaire)" in words(
            desk_of(Role.REFERENT).see(f"/partenaires/{office.partner}")
        )
        dpo = desk_of(Role.DPO)
        listed, read_page = words(dpo.see("/conventions")), dpo.see(convention)

        assert "Correspondants à nommer : protection des données (opérateur)" in listed
        assert "sécurité (partenaire)" not in listed
        assert "Aglaé Registrine" in words(read_page)
        assert "Nommer un correspondant" not in words(read_page)
        assert 404 == dpo.press(f"{convention}/correspondants/nouveau", somebody).status_code
        assert "Aglaé" not in words(keeper.press(f"/conventions/correspondants/{found[1]}/retirer"))


class TestAddress:
    """A contact confirms their address."""

    @pytest.fixture
    def outside(self, service: Service) -> Service:
        """Give the same service, reached from outside."""
        return replace(
            service, settings=service.settings.model_copy(update={"public_url": AnyHttpUrl("https://liaison.test/")})
        )

    def test_without_a_public_address_the_button_says_why(self, keeper: Desk, office: Office) -> None:
        """Shown, closed, with the reason; posted all the same, refused."""
        assert office.contact
        page = keeper.see(f"/partenaires/{office.partner}")
        assert "Les adresses ne se vérifient pas d’ici. Ce service n’est pas joignable de l’extérieur" in words(page)
        assert re.search(r'<button class="button" disabled aria-describedby="pas-de-verification">', page.text)
        assert 403 == keeper.press(f"/contacts/{office.contact}/verifier").status_code

    def test_from_the_mail_to_the_partner_s_page(
        self, outside: Service, staff: Staff, office: Office, doors: Doors
    ) -> None:
        """No menu and no name on the page; a look changes nothing; a word does; then the day stands on the contact."""
        app = build(outside)
        office.service = outside
        with (
            TestClient(app, base_url="https://liaison.test", headers={"Sec-Fetch-Site": "same-origin"}) as own,
            TestClient(app, base_url="https://liaison.test", headers={"Sec-Fetch-Site": "same-origin"}) as partner,
        ):
            keeper = Desk(staff.sign_in(own, Role.COORDINATOR), str)
            told = keeper.press(f"/contacts/{office.contact}/verifier")
            assert "L’e-mail de vérification part dans un instant." in words(told)
            office.deliver()
            path = "/adresse/" + doors.mailer.mails()[0].text.partition("/adresse/")[2].split()[0]
            page = partner.get(path)
            assert "Est-ce bien votre adresse professionnelle ?" in words(page)
            assert "<nav" not in page.text
            assert not [word for word in ("Colombe", PARTNER, "conseil@mission.example") if word in page.text]
            wrong = partner.post(path, data={"word": "oui"})
            assert (422, True) == (wrong.status_code, "Écrivez le mot « confirmer »" in words(wrong))
            assert "adresse pas vérifiée" in words(keeper.see(f"/partenaires/{office.partner}"))
            assert "C’est noté, merci" in words(partner.post(path, data={"word": "CONFIRMER"}))
            assert "adresse vérifiée le 21/11/2026" in words(keeper.see(f"/partenaires/{office.partner}"))
            assert 404 != partner.get(path).status_code
            assert 200 != partner.get("/adresse/inconnu").status_code
        with outside.transaction() as ctx:
            view = directory.open_contact(ctx, staff.actor(Role.COORDINATOR), office.contact)
        assert view.verified_at is not None
