"""How is an archive opened in the child process? By the first key that fits; each document is looked at too."""

import codecs
from typing import Any, Final

from Cryptodome.Cipher import _mode_cbc, _mode_ctr, _mode_ecb  # noqa: F401 - loaded late by its own package
from py7zr.properties import get_memory_limit

import crypto.archive
from crypto.document import Document
from crypto.errors import MalformedArchive, UnsafeArchive, WrongPassphrase
from crypto.passphrase import Passphrase
from liaison.adapters import looking

_ALPHABETS: Final = ("cp437", "cp850", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "latin-1", "idna")
"""Of names and keys in archives."""
# What loads something when it is first used is used now: nothing can be loaded once the process is locked.
for _alphabet in _ALPHABETS:
    codecs.lookup(_alphabet)
get_memory_limit()  # type: ignore[no-untyped-call]  # py7zr types it not


def job(head: dict[str, Any], archive: bytes) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """Open an archive; the passphrases stand in the head."""
    try:
        documents = _opened(archive, [Passphrase(text) for text in head["passphrases"]])
    except WrongPassphrase:
        return {"outcome": "wrong-passphrase"}, ()
    except MalformedArchive as error:
        return {"outcome": "malformed", "code": error.code}, ()
    except UnsafeArchive as error:
        return {"outcome": "unsafe", "code": error.code}, ()
    named = [{"name": document.name, "look": looking.told(document.content)} for document in documents]
    return {"outcome": "done", "documents": named}, tuple(document.content for document in documents)


def _opened(archive: bytes, passphrases: list[Passphrase]) -> tuple[Document, ...]:
    """Try each. One wrong key in 65,536 looks like damage in a zip: another may fit all the same."""
    refusal: MalformedArchive | WrongPassphrase = WrongPassphrase("none of the passphrases fits")
    for passphrase in passphrases:
        try:
            return crypto.archive.unseal_all(archive, passphrase)
        except WrongPassphrase:
            continue
        except MalformedArchive as error:
            refusal = error
    raise refusal
