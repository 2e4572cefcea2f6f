"""What is destroyed, and what proves it? `liaison destroy`, `liaison certificate …`."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from crypto.privatefile import private_file
from liaison.cli.edge import open_service, say, transaction
from liaison.rules.calendar import end_of_day
from liaison.rules.destruction import Part
from liaison.usecases import certificates, certifying, destroying, planning_destruction

app = typer.Typer(help="Certificates of destruction.", no_args_is_help=True)


def destroy(
    on: Annotated[
        datetime | None,
        Option("--on", formats=["%Y-%m-%d"], help="As if it were the end of this day; never with --apply."),
    ] = None,
    apply: Annotated[bool, Option("--apply", help="Act: without it the plan is shown and nothing changes.")] = False,
    as_json: Annotated[bool, Option("--json", help="For a program.")] = False,
) -> None:
    """Show what is to be destroyed today, and what is held; with --apply destroy it and certify it."""
    if apply and on is not None:
        raise typer.BadParameter("What is not due yet is not destroyed: --on only shows a plan.")
    service = open_service()
    with service.transaction() as ctx:
        plan = planning_destruction.plan(ctx, on=end_of_day(on.date()) if on else None)
    rows = [
        *({**_shown(part), "held": None} for part in plan.parts),
        *({**_shown(kept.part), "held": ", ".join(kept.why)} for kept in plan.kept),
    ]
    if as_json and not apply:
        say(json.dumps(rows, ensure_ascii=False))
    elif not apply:
        for row in rows:
            say("\t".join(str(row[name] or "") for name in ("due", "part", "reference", "rule", "anchor", "held")))
    if not apply:
        return
    numbers = destroying.destroy_due(service)
    if as_json:
        say(json.dumps(numbers))
        return
    for number in numbers:
        say(number)


@app.command("list")
def list_() -> None:
    """List the destructions, newest first."""
    with transaction() as ctx:
        for line in certificates.list_destructions(ctx, None):
            covered = line.covered_at.date().isoformat() if line.covered_at else ""
            say(
                "\t".join(
                    (line.number, line.status.value, line.ground.value, line.begun_at.date().isoformat(), covered)
                )
            )


@app.command()
def show(
    number: Annotated[str, Argument(metavar="NUMBER")],
    output: Annotated[
        Path | None, Option("-o", "--output", help="New file: .pdf for paper, else the signed text.")
    ] = None,
) -> None:
    """Print a certificate, or write it to a file."""
    with transaction() as ctx:
        found = certificates.certificate_of(ctx, None, number)
        content = certificates.printed(found) if output and output.suffix == ".pdf" else found.note.encode()
    if output is None:
        say(found.note.removesuffix("\n"))
        return
    with private_file(output, replace=False) as file:
        file.write(content)
    say(str(output))


@app.command("key")
def key_() -> None:
    """Print the public key by which certificates are verified."""
    with transaction() as ctx:
        say(certifying.public_key(ctx))


@app.command()
def verify(
    file: Annotated[Path, Argument(metavar="FILE")],
    public_key: Annotated[str, Option("--public-key", metavar="K", help="The key, or a file that holds it.")],
) -> None:
    """Verify a certificate anywhere: no database, no settings; exit 1 when it was changed or signed by another key."""
    key = Path(public_key).read_text(encoding="utf-8") if Path(public_key).is_file() else public_key
    facts = certifying.open_certificate(file.read_bytes().decode("utf-8", errors="replace"), key)
    count = sum(one["count"] for one in facts["what"])
    say(f"{facts['number']}: genuine; {count} parts destroyed {facts['destroyed_at']}")


def _shown(part: Part) -> dict[str, object]:
    return {
        "part": part.subject.value, "reference": part.reference or None, "rule": part.day.rule,
        "anchor": part.day.anchor, "anchor_on": part.day.anchor_on.isoformat() if part.day.anchor_on else None,
        "delay": part.day.delay, "due": part.day.destroy_by.isoformat(),
    }  # fmt: skip
