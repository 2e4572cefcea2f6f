"""Who is there, says the operator's identity provider? Known by issuer and subject; an e-mail address opens nothing.

What ties one sign-in together (state, nonce, PKCE verifier) is computed from a ticket that only the leaving browser
holds, under a key of the vault: nothing is stored for somebody who leaves, so that no stranger fills the store
(docs/decisions/0123). A ticket serves once.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar

from crypto.errors import CryptoError
from crypto.hashing import new_token, token_digest
from liaison.errors import Invalid, NotFound, Problem, Unavailable, WrongState
from liaison.events import EventKind
from liaison.ports import IdentityProvider, Proved, ProviderRefusal, ProviderSilent, Returned, Secrets
from liaison.records import Account, ProviderArrival, ProviderIdentity
from liaison.rules.browsers import Machine
from liaison.rules.providing import proves_second_factor
from liaison.store import accounts as account_store
from liaison.store import provider as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import factors, inviting, recovery, signing_in, tries
from liaison.usecases.context import Context
from liaison.usecases.profiles import object_of
from liaison.usecases.signing_in import SignInFailed
from liaison.vocabulary import SYSTEM
from liaison.vocabulary.provider import ProviderFault, Purpose

AWAY: Final = timedelta(minutes=15)
"""How long somebody may stay at the provider."""
_PURPOSE: Final = "provider"
_LONGEST_TICKET: Final = 2000
T = TypeVar("T")


class ProviderRefused(SignInFailed):
    """What came back from the provider opens nothing: one sentence for all; the journal says which fault."""

    def __init__(self, fault: ProviderFault, *, label: str, subjects: Sequence[str]) -> None:
        super().__init__(
            f"La connexion avec {label} n’a pas abouti.",
            hint="Recommencez, en y choisissant votre compte professionnel. Si cela continue, demandez un nouveau lien "
            "à la personne qui administre liaison chez vous.",
            subjects=subjects,
        )
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send somebody, and what their browser keeps meanwhile."""

    address: str
    ticket: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who came back: the token of their session, whether it is whole, and where they wanted to go."""

    token: str
    complete: bool
    where: str
    codes: tuple[str, ...] = ()
    """The recovery codes of an account that was just opened: shown now and never again."""


@dataclass(frozen=True, slots=True)
class _Ticket:
    purpose: Purpose
    left_at: float
    where: str


def depart(ctx: Context, purpose: Purpose, *, where: str, address: str) -> Departure:
    """Send somebody to the provider.

    Raises:
        NotFound: there is no provider.
        Unavailable: it does not answer.
        ProviderRefused: what it publishes is not what was configured.
    """
    provider = _provider(ctx)
    parts = {"p": purpose.value, "t": ctx.now.timestamp(), "w": where, "r": new_token(ctx.random)}
    ticket = base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode("ascii")
    if len(ticket) > _LONGEST_TICKET:
        return depart(ctx, purpose, where="", address=address)
    secrets = _secrets(ctx, ticket)
    return Departure(_asked(ctx, address, lambda: provider.address(secrets)), ticket)


def purpose_of(ctx: Context, ticket: str) -> Purpose:
    """Return why a browser left, to show the page that it comes back to; signing in when nobody can tell.

    Raises:
        NotFound: there is no provider.
    """
    _provider(ctx)
    read = _read(ticket)
    return read.purpose if read else Purpose.SIGN_IN


def is_expected(ctx: Context, ticket: str, state: str) -> bool:
    """Say whether a return is that of this browser's departure; whatever else came does not go on by itself."""
    return hmac.compare_digest(_secrets(ctx, ticket).state.encode(), state.encode())


def arrive(ctx: Context, ticket: str, returned: Returned, *, address: str, machine: Machine) -> Arrival:
    """Let somebody in whom the provider proved; their session is whole only if it proved a second factor too.

    Raises:
        NotFound: there is no provider.
        Unavailable: it does not answer.
        ProviderRefused: nobody is proved, or nobody is known by that identity.
        TooMany: too many such tries from this machine.
    """
    read, proved = _proved(ctx, ticket, returned, Purpose.SIGN_IN, address)
    account_id = store.account_of(ctx.session, _identity(ctx, proved))
    if account_id is None:
        raise _refused(ctx, ProviderFault.UNBOUND, address)
    account = account_store.lock_account(ctx.session, account_id)
    if store.account_of(ctx.session, _identity(ctx, proved)) != account_id:  # renewed at this second
        raise _refused(ctx, ProviderFault.UNBOUND, address)
    if not account.enabled or account.totp is None:
        raise _refused(ctx, ProviderFault.DISABLED, address)
    settings = ctx.settings
    complete = proves_second_factor(
        proved.acr, proved.amr, trusted_acr=settings.oidc_acr, trusted_amr=settings.oidc_amr
    )
    token = _open(ctx, account, ticket, proved, address=address, machine=machine, complete=complete)
    return Arrival(token, complete, read.where)


def open_account(  # noqa: PLR0913 - the last four by name only
    ctx: Context, ticket: str, returned: Returned, *, invitation: str, code: str, address: str, machine: Machine
) -> Arrival:  # fmt: skip
    """Bind the identity that the provider proved to the account of a one-time link, and let its owner in.

    The telephone is enrolled in any case: it is asked where the provider proves no second factor, and before delicate
    acts (docs/decisions/0123). The code is looked at first: the provider's own code serves once.

    Raises:
        WrongState: the link was used, is too old, or never was; or the first administrator is still nameless.
        Invalid: the telephone's code is wrong.
        ProviderRefused, Unavailable, TooMany, NotFound: as for `arrive`.
    """
    account = account_store.get_account(ctx.session, inviting.usable(ctx, invitation).account_id)
    if inviting.open_invitation(ctx, invitation).nameless:
        raise WrongState("Dites d’abord qui vous êtes.", hint="Ouvrez ce premier compte par un mot de passe.")
    if not factors.fits(ctx, account, code):
        raise _wrong_code()
    _, proved = _proved(ctx, ticket, returned, Purpose.BIND, address)
    row = inviting.usable(ctx, invitation)
    account = account_store.get_account(ctx.session, row.account_id)
    identity = _identity(ctx, proved)
    if store.account_of(ctx.session, identity) not in {None, account.id}:
        raise _refused(ctx, ProviderFault.TAKEN, address)
    if not factors.use_code(ctx, account, code):
        raise _wrong_code()
    row.used_at, account.was_opened = ctx.now, True
    ctx.session.add(account)
    bound = ProviderIdentity(account_id=account.id, identity=identity, bound_at=ctx.now)
    for kind, changed in (
        (EventKind.FACTOR_ENROLLED, ()), (EventKind.PROVIDER_BOUND, (bound,)), (EventKind.INVITATION_USED, (row,)),
    ):  # fmt: skip
        save(ctx.session, *changed, event=Event(kind, account.id, account.id), at=ctx.now)
    codes = recovery.make_codes(ctx, account.id)
    token = _open(ctx, account, ticket, proved, address=address, machine=machine, complete=True, by_code=True)
    return Arrival(token, complete=True, where="", codes=codes)


def farewell(ctx: Context, ticket: str, account_id: str) -> str:
    """Return where somebody ends their session at the provider too; empty when they did not come by it.

    Called once the session here is over: whatever the provider does, it is.
    """
    row = store.find_arrival(ctx.session, _digest(ticket)) if ctx.provider is not None and ticket else None
    if row is None or row.account_id != account_id:
        return ""
    try:
        token = str(ctx.unseal(object_of(account_id), "id-token", row.token))
    except CryptoError:
        return ""
    provider = _provider(ctx)
    return ctx.between(lambda: provider.farewell(token))


def note_refused(ctx: Context, error: ProviderRefused) -> None:
    """Count a refused sign-in and journal its fault, in a transaction of its own (law 3)."""
    for subject in error.subjects:
        account_store.count_try(ctx.session, subject, ctx.now)
    event = Event(EventKind.PROVIDER_REFUSED, SYSTEM, "", {"fault": error.fault.value})
    save(ctx.session, event=event, at=ctx.now)


def _proved(ctx: Context, ticket: str, returned: Returned, purpose: Purpose, address: str) -> tuple[_Ticket, Proved]:
    """Check what came back, from the nearest to the farthest: ticket, state, then what only the provider can tell."""
    provider = _provider(ctx)
    tries.check(ctx, tries.at_the_provider(ctx, address))
    read = _read(ticket)
    age = ctx.now.timestamp() - read.left_at if read else 0.0
    if read is None or read.purpose is not purpose or not -60 <= age < AWAY.total_seconds():  # noqa: PLR2004 - another clock
        raise _refused(ctx, ProviderFault.TICKET, address)
    secrets = _secrets(ctx, ticket)
    # The state is a keyed hash of the ticket: it also proves that this service made the ticket.
    if not is_expected(ctx, ticket, returned.state):
        raise _refused(ctx, ProviderFault.STATE, address)
    if store.find_arrival(ctx.session, _digest(ticket)) is not None:
        raise _refused(ctx, ProviderFault.REPLAYED, address)
    if returned.error or not returned.code:
        raise _refused(ctx, ProviderFault.DENIED, address)
    return read, _asked(ctx, address, lambda: provider.prove(secrets, returned, now=ctx.now))


def _open(  # noqa: PLR0913 - the last four by name only
    ctx: Context, account: Account, ticket: str, proved: Proved,
    *, address: str, machine: Machine, complete: bool, by_code: bool = False,
) -> str:  # fmt: skip
    """Use the ticket up and open a session.

    `by_code`: the telephone's code was given here. The provider's word is none for delicate acts: it may have asked
    for its second factor hours ago (docs/decisions/0123).
    """
    store.sweep(ctx.session, ctx.now - signing_in.KEPT)
    arrival = ProviderArrival(
        ticket=_digest(ticket),
        account_id=account.id,
        token=ctx.seal(object_of(account.id), "id-token", proved.token),
        arrived_at=ctx.now,
    )
    if not store.put_arrival(ctx.session, arrival):
        raise _refused(ctx, ProviderFault.REPLAYED, address)
    account_store.sweep(ctx.session, ctx.now - signing_in.KEPT)
    token = signing_in.open_session(ctx, account.id, complete=complete, proved=by_code, machine=machine)
    if complete:
        save(ctx.session, event=Event(EventKind.SIGN_IN_DONE, account.id, account.id), at=ctx.now)
    return token


def _asked(ctx: Context, address: str, work: Callable[[], T]) -> T:
    """Ask the provider, with no transaction held meanwhile (docs/decisions/0074)."""
    try:
        return ctx.between(work)
    except ProviderRefusal as refusal:
        raise _refused(ctx, refusal.fault, address) from None
    except ProviderSilent as silence:
        raise Unavailable(
            f"La connexion avec {ctx.settings.oidc_label} ne répond pas.",
            hint="Attendez un instant, puis recommencez depuis la page de connexion.",
        ) from silence


def _refused(ctx: Context, fault: ProviderFault, address: str) -> ProviderRefused:
    subjects = [one.subject for one in tries.at_the_provider(ctx, address)]
    return ProviderRefused(fault, label=ctx.settings.oidc_label, subjects=subjects)


def _wrong_code() -> Invalid:
    sentence = "Ce code ne convient pas. Recopiez le code affiché maintenant."
    return Invalid([Problem("code", "Code du téléphone", sentence)])


def _provider(ctx: Context) -> IdentityProvider:
    if ctx.provider is None:
        raise NotFound("Aucun fournisseur d’identité n’est configuré.")
    return ctx.provider


def _secrets(ctx: Context, ticket: str) -> Secrets:
    return Secrets(*(ctx.vault.index(f"provider-{name}", ticket) for name in ("state", "nonce", "verifier")))


def _identity(ctx: Context, proved: Proved) -> str:
    return ctx.vault.index("provider-identity", json.dumps([proved.issuer, proved.subject]))


def _digest(ticket: str) -> str:
    return token_digest(ticket, purpose=_PURPOSE)


def _read(ticket: str) -> _Ticket | None:
    """Read a ticket, as anybody could have written it."""
    try:
        parts = json.loads(base64.b64decode(ticket.encode(), altchars=b"-_", validate=True))
        return _Ticket(Purpose(parts["p"]), float(parts["t"]), str(parts["w"]))
    except (binascii.Error, ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None
