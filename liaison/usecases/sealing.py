"""How does a document become a sealed archive? Sealed for one recipient, opened again, kept under keys of its own."""

from collections.abc import Mapping
from typing import Final

from crypto import archive, passphrase
from crypto.archive import Document, Format
from crypto.passphrase import Passphrase
from liaison.records import SealedObject, Transmission
from liaison.rules.lifecycle import KEY_MOVES, advance
from liaison.usecases.context import Context
from liaison.vocabulary import KeyStatus, Sealed

DOCUMENT_NAME: Final = "fiche.pdf"
TABLE_NAME: Final = "tableau.xlsx"
"""What an archive holds when it carries a monthly table."""
MEDIA_TYPES: Final[Mapping[Format, str]] = {
    Format.ZIP: "application/zip",
    Format.SEVEN_ZIP: "application/x-7z-compressed",
}


def document_name(transmission: Transmission) -> str:
    """Say how the entry of an archive is named: readable in a zip, so that it tells the kind and nothing else."""
    return TABLE_NAME if transmission.table_id is not None else DOCUMENT_NAME


def seal_archive(ctx: Context, transmission: Transmission, content: bytes, archive_format: Format) -> None:
    """Seal a PDF or a workbook for one recipient, and keep the archive and its key sealed under data keys of their own.

    The wrapped keys are durable before the row is committed: a key without a row is swept, a row without a
    key opens nothing. `crypto.archive.seal` opened its own work and compared it before it returned (T-1).
    """
    key = passphrase.generate()
    sealed = archive.seal(Document(document_name(transmission), content), key, format=archive_format)
    archive_object = Sealed.ARCHIVE.object(transmission.id)
    key_object = Sealed.PASSPHRASE.object(transmission.id)
    ctx.vault.create(archive_object)
    ctx.vault.create(key_object)
    transmission.archive = ctx.vault.seal(archive_object, field="archive", version=1, plain=sealed.content)
    transmission.passphrase = ctx.vault.seal(
        key_object, field="passphrase", version=1, plain=key.reveal().encode("ascii")
    )
    transmission.archive_format = sealed.format.value
    transmission.archive_name = f"liaison-{transmission.reference}.{sealed.format.value}"
    transmission.archive_size = sealed.size
    transmission.archive_sha256 = sealed.sha256


def read_passphrase(ctx: Context, transmission: Transmission) -> Passphrase:
    """Unseal the key of an archive, for the one who gives it."""
    if transmission.passphrase is None:
        message = f"transmission {transmission.id} has no key any more"
        raise ValueError(message)
    object_id = Sealed.PASSPHRASE.object(transmission.id)
    plain = ctx.vault.unseal(object_id, field="passphrase", version=1, sealed=transmission.passphrase)
    return passphrase.check(plain.decode("ascii"))


def end_key(ctx: Context, transmission: Transmission, target: KeyStatus) -> None:
    """Let a key be here no more: erased or revoked. Its data key dies once this is committed.

    Raises:
        WrongState: it ended already, or never was.
    """
    transmission.key_status = advance(KEY_MOVES, KeyStatus(transmission.key_status), target).value
    transmission.key_status_at = ctx.now
    transmission.passphrase = None
    ctx.destroy(Sealed.PASSPHRASE.object(transmission.id))


def links(case_id: str | None, *object_ids: str) -> list[SealedObject]:
    """Say which dossier these objects concern, so that its destruction finds them (law 5)."""
    return [SealedObject(object_id=object_id, case_id=case_id) for object_id in object_ids if case_id is not None]
