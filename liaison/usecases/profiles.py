"""Who is behind an account? The sealed profile, opened and made; no page, no right."""

from dataclasses import asdict, dataclass
from typing import Final

from liaison.records import Account
from liaison.usecases.context import Context
from liaison.vocabulary import Role, Sealed

ROLE_LABELS: Final = {
    Role.REFERENT: "Référent·e",
    Role.COORDINATOR: "Coordination",
    Role.CONTROLLER: "Responsable de traitement",
    Role.DPO: "Délégué·e à la protection des données",
    Role.ADMINISTRATOR: "Administration",
}


@dataclass(frozen=True, slots=True)
class Profile:
    """What identifies a member of staff; `telephone` is E.164 or empty."""

    first_name: str
    last_name: str
    email: str
    function: str
    telephone: str

    @property
    def name(self) -> str:
        """First name and name, as people say it."""
        return f"{self.first_name} {self.last_name}".strip()


FORGOTTEN: Final = Profile("", "Compte effacé", "", "", "")


def object_of(account_id: str) -> str:
    """Return the name of the sealed object of an account."""
    return Sealed.ACCOUNT.object(account_id)


def seal_profile(ctx: Context, account_id: str, profile: Profile) -> bytes:
    """Seal a profile under its account's own data key."""
    return ctx.seal(object_of(account_id), "profile", asdict(profile))


def open_profile(ctx: Context, account: Account) -> Profile:
    """Open the profile of an account; of one that was closed for a year only that is known."""
    if not account.profile:
        return FORGOTTEN
    values = ctx.unseal_mapping(object_of(account.id), "profile", account.profile)
    return Profile(**{name: str(value) for name, value in values.items()})


def email_index(ctx: Context, email: str) -> str:
    """Return the keyed hash by which an e-mail address is found, however its capitals were typed."""
    return ctx.vault.index("email", email.strip().casefold())
