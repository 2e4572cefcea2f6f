"""Does everything that the code writes into a chain read in French? This walks the code that writes it."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import pytest

import liaison
from crypto.archive import Format
from crypto.backupfile import BackupKind
from forms.catalog import Catalog
from liaison.errors import Archived, Denied, NotFound, Refused
from liaison.events import EventKind
from liaison.rules.delivery import Failure
from liaison.usecases.choosing import HandPlace
from liaison.usecases.departing import PAPER
from liaison.vocabulary import (
    AgreementKind,
    ArchiveStatus,
    Carrier,
    Chain,
    DeliveryStatus,
    DepositDoor,
    DepositRefusal,
    DocumentFate,
    DocumentKind,
    ExitUndone,
    KeyChannel,
    LeftOut,
    NotConcerned,
    Origin,
    PartnerKind,
    Sealed,
    Sensitive,
    ToldBy,
)
from liaison.vocabulary.attestations import (
    AnnouncedEnd,
    AttestationDoor,
    Attested,
    Attestor,
    DestructionGround,
    KeptFor,
)
from liaison.vocabulary.destruction import Ground
from web.chains import KINDS, row
from web.circumstance_names import NAMES
from web.circumstances import circumstances, word
from web.errors import WrongRole
from web.forged import ForgedForm

COUNTED = "sweeping.py"
"""Its details are counts by kind of sealed object, made as it runs."""
CLOSED: Mapping[str, tuple[type[StrEnum], ...]] = {
    "announced": (AnnouncedEnd,),
    "attested": (Attested,),
    "attestor": (Attestor,),
    "by": (AttestationDoor,),
    "ground": (DestructionGround, Ground),
    "kept-for": (KeptFor,),
    "archive": (ArchiveStatus,),
    "carrier": (Carrier,),
    "door": (DepositDoor,),
    "fate": (DocumentFate,),
    "document": (DocumentKind,),
    "refusal": (DepositRefusal,),
    "why": (LeftOut,),
    "chain": (Chain,),
    "channel": (KeyChannel,),
    "code": (Failure,),
    "key": (KeyChannel,),
    "kind": (PartnerKind, AgreementKind, BackupKind),
    "origin": (Origin,),
    "place": (HandPlace,),
    "sensitive": (Sensitive,),
    "status": (DeliveryStatus,),
    "told": (ToldBy,),
    "undone": (ExitUndone,),
    "waived": (NotConcerned,),
}
"""The closed lists that a circumstance takes its words from."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a chain."""

    kind: str
    detail: Mapping[str, object]
    index: int = 7
    subject: str = "0a1b2c"
    time: datetime = field(default=datetime(2026, 11, 21, 9, 0, tzinfo=UTC))


def written() -> Iterator[tuple[str, ast.Dict]]:
    """Give every detail that some code writes with an event: the file, and the mapping as it stands there."""
    for path in sorted(Path(liaison.__file__).parent.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                if isinstance(call.func, ast.Name) and call.func.id == "Event" and len(call.args) > 3:
                    yield from ((path.name, detail) for detail in _mappings(path.name, function, call.args[3]))


def _mappings(file: str, function: ast.FunctionDef, given: ast.expr) -> list[ast.Dict]:
    """Find the mapping in the call, or where its function names it."""
    if isinstance(given, ast.Dict):
        return [given]
    assert isinstance(given, ast.Name), f"{file}: {ast.unparse(given)}"
    found = [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and any(ast.unparse(target) == given.id for target in _targets(node))
        and isinstance(node.value, ast.Dict)
    ]
    assert found or file == COUNTED, f"{file}: the detail of {function.name} cannot be read"
    return found


def _targets(node: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target]


def test_every_event_has_a_french_name() -> None:
    """No entry of a chain can break the page that shows it."""
    assert set(EventKind) == set(KINDS)


def test_every_circumstance_that_the_code_writes_has_a_french_name() -> None:
    """A name that somebody adds to an event needs its French one; sealed objects are counted by their kind."""
    names = {ast.literal_eval(key) for _, detail in written() for key in detail.keys if key is not None}
    assert {"answer", "attempts", "code", "message-id", "sha256", "why"} <= names
    assert set() == (names | set(Sealed)) - set(NAMES)


def test_no_french_name_is_left_without_use() -> None:
    """What nothing writes any more is taken out, or said to stand in old entries."""
    names = {ast.literal_eval(key) for _, detail in written() for key in detail.keys if key is not None}
    assert set() == set(NAMES) - names - set(Sealed)


def test_every_word_that_the_code_writes_is_french() -> None:
    """Words that stand in the code itself: a reason, a field, a way."""
    words = {
        (ast.literal_eval(name), constant.value)
        for _, detail in written()
        for name, value in zip(detail.keys, detail.values, strict=True)
        if name is not None
        for constant in _written_words(value)
    }
    assert ("reason", "deadline") in words
    assert [] == sorted(pair for pair in words if word(*pair) == pair[1])


def _written_words(value: ast.expr) -> list[ast.Constant]:
    """The words that an expression may be, not those of its condition."""
    if isinstance(value, ast.IfExp):
        return [*_written_words(value.body), *_written_words(value.orelse)]
    is_word = isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value
    return [value] if is_word and isinstance(value, ast.Constant) else []


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, lists in CLOSED.items() for each in lists for value in each]
)
def test_every_word_of_a_closed_list_is_french(name: str, value: StrEnum) -> None:
    """Statuses, ways, kinds and failures are said in French, never as they are stored."""
    assert value.value != word(name, value.value)


def test_the_rest_reads_in_french_too() -> None:
    """Refusals by their class, formats, models of the guide, days, yes and no."""
    for refusal in (Denied, NotFound, Refused):
        for error in (refusal, *refusal.__subclasses__()):
            assert error.__name__.lower() != word("why", error.__name__.lower())
    assert {Archived, ForgedForm, WrongRole} == set(Denied.__subclasses__())
    for model in Catalog(None).models():
        assert model.model != word("model", model.model)
    assert ["zip", "7z", "papier"] == [word("format", value) for value in (*(each.value for each in Format), PAPER)]
    assert "21/11/2026" == word("on", "2026-11-21")
    assert ["oui", "non"] == [word("test", True), word("test", False)]


def test_what_is_not_known_is_shown_as_it_was_written() -> None:
    """An entry of a version to come, or of one long gone, breaks no page; what is empty is left out."""
    detail = {"later": "something", "kind": "unheard-of", "answer": "", "convention": None}
    assert (("later", "something"), ("sorte", "unheard-of")) == circumstances(detail)


@pytest.mark.requirement("G-8")
def test_the_reference_of_a_pli_is_told_once() -> None:
    """The DPO knows a pli by the reference of the ledger: it stands in front, and not again among the rest."""
    entry = Entry(EventKind.TRANSMISSION_PREPARED, {"reference": "vrwxabcd", "test": False})
    told = row(entry, entry.time, reference="vrwxabcd")
    assert ("vrwxabcd", (("pli d’essai", "non"),)) == (told.reference, told.details)
    assert ("référence", "vrwxabcd") in row(entry, entry.time).details
