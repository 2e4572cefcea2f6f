"""What happened, and does the past hold? `liaison journal verify | export | checkpoint | key | report`; `due`."""

import email
import email.policy
import json
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from crypto.chainexport import find_note, key_named, verify_export
from crypto.checkpoint import PublicKey
from crypto.privatefile import private_file
from liaison.cli.edge import open_service, say
from liaison.rules.periods import Period
from liaison.usecases import checkpointing, exporting_chains, reporting, supposing, walking
from liaison.usecases.exporting_chains import ChainFormat
from liaison.usecases.foreseeing import DAYS_AHEAD, DuePart
from liaison.usecases.supposing import Supposition
from liaison.vocabulary import Chain

app = typer.Typer(help="Register of transmissions and security journal.", no_args_is_help=True)
Chains = Annotated[list[Chain], Option("--chain", help="register or security; both by default.")]
Since = Annotated[datetime | None, Option("--from", formats=["%Y-%m-%d"], help="First day; needs --to.")]
Until = Annotated[datetime | None, Option("--to", formats=["%Y-%m-%d"], help="Last day; needs --from.")]
Output = Annotated[Path, Option("-o", "--output", help="New file, readable by its owner only.")]
_MAX_TEXT = 1024 * 1024


@app.command()
def verify(
    exported: Annotated[
        Path | None, Argument(metavar="EXPORT", help="An export to verify without this house; empty: its own chains.")
    ] = None,
    chain: Chains = list(Chain),  # noqa: B006 - typer copies it
    public_key: Annotated[str, Option("--public-key", help="The key that signed it, or a file that holds it.")] = "",
    checkpoint: Annotated[
        Path | None,
        Option("--checkpoint", help="A file with a checkpoint that was kept: a mail."),
    ] = None,
) -> None:
    """Follow the chains from their first entry, or an export; exit 1 and name the entry where one is broken."""
    if exported is not None:
        _verify_export(exported, public_key, checkpoint)
        return
    if public_key or checkpoint:
        raise typer.BadParameter("--public-key and --checkpoint go with an EXPORT")
    broken = False
    with open_service().transaction() as ctx:
        for one in chain:
            state = walking.chain_state(ctx, one)
            broken |= state.broken_at is not None
            verdict = "whole" if state.broken_at is None else f"BROKEN at entry {state.broken_at}"
            sealed = f"{state.sealed_size} sealed on {state.sealed_at:%Y-%m-%d}" if state.sealed_at else "not sealed"
            say(f"{one.value}\t{state.size} entries\t{verdict}\t{sealed}")
    if broken:
        raise typer.Exit(1)


@app.command()
def export(
    output: Output,
    chain: Annotated[Chain, Option("--chain")] = Chain.REGISTER,
    chain_format: Annotated[
        ChainFormat, Option("--format", help="lines can be verified elsewhere.")
    ] = ChainFormat.LINES,
    since: Since = None,
    until: Until = None,
) -> None:
    """Write a chain as lines that `docs/formats/journal.md` describes, or as a table to read."""
    period = _period(since, until)
    with open_service().transaction() as ctx, private_file(output, replace=False) as file:
        for part in exporting_chains.export_chain(ctx, None, chain, chain_format, period=period):
            file.write(part)
    say(str(output))


@app.command()
def checkpoint(chain: Chains = list(Chain)) -> None:  # noqa: B006 - typer copies it
    """Follow the chains, sign where they stand now, and print the checkpoints: keep them off this machine."""
    with open_service().transaction() as ctx:
        for seal in checkpointing.seal(ctx, chain):
            say(seal.note)


@app.command()
def key() -> None:
    """Print the public keys that verify checkpoints and exports, one on a line."""
    with open_service().transaction() as ctx:
        for one in Chain:
            say(str(walking.public_key(ctx, one)))


@app.command()
def report(output: Output, since: Since = None, until: Until = None) -> None:
    """Write the report that an inspection asks for, over a period, as a PDF."""
    period = _period(since, until)
    if period is None:
        raise typer.BadParameter("a report needs --from and --to")
    with open_service().transaction() as ctx, private_file(output, replace=False) as file:
        file.write(reporting.make_report(ctx, None, period))
    say(str(output))


def due(
    on: Annotated[datetime | None, Option("--on", formats=["%Y-%m-%d"], help="As if it were this day.")] = None,
    within: Annotated[int, Option("--within", min=0, help="Days ahead.")] = DAYS_AHEAD,
    convention: Annotated[str, Option("--convention", metavar="ID", help="Suppose that it ended on --ends.")] = "",
    ends: Annotated[datetime | None, Option("--ends", formats=["%Y-%m-%d"], help="Of --convention.")] = None,
    as_json: Annotated[bool, Option("--json", help="For a program.")] = False,
) -> None:
    """List what is to be destroyed, by which rule, late things first, what is held marked; nothing is changed."""
    supposition = Supposition(convention, _day(ends), on=_day(on), within_days=within)
    with open_service().transaction() as ctx:
        supposed = supposing.suppose(ctx, None, supposition)
    schedule = supposed.schedule
    rows = [_due_row(part) for part in (*schedule.late, *schedule.soon, *schedule.held)]
    if as_json:
        say(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        say("\t".join(str(row[key] or "") for key in ("destroy_by", "part", "reference", "rule", "held", "arithmetic")))


def _due_row(part: DuePart) -> dict[str, object]:
    line = part.line
    return {
        "part": line.subject.value, "reference": line.reference, "rule": line.rule, "anchor": line.anchor,
        "anchor_on": line.anchor_on.isoformat() if line.anchor_on else None,
        "delay": line.delay, "source": line.source, "arithmetic": line.arithmetic,
        "due": line.due_at.isoformat() if line.due_at else None,
        "destroy_by": line.destroy_by.isoformat() if line.destroy_by else None,
        "late": part.late, "held": part.held or None,
        "losing": [f"{other.rule}, {other.anchor} : {other.arithmetic}" for other in part.losers],
    }  # fmt: skip


def _verify_export(exported: Path, public_key: str, checkpoint: Path | None) -> None:
    """Follow an export: no settings, no database, no data folder; what is refused is said by `edge.run`."""
    if not public_key:
        raise typer.BadParameter("an EXPORT needs --public-key", param_hint="--public-key")
    keys = _keys(public_key)
    also = find_note(_text_of(checkpoint)) if checkpoint else ""
    with exported.open("rb") as file:
        named = key_named(file.read(_MAX_TEXT))
    fitting = next((one for one in keys if str(one) == named), keys[0])
    with exported.open("rb") as file:
        held = verify_export(file, key=fitting, also=also)
    say(
        f"{held.end.origin}\tentries {held.start.size} to {held.end.size - 1}\twhole"
        if held.entries
        else "no entry\twhole"
    )


def _keys(given: str) -> list[PublicKey]:
    """Read the key that was given, or those that a file holds, one on a line, as `journal key` prints them."""
    with suppress(OSError, ValueError):
        path = Path(given)
        if path.is_file():
            given = path.read_bytes()[:_MAX_TEXT].decode(errors="replace")
    return [PublicKey.parse(line) for line in given.split("\n") if line.strip()] or [PublicKey.parse("")]


def _text_of(path: Path) -> str:
    """Read a text, or the text of a mail that was saved whole."""
    content = path.read_bytes()[:_MAX_TEXT]
    plain = content.decode(errors="replace")
    with suppress(Exception):  # a mail can be broken in more ways than its parser foresees: then it is read as it is
        mail = email.message_from_bytes(content, policy=email.policy.default)
        body = mail.get_body(("plain",))
        if body is not None and mail["content-type"]:
            return f"{plain}\n{body.get_content()}"
    return plain


def _period(since: datetime | None, until: datetime | None) -> Period | None:
    if since is None and until is None:
        return None
    if since is None or until is None:
        raise typer.BadParameter("--from and --to go together")
    return Period.of(since.date(), until.date())


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
