"""How fast are a fiche and a table, beside what others do? `make bench` prints the tables of docs/performance.md.

Everybody draws the same fiches of the three official models, each with answers that nobody has seen; what they made
is looked at first. A ratio is the median of the ratios of the rounds. A target that is missed is said, and no error.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from forms.catalog import Catalog
from tests.bench import machine, sheets
from tests.bench.memory import FEW, MANY
from tests.bench.ours import Product
from tests.bench.reading import Made
from tests.bench.rounds import Bench, Step, run, verified
from tests.bench.starts import BUILT, memory, starts
from tests.bench.table import Line, markdown, measured_lines, milliseconds

MODELS = ("spe", "generic", "pic_ipr")
REMARKS = """\
{rounds} rounds of {documents} documents a model, LibreOffice in {office_rounds} of them; all models together are one
document of each. The wheel of typst holds no command: a bare interpreter that imports it stands for one, and its start
alone is a step of its own. As a process typst looks for the machine's faces, its default; reused here it does
not. All PDFs are tagged; ours can be filled in and is padded, theirs cannot and are not. The peer's pyzipper is as it
comes; the product derives its keys by OpenSSL. Nobody's chain holds the product's check.
"""


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    described = machine.described()
    specs = [Catalog().get(model) for model in MODELS]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench = Bench(specs, folder, Product(folder / "templates"))
        made = {spec.model: verified(bench, spec) for spec in specs}
        times = run(bench, rounds=asked.rounds, documents=asked.documents, office_rounds=asked.office_rounds)
        begun = {model: starts(folder, model) for model in MODELS}
        few, many = memory(folder / "templates", MODELS)
    tables = sheets.sections()
    built = [each[BUILT] for each in begun.values()]
    grown = f"memory after {MANY} fiches, more than after {FEW} ({few:.1f} MB)"
    lines = [
        *measured_lines(times),
        Line("template build, once per model version and installation", "s", [max(built), *built], most=3),
        Line(grown, "MB", [many - few], most=10),
    ]
    columns = ["all models", *MODELS]
    _say("What was reached:", markdown(["what", "to reach", *columns], [line.cells(len(columns)) for line in lines]))
    _say("Milliseconds for one document:", markdown(["step", *MODELS], milliseconds(times, MODELS)))
    _say("Milliseconds in a new process:", markdown(["step", *MODELS], _begun_lines(begun)))
    _say("Bytes (and pages):", markdown(["what", *MODELS], _size_lines(made)))
    _say(*tables)
    _say("Measured:", REMARKS.format_map(vars(asked)))
    _say("Machine:", "".join(f"- {what}: {which}\n" for what, which in described.items()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--documents", type=int, default=20, help="for each round and model")
    parser.add_argument("--office-rounds", type=int, default=3, help="rounds in which LibreOffice takes part")
    return parser.parse_args()


def _begun_lines(begun: Mapping[str, Mapping[str, float]]) -> list[list[str]]:
    return [[what, *(f"{1000 * each[what]:.3g}" for each in begun.values())] for what in begun[MODELS[0]]]


def _size_lines(made: Mapping[str, Mapping[Step, Made]]) -> list[list[str]]:
    lines = []
    for step in made[MODELS[0]]:
        by_model = [each[step] for each in made.values()]
        lines.append([f"PDF by {step}", *(f"{each.pdf} ({each.pages})" for each in by_model)])
        lines.append([f"zip by {step}", *(str(each.archive) for each in by_model)])
    return lines


def _say(*texts: str) -> None:
    sys.stdout.write("\n\n".join(texts) + "\n")


if __name__ == "__main__":
    main()
