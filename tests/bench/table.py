"""What came out? Ratios against what was to be reached, then milliseconds and bytes, as Markdown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.rounds import OFFICE_BATCH, Step, Times


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: its figure for all models together, then for each."""

    what: str
    unit: str
    figures: Sequence[float]
    least: float | None = None
    most: float | None = None

    def cells(self, columns: int) -> list[str]:
        """Return the line as texts; a figure that is not what is asked says so."""
        reached = [
            f"{figure:.3g} {self.unit}{' **missed**' if self._misses(figure) else ''}" for figure in self.figures
        ]
        return [self.what, self._to_reach(), *reached, *[""] * (columns - len(reached))]

    def _to_reach(self) -> str:
        if self.least is not None:
            return f"≥ {self.least:g} {self.unit}"
        return f"≤ {self.most:g} {self.unit}" if self.most is not None else "a row of its own"

    def _misses(self, figure: float) -> bool:
        return (self.least is not None and figure < self.least) or (self.most is not None and figure > self.most)


def ratios(times: Times, above: Step, below: Step, *, less: Step | None = None) -> list[float]:
    """Return what a step took for another's one, for all models together, then for each: the median of the rounds.

    `less` is taken off the first.
    """
    models = list(dict.fromkeys(model for _, model in times))

    def ratio(of: Sequence[str]) -> float:
        return median(
            sum(times[above, model][number] - (times[less, model][number] if less else 0) for model in of)
            / sum(times[below, model][number] for model in of)
            for number in times[above, of[0]]
        )

    return [ratio(models), *(ratio([model]) for model in models)]


def measured_lines(times: Times) -> list[Line]:
    """Return the lines that the rounds answer."""
    process = ratios(times, Step.TYPST_PROCESS, Step.CHAIN)
    started = ratios(times, Step.TYPST_PROCESS, Step.CHAIN, less=Step.START)
    inside = ratios(times, Step.TYPST_INSIDE, Step.CHAIN)
    office = ratios(times, Step.OFFICE, Step.CHAIN)
    chain, check = ratios(times, Step.CHAIN, Step.FLOOR), ratios(times, Step.CHECK, Step.FLOOR)
    return [
        Line("fields → PDF → AES zip in process, against typst process + 7zz process", "×", process, least=25),
        Line("the same, less the start of the interpreter that stands for typst’s command", "×", started),
        Line("the same against typst in process + pyzipper", "×", inside, least=8),
        Line(f"the same against LibreOffice ({OFFICE_BATCH} documents in one process) + 7zz", "×", office, least=60),
        Line("whole chain against its floor (one PBKDF2 of pyzipper)", "×", chain, most=2),
        Line("the product’s own check, reopening the archive, against the same floor", "×", check),
    ]


def milliseconds(times: Times, models: Sequence[str]) -> Iterable[list[str]]:
    """Give a line for each step: the median over the rounds, by model."""
    for step in Step:
        yield [step, *(f"{1000 * median(times[step, model].values()):.3g}" for model in models)]


def markdown(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Set a table; the first column is words, the others are figures."""
    rule = ["---", *["---:"] * (len(heads) - 1)]
    return "".join(f"| {' | '.join(line)} |\n" for line in (heads, rule, *lines))
