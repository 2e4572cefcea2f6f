"""What does a partner do with a pli? Opens it with the real 7-Zip, and reads the fiche as any reader does."""

import subprocess
from pathlib import Path

PASSWORD_REFUSED = 2
"""What `7z` returns for a wrong password, among other fatal errors."""


def open_pli(archive: bytes, key: str, folder: Path, *, name: str = "pli") -> bytes:
    """Extract the one document of an archive with `7z x`; its key is typed, never an argument."""
    folder.mkdir(parents=True, exist_ok=True)
    pli = folder / name
    pli.write_bytes(archive)
    target = folder / "opened"
    opened = subprocess.run(
        ["7z", "x", "-y", f"-o{target}", str(pli)], input=f"{key}\n", text=True, capture_output=True, check=False
    )
    assert opened.returncode == 0, opened.stdout[-500:]
    (document,) = target.iterdir()
    assert document.name == "fiche.pdf"
    return document.read_bytes()


def refuses(archive: bytes, key: str, folder: Path) -> bool:
    """Say whether 7-Zip refuses an archive with this key."""
    folder.mkdir(parents=True, exist_ok=True)
    pli = folder / "pli"
    pli.write_bytes(archive)
    tried = subprocess.run(["7z", "t", str(pli)], input=f"{key}\n", text=True, capture_output=True, check=False)
    return tried.returncode == PASSWORD_REFUSED
