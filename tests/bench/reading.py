"""Did everybody make what they were asked for? Pages, every word for a reader, an archive that 7-Zip opens."""

import subprocess
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader

from tests.bench.jobs import Job


@dataclass(frozen=True, slots=True)
class Made:
    """What one program made of one job: pages, and sizes in bytes."""

    pages: int
    pdf: int
    archive: int


def look(job: Job, who: str, pdf: Path, archive: Path) -> Made:
    """Return what was made. Exits with a sentence when it is not the fiche, or does not open."""
    pages = len(PdfReader(pdf).pages)
    text = _text(pdf)
    lost = sorted(word for word in job.told.words() if _bare(word) not in text)
    if not pages or lost:
        raise SystemExit(f"{who}, {job.spec.model}: {pages} pages, and a reader does not find {lost[:8]}")
    tested = subprocess.run(
        ["7zz", "t", f"-p{job.key.reveal()}", str(archive)], capture_output=True, text=True, check=False
    )
    if tested.returncode:
        raise SystemExit(f"{who}, {job.spec.model}: 7-Zip does not open the archive: {tested.stdout[-300:]}")
    return Made(pages, pdf.stat().st_size, archive.stat().st_size)


def _text(pdf: Path) -> str:
    """Return all that stands on the pages, without spaces: where a word was broken does not matter."""
    return _bare(subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, check=True).stdout.decode())


def _bare(text: str) -> str:
    """Undo ligatures and raised figures, leave out spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())
