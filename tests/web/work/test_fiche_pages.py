"""Does the page of a fiche look like the paper, keep what is typed, and say what is wrong?"""

import re

import pytest

from forms.spec import FormSpec, Kind
from forms.wording import Wording, with_wording
from liaison.events import EventKind
from liaison.store import cases, trails
from liaison.usecases import drafting
from liaison.vocabulary import AgreementKind, Chain, Role
from tests.web.work.office import LAST_NAME, Desk, Office, hidden, words

HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}</textarea><b onclick=alert(1)>'
MODELS = [
    pytest.param("generic", marks=pytest.mark.requirement("F-1")),
    pytest.param("spe", marks=pytest.mark.requirement("F-2", "F-9")),
    pytest.param("pic_ipr", marks=pytest.mark.requirement("F-3", "F-9")),
]


@pytest.mark.parametrize("model", MODELS)
def test_a_fiche_has_every_printed_text_in_the_order_of_the_paper(desk: Desk, office: Office, model: str) -> None:
    """Headings, titles, labels, items and footnotes follow each other as the model says."""
    page = words(desk.see(f"/fiches/{office.draft(model)}"))
    # The département of these tests chose to say France Travail.
    spec = with_wording(office.service.catalog.get(model), Wording.FRANCE_TRAVAIL)
    place = page.index("Programme d’accompagnement")
    for text in _printed(spec):
        found = page.find(text, place)
        assert found >= 0, f"« {text} » is missing, or out of order"
        place = found + len(text)
    assert [note.text for note in spec.footnotes if " ".join(note.text.split()) not in page] == []


@pytest.mark.parametrize("model", MODELS)
def test_each_field_stands_once_with_a_name_to_read(desk: Desk, office: Office, model: str) -> None:
    """No field is forgotten, doubled, or without label."""
    page = desk.see(f"/fiches/{office.draft(model)}").text
    for field in office.service.catalog.get(model).fields():
        if field.kind is Kind.CHOICE:
            continue
        assert 1 == len(re.findall(rf'name="{re.escape(field.id)}"', page)), field.id
        tag = re.search(rf'<(?:input|textarea)[^>]*id="f-{re.escape(field.id)}"[^>]*>', page)
        assert tag is not None, field.id
        assert f'for="f-{field.id}"' in page or "aria-label=" in tag[0], field.id


@pytest.mark.requirement("F-4", "F-7")
def test_fields_that_need_a_consent_are_closed_and_say_why(desk: Desk, office: Office) -> None:
    """The e-mail and the health boxes open when the consent is recorded, and not before."""
    path = f"/fiches/{office.draft()}"
    page = desk.see(path)
    closed = {"beneficiary.email", "barriers.health", "orientation.cap_emploi"}
    assert closed == _disabled(page.text)
    assert "Vide tant que la personne n’a pas consenti aux échanges dématérialisés" in words(page)
    assert "ne se coche qu’avec le consentement explicite" in words(page)
    office.agree(AgreementKind.ELECTRONIC_EXCHANGE)
    office.agree(AgreementKind.HEALTH)
    assert set() == _disabled(desk.see(path).text)


def test_a_fiche_is_prefilled_from_the_dossier(desk: Desk, office: Office) -> None:
    """A person typed once is not typed again."""
    assert f'value="{LAST_NAME}"' in desk.see(f"/fiches/{office.draft()}").text


@pytest.mark.parametrize("model", ["generic", "spe"])
def test_reading_again_what_is_to_correct_writes_nothing(desk: Desk, office: Office, model: str) -> None:
    """A GET of the review leaves the draft, its revision and its moment as they were; only the reading is noted."""
    actor = office.staff.actor(Role.REFERENT)
    with office.service.transaction() as ctx:
        case = cases.get_case(ctx.session, office.case)
        # As for a référent whose account has no telephone.
        fiche_id = drafting.begin(
            ctx, actor, case, office.service.catalog.get(model), {"operator.referent_telephone": ""}
        )
    before, kinds = hidden(desk.see(f"/fiches/{fiche_id}"), "revision"), _events(office, fiche_id)
    page = desk.see(f"/fiches/{fiche_id}/relire")
    assert "À corriger" in page.text
    assert before == hidden(page, "revision")
    assert [*kinds, EventKind.FICHE_READ] == _events(office, fiche_id)


def test_saving_what_is_there_is_no_revision(desk: Desk, office: Office) -> None:
    """A draft that nobody touched is the same when its form comes back, its empty fields with it."""
    fiche_id = office.draft()
    before = hidden(desk.see(f"/fiches/{fiche_id}"), "revision")
    typed = {**office.stored(fiche_id), "beneficiary.address": "", "signature.place": " "}
    assert {"beneficiary.address", "signature.place"}.isdisjoint(office.stored(fiche_id))
    desk.press(f"/fiches/{fiche_id}", {**typed, "revision": before})
    assert before == hidden(desk.see(f"/fiches/{fiche_id}"), "revision")
    assert EventKind.FICHE_CHANGED not in _events(office, fiche_id)


def _events(office: Office, fiche_id: str) -> list[str]:
    with office.service.transaction() as ctx:
        page = trails.read_page(ctx.session, Chain.SECURITY, before=None, limit=50, subject=fiche_id)
        return [entry.kind for entry in reversed(page)]


def test_a_second_draft_of_the_same_model_is_offered_first(desk: Desk, office: Office) -> None:
    """« Vous avez déjà un brouillon » leads to it, and to another one if that is wanted."""
    first = office.draft()
    answer = desk.press(f"/dossiers/{office.case}/fiches", {"model": "spe"})
    assert "Vous avez déjà un brouillon pour cette personne" in words(answer)
    assert f"/fiches/{first}" in answer.text
    other = desk.press(f"/dossiers/{office.case}/fiches", {"model": "spe", "anyway": "1"}, follow=False)
    assert 303 == other.status_code
    assert f"/fiches/{first}" != other.headers["location"]


@pytest.mark.requirement("F-5")
def test_a_wrong_date_is_kept_and_said_beside_its_field(desk: Desk, office: Office) -> None:
    """What is wrong stays typed, is listed on top with a link, and beside the field."""
    path = f"/fiches/{office.draft()}"
    fields = {"revision": hidden(desk.see(path), "revision"), "beneficiary.birth_date": "31/02/1990", "then": "send"}
    answer = desk.press(path, fields)
    assert f"{path}/relire" == answer.url.path
    assert 'value="31/02/1990"' in answer.text
    assert 'href="#f-beneficiary.birth_date"' in answer.text
    beside = answer.text.partition('data-problem-for="beneficiary.birth_date">')[2].partition("</p>")[0]
    assert "le 31/02/1990 n’existe pas" in beside


def test_saving_by_itself_says_when_and_what_is_wrong(desk: Desk, office: Office) -> None:
    """The script reads the hour, the new revision, and problems of what is typed, not of what is still empty."""
    fiche = office.draft()
    page = desk.see(f"/fiches/{fiche}")
    fields = {"revision": hidden(page, "revision"), "beneficiary.birth_date": "31/02/1990"}
    answer = desk.autosave(f"/fiches/{fiche}/brouillon", fields).json()
    assert re.fullmatch(r"\d\d:\d\d", answer["saved"])
    assert int(fields["revision"]) + 1 == answer["revision"]
    assert ["beneficiary.birth_date"] == [problem["field"] for problem in answer["problems"]]
    assert "31/02/1990" == office.stored(fiche)["beneficiary.birth_date"]


def test_two_windows_lose_nothing(desk: Desk, office: Office) -> None:
    """The second window is told, by script and by page; both versions stand side by side, then one is kept."""
    fiche = office.draft()
    revision = hidden(desk.see(f"/fiches/{fiche}"), "revision")
    first = {"revision": revision, "course.information": "écrit dans la première"}
    second = {"revision": revision, "course.information": "écrit dans la seconde"}
    assert 200 == desk.autosave(f"/fiches/{fiche}/brouillon", first).status_code
    assert 409 == desk.autosave(f"/fiches/{fiche}/brouillon", second).status_code
    conflict = desk.press(f"/fiches/{fiche}", second)
    assert 409 == conflict.status_code
    assert "écrit dans la seconde</textarea>" in conflict.text
    assert "Dans l’autre fenêtre : « écrit dans la première »" in words(conflict)
    assert "écrit dans la première" == office.stored(fiche)["course.information"]
    desk.press(f"/fiches/{fiche}", {**second, "revision": hidden(conflict, "revision")})
    assert "écrit dans la seconde" == office.stored(fiche)["course.information"]


def test_the_same_words_twice_are_no_conflict(desk: Desk, office: Office) -> None:
    """A button pressed twice, or a save that came just before, is not shown as somebody else's."""
    fiche = office.draft()
    fields = {"revision": hidden(desk.see(f"/fiches/{fiche}"), "revision"), "course.information": "une fois"}
    assert 200 == desk.press(f"/fiches/{fiche}", fields).status_code
    assert 200 == desk.press(f"/fiches/{fiche}", fields).status_code


@pytest.mark.parametrize("model", ["generic", "spe", "pic_ipr"])
def test_markup_in_every_field_is_shown_as_text(desk: Desk, office: Office, model: str) -> None:
    """Whatever is typed in any field comes back as text, whole, and as nothing else."""
    fiche = office.draft(model)
    spec = office.service.catalog.get(model)
    typed = {field.id: HOSTILE for field in spec.fields() if field.consent is None}
    answer = desk.press(f"/fiches/{fiche}", {**typed, "revision": hidden(desk.see(f"/fiches/{fiche}"), "revision")})
    assert 200 == answer.status_code
    assert "<script>alert" not in answer.text
    assert "<b onclick" not in answer.text
    assert typed == office.stored(fiche)
    shown = answer.text.count("&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}")
    assert shown >= sum(field.kind is not Kind.TICK for field in spec.fields() if field.consent is None)


def test_a_field_that_the_model_does_not_have_is_refused_and_the_rest_kept(desk: Desk, office: Office) -> None:
    """An invented field changes nothing, and what was typed beside it is still on the page (ASVS 15.3.3)."""
    fiche = office.draft()
    fields = {"revision": hidden(desk.see(f"/fiches/{fiche}"), "revision"), "status": "sent", "signature.place": "Lyon"}
    answer = desk.press(f"/fiches/{fiche}", fields)
    assert 422 == answer.status_code
    assert 'value="Lyon"' in answer.text
    assert "signature.place" not in office.stored(fiche)


def test_choosing_a_contact_fills_the_block_and_keeps_the_rest(desk: Desk, office: Office) -> None:
    """The partner's block comes from the directory; what was typed elsewhere is saved with it."""
    fiche = office.draft()
    fields = {
        "revision": hidden(desk.see(f"/fiches/{fiche}"), "revision"),
        "contact": office.contact, "contact_before": "", "then": "contact", "signature.place": "Lyon",
    }  # fmt: skip
    desk.press(f"/fiches/{fiche}", fields)
    stored = office.stored(fiche)
    assert ("Mission locale Inventée", "Inventaire", "Lyon") == (
        stored["partner.organisation"], stored["partner.contact_last_name"], stored["signature.place"],
    )  # fmt: skip


@pytest.mark.requirement("T-8")
def test_the_preview_is_a_pdf_with_a_neutral_name(desk: Desk, office: Office) -> None:
    """It is shown in the browser's own reader, never kept, never guessed."""
    answer = desk.see(f"/fiches/{office.draft()}/apercu.pdf")
    assert b"%PDF-" == answer.content[:5]
    assert "application/pdf" == answer.headers["content-type"]
    assert 'inline; filename="fiche.pdf"' == answer.headers["content-disposition"]
    assert "nosniff" == answer.headers["x-content-type-options"]
    assert "no-store" == answer.headers["cache-control"]


def test_a_blank_fiche_is_printed(desk: Desk, office: Office) -> None:
    """Each model of the département can be filled by hand."""
    page = desk.see(f"/dossiers/{office.case}/fiches").text
    blanks = re.findall(r'href="(/departements/[^"]+\.pdf)"', page)
    assert 3 == len(blanks)
    assert {b"%PDF-"} == {desk.see(path).content[:5] for path in blanks}


def test_a_draft_can_be_thrown_away(desk: Desk, office: Office) -> None:
    """It is gone, and the dossier stays."""
    fiche = office.draft()
    assert "Le brouillon est détruit" in words(desk.press(f"/fiches/{fiche}/supprimer"))
    assert 404 == desk.see(f"/fiches/{fiche}").status_code


def _disabled(page: str) -> set[str]:
    tags = re.findall(r"<(?:input|textarea)[^>]*\bdisabled\b[^>]*>", page)
    return {found[1] for tag in tags if (found := re.search(r'name="([^"]+)"', tag))}


def _printed(spec: FormSpec) -> list[str]:
    """What the paper prints, in order, as a reader of the page meets it."""
    texts = []
    for section in spec.sections:
        texts.append(_plain(section.title))
        for block in section.blocks:
            texts.append(_plain(block.title))
            for line in block.lines:
                texts += [" ".join(piece.split()) for piece in line.pieces if isinstance(piece, str)]
                texts += [" ".join(item.split()) for item in line.items]
    return [text for text in texts if text]


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\[\^\w+\].*", "", text).split())


def test_a_colon_never_stands_alone_on_a_line(desk: Desk, office: Office) -> None:
    """Printed words keep their marks on their line, in every model."""
    for model in ("generic", "spe", "pic_ipr"):
        page = desk.see(f"/fiches/{office.draft(model)}").text.partition('class="paper"')[2]
        assert "échanges dématérialisés)\N{NO-BREAK SPACE}:" in page
        printed = re.findall(r">([^<>]*?) :</(?:label|h2|h3|span|p)>", page)
        assert [] == printed
