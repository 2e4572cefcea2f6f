"""Does the directory keep addresses well typed, by those who may, and say what is in force?"""

import re
from collections.abc import Callable
from datetime import date

import pytest

from liaison.usecases import keeping_directory, searching
from liaison.usecases.keeping_directory import PartnerForm
from liaison.vocabulary import PartnerKind, Role
from tests.web.work.office import PARTNER, Desk, Office, words

HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}'


@pytest.fixture
def keeper(desk_of: Callable[[Role], Desk]) -> Desk:
    """Give the coordinator's desk."""
    return desk_of(Role.COORDINATOR)


def test_a_partner_a_contact_and_a_convention_are_added(keeper: Desk) -> None:
    """Three forms, in the words of the field; the partner's page shows the three."""
    fields = {"departement": "69", "name": "Cap Inventé", "kind": "cap_emploi", "archive_format": "zip"}
    path = keeper.press("/partenaires/nouveau", {**fields, "switchboard": "04 72 00 00 09"}).url.path
    contact = {"first_name": "Félix", "last_name": "Maquette", "function": "Conseiller", "email": "felix@cap.example"}
    keeper.press(f"{path}/contacts/nouveau", {**contact, "mobile": "06 00 00 03 03", "telephone": ""})
    page = keeper.press(
        f"{path}/conventions/nouvelle",
        {
            "reference": "C-9", "model": "spe", "starts_on": "01/02/2026", "ends_on": "",
            "withheld": ["beneficiary.address", "beneficiary.telephone"],
        },
    )  # fmt: skip
    shown = words(page)
    for part in (
        "Cap Inventé",
        "Félix Maquette",
        "06 00 00 03 03",
        "C-9",
        "en vigueur",
        "2 données exclues : Adresse postale",
    ):
        assert part in shown
    assert "au 31/12/2027 (fin de l’accord-cadre)" in shown


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/partenaires/nouveau", {"departement": "69", "kind": "dna", "archive_format": "zip", "name": ""}),
        ("contacts/nouveau", {"last_name": HOSTILE, "function": HOSTILE, "email": HOSTILE, "mobile": HOSTILE}),
        ("conventions/nouvelle", {"reference": HOSTILE, "model": "spe", "starts_on": "31/02/2026"}),
        ("conventions/nouvelle", {"reference": HOSTILE, "model": "generic", "starts_on": "01/02/2026"}),
    ],
)
def test_what_cannot_be_taken_comes_back_as_typed(
    keeper: Desk, office: Office, path: str, fields: dict[str, str]
) -> None:
    """Each form says what is wrong and keeps every word, as text."""
    answer = keeper.press(path if path.startswith("/") else f"/partenaires/{office.partner}/{path}", fields)
    assert answer.status_code in {403, 422}
    assert 'role="alert"' in answer.text
    assert "<script>alert" not in answer.text
    for typed in fields.values():
        if typed == HOSTILE:
            assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in answer.text
        elif "/" in typed:
            assert f'value="{typed}"' in answer.text


def test_a_hostile_name_is_text_everywhere(keeper: Desk, office: Office, desk_of: Callable[[Role], Desk]) -> None:
    """A partner may be called anything: lists, pages and the fiche's menu show it as text."""
    fields = {"departement": "69", "kind": "mission_locale", "archive_format": "zip", "name": HOSTILE}
    path = keeper.press("/partenaires/nouveau", fields).url.path
    contact = {"last_name": HOSTILE, "function": HOSTILE, "email": "a@b.example", "mobile": "06 00 00 03 03"}
    keeper.press(f"{path}/contacts/nouveau", contact)
    referent = desk_of(Role.REFERENT)
    for page in (keeper.see("/partenaires"), keeper.see(path), referent.see(f"/fiches/{office.draft()}")):
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text


@pytest.mark.parametrize("path", ["contacts/nouveau", "conventions/nouvelle", "modifier"])
def test_a_form_takes_no_field_of_its_own_making(keeper: Desk, office: Office, path: str) -> None:
    """Who may write a contact does not write what opened, or whose it is (ASVS 15.3.3)."""
    fields = {"last_name": "X", "opened_test_at": "2026-01-01", "enabled": "1"}
    assert 400 == keeper.press(f"/partenaires/{office.partner}/{path}", fields).status_code


@pytest.mark.requirement("A-2")
def test_a_referent_reads_the_directory_and_does_not_write_it(desk: Desk, office: Office) -> None:
    """No button is shown, and no form answers."""
    page = desk.see(f"/partenaires/{office.partner}")
    assert PARTNER in words(page)
    assert "Modifier" not in words(page)
    for path in ("modifier", "contacts/nouveau", "conventions/nouvelle", "desactiver"):
        assert 404 == desk.press(f"/partenaires/{office.partner}/{path}").status_code


@pytest.mark.requirement("R-8")
def test_a_convention_that_ended_is_said(keeper: Desk, office: Office) -> None:
    """The page says whether a convention is in force, by its own term."""
    office.sign_convention(ends_on=date(2026, 10, 1))
    assert "pas en vigueur" in words(keeper.see(f"/partenaires/{office.partner}"))


def test_who_is_no_longer_there_is_no_longer_offered(keeper: Desk, office: Office) -> None:
    """A contact taken out of use stays on the partner's page and leaves the fiche's menu."""
    fiche = office.ready_draft()
    assert fiche
    answer = keeper.press(f"/contacts/{office.contact}/desactiver")
    assert "n’est plus proposé" in words(answer)
    keeper.press(f"/partenaires/{office.partner}/desactiver")
    assert "Ce partenaire n’est plus proposé" in words(keeper.see(f"/partenaires/{office.partner}"))
    assert "Remettez d’abord l’organisme en service" in words(keeper.see(f"/contacts/{office.contact}/modifier"))


@pytest.mark.requirement("A-2")
def test_what_was_taken_out_by_mistake_comes_back(keeper: Desk, desk: Desk, office: Office) -> None:
    """A button on each page puts it back, for those who keep the directory only."""
    partner, contact = f"/partenaires/{office.partner}", f"/contacts/{office.contact}"
    for path, said in (
        (contact, "Le contact est de nouveau proposé. Vérifiez son adresse et envoyez-lui un pli d’essai."),
        (partner, "Le partenaire est de nouveau proposé."),
    ):
        keeper.press(f"{path}/desactiver")
        assert 404 == desk.press(f"{path}/remettre").status_code
        assert f'action="{path}/remettre"' in keeper.see(f"{path}/modifier").text
        answer = keeper.press(f"{path}/remettre")
        assert said in words(answer)
        assert "n’est plus proposé" not in words(answer)


def test_a_list_that_stops_says_so(keeper: Desk, office: Office) -> None:
    """Beyond what a page shows, it says how to find the others, and a search finds them."""
    actor = office.staff.actor(Role.COORDINATOR)
    assert office.partner
    assert "La liste s’arrête ici" not in words(keeper.see("/partenaires"))
    with office.service.transaction() as ctx:
        for number in range(searching.SHOWN):
            form = PartnerForm("69", PartnerKind.CPH, f"Centre inventé {number:03}")
            keeping_directory.save_partner(ctx, actor, form)

    assert "200 partenaires sont affichés, il y en a d’autres" in words(keeper.see("/partenaires"))
    found = words(keeper.press("/partenaires", {"search": PARTNER}))
    assert "1 partenaire pour" in found


@pytest.mark.requirement("T-8")
def test_a_search_of_partners_is_posted(keeper: Desk, office: Office) -> None:
    """The list is searched without a word in the address."""
    assert office.partner
    answer = keeper.press("/partenaires", {"search": "inventée"})
    assert PARTNER in words(answer)
    assert answer.url.query == b""
    assert "Aucun partenaire" in words(keeper.press("/partenaires", {"search": "%"}))


def test_a_convention_is_called_by_its_reference(keeper: Desk, office: Office) -> None:
    """« Convention 44-2026 » is not called « Convention Convention 44-2026 »."""
    office.sign_convention()
    path = re.search(
        rf"/partenaires/{office.partner}/conventions/[a-z2-7]+", keeper.see(f"/partenaires/{office.partner}").text
    )
    assert path is not None
    page = keeper.see(path[0]).text
    assert "<h1>C-2026-1</h1>" in page
    assert "<title>C-2026-1 · liaison</title>" in page
