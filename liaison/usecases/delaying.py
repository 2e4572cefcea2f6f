"""Which delays may the controller change, and what would move? Shown first, applied once confirmed (R-6).

Never above the legal maximum. What was shown is what moves: whoever confirms says which plan they saw, and if the rows
changed meanwhile, the new plan is shown instead.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crypto.hashchain import Detail
from liaison.errors import Conflict, Invalid, NotFound, Problem, Refused
from liaison.events import EventKind
from liaison.records import Delay
from liaison.rules import retention
from liaison.rules.access import Actor, check_has_role
from liaison.rules.retention import RULES, Limits, Rule
from liaison.store import retention as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import administering, previewing, rescheduling, scheduling
from liaison.usecases.context import Context
from liaison.usecases.listing import SUBJECT_LABELS
from liaison.usecases.previewing import Foreseen
from liaison.usecases.rescheduling import Move
from liaison.vocabulary import Role
from liaison.vocabulary.retention import RuleId, Unit

READERS: Final = frozenset({Role.CONTROLLER, Role.DPO})
CHANGERS: Final = frozenset({Role.CONTROLLER})


@dataclass(frozen=True, slots=True)
class DelayLine:
    """A rule with the delay that counts today."""

    rule: Rule
    value: int
    said: str
    most_said: str
    subjects: str
    since: datetime | None
    """When the controller set it; nothing while the setting's or the law's counts."""
    set_by: str


@dataclass(frozen=True, slots=True)
class DelayPage:
    """A rule with its history, and what another value would move, when one is tried."""

    line: DelayLine
    history: tuple[DelayLine, ...]
    tried: int | None
    tried_said: str
    foreseen: Foreseen | None
    may_change: bool


def list_delays(ctx: Context, actor: Actor) -> list[DelayLine]:
    """Return every rule with the delay that counts today."""
    check_has_role(actor, READERS)
    limits = scheduling.limits_of(ctx)
    newest = {row.rule: row for row in store.list_delays(ctx.session)}
    return [_line(ctx, rule, limits.of(rule.id), newest.get(rule.id.value)) for rule in RULES.values()]


def open_delay(ctx: Context, actor: Actor, rule_id: str, tried: str = "") -> DelayPage:
    """Return a rule; with a value that is tried, what it would move. Nothing moves.

    Raises:
        Denied: neither the controller nor the DPO.
        NotFound: there is no such rule.
        Invalid: the value cannot be taken.
    """
    check_has_role(actor, READERS)
    rule = _rule(rule_id)
    rows = [row for row in store.list_delays(ctx.session) if row.rule == rule.id]
    limits = scheduling.limits_of(ctx)
    line = _line(ctx, rule, limits.of(rule.id), rows[-1] if rows else None)
    value = _value(rule, tried) if tried else None
    return DelayPage(
        line,
        tuple(_line(ctx, rule, row.value, row) for row in reversed(rows)),
        value,
        retention.said(value, rule.unit) if value is not None else "",
        previewing.foresee(ctx, _plan(ctx, rule, value)) if value is not None else None,
        actor.role in CHANGERS and rule.may_change,
    )


def change(ctx: Context, actor: Actor, rule_id: str, tried: str, *, seal: str) -> int:
    """Set a delay and move what hangs on it; return how many dates moved.

    Raises:
        Denied: not the controller.
        NotFound: there is no such rule.
        Refused: the law leaves no choice.
        Invalid: the value cannot be taken.
        Conflict: what would move is no longer what was shown.
    """
    check_has_role(actor, CHANGERS)
    rule = _rule(rule_id)
    if not rule.may_change:
        raise Refused("Ce délai ne se change pas : la règle ne laisse pas de choix.", hint=f"Voyez {rule.source}.")
    value = _value(rule, tried)
    plan = _plan(ctx, rule, value)
    if previewing.foresee(ctx, plan).seal != seal:
        raise Conflict(
            "Des échéances ont changé depuis l’aperçu : rien n’a été modifié.",
            hint="Relisez le nouvel aperçu, puis confirmez.",
        )
    before = scheduling.limits_of(ctx).of(rule.id)
    row = Delay(id=ctx.new_id(), rule=rule.id.value, value=value, since=ctx.now, set_by=actor.account_id)
    moved = sum(move.moves for move in plan)
    rows = rescheduling.carry_out(plan)
    detail: dict[str, Detail] = {
        "rule": rule.id.value, "before-value": before, "value": value, "unit": rule.unit.value, "deadlines": moved,
    }  # fmt: skip
    save(ctx.session, row, *rows, event=Event(EventKind.DELAY_CHANGED, actor.account_id, row.id, detail), at=ctx.now)
    return moved


def _plan(ctx: Context, rule: Rule, value: int) -> list[Move]:
    limits = scheduling.limits_of(ctx)
    return rescheduling.plan_delay(ctx, Limits(limits.key_backup_days, {**limits.delays, rule.id: value}), rule.id)


def _rule(rule_id: str) -> Rule:
    if rule_id not in set(RuleId):
        raise NotFound("Cette règle n’existe pas.", hint="Retrouvez-la dans la liste des délais.")
    return RULES[RuleId(rule_id)]


def _value(rule: Rule, typed: str) -> int:
    """Read a delay that is tried.

    Raises:
        Invalid: no number, or one that the rule does not allow.
    """
    text = typed.strip()
    if not text.isascii() or not text.isdigit() or len(text) > len(str(rule.most)) + 2:
        raise Invalid([Problem("value", "Nouveau délai", "« Nouveau délai » : écrivez un nombre entier.")])
    value = int(text)
    if not rule.least <= value <= rule.most:
        unit = "mois" if rule.unit is Unit.MONTHS else "jours"
        sentence = f"« Nouveau délai » : de {rule.least} à {rule.most} {unit}. Au-delà, la règle serait enfreinte."
        raise Invalid([Problem("value", "Nouveau délai", sentence)])
    return value


def _line(ctx: Context, rule: Rule, value: int, row: Delay | None) -> DelayLine:
    labels = [SUBJECT_LABELS[subject] for subject in rule.subjects]
    subjects = ", ".join(label[:1].lower() + label[1:] for label in labels)
    return DelayLine(
        rule, value, retention.said(value, rule.unit), retention.said(rule.most, rule.unit), subjects,
        row.since if row else None, administering.actor_label(ctx, row.set_by) if row else "",
    )  # fmt: skip
