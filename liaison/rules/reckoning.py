"""How does a deadline show its arithmetic? In French, step by step, so that anybody can count it again (R-6)."""

from datetime import date, datetime
from typing import Final

from liaison.rules.calendar import local_day

UNKNOWN: Final = "pas encore de date : rien n’est supposé"


def arithmetic(anchor_on: date | None, delay: str, due_at: datetime | None, destroy_by: datetime | None) -> str:
    """Say how a deadline was counted: « 31/12/2026 + 2 mois = 28/02/2027 (fin de journée) ; moins … »."""
    if anchor_on is None or due_at is None or destroy_by is None:
        return UNKNOWN
    due, before = local_day(due_at), local_day(destroy_by)
    counted = f"{anchor_on:%d/%m/%Y} + {delay} = {due:%d/%m/%Y} (fin de journée)"
    days = (due - before).days
    if not days:
        return counted
    return f"{counted} ; moins {days} jour{'s' if days > 1 else ''}, vie des sauvegardes de clés : {before:%d/%m/%Y}"
