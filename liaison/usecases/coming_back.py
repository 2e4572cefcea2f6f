"""How does someone whose session ended find again what they had typed?

What was posted is sealed under the data key of the account that the page belonged to, and travels in the
sign-in pages as one hidden value: nothing is stored here, nobody else's sign-in opens it, and it can be
neither read nor changed on the way. Rejected: rows on the server (a stranger could fill the store), clear
hidden fields (whoever signs in next on that computer would read them).
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from crypto.errors import BrokenSeal, KeyGone
from liaison.errors import WrongState
from liaison.rules.access import Actor
from liaison.usecases.context import Context
from liaison.usecases.profiles import object_of

LIFETIME: Final = timedelta(days=1)
"""An older parcel is refused: the dossier will have changed."""
LARGEST: Final = 600 * 1024
"""Bytes posted; base64 of them still fits the limit of a form."""
_FIELD: Final = "typed"


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was posted: where to, its fields in order, when."""

    path: str
    pairs: tuple[tuple[str, str], ...]
    at: datetime
    dropped: tuple[str, ...] = ()
    """The fields that held a key, a password or a code: never kept, typed again."""


def author_of(csrf: str) -> str:
    """Return the account on whose page a CSRF token stood, as the token says: a claim, not a proof."""
    return csrf.partition(".")[0]


def keep(
    ctx: Context, account_id: str, path: str, pairs: Sequence[tuple[str, str]], *, dropped: Sequence[str] = ()
) -> str:
    """Seal what was posted for an account; nothing when there is no such account or it is too long.

    `pairs` holds no secret any more: `dropped` names the fields of those that were typed.
    """
    if sum(len(name) + len(value.encode()) for name, value in pairs) > LARGEST:
        return ""
    names, values = [name for name, _ in pairs], [value for _, value in pairs]
    value = {"path": path, "at": ctx.now.isoformat(), "names": names, "values": values, "dropped": list(dropped)}
    plain = json.dumps(value, ensure_ascii=False).encode()
    try:
        sealed = ctx.vault.seal(object_of(account_id), field=_FIELD, version=1, plain=plain)
    except (KeyGone, ValueError):
        return ""
    return base64.urlsafe_b64encode(sealed).decode("ascii")


def give_back(ctx: Context, actor: Actor, kept: str) -> Typed:
    """Open what `keep` sealed, for its author only.

    Raises:
        WrongState: somebody else typed it, or it is too old.
    """
    try:
        sealed = base64.b64decode(kept, altchars=b"-_", validate=True)
        plain = ctx.vault.unseal(object_of(actor.account_id), field=_FIELD, version=1, sealed=sealed)
    except (binascii.Error, ValueError, BrokenSeal, KeyGone):
        raise WrongState(
            "Ce qui avait été saisi l’a été sous un autre compte : rien n’en a été enregistré.",
            hint="La personne qui l’a saisi peut se connecter pour le retrouver.",
        ) from None
    value = json.loads(plain)
    typed = Typed(
        value["path"],
        tuple(zip(value["names"], value["values"], strict=True)),
        datetime.fromisoformat(value["at"]),
        tuple(value["dropped"]),
    )
    if ctx.now - typed.at > LIFETIME:
        raise WrongState("Cette saisie date de plus d’un jour.", hint="Reprenez depuis la page elle-même.")
    return typed
