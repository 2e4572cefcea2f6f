"""What does a partner read when something went wrong? Our masthead without the way to the sign-in, and a way on.

Whoever follows a dead link to deposit has no account: « Retour à l’accueil » would lead them to a password. The page
says what to do, and offers the standing page, where they get another link by themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from liaison.errors import Expired, LiaisonError, Problem, Unavailable, WrongState
from liaison.usecases import asking_to_deposit
from liaison.usecases.asking_to_deposit import Host

ANOTHER_LINK: Final = "Demander un lien de dépôt"
ANOTHER_CODE: Final = "Redemander un code"
WAYS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("show_address", "confirm_address", "show_pli", "acknowledge_pli", "download_pli", "report_trouble"), ""
    ),
    **dict.fromkeys(("answer_pli", "ask_to_deposit", "send_code", "open_attestation", "attest_destruction"), ""),
    **dict.fromkeys(("show_reply", "make_reply", "show_desk", "make_deposit"), ANOTHER_LINK),
    **dict.fromkeys(("show_code", "give_code"), ANOTHER_CODE),
}
"""The routes of partners, by name, and what the button to the standing page says there; empty: there is none."""
NOBODY: Final = Host("Opérateurs AGIR", "")
"""Where the directory cannot be asked."""
DEAD_LINK: Final = (
    "Ce lien de dépôt n’est plus valable.",
    "Demandez-en un autre : il suffit de votre e-mail professionnel, et d’un code que nous y envoyons.",
)


@dataclass(frozen=True, slots=True)
class PartnerErrorPage:
    """What happened, then what to do; whom to call."""

    title: str
    sentence: str
    hint: str
    operator: str
    callback: str
    way: str = ""
    """What the button to the standing page says; empty when it would not help."""
    problems: tuple[Problem, ...] = ()


def is_partners(request: Request) -> bool:
    """Say whether a page of partners was asked for."""
    return _route(request) in WAYS


def page_of(request: Request, title: str, error: LiaisonError, problems: tuple[Problem, ...] = ()) -> PartnerErrorPage:
    """Say on a page of partners what a use case refused."""
    host = NOBODY if isinstance(error, Unavailable) else _host(request)
    way = WAYS[_route(request)] if isinstance(error, Expired | WrongState) else ""
    dead = isinstance(error, Expired) and _route(request) in {"show_desk", "make_deposit"}
    sentence, hint = DEAD_LINK if dead else (error.message, error.hint)
    return PartnerErrorPage(title, sentence, hint, host.operator, host.callback, way, problems)


def plain(title: str, sentence: str, hint: str) -> PartnerErrorPage:
    """Say on a page of partners what the edge refused: the directory is not asked, since it may be what is late."""
    return PartnerErrorPage(title, sentence, hint, NOBODY.operator, NOBODY.callback)


def _route(request: Request) -> str:
    return str(getattr(request.scope.get("route"), "name", ""))


def _host(request: Request) -> Host:
    with request.app.state.service.transaction() as ctx:
        return asking_to_deposit.host(ctx)
