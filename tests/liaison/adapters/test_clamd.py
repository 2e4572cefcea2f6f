"""Does the antivirus say what it found, and is its silence never taken for clean? Asked of a real clamd."""

import os
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from liaison import settings
from liaison.adapters.clamd import ClamdAntivirus
from liaison.errors import Misconfigured
from liaison.ports import AntivirusUnavailable, Scan
from tests.liaison.adapters import clamav

pytestmark = pytest.mark.xdist_group("clamd")


@pytest.fixture(scope="module")
def antivirus() -> Iterator[ClamdAntivirus]:
    """Give a real one."""
    with clamav.clamd() as address:
        yield ClamdAntivirus(address)


def test_what_is_clean_is_clean(antivirus: ClamdAntivirus) -> None:
    """An empty file too, and one of several chunks."""
    for content in (b"", b"Bonjour", os.urandom(1_500_000)):
        assert Scan() == antivirus.scan(content)
    assert not Scan().is_infected


def test_what_is_infected_is_named(antivirus: ClamdAntivirus) -> None:
    """By a signature of ours, wherever it stands, and by the test file that all know."""
    assert f"{clamav.SIGNATURE}.UNOFFICIAL" == antivirus.scan(clamav.INFECTED).signature
    assert antivirus.scan(bytes(400_000) + clamav.INFECTED + bytes(400_000)).is_infected
    assert "Eicar.Test.UNOFFICIAL" == antivirus.scan(clamav.eicar()).signature


def test_what_is_too_large_for_it_is_not_clean(antivirus: ClamdAntivirus) -> None:
    """It stops listening in the middle; what it says then is heard."""
    with pytest.raises(AntivirusUnavailable) as error:
        antivirus.scan(bytes(clamav.LARGEST * 4))

    assert "too-large" == error.value.code


def test_it_tells_its_version(antivirus: ClamdAntivirus) -> None:
    """`doctor` says which one answers."""
    assert antivirus.check().startswith("ClamAV ")


@contextmanager
def answering(act: Callable[[socket.socket], None]) -> Iterator[str]:
    """Run a server that is no clamd, for one connection."""
    with tempfile.TemporaryDirectory(prefix="liaison-clamd-") as folder:
        path = Path(folder) / "s"
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
            server.bind(str(path))
            server.listen()

            def serve() -> None:
                with server.accept()[0] as connection:
                    act(connection)

            thread = threading.Thread(target=serve)
            thread.start()
            yield f"unix:{path}"
            thread.join()


def _drips(connection: socket.socket) -> None:
    pause = threading.Event()
    try:
        while True:
            connection.sendall(b"s")
            pause.wait(0.02)
    except OSError:
        return


def _says(answer: bytes) -> Callable[[socket.socket], None]:
    def act(connection: socket.socket) -> None:
        heard = b""
        while not heard.endswith(bytes(4)):
            heard += connection.recv(65_536)
        connection.sendall(answer)

    return act


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (_drips, "time"),
        (lambda connection: connection.recv(1), "unreachable"),
        (_says(b"stream: OK and more\0"), "answer"),
        (_says(b"OK\0"), "answer"),
        (_says(b"stream: Can't allocate memory ERROR\0"), "answer"),
        (_says(b"x" * 10_000), "answer"),
    ],
)
def test_whatever_else_it_says_is_not_clean(act: Callable[[socket.socket], None], code: str) -> None:
    """Neither silence nor babble is a verdict."""
    with answering(act) as address, pytest.raises(AntivirusUnavailable) as error:
        ClamdAntivirus(address, seconds=1.0).scan(b"Bonjour")

    assert code == error.value.code


def test_a_signature_is_plain() -> None:
    """What names a virus comes from outside: no markup, no control character, no end of line."""
    with answering(_says("stream: <b>Mé\nchant</b> FOUND\0".encode())) as address:
        signature = ClamdAntivirus(address).scan(b"Bonjour").signature

    assert "-b-M--chant-/b-" == signature.replace("---", "--")


def test_nobody_there(tmp_path: Path) -> None:
    """A socket that is not there, a port where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        addresses = (f"unix:{tmp_path / 'none'}", f"tcp://127.0.0.1:{free.getsockname()[1]}")
        for address in addresses:
            with pytest.raises(AntivirusUnavailable) as error:
                ClamdAntivirus(address).scan(b"Bonjour")
            assert "unreachable" == error.value.code


@pytest.mark.parametrize("address", ["clamd", "unix:relative", "tcp://host", "tcp://host:port", "http://host:3310"])
def test_an_address_that_is_none_stops_the_start(address: str) -> None:
    """It is never silently ignored."""
    with pytest.raises(Misconfigured, match="LIAISON_CLAMD_ADDRESS"):
        settings.load({}, clamd_address=address)
