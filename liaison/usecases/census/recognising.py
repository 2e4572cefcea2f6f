"""Whom of a census does the house know already? By AGDREF number, by name and birth date; nobody is merged unasked.

Each dossier is unsealed once for the whole file, and only those that the actor may open (law 5).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from liaison.records import Case
from liaison.rules.access import Actor
from liaison.rules.likeness import is_alike, name_key
from liaison.store import cases as store
from liaison.usecases import matching
from liaison.usecases.context import Context
from liaison.usecases.dossier import agdref_digits, full_name, raw_of, read_people
from liaison.usecases.matching import identity_of


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A dossier that the house has."""

    case: Case
    raw: Mapping[str, str]

    @property
    def name(self) -> str:
        """Name and first name."""
        return full_name(self.raw)


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who a row may be: at most one by number, others by name."""

    by_number: KnownPerson | None
    by_name: tuple[KnownPerson, ...]
    held_by_a_colleague: bool = False
    """Whether a dossier that the actor may not open has the number: that one exists is told, not whose."""

    @property
    def is_sure(self) -> bool:
        """Say whether number and name both say the same, and nobody else has that name."""
        return self.by_number is not None and self.by_number in self.by_name


class Recogniser:
    """The dossiers of a département, found by number and by name."""

    def __init__(self, ctx: Context, actor: Actor, departement: str) -> None:
        self._ctx, self._departement = ctx, departement
        self._by_number: dict[str, KnownPerson] = {}
        self._by_name: dict[tuple[str, str], list[KnownPerson]] = defaultdict(list)
        cases = matching.cases_in_reach(ctx, actor, departement)
        held = read_people(ctx, cases)
        for case in cases:
            known = KnownPerson(case, raw_of(held[case.id]))
            self._by_name[name_key(identity_of(known.raw))].append(known)
            if number := agdref_digits(known.raw):
                self._by_number[number] = known

    def find(self, raw: Mapping[str, str]) -> Recognised:
        """Find whom a row may be."""
        wanted = identity_of(raw)
        alike = tuple(
            known for known in self._by_name.get(name_key(wanted), ()) if is_alike(wanted, identity_of(known.raw))
        )
        number = agdref_digits(raw)
        known = self._by_number.get(number) if number else None
        return Recognised(known, alike, bool(number) and known is None and self._is_held(number))

    def _is_held(self, number: str) -> bool:
        index = self._ctx.vault.index("agdref", number)
        return store.find_by_agdref(self._ctx.session, self._departement, index) is not None


class Namesakes:
    """The rows of one file that were read before: nobody stands in it twice."""

    def __init__(self) -> None:
        self._by_number: dict[str, int] = {}
        self._by_name: dict[tuple[str, str], list[tuple[int, Mapping[str, str]]]] = defaultdict(list)

    def find(self, raw: Mapping[str, str]) -> tuple[int, bool] | None:
        """Return the row that tells of the same person, and whether it is by number; nothing, where there is none."""
        number, wanted = agdref_digits(raw), identity_of(raw)
        if number in self._by_number:
            return self._by_number[number], True
        for row, other in self._by_name.get(name_key(wanted), ()):
            two_numbers = bool(number and agdref_digits(other))
            if not two_numbers and is_alike(wanted, identity_of(other)):
                return row, False
        return None

    def add(self, row: int, raw: Mapping[str, str]) -> None:
        """Remember a row."""
        if number := agdref_digits(raw):
            self._by_number[number] = row
        self._by_name[name_key(identity_of(raw))].append((row, raw))


def ids_of(found: Collection[Recognised]) -> list[str]:
    """Return the dossiers that some rows may be of."""
    return [one.case.id for each in found for one in (each.by_number, *each.by_name) if one is not None]
