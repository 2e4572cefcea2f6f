"""When do typed texts make a fiche, and what is said when they do not?"""

from collections.abc import Mapping
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import nationalities
from forms.answers import StoredAnswersRefused, from_json
from forms.binding import Binding, InvalidAnswers, bind
from forms.catalog import Catalog
from forms.spec import Consent, Kind
from tests.forms.filling import EVERY_CONSENT, TODAY, essential, everything

CATALOG = Catalog()
MODELS = ["generic", "pic_ipr", "spe"]


def _messages(found: tuple[object, ...]) -> str:
    return "\n".join(getattr(problem, "message", "") for problem in found)


@pytest.mark.parametrize("model", MODELS)
def test_everything_filled(model: str) -> None:
    """A fiche filled whole binds, and each field shows a text."""
    spec = CATALOG.get(model)

    answers = bind(spec, everything(spec), today=TODAY, consents=EVERY_CONSENT).answers

    assert [] == [field.id for field in spec.fields() if not answers.display(field.id)]


@pytest.mark.requirement("F-10")
@pytest.mark.parametrize("model", MODELS)
def test_the_least(model: str) -> None:
    """Name, recipient, place and date are enough; a person without number nor birth date only warns."""
    bound = bind(CATALOG.get(model), essential(), today=TODAY)

    assert essential().keys() == bound.answers.values.keys()
    assert ["beneficiary.agdref"] == [warning.field_id for warning in bound.warnings]


@pytest.mark.requirement("F-5", "F-10")
def test_all_errors_at_once() -> None:
    """Every problem is told together, in the order of the paper, each naming its field by its label."""
    raw = {
        "beneficiary.birth_date": "31/02/1990",
        "partner.contact_telephone": "12",
        "beneficiary.fle_hours": "beaucoup",
        "beneficiary.inconnu": "x",
    }

    with pytest.raises(InvalidAnswers) as refusal:
        bind(CATALOG.get("generic"), raw, today=TODAY)

    problems = refusal.value.problems
    assert [
        "partner.organisation",
        "partner.contact_telephone",
        "beneficiary.last_name",
        "beneficiary.birth_date",
        "beneficiary.fle_hours",
        "signature.place",
        "signature.date",
        "beneficiary.inconnu",
    ] == [problem.field_id for problem in problems]
    assert all(problem.message.startswith(f"« {problem.label} » : ") for problem in problems)
    assert "« Téléphone (Partenaire) »" in _messages(problems)
    assert "« Date de naissance (JJ/MM/AAAA) » : le 31/02/1990 n’existe pas. Écrivez" in _messages(problems)
    assert str(refusal.value) == "8 champs sont à corriger."


@pytest.mark.requirement("F-4", "F-7")
@pytest.mark.parametrize(
    ("field_id", "raw", "consent", "rule"),
    [
        (
            "beneficiary.email",
            "zephyrine@exemple.example",
            Consent.ELECTRONIC_EXCHANGE,
            "échanges dématérialisés",
        ),
        ("barriers.health", "oui", Consent.HEALTH, "article 9"),
        ("orientation.cap_emploi", "oui", Consent.HEALTH, "article 9"),
    ],
)
def test_no_value_without_its_consent(field_id: str, raw: str, consent: Consent, rule: str) -> None:
    """Without the consent the value is refused with its rule; with it, accepted; withdrawn, not shown."""
    spec = CATALOG.get("spe")
    typed = essential() | {field_id: raw}

    for others in (frozenset[Consent](), EVERY_CONSENT - {consent}):
        with pytest.raises(InvalidAnswers) as refusal:
            bind(spec, typed, today=TODAY, consents=others)
        assert [field_id] == [problem.field_id for problem in refusal.value.problems]
        assert rule in _messages(refusal.value.problems)

    answers = bind(spec, typed, today=TODAY, consents={consent}).answers
    assert answers.display(field_id)
    assert answers.narrowed({consent}).display(field_id)
    assert answers.narrowed(frozenset()).display(field_id) == ""


@pytest.mark.requirement("F-7")
def test_an_empty_health_box_asks_no_consent() -> None:
    """A box left empty says nothing about health."""
    bind(CATALOG.get("spe"), essential() | {"barriers.health": "non"}, today=TODAY)


@pytest.mark.requirement("F-6")
def test_withheld_by_the_convention() -> None:
    """What the operator's convention leaves out is dropped and said; the answers already made lose it too."""
    spec = CATALOG.get("generic")
    typed = essential() | {"beneficiary.nationality": "afghane", "beneficiary.address": "1 rue des Essais"}

    bound = bind(spec, typed, today=TODAY, withheld={"beneficiary.nationality"})

    assert "beneficiary.nationality" not in bound.answers.values
    assert "« Nationalité » : la convention" in _messages(bound.warnings)
    assert "" == bound.answers.narrowed(frozenset(), withheld={"beneficiary.address"}).display("beneficiary.address")


@pytest.mark.requirement("F-6")
def test_withheld_is_judged_no_further() -> None:
    """A withheld field that is empty says nothing; one that is wrong is dropped all the same."""
    spec = CATALOG.get("generic")
    withheld = {"beneficiary.birth_date", "beneficiary.agdref", "beneficiary.nationality"}

    bound = bind(spec, essential() | {"beneficiary.birth_date": "hier"}, today=TODAY, withheld=withheld)

    assert ["beneficiary.birth_date"] == [warning.field_id for warning in bound.warnings]


RULES = [
    ("spe", {"barriers.childcare": "oui"}, "barriers.childcare"),
    ("spe", {"orientation.other": "oui"}, "orientation.other_name"),
    ("spe", {"orientation.other_name": "Une association"}, "orientation.other"),
    ("generic", {"beneficiary.children": "2", "beneficiary.children_minor": "3"}, "beneficiary.children"),
    (
        "generic",
        {"beneficiary.children": "3", "beneficiary.children_minor": "1", "beneficiary.children_adult": "1"},
        "beneficiary.children",
    ),
    (
        "generic",
        {"beneficiary.protection_date": "02/02/2026", "beneficiary.cir_date": "01/02/2026"},
        "beneficiary.cir_date",
    ),
    (
        "pic_ipr",
        {"beneficiary.cir_date": "02/02/2026", "beneficiary.engagement_date": "01/02/2026"},
        "beneficiary.engagement_date",
    ),
    ("generic", {"beneficiary.cir_date": "22/11/2026"}, "beneficiary.cir_date"),
]


@pytest.mark.requirement("F-5", "F-10")
@pytest.mark.parametrize(("model", "typed", "warned"), RULES)
def test_answers_that_disagree_warn(model: str, typed: dict[str, str], warned: str) -> None:
    """Answers that contradict each other deserve a second look, and never stop a fiche."""
    known = essential() | {"beneficiary.agdref": "0123456789"}

    bound = bind(CATALOG.get(model), known | typed, today=TODAY)

    assert [warned] == [warning.field_id for warning in bound.warnings]


@pytest.mark.parametrize(
    ("model", "typed"),
    [
        ("spe", {"barriers.childcare": "oui", "barriers.family": "oui"}),
        ("spe", {"orientation.other": "oui", "orientation.other_name": "Une association"}),
        ("generic", {"beneficiary.children": "3", "beneficiary.children_minor": "1"}),
        ("generic", {"beneficiary.protection_date": "01/02/2026", "beneficiary.cir_date": "01/02/2026"}),
        ("generic", {"beneficiary.engagement_date": "21/11/2026"}),
    ],
)
def test_answers_that_agree_say_nothing(model: str, typed: dict[str, str]) -> None:
    """No warning without a reason."""
    known = essential() | {"beneficiary.birth_date": "1990"}

    assert () == bind(CATALOG.get(model), known | typed, today=TODAY).warnings


def test_a_person_typed_once_fills_the_other_models() -> None:
    """The fields that two models share carry over as they were."""
    generic, spe = CATALOG.get("generic"), CATALOG.get("spe")
    answers = bind(generic, everything(generic), today=TODAY, consents=EVERY_CONSENT).answers

    carried = bind(spe, answers.raw_for(spe), today=TODAY, consents=EVERY_CONSENT).answers

    shared = {f.id for f in generic.fields()} & {f.id for f in spe.fields()}
    assert shared == carried.values.keys()
    assert {f: answers.get(f) for f in shared} == dict(carried.values)


def test_nothing_personal_in_repr() -> None:
    """What lands in a log by accident names no person."""
    bound = bind(CATALOG.get("generic"), essential(), today=TODAY)
    with pytest.raises(InvalidAnswers) as refusal:
        bind(CATALOG.get("generic"), {"beneficiary.birth_date": "31/02/1990"}, today=TODAY)

    assert "Testoukhina" not in repr(bound)
    assert "31/02/1990" not in f"{refusal.value!r} {refusal.value} {refusal.value.problems!r}"


_TYPED: Mapping[Kind, st.SearchStrategy[str]] = MappingProxyType(
    {
        Kind.TEXT: st.text(max_size=80),
        Kind.LONG_TEXT: st.text(max_size=190),
        Kind.DATE: st.dates(TODAY.replace(year=1900), TODAY).map(lambda day: f"{day:%d/%m/%Y}"),
        Kind.DATE_OR_YEAR: st.integers(1900, 2026).map(str),
        Kind.TICK: st.sampled_from(["oui", "non", ""]),
        Kind.CHOICE: st.sampled_from(["alone", "couple", "En couple", ""]),
        Kind.NUMBER: st.integers(0, 30).map(str),
        Kind.EMAIL: st.from_regex(r"[a-z]{1,20}@[a-z]{1,20}\.example", fullmatch=True),
        Kind.TELEPHONE: st.from_regex(r"0[1-9][0-9]{8}|\+322555[0-9]{4}|\+9370[0-9]{7}", fullmatch=True),
        Kind.AGDREF: st.from_regex(r"[0-9]{9,10}", fullmatch=True),
        Kind.NATIONALITY: st.text(max_size=80) | st.sampled_from([n.masculine for n in nationalities.every()]),
    }
)
"""What a person may type that binds, for each kind."""


@st.composite
def bindings(draw: st.DrawFn) -> Binding:
    """Draw a fiche that binds, of any model."""
    spec = CATALOG.get(draw(st.sampled_from(MODELS)))
    raw = {field.id: draw(_TYPED[field.kind]) for field in spec.fields() if draw(st.booleans())}
    return bind(spec, raw | essential(), today=TODAY, consents=EVERY_CONSENT)


@given(bindings())
def test_stored_answers_read_back(bound: Binding) -> None:
    """What is stored is what was answered."""
    assert bound.answers == from_json(bound.answers.spec, bound.answers.to_json())


@given(bindings())
def test_what_is_shown_can_be_typed_again(bound: Binding) -> None:
    """Typing what a fiche shows gives the same fiche."""
    answers = bound.answers

    again = bind(answers.spec, answers.raw_for(answers.spec), today=TODAY, consents=EVERY_CONSENT)

    assert answers == again.answers


@pytest.mark.requirement("F-8")
@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"model": "generic", "version": "2021-01", "values": {}},
        {"model": "spe", "version": "2022-12", "values": {}},
        {"model": "generic", "version": "2022-12", "values": []},
        {"model": "generic", "version": "2022-12", "values": {"no.such": "x"}},
        {"model": "generic", "version": "2022-12", "values": {"beneficiary.children": "2"}},
    ],
)
def test_stored_answers_of_another_model_are_refused(stored: dict[str, object]) -> None:
    """A fiche keeps its model's version: answers are read with that one only."""
    with pytest.raises(StoredAnswersRefused):
        from_json(CATALOG.get("generic"), stored)


def test_a_hostile_id_is_told_harmlessly() -> None:
    """An unknown id comes back short and without invisible characters, since a terminal may show it."""
    with pytest.raises(InvalidAnswers) as refusal:
        bind(CATALOG.get("generic"), essential() | {"\x1b[2J\u202e\ud800" + "x" * 500: "1"}, today=TODAY)

    (problem,) = refusal.value.problems
    assert "[2J" + "x" * 54 == problem.field_id
    assert problem.message.encode()
