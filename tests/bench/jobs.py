"""What is one document of the benchmark? The same answers for everybody, in the form that each program reads.

Writing those forms is not timed: what a peer has to be told costs it nothing.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from crypto import passphrase
from crypto.passphrase import Passphrase
from forms.answers import Answers
from forms.spec import FormSpec
from tests.bench import odt_fiche
from tests.bench.answers import filled
from tests.bench.content import Content, content

REFERENCE: Final = "réf. 7f3k2m"


@dataclass(frozen=True, slots=True)
class Job:
    """One fiche to draw and seal; the files stand beside each other, `file` tells which."""

    number: int
    spec: FormSpec
    answers: Answers
    told: Content
    data: str
    folder: Path
    key: Passphrase

    def file(self, kind: str) -> Path:
        """Return the path of a file of this job."""
        return self.folder / f"{self.number:06d}{kind}"


def prepared(spec: FormSpec, number: int, folder: Path) -> Job:
    """Make a job that no other is like."""
    answers = filled(spec, number)
    told = content(spec, answers, REFERENCE)
    data = json.dumps(asdict(told), ensure_ascii=False)
    job = Job(number, spec, answers, told, data, folder, passphrase.generate())
    job.file(".json").write_text(job.data, encoding="utf-8")
    job.file(".fodt").write_text(odt_fiche.written(told), encoding="utf-8")
    return job
