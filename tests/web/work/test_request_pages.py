"""Do the pages of persons' requests work by plain forms, and does the oversight see numbers only (G-1)?"""

import re
from collections.abc import Callable

import pytest

from liaison.vocabulary import Role
from tests.web.work.office import AGDREF, FIRST_NAME, LAST_NAME, Desk, Office, words

pytestmark = pytest.mark.requirement("G-1")

RECEIVED = {
    "right": "erasure", "door": "letter", "received_on": "21/11/2026", "mandate_seen_on": "", "departement": "",
    "reach": "",
}  # fmt: skip


def entered(desk: Desk, office: Office, **other: str) -> str:
    """Enter a request about the dossier; give the path of its page."""
    fields = {key: value for key, value in {**RECEIVED, **other}.items() if key not in {"departement", "reach"}}
    return desk.press(f"/dossiers/{office.case}/demande", fields).url.path


def test_a_request_is_entered_and_shown_with_its_last_day(desk: Desk, office: Office) -> None:
    """On its page, in the list, in the dossier: the same date."""
    path = entered(desk, office)
    for page in (path, "/demandes", f"/dossiers/{office.case}"):
        said = words(desk.see(page))
        assert "2026-R01" in said, page
        assert "lundi 21 décembre 2026" in said, page


def test_what_is_missing_is_shown_with_what_was_typed(desk: Desk) -> None:
    """Without dossier, somebody must say how to reach the person."""
    answer = desk.press("/demandes/nouvelle", {**RECEIVED, "departement": "69"})
    assert answer.status_code == 422
    assert "Comment joindre la personne" in words(answer)
    done = desk.press("/demandes/nouvelle", {**RECEIVED, "departement": "69", "reach": "Au comptoir des essais"})
    assert "Au comptoir des essais" in words(done)


def test_the_oversight_follows_by_number(desk: Desk, office: Office, desk_of: Callable[[Role], Desk]) -> None:
    """No page of the DPO or of the controller holds anything of the person; each does its own part."""
    path = entered(desk, office)
    desk.press(f"{path}/identite", {"proof": "known", "proved_on": "21/11/2026"})
    dpo, controller = desk_of(Role.DPO), desk_of(Role.CONTROLLER)
    refused = controller.press(f"{path}/decision", {"decision": "granted", "ground": "", "text": ""})
    assert "n’a pas encore donné son avis" in words(refused)
    dpo.press(f"{path}/avis", {"opinion": "favourable", "text": "Rien à redire."})
    controller.press(f"{path}/decision", {"decision": "granted", "ground": "", "text": ""})
    assert "Effacement à exécuter." in words(controller.see(path))
    for who in (dpo, controller):
        for page in (path, "/demandes", "/journal"):
            seen = who.see(page).text
            assert not [canary for canary in (LAST_NAME, FIRST_NAME, AGDREF) if canary in seen], page
        assert who.see("/demandes/nouvelle").status_code == 404
        assert who.press(f"{path}/copie", {}).status_code == 404


def test_a_letter_is_a_pdf_under_a_neutral_name(desk: Desk, office: Office) -> None:
    """Whoever looks over the shoulder reads no name in the address or in the file's name."""
    answer = desk.press(f"{entered(desk, office)}/lettre/receipt")
    assert answer.content.startswith(b"%PDF")
    assert 'filename="lettre.pdf"' in answer.headers["content-disposition"]


def test_a_restriction_is_marked_on_the_dossier(desk: Desk, office: Office) -> None:
    """Read, and refused with a sentence that names the request."""
    entered(desk, office, right="restriction")
    assert "Dossier en limitation" in words(desk.see(f"/dossiers/{office.case}"))
    answer = desk.press(f"/dossiers/{office.case}/fiches", {"model": "generic"})
    assert "2026-R01" in words(answer)


def test_the_copy_is_made_by_the_coordination(desk: Desk, office: Office, desk_of: Callable[[Role], Desk]) -> None:
    """Prepared, downloaded under a neutral name, its key once; then the page says that it was shown."""
    path = entered(desk, office, right="access")
    desk.press(f"{path}/identite", {"proof": "known", "proved_on": "21/11/2026"})
    coordinator = desk_of(Role.COORDINATOR)
    assert LAST_NAME in words(coordinator.see(f"{path}/copie"))
    page = coordinator.press(f"{path}/copie", {"others": "Quelqu’un\nAutre"})
    found = re.search(r"/copies/([a-z0-9]+)/cle", page.text)
    assert found is not None
    archive = coordinator.press(f"{path}/copies/{found[1]}/fichier")
    assert archive.headers["content-disposition"] == 'attachment; filename="demande-2026-R01.zip"'
    assert archive.content.startswith(b"PK")
    assert coordinator.press(f"{path}/copies/{found[1]}/cle", {"code": "000000"}).status_code == 401
    told = words(coordinator.press(f"{path}/copies/{found[1]}/cle", {"code": coordinator.code()}))
    assert "7 groupes en minuscules" in told
    assert "clé montrée le" in words(coordinator.see(path))
