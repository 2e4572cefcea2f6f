"""What may somebody change of their own account? Recovery codes, password, known devices; and who they are here."""

from dataclasses import dataclass

from crypto.errors import WrongSecret
from crypto.hashing import verify_secret
from liaison.errors import Invalid, WrongState
from liaison.events import EventKind
from liaison.records import Account
from liaison.rules.access import Actor
from liaison.store import accounts as store
from liaison.store import credentials
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import news_of_account, proving, recovery, resetting, signing_in
from liaison.usecases.choosing_password import check_password, check_same
from liaison.usecases.context import Context
from liaison.usecases.profiles import ROLE_LABELS, open_profile
from liaison.usecases.signing_in import SignInFailed
from liaison.vocabulary import Role
from liaison.vocabulary.accounts import AccountNews


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What somebody sees of their own account; `telephone` is E.164 or empty."""

    name: str
    email: str
    function: str
    telephone: str
    organisation: str
    role_label: str
    departements: tuple[str, ...]
    codes_left: int
    devices: int
    has_password: bool
    """Without: opened by the operator's identity provider."""


def show(ctx: Context, actor: Actor) -> OwnAccount:
    """Return what somebody sees of their own account."""
    account = store.get_account(ctx.session, actor.account_id)
    profile = open_profile(ctx, account)
    return OwnAccount(
        profile.name, profile.email, profile.function, profile.telephone, account.organisation,
        ROLE_LABELS[Role(account.role)], tuple(sorted(actor.departements)), recovery.codes_left(ctx, account.id),
        credentials.count_devices(ctx.session, account.id), account.password is not None,
    )  # fmt: skip


def renew_codes(ctx: Context, actor: Actor, *, password: str, code: str) -> tuple[str, ...]:
    """Make new recovery codes, for who gives password and telephone again; return them, to be shown once.

    Where the identity provider stands in the password's place, the telephone alone is asked.

    Raises:
        SignInFailed, SignInSlowed: password or code is wrong, or too many were.
    """
    account = _prove(ctx, actor, password, code, before="recovery-codes")
    news_of_account.tell(ctx, account, AccountNews.CODES)
    return recovery.make_codes(ctx, account.id)


def ask_password(ctx: Context, actor: Actor) -> str:
    """Return the address of who may change their password here.

    Raises:
        WrongState: there is none to change: the identity provider opens this account.
    """
    return open_profile(ctx, _with_password(ctx, actor)).email


def change_password(ctx: Context, actor: Actor, *, password: str, code: str, chosen: str, again: str) -> None:
    """Let a new password count, for who gives the old one and the telephone again; every session ends.

    Raises:
        WrongState: there is none to change: the identity provider opens this account.
        Invalid: the new password will not do.
        SignInFailed, SignInSlowed: the old password or the code is wrong, or too many were.
    """
    account = _with_password(ctx, actor)
    profile = open_profile(ctx, account)
    problems = check_password(ctx, account, profile, chosen, field="chosen") or check_same(chosen, again)
    if problems:
        raise Invalid(problems)
    account = _prove(ctx, actor, password, code, before="password")
    resetting.set_password(ctx, account, chosen, EventKind.PASSWORD_CHANGED)


def forget_devices(ctx: Context, actor: Actor) -> None:
    """Forget the browsers by which somebody came in; sessions stay."""
    count = credentials.drop_devices(ctx.session, actor.account_id)
    event = Event(EventKind.DEVICES_FORGOTTEN, actor.account_id, actor.account_id, {"count": count})
    save(ctx.session, event=event, at=ctx.now)


def _with_password(ctx: Context, actor: Actor) -> Account:
    account = store.get_account(ctx.session, actor.account_id)
    if account.password is None:
        raise WrongState(
            "Votre compte n’a pas de mot de passe ici.",
            hint=f"Vous entrez avec {ctx.settings.oidc_label} : c’est là que votre mot de passe se change.",
        )
    return account


def _prove(ctx: Context, actor: Actor, password: str, code: str, *, before: str) -> Account:
    """Let through only who knows the password, if there is one, and holds the telephone (ASVS 7.5.1)."""
    subjects = signing_in.check_code_tries(ctx, actor.account_id)
    account = store.get_account(ctx.session, actor.account_id)
    try:
        if account.password is not None:
            verify_secret(password, account.password)
    except WrongSecret:
        raise SignInFailed(
            "Ce mot de passe n’est pas le vôtre.", hint="Vérifiez-le, puis recopiez un nouveau code.", subjects=subjects
        ) from None
    proving.prove(ctx, actor, code, before=before)
    return account
