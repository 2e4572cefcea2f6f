"""Which page answers what went wrong? One table, the same page for absent and foreign, nothing told of a failure."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy.exc import OperationalError
from sqlmodel import select
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.errors import Conflict, Denied, Invalid, LiaisonError, NotFound, Problem, Refused, TooMany, Unavailable
from liaison.events import EventKind
from liaison.records import Account, AccountScope, JournalEntry
from liaison.usecases.context import Context
from liaison.vocabulary import Role
from tests.web.staff import HOST, Staff
from web.app import build
from web.deps import Ctx, CurrentActor
from web.errors import STATUSES, Again

CANARY = "Zéphyrine Secrète"


def leaves(kind: type[LiaisonError]) -> Iterator[type[LiaisonError]]:
    """Walk all subclasses."""
    for child in kind.__subclasses__():
        yield child
        yield from leaves(child)


def test_every_error_has_a_status() -> None:
    """A new kind of error without a row fails here."""
    assert set(leaves(LiaisonError)) == set(STATUSES)
    assert all(400 <= status < 600 for status in STATUSES.values())


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the tests, shown by the template of errors."""

    title: str = "Essai"
    sentence: str = "Phrase"
    hint: str = ""
    problems: tuple[Problem, ...] = ()


@pytest.fixture
def app(service: Service) -> FastAPI:
    """Give the application itself, to which a test adds a page."""
    return build(service)


@pytest.fixture
def try_page(app: FastAPI, staff: Staff) -> Iterator[Callable[..., Response]]:
    """Give a way to add a page, under the name of an existing row of the matrix, and to open it signed in."""
    with TestClient(app, base_url=f"https://{HOST}", headers={"Sec-Fetch-Site": "same-origin"}) as browser:
        staff.sign_in(browser, Role.REFERENT)

        def open_page(endpoint: Callable[..., object], **headers: str) -> Response:
            path = f"/essai/{endpoint.__name__}"
            app.add_api_route(path, endpoint, name="home", methods=["GET"], response_model=None)
            return browser.get(path, headers=headers, follow_redirects=False)

        yield open_page


def refusals(service: Service) -> list[tuple[str, str]]:
    """List the refusals of the journal: where and why."""
    with service.transaction() as ctx:
        query = select(JournalEntry).where(JournalEntry.kind == EventKind.ACCESS_REFUSED.value)
        return [(str(entry.detail["where"]), str(entry.detail["why"])) for entry in ctx.session.exec(query)]


class TestRefusals:
    """What use cases refuse."""

    def test_absent_and_foreign_give_the_same_bytes(self, try_page: Callable[..., Response], service: Service) -> None:
        """Nobody learns that something exists; the journal knows the difference (A6, row 44)."""

        def absent(_: CurrentActor) -> None:
            raise NotFound(f"Le dossier de {CANARY} n’existe pas.")

        def foreign(_: CurrentActor) -> None:
            raise Denied(f"Le dossier de {CANARY} n’est pas le vôtre.", hint="Demandez.")

        first, second = try_page(absent), try_page(foreign)
        assert (404, 404) == (first.status_code, second.status_code)
        assert first.content == second.content
        assert CANARY not in first.text
        assert [("home", "notfound"), ("home", "denied")] == refusals(service)
        # A program reads no more than a person.
        as_json = {try_page(page, accept="application/json").text for page in (absent, foreign)}
        assert 1 == len(as_json)

    def test_a_rule_is_shown_with_what_to_do_next(self, try_page: Callable[..., Response], service: Service) -> None:
        """Message, hint, status, and an entry of the journal."""

        def refused(_: CurrentActor) -> None:
            raise Refused("La convention a pris fin (guide 3.2).", hint="Voyez avec la coordination.")

        answer = try_page(refused)
        assert 403 == answer.status_code
        assert "La convention a pris fin (guide 3.2)." in answer.text
        assert "Voyez avec la coordination." in answer.text
        assert [("home", "refused")] == refusals(service)

    def test_a_refused_request_leaves_nothing_behind(self, try_page: Callable[..., Response], service: Service) -> None:
        """What was written before the refusal is rolled back, also when the page is shown again (law 3)."""

        def half_done(ctx: Ctx, actor: CurrentActor) -> None:
            forget(ctx, actor.account_id)
            raise Conflict("Modifié entre-temps.")

        def shown_again(ctx: Ctx, actor: CurrentActor) -> None:
            forget(ctx, actor.account_id)
            raise Again(Conflict("Modifié entre-temps."), "errors/error.html", Page())

        assert 409 == try_page(half_done).status_code
        answer = try_page(shown_again)
        assert (409, True) == (answer.status_code, "Phrase" in answer.text)
        with service.transaction() as ctx:
            assert all(account.enabled for account in ctx.session.exec(select(Account)))

    def test_problems_reach_a_program(self, try_page: Callable[..., Response]) -> None:
        """An autosave gets them one by one, with the label of the field."""

        def invalid(_: CurrentActor) -> None:
            raise Again(Invalid([Problem("f", "Nom", "À remplir.")]), "errors/error.html", Page())

        answer = try_page(invalid, accept="application/json")
        assert 422 == answer.status_code
        assert [{"field": "f", "label": "Nom", "message": "À remplir."}] == answer.json()["problems"]

    @pytest.mark.parametrize(
        ("error", "status"),
        [(TooMany("Trop d’essais.", seconds=9), 429), (Unavailable("Le coffre ne répond pas."), 503)],
    )
    def test_waiting_has_its_statuses(
        self, try_page: Callable[..., Response], error: LiaisonError, status: int
    ) -> None:
        """A program knows that it may try again."""

        def refused(_: CurrentActor) -> None:
            raise error

        answer = try_page(refused)
        assert status == answer.status_code
        assert error.message.replace("'", "&#39;") in answer.text


class TestFailures:
    """What nobody foresaw."""

    def test_a_commit_that_fails_is_no_success(self, try_page: Callable[..., Response]) -> None:
        """The transaction ends before the response leaves (law 2, style.md 3.1)."""

        def doubled(ctx: Ctx, actor: CurrentActor) -> dict[str, bool]:
            ctx.session.add(AccountScope(account_id=actor.account_id, departement="absent"))
            return {"done": True}

        answer = try_page(doubled)
        assert 500 == answer.status_code
        assert "done" not in answer.text

    def test_an_incident_has_a_number_and_tells_nothing_else(
        self, try_page: Callable[..., Response], caplog: pytest.LogCaptureFixture
    ) -> None:
        """The page gives the number; the log, in one line of JSON, the place and no value (ASVS 16.5.1, 16.2.5)."""

        def broken(_: CurrentActor) -> None:
            raise RuntimeError(f"{CANARY}\nune autre ligne")

        with caplog.at_level(logging.ERROR, logger="liaison.web"):
            answer = try_page(broken)
        assert 500 == answer.status_code
        assert "nosniff" == answer.headers["x-content-type-options"]
        [line] = [record.getMessage() for record in caplog.records if record.name == "liaison.web"]
        told = json.loads(line)
        assert told["number"] in answer.text
        assert ("RuntimeError", "home") == (told["kind"], told["route"])
        assert told["frames"][-1].startswith("test_errors.py:")
        assert "\n" not in line
        assert CANARY not in line + answer.text
        assert "Traceback" not in answer.text

    def test_a_destroyed_object_is_an_incident_without_detail(self, try_page: Callable[..., Response]) -> None:
        """A key that is gone breaks a page, not the service, and names nothing."""

        def gone(ctx: Ctx, _: CurrentActor) -> None:
            ctx.unseal("account.absent", "profile", b"x")

        answer = try_page(gone)
        assert 500 == answer.status_code
        assert "absent" not in answer.text

    @pytest.mark.parametrize(
        ("method", "path", "status"), [("GET", "/nulle-part", 404), ("PUT", "/connexion", 405), ("GET", "/static", 404)]
    )
    def test_what_no_route_answers_is_a_page_in_french(
        self, browser: TestClient, method: str, path: str, status: int
    ) -> None:
        """With the way back."""
        answer = browser.request(method, path)
        assert status == answer.status_code
        assert '<html lang="fr">' in answer.text
        assert "Retour à l’accueil" in answer.text


def forget(ctx: Context, account_id: str) -> None:
    """Write something that must not last."""
    account = ctx.session.get(Account, account_id)
    assert account is not None
    account.enabled = False
    ctx.session.flush()


def test_a_store_that_does_not_answer_is_said(
    try_page: Callable[..., Response], caplog: pytest.LogCaptureFixture
) -> None:
    """A locked database gives a sentence and what to do, in a page and to an autosave, and a line in the log."""

    def locked(ctx: Ctx, _: CurrentActor) -> None:
        del ctx
        raise OperationalError(f"UPDATE {CANARY}", {}, Exception("database is locked"))

    with caplog.at_level(logging.ERROR, logger="liaison.web"):
        page, saved = try_page(locked), try_page(locked, accept="application/json")
    assert (503, 503) == (page.status_code, saved.status_code)
    assert "ne répond pas en ce moment" in page.text
    assert "réessayez dans quelques minutes" in page.text
    assert saved.json()["message"].endswith("Ce qui était enregistré est toujours là.")
    lines = [record.getMessage() for record in caplog.records if record.name == "liaison.web"]
    assert ["OperationalError"] * 2 == [json.loads(line)["kind"] for line in lines]
    assert CANARY not in page.text + saved.text + "".join(lines)
