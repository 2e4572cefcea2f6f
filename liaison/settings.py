"""Which options does an operator set? One frozen class, `LIAISON_*`, each secret with a `_FILE` twin.

Read by `bootstrap` and the command line only. A combination that cannot be honoured stops the start with
a sentence that names the variables; it is never silently ignored.
"""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, AnyHttpUrl, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import SettingsConfigDict, SettingsError

from liaison import coherence, environment
from liaison.errors import Misconfigured
from liaison.provider_settings import ProviderSettings
from liaison.vocabulary import countries

PREFIX = "LIAISON_"
Country = Annotated[str, AfterValidator(countries.checked)]
Store = Annotated[str, AfterValidator(coherence.checked_store)]
Folder = Annotated[str, AfterValidator(coherence.checked_folder)]
SECRETS = ("smtp_password", "sms_headers", "sms_callback_secret", "imap_password", "oidc_client_secret")
FILED = (*SECRETS, "database_url", "keystore_url")
"""What may stand in a file instead: the secrets, and the addresses that may hold one."""


class SmtpSecurity(StrEnum):
    """How mail leaves: always by TLS with a verified certificate (security.md 7)."""

    STARTTLS = "starttls"
    TLS = "tls"


class Settings(ProviderSettings):
    """The whole configuration; `docs/configuration.md` is made from its descriptions."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data_dir: Path = Field(default=Path(".var"), description="Folder of the embedded database, keys and demo mail.")
    database_url: Store = Field(
        default="", description="PostgreSQL or SQLite URL; empty: liaison.sqlite in the data folder."
    )
    keystore_url: Store = Field(default="", description="URL of the key store; empty: keys.sqlite in the data folder.")
    master_key_file: Path | None = Field(
        default=None,
        description="Master key, mode 0600; empty: master.key in the data folder. Keep a copy elsewhere.",
    )
    ledger_file: Path | None = Field(
        default=None,
        description="What must stay destroyed, whatever is restored; empty: destructions.ledger in the data folder. "
        "Better on another disk.",
    )
    models_dir: Path | None = Field(default=None, description="Folder of the operator's own models of fiches.")
    notices_dir: Path | None = Field(
        default=None, description="Folder of translations of the notice to the person, one xx.toml for each language."
    )
    public_url: Annotated[AnyHttpUrl | None, AfterValidator(coherence.checked_public)] = Field(
        default=None, description="Address of the service as seen from outside; empty: no link in mails."
    )
    allowed_hosts: Annotated[tuple[str, ...], AfterValidator(coherence.checked_hosts)] = Field(
        default=("127.0.0.1", "localhost"), description="JSON list of the host names that the service answers to."
    )
    bind_host: str = Field(default="127.0.0.1", description="Address that the server listens on.")
    bind_port: int = Field(default=8000, ge=0, le=65535, description="Port that the server listens on.")

    trusted_proxies: Annotated[tuple[str, ...], AfterValidator(coherence.checked_proxies)] = Field(
        default=(), description="JSON list of the addresses of reverse proxies whose X-Forwarded-For is believed."
    )

    smtp_host: str = Field(default="", description="Mail server. `serve` does not start without one.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server.")
    smtp_security: SmtpSecurity = Field(default=SmtpSecurity.STARTTLS, description="starttls or tls; never clear.")
    smtp_user: str = Field(default="", description="Account at the mail server; empty: none.")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="Its password (or LIAISON_SMTP_PASSWORD_FILE).")
    smtp_ca_file: Path | None = Field(default=None, description="Certificate authority of a private mail server.")
    smtp_country: Country = Field(default="FR", description="Country of the mail server, two letters (G-6).")
    mail_from: str = Field(default="", description="Sender of mails.")
    mail_reply_to: str = Field(default="", description="Watched box that answers go to; empty: the sender.")

    imap_host: str = Field(
        default="", description="Mail server of the watched box (LIAISON_MAIL_REPLY_TO); empty: it is not watched."
    )
    imap_port: int = Field(default=993, ge=1, le=65535, description="Its port: TLS from the first octet, never clear.")
    imap_user: str = Field(default="", description="Account of the watched box.")
    imap_password: SecretStr = Field(default=SecretStr(""), description="Its password (or LIAISON_IMAP_PASSWORD_FILE).")
    imap_folder: Folder = Field(default="INBOX", description="Folder that is read.")
    imap_done_folder: Folder = Field(
        default="", description="Folder that mails are moved to once they were dealt with; empty: they stay."
    )
    imap_ca_file: Path | None = Field(default=None, description="Certificate authority of a private mail server.")
    imap_country: Country = Field(default="FR", description="Country of that mail server, two letters (G-6).")
    imap_seconds: float = Field(default=60.0, ge=1, le=3600, description="Least pause between two looks at the box.")

    sms_url: AnyHttpUrl | None = Field(default=None, description="Address of the SMS gateway; empty: no SMS offered.")
    sms_body: str = Field(
        default='{"to": "{number}", "text": "{text}", "ref": "{key}"}',
        description="JSON body of a request; {number} (+33…), {digits} (33…), {text}, {key} are replaced.",
    )
    sms_headers: SecretStr = Field(
        default=SecretStr("{}"),
        description="JSON object of headers (or LIAISON_SMS_HEADERS_FILE); {key} is replaced.",
    )
    sms_id_field: str = Field(default="id", description="Field of the gateway's answer that holds its id, dotted.")
    sms_status_url: str = Field(default="", description="Address asked for a delivery status; {id} is replaced.")
    sms_status_field: str = Field(default="status", description="Field of that answer that holds the status, dotted.")
    sms_delivered: tuple[str, ...] = Field(default=("delivered",), description="JSON list: words for delivered.")
    sms_undelivered: tuple[str, ...] = Field(
        default=("undelivered", "failed", "rejected", "expired"), description="JSON list: words for lost."
    )
    sms_callback_secret: SecretStr = Field(
        default=SecretStr(""),
        description="Shared secret of delivery callbacks (or LIAISON_SMS_CALLBACK_SECRET_FILE).",
    )
    sms_country: Country = Field(default="FR", description="Country of the SMS gateway, two letters (G-6).")

    clamd_address: Annotated[str, AfterValidator(coherence.checked_clamd)] = Field(
        default="",
        description="clamd, unix:/path/of/its/socket or tcp://host:port; empty: nothing is scanned, and pages say so.",
    )
    clamd_country: Country = Field(default="FR", description="Country of the machine of clamd, two letters (G-6).")

    archive_days: int = Field(default=30, ge=1, le=60, description="Days that a sent archive is kept (R-2).")
    withheld_key_days: int = Field(default=30, ge=1, le=60, description="Days that a key not given yet is kept.")
    released_key_days: int = Field(default=7, ge=1, le=7, description="Days that a key is kept while unconfirmed.")
    link_days: int = Field(default=30, ge=1, le=60, description="Days that a partner's link works.")
    download_limit: int = Field(default=5, ge=1, le=50, description="Times that one link gives its archive.")
    acknowledge_days: int = Field(
        default=3, ge=1, le=30, description="Days without an acknowledgement before another way is proposed."
    )
    answer_days: int = Field(default=30, ge=1, le=120, description="Days that a partner has to decide.")
    answer_reminder_days: int = Field(
        default=10, ge=1, le=60, description="Days after which a partner who has not decided is reminded, once."
    )
    deposit_megabytes: int = Field(default=25, ge=1, le=60, description="Largest file that a partner may deposit.")
    deposit_days: int = Field(
        default=30, ge=1, le=60, description="Days that a deposit is kept while its key is awaited (R-2)."
    )
    deposit_limit: int = Field(default=20, ge=1, le=200, description="Files that may come in by one link.")
    deposit_idle_seconds: float = Field(
        default=60.0, ge=0.1, le=600, description="Seconds without an octet after which a deposit is given up."
    )
    deposit_seconds: float = Field(
        default=900.0, ge=1, le=7200, description="Seconds that a deposit may take in all: who drips is given up."
    )
    destruction_notice_days: int = Field(
        default=30, ge=1, le=90, description="Days before a destruction that référents and DPO are told by mail."
    )
    key_backup_days: int = Field(default=7, ge=0, le=30, description="Life of a backup of the key store (R-5).")
    session_idle_minutes: int = Field(default=30, ge=5, le=120, description="A session ends after so long unused.")
    session_hours: int = Field(default=10, ge=1, le=24, description="A session ends after so long in any case.")
    proof_minutes: int = Field(default=10, ge=1, le=30, description="Minutes that a code lets delicate acts through.")
    journal_months: int = Field(
        default=12, ge=6, le=12, description="Months that the security journal is kept (CNIL 2021-122)."
    )
    journal_origin: str = Field(
        default="",
        pattern=r"^([a-z0-9][a-z0-9.-]{0,99})?$",
        description="Name under which checkpoints are signed; empty: the host of LIAISON_PUBLIC_URL.",
    )
    worker_in_serve: bool = Field(default=True, description="Whether `serve` also does the background work.")
    worker_seconds: float = Field(default=2.0, gt=0, le=60, description="Pause between two rounds of the worker.")

    @model_validator(mode="after")
    def check_combinations(self) -> Self:
        """Refuse settings that contradict each other, in sentences that name them."""
        self._check_company()
        self._check_watched_box()
        self.check_provider()
        return self

    def _check_company(self) -> None:
        """Refuse what would be ignored in silence, what outlasts its own end, and a secret that can be guessed."""
        given = {name for name, field in type(self).model_fields.items() if getattr(self, name) != field.default}
        if lacking := coherence.missing(given):
            name, needs = lacking
            raise ValueError(f"{_variable(name)} is set without {' and '.join(map(_variable, needs))}")
        if pair := coherence.disordered(lambda name: getattr(self, name)):
            raise ValueError(f"{_variable(pair[0])} is longer than {_variable(pair[1])}")
        if 0 < len(self.sms_callback_secret.get_secret_value()) < coherence.LEAST_SECRET:
            raise ValueError(f"LIAISON_SMS_CALLBACK_SECRET has less than {coherence.LEAST_SECRET} characters")

    def _check_watched_box(self) -> None:
        """Refuse a box that could not be opened, or that what we send would not come back to."""
        if not self.imap_host:
            return
        if self.imap_folder == self.imap_done_folder:
            raise ValueError("LIAISON_IMAP_FOLDER and LIAISON_IMAP_DONE_FOLDER are the same folder")
        if self.mail_reply_to and _domain(self.mail_reply_to) != _domain(self.mail_from):
            raise ValueError(
                "LIAISON_MAIL_REPLY_TO is in another domain than LIAISON_MAIL_FROM: bounces go to the watched box, and"
                " mail servers would refuse such an envelope (SPF)"
            )

    @property
    def database(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{self.data_dir / 'liaison.sqlite'}"

    @property
    def keystore(self) -> str:
        """The key store's URL, never the database's (law 6)."""
        return self.keystore_url or f"sqlite:///{self.data_dir / 'keys.sqlite'}"

    @property
    def address(self) -> str:
        """The address of the pages, without a slash behind it: what a link begins with, whoever asks for it."""
        return str(self.public_url or f"http://{self.bind_host}:{self.bind_port}").rstrip("/")

    @property
    def ledger(self) -> Path:
        """The file that remembers destructions, apart from the database."""
        return self.ledger_file or self.data_dir / "destructions.ledger"

    @property
    def templates(self) -> Path:
        """The folder of the templates of fiches: no personal data, made again when it is emptied."""
        return self.data_dir / "templates"

    @property
    def master_key(self) -> Path:
        """The file of the master key."""
        return self.master_key_file or self.data_dir / "master.key"


def load(environ: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Read the settings of this process.

    Raises:
        Misconfigured: an unknown `LIAISON_*` variable, a value that cannot be read, a secret's file that
            is missing, or a combination that cannot be honoured.
    """
    environ = os.environ if environ is None else environ
    filed = environment.read_all(environ, map(_variable, FILED))
    _refuse_unknown(environ)
    try:
        values = environment.variables(Settings, environ) | {
            name.removeprefix(PREFIX).lower(): text for name, text in filed.items()
        }
        settings = Settings(**values | overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper() if first["loc"] else ""
        message = str(first["msg"]).removeprefix("Value error, ")
        raise Misconfigured(f"{name} {message}.".strip(), hint="See docs/configuration.md.") from None
    except SettingsError as error:
        raise Misconfigured(f"Not a JSON list: {error}.", hint='Write it as ["one", "two"].') from None
    if settings.keystore == settings.database:
        raise Misconfigured(
            "LIAISON_KEYSTORE_URL and LIAISON_DATABASE_URL are the same store.",
            hint="Keys must not share the database nor its backups (docs/security.md).",
        )
    return settings


def _domain(mailbox: str) -> str:
    """Return the domain of « box@domain » or « Name <box@domain> »."""
    return mailbox.rpartition("@")[2].rstrip("> ").casefold()


def _variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = {*map(_variable, Settings.model_fields), *(f"{_variable(name)}_FILE" for name in FILED)}
    for name in environ:
        if name.startswith(PREFIX) and name not in known:
            raise Misconfigured(f"{name} is not a setting.", hint="See docs/configuration.md for the names.")
