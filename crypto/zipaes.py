"""How is an AES zip made and opened? Made by pyzipper, opened by hand after our own reading of its headers.

pyzipper would read a clear entry without a word though a passphrase is set, believes any declared size, and gives
plain text out before the MAC is checked. So it never sees what came from outside: here nothing is decrypted before
its MAC was verified, to the end, and nothing decompressed past its declared size.
"""

from __future__ import annotations

import hmac
import io
import secrets
import zlib
from typing import Final

import pyzipper
from Cryptodome.Cipher import AES
from Cryptodome.Cipher._mode_ctr import CtrMode
from Cryptodome.Util import Counter
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from crypto.document import Document
from crypto.errors import MalformedArchive, SealFailed, UnsafeArchive, WrongPassphrase
from crypto.passphrase import Passphrase
from crypto.profiles import ArchiveProfile, OpeningLimits
from crypto.source import BytesSource
from crypto.zipentries import DEFLATED, MAC_SIZE, SALT_SIZES, STORED, VERIFIER_SIZE, body_size, check_zip, is_bare
from crypto.zipheaders import AES_EXTRA, ENCRYPTED, AesExtra, ZipEntry, read_directory

_FILE: Final = 0x20  # the DOS attributes of a plain file
_KEY_SIZES: Final = {1: 16, 2: 24, 3: 32}
_KEY_SIZE: Final = 32
_ROUNDS = 1000
_AE2_256: Final = AesExtra(version=2, vendor=b"AE", strength=3, method=STORED)


class _Encrypter(pyzipper.zipfile_aes.AESZipEncrypter):  # type: ignore[misc]
    """pyzipper's encrypter, AES-256 and AE-2 only, with the key derivation and the MAC of OpenSSL.

    The same functions (PBKDF2-HMAC-SHA1 of 1,000 rounds, HMAC-SHA1) in less than half the time, which was half of
    what sending costs; the cipher stays pyzipper's, since OpenSSL does not count as WinZip does. An attacker has
    them as fast as we do: nothing is lost. `docs/decisions/0051-key-derivation-by-openssl.md`.
    """

    def __init__(self, password: bytes) -> None:
        if not password:
            raise ValueError("an archive without a password is not encrypted")
        # In place of pyzipper's own constructor, which would derive the keys once more.
        self.force_wz_aes_version = _AE2_256.version
        self.conditionally_include_crc = self.min_bytes_to_include_crc = None
        self.aes_strength = _AE2_256.strength
        self.salt_length = SALT_SIZES[self.aes_strength]
        self.salt = secrets.token_bytes(self.salt_length)
        keys = _derived(password, self.salt, _KEY_SIZE)
        self.encpwdverify = keys[2 * _KEY_SIZE :]
        self.encrypter = _cipher(keys[:_KEY_SIZE])
        self.hmac = hmac.new(keys[_KEY_SIZE : 2 * _KEY_SIZE], digestmod="sha1")


def make(document: Document, passphrase: Passphrase, profile: ArchiveProfile) -> bytes:
    """A zip with one stored entry under AES-256, AE-2."""
    if profile.aes_bits != _KEY_SIZE * 8:
        raise ValueError("archives are made under AES-256 only")
    buffer = io.BytesIO()
    entry = pyzipper.zipfile_aes.AESZipInfo(document.name, profile.entry_date)
    entry.create_system = 0  # says nothing of the machine, gives the file no rights of its own
    entry.external_attr = _FILE
    with _Archive(buffer, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(passphrase.reveal().encode("ascii"))
        archive.writestr(entry, document.content, compress_type=pyzipper.ZIP_STORED)
    return buffer.getvalue()


class _Archive(pyzipper.AESZipFile):  # type: ignore[misc]  # pyzipper ships no types
    """A zip whose entries are encrypted by `_Encrypter`."""

    def get_encrypter(self) -> _Encrypter:
        """Return what encrypts the next entry; pyzipper's own hook for another one."""
        return _Encrypter(self.pwd)


def check_produced(archive: bytes) -> None:
    """Return if each header says what ours must: see `docs/formats/archive.md`. Raises `SealFailed`."""
    try:
        directory = read_directory(BytesSource(archive))
    except (MalformedArchive, UnsafeArchive) as error:
        raise SealFailed(error.code, "the headers contradict each other") from error
    if len(directory.entries) != 1 or directory.comment:
        raise SealFailed("count", "one entry and no comment are due")
    (entry,) = directory.entries
    if entry.flags != ENCRYPTED or entry.aes != _AE2_256:
        raise SealFailed("encryption", "not AES-256, AE-2, stored")
    if entry.crc or entry.comment or entry.attributes != _FILE or set(entry.extras) != {AES_EXTRA}:
        raise SealFailed("metadata", "a CRC, a comment, attributes or a foreign extra field")


def open_archive(archive: bytes, passphrase: Passphrase, *, limits: OpeningLimits) -> tuple[Document, ...]:
    """The files of an AES zip under the names of its entries. Raises as `crypto.archive.unseal_all` says."""
    entries = read_directory(BytesSource(archive)).entries
    listed = check_zip(entries, limits=limits)
    files = [entry for entry, said in zip(entries, listed, strict=True) if not said.is_directory]
    password = _password(archive, next(entry for entry in entries if not is_bare(entry)), passphrase)
    return tuple(Document(entry.name, _read(archive, entry, password)) for entry in files)


def _password(archive: bytes, entry: ZipEntry, passphrase: Passphrase) -> bytes:
    """The bytes that a passphrase was, since tools disagree on accents: UTF-8, Windows or DOS."""
    text = passphrase.reveal()
    for encoding in ("utf-8", "cp1252", "cp850"):
        try:
            password = text.encode(encoding)
        except UnicodeEncodeError:
            continue
        if password and _keys(archive, entry, password) is not None:
            return password
    raise WrongPassphrase("the verifier of the entry does not match")


def _keys(archive: bytes, entry: ZipEntry, password: bytes) -> tuple[bytes, bytes] | None:
    """The keys of the cipher and of the MAC; nothing if the verifier of the entry says that they are wrong."""
    aes = entry.aes
    strength = aes.strength if aes is not None else 0
    size, salt_size = _KEY_SIZES[strength], SALT_SIZES[strength]
    salt = archive[entry.data_offset : entry.data_offset + salt_size]
    verifier = archive[entry.data_offset + salt_size : entry.data_offset + salt_size + VERIFIER_SIZE]
    keys = _derived(password, salt, size)
    if not hmac.compare_digest(keys[2 * size :], verifier):
        return None
    return keys[:size], keys[size : 2 * size]


def _derived(password: bytes, salt: bytes, size: int) -> bytes:
    """Key, key of the MAC, verifier, by OpenSSL."""
    kdf = PBKDF2HMAC(hashes.SHA1(), 2 * size + VERIFIER_SIZE, salt, _ROUNDS)  # noqa: S303 - WinZip's
    return kdf.derive(password)


def _cipher(key: bytes) -> CtrMode:
    return AES.new(key, AES.MODE_CTR, counter=Counter.new(128, little_endian=True))


def _read(archive: bytes, entry: ZipEntry, password: bytes) -> bytes:
    """The content of the entry: its MAC verified, only then decrypted, decompressed and compared."""
    if is_bare(entry):
        return b""
    body = _decrypted(archive, entry, password)
    aes = entry.aes
    content = _inflated(body, entry.size) if aes is not None and aes.method == DEFLATED else body
    if len(content) != entry.size:
        raise UnsafeArchive("sizes", "other bytes than declared")
    if entry.crc and zlib.crc32(content) != entry.crc:  # AE-1 has one
        raise MalformedArchive("damaged", "the check sum does not fit")
    return content


def _decrypted(archive: bytes, entry: ZipEntry, password: bytes) -> bytes:
    """The bytes as they were encrypted, compressed or not: read to the end, where the MAC stands."""
    keys = _keys(archive, entry, password)
    if keys is None:
        # The passphrase fitted the first entry: this one is damaged, or has another, which 7-Zip does not do.
        raise MalformedArchive("damaged", "an entry does not open with the key of the others")
    end = entry.data_offset + entry.compressed - MAC_SIZE
    body = memoryview(archive)[end - body_size(entry) : end]
    mac = hmac.new(keys[1], body, "sha1").digest()[:MAC_SIZE]
    if not hmac.compare_digest(mac, archive[end : end + MAC_SIZE]):
        raise MalformedArchive("damaged", "the MAC of an entry does not fit")
    return _cipher(keys[0]).decrypt(body)


def _inflated(body: bytes, size: int) -> bytes:
    """Decompressed, if that gives as many bytes as declared and no more. Never holds more than one more."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = stream.decompress(body, size + 1)
    except zlib.error:
        raise MalformedArchive("damaged", "the compressed data are damaged") from None
    if not stream.eof or stream.unused_data:
        raise UnsafeArchive("sizes", "other bytes than declared")
    return content
