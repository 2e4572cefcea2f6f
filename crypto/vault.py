"""How does anything personal rest on a disk? Sealed under one data key per object, which can be destroyed.

Every object (dossier, fiche version, sent archive, deposit, passphrase …) has a random key of its own,
wrapped by the master key and kept in a `KeyStore` apart from what it seals. To destroy an object is to
destroy that key. Sealed bytes are bound to their object, field and version: moved elsewhere, they do not
open.

It caches no key: a key destroyed by one process is gone for all of them at once, for one read of the store
per operation.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto.checkpoint import SigningKey
from crypto.errors import BrokenSeal, KeyExists, KeyGone, UnknownMaster
from crypto.keystore import KeyStore, ObjectId
from crypto.master import MasterKey, MasterKeys
from crypto.profiles import VAULT

_SEALED: Final = b"\x01"  # format of sealed bytes: this octet, nonce, ciphertext and tag
_WRAPPED: Final = b"\x01"  # format of a wrapped key: this octet, master id, nonce, ciphertext and tag
_MASTER_ID_SIZE: Final = 8

_OBJECT_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
_RESERVED: Final = "vault."
_ROOT: Final = ObjectId("vault.root")


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """What a rotation did: keys wrapped anew now, and keys that were current already."""

    renewed: int
    current: int


class Vault:
    """Seals and opens, creates and destroys. Safe to share between threads."""

    def __init__(
        self,
        keystore: KeyStore,
        masters: MasterKeys,
        *,
        randbytes: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._keystore = keystore
        self._masters = masters
        self._randbytes = randbytes

    # --- one object ---

    def create(self, object_id: str) -> None:
        """Give a new object its data key, durable when this returns. Raises `KeyExists`."""
        self._put_new_key(_checked(object_id))

    def create_all(self, object_ids: Iterable[str]) -> None:
        """Give new objects their data keys, all or none, durable when this returns. Raises `KeyExists`."""
        names = [_checked(object_id) for object_id in object_ids]
        self._keystore.put_all({name: self._wrap(name, self._randbytes(VAULT.key_size)) for name in names})

    def exists(self, object_id: str) -> bool:
        """Whether the object has a data key."""
        try:
            self._keystore.get(_checked(object_id))
        except KeyGone:
            return False
        return True

    def seal(self, object_id: str, *, field: str, version: int, plain: bytes) -> bytes:
        """Encrypt one field of an object, in one version. Raises `KeyGone`, `UnknownMaster`."""
        key = self._data_key(_checked(object_id))
        nonce = self._randbytes(VAULT.nonce_size)
        bound_to = _binding("seal", object_id, field, str(version))
        return _SEALED + nonce + AESGCM(key).encrypt(nonce, plain, bound_to)

    def unseal(self, object_id: str, *, field: str, version: int, sealed: bytes) -> bytes:
        """Decrypt what `seal` made for the same object, field and version.

        Raises `KeyGone`, `UnknownMaster`, and `BrokenSeal` for anything altered, cut or moved.
        """
        return _unsealed(self._data_key(_checked(object_id)), object_id, field, version, sealed)

    def unseal_all(self, field: str, sealed: Mapping[str, tuple[int, bytes]]) -> dict[str, bytes]:
        """Decrypt one field of many objects, each in its version: one read of the store for all of them.

        Raises what `unseal` raises for the first that does not open.
        """
        wrapped = self._keystore.get_all([_checked(object_id) for object_id in sealed])
        opened = {}
        for object_id, (version, content) in sealed.items():
            name = ObjectId(object_id)
            if name not in wrapped:
                raise KeyGone(name)
            opened[object_id] = _unsealed(self._unwrap(name, wrapped[name]), object_id, field, version, content)
        return opened

    def destroy(self, *object_ids: str) -> int:
        """Destroy the data keys of objects, for ever; how many were there.

        Fine to run again. Raises `TracesLeft` when the keys are gone but their bytes may still lie in the
        store's files.
        """
        return self._keystore.destroy([_checked(object_id) for object_id in object_ids])

    def ids(self, *, before: datetime | None = None) -> Iterator[ObjectId]:
        """Objects that have a data key, or had it before a moment: what a sweep compares with its rows.

        The vault's own keys are left out, so that a sweep cannot destroy them.
        """
        return (found for found in self._keystore.ids(before=before) if not found.startswith(_RESERVED))

    # --- the master key ---

    @property
    def masters(self) -> MasterKeys:
        """The master keys that this vault was given."""
        return self._masters

    def rewrap(self) -> Rewrapped:
        """Wrap by the current master key every data key that a previous one wraps.

        Sealed bytes do not change. It may be interrupted, run again, and run while others seal and destroy.
        Previous master keys may be retired after it, once no backup made under them is kept.
        """
        renewed = current = 0
        for object_id in list(self._keystore.ids()):
            with suppress(KeyGone):  # destroyed since the list was made
                if self._rewrap_one(object_id):
                    renewed += 1
                else:
                    current += 1
        return Rewrapped(renewed, current)

    def check(self, object_ids: Iterable[str] | None = None) -> int:
        """Unwrap these keys, or all: how many open. Raises what the first one that does not open raises."""
        ids = self._keystore.ids() if object_ids is None else map(ObjectId, object_ids)
        return sum(1 for object_id in ids if self._data_key(object_id))

    # --- keys that are no object's ---

    def index(self, purpose: str, value: str) -> str:
        """A keyed hash (HMAC-SHA256, 64 hexadecimal digits) to look a value up without storing it.

        For a number of ten digits only the key keeps the hash from being reversed in seconds; the key is
        derived from a root key in the key store, never from anything in the database. The root outlives
        `rewrap`, so indexes stay valid over a rotation of the master key.
        The caller normalises `value`: equal values must be equal strings.
        """
        return hmac.new(self._derived("index", purpose), value.encode(), hashlib.sha256).hexdigest()

    def signing_key(self, origin: str) -> SigningKey:
        """The Ed25519 key that signs the checkpoints of one chain. It outlives a rotation, like `index`."""
        return SigningKey(origin, self._derived("sign", origin))

    def _derived(self, use: str, purpose: str) -> bytes:
        info = _binding("derive", use, purpose)
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self._root())

    def _root(self) -> bytes:
        try:
            return self._data_key(_ROOT)
        except KeyGone:
            with suppress(KeyExists):  # another process made it first: take theirs
                self._put_new_key(_ROOT)
            return self._data_key(_ROOT)

    # --- wrapping ---

    def _put_new_key(self, object_id: ObjectId) -> None:
        key = self._randbytes(VAULT.key_size)
        self._keystore.put(object_id, self._wrap(object_id, key))

    def _wrap(self, object_id: ObjectId, key: bytes) -> bytes:
        master = self._masters.current
        nonce = self._randbytes(VAULT.nonce_size)
        bound_to = _binding("wrap", object_id, master.id)
        sealed = AESGCM(master.reveal()).encrypt(nonce, key, bound_to)
        return _WRAPPED + bytes.fromhex(master.id) + nonce + sealed

    def _data_key(self, object_id: ObjectId) -> bytes:
        return self._unwrap(object_id, self._keystore.get(object_id))

    def _unwrap(self, object_id: ObjectId, wrapped: bytes) -> bytes:
        master = self._master_of(wrapped)
        prefix = _WRAPPED + bytes.fromhex(master.id)
        bound_to = _binding("wrap", object_id, master.id)
        try:
            return _open(master.reveal(), wrapped, prefix=prefix, bound_to=bound_to)
        except InvalidTag:
            raise BrokenSeal(f"the data key of object {object_id} does not open") from None

    def _master_of(self, wrapped: bytes) -> MasterKey:
        master_id = wrapped[len(_WRAPPED) : len(_WRAPPED) + _MASTER_ID_SIZE].hex()
        master = self._masters.find(master_id)
        if master is None:
            raise UnknownMaster(master_id)
        return master

    def _rewrap_one(self, object_id: ObjectId) -> bool:
        wrapped = self._keystore.get(object_id)
        if self._master_of(wrapped) == self._masters.current:
            return False
        new = self._wrap(object_id, self._unwrap(object_id, wrapped))
        return self._keystore.replace(object_id, old=wrapped, new=new)


def _unsealed(key: bytes, object_id: str, field: str, version: int, sealed: bytes) -> bytes:
    bound_to = _binding("seal", object_id, field, str(version))
    try:
        return _open(key, sealed, prefix=_SEALED, bound_to=bound_to)
    except InvalidTag:
        raise BrokenSeal(f"field {field!r} of object {object_id} does not open") from None


def _checked(object_id: str) -> ObjectId:
    if not _OBJECT_ID.match(object_id) or object_id.startswith(_RESERVED):
        raise ValueError(f"not an object id: {object_id!r}")
    return ObjectId(object_id)


def _binding(*parts: str) -> bytes:
    """Parts with their lengths, so that no two lists of parts make the same bytes."""
    encoded = [part.encode() for part in ("liaison/vault/1", *parts)]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def _open(key: bytes, sealed: bytes, *, prefix: bytes, bound_to: bytes) -> bytes:
    body = len(prefix) + VAULT.nonce_size
    if not sealed.startswith(prefix) or len(sealed) < body + VAULT.tag_size:
        raise InvalidTag
    return AESGCM(key).decrypt(sealed[len(prefix) : body], sealed[body:], bound_to)
