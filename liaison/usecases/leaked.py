"""Which passwords has the world leaked already? A list that comes with the program; nobody is asked (ASVS 6.2.12, G-6).

80,000 entries of public lists of passwords that were leaked and are tried first (docs/decisions/0115).
"""

import gzip
from functools import cache
from importlib import resources
from typing import Final

FILE: Final = "leaked_passwords.txt.gz"


@cache
def leaked() -> frozenset[str]:
    """Return the list, in the plain form of `rules.passwords`; read when a password is first chosen."""
    packed = (resources.files("liaison.usecases") / FILE).read_bytes()
    return frozenset(gzip.decompress(packed).decode("utf-8").split("\n"))
