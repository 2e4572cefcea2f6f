"""How does a monthly table leave the browser? To whom, how, and how the key goes: on one page, sent from it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, Problem, Refused
from liaison.rules.access import Actor
from liaison.usecases import linking
from liaison.usecases.choosing import Choice
from liaison.usecases.context import Context
from liaison.usecases.tables import sending_table
from liaison.usecases.tables.sending_table import TableSendPage
from liaison.vocabulary import Carrier, KeyChannel, Release
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, Input, read
from web.pages import go, render

router = APIRouter()


class TableSendingInput(Input):
    """The three answers, and when the key goes."""

    contact: Annotated[str, Field(title="Destinataire")] = ""
    carrier: Annotated[Carrier, Field(title="Comment part le pli")]
    key_channel: Annotated[KeyChannel, Field(title="Comment part la clé")] = KeyChannel.NONE
    release: Annotated[Release, Field(title="Quand part la clé")] = Release.ON_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class TableAskPage:
    """The three questions about a table, with what was chosen."""

    sending: TableSendPage
    carrier: str
    key_channel: str
    release: str
    has_link: bool
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    title: str = "Envoyer le tableau"


@router.get("/tableaux/{table_id}/envoyer")
def ask_table_sending(request: Request, table_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask the three questions; `?contact=` says to whom, where the DT OFII has several."""
    page = sending_table.ask_page(ctx, actor, table_id, request.query_params.get("contact"))
    return render(request, "tables/sending.html", _shown(ctx, page, Form()))


@router.post("/tableaux/{table_id}/envoyer")
def send_table(request: Request, table_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Let the table leave."""
    try:
        given = read(form, TableSendingInput)
        choice = Choice(given.carrier, given.key_channel, signed=False, release=given.release)
        transmission_id = sending_table.send(ctx, actor, table_id, given.contact, choice)
    except (Invalid, Refused) as error:
        raise Again(error, "tables/sending.html", _again(ctx, actor, table_id, form, error)) from error
    return go(request, "show_transmission", transmission_id=transmission_id, done="pli-prepare")


def _again(ctx: Context, actor: Actor, table_id: str, form: Form, error: LiaisonError) -> TableAskPage:
    page = sending_table.ask_page(ctx, actor, table_id, form.one("contact"))
    return _shown(ctx, page, form, error)


def _shown(ctx: Context, page: TableSendPage, form: Form, error: LiaisonError | None = None) -> TableAskPage:
    return TableAskPage(
        sending=page,
        carrier=form.one("carrier") or next((one.value for one in page.carriers if not one.refusal), ""),
        key_channel=form.one("key_channel") or _first_key(page),
        release=form.one("release", Release.ON_ACKNOWLEDGEMENT.value),
        has_link=linking.can_link(ctx.settings),
        problems=error.problems if isinstance(error, Invalid) else (),
        refusal=error if error and not isinstance(error, Invalid) else page.refusal,
    )


def _first_key(page: TableSendPage) -> str:
    """Return the way of the key that the contact prefers when it is open, else the first that is."""
    preferred = page.contact.key_channel if page.contact else ""
    is_open = [one.value for one in page.keys if not one.refusal]
    return preferred if preferred in is_open else next(iter(is_open), "")
