"""Do the documents speak of this software? What they name exists: files, tests, commands, settings, parameters."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from crypto import profiles
from crypto.profiles import Provenance
from liaison.cli import app
from liaison.settings import FILED, PREFIX, Settings
from tests.house.sources import ROOT, named

READ: Final = sorted([
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *(path for path in (ROOT / "docs").rglob("*") if path.suffix not in {".png", ".toml"} and path.is_file()),
])  # fmt: skip
FOLDERS: Final = ("liaison", "forms", "crypto", "web", "tests", "docs", ".ci")

LINK: Final = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s]+)\)")
CODE: Final = re.compile(r"^```[^\n]*\n(.*?)^```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)
PATH: Final = re.compile(rf"(?![\w./-]*/1\Z)(?:{'|'.join(map(re.escape, FOLDERS))})/[\w./*-]*(?:::[\w:]+)?\Z")
"""Not `liaison/vault/1` and the like, which keep one use of a hash from passing for another."""
COMMAND: Final = re.compile(
    r"(?:\$ )?(?:[A-Z_]+=\S+ )*(?:sudo (?:-\w \w+ )*)?(?:Exec\w+=)?(?:\S*/)?(liaison|make) ([a-z].*)"
)
NO_COMMANDS: Final = frozenset({"liaison master key 1"})
"""The first line of the master key's file."""
SETTING: Final = re.compile(rf"{PREFIX}[A-Z]+(?:_[A-Z]+)*")
TARGET: Final = re.compile(r"^([a-z]+):", re.MULTILINE)

each_document = pytest.mark.parametrize("document", [pytest.param(path, id=named(path)) for path in READ])


def _code(document: Path) -> Iterator[str]:
    """Give what stands as code, line by line; a file that is no Markdown is code from end to end."""
    text = document.read_text(encoding="utf-8")
    if document.suffix != ".md":
        yield from text.splitlines()
        return
    for found in CODE.finditer(text):
        yield from (found[1] or found[2]).splitlines()


def _missing(place: str) -> bool:
    """Say whether a path, a pattern of paths, or a test in a file is not there."""
    path, _, test = place.partition("::")
    found = list(ROOT.glob(path)) if "*" in path else [ROOT / path]
    if not found or not all(one.exists() for one in found):
        return True
    text = found[0].read_text(encoding="utf-8") if test else ""
    return any(not re.search(rf"\b(?:class|def) {name}\b", text) for name in test.split("::") if name)


def _unknown(command: str) -> str:
    """Return the first word of a command line of ours that the command line does not know; nothing when it does."""
    here = get_command(app)
    for word in shlex.split(command.partition("#")[0].partition("|")[0], posix=False):
        if isinstance(here, TyperGroup) and not word.startswith("-"):
            if word not in here.commands:
                return word
            here = here.commands[word]
        elif word.startswith("-"):
            options = {option for parameter in here.params for option in parameter.opts} | {"--help"}
            if word.partition("=")[0] not in options:
                return word
    return ""


@each_document
def test_links_lead_somewhere(document: Path) -> None:
    """Every relative link of a document leads to a file of the checkout."""
    targets = LINK.findall(document.read_text(encoding="utf-8")) if document.suffix == ".md" else []

    assert [] == [target for target in targets if not (document.parent / target.partition("#")[0]).exists()]


@each_document
def test_files_that_are_named_exist(document: Path) -> None:
    """Every path of the checkout that a document names is there, and every test that it cites."""
    paths = [line.strip() for line in _code(document) if PATH.match(line.strip())]

    assert [] == [path for path in paths if _missing(path)]


@each_document
def test_commands_that_are_written_exist(document: Path) -> None:
    """Every command that a document tells to type is one of the command line's or of the Makefile's."""
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    lines = [line.strip() for line in _code(document)]
    written = [found for line in lines if line not in NO_COMMANDS and (found := COMMAND.match(line))]

    unknown = [
        found[0]
        for found in written
        if (_unknown(found[2]) if found[1] == "liaison" else found[2].split()[0] not in targets)
    ]

    assert [] == unknown


@each_document
def test_settings_that_are_named_exist(document: Path) -> None:
    """Every setting that a document names is one that the service reads."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    known |= {f"{PREFIX}{name.upper()}_FILE" for name in FILED}

    assert set() == set(SETTING.findall(document.read_text(encoding="utf-8"))) - known


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("journal verify --chain register", ""),
        ("restore DATA --drill KEYS", ""),
        ("destroy --apply", ""),
        ("annihilate --apply", "annihilate"),
        ("journal forge", "forge"),
        ("key sheet --shout", "--shout"),
    ],
)
def test_unknown_word_is_seen(command: str, expected: str) -> None:
    """A command or an option that does not exist is found, and one that does is not."""
    assert expected == _unknown(command)


@pytest.mark.parametrize(
    "place", ["docs/nowhere.md", "tests/house/test_nothing_*.py", "tests/house/test_documents.py::test_of_nothing"]
)
def test_missing_file_is_seen(place: str) -> None:
    """A path, a pattern and a test that are not there are found."""
    assert _missing(place)


@pytest.mark.parametrize(
    "name", [name for name in vars(profiles) if name.isupper() and hasattr(getattr(profiles, name), "provenance")]
)
def test_parameters_are_told_with_their_source(name: str) -> None:
    """Each profile of the cryptography stands in docs/security.md, with its source and its cost."""
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    provenance: Provenance = getattr(profiles, name).provenance

    assert f"| {provenance.source} | {provenance.cost} |" in text
