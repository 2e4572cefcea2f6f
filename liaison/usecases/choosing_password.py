"""May this person have this password? The rule, with what is known of them, of the house and of leaks."""

from collections.abc import Sequence

from liaison.errors import Problem
from liaison.records import Account
from liaison.rules import passwords
from liaison.store import accounts as store
from liaison.store import directory as directory_store
from liaison.usecases.context import Context
from liaison.usecases.leaked import leaked
from liaison.usecases.profiles import Profile


def check_password(
    ctx: Context, account: Account, profile: Profile, password: str, *, field: str = "password"
) -> list[Problem]:
    """Return the problem of a password that somebody chooses, at its field; none when it will do."""
    about = (profile.first_name, profile.last_name, profile.email, account.organisation, *_places(ctx, account.id))
    sentence = passwords.problem_with(password, about=about, leaked=leaked())
    return [Problem(field, "Mot de passe", sentence)] if sentence else []


def check_same(password: str, again: str) -> list[Problem]:
    """Return the problem of a password that was typed twice, not the same."""
    if password == again:
        return []
    return [Problem("again", "Le même mot de passe", "Les deux mots de passe ne sont pas les mêmes.")]


def _places(ctx: Context, account_id: str) -> Sequence[str]:
    scopes = store.scopes_of(ctx.session, account_id)
    rows = [row for row in directory_store.list_departements(ctx.session) if row.code in scopes]
    return [text for row in rows for text in (row.name, row.operator)]
