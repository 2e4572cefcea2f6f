"""Does each committed archive fail in exactly its own way? One vector, one fault, one class of error."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

from crypto.archive import unseal
from crypto.errors import CryptoError, MalformedArchive, UnsafeArchive
from crypto.passphrase import Passphrase

VECTORS = Path(__file__).parents[1] / "vectors" / "archives"
FILES = sorted(VECTORS.glob("*.txt"))
HEADERS = {"expect", "passphrase", "comment", "name", "payload"}
EXPECT = re.compile(r"success|WrongPassphrase|(?:MalformedArchive|UnsafeArchive)/[a-z0-9]+")


def parse(path: Path) -> tuple[dict[str, str], bytes]:
    """Header lines, an empty line, base64."""
    head, _, body = path.read_text(encoding="ascii").partition("\n\n")
    return dict(line.split(": ", 1) for line in head.split("\n")), base64.b64decode(body)


def outcome(archive: bytes, passphrase: str) -> tuple[str, str, str]:
    """Class and code of what happened, and name and hash of what came out."""
    try:
        document = unseal(archive, Passphrase(passphrase))
    except (MalformedArchive, UnsafeArchive) as error:
        return f"{type(error).__name__}/{error.code}", "", ""
    except CryptoError as error:
        return type(error).__name__, "", ""
    return "success", document.name, hashlib.sha256(document.content).hexdigest()


def test_there_are_vectors() -> None:
    """The folder is not empty, and holds archives that open as well as archives that do not."""
    expected = [parse(path)[0]["expect"] for path in FILES]

    assert len(FILES) >= 50
    assert {"success", "WrongPassphrase"} < set(expected)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_vector_has_known_headers(path: Path) -> None:
    """A header that nobody reads, or an expectation that nobody checks, is an error of the vector."""
    headers, _ = parse(path)

    assert set(headers) <= HEADERS
    assert {"expect", "passphrase", "comment"} <= set(headers)
    assert EXPECT.fullmatch(headers["expect"])
    assert (headers["expect"] == "success") == ("payload" in headers)


@pytest.mark.requirement("D-2", "D-3")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_vector_ends_as_expected(path: Path) -> None:
    """The archive opens to its payload, or fails with the class and code that its header names."""
    headers, archive = parse(path)

    expected = (headers["expect"], headers.get("name", ""), headers.get("payload", ""))
    assert expected == outcome(archive, headers["passphrase"])
