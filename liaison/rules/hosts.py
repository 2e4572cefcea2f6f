"""Is every machine that the service uses declared, by whom, in which country, under which contract (G-6, G-11)?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.vocabulary.registers import HostFault, HostRole

_LOCAL: Final = frozenset({"", "localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Host:
    """A machine, as settings name it."""

    role: HostRole
    address: str
    country: str = ""
    """Two letters; empty when no setting says it: the declaration does."""
    setting: str = ""

    @property
    def is_apart(self) -> bool:
        """Whether it is another machine than the service's own; where the service runs is asked in any case."""
        return self.role is HostRole.HOSTING or not is_local(self.address)


@dataclass(frozen=True, slots=True)
class Declared:
    """Who is behind a machine, as the operator declared it."""

    id: str
    role: HostRole
    host: str
    country: str
    own: bool
    starts_on: date | None
    ends_on: date | None
    agreed_on: date | None
    identity: str
    contact: str = ""
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Standing:
    """A machine, the declaration that suits it best, and what is wrong with it; none: nobody declared it."""

    host: Host
    declared: Declared | None
    faults: tuple[HostFault, ...]


def is_local(address: str) -> bool:
    """Say whether an address is the machine itself: no third party is behind it."""
    return address.casefold() in _LOCAL or address.startswith(("/", "unix:"))


def standing(host: Host, declared: Iterable[Declared], today: date) -> Standing:
    """Find the declaration of a machine; of several the one with the fewest faults, then the youngest contract."""
    theirs = [one for one in declared if one.role is host.role and one.host.casefold() == host.address.casefold()]
    if not theirs:
        return Standing(host, None, (HostFault.UNDECLARED,))
    judged = [(one, faults_of(one, host, today)) for one in theirs]
    best, faults = min(judged, key=lambda pair: (len(pair[1]), -(pair[0].starts_on or date.min).toordinal()))
    return Standing(host, best, faults)


def faults_of(one: Declared, host: Host | None, today: date) -> tuple[HostFault, ...]:
    """Say what is wrong with a declaration today; a machine of the operator's own needs no contract."""
    found = []
    if host is not None and host.country and host.country.upper() != one.country:
        found.append(HostFault.OTHER_COUNTRY)
    if one.own:
        return tuple(found)
    if one.ends_on is not None and one.ends_on < today:
        found.append(HostFault.ENDED)
    if one.starts_on is None or one.starts_on > today:
        found.append(HostFault.NOT_BEGUN)
    if one.agreed_on is None:
        found.append(HostFault.NO_AGREEMENT)
    return tuple(found)
