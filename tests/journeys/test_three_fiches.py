"""Does each official fiche go from a référent's sign-in to a partner's 7-Zip, with everything that was typed?"""

import base64
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from forms import paper
from forms.binding import bind
from forms.catalog import Catalog
from forms.paper import InkSignature, Presentation
from forms.printed import printed_lines
from forms.spec import Consent, FormSpec, Kind
from liaison.adapters.clock import SystemClock
from liaison.rules.calendar import local_day
from liaison.vocabulary import AgreementKind, PartnerKind, Role
from tests.forms.paper.reading import bare, pictures, text_of
from tests.journeys import doing, partner_side
from tests.journeys.house import House, installed
from tests.journeys.partner_side import Letter
from tests.journeys.people import CALLBACK, Partner, People, Person
from tests.journeys.typing_in import canaries, typed_by_sender, unique_values

pytestmark = pytest.mark.xdist_group("browser")


@dataclass(frozen=True, slots=True)
class Story:
    """One of the three exchanges, each by other ways than its neighbours."""

    model: str
    kind: PartnerKind
    partner: str
    database: str
    archive_format: str = "zip"
    by_sms: bool = True
    in_ink: bool = False

    def meet(self, people: People) -> Partner:
        """Have the partner in the directory, with its convention where the model asks for one."""
        convention = None if self.model == "generic" else self.model
        return people.partner(self.kind, self.partner, model=convention, archive_format=self.archive_format)


STORIES = [
    Story("generic", PartnerKind.CPH, "CPH des Essais", "sqlite"),
    Story("spe", PartnerKind.MISSION_LOCALE, "Mission locale des Essais", "sqlite", by_sms=False, in_ink=True),
    Story("pic_ipr", PartnerKind.PIC_IPR, "Tremplin des Essais", "postgresql", archive_format="7z"),
]


@pytest.fixture
def on_postgresql(tmp_path: Path, postgresql_database_url: str) -> Iterator[tuple[House, People]]:
    """Serve a house of its own on PostgreSQL."""
    with installed(tmp_path, database_url=postgresql_database_url) as house:
        house.server.start()
        people = People(house.service())
        people.open_house()
        yield house, people


@pytest.fixture
def on_sqlite(house: House, people: People) -> tuple[House, People]:
    """Give the house that the journeys share."""
    return house, people


@pytest.mark.requirement("F-1", "F-2", "F-3", "T-1", "T-3", "T-4", "T-8", "T-9", "R-6", "A-1", "A-2")
@pytest.mark.parametrize("story", STORIES, ids=[story.model for story in STORIES])
def test_from_sign_in_to_seven_zip(
    story: Story, request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    """Every field of the fiche is typed, saved by itself, sealed, sent, opened with a key that came otherwise,
    and the DPO sees the transmission and its days of destruction, but nothing of its content.
    """
    house, people = request.getfixturevalue(f"on_{story.database}")
    spec, partner, referent = Catalog(None).get(story.model), story.meet(people), people.new()
    values = unique_values(spec, agdref=people.agdref())
    case_id = people.case(referent, "EXEMPLAIRE", *AgreementKind)
    context = new_context()
    addresses: list[str] = []
    context.on("request", lambda request: addresses.append(request.url))
    page = context.new_page()

    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, case_id)
    doing.start_fiche(page, spec)
    doing.choose_contact(page, partner)
    _fill_and_see_it_saved(page, spec, values)
    _look_at_the_preview(page, values)
    reference = _send(page, story)
    key = _give_the_key(page, house, story, partner, referent)
    letter = _letter(house, reference)
    _check_mail(letter, story, partner, key, [*canaries(spec, values), "EXEMPLAIRE", "Milada"])
    pdf = partner_side.unseal(letter, key, tmp_path)
    _check_document(pdf, story, spec, values, reference)
    if story.by_sms:
        page.get_by_role("button", name="Le partenaire a ouvert le pli").click()
        expect(page.get_by_text("la clé est effacée ici")).to_be_visible()
    else:
        doing.note_read_back(page)

    _check_nothing_leaks(addresses, house, [*canaries(spec, values), key])
    _check_register(new_context(), house, people, story, reference, list(canaries(spec, values)))


def _fill_and_see_it_saved(page: Page, spec: FormSpec, values: dict[str, str]) -> None:
    """Type everything and press nothing; what is saved is there again in a page opened anew."""

    def holds_everything(answer: Response) -> bool:
        if not (answer.url.endswith("/brouillon") and answer.ok):
            return False
        posted = parse_qs(answer.request.post_data or "")
        return all(posted.get(name) == [text] for name, text in values.items())

    with page.expect_response(holds_everything, timeout=30_000):
        doing.fill(page, spec, values)
    expect(page.locator("[data-autosave-state]")).to_have_text(re.compile(r"^enregistré à \d\d:\d\d$"))
    again = page.context.new_page()
    again.goto(page.url)
    assert values == doing.shown_values(again, spec)
    again.close()


def _look_at_the_preview(page: Page, values: dict[str, str]) -> None:
    """The preview is a PDF of what was typed."""
    assert bare(values["beneficiary.last_name"]) in bare(text_of(doing.linked_file(page, "Aperçu PDF")))


def _send(page: Page, story: Story) -> str:
    doing.ask_to_send(page)
    page.get_by_role("group", name="Comment part la clé ?").get_by_label(
        "Par SMS, sur" if story.by_sms else "Par téléphone"
    ).check()
    page.get_by_role("button", name="Continuer").click()
    if story.in_ink:
        page.get_by_label("Laisser la place pour signer à la main").check()
    page.get_by_role("button", name="Envoyer le pli").click()
    doing.wait_until_sent(page)
    return doing.reference(page)


def _give_the_key(page: Page, house: House, story: Story, partner: Partner, referent: Person) -> str:
    """Release the key by the other channel; return it as the partner has it."""
    if not story.by_sms:
        key = doing.tell_key(page, referent)
        expect(page.get_by_role("link", name=partner.telephone)).to_be_visible()
        return key
    assert house.gateway is not None
    before = len(house.gateway.texts)
    doing.hear_that_it_arrived(page)
    expect(page.get_by_text("accepté par l’opérateur de SMS")).to_be_visible(timeout=20_000)
    assert before + 1 == len(house.gateway.texts)
    text = list(house.gateway.texts.values())[-1]
    assert 401 == house.report_delivery(text, secret="pas le bon secret")
    assert 204 == house.report_delivery(text)
    expect(page.get_by_text("arrivé sur le mobile")).to_be_visible(timeout=20_000)
    assert partner.mobile.replace(" ", "")[1:] == text.to.removeprefix("+33")
    return text.text.splitlines()[-1]


def _letter(house: House, reference: str) -> Letter:
    """Find the one mail of a pli."""
    letters = [partner_side.read(received) for received in house.mail.received]
    (own,) = [letter for letter in letters if reference in letter.subject]
    return own


def _check_mail(letter: Letter, story: Story, partner: Partner, key: str, secrets: list[str]) -> None:
    """It says in French what it is, how to open it, where the key comes from, whom to call; nothing else."""
    assert (partner.email,) == letter.to
    assert letter.attachment_name.startswith("liaison-")
    assert letter.attachment_name.endswith(f".{story.archive_format}")
    said = letter.text.replace("\u00a0", " ")
    for sentence in ("fiche de liaison", "7-Zip", "Tapez la clé", CALLBACK, "Ne répondez pas à ce message"):
        assert sentence in said
    assert ("par SMS sur votre mobile" if story.by_sms else "Nous vous appellerons") in said
    assert [] == [secret for secret in secrets if secret in letter.words]
    read = letter.words.encode() + base64.b64encode(letter.words.encode())
    assert [] == [form for form in _encodings(key) if form in read]


def _encodings(key: str) -> Iterator[bytes]:
    """Give a key as it would stand in clear, without its hyphens, backwards, in hex, in base64 at any place."""
    for form in (key, key.replace("-", ""), key.replace("-", " "), key[::-1], key.upper()):
        plain = form.encode()
        yield from (plain, plain.hex().encode(), base64.b32encode(plain)[:-8], form.encode("utf-16-le"))
        for shift in range(3):
            yield base64.b64encode(b" " * shift + plain)[4:-4]
    yield from (group.encode() for group in key.split("-")[:1])


def _check_document(pdf: bytes, story: Story, spec: FormSpec, values: dict[str, str], reference: str) -> None:
    """It is the official form: every label, every value; and drawn, to the dot, as the model draws these answers."""
    text = bare(text_of(pdf))
    for line in printed_lines(spec):
        for part in re.split("[☐…]+", re.sub("^- ", "– ", line.text)):
            assert bare(part) in text, part
    today = local_day(SystemClock().now())
    answers = bind(spec, values, today=today, consents=frozenset(Consent)).answers
    for field in typed_by_sender(spec):
        if field.kind is not Kind.TICK:
            assert bare(answers.display(field.id)) in text, field.id
    assert story.in_ink == ("électroniquement" not in text)
    if story.in_ink:
        expected = paper.Templates().render(spec, answers, presentation=Presentation(InkSignature(), reference))
        assert pictures(expected) == pictures(pdf)


def _check_nothing_leaks(addresses: list[str], house: House, secrets: list[str]) -> None:
    """No address and no line of the server's log holds anything of the person or the key (T-8); a line is an object."""
    lines = [json.loads(line) for line in house.log().splitlines()]
    assert "uvicorn.error" in {line["logger"] for line in lines}
    # Read, not as written: an escaped letter would hide a name.
    asked = "\n".join([*addresses, *map(str, lines)])
    assert [] == [secret for secret in secrets if secret in asked]


def _check_register(
    context: BrowserContext, house: House, people: People, story: Story, reference: str, secrets: list[str]
) -> None:
    """The DPO finds the transmission and each part's last day, by its rule; no page shows content."""
    page = context.new_page()
    doing.sign_in(page, house.url, people.new(Role.DPO))
    shown = page.content()
    page.get_by_role("link", name="Registre", exact=True).click()
    entry = page.get_by_role("article").filter(has_text=reference)
    expect(entry.get_by_role("heading")).to_contain_text(story.partner)
    rows = {row.get_by_role("rowheader").inner_text(): row.inner_text() for row in entry.get_by_role("row").all()[1:]}
    assert {"La fiche", "Le pli", "La clé"} == set(rows)
    # Thirty days after the acknowledgement, less the seven that a backup of keys lives.
    assert f"{local_day(SystemClock().now()) + timedelta(days=23):%d/%m/%Y}" in rows["Le pli"]
    assert "détruit le" in rows["La clé"]
    if story.model != "generic":
        framework_end = local_day(SystemClock().now()).year + 2
        assert f"{date(framework_end + 1, 3, 1) - timedelta(days=8):%d/%m/%Y}" in entry.inner_text()
    shown += page.content()
    for name in ("Lire les entrées une par une", "Échéances", "Journal"):
        page.get_by_role("link", name=name).first.click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        shown += page.content()
    assert "intègre jusqu’à l’entrée" in page.inner_text("main")
    assert reference in shown
    assert [] == [secret for secret in [*secrets, "EXEMPLAIRE", "Milada"] if secret in shown]
