"""How are models shown, checked and filled from a terminal? `liaison form …`."""

import json
from pathlib import Path
from typing import Annotated, Final

import typer
from typer import Argument, Option

from crypto.privatefile import private_file
from forms import paper, schema
from forms.binding import bind
from forms.catalog import Catalog
from forms.spec import Consent, FormSpec
from forms.text import clean
from liaison import settings
from liaison.adapters.clock import SystemClock
from liaison.cli.edge import say
from liaison.errors import Refused
from liaison.rules.calendar import local_day

app = typer.Typer(help="Models of fiches: list, show, check, render, blank, read, add.", no_args_is_help=True)

Model = Annotated[str, Argument(help="generic, spe, pic_ipr, exit, or one of your own.")]
Output = Annotated[Path, Option("-o", "--output", help="PDF to write; never over an existing file.")]
Consents = Annotated[list[Consent], Option("--consent", help="A consent recorded for this person; repeat for several.")]
DATA_LIMIT: Final = 2 * 1024 * 1024
"""Bytes of a data file: forty times a fiche filled to the brim."""


@app.command("list")
def list_models(as_json: Annotated[bool, Option("--json", help="For a program.")] = False) -> None:
    """List the models and their newest versions."""
    specs = catalog().models()
    if as_json:
        say(json.dumps([{"model": s.model, "version": s.version, "name": s.name} for s in specs], ensure_ascii=False))
        return
    for spec in specs:
        say(f"{spec.model}\t{spec.version}\t{spec.name}")


@app.command()
def show(model: Model, as_json: Annotated[bool, Option("--json", help="JSON Schema.")] = False) -> None:
    """Show the fields of a model; --json gives its JSON Schema."""
    spec = catalog().get(model)
    if as_json:
        say(json.dumps(schema.json_schema(spec), ensure_ascii=False, indent=2))
        return
    say(f"{spec.name} ({spec.model} {spec.version}), {spec.source}")
    for field in spec.fields():
        say(f"{field.id}\t{field.kind}\t{field.filled_by}\t{spec.naming(field.id)}{' *' if field.required else ''}")


@app.command()
def blank(model: Model, output: Output) -> None:
    """Write a fiche to print and fill by hand."""
    write_new(output, templates().blank(catalog().get(model)))


@app.command()
def check(model: Model, data: Path, consent: Consents = []) -> None:  # noqa: B006 - typer copies it
    """Check the data of a fiche; every problem at once, in French."""
    spec = catalog().get(model)
    bound = bind(spec, read_data(spec, data), today=local_day(SystemClock().now()), consents=frozenset(consent))
    for warning in bound.warnings:
        typer.echo(f"warning: {warning.message}", err=True)
    say("ok")


@app.command()
def render(model: Model, data: Path, output: Output, consent: Consents = []) -> None:  # noqa: B006
    """Fill a fiche and write its PDF."""
    spec = catalog().get(model)
    bound = bind(spec, read_data(spec, data), today=local_day(SystemClock().now()), consents=frozenset(consent))
    for warning in bound.warnings:
        typer.echo(f"warning: {warning.message}", err=True)
    for field_id, characters in paper.unprintable_in(spec, bound.answers).items():
        typer.echo(f"warning: « {spec.naming(field_id)} » : {' '.join(characters)} ne s’imprime pas (□).", err=True)
    write_new(output, templates().render(spec, bound.answers))


@app.command()
def read(
    file: Annotated[Path, Argument(metavar="F.pdf", help="A fiche that came back, unsealed.")],
    as_json: Annotated[bool, Option("--json", help="For a program.")] = False,
    keep: Annotated[Path | None, Option("--keep", help="Write a copy in which no older value stands.")] = None,
) -> None:
    """Read what the recipient typed on a fiche; a locked value that changed is named."""
    content = read_fiche(file)
    returned = paper.read(content, catalog().get)
    if keep is not None:
        write_new(keep, paper.rewritten(content))
    for field_id in returned.changed:
        typer.echo(
            f"warning: Le champ « {paper.naming(returned.spec, field_id)} » était verrouillé et a changé.", err=True
        )
    if as_json:
        say(json.dumps(told(returned), indent=2))  # ASCII: a terminal obeys no sign that a stranger typed
        return
    mark = returned.mark
    say(f"{returned.spec.name} ({mark.model} {mark.version}), {mark.reference or 'sans référence'}, {mark.fingerprint}")
    for field_id, text in returned.typed.items():
        shown = clean(text, multiline=True).replace("\n", "\n\t")
        say(f"{returned.spec.naming(field_id)}\t{shown}")
    if not returned.typed:
        say("Rien n’a été écrit dans les champs ouverts.")


@app.command()
def add(file: Path) -> None:
    """Check a model of your own and publish it in LIAISON_MODELS_DIR, for good."""
    spec = catalog().install(file)
    say(f"{spec.model} {spec.version} is published.")


def told(returned: paper.Returned) -> dict[str, object]:
    """Give a returned fiche as JSON holds it; `data` has the shape that `form show --json` describes."""
    mark = returned.mark
    return {
        "model": mark.model, "version": mark.version, "reference": mark.reference, "fingerprint": mark.fingerprint,
        "typed": dict(returned.typed), "changed": list(returned.changed),
        "data": schema.nested(returned.spec, returned.raw()),
    }  # fmt: skip


def read_fiche(path: Path) -> bytes:
    """Read a PDF that a partner sent, no further than where `paper.read` refuses it."""
    with path.open("rb") as file:
        return file.read(paper.LARGEST + 1)


def templates() -> paper.Templates:
    """Open the templates of this installation."""
    return paper.Templates(settings.load().templates)


def catalog() -> Catalog:
    """Open the official models and the operator's own; no key and no database is needed for them."""
    return Catalog(settings.load().models_dir)


def read_data(spec: FormSpec, path: Path) -> dict[str, str]:
    """Read a data file of the shape that `form show --json` describes.

    Raises:
        Refused: it is no JSON, or larger than 2 MiB.
    """
    with path.open("rb") as file:
        content = file.read(DATA_LIMIT + 1)
    if len(content) > DATA_LIMIT:
        raise Refused(f"{path.name} is larger than 2 MiB.", hint="A fiche is not.")
    try:
        return schema.from_nested(spec, json.loads(content))
    except (ValueError, RecursionError) as error:
        raise Refused(f"{path.name} is not JSON: {error}.", hint="See `liaison form show MODEL --json`.") from None


def write_new(path: Path, content: bytes) -> None:
    """Write a file that does not exist yet, whole or not at all, for its owner only."""
    with private_file(path, replace=False) as file:
        file.write(content)
