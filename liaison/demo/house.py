"""How is the fictitious operator built? Through the same use cases as a real one, once per folder."""

import shutil
from datetime import date, timedelta
from typing import Final

import pyotp

from crypto import master
from crypto.master import MasterKeys
from liaison import bootstrap
from liaison.adapters.clock import SystemClock
from liaison.bootstrap import Service
from liaison.demo.doors import Doors
from liaison.demo.people import CALLBACK, DEPARTEMENTS, OPERATOR, PARTNERS, PASSWORD, PERSON, STAFF, Organisation
from liaison.demo.table_people import CANDIDATES
from liaison.migrations import upgrade
from liaison.ports import Clock
from liaison.rules.access import Actor
from liaison.rules.calendar import local_day
from liaison.settings import Settings, load
from liaison.store import accounts as account_store
from liaison.usecases import (
    administering,
    agreeing,
    inviting,
    keeping_cases,
    keeping_conventions,
    keeping_departements,
    keeping_directory,
    keeping_places,
    profiles,
)
from liaison.usecases.administering import NewAccount
from liaison.usecases.context import Context
from liaison.usecases.inviting import Identity
from liaison.usecases.keeping_conventions import CorrespondentForm
from liaison.usecases.keeping_departements import DepartementForm
from liaison.usecases.keeping_directory import ContactForm, ConventionForm, PartnerForm
from liaison.usecases.keeping_places import PlaceForm
from liaison.usecases.tables import opening_months
from liaison.vocabulary import AccountId, AgreementKind, Origin, Role

FOLDER: Final = "demo"
_FRAMEWORK: Final = timedelta(days=400)


def open_house(settings: Settings, *, port: int, fresh: bool = False, clock: Clock | None = None) -> Service:
    """Open the demo in a folder of its own, built at the first visit; nothing of the operator's is touched.

    The operator's mail server, gateway and database are left out whatever the settings say: a demo sends
    nothing (law 14).
    """
    used = clock or SystemClock()
    folder = settings.data_dir / FOLDER
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    public = f"http://127.0.0.1:{port}"
    own = load({}, data_dir=folder, bind_host="127.0.0.1", bind_port=port, public_url=public, worker_seconds=0.5)
    doors = Doors(folder, used)
    is_new = not own.master_key.exists()
    if is_new:
        master.save_new(own.master_key, MasterKeys(master.generate(created=local_day(used.now()))))
    upgrade(own.database)
    service = bootstrap.start(own, clock=used, demo=doors)
    with service.transaction() as ctx:
        is_new = account_store.find_administrator(ctx.session) is None
    if is_new:
        build(service, doors)
    return service


def build(service: Service, doors: Doors) -> None:
    """Make the operator, its staff, its partners and one person, each through the use case of its kind."""
    with service.transaction() as ctx:
        seeds = _staff(ctx)
        actors = {role: _actor(ctx, role) for role in Role}
        for organisation in PARTNERS:
            _partner(ctx, actors[Role.COORDINATOR], organisation)
        _person(ctx, actors[Role.REFERENT])
        _table(ctx, actors[Role.REFERENT])
        # Before the commit: a house without its seeds could be entered by nobody, and is not built again.
        doors.remember(seeds)


def _staff(ctx: Context) -> dict[str, str]:
    """Enrol everybody as they would enrol themselves; return the seeds of their second factors."""
    seeds: dict[str, str] = {}
    director = next(person for person in STAFF if person.role is Role.ADMINISTRATOR)
    token = administering.first_administrator(ctx)
    identity = Identity(director.first_name, director.last_name, director.email)
    seeds[director.email] = _enrol(ctx, token, identity)
    administrator = _actor(ctx, Role.ADMINISTRATOR)
    for code, name in DEPARTEMENTS:
        ends_on = local_day(ctx.now) + _FRAMEWORK
        form = DepartementForm(
            code, name, OPERATOR, CALLBACK, ends_on, france_travail=True, pic_ipr=True, programme_ends_on=ends_on
        )
        keeping_departements.save_departement(ctx, administrator, form, new=True)
    for person in STAFF:
        if person is director:
            continue
        new = NewAccount(
            person.first_name, person.last_name, person.email, person.function, person.telephone, person.role,
            OPERATOR, tuple(code for code, _ in DEPARTEMENTS),
        )  # fmt: skip
        seeds[person.email] = _enrol(ctx, administering.add_account(ctx, administrator, new), None)
    return seeds


def _enrol(ctx: Context, token: str, identity: Identity | None) -> str:
    """Use a one-time link; the first code is the one of the step before, so that a visitor's first one is unused."""
    seed = inviting.open_invitation(ctx, token).secret
    code = pyotp.TOTP(seed).at(ctx.now - timedelta(seconds=pyotp.TOTP(seed).interval))
    inviting.accept_invitation(ctx, token, password=PASSWORD, code=code, identity=identity)
    return seed


def _actor(ctx: Context, role: Role) -> Actor:
    email = next(person.email for person in STAFF if person.role is role)
    account = account_store.find_account(ctx.session, profiles.email_index(ctx, email))
    if account is None:
        message = f"the demo has no {role}"
        raise LookupError(message)
    departements = account_store.scopes_of(ctx.session, account.id)
    return Actor(AccountId(account.id), role, departements)


def _partner(ctx: Context, coordinator: Actor, one: Organisation) -> None:
    form = PartnerForm(one.departement, one.kind, one.name, one.switchboard)
    partner_id = keeping_directory.save_partner(ctx, coordinator, form)
    place_id = keeping_places.save_place(ctx, coordinator, PlaceForm(partner_id, *one.place)) if one.place else ""
    contact = ContactForm(
        partner_id, one.first_name, one.last_name, one.function, one.email, one.mobile, place_id=place_id,
        key_channel=one.key_channel,
    )  # fmt: skip
    keeping_directory.save_contact(ctx, coordinator, contact)
    if one.convention is None:
        return
    today = ctx.today
    starts_on = date(today.year - 2, 1, 1)
    ends_on = today - timedelta(days=20) if one.expired else None
    reference = f"Convention {one.departement}-{starts_on.year} (fictive)"
    convention = ConventionForm(partner_id, reference, one.convention, starts_on, ends_on)
    convention_id = keeping_directory.save_convention(ctx, coordinator, convention)
    for named in one.correspondents:
        form_of = CorrespondentForm(
            named.party, named.duty, named.last_name, named.first_name, named.function, named.email
        )
        keeping_conventions.save_correspondent(ctx, coordinator, convention_id, form_of)


def _person(ctx: Context, referent: Actor) -> None:
    case_id = keeping_cases.create_case(ctx, referent, departement="44", raw=PERSON, origin=Origin.PERSON)
    given_on = ctx.today - timedelta(days=30)
    agreeing.record_agreement(ctx, referent, case_id, AgreementKind.ENGAGEMENT, given_on)
    agreeing.record_notice(ctx, referent, case_id, given_on)


def _table(ctx: Context, referent: Actor) -> None:
    """Open the dossiers of those who may be proposed to the OFII, and this month's table."""
    for one in CANDIDATES:
        raw = one.raw(ctx.today)
        case_id = keeping_cases.create_case(ctx, referent, departement="44", raw=raw, origin=Origin.PERSON)
        if one.agreed:
            given_on = ctx.today - timedelta(days=20)
            agreeing.record_agreement(ctx, referent, case_id, AgreementKind.ORIENTATION, given_on)
    opening_months.open_month(ctx, "44", opening_months.this_month(ctx))
