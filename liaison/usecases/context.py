"""What does every use case work with? One open transaction and the tools of the house."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from sqlmodel import Session

from crypto.vault import Vault
from forms.catalog import Catalog
from forms.paper import Templates
from liaison.ports import Clock
from liaison.rules.calendar import local_day
from liaison.settings import Settings

Json: TypeAlias = str | int | bool | list["Json"] | dict[str, "Json"] | None


@dataclass(frozen=True, slots=True)
class Context:
    """One transaction: `now` is read once, when it opens; the edge commits it or rolls it back."""

    session: Session
    vault: Vault
    clock: Clock
    settings: Settings
    catalog: Catalog
    templates: Templates
    random: Callable[[int], bytes]
    texter_ready: bool = False
    """Whether an SMS gateway is configured: a key by SMS is offered only then."""
    mailer_ready: bool = False
    now: datetime = field(init=False)
    doomed: list[str] = field(default_factory=list, init=False)
    """The objects whose data keys die once this transaction is committed."""

    def __post_init__(self) -> None:
        """Read the clock."""
        object.__setattr__(self, "now", self.clock.now())

    @property
    def today(self) -> date:
        """The day that it is in Paris."""
        return local_day(self.now)

    def new_id(self) -> str:
        """Draw an id of 80 bits: nobody guesses a neighbour's, and it tells nothing."""
        return base64.b32encode(self.random(10)).decode("ascii").lower()

    def destroy(self, *object_ids: str) -> None:
        """Let the data keys of objects die, once this transaction is committed (docs/decisions/0066).

        Before, a commit that fails would leave rows that nobody can open.
        """
        self.doomed.extend(object_ids)

    def seal(self, object_id: str, field_name: str, value: Json, *, version: int = 1) -> bytes:
        """Seal a value under the data key of an object that `vault.create` made."""
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return self.vault.seal(object_id, field=field_name, version=version, plain=plain)

    def unseal(self, object_id: str, field_name: str, sealed: bytes, *, version: int = 1) -> Json:
        """Open what `seal` made.

        Raises:
            crypto.errors.KeyGone: the object was destroyed.
            crypto.errors.BrokenSeal: it was changed, or moved here from elsewhere.
        """
        value: Json = json.loads(self.vault.unseal(object_id, field=field_name, version=version, sealed=sealed))
        return value

    def unseal_mapping(self, object_id: str, field_name: str, sealed: bytes, *, version: int = 1) -> Mapping[str, Json]:
        """Open a sealed mapping."""
        value = self.unseal(object_id, field_name, sealed, version=version)
        if not isinstance(value, dict):
            message = f"{object_id} {field_name} holds no mapping"
            raise TypeError(message)
        return value
