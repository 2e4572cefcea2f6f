"""Whom to be, what to try? The local page of the demonstration, its mails and SMS; served under a demo only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import NotFound
from liaison.ports import Demo, DemoMail, DemoPerson, DemoText
from web.deps import service_of
from web.files import attachment
from web.pages import render

router = APIRouter()


@dataclass(frozen=True, slots=True)
class DemoPage:
    """The people, and what came out of the two doors."""

    people: tuple[DemoPerson, ...]
    mails: int
    texts: int
    title: str = "La démonstration"


@dataclass(frozen=True, slots=True)
class MailsPage:
    """The mails that the demo kept."""

    mails: tuple[DemoMail, ...]
    title: str = "Les e-mails de la démonstration"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a mail's text; `href` is empty where it leads nowhere."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class MailPage:
    """One mail, its text in parts: those that lead to a page of this demonstration can be followed."""

    mail: DemoMail
    parts: tuple[Part, ...]
    title: str = "Un e-mail de la démonstration"


@dataclass(frozen=True, slots=True)
class TextsPage:
    """The SMS that the demo kept."""

    texts: tuple[DemoText, ...]
    title: str = "Les SMS de la démonstration"


@router.get("/demo")
def demo_home(request: Request) -> Response:
    """Show the fictitious people and what to try."""
    demo = _demo(request)
    page = DemoPage(tuple(demo.people()), len(demo.mails()), len(demo.texts()))
    return render(request, "demo/home.html", page)


@router.get("/demo/mails")
def demo_mails(request: Request) -> Response:
    """Show the mails."""
    return render(request, "demo/mails.html", MailsPage(tuple(_demo(request).mails())))


@router.get("/demo/mails/{mail_id}")
def demo_mail(request: Request, mail_id: str) -> Response:
    """Show one mail as text."""
    mail = _demo(request).mail(mail_id)
    base = f"{service_of(request).settings.address}/"
    return render(request, "demo/mail.html", MailPage(mail, tuple(_parts(mail.text, base))))


@router.get("/demo/mails/{mail_id}/piece-jointe")
def demo_attachment(request: Request, mail_id: str) -> Response:
    """Give what a mail carries, to open with 7-Zip."""
    carried = _demo(request).attachment(mail_id)
    return attachment(carried.content, name=carried.name)


@router.get("/demo/sms")
def demo_texts(request: Request) -> Response:
    """Show the SMS."""
    return render(request, "demo/texts.html", TextsPage(tuple(_demo(request).texts())))


def _parts(text: str, base: str) -> Iterator[Part]:
    """Find the addresses of this very service in a text; everything else stays words."""
    for part in re.split(rf"({re.escape(base)}\S+)", text):
        yield Part(part, f"/{part.removeprefix(base)}" if part.startswith(base) else "")


def _demo(request: Request) -> Demo:
    demo = service_of(request).demo
    if demo is None:
        raise NotFound("Cette page n’existe pas.", hint="Revenez à l’accueil.")
    return demo
