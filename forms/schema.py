"""What does a model look like as JSON? A schema nested by section, and the way there and back.

Titles are the printed labels without their final colon, so that whoever knows the paper fills the JSON.
Values are what a person would type (dates JJ/MM/AAAA, printed answers of a choice) and booleans for boxes. It
judges no value: `forms.binding` does, on what `from_nested` returns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forms.answers import Answers
from forms.errors import FieldProblem, InvalidAnswers
from forms.kinds import max_length
from forms.schema_paths import path_of, paths
from forms.spec import Consent, Field, FormSpec, Kind, plain
from forms.text import clean

_MOST_DIGITS = 9  # longer ones are no number of ours, and Python refuses to read very long ones

Json = dict[str, object]
_Node = dict[str, Any]  # JSON being built, whose lists and objects are written to

_FORMATS = {
    Kind.DATE: "JJ/MM/AAAA",
    Kind.DATE_OR_YEAR: "JJ/MM/AAAA, ou AAAA si seule l’année est connue",
    Kind.TELEPHONE: "Par exemple 02 40 00 00 00",
    Kind.AGDREF: "10 chiffres",
    Kind.NATIONALITY: "Par exemple : afghane",
}
_CONSENTS = {
    Consent.ELECTRONIC_EXCHANGE: "Seulement si le consentement aux échanges dématérialisés est recueilli.",
    Consent.HEALTH: "Donnée de santé : seulement si le consentement explicite de la personne est recueilli.",
}


def json_schema(spec: FormSpec) -> Json:
    """Return the JSON Schema (draft 2020-12) of a model's answers."""
    schema = _object(" – ".join(plain(text) for text in spec.heading))
    for section in spec.sections:
        for block in section.blocks:
            for line in block.lines:
                titles = _titles(section.title or section.name, block.title, line.label, shared=len(line.fields) > 1)
                for field in line.fields:
                    _insert(schema, path_of(section, block, line, field), titles, field, line.items)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:liaison:form:{spec.model}:{spec.version}",
        **schema,
    }


def from_nested(spec: FormSpec, data: object) -> dict[str, str]:
    """Return what `bind` reads, by field id, from data of the schema's shape.

    Raises `InvalidAnswers` for every key that the model does not have and every value of the wrong JSON type.
    """
    ids = {place: field_id for field_id, place in paths(spec).items()}
    problems: list[FieldProblem] = []
    raw: dict[str, str] = {}
    groups = frozenset(known[:n] for known in ids for n in range(len(known)))
    for path, value in _leaves(data, (), groups):
        field_id = ids.get(path)
        if field_id is None:
            problems.append(_misplaced(spec, path))
        elif (text := _typed(spec.field(field_id), value)) is None:
            problems.append(_mistyped(spec, field_id))
        else:
            raw[field_id] = text
    if problems:
        raise InvalidAnswers(tuple(problems))
    return raw


def to_nested(spec: FormSpec, answers: Answers) -> Json:
    """Return filled answers in the schema's shape; what is not filled is left out."""
    nested: _Node = {}
    for field_id, path in paths(spec).items():
        value = answers.get(field_id)
        if value is not None:
            kind = spec.field(field_id).kind
            _put(nested, path, value if kind in (Kind.TICK, Kind.NUMBER) else answers.display(field_id))
    return nested


def nested(spec: FormSpec, raw: Mapping[str, str]) -> Json:
    """Return texts by field id, as a person would type them, in the schema's shape: `from_nested` reads it back."""
    built: _Node = {}
    for field_id, path in paths(spec).items():
        if text := raw.get(field_id, ""):
            _put(built, path, _as_json(spec.field(field_id), text))
    return built


def _as_json(field: Field, text: str) -> object:
    if field.kind is Kind.TICK:
        return True
    is_figures = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if field.kind is Kind.NUMBER and is_figures else text


# ------------------------------------------------------------------------------------------------ the schema


def _object(title: str) -> _Node:
    return {"type": "object", "title": title, "properties": {}, "required": [], "additionalProperties": False}


def _titles(section: str, block: str, line: str, *, shared: bool) -> tuple[str, ...]:
    return (plain(section), *([plain(block)] if block else []), *([plain(line)] if shared else []))


def _insert(
    schema: _Node, path: tuple[str, ...], titles: tuple[str, ...], field: Field, items: tuple[str, ...]
) -> None:
    for key, title in zip(path[:-1], titles, strict=True):
        if field.required:
            _require(schema, key)
        properties = schema["properties"]
        schema = properties.setdefault(key, _object(title))
    if field.required:
        _require(schema, path[-1])
    properties = schema["properties"]
    properties[path[-1]] = _property(field, items)


def _require(schema: _Node, key: str) -> None:
    required = schema["required"]
    if key not in required:
        required.append(key)


def _property(field: Field, items: tuple[str, ...]) -> Json:
    hints = (field.help or _FORMATS.get(field.kind, ""), " · ".join(items), _consent_hint(field))
    description = ". ".join(hint.removesuffix(".") for hint in hints if hint)
    return {"title": field.label, **_type(field), **({"description": description} if description else {})}


def _consent_hint(field: Field) -> str:
    return _CONSENTS[field.consent] if field.consent else ""


def _type(field: Field) -> Json:
    match field.kind:
        case Kind.TICK:
            return {"type": "boolean"}
        case Kind.CHOICE:
            return {"type": "string", "enum": [option.label for option in field.options]}
        case Kind.NUMBER:
            return {"type": "integer", "minimum": field.min or 0} | ({"maximum": field.max} if field.max else {})
        case Kind.TEXT | Kind.LONG_TEXT:
            least: Json = {"minLength": 1} if field.required else {}
            return {"type": "string", **least, "maxLength": max_length(field)}
        case Kind.EMAIL:
            return {"type": "string", "format": "email"}
        case _:
            return {"type": "string"}


# -------------------------------------------------------------------------------------------- there and back


def _leaves(
    data: object, at: tuple[str, ...], inner: frozenset[tuple[str, ...]]
) -> Iterator[tuple[tuple[str, ...], object]]:
    """Walk what is not an object of the schema; a deeper or unknown object is one (wrong) leaf."""
    if at in inner and isinstance(data, Mapping):
        for key, value in data.items():
            yield from _leaves(value, (*at, str(key)), inner)
    elif data is not None:
        yield at, data


def _typed(field: Field, value: object) -> str | None:
    """Return the text that says this JSON value, or None when its type is wrong."""
    match value:
        case bool():
            return ("oui" if value else "non") if field.kind is Kind.TICK else None
        case int():
            return str(value) if field.kind in (Kind.NUMBER, Kind.DATE_OR_YEAR) else None
        case str():
            return value if field.kind is not Kind.TICK or not value else None
        case _:
            return None


def _mistyped(spec: FormSpec, field_id: str) -> FieldProblem:
    label = spec.naming(field_id)
    wanted = {Kind.TICK: "true ou false", Kind.NUMBER: "un nombre entier"}.get(spec.field(field_id).kind, "un texte")
    return FieldProblem(field_id, label, f"« {label} » : {wanted} est attendu ici.")


def _misplaced(spec: FormSpec, path: tuple[str, ...]) -> FieldProblem:
    shown = clean(".".join(path)[:120], multiline=False) or "(tout)"
    expected = (
        dict.fromkeys(p[len(path) - 1] for p in paths(spec).values() if p[: len(path) - 1] == path[:-1]) if path else {}
    )
    known = f" Clés possibles ici : {', '.join(expected)}." if expected else ""
    is_group = any(p[: len(path)] == path for p in paths(spec).values())
    fault = "un objet est attendu ici." if is_group else f"cette clé n’existe pas dans ce modèle.{known}"
    return FieldProblem(shown, shown, f"« {shown} » : {fault}")


def _put(nested: _Node, path: tuple[str, ...], value: object) -> None:
    for key in path[:-1]:
        inner = nested.setdefault(key, {})
        nested = inner
    nested[path[-1]] = value
