"""Who declares a sub-processor, and what is refused? Nothing outside of the European Economic Area (G-6, G-11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from crypto.hashchain import Detail
from liaison.errors import Conflict, Invalid, Problem
from liaison.events import EventKind
from liaison.records import Subprocessor
from liaison.rules.access import Actor, check_has_role
from liaison.rules.hosts import Declared, Host, Standing, faults_of
from liaison.store import registers as store
from liaison.store.trails import Event
from liaison.store.writing import remove, save
from liaison.usecases.context import Context
from liaison.usecases.registers import hosts
from liaison.usecases.registers.hosts import HERE, ROLE_LABELS
from liaison.vocabulary import Role, Sealed, countries
from liaison.vocabulary.registers import HostFault, HostRole

DECLARERS: Final = frozenset({Role.ADMINISTRATOR, Role.DPO, Role.CONTROLLER})
OUTSIDE: Final = "outside"
"""What the form offers for a country that is not of the Area, so that its refusal can say why."""
_LONGEST: Final[Mapping[str, int]] = {"identity": 200, "contact": 300}
"""Signs that a cell of a printed table holds."""


@dataclass(frozen=True, slots=True)
class SubprocessorForm:
    """What is typed about a sub-processor; `machine` names a host of the settings; no `id` makes a new one."""

    machine: str
    identity: str
    contact: str
    country: str
    own: bool
    starts_on: date | None = None
    ends_on: date | None = None
    agreed_on: date | None = None
    id: str | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class SubprocessorLine:
    """One declaration in a list, with what is wrong with it today; `stray`: no machine of the settings is its own."""

    declared: Declared
    role: str
    faults: tuple[HostFault, ...]
    stray: bool


@dataclass(frozen=True, slots=True)
class SubprocessorsPage:
    """Every machine and what is known of it, and every declaration."""

    standings: tuple[Standing, ...]
    lines: tuple[SubprocessorLine, ...]


def list_subprocessors(ctx: Context, actor: Actor) -> SubprocessorsPage:
    """Return every machine that settings name, and every declaration."""
    check_has_role(actor, DECLARERS)
    known = {machine_of(host.role, host.address): host for host in _machines(ctx)}
    lines = tuple(_line(one, known, ctx.today) for one in hosts.declared(ctx))
    return SubprocessorsPage(hosts.standings(ctx), lines)


def open_subprocessor(ctx: Context, actor: Actor, subprocessor_id: str) -> Declared:
    """Return one declaration, to change.

    Raises:
        NotFound: there is none of that id.
    """
    check_has_role(actor, DECLARERS)
    row = store.get_subprocessor(ctx.session, subprocessor_id)
    return next(one for one in hosts.declared(ctx) if one.id == row.id)


def machines(ctx: Context) -> tuple[tuple[str, str], ...]:
    """Return what may be declared: each machine of the settings, and work that no machine names."""
    offered = [
        (machine_of(host.role, host.address), f"{ROLE_LABELS[host.role]} ({host.address or HERE})")
        for host in _machines(ctx)
    ]
    return (*offered, (machine_of(HostRole.OTHER, ""), ROLE_LABELS[HostRole.OTHER]))


def machine_of(role: HostRole, address: str) -> str:
    """Name a machine as the form does."""
    return f"{role.value}:{address}"


def save_subprocessor(ctx: Context, actor: Actor, form: SubprocessorForm) -> str:
    """Declare who is behind a machine, or change it; return its id.

    Raises:
        Invalid: everything to correct at once; a country outside of the European Economic Area among it.
        Conflict: somebody else changed it meanwhile.
    """
    check_has_role(actor, DECLARERS)
    _check(form, _offered(ctx, form))
    role, _, address = form.machine.partition(":")
    row = store.get_subprocessor(ctx.session, form.id) if form.id else _new(ctx, actor)
    if form.id and row.revision != form.revision:
        raise Conflict(
            "Quelqu’un d’autre a changé cette déclaration entre-temps.",
            hint="Rechargez la page, puis reportez vos corrections.",
        )
    row.revision += 1 if form.id else 0
    row.role, row.host, row.country, row.own = role, address, form.country.upper(), form.own
    row.starts_on, row.ends_on, row.agreed_on = form.starts_on, form.ends_on, form.agreed_on
    if form.own:
        row.starts_on = row.ends_on = row.agreed_on = None
    row.declared_at, row.declared_by = ctx.now, actor.account_id
    details = {"identity": form.identity.strip(), "contact": form.contact.strip()}
    row.details = ctx.seal(Sealed.SUBPROCESSOR.object(row.id), "details", dict(details), version=row.revision)
    detail: dict[str, Detail] = {"host-role": row.role, "country": row.country}
    save(
        ctx.session, row, event=Event(EventKind.PROCESSOR_DECLARED, actor.account_id, row.id, detail), at=ctx.now
    )  # fmt: skip
    return row.id


def remove_subprocessor(ctx: Context, actor: Actor, subprocessor_id: str) -> None:
    """Take back a declaration that was made by mistake, with the data key of who it was."""
    check_has_role(actor, DECLARERS)
    row = store.get_subprocessor(ctx.session, subprocessor_id)
    event = Event(EventKind.PROCESSOR_REMOVED, actor.account_id, row.id, {"host-role": row.role})
    remove(ctx.session, row, event=event, at=ctx.now)
    ctx.destroy(Sealed.SUBPROCESSOR.object(row.id))


def _machines(ctx: Context) -> list[Host]:
    return [host for host in hosts.hosts_of(ctx.settings) if host.is_apart]


def _offered(ctx: Context, form: SubprocessorForm) -> set[str]:
    """Name what a form may be about: what is offered, and what a declaration of an older setting was about."""
    offered = {machine for machine, _ in machines(ctx)}
    if form.id:
        row = store.get_subprocessor(ctx.session, form.id)
        offered.add(machine_of(HostRole(row.role), row.host))
    return offered


def _new(ctx: Context, actor: Actor) -> Subprocessor:
    row = Subprocessor(
        id=ctx.new_id(), role="", country="", details=b"", declared_at=ctx.now, declared_by=actor.account_id
    )  # fmt: skip
    ctx.vault.create(Sealed.SUBPROCESSOR.object(row.id))
    return row


def _line(one: Declared, known: Mapping[str, Host], today: date) -> SubprocessorLine:
    host = known.get(machine_of(one.role, one.host))
    stray = host is None and one.role is not HostRole.OTHER
    return SubprocessorLine(one, ROLE_LABELS[one.role], faults_of(one, host, today), stray)


def _ends_before_it_starts(form: SubprocessorForm) -> bool:
    return bool(form.starts_on and form.ends_on and form.ends_on < form.starts_on)


def _check(form: SubprocessorForm, offered: set[str]) -> None:
    problems = []
    if form.machine not in offered:
        problems.append(Problem("machine", "Pour", "« Pour » : choisissez une machine de la liste."))
    if not form.identity.strip():
        problems.append(Problem("identity", "Nom", "« Nom » est à remplir."))
    for field, label in (("identity", "Nom"), ("contact", "Coordonnées")):
        if len(getattr(form, field).strip()) > _LONGEST[field]:
            problems.append(Problem(field, label, f"« {label} » : {_LONGEST[field]} caractères au plus."))
    problems += _country(form.country)
    if _ends_before_it_starts(form):
        problems.append(Problem("ends_on", "Fin du contrat", "« Fin du contrat » : ce jour vient avant le début."))
    if problems:
        raise Invalid(problems)


def _country(country: str) -> list[Problem]:
    if not country:
        return [Problem("country", "Pays", "« Pays » est à remplir.")]
    if countries.is_inside(country):
        return []
    sentence = (
        "« Pays » : ce prestataire ne peut pas servir. La convention avec l’OFII interdit tout transfert hors de "
        "l’Union européenne (guide, annexe 6) ; choisissez un prestataire de l’Espace économique européen."
    )
    return [Problem("country", "Pays", sentence)]
