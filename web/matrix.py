"""Who may reach which route? One table of route names; what is not in it is refused (law 8, ASVS 8.1.1).

Here stand whole pages. What a person may do with one object is `liaison.rules.access`, asked again by each
use case. A route's name is its function's name.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeAlias

from liaison.vocabulary import Role


class Gate(StrEnum):
    """Routes that ask for no role."""

    PUBLIC = "public"
    """Anyone; a form posted here must come from a page of ours."""
    HALFWAY = "halfway"
    """Somebody whose password was right and whose second factor is still asked."""
    MACHINE = "machine"
    """A program that proves itself with a secret of its own, in the route."""


Entry: TypeAlias = Gate | frozenset[Role]

EVERYBODY: Final = frozenset(Role)
CASEWORK: Final = frozenset({Role.REFERENT, Role.COORDINATOR})
DIRECTORY: Final = frozenset({Role.REFERENT, Role.COORDINATOR, Role.ADMINISTRATOR})
KEEPERS: Final = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
OVERSIGHT: Final = frozenset({Role.DPO, Role.CONTROLLER})
REGISTER: Final = OVERSIGHT | {Role.COORDINATOR}
ADMINISTRATION: Final = frozenset({Role.ADMINISTRATOR})

_SIGNING: Final[Mapping[str, Entry]] = {
    "static": Gate.PUBLIC,
    "sign_in": Gate.PUBLIC,
    "post_sign_in": Gate.PUBLIC,
    "second_factor": Gate.HALFWAY,
    "post_second_factor": Gate.HALFWAY,
    "sign_out": EVERYBODY,
    "enter_invitation": Gate.PUBLIC,
    "show_invitation": Gate.PUBLIC,
    "invitation_code": Gate.PUBLIC,
    "accept_invitation": Gate.PUBLIC,
    "home": EVERYBODY,
}

_ADMINISTRATION: Final[Mapping[str, Entry]] = {
    "list_accounts": ADMINISTRATION,
    "new_account": ADMINISTRATION,
    "add_account": ADMINISTRATION,
    "disable_account": ADMINISTRATION,
    "enable_account": ADMINISTRATION,
    "renew_invitation": ADMINISTRATION,
    "list_departements": ADMINISTRATION,
    "new_departement": ADMINISTRATION,
    "show_departement": ADMINISTRATION,
    "save_departement": ADMINISTRATION,
    "show_settings": ADMINISTRATION,
}

_WORK: Final[Mapping[str, Entry]] = {
    **dict.fromkeys(
        (
            "list_cases", "search_cases", "new_case", "create_case", "show_case", "reveal_agdref", "edit_case",
            "save_case", "record_agreement", "ask_withdrawal", "withdraw_agreement", "show_notice",
            "record_notice", "end_support", "assign_case",
            "choose_model", "start_fiche", "show_fiche", "review_fiche", "save_fiche", "autosave_fiche",
            "preview_fiche", "correct_fiche", "discard_fiche", "blank_fiche",
            "ask_sending", "confirm_sending", "send_fiche", "ask_test", "send_test",
            "list_transmissions", "show_transmission", "release_by_sms", "tell_key", "confirm_key",
            "acknowledge", "retry", "print_fiche",
        ),
        CASEWORK,
    ),
    **dict.fromkeys(("list_partners", "search_partners", "show_partner"), DIRECTORY),
    **dict.fromkeys(
        (
            "new_partner", "add_partner", "edit_partner", "save_partner", "disable_partner",
            "new_contact", "add_contact", "edit_contact", "save_contact", "disable_contact",
            "new_convention", "add_convention", "edit_convention", "save_convention",
        ),
        KEEPERS,
    ),
    **dict.fromkeys(("read_register", "list_due", "compare_models"), REGISTER),
    **dict.fromkeys(("read_entries", "read_journal"), OVERSIGHT),
}  # fmt: skip

_DEMONSTRATION: Final[Mapping[str, Entry]] = dict.fromkeys(
    ("demo_home", "demo_mails", "demo_mail", "demo_attachment", "demo_texts"), Gate.PUBLIC
)
"""Served under `liaison demo` only."""

_MACHINES: Final[Mapping[str, Entry]] = {"take_delivery_report": Gate.MACHINE}

MATRIX: Final[Mapping[str, Entry]] = {**_SIGNING, **_ADMINISTRATION, **_WORK, **_MACHINES, **_DEMONSTRATION}


def entry_of(route_name: str) -> Entry:
    """Return who may reach a route: nobody when the table does not say."""
    return MATRIX.get(route_name, frozenset())
