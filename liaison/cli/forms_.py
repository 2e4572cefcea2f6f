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
from liaison import settings
from liaison.adapters.clock import SystemClock
from liaison.cli.edge import say
from liaison.errors import Refused
from liaison.rules.calendar import local_day

app = typer.Typer(help="Models of fiches: list, show, check, render, blank, add.", no_args_is_help=True)

Model = Annotated[str, Argument(help="generic, spe, pic_ipr, or one of your own.")]
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
    write_new(output, paper.blank(catalog().get(model)))


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
    write_new(output, paper.render(spec, bound.answers))


@app.command()
def add(file: Path) -> None:
    """Check a model of your own and publish it in LIAISON_MODELS_DIR, for good."""
    spec = catalog().install(file)
    say(f"{spec.model} {spec.version} is published.")


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
