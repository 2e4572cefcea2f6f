"""How does a deposit come in and get opened, in a test? By the use cases of the pages, under a key of the partner's."""

import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import pyzipper

from liaison.bootstrap import Service
from liaison.rules.access import Actor
from liaison.store import deposits
from liaison.store import directory as directory_store
from liaison.usecases import depositing, entering, linking, opening_deposit, receiving
from liaison.usecases.depositing import Receipt
from liaison.usecases.entering import EntryForm
from liaison.usecases.receiving import Incoming
from liaison.vocabulary import DepositDoor, LinkPurpose

KEY: Final = "coquelicot 4 Tramway 19"
"""A key that a partner chose."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A document that a partner sends."""

    content: bytes
    name: str = "fiche-remplie.pdf"


@dataclass(frozen=True, slots=True)
class By:
    """Who sends a deposit, by which door."""

    contact_id: str
    transmission_id: str | None = None
    """Its pli, when it comes by the link of one."""
    door: DepositDoor = DepositDoor.DESK
    is_open: bool = True


def deposit(service: Service, opener: Actor, by: By, *sent: Sent) -> tuple[str, list[str]]:
    """Let a deposit come in, and be opened by somebody; return its id and those of its documents."""
    if by.door is DepositDoor.PAPER:
        deposit_id = _scan(service, opener, by, *sent)
    else:
        purpose = LinkPurpose.PLI if by.transmission_id else LinkPurpose.DEPOSIT
        archive = sealed(*((one.name, one.content) for one in sent))
        receipt = send_in(service, purpose, by.transmission_id or by.contact_id, archive)
        with service.transaction() as ctx:
            found = deposits.find_by_reference(ctx.session, receipt.reference)
            assert found is not None
            deposit_id = found.id
        if by.is_open:
            with service.transaction() as ctx:
                opening_deposit.open_with_key(ctx, opener, deposit_id, KEY)
    with service.transaction() as ctx:
        return deposit_id, [one.id for one in deposits.list_documents(ctx.session, deposit_id)]


def sealed(*files: tuple[str, bytes], key: str = KEY) -> bytes:
    """Put files into an AES zip."""
    buffer = io.BytesIO()
    with pyzipper.AESZipFile(buffer, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(key.encode())
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


@contextmanager
def uploaded(service: Service, content: bytes) -> Iterator[Incoming]:
    """Let a file come in as the page's stream does."""
    with receiving.opened(service.settings, service.vault) as incoming:
        incoming.was_sent = True
        incoming.write(content)
        incoming.finish(service.vault, secrets.token_bytes)
        yield incoming


def send_in(service: Service, purpose: LinkPurpose, subject_id: str, content: bytes) -> Receipt:
    """Deposit a file by a link to a pli, or by one of the standing page for a contact."""
    with service.transaction() as ctx:
        token = linking.issue(ctx, purpose, subject_id, life=timedelta(days=1))
    with uploaded(service, content) as incoming, service.transaction() as ctx:
        return depositing.take(ctx, purpose, token, incoming)


def enter(service: Service, actor: Actor, form: EntryForm, content: bytes) -> str:
    """Have somebody of the house enter what came by another door; return its id."""
    with uploaded(service, content) as incoming, service.transaction() as ctx:
        return entering.enter(ctx, actor, form, incoming)


def _scan(service: Service, actor: Actor, by: By, *sent: Sent) -> str:
    (paper,) = sent
    with service.transaction() as ctx:
        partner_id = directory_store.get_contact(ctx.session, by.contact_id).partner_id
    return enter(service, actor, EntryForm(partner_id, DepositDoor.PAPER), paper.content)
