"""What does a process need that has just started: how long to its first fiche, how much memory for a thousand?"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

BUILT, READ = "template built", "template read from disk"
FIRST, WHOLE = "first fiche after that (PDF + zip)", "the whole process, from its start to its end"
TIMES: Final = 3
"""How often a new process builds, and another reads, each template."""


def starts(folder: Path, model: str) -> Mapping[str, float]:
    """Return the seconds that new processes take, the median of a few."""
    built, read, whole = [], [], []
    for number in range(TIMES):
        kept = str(folder / f"{model}-{number}")
        built.append(json.loads(_told("fresh", kept, model)))
        begun = perf_counter()
        read.append(json.loads(_told("fresh", kept, model)))
        whole.append(perf_counter() - begun)
    return {
        BUILT: median(each["template"] for each in built),
        READ: median(each["template"] for each in read),
        FIRST: median(each["first"] for each in read),
        WHOLE: median(whole),
    }


def memory(folder: Path, models: Sequence[str]) -> tuple[float, float]:
    """Return the megabytes of a process after few fiches, and after many."""
    few, many = json.loads(_told("memory", str(folder), *models))
    return few, many


def _told(module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", f"tests.bench.{module}", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
