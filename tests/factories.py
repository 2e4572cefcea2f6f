"""Who and what is in the house of a test? An operator built through use cases, on real stores and real doors.

Nothing is written by hand into a table: no test starts from a state that the service could not reach.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, TypeVar

import pyotp
from pydantic import AnyHttpUrl

from crypto import master
from crypto.master import MasterKeys
from liaison import bootstrap, migrations, settings
from liaison.adapters.maildir import MaildirMailer
from liaison.bootstrap import Service
from liaison.demo.doors import Doors
from liaison.records import Transmission
from liaison.rules.access import Actor
from liaison.store import accounts, exchanges
from liaison.store import outbox as outbox_store
from liaison.usecases import (
    administering,
    agreeing,
    delivering,
    drafting,
    factors,
    freezing,
    inviting,
    keeping_cases,
    keeping_departements,
    keeping_directory,
    profiles,
    sending,
    signing_in,
    telling,
    watching,
)
from liaison.usecases.administering import NewAccount
from liaison.usecases.choosing import Choice
from liaison.usecases.context import Context
from liaison.usecases.inviting import Identity
from liaison.usecases.keeping_departements import DepartementForm
from liaison.usecases.keeping_directory import ContactForm, ConventionForm, PartnerForm
from liaison.vocabulary import AgreementKind, Carrier, KeyChannel, Origin, PartnerKind, Role, Sealed
from tests.clock import FixedClock
from tests.deposits import By, Sent, deposit

P = ParamSpec("P")
T = TypeVar("T")

OPERATOR: Final = "Opérateur Imaginaire"
PUBLIC_URL: Final = "https://liaison.operateur.example"
RHONE: Final = "69"
LOIRE: Final = "42"
FRAMEWORK_END: Final = date(2027, 12, 31)

BY_SMS: Final = Choice(Carrier.EMAIL, KeyChannel.SMS)
BY_TELEPHONE: Final = Choice(Carrier.EMAIL, KeyChannel.TELEPHONE)

PERSON: Final[Mapping[str, str]] = {
    "beneficiary.last_name": "TESTOUKHINA",
    "beneficiary.first_name": "Zéphyrine",
    "beneficiary.agdref": "9900000017",
    "beneficiary.birth_date": "14/02/1991",
    "beneficiary.telephone": "06 39 98 01 02",
}
SIGNED: Final[Mapping[str, str]] = {"signature.place": "Lyon", "signature.date": "21/11/2026"}

STAFF: Final[Mapping[str, tuple[Role, str, tuple[str, ...], str]]] = {
    "referent": (Role.REFERENT, "Fabuline", (RHONE,), OPERATOR),
    "partner referent": (Role.REFERENT, "Chimérique", (RHONE,), "Association Fictive"),
    "other referent": (Role.REFERENT, "Apocryphe", (RHONE,), OPERATOR),
    "referent of the Loire": (Role.REFERENT, "Légendine", (LOIRE,), OPERATOR),
    "coordinator": (Role.COORDINATOR, "Mythomas", (RHONE,), OPERATOR),
    "coordinator of the Loire": (Role.COORDINATOR, "Fabulon", (LOIRE,), OPERATOR),
    "controller": (Role.CONTROLLER, "Utopin", (RHONE, LOIRE), OPERATOR),
    "dpo": (Role.DPO, "Imaginot", (RHONE, LOIRE), OPERATOR),
}
"""Who works there, by how the tests call them: role, name, départements, organisation."""


@dataclass(frozen=True, slots=True)
class House:
    """An operator's service, and short ways to live in it."""

    service: Service
    clock: FixedClock
    folder: Path
    doors: Doors
    actors: Mapping[str, Actor]

    def do(self, act: Callable[Concatenate[Context, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one use case in one transaction, as an edge does."""
        with self.service.transaction() as ctx:
            return act(ctx, *args, **kwargs)

    def __getitem__(self, who: str) -> Actor:
        """Give a member of staff."""
        return self.actors[who]

    def reached_from_outside(self) -> "House":
        """Give the same house with an address of its own: mails hold links then."""
        known = self.service.settings.model_copy(update={"public_url": AnyHttpUrl(PUBLIC_URL)})
        return replace(self, service=replace(self.service, settings=known))

    def token(self, transmission_id: str, *, nth: int = -1) -> str:
        """Read the link of a pli in the mails that arrived: the last one, unless told otherwise."""
        reference = self.row(transmission_id).reference
        letters = [mail for mail in reversed(self.mailer.mails()) if reference in mail.subject]
        (token,) = re.findall(rf"{PUBLIC_URL}/pli/(\S+)", letters[nth].text)
        return str(token)

    # --- the directory ---

    def partner(
        self, kind: PartnerKind = PartnerKind.CPH, *, departement: str = RHONE, archive_format: str = "zip"
    ) -> str:
        """Add a partner."""
        names = {PartnerKind.MISSION_LOCALE: "Mission locale des Essais", PartnerKind.PIC_IPR: "Tremplin d’Essai"}
        form = PartnerForm(
            departement, kind, names.get(kind, f"Organisme d’essai {kind.value}"), "04 72 00 00 00", archive_format
        )
        return self.do(keeping_directory.save_partner, self.keeper(departement), form)

    def contact(self, partner_id: str, *, mobile: str = "06 12 34 56 78", departement: str = RHONE) -> str:
        """Add a contact to a partner."""
        form = ContactForm(partner_id, "Colombe", "Inventaire", "Conseillère", "colombe@partenaire.example", mobile)
        return self.do(keeping_directory.save_contact, self.keeper(departement), form)

    def convention(
        self, partner_id: str, model: str, *, starts_on: date = date(2024, 1, 1), ends_on: date | None = None,
        withheld: tuple[str, ...] = (), departement: str = RHONE,
    ) -> str:  # fmt: skip
        """Add a convention; without an end it follows the framework agreement."""
        form = ConventionForm(partner_id, f"Convention {model} (fictive)", model, starts_on, ends_on, withheld)
        return self.do(keeping_directory.save_convention, self.keeper(departement), form)

    def recipient(self, model: str = "generic", *, archive_format: str = "zip") -> str:
        """Add a partner that a model suits, with its convention when it needs one; return its contact."""
        kinds = {"spe": PartnerKind.MISSION_LOCALE, "pic_ipr": PartnerKind.PIC_IPR}
        partner_id = self.partner(kinds.get(model, PartnerKind.CPH), archive_format=archive_format)
        if model in kinds:
            self.convention(partner_id, model)
        return self.contact(partner_id)

    def keeper(self, departement: str) -> Actor:
        """Give the coordinator who keeps the directory of a département."""
        return self["coordinator" if departement == RHONE else "coordinator of the Loire"]

    # --- a person and a fiche ---

    def case(self, *, raw: Mapping[str, str] = PERSON, by: str = "referent", agreed: bool = True) -> str:
        """Open a dossier; the person agreed a month ago, unless told otherwise."""
        actor = self[by]
        (departement,) = actor.departements
        case_id = self.do(keeping_cases.create_case, actor, departement=departement, raw=raw, origin=Origin.PERSON)
        if agreed:
            self.agree(case_id, AgreementKind.ENGAGEMENT, by=by)
        return case_id

    def agree(self, case_id: str, kind: AgreementKind, *, by: str = "referent", days_ago: int = 30) -> None:
        """Record an agreement of some days ago."""
        given_on = date(2026, 11, 21) - timedelta(days=days_ago)
        self.do(agreeing.record_agreement, self[by], case_id, kind, given_on)

    def withdraw(self, case_id: str, kind: AgreementKind, *, by: str = "referent") -> agreeing.Stopped:
        """Record that the person withdrew an agreement."""
        page = self.do(keeping_cases.open_case, self[by], case_id)
        (standing,) = [given for given in page.agreements if given.kind is kind and given.withdrawn_at is None]
        return self.do(agreeing.withdraw_agreement, self[by], case_id, standing.id)

    def draft(
        self, case_id: str, model: str = "generic", *, contact_id: str | None = None,
        raw: Mapping[str, str] = SIGNED, by: str = "referent",
    ) -> str:  # fmt: skip
        """Begin a fiche, address it, type what is given on top of what is there already."""
        actor = self[by]
        fiche_id = self.do(drafting.start, actor, case_id, model, anyway=True).fiche_id
        if contact_id is not None:
            self.do(drafting.choose_contact, actor, fiche_id, contact_id)
        self.type(fiche_id, raw, by=by)
        return fiche_id

    def type(self, fiche_id: str, raw: Mapping[str, str], *, by: str = "referent") -> drafting.Saved:
        """Type on a fiche on top of what is there."""
        page = self.do(drafting.open_fiche, self[by], fiche_id)
        return self.do(drafting.save, self[by], fiche_id, raw={**page.raw, **raw}, revision=page.revision)

    def ready(self, model: str = "generic", *, archive_format: str = "zip") -> str:
        """Make a fiche that may leave at once."""
        contact_id = self.recipient(model, archive_format=archive_format)
        return self.draft(self.case(), model, contact_id=contact_id)

    # --- what leaves ---

    def send(self, fiche_id: str, choice: Choice = BY_SMS, *, by: str = "referent") -> str:
        """Send a fiche; nothing leaves before `work`."""
        return self.do(sending.send, self[by], fiche_id, choice)

    def sent(self, model: str = "generic", choice: Choice = BY_SMS) -> str:
        """Send a fiche that may leave, and let it leave."""
        transmission_id = self.send(self.ready(model), choice)
        self.work()
        return transmission_id

    def sent_to(self, name: str, *, work: bool = True) -> str:
        """Send a fiche about somebody of this name, and let it leave unless told otherwise."""
        case_id = self.case(raw={"beneficiary.last_name": name})
        transmission_id = self.send(self.draft(case_id, contact_id=self.recipient()))
        if work:
            self.work()
        return transmission_id

    def work(self) -> int:
        """Let what waits leave by the real doors."""
        return delivering.flush(self.service.transaction, self.service.mailer, self.service.texter)

    def code(self, who: str) -> str:
        """Read the code that somebody's telephone shows: one that was not used yet."""
        return self.do(_code, self[who])

    def tell(self, transmission_id: str, *, who: str = "referent", received: bool = False) -> telling.ToldKey:
        """Show a key to somebody who proves again who they are."""
        code = self.code(who)
        return self.do(telling.tell, self[who], transmission_id, code=code, received=received)

    # --- what comes back ---

    def deposited(self, by: By, *sent: Sent, who: str = "referent") -> tuple[str, list[str]]:
        """Let a partner deposit documents, and somebody open what came; return its id and theirs."""
        return deposit(self.service, self[who], by, *sent)

    def printed(self, transmission_id: str) -> bytes:
        """Draw the fiche of a pli as its partner has it."""
        return self.do(_printed, transmission_id)

    def receive(self, content: bytes) -> None:
        """Let a mail arrive in the watched box, now."""
        new = self.folder / "outside" / "received" / "new"
        path = new / f"{len(list(new.iterdir())):04}-{hashlib.sha256(content).hexdigest()[:16]}"
        path.write_bytes(content)
        os.utime(path, (self.clock.now().timestamp(),) * 2)

    def look(self) -> int:
        """Let the worker look into the watched box, a minute later."""
        self.clock.advance(seconds=60)
        return watching.look(self.service.transaction, self.service.mailbox)

    def message_id(self, transmission_id: str) -> str:
        """Name the newest mail of a transmission."""
        rows = self.do(lambda ctx: outbox_store.list_of(ctx.session, transmission_id))
        return [row.message_id for row in rows if row.kind == "mail"][-1]

    @property
    def mailer(self) -> MaildirMailer:
        """The folder where mails arrive."""
        return self.doors.mailer

    def row(self, transmission_id: str) -> Transmission:
        """Read a transmission as it stands."""
        return self.do(lambda ctx: exchanges.get_transmission(ctx.session, transmission_id))

    def outbox(self, transmission_id: str) -> list[tuple[str, str]]:
        """Read kind and status of the messages of a transmission, in the order of their making."""
        rows = self.do(lambda ctx: outbox_store.list_of(ctx.session, transmission_id))
        return sorted((row.kind, row.status) for row in rows)

    def archive(self, transmission_id: str) -> bytes:
        """Open the vault for the archive of a transmission."""
        return self._unsealed(transmission_id, Sealed.ARCHIVE, "archive")

    def key(self, transmission_id: str) -> str:
        """Open the vault for the key of a transmission."""
        return self._unsealed(transmission_id, Sealed.PASSPHRASE, "passphrase").decode()

    def key_ids(self) -> set[str]:
        """Name every object that has a data key."""
        return {str(object_id) for object_id in self.service.vault.ids()}

    def _unsealed(self, transmission_id: str, kind: Sealed, field: str) -> bytes:
        sealed = getattr(self.row(transmission_id), field)
        assert isinstance(sealed, bytes), f"no {field} any more"
        return self.service.vault.unseal(kind.object(transmission_id), field=field, version=1, sealed=sealed)


def new_installation(database_url: str, folder: Path, clock: FixedClock, **options: object) -> tuple[Service, Doors]:
    """Make an empty installation in a folder: master key, schema, service, doors outside its data."""
    config = settings.load({}, data_dir=folder / "data", database_url=database_url, **options)
    config.data_dir.mkdir(mode=0o700, parents=True)
    master.save_new(config.master_key, MasterKeys(master.generate(created=date(2026, 11, 21))))
    migrations.upgrade(config.database)
    doors = Doors(folder / "outside", clock)
    return bootstrap.start(config, clock=clock, demo=doors), doors


def close(service: Service) -> None:
    """Let the databases of a service go."""
    service.engine.dispose()
    service.keystore.close()


def build(database_url: str, folder: Path, clock: FixedClock) -> House:
    """Make the operator, its two départements and its staff, each through the use case of its kind."""
    service, doors = new_installation(database_url, folder, clock)
    house = House(service, clock, folder, doors, {})
    actors = {"administrator": house.do(_administrator)}
    for code, name, ends_on in ((RHONE, "Rhône", FRAMEWORK_END), (LOIRE, "Loire", None)):
        form = DepartementForm(
            code, name, OPERATOR, "04 72 00 00 00", ends_on, france_travail=code == LOIRE, pic_ipr=code == RHONE,
            programme_ends_on=ends_on,
        )  # fmt: skip
        house.do(keeping_departements.save_departement, actors["administrator"], form, new=True)
    for who in STAFF:
        actors[who] = house.do(_member, actors["administrator"], who)
    actors["administrator"] = house.do(_actor, "administrator@operateur.example")
    return replace(house, actors=actors)


def copy_of(original: House, database_url: str, folder: Path, clock: FixedClock) -> House:
    """Open a copy of a closed house: its folder, and a database that is a copy of its own."""
    shutil.copytree(original.folder, folder)
    config = settings.load({}, data_dir=folder / "data", database_url=database_url)
    doors = Doors(folder / "outside", clock)
    return House(bootstrap.start(config, clock=clock, demo=doors), clock, folder, doors, original.actors)


def _administrator(ctx: Context) -> Actor:
    token = administering.first_administrator(ctx)
    view = inviting.open_invitation(ctx, token)
    code = pyotp.TOTP(view.secret).at(ctx.now)
    identity = Identity("Ondine", "Réglagette", "administrator@operateur.example")
    inviting.accept_invitation(ctx, token, password="girafe tricot volcan 7", code=code, identity=identity)
    return _actor(ctx, "administrator@operateur.example")


def _member(ctx: Context, administrator: Actor, who: str) -> Actor:
    role, name, departements, organisation = STAFF[who]
    email = f"{who.replace(' ', '.')}@operateur.example"
    new = NewAccount(
        "Anselme", name, email, f"Fonction d’essai {role.value}", "04 72 00 00 01", role, organisation, departements
    )
    administering.add_account(ctx, administrator, new)
    return _actor(ctx, email)


def _printed(ctx: Context, transmission_id: str) -> bytes:
    row = exchanges.get_transmission(ctx.session, transmission_id)
    return freezing.draw_again(ctx, exchanges.get_fiche_version(ctx.session, row.fiche_version_id or ""))


def _code(ctx: Context, actor: Actor) -> str:
    account = accounts.get_account(ctx.session, actor.account_id)
    step = max(int(ctx.now.timestamp()) // factors.STEP, (account.totp_step or 0) + 1)
    return pyotp.HOTP(factors.open_seed(ctx, account)).at(step)


def _actor(ctx: Context, email: str) -> Actor:
    account = accounts.find_account(ctx.session, profiles.email_index(ctx, email))
    assert account is not None
    return signing_in.actor_of(ctx, account)
