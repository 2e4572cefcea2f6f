"""How does a real clamd run for a test? On a socket in a folder of its own, with two signatures that we wrote."""

import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

INFECTED: Final = b"liaison-test-signature-of-nothing-" + bytes(range(64))
SIGNATURE: Final = "Liaison.Test.Imaginaire"
LARGEST: Final = 2 * 1024 * 1024
_PATIENCE: Final = 60.0


def eicar() -> bytes:
    """Put the test file of all antivirus programs together: in one piece, they would take this file away."""
    return (r"X5O!P%@AP[4\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!" + "$H+H*").encode("ascii")


@contextmanager
def clamd() -> Iterator[str]:
    """Run it, and give its address."""
    # A UNIX socket's path is short; the folders of pytest may not be.
    with tempfile.TemporaryDirectory(prefix="liaison-clamd-") as name:
        folder = Path(name)
        database = folder / "db"
        database.mkdir()
        known = f"{SIGNATURE}:0:*:{INFECTED.hex()}\n"
        (database / "liaison.ndb").write_text(known, "ascii")
        digest = hashlib.md5(eicar(), usedforsecurity=False).hexdigest()
        (database / "liaison.hdb").write_text(f"{digest}:{len(eicar())}:Eicar.Test\n", "ascii")
        address = folder / "clamd.ctl"
        config = folder / "clamd.conf"
        lines = [
            "Foreground yes", f"LocalSocket {address}", f"DatabaseDirectory {database}", f"TemporaryDirectory {folder}",
            f"StreamMaxLength {LARGEST}", "MaxThreads 2", "SelfCheck 0", "ConcurrentDatabaseReload no",
        ]  # fmt: skip
        if os.geteuid() == 0:
            lines.append("User root")
        config.write_text("\n".join(lines) + "\n", "ascii")
        process = subprocess.Popen(
            [shutil.which("clamd") or "/usr/sbin/clamd", f"--config-file={config}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(address, process)
            yield f"unix:{address}"
        finally:
            process.terminate()
            process.wait(timeout=_PATIENCE)


def _wait_for(address: Path, process: "subprocess.Popen[bytes]") -> None:
    pause = threading.Event()
    for _ in range(int(_PATIENCE / 0.1)):
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as attempt:
            attempt.connect(str(address))
            return
        assert process.poll() is None, "clamd ended"
        pause.wait(0.1)
    raise AssertionError("clamd did not start")
