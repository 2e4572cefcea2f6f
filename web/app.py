"""How is the web application put together? One guarded application; settings are read by `bootstrap` alone.

`uvicorn --factory web.app:create` serves the settings of the environment; `build(service)` any service.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from liaison import bootstrap
from liaison import settings as configuration
from liaison.bootstrap import Service
from web import errors
from web.assets import HashedStatic
from web.deps import enforce
from web.errors import Incidents
from web.guard import BodyLimit, Headers, hosts
from web.pages import STATIC, Pages
from web.receiving import Turnstile
from web.routes import routers
from web.turns import Turns
from web.working import Worker


def create() -> FastAPI:
    """Make the application of the environment's settings.

    Raises:
        Misconfigured: a setting that cannot be honoured, or no mail server.
    """
    service = bootstrap.start(configuration.load())
    bootstrap.check_can_serve(service)
    return build(service)


def build(service: Service) -> FastAPI:
    """Make the application that serves a service."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with Worker(service):
            yield

    app = FastAPI(
        title="liaison",
        # Nothing is described to strangers (ASVS 13.4.5).
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        # On every route, also on one that somebody adds tomorrow.
        dependencies=[Depends(enforce)],
        middleware=_guards(service),
    )
    app.state.service = service
    app.state.pages = Pages(app)
    app.state.turnstile = Turnstile()
    app.state.turns = Turns()
    errors.install(app)
    app.mount("/static/{digest}", HashedStatic(STATIC, digest=app.state.pages.digest), name="static")
    served = routers(demo=service.demo is not None)
    for router in served:
        app.include_router(router)
    app.state.routes = [route for router in served for route in router.routes]
    return app


def _guards(service: Service) -> list[Middleware]:
    """From the outside in."""
    public = service.settings.public_url
    https = public is not None and public.scheme == "https"
    allowed = hosts(service.settings.allowed_hosts, public.host if public else None)
    return [
        Middleware(Headers, https=https),
        Middleware(Incidents, new_number=lambda: secrets.token_hex(4)),
        Middleware(TrustedHostMiddleware, allowed_hosts=allowed, www_redirect=False),
        Middleware(BodyLimit),
    ]
