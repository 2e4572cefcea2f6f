"""How is the house saved and put back? Two sealed backups that never lie together (law 6).

The data backup may live long: it opens nothing without the keys. The backup of keys lives a few days, so
that a destruction is complete when the last one has expired (R-5).
"""

import tempfile
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from crypto import backupfile
from crypto.backupfile import BackupKind, BackupLabel
from crypto.hashchain import Detail
from crypto.keystore import KeyStore
from crypto.keystore import dump as dump_keys
from crypto.keystore import parse as parse_keys
from crypto.master import MasterKeys
from crypto.vault import Vault
from liaison.errors import Refused
from liaison.events import EventKind
from liaison.rules.delivery import Failure
from liaison.store import copying
from liaison.store import governance as store
from liaison.store import outbox as outbox_store
from liaison.store.engine import open_engine, transaction
from liaison.store.trails import Event, read_head
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.vocabulary import SYSTEM, ArchiveStatus, Chain, OutboxAbout, OutboxStatus

DATA_BACKUP_DAYS: Final = 365
LEDGER_NAME: Final = "liaison-destructions.ledger"
"""The copy of the ledger that lies beside a backup of either half."""
_NAME: Final = "liaison-{kind}-{at:%Y%m%dT%H%M%SZ}.backup"


@dataclass(frozen=True, slots=True)
class Drilled:
    """What a drill put back in a scratch place."""

    rows: int
    keys: int
    opened: int
    persons: int


@dataclass(frozen=True, slots=True)
class Scratch:
    """How a drill makes its scratch place: a key store and a schema, by URL."""

    open_keystore: Callable[[str], AbstractContextManager[KeyStore]]
    make_schema: Callable[[str], None]


def backup_data(ctx: Context, folder: Path) -> Path:
    """Write the whole database to a sealed file.

    Raises:
        Refused: a backup of keys lies in that folder.
    """
    _refuse_beside(folder, BackupKind.KEYS)
    save(ctx.session, event=Event(EventKind.BACKUP_MADE, SYSTEM, "", {"kind": "data"}), at=ctx.now)
    label = BackupLabel(BackupKind.DATA, ctx.now, ctx.now + timedelta(days=DATA_BACKUP_DAYS))
    return _write(ctx, folder, label, copying.dump(ctx.session))


def backup_keys(ctx: Context, keystore: KeyStore, folder: Path) -> Path:
    """Write the key store to a sealed file that lives `LIAISON_KEY_BACKUP_DAYS`, and delete those past theirs.

    Raises:
        Refused: a data backup lies in that folder.
    """
    _refuse_beside(folder, BackupKind.DATA)
    expired = [path for path, label in _backups(folder, BackupKind.KEYS) if label.expires_at <= ctx.now]
    for path in expired:
        path.unlink()
    detail: dict[str, Detail] = {"kind": "keys", "expired": len(expired), "lives": ctx.settings.key_backup_days}
    save(ctx.session, event=Event(EventKind.BACKUP_MADE, SYSTEM, "", detail), at=ctx.now)
    label = BackupLabel(BackupKind.KEYS, ctx.now, ctx.now + timedelta(days=ctx.settings.key_backup_days))
    return _write(ctx, folder, label, dump_keys(keystore.records()))


def is_keys(file: Path) -> bool:
    """Say which half a backup is."""
    return backupfile.read_header(file).label.kind is BackupKind.KEYS


def restore_data(ctx: Context, file: Path) -> int:
    """Put a data backup into an empty database; return how many rows.

    What waited to leave when the backup was made may have left since: a person decides whether it goes again.

    Raises:
        Conflict: the database is not empty.
        crypto.errors.BrokenBackup: the file was changed, cut, or is the other half.
    """
    count = copying.load(ctx.session, backupfile.read(file, kind=BackupKind.DATA, masters=ctx.vault.masters))
    held = _hold_messages(ctx)
    detail: dict[str, Detail] = {"kind": "data", "rows": count, "held": held}
    save(ctx.session, event=Event(EventKind.RESTORE_DONE, SYSTEM, "", detail), at=ctx.now)
    return count


def restore_keys(ctx: Context, keystore: KeyStore, file: Path) -> int:
    """Put a backup of keys into an empty key store; return how many keys.

    Raises:
        Refused: the backup is past its life: what was destroyed since must stay destroyed (R-5); or the
            database is empty: it would not take the data any more once this is written in its journal.
    """
    _refuse_expired(ctx.now, file)
    if read_head(ctx.session, Chain.SECURITY).size == 0:
        raise Refused("The database is empty.", hint="Restore the data first, then the keys.")
    count = keystore.restore(parse_keys(backupfile.read(file, kind=BackupKind.KEYS, masters=ctx.vault.masters)))
    save(
        ctx.session,
        event=Event(EventKind.RESTORE_DONE, SYSTEM, "", {"kind": "keys", "keys": count}),
        at=ctx.now,
    )
    return count


def drill(ctx: Context, data: Path, keys: Path, scratch: Scratch) -> Drilled:
    """Put both halves back in a scratch place, open every sealed person there, and record that it worked.

    What lies there is sealed, as in the house itself, and the folder is removed.

    Raises:
        Refused: the backup of keys is past its life, or opens no dossier at all: the halves do not belong together.
    """
    _refuse_expired(ctx.now, keys)
    with tempfile.TemporaryDirectory(prefix="liaison-drill-") as folder:
        tried = _try(Path(folder), ctx.vault.masters, data, keys, scratch)
    if tried.persons and not tried.opened:
        raise Refused(
            f"These keys open none of the {tried.persons} dossiers of that data backup.",
            hint="Take two backups of about the same day.",
        )
    row = store.safeguard_of(ctx.session, ctx.vault.masters.current.id)
    row.restore_drilled_at = ctx.now
    detail: dict[str, Detail] = {"rows": tried.rows, "keys": tried.keys, "opened": tried.opened}
    save(ctx.session, row, event=Event(EventKind.RESTORE_DRILLED, SYSTEM, row.master_id, detail), at=ctx.now)
    return tried


def _try(folder: Path, masters: MasterKeys, data: Path, keys: Path, scratch: Scratch) -> Drilled:
    url = f"sqlite:///{folder / 'drill.sqlite'}"
    with scratch.open_keystore(f"sqlite:///{folder / 'keys.sqlite'}") as keystore:
        count = keystore.restore(parse_keys(backupfile.read(keys, kind=BackupKind.KEYS, masters=masters)))
        vault = Vault(keystore, masters)
        vault.check()
        scratch.make_schema(url)
        engine = open_engine(url)
        try:
            with transaction(engine) as session:
                rows = copying.load(session, backupfile.read(data, kind=BackupKind.DATA, masters=masters))
                opened, persons = copying.open_all_persons(session, vault)
        finally:
            engine.dispose()
    return Drilled(rows, count, opened, persons)


def _hold_messages(ctx: Context) -> int:
    waiting = outbox_store.list_waiting(ctx.session)
    for message in waiting:
        message.status, message.failure = OutboxStatus.FAILED.value, Failure.INTERRUPTED.value
        message.leased_until = None
        row = outbox_store.lock_transmission(ctx.session, message.transmission_id) if message.transmission_id else None
        if row is not None and message.about == OutboxAbout.PLI:
            row.archive_status, row.archive_status_at = ArchiveStatus.FAILED.value, ctx.now
            row.failure = Failure.INTERRUPTED.value
    return len(waiting)


def _write(ctx: Context, folder: Path, label: BackupLabel, chunks: Iterable[bytes]) -> Path:
    path = folder / _NAME.format(kind=label.kind.value, at=label.created_at)
    backupfile.write(path, chunks, label=label, master=ctx.vault.masters.current)
    return path


def _refuse_beside(folder: Path, kind: BackupKind) -> None:
    """Both halves in one place would be one theft (law 6)."""
    if _backups(folder, kind):
        raise Refused(
            f"{folder} holds a backup of the other half ({kind.value}).",
            hint="Give each half a folder of its own.",
        )


def _backups(folder: Path, kind: BackupKind) -> list[tuple[Path, BackupLabel]]:
    found = [(path, backupfile.read_header(path).label) for path in sorted(folder.glob("liaison-*.backup"))]
    return [(path, label) for path, label in found if label.kind is kind]


def _refuse_expired(now: datetime, file: Path) -> None:
    label = backupfile.read_header(file).label
    if label.kind is BackupKind.KEYS and label.expires_at <= now:
        raise Refused(
            f"This backup of keys expired on {label.expires_at:%Y-%m-%d}: it may not be restored.",
            hint="Take a younger one, and delete this file.",
        )
