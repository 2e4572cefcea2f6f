"""How does a stranger's table travel between its preview and its confirmation? Sealed in the page, for its author.

Nothing of it is kept here meanwhile: neither rows nor a file that would need a key, a deadline and a sweep (0057).
"""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from crypto.errors import BrokenSeal, KeyGone
from liaison import spreadsheets
from liaison.errors import Invalid, Problem, WrongState
from liaison.rules.access import Actor
from liaison.spreadsheets import Row
from liaison.usecases.context import Context
from liaison.usecases.profiles import object_of

LIFETIME: Final = timedelta(hours=2)
"""An older parcel is refused: what it would change will have changed."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file as it was read: its headings, its other rows."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(content: bytes, *, holds: str, with_days: bool = False) -> Table:
    """Read a file: its first row that is not empty holds the headings, the others what `holds` says.

    `with_days`: the days of a workbook are read as days.

    Raises:
        Invalid: the file cannot be read, or holds headings only.
    """
    first, *rows = spreadsheets.read(content, with_days=with_days)
    if not rows:
        sentence = f"« Fichier » : il n’a qu’une ligne. La première porte les titres des colonnes, les autres {holds}."
        raise Invalid([Problem("file", "Fichier", sentence)])
    return Table(first.cells, tuple(rows))


def keep(ctx: Context, actor: Actor, field: str, about: Mapping[str, str], table: Table) -> str:
    """Seal a table, and what it is about, under the account of who sent it; `field` says what it is sent for."""
    value = {
        "about": dict(about),
        "at": ctx.now.isoformat(),
        "headings": table.headings,
        "rows": [[row.number, *row.cells] for row in table.rows],
    }
    plain = zlib.compress(json.dumps(value, ensure_ascii=False).encode())
    sealed = ctx.vault.seal(object_of(actor.account_id), field=field, version=1, plain=plain)
    return base64.urlsafe_b64encode(sealed).decode("ascii")


def give_back(ctx: Context, actor: Actor, field: str, kept: str) -> tuple[Mapping[str, str], Table]:
    """Open what `keep` sealed, for its author only and for the same thing.

    Raises:
        WrongState: somebody else sent it, or it is too old.
    """
    try:
        sealed = base64.b64decode(kept, altchars=b"-_", validate=True)
        plain = ctx.vault.unseal(object_of(actor.account_id), field=field, version=1, sealed=sealed)
    except (binascii.Error, ValueError, BrokenSeal, KeyGone):
        raise WrongState("Ce fichier n’est plus lisible ici.", hint="Choisissez-le à nouveau.") from None
    value = json.loads(zlib.decompress(plain))
    if ctx.now - datetime.fromisoformat(value["at"]) > LIFETIME:
        raise WrongState("Cet aperçu date de plus de deux heures.", hint="Choisissez le fichier à nouveau.")
    rows = tuple(Row(number, tuple(cells)) for number, *cells in value["rows"])
    return value["about"], Table(tuple(value["headings"]), rows)
