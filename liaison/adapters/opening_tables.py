"""How is a returned table read in the child process? Looked at first, then read; what is wrong is its own sentence."""

import codecs
import json
from typing import Any

from liaison.adapters import looking
from liaison.errors import Invalid
from liaison.spreadsheets.returned_table import Returned, ReturnedRow, read_back

for _name in ("utf-8-sig", "cp1252"):  # of texts: nothing can be loaded once the process is locked
    codecs.lookup(_name)


def job(_head: dict[str, Any], content: bytes) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """Say what a workbook is, and what stands in it."""
    look = looking.told(content)
    try:
        returned = read_back(content)
    except Invalid as error:
        return {"outcome": "nothing", "message": error.problems[0].message, "hint": ""}, ()
    return {"outcome": "done", "look": look}, (json.dumps(_told(returned)).encode("ascii"),)


def _told(returned: Returned) -> dict[str, Any]:
    return {
        "number": returned.number,
        "rows": {reference: _row(row) for reference, row in returned.rows.items()},
        "strangers": returned.strangers,
        "repeated": returned.repeated,
    }


def _row(row: ReturnedRow) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "number": row.number,
        "values": dict(row.values),
        "typed": dict(row.typed),
        "decision": row.decision,
        "reason": row.reason,
        "appointment_on": row.appointment_on.isoformat() if row.appointment_on else None,
        "appointment_time": row.appointment_time.isoformat() if row.appointment_time is not None else None,
        "appointment_place": row.appointment_place,
    }
