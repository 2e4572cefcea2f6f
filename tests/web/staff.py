"""Who works in the house of the tests? Fictitious people, with their password and their telephone."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyotp
from httpx2 import Response
from starlette.testclient import TestClient

from crypto import master
from crypto.master import MasterKeys
from liaison import bootstrap, migrations, settings
from liaison.bootstrap import Service
from liaison.rules.access import Actor
from liaison.store import accounts
from liaison.usecases import administering, inviting, keeping_departements, signing_in
from liaison.usecases.administering import NewAccount
from liaison.usecases.inviting import Identity
from liaison.usecases.keeping_departements import DepartementForm
from liaison.usecases.profiles import email_index
from liaison.vocabulary import Role
from tests.clock import FixedClock

HOST = "liaison.test"
DEPARTEMENT = "69"
PASSWORD = "girafe tricot volcan 7"

NAMES = {
    Role.ADMINISTRATOR: ("Ondine", "Réglagette", "Administration"),
    Role.REFERENT: ("Zéphyrine", "Testoukhina", "Référente emploi"),
    Role.COORDINATOR: ("Barnabé", "Essayeur", "Coordinateur départemental"),
    Role.CONTROLLER: ("Philomène", "Fictive", "Directrice"),
    Role.DPO: ("Anselme", "Imaginaire", "Délégué à la protection des données"),
}
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


def make_service(database_url: str, folder: Path, clock: FixedClock, **overrides: object) -> Service:
    """Make an installation in a folder: master key, schema, service."""
    config = settings.load(
        {},
        **{
            "data_dir": folder,
            "database_url": database_url,
            "allowed_hosts": (HOST, "127.0.0.1"),
            "worker_in_serve": False,
            **overrides,
        },
    )
    folder.mkdir(exist_ok=True)
    master.save_new(config.master_key, MasterKeys(master.generate(created=date(2026, 11, 21))))
    migrations.upgrade(database_url)
    return bootstrap.start(config, clock=clock)


def close(service: Service) -> None:
    """Let the databases of a service go."""
    service.engine.dispose()
    service.keystore.close()


@dataclass(frozen=True, slots=True)
class Person:
    """One member of staff: what they know and what they hold."""

    account_id: str
    email: str
    password: str
    seed: str


class Staff:
    """Makes people when they are first asked for."""

    def __init__(self, service: Service, clock: FixedClock) -> None:
        self._service = service
        self._clock = clock
        self._people: dict[Role, Person] = {}

    def person(self, role: Role) -> Person:
        """Give the person of a role."""
        if Role.ADMINISTRATOR not in self._people:
            self._people[Role.ADMINISTRATOR] = self._first()
        if role not in self._people:
            self._people[role] = self.add(role, email=f"{role.value}@operateur.example")
        return self._people[role]

    def actor(self, role: Role) -> Actor:
        """Give the person of a role as use cases see them."""
        person = self.person(role)
        with self._service.transaction() as ctx:
            return signing_in.actor_of(ctx, accounts.get_account(ctx.session, person.account_id))

    def add(self, role: Role, *, email: str) -> Person:
        """Add somebody and let them accept their invitation."""
        first_name, last_name, function = NAMES[role]
        new = NewAccount(
            first_name, last_name, email, function, "04 72 00 00 00", role, "Opérateur Imaginaire", (DEPARTEMENT,)
        )
        administrator = self.actor(Role.ADMINISTRATOR)
        with self._service.transaction() as ctx:
            token = administering.add_account(ctx, administrator, new)
        return self._accept(token, email, None)

    def code(self, person: Person) -> str:
        """Give the code that the person's telephone shows now, a fresh one."""
        self._clock.advance(seconds=60)
        return pyotp.TOTP(person.seed).at(self._clock.now())

    def sign_in(self, browser: TestClient, role: Role) -> TestClient:
        """Sign the person of a role in, both factors, through the pages."""
        return self.sign_in_as(browser, self.person(role))

    def sign_in_as(self, browser: TestClient, person: Person) -> TestClient:
        """Sign somebody in, both factors, through the pages."""
        answer = browser.post("/connexion", data={"email": person.email, "password": person.password})
        assert answer.status_code == 200, answer.text
        form = {"csrf": token_in(answer), "code": self.code(person)}
        answer = browser.post("/connexion/code", data=form, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return browser

    def _first(self) -> Person:
        with self._service.transaction() as ctx:
            token = administering.first_administrator(ctx)
        first_name, last_name, _ = NAMES[Role.ADMINISTRATOR]
        person = self._accept(
            token, "admin@operateur.example", Identity(first_name, last_name, "admin@operateur.example")
        )
        with self._service.transaction() as ctx:
            actor = signing_in.actor_of(ctx, accounts.get_account(ctx.session, person.account_id))
            form = DepartementForm(
                DEPARTEMENT, "Rhône", "Opérateur Imaginaire", "04 72 00 00 00", date(2027, 12, 31), True, True
            )
            keeping_departements.save_departement(ctx, actor, form, new=True)
        return person

    def _accept(self, token: str, email: str, identity: Identity | None) -> Person:
        self._clock.advance(seconds=60)
        with self._service.transaction() as ctx:
            view = inviting.open_invitation(ctx, token)
            code = pyotp.TOTP(view.secret).at(ctx.now)
            inviting.accept_invitation(ctx, token, password=PASSWORD, code=code, identity=identity)
        with self._service.transaction() as ctx:
            account = accounts.find_account(ctx.session, email_index(ctx, email))
            assert account is not None
            return Person(account.id, email, PASSWORD, view.secret)


def token_in(answer: Response) -> str:
    """Find the CSRF token of a page."""
    found = TOKEN.search(answer.text)
    assert found is not None, answer.text
    return found.group(1)
