"""How many wrong tries were there? Counted under keyed hashes, slowed by `rules.throttle`, forgotten by a success."""

from collections.abc import Sequence
from dataclasses import dataclass

from liaison.errors import TooMany
from liaison.rules import throttle
from liaison.rules.throttle import ORDINARY, STRANGER, Pace
from liaison.store import accounts as store
from liaison.usecases.context import Context


class SignInSlowed(TooMany):
    """Too many wrong tries to sign in: the journal tells it from a wait anywhere else."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Under what a try is counted, and how it is slowed."""

    subject: str
    pace: Pace = ORDINARY


def at_the_door(ctx: Context, email_index: str, *, device: str, address: str) -> tuple[Counted, ...]:
    """Say how a password is counted: by the known device alone, else by the account and by the machine that asks.

    Nobody else holds the token of a known device, so that nobody else's tries slow it.
    """
    if device:
        return (_counted(ctx, "device", device),)
    counted = [_counted(ctx, "email", email_index, STRANGER)]
    if address:
        counted.append(_counted(ctx, "address", address))
    return tuple(counted)


def after_the_password(ctx: Context, account_id: str, *, device: str) -> tuple[Counted, ...]:
    """Say how a second factor is counted, once the password was right."""
    return (_counted(ctx, "device-code", device),) if device else (_counted(ctx, "code", account_id, STRANGER),)


def at_the_provider(ctx: Context, address: str) -> tuple[Counted, ...]:
    """Say how a return from the identity provider is counted: nobody is known before, so by the machine that asks."""
    return (_counted(ctx, "provider", address),) if address else ()


def by_link(ctx: Context, account_id: str) -> tuple[Counted, ...]:
    """Say how a second factor is counted of who follows a link of their mailbox."""
    return (_counted(ctx, "link-code", account_id, STRANGER),)


def inside(ctx: Context, account_id: str) -> tuple[Counted, ...]:
    """Say how a code or a password is counted that somebody who is signed in is asked again."""
    return (_counted(ctx, "proof", account_id),)


def check(ctx: Context, counted: Sequence[Counted]) -> tuple[str, ...]:
    """Let a try through; return under what it is to be counted if it is wrong.

    Raises:
        SignInSlowed: too many wrong ones.
    """
    for one in counted:
        tries = store.tries_of(ctx.session, one.subject, ctx.now - one.pace.window)
        try:
            throttle.check_not_too_many(tries, ctx.now, one.pace)
        except TooMany as error:
            raise SignInSlowed(error.message, seconds=error.seconds, hint=error.hint) from None
    return tuple(one.subject for one in counted)


def forget(ctx: Context, *counted: Counted) -> None:
    """Forget the wrong tries before a success; those of a machine stay, since others ask from there too."""
    store.forget_tries(ctx.session, [one.subject for one in counted])


def _counted(ctx: Context, kind: str, value: str, pace: Pace = ORDINARY) -> Counted:
    return Counted(ctx.vault.index("try", f"{kind}|{value}"), pace)
