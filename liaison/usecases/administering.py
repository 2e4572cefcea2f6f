"""How is the house kept? Accounts and départements, by the administrator; never the content of a dossier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from crypto.errors import KeyGone
from liaison.errors import Denied, Invalid, NotFound, Problem, WrongState
from liaison.events import EventKind
from liaison.records import Account, AccountScope
from liaison.rules.access import Actor, check_may_administer
from liaison.store import accounts as store
from liaison.store import credentials
from liaison.store import directory as directory_store
from liaison.store import provider as provider_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import inviting, news_of_account
from liaison.usecases.context import Context
from liaison.usecases.inviting import checked_email, required
from liaison.usecases.profiles import ROLE_LABELS, Profile, email_index, object_of, open_profile, seal_profile
from liaison.usecases.telephones import parse_telephone
from liaison.vocabulary import SYSTEM, Role
from liaison.vocabulary.accounts import AccountNews, IdentityCheck


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is typed to add an account."""

    first_name: str
    last_name: str
    email: str
    function: str
    telephone: str
    role: Role | None
    organisation: str
    departements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account in the list; `invited_until` while its link waits to be used."""

    id: str
    name: str
    email: str
    function: str
    telephone: str
    role: Role
    role_label: str
    organisation: str
    departements: tuple[str, ...]
    enabled: bool
    invited_until: datetime | None
    created_at: datetime
    opened: bool
    """Whether its owner was in once."""
    has_password: bool


@dataclass(frozen=True, slots=True)
class StaffProfile:
    """What a fiche says about the member of staff who writes it."""

    last_name: str
    first_name: str
    function: str
    email: str
    telephone: str
    organisation: str


# --- accounts ---


def first_administrator(ctx: Context) -> str:
    """Make the first administrator, who says who they are when they use the link; return the link's token.

    A link that nobody used yet is replaced.

    Raises:
        WrongState: an administrator exists already (English: the command line asks).
    """
    existing = store.find_administrator(ctx.session)
    if existing is not None and provider_store.opened(ctx.session, existing):
        raise WrongState("There is an administrator already.", hint="They can add others on the page of accounts.")
    nameless = Profile("", "", "", "Administration", "")
    account = existing or _create(ctx, nameless, Role.ADMINISTRATOR, "", by=SYSTEM)
    return inviting.invite(ctx, account, by=SYSTEM)


def add_account(ctx: Context, actor: Actor, new: NewAccount) -> str:
    """Add an account and return the token of its one-time link, which is shown once.

    Raises:
        Denied: not an administrator.
        Invalid: everything to correct at once.
    """
    check_may_administer(actor)
    problems, profile = check_account(ctx, new)
    if problems or new.role is None:
        raise Invalid(problems)
    account = _create(ctx, profile, new.role, new.organisation.strip(), by=actor.account_id)
    ctx.session.add_all(AccountScope(account_id=account.id, departement=code) for code in new.departements)
    return _invite(ctx, account, actor)


def list_accounts(ctx: Context, actor: Actor) -> list[AccountView]:
    """Return all accounts, oldest first.

    Raises:
        Denied: not an administrator.
    """
    check_may_administer(actor)
    scopes, invited = store.all_scopes(ctx.session), store.invited(ctx.session)
    return [_view(ctx, row, scopes, invited) for row in store.list_accounts(ctx.session)]


def view_account(ctx: Context, row: Account) -> AccountView:
    """Return one account as the list shows it."""
    return _view(ctx, row, store.all_scopes(ctx.session), store.invited(ctx.session))


def disable_account(ctx: Context, actor: Actor, account_id: str) -> None:
    """Close an account: its sessions end, its link is worthless.

    Raises:
        Denied: not an administrator.
        WrongState: one's own account: the house would be left without administrator.
    """
    check_may_administer(actor)
    if account_id == actor.account_id:
        raise WrongState(
            "Vous ne pouvez pas désactiver votre propre compte.", hint="Demandez-le à un autre administrateur."
        )
    account = store.get_account(ctx.session, account_id)
    account.enabled, account.disabled_at = False, ctx.now
    store.drop_sessions(ctx.session, account_id)
    store.drop_invitations(ctx.session, account_id)
    credentials.drop_resets(ctx.session, account_id)
    event = Event(EventKind.ACCOUNT_DISABLED, actor.account_id, account_id)
    save(ctx.session, account, event=event, at=ctx.now)


def enable_account(ctx: Context, actor: Actor, account_id: str) -> None:
    """Open a closed account again, with the password and the telephone it had.

    Raises:
        Denied: not an administrator.
        WrongState: it was closed for a year: nothing says any more whose it was.
    """
    check_may_administer(actor)
    account = store.get_account(ctx.session, account_id)
    if not account.profile:
        raise WrongState("Ce compte est effacé depuis un an.", hint="Créez un nouveau compte pour cette personne.")
    account.enabled, account.disabled_at = True, None
    event = Event(EventKind.ACCOUNT_ENABLED, actor.account_id, account_id)
    save(ctx.session, account, event=event, at=ctx.now)


def renew_invitation(ctx: Context, actor: Actor, account_id: str, *, checked: IdentityCheck | None = None) -> str:
    """Give somebody who lost their telephone, or their first link, a new link; what they had opens nothing any more.

    The link replaces both factors. For an account that was opened it never goes by mail: who reads the mailbox would
    have the account. It is handed over to the person, recognised as `checked` says, and their mailbox only told.

    Raises:
        Denied: not an administrator.
        WrongState: the account is closed, or one's own.
        Invalid: nobody said how the person was recognised.
    """
    check_may_administer(actor)
    account = store.get_account(ctx.session, account_id)
    if not account.enabled or account_id == actor.account_id:
        raise WrongState(
            "Ce compte ne peut pas recevoir de nouveau lien.",
            hint="Réactivez-le d’abord. Pour le vôtre, demandez à un autre administrateur.",
        )
    if not account.was_opened:
        return _invite(ctx, account, actor)
    if checked is None:
        sentence = "« Identité vérifiée » : dites comment vous avez reconnu cette personne."
        raise Invalid([Problem("checked", "Identité vérifiée", sentence)])
    news_of_account.tell(ctx, account, AccountNews.FACTOR)
    return inviting.invite(ctx, account, by=actor.account_id, checked=checked)


def staff_profile(ctx: Context, account_id: str) -> StaffProfile:
    """Return what a fiche says about a member of staff.

    Raises:
        NotFound: there is no such account.
    """
    account = store.get_account(ctx.session, account_id)
    profile = open_profile(ctx, account)
    return StaffProfile(
        profile.last_name, profile.first_name, profile.function, profile.email, profile.telephone, account.organisation
    )


def staff_name(ctx: Context, account_id: str) -> str:
    """Return first name and name of a member of staff.

    Raises:
        NotFound: there is no such account.
    """
    profile = staff_profile(ctx, account_id)
    return f"{profile.first_name} {profile.last_name}"


def names_of(ctx: Context, account_ids: Mapping[str, str]) -> dict[str, str]:
    """Return the names of some members of staff, under the same keys; each profile is opened once."""
    names = {account_id: staff_name(ctx, account_id) for account_id in set(account_ids.values())}
    return {key: names[account_id] for key, account_id in account_ids.items()}


def actor_label(ctx: Context, actor_id: str) -> str:
    """Say who acted, by function and role: what a chain may show."""
    try:
        account = store.get_account(ctx.session, actor_id)
    except NotFound:
        return "le service" if actor_id == SYSTEM else "personne de connecté"
    role = ROLE_LABELS[Role(account.role)]
    try:
        function = open_profile(ctx, account).function
    except KeyGone:  # destroyed since: what they did still stands in the chains
        return role
    return f"{function} ({role})" if function and function != role else role


# --- the rows of an account ---


def _invite(ctx: Context, account: Account, actor: Actor) -> str:
    token = inviting.invite(ctx, account, by=actor.account_id)
    inviting.mail_link(ctx, account, token)
    return token


def _create(ctx: Context, profile: Profile, role: Role, organisation: str, *, by: str) -> Account:
    account_id = ctx.new_id()
    ctx.vault.create(object_of(account_id))
    account = Account(
        id=account_id,
        role=role.value,
        organisation=organisation,
        # A nameless first administrator is found by nobody until they gave their address.
        email_index=email_index(ctx, profile.email or f"{account_id}@invalid"),
        profile=seal_profile(ctx, account_id, profile),
        created_at=ctx.now,
    )
    save(ctx.session, account, event=Event(EventKind.ACCOUNT_CREATED, by, account_id), at=ctx.now)
    return account


def check_account(ctx: Context, new: NewAccount, account_id: str = "") -> tuple[list[Problem], Profile]:
    """Return what is to correct in what was typed of an account, new or changed, and the profile that it makes."""
    problems = required([
        ("first_name", "Prénom", new.first_name),
        ("last_name", "Nom", new.last_name),
        ("email", "Adresse e-mail professionnelle", new.email),
        ("function", "Fonction", new.function),
        ("organisation", "Organisme", new.organisation),
    ])  # fmt: skip
    email = checked_email(ctx, new.email, account_id, problems)
    telephone = parse_telephone("telephone", "Téléphone professionnel", new.telephone, problems)
    known = {row.code for row in directory_store.list_departements(ctx.session)}
    if not set(new.departements) <= known:
        raise Denied("Ce département n’est pas enregistré.")
    if new.role is None:
        problems.append(Problem("role", "Rôle", "Choisissez un rôle."))
    if not new.departements and new.role is not Role.ADMINISTRATOR:
        problems.append(Problem("departements", "Départements", "Choisissez au moins un département."))
    profile = Profile(new.first_name.strip(), new.last_name.strip(), email, new.function.strip(), telephone)
    return problems, profile


def _view(
    ctx: Context, row: Account, scopes: Mapping[str, tuple[str, ...]], invited: Mapping[str, datetime]
) -> AccountView:
    profile, role = open_profile(ctx, row), Role(row.role)
    return AccountView(
        row.id, profile.name, profile.email, profile.function, profile.telephone, role, ROLE_LABELS[role],
        row.organisation, scopes.get(row.id, ()), row.enabled, invited.get(row.id), row.created_at,
        row.was_opened, row.password is not None,
    )  # fmt: skip
