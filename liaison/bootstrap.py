"""How is the house put together? The only wiring: settings in, a `Service` out; nothing is decided here."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine

from crypto import master
from crypto.vault import Vault
from forms.catalog import Catalog
from forms.paper import Templates
from liaison.adapters.clamd import ClamdAntivirus
from liaison.adapters.clock import SystemClock
from liaison.adapters.header_selftest import header_self_test
from liaison.adapters.imap import ImapMailbox
from liaison.adapters.keystore import SqlKeyStore
from liaison.adapters.ledger import FileLedger
from liaison.adapters.oidc import OidcProvider
from liaison.adapters.opening import ChildOpener
from liaison.adapters.sms_gateway import HttpSmsGateway
from liaison.adapters.smtp import SmtpMailer
from liaison.errors import Misconfigured
from liaison.ports import Antivirus, Clock, Demo, IdentityProvider, Mailbox, Mailer, Opener, TextMessenger
from liaison.settings import Settings
from liaison.store import destroying
from liaison.store.engine import checkpoint, open_engine, transaction, wipe
from liaison.usecases import sweeping
from liaison.usecases.context import Context
from liaison.usecases.destroying import replay as destroy_again

_log: Final = logging.getLogger("liaison.house")


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that the edges (web, command line, worker) work with."""

    settings: Settings
    catalog: Catalog
    templates: Templates
    vault: Vault
    keystore: SqlKeyStore
    engine: Engine
    ledger: FileLedger
    clock: Clock
    mailer: Mailer | None
    texter: TextMessenger | None
    opener: Opener
    antivirus: Antivirus | None = None
    mailbox: Mailbox | None = None
    provider: IdentityProvider | None = None
    demo: Demo | None = None

    @contextmanager
    def transaction(self) -> Iterator[Context]:
        """Open a transaction: committed when the block ends, rolled back when it raises; then its doomed keys die.

        Raises:
            Unavailable: the database or the key store does not answer, or cannot write.
        """
        settled: list[str] = []
        try:
            with transaction(self.engine) as session:
                ctx = Context(
                    session, self.vault, self.clock, self.settings, self.catalog, self.templates, secrets.token_bytes,
                    self.opener, self.antivirus,
                    texter_ready=self.texter is not None, mailer_ready=self.mailer is not None,
                    provider=self.provider,
                )  # fmt: skip
                settled = ctx.settled
                yield ctx
            ctx.settle()
        finally:
            # What was committed before the block raised is gone (`Context.between`): its keys die too.
            sweeping.destroy_keys(self.vault, settled)

    def checkpoint(self) -> None:
        """Empty SQLite's write-ahead log: what was overwritten is nowhere any more (law 12)."""
        checkpoint(self.engine)

    def wipe(self) -> bool:
        """Leave nothing of destroyed rows in the files of the database; say whether that could be done now."""
        return wipe(self.engine, destroying.touched())


def start(settings: Settings, *, clock: Clock | None = None, demo: Demo | None = None) -> Service:
    """Put the service together.

    Under a demo its doors stand in for the mail server and the gateway; nothing else brings them in (law 14).

    Raises:
        Misconfigured: something that was configured cannot be honoured.
        crypto.errors.MasterKeyRefused: the master key is missing, or others may read it.
    """
    check_folders(settings)
    used = clock or SystemClock()
    keystore = SqlKeyStore(settings.keystore, now=used.now)
    return Service(
        settings=settings,
        catalog=Catalog(settings.models_dir),
        templates=Templates(settings.templates),
        vault=Vault(keystore, master.load(settings.master_key)),
        keystore=keystore,
        engine=open_engine(settings.database),
        ledger=FileLedger(settings.ledger),
        clock=used,
        mailer=demo.mailer if demo else _mailer(settings, used),
        texter=demo.texter if demo else _texter(settings),
        opener=ChildOpener(),
        antivirus=ClamdAntivirus.from_settings(settings) if settings.clamd_address else None,
        mailbox=demo.mailbox if demo else _mailbox(settings),
        provider=OidcProvider(settings) if settings.oidc_issuer else None,
        demo=demo,
    )


def check_folders(settings: Settings) -> None:
    """Refuse a folder of the operator's that is none; that of the models is made by the first model.

    Raises:
        Misconfigured: a setting names something else, or nothing.
    """
    if settings.notices_dir is not None and not settings.notices_dir.is_dir():
        raise Misconfigured("LIAISON_NOTICES_DIR is no folder: translations would not be found.", hint="Make it.")
    if settings.models_dir is not None and settings.models_dir.exists() and not settings.models_dir.is_dir():
        raise Misconfigured("LIAISON_MODELS_DIR is no folder: no model would be found.", hint="Name a folder.")


def check_can_serve(service: Service) -> None:
    """Refuse to serve a house that could not send.

    Raises:
        Misconfigured: no mail server, outside a demo; or mail headers could be forged on this Python; or the
            key store is not that of the database.
    """
    header_self_test()
    if service.mailer is None:
        raise Misconfigured(
            "No mail server is configured: nothing could be sent.",
            hint="Set LIAISON_SMTP_HOST and LIAISON_MAIL_FROM, or try `liaison demo`.",
        )
    with service.transaction() as ctx:
        sweeping.check_keys_belong(ctx)
    again = destroy_again(service)
    if again:
        _log.warning("%d destructions were done again: something had been put back", again)


def _mailer(settings: Settings, clock: Clock) -> Mailer | None:
    return SmtpMailer.from_settings(settings, clock=clock) if settings.smtp_host else None


def _mailbox(settings: Settings) -> Mailbox | None:
    return ImapMailbox.from_settings(settings) if settings.imap_host else None


def _texter(settings: Settings) -> TextMessenger | None:
    return HttpSmsGateway.from_settings(settings) if settings.sms_url else None
