"""What do the others do? typst or LibreOffice draws the same fiche, 7-Zip or pyzipper seals it."""

import io
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pyzipper

from crypto.passphrase import Passphrase
from tests.bench import typst_fiche
from tests.bench.jobs import Job
from tests.bench.ours import NAME

_TAGGED_PDF: Final = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'


def bare_start() -> None:
    """Start the interpreter that stands for typst's command, for nothing."""
    subprocess.run([*typst_fiche.BARE, "pass"], check=True)


def typst_and_7zip(job: Job) -> None:
    """One process draws, one seals."""
    subprocess.run(typst_fiche.command(job.file(".json"), job.file(".typst.pdf")), check=True)
    seven_zip(job, ".typst")


def typst_and_pyzipper(compiler: typst_fiche.Compiler, job: Job) -> tuple[bytes, bytes]:
    """All in this process; gives PDF and archive."""
    pdf = compiler.compile(sys_inputs={"fiche": job.data}, format="pdf")
    return pdf, _zip_by_pyzipper(pdf, job.key)


def _zip_by_pyzipper(pdf: bytes, key: Passphrase) -> bytes:
    """PDF → AES zip, stored, by pyzipper as it comes."""
    buffer = io.BytesIO()
    with pyzipper.AESZipFile(buffer, "w", compression=pyzipper.ZIP_STORED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(key.reveal().encode("ascii"))
        archive.writestr(NAME, pdf)
    return buffer.getvalue()


def office_and_7zip(jobs: Sequence[Job], profile: Path) -> None:
    """One LibreOffice process draws all, then one process of 7-Zip seals each; `profile` is a folder of its own."""
    (folder,) = {job.folder for job in jobs}
    settings = ["--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", _TAGGED_PDF, "--outdir"]
    files = [str(job.file(".fodt")) for job in jobs]
    subprocess.run(["soffice", *settings, str(folder), *files], check=True, capture_output=True)
    for job in jobs:
        seven_zip(job, "")


def seven_zip(job: Job, drawn_by: str) -> None:
    """PDF → AES zip, stored, by a process of 7-Zip."""
    options = ["-tzip", "-mem=AES256", "-mx0", f"-p{job.key.reveal()}", "-bso0", "-bsp0"]
    files = [str(job.file(f"{drawn_by}.zip")), str(job.file(f"{drawn_by}.pdf"))]
    subprocess.run(["7zz", "a", *options, *files], check=True)
