"""Whose address does the service see behind a proxy? The visitor's, from a proxy named in the settings only."""

import pytest

from liaison import settings
from liaison.cli import serving


def peer_seen(trusted: tuple[str, ...], forwarded: str, *, header: bytes = b"x-forwarded-for") -> str:
    """Ask the very server configuration of `serve` which address it takes a request to come from."""
    config = serving.server_config(None, settings.load({}, trusted_proxies=trusted))
    seen: list[str] = []

    async def application(scope: dict[str, object], _receive: object, _send: object) -> None:
        client = scope["client"]
        assert isinstance(client, tuple)
        seen.append(client[0])

    config.app = application
    config.load()
    scope = {
        "type": "http",
        "scheme": "http",
        "client": ("127.0.0.1", 4242),
        "headers": [(header, forwarded.encode())],
    }
    coroutine = config.loaded_app(scope, None, None)
    with pytest.raises(StopIteration):
        coroutine.send(None)
    return seen[0]


@pytest.mark.requirement("A-1")
def test_named_proxy_is_believed() -> None:
    """The visitor's address comes from the proxy that the operator named."""
    assert "203.0.113.7" == peer_seen(("127.0.0.1",), "203.0.113.7")


def test_nobody_is_believed_by_default() -> None:
    """Without the setting anybody could claim to be anybody: the header is ignored."""
    assert "127.0.0.1" == peer_seen((), "203.0.113.7")


def test_another_proxy_is_not_believed() -> None:
    """A header from an address that is not named is ignored."""
    assert "127.0.0.1" == peer_seen(("192.0.2.1",), "203.0.113.7")


@pytest.mark.parametrize(
    ("trusted", "forwarded", "seen"),
    [
        # The visitor writes what they like before what the proxy adds: only the last stranger counts.
        (("127.0.0.1",), "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (("127.0.0.1",), "127.0.0.1, 203.0.113.7", "203.0.113.7"),
        (("127.0.0.1", "192.0.2.1"), "198.51.100.1, 203.0.113.7, 192.0.2.1", "203.0.113.7"),
        (("127.0.0.0/8",), "203.0.113.7", "203.0.113.7"),
        (("192.0.2.0/24",), "203.0.113.7", "127.0.0.1"),
        (("127.0.0.1",), "", "127.0.0.1"),
    ],
)
def test_claims_before_the_proxy_are_not_believed(trusted: tuple[str, ...], forwarded: str, seen: str) -> None:
    """A spoofed X-Forwarded-For moves nobody: the address is the one that the last named proxy saw."""
    assert seen == peer_seen(trusted, forwarded)


@pytest.mark.parametrize("header", [b"x-real-ip", b"forwarded", b"true-client-ip", b"x-client-ip"])
def test_other_headers_are_not_believed(header: bytes) -> None:
    """One header is agreed on with the proxy; its cousins say nothing, even from it."""
    assert "127.0.0.1" == peer_seen(("127.0.0.1",), "203.0.113.7", header=header)
