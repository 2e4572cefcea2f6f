"""Do the three packaged models say what the annexes say, and nothing else?"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from forms.catalog import PACKAGED, Catalog, digest, read_lock
from forms.data_lists import differences
from forms.spec import Block, Consent, FilledBy, FormSpec, Kind, Line
from tests.forms.conformity import annexe, faults, section_lines

CATALOG = Catalog()
MODELS = ["generic", "pic_ipr", "spe"]

BARRIERS = [
    "Faire face à des difficultés :",
    "☐ financières",
    "☐ de logement",
    "☐ administratives ou juridiques",
    "Prendre en compte / surmonter :",
    "☐ son état de santé",
    "☐ des contraintes familiales",
    "dont ☐ garde d’enfant(s)",
    "Développer / accéder :",
    "☐ des capacités d’insertion et de communication seul(e)",
    "☐ à un moyen de transport",
]

# Requirement F-2 resolves the columns that guide:3498-3558 mixes.
REQUESTS = {
    "☐ Choisir un métier :": ["S’informer", "Identifier ses atouts", "Construire son projet professionnel"],
    "☐ Se former :": ["S’informer", "Trouver une formation", "Suivre une formation"],
    "☐ Préparer sa candidature :": [
        "Organiser sa recherche",
        "Cv et lettre de motivation",
        "S’appuyer sur son réseau",
    ],
    "☐ Trouver un emploi :": [
        "Rencontrer des professionnels",
        "Rechercher une offre",
        "Réussir l’entretien",
    ],
    "☐ Créer une entreprise :": ["De l’idée au projet", "Elaborer son projet", "Démarrer son activité"],
    "☐ Faire reconnaitre son expérience / diplôme :": ["VAE", "ENIC-NARIC", "PMSMP", "MRS"],
    "☐ Changer de région / ville :": ["Marché de l’emploi :", "Régional", "Local", "Autres régions"],
    "☐ Améliorer un domaine de compétences :": [
        "Langues :",
        "FLE",
        "autres :",
        "Bureautique",
        "Digital et internet",
    ],
}


@pytest.mark.parametrize(
    "model",
    [
        pytest.param("generic", marks=pytest.mark.requirement("F-1")),
        pytest.param("spe", marks=pytest.mark.requirement("F-2")),
        pytest.param("pic_ipr", marks=pytest.mark.requirement("F-3")),
    ],
)
def test_model_prints_its_annexe(model: str) -> None:
    """Every word of the annexe is printed, in its order, and no other."""
    assert [] == faults(CATALOG.get(model), annexe(model))


def _edited(spec: FormSpec, label: str, edit: Callable[[list[Line], int], object]) -> FormSpec:
    """Return the model with one line changed by `edit(lines of its block, its place)`."""

    def block_of(block: Block) -> Block:
        lines = list(block.lines)
        for place, line in enumerate(block.lines):
            if line.label == label:
                edit(lines, place)
        return replace(block, lines=tuple(lines))

    sections = [replace(s, blocks=tuple(map(block_of, s.blocks))) for s in spec.sections]
    return replace(spec, sections=tuple(sections))


def _drop(lines: list[Line], place: int) -> None:
    del lines[place]


def _alter(lines: list[Line], place: int) -> None:
    lines[place] = replace(lines[place], label=lines[place].label.replace("Adresse", "Addresse"))


def _move(lines: list[Line], place: int) -> None:
    lines.insert(place - 1, lines.pop(place))


def _add(lines: list[Line], place: int) -> None:
    lines.insert(place, Line("Sexe :"))


@pytest.mark.requirement("F-1", "F-2", "F-3", "F-6")
@pytest.mark.parametrize("edit", [_drop, _alter, _move, _add])
@pytest.mark.parametrize("model", MODELS)
def test_a_changed_line_is_seen(model: str, edit: Callable[[list[Line], int], object]) -> None:
    """A line that is missing, altered, moved or added is a fault, so the comparison above can fail."""
    changed = _edited(CATALOG.get(model), "Adresse postale :", edit)

    assert faults(changed, annexe(model))


@pytest.mark.requirement("F-1", "F-3")
@pytest.mark.parametrize("model", ["generic", "pic_ipr"])
def test_a_changed_footnote_is_seen(model: str) -> None:
    """A footnote that is missing is a fault."""
    assert faults(replace(CATALOG.get(model), footnotes=()), annexe(model))


@pytest.mark.requirement("F-2")
def test_request_grid_is_the_resolved_one() -> None:
    """The eight requests stand in four columns of two rows, each with its sub-items, without boxes."""
    section = next(s for s in CATALOG.get("spe").sections if s.id == "requests")
    expected = [text for label, items in REQUESTS.items() for text in (label, *(f"- {i}" for i in items))]

    assert expected == section_lines(section)
    assert (8, 4) == (len(section.blocks), section.columns)
    assert {1} == {len(line.fields) for block in section.blocks for line in block.lines}


@pytest.mark.requirement("F-2")
def test_barriers_stand_in_their_columns() -> None:
    """Each barrier stands under its own heading."""
    section = next(s for s in CATALOG.get("spe").sections if s.id == "barriers")

    assert section_lines(section) == BARRIERS


@pytest.mark.requirement("F-10")
@pytest.mark.parametrize("model", MODELS)
def test_only_what_makes_a_fiche_is_required(model: str) -> None:
    """The person's name, the recipient, place and date: nothing else is required."""
    expected = {"beneficiary.last_name", "partner.organisation", "signature.place", "signature.date"}

    assert expected == {field.id for field in CATALOG.get(model).fields() if field.required}


@pytest.mark.requirement("F-4", "F-7")
@pytest.mark.parametrize(
    ("model", "health"),
    [("generic", set()), ("pic_ipr", set()), ("spe", {"barriers.health", "orientation.cap_emploi"})],
)
def test_consents_are_asked_where_the_law_asks(model: str, health: set[str]) -> None:
    """The e-mail needs one consent; health and Cap emploi the other; nothing else needs any."""
    fields = list(CATALOG.get(model).fields())

    assert {"beneficiary.email"} == {f.id for f in fields if f.consent is Consent.ELECTRONIC_EXCHANGE}
    assert health == {f.id for f in fields if f.consent is Consent.HEALTH}


@pytest.mark.parametrize("model", MODELS)
def test_recipient_may_fill_its_part(model: str) -> None:
    """The partner's block and the accounts of the support are for both; the rest is the sender's."""
    both = {f.id for f in CATALOG.get(model).fields() if f.filled_by is FilledBy.BOTH}
    accounts = {"course.information"} if model == "spe" else {"support.done", "support.planned"}
    partner = {f.id for f in CATALOG.get(model).fields() if f.id.startswith("partner.")}

    assert partner | accounts == both


def test_shared_ids_mean_the_same() -> None:
    """A field that models share has one kind, category and consent, so that typing once fills all."""
    natures: dict[str, set[tuple[object, ...]]] = {}
    for spec in CATALOG.models():
        for f in spec.fields():
            natures.setdefault(f.id, set()).add((f.kind, f.category, f.consent, f.options, f.max))

    assert {} == {field_id: found for field_id, found in natures.items() if len(found) > 1}


@pytest.mark.parametrize("model", MODELS)
def test_every_text_has_a_limit(model: str) -> None:
    """Each text says how long it may be."""
    texts = [f for f in CATALOG.get(model).fields() if f.kind in (Kind.TEXT, Kind.LONG_TEXT)]

    assert [] == [field.id for field in texts if field.max is None]


@pytest.mark.requirement("F-6")
def test_differences_with_the_data_lists() -> None:
    """What each model prints and the list of its convention does not name is known."""
    printed = {m: {f.id for f in differences(CATALOG.get(m)).printed_not_listed} for m in MODELS}

    assert set() == printed["generic"]
    assert {"course.information"} == printed["spe"]
    assert {
        "beneficiary.protection_date",
        "beneficiary.children_minor",
        "beneficiary.children_adult",
        "support.done",
    } == printed["pic_ipr"]


@pytest.mark.requirement("F-6")
@pytest.mark.parametrize("model", ["spe", "pic_ipr"])
def test_data_lists_are_quoted(model: str) -> None:
    """Each entry of a data list quotes its convention, so that the DPO can find it."""
    quoted = " ".join(annexe(f"{model}-data-list").replace("o ", "o ").split())
    data_list = CATALOG.get(model).data_list

    assert data_list is not None
    assert [] == [e.text for e in data_list.entries if " ".join(e.text.split()) not in quoted]


@pytest.mark.requirement("F-6")
def test_listed_and_not_printed_is_told() -> None:
    """A line of a data list that no field answers is told."""
    spec = CATALOG.get("spe")
    assert spec.data_list is not None
    entries = tuple(replace(entry, fields=()) for entry in spec.data_list.entries[:1])
    narrower = replace(spec, data_list=replace(spec.data_list, entries=entries))

    assert (entries[0].text,) == differences(narrower).listed_not_printed


@pytest.mark.requirement("F-8")
def test_published_versions_never_change() -> None:
    """Each packaged file is in the lock with its digest; a new wording is a new file."""
    files = {file.name: digest(file.read_bytes().decode()) for file in PACKAGED.glob("*.toml")}

    assert read_lock(PACKAGED) == files
