"""How is an AES zip made and opened? By pyzipper, between our own reading of its headers.

pyzipper is never asked for what the headers do not bear out: with a passphrase set it would read a clear
entry without a word, and it believes any declared size. So it only decrypts; decompressing is done here.
"""

from __future__ import annotations

import hmac
import io
import secrets
import zlib
from typing import Final

import pyzipper
from Cryptodome.Cipher import AES
from Cryptodome.Util import Counter
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from crypto.document import Document, check_safe_name
from crypto.errors import MalformedArchive, SealFailed, UnsafeArchive, WrongPassphrase
from crypto.inspect import Protection, zip_protection
from crypto.passphrase import Passphrase
from crypto.profiles import ArchiveProfile, OpeningLimits
from crypto.zipheaders import AES_EXTRA, ENCRYPTED, AesExtra, ZipEntry, read_directory

_BLOCK: Final = 64 * 1024
_STORED, _DEFLATED = 0, 8
_FILE: Final = 0x20  # the DOS attributes of a plain file
_SALT_SIZES: Final = {1: 8, 2: 12, 3: 16}
_VERIFIER_SIZE, _MAC_SIZE = 2, 10
_KEY_SIZE = 32
_ROUNDS = 1000
_AE2_256: Final = AesExtra(version=2, vendor=b"AE", strength=3, method=_STORED)


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
        self.salt_length = _SALT_SIZES[self.aes_strength]
        self.salt = secrets.token_bytes(self.salt_length)
        kdf = PBKDF2HMAC(hashes.SHA1(), 2 * _KEY_SIZE + _VERIFIER_SIZE, self.salt, _ROUNDS)  # noqa: S303 - WinZip's
        keys = kdf.derive(password)
        self.encpwdverify = keys[2 * _KEY_SIZE :]
        self.encrypter = AES.new(keys[:_KEY_SIZE], AES.MODE_CTR, counter=Counter.new(128, little_endian=True))
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
        directory = read_directory(archive)
    except (MalformedArchive, UnsafeArchive) as error:
        raise SealFailed(error.code, "the headers contradict each other") from error
    if len(directory.entries) != 1 or directory.comment:
        raise SealFailed("count", "one entry and no comment are due")
    (entry,) = directory.entries
    if entry.flags != ENCRYPTED or entry.aes != _AE2_256:
        raise SealFailed("encryption", "not AES-256, AE-2, stored")
    if entry.crc or entry.comment or entry.attributes != _FILE or set(entry.extras) != {AES_EXTRA}:
        raise SealFailed("metadata", "a CRC, a comment, attributes or a foreign extra field")


def open_archive(archive: bytes, passphrase: Passphrase, *, limits: OpeningLimits) -> Document:
    """The one document of an AES zip. Raises as `crypto.archive.unseal` says."""
    entries = read_directory(archive).entries
    _check_protection(entries)
    if len(entries) != limits.entries:
        raise UnsafeArchive("count", f"{len(entries)} entries")
    (entry,) = entries
    _check_entry(entry, limits)
    for password in _encodings(passphrase):
        try:
            return Document(entry.name, _read(archive, entry, password))
        except WrongPassphrase:
            continue
    raise WrongPassphrase("the verifier of the entry does not match")


def _check_protection(entries: tuple[ZipEntry, ...]) -> None:
    if not entries:
        raise MalformedArchive("empty", "a zip without entries")
    protection = zip_protection(entries)
    if protection is not Protection.SEALED:
        raise UnsafeArchive(protection.value, "entries that are not encrypted by AES")


def _check_entry(entry: ZipEntry, limits: OpeningLimits) -> None:
    """Bound what one entry declares, before any key is derived."""
    check_safe_name(entry.name)
    aes = entry.aes
    if aes is None or aes.method not in (_STORED, _DEFLATED):
        raise UnsafeArchive("method", "neither stored nor deflated")
    body = _body_size(entry)
    if body < 0 or (aes.method == _STORED and entry.size != body):
        raise UnsafeArchive("sizes", f"{entry.size} bytes declared for {entry.compressed} stored")
    if entry.size > limits.content_size:
        raise UnsafeArchive("size", f"{entry.size} bytes declared")
    if entry.size > limits.ratio * max(body, _BLOCK // limits.ratio):
        raise UnsafeArchive("ratio", f"{entry.size} bytes declared for {body} compressed")


def _encodings(passphrase: Passphrase) -> list[bytes]:
    """The bytes that a passphrase may have been: tools disagree on accents (UTF-8, Windows, DOS)."""
    text = passphrase.reveal()
    candidates = []
    for name in ("utf-8", "cp1252", "cp850"):
        try:
            candidates.append(text.encode(name))
        except UnicodeEncodeError:
            continue
    return [candidate for candidate in dict.fromkeys(candidates) if candidate]


def _read(archive: bytes, entry: ZipEntry, password: bytes) -> bytes:
    """The content of the entry: decrypted whole, its MAC verified, only then decompressed and compared."""
    body = _decrypted(archive, entry, password)
    aes = entry.aes
    content = _inflated(body, entry.size) if aes is not None and aes.method == _DEFLATED else body
    if len(content) != entry.size:
        raise UnsafeArchive("sizes", "other bytes than declared")
    if entry.crc and zlib.crc32(content) != entry.crc:  # AE-1 has one
        raise MalformedArchive("damaged", "the check sum does not fit")
    return content


def _decrypted(archive: bytes, entry: ZipEntry, password: bytes) -> bytes:
    """The bytes as they were encrypted, compressed or not, read to the end, where the MAC is compared.

    pyzipper is told that the entry is stored. Left to decompress, it stops at the declared size: an entry
    whose size was lowered gives a prefix, and if all its data fit one read, even the MAC is right.
    """
    content = bytearray()
    try:
        with pyzipper.AESZipFile(io.BytesIO(archive)) as opened:
            (info,) = opened.infolist()
            info.file_size = _body_size(entry)
            info.compress_type, info.wz_aes_version, info.CRC = pyzipper.ZIP_STORED, 2, 0
            with opened.open(info, pwd=password) as stream:
                while block := stream.read(_BLOCK):
                    content += block
    except RuntimeError as error:
        if "password" not in str(error).lower():
            raise MalformedArchive("damaged", "the entry cannot be read") from None
        raise WrongPassphrase("the verifier of the entry does not match") from None
    except Exception as error:  # noqa: BLE001 - damaged bytes choose which: BadZipFile, struct.error …
        raise MalformedArchive("damaged", f"the entry is damaged: {type(error).__name__}") from None
    return bytes(content)


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


def _body_size(entry: ZipEntry) -> int:
    """Bytes of the entry without salt, verifier and MAC."""
    aes = entry.aes
    salt = _SALT_SIZES[aes.strength] if aes is not None else 0
    return entry.compressed - salt - _VERIFIER_SIZE - _MAC_SIZE
