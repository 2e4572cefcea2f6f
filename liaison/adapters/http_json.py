"""How is a JSON service asked, and nothing else? One request, one answer, one host; https but on loopback.

The standard library's client, since it does nothing on its own: it follows no redirect, reads no proxy from
the environment, keeps no cookie and logs no address (docs/decisions/0031). What it raises may hold the
address, and the address a number: it stays here.
"""

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final, TypeAlias
from urllib.parse import urlencode, urlsplit

from liaison.adapters.deadline import cut_after
from liaison.errors import Misconfigured

Json: TypeAlias = str | int | float | bool | list["Json"] | dict[str, "Json"] | None

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_WAITS: Final = 5
LONGEST_ANSWER: Final = 256 * 1024


class NoAnswer(Exception):
    """The service did not answer, or not in time, or not in bounds; whether it did the work is not known."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a form, for a service that does not take JSON."""

    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `content` is nothing when it is not JSON."""

    status: int
    content: Json


def check_url(variable: str, url: str) -> str:
    """Return an address that may be called.

    Raises:
        Misconfigured: not https, and not on this machine either; or with a name and password in it.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise Misconfigured(f"{variable} is not an address.", hint="As https://gateway.example/sms.") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise Misconfigured(f"{variable} is not an https address.", hint="Keys and numbers leave by TLS only.")
    if parts.hostname is None or "@" in parts.netloc:
        raise Misconfigured(f"{variable} has no host, or holds a password.", hint="Put secrets in the headers.")
    return url


def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: Json | Fields = None,
    seconds: float = 20.0,
    trust: ssl.SSLContext | None = None,
) -> Answer:
    """Ask once; `seconds` bounds each wait, and `_WAITS` times as much the whole; `trust`: a private authority.

    Raises:
        NoAnswer: nothing that can be read came back in time.
    """
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent, kind = _written(body)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port, seconds, trust)
    try:
        with cut_after(_WAITS * seconds, lambda: connection.sock):
            connection.request(method, target, body=sent, headers={"Accept": "application/json", **kind, **headers})
            response = connection.getresponse()
            content = response.read(LONGEST_ANSWER + 1)
    except (OSError, HTTPException):
        raise NoAnswer from None
    finally:
        connection.close()
    if len(content) > LONGEST_ANSWER:
        raise NoAnswer
    return Answer(response.status, _parse(content))


def pick(content: Json, dotted: str) -> str:
    """Return the field at a dotted path ("messages.0.id") as text; empty when there is none."""
    for step in dotted.split("."):
        if isinstance(content, dict):
            content = content.get(step)
        elif isinstance(content, list) and step.isdecimal() and int(step) < len(content):
            content = content[int(step)]
        else:
            return ""
    return str(content) if isinstance(content, str | int) and not isinstance(content, bool) else ""


def _written(body: Json | Fields) -> tuple[bytes | None, dict[str, str]]:
    if body is None:
        return None, {}
    if isinstance(body, Fields):
        return urlencode(body.fields).encode("ascii"), {"Content-Type": "application/x-www-form-urlencoded"}
    return json.dumps(body).encode("ascii"), {"Content-Type": "application/json"}


def _connection(
    scheme: str, host: str, port: int | None, seconds: float, trust: ssl.SSLContext | None
) -> HTTPConnection:
    if scheme == "https":
        context = trust or ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return HTTPSConnection(host, port, timeout=seconds, context=context)
    return HTTPConnection(host, port, timeout=seconds)


def _parse(content: bytes) -> Json:
    try:
        parsed: Json = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return parsed
