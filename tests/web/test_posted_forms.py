"""Is whatever stands in a posted form's octets a form or a 400, before anybody signs in?"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message

from tests.web.staff import HOST
from web.inputs import Form, read_form
from web.uploads import read_upload

READERS: Final = (read_form, read_upload)
_KINDS: Final = st.sampled_from(
    ["multipart/form-data", "multipart/form-data; boundary=B", "application/x-www-form-urlencoded", "text/plain", ""]
)
_OPTIONS: Final = st.lists(
    st.sampled_from(
        [
            "; boundary=B", '; boundary="B"', "; boundary=" + "B" * 300, "; boundary=", "; boundary*=utf-8''B",
            "; charset=idna", "; charset=undefined", "; charset=utf-7", "; charset=punycode", "; charset=base64",
            "; charset=utf-8", "; charset=\xe9", ";;;=", '; x="\\', "\xff", "\t", "B", "\x00",
        ]
    ),
    max_size=4,
).map("".join)  # fmt: skip
_PIECES: Final = st.lists(
    st.sampled_from(
        [
            b"--B\r\n", b"--B--\r\n", b"--B", b"\r\n", b"\n", b"\r\n\r\n", b"Content-Disposition: form-data; name=a",
            b'Content-Disposition: form-data; name="file"; filename="x"', b"Content-Disposition: attachment",
            b"Content-Disposition: form-data; name=\xff", b"Content-Disposition: form-data; name*=utf-8''a",
            b"Content-Type: text/plain; charset=undefined", b"Content-Transfer-Encoding: base64", b":", b"X" * 5000,
            b"a=1&", b"%", b"%ff=%00", b";", b"\xed\xa0\x80", b"+ADw-", b"\0", b"\xff",
        ]
    )
    | st.binary(max_size=8),
    max_size=24,
).map(b"".join)  # fmt: skip


def outcome(reader: Callable[[Request], Awaitable[Form]], kind: str, body: bytes) -> Form | int:
    """Read a posted form as a route does; give it, or the status of its refusal."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", kind.encode("latin-1"))]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers, "app": None}

    async def read() -> Form:
        return await reader(Request(scope, receive))

    try:
        return asyncio.run(read())
    except HTTPException as error:
        return error.status_code


@pytest.mark.parametrize("reader", READERS)
@given(kind=_KINDS, options=_OPTIONS, body=_PIECES)
@example(kind="multipart/form-data", options="; boundary=" + "B" * 300, body=b"")
@example(
    kind="multipart/form-data; boundary=B",
    options="; charset=undefined",
    body=b"--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--B--\r\n",
)
def test_form_or_400(reader: Callable[[Request], Awaitable[Form]], kind: str, options: str, body: bytes) -> None:
    """Nothing else comes out, and what does can be written as UTF-8, without a NUL."""
    found = outcome(reader, kind + options, body)
    if isinstance(found, int):
        assert 400 == found
        return
    for values in found.fields.values():
        for value in values:
            assert "\0" not in value
            value.encode("utf-8")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/partenaires/importer", f"multipart/form-data; boundary={'B' * 257}"),
        ("/connexion", f"multipart/form-data; boundary={'B' * 257}"),
        ("/connexion", "multipart/form-data; boundary=B; charset=undefined"),
    ],
)
def test_at_the_door(browser: TestClient, path: str, kind: str) -> None:
    """A stranger gets 400 in French, not our incident page."""
    body = b"--B\r\nContent-Disposition: form-data; name=email\r\n\r\nx\r\n--B--\r\n"
    headers = {"content-type": kind, "origin": f"https://{HOST}"}
    answer = browser.post(path, content=body, headers=headers)
    assert 400 == answer.status_code
    assert 'lang="fr"' in answer.text
