"""Does every delicate route ask for a fresh code? Each name of the matrix that sounds delicate is looked at."""

import re
from typing import Final

from tests.house.sources import ROOT
from web import receiving, uploads
from web.fresh import CODE_IN_THE_FORM, FRESH
from web.matrix import MATRIX, Gate

DELICATE: Final = re.compile(
    r"(?:^|_)(?:export|download|print|take|make|tracking|report|destroy|erase|erasure|keys?|copy|copies|accounts?"
    r"|sessions?|reset|passwords?|factors?|totp|telephones?|recovery|codes?|invitation|roles?)(?:_|$)"
)
NOT_DELICATE: Final = {
    # Pages and questions: what they lead to asks.
    **dict.fromkeys(
        ("list_accounts", "new_account", "show_own_account", "ask_copy_key", "prepare_copy", "ask_tracking",
         "ask_tracking_columns", "show_code", "ask_erasure", "ask_new_password", "ask_recovery_codes", "edit_account"),
        "a page: what it leads to asks",
    ),
    # One document of one person, by who follows them: it is on their screen, and they print all day.
    **dict.fromkeys(
        ("print_fiche", "download_document", "print_convocation", "print_letter", "print_request_letter",
         "print_breach", "print_notice_draft", "take_deposit_away"),
        "one document, which its reader has on the screen",
    ),
    # What tells nothing of anybody.
    **dict.fromkeys(("print_certificate", "download_certificate"), "a proof without any name, made to be shown"),
    "download_census_model": "an empty model",
    "save_tracking_columns": "names of columns",
    # What takes in, or makes something here.
    **dict.fromkeys(("take_in_hand", "take_return", "take_case_out", "make_anew"),
                    "nothing leaves: it is taken in, or worked in here"),
    **dict.fromkeys(("note_copy", "confirm_key"), "notes what happened"),
    # Before anybody is signed in, by the secret of a link or a gateway.
    **dict.fromkeys(
        ("enter_invitation", "show_invitation", "accept_invitation", "invitation_code", "send_code", "give_code",
         "make_reply", "make_deposit", "download_pli", "report_trouble", "enter_reset", "show_reset", "reset_password",
         "second_factor", "post_second_factor"),
        "nobody is signed in whole: a link or the code itself is what proves",
    ),
    "take_delivery_report": "a machine, by a secret of its own",
}  # fmt: skip
"""The routes that sound delicate and ask for nothing, each with its reason."""


def test_every_delicate_route_asks_or_says_why_not() -> None:
    """Somebody adds an export: it stands in `web.fresh`, or here with a reason."""
    sounding = {name for name in MATRIX if DELICATE.search(name)}
    assert sounding - FRESH.keys() - CODE_IN_THE_FORM == NOT_DELICATE.keys()


def test_what_asks_is_a_route_of_somebody_signed_in() -> None:
    """A name with a slip of the hand, or a route without session, would ask nobody."""
    asking = FRESH.keys() | CODE_IN_THE_FORM
    assert [] == sorted(name for name in asking if isinstance(MATRIX.get(name, Gate.PUBLIC), Gate))
    assert not FRESH.keys() & CODE_IN_THE_FORM


def test_no_file_is_sent_to_what_asks() -> None:
    """What was typed travels on through the code; a file could not."""
    assert not FRESH.keys() & (uploads.ROUTES | receiving.ROUTES.keys())


def test_a_key_is_shown_by_a_code_of_its_own() -> None:
    """What stands in `CODE_IN_THE_FORM` proves the code in its use case, each time."""
    for module in ("telling", "person_copies", "own_account"):
        assert "proving.prove(ctx, actor, code" in (ROOT / f"liaison/usecases/{module}.py").read_text()
