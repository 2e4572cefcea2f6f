"""What would a census add or complete? Each row: sure, doubtful, left out, or to be corrected; nothing is written."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from liaison.rules.access import Actor
from liaison.rules.census import FIELDS, Meaning
from liaison.rules.headings import normal
from liaison.spreadsheets import Row
from liaison.usecases.census import recognising
from liaison.usecases.census.cells import Line, LineReader
from liaison.usecases.census.effects import Effect, Effects
from liaison.usecases.census.model_table import EXAMPLE_NAME
from liaison.usecases.census.reading import Census
from liaison.usecases.census.recognising import KnownPerson, Namesakes, Recognised, Recogniser
from liaison.usecases.context import Context
from liaison.usecases.dossier import dossier_spec, masked
from liaison.usecases.import_planning import MOST_PROBLEMS, TOO_MANY, RowProblem
from liaison.usecases.matching import AGDREF

NEW: Final = "new"
SKIP: Final = "skip"
_LAST_NAME: Final = FIELDS[Meaning.LAST_NAME]
_BIRTH_DATE: Final = FIELDS[Meaning.BIRTH_DATE]


@dataclass(frozen=True, slots=True)
class Item:
    """A row that is sure: a new dossier, or one that it completes."""

    row: int
    name: str
    effect: Effect
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to settle a doubt: what it is called in a form, in words, and what it would do."""

    value: str
    label: str
    effect: Effect | None = None
    """None: the row is left out."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that may be of somebody known: a person decides."""

    row: int
    name: str
    why: str
    answers: tuple[Answer, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that changes nothing, and why."""

    row: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a census would do; with a problem it does nothing. `digest` names exactly this."""

    items: tuple[Item, ...]
    doubts: tuple[Doubt, ...]
    left_out: tuple[LeftOut, ...]
    unchanged: int
    problems: tuple[RowProblem, ...]
    digest: str

    @property
    def added(self) -> int:
        """How many dossiers would be opened, the doubts apart."""
        return sum(item.effect.is_new for item in self.items)

    @property
    def completed(self) -> int:
        """How many would be completed, the doubts apart."""
        return sum(item.effect.changes and not item.effect.is_new for item in self.items)


def plan(ctx: Context, actor: Actor, census: Census, meanings: Sequence[str]) -> Plan:
    """Read the rows of a census, and find whom of them the house knows."""
    spec = dossier_spec(ctx)
    reader = LineReader(spec, census.headings, meanings, ctx.today)
    lines, left_out, problems = _read(reader, census.rows)
    recogniser = Recogniser(ctx, actor, census.departement)
    found = [(line, recogniser.find(line.raw)) for line in lines]
    effects = Effects(ctx, spec, census.partner_id, recognising.ids_of([one for _, one in found]))
    planner = _Planner(effects, left_out, problems)
    for line, recognised in found:
        planner.take(line, recognised)
    return planner.plan()


def _read(reader: LineReader, rows: Sequence[Row]) -> tuple[list[Line], list[LeftOut], list[RowProblem]]:
    """Read the rows; what is wrong with one, or between two, is told with its number."""
    lines: list[Line] = []
    left_out: list[LeftOut] = []
    problems: list[RowProblem] = []
    seen = Namesakes()
    for row in rows:
        line = reader.read(row)
        if line is None:
            continue
        if normal(line.raw.get(_LAST_NAME, "")) == normal(EXAMPLE_NAME):
            left_out.append(LeftOut(line.row, line.name, "C’est la ligne d’exemple du modèle."))
            continue
        line.problems += _double(line, seen)
        problems += [RowProblem(line.row, sentence) for sentence in line.problems]
        if len(problems) >= MOST_PROBLEMS:
            return lines, left_out, [RowProblem(line.row, TOO_MANY), *problems]
        if not line.problems:
            lines.append(line)
        seen.add(line.row, line.raw)
    return lines, left_out, problems


def _double(line: Line, seen: Namesakes) -> list[str]:
    if _LAST_NAME not in line.raw:
        return []
    double = seen.find(line.raw)
    if double is None:
        return []
    row, by_number = double
    if by_number:
        return [f"« N° AGDREF » : c’est aussi celui de la ligne {row}. Corrigez-le, ou gardez une seule ligne."]
    advice = "" if _BIRTH_DATE in line.raw else " ; sinon, écrivez les dates de naissance"
    return [f"« Nom » : la ligne {row} semble être de la même personne. Gardez-en une seule{advice}."]


class _Planner:
    """Takes the rows one by one."""

    def __init__(self, effects: Effects, left_out: list[LeftOut], problems: list[RowProblem]) -> None:
        self._effects = effects
        self._items: list[Item] = []
        self._doubts: list[Doubt] = []
        self._left_out = left_out
        self._problems = problems
        self._unchanged = 0

    def plan(self) -> Plan:
        """Return what was found, in the order of the file."""
        self._check_targets()
        told = (tuple(self._items), tuple(self._doubts), tuple(self._left_out), self._unchanged)
        digest = hashlib.sha256(repr(told).encode()).hexdigest()
        return Plan(*told, tuple(self._problems), digest)

    def take(self, line: Line, found: Recognised) -> None:
        """Take a row."""
        if found.held_by_a_colleague:
            self._left_out.append(LeftOut(
                line.row, line.name,
                "Ce N° AGDREF est celui d’un dossier que suit un collègue. La coordination peut l’importer.",
            ))  # fmt: skip
        elif found.by_number is None and not found.by_name:
            self._add(line, self._effects.on_new(line))
        elif found.by_number is not None and found.is_sure:
            self._complete(line, found.by_number)
        else:
            self._doubt(line, found)

    def _add(self, line: Line, effect: Effect) -> None:
        if effect.changes or effect.differs or effect.withdrawn:
            self._items.append(Item(line.row, line.name, effect, tuple(line.notes)))
        if not effect.changes:
            self._unchanged += 1

    def _complete(self, line: Line, known: KnownPerson) -> None:
        if known.case.id in self._effects.restricted:
            self._left_out.append(LeftOut(line.row, line.name, _RESTRICTED))
        else:
            self._add(line, self._effects.on_known(line, known))

    def _doubt(self, line: Line, found: Recognised) -> None:
        people = {one.case.id: one for one in (found.by_number, *found.by_name) if one is not None}
        answers = [
            Answer(case_id, f"C’est la même personne : {_described(known)}", self._effects.on_known(line, known))
            for case_id, known in people.items()
            if case_id not in self._effects.restricted
        ]
        if found.by_number is None:
            answers.append(Answer(NEW, "C’est une autre personne : ouvrir un dossier", self._effects.on_new(line)))
        answers.append(Answer(SKIP, "Laisser cette ligne de côté"))
        self._doubts.append(Doubt(line.row, line.name, _why(found), tuple(answers), tuple(line.notes)))

    def _check_targets(self) -> None:
        """Two rows that are surely of one dossier: one of them is wrong."""
        taken: Mapping[str, list[int]] = defaultdict(list)
        for item in self._items:
            if item.effect.case_id is not None:
                taken[item.effect.case_id].append(item.row)
        self._problems += [
            RowProblem(rows[1], f"« Nom » : la ligne {rows[0]} est du même dossier. Gardez une seule ligne.")
            for rows in taken.values()
            if len(rows) > 1
        ]


_RESTRICTED: Final = "Ce dossier est en limitation à la demande de la personne : rien n’y change."


def _why(found: Recognised) -> str:
    if found.by_number is None:
        return "Une personne du même nom a déjà un dossier."
    name = found.by_number.name
    return f"Le N° AGDREF est celui d’un dossier d’un autre nom, ou d’une autre date de naissance : {name}."


def _described(known: KnownPerson) -> str:
    number = masked(known.raw.get(AGDREF, ""))
    born = known.raw.get(_BIRTH_DATE, "")
    details = (f"date de naissance : {born}" if born else "", f"AGDREF {number}" if number else "")
    told = ", ".join(filter(None, details))
    return f"{known.name} ({told})" if told else known.name
