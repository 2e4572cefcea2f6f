"""How fast is a table of ten thousand rows, beside what others do with the same rows? In turns, in one run."""

import argparse
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from io import BytesIO
from statistics import median
from time import perf_counter
from typing import Final

from pypdf import PdfReader

from forms.sheets import OrientationSheet, draw, write
from tests.bench.sheet_peers import bare_xlsx, long_table
from tests.bench.table import Line, markdown
from tests.forms.sheets.made import orientations, rows

ROWS: Final = 10_000
FEW, MANY = 1_000, 20_000
ROUNDS: Final = 5
GROWTH: Final = 10.0
"""MB that many rows may take more than few: the file itself, and nothing that grows with the rows besides."""


class Step(StrEnum):
    """What is timed."""

    PDF = "ours: PDF"
    LONG_TABLE = "reportlab’s LongTable of plain strings"
    XLSX = "ours: XLSX, with formats, drop-downs, protection"
    BARE = "XlsxWriter as it comes (constant_memory), no formats"


MAKERS: Mapping[Step, Callable[[OrientationSheet], bytes]] = {
    Step.PDF: draw,
    Step.LONG_TABLE: long_table,
    Step.XLSX: write,
    Step.BARE: bare_xlsx,
}


def table(count: int) -> OrientationSheet:
    """Return a table whose rows come one by one, as they do from a store."""
    return replace(orientations(), rows=rows(count))


def sections(rounds: int = ROUNDS) -> Sequence[str]:
    """Measure, and return what docs/performance.md says of tables."""
    sizes = {step: _looked_at(step, make(table(ROWS))) for step, make in MAKERS.items()}
    times = _times(rounds)
    workbook, paper = _ratio(times, Step.XLSX, Step.BARE), _ratio(times, Step.LONG_TABLE, Step.PDF)
    lines = [
        Line("XLSX against bare XlsxWriter", "×", [workbook], most=1.2),
        Line("PDF against LongTable, how many times faster", "×", [paper], least=2.5),
        *(_memory_line(kind) for kind in ("xlsx", "pdf")),
    ]
    made = [[step, f"{median(times[step]):.3g}", f"{size // 1024}"] for step, size in sizes.items()]
    return (
        "Tables, what was reached:",
        markdown(["what", "to reach", "figure"], [line.cells(1) for line in lines]),
        f"Seconds and KB for {ROWS} rows, the median of {rounds} rounds:",
        markdown(["step", "seconds", "KB"], made),
    )


def _looked_at(step: Step, made: bytes) -> int:
    """Return the size of what was made. Exits with a sentence when its last row is not there."""
    last = f"FICTIF-{ROWS:05}"
    if step in (Step.XLSX, Step.BARE):
        with zipfile.ZipFile(BytesIO(made)) as archive:
            said = archive.read("xl/worksheets/sheet1.xml").decode()
    else:
        said = PdfReader(BytesIO(made)).pages[-1].extract_text()
    if last not in said:
        raise SystemExit(f"{step}: a reader does not find {last}")
    return len(made)


def _times(rounds: int) -> dict[Step, list[float]]:
    times: dict[Step, list[float]] = {step: [] for step in MAKERS}
    steps = list(MAKERS.items())
    for number in range(rounds):
        sys.stderr.write(f"tables, round {number + 1} of {rounds}\n")
        turn = number % len(steps)
        for step, make in steps[turn:] + steps[:turn]:
            begun = perf_counter()
            make(table(ROWS))
            times[step].append(perf_counter() - begun)
    return times


def _ratio(times: Mapping[Step, Sequence[float]], above: Step, below: Step) -> float:
    return median(one / other for one, other in zip(times[above], times[below], strict=True))


def _memory_line(kind: str) -> Line:
    few, many = (_peak(kind, count) for count in (FEW, MANY))
    return Line(f"peak of a process with {MANY} rows as {kind.upper()}, more than with {FEW} ({few:.1f} MB)", "MB",
                [many - few], most=GROWTH)  # fmt: skip


def _peak(kind: str, count: int) -> float:
    command = [sys.executable, "-m", "tests.bench.sheet_memory", kind, str(count)]
    return float(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))


def main() -> None:
    """Measure tables alone."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    sys.stdout.write("\n\n".join(sections(parser.parse_args().rounds)) + "\n")


if __name__ == "__main__":
    main()
