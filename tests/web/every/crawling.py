"""What do the pages of a house offer? Every address and every form that they hold, role by role."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

from httpx2 import Response
from starlette.testclient import TestClient

from tests.web.every.routes import NOBODY, READ, parameters, readers, route_at

PATIENCE: Final = 2
"""Pages of one route in a row, opened by one person, that offered nothing new: the next ones are not opened."""
FORMS: Final = 6
"""Forms of one route that are kept."""


@dataclass(slots=True)
class PostedForm:
    """A form that a page offered: where it goes, what stands in it, and what may be chosen."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    has_file: bool = False


class _Page(HTMLParser):
    """Reads the links and the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[PostedForm] = []
        self._form: PostedForm | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link, a form, or a field of the form that is open."""
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"])
        elif tag == "form":
            self._form = PostedForm(given.get("action", ""))
            if given.get("method") == "post":
                self.forms.append(self._form)
            else:
                self.links.append(given.get("action", ""))
        elif self._form is not None:
            self._field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        """Leave what is closed."""
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        """Note what stands in a large field."""
        if self._form is not None and self._area:
            self._form.fields[self._area] = [data.removeprefix("\n")]

    def _field(self, tag: str, given: Mapping[str, str]) -> None:
        assert self._form is not None
        name, value = given.get("name", ""), given.get("value", "")
        fields, choices = self._form.fields, self._form.choices
        if tag == "select":
            self._select = name
            fields.setdefault(name, [""])
        elif tag == "option" and self._select:
            choices.setdefault(self._select, []).append(value)
            if "selected" in given or fields[self._select] == [""]:
                fields[self._select] = [value]
        elif tag == "textarea":
            self._area = name
            fields.setdefault(name, [""])
        elif tag in {"input", "button"} and name:
            self._input(given.get("type", "text") if tag == "input" else "button", name, value, "checked" in given)

    def _input(self, kind: str, name: str, value: str, checked: bool) -> None:  # noqa: FBT001 - as it stands there
        assert self._form is not None
        if kind == "file":
            self._form.has_file = True
        elif kind in {"radio", "checkbox", "button", "submit"}:
            self._form.choices.setdefault(name, []).append(value)
            known = self._form.fields.setdefault(name, [])
            if checked:
                known.append(value)
        else:
            self._form.fields.setdefault(name, []).append(value)


@dataclass(slots=True)
class Offered:
    """What was seen in a house."""

    opened: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    """By who looked and route: the addresses that were opened."""
    forms: dict[str, list[tuple[str, PostedForm]]] = field(default_factory=lambda: defaultdict(list))
    """By route: who saw it, and the form."""
    parts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By name: what stood in addresses."""
    answers: list[tuple[str, str, Response]] = field(default_factory=list)
    _patience: Counter[tuple[str, str]] = field(default_factory=Counter)
    _met: set[tuple[str, str]] = field(default_factory=set)

    def crawl(self, who: str, browser: TestClient, seeds: Sequence[str]) -> None:
        """Open what somebody may open, from what is known, and from page to page."""
        waiting = [*seeds, *_plain(who)]
        while waiting:
            address = waiting.pop(0)
            found = route_at(urlsplit(address).path, "GET")
            if found is None or who not in (NOBODY, *readers(found[0])):
                continue
            route, parts = found
            self._note(parts)
            known = self.opened[who][route.name]
            if address in known or self._patience[who, route.name] >= PATIENCE:
                continue
            known.append(address)
            answer = browser.get(address, follow_redirects=False)
            self.answers.append((who, address, answer))
            offered = list(self._read(who, answer))
            waiting += offered
            self._learn((who, route.name), offered)

    def _learn(self, where: tuple[str, str], offered: Sequence[str]) -> None:
        """Note whether a page led to a route that this person did not see before."""
        who, _ = where
        routes = {found[0].name for link in offered if (found := route_at(urlsplit(link).path, "GET"))}
        routes |= {name for name, kept in self.forms.items() if any(seer == who for seer, _ in kept)}
        new = {(who, name) for name in routes} - self._met
        self._met |= new
        self._patience[where] = 0 if new else self._patience[where] + 1

    def _read(self, who: str, answer: Response) -> Iterator[str]:
        if "location" in answer.headers:
            yield answer.headers["location"]
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return
        page = _Page()
        page.feed(answer.text)
        yield from page.links
        for form in page.forms:
            path = form.action or urlsplit(str(answer.url)).path
            found = route_at(path, "POST")
            if found is None:
                continue
            form.action = path
            self._note(found[1])
            kept = self.forms[found[0].name]
            if len(kept) < FORMS and path not in {one.action for _, one in kept}:
                kept.append((who, form))

    def _note(self, parts: Mapping[str, str]) -> None:
        for name, value in parts.items():
            if value not in self.parts[name]:
                self.parts[name].append(value)


def _plain(who: str) -> Iterator[str]:
    """Name the addresses without a part that varies."""
    return (route.path for route in READ if not parameters(route) and who in readers(route))
