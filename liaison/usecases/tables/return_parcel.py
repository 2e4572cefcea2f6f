"""How does a returned table wait between its preview and its confirmation? Sealed in the page, for its reader alone.

As the import of a directory does (0057): nothing that a stranger typed about many people is kept here for a page that
somebody may never confirm.
"""

import base64
import binascii
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import TypeAdapter

from crypto.errors import BrokenSeal, KeyGone
from liaison.errors import WrongState
from liaison.rules.access import Actor
from liaison.spreadsheets.returned_table import Returned
from liaison.usecases.context import Context
from liaison.usecases.profiles import object_of

LIFETIME: Final = timedelta(hours=2)
"""An older preview is refused: decisions will have been recorded meanwhile."""
_FIELD: Final = "returned-table"


@dataclass(frozen=True, slots=True)
class Upload:
    """A returned table as it was read, for which table of ours, and by which way it came."""

    table_id: str
    returned: Returned
    traits: tuple[str, ...] = ()
    """What the file holds beside its cells: macros, links to elsewhere."""
    document_id: str | None = None
    """The document of a deposit that it is; None: a file that was chosen."""


_PARCEL: Final[TypeAdapter[tuple[datetime, Upload]]] = TypeAdapter(tuple[datetime, Upload])


def keep(ctx: Context, actor: Actor, upload: Upload) -> str:
    """Seal a return under the account of who looks at it."""
    plain = zlib.compress(_PARCEL.dump_json((ctx.now, upload)))
    sealed = ctx.vault.seal(object_of(actor.account_id), field=_FIELD, version=1, plain=plain)
    return base64.urlsafe_b64encode(sealed).decode("ascii")


def give_back(ctx: Context, actor: Actor, kept: str) -> Upload:
    """Open what `keep` sealed.

    Raises:
        WrongState: somebody else looked at it, or it is too old.
    """
    try:
        sealed = base64.b64decode(kept, altchars=b"-_", validate=True)
        plain = ctx.vault.unseal(object_of(actor.account_id), field=_FIELD, version=1, sealed=sealed)
    except (binascii.Error, ValueError, BrokenSeal, KeyGone):
        raise WrongState("Ce retour n’est plus lisible ici.", hint="Choisissez-le à nouveau.") from None
    at, upload = _PARCEL.validate_json(zlib.decompress(plain))
    if ctx.now - at > LIFETIME:
        raise WrongState("Cet aperçu date de plus de deux heures.", hint="Choisissez le retour à nouveau.")
    return upload
