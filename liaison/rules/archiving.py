"""When does a dossier leave daily work for the archive (CNIL, « durées de conservation » : archivage intermédiaire)?

Two years after the end of the support, the CNIL's own mark for the active base (R-1); destroyed at the latest a year
later, which the archive does not move. Until then it is opened now and then, for a reason, by named people.
"""

from datetime import date, timedelta
from typing import Final

from liaison.rules.calendar import add_months
from liaison.rules.retention import CNIL_MONTHS

DAYS_OUT: Final = 30
"""How long a dossier that was taken out may be worked in: a request of a person has a month (RGPD art. 12.3)."""


def is_due(*, support_ended_on: date | None, out_until: date | None, today: date) -> bool:
    """Say whether a dossier belongs in the archive: its support ended two years ago, and nobody has taken it out.

    `out_until`: the last day of work in a dossier that was taken out; None: it never was.
    """
    if support_ended_on is None or (out_until is not None and today <= out_until):
        return False
    return today >= add_months(support_ended_on, CNIL_MONTHS)


def out_until(today: date) -> date:
    """Return the last day on which a dossier that is taken out today may be worked in."""
    return today + timedelta(days=DAYS_OUT)
