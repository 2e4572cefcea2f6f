"""Is what the recipient typed read back, whatever program saved it, and is a changed locked value told?"""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import paper
from forms.answers import Answers
from forms.binding import bind
from forms.catalog import Catalog
from forms.paper.identity import Mark
from forms.spec import Block, Field, FormSpec, Kind, Option
from tests.forms.filling import EVERY_CONSENT, TODAY, everything
from tests.forms.paper.fiches import filled
from tests.forms.paper.saving import by_pypdf, by_pypdf_after_the_end, by_qpdf, strings_in
from tests.forms.paper.test_layout import own_model

CATALOG = Catalog()
TEMPLATES = paper.Templates()
SAVERS = [by_pypdf, by_pypdf_after_the_end, by_qpdf]
Saver = Callable[[bytes, Mapping[str, str]], bytes]
FOREIGN = "Zoë œ€ łş ễ Я محمد"


def read(pdf: bytes) -> paper.Returned:
    """Read a fiche of an official model."""
    return paper.read(pdf, CATALOG.get)


@pytest.mark.requirement("D-5")
@pytest.mark.parametrize("save", SAVERS)
def test_what_was_typed_is_read(save: Saver) -> None:
    """Short and long answers in every script, into fields that the sender left empty."""
    spec = CATALOG.get("spe")
    sent = TEMPLATES.render(spec, Answers(spec, {"beneficiary.last_name": "Testoukhina"}))
    typed = {"partner.contact_last_name": FOREIGN, "course.information": f"Reçu (le 3).\nSuite : {FOREIGN}"}

    returned = read(save(sent, typed))

    assert (typed, ()) == (dict(returned.typed), returned.changed)
    assert ("spe", "2022-12") == (returned.spec.model, returned.spec.version)
    assert {**typed, "beneficiary.last_name": "Testoukhina"} == dict(returned.written)


@pytest.mark.requirement("D-5")
@pytest.mark.parametrize("save", SAVERS)
def test_the_recipient_goes_on_below_what_the_sender_wrote(save: Saver) -> None:
    """What the sender wrote stays, what was added is told apart, and both make the fiche."""
    spec = CATALOG.get("generic")
    sent = TEMPLATES.render(spec, filled(spec, support__done="Dit par l’opérateur."))

    returned = read(save(sent, {"reply.support.done": "Dit par le partenaire."}))

    assert {"support.done": "Dit par le partenaire."} == dict(returned.typed)
    assert "Dit par l’opérateur." == returned.written["support.done"]
    assert "Dit par l’opérateur.\nDit par le partenaire." == returned.raw()["support.done"]
    assert () == returned.changed


@pytest.mark.requirement("D-5")
@pytest.mark.parametrize("save", SAVERS)
@pytest.mark.parametrize("model", ["generic", "spe", "pic_ipr"])
def test_a_changed_locked_value_is_told(save: Saver, model: str) -> None:
    """A value of the sender that is not what it was, one that was added where none stood, a signature that changed."""
    spec = CATALOG.get(model)
    sent = TEMPLATES.render(spec, Answers(spec, {"beneficiary.last_name": "Testoukhina", "partner.organisation": "M"}))

    returned = read(save(sent, {"beneficiary.last_name": "Tout autre", "beneficiary.first_name": "Ajoutée"}))

    assert {"beneficiary.last_name", "beneficiary.first_name"} == set(returned.changed)
    assert {} == dict(returned.typed)


def test_a_changed_box_and_a_changed_signature_are_told(signed: paper.Presentation) -> None:
    """A box that was ticked or cleared, another answer of a choice, another name under the signature."""
    spec = CATALOG.get("spe")
    answers = Answers(spec, {"barriers.housing": True, "beneficiary.family_situation": "alone"})
    sent = TEMPLATES.render(spec, answers, presentation=signed)

    returned = read(
        by_qpdf(
            sent,
            {
                "barriers.housing": "/Off",
                "barriers.health": "/Oui",
                "beneficiary.family_situation": "/couple",
                paper.SIGNATURE: "Signé par une autre",
            },
        )
    )

    assert {
        "barriers.housing", "barriers.health", "beneficiary.family_situation", paper.SIGNATURE,
    } == set(returned.changed)  # fmt: skip
    assert () == read(sent).changed


@pytest.mark.requirement("D-5", "F-8")
@pytest.mark.parametrize("save", [by_pypdf, by_qpdf])
def test_a_blank_fiche_filled_on_a_screen_is_a_fiche(save: Saver) -> None:
    """A partner fills a blank form: every field is open, and what was typed binds to a whole fiche."""
    spec = CATALOG.get("generic")
    raw = everything(spec)
    answers = bind(spec, raw, today=TODAY, consents=EVERY_CONSENT).answers
    ticks = {field.id: "/Oui" for field in spec.fields() if field.kind is Kind.TICK}
    choices = {f.id: f"/{f.options[-1].id}" for f in spec.fields() if f.kind is Kind.CHOICE}

    returned = read(save(TEMPLATES.blank(spec), {**raw, **ticks, **choices}))

    assert () == returned.changed
    assert set(raw) == set(returned.typed)
    assert answers == bind(spec, returned.raw(), today=TODAY, consents=EVERY_CONSENT).answers


@pytest.mark.requirement("D-5")
@settings(max_examples=40)
@given(st.data())
def test_whatever_was_sent_is_read_back(data: st.DataObject) -> None:
    """Any answers, in any characters, come back as they left: another instance takes them in without retyping."""
    spec = CATALOG.get(data.draw(st.sampled_from(["generic", "spe", "pic_ipr"])))
    texts = [field.id for field in spec.fields() if field.kind in (Kind.TEXT, Kind.LONG_TEXT)]
    line = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)
    values = data.draw(st.dictionaries(st.sampled_from(texts), line, max_size=6))
    answers = Answers(spec, {"beneficiary.agdref": "4403999999", **values})

    returned = read(TEMPLATES.render(spec, answers))

    assert {"beneficiary.agdref": "4403999999", **values} == dict(returned.written)
    assert ((), {}) == (returned.changed, dict(returned.typed))


class _Own:
    """A catalogue of one model."""

    def __init__(self, spec: FormSpec) -> None:
        self._spec = spec

    def __call__(self, _model: str, _version: str) -> FormSpec:
        """Return it."""
        return self._spec


def test_own_models_have_fields_for_their_recipient() -> None:
    """Boxes and choices that the recipient fills are open, and read."""
    for kind, state, told in ((Kind.TICK, "/Oui", "oui"), (Kind.TEXT, "tapé", "tapé")):
        spec = own_model(next(iter(section.style for section in CATALOG.get("spe").sections)), kind, 6)
        pdf = by_qpdf(TEMPLATES.render(spec, Answers(spec, {})), {"own.f1": state, "own.f2": state})
        own = _Own(spec)
        assert {"own.f1": told, "own.f2": told} == dict(paper.read(pdf, own).typed)
        assert ("own.f0",) == paper.read(by_qpdf(pdf, {"own.f0": state}), own).changed


@pytest.mark.parametrize("option", ["oui", "oui non", "là/bas", "a#b", "(x)", "日本", "Off-ici"])
def test_own_choices_may_be_called_anything(option: str) -> None:
    """Whatever an operator calls an answer, it is drawn ticked, sound, and read back."""
    spec = CATALOG.get("generic")
    (choice,) = [field for field in spec.fields() if field.kind is Kind.CHOICE]
    own = _with_field(spec, replace(choice, options=(Option(option, "Un"), Option("autre", "Deux"))))
    pdf = TEMPLATES.render(own, Answers(own, {choice.id: option}))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert [] == opened.check_pdf_syntax()
        ticked = [w for w in opened.pages[0].obj.Annots if w.get("/AS", "/Off") not in ("/Off", None)]
        assert [[str(state) for state in w.AP.N if state != "/Off"] for w in ticked] == [[str(w.AS)] for w in ticked]
    returned = paper.read(pdf, _Own(own))
    assert ({choice.id: "Un"}, ()) == (dict(returned.written), returned.changed)


def _with_field(spec: FormSpec, changed: Field) -> FormSpec:
    """Return the model with one field replaced."""

    def lines_of(block: Block) -> Block:
        lines = (
            replace(line, fields=tuple(changed if field.id == changed.id else field for field in line.fields))
            for line in block.lines
        )
        return replace(block, lines=tuple(lines))

    sections = (replace(section, blocks=tuple(map(lines_of, section.blocks))) for section in spec.sections)
    return replace(spec, sections=tuple(sections))


def test_a_fiche_is_found_again(spec: FormSpec, signed: paper.Presentation) -> None:
    """Reference, model, version and fingerprint travel inside: the same answers have the same, others another."""
    answers = filled(spec)
    mark = read(TEMPLATES.render(spec, answers, presentation=signed)).mark
    assert paper.mark_of(answers, signed) == mark
    assert signed.reference == mark.reference
    others = [
        paper.mark_of(filled(spec, beneficiary__last_name="Autre"), signed),
        paper.mark_of(answers, replace(signed, reference="autre")),
        paper.mark_of(answers, paper.Presentation(reference=signed.reference)),
    ]
    assert 4 == len({mark.fingerprint, *(other.fingerprint for other in others)})


class TestRewriting:
    """Is a kept copy free of what the file said before?"""

    @pytest.mark.requirement("D-5", "R-5")
    def test_no_older_value_stays(self) -> None:
        """Saved twice after the end of the file, the first answer is still there; in the kept copy it is not."""
        spec = CATALOG.get("spe")
        sent = TEMPLATES.render(spec, Answers(spec, {"beneficiary.last_name": "Testoukhina"}))
        first = by_pypdf_after_the_end(sent, {"course.information": "Kanariewska avant"})
        second = by_pypdf_after_the_end(first, {"course.information": "Ce qui vaut"})

        kept = paper.rewritten(second)

        assert "Kanariewska" in strings_in(second)
        assert "Kanariewska" not in strings_in(kept)
        assert {"course.information": "Ce qui vaut"} == dict(read(kept).typed)
        assert kept == paper.rewritten(second)

    def test_nothing_else_changes(self, signed: paper.Presentation) -> None:
        """The copy is read as the file was, and is as accessible."""
        spec = CATALOG.get("generic")
        sent = TEMPLATES.render(spec, filled(spec), presentation=signed)
        one, other = read(sent), read(paper.rewritten(sent))
        assert (one.mark, one.written, one.changed) == (other.mark, other.written, other.changed)


def _without_fields(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AcroForm


def _without_mark(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields = pikepdf.Array([f for f in pdf.Root.AcroForm.Fields if str(f.T) != "liaison"])


def _of_another_model(pdf: pikepdf.Pdf) -> None:
    (group,) = [f for f in pdf.Root.AcroForm.Fields if str(f.T) == "liaison"]
    (mark,) = [kid for kid in group.Kids if str(kid.T) == "form"]
    mark.V = pikepdf.String(json.dumps(["maison", "2031-01", "", "0" * 32, "", False]))


def _fields_that_are_none(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields = pikepdf.Array([3, pikepdf.Name.Off, pikepdf.Dictionary(T=4), pdf.pages[0].obj])


def _fields_in_a_ring(pdf: pikepdf.Pdf) -> None:
    node = pdf.make_indirect(pikepdf.Dictionary(T=pikepdf.String("a")))
    node.Kids = pikepdf.Array([node, node])
    pdf.Root.AcroForm.Fields = pikepdf.Array([node])


def _fields_of_another_sort(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = pikepdf.Array([1])


@pytest.mark.filterwarnings("ignore:This document has:UserWarning")  # of pikepdf, about what the harm did
@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (_without_fields, "imprimé en PDF, ou numérisé"),
        (_without_mark, "n’est pas une fiche de liaison faite par ce service"),
        (_of_another_model, "un modèle que ce service ne connaît pas (maison 2031-01)"),
        (_fields_that_are_none, "n’est pas une fiche de liaison"),
        (_fields_in_a_ring, "n’est pas une fiche de liaison"),
        (_fields_of_another_sort, "imprimé en PDF, ou numérisé"),
    ],
)
def test_what_cannot_be_read_is_said(harm: Callable[[pikepdf.Pdf], None], sentence: str) -> None:
    """Each file that is no fiche to be read has its sentence, and a next step."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(TEMPLATES.blank(CATALOG.get("spe")))) as pdf:
        harm(pdf)
        pdf.save(out)
    with pytest.raises(paper.NothingToRead) as refusal:
        read(out.getvalue())
    assert sentence in refusal.value.message
    assert refusal.value.hint


def test_a_password_is_said() -> None:
    """A PDF under a password is not opened."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(TEMPLATES.blank(CATALOG.get("spe")))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="x", user="y"))
    with pytest.raises(paper.NothingToRead, match="protégé par un mot de passe"):
        read(out.getvalue())


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"%PDF-1.7\n" + b"\0" * 5000, b"x" * (paper.LARGEST + 1)]
)
def test_what_is_no_pdf_is_said(content: bytes) -> None:
    """Another sort of file, a cut one, an endless one."""
    for work in (read, paper.rewritten):
        with pytest.raises(paper.NothingToRead):
            work(content)


def outcome(pdf: bytes) -> str:
    """Return the model of a fiche that is read, or that there was a sentence."""
    try:
        return read(pdf).spec.model
    except paper.NothingToRead as refusal:
        return "sentence" if refusal.message and refusal.hint else ""


@settings(max_examples=60)
@given(place=st.integers(0, 80_000), junk=st.binary(max_size=40), cut=st.booleans())
def test_whatever_the_file_a_sentence_or_a_fiche(place: int, junk: bytes, cut: bool) -> None:  # noqa: FBT001
    """Bytes that were lost or changed anywhere give a reading or a sentence, never anything else."""
    pdf = TEMPLATES.blank(CATALOG.get("generic"))
    place %= len(pdf)
    harmed = pdf[:place] + junk + (b"" if cut else pdf[place + len(junk) :])
    assert outcome(harmed) in ("generic", "sentence")


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{", '["a"]', "[1, 2, 3, 4, 5, 6]", '["a","b","c","d","e",1]', "null", "[" * 100_000),
        json.dumps(["spe", "2022-12", "\x1b[2J", "0" * 32, "", False]),
        json.dumps(["spe", "2022-12", "x" * 101, "0" * 32, "", False]),
        json.dumps(["spe", "2022-12", "", "0" * 31, "", False]),
        json.dumps(["spe", "2022-12", "", "0" * 32, "0" * 7, False]),
        json.dumps(["../spe", "2022-12", "", "0" * 32, "", False]),
    ],
    ids=range(13),
)
def test_what_is_no_mark(text: str) -> None:
    """A mark is six values of the right kinds, or none."""
    with pytest.raises(ValueError, match=r"mark|JSON|Expecting|delimiter"):
        Mark.from_json(text)


def test_values_stay_out_of_logs() -> None:
    """What was read shows no value in `repr`."""
    spec = CATALOG.get("spe")
    sent = TEMPLATES.render(spec, Answers(spec, {"beneficiary.last_name": "Kanariewska"}))
    assert "Kanariewska" not in repr(read(by_pypdf(sent, {"course.information": "Kanariewska"})))
