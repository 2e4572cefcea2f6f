"""Is there an octet string that makes the intake raise, or hang? Atheris looks for one, guided by what it reaches.

`make fuzz`, or `python -m tests.fuzz.harness judge|zip|sevenzip|opening` and libFuzzer's options. It starts from the
committed vectors. A finding is a file `crash-…` or `timeout-…`: put it among the vectors, where it stays for ever.
"""

import struct
import sys
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

import atheris

with atheris.instrument_imports(include=["crypto"]):
    from crypto.archive import unseal_all
    from crypto.errors import CryptoError, MalformedArchive, UnsafeArchive
    from crypto.intake import Refusal, judge
    from crypto.kinds import SEVEN_ZIP_MAGIC
    from crypto.passphrase import Passphrase
    from crypto.profiles import RECEIVING
    from crypto.sevenzipentries import check_seven_zip
    from crypto.sevenzipheaders import SevenZipHeader, read_structure
    from crypto.source import BytesSource
    from crypto.zipentries import check_zip
    from crypto.zipheaders import read_directory

PASSPHRASE: Final = "k3wq-7h2m-vtpa-9xne-cdf4-r8sy-bguc"
"""That of the vectors."""
_AREA: Final = 4096


def judged(data: bytes) -> None:
    """The whole: there is a verdict, and it is a refusal with a code or none."""
    verdict = judge(BytesSource(data))
    if verdict.accepted == (verdict.code in set(Refusal)):
        raise AssertionError(verdict)


def zip_parser(data: bytes) -> None:
    """The reader of zips alone, past the magic number."""
    with suppress(MalformedArchive, UnsafeArchive):
        check_zip(read_directory(BytesSource(data)).entries, limits=RECEIVING)


def seven_zip_parser(data: bytes) -> None:
    """The reader of .7z headers: as they stand, and again as the header of a file whose check sums are right."""
    area, header = int.from_bytes(data[:2], "little") % _AREA, data[2:]
    with suppress(MalformedArchive, UnsafeArchive):
        check_seven_zip(read_structure(SevenZipHeader(area, header, None)), limits=RECEIVING)
    start = struct.pack("<QQL", area, len(header), zlib.crc32(header))
    check_sum = struct.pack("<L", zlib.crc32(start))
    judged(SEVEN_ZIP_MAGIC + b"\0\4" + check_sum + start + bytes(area) + header)


def zip_opened(data: bytes) -> None:
    """The opening of a zip with the key of the vectors: all files, or an error of ours. A .7z would cost 0.1 s each."""
    if data.startswith(SEVEN_ZIP_MAGIC):
        return
    with suppress(CryptoError):
        unseal_all(data, Passphrase(PASSPHRASE))


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "judge": judged,
    "zip": zip_parser,
    "sevenzip": seven_zip_parser,
    "opening": zip_opened,
}


def main() -> None:
    """Run one target; libFuzzer takes the rest of the arguments."""
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
