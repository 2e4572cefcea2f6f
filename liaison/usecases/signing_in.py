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
from liaison.errors import LiaisonError, SignInRequired
from liaison.events import EventKind
from liaison.records import Account, WebSession
from liaison.rules.access import Actor
from liaison.rules.browsers import Machine
from liaison.store import accounts as store
from liaison.store import credentials
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import devices, factors, recovery, tries
from liaison.usecases.context import Context
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


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody who is signed in; `csrf` must come back with every form of theirs."""

    actor: Actor
    name: str
    role_label: str
    csrf: str
    session: str
    """The handle of the session they are in: of all of theirs, the one that stays when they end the others."""
    fresh: bool
    """Whether a code was given in it a short while ago (ASVS 7.5.1)."""


@dataclass(frozen=True, slots=True)
class Halfway:
    """Somebody whose password was right and whose second factor is awaited."""

    csrf: str


def begin(ctx: Context, *, email: str, password: str, address: str, device: str = "") -> str:
    """Check the first factor and return the token of a session that opens nothing yet.

    `address` is the machine that asks, or empty when nobody can tell; `device` the token of a browser where somebody
    came in before.

    Raises:
        SignInFailed: unknown, disabled or not yet accepted account, or wrong password: one sentence, one time.
        TooMany: too many wrong tries for this address or from this machine.
    """
    index = email_index(ctx, email)
    account = store.find_account(ctx.session, index)
    # Asked for an address that nobody has too: the same work is done for all.
    own_device = devices.known(ctx, device, account.id if account else "")
    subjects = tries.check(ctx, tries.at_the_door(ctx, index, device=own_device, address=address))
    try:
        account = _verified(account, password)
    except WrongSecret:
        raise SignInFailed(
            "L’adresse e-mail ou le mot de passe ne correspond pas.",
            hint="Vérifiez les deux. Mot de passe perdu ? Demandez un nouveau lien à l’administration.",
            subjects=subjects,
        ) from None
    store.sweep(ctx.session, ctx.now - KEPT)
    credentials.sweep(ctx.session, ctx.now - KEPT, ctx.now - devices.LIFETIME)
    return open_session(ctx, account.id, complete=False, proved=False)


def halfway(ctx: Context, token: str) -> Halfway:
    """Return what the page of the second factor needs.

    Raises:
        SignInRequired: the first factor was not given, or too long ago.
    """
    row = _half_session(ctx, token)
    return Halfway(_csrf(ctx, row.account_id, row.handle))


def complete(
    ctx: Context,
    token: str,
    *,
    code: str = "",
    recovery_code: str = "",
    device: str = "",
    machine: Machine = Machine(),  # noqa: B008 - frozen
) -> str:
    """Check the second factor and return the token of a new, whole session; the old one is gone.

    The second factor is the telephone's `code`, or a `recovery_code` on paper. `machine`: what its owner will
    recognise the session by in the list of theirs.

    Raises:
        SignInRequired: the first factor was not given, or too long ago.
        SignInFailed: the code is wrong, or was used before.
        TooMany: too many wrong codes.
    """
    half = _half_session(ctx, token)
    # Before the tries are read: of many wrong codes at once, each waits for the one before.
    account = store.lock_account(ctx.session, half.account_id)
    half = _half_session(ctx, token)  # another telephone, password or role may have ended it at this second
    own_device = devices.known(ctx, device, half.account_id)
    counted = tries.after_the_password(ctx, half.account_id, device=own_device)
    subjects = tries.check(ctx, counted)
    if not account.enabled or account.totp is None:
        _require()
    check_second_factor(ctx, account, code=code, recovery_code=recovery_code, subjects=subjects)
    at_the_door = tries.at_the_door(ctx, account.email_index, device=own_device, address="")
    tries.forget(ctx, *counted, *at_the_door)
    store.drop_session(ctx.session, half)
    fresh = open_session(ctx, account.id, complete=True, proved=True, machine=machine)
    save(ctx.session, event=Event(EventKind.SIGN_IN_DONE, account.id, account.id), at=ctx.now)
    return fresh


def who(ctx: Context, token: str) -> Presence:
    """Return who holds a token, and note that the session is in use.

    Raises:
        SignInRequired: no such session, or it ended: idle too long, too old, account disabled.
    """
    row = session_of(ctx, token)
    account = store.get_account(ctx.session, row.account_id)
    if not account.enabled:
        _require()
    if abs(ctx.now - row.seen_at) >= TOUCH_EVERY:
        store.touch_session(ctx.session, row.token, ctx.now, begun=min(row.created_at, ctx.now))
    return Presence(
        actor_of(ctx, account),
        open_profile(ctx, account).name,
        ROLE_LABELS[Role(account.role)],
        _csrf(ctx, account.id, row.handle),
        row.handle,
        _is_fresh(ctx, row),
    )


def session_of(ctx: Context, token: str) -> WebSession:
    """Return the whole session that a token opens.

    Raises:
        SignInRequired: no such session, or it ended: idle too long, or too old.
    """
    row = store.find_session(ctx.session, token_digest(token, purpose=SESSION))
    if row is None or not row.complete or has_ended(ctx, row):
        _require()
    return row


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
    return tries.check(ctx, tries.inside(ctx, account_id))


def check_second_factor(
    ctx: Context, account: Account, *, code: str, recovery_code: str, subjects: Sequence[str]
) -> None:
    """Let through who holds the telephone of an account, or one of its recovery codes; either serves once.

    Raises:
        SignInFailed: it is wrong, or was used before.
    """
    if recovery_code:
        if not recovery.use_code(ctx, account, recovery_code):
            raise SignInFailed(
                "Ce code de secours ne convient pas, ou il a déjà servi.",
                hint="Chacun ne sert qu’une fois : essayez le suivant de votre liste.",
                subjects=subjects,
            )
    elif not factors.use_code(ctx, account, code[:LONGEST_CODE]):
        raise wrong_code(subjects)


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


def open_session(
    ctx: Context, account_id: str, *, complete: bool, proved: bool, machine: Machine = Machine()  # noqa: B008 - frozen
) -> str:  # fmt: skip
    """Open a session and return its token; `proved`: a code was given here just now, so that none is asked again."""
    token = new_token(ctx.random)
    row = WebSession(
        token=token_digest(token, purpose=SESSION),
        account_id=account_id,
        handle=ctx.new_id(),
        browser=machine.browser.value,
        device=machine.device.value,
        created_at=ctx.now,
        seen_at=ctx.now,
        complete=complete,
        proved_at=ctx.now if proved else None,
    )
    store.put_session(ctx.session, row)
    return token


def has_ended(ctx: Context, row: WebSession) -> bool:
    """Say whether a session's time is over: unused for too long, or too old."""
    idle = ctx.now - row.seen_at >= timedelta(minutes=ctx.settings.session_idle_minutes)
    return idle or ctx.now - row.created_at >= timedelta(hours=ctx.settings.session_hours)


def _is_fresh(ctx: Context, row: WebSession) -> bool:
    # `abs`: a clock that was ahead must not leave a session fresh for ever.
    return row.proved_at is not None and abs(ctx.now - row.proved_at) < timedelta(minutes=ctx.settings.proof_minutes)


def _require() -> NoReturn:
    raise SignInRequired("Votre session est terminée.", hint="Connectez-vous à nouveau.")


# --- the CSRF token says whose page it stood on, so that a form of an ended session finds its author ---


def _csrf(ctx: Context, account_id: str, handle: str) -> str:
    return f"{account_id}.{ctx.vault.index('csrf', f'{account_id}|{handle}')}"


def same_token(posted: str, expected: str) -> bool:
    """Compare two CSRF tokens in constant time."""
    return hmac.compare_digest(posted.encode(), expected.encode())
