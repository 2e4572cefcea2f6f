"""What does a partner do at the pages of a deposit? Posts a file as a browser does; what was kept is read."""

from typing import Final

from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.records import Deposit

ADDRESS: Final = "conseil@mission.example"


def post(browser: TestClient, path: str, content: bytes, *, name: str = "Fiche de Lucrèce.7z") -> Response:
    """Post a file as the page does."""
    return browser.post(path, files={"file": (name, content)})


def kept(service: Service) -> list[Deposit]:
    """Read the deposits that were kept."""
    with service.transaction() as ctx:
        rows = list(ctx.session.exec(select(Deposit)).all())
        for row in rows:
            ctx.session.expunge(row)
        return rows
