"""What does every route ask for? The transaction, the posted form, who is there; nothing opens before.

    def show_partner(request: Request, partner_id: PartnerId, ctx: Ctx, actor: CurrentActor) -> Response: …
    def save_partner(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response: …

`enforce` stands on the whole application: a route needs no line of its own, only its row in `web.matrix`.
"""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from liaison.bootstrap import Service
from liaison.errors import SignInRequired
from liaison.rules.access import Actor
from liaison.usecases import signing_in
from liaison.usecases.context import Context
from liaison.usecases.receiving import Incoming
from liaison.usecases.signing_in import Presence
from web import cookies, receiving, turns, uploads
from web.errors import ProofRequired, WrongRole
from web.forged import StaleForm
from web.fresh import FRESH
from web.guard import check_address, check_same_origin
from web.inputs import TOKEN_FIELD, Form, read_form
from web.matrix import Gate, entry_of

SAFE_METHODS = frozenset({"GET", "HEAD"})


def service_of(request: Request) -> Service:
    """Return the service that this application serves."""
    service: Service = request.app.state.service
    return service


def open_context(request: Request) -> Iterator[Context]:
    """Open the one transaction of a request; it commits before the response leaves (style.md 3.1)."""
    with service_of(request).transaction() as context:
        yield context


async def read_posted(request: Request) -> AsyncIterator[Form]:
    """Give the posted form; with a file only where one is asked for (`web.uploads`, `web.receiving`)."""
    check_address(request)
    route = request.scope["route"].name
    if route in turns.ROUTES:
        form = await read_form(request)
        async with request.app.state.turns.turn(cookies.SESSION.of(request)):
            yield form
    elif request.method in SAFE_METHODS:
        yield await read_form(request)
    elif route in receiving.ROUTES:
        # Its turn lasts until the route is done: nobody else's deposit waits in a thread meanwhile.
        async with receiving.received(request) as form:
            yield form
    else:
        yield await (uploads.read_upload(request) if route in uploads.ROUTES else read_form(request))


Posted = Annotated[Form, Depends(read_posted, scope="function")]


def uploaded_file(request: Request, _: Posted) -> bytes:
    """Return the file that the form carried; nothing when none was chosen."""
    file: bytes = getattr(request.state, "file", b"")
    return file


def received_file(request: Request, _: Posted) -> Incoming:
    """Return the large file that came in, sealed; it is gone once the route is done."""
    incoming: Incoming = request.state.incoming
    return incoming


Uploaded = Annotated[bytes, Depends(uploaded_file)]
Received = Annotated[Incoming, Depends(received_file)]
# scope="function": with the default the client would read 200 before a commit that fails.
Ctx = Annotated[Context, Depends(open_context, scope="function")]


async def read_body(request: Request) -> bytes:
    """Return the whole body of a machine's request; `web.guard` bounds it."""
    return await request.body()


RawBody = Annotated[bytes, Depends(read_body)]


def enforce(request: Request, form: Posted, ctx: Ctx) -> None:
    """Let a request through only as `web.matrix` says, and a POST only from a page of ours.

    The form is read before the transaction opens: a slow upload holds no database.

    Raises:
        SignInRequired: nobody is signed in, or not far enough.
        WrongRole: the role is not one of the route's, or the route stands in no row.
        StaleForm: the CSRF token is not this session's.
        ProofRequired: a code must be given again before this.
        HTTPException: 403 from another site.
    """
    route = request.scope["route"].name
    entry = entry_of(route)
    if entry is Gate.MACHINE:
        return
    if request.method not in SAFE_METHODS:
        check_same_origin(request)
    if entry is Gate.PUBLIC:
        return
    token = cookies.SESSION.of(request)
    if entry is Gate.HALFWAY:
        request.state.csrf = signing_in.halfway(ctx, token).csrf
        _check_token(request, form)
        return
    presence = signing_in.who(ctx, token)
    request.state.presence, request.state.csrf = presence, presence.csrf
    if presence.actor.role not in entry:
        raise WrongRole
    _check_token(request, form)
    if route in FRESH and not presence.fresh:
        raise ProofRequired


def _check_token(request: Request, form: Form) -> None:
    posted = "".join(form.many(TOKEN_FIELD))
    if request.method not in SAFE_METHODS and not signing_in.same_token(posted, request.state.csrf):
        raise StaleForm


def current_presence(request: Request, _: Annotated[None, Depends(enforce)]) -> Presence:
    """Return who is signed in.

    Raises:
        SignInRequired: the route asks for nobody.
    """
    presence: Presence | None = getattr(request.state, "presence", None)
    if presence is None:
        raise SignInRequired("Personne n’est connecté.")
    return presence


CurrentPresence = Annotated[Presence, Depends(current_presence)]


def current_actor(presence: CurrentPresence) -> Actor:
    """Return who acts."""
    return presence.actor


CurrentActor = Annotated[Actor, Depends(current_actor)]
