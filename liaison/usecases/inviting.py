"""How does somebody get into their account? By a one-time link: choose a password, enrol the telephone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from email_validator import EmailNotValidError, validate_email

from crypto.hashing import hash_secret, new_token, token_digest
from liaison.errors import Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.messages.invitation import InvitationMail, invitation_mail
from liaison.records import Account, Invitation
from liaison.store import accounts as store
from liaison.store import credentials
from liaison.store import provider as provider_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import factors, recovery
from liaison.usecases.choosing_password import check_password
from liaison.usecases.context import Context
from liaison.usecases.delivering import queue_mail
from liaison.usecases.profiles import Profile, email_index, open_profile, seal_profile
from liaison.vocabulary.accounts import IdentityCheck

LIFETIME: Final = timedelta(days=7)
PATH: Final = "/invitation/"
"""Where a token is followed; a test resolves it against the routes."""
_PURPOSE: Final = "invitation"
_GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class InvitationView:
    """What the page of an invitation shows; `nameless`: the first administrator says who they are."""

    name: str
    email: str
    nameless: bool
    secret: str
    secret_groups: tuple[str, ...]
    otpauth: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the first administrator says they are."""

    first_name: str
    last_name: str
    email: str


def invite(ctx: Context, account: Account, *, by: str, checked: IdentityCheck | None = None) -> str:
    """Give an account a new link and a new second factor; whatever opened it before opens it no more.

    `checked` is how somebody who had an account already was recognised.
    """
    token = new_token(ctx.random)
    account.password = None
    account.totp = factors.seal_seed(ctx, account.id, factors.new_seed(ctx))
    account.totp_step = None
    provider_store.drop_identity(ctx.session, account.id)
    store.drop_sessions(ctx.session, account.id)
    store.drop_invitations(ctx.session, account.id)
    drop_credentials(ctx, account.id)
    row = Invitation(token=token_digest(token, purpose=_PURPOSE), account_id=account.id, expires_at=ctx.now + LIFETIME)
    event = Event(EventKind.INVITATION_MADE, by, account.id, {"checked": checked.value if checked else ""})
    save(ctx.session, account, row, event=event, at=ctx.now)
    return token


def drop_credentials(ctx: Context, account_id: str) -> None:
    """Make worthless what comes with a telephone and a password: recovery codes, links, known devices."""
    credentials.drop_codes(ctx.session, account_id)
    credentials.drop_resets(ctx.session, account_id)
    credentials.drop_devices(ctx.session, account_id)


def mail_link(ctx: Context, account: Account, token: str) -> bool:
    """Put the link of a first invitation into the outbox too, where a link can be sent.

    Accepted loss: who reads the colleague's mail first holds the account; they notice, since the link serves
    once, and the administrator renews it. Nothing stands behind that account yet.
    """
    base = public_address(ctx)
    if not base:
        return False
    text = invitation_mail(InvitationMail(account.organisation, ctx.now + LIFETIME, f"{base}{PATH}{token}"))
    queue_mail(ctx, text, to=open_profile(ctx, account).email)
    return True


def public_address(ctx: Context) -> str:
    """Return what a link in a mail begins with; nothing where no mail leaves or the service has no https address."""
    public = ctx.settings.public_url
    return str(public).rstrip("/") if ctx.mailer_ready and public is not None and public.scheme == "https" else ""


def open_invitation(ctx: Context, token: str) -> InvitationView:
    """Return what the page of an invitation shows; looking changes nothing.

    Raises:
        WrongState: the link was used, is too old, or never was.
    """
    invitation = usable(ctx, token)
    account = store.get_account(ctx.session, invitation.account_id)
    profile, seed = open_profile(ctx, account), factors.open_seed(ctx, account)
    return InvitationView(
        profile.name,
        profile.email,
        not profile.email,
        seed,
        tuple(seed[start : start + _GROUP] for start in range(0, len(seed), _GROUP)),
        factors.provisioning_uri(seed, profile.email or "administration"),
        invitation.expires_at,
    )


def accept_invitation(
    ctx: Context, token: str, *, password: str, code: str, identity: Identity | None = None
) -> tuple[str, ...]:
    """Set the password and prove the second factor by a first code; the link is used up.

    Return the recovery codes, to be shown now and never again.

    Raises:
        WrongState: the link was used, is too old, or never was.
        Invalid: the password is too weak, the code is wrong, or the first administrator is still nameless.
    """
    invitation = usable(ctx, token)
    account = store.get_account(ctx.session, invitation.account_id)
    profile, problems = _named(ctx, account, identity)
    problems += check_password(ctx, account, profile, password)
    # The code is used up only by somebody who has nothing else to correct.
    if not problems and not factors.use_code(ctx, account, code):
        problems.append(
            Problem("code", "Code du téléphone", "Ce code ne convient pas. Recopiez le code affiché maintenant.")
        )
    if problems:
        raise Invalid(problems)
    return _settle(ctx, account, invitation, profile, password)


def _settle(ctx: Context, account: Account, invitation: Invitation, profile: Profile, password: str) -> tuple[str, ...]:
    ctx.session.refresh(account)  # `use_code` wrote the step behind the row's back
    account.password, account.was_opened = hash_secret(password), True
    account.profile = seal_profile(ctx, account.id, profile)
    account.email_index = email_index(ctx, profile.email)
    invitation.used_at = ctx.now
    store.drop_sessions(ctx.session, account.id)
    enrolled = Event(EventKind.FACTOR_ENROLLED, account.id, account.id)
    save(ctx.session, account, event=enrolled, at=ctx.now)
    used = Event(EventKind.INVITATION_USED, account.id, account.id)
    save(ctx.session, invitation, event=used, at=ctx.now)
    return recovery.make_codes(ctx, account.id)


def _named(ctx: Context, account: Account, identity: Identity | None) -> tuple[Profile, list[Problem]]:
    profile = open_profile(ctx, account)
    if profile.email:
        return profile, []
    typed = identity or Identity("", "", "")
    problems = required([
        ("first_name", "Prénom", typed.first_name),
        ("last_name", "Nom", typed.last_name),
        ("email", "Adresse e-mail professionnelle", typed.email),
    ])  # fmt: skip
    email = checked_email(ctx, typed.email, account.id, problems)
    return replace(profile, first_name=typed.first_name, last_name=typed.last_name, email=email), problems


def required(answers: Sequence[tuple[str, str, str]]) -> list[Problem]:
    """Return a problem for each answer (field, label, value) that is empty."""
    return [
        Problem(field, label, f"« {label} » est à remplir.") for field, label, value in answers if not value.strip()
    ]


def checked_email(ctx: Context, typed: str, account_id: str, problems: list[Problem]) -> str:
    """Return a normalised address that no other account has; add a problem otherwise."""
    label = "Adresse e-mail professionnelle"
    if not typed.strip():
        return ""
    try:
        email = validate_email(typed.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        problems.append(
            Problem("email", label, "Cette adresse e-mail n’est pas complète : il faut un @ et le nom de l’organisme.")
        )
        return ""
    holder = store.find_account(ctx.session, email_index(ctx, email))
    if holder is not None and holder.id != account_id:
        problems.append(Problem("email", label, "Un compte existe déjà avec cette adresse e-mail."))
    return email


def usable(ctx: Context, token: str) -> Invitation:
    """Return the invitation of a link that still opens something.

    Raises:
        WrongState: the link was used, is too old, or never was.
    """
    found = store.find_invitation(ctx.session, token_digest(token, purpose=_PURPOSE))
    if found is None or found.used_at is not None or found.expires_at <= ctx.now:
        raise WrongState(
            "Ce lien a déjà servi, ou n’est plus valable.",
            hint="Demandez-en un nouveau à la personne qui administre liaison chez vous.",
        )
    return found
