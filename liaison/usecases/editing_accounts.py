"""How is an account corrected? Name, function, address, départements, role; what another role brings is told first."""

from dataclasses import dataclass
from typing import Final

from crypto.hashchain import Detail
from liaison.errors import Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.records import Account
from liaison.rules.access import Actor, check_may_administer
from liaison.store import accounts as store
from liaison.store import cases as case_store
from liaison.store import credentials
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import administering, news_of_account
from liaison.usecases.administering import AccountView, NewAccount
from liaison.usecases.context import Context
from liaison.usecases.profiles import ROLE_LABELS, Profile, email_index, open_profile, seal_profile
from liaison.vocabulary import Role
from liaison.vocabulary.accounts import AccountNews

REACH: Final = {
    Role.REFERENT: "Ouvre les dossiers de son binôme, écrit et envoie leurs fiches.",
    Role.COORDINATOR: "Ouvre tous les dossiers de ses départements, les attribue, tient l’annuaire.",
    Role.CONTROLLER: "Décide des violations, des suspensions et des délais. Ne voit ni nom ni contenu.",
    Role.DPO: "Lit le registre, le journal et les échéances. Ne voit ni nom ni contenu.",
    Role.ADMINISTRATOR: "Tient les comptes, les départements et les réglages. Ne voit ni nom ni contenu.",
}
"""What each role may do, for who gives it."""


@dataclass(frozen=True, slots=True)
class EditedAccount:
    """An account as its page shows it; `held`: dossiers that stand in its name."""

    account: AccountView
    first_name: str
    last_name: str
    held: int


def open_account(ctx: Context, actor: Actor, account_id: str) -> EditedAccount:
    """Return an account to correct.

    Raises:
        Denied: not an administrator.
        NotFound: there is none of that id.
        WrongState: it was closed for a year: nothing says any more whose it was.
    """
    check_may_administer(actor)
    row = _known(ctx, account_id)
    profile, held = open_profile(ctx, row), case_store.count_held(ctx.session, account_id)
    return EditedAccount(administering.view_account(ctx, row), profile.first_name, profile.last_name, held)


def save_account(ctx: Context, actor: Actor, account_id: str, new: NewAccount, *, confirmed: bool) -> bool:
    """Correct an account; say whether its first link is worthless now, since it may have gone to a wrong address.

    Another role ends its sessions, and is `confirmed` once what it brings was told.

    Raises:
        Denied: not an administrator.
        NotFound: there is none of that id.
        Invalid: everything to correct at once, or what a change of role brings.
        WrongState: one's own role, or an account that was forgotten.
    """
    check_may_administer(actor)
    row = _known(ctx, account_id)
    problems, profile = administering.check_account(ctx, new, account_id)
    if problems or new.role is None:
        raise Invalid(problems)
    changes_role = new.role.value != row.role
    if changes_role:
        _check_role(ctx, actor, row, new.role, confirmed=confirmed)
    before = open_profile(ctx, row)
    changed = _count_changes(ctx, row, before, profile, new)
    if not changed:
        return False
    moved = profile.email != before.email
    if moved:
        _leave_address(ctx, row)
    _write(ctx, row, profile, new)
    if changes_role:
        store.drop_sessions(ctx.session, account_id)
    detail: dict[str, Detail] = {"fields": changed, "role": row.role if changes_role else ""}
    event = Event(EventKind.ACCOUNT_CHANGED, actor.account_id, account_id, detail)
    save(ctx.session, row, event=event, at=ctx.now)
    return moved and not row.was_opened


def _leave_address(ctx: Context, row: Account) -> None:
    """Let no link that was mailed to the address of before open anything; its owner is told there.

    An account that was never opened has nobody to tell, and its link alone would give it to who reads that mailbox. A
    later link was handed over: it stays.
    """
    credentials.drop_resets(ctx.session, row.id)
    if row.was_opened:
        news_of_account.tell(ctx, row, AccountNews.ADDRESS)  # the row still has the old address
    else:
        store.drop_invitations(ctx.session, row.id)


def _known(ctx: Context, account_id: str) -> Account:
    row = store.get_account(ctx.session, account_id)
    if not row.profile:
        raise WrongState("Ce compte est effacé depuis un an.", hint="Créez un nouveau compte pour cette personne.")
    return row


def _check_role(ctx: Context, actor: Actor, row: Account, role: Role, *, confirmed: bool) -> None:
    if row.id == actor.account_id:
        raise WrongState("Vous ne pouvez pas changer votre propre rôle.", hint="Demandez-le à un autre administrateur.")
    if confirmed:
        return
    held = case_store.count_held(ctx.session, row.id)
    dossiers = "1 dossier reste à son nom" if held == 1 else f"{held} dossiers restent à son nom"
    left = f" {dossiers} : la coordination les attribuera." if held and role is not Role.REFERENT else ""
    sentence = (
        f"« Changer de rôle » : de « {ROLE_LABELS[Role(row.role)]} » à « {ROLE_LABELS[role]} ». {REACH[role]} Ses "
        f"sessions se ferment.{left} Cochez pour confirmer."
    )
    raise Invalid([Problem("confirmed", "Changer de rôle", sentence)])


def _count_changes(ctx: Context, row: Account, before: Profile, profile: Profile, new: NewAccount) -> int:
    pairs = (
        (before.first_name, profile.first_name),
        (before.last_name, profile.last_name),
        (before.email, profile.email),
        (before.function, profile.function),
        (before.telephone, profile.telephone),
        (row.organisation, new.organisation.strip()),
        (row.role, new.role.value if new.role else ""),
        (store.scopes_of(ctx.session, row.id), frozenset(new.departements)),
    )
    return sum(old != now for old, now in pairs)


def _write(ctx: Context, row: Account, profile: Profile, new: NewAccount) -> None:
    row.profile = seal_profile(ctx, row.id, profile)
    row.email_index = email_index(ctx, profile.email)
    row.organisation = new.organisation.strip()
    row.role = new.role.value if new.role else row.role
    store.set_scopes(ctx.session, row.id, new.departements)
