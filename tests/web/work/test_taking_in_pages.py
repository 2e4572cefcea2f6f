"""Do the pages say what a document is, compare it, and take it in, for the right people only?"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from forms import outside
from liaison.adapters.opening import ChildOpener
from liaison.bootstrap import Service
from liaison.usecases import following, keeping_cases, referring
from liaison.vocabulary import Origin, Outcome, PartnerKind, Role
from tests.deposits import By, Sent
from tests.forms.paper.saving import by_pypdf, by_qpdf
from tests.liaison.adapters import hostile_documents
from tests.web.staff import DEPARTEMENT
from tests.web.work.arriving import LETTER, NEW_PERSON, came, from_elsewhere, printed, send_pli, spada
from tests.web.work.office import FIRST_NAME, LAST_NAME, PARTNER, Desk, Office, words

COMPLETE = {
    "accepter": {"outcome": "accepted"},
    "joindre": {"case": "x", "cir": "none"},
    "pli": {"pli": "x"},
    "ecarter": {"why": "dangerous"},
    "dossier": {"case": "nouveau", "cir": "not_signed"},
}
"""What each form of a document posts, filled."""


class CountingOpener(ChildOpener):
    """Opens as ever, and counts how often a fiche is read."""

    def __init__(self) -> None:
        super().__init__()
        self.read = 0

    def read_fiche(self, pdf: bytes) -> Mapping[str, outside.Standing]:
        """Count, then read."""
        self.read += 1
        return super().read_fiche(pdf)


@pytest.fixture
def service(service: Service) -> Service:
    """Give the service, with an opener that counts."""
    return replace(service, opener=CountingOpener())


@pytest.fixture
def sent(desk: Desk, office: Office) -> str:
    """Send a pli to the mission locale; return its id."""
    return send_pli(desk, office)


class TestAnswer:
    """Is a returned fiche compared and accepted on its page?"""

    @pytest.mark.requirement("D-5", "T-9")
    def test_compared_then_accepted(self, desk: Desk, office: Office, sent: str) -> None:
        """What the partner wrote is beside what left; without a decision nothing moves, with one the loop closes."""
        pdf = by_pypdf(printed(office, sent), {"course.information": "Entretien le 3 décembre."})
        (path,) = came(office, By(office.contact, sent), Sent(pdf))

        page = words(desk.see(path))
        assert "Réponse à un de vos plis" in page
        assert "Entretien le 3 décembre. écrit par le partenaire" in page
        refused = desk.press(f"{path}/accepter", {"outcome": "", "reason": ""})
        assert 422 == refused.status_code
        assert "choisissez ce que sa fiche répond" in words(refused)

        done = desk.press(f"{path}/accepter", {"outcome": "accepted", "reason": ""})
        assert f"/transmissions/{sent}" == done.url.path
        assert "La réponse est acceptée" in done.text
        assert "répondu (où nous en sommes)" in words(done)
        assert "réponse acceptée" in words(desk.see(f"/transmissions/{sent}"))
        assert "Réponse acceptée" in words(desk.see(path))
        assert "Réponse reçue et acceptée" in words(desk.see(f"/dossiers/{office.case}"))

    @pytest.mark.requirement("D-5")
    def test_a_touched_value_is_said(self, desk: Desk, office: Office, sent: str) -> None:
        """In words, with both texts; it cannot be ticked."""
        pdf = by_qpdf(printed(office, sent), {"beneficiary.last_name": "AUTREMENT"})
        (path,) = came(office, By(office.contact, sent), Sent(pdf))

        page = desk.see(path)
        assert "n’est plus tout à fait celle que vous avez envoyée" in words(page)
        assert f"{LAST_NAME} AUTREMENT changé, alors que c’était à vous" in words(page)
        assert 'name="take"' not in page.text

    @pytest.mark.requirement("A-2")
    @pytest.mark.parametrize("role", [Role.DPO, Role.ADMINISTRATOR, Role.CONTROLLER])
    def test_not_for_everybody(
        self, desk_of: Callable[[Role], Desk], office: Office, sent: str, role: Role
    ) -> None:  # fmt: skip
        """Who sees no content gets the page of what does not exist, and nothing of what was written."""
        pdf = by_pypdf(printed(office, sent), {"course.information": "canariducours"})
        (path,) = came(office, By(office.contact, sent), Sent(pdf))
        desk = desk_of(role)

        for answer in (desk.see(path), desk.see(f"{path}/dossier"), desk.press(f"{path}/accepter")):
            assert 404 == answer.status_code
            assert "canariducours" not in answer.text
            assert LAST_NAME not in answer.text

    @pytest.mark.requirement("A-2")
    def test_a_colleagues_is_as_what_does_not_exist(
        self, office: Office, sent: str, new_browser: Callable[[], TestClient]
    ) -> None:
        """Another référent gets the same bytes for it as for an id that nothing has."""
        (path,) = came(office, By(office.contact, sent), Sent(printed(office, sent)))
        person = office.staff.add(Role.REFERENT, email="collegue@operateur.example")
        browser = office.staff.sign_in_as(new_browser(), person)

        theirs, nothing = browser.get(path), browser.get(f"{path[:-4]}zzzz")
        assert 404 == theirs.status_code
        assert theirs.text == nothing.text

    def test_of_another_deposit(self, desk: Desk, office: Office, sent: str) -> None:
        """An address that mixes two deposits leads nowhere."""
        (one,) = came(office, By(office.contact, sent), Sent(printed(office, sent)))
        (two,) = came(office, By(office.contact, sent), Sent(printed(office, sent)))

        mixed = f"{one.rpartition('/')[0]}/{two.rpartition('/')[2]}"
        assert 404 == desk.see(mixed).status_code
        answers = {act: desk.press(f"{mixed}/{act}", given).status_code for act, given in COMPLETE.items()}
        assert dict.fromkeys(COMPLETE, 404) == answers
        for path in (one, two):
            assert "Accepter la réponse" in words(desk.see(path))

    @pytest.mark.requirement("G-8", "A-2")
    def test_the_dpo_sees_that_it_came(
        self, desk: Desk, desk_of: Callable[[Role], Desk], office: Office, sent: str
    ) -> None:
        """The register and the journal tell what was done with it, and not a word of what it says."""
        pdf = by_pypdf(printed(office, sent), {"course.information": "canariducours"})
        (path,) = came(office, By(office.contact, sent), Sent(pdf, name="canarifichier.pdf"))
        desk.press(f"{path}/accepter", {"outcome": "accepted", "reason": ""})
        dpo = desk_of(Role.DPO)

        told = [dpo.see(page) for page in ("/registre/entrees", "/journal", "/registre/recus")]

        assert "document reçu traité" in words(told[0])
        for answer in told:
            assert 200 == answer.status_code
            assert not any(word in answer.text for word in ("canariducours", "canarifichier", LAST_NAME, FIRST_NAME))


class TestElsewhere:
    """Does a fiche from elsewhere become a dossier on its pages?"""

    @pytest.mark.requirement("D-5", "T-5", "T-6")
    def test_a_spada_refers_somebody(self, desk: Desk, office: Office) -> None:
        """Nobody is found, a dossier opens; the CIR is asked for, the sender told, the dossier flagged; then signed."""
        (path,) = came(office, By(spada(office)), Sent(from_elsewhere(office)))

        page = words(desk.see(path))
        assert "De qui parle cette fiche ?" in page
        assert "Aucun de vos dossiers" in page
        proposed = desk.see(f"{path}/dossier?dossier=nouveau")
        assert "INVENTAIROV oui" in words(proposed)
        asked = desk.press(f"{path}/dossier", {"case": "nouveau", "signed_on": "", "cir": ""})
        assert 422 == asked.status_code
        assert "Si vous ne savez pas, dites-le" in words(asked)

        opened = desk.press(f"{path}/dossier", {"case": "nouveau", "signed_on": "", "cir": "not_signed"})
        assert opened.url.path.startswith("/dossiers/")
        assert "À orienter vers l’OFII." in words(opened)
        assert "prévenu le 21/11/2026" in words(opened)
        assert "un partenaire" in words(opened)
        assert "à orienter vers l’OFII" in words(desk.see("/dossiers"))
        office.deliver()
        signed = desk.press(f"{opened.url.path}/cir", {"signed_on": "20/11/2026"})
        assert "signé le vendredi 20 novembre 2026" in words(signed)
        assert "À orienter" not in words(signed)
        assert "Tout ce que dit la fiche" in words(desk.see(path))

    @pytest.mark.requirement("D-5")
    def test_read_once_for_one_page(self, desk: Desk, office: Office, service: Service) -> None:
        """A process that reads a stranger's file costs: each page has the fiche read once."""
        (path,) = came(office, By(spada(office)), Sent(from_elsewhere(office)))
        opener = service.opener
        assert isinstance(opener, CountingOpener)
        counts = []
        for page in (path, f"{path}/dossier?dossier=nouveau"):
            before = opener.read
            assert "INVENTAIROV" in desk.see(page).text
            counts.append(opener.read - before)

        assert [1, 1] == counts

    @pytest.mark.requirement("T-6")
    def test_refused_half_way(self, desk: Desk, office: Office) -> None:
        """A day to come is refused after the dossier was made: nothing of it stays, and nobody is proposed."""
        (path,) = came(office, By(spada(office)), Sent(from_elsewhere(office)))

        refused = desk.press(f"{path}/dossier", {"case": "nouveau", "cir": "signed", "signed_on": "22/11/2026"})

        assert 422 == refused.status_code
        assert "cette date est à venir" in words(refused)
        assert "INVENTAIROV" not in desk.see("/dossiers").text
        assert "Aucun de vos dossiers" in words(desk.see(path))

    @pytest.mark.requirement("D-5")
    def test_beside_a_known_dossier(self, desk: Desk, office: Office) -> None:
        """The person is proposed by the name; only what is ticked is taken."""
        actor = office.staff.actor(Role.REFERENT)
        known = {key: NEW_PERSON[key] for key in ("beneficiary.last_name", "beneficiary.first_name")}
        with office.service.transaction() as ctx:
            case_id = keeping_cases.create_case(ctx, actor, departement=DEPARTEMENT, raw=known, origin=Origin.PERSON)
        (path,) = came(office, By(spada(office)), Sent(from_elsewhere(office)))

        assert "INVENTAIROV Gédéon même nom, même prénom" in words(desk.see(path))
        beside = desk.see(f"{path}/dossier?dossier={case_id}")
        assert "(vide) 03/05/1988 oui" in words(beside)
        fields = {"case": case_id, "signed_on": "", "cir": "none", "take": "beneficiary.birth_date"}
        done = desk.press(f"{path}/dossier", fields)
        assert f"/dossiers/{case_id}" == done.url.path
        assert "03/05/1988 un partenaire" in words(done)

    @pytest.mark.requirement("T-6", "T-7")
    def test_the_spe_refers_somebody(self, desk: Desk, office: Office) -> None:
        """The agreement is recorded when it is ticked; the copy to the DT OFII is settled from the dossier."""
        (path,) = came(office, By(spada(office, PartnerKind.CAP_EMPLOI)), Sent(from_elsewhere(office)))
        fields = {
            "case": "nouveau", "cir": "signed", "signed_on": "09/01/2026", "agreed": "1", "agreed_on": "19/11/2026",
        }  # fmt: skip
        assert 422 == desk.press(f"{path}/dossier", {**fields, "agreed_on": ""}).status_code

        opened = desk.press(f"{path}/dossier", fields)

        assert "Accord pour une orientation vers un acteur du SPE donné le 19/11/2026" in words(opened)
        assert "L’a-t-il fait ?" in words(opened)
        case_id = opened.url.path.rpartition("/")[2]
        with office.service.transaction() as ctx:
            (one,) = referring.list_referrals(ctx, office.staff.actor(Role.REFERENT), case_id)
        fiche = desk.press(f"/orientations/{one.id}/ofii")
        assert fiche.url.path.startswith("/fiches/")
        assert 409 == desk.press(f"/orientations/{one.id}/copie", {"by": "sent_by_us"}).status_code
        done = desk.press(f"/orientations/{one.id}/copie", {"by": "sent_by_partner"})
        assert "envoyée par le partenaire" in words(done)


class TestOtherDocuments:
    """Is a letter, a photo, or anything else kept or left out on its page?"""

    @pytest.mark.requirement("D-6")
    def test_kept_with_a_dossier(self, desk: Desk, office: Office) -> None:
        """Asked whether it refers somebody; then in the thread of the dossier."""
        office.case  # noqa: B018 - made when it is asked for
        (path,) = came(office, By(office.contact), LETTER)

        page = words(desk.see(path))
        assert f"{LAST_NAME} {FIRST_NAME}" in page
        asked = desk.press(f"{path}/joindre", {"case": office.case, "signed_on": "", "cir": "", "agreed_on": ""})
        assert 422 == asked.status_code
        fields = {"case": office.case, "signed_on": "", "cir": "none", "agreed_on": ""}
        done = desk.press(f"{path}/joindre", fields)
        assert "Le document est joint au dossier" in done.text
        assert f"Document reçu d’un partenaire {PARTNER} : lettre.pdf" in words(done)

    @pytest.mark.requirement("D-6", "T-9")
    def test_a_paper_that_answers(self, desk: Desk, office: Office, sent: str) -> None:
        """Its pli is proposed; the decision is noted with it."""
        (path,) = came(office, By(office.contact, sent), LETTER)
        assert f'value="{sent}" selected' in desk.see(path).text

        done = desk.press(f"{path}/pli", {"pli": sent, "outcome": "under_study", "reason": ""})

        assert f"/transmissions/{sent}" == done.url.path
        with office.service.transaction() as ctx:
            page = following.open_transmission(ctx, office.staff.actor(Role.REFERENT), sent)
        assert Outcome.UNDER_STUDY is page.outcome

    @pytest.mark.requirement("D-5")
    def test_what_it_holds_is_said(self, desk: Desk, office: Office) -> None:
        """In words, each thing by itself; in the list a file that cannot be read here is not offered to be read."""
        (hostile,) = [one for one in hostile_documents.corpus() if one.name == "pdf-script"]
        script = Sent(hostile.content, "lettre.pdf")
        path, text = came(office, By(office.contact), script, Sent(b"Bonjour.", "mot.txt"))

        assert "Il contient un programme (un script)." in words(desk.see(path))
        assert "un script" not in words(desk.see(text))
        listed = words(desk.see(path.split("/documents/")[0]))
        assert "Lire et traiter lettre.pdf" in listed
        assert "Traiter mot.txt" in listed
        assert "Lire et traiter mot.txt" not in listed

    @pytest.mark.requirement("R-2")
    def test_left_out(self, desk: Desk, office: Office) -> None:
        """A reason is chosen; what was destroyed is said, and shows no name any more."""
        (path,) = came(office, By(office.contact), Sent(b"MZ", "canarinom.exe"))

        page = desk.see(path)
        assert "Ce fichier ne se montre pas ici" in words(page)
        assert 422 == desk.press(f"{path}/ecarter", {"why": ""}).status_code
        done = desk.press(f"{path}/ecarter", {"why": "dangerous"})
        assert "Le document est détruit" in done.text
        after = desk.see(path)
        assert "Laissé de côté, détruit" in words(after)
        assert "canarinom" not in after.text
