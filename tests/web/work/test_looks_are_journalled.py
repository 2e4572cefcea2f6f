"""Does each look at what is known of a person leave one entry of the journal, no more and no less?"""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.events import EventKind
from liaison.records import JournalEntry
from liaison.vocabulary import Role
from tests.web.staff import Staff
from tests.web.work.office import Desk, Office

Look = tuple[EventKind, str]


@pytest.fixture
def looks(service: Service, staff: Staff) -> Callable[[], list[Look]]:
    """Give what the journal says that the référent did, in order: what and to what."""

    def read() -> list[Look]:
        with service.transaction() as ctx:
            entries = ctx.session.scalars(
                select(JournalEntry)
                .where(JournalEntry.actor == staff.actor(Role.REFERENT).account_id)  # type: ignore[arg-type]
                .order_by(JournalEntry.index)  # type: ignore[arg-type]
            )
            return [(EventKind(entry.kind), entry.subject) for entry in entries]

    return read


def test_each_page_and_paper_of_a_fiche_is_one_look(
    desk: Desk, office: Office, looks: Callable[[], list[Look]]
) -> None:
    """The page, its reading over, its printed form and the dossier: one entry each, about that object."""
    fiche, case = office.ready_draft(), office.case
    shown = {
        f"/fiches/{fiche}": (EventKind.FICHE_READ, fiche),
        f"/fiches/{fiche}/apercu.pdf": (EventKind.FICHE_RENDERED, fiche),
        f"/dossiers/{case}": (EventKind.CASE_READ, case),
    }
    for path, look in shown.items():
        before = looks()
        assert 200 == desk.see(path).status_code
        assert [look] == looks()[len(before) :], path


def test_what_left_is_looked_at_in_the_same_way(desk: Desk, office: Office, looks: Callable[[], list[Look]]) -> None:
    """The page of a pli shows whom it is about: one look."""
    office.sign_convention()
    office.agree()
    by_mail = {"carrier": "email", "key_channel": "sms", "signed": "true"}
    path = desk.press(f"/fiches/{office.ready_draft()}/envoyer/partir", by_mail).url.path
    before = looks()
    assert 200 == desk.see(path).status_code
    assert [(EventKind.EXCHANGE_READ, path.rpartition("/")[2])] == looks()[len(before) :]


def test_a_refused_look_is_no_look(
    office: Office, looks: Callable[[], list[Look]], new_browser: Callable[[], TestClient]
) -> None:
    """A stranger who asks for the fiche is not told of it, and the journal says that nobody read it."""
    fiche = office.ready_draft()
    before = looks()
    answer = new_browser().get(f"/fiches/{fiche}", follow_redirects=False)
    assert answer.status_code in {303, 404}
    assert before == looks()
