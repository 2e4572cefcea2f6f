"""Which house do the tests of the outbox work in? A real service, one partner, and plis that are really sealed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlmodel import SQLModel, col, select

from crypto import master
from crypto.archive import Format
from crypto.master import MasterKeys
from liaison import bootstrap
from liaison.ports import Mailer, TextMessenger
from liaison.records import Account, Contact, Deadline, Departement, OutboxMessage, Partner, RegisterEntry, Transmission
from liaison.settings import Settings
from liaison.store import directory as directory_store
from liaison.store import exchanges
from liaison.usecases import delivering, delivery_reports, directory, scheduling, sealing
from liaison.usecases.context import Context
from liaison.vocabulary import ArchiveStatus, KeyChannel, KeyStatus, Sealed
from tests.clock import FixedClock

CANARIES = ("Testoukhina", "Zéphyrine", "9990001234")
"""What only the PDF holds: it may stand nowhere else."""
PDF = b"%PDF-1.7\n" + " ".join(CANARIES).encode() + b"\n" + b"\0" * 20_000
EMAIL = "agent@partenaire.example"
MOBILE = "+33612345678"


class House:
    """A service on one database, with the doors that a test gives it."""

    def __init__(self, database_url: str, folder: Path, clock: FixedClock) -> None:
        self.clock = clock
        settings = Settings(
            data_dir=folder, database_url=database_url, mail_from="Passerelle <liaison@operateur.example>"
        )
        master.save_new(settings.master_key, MasterKeys(master.generate(created=clock.now().date())))
        self.service = bootstrap.start(settings, clock=clock)
        SQLModel.metadata.create_all(self.service.engine)
        with self.service.transaction() as ctx:
            self._furnish(ctx)

    def close(self) -> None:
        """Let the database go."""
        self.service.engine.dispose()

    def open_doors(self, mailer: Mailer | None, texter: TextMessenger | None) -> None:
        """Give the service its doors."""
        self.service = replace(self.service, mailer=mailer, texter=texter)

    def prepare(self, channel: KeyChannel = KeyChannel.SMS, *, archive_format: Format = Format.ZIP) -> str:
        """Seal a pli and put it in the outbox, in one transaction; return its transmission's id."""
        with self.service.transaction() as ctx:
            row = Transmission(
                id=ctx.new_id(), reference=ctx.new_id()[:8], departement="44", model="generic",
                partner_id="partner", contact_id="contact", carrier="email", key_channel=channel.value,
                archive_status=ArchiveStatus.PREPARED.value, archive_status_at=ctx.now,
                key_status=KeyStatus.WITHHELD.value, key_status_at=ctx.now,
                archive_format="", archive_name="", archive_size=0, archive_sha256="",
                created_by="account", prepared_at=ctx.now,
            )  # fmt: skip
            sealing.seal_archive(ctx, row, PDF, archive_format)
            ctx.session.add_all([row, *scheduling.transmission_deadlines(ctx, row, None, None)])
            ctx.session.flush()
            delivering.queue_pli(ctx, row)
            return row.id

    def release(self, transmission_id: str) -> str:
        """Release the key of a pli that has left, as its sender does by the button; return the key."""
        with self.service.transaction() as ctx:
            row = exchanges.get_transmission(ctx.session, transmission_id)
            key = sealing.read_passphrase(ctx, row)
            row.key_status, row.key_status_at = KeyStatus.RELEASED.value, ctx.now
            row.released_at = ctx.now
            scheduling.reschedule_transmission(ctx, row)
            delivering.queue_key(ctx, row, MOBILE, key)
            return key.reveal()

    def flush(self) -> int:
        """Let the worker send all that is due."""
        return delivering.flush(self.service.transaction, self.service.mailer, self.service.texter)

    def poll(self) -> int:
        """Let the worker ask the gateway."""
        return delivery_reports.poll_deliveries(self.service.transaction, self.service.texter)

    def transmission(self, transmission_id: str) -> Transmission:
        """Read a transmission as it stands."""
        with self.service.transaction() as ctx:
            return exchanges.get_transmission(ctx.session, transmission_id)

    def messages(self) -> Sequence[OutboxMessage]:
        """Read the outbox, oldest first."""
        with self.service.transaction() as ctx:
            return ctx.session.exec(
                select(OutboxMessage).order_by(col(OutboxMessage.created_at), OutboxMessage.id)
            ).all()

    def message(self) -> OutboxMessage:
        """Read the one message of the outbox."""
        (row,) = self.messages()
        return row

    def events(self) -> list[tuple[str, dict[str, str | int | bool | None]]]:
        """Read the register: kinds and details."""
        with self.service.transaction() as ctx:
            rows = ctx.session.exec(select(RegisterEntry).order_by(col(RegisterEntry.index))).all()
            return [(row.kind, dict(row.detail)) for row in rows]

    def key_deadlines_done(self, transmission_id: str) -> list[datetime | None]:
        """Read when the deadlines of a key were honoured."""
        with self.service.transaction() as ctx:
            rows = ctx.session.exec(select(Deadline).where(Deadline.transmission_id == transmission_id)).all()
            return [row.done_at for row in rows if row.subject_kind == "key"]

    def correct_address(self, email: str) -> None:
        """Correct the contact's address in the directory."""
        with self.service.transaction() as ctx:
            contact = directory_store.get_contact(ctx.session, "contact")
            details = {**directory.contact_details(ctx, contact), "email": email}
            contact.details = ctx.seal(Sealed.CONTACT.object("contact"), "details", {**details})
            ctx.session.add(contact)

    def _furnish(self, ctx: Context) -> None:
        contact = Sealed.CONTACT.object("contact")
        ctx.vault.create(contact)
        details = {
            "first_name": "Anatole", "last_name": "Essaïevitch", "email": EMAIL, "mobile": MOBILE, "telephone": "",
        }  # fmt: skip
        ctx.session.add(
            Departement(code="44", name="Loire-Atlantique", operator="Association Passerelle", callback="+33123456789")
        )
        ctx.session.flush()
        ctx.session.add_all(
            [
                Partner(
                    id="partner", departement="44", kind="mission_locale", name="Mission locale fictive",
                    created_at=ctx.now,
                ),
                Account(
                    id="account", role="referent", organisation="Association Passerelle", email_index="x",
                    profile=b"", created_at=ctx.now,
                ),
            ]
        )  # fmt: skip
        ctx.session.flush()
        ctx.session.add(
            Contact(
                id="contact", partner_id="partner", function="Conseiller",
                details=ctx.seal(contact, "details", {**details}),
            )
        )  # fmt: skip
