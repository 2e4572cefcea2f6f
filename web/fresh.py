"""Before which routes is a code asked again, however long ago somebody signed in? A table of route names (ASVS 7.5.1).

`web.deps.enforce` asks: a session in which no code was given for `LIAISON_PROOF_MINUTES` gets the page of the code
first, and goes on from there to what was asked, with what was typed. tests/house/test_fresh.py reads every name of
the matrix: a route that exports, destroys, shows a key or changes an account stands here, or says there why not.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from starlette.routing import BaseRoute, Match

from liaison.vocabulary.sessions import Act

FRESH: Final[Mapping[str, Act]] = {
    **dict.fromkeys(
        (
            "export_directory", "export_chain", "make_report", "print_breaches", "export_breaches", "print_document",
            "take_document", "print_table", "download_workbook", "make_tracking", "make_copy", "take_copy",
        ),
        Act.EXPORT,
    ),
    **dict.fromkeys(("destroy_now", "destroy_exchange", "erase_case"), Act.DESTRUCTION),
    # It may be an erasure, which is carried out without another question.
    "decide_request": Act.DECISION,
    **dict.fromkeys(
        ("add_account", "save_account", "send_reset", "renew_invitation", "disable_account", "enable_account"),
        Act.ACCOUNT,
    ),
    **dict.fromkeys(("end_session", "end_other_sessions", "end_account_sessions"), Act.SESSIONS),
}  # fmt: skip

CODE_IN_THE_FORM: Final = frozenset({"tell_key", "show_copy_key", "renew_recovery_codes", "change_password"})
"""Stricter: a code each time, in the form itself, whenever the last one was given."""

ACT_LABELS: Final[Mapping[Act, str]] = {
    Act.EXPORT: "exporter",
    Act.DESTRUCTION: "détruire",
    Act.DECISION: "décider d’une demande",
    Act.ACCOUNT: "modifier un compte",
    Act.SESSIONS: "fermer des sessions",
    Act.OTHER: "continuer",
}
"""How pages and the journal say it: « vous allez … », « avant de … »."""


def act_at(routes: Iterable[BaseRoute], method: str, path: str) -> Act:
    """Say what stands at an address of ours: the journal takes nobody's word for it."""
    scope = {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}
    found = next((route for route in routes if route.matches(scope)[0] is Match.FULL), None)
    return FRESH.get(getattr(found, "name", ""), Act.OTHER)
