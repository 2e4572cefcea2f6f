"""Can a person or a script fill a fiche as JSON from its schema alone?"""

import json
from collections.abc import Iterator

import pytest

from forms.binding import InvalidAnswers, bind
from forms.catalog import Catalog
from forms.schema import Json, from_nested, json_schema, to_nested
from forms.schema_paths import paths
from forms.spec import FormSpec, plain
from tests.forms.filling import EVERY_CONSENT, TODAY, everything

CATALOG = Catalog()
MODELS = ["generic", "pic_ipr", "spe"]


def _walk(node: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Json]]:
    assert isinstance(node, dict)
    yield path, node
    properties = node.get("properties", {})
    assert isinstance(properties, dict)
    for key, inner in properties.items():
        yield from _walk(inner, (*path, key))


def _filled(spec: FormSpec) -> Json:
    answers = bind(spec, everything(spec), today=TODAY, consents=EVERY_CONSENT).answers
    return to_nested(spec, answers)


@pytest.mark.parametrize("model", MODELS)
def test_every_field_has_its_place(model: str) -> None:
    """The leaves of the schema are the fields, in the order of the paper; every object refuses other keys."""
    spec = CATALOG.get(model)
    nodes = list(_walk(json_schema(spec)))
    objects = [node for _, node in nodes if node["type"] == "object"]

    assert list(paths(spec).values()) == [path for path, node in nodes if node["type"] != "object"]
    assert {False} == {node["additionalProperties"] for node in objects}
    assert json.loads(json.dumps(json_schema(spec))) == json_schema(spec)


@pytest.mark.parametrize("model", MODELS)
def test_titles_are_the_printed_labels(model: str) -> None:
    """Each printed label and title that has fields is a title, without its final colon."""
    spec = CATALOG.get(model)
    titles = {node["title"] for _, node in _walk(json_schema(spec))}
    printed = {plain(line.label) for line in spec.lines() if line.fields and line.label}
    printed |= {plain(block.title) for block in spec.blocks() if block.title and any(li.fields for li in block.lines)}
    printed -= {"dont garde d’enfant(s)"}  # its field is called by what its box says

    assert set() == printed - titles


def test_shapes() -> None:
    """A line of two fields is an object, a box a boolean, a choice its printed answers."""
    schema = dict(_walk(json_schema(CATALOG.get("spe"))))
    name = schema["beneficiary", "identity", "name"]
    choice = schema["beneficiary", "personal", "family_situation"]
    date = schema["beneficiary", "identity", "engagement_date"]
    request = schema["requests", "train"]

    assert ("Nom et prénom", ["last_name", "first_name"]) == (name["title"], list(name["properties"]))  # type: ignore[call-overload]
    assert {"title": "Situation de famille", "type": "string", "enum": ["Seul(e)", "En couple"]} == choice
    assert {
        "title": "Date du contrat d’engagement AGIR",
        "type": "string",
        "description": "JJ/MM/AAAA",
    } == date
    assert "boolean" == request["type"]
    assert "S’informer · Trouver une formation · Suivre une formation" == request["description"]
    assert "consentement explicite" in str(schema["barriers", "constraints", "health"]["description"])
    assert ["last_name"] == name["required"]


@pytest.mark.parametrize("model", MODELS)
def test_there_and_back(model: str) -> None:
    """What is nested reads back to the same answers, through real JSON."""
    spec = CATALOG.get(model)
    answers = bind(spec, everything(spec), today=TODAY, consents=EVERY_CONSENT).answers

    raw = from_nested(spec, json.loads(json.dumps(to_nested(spec, answers))))

    assert answers == bind(spec, raw, today=TODAY, consents=EVERY_CONSENT).answers


def test_nothing_said_is_nothing_typed() -> None:
    """Null and absent keys say nothing; a year may be a number; false leaves a box empty."""
    data = {
        "beneficiary": {"identity": {"birth_date": 1990, "address": None}},
        "barriers": {"difficulties": {"housing": False}},
    }

    assert {"beneficiary.birth_date": "1990", "barriers.housing": "non"} == from_nested(CATALOG.get("spe"), data)


@pytest.mark.parametrize(
    ("data", "sentences"),
    [
        ({"nom": "x"}, ["« nom » : cette clé n’existe pas", "Clés possibles ici : contacts, beneficiary"]),
        ({"beneficiary": {"identity": {"nom": "x"}}}, ["« beneficiary.identity.nom »", "agdref, name"]),
        ({"beneficiary": {"identity": {"nom": {"a": "x"}}}}, ["« beneficiary.identity.nom »"]),
        (
            {"beneficiary": {"identity": {"name": "Zéphyrine"}}},
            ["« beneficiary.identity.name » : un objet est attendu"],
        ),
        ({"beneficiary": {"identity": {"address": 3}}}, ["« Adresse postale » : un texte est attendu"]),
        ({"beneficiary": {"identity": {"address": {"rue": "x"}}}}, ["« Adresse postale » : un texte"]),
        ({"beneficiary": {"identity": {"fle_hours": True}}}, ["un nombre entier est attendu"]),
        ({"beneficiary": {"identity": {"fle_hours": 2.5}}}, ["un nombre entier est attendu"]),
        ({"support": {"done": ["x"]}, "x": 1}, ["« Accompagnement déjà réalisé ou en cours »", "« x »"]),
        ([], ["« (tout) » : un objet est attendu"]),
        ("texte", ["un objet est attendu"]),
    ],
)
def test_what_does_not_fit_is_told(data: object, sentences: list[str]) -> None:
    """Every key that the model does not have and every value of a wrong type is told, all at once."""
    with pytest.raises(InvalidAnswers) as refusal:
        from_nested(CATALOG.get("generic"), data)

    told = "\n".join(problem.message for problem in refusal.value.problems)
    assert [] == [sentence for sentence in sentences if sentence not in told]


def test_a_box_is_true_or_false() -> None:
    """A box takes no text."""
    with pytest.raises(InvalidAnswers) as refusal:
        from_nested(CATALOG.get("spe"), {"barriers": {"difficulties": {"housing": "oui"}}})

    assert "true ou false" in refusal.value.problems[0].message


@pytest.mark.parametrize("model", MODELS)
def test_nested_holds_only_what_is_filled(model: str) -> None:
    """Everything filled is there, under the keys of the schema."""
    schema = {path for path, node in _walk(json_schema(CATALOG.get(model))) if node["type"] != "object"}

    def leaves(node: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        if isinstance(node, dict):
            for key, inner in node.items():
                yield from leaves(inner, (*path, key))
        else:
            yield path

    assert schema == set(leaves(_filled(CATALOG.get(model))))
