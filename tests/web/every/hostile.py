"""What does somebody post who knows HTTP, or has a broken browser? Strategies made from what a route reads."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, quote_from_bytes

from fastapi.routing import APIRoute
from hypothesis import strategies as st

from tests.deposits import sealed
from tests.letters import PDF
from tests.web.every.asked import fields_of, takes_file
from tests.web.every.crawling import Offered, PostedForm
from tests.web.every.routes import NOBODY, parameters, query_names, readers
from tests.web.every.world import World

NASTY: Final = (
    "", " ", "\0", "a\0b", "\x1b[2J\x07", "\r\nSet-Cookie: x=1", "\r\nBcc: x@pirate.example", "a\nb\n\nc",
    "\u2028", "\u202e\u2066gpj.exe", "\ufeff", "\u0301" * 40, "İıßﬁ", "𝔘𝔫𝔦", "👩‍👩‍👧‍👦", "'", '"',
    "' OR 1=1 --", "'; DROP TABLE account; --", "%", "_", "%%%", "\\", "\\'", "${7*7}", "{{7*7}}",
    "{0.__class__}", "%s%n%(x)s", "<script>alert(1)</script>", "]]>", "&amp;", "=cmd|'/c calc'!A1",
    "../../etc/passwd", "C:\\x", "//pirate.example", "/\\pirate.example", "javascript:alert(1)", "0", "-1",
    "1e400", "NaN", "inf", "0x10", "1_000", "00000001", "2147483648", "9223372036854775808", "9" * 400, "１２",
    "٣", "²", "1.5", "1,5", "None", "null", "[]", "{}", "true", "on", "1", "2", "31/02/2026", "00/00/0000",
    "01/01/0001", "31/12/9999", "9999-12-31", "0001-01-01", "2026-13-45", "29/02/2023", "1/1/1", "٠١/٠١/٢٠٢٦",
    "01/01/99999999999999999999", "-1/-1/2026", "21/11/2026", "2026-11-21", "20/11/2026", "01/12/2026", "9999",
    "0000", "2026", "24:61", "9 h 30", "25 h", "23:59:59.999999999", "-1 h 00", "2026-00", "9999-12", "a@b",
    "a@b.example", "@", "a@[127.0.0.1]", "é@é.example", "x" * 65 + "@" + "y" * 250 + ".example", "+33",
    "+" + "9" * 40, "06 12 34 56 78", "0033612345678", "99-99-99", "x" * 1001, "é" * 4000, "mot " * 3000,
)  # fmt: skip
"""Texts that broke other services: separators, templates, formulas, paths, numbers, days, addresses, lengths."""
LARGE: Final = "x" * 500_000
"""Just under what one value may weigh."""
RAW: Final = (
    b"%FF%FE", b"%ED%A0%80", b"%C0%AF", b"%F4%90%80%80", b"%00", b"%", b"%zz", b"\xff\xfe", b"\xc3", b"+%2B+", b"%E9",
)  # fmt: skip
"""Octets that are no UTF-8, or no escape."""


def _zip(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr(name, content)
    return buffer.getvalue()


FILES: Final = (
    b"", b"\0", b"MZ\x90", PDF, PDF[:20], b"nom;pr\xe9nom\r\nX;Y\r\n", "nom;prénom\nX;Y\n".encode(),
    b"\xff\xfe" + b"a\0" * 9, b"PK\x03\x04" + bytes(40), _zip("xl/workbook.xml", b"<workbook/>"),
    _zip("[Content_Types].xml", b"<!DOCTYPE x [<!ENTITY"), b'"' * 70_000, b"a;" * 5000,
    sealed(("fiche.pdf", PDF)), sealed(("fiche.pdf", PDF))[:90], b"7z\xbc\xaf\x27\x1c" + bytes(30),
)  # fmt: skip
JUNK: Final = (
    "", "", "", "&avant=%FF", "&avant=0001-01-01T00:00:00%2B23:59", "&avant=999999999999", "&%00", "&=&&;", "&fait=%ED",
)  # fmt: skip
"""What stands at the end of an address that somebody made by hand."""
TEXTS: Final = st.sampled_from(NASTY) | st.text(st.characters(codec="utf-8"), max_size=30) | st.just(LARGE)


@dataclass(frozen=True, slots=True)
class Knock:
    """One request, as it is sent; printed when it breaks something."""

    who: str
    path: str
    body: bytes
    kind: str
    note: str

    def __repr__(self) -> str:
        return f"{self.note} as {self.who}: {self.path[:300]} {self.kind} {self.body[:1500]!r}"


@st.composite
def knocks(draw: st.DrawFn, route: APIRoute, world: World) -> Knock:
    """Make a request to a route: as its pages offer it, then wrong in a few places."""
    who, form = draw(st.sampled_from(_offers(route, world.offered)))
    values = {name: list(found) for name, found in form.fields.items() if name != "csrf"}
    names = sorted({*values, *form.choices, *fields_of(route)} - {"csrf"})
    for name in draw(st.lists(st.sampled_from(names), max_size=4, unique=True)) if names else ():
        values[name] = draw(_values(name, route, form, world.offered))
    for name in [name for name in form.choices if name in values]:
        if not values[name] and form.choices[name] and draw(st.booleans()):
            values[name] = [draw(st.sampled_from(form.choices[name]))]
    pairs = [(name, value) for name, found in values.items() for value in found]
    if draw(st.integers(0, 19)) == 0:
        pairs.append(draw(st.tuples(TEXTS, TEXTS)))
    if draw(st.integers(0, 19)) == 0 and pairs:
        pairs.append(draw(st.sampled_from(pairs)))
    path = draw(_paths(route, form.action, world.offered))
    token = [("csrf", world.tokens[who])] if who != NOBODY else []
    kind, body = draw(_bodies([*token, *pairs], takes_file(route) or form.has_file))
    return Knock(who, path, body, kind, route.name)


def _offers(route: APIRoute, offered: Offered) -> Sequence[tuple[str, PostedForm]]:
    """Give the forms that pages hold for a route; for one that none holds, its address with parts that pages use."""
    if known := offered.forms.get(route.name):
        return known
    who = readers(route)
    made = []
    for number in range(3):
        action = route.path
        for name in parameters(route):
            found = offered.parts.get(name) or ["inconnu"]
            action = action.replace(f"{{{name}}}", quote(found[number % len(found)], safe=""))
        made.append((who[number % len(who)], PostedForm(action)))
    return made


def _values(name: str, route: APIRoute, form: PostedForm, offered: Offered) -> st.SearchStrategy[list[str]]:
    """Give what may come under a name: what is offered, what the type knows, ids of the kind, anything, nothing."""
    known = [*form.choices.get(name, ()), *fields_of(route).get(name, ()), *offered.parts.get(f"{name}_id", ())]
    one = TEXTS | st.sampled_from(known) if known else TEXTS
    return st.lists(one, min_size=1, max_size=1) | st.lists(one, max_size=3)


@st.composite
def _paths(draw: st.DrawFn, route: APIRoute, action: str, offered: Offered) -> str:
    """Give an address: mostly the one that was offered, else with another part, or with a query."""
    path = action
    if parameters(route) and draw(st.integers(0, 9)) == 0:
        path = route.path
        for name, kind in route.param_convertors.items():
            del kind
            part = draw(st.sampled_from([*offered.parts.get(name, ["x"]), *NASTY]) | TEXTS)
            path = path.replace(f"{{{name}}}", quote(part[:4000], safe="") or "x")
    if draw(st.integers(0, 9)) == 0:
        path += f"?{quote(draw(TEXTS)[:2000])}={quote(draw(TEXTS)[:2000])}"
    return path


@st.composite
def _bodies(draw: st.DrawFn, pairs: list[tuple[str, str]], with_file: bool) -> tuple[str, bytes]:  # noqa: FBT001 - of one caller
    """Write a form as a browser does, or in another encoding, or with octets that are none."""
    way = draw(st.integers(0, 19))
    if way == 0:
        junk = draw(st.sampled_from(RAW))
        return "application/x-www-form-urlencoded", b"&".join([urlencoded(pairs), b"x=" + junk, junk + b"=x"])
    if way == 1:
        return draw(st.sampled_from(["application/json", "text/plain", "", "text/xml; charset=utf-16"])), urlencoded(
            pairs
        )
    if with_file or way == 2:
        return "multipart/form-data; boundary=B", _multipart(pairs, draw(st.sampled_from(FILES)) if with_file else None)
    return "application/x-www-form-urlencoded", urlencoded(pairs)


def urlencoded(pairs: Sequence[tuple[str, str]]) -> bytes:
    """Write a form as browsers do."""
    return b"&".join(
        quote_from_bytes(name.encode("utf-8", "surrogatepass")).encode()
        + b"="
        + quote_from_bytes(value.encode("utf-8", "surrogatepass")).encode()
        for name, value in pairs
    )


def _multipart(pairs: Sequence[tuple[str, str]], file: bytes | None) -> bytes:
    parts = [
        b'--B\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (name.encode("utf-8", "replace").translate(None, b'\r\n"'), value.encode("utf-8", "replace"))
        for name, value in pairs
    ]
    if file is not None:
        parts.append(
            b'--B\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n'
            b"Content-Type: application/pdf\r\n\r\n%s\r\n" % file
        )
    return b"".join([*parts, b"--B--\r\n"])


@st.composite
def addresses(draw: st.DrawFn, route: APIRoute, world: World) -> tuple[str, str]:
    """Make an address of a page, and who opens it: parts that pages use or that nobody does, and a query."""
    who = draw(st.sampled_from(readers(route)))
    path = route.path
    for name in parameters(route):
        part = draw(TEXTS if draw(st.integers(0, 3)) == 0 else st.sampled_from(world.offered.parts.get(name) or ["x"]))
        path = path.replace(f"{{{name}}}", quote(part[:4000], safe="") or "x")
    # All that any page reads there: none of them is left to luck.
    query = "&".join(f"{quote(name)}={quote(draw(TEXTS)[:4000])}" for name in sorted(query_names()))
    junk = draw(st.sampled_from(JUNK))
    return who, f"{path}?{query}{junk}"
