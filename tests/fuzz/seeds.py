"""Where does the fuzzer start? From the vectors: `python -m tests.fuzz.seeds FOLDER` writes them for each target."""

import sys
from pathlib import Path

from tests.crypto.test_vectors import FILES, parse

_START = 32


def main(folder: Path) -> None:
    """Write a folder for each target under the folder."""
    for target in ("judge", "zip", "sevenzip", "opening"):
        (folder / target).mkdir(parents=True, exist_ok=True)
    for path in FILES:
        _, archive = parse(path)
        (folder / "judge" / path.stem).write_bytes(archive)
        if path.stem.startswith("zip-"):
            (folder / "zip" / path.stem).write_bytes(archive)
            (folder / "opening" / path.stem).write_bytes(archive)
        if path.stem.startswith("7z-"):
            offset = int.from_bytes(archive[12:20], "little")
            header = archive[_START + offset :]
            (folder / "sevenzip" / path.stem).write_bytes(offset.to_bytes(8, "little")[:2] + header)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
