"""Which machines does the service really use, and who is behind each? Settings beside declarations (G-6, G-11)."""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import parse_qs, urlsplit

from liaison.rules.hosts import Declared, Host, Standing, standing
from liaison.settings import Settings
from liaison.store import registers as store
from liaison.usecases.context import Context
from liaison.vocabulary import Sealed
from liaison.vocabulary.registers import HostFault, HostRole

ROLE_LABELS: Final[Mapping[HostRole, str]] = {
    HostRole.HOSTING: "Hébergement du service",
    HostRole.DATABASE: "Base de données",
    HostRole.KEYSTORE: "Magasin des clés de chiffrement",
    HostRole.MAIL: "Envoi des e-mails",
    HostRole.BOX: "Boîte e-mail relevée par le service",
    HostRole.SMS: "Envoi des SMS",
    HostRole.ANTIVIRUS: "Antivirus",
    HostRole.IDENTITY: "Connexion des comptes (fournisseur d’identité)",
    HostRole.OTHER: "Autre prestation (maintenance, sauvegardes…)",
}
FAULT_LABELS: Final[Mapping[HostFault, str]] = {
    HostFault.UNDECLARED: "non déclaré",
    HostFault.OTHER_COUNTRY: "le pays déclaré n’est pas celui des réglages",
    HostFault.ENDED: "contrat terminé",
    HostFault.NOT_BEGUN: "contrat sans date de début, ou pas encore commencé",
    HostFault.NO_AGREEMENT: "clauses de l’article 28 du RGPD non datées",
}
RED: Final = frozenset({HostFault.UNDECLARED, HostFault.OTHER_COUNTRY, HostFault.ENDED})
"""What `doctor` and the pages show in red."""
HERE: Final = "la machine du service"


def hosts_of(settings: Settings) -> tuple[Host, ...]:
    """Return every machine that settings name, where the service runs first; what is not configured is not there."""
    return tuple(_hosts(settings))


def declared(ctx: Context) -> tuple[Declared, ...]:
    """Return every declaration, opened."""
    found = []
    for row in store.list_subprocessors(ctx.session):
        details = ctx.unseal_mapping(
            Sealed.SUBPROCESSOR.object(row.id), "details", row.details, version=row.revision
        )  # fmt: skip
        found.append(
            Declared(
                row.id,
                HostRole(row.role),
                row.host,
                row.country,
                row.own,
                row.starts_on,
                row.ends_on,
                row.agreed_on,
                str(details.get("identity", "")),
                str(details.get("contact", "")),
                row.revision,
            )
        )
    return tuple(found)


def standings(ctx: Context) -> tuple[Standing, ...]:
    """Return every machine apart from the service's own, and the service's own, with what is known of it."""
    known = declared(ctx)
    return tuple(standing(host, known, ctx.today) for host in hosts_of(ctx.settings) if host.is_apart)


def _hosts(settings: Settings) -> Iterator[Host]:
    public = settings.public_url.host if settings.public_url else None
    yield Host(HostRole.HOSTING, public or "", setting="LIAISON_PUBLIC_URL")
    yield Host(HostRole.DATABASE, _database_host(settings.database), setting="LIAISON_DATABASE_URL")
    yield Host(HostRole.KEYSTORE, _database_host(settings.keystore), setting="LIAISON_KEYSTORE_URL")
    if settings.smtp_host:
        yield Host(HostRole.MAIL, settings.smtp_host, settings.smtp_country, "LIAISON_SMTP_HOST")
    if settings.imap_host:
        yield Host(HostRole.BOX, settings.imap_host, settings.imap_country, "LIAISON_IMAP_HOST")
    yield from _sms(settings)
    if settings.clamd_address:
        yield Host(HostRole.ANTIVIRUS, _clamd(settings.clamd_address), settings.clamd_country, "LIAISON_CLAMD_ADDRESS")
    for host in provider_hosts(settings):
        yield Host(HostRole.IDENTITY, host, settings.oidc_country, "LIAISON_OIDC_ISSUER")


def provider_hosts(settings: Settings) -> tuple[str, ...]:
    """Return the hosts of the identity provider, that of its issuer first; no other is ever called."""
    issuer = urlsplit(settings.oidc_issuer).hostname
    return tuple(dict.fromkeys((issuer, *settings.oidc_hosts))) if issuer else ()


def _sms(settings: Settings) -> Iterator[Host]:
    if settings.sms_url is None:
        return
    sending = settings.sms_url.host or ""
    yield Host(HostRole.SMS, sending, settings.sms_country, "LIAISON_SMS_URL")
    asked = urlsplit(settings.sms_status_url).hostname or ""
    if asked and asked != sending:
        yield Host(HostRole.SMS, asked, settings.sms_country, "LIAISON_SMS_STATUS_URL")


def _database_host(url: str) -> str:
    """Name the machine of a database; empty: a file, or a socket of this machine. Never an account or a password."""
    parts = urlsplit(url)
    if not parts.scheme.startswith("postgresql"):
        return ""
    asked = parse_qs(parts.query).get("host", [""])[0]
    return parts.hostname or ("" if asked.startswith("/") else asked)


def _clamd(address: str) -> str:
    return urlsplit(address).hostname or "" if address.startswith("tcp:") else address
