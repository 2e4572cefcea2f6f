"""What can go wrong in `crypto`? One leaf for each different reaction of the caller.

Messages are English, for logs and developers: they hold ids and codes, never a key, a passphrase, a plain
text or a name that came from outside. What a person reads is made from the class and its `code` by the
layers above.  Mistakes of the programmer (a name that is not neutral, a naive date) are `ValueError`.
"""

from __future__ import annotations


class CryptoError(Exception):
    """Superclass of everything that this package raises on purpose. Never raised itself."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class _Coded(CryptoError):
    """A refusal whose reason the caller may have to put into a sentence."""

    def __init__(self, code: str, message: str, *, hint: str = "") -> None:
        super().__init__(f"{message} [{code}]", hint=hint)
        self.code = code


# --- passphrases and archives -------------------------------------------------------------------------


class MistypedPassphrase(_Coded):
    """The typed text cannot be one of our passphrases: ask again, nothing was tried with it.

    Codes: `symbol` (`position`, from 0, is the first foreign character), `length`, `check`.
    """

    def __init__(self, code: str, message: str, *, position: int | None = None) -> None:
        super().__init__(code, message)
        self.position = position


class WrongPassphrase(CryptoError):
    """The archive does not open with this passphrase: count the attempt, ask again.

    In a .7z, damage inside the encrypted part cannot be told from a wrong passphrase.
    """


class MalformedArchive(_Coded):
    """The bytes are no archive that can be read, or are damaged: ask for another copy."""


class UnsafeArchive(_Coded):
    """A readable archive that is refused for what it declares: ask for one made differently."""


class SealFailed(_Coded):
    """An archive that we made is not what we asked for: it must not leave; a defect to report."""


# --- the vault ----------------------------------------------------------------------------------------


class KeyGone(CryptoError):
    """The object has no data key: it was destroyed, or never existed. Nothing will read it again."""

    def __init__(self, object_id: str) -> None:
        super().__init__(f"no data key for object {object_id}")
        self.object_id = object_id


class KeyExists(CryptoError):
    """The object already has a data key: making another would orphan what the first one sealed."""

    def __init__(self, object_id: str) -> None:
        super().__init__(f"object {object_id} already has a data key")
        self.object_id = object_id


class BrokenSeal(CryptoError):
    """Sealed bytes were altered, cut, or moved to another object, field or version."""


class UnknownMaster(CryptoError):
    """A data key or a backup is wrapped by a master key that is not loaded: load it."""

    def __init__(self, master_id: str) -> None:
        super().__init__(
            f"wrapped by master key {master_id}, which is not loaded",
            hint="put the master key of that id back (key file or feuille de secours)",
        )
        self.master_id = master_id


class MasterKeyRefused(_Coded):
    """The master key's file or sheet, or the key store's file, cannot be used: nothing may start.

    Codes: `missing`, `exists`, `permissions`, `format`, `length`, `group` (a mistyped group of the sheet),
    `check`.
    """


class TracesLeft(CryptoError):
    """Keys are gone from the store, but their bytes may still lie in its files: run the destruction again."""


# --- login secrets, chains, backups -------------------------------------------------------------------


class WrongSecret(CryptoError):
    """A login secret or a token does not match what is stored. Says nothing more, on purpose."""

    def __init__(self) -> None:
        super().__init__("secret does not match")


class BrokenHash(CryptoError):
    """What is stored for a login is not a hash that we made: the row was altered."""


class BrokenChain(_Coded):
    """A chain does not hold. `index` is the first entry that is wrong.

    Codes: `index` (missing, doubled or reordered entry), `hash` (altered entry or broken link),
    `time` is not checked: clocks go back. `head`: the chain ends elsewhere than a checkpoint says. `row`, `previous`,
    `line`: what is stored is no entry, or names another one before it. `anchor`, `checkpoint`: a beginning, or a kept
    checkpoint, that was not signed. `before`: a checkpoint from before what was given.
    """

    def __init__(self, code: str, index: int, message: str) -> None:
        super().__init__(code, f"entry {index}: {message}")
        self.index = index


class MalformedEntry(CryptoError):
    """Bytes are not the canonical form of a chain entry."""


class MalformedCheckpoint(CryptoError):
    """Text is not a checkpoint in the one form that we write."""


class ForgedCheckpoint(CryptoError):
    """A checkpoint is not signed by the expected key."""


class BrokenBackup(_Coded):
    """A backup file cannot be trusted. Codes: `format`, `kind`, `tag` (altered, cut, reordered)."""
