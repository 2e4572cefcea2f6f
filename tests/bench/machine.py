"""On which machine, with which versions, was it measured?"""

import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path

from tests.bench import typst_fiche


def described() -> dict[str, str]:
    """Name what the figures depend on; nothing that tells one machine from another of its kind."""
    libraries = ("reportlab", "pikepdf", "pyzipper", "pycryptodomex", "xlsxwriter")
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "system": f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.machine()}",
        "load before the run": f"{os.getloadavg()[0]:.1f}",
        "Python": platform.python_version(),
        **{name: metadata.version(name) for name in libraries},
        "typst (wheel)": typst_fiche.version(),
        "LibreOffice": _said("soffice", "--version").split()[1],
        "7-Zip": next(line for line in _said("7zz").splitlines() if line.startswith("7-Zip"))
        .partition(" : ")[0]
        .removeprefix("7-Zip "),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
