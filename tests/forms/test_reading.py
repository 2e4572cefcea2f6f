"""Which definitions are refused, and does the message say where?"""

import tomllib
from dataclasses import replace

import pytest

from forms.catalog import PACKAGED
from forms.checking import problems_of
from forms.errors import ModelRefused
from forms.reading import read_definition
from forms.spec import Block, Category, Field, Kind, Line, Option, Section, Style

GENERIC = (PACKAGED / "generic-2022-12.toml").read_text(encoding="utf-8")
AGDREF = 'id = "beneficiary.agdref", kind = "agdref"'
CIR = 'id = "beneficiary.cir_date", kind = "date"'


@pytest.mark.requirement("F-8")
@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'model = "generic"',
            'model = "generic"\ncolour = "red"',
            "colour: unknown key; known here: data_list",
        ),
        (
            AGDREF,
            f"{AGDREF}, mandatory = true",
            "sections[2].blocks[1].lines[1].fields[1].mandatory: unknown key",
        ),
        ('name = "Signature"\n', "", "sections[5].name: missing"),
        ('kind = "agdref"', 'kind = "number_plate"', "kind: one of text, long_text, date"),
        ('style = "reminder"', 'style = "poster"', "style: one of contacts"),
        ('category = "status"', 'category = "secret"', "category: one of organisation"),
        ("columns = 2", 'columns = "two"', "columns: a whole number is expected"),
        ("columns = 2", "columns = true", "columns: a whole number is expected"),
        ("columns = 2", "columns = 9", "1 to 4 columns"),
        ("required = true", "required = 1", "required: true or false is expected"),
        ('version = "2022-12"', "version = 2022", "version: a text is expected"),
        ('version = "2022-12"', 'version = "../x"', "version: like 2022-12"),
        ('model = "generic"', 'model = "Générique"', "model: lower-case letters"),
        ('id = "signature"\n', 'id = "Signature !"\n', "id 'Signature !'"),
        (AGDREF, 'id = "agdref", kind = "agdref"', "an id like beneficiary.last_name"),
        (
            CIR,
            'id = "beneficiary.protection_date", kind = "date"',
            "field 'beneficiary.protection_date': twice",
        ),
        ('id = "reminder"', 'id = "support"', "section 'support': twice"),
        ('id = "personal"', 'id = "identity"', "'identity': twice"),
        ('id = "made"\n', "", "id is missing"),
        ('"known_by_number_or_birth"', '"no_such_rule"', "rule 'no_such_rule': unknown"),
        ('"known_by_number_or_birth"', '"other_is_specified"', "reads 'orientation.other', which is missing"),
        ('mark = "2"', 'mark = "9"', "footnote '2': called, but not written"),
        ('mark = "2"', 'mark = "9"', "footnote '9': written, but not called"),
        ('label = "Mineur :"', 'label = "☐ Mineur ☐ :"', "more places"),
        ('label = "Mineur :"', 'label = " Mineur :"', "no outer spaces"),
        ('label = "Mineur :"', 'label = "Mineur\\u202e :"', "one printable line"),
        ('label = "Mineur :"', f'label = "{"x" * 1001}"', "1000 characters at most"),
        ('label = "Mineur :"', 'label = ":"', "label is missing"),
        ('label = "En couple"', 'label = "seul(e)"', "option 'seul(e)': twice"),
        ('id = "alone", label', 'id = "Off", label', "a box that is not ticked"),
        ('id = "alone", label', 'id = "/alone", label', "none begins with /"),
        ('style = "reminder"', 'style = "signature"', "one section at most"),
        ('id = "beneficiary.cir_date"', 'id = "reply.cir_date"', "liaison and reply are the paper's own groups"),
        (CIR, f"{CIR}, max = 3", "max belongs to text"),
        (CIR, f"{CIR}, min = 3", "min belongs to number"),
        ("min = 0, max = 30", "min = 9, max = 3", "max must lie"),
        ("min = 0, max = 30", "min = -1, max = 3", "min is negative"),
        ('kind = "choice"', 'kind = "text"', "options belong to a choice"),
        ('category = "language", min', 'category = "health", min', 'need consent = "health"'),
        (
            'consent = "electronic_exchange"',
            'consent = "electronic_exchange", required = true',
            "cannot be required",
        ),
        (
            'category = "signature", required = true, max',
            'category = "signature", max',
            "'signature.place': missing",
        ),
        ("[[sections]]", "[sections]", "not TOML"),
        ("heading = [", "heading = [ 3,", "heading[1]: a text is expected"),
        ('source = "', 'rules = "', "not TOML"),
    ],
)
def test_refused(old: str, new: str, sentence: str) -> None:
    """A fault in a definition is told with the file and the place."""
    assert old in GENERIC

    with pytest.raises(ModelRefused) as refusal:
        read_definition(GENERIC.replace(old, new), file="mine.toml")

    assert sentence in str(refusal.value)
    assert str(refusal.value).startswith("mine.toml: ")
    assert "form-definitions.md" in refusal.value.hint or "not TOML" in sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "model: missing"),
        (
            'model = "a"\nversion = "1"\nname = "n"\nsource = "s"\nheading = "h"\nsections = []',
            "heading: a list",
        ),
        (
            'model = "a"\nversion = "1"\nname = "n"\nsource = "s"\nheading = ["h"]\nsections = [3]',
            "a table is expected",
        ),
        (
            'model = "a"\nversion = "1"\nname = "n"\nsource = "s"\nheading = ["h"]\nsections = []',
            "no fiche does without",
        ),
        ("a = " + "[" * 5000, "not TOML"),
        ("# " + "é" * 140_000, "longer than"),
    ],
)
def test_what_is_no_model_is_refused(text: str, sentence: str) -> None:
    """A text that is far from a model gets a message too, never a stack trace."""
    with pytest.raises(ModelRefused, match=sentence):
        read_definition(text, file="mine.toml")


def test_data_list_names_fields_that_exist() -> None:
    """A data list cannot name a field that the model does not have."""
    text = GENERIC + '\n[data_list]\nsource = "s"\nentries = [{ text = "t", fields = ["no.such"] }]\n'

    with pytest.raises(ModelRefused, match=r"data_list 't': no field 'no\.such'"):
        read_definition(text, file="mine.toml")


def test_values_share_no_place() -> None:
    """Two fields cannot stand at one place of the JSON form, nor one above another."""
    field = '{{ id = "other.{}", kind = "text", category = "family" }}'
    line = '[[sections.blocks.lines]]\nlabel = "X :"\nfields = [' + field + "]\n\n"
    before = '[[sections.blocks.lines]]\nlabel = "Situation de famille :"'

    for key, sentence in [("children", "twice"), ("family_situation", "twice")]:
        text = GENERIC.replace(before, line.format(key) + before)
        with pytest.raises(ModelRefused, match=sentence):
            read_definition(text, file="mine.toml")
    above = GENERIC.replace(
        'label = "Nationalité :"\nfields = [{ id = "beneficiary.nationality"',
        'label = "N :"\nfields = [{ id = "beneficiary.name"',
    )
    with pytest.raises(ModelRefused, match="holds a value and other values"):
        read_definition(above, file="mine.toml")


def test_french_spaces_are_welcome() -> None:
    """A no-break space before a colon is French typography."""
    spec = read_definition(GENERIC.replace("Mineur :", "Mineur\u00a0:"), file="mine.toml")

    assert spec.field("beneficiary.children_minor").label == "Mineur"


@pytest.mark.parametrize("file", sorted(PACKAGED.glob("*.toml")), ids=lambda file: file.stem)
def test_no_field_needs_more_than_ten_keys(file: object) -> None:
    """A field that needed more would be a program, not a definition."""
    table = tomllib.loads(file.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    fields = [
        f for s in table["sections"] for b in s["blocks"] for li in b.get("lines", []) for f in li.get("fields", [])
    ]

    assert max(map(len, fields)) <= 10


def _line(label: str, *kinds: Kind) -> Line:
    fields = tuple(_field(f"own.f{n}", kind) for n, kind in enumerate(kinds))
    return Line(label, fields, id="own")


def _field(field_id: str, kind: Kind) -> Field:
    options = (Option("a", "A"), Option("b", "B")) if kind is Kind.CHOICE else ()
    return Field(field_id, field_id, kind, Category.NARRATIVE, options=options)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (_line("X : … ☐ Y", Kind.TEXT, Kind.TICK), "a line of boxes begins with one"),
        (_line("☐ Y", Kind.TICK, Kind.CHOICE), "holds no choice and no long_text"),
        (_line("☐ Y", Kind.TICK, Kind.LONG_TEXT), "holds no choice and no long_text"),
        (_line("X :", Kind.CHOICE, Kind.TEXT), "shares its line with none of another kind"),
        (_line("X :", Kind.LONG_TEXT, Kind.DATE), "shares its line with none of another kind"),
        (_line("X :", *[Kind.TEXT] * 7), "more than 6 values"),
    ],
    ids=range(6),
)
def test_what_cannot_share_a_line_of_the_paper(line: Line, sentence: str) -> None:
    """What the paper has no way to set is refused where it is written, not when a fiche is drawn."""
    spec = read_definition(GENERIC, file="mine.toml")
    section = Section("own", "Propre", Style.COLUMNS, (Block("own", "Propre", (line,)),))
    problems = list(problems_of(replace(spec, sections=(*spec.sections, section))))
    assert 1 == len(problems)
    assert sentence in problems[0]


@pytest.mark.parametrize("heading", [(), ("Titre", " ")])
def test_a_fiche_has_a_title(heading: tuple[str, ...]) -> None:
    """Its last line is the title of the document, which a screen reader says first."""
    spec = read_definition(GENERIC, file="mine.toml")
    problems = list(problems_of(replace(spec, heading=heading)))
    assert any(problem.startswith("heading: at least one line") for problem in problems)
