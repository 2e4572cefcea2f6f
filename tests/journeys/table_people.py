"""Who may be proposed in a house of the journeys? A département of its own for each table, and fictitious people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Final

from liaison.adapters.clock import SystemClock
from liaison.rules.access import Actor
from liaison.rules.ofii_decisions import Decision
from liaison.usecases import agreeing, keeping_cases, keeping_departements
from liaison.usecases.context import Context
from liaison.usecases.keeping_departements import DepartementForm
from liaison.usecases.tables import deciding, freezing_table, opening_months, proposing, settling, stating
from liaison.usecases.tables.stating import CapacityForm
from liaison.vocabulary import AgreementKind, Origin, Role
from liaison.vocabulary.tables import Capacity, OfiiDecision, Settled, SettledWhy
from tests import tables
from tests.journeys.people import CALLBACK, OPERATOR, People, Person

KNOWN: Final[Mapping[str, str]] = {
    "programme.standing": "protected", "programme.employment": "no", "programme.housing": "no",
    "programme.cph_request": "no", "programme.resides": "yes", "programme.resettled": "no",
}  # fmt: skip
"""What the rules ask, answered: nothing is doubted."""


@dataclass(frozen=True, slots=True)
class Bureau:
    """A département, who coordinates it, and its table of the month."""

    departement: str
    coordinator: Person
    actor: Actor
    table_id: str


def bureau(people: People, code: str, *, doubtful: int, ready: int) -> Bureau:
    """Make a département with its coordinator, so many people who may be proposed, and the table of this month."""
    _departement(people, code)
    coordinator = people.new(Role.COORDINATOR, departement=code)
    actor = people.actor_of(coordinator)
    with people.service.transaction() as ctx:
        for number in range(doubtful):
            _dossier(ctx, actor, code, f"DOUTEUSE-{number:03}", people.agdref(), {})
        for number in range(ready):
            _dossier(ctx, actor, code, f"EXEMPLAIRE-{number:03}", people.agdref(), KNOWN)
        table = opening_months.open_month(ctx, code, opening_months.this_month(ctx))
        return Bureau(code, coordinator, actor, table.id)


def freeze(people: People, where: Bureau) -> None:
    """Settle what is doubted, state the capacity and freeze the table."""
    with people.service.transaction() as ctx:
        table = proposing.view(ctx, where.actor, where.table_id)
        for row in table.rows:
            if row.to_settle:
                why = SettledWhy.CHECKED_WITH_PERSON
                settling.settle(ctx, where.actor, row.case_id, Settled.INCLUDED, why)
        form = CapacityForm(Capacity.STAGGERED, 2, ((ctx.today + timedelta(days=30), 3),))
        stating.state_capacity(ctx, where.actor, where.table_id, form, table.line.revision)
        table = proposing.view(ctx, where.actor, where.table_id)
        freezing_table.freeze(ctx, where.actor, where.table_id, table.line.revision, seen=table.seen)


def send(people: People, where: Bureau) -> None:
    """Let a month's table with everybody be sent already, and answered but for one."""
    with people.service.transaction() as ctx:
        cases = [row.case_id for row in proposing.view(ctx, where.actor, where.table_id).rows]
        table = tables.put_sent(ctx, where.actor, cases, month="2027-01")
        day = ctx.today + timedelta(days=20)
        for row_id, given in zip(
            table.rows,
            (
                Decision(OfiiDecision.VALIDATED, "", day, time(9, 30), "1 rue de l’Exemple, Testville"),
                Decision(OfiiDecision.REFUSED, "Déjà accompagnée ailleurs."),
            ),
            strict=False,
        ):
            deciding.record(ctx, where.actor, row_id, given)


def _departement(people: People, code: str) -> None:
    ends_on = SystemClock().now().date() + timedelta(days=400)
    form = DepartementForm(
        code, "Département d’Essai", OPERATOR, CALLBACK, ends_on, france_travail=False, pic_ipr=False,
        programme_ends_on=ends_on,
    )  # fmt: skip
    administrator = people.actor(Role.ADMINISTRATOR)
    with people.service.transaction() as ctx:
        keeping_departements.save_departement(ctx, administrator, form, new=True)


def _dossier(ctx: Context, actor: Actor, code: str, name: str, agdref: str, known: Mapping[str, str]) -> None:
    raw = {
        "beneficiary.last_name": name,
        "beneficiary.first_name": "Milada",
        "beneficiary.agdref": agdref,
        "beneficiary.birth_date": f"{1 + len(name) % 28:02}/02/19{60 + int(agdref[-2:]) % 40}",
        "beneficiary.protection_date": f"{ctx.today - timedelta(days=200):%d/%m/%Y}",
        "beneficiary.cir_date": f"{ctx.today - timedelta(days=100):%d/%m/%Y}",
        **known,
    }
    case_id = keeping_cases.create_case(ctx, actor, departement=code, raw=raw, origin=Origin.PERSON)
    agreeing.record_agreement(ctx, actor, case_id, AgreementKind.ORIENTATION, ctx.today - timedelta(days=10))
