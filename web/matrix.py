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
CONTROL: Final = frozenset({Role.CONTROLLER})
COORDINATION: Final = frozenset({Role.COORDINATOR})
ADMINISTRATION: Final = frozenset({Role.ADMINISTRATOR})

_SIGNING: Final[Mapping[str, Entry]] = {
    "static": Gate.PUBLIC,
    "sign_in": Gate.PUBLIC,
    "post_sign_in": Gate.PUBLIC,
    "second_factor": Gate.HALFWAY,
    "post_second_factor": Gate.HALFWAY,
    "sign_out": EVERYBODY,
    **dict.fromkeys(("enter_reset", "show_reset", "reset_password"), Gate.PUBLIC),
    **dict.fromkeys(
        (
            "show_own_account", "ask_recovery_codes", "renew_recovery_codes", "ask_new_password", "change_password",
            "forget_devices", "ask_proof", "prove_again", "end_session", "end_other_sessions",
        ),
        EVERYBODY,
    ),
    "enter_invitation": Gate.PUBLIC,
    "show_invitation": Gate.PUBLIC,
    "invitation_code": Gate.PUBLIC,
    "accept_invitation": Gate.PUBLIC,
    "leave_for_provider": Gate.PUBLIC,
    "leave_to_bind": Gate.PUBLIC,
    "come_back": Gate.PUBLIC,
    "arrive": Gate.PUBLIC,
    "tell_of_window": EVERYBODY,
    "resume_typed": Gate.PUBLIC,
    "home": EVERYBODY,
}  # fmt: skip

_ADMINISTRATION: Final[Mapping[str, Entry]] = {
    "list_accounts": ADMINISTRATION,
    "new_account": ADMINISTRATION,
    "add_account": ADMINISTRATION,
    "disable_account": ADMINISTRATION,
    "enable_account": ADMINISTRATION,
    "end_account_sessions": ADMINISTRATION,
    "renew_invitation": ADMINISTRATION,
    **dict.fromkeys(("edit_account", "save_account", "send_reset"), ADMINISTRATION),
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
            "record_notice", "show_given_notice", "end_support", "assign_case",
            "choose_model", "start_fiche", "show_fiche", "review_fiche", "save_fiche", "autosave_fiche",
            "preview_fiche", "correct_fiche", "discard_fiche", "blank_fiche",
            "ask_sending", "confirm_sending", "send_fiche", "ask_test", "send_test",
            "ask_orientation", "answer_orientation", "ask_fiche_orientation", "answer_fiche_orientation",
            "choose_recipient",
            "list_transmissions", "show_transmission", "release_by_sms", "prepare_telling", "tell_key",
            "ask_read_back", "read_back", "confirm_key", "acknowledge", "retry", "print_fiche", "recall_pli",
            "offer_link", "cut_link", "settle_trouble", "ask_outcome", "record_outcome", "close_pli",
            "ask_replacing", "make_anew",
            "show_exit", "record_exit", "undo_exit", "add_addressee", "show_addressee", "prepare_announcement",
            "record_told", "record_not_concerned", "reopen_addressee", "new_project_end", "add_project_end",
            "list_absences", "declare_absence", "end_absence",
            "list_deposits", "ask_deposit", "enter_deposit", "show_deposit", "open_deposit", "take_deposit_away",
            "settle_outside", "refuse_deposit", "show_picture", "download_document",
            "show_document", "accept_answer", "ask_adoption", "adopt_fiche", "attach_document", "attach_to_pli",
            "leave_out_document", "record_cir", "tell_sender", "note_sender_told", "note_copy", "write_to_ofii",
        ),
        CASEWORK,
    ),
    **dict.fromkeys(("show_archive", "search_archive", "ask_way_back", "take_case_out"), frozenset({Role.COORDINATOR})),
    **dict.fromkeys(("list_partners", "search_partners", "show_partner"), DIRECTORY),
    **dict.fromkeys(
        (
            "new_partner", "add_partner", "edit_partner", "save_partner", "disable_partner",
            "new_contact", "add_contact", "edit_contact", "save_contact", "disable_contact",
            "new_convention", "add_convention", "edit_convention", "save_convention",
        ),
        KEEPERS,
    ),
    **dict.fromkeys(("read_register", "read_received", "compare_models"), REGISTER),
    **dict.fromkeys(
        ("list_attestations", "show_attestation", "address_attestation", "record_attestation", "ask_destruction"),
        REGISTER,
    ),
    **dict.fromkeys(("read_entries", "read_journal"), OVERSIGHT),
    **dict.fromkeys(
        ("list_destructions", "show_certificate", "print_certificate", "download_certificate"), REGISTER
    ),
    "destroy_now": frozenset({Role.CONTROLLER}),
    **dict.fromkeys(
        ("ask_exchange", "destroy_exchange", "ask_erasure", "erase_case"), frozenset({Role.COORDINATOR})
    ),
    **dict.fromkeys(("read_entries", "read_journal", "show_proofs", "export_chain", "make_report"), OVERSIGHT),
    **dict.fromkeys(("ask_incident", "declare_incident", "mark_mail_seen"), CASEWORK),
    "dismiss_incident": frozenset({Role.DPO}),
}  # fmt: skip

_TABLES: Final[Mapping[str, Entry]] = dict.fromkeys(
    (
        "list_tables", "open_table", "show_table", "edit_row", "save_cell", "save_row", "settle_row", "unsettle_row",
        "record_row_agreement", "state_capacity", "ask_freezing", "freeze_table", "correct_table", "print_table",
        "download_workbook", "close_table",
    ),
    COORDINATION,
)  # fmt: skip
"""Monthly tables to the DT OFII: made by the coordination of the département, whom they name."""

_TABLE_ANSWERS: Final[Mapping[str, Entry]] = {
    **dict.fromkeys(("ask_decision_row", "decide_row", "ask_return", "preview_return", "take_return"), COORDINATION),
    **dict.fromkeys(("list_convocations", "show_convocation", "print_convocation", "note_convocation"), CASEWORK),
}
"""What the DT OFII answered, recorded by the coordination; told to the person by who follows them (V-5)."""

_TABLE_SENDING: Final[Mapping[str, Entry]] = dict.fromkeys(
    ("ask_table_sending", "send_table"), frozenset({Role.COORDINATOR})
)
"""A monthly table leaves for the DT OFII (V-3)."""

_BREACHES: Final[Mapping[str, Entry]] = {
    **dict.fromkeys(
        (
            "list_incidents", "show_incident", "take_in_hand", "ask_facts", "save_facts", "ask_leads", "add_lead",
            "add_party", "show_notice_draft", "print_notice_draft", "note_told", "write_to_party", "spare_party",
            "show_people_notice", "end_breach", "print_breach", "print_breaches", "export_breaches",
            "list_complaints", "new_complaint", "add_complaint", "show_complaint", "close_complaint",
        ),
        OVERSIGHT,
    ),
    **dict.fromkeys(("ask_breach_opinion", "give_breach_opinion"), frozenset({Role.DPO})),
    **dict.fromkeys(("ask_decision", "decide_breach"), frozenset({Role.CONTROLLER})),
    **dict.fromkeys(("ask_alone", "declare_alone"), CASEWORK | OVERSIGHT),
    **dict.fromkeys(
        (
            "list_to_inform", "show_letter", "print_letter", "note_informed", "ask_case_complaint",
            "add_case_complaint", "link_complaint",
        ),
        CASEWORK,
    ),
}  # fmt: skip
"""Breaches and complaints: by number for the DPO and the controller, by name for who follows the person."""

_DIRECTORY_LIFE: Final[Mapping[str, Entry]] = {
    **dict.fromkeys(
        (
            "ask_import", "read_import", "preview_import", "run_import", "export_directory",
            "new_place", "add_place", "edit_place", "save_place", "disable_place",
            "new_amendment", "add_amendment", "remove_amendment", "new_termination", "add_termination",
            "remove_termination", "disable_convention", "new_correspondent", "add_correspondent",
            "edit_correspondent", "save_correspondent", "remove_correspondent",
            "enable_partner", "enable_contact", "enable_place", "enable_convention",
        ),
        KEEPERS,
    ),
    "verify_address": DIRECTORY,
    "cut_deposit_link": DIRECTORY,
    "show_address": Gate.PUBLIC,
    "confirm_address": Gate.PUBLIC,
    "list_conventions": OVERSIGHT | KEEPERS,
    "show_convention": OVERSIGHT | DIRECTORY,
}  # fmt: skip
"""Imports, places, addresses that their readers confirm, and the life of conventions."""

_RETENTION: Final[Mapping[str, Entry]] = {
    **dict.fromkeys(("list_due", "suppose_due", "list_holds", "ask_hold", "add_hold", "show_hold"), REGISTER),
    **dict.fromkeys(("list_delays", "show_delay"), OVERSIGHT),
    "advise_hold": frozenset({Role.DPO}),
    **dict.fromkeys(("change_delay", "decide_hold", "keep_hold", "lift_hold", "open_held"), CONTROL),
}
"""What must be destroyed and when, what suspends it, and the delays that the controller may set."""
_REGISTERS: Final[Mapping[str, Entry]] = {
    **dict.fromkeys(
        ("list_registers", "read_document", "print_document", "take_document"), REGISTER | ADMINISTRATION
    ),
    **dict.fromkeys(
        (
            "list_subprocessors", "new_subprocessor", "add_subprocessor", "edit_subprocessor", "save_subprocessor",
            "remove_subprocessor",
        ),
        OVERSIGHT | ADMINISTRATION,
    ),
    **dict.fromkeys(("list_statements", "edit_statement", "save_statement", "read_given_text"), OVERSIGHT),
}  # fmt: skip
"""What is printed of what the software does; which document a role may open, its use case says."""
_REQUESTS: Final[Mapping[str, Entry]] = {
    **dict.fromkeys(("list_requests", "show_request"), OVERSIGHT | CASEWORK),
    **dict.fromkeys(
        (
            "new_request", "add_request", "new_case_request", "add_case_request", "ask_identity", "prove_identity",
            "link_request", "note_extension_told", "withdraw_by_request", "answer_request", "print_request_letter",
            "search_recipients", "correct_for_recipient", "mail_recipient", "note_recipient_told",
            "note_recipient_answered", "spare_recipient",
        ),
        CASEWORK,
    ),
    "decide_request": CASEWORK | {Role.CONTROLLER},
    "give_request_opinion": frozenset({Role.DPO}),
    **dict.fromkeys(("extend_request", "lift_request"), frozenset({Role.COORDINATOR, Role.CONTROLLER})),
    **dict.fromkeys(
        ("prepare_copy", "make_copy", "ask_copy_key", "show_copy_key", "take_copy"), frozenset({Role.COORDINATOR})
    ),
}  # fmt: skip
"""Persons' requests: by number for the oversight, with the person for those who follow them (G-1)."""

_FOLLOW_UPS: Final[Mapping[str, Entry]] = {
    **dict.fromkeys(("record_contact", "remove_contact"), CASEWORK),
    **dict.fromkeys(
        ("ask_tracking", "make_tracking", "ask_tracking_columns", "save_tracking_columns"),
        frozenset({Role.COORDINATOR}),
    ),
}
"""Contacts with the people who are followed (E-7), and the table of annexe 8 (V-6)."""

_CENSUS: Final[Mapping[str, Entry]] = dict.fromkeys(
    ("ask_census", "download_census_model", "read_census", "preview_census", "run_census"), CASEWORK
)
"""The people whom a structure lists when the programme begins (guide:287-289)."""

_PARTNERS: Final[Mapping[str, Entry]] = dict.fromkeys(
    (
        "show_pli", "acknowledge_pli", "download_pli", "report_trouble", "answer_pli", "show_reply", "make_reply",
        "ask_to_deposit", "send_code", "show_code", "give_code", "show_desk", "make_deposit",
        "open_attestation", "attest_destruction",
    ),
    Gate.PUBLIC,
)  # fmt: skip
"""What a partner does by the link of a mail: the link is what opens it, checked by the use case."""

_DEMONSTRATION: Final[Mapping[str, Entry]] = dict.fromkeys(
    ("demo_home", "demo_mails", "demo_mail", "demo_attachment", "demo_texts"), Gate.PUBLIC
)
"""Served under `liaison demo` only."""

_MACHINES: Final[Mapping[str, Entry]] = {"take_delivery_report": Gate.MACHINE}

MATRIX: Final[Mapping[str, Entry]] = {
    **_SIGNING, **_ADMINISTRATION, **_WORK, **_TABLES, **_TABLE_SENDING, **_TABLE_ANSWERS, **_CENSUS, **_FOLLOW_UPS,
    **_BREACHES, **_DIRECTORY_LIFE, **_RETENTION, **_REQUESTS, **_REGISTERS, **_MACHINES, **_PARTNERS, **_DEMONSTRATION,
}  # fmt: skip


def entry_of(route_name: str) -> Entry:
    """Return who may reach a route: nobody when the table does not say."""
    return MATRIX.get(route_name, frozenset())
