"""Does a definition hold together? References, ids and limits that types cannot say; it reads no text.

Each check yields sentences in English that name the place; `forms.reading` raises the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from forms.rules import RULES
from forms.schema_paths import paths
from forms.spec import BOX, Category, Consent, Field, FootnoteMark, FormSpec, Kind, Line, Style, text_pieces

MOST_FIELDS = 300
MOST_COLUMNS = 4  # an A4 page has no room for a fifth
MOST_ON_A_LINE = 6  # short values that share a line
LARGEST_MAX = 20_000

ESSENTIAL = ("partner.organisation", "beneficiary.last_name", "signature.place", "signature.date")
"""What makes a fiche a fiche (F-10): every model has these fields, required."""

RESERVED = frozenset({"liaison", "reply"})
"""Groups of fields that every fiche has besides those of its model (docs/formats/fiche.md)."""

_MODEL = re.compile(r"[a-z][a-z0-9_]{1,39}")
_VERSION = re.compile(r"[0-9][0-9a-z-]{0,19}")
_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
_FIELD_ID = re.compile(r"[a-z][a-z0-9_]{0,39}\.[a-z][a-z0-9_]{0,59}")
_PLACE = re.compile(rf"{BOX}|…+")


def problems_of(spec: FormSpec) -> Iterator[str]:
    """Yield everything that does not hold together in a model."""
    yield from problems_of_sections(spec)
    yield from _essential_problems(spec)


def problems_of_sections(spec: FormSpec) -> Iterator[str]:
    """Yield everything that does not hold together in sections that may be no fiche."""
    yield from _naming_problems(spec)
    yield from _footnote_problems(spec)
    yield from _paper_problems(spec)
    for line in spec.lines():
        yield from _line_problems(line)
    for field in spec.fields():
        yield from _field_problems(field)
    yield from _reference_problems(spec)


def _naming_problems(spec: FormSpec) -> Iterator[str]:
    if not _MODEL.fullmatch(spec.model):
        yield "model: lower-case letters, digits and _ are expected, 40 at most"
    if not _VERSION.fullmatch(spec.version):
        yield "version: like 2022-12, a digit then digits, lower-case letters and -, 20 at most"
    identifiers = [section.id for section in spec.sections] + [block.id for block in spec.blocks()]
    identifiers += [line.id for line in spec.lines() if line.id]
    yield from (
        f"id {name!r}: lower-case letters, digits and _ are expected" for name in identifiers if not _ID.fullmatch(name)
    )
    yield from _doubles("field", (field.id for field in spec.fields()))
    yield from _doubles("section", (section.id for section in spec.sections))
    for section in spec.sections:
        yield from _doubles(f"block of section {section.id}", (block.id for block in section.blocks))
        if not 1 <= section.columns <= MOST_COLUMNS:
            yield f"section {section.id}: 1 to {MOST_COLUMNS} columns are expected"
    yield from _path_problems(spec)
    if sum(1 for _ in spec.fields()) > MOST_FIELDS:
        yield f"more than {MOST_FIELDS} fields"


def _path_problems(spec: FormSpec) -> Iterator[str]:
    """No two values at one place of the JSON form, and none above another."""
    taken = [".".join(path) for path in paths(spec).values()]
    yield from _doubles("place in the JSON form", taken)
    parents = {".".join(path[:n]) for path in paths(spec).values() for n in range(1, len(path))}
    yield from (f"{path!r} holds a value and other values in the JSON form" for path in taken if path in parents)


def _doubles(what: str, names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"{what} {name!r}: twice"
        seen.add(name)


def _footnote_problems(spec: FormSpec) -> Iterator[str]:
    printed = [*spec.heading, *(section.title for section in spec.sections)]
    printed += [block.title for block in spec.blocks()] + [line.label for line in spec.lines()]
    called = {piece.mark for text in printed for piece in text_pieces(text) if isinstance(piece, FootnoteMark)}
    marks = [footnote.mark for footnote in spec.footnotes]
    yield from _doubles("footnote", marks)
    yield from (f"footnote {mark!r}: called, but not written" for mark in sorted(called - set(marks)))
    yield from (f"footnote {mark!r}: written, but not called" for mark in marks if mark not in called)


def _paper_problems(spec: FormSpec) -> Iterator[str]:
    if not all(line.strip() for line in spec.heading or ("",)):
        yield "heading: at least one line is expected, and none empty; the last is the title of the document"
    if sum(section.style is Style.SIGNATURE for section in spec.sections) > 1:
        yield "style signature: one section at most, a fiche is signed once"


def _line_problems(line: Line) -> Iterator[str]:
    if len(_PLACE.findall(line.label)) > len(line.fields):
        yield f"line {line.label!r}: more places ({BOX} or …) than fields"
    if len(line.fields) > 1 and not line.id:
        yield f"line {line.label!r}: id is missing, several fields share the line"
    yield from (f"line {line.label!r}: {problem}" for problem in _sharing_problems(line))


def _sharing_problems(line: Line) -> Iterator[str]:
    """Which fields can stand on one line of the paper?"""
    kinds = {field.kind for field in line.fields}
    if Kind.TICK in kinds and (kinds & {Kind.CHOICE, Kind.LONG_TEXT} or line.fields[0].kind is not Kind.TICK):
        yield "a line of boxes begins with one, and holds no choice and no long_text"
    elif kinds & {Kind.CHOICE, Kind.LONG_TEXT} and len(kinds) > 1:
        yield "a choice or a long_text shares its line with none of another kind"
    elif kinds and not kinds & {Kind.TICK, Kind.CHOICE, Kind.LONG_TEXT} and len(line.fields) > MOST_ON_A_LINE:
        yield f"more than {MOST_ON_A_LINE} values have no room on a line"


def _field_problems(field: Field) -> Iterator[str]:
    where = f"field {field.id!r}"
    if not _FIELD_ID.fullmatch(field.id):
        yield f"{where}: an id like beneficiary.last_name is expected"
    if not field.label:
        yield f"{where}: label is missing, and its line has none"
    if (field.category is Category.HEALTH) != (field.consent is Consent.HEALTH):
        yield f'{where}: health data need consent = "health", and nothing else does (GDPR article 9)'
    if field.required and field.consent:
        yield f"{where}: what needs a consent cannot be required"
    if field.id.partition(".")[0] in RESERVED:
        yield f"{where}: {' and '.join(sorted(RESERVED))} are the paper's own groups; give yours another"
    yield from (f"{where}: {problem}" for problem in (*_option_problems(field), *_limit_problems(field)))


def _option_problems(field: Field) -> Iterator[str]:
    if (field.kind is Kind.CHOICE) != (len(field.options) > 1):
        yield "options belong to a choice, which has at least two"
    if any(option.id == "Off" for option in field.options):
        yield "option 'Off': that is how a PDF calls a box that is not ticked; give it another id"
    if any(not option.id or option.id.startswith("/") for option in field.options):
        yield "option: an id is expected, and none begins with /; it names the state of a box in the PDF"
    # Whoever fills may type the id or the label of an option: no word may mean two of them.
    words = [word for o in field.options for word in {o.id.casefold(), o.label.casefold()}]
    yield from _doubles("option", words)


def _limit_problems(field: Field) -> Iterator[str]:
    if field.max is not None and field.kind not in (Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER):
        yield "max belongs to text, long_text and number"
    if field.min is not None and field.kind is not Kind.NUMBER:
        yield "min belongs to number"
    if field.max is not None and not max(field.min or 0, 1) <= field.max <= LARGEST_MAX:
        yield f"max must lie between min (at least 1) and {LARGEST_MAX}"
    if field.min is not None and field.min < 0:
        yield "min is negative"


def _essential_problems(spec: FormSpec) -> Iterator[str]:
    fields = {field.id: field for field in spec.fields()}
    for field_id in ESSENTIAL:
        if field_id not in fields or not fields[field_id].required:
            yield f"field {field_id!r}: missing or not required; no fiche does without it"


def _reference_problems(spec: FormSpec) -> Iterator[str]:
    fields = {field.id: field for field in spec.fields()}
    for rule in spec.rules:
        if rule not in RULES:
            yield f"rule {rule!r}: unknown; known: {', '.join(sorted(RULES))}"
        else:
            yield from (f"rule {rule!r}: reads {f!r}, which is missing" for f in RULES[rule].reads if f not in fields)
    for entry in spec.data_list.entries if spec.data_list else ():
        yield from (f"data_list {entry.text!r}: no field {f!r}" for f in entry.fields if f not in fields)
