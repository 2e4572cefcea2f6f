"""Which settings can be honoured, alone and together? What would be ignored in silence stops the start instead.

Data and pure checks; `liaison.settings` asks them all. Each sentence names the variables, and never shows a value:
it may be a secret.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from ipaddress import ip_network
from typing import Final

from pydantic import AnyHttpUrl

LOCAL: Final = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})
"""Where a page may be served without TLS: on the machine itself."""

STORES: Final = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
"""How the URL of a database or of a key store may begin."""
_FOLDER: Final = re.compile(r"[A-Za-z0-9 ._/-]*")
"""IMAP writes other letters in an alphabet of its own (RFC 3501 5.1.3): accepted loss."""
_CLAMD: Final = re.compile(r"(?:unix:/.+|tcp://(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):\d{1,5})?")
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]")

NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "smtp_host": ("mail_from",),
    "smtp_port": ("smtp_host",),
    "smtp_security": ("smtp_host",),
    "smtp_user": ("smtp_host", "smtp_password"),
    "smtp_password": ("smtp_host", "smtp_user"),
    "smtp_ca_file": ("smtp_host",),
    "smtp_country": ("smtp_host",),
    "mail_reply_to": ("mail_from",),
    "imap_host": ("imap_user", "imap_password"),
    "imap_port": ("imap_host",),
    "imap_user": ("imap_host",),
    "imap_password": ("imap_host",),
    "imap_folder": ("imap_host",),
    "imap_done_folder": ("imap_host",),
    "imap_ca_file": ("imap_host",),
    "imap_country": ("imap_host",),
    "imap_seconds": ("imap_host",),
    "sms_body": ("sms_url",),
    "sms_headers": ("sms_url",),
    "sms_id_field": ("sms_url",),
    "sms_status_url": ("sms_url",),
    "sms_status_field": ("sms_url", "sms_status_url"),
    "sms_delivered": ("sms_url",),
    "sms_undelivered": ("sms_url",),
    "sms_callback_secret": ("sms_url",),
    "sms_country": ("sms_url",),
    "clamd_country": ("clamd_address",),
    **dict.fromkeys(
        (
            "oidc_client_id",
            "oidc_client_secret",
            "oidc_label",
            "oidc_acr",
            "oidc_amr",
            "oidc_hosts",
            "oidc_ca_file",
            "oidc_country",
        ),
        ("oidc_issuer",),
    ),
    "oidc_issuer": ("oidc_client_id", "oidc_client_secret", "public_url"),
}
"""What a setting means nothing without. A setting that stands in no line is honoured alone."""

ORDERED: Final = (
    ("session_idle_minutes", 1, "session_hours", 60),
    ("deposit_idle_seconds", 1, "deposit_seconds", 1),
    ("answer_reminder_days", 1, "answer_days", 1),
)
"""Delays of which the first cannot outlast the second, each with what its unit is worth."""

LEAST_SECRET: Final = 16
"""Characters of a secret that strangers may try here; those that other services check are theirs to judge."""


def missing(given: Iterable[str]) -> tuple[str, tuple[str, ...]] | None:
    """Return the first setting that is given without what it needs, and what that is."""
    names = frozenset(given)
    return next(((name, NEEDS[name]) for name in NEEDS if name in names and not names.issuperset(NEEDS[name])), None)


def disordered(value_of: Callable[[str], float]) -> tuple[str, str] | None:
    """Return two delays of which the shorter one would never be seen to end."""
    for inner, inner_unit, outer, outer_unit in ORDERED:
        if value_of(inner) * inner_unit > value_of(outer) * outer_unit:
            return inner, outer
    return None


def checked_proxies(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Take addresses and networks of proxies; a name would never be that of a peer, and everybody is no proxy.

    Raises:
        ValueError: one of them is none.
    """
    for address in addresses:
        try:
            everybody = ip_network(address).prefixlen == 0
        except ValueError:
            raise ValueError("holds something else than addresses of machines and networks") from None
        if everybody:
            raise ValueError("holds all addresses: anybody could claim to be anyone")
    return addresses


def checked_hosts(names: tuple[str, ...]) -> tuple[str, ...]:
    """Take the host names that are answered to, each written out.

    Raises:
        ValueError: there is none, or one is a pattern, an address with a port or a URL.
    """
    if not names or not all(_HOST.fullmatch(name) for name in names):
        raise ValueError("holds something else than names of hosts in small letters, without port nor star")
    return names


def checked_public(url: AnyHttpUrl | None) -> AnyHttpUrl | None:
    """Take the address that people type; pages stand at its root.

    Raises:
        ValueError: it has no TLS, so that nobody could sign in; or more than a host and a port.
    """
    if url is None:
        return None
    if url.scheme != "https" and url.host not in LOCAL:
        raise ValueError("is not https: the session's cookie would not be sent, and nobody could sign in")
    if url.path not in {None, "/"} or url.query or url.fragment or url.username or url.password:
        raise ValueError("holds more than https://, a host and a port: pages stand at its root")
    return url


def checked_store(url: str) -> str:
    """Take the URL of a database; none is the embedded one.

    Raises:
        ValueError: it is of another kind, or would be lost with the process.
    """
    if url and not url.startswith(STORES):
        raise ValueError(f"begins with none of {', '.join(STORES)}")
    if url.partition("?")[0].endswith(":memory:"):
        raise ValueError("is in memory: it would be lost with the process")
    return url


def checked_folder(name: str) -> str:
    """Take the name of a folder of a mailbox.

    Raises:
        ValueError: it holds letters that IMAP writes in another way.
    """
    if not _FOLDER.fullmatch(name):
        raise ValueError("holds more than plain letters, digits, spaces, dots and slashes")
    return name


def checked_clamd(address: str) -> str:
    """Take the address of clamd; none is no antivirus.

    Raises:
        ValueError: it is neither a socket nor a host with a port.
    """
    if not _CLAMD.fullmatch(address):
        raise ValueError("is neither unix:/path nor tcp://host:port")
    return address
