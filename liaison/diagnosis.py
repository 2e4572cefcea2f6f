"""What would not work, and what is missing? The findings of `doctor`; it changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.exc import SQLAlchemyError

from crypto.errors import CryptoError
from forms.errors import FormError
from liaison import bootstrap, ports
from liaison.adapters.header_selftest import header_self_test
from liaison.adapters.smtp import SmtpMailer
from liaison.bootstrap import Service
from liaison.errors import LiaisonError, Unavailable
from liaison.migrations import is_current
from liaison.rules.exchange import PIC_IPR_MODEL
from liaison.rules.returns import BoxFailure
from liaison.settings import Settings
from liaison.store import accounts as account_store
from liaison.store import directory as directory_store
from liaison.store import governance as store
from liaison.store import mailbox as mailbox_store
from liaison.store import provider as provider_store
from liaison.store import sealed as sealed_store
from liaison.usecases import ending
from liaison.usecases.directory import missing_correspondents
from liaison.usecases.ending import Term
from liaison.usecases.registers import hosts


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
    """Look at everything without sending anything; `connect` asks the mail server and the watched box too."""
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
    return [*findings, *_of_service(service, connect=connect)]


def _of_service(service: Service, *, connect: bool) -> Iterator[Finding]:
    if connect and isinstance(service.mailer, SmtpMailer):
        yield _mail_session(service.mailer)
    if connect and service.mailbox is not None:
        yield _box_session(service.mailbox)
    if connect and service.provider is not None:
        yield provider_session(service.provider)
    if connect:
        yield confinement_of(service.opener)
    if connect and service.antivirus is not None:
        yield antivirus_session(service.antivirus)
    try:
        yield from examine_service(service)
    except Unavailable:
        hint = "Is a disk full, or a lock held? Then check LIAISON_DATABASE_URL and LIAISON_KEYSTORE_URL."
        yield Finding("database", Level.RED, "answers, but does not work", hint)


def examine_service(service: Service) -> list[Finding]:
    """Look at a service that runs."""
    checks: tuple[Callable[[Service], Iterator[Finding]], ...] = (
        _keystore, _doors, _box, _antivirus, _public, _safeguards, _people, _dates, _correspondents,
        _machines,
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
    except (ports.DeliveryPostponed, ports.DeliveryRefused) as error:
        return Finding("mail session", Level.RED, error.code, "Check LIAISON_SMTP_* and the server's certificate.")
    return Finding("mail session", Level.OK, "the server answers over verified TLS")


def _box_session(mailbox: ports.Mailbox) -> Finding:
    try:
        mailbox.check()
    except ports.BoxUnavailable as error:
        return Finding("box session", Level.RED, error.code, "Check LIAISON_IMAP_* and the server's certificate.")
    return Finding("box session", Level.OK, "the watched box opens over verified TLS")


def confinement_of(opener: ports.Opener) -> Finding:
    """Ask the process that reads strangers' files whether it starts, and whether the kernel holds it."""
    try:
        if opener.check():
            return Finding("opening", Level.OK, "files from outside are read in a confined process")
    except (ports.OpeningStopped, Unavailable) as error:
        return Finding("opening", Level.RED, type(error).__name__, "Deposits cannot be opened: see the service's unit.")
    hint = "This kernel or architecture has no filter that we know; limits of time and memory hold all the same."
    return Finding("opening", Level.WARNING, "files from outside are read without a filter of system calls", hint)


def antivirus_session(antivirus: ports.Antivirus) -> Finding:
    """Ask the antivirus whether it answers."""
    try:
        version = antivirus.check()
    except ports.AntivirusUnavailable as error:
        hint = "Is clamd running, and may this account reach LIAISON_CLAMD_ADDRESS? Deposits show « non analysé »."
        return Finding("antivirus session", Level.RED, error.code, hint)
    return Finding("antivirus session", Level.OK, version)


def provider_session(provider: ports.IdentityProvider) -> Finding:
    """Ask the identity provider for what it publishes."""
    try:
        provider.check()
    except (ports.ProviderSilent, ports.ProviderRefusal) as error:
        said = f"not what is configured: {error}" if str(error) else "does not answer"
        return Finding("identity provider session", Level.RED, said, "docs/deploy/README.md: what it must publish.")
    return Finding("identity provider session", Level.OK, "publishes what is configured")


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
    if service.provider is not None:
        yield Finding("identity provider", Level.OK, f"{settings.oidc_issuer} ({settings.oidc_country})")
    if service.texter is None:
        yield Finding("sms", Level.WARNING, "no gateway: keys go by telephone only", "Set LIAISON_SMS_URL.")
    else:
        host = settings.sms_url.host if settings.sms_url else "demo"
        hint = "If it ignores {key}, a text may ring twice after a fault: same words, same key (docs/reliability.md)."
        yield Finding("sms", Level.OK, f"{host} ({settings.sms_country})", hint if settings.sms_url else "")


def _antivirus(service: Service) -> Iterator[Finding]:
    settings = service.settings
    if service.antivirus is None:
        hint = "Set LIAISON_CLAMD_ADDRESS; until then deposits show « non analysé »."
        yield Finding("antivirus", Level.WARNING, "none: what partners send is not scanned", hint)
    else:
        yield Finding("antivirus", Level.OK, f"{settings.clamd_address} ({settings.clamd_country})")


def _box(service: Service) -> Iterator[Finding]:
    """Whether somebody reads what comes back: bounces, and files that partners send in clear."""
    settings = service.settings
    if service.mailbox is None:
        hint = "Set LIAISON_IMAP_* for the box of LIAISON_MAIL_REPLY_TO."
        yield Finding("watched box", Level.WARNING, "none: bounces and readable answers are noticed by nobody", hint)
        return
    with service.transaction() as ctx:
        row = mailbox_store.get_box(ctx.session)
    if row is not None and row.failure == BoxFailure.UNMOVED:
        hint = "Does the folder of LIAISON_IMAP_DONE_FOLDER exist? What stays behind is moved once it does."
        yield Finding("watched box", Level.WARNING, "read, but what was dealt with cannot be moved away", hint)
    elif row is not None and row.failure:
        since = f"since {row.read_at:%Y-%m-%d %H:%M} UTC" if row.read_at else "and never was"
        hint = "Try `liaison doctor --connect`; bounces wait in the box, none is lost."
        yield Finding("watched box", Level.RED, f"cannot be read ({row.failure}), {since}", hint)
    else:
        yield Finding("watched box", Level.OK, f"{settings.imap_host or 'demo'} ({settings.imap_country})")


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
        has_administrator = found is not None and provider_store.opened(ctx.session, found)
    if not has_administrator:
        yield Finding("administrator", Level.RED, "there is none", "Run `liaison admin first`.")


def _dates(service: Service) -> Iterator[Finding]:
    """R-8: no date is assumed, so what lacks one is asked for here."""
    with service.transaction() as ctx:
        departements = directory_store.list_departements(ctx.session)
        terms = {row.code: ending.every_term(ctx, {row.code: row}) for row in departements}
    for departement in departements:
        check = f"département {departement.code}"
        if departement.framework_ends_on is None:
            hint = "Enter it with the département: conventions without an end of their own follow it (R-8)."
            yield Finding(check, Level.WARNING, "end of the framework agreement unknown", hint)
        if departement.programme_ends_on is None and any(_is_pic_ipr(one) for one in terms[departement.code]):
            hint = "Enter it with the département: PIC IPR conventions end with it, and have no other default (R-8)."
            yield Finding(check, Level.WARNING, "end of the PIC IPR programme unknown", hint)
    undated = sum(term.end is None for every in terms.values() for term in every)
    if undated:
        yield Finding(
            "conventions", Level.RED, f"{undated} without any end: nothing leaves under them", "Enter an end."
        )


def _correspondents(service: Service) -> Iterator[Finding]:
    """G-5: each party names who answers for data protection and for security."""
    with service.transaction() as ctx:
        departements = {row.code: row for row in directory_store.list_departements(ctx.session)}
        used = [term.convention.id for term in ending.every_term(ctx, departements) if term.convention.enabled]
        named = directory_store.list_correspondents(ctx.session, used)
    lacking = sum(bool(missing_correspondents(row for row in named if row.convention_id == id_)) for id_ in used)
    if lacking:
        hint = "Name them on the convention's page (G-5): data protection and security, for each party."
        yield Finding("correspondents", Level.WARNING, f"missing for {lacking} of {len(used)} conventions", hint)


def _machines(service: Service) -> Iterator[Finding]:
    """G-11: whoever is behind a machine is declared, with its country and its contract."""
    hint = "Declare it in the service: « Registres », « Sous-traitants » (G-6, G-11)."
    with service.transaction() as ctx:
        standings = hosts.standings(ctx)
    for standing in standings:
        check, address = f"sub-processor, {standing.host.role}", standing.host.address or "this machine"
        if not standing.faults:
            yield Finding(check, Level.OK, f"{address} is declared")
            continue
        level = Level.RED if hosts.RED & set(standing.faults) else Level.WARNING
        yield Finding(check, level, f"{address}: {', '.join(standing.faults).replace('_', ' ')}", hint)


def _is_pic_ipr(term: Term) -> bool:
    return term.convention.model == PIC_IPR_MODEL
