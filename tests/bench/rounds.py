"""How long does each step take? In turns, in rounds, on new documents each time; kept by step, model and round."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from forms.spec import FormSpec
from tests.bench import ours, peers, typst_fiche
from tests.bench.jobs import Job, prepared
from tests.bench.reading import Made, look

OFFICE_BATCH: Final = 20


class Step(StrEnum):
    """What is timed."""

    DRAWN = "ours: PDF"
    CHAIN = "ours: PDF + zip"
    CHECK = "ours: the check"
    FLOOR = "floor: one PBKDF2"
    TYPST_INSIDE = "typst in process + pyzipper"
    TYPST_PROCESS = "typst process + 7zz process"
    START = "of which the bare interpreter’s start"
    OFFICE = "LibreOffice + 7zz, a batch’s share"


Doing = Callable[[], object]
Ready = Callable[[Job], Doing]
"""Gets a job ready, untimed, and returns the step itself."""
Times = dict[tuple[Step, str], dict[int, float]]
"""Step and model, then round: seconds for one document, the median of those of the round."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What is compared, on which models, in which folder."""

    specs: Sequence[FormSpec]
    folder: Path
    product: ours.Product
    compiler: typst_fiche.Compiler = field(default_factory=typst_fiche.compiler)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def jobs(self, spec: FormSpec, how_many: int) -> list[Job]:
        """Make documents that nobody has seen."""
        return [prepared(spec, next(self.numbers), self.folder) for _ in range(how_many)]

    def steps(self) -> Mapping[Step, Ready]:
        """Return what is timed: in a round each step takes all the documents, then the next step does.

        So everybody is as warm as everybody else, and what takes turns is the order.
        """
        draw, seal = self.product.draw, self.product.seal
        return {
            Step.CHAIN: lambda job: lambda: seal(job.spec, job.answers, job.key),
            Step.FLOOR: lambda job: ours.floor(job.key),
            Step.DRAWN: lambda job: lambda: draw(job.spec, job.answers),
            Step.CHECK: self._check,
            Step.TYPST_INSIDE: lambda job: lambda: peers.typst_and_pyzipper(self.compiler, job),
            Step.TYPST_PROCESS: lambda job: lambda: peers.typst_and_7zip(job),
            Step.START: lambda _job: peers.bare_start,
        }

    def _check(self, job: Job) -> Doing:
        pdf = ours.padded(self.product.draw(job.spec, job.answers))
        archive = ours.zip_stored(pdf, job.key)
        return lambda: ours.check(archive, pdf, job.key)

    def office(self, jobs: Sequence[Job]) -> None:
        """Let LibreOffice draw a batch."""
        peers.office_and_7zip(jobs, self.folder / "profile")


def verified(bench: Bench, spec: FormSpec) -> dict[Step, Made]:
    """Draw one document with everybody, and look at what they made; nothing is cold after that."""
    (job,) = bench.jobs(spec, 1)
    job.file(".ours.pdf").write_bytes(bench.product.draw(spec, job.answers))
    job.file(".ours.zip").write_bytes(bench.product.seal(spec, job.answers, job.key))
    inside, archive = peers.typst_and_pyzipper(bench.compiler, job)
    job.file(".inside.pdf").write_bytes(inside)
    job.file(".inside.zip").write_bytes(archive)
    peers.typst_and_7zip(job)
    bench.office([job])
    made_by = {Step.CHAIN: ".ours", Step.TYPST_INSIDE: ".inside", Step.TYPST_PROCESS: ".typst", Step.OFFICE: ""}
    return {step: look(job, step, job.file(f"{name}.pdf"), job.file(f"{name}.zip")) for step, name in made_by.items()}


def run(bench: Bench, *, rounds: int, documents: int, office_rounds: int) -> Times:
    """Measure; LibreOffice takes part in some rounds only, spread over the run."""
    times: Times = {}
    with_office = {number * rounds // office_rounds for number in range(office_rounds)}
    for number in range(rounds):
        sys.stderr.write(f"round {number + 1} of {rounds}\n")
        for spec in bench.specs:
            _round(bench, spec, number, documents, times)
            if number in with_office:
                jobs = bench.jobs(spec, OFFICE_BATCH)
                spent = _timed(partial(bench.office, jobs))
                times.setdefault((Step.OFFICE, spec.model), {})[number] = spent / OFFICE_BATCH
    return times


def _round(bench: Bench, spec: FormSpec, number: int, documents: int, times: Times) -> None:
    """Take one round: nobody always comes first."""
    jobs = bench.jobs(spec, documents)
    steps = list(bench.steps().items())
    turn = number % len(steps)
    for step, ready in steps[turn:] + steps[:turn]:
        times.setdefault((step, spec.model), {})[number] = median(_timed(ready(job)) for job in jobs)


def _timed(step: Doing) -> float:
    start = perf_counter()
    step()
    return perf_counter() - start
