"""What of the deadlines waits for the DPO or the controller today? Counts and numbers, never a name."""

from dataclasses import dataclass
from datetime import timedelta

from liaison.rules.access import Actor, check_has_role
from liaison.rules.calendar import end_of_day
from liaison.store import exchanges as exchange_store
from liaison.usecases import foreseeing, forewarning, holds
from liaison.usecases.context import Context
from liaison.usecases.delaying import READERS
from liaison.usecases.holds import HoldLine
from liaison.vocabulary import Role


@dataclass(frozen=True, slots=True)
class RetentionDay:
    """What waits today."""

    to_decide: tuple[HoldLine, ...]
    """For the controller."""
    to_advise: tuple[HoldLine, ...]
    """For the DPO."""
    late: int
    ending: int
    """Announced: soon destroyed, and about somebody."""
    held: int
    days: int


def retention_day(ctx: Context, actor: Actor) -> RetentionDay:
    """Return what waits for the DPO or the controller.

    Raises:
        Denied: another role.
    """
    check_has_role(actor, READERS)
    days = ctx.settings.destruction_notice_days
    rows = exchange_store.list_due(ctx.session, end_of_day(ctx.today + timedelta(days=days)), actor.departements)
    schedule = foreseeing.arranged(ctx, rows, on=ctx.today, within_days=days)
    return RetentionDay(
        tuple(holds.to_decide(ctx, actor)) if actor.role is Role.CONTROLLER else (),
        tuple(holds.to_advise(ctx, actor)) if actor.role is Role.DPO else (),
        len(schedule.late),
        sum(part.line.subject in forewarning.ANNOUNCED for part in schedule.soon),
        len(schedule.held),
        days,
    )
