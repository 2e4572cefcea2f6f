"""Can the house be put back after a loss? The sheet of the master key, its check, its rotation."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from crypto import master, sheet
from crypto.errors import MasterKeyRefused
from crypto.keystore import KeyStore
from crypto.vault import Vault
from liaison.errors import Refused
from liaison.events import EventKind
from liaison.rules.calendar import add_months
from liaison.store import governance as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.vocabulary import SYSTEM

MASTER_YEARS: Final = 1
"""After how long a new master key is due; nothing stops before: old wrapped keys are as good as new ones."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """The keys of one installation (ASVS 11.1.2)."""

    master: str
    generation: int
    made_on: date
    due_on: date
    previous: int
    data_keys: Mapping[str, int]


def print_sheet(ctx: Context, path: Path | None) -> str:
    """Return the sheet's text for a terminal, or write it to a new 0600 file and return nothing; journalled.

    Raises:
        FileExistsError: the file is there already.
    """
    current = ctx.vault.masters.current
    detail = {"master": current.id, "to": "file" if path else "terminal"}
    save(ctx.session, event=Event(EventKind.KEY_SHEET_PRINTED, SYSTEM, current.id, detail), at=ctx.now)
    if path is None:
        return sheet.render(current)
    sheet.save(path, current)
    return ""


def check_sheet(ctx: Context, typed: str) -> None:
    """Record that somebody typed back the check group of the printed sheet.

    Raises:
        Refused: it is not the check group of the current master key.
    """
    current = ctx.vault.masters.current
    try:
        sheet.verify_check_group(typed, current)
    except MasterKeyRefused:
        raise Refused(
            "That is not the check group of the current master key.",
            hint="Read it again on the sheet; after a rotation, print a new sheet.",
        ) from None
    row = store.safeguard_of(ctx.session, current.id)
    row.sheet_checked_at = ctx.now
    save(ctx.session, row, event=Event(EventKind.KEY_SHEET_CHECKED, SYSTEM, current.id), at=ctx.now)


def inventory(vault: Vault) -> Inventory:
    """Count what there is and say when the next master key is due; no key is shown, and no object named."""
    kinds = Counter(object_id.partition(".")[0] for object_id in vault.ids())
    current = vault.masters.current
    return Inventory(
        current.id, current.generation, current.created, add_months(current.created, 12 * MASTER_YEARS),
        len(vault.masters.previous), dict(sorted(kinds.items())),
    )  # fmt: skip


def rotate(transaction: Callable[[], AbstractContextManager[Context]], keystore: KeyStore) -> int:
    """Make a new master key, wrap every data key by it, and return how many.

    The previous key stays in the file: backups made under it need it as long as they live. It may be
    interrupted: run again, it goes on. A service that runs must be started again to know the new key.
    """
    with transaction() as ctx:
        masters = master.rotate(ctx.settings.master_key, created=ctx.today, randbytes=ctx.random)
        rewrapped = Vault(keystore, masters).rewrap()
        detail = {"keys": rewrapped.renewed}
        event = Event(EventKind.MASTER_ROTATED, SYSTEM, masters.current.id, detail)
        save(ctx.session, event=event, at=ctx.now)
        return rewrapped.renewed


def retire(vault: Vault, path: Path) -> int:
    """Forget the previous master keys of a key file; return how many there were.

    Whatever they wrap, backups included, opens no more. Their sheets in the safe still could.

    Raises:
        Refused: a data key is still wrapped by one of them.
    """
    count = len(vault.masters.previous)
    if vault.rewrap().renewed:
        raise Refused(
            "Some data keys were still wrapped by a previous master key.", hint="They are not now: run it again."
        )
    master.retire_previous(path)
    return count
