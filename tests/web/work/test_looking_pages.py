"""Is what a stranger sent opened once, looked at in sight of the journal, and shown with all that it hides?"""

import io
import re
from collections.abc import Callable

import pikepdf
import pytest

from liaison.events import EventKind
from liaison.store import deposits, trails
from liaison.usecases.viewing import MOST_PAGES
from liaison.vocabulary import Chain, Role, Sealed
from tests.clock import FixedClock
from tests.deposits import KEY, By, Sent, deposit
from tests.forms.paper.saving import by_pypdf, by_qpdf
from tests.web.work.arriving import LETTER, came, from_elsewhere, printed, send_pli, spada
from tests.web.work.office import LAST_NAME, Desk, Office, words

HIDDEN = "\u202e\u0007\u200b"


@pytest.fixture
def sent(desk: Desk, office: Office) -> str:
    """Send a pli to the mission locale; return its id."""
    return send_pli(desk, office)


class TestOpening:
    """Is a second click on « Ouvrir le dépôt » harmless, and a second person told what happened?"""

    @pytest.mark.requirement("D-1")
    def test_twice(self, desk: Desk, desk_of: Callable[[Role], Desk], office: Office, sent: str) -> None:
        """The same person comes to the page; somebody else too, and reads that it was opened."""
        by = By(office.contact, sent, is_open=False)
        deposit_id, _ = deposit(office.service, office.staff.actor(Role.REFERENT), by, LETTER)
        path = f"/depots/{deposit_id}"

        for _ in range(2):
            assert (200, path) == ((answer := desk.press(f"{path}/ouvrir", {"key": KEY})).status_code, answer.url.path)
        other = desk_of(Role.COORDINATOR).press(f"{path}/ouvrir", {"key": KEY})
        assert 409 == other.status_code
        assert "Ce dépôt vient d’être ouvert." in words(other)
        assert "lettre.pdf" in words(other)


class TestWhatNobodySees:
    """Is what a stranger's text hides shown, and does no window's title name anybody?"""

    @pytest.mark.requirement("D-3", "D-5")
    def test_on_an_answer(self, desk: Desk, office: Office, sent: str) -> None:
        """A sign that reorders, rings or hides is shown as □, each value by itself."""
        pdf = by_pypdf(printed(office, sent), {"course.information": f"Entre{HIDDEN}tien."})
        (path,) = came(office, By(office.contact, sent), Sent(pdf))

        page = desk.see(path)
        assert '<bdi class="lines">Entre□□□tien.</bdi>' in page.text
        assert not any(sign in page.text for sign in HIDDEN)

    @pytest.mark.requirement("D-3", "D-5")
    def test_on_a_fiche_from_elsewhere(self, desk: Desk, office: Office) -> None:
        """On its page and on the page that takes it into a dossier."""
        pdf = by_qpdf(from_elsewhere(office), {"beneficiary.last_name": f"AU{HIDDEN}TRE"})
        (path,) = came(office, By(spada(office)), Sent(pdf))

        for page in (desk.see(path), desk.see(f"{path}/dossier?dossier=nouveau")):
            assert not any(sign in page.text for sign in HIDDEN)
        assert "AU□□□TRE" in desk.see(path).text

    @pytest.mark.requirement("D-3")
    def test_in_a_files_name(self, desk: Desk, office: Office) -> None:
        """What a name hides is shown as in any other text, should one ever come past the judge of archives."""
        (path,) = came(office, By(office.contact), LETTER)
        with office.service.transaction() as ctx:
            row = deposits.get_document(ctx.session, path.rpartition("/")[2])
            name = f"let{HIDDEN}tre.pdf".encode()
            row.name = ctx.vault.seal(Sealed.DOCUMENT.object(row.id), field="name", version=1, plain=name)

        for address in (path, path.split("/documents/")[0]):
            page = desk.see(address).text
            assert "<bdi>let□□□tre.pdf</bdi>" in page
            assert not any(sign in page for sign in HIDDEN)

    @pytest.mark.requirement("G-8")
    def test_titles_name_nobody(self, desk: Desk, office: Office) -> None:
        """A window's title stands in the history and on a shared screen: neither a name nor a file's name."""
        (path,) = came(office, By(spada(office)), Sent(from_elsewhere(office), name=f"{LAST_NAME}.pdf"))
        deposit = path.split("/documents/")[0]

        for address in (path, f"{path}/dossier?dossier={office.case}", f"{path}/dossier?dossier=nouveau", deposit):
            title = re.findall(r"<title>(.*)</title>", desk.see(address).text)
            assert 1 == len(title)
            assert LAST_NAME not in title[0]
        assert re.search(r"<title>Document 1 du dépôt \S+ · ", desk.see(path).text)


class TestLooking:
    """Is a look at a document's pictures journalled?"""

    @pytest.mark.requirement("G-8")
    def test_whichever_page_comes_first(self, desk: Desk, office: Office, clock: FixedClock) -> None:
        """Page 2 alone is a reading; leafing through is the same one; ten minutes later it is another."""
        (path,) = came(office, By(office.contact), Sent(from_elsewhere(office)))
        document_id = path.rpartition("/")[2]

        def look(page: int) -> int:
            assert 200 == desk.see(f"/depots/documents/{document_id}/pages/{page}").status_code
            with office.service.transaction() as ctx:
                found = trails.find_kind(ctx.session, Chain.SECURITY, EventKind.DOCUMENT_READ)
            return len([entry for entry in found if entry.subject == document_id])

        assert [1, 1, 1] == [look(page) for page in (2, 1, 2)]
        clock.advance(minutes=11)
        assert 2 == look(2)


def test_a_stranger_does_not_choose_how_long_a_page_is(desk: Desk, office: Office) -> None:
    """Of a document of very many pages the first ones are shown, and the others are said."""
    long = pikepdf.new()
    for _ in range(MOST_PAGES + 50):
        long.add_blank_page()
    content = io.BytesIO()
    long.save(content)
    (path,) = came(office, By(office.contact), Sent(content.getvalue(), "long.pdf"))

    page = desk.see(path)

    assert MOST_PAGES == page.text.count("page-picture")
    assert f"Ce document a {MOST_PAGES + 50} pages" in words(page)
    document_id = path.rpartition("/")[2]
    assert 200 == desk.see(f"/depots/documents/{document_id}/pages/{MOST_PAGES}").status_code
    assert 404 == desk.see(f"/depots/documents/{document_id}/pages/{MOST_PAGES + 1}").status_code


def test_the_day_stays_short(desk: Desk, office: Office, clock: FixedClock) -> None:
    """« Ma journée » shows the ten that wait longest, and where the others are."""
    by = By(office.contact, is_open=False)
    came_in = []
    for _ in range(11):
        came_in.append(deposit(office.service, office.staff.actor(Role.REFERENT), by, LETTER)[0])
        clock.advance(seconds=1)

    page = desk.see("/")

    shown = [one for one in came_in if f'href="/depots/{one}"' in page.text]
    assert came_in[:10] == shown
    assert "Voici ceux qui attendent depuis le plus longtemps." in words(page)
    assert f'href="/depots/{came_in[10]}"' in desk.see("/depots").text
