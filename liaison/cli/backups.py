"""How is the house saved and put back? `liaison backup`, `liaison restore`."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from liaison.adapters.keystore import SqlKeyStore
from liaison.adapters.ledger import FileLedger
from liaison.cli.edge import open_service, say
from liaison.migrations import upgrade
from liaison.usecases import backing_up, destroying, remembering
from liaison.usecases.backing_up import Scratch


def backup(
    folder: Annotated[Path, Argument(metavar="DEST", help="Existing folder.")],
    keys: Annotated[bool, Option("--keys", help="The key store alone, in a folder of its own.")] = False,
) -> None:
    """Write a sealed backup of the database, or of the key store with --keys; never both in one folder."""
    service = open_service()
    with service.transaction() as ctx:
        made = backing_up.backup_keys(ctx, service.keystore, folder) if keys else backing_up.backup_data(ctx, folder)
    say(str(made))
    # Beside both: whichever is put back finds what was destroyed before it was made.
    service.ledger.copy_to(folder, backing_up.LEDGER_NAME)


def restore(
    file: Annotated[Path, Argument(metavar="SRC")],
    drill: Annotated[
        Path | None,
        Option("--drill", metavar="KEYS", help="Only try: this data backup with this backup of keys."),
    ] = None,
) -> None:
    """Put a backup back into an empty database, then the keys into an empty store; --drill tries, touching nothing."""
    service = open_service()
    if drill is not None:
        with service.transaction() as ctx:
            scratch = Scratch(lambda url: closing(SqlKeyStore(url, now=service.clock.now)), upgrade)
            tried = backing_up.drill(ctx, file, drill, scratch)
        persons = f"{tried.opened} of {tried.persons} dossiers opened"
        say(f"Restored in a scratch place: {tried.rows} rows, {tried.keys} keys, {persons}.")
        return
    with service.transaction() as ctx:
        is_keys = backing_up.is_keys(file)
        if is_keys:
            say(f"{backing_up.restore_keys(ctx, service.keystore, file)} keys are back.")
        else:
            say(f"{backing_up.restore_data(ctx, file)} rows are back.")
    beside = FileLedger(file.parent / backing_up.LEDGER_NAME)
    remembering.write(service.ledger, beside.lines())
    if any(service.keystore.ids()):
        say(f"{destroying.replay(service)} destructions were done again.")
    if not service.ledger.lines():
        say("No ledger of destructions was found: nothing could be destroyed again. See docs/deploy/README.md.")
