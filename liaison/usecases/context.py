"""What does every use case work with? One open transaction and the tools of the house."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias, TypeVar

from sqlmodel import Session

from crypto.vault import Vault
from forms.catalog import Catalog
from forms.paper import Templates
from liaison.ports import Antivirus, Clock, IdentityProvider, Opener
from liaison.rules.calendar import local_day
from liaison.settings import Settings

Json: TypeAlias = str | int | bool | list["Json"] | dict[str, "Json"] | None
T = TypeVar("T")


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
    opener: Opener
    """Who opens and looks at what strangers sent: inside `between`, since it takes seconds."""
    antivirus: Antivirus | None = None
    """None: nothing is scanned, and that is shown."""
    texter_ready: bool = False
    """Whether an SMS gateway is configured: a key by SMS is offered only then."""
    mailer_ready: bool = False
    provider: IdentityProvider | None = None
    """None: people sign in by password; asked inside `between`, since it is another machine."""
    now: datetime = field(init=False)
    doomed: list[str] = field(default_factory=list, init=False)
    """The objects whose data keys die once this transaction is committed."""
    settled: list[str] = field(default_factory=list, init=False)
    """Those of what is committed: their data keys die when the block ends, however it ends."""

    def __post_init__(self) -> None:
        """Read the clock."""
        object.__setattr__(self, "now", self.clock.now())

    @property
    def today(self) -> date:
        """The day that it is in Paris."""
        return local_day(self.now)

    def new_id(self) -> str:
        """Draw an id of 80 bits: nobody guesses a neighbour's, and it tells nothing."""
        return draw_id(self.random)

    def new_reference(self) -> str:
        """Draw a reference that is easy to say on the telephone and tells nothing: 40 bits, eight signs."""
        return base64.b32encode(self.random(5)).decode("ascii").lower()

    def destroy(self, *object_ids: str) -> None:
        """Let the data keys of objects die, once this transaction is committed (docs/decisions/0066).

        Before, a commit that fails would leave rows that nobody can open.
        """
        self.doomed.extend(object_ids)

    def settle(self) -> None:
        """Let the data keys die of what was to be destroyed: it is committed."""
        self.settled.extend(self.doomed)
        self.doomed.clear()

    def between(self, work: Callable[[], T]) -> T:
        """Commit what stands, do slow work outside of any transaction, and go on in a new one (docs/decisions/0074).

        What stands is committed for good: it stays when the work or the rest raises. The work touches neither this
        context's session nor its rows' keys; after it rows are read afresh, since others may have changed them
        meanwhile. `now` stays: it is the moment of the request, for what came before and what comes after.

        Raises:
            liaison.errors.Unavailable: at the edge, if the commit fails; the work is then not begun.
        """
        self.session.commit()
        self.settle()
        try:
            return work()
        finally:
            self.session.expire_all()

    def take_back(self) -> None:
        """Undo what was done since the transaction began: the page that says why not is made from what stands.

        Without it, `between` on the way to that page would commit what was refused. Keys that were made for rows that
        are gone are left to the sweep.
        """
        self.session.rollback()
        self.doomed.clear()

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

    def unseal_mappings(
        self, field_name: str, sealed: Mapping[str, tuple[int, bytes]]
    ) -> dict[str, Mapping[str, Json]]:
        """Open the sealed mappings of many objects, each in its version, with one read of the key store.

        Raises:
            crypto.errors.KeyGone: one of the objects was destroyed.
            crypto.errors.BrokenSeal: one was changed, or moved here from elsewhere.
        """
        opened: dict[str, Mapping[str, Json]] = {}
        for object_id, plain in self.vault.unseal_all(field_name, sealed).items():
            value: Json = json.loads(plain)
            opened[object_id] = _mapping(value, f"{object_id} {field_name}")
        return opened

    def unseal_mapping(self, object_id: str, field_name: str, sealed: bytes, *, version: int = 1) -> Mapping[str, Json]:
        """Open a sealed mapping."""
        return _mapping(self.unseal(object_id, field_name, sealed, version=version), f"{object_id} {field_name}")


def _mapping(value: Json, what: str) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        message = f"{what} holds no mapping"
        raise TypeError(message)
    return value


def draw_id(random: Callable[[int], bytes]) -> str:
    """Draw an id of 80 bits for something that is made before its transaction opens."""
    return base64.b32encode(random(10)).decode("ascii").lower()
