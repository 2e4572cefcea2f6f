"""Which pages are there? One router for each family of pages, listed here."""

from fastapi import APIRouter

from web.routes import (
    accounts,
    cases,
    contacts,
    conventions,
    departements,
    fiches,
    gateway,
    home,
    house,
    invitation,
    models,
    partners,
    register,
    sending,
    signing,
    support,
    transmissions,
)
from web.routes import demo as demonstration


def routers(*, demo: bool) -> tuple[APIRouter, ...]:
    """Return the routers to serve; those of the demonstration only in one."""
    return (
        signing.router,
        invitation.router,
        home.router,
        cases.router,
        support.router,
        fiches.router,
        sending.router,
        transmissions.router,
        partners.router,
        contacts.router,
        conventions.router,
        register.router,
        models.router,
        accounts.router,
        departements.router,
        house.router,
        gateway.router,
        *((demonstration.router,) if demo else ()),
    )
