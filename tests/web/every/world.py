"""How does a test knock at every door of a house that has lived, and find it as it was afterwards?"""

import json
import logging
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final

import pyotp
from fastapi import FastAPI
from httpx2 import Cookies, Response
from sqlalchemy import make_url
from sqlmodel import SQLModel, select
from starlette.testclient import TestClient

from liaison.vocabulary import Role
from tests.web.every.crawling import Offered
from tests.web.every.lived import Lived
from tests.web.every.routes import NOBODY
from tests.web.staff import HOST, token_in
from web.app import build

WHO: Final = (NOBODY, *(role.value for role in Role))
Rows = Mapping[str, frozenset[str]]


class Reports(logging.Handler):
    """Keeps what the service says of incidents: a failed test names where it broke."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(record.getMessage())


@dataclass(slots=True, repr=False)
class World:
    """A served house, a browser for everybody who may come, and what its pages offered them."""

    lived: Lived
    app: FastAPI
    browsers: Mapping[str, TestClient]
    tokens: Mapping[str, str]
    """By who: what must come back with their forms."""
    cookies: Mapping[str, Cookies]
    reports: Reports
    offered: Offered = field(default_factory=Offered)
    before: Rows = field(default_factory=dict)
    after: Rows = field(default_factory=dict)
    """What stood there before everybody looked at everything, and afterwards."""
    is_changed: bool = True
    """Whether something was done since the databases were as everybody found them."""
    _kept: dict[Path, Path] = field(default_factory=dict)

    def look(self) -> None:
        """Let everybody open all that they may, and note what is there before and afterwards."""
        self.before = self.rows()
        self.offered = self.crawl()
        self.after = self.rows()

    def crawl(self) -> Offered:
        """Let everybody open what they may."""
        offered = Offered()
        for who, browser in self.browsers.items():
            offered.crawl(who, browser, self.lived.paths if who == NOBODY else ())
        return offered

    def post(self, who: str, path: str, body: bytes, kind: str) -> Response:
        """Post as somebody, from a page of this service."""
        answer = self.browsers[who].post(path, content=body, headers={"content-type": kind}, follow_redirects=False)
        self.is_changed = self.is_changed or answer.status_code < 400
        return answer

    def incident(self) -> str:
        """Say what the last incident was."""
        return self.reports.lines[-1] if self.reports.lines else "no report"

    def keep(self, folder: Path) -> None:
        """Remember the databases of a house on SQLite as they are."""
        config = self.lived.service.settings
        for number, url in enumerate((config.database, config.keystore)):
            if not url.startswith("sqlite"):
                return
            file = Path(make_url(url).database or "")
            self._kept[file] = folder / f"{number}.sqlite"
            _copy(file, self._kept[file])

    def restore(self) -> None:
        """Let the databases be as they were, and everybody hold the cookies with which they came."""
        for who, browser in self.browsers.items():
            browser.cookies = self.cookies[who]
        if self.is_changed:
            for file, kept in self._kept.items():
                _copy(kept, file)
        self.is_changed = False

    def rows(self) -> Rows:
        """Read every row of the database, every key, and the names of the files beside them."""
        found: dict[str, frozenset[str]] = {}
        with self.lived.service.transaction() as ctx:
            for table in SQLModel.metadata.sorted_tables:
                names = [column.name for column in table.columns]
                lines = ctx.session.connection().execute(select(*table.columns))
                found[table.name] = frozenset(
                    json.dumps(dict(zip(names, map(_said, line), strict=True)), sort_keys=True) for line in lines
                )
        service = self.lived.service
        found["keys"] = frozenset(str(one) for one in service.vault.ids())
        folder = service.settings.data_dir
        found["files"] = frozenset(
            str(file.relative_to(folder))
            for file in folder.rglob("*")
            if file.is_file() and ".sqlite" not in file.name and service.settings.templates not in file.parents
        )
        return found


def open_world(lived: Lived) -> World:
    """Serve a house, and let everybody sign in."""
    app = build(lived.service)
    browsers = {
        who: TestClient(
            app, base_url=f"https://{HOST}", headers={"Sec-Fetch-Site": "same-origin"}, raise_server_exceptions=False
        )
        for who in WHO
    }
    tokens = {NOBODY: ""} | {role.value: _sign_in(lived, browsers[role.value], role) for role in Role}
    reports = Reports()
    logging.getLogger("liaison.web").addHandler(reports)
    cookies = {who: Cookies(browser.cookies) for who, browser in browsers.items()}
    return World(lived, app, browsers, tokens, cookies, reports)


def close_world(world: World) -> None:
    """Let nobody in any more."""
    logging.getLogger("liaison.web").removeHandler(world.reports)
    for browser in world.browsers.values():
        browser.close()


def _sign_in(lived: Lived, browser: TestClient, role: Role) -> str:
    person = lived.staff[role]
    lived.house.clock.advance(seconds=60)
    page = browser.post("/connexion", data={"email": person.email, "password": person.password})
    form = {"csrf": token_in(page), "code": pyotp.TOTP(person.seed).at(lived.house.clock.now())}
    assert browser.post("/connexion/code", data=form).status_code == 200
    return token_in(browser.get("/"))


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
        here.execute("PRAGMA synchronous=OFF")  # a test owes the disk nothing
        there.backup(here)


def _said(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date | datetime) else value
