"""Is a destruction that was stopped anywhere carried through, and never attested before it is whole?"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest
from sqlmodel import select

from crypto.keystore import KeyRecord, ObjectId
from crypto.vault import Vault
from liaison.adapters.ledger import FileLedger
from liaison.bootstrap import Service
from liaison.errors import NotFound
from liaison.records import Case, Destruction
from liaison.usecases import certificates, destroying, keeping_cases
from liaison.usecases.context import Context
from liaison.vocabulary.destruction import DestructionStatus
from tests.factories import House
from tests.liaison.usecases import lived_in
from tests.liaison.usecases.lived_in import live

pytestmark = pytest.mark.requirement("R-5")

WHEN: Final = datetime(2029, 11, 20, 9, 0, tzinfo=UTC)


class Died(BaseException):
    """The process ends here: nothing catches it."""


@dataclass
class Dying:
    """A house that dies at its n-th step: a commit, the ledger, the wiping of the files."""

    service: Service
    after: int
    steps: int = 0

    @property
    def ledger(self) -> "Dying":
        """Be the ledger too."""
        return self

    def transaction(self) -> AbstractContextManager[Context]:
        """Open a real transaction; die before or after its commit, as the count says."""
        return self._transaction()

    @contextmanager
    def _transaction(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a generator of contexts
        with self.service.transaction() as ctx:
            yield ctx
            self._step()
        self._step()

    def wipe(self) -> bool:
        """Wipe, and die before or after."""
        self._step()
        done = self.service.wipe()
        self._step()
        return done

    def append(self, lines: Iterable[str]) -> None:
        """Write down, and die before or after."""
        self._step()
        self.service.ledger.append(lines)
        self._step()

    def lines(self) -> list[str]:
        """Read the real ledger."""
        return self.service.ledger.lines()

    def copy_to(self, folder: Path, name: str) -> Path:
        """Copy the real ledger."""
        return self.service.ledger.copy_to(folder, name)

    def _step(self) -> None:
        self.steps += 1
        if self.steps == self.after:
            raise Died


def dying(house: House) -> lived_in.Life:
    """Give a dossier whose day has come."""
    life = live(house)
    lived_in.end(house, life.case_id, date(2026, 11, 20))
    house.clock.move_to(WHEN)
    return life


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_killed_at_every_step(engine: str, request: pytest.FixtureRequest) -> None:
    """At each step in turn the process dies; the next life ends what was begun, and the last one attests it all."""
    house: House = request.getfixturevalue(f"{engine}_house")
    life = dying(house)
    deaths, step = 0, 1
    while True:
        try:
            destroying.destroy_due(Dying(house.service, step))
            break
        except Died:
            deaths += 1
            _attested_are_whole(house)
        # Each life gets one step further than the one before, until one lives.
        step += 1

    assert deaths > 6
    rows = house.do(lambda ctx: ctx.session.exec(select(Destruction)).all())
    assert {DestructionStatus.CERTIFIED.value} == {row.status for row in rows}
    assert not house.key_ids() & life.objects
    assert house.do(lambda ctx: ctx.session.get(Case, life.case_id)) is None


def _attested_are_whole(house: House) -> None:
    with house.service.transaction() as ctx:
        for row in ctx.session.exec(select(Destruction).where(Destruction.certificate != "")).all():
            assert not any(ctx.vault.exists(one) for one in destroying._objects(ctx, row))  # noqa: SLF001 - its own list


def test_a_dossier_is_seen_by_nobody_once_it_has_begun(sqlite_house: House) -> None:
    """Between the decision and the emptied rows there is no page of it that would fail."""
    life = dying(sqlite_house)
    with pytest.raises(Died):
        destroying.destroy_due(Dying(sqlite_house.service, 4))

    with pytest.raises(NotFound):
        sqlite_house.do(keeping_cases.open_case, sqlite_house["coordinator"], life.case_id)
    assert [] == sqlite_house.do(keeping_cases.list_cases, sqlite_house["coordinator"])


def test_nothing_is_destroyed_that_was_not_written_down(sqlite_house: House) -> None:
    """A ledger that cannot be written stops it before any key dies; the next round carries it on."""
    life = dying(sqlite_house)
    blocked = replace(sqlite_house.service, ledger=FileLedger(Path("/proc/nowhere/ledger")))
    with pytest.raises(OSError, match="nowhere"):
        destroying.destroy_due(blocked)
    assert life.objects <= sqlite_house.key_ids()

    assert 1 == destroying.carry_on_all(sqlite_house.service)
    assert not sqlite_house.key_ids() & life.objects


class Stubborn:
    """A key store that forgets nothing, and says that it did."""

    def __init__(self, house: House) -> None:
        self._real = house.service.keystore

    def destroy(self, object_ids: Iterable[ObjectId]) -> int:
        """Keep them all."""
        return len(list(object_ids))

    def __getattr__(self, name: str) -> Callable[..., object]:
        """Do the rest as the real one."""
        found: Callable[..., object] = getattr(self._real, name)
        return found

    def records(self) -> Iterable[KeyRecord]:
        """Read the real ones."""
        return self._real.records()


def test_a_key_that_stays_is_never_attested(sqlite_house: House) -> None:
    """It stands as begun, no row is emptied, and it ends once the key store does its work again."""
    life = dying(sqlite_house)
    vault = Vault(Stubborn(sqlite_house), sqlite_house.service.vault.masters)  # type: ignore[arg-type]  # by getattr
    with pytest.raises(destroying.NotDone, match="keys"):
        destroying.destroy_due(replace(sqlite_house.service, vault=vault))

    (line, *_) = sqlite_house.do(certificates.list_destructions, sqlite_house["dpo"])
    assert (DestructionStatus.BEGUN, None) == (line.status, line.certified_at)
    assert sqlite_house.do(lambda ctx: ctx.session.get(Case, life.case_id)) is not None
    assert 1 == destroying.carry_on_all(sqlite_house.service)
    assert sqlite_house.do(lambda ctx: ctx.session.get(Case, life.case_id)) is None
