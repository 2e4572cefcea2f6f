"""How does somebody choose a new password who forgot theirs? By a one-time link, and with their second factor.

The administrator asks for the link and never chooses a password. The link alone opens nothing: the telephone's code, or
a recovery code, is asked before the new password counts (ASVS 6.4.3, 6.4.6). Until then the old one stays.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from crypto.hashing import hash_secret, new_token, token_digest
from liaison.errors import Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.messages.invitation import reset_mail
from liaison.records import Account, PasswordReset
from liaison.rules.access import Actor, check_may_administer
from liaison.store import accounts as account_store
from liaison.store import credentials as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import news_of_account, signing_in, tries
from liaison.usecases.choosing_password import check_password, check_same
from liaison.usecases.context import Context
from liaison.usecases.delivering import queue_mail
from liaison.usecases.inviting import public_address
from liaison.usecases.profiles import open_profile
from liaison.vocabulary.accounts import AccountNews

LIFETIME: Final = timedelta(hours=24)
"""As long as a code that goes to a mailbox may live (NIST 800-63B-4)."""
PATH: Final = "/mot-de-passe/"
"""Where a token is followed; a test resolves it against the routes."""
_PURPOSE: Final = "reset"


@dataclass(frozen=True, slots=True)
class ResetMade:
    """How the link goes to its person: by mail, else by the administrator, who is shown it."""

    mailed: bool
    token: str
    """Empty when it was mailed."""


@dataclass(frozen=True, slots=True)
class ResetView:
    """What the page of a link shows."""

    email: str
    expires_at: datetime


def send_reset(ctx: Context, actor: Actor, account_id: str) -> ResetMade:
    """Make a link to a new password, and mail it to the account's address where a link can be mailed.

    Raises:
        Denied: not an administrator.
        WrongState: the account is closed, was never opened, or is one's own.
    """
    check_may_administer(actor)
    account = account_store.get_account(ctx.session, account_id)
    if not _may_have_one(account) or account_id == actor.account_id:
        raise WrongState(
            "Ce compte ne peut pas recevoir de lien pour un nouveau mot de passe.",
            hint="Jamais ouvert ? Faites un nouveau lien d’invitation. Le vôtre se change dans « Mon compte ».",
        )
    store.drop_resets(ctx.session, account_id)
    token = new_token(ctx.random)
    row = PasswordReset(
        token=token_digest(token, purpose=_PURPOSE), account_id=account_id, expires_at=ctx.now + LIFETIME
    )
    event = Event(EventKind.PASSWORD_RESET_MADE, actor.account_id, account_id)
    save(ctx.session, row, event=event, at=ctx.now)
    base = public_address(ctx)
    if not base:
        return ResetMade(mailed=False, token=token)
    text = reset_mail(account.organisation, row.expires_at, f"{base}{PATH}{token}")
    queue_mail(ctx, text, to=open_profile(ctx, account).email)
    return ResetMade(mailed=True, token="")


def open_reset(ctx: Context, token: str) -> ResetView:
    """Return what the page of a link shows; looking changes nothing.

    Raises:
        WrongState: the link was used, is too old, or never was.
    """
    row, account = _usable(ctx, token)
    return ResetView(open_profile(ctx, account).email, row.expires_at)


def reset_password(
    ctx: Context, token: str, *, password: str, again: str, code: str = "", recovery_code: str = ""
) -> str:
    """Let a new password count, for who holds the link and the second factor; every session ends. Return whose it is.

    Raises:
        WrongState: the link was used, is too old, or never was.
        Invalid: the password will not do, or no code was typed.
        SignInFailed, SignInSlowed: the code is wrong, or too many were.
    """
    _, account = _usable(ctx, token)
    account_store.lock_account(ctx.session, account.id)
    _, account = _usable(ctx, token)  # the link may have been used, or made worthless, at this second
    problems = check_password(ctx, account, open_profile(ctx, account), password) or check_same(password, again)
    if not (problems or code or recovery_code):
        # Forgotten is not wrong: no try is counted.
        sentence = "Recopiez celui de votre téléphone, ou tapez un code de secours."
        problems = [Problem("code", "Code à six chiffres", sentence)]
    if problems:
        raise Invalid(problems)
    counted = tries.by_link(ctx, account.id)
    subjects = tries.check(ctx, counted)
    signing_in.check_second_factor(ctx, account, code=code, recovery_code=recovery_code, subjects=subjects)
    tries.forget(ctx, *counted)
    set_password(ctx, account, password, EventKind.PASSWORD_RESET)
    return account.id


def set_password(ctx: Context, account: Account, password: str, why: EventKind) -> None:
    """Let a password that was checked count; sessions, links and known devices of before end, and its owner is told."""
    ctx.session.refresh(account)  # a code that was used wrote its step behind the row's back
    account.password = hash_secret(password)
    account_store.drop_sessions(ctx.session, account.id)
    store.drop_resets(ctx.session, account.id)
    store.drop_devices(ctx.session, account.id)
    news_of_account.tell(ctx, account, AccountNews.PASSWORD)
    save(ctx.session, account, event=Event(why, account.id, account.id), at=ctx.now)


def _usable(ctx: Context, token: str) -> tuple[PasswordReset, Account]:
    row = store.find_reset(ctx.session, token_digest(token, purpose=_PURPOSE))
    if row is not None and row.expires_at > ctx.now:
        account = account_store.get_account(ctx.session, row.account_id)
        if _may_have_one(account):
            return row, account
    raise WrongState(
        "Ce lien a déjà servi, ou n’est plus valable.",
        hint="Demandez-en un nouveau à la personne qui administre liaison chez vous.",
    )


def _may_have_one(account: Account) -> bool:
    return account.enabled and account.password is not None and account.totp is not None
