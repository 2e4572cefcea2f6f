"""Where do templates come from? Built once per model, kept on disk, built again when what they are made of changed.

The folder holds no personal data and may be emptied at any time. A template is trusted as the program is: who can
write there can write what fiches look like.
"""

import contextlib
import hashlib
import logging
import secrets
import threading
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from forms.answers import Answers
from forms.paper.building import build
from forms.paper.filling import fill, fill_blank
from forms.paper.presentation import PLAIN, Presentation
from forms.paper.template import Template
from forms.spec import FormSpec

_LIBRARIES: Final = ("reportlab", "pikepdf", "arabic-reshaper", "python-bidi")
_log = logging.getLogger(__name__)


class Templates:
    """The templates of one installation; `folder` keeps them between runs, without one they live in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._known: dict[FormSpec, Template] = {}
        self._building = threading.Lock()

    def render(self, spec: FormSpec, answers: Answers, *, presentation: Presentation = PLAIN) -> bytes:
        """Return a filled fiche as PDF: same answers, same bytes.

        What the sender wrote is locked, what the recipient may write is open. Every text is drawn as it is, never
        read as markup (ASVS 1.3.7); a sign that no face has is drawn □. Raises `TooLongToPrint`.
        """
        return fill(self.of(spec), spec, answers, presentation)

    def blank(self, spec: FormSpec, *, presentation: Presentation = PLAIN) -> bytes:
        """Return the fiche as PDF, to print and fill with a pen or to fill on a screen."""
        return fill_blank(self.of(spec), spec, presentation)

    def of(self, spec: FormSpec) -> Template:
        """Return the template of a model, building it if need be."""
        made = self._known.get(spec)
        if made is None:
            with self._building:
                made = self._known.get(spec) or self._read_or_build(spec)
                self._known[spec] = made
        return made

    def _read_or_build(self, spec: FormSpec) -> Template:
        name = f"{spec.model}-{spec.version}-{_digest(repr(spec).encode())}-{_tools()}.template"
        kept = self._read(name)
        if kept is None:
            kept = build(spec)
            self._keep(name, kept)
        return kept

    def _read(self, name: str) -> Template | None:
        if self._folder is None:
            return None
        try:
            told, _, stored = (self._folder / name).read_bytes().partition(b"\n")
            return Template.from_bytes(stored) if told.decode("ascii", "replace") == _digest(stored) else None
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            _log.warning("a template could not be read and is built again: %s", name)
            return None

    def _keep(self, name: str, made: Template) -> None:
        if self._folder is None:
            return
        stored = made.to_bytes()
        draft = self._folder / f".{name}.{secrets.token_hex(4)}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(f"{_digest(stored)}\n".encode("ascii") + stored)
            draft.replace(self._folder / name)  # whole or not at all, also for another process
        except OSError as error:
            _log.warning("a template could not be kept, the next run builds it again: %s", error.strerror)
            with contextlib.suppress(OSError):
                draft.unlink()
        _forget_others(self._folder)


def _forget_others(folder: Path) -> None:
    """Remove what other versions of the program made, or began to make: they are never read again."""
    with contextlib.suppress(OSError):  # they only take room
        for file in folder.glob("*.template*"):
            if f"-{_tools()}.template" not in file.name:
                file.unlink(missing_ok=True)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:24]


@cache
def _tools() -> str:
    """Return a digest of all that makes a template besides the model: this code, its faces, the libraries."""
    told = hashlib.sha256(" ".join(f"{name} {metadata.version(name)}" for name in _LIBRARIES).encode())
    for file in sources(resources.files("forms")):
        told.update(file.name.encode() + b"\0" + file.read_bytes())
    return told.hexdigest()[:24]


def sources(folder: Traversable) -> list[Traversable]:
    """Return the modules and faces of a package and of those below it."""
    found = sorted(folder.iterdir(), key=lambda file: file.name)
    files = [file for file in found if file.name.endswith((".py", ".ttf"))]
    return files + [file for below in found if below.is_dir() for file in sources(below)]
