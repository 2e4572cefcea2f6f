"""How is the directory kept from a terminal? `liaison partner …`, `liaison convention …`."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from typer import Argument, Option

from crypto.archive import Format
from crypto.privatefile import private_file
from liaison.cli.edge import say, transaction
from liaison.errors import Refused
from liaison.rules.access import Actor
from liaison.rules.columns import LABELS, Meaning
from liaison.rules.headings import IGNORED
from liaison.spreadsheets import MAX_BYTES
from liaison.store import directory as store
from liaison.usecases import (
    conventions,
    directory,
    exporting,
    importing,
    keeping_conventions,
    keeping_directory,
    reinstating,
)
from liaison.usecases.context import Context
from liaison.usecases.exporting import TableFormat
from liaison.usecases.importing import Upload
from liaison.usecases.keeping_directory import ConventionForm, PartnerForm
from liaison.vocabulary import SYSTEM, AccountId, PartnerKind, Role

partner = typer.Typer(help="Partners: list, add, import, export, disable, enable.", no_args_is_help=True)
convention = typer.Typer(help="Conventions: list, add, disable, enable.", no_args_is_help=True)

Departement = Annotated[str, Option("--departement", "-d", help="Code of the département.")]
AsJson = Annotated[bool, Option("--json", help="For a program.")]
Day = Annotated[datetime | None, Option(formats=["%Y-%m-%d"], help="YYYY-MM-DD.")]
_FORMATS: Final = {f".{one.value}": one for one in TableFormat}


@partner.command("list")
def list_partners(
    departement: Annotated[str | None, Option("--departement", "-d")] = None, as_json: AsJson = False
) -> None:
    """List the partners, with the ids that other commands take."""
    with transaction() as ctx:
        actor = terminal(ctx)
        codes = [departement] if departement else sorted(actor.departements)
        found = [one for code in codes for one in directory.every_partner(ctx, actor, code)]
    rows = [
        {
            "id": one.id, "departement": one.departement, "kind": one.kind.value, "name": one.name,
            "siret": one.siret or None, "enabled": one.enabled,
        }
        for one in found
    ]  # fmt: skip
    _print(rows, as_json=as_json)


@partner.command("add")
def add_partner(
    name: Annotated[str, Argument()],
    kind: Annotated[PartnerKind, Option()],
    departement: Departement,
    siret: Annotated[str, Option(help="Fourteen digits.")] = "",
    switchboard: Annotated[str, Option(help="Telephone number.")] = "",
    archive_format: Annotated[Format, Option("--format")] = Format.ZIP,
) -> None:
    """Add a partner; print its id."""
    form = PartnerForm(departement, kind, name, switchboard, archive_format.value, siret=siret)
    with transaction() as ctx:
        partner_id = keeping_directory.save_partner(ctx, terminal(ctx), form)
    say(partner_id)


@partner.command("import")
def import_file(
    file: Annotated[Path, Argument(help="CSV or XLSX; the first row holds the headings.")],
    departement: Departement,
    dry_run: Annotated[bool, Option("--dry-run", help="Only say what would be added and changed.")] = False,
) -> None:
    """Take partners, places and contacts in from a file: all of it, or nothing with each mistake and its row."""
    with transaction() as ctx:
        actor = terminal(ctx)
        upload = importing.read_upload(ctx, actor, departement, _content(file))
        columns = importing.propose(ctx, actor, upload)
        _say_columns(upload, columns)
        take = importing.preview if dry_run else importing.run
        done = take(ctx, actor, upload, columns)
    for item in done.items:
        changes = ", ".join(f"{label}: {before} -> {after}" for label, before, after in item.changes if before)
        say("\t".join((str(item.row), "new" if item.is_new else "changed", item.what, item.name, changes)).rstrip())
    for problem in done.problems:
        typer.echo(f"error: Ligne {problem.row} : {problem.sentence}", err=True)
    if done.problems:
        raise typer.Exit(1)
    say(f"{done.added} added, {done.changed} changed, {done.unchanged} unchanged{' (dry run)' if dry_run else ''}.")


@partner.command("export")
def export_file(
    output: Annotated[Path, Option("-o", "--output", help="New file, .csv or .xlsx, for its owner alone.")],
    departement: Departement,
) -> None:
    """Write the partners in use with their places and contacts; the journal notes it.

    Raises:
        Refused: the file's name ends in neither .csv nor .xlsx.
    """
    table_format = _FORMATS.get(output.suffix.lower())
    if table_format is None:
        raise Refused("An export is a .csv or an .xlsx.", hint="Name the file so.")
    with transaction() as ctx, private_file(output, replace=False) as written:
        written.write(exporting.export_directory(ctx, terminal(ctx), departement, table_format))
    say(str(output))


@partner.command("disable")
def disable_partner(partner_id: Annotated[str, Argument(metavar="ID")]) -> None:
    """Take a partner out of use; what was sent to it stays in the register."""
    with transaction() as ctx:
        keeping_directory.disable_partner(ctx, terminal(ctx), partner_id)
    say("disabled")


@partner.command("enable")
def enable_partner(partner_id: Annotated[str, Argument(metavar="ID")]) -> None:
    """Put a partner back into use that was taken out by mistake."""
    with transaction() as ctx:
        reinstating.enable_partner(ctx, terminal(ctx), partner_id)
    say("enabled")


@convention.command("list")
def list_conventions(as_json: AsJson = False) -> None:
    """List the conventions with their last day, what sets it, and the correspondents that are missing."""
    with transaction() as ctx:
        lines = conventions.list_conventions(ctx, terminal(ctx))
    rows = [
        {
            "id": line.convention.id, "departement": line.departement, "partner": line.partner_name,
            "reference": line.convention.reference, "model": line.convention.model,
            "starts": line.convention.starts_on.isoformat(),
            "ends": line.convention.effective_end.isoformat() if line.convention.effective_end else None,
            "anchor": line.convention.anchor, "in_force": line.convention.in_force,
            "missing": "; ".join(line.convention.missing) or None,
        }
        for line in lines
    ]  # fmt: skip
    _print(rows, as_json=as_json)


@convention.command("add")
def add_convention(
    partner_id: Annotated[str, Argument(metavar="PARTNER", help="Id of the partner.")],
    reference: Annotated[str, Option()],
    model: Annotated[str, Option(help="Model of fiche that it covers.")],
    starts: Annotated[datetime, Option(formats=["%Y-%m-%d"], help="YYYY-MM-DD.")],
    ends: Day = None,
) -> None:
    """Add a convention; without --ends the framework agreement ends it, for PIC IPR the programme. Print its id."""
    form = ConventionForm(partner_id, reference, model, starts.date(), ends.date() if ends else None)
    with transaction() as ctx:
        convention_id = keeping_directory.save_convention(ctx, terminal(ctx), form)
    say(convention_id)


@convention.command("disable")
def disable_convention(convention_id: Annotated[str, Argument(metavar="ID")]) -> None:
    """Take a convention out of use: nothing leaves under it any more, what left keeps its deadlines."""
    with transaction() as ctx:
        keeping_conventions.disable_convention(ctx, terminal(ctx), convention_id)
    say("disabled")


@convention.command("enable")
def enable_convention(convention_id: Annotated[str, Argument(metavar="ID")]) -> None:
    """Put a convention back into use that was taken out by mistake; its last day never changed."""
    with transaction() as ctx:
        reinstating.enable_convention(ctx, terminal(ctx), convention_id)
    say("enabled")


def terminal(ctx: Context) -> Actor:
    """Return who acts from a terminal: whoever may run the program on its data administers all of it."""
    codes = frozenset(row.code for row in store.list_departements(ctx.session))
    return Actor(AccountId(SYSTEM), Role.ADMINISTRATOR, codes)


def _content(file: Path) -> bytes:
    """Read a file, no more of it than an import takes."""
    with file.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)


def _say_columns(upload: Upload, columns: tuple[str, ...]) -> None:
    """Say what each column was taken for: nobody looks at a preview here."""
    for heading, meaning in zip(upload.headings, columns, strict=True):
        taken = "ignored" if meaning == IGNORED else LABELS[Meaning(meaning)]
        typer.echo(f"column: {heading} -> {taken}", err=True)


def _print(rows: Sequence[Mapping[str, object]], *, as_json: bool) -> None:
    if as_json:
        say(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        say("\t".join("" if value is None else str(value) for value in row.values()))
