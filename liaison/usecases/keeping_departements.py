"""Where does the operator work, under which name, until when? The départements, on which deadlines hang (R-8)."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.errors import Invalid, Problem
from liaison.events import EventKind
from liaison.records import AccountScope, Departement
from liaison.rules import deployment
from liaison.rules.access import Actor, check_may_administer
from liaison.rules.deployment import FIRST_YEAR, default_year, deployment_of
from liaison.rules.situation import LEVELS
from liaison.store import accounts as store
from liaison.store import directory as directory_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import rescheduling
from liaison.usecases.context import Context
from liaison.usecases.inviting import required
from liaison.usecases.telephones import parse_telephone
from liaison.vocabulary import FrenchLevel, Role

_CODE: Final = re.compile(r"(0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-8]|98[4-8])\Z")
"""Codes of départements and overseas collectivities (INSEE)."""


@dataclass(frozen=True, slots=True)
class DepartementForm:
    """What is typed about a département."""

    code: str
    name: str
    operator: str
    callback: str
    framework_ends_on: date | None
    france_travail: bool
    pic_ipr: bool
    spe_level: FrenchLevel = FrenchLevel.A2
    """The level of French from which the SPE accompanies, never above the guide's A2 (E-5)."""
    programme_ends_on: date | None = None
    state_contract_ends_on: date | None = None
    deployed_in: int | None = None
    """The year in which AGIR was deployed here; nothing leaves it to annexe 1 (E-1)."""


@dataclass(frozen=True, slots=True)
class DepartementView:
    """A département where the operator works."""

    code: str
    name: str
    operator: str
    callback: str
    framework_ends_on: date | None
    france_travail: bool
    pic_ipr: bool
    spe_level: FrenchLevel
    programme_ends_on: date | None
    state_contract_ends_on: date | None
    deployed_in: int | None
    """The year that counts: the operator's, else that of annexe 1; nothing where neither says."""
    deployed_why: str
    """Where the default comes from."""


def list_departements(ctx: Context, actor: Actor) -> list[DepartementView]:
    """Return the départements: all for an administrator, their own for others."""
    own = None if actor.role is Role.ADMINISTRATOR else actor.departements
    rows = directory_store.list_departements(ctx.session)
    return [_departement(row) for row in rows if own is None or row.code in own]


def open_departement(ctx: Context, actor: Actor, code: str) -> DepartementView:
    """Return one département.

    Raises:
        Denied: not an administrator.
        NotFound: the operator does not work there.
    """
    check_may_administer(actor)
    return _departement(directory_store.get_departement(ctx.session, code))


def save_departement(ctx: Context, actor: Actor, form: DepartementForm, *, new: bool = False) -> None:
    """Add or change a département; who adds one works in it, so that its directory can be kept at once.

    Raises:
        Denied: not an administrator.
        Invalid: everything to correct at once.
    """
    check_may_administer(actor)
    callback = _check_departement(ctx, form, new=new)
    code = form.code.strip().upper()
    row = ctx.session.get(Departement, code)
    row = row or Departement(code=code, name="", operator="")
    row.name, row.operator, row.callback = form.name.strip(), form.operator.strip(), callback
    row.framework_ends_on = form.framework_ends_on
    row.programme_ends_on, row.state_contract_ends_on = form.programme_ends_on, form.state_contract_ends_on
    row.france_travail, row.pic_ipr, row.spe_level = form.france_travail, form.pic_ipr, form.spe_level.value
    row.deployed_in = None if form.deployed_in == default_year(code) else form.deployed_in
    moved = rescheduling.reschedule_departement(ctx, row)
    event = Event(EventKind.DEPARTEMENT_SAVED, actor.account_id, code, {"deadlines": len(moved)})
    save(ctx.session, row, *moved, event=event, at=ctx.now)
    if code not in store.scopes_of(ctx.session, actor.account_id):
        ctx.session.add(AccountScope(account_id=actor.account_id, departement=code))
        ctx.session.flush()


def _check_departement(ctx: Context, form: DepartementForm, *, new: bool) -> str:
    problems = required([
        ("code", "Code", form.code),
        ("name", "Nom", form.name),
        ("operator", "Nom de l’opérateur", form.operator),
        ("callback", "Téléphone de l’opérateur", form.callback),
    ])  # fmt: skip
    code = form.code.strip().upper()
    if code and not _CODE.match(code):
        problems.append(Problem("code", "Code", "Écrivez un code de département : 01 à 95, 2A, 2B, 971 à 988."))
    elif new and ctx.session.get(Departement, code) is not None:
        problems.append(Problem("code", "Code", "Ce département est déjà enregistré."))
    if LEVELS.index(form.spe_level) > LEVELS.index(FrenchLevel.A2):
        sentence = "La convention locale ne peut qu’abaisser le niveau A2 du guide : choisissez A2 ou moins."
        problems.append(Problem("spe_level", "Niveau de français pour le SPE", sentence))
    if form.deployed_in is not None and not FIRST_YEAR <= form.deployed_in <= ctx.today.year + 1:
        sentence = f"Écrivez une année, de {FIRST_YEAR} à {ctx.today.year + 1}, ou laissez vide."
        problems.append(Problem("deployed_in", "Année de déploiement d’AGIR", sentence))
    callback = parse_telephone("callback", "Téléphone de l’opérateur", form.callback, problems)
    if problems:
        raise Invalid(problems)
    return callback


def _departement(row: Departement) -> DepartementView:
    return DepartementView(
        row.code, row.name, row.operator, row.callback, row.framework_ends_on, row.france_travail, row.pic_ipr,
        FrenchLevel(row.spe_level),
        row.programme_ends_on, row.state_contract_ends_on,
        deployment_of(row.code, row.deployed_in).year, deployment.sentence_of(row.code),
    )  # fmt: skip
