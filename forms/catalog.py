"""Which models are there? The packaged ones and an operator's own, each version a file that never changes.

The only module of `forms` that reads or writes files, but for `forms.paper.store`. It keeps no history of its own: a
version is a file named ``MODEL-VERSION.toml``, and ``digests.lock`` beside it holds its SHA-256, so that a file changed
once published is refused instead of silently rewording fiches already filled (F-8).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

from forms.errors import ModelRefused, UnknownModel
from forms.reading import LONGEST_DEFINITION, read_definition
from forms.spec import Field, FormSpec

PACKAGED = Path(__file__).parent / "definitions"
LOCK = "digests.lock"


class Catalog:
    """Every model, read and checked once at construction.

    `extra` is the operator's folder (LIAISON_MODELS_DIR), or None; it may not exist yet.
    Raises `ModelRefused` when a definition is wrong or changed after publication.
    """

    def __init__(self, extra: Path | None = None) -> None:
        self._extra = extra
        self._specs = {(spec.model, spec.version): spec for spec in _load(PACKAGED)}
        self._official = frozenset(model for model, _ in self._specs)
        for spec in _load(extra) if extra is not None else ():
            self._check_own(spec, f"{spec.model}-{spec.version}.toml")
            self._specs[spec.model, spec.version] = spec

    def models(self, *, without: AbstractSet[str] = frozenset()) -> tuple[FormSpec, ...]:
        """Return the newest version of each model, official ones first, `without` some (F-9: pic_ipr)."""
        names = sorted({model for model, _ in self._specs} - without, key=lambda m: (m not in self._official, m))
        return tuple(self.get(name) for name in names)

    def versions(self, model: str) -> tuple[str, ...]:
        """Return the versions of a model, oldest first; empty for an unknown model."""
        return tuple(sorted(version for name, version in self._specs if name == model))

    def get(self, model: str, version: str | None = None) -> FormSpec:
        """Return a version of a model, the newest by default; `UnknownModel` when there is none."""
        versions = self.versions(model)
        if not versions:
            known = ", ".join(sorted({name for name, _ in self._specs}))
            raise UnknownModel(f"no model {model!r}", hint=f"models: {known}")
        wanted = versions[-1] if version is None else version
        if wanted not in versions:
            raise UnknownModel(f"no version {wanted!r} of model {model!r}", hint=f"versions: {', '.join(versions)}")
        return self._specs[model, wanted]

    def install(self, file: Path) -> FormSpec:
        """Check a definition, then publish a copy of it in the operator's folder, for good.

        Raises `ModelRefused`: not a valid definition, an official model's name, a version already published,
        or no folder configured.
        """
        if self._extra is None:
            raise ModelRefused("no folder for your own models", hint="set LIAISON_MODELS_DIR")
        content = _content(file)
        spec = read_definition(content, file=file.name)
        self._check_own(spec, file.name)
        if (spec.model, spec.version) in self._specs:
            raise ModelRefused(
                f"{file.name}: {spec.model} {spec.version} is published and never changes",
                hint="give the new wording a new version",
            )
        _publish(self._extra, spec, content)
        self._specs[spec.model, spec.version] = spec
        return spec

    def _check_own(self, spec: FormSpec, file: str) -> None:
        if spec.model in self._official:
            raise ModelRefused(f"{file}: {spec.model} is an official model", hint="give yours another name")
        official = {
            field.id: field for (model, _), s in self._specs.items() if model in self._official for field in s.fields()
        }
        for field in spec.fields():
            if field.id in official and _nature(field) != _nature(official[field.id]):
                raise ModelRefused(
                    f"{file}: field {field.id!r} has another kind, category, consent or options",
                    hint="a shared id means the same everywhere (F-4, F-7); give yours another id",
                )


def digest(content: str) -> str:
    """Return the SHA-256, in hexadecimal, of a definition's text, line ends as in the file."""
    return hashlib.sha256(content.encode()).hexdigest()


def read_lock(folder: Path) -> dict[str, str]:
    """Return the digest of each published file of a folder, by file name."""
    lock = folder / LOCK
    lines = lock.read_text("utf-8").splitlines() if lock.is_file() else []
    return {name: value for value, _, name in (line.partition("  ") for line in lines if line)}


def _load(folder: Path) -> Iterator[FormSpec]:
    lock = read_lock(folder)
    for file in sorted(folder.glob("*.toml")):
        content = _content(file)
        if file.name in lock and lock[file.name] != digest(content):
            raise ModelRefused(
                f"{file.name}: changed since it was published",
                hint="put the published file back, and give the new wording a new version",
            )
        spec = read_definition(content, file=file.name)
        if file.name != _file_name(spec):
            raise ModelRefused(f"{file.name}: its model and version call for the name {_file_name(spec)}")
        yield spec


def _content(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            content = stream.read(LONGEST_DEFINITION + 1)
        return content.decode("utf-8")
    except OSError as error:
        raise ModelRefused(f"{file.name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ModelRefused(f"{file.name}: not UTF-8 text, or longer than {LONGEST_DEFINITION} bytes") from None


def _publish(folder: Path, spec: FormSpec, content: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / _file_name(spec)
    try:
        with target.open("xb") as stream:  # x: two administrators at once cannot overwrite each other
            stream.write(content.encode())
    except FileExistsError:
        raise ModelRefused(f"{target.name}: already published", hint="give the new wording a new version") from None
    with (folder / LOCK).open("a", encoding="utf-8") as lock:
        lock.write(f"{digest(content)}  {target.name}\n")


def _file_name(spec: FormSpec) -> str:
    return f"{spec.model}-{spec.version}.toml"


def _nature(field: Field) -> tuple[object, ...]:
    return field.kind, field.category, field.consent, tuple(option.id for option in field.options)
