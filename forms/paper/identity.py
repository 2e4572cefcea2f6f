"""Which fiche is this sheet? A mark that travels inside it, so that it finds its fiche when it comes back.

It tells the model, the version, the neutral reference, a fingerprint of all that was written, and a short
check sum of each value. It names nobody; it is no proof either: whoever can change a value can change the rest.
The service compares with what it kept.
"""

import hashlib
import json
import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from forms.paper.sections import SIGNATURE
from forms.spec import FormSpec

_SUM = 8  # hexadecimal digits of a check sum: enough to notice, and nothing to prove
_NOTHING = "0" * _SUM
_FINGERPRINT = 32  # hexadecimal digits: 128 bits
_LONGEST_REFERENCE = 100
_HALVES = "replace"  # half a surrogate pair counts as « ? », as which it stands in the field
_SHAPES = tuple(map(re.compile, ("[a-z0-9_]{1,40}", "[0-9a-z-]{1,20}", ".*", "[0-9a-f]{32}", "(?:[0-9a-f]{8}){0,400}")))
"""What model, version, reference, fingerprint and sums look like."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What the mark says. `sums` are those of the fields in the order of the model, then the signature's.

    On a blank fiche every field is open.
    """

    model: str
    version: str
    reference: str
    fingerprint: str
    sums: str
    blank: bool

    @classmethod
    def of(cls, spec: FormSpec, reference: str, texts: Mapping[str, str], *, blank: bool = False) -> Self:
        """Return the mark of a fiche on which these texts are written, by field id, in the order of the model."""
        pairs = {field_id: f"{field_id}={text}" for field_id, text in texts.items()}
        written = json.dumps([spec.model, spec.version, reference, *pairs.values()])
        fingerprint = hashlib.sha256(written.encode("ascii")).hexdigest()[:_FINGERPRINT]
        sums = [zlib.crc32(pairs[name].encode("utf-8", _HALVES)) if name in pairs else 0 for name in _names(spec)]
        packed = struct.pack(f">{len(sums)}I", *sums).hex()
        return cls(spec.model, spec.version, reference, fingerprint, packed, blank)

    def to_json(self) -> str:
        """Write it as it stands in its field."""
        told = [self.model, self.version, self.reference, self.fingerprint, self.sums, self.blank]
        return json.dumps(told, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote. Raises ValueError."""
        try:
            told = json.loads(text)
        except RecursionError:
            raise ValueError("no mark of a fiche") from None
        if not isinstance(told, list) or [type(part) for part in told] != [str] * 5 + [bool]:
            raise ValueError("no mark of a fiche")
        # It comes from outside, and is shown to people and looked for: only what a mark can hold.
        if not all(shape.fullmatch(part) for shape, part in zip(_SHAPES, told, strict=False)) or not (
            len(told[2]) <= _LONGEST_REFERENCE and told[2].isprintable()
        ):
            raise ValueError("no mark of a fiche")
        return cls(*told)

    def sums_of(self, spec: FormSpec) -> dict[str, str]:
        """Return the check sums of the values that were written, by field id."""
        sums = [self.sums[start : start + _SUM] for start in range(0, len(self.sums), _SUM)]
        return {name: value for name, value in zip(_names(spec), sums, strict=False) if value != _NOTHING}


@lru_cache(maxsize=64)
def _names(spec: FormSpec) -> tuple[str, ...]:
    return (*(field.id for field in spec.fields()), SIGNATURE)
