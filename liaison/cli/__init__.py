"""Which words does the command line know? One Typer application; each command is parse, one use case, print."""

import os

import typer

from liaison.cli import backups, destroying, directory, forms_, inspecting, journal, keys, sealing, serving
from liaison.cli.edge import run

app = typer.Typer(
    name="liaison",
    help="Secure exchange of liaison forms between AGIR operators and their partners.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(forms_.app, name="form")
app.add_typer(keys.app, name="key")
app.add_typer(journal.app, name="journal")
app.add_typer(destroying.app, name="certificate")
app.add_typer(serving.admin, name="admin")
app.add_typer(directory.partner, name="partner")
app.add_typer(directory.convention, name="convention")
app.command()(serving.demo)
app.command()(serving.serve)
app.command()(serving.worker)
app.command()(serving.migrate)
app.command()(serving.doctor)
app.command()(sealing.seal)
app.command()(sealing.unseal)
app.command()(inspecting.inspect)
app.command()(backups.backup)
app.command()(backups.restore)
app.command()(journal.due)
app.command()(destroying.destroy)


def main() -> None:
    """Run the command line; whatever it writes is for its owner alone."""
    os.umask(0o077)
    run(app)
