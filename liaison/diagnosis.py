"""What would not work, and what is missing? The findings of `doctor`; it changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.exc import SQLAlchemyError

from crypto.errors import CryptoError
from forms.errors import FormError
from liaison import bootstrap
from liaison.adapters.header_selftest import header_self_test
from liaison.adapters.smtp import SmtpMailer
from liaison.bootstrap import Service
from liaison.errors import LiaisonError
from liaison.migrations import is_current
from liaison.ports import DeliveryPostponed, DeliveryRefused
from liaison.settings import Settings
from liaison.store import accounts as account_store
from liaison.store import directory as directory_store
from liaison.store import governance as store
from liaison.store import sealed as sealed_store


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    check: str
    level: Level
    message: str
    hint: str = ""


def examine(settings: Settings, *, connect: bool = False) -> list[Finding]:
    """Look at everything that can be looked at without sending anything; `connect` asks the mail server too."""
    findings = [_headers()]
    try:
        service = bootstrap.start(settings)
    except (LiaisonError, FormError, CryptoError) as error:
        hint = getattr(error, "hint", "") or "Run `liaison migrate` on a new installation."
        return [*findings, Finding("start", Level.RED, str(error), hint)]
    except OSError as error:
        message = f"{error.filename or 'a file'}: {error.strerror}"
        return [*findings, Finding("start", Level.RED, message, "Run `liaison migrate` on a new installation.")]
    except SQLAlchemyError:
        return [*findings, Finding("key store", Level.RED, "does not answer", "Check LIAISON_KEYSTORE_URL.")]
    try:
        current = is_current(settings.database)
    except SQLAlchemyError:
        return [*findings, Finding("database", Level.RED, "does not answer", "Check LIAISON_DATABASE_URL.")]
    if not current:
        return [
            *findings,
            Finding("database", Level.RED, "schema is not up to date", "Run `liaison migrate`."),
        ]
    findings.append(Finding("database", Level.OK, "answers, schema up to date"))
    if connect and isinstance(service.mailer, SmtpMailer):
        findings.append(_mail_session(service.mailer))
    return [*findings, *examine_service(service)]


def examine_service(service: Service) -> list[Finding]:
    """Look at a service that runs."""
    checks: tuple[Callable[[Service], Iterator[Finding]], ...] = (
        _keystore, _doors, _public, _safeguards, _people, _dates,
    )  # fmt: skip
    return [finding for check in checks for finding in check(service)]


def _headers() -> Finding:
    try:
        result = header_self_test()
    except LiaisonError as error:
        return Finding("mail headers", Level.RED, str(error), error.hint)
    if result.python_splits_headers:
        message = "this Python writes forged headers (CVE-2024-6923); ours are built apart and hold"
        return Finding("mail headers", Level.WARNING, message, "Update Python when you can.")
    return Finding("mail headers", Level.OK, "hostile values are refused")


def _mail_session(mailer: SmtpMailer) -> Finding:
    try:
        mailer.check()
    except (DeliveryPostponed, DeliveryRefused) as error:
        return Finding("mail session", Level.RED, error.code, "Check LIAISON_SMTP_* and the server's certificate.")
    return Finding("mail session", Level.OK, "the server answers over verified TLS")


def _keystore(service: Service) -> Iterator[Finding]:
    try:
        keys = service.vault.check()
    except CryptoError as error:
        yield Finding("key store", Level.RED, f"a key does not open ({type(error).__name__})", "Restore the key store.")
    except SQLAlchemyError:
        yield Finding("key store", Level.RED, "does not answer", "Check LIAISON_KEYSTORE_URL.")
    else:
        yield Finding("key store", Level.OK, f"{keys} keys, all open under the master key")
    with service.transaction() as ctx:
        missing = sealed_store.object_ids(ctx.session) - set(service.vault.ids())
    if missing:
        hint = "Restore the youngest backup of keys: what they seal cannot be read."
        yield Finding("key store", Level.RED, f"{len(missing)} sealed objects have no key", hint)


def _doors(service: Service) -> Iterator[Finding]:
    settings = service.settings
    if service.mailer is None:
        yield Finding("mail", Level.RED, "no mail server", "Set LIAISON_SMTP_HOST and LIAISON_MAIL_FROM.")
    else:
        yield Finding("mail", Level.OK, f"{settings.smtp_host or 'demo'} ({settings.smtp_country})")
    if service.texter is None:
        yield Finding("sms", Level.WARNING, "no gateway: keys go by telephone only", "Set LIAISON_SMS_URL.")
    else:
        host = settings.sms_url.host if settings.sms_url else "demo"
        yield Finding("sms", Level.OK, f"{host} ({settings.sms_country})")


def _public(service: Service) -> Iterator[Finding]:
    if service.settings.public_url is None:
        yield Finding("public address", Level.WARNING, "none: mails hold no link, everything works by telephone")


def _safeguards(service: Service) -> Iterator[Finding]:
    with service.transaction() as ctx:
        row = store.get_safeguard(ctx.session, service.vault.masters.current.id)
        sheet, drill = (row.sheet_checked_at, row.restore_drilled_at) if row else (None, None)
    if sheet is None:
        hint = "`liaison key sheet`, then `liaison key check`."
        yield Finding("feuille de secours", Level.RED, "its check group was not typed back", hint)
    else:
        yield Finding("feuille de secours", Level.OK, f"checked on {sheet:%Y-%m-%d}")
    if drill is None:
        hint = "`liaison backup`, `liaison backup --keys`, then `liaison restore DATA --drill KEYS`."
        yield Finding("restore", Level.RED, "never drilled under this master key", hint)
    else:
        yield Finding("restore", Level.OK, f"drilled on {drill:%Y-%m-%d}")


def _people(service: Service) -> Iterator[Finding]:
    with service.transaction() as ctx:
        found = account_store.find_administrator(ctx.session)
        has_administrator = found is not None and found.password is not None
    if not has_administrator:
        yield Finding("administrator", Level.RED, "there is none", "Run `liaison admin first`.")


def _dates(service: Service) -> Iterator[Finding]:
    """R-8: no date is assumed, so what lacks one is asked for here."""
    with service.transaction() as ctx:
        departements = directory_store.list_departements(ctx.session)
        undated = directory_store.count_undated_conventions(ctx.session)
    for departement in departements:
        if departement.framework_ends_on is None:
            hint = "Enter it with the département: conventions without an end of their own follow it (R-8)."
            yield Finding(
                f"département {departement.code}",
                Level.WARNING,
                "end of the framework agreement unknown",
                hint,
            )
    if undated:
        yield Finding(
            "conventions", Level.RED, f"{undated} without any end: nothing leaves under them", "Enter an end."
        )
