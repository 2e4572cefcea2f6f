"""Do the pages of the breach room let the right people through, say what to do, and never name anybody to the DPO?"""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Final

import pytest

from liaison.usecases import breach_alerts
from liaison.vocabulary import Role
from tests.forms.paper.reading import text_of
from tests.web.work.office import AGDREF, FIRST_NAME, LAST_NAME, Desk, Office, words
from tests.web.work.test_incident_pages import BY_MAIL, DECLARED, found

AWARE: Final = {"aware_of": "staff", "discovered_on": "21/11/2026", "discovered_at": "9:15"}
FACTS: Final[dict[str, str | list[str]]] = {
    "natures": ["confidentiality"], "effects": ["located", "deceived"], "measures": ["deletion_asked"], "people": "1",
    "ofii_data": "yes", "facts": "Un pli au mauvais service.", "effects_text": "", "measures_text": "",
}  # fmt: skip
OPINION: Final = {"risk": "high_risk", "opinion": "Le pli est ouvert ailleurs."}
DECISION: Final = {
    "risk_level": "high_risk", "risk": "Motif.", "tell_cnil": "yes", "cnil": "Motif.", "tell_people": "yes",
    "people": "Motif.", "not_telling": "",
}  # fmt: skip
TOLD: Final = {"told_on": "21/11/2026", "told_at": "10:00", "late": "", "late_text": ""}


@pytest.fixture
def pli(desk: Desk, office: Office) -> str:
    """Send a pli; give the path of its page."""
    office.sign_convention()
    office.agree()
    path = desk.press(f"/fiches/{office.ready_draft()}/envoyer/partir", BY_MAIL).url.path
    office.deliver()
    return path


@pytest.fixture
def breach(desk: Desk, desk_of: Callable[[Role], Desk], pli: str) -> str:
    """Declare a breach and take it in hand; give the path of its page."""
    desk.press(f"{pli}/incident", {**DECLARED, "discovered_at": "9:30"})
    dpo = desk_of(Role.DPO)
    path = found(r'href="(/violations/\w{16})"', dpo.see("/violations").text)
    assert "Violation 2026-001" in words(dpo.press(f"{path}/ouvrir", AWARE))
    return path


@pytest.mark.requirement("G-2", "G-3", "G-4", "G-8")
def test_every_answer_is_searched(desk: Desk, desk_of: Callable[[Role], Desk], office: Office, breach: str) -> None:
    """From the open breach to the register: no page, paper, table, mail or journal of the DPO names the person."""
    dpo, controller = desk_of(Role.DPO), desk_of(Role.CONTROLLER)
    seen = [dpo.press(f"{breach}/faits", FACTS), dpo.press(f"{breach}/avis", OPINION)]
    seen.append(dpo.press(f"{breach}/personnes", {"kind": "period", "since": "01/11/2026", "until": "30/11/2026"}))
    seen.append(
        dpo.press(f"{breach}/personnes", {"kind": "user", "user": office.staff.actor(Role.REFERENT).account_id})
    )
    seen.append(controller.press(f"{breach}/decision", DECISION))
    clocks = re.findall(r'href="(/annonces/\w+)"', dpo.see(breach).text)
    assert 3 == len(clocks)
    for path in clocks:
        way = "online" if "CNIL" in words(dpo.see(path)) else "call"
        seen += [dpo.see(path), dpo.press(f"{path}/faite", {**TOLD, "way": way})]
    told = desk.press(f"/personnes-a-informer/{breach.rpartition('/')[2]}/{office.case}", {
        "informed_on": "21/11/2026", "way": "meeting",
    })  # fmt: skip
    assert LAST_NAME in words(told)
    seen.append(dpo.press(f"{breach}/clore"))
    assert "Elle reste au registre" in words(seen[-1])
    seen += [dpo.see(f"{breach}{page}") for page in ("", "/lettre", "/faits", "/personnes", "/avis")]
    seen += [dpo.see(path) for path in ("/violations", "/reclamations", "/journal", "/violations/registre.csv")]
    papers = [f"{path}/annonce.pdf" for path in clocks] + [f"{breach}/violation.pdf", "/violations/registre.pdf"]
    texts = [answer.text for answer in seen] + [text_of(dpo.see(path).content) for path in papers]
    table = zipfile.ZipFile(io.BytesIO(dpo.see("/violations/registre.xlsx").content))
    texts += [table.read(name).decode() for name in table.namelist()]
    with office.service.transaction() as ctx:
        assert breach_alerts.alert_due(ctx) == 0
    assert len(texts) > 25
    for text in texts:
        assert not [name for name in (LAST_NAME, FIRST_NAME, AGDREF, office.case) if name in text]
    assert "Un pli au mauvais service." in texts[-len(table.namelist()) - 1]


@pytest.mark.requirement("A-2")
def test_who_may(desk: Desk, desk_of: Callable[[Role], Desk], breach: str) -> None:
    """Names for casework only, numbers for oversight only; the opinion is the DPO's, the decision the controller's."""
    dpo, controller = desk_of(Role.DPO), desk_of(Role.CONTROLLER)
    for path in (breach, f"{breach}/personnes", "/reclamations", "/violations/registre.pdf"):
        assert 404 == desk.see(path).status_code
    for who in (dpo, controller):
        assert 404 == who.see("/personnes-a-informer").status_code
    assert 404 == controller.see(f"{breach}/avis").status_code
    assert 404 == dpo.see(f"{breach}/decision").status_code
    assert LAST_NAME in words(desk.see("/personnes-a-informer"))


def test_what_is_to_correct(desk_of: Callable[[Role], Desk], breach: str) -> None:
    """What cannot be taken is said beside its field, what was typed stays, nothing is kept."""
    dpo, controller = desk_of(Role.DPO), desk_of(Role.CONTROLLER)
    answer = dpo.press(f"{breach}/faits", {**FACTS, "people": "beaucoup", "facts": "Reste là."})
    assert 422 == answer.status_code
    assert "Reste là." in words(answer)
    assert 'value="deceived" checked' in answer.text
    stopped = dpo.press(f"{breach}/faits", {**FACTS, "effects_text": "Son cancer est connu."})
    assert "« cancer »" in words(stopped)
    assert 'href="#f-effects_text"' in stopped.text
    kept = dpo.press(f"{breach}/faits", {**FACTS, "effects_text": "Son cancer est connu.", "sure": "1"})
    assert "Son cancer est connu." in words(kept)
    assert "À remplir, parmi ceux" in words(dpo.press(f"{breach}/personnes", {"kind": "partner"}))
    assert "À remplir, parmi ceux" in words(
        dpo.press(f"{breach}/personnes", {"kind": "transmission", "reference": "x"})
    )
    assert 409 == controller.press(f"{breach}/decision", DECISION).status_code
    dpo.press(f"{breach}/avis", OPINION)
    refused = controller.press(f"{breach}/decision", {**DECISION, "tell_people": "no"})
    assert "article 34.1" in words(refused)
    assert 409 == dpo.press(f"{breach}/clore").status_code


@pytest.mark.requirement("G-2", "G-3", "G-4")
def test_declared_without_a_pli(desk: Desk, desk_of: Callable[[Role], Desk]) -> None:
    """A lost telephone is declared from the day's page; the DPO finds it with its clocks."""
    assert "Déclarer un incident" in words(desk.see("/"))
    assert 200 == desk.see("/incident").status_code
    done = desk.press("/incident", {**DECLARED, "kind": "lost_device"})
    assert "L’incident est déclaré" in words(done)
    assert "Ordinateur ou téléphone perdu" in words(desk_of(Role.DPO).see("/violations"))
    wrong = desk.press("/incident", {**DECLARED, "kind": "lost_device", "discovered_on": "22/11/2026"})
    assert "Cette date est dans le futur." in words(wrong)


@pytest.mark.requirement("G-2")
def test_complaints(desk: Desk, desk_of: Callable[[Role], Desk], office: Office) -> None:
    """The DPO records one by number, the référent links it; late, its telling says why; no name on any of it."""
    dpo = desk_of(Role.DPO)
    typed = {"about": "shared", "way": "by_letter", "received_on": "19/11/2026", "received_at": "8:00"}
    page = dpo.press("/reclamations/nouvelle", typed)
    path = page.url.path
    assert "Réclamation R-2026-001" in words(page)
    form = desk.see(f"/dossiers/{office.case}/reclamation")
    assert "R-2026-001" in words(form)
    linked = desk.press(f"/dossiers/{office.case}/reclamation/rattacher", {"complaint": path.rpartition("/")[2]})
    assert "rattachée à ce dossier" in words(linked)
    clock = found(r'href="(/annonces/\w+)"', dpo.see(path).text)
    late = dpo.press(f"{clock}/faite", {**TOLD, "way": "call"})
    assert "choisissez le motif du retard" in words(late)
    dpo.press(f"{clock}/faite", {**TOLD, "way": "call", "late": "found_late"})
    done = dpo.press(f"{path}/clore", {"answer": "satisfied", "answered_on": "21/11/2026", "text": "Réponse donnée."})
    assert "La réclamation est close." in words(done)
    for answer in (page, late, done, dpo.see("/reclamations")):
        assert LAST_NAME not in answer.text
        assert office.case not in answer.text
