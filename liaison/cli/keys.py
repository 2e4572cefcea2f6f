"""How is the master key kept safe? `liaison key list | sheet | check | rotate`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from typer import Option

from crypto import master
from crypto import sheet as sheet_of
from crypto.master import MasterKeys
from liaison import settings
from liaison.cli.edge import is_terminal, open_service, say
from liaison.errors import Refused
from liaison.usecases import safeguarding

app = typer.Typer(help="Master key: feuille de secours, check, rotation.", no_args_is_help=True)


@app.command()
def sheet(
    output: Annotated[Path | None, Option("-o", "--output", help="New 0600 file; otherwise the terminal.")] = None,
) -> None:
    """Print the feuille de secours: the master key on paper, for a safe."""
    if output is None and not is_terminal():
        raise Refused(
            "The sheet goes to a terminal or to a 0600 file, nowhere else.",
            hint="Add `-o FILE`, print it, erase it.",
        )
    with open_service().transaction() as ctx:
        text = safeguarding.print_sheet(ctx, output)
    if text:
        say(text)


@app.command("list")
def list_keys() -> None:
    """Say which keys there are and when the next master key is due; shows none of them."""
    found = safeguarding.inventory(open_service().vault)
    say(f"master key {found.master}: number {found.generation}, made {found.made_on}, next due {found.due_on}")
    say(f"previous master keys that old backups need: {found.previous}")
    for kind, count in found.data_keys.items():
        say(f"data keys of {kind}: {count}")


@app.command()
def check() -> None:
    """Type back the check group of the printed sheet; `doctor` stays red until then."""
    typed = typer.prompt("Check group")
    with open_service().transaction() as ctx:
        safeguarding.check_sheet(ctx, typed)
    say("The sheet is readable and is that of the current master key.")


@app.command()
def rotate() -> None:
    """Make a new master key and wrap every data key by it; print a new sheet afterwards."""
    service = open_service()
    renewed = safeguarding.rotate(service.transaction, service.keystore)
    say(f"{renewed} data keys are wrapped by the new master key.")
    say("Now: start the service again, `liaison key sheet`, `liaison key check`, and drill a restore.")


@app.command()
def restore(
    generation: Annotated[int, Option(help="« Clé n° » of the sheet.")],
    created: Annotated[datetime, Option(formats=["%Y-%m-%d"], help="Date on the sheet, as 2026-11-21.")],
) -> None:
    """Type a sheet back on a new machine: makes the master key file again, never over another."""
    groups = typer.prompt("The thirteen groups, in order", hide_input=True)
    group = typer.prompt("Check group")
    settings.load().master_key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = sheet_of.read_back(groups, check=group, generation=generation, created=created.date())
    master.save_new(settings.load().master_key, MasterKeys(key))
    say(f"The master key is back, identifier {key.id}.")


@app.command()
def retire() -> None:
    """Forget the previous master keys, once every backup made under them has expired."""
    service = open_service()
    say(f"{safeguarding.retire(service.vault, service.settings.master_key)} previous master keys are forgotten.")
