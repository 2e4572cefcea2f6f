"""What happened, and what is due? `liaison journal verify | export`, `liaison due`."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from typer import Option

from crypto.privatefile import private_file
from liaison.cli.edge import open_service, say
from liaison.usecases import auditing
from liaison.vocabulary import Chain

app = typer.Typer(help="Register of transmissions and security journal.", no_args_is_help=True)
Chains = Annotated[list[Chain], Option("--chain", help="register or security; both by default.")]


@app.command()
def verify(chain: Chains = list(Chain)) -> None:  # noqa: B006 - typer copies it
    """Follow the chains from their first entry; exit 1 and name the entry where one is broken."""
    broken = False
    with open_service().transaction() as ctx:
        for one in chain:
            state = auditing.chain_state(ctx, one)
            broken |= state.broken_at is not None
            verdict = "whole" if state.broken_at is None else f"BROKEN at entry {state.broken_at}"
            say(f"{one.value}\t{state.size} entries\t{verdict}")
    if broken:
        raise typer.Exit(1)


@app.command()
def export(
    output: Annotated[Path, Option("-o", "--output", help="New file; one line per entry.")],
    chain: Annotated[Chain, Option("--chain")] = Chain.REGISTER,
) -> None:
    """Write a chain as lines that `docs/formats/journal.md` describes."""
    with open_service().transaction() as ctx, private_file(output, replace=False) as file:
        for line in auditing.export_lines(ctx, chain):
            file.write(line)
    say(str(output))


def due(
    on: Annotated[datetime | None, Option("--on", formats=["%Y-%m-%d"], help="As if it were this day.")] = None,
    within: Annotated[int, Option("--within", min=0, help="Days ahead.")] = 60,
    as_json: Annotated[bool, Option("--json", help="For a program.")] = False,
) -> None:
    """List what is to be destroyed, by which rule, late things first."""
    with open_service().transaction() as ctx:
        lines = auditing.due(ctx, None, on=_day(on), within_days=within)
    rows = [
        {
            "part": line.subject.value, "transmission": line.reference or None, "rule": line.rule,
            "anchor": line.anchor, "anchor_on": line.anchor_on.isoformat() if line.anchor_on else None,
            "delay": line.delay, "source": line.source,
            "due": line.due_at.isoformat() if line.due_at else None,
            "destroy_by": line.destroy_by.isoformat() if line.destroy_by else None,
        }
        for line in lines
    ]  # fmt: skip
    if as_json:
        say(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        say("\t".join(str(row[key] or "") for key in ("destroy_by", "part", "transmission", "rule", "anchor", "delay")))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
