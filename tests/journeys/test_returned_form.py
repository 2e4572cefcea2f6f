"""Does a fiche come back from its partner with what they typed on it, and with nothing else changed unnoticed?

As a partner answers today: the archive opened by 7-Zip, the form filled in a browser's viewer, sealed again by 7-Zip
under a key of their own; then the command line of the operator.
"""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from forms import paper
from forms.catalog import Catalog
from liaison.vocabulary import AgreementKind, PartnerKind
from tests.forms.paper.chromium_viewer import chromium_viewer
from tests.forms.paper.saving import by_pypdf, by_qpdf
from tests.journeys import doing, partner_side
from tests.journeys.house import House
from tests.journeys.partner_side import Letter
from tests.journeys.people import Partner, People
from tests.liaison.cli.conftest import Answer, CommandLine

pytestmark = pytest.mark.xdist_group("browser")

PARTNER_KEY: Final = "coquelicot 4 tramway 19"
SENT: Final = "Droits ouverts, dossier de logement déposé."
ADDED: Final = "Reçue par Łucja : œuvre en cours, 3 € par jour.\nSuite donnée le 4."
PLANNED: Final = "Visite prévue, « mardi »."
TYPED: Final = {"support.done": ADDED, "support.planned": PLANNED}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the operator works with what came back: a folder, the program, the settings of the house."""

    liaison: CommandLine

    def opened(self, archive: Path) -> Path:
        """Open an archive under the partner's key."""
        folder = self.liaison.folder_of(archive.stem)
        answer = self.liaison("unseal", archive, "-d", folder, typed=f"{PARTNER_KEY}\n")
        assert 0 == answer.code, answer.err
        return Path(answer.out.strip())

    def read(self, file: Path) -> tuple[Answer, Path]:
        """Read a fiche, and keep a copy."""
        copy = file.with_name("gardée.pdf")
        answer = self.liaison("form", "read", file, "--json", "--keep", copy)
        assert 0 == answer.code, answer.err
        return answer, copy


@pytest.fixture
def desk(house: House, tmp_path: Path) -> Desk:
    """Give a desk of the shared house."""
    folder = tmp_path / "bureau"
    folder.mkdir()
    settings = {f"LIAISON_{name.upper()}": value for name, value in house.settings.items()}
    return Desk(CommandLine(folder, settings))


@pytest.mark.requirement("D-5", "T-3", "T-4")
def test_from_a_partners_answer_to_its_fields(
    house: House, people: People, page: Page, chromium: Browser, desk: Desk, tmp_path: Path
) -> None:
    """Sent by e-mail, its key by SMS, filled in Chromium's viewer or by pypdf, sealed by 7-Zip, it is read without
    retyping; a value of the sender that was changed on the way is named.
    """
    partner = people.partner(PartnerKind.CPH, "CPH des Essais", model=None)
    reference = _send(house, people, page, partner)
    received = partner_side.unseal(_letter(house, reference), _key(house, page), tmp_path)

    with chromium_viewer(chromium.browser_type) as viewer:
        viewer.open(received)
        viewer.type_in("reply.support.done", ADDED)
        viewer.type_in("support.planned", PLANNED)
        saved = viewer.saved()
    answer, copy = desk.read(desk.opened(_sealed_again(saved, tmp_path / "retour.zip")))

    told = json.loads(answer.out)
    assert (TYPED, [], "") == (told["typed"], told["changed"], answer.err)
    assert ("generic", reference) == (told["model"], told["reference"])
    assert TYPED == dict(paper.read(copy.read_bytes(), Catalog().get).typed)
    assert 1 == copy.read_bytes().count(b"startxref")

    by_program = by_pypdf(received, {"reply.support.done": ADDED, "support.planned": PLANNED})
    answer, _ = desk.read(desk.opened(_sealed_again(by_program, tmp_path / "programme.zip")))
    assert (TYPED, []) == (json.loads(answer.out)["typed"], json.loads(answer.out)["changed"])

    forged = by_qpdf(saved, {"beneficiary.last_name": "UNE AUTRE"})
    answer, _ = desk.read(desk.opened(_sealed_again(forged, tmp_path / "retouche.zip")))

    told = json.loads(answer.out)
    assert (TYPED, ["beneficiary.last_name"]) == (told["typed"], told["changed"])
    assert "« Nom (Bénéficiaire) » était verrouillé et a changé." in answer.err


def _send(house: House, people: People, page: Page, partner: Partner) -> str:
    """Fill a fiche and send it; return the reference of the pli."""
    referent = people.new()
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, people.case(referent, "EXEMPLAIRE", *AgreementKind))
    doing.ready_to_send(page, Catalog(None).get("generic"), partner)
    doing.field(page, "support.done").fill(SENT)
    doing.ask_to_send(page)
    reference = doing.send(page)
    doing.wait_until_sent(page)
    return reference


def _key(house: House, page: Page) -> str:
    """Have the key sent by SMS; return it as the partner has it."""
    assert house.gateway is not None
    doing.hear_that_it_arrived(page)
    expect(page.get_by_text("accepté par l’opérateur de SMS")).to_be_visible(timeout=20_000)
    return list(house.gateway.texts.values())[-1].text.splitlines()[-1]


def _letter(house: House, reference: str) -> Letter:
    """Find the one mail of a pli."""
    letters = [partner_side.read(received) for received in house.mail.received]
    (own,) = [letter for letter in letters if reference in letter.subject]
    return own


def _sealed_again(pdf: bytes, archive: Path) -> Path:
    """Do what a partner does to answer: put the saved form into an archive of 7-Zip's under a key of one's own."""
    folder = archive.with_suffix("")
    folder.mkdir()
    (folder / "fiche.pdf").write_bytes(pdf)
    subprocess.run(
        ["7z", "a", "-tzip", "-mem=AES256", f"-p{PARTNER_KEY}", archive, "fiche.pdf"],
        cwd=folder, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return archive
