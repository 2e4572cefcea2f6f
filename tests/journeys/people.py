"""Who lives in a house of the journeys? Fictitious staff, partners and persons, made through the use cases."""

import threading
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import pyotp

from liaison.adapters.clock import SystemClock
from liaison.bootstrap import Service
from liaison.rules.access import Actor
from liaison.store import accounts
from liaison.usecases import (
    administering,
    agreeing,
    inviting,
    keeping_cases,
    keeping_departements,
    keeping_directory,
    resetting,
    signing_in,
)
from liaison.usecases.administering import NewAccount
from liaison.usecases.inviting import Identity
from liaison.usecases.keeping_departements import DepartementForm
from liaison.usecases.keeping_directory import ContactForm, ConventionForm, PartnerForm
from liaison.usecases.profiles import email_index
from liaison.vocabulary import AgreementKind, Origin, PartnerKind, Role

DEPARTEMENT: Final = "44"
OPERATOR: Final = "Association Imaginaire d’Essai"
CALLBACK: Final = "02 61 91 00 00"
"""Arcep keeps 02 61 91 for fiction."""
PASSWORD: Final = "girafe tricot volcan 7"
STEP: Final = 30


@dataclass(slots=True)
class Telephone:
    """An application of codes: it never gives a code that this person has used."""

    seed: str
    last: int = 0

    def code(self) -> str:
        """Give a code that the service will take; wait for a fresh one when two were just used."""
        waiting = threading.Event()
        while (step := max(self._now(), self.last + 1)) > self._now() + 1:
            waiting.wait(0.2)
        self.last = step
        return pyotp.HOTP(self.seed).at(step)

    def _now(self) -> int:
        return int(SystemClock().now().timestamp()) // STEP


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff: what they know and what they hold."""

    account_id: str
    email: str
    telephone: Telephone
    password: str = PASSWORD


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation of the directory with one contact."""

    id: str
    name: str
    contact_id: str
    contact_name: str
    function: str
    email: str
    mobile: str
    telephone: str


@dataclass(slots=True)
class People:
    """Makes people, partners and dossiers when a journey first asks for them."""

    service: Service
    made: int = 0
    partners: dict[str, Partner] = field(default_factory=dict)
    staff: dict[Role, Person] = field(default_factory=dict)

    def open_house(self) -> None:
        """Make the first administrator and the département."""
        with self.service.transaction() as ctx:
            token = administering.first_administrator(ctx)
        email = "administration@operateur.example"
        self.staff[Role.ADMINISTRATOR] = self._enrol(token, email, Identity("Ondine", "Réglagette", email))
        ends_on = date(SystemClock().now().year + 2, 12, 31)
        form = DepartementForm(
            DEPARTEMENT, "Loire-Atlantique", OPERATOR, CALLBACK, ends_on, france_travail=False, pic_ipr=True,
            programme_ends_on=ends_on,
        )  # fmt: skip
        administrator = self.actor(Role.ADMINISTRATOR)
        with self.service.transaction() as ctx:
            keeping_departements.save_departement(ctx, administrator, form, new=True)

    def one(self, role: Role) -> Person:
        """Give the one person of a role."""
        if role not in self.staff:
            self.staff[role] = self.new(role)
        return self.staff[role]

    def new(self, role: Role = Role.REFERENT, *, departement: str = DEPARTEMENT) -> Person:
        """Add somebody whom no other journey is signed in as."""
        self.made += 1
        email = f"{role.value}.{self.made}@operateur.example"
        return self._enrol(self._add(email, role, departement), email, None)

    def invitation(self, url: str) -> str:
        """Invite somebody; return the one-time link, not used yet."""
        self.made += 1
        return f"{url}/invitation/{self._add(f'invitation.{self.made}@operateur.example', Role.REFERENT)}"

    def reset(self, url: str, person: Person) -> str:
        """Have the administrator make somebody a link to a new password; return it."""
        administrator = self.actor(Role.ADMINISTRATOR)
        with self.service.transaction() as ctx:
            return f"{url}/mot-de-passe/{resetting.send_reset(ctx, administrator, person.account_id).token}"

    def agdref(self) -> str:
        """Give a number that no other dossier of the house has."""
        self.made += 1
        return f"99{self.made:08d}"

    def actor(self, role: Role) -> Actor:
        """Give the person of a role as use cases see them."""
        return self.actor_of(self.one(role))

    def actor_of(self, person: Person) -> Actor:
        """Give somebody as use cases see them."""
        with self.service.transaction() as ctx:
            return signing_in.actor_of(ctx, accounts.get_account(ctx.session, person.account_id))

    def partner(
        self,
        kind: PartnerKind,
        name: str,
        *,
        model: str | None,
        archive_format: str = "zip",
        email: str = "contact@partenaire.example",
        mobile: str = "06 00 00 01 01",
        ended: bool = False,
    ) -> Partner:
        """Add a partner, its contact, and the convention for a model when there is one."""
        if name in self.partners:
            return self.partners[name]
        keeper = self.actor(Role.COORDINATOR)
        with self.service.transaction() as ctx:
            partner_id = keeping_directory.save_partner(
                ctx, keeper, PartnerForm(DEPARTEMENT, kind, name, "02 61 91 01 00", archive_format)
            )
            contact = ContactForm(
                partner_id, "Colombe", "Inventaire", "Conseillère en insertion", email, mobile, "02 61 91 01 01"
            )
            contact_id = keeping_directory.save_contact(ctx, keeper, contact)
            if model is not None:
                ends_on = ctx.today - timedelta(days=20) if ended else None
                starts_on = ctx.today - timedelta(days=400)
                reference = f"Convention fictive {len(self.partners) + 1}"
                convention = ConventionForm(partner_id, reference, model, starts_on, ends_on)
                keeping_directory.save_convention(ctx, keeper, convention)
        self.partners[name] = Partner(
            partner_id, name, contact_id, "Colombe Inventaire", contact.function, email, mobile, contact.telephone
        )
        return self.partners[name]

    def case(self, referent: Person, last_name: str, *agreements: AgreementKind) -> str:
        """Open a dossier that this référent follows; return its id."""
        actor = self.actor_of(referent)
        raw = {"beneficiary.last_name": last_name, "beneficiary.first_name": "Milada"}
        with self.service.transaction() as ctx:
            case_id = keeping_cases.create_case(ctx, actor, departement=DEPARTEMENT, raw=raw, origin=Origin.PERSON)
            for kind in agreements:
                agreeing.record_agreement(ctx, actor, case_id, kind, ctx.today - timedelta(days=10))
        return case_id

    def _add(self, email: str, role: Role, departement: str = DEPARTEMENT) -> str:
        """Add an account; return the token of its one-time link."""
        account = NewAccount(
            "Zéphyrine", f"Testoukhina {self.made}", email, "Référente emploi", "02 61 91 00 01", role, OPERATOR,
            (departement,),
        )  # fmt: skip
        administrator = self.actor(Role.ADMINISTRATOR)
        with self.service.transaction() as ctx:
            return administering.add_account(ctx, administrator, account)

    def _enrol(self, token: str, email: str, identity: Identity | None) -> Person:
        with self.service.transaction() as ctx:
            seed = inviting.open_invitation(ctx, token).secret
            # The code of the step before, so that the first sign-in has a fresh one.
            code = pyotp.TOTP(seed).at(ctx.now - timedelta(seconds=STEP))
            inviting.accept_invitation(ctx, token, password=PASSWORD, code=code, identity=identity)
        with self.service.transaction() as ctx:
            account = accounts.find_account(ctx.session, email_index(ctx, email))
            assert account is not None
            return Person(account.id, email, Telephone(seed))
