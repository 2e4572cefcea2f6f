"""Did a form stand on a page of whoever sent it? On an older one, or on nobody’s: one answer, but the journal tells."""

from starlette.requests import Request

from liaison.errors import Denied, LiaisonError
from liaison.usecases import coming_back
from liaison.usecases.signing_in import Presence
from web.inputs import TOKEN_FIELD, Form


class StaleForm(LiaisonError):
    """The form stood on a page of an earlier session."""

    def __init__(self) -> None:
        super().__init__("Cette page a été ouverte avant votre dernière connexion.", hint="Reprenez ci-dessous.")


class ForgedForm(Denied):
    """The form was not on any page of whoever sent it: what the journal says in the stale form's stead."""

    def __init__(self) -> None:
        super().__init__("Ce formulaire n’était pas sur une de vos pages.")


def journalled(request: Request, error: LiaisonError) -> LiaisonError:
    """Return a refusal as the journal is to know it: a form is forged when its token claims another account."""
    presence: Presence | None = getattr(request.state, "presence", None)
    if not isinstance(error, StaleForm) or presence is None:
        return error
    form: Form = getattr(request.state, "form", Form())
    claimed = coming_back.author_of("".join(form.many(TOKEN_FIELD)))
    return error if claimed == presence.actor.account_id else ForgedForm()
