"""What would a browser post from a page? Its forms, filled in as somebody in a hurry fills them in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

from fastapi.routing import APIRoute
from starlette.routing import Match

from web.routes import routers

POSTS: Final = {
    route.name: route
    for router in routers(demo=False)
    for route in router.routes
    if isinstance(route, APIRoute) and "POST" in (route.methods or ())
}
TOKEN: Final = "csrf"


@dataclass(slots=True)
class FoundForm:
    """A form of a page: where it goes, and what it carries, by name, once it is filled in."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)


def forms_of(html: str, address: str) -> list[FoundForm]:
    """Give the forms of a page that post, filled in."""
    reader = _Reader(address)
    reader.feed(html)
    return reader.forms


def route_of(address: str) -> str:
    """Name the route that takes a form; empty when there is none."""
    scope = {"type": "http", "method": "POST", "path": urlsplit(address).path}
    return next((name for name, route in POSTS.items() if route.matches(scope)[0] is Match.FULL), "")


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.forms: list[FoundForm] = []
        self._address = address
        self._open: FoundForm | None = None
        self._select: str = ""
        self._textarea: str = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a field in."""
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self._begin(given)
        elif self._open is None:
            return
        elif tag == "option" and self._select:
            self._option(given)
        elif name:
            self._field(tag, given, name)

    def _begin(self, given: dict[str, str]) -> None:
        self._open = None
        if given.get("method", "").lower() == "post":
            self._open = FoundForm(urljoin(self._address, given.get("action", "")))
            self.forms.append(self._open)

    def _field(self, tag: str, given: dict[str, str], name: str) -> None:
        assert self._open is not None
        if tag == "input":
            self._input(given, name)
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
            self._open.fields.setdefault(name, []).append("")
        elif tag == "button":
            self._open.fields.setdefault(name, [given.get("value", "")])

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._textarea and self._open is not None:
            if not self._open.fields[self._textarea][-1].strip():
                self._open.fields[self._textarea][-1] = "Un texte d’essai."
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        """Keep what stands in a text area."""
        if self._textarea and self._open is not None:
            self._open.fields[self._textarea][-1] += data

    def _input(self, given: dict[str, str], name: str) -> None:
        assert self._open is not None
        kind, value = given.get("type", "text"), given.get("value", "")
        if name == TOKEN or kind in {"submit", "file"}:
            return
        if kind == "radio":
            if name not in self._open.fields or "checked" in given:
                self._open.fields[name] = [value]
        elif kind == "checkbox":
            self._open.fields.setdefault(name, []).append(value or "on")
        else:
            self._open.fields.setdefault(name, []).append(value or _typed(given, name))

    def _option(self, given: dict[str, str]) -> None:
        assert self._open is not None
        value = given.get("value", "")
        if ("selected" in given and value) or (value and not self._open.fields.get(self._select)):
            self._open.fields[self._select] = [value]


def _typed(given: dict[str, str], name: str) -> str:
    if given.get("type") == "email" or "email" in name:
        return "quelquun@exemple.example"
    if given.get("type") == "date":
        return "2026-11-20"
    if name.endswith(("_on", "date", "on")) or "jj/mm" in given.get("placeholder", "").casefold():
        return "20/11/2026"
    if name == "code":
        return "000000"
    return "12" if given.get("inputmode") == "numeric" else "Essai"
