"""Do pages say what came back and what came in, and may the right people declare and follow an incident?"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from liaison.adapters.incoming import LARGEST
from liaison.store import outbox
from liaison.usecases import watching
from liaison.vocabulary import Role
from tests import letters
from tests.clock import FixedClock
from tests.web.work.office import FIRST_NAME, LAST_NAME, PARTNER, Desk, Office, words

BY_MAIL = {"carrier": "email", "key_channel": "sms", "signed": "true"}
DECLARED = {
    "kind": "wrong_recipient", "discovered_on": "21/11/2026", "discovered_at": "9:15", "people": "1",
    "ofii_data": "yes",
}  # fmt: skip


class Post:
    """What the world sends back to the box of the office."""

    def __init__(self, office: Office, folder: Path, clock: FixedClock) -> None:
        self.office, self.new, self.clock = office, folder / "doors" / "received" / "new", clock

    def arrive(self, content: bytes) -> None:
        """Let a mail arrive, and the worker see it."""
        (self.new / f"{len(list(self.new.parent.rglob('*'))):04}").write_bytes(content)
        self.clock.advance(minutes=1)
        watching.look(self.office.service.transaction, self.office.service.mailbox)

    def about(self, path: str) -> str:
        """Name the newest mail of a pli."""
        with self.office.service.transaction() as ctx:
            rows = outbox.list_of(ctx.session, path.rpartition("/")[2])
            return [row.message_id for row in rows if row.kind == "mail"][-1]


@pytest.fixture
def post(office: Office, tmp_path: Path, clock: FixedClock) -> Post:
    """Give the box, looked at once while it is empty."""
    post = Post(office, tmp_path, clock)
    watching.look(office.service.transaction, office.service.mailbox)
    return post


@pytest.fixture
def sent(desk: Desk, office: Office, post: Post) -> str:  # noqa: ARG001 - the box is watched before the pli leaves
    """Send a pli; give the path of its page."""
    office.sign_convention()
    office.agree()
    path = desk.press(f"/fiches/{office.ready_draft()}/envoyer/partir", BY_MAIL).url.path
    office.deliver()
    return path


@pytest.mark.requirement("T-9")
def test_bounce(desk: Desk, office: Office, post: Post, sent: str) -> None:
    """A bounce is told with what to do, on « Ma journée » and on the page; nothing goes to the same address again."""
    post.arrive(letters.report(post.about(sent)))
    assert "L’e-mail est revenu : à reprendre" in words(desk.see("/"))
    page = words(desk.see(sent))
    assert "L’e-mail est revenu : la messagerie du partenaire ne connaît pas cette adresse." in page
    assert "faites-la corriger dans l’annuaire, puis renvoyez le pli. La clé n’a pas bougé." in page
    assert "pas reçu" in page
    assert "e-mail du pli revenu" in page

    refused = desk.press(f"{sent}/reprendre")
    assert 403 == refused.status_code
    assert "L’annuaire a toujours l’adresse qui a renvoyé cet e-mail : rien n’est reparti." in words(refused)
    office.deliver()
    assert 1 == len(office.service.mailer.mails())  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("", "accepté par le serveur de messagerie ; ce n’est pas un accusé de lecture"),
        ("relayed", "accepté par le serveur de messagerie ; ce n’est pas un accusé de lecture"),
        ("delayed", "retardé : la messagerie du partenaire ne l’a pas encore pris, notre serveur insiste"),
        ("delivered", "remis à la boîte du partenaire ; ce n’est pas un accusé de lecture"),
    ],
)
@pytest.mark.requirement("T-9")
def test_accepted_is_not_delivered(desk: Desk, post: Post, sent: str, action: str, said: str) -> None:
    """What a page says of a mail is what a server said of it, and no more."""
    if action:
        post.arrive(letters.report(post.about(sent), action=action, status="2.0.0"))
    page = words(desk.see(sent))
    assert said in page
    assert ("remis à la boîte" in page) is (action == "delivered")


def test_readable_answer(desk: Desk, desk_of: Callable[[Role], Desk], post: Post, sent: str) -> None:
    """The référent reads what came and what to do; the DPO reads the incident with its clocks, and no name."""
    post.arrive(letters.answer(post.about(sent), letters.PDF))
    for path in ("/", sent):
        page = words(desk.see(path))
        assert "Un fichier lisible est arrivé" in page
        assert "L’incident 2026-001 est ouvert" in page

    dpo = desk_of(Role.DPO)
    listed = dpo.see("/violations")
    assert "2026-001 Document lisible reçu par e-mail" in words(listed)
    for whom in ("L’OFII", "L’autre partie à la convention", "La CNIL"):
        assert whom in words(listed)
    shown = dpo.see(found(r'href="(/violations/\w+)"', listed.text))
    assert PARTNER in words(shown)
    assert "si ses données sont concernées" in words(shown)
    assert LAST_NAME not in listed.text + shown.text
    assert FIRST_NAME not in listed.text + shown.text


def test_looked_at(desk: Desk, post: Post, sent: str) -> None:
    """Once somebody said that they looked, « Ma journée » is clear and the pli's page remembers."""
    post.arrive(letters.answer(post.about(sent), letters.sealed_archive()))
    page = desk.see("/")
    assert "Un pli est arrivé dans la boîte" in words(page)
    answer = desk.press(found(r'action="(/courrier/\w+/vu)"', page.text))
    assert sent == answer.url.path
    assert "vu le" in words(answer)
    assert "Dans la boîte de réponse" not in words(desk.see("/"))
    assert 404 == desk.press("/courrier/inconnu/vu").status_code


@pytest.mark.requirement("G-2", "G-3", "G-4")
def test_declared(desk: Desk, desk_of: Callable[[Role], Desk], sent: str, clock: FixedClock) -> None:
    """A référent declares from the pli; the DPO sees elapsed hours from the moment of discovery."""
    form = desk.see(f"{sent}/incident")
    assert PARTNER in words(form)
    assert re.search(r'value="yes"[^>]* checked', form.text), "the dossier came from the OFII"
    done = desk.press(f"{sent}/incident", DECLARED)
    assert sent == done.url.path
    assert "Incident 2026-001 : Pli ouvert par un mauvais destinataire" in words(done)
    assert "L’incident 2026-001 est déjà ouvert." in words(desk.see(f"{sent}/incident"))

    clock.advance(hours=6)
    page = words(desk_of(Role.CONTROLLER).see("/violations"))
    assert "21/11/2026 à 13:15 (4 h) dépassé de" in page
    assert "22/11/2026 à 21:15 (36 h)" in page
    assert "24/11/2026 à 09:15 (72 h)" in page


@pytest.mark.requirement("G-2", "G-3", "G-4")
def test_declared_again(desk: Desk, desk_of: Callable[[Role], Desk], sent: str) -> None:
    """The clocks go back to the earliest discovery, what is known is added, nothing is taken away; it is said."""
    desk.press(f"{sent}/incident", {**DECLARED, "ofii_data": "unknown"})
    more = desk.press(f"{sent}/incident", {**DECLARED, "discovered_at": "8:00", "people": "3"})
    assert "Votre déclaration le complète" in words(more)
    again = desk.press(f"{sent}/incident", {**DECLARED, "people": "2", "ofii_data": "no"})
    assert "rien n’y change" in words(again)

    dpo = desk_of(Role.DPO)
    listed = dpo.see("/violations")
    assert "2026-002" not in words(listed)
    assert "21/11/2026 à 12:00 (4 h)" in words(listed)
    shown = words(dpo.see(found(r'href="(/violations/\w+)"', listed.text)))
    assert "Personnes concernées 3 Données de l’OFII oui" in shown


@pytest.mark.requirement("G-2")
def test_dismissed(desk: Desk, desk_of: Callable[[Role], Desk], post: Post, sent: str) -> None:
    """The DPO closes a draft that leads nowhere, with a reason: it stays listed below; the controller reads only."""
    for number in range(3):
        post.arrive(letters.answer("", letters.PDF, words=f"Promotion {number}"))
    post.arrive(letters.answer(post.about(sent), letters.PDF))
    dpo = desk_of(Role.DPO)
    listed = dpo.see("/violations")
    assert "3 messages" in words(listed)
    path = found(r'href="(/violations/\w+)"><span class="code">2026-001<', listed.text)
    refused = dpo.press(f"{path}/sans-suite", {"why": "ennui"})
    assert 422 == refused.status_code
    assert "Choisissez une des réponses proposées." in words(refused)
    assert "À remplir." in words(dpo.press(f"{path}/sans-suite", {}))

    done = dpo.press(f"{path}/sans-suite", {"why": "spam"})
    assert path == done.url.path
    assert "C’est du courrier indésirable. Rien n’est à annoncer sous ce numéro." in words(done)
    assert "Classer sans suite" not in words(done)
    assert 409 == dpo.press(f"{path}/sans-suite", {"why": "spam"}).status_code
    after = words(dpo.see("/violations"))
    assert after.index("2026-002 Document lisible") < after.index("Classés sans suite") < after.index("2026-001")
    assert "brouillon d’incident classé sans suite" in words(dpo.see("/journal"))

    controller = desk_of(Role.CONTROLLER)
    other = found(r'href="(/violations/\w+)"><span class="code">2026-002<', controller.see("/violations").text)
    assert "Classer sans suite" not in words(controller.see(other))
    for who in (controller, desk):
        assert 404 == who.press(f"{other}/sans-suite", {"why": "spam"}).status_code


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (letters.answer("", letters.PDF, words="\n-- \n" * 1_100), "un message que le service n’a pas su examiner"),
        (letters.answer("", letters.PDF) + b"x" * LARGEST, "un message trop gros pour être examiné"),
    ],
    ids=["unreadable", "too large"],
)
def test_not_examined(desk_of: Callable[[Role], Desk], post: Post, what: bytes, said: str) -> None:
    """What may hold a readable file is told to the coordination, with what to do."""
    post.arrive(what)
    page = words(desk_of(Role.COORDINATOR).see("/"))
    assert said in page
    assert "supprimez-le de la boîte et de sa corbeille, et prévenez votre délégué" in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("discovered_on", "22/11/2026", "Cette date est dans le futur."),
        ("discovered_on", "21/11/2016", "Cette date est trop ancienne"),
        ("discovered_on", "", "À remplir."),
        ("discovered_on", "31/02/2026", "Écrivez la date ainsi : 03/11/2026."),
        ("discovered_at", "25:00", "Écrivez l’heure ainsi : 14:32."),
        ("people", "-1", "Écrivez un nombre, 0 si vous ne savez pas encore."),
        ("people", "Lucrèce", "Écrivez un nombre, 0 si vous ne savez pas encore."),
        ("kind", "", "À remplir."),
        ("ofii_data", "peut-être", "Cette réponse n’est pas reconnue."),
    ],
)
def test_declaration_to_correct(desk: Desk, sent: str, field: str, value: str, said: str) -> None:
    """What cannot be taken is said beside its field, and what was typed stays."""
    answer = desk.press(f"{sent}/incident", {**DECLARED, field: value})
    assert 422 == answer.status_code
    assert said in words(answer)
    assert 'value="9:15"' in answer.text or field == "discovered_at"
    assert "Incident 2026-001" not in words(desk.see(sent))


@pytest.mark.requirement("A-2")
def test_who_may(desk: Desk, desk_of: Callable[[Role], Desk], sent: str) -> None:
    """An incident of another département, or none at all, is not found; a référent follows none."""
    desk.press(f"{sent}/incident", DECLARED)
    assert 404 == desk.see("/violations").status_code
    dpo = desk_of(Role.DPO)
    assert 404 == dpo.see("/violations/inconnu").status_code
    assert 404 == dpo.see(f"{sent}/incident").status_code


def test_free_text_is_refused(desk: Desk, sent: str) -> None:
    """There is no field for a story: one that is posted all the same is refused."""
    assert 400 == desk.press(f"{sent}/incident", {**DECLARED, "description": "Elle a dit"}).status_code


def found(pattern: str, text: str) -> str:
    """Find the one thing that a page holds."""
    match = re.search(pattern, text)
    assert match is not None, text
    return match[1]
