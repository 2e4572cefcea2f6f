"""Who is there? Password, then second factor, then a session on the server; and the way back in.

Every refusal of a sign-in says the same and takes the same time, whoever the e-mail address belongs to, and
is counted by `note_failure` once the request was rolled back.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NoReturn

from crypto.errors import WrongSecret
from crypto.hashing import Freshness, hash_secret, new_token, refuse_unknown, token_digest, verify_secret
from liaison.errors import LiaisonError, SignInRequired, TooMany
from liaison.events import EventKind
from liaison.records import Account, WebSession
from liaison.rules import throttle
from liaison.rules.access import Actor
from liaison.store import accounts as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.usecases.factors import use_code
from liaison.usecases.profiles import ROLE_LABELS, email_index, open_profile
from liaison.vocabulary import SYSTEM, AccountId, Role

SESSION: Final = "session"
"""The purpose of the digests of session tokens."""
HALFWAY: Final = timedelta(minutes=10)
"""How long the second factor may take."""
TOUCH_EVERY: Final = timedelta(minutes=1)
"""A session is not written again for each request."""
KEPT: Final = timedelta(days=1)
"""How long ended sessions and counted tries stay, at most."""
LONGEST_CODE: Final = 20


class SignInFailed(LiaisonError):
    """A wrong e-mail address, password or code; nobody is told which.

    `subjects` are the keyed hashes under which the try is counted.
    """

    def __init__(self, message: str, *, subjects: Sequence[str], hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.subjects = tuple(subjects)


class SignInSlowed(TooMany):
    """Too many wrong tries to sign in: the journal tells it from a wait anywhere else."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody who is signed in; `csrf` must come back with every form of theirs."""

    actor: Actor
    name: str
    role_label: str
    csrf: str


@dataclass(frozen=True, slots=True)
class Halfway:
    """Somebody whose password was right and whose second factor is awaited."""

    csrf: str


def begin(ctx: Context, *, email: str, password: str, address: str) -> str:
    """Check the first factor and return the token of a session that opens nothing yet.

    `address` is the machine that asks, or empty when nobody can tell.

    Raises:
        SignInFailed: unknown, disabled or not yet accepted account, or wrong password: one sentence, one time.
        TooMany: too many wrong tries for this address or from this machine.
    """
    subjects = [_subject(ctx, "email", email_index(ctx, email))]
    if address:
        subjects.append(_subject(ctx, "address", address))
    _check_tries(ctx, subjects)
    account = store.find_account(ctx.session, email_index(ctx, email))
    try:
        account = _verified(account, password)
    except WrongSecret:
        raise SignInFailed(
            "L’adresse e-mail ou le mot de passe ne correspond pas.",
            hint="Vérifiez les deux. Mot de passe perdu ? Demandez un nouveau lien à l’administration.",
            subjects=subjects,
        ) from None
    store.sweep(ctx.session, ctx.now - KEPT)
    return _open_session(ctx, account.id, complete=False)


def halfway(ctx: Context, token: str) -> Halfway:
    """Return what the page of the second factor needs.

    Raises:
        SignInRequired: the first factor was not given, or too long ago.
    """
    row = _half_session(ctx, token)
    return Halfway(_csrf(ctx, row.account_id, row.token))


def complete(ctx: Context, token: str, *, code: str) -> str:
    """Check the second factor and return the token of a new, whole session; the old one is gone.

    Raises:
        SignInRequired: the first factor was not given, or too long ago.
        SignInFailed: the code is wrong, or was used before.
        TooMany: too many wrong codes.
    """
    half = _half_session(ctx, token)
    subjects = check_code_tries(ctx, half.account_id)
    account = store.get_account(ctx.session, half.account_id)
    if not account.enabled or account.totp is None:
        _require()
    if not use_code(ctx, account, code[:LONGEST_CODE]):
        raise wrong_code(subjects)
    store.drop_session(ctx.session, half)
    fresh = _open_session(ctx, account.id, complete=True)
    save(ctx.session, event=Event(EventKind.SIGN_IN_DONE, account.id, account.id), at=ctx.now)
    return fresh


def who(ctx: Context, token: str) -> Presence:
    """Return who holds a token, and note that the session is in use.

    Raises:
        SignInRequired: no such session, or it ended: idle too long, too old, account disabled.
    """
    row = store.find_session(ctx.session, token_digest(token, purpose=SESSION))
    if row is None or not row.complete or _ended(ctx, row):
        _require()
    account = store.get_account(ctx.session, row.account_id)
    if not account.enabled:
        _require()
    if abs(ctx.now - row.seen_at) >= TOUCH_EVERY:
        row.seen_at = ctx.now
        row.created_at = min(row.created_at, ctx.now)  # of a clock that was ahead: it would never end
        store.put_session(ctx.session, row)
    return Presence(
        actor_of(ctx, account),
        open_profile(ctx, account).name,
        ROLE_LABELS[Role(account.role)],
        _csrf(ctx, account.id, row.token),
    )


def sign_out(ctx: Context, token: str) -> None:
    """End a session; one that ended already is fine."""
    row = store.find_session(ctx.session, token_digest(token, purpose=SESSION))
    if row is not None:
        store.drop_session(ctx.session, row)
        save(ctx.session, event=Event(EventKind.SIGN_OUT, row.account_id, row.account_id), at=ctx.now)


def check_code_tries(ctx: Context, account_id: str) -> tuple[str, ...]:
    """Return under what a wrong code of an account is counted, wherever it is asked.

    Raises:
        TooMany: too many wrong ones.
    """
    subjects = (_subject(ctx, "code", account_id),)
    _check_tries(ctx, subjects)
    return subjects


def wrong_code(subjects: Sequence[str]) -> SignInFailed:
    """Make the refusal of a code that is wrong or was used before."""
    return SignInFailed(
        "Ce code ne convient pas, ou il a déjà servi.",
        hint="Attendez le code suivant sur votre téléphone, puis recopiez-le.",
        subjects=subjects,
    )


def note_failure(ctx: Context, error: SignInFailed) -> None:
    """Count a wrong try and journal it, in a transaction of its own (law 3)."""
    for subject in error.subjects:
        store.count_try(ctx.session, subject, ctx.now)
    save(ctx.session, event=Event(EventKind.SIGN_IN_REFUSED, SYSTEM, ""), at=ctx.now)


def actor_of(ctx: Context, account: Account) -> Actor:
    """Return an account as the rules see it."""
    return Actor(AccountId(account.id), Role(account.role), store.scopes_of(ctx.session, account.id))


def _verified(account: Account | None, password: str) -> Account:
    if account is None or not account.enabled or account.password is None:
        refuse_unknown(password)
    if verify_secret(password, account.password) is Freshness.OUTDATED:
        account.password = hash_secret(password)
    return account


def _half_session(ctx: Context, token: str) -> WebSession:
    row = store.find_session(ctx.session, token_digest(token, purpose=SESSION))
    if row is None or row.complete or ctx.now - row.created_at >= HALFWAY:
        _require()
    return row


def _open_session(ctx: Context, account_id: str, *, complete: bool) -> str:
    token = new_token(ctx.random)
    digest = token_digest(token, purpose=SESSION)
    row = WebSession(token=digest, account_id=account_id, created_at=ctx.now, seen_at=ctx.now, complete=complete)
    store.put_session(ctx.session, row)
    return token


def _ended(ctx: Context, row: WebSession) -> bool:
    idle = ctx.now - row.seen_at >= timedelta(minutes=ctx.settings.session_idle_minutes)
    return idle or ctx.now - row.created_at >= timedelta(hours=ctx.settings.session_hours)


def _require() -> NoReturn:
    raise SignInRequired("Votre session est terminée.", hint="Connectez-vous à nouveau.")


def _check_tries(ctx: Context, subjects: Sequence[str]) -> None:
    for subject in subjects:
        tries = store.tries_of(ctx.session, subject, ctx.now - throttle.WINDOW)
        try:
            throttle.check_not_too_many(tries, ctx.now)
        except TooMany as error:
            raise SignInSlowed(error.message, seconds=error.seconds, hint=error.hint) from None


def _subject(ctx: Context, kind: str, value: str) -> str:
    return ctx.vault.index("try", f"{kind}|{value}")


# --- the CSRF token says whose page it stood on, so that a form of an ended session finds its author ---


def _csrf(ctx: Context, account_id: str, digest: str) -> str:
    return f"{account_id}.{ctx.vault.index('csrf', f'{account_id}|{digest}')}"


def same_token(posted: str, expected: str) -> bool:
    """Compare two CSRF tokens in constant time."""
    return hmac.compare_digest(posted.encode(), expected.encode())
