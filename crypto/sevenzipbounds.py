"""Is each packed stream of a .7z decoded by known steps, in an order that fits, and at a cost that is borne?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from crypto.errors import UnsafeArchive
from crypto.profiles import OpeningLimits
from crypto.sevenzipcoders import AES, COPY, DELTA, LZMA, LZMA2, Coder, dictionary_size
from crypto.sevenzipstreams import Folder

# What 7-Zip and its kin write for documents, in the order of decoding. Its filters for programs are left out: a
# partner sends none.
_ORDER: Final = {AES: 0, LZMA: 1, LZMA2: 1, DELTA: 2}
_SAME_SIZE: Final = frozenset({COPY, DELTA})
_AES_BLOCK: Final = 16


def check_folders(folders: Iterable[Folder], *, limits: OpeningLimits) -> None:
    """Return if all steps are known, bounded and of fitting sizes.

    Raises `UnsafeArchive` (`method`, `kdf`, `memory`, `sizes`). The rounds of all derivations together are bounded,
    since each salt of its own costs one.
    """
    derivations = set()
    for folder in folders:
        _check_chain(folder.steps)
        _check_sizes(folder)
        for step in folder.steps:
            if step.is_aes:
                derivations.add(step.derivation)
            elif step.method in (LZMA, LZMA2):
                _check_dictionary(step, limits)
    if sum(1 << power for power, _ in derivations) > 1 << limits.kdf_power:
        raise UnsafeArchive("kdf", "too many rounds of key derivation")


def _check_chain(steps: tuple[Coder, ...]) -> None:
    """AES first if at all, then LZMA at most once, then delta at most once."""
    for step in steps:
        if step.method not in _ORDER and step.method != COPY:
            raise UnsafeArchive("method", f"method {step.method.hex()}")
    order = [_ORDER[step.method] for step in steps if step.method != COPY]
    if order != sorted(set(order)) or (order and order[-1] == _ORDER[DELTA] and _ORDER[LZMA] not in order):
        raise UnsafeArchive("method", "steps in an order that 7-Zip does not write")


def _check_sizes(folder: Folder) -> None:
    before = folder.packed
    for step, given in zip(folder.steps, folder.sizes, strict=True):
        if step.is_aes:
            fits = before % _AES_BLOCK == 0 and before - _AES_BLOCK < given <= before
        else:
            fits = given == before or step.method not in _SAME_SIZE
        if not fits:
            raise UnsafeArchive("sizes", "a step that gives more or less than it can")
        before = given


def _check_dictionary(step: Coder, limits: OpeningLimits) -> None:
    size = dictionary_size(step)
    if size > limits.dictionary_size:
        raise UnsafeArchive("memory", f"a dictionary of {size} bytes")
