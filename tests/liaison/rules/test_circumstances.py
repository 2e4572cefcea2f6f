"""Is the vocabulary of the chains closed? What the code writes is declared, and nothing else gets in."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import liaison
from liaison.events import EventKind
from liaison.rules.circumstances import SHAPES, WORDS, Shape, check, shape_of
from liaison.rules.details import NAMES
from liaison.vocabulary import Sealed

pytestmark = pytest.mark.requirement("G-8")

ANY: Mapping[str, frozenset[EventKind]] = {
    "_expire_key": frozenset({EventKind.KEY_ERASED, EventKind.KEY_REVOKED}),
    "_end_key": frozenset({EventKind.KEY_ERASED, EventKind.KEY_REVOKED}),
    "_give_up": frozenset(
        {EventKind.TRANSMISSION_FAILED, EventKind.KEY_FAILED, EventKind.TRANSMISSION_FOLLOW_UP_FAILED}
    ),
    "note_released": frozenset({EventKind.KEY_RELEASED, EventKind.KEY_TOLD}),
    "stop": frozenset({EventKind.TRANSMISSION_STOPPED, EventKind.TRANSMISSION_RECALLED}),
    "_note": frozenset(
        {
            EventKind.MAIL_ANSWERED,
            EventKind.MAIL_ARCHIVE_ARRIVED,
            EventKind.MAIL_READABLE_ARRIVED,
            EventKind.MAIL_UNEXAMINED,
        }
    ),
    "_note_attestation": frozenset({EventKind.ATTESTATION_GIVEN, EventKind.ATTESTATION_RECORDED}),
    "_record": frozenset({EventKind.INCIDENT_NOTIFIED, EventKind.COMPLAINT_TOLD}),
    "_note_slowed": frozenset({EventKind.SIGN_IN_SLOWED, EventKind.ACCESS_SLOWED}),
}
"""The kinds of functions that write one of several; a new one of them is added here."""


def written() -> Iterator[tuple[str, EventKind, set[str]]]:
    """Give each event that some code writes: where, its kind, and the names of its details."""
    for path in sorted(Path(liaison.__file__).parent.rglob("*.py")):
        for function in (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.FunctionDef)):
            for call in (n for n in ast.walk(function) if isinstance(n, ast.Call)):
                if ast.unparse(call.func) == "Event" and len(call.args) > 3:
                    names = _names(function, call.args[3])
                    for kind in _kinds(function.name, call.args[0]):
                        yield f"{path.name}:{function.name}", kind, names


def _kinds(function: str, given: ast.expr) -> frozenset[EventKind]:
    text = ast.unparse(given)
    if text.startswith("EventKind."):
        return frozenset({EventKind[text.removeprefix("EventKind.")]})
    return ANY.get(function, frozenset())


def _names(function: ast.FunctionDef, given: ast.expr) -> set[str]:
    """Read the names of a mapping in the call, or of one that its function fills under that name."""
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in map(ast.unparse, targets):
                if isinstance(given, ast.Name) and target == given.id and isinstance(node.value, ast.Dict):
                    found |= _keys(node.value)
                elif isinstance(given, ast.Name) and target.startswith(f"{given.id}['"):
                    found.add(target.partition("'")[2].partition("'")[0])
    return found | _keys(given) if isinstance(given, ast.Dict) else found


def _keys(mapping: ast.Dict) -> set[str]:
    return {ast.literal_eval(key) for key in mapping.keys if isinstance(key, ast.Constant)}


def test_every_kind_is_declared() -> None:
    """A new kind of event says which details it may have, if only none: add it to `liaison.rules.details`."""
    assert set() == set(EventKind) - set(NAMES)


def test_what_the_code_writes_is_declared() -> None:
    """Each name that stands in the source with an event stands in the table of its kind."""
    undeclared = [
        f"{where}: {kind.name} {sorted(names - NAMES[kind])}"
        for where, kind, names in written()
        if names - NAMES.get(kind, frozenset())
    ]

    assert [] == undeclared
    assert len(list(written())) > 80


def test_what_is_declared_is_written() -> None:
    """The table opens no door that nobody goes through."""
    used: dict[EventKind, set[str]] = {}
    for _, kind, names in written():
        used.setdefault(kind, set()).update(names)
    used.setdefault(EventKind.KEYS_SWEPT, set()).update(Sealed)
    # `keeping_conventions._save` adds what moved to the events of three acts, out of sight of this walk.
    for kind in (EventKind.CONVENTION_AMENDED, EventKind.CONVENTION_TERMINATED, EventKind.TERMINATION_REMOVED):
        used.setdefault(kind, set()).add("deadlines")
    unused = {kind.name: sorted(names - used.get(kind, set())) for kind, names in NAMES.items()}

    # `keeping_conventions` counts the deadlines that moved on top of an event that it was given.
    known = {"MODEL_ADDED": ["model", "version"], "AMENDMENT_REMOVED": ["deadlines"]}
    assert known == {kind: names for kind, names in unused.items() if names}


def test_every_detail_has_a_shape() -> None:
    """A name of the table without a shape would be a hole."""
    for kind, names in NAMES.items():
        for name in names:
            assert shape_of(kind, name) in Shape
    assert set(WORDS) <= {name for name, shape in SHAPES.items() if shape is Shape.WORD}


@pytest.mark.parametrize(
    ("kind", "detail"),
    [
        (EventKind.CASE_READ, {"name": "x"}),
        (EventKind.CASE_READ, {"field": "TESTOUKHINA"}),
        (EventKind.CASE_READ, {"field": "Zéphyrine"}),
        (EventKind.CASE_CREATED, {"departement": "06 39 98 01 02 appeler"}),
        (EventKind.CASE_SEARCHED, {"found": "3"}),
        (EventKind.CASE_SEARCHED, {"found": -1}),
        (EventKind.CASE_SEARCHED, {"found": True}),
        (EventKind.TRANSMISSION_SENT, {"answer": "250 2.0.0 <colombe@partenaire.example>"}),
        (EventKind.TRANSMISSION_SENT, {"message-id": "colombe@partenaire.example"}),
        (EventKind.TRANSMISSION_PREPARED, {"sha256": "abc"}),
        (EventKind.TRANSMISSION_PREPARED, {"carrier": "pigeon"}),
        (EventKind.TRANSMISSION_PREPARED, {"reference": "9900000017"}),
        (EventKind.SUPPORT_DATED, {"ended": "bientôt"}),
        (EventKind.CASE_ASSIGNED, {"to": "zephyrine@exemple.example"}),
        (EventKind.CASE_ASSIGNED, {"to": "0639980102"}),
        (EventKind.KEYS_SWEPT, {"archive": "many"}),
        (EventKind.JOURNAL_READ, {"chain": "another"}),
    ],
)
def test_anything_else_is_refused(kind: EventKind, detail: Mapping[str, str | int]) -> None:
    """Another name, a capital, an accent, an address, a number that is none; the message never repeats the value."""
    with pytest.raises(ValueError, match=kind.value) as refused:
        check(kind, detail)
    assert not [value for value in detail.values() if isinstance(value, str) and value in str(refused.value)]


def test_nothing_and_what_is_right_get_in() -> None:
    """An empty value says that a circumstance was not there; who is absent may stand with every kind."""
    check(EventKind.TRANSMISSION_PREPARED, {"convention": None, "carrier": "email", "in-place-of": "abcdef234567"})
    check(EventKind.TRANSMISSION_SENT, {"answer": "250 2.0.0", "attempts": 1, "message-id": "<abc234@a.example>"})


@pytest.mark.parametrize("kind", [EventKind.CASE_ASSIGNED, EventKind.ABSENCE_DECLARED, EventKind.ABSENCE_ENDED])
def test_somebody_whose_id_has_five_digits_in_a_row(kind: EventKind) -> None:
    """One account in four hundred: as a word it was refused, and no dossier could be given to them."""
    check(kind, {"to": "fp22463qpxmdqwlw"})
