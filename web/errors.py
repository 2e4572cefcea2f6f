"""Which page answers what went wrong? One table; handlers that run after the rollback and journal the refusal.

What does not exist and what is not yours give the same page to the same bytes (style.md A6). What nobody
foresaw gives an incident number, and one log line without message or value: those can hold a name.
"""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from liaison import errors as house
from liaison.errors import Denied, Expired, Invalid, LiaisonError, SignInRequired, TooMany, Unavailable
from liaison.traces import described
from liaison.usecases import auditing
from liaison.usecases.destroying import NotDone
from liaison.usecases.providing import ProviderRefused
from liaison.usecases.signing_in import Presence, SignInFailed
from liaison.usecases.tries import SignInSlowed
from web import forged, partner_errors, returning
from web.error_pages import BY_STATUS, NOT_FOUND, TITLES, ErrorPage
from web.forged import ForgedForm, StaleForm
from web.pages import Titled, render

LOG: Final = logging.getLogger("liaison.web")


class ProofRequired(LiaisonError):
    """A code must be given again before this (`web.fresh`)."""

    def __init__(self) -> None:
        super().__init__("Cette action demande un nouveau code.", hint="Rouvrez la page et recommencez.")


class WrongRole(Denied):
    """The matrix does not open this page to this role; the journal tells it from what a use case denies."""

    def __init__(self) -> None:
        super().__init__("Cette page n’est pas prévue pour votre rôle.")


class Again(Exception):
    """Show this page again with what was wrong: the work is rolled back, the refusal journalled.

    A route must not return a page after a use case raised: what was half done would be committed with it.
    """

    def __init__(self, error: LiaisonError, template: str, page: Titled) -> None:
        super().__init__(error.message)
        self.error, self.template, self.page = error, template, page


STATUSES: Final[Mapping[type[LiaisonError], int]] = {
    house.NotFound: 404,
    house.Denied: 404,
    house.Archived: 409,
    house.SignInRequired: 401,
    house.Expired: 410,
    house.WrongState: 409,
    house.Refused: 403,
    house.Conflict: 409,
    house.TooMany: 429,
    house.TurnedAway: 422,
    house.WrongCode: 422,
    house.WrongKey: 422,
    house.Unavailable: 503,
    house.Misconfigured: 503,
    NotDone: 503,
    house.Invalid: 422,
    SignInFailed: 401,
    ProviderRefused: 401,
    SignInSlowed: 429,
    StaleForm: 403,
    ForgedForm: 403,
    ProofRequired: 403,
    WrongRole: 404,
}


COMING_BACK: Final[Mapping[type[LiaisonError], Callable[[Request], Response]]] = {
    SignInRequired: returning.ask_to_sign_in,
    StaleForm: returning.offer_form_again,
    ProofRequired: returning.ask_for_proof,
}
"""What is answered with a page that leads back to what was asked."""


def install(app: FastAPI) -> None:
    """Make the application answer in pages."""
    app.add_exception_handler(Again, _answer_again)
    app.add_exception_handler(LiaisonError, _answer_refusal)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(RequestValidationError, _answer_unreadable)


def _answer_again(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, Again)  # noqa: S101 - what `install` promised, for the type checker
    _journal(request, raised.error)
    if _wants_json(request):
        return _json(raised.error)
    answer = render(request, raised.template, raised.page, status=STATUSES[type(raised.error)])
    return _with_delay(answer, raised.error)


def _answer_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, LiaisonError)  # noqa: S101 - what `install` promised, for the type checker
    if isinstance(error, Unavailable):
        # Not journalled: what would be written to is what does not answer.
        LOG.error("%s", _report(request.scope, error.__cause__ or error, ""))
    else:
        _journal(request, error)
    if _wants_json(request):
        return _json(error)
    if answer := COMING_BACK.get(type(error)):
        return answer(request)
    status = STATUSES[type(error)]
    if status == 404:  # noqa: PLR2004 - the status of the table above
        return render(request, "errors/error.html", NOT_FOUND, status=status)
    problems = error.problems if isinstance(error, Invalid) else ()
    title = TITLES.get(type(error), "Refusé")
    if partner_errors.is_partners(request):
        theirs = partner_errors.page_of(request, title, error, problems)
        return _with_delay(render(request, "partner/error.html", theirs, status=status), error)
    page = ErrorPage(title, error.message, error.hint, problems)
    return _with_delay(render(request, "errors/error.html", page, status=status), error)


def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - what `install` promised, for the type checker
    page = BY_STATUS.get(error.status_code, BY_STATUS[400])
    if _wants_json(request):
        return JSONResponse({"message": page.sentence, "hint": page.hint, "problems": []}, error.status_code)
    if partner_errors.is_partners(request):
        theirs = partner_errors.plain(page.title, page.sentence, page.hint)
        answer = render(request, "partner/error.html", theirs, status=error.status_code)
    else:
        answer = render(request, "errors/error.html", page, status=error.status_code)
    answer.headers.update(error.headers or {})
    return answer


def _answer_unreadable(request: Request, _: Exception) -> Response:
    return render(request, "errors/error.html", BY_STATUS[422], status=422)


def _journal(request: Request, error: LiaisonError) -> None:
    """Note a refusal in a transaction of its own: the request's was rolled back (law 3)."""
    error = forged.journalled(request, error)
    # A visitor without session is no event: anyone could fill the journal.
    if isinstance(error, SignInRequired | StaleForm | ProofRequired | Expired):
        return
    presence: Presence | None = getattr(request.state, "presence", None)
    where = getattr(request.scope.get("route"), "name", "")
    with request.app.state.service.transaction() as ctx:
        auditing.note_refusal(ctx, error, actor=presence.actor if presence else None, where=where)


def _wants_json(request: Request) -> bool:
    return request.headers.get("accept", "").startswith("application/json")


def _json(error: LiaisonError) -> Response:
    status = STATUSES[type(error)]
    shown = NOT_FOUND.sentence if status == 404 else error.message  # noqa: PLR2004
    problems = error.problems if isinstance(error, Invalid) else ()
    body = {
        "message": shown,
        "hint": "" if status == 404 else error.hint,  # noqa: PLR2004
        "problems": [{"field": p.field, "label": p.label, "message": p.message} for p in problems],
    }
    return _with_delay(JSONResponse(body, status), error)


def _with_delay(answer: Response, error: LiaisonError) -> Response:
    if isinstance(error, TooMany):
        answer.headers["retry-after"] = str(error.seconds)
    return answer


class Incidents:
    """Answer what nobody foresaw with a page and a number; inside `web.guard`, so that it has its headers."""

    def __init__(self, app: ASGIApp, *, new_number: Callable[[], str]) -> None:
        self._app = app
        self._new_number = new_number

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and answer in its stead when it breaks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, send_watched)
        except Exception as error:
            number = self._new_number()
            # Not `exception`: a message and its values can hold a name.
            LOG.error("%s", _report(scope, error, number))  # noqa: TRY400
            if started:
                raise
            await _incident(Request(scope), number)(scope, receive, send)


def _incident(request: Request, number: str) -> Response:
    page = ErrorPage(
        "Un incident est survenu",
        "Quelque chose ne s’est pas passé comme prévu, de notre côté. Ce que vous aviez enregistré est toujours là.",
        f"Réessayez dans un instant. Si cela continue, donnez ce numéro à l’administration : {number}.",
    )
    if _wants_json(request):
        return JSONResponse({"message": page.sentence, "hint": page.hint, "problems": []}, 500)
    return render(request, "errors/error.html", page, status=500)


def _report(scope: Scope, error: BaseException, number: str) -> str:
    """One line: where it broke, and of what kind. No message, no value, no address: they can hold a name."""
    route = getattr(scope.get("route"), "name", "")
    return json.dumps({"event": "incident", "number": number, "route": route, **described(error)})
