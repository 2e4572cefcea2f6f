"""Is the directory kept right? Partners, contacts, conventions: the only addresses that anything leaves for."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from liaison.errors import Denied, Invalid, NotFound, Refused
from liaison.usecases import directory, keeping_directory, releasing, searching, sending
from liaison.usecases.keeping_directory import ContactForm, ConventionForm, PartnerForm
from liaison.vocabulary import PartnerKind
from tests.factories import BY_TELEPHONE, FRAMEWORK_END, House


def form(partner_id: str = "", **changes: str) -> ContactForm:
    """Fill the form of a contact, whole unless told otherwise."""
    values: dict[str, Any] = {
        "first_name": "Colombe", "last_name": "Inventaire", "function": "Conseillère",
        "email": "colombe@partenaire.example", "mobile": "06 12 34 56 78", "telephone": "04 72 00 00 02",
    }  # fmt: skip
    return ContactForm(partner_id, **{**values, **changes})


def test_contact_is_kept_as_typed(house: House) -> None:
    """Numbers are kept in one form (E.164), the rest as written, and the page shows all of it."""
    partner_id = house.partner()
    contact_id = house.do(keeping_directory.save_contact, house["coordinator"], form(partner_id))

    page = house.do(directory.open_partner, house["referent"], partner_id)

    assert [contact_id] == [contact.id for contact in page.contacts]
    (contact,) = page.contacts
    assert "Colombe Inventaire" == contact.name
    assert ("+33612345678", "+33472000002") == (contact.mobile, contact.telephone)
    assert "+33472000002" == contact.call_number
    assert ("generic",) == page.partner.models


def test_every_problem_of_a_contact_at_once(sqlite_house: House) -> None:
    """Each thing to correct is named by its label, in one answer."""
    partner_id = sqlite_house.partner()
    wrong = form(partner_id, last_name=" ", function="", email="colombe@", mobile="04 72 00 00 00", telephone="12")

    with pytest.raises(Invalid) as refusal:
        sqlite_house.do(keeping_directory.save_contact, sqlite_house["coordinator"], wrong)

    assert ["last_name", "function", "email", "mobile", "telephone"] == [
        problem.field for problem in refusal.value.problems
    ]
    assert all(problem.message.startswith(f"« {problem.label} » : ") for problem in refusal.value.problems)


@pytest.mark.parametrize(
    ("mobile", "kept"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("+33 7 56 78 90 12", "+33756789012"),
        ("", ""),
        ("+262 692 12 34 56", "+262692123456"),
    ],
)
def test_mobile_numbers_that_are_taken(sqlite_house: House, mobile: str, kept: str) -> None:
    """French mobiles however they are written, and none at all."""
    partner_id = sqlite_house.partner()

    contact_id = sqlite_house.contact(partner_id, mobile=mobile)

    assert kept == sqlite_house.do(directory.open_contact, sqlite_house["referent"], contact_id).mobile


@pytest.mark.parametrize("mobile", ["08 99 00 00 00", "36 46", "04 72 00 00 00", "+1 900 555 0100", "douze", "0" * 40])
def test_numbers_no_key_goes_to(sqlite_house: House, mobile: str) -> None:
    """Premium, short, fixed and senseless numbers are refused: a key would be lost, or paid for."""
    partner_id = sqlite_house.partner()

    with pytest.raises(Invalid) as refusal:
        sqlite_house.contact(partner_id, mobile=mobile)

    assert ["« Mobile professionnel » : écrivez un numéro de mobile (06 ou 07), ou laissez vide."] == [
        problem.message for problem in refusal.value.problems
    ]


def test_switchboard_stands_in_for_the_direct_line(sqlite_house: House) -> None:
    """Who has no line of their own is called through the partner's switchboard."""
    partner_id = sqlite_house.partner()
    contact_id = sqlite_house.do(
        keeping_directory.save_contact, sqlite_house["coordinator"], form(partner_id, telephone="", mobile="")
    )

    contact = sqlite_house.do(directory.open_contact, sqlite_house["referent"], contact_id)

    assert "+33472000000" == contact.call_number


@pytest.mark.parametrize("archive_format", ["rar", "", "ZIP"])
def test_unknown_archive_format_is_refused(sqlite_house: House, archive_format: str) -> None:
    """A partner gets a zip or a 7z; anything else would only fail on the day of a sending."""
    with pytest.raises(Invalid, match="à corriger") as refusal:
        sqlite_house.partner(archive_format=archive_format)

    assert ["archive_format"] == [problem.field for problem in refusal.value.problems]


@pytest.mark.requirement("A-2")
def test_directory_of_another_departement_is_closed(house: House) -> None:
    """A coordinator keeps their own départements' partners, and a référent keeps none."""
    partner_id = house.partner()
    intruder = house["coordinator of the Loire"]

    convention = ConventionForm(partner_id, "x", "generic", date(2026, 1, 1))
    new = PartnerForm("69", PartnerKind.CPH, "Nouveau")
    acts: list[Callable[[], object]] = [
        lambda: house.do(keeping_directory.save_contact, intruder, form(partner_id)),
        lambda: house.do(keeping_directory.save_convention, intruder, convention),
        lambda: house.do(keeping_directory.save_partner, intruder, new),
        lambda: house.do(keeping_directory.disable_partner, intruder, partner_id),
        lambda: house.do(directory.open_partner, intruder, partner_id),
    ]
    for act in acts:
        with pytest.raises(Denied):
            act()
    with pytest.raises(Denied):
        house.do(keeping_directory.save_contact, house["referent"], form(partner_id))


def test_moving_a_partner_by_its_form_is_denied(sqlite_house: House) -> None:
    """A form that claims another département does not open a partner of somebody else's."""
    partner_id = sqlite_house.partner()
    claim = PartnerForm("42", PartnerKind.CPH, "Repris", id=partner_id)

    with pytest.raises(Denied):
        sqlite_house.do(keeping_directory.save_partner, sqlite_house["coordinator of the Loire"], claim)


def test_contact_of_another_partner_is_refused(sqlite_house: House) -> None:
    """A contact cannot be taken over by the form of another partner."""
    contact_id = sqlite_house.contact(sqlite_house.partner())
    other = sqlite_house.partner(PartnerKind.SPADA)
    stolen = ContactForm(other, "A", "B", "C", "a@b.example", id=contact_id)

    with pytest.raises(Invalid):
        sqlite_house.do(keeping_directory.save_contact, sqlite_house["coordinator"], stolen)


def test_changed_address_waits_for_a_new_test(sqlite_house: House) -> None:
    """A test pli proves one address and one number; who gets others is tried again."""
    house = sqlite_house
    partner_id = house.partner()
    contact_id = house.contact(partner_id)
    test_pli = house.do(sending.send_test, house["referent"], contact_id, BY_TELEPHONE)
    house.work()
    house.tell(test_pli)
    house.do(releasing.confirm, house["referent"], test_pli)

    for changes, expected in (({"function": "Directrice"}, True), ({"email": "autre@partenaire.example"}, False)):
        again = ContactForm(**{**_as_form(house, contact_id), **changes})
        house.do(keeping_directory.save_contact, house["coordinator"], again)
        opened = house.do(directory.open_contact, house["referent"], contact_id).opened_test_at
        assert expected == (opened is not None)


@pytest.mark.requirement("R-8")
def test_convention_without_end_follows_the_framework(house: House) -> None:
    """Its end is its own, else the framework agreement's, else unknown: none is assumed."""
    partner_id = house.partner(PartnerKind.MISSION_LOCALE)
    house.convention(partner_id, "spe")
    house.convention(partner_id, "spe", ends_on=date(2026, 12, 31))
    loire = house.partner(PartnerKind.MISSION_LOCALE, departement="42")
    house.convention(loire, "spe", departement="42")

    ends = {
        view.effective_end: view.in_force
        for actor, partner in (("referent", partner_id), ("referent of the Loire", loire))
        for view in house.do(directory.open_partner, house[actor], partner).conventions
    }

    assert {FRAMEWORK_END: True, date(2026, 12, 31): True, None: False} == ends


def test_convention_is_checked(sqlite_house: House) -> None:
    """A reference, an end after the beginning, fields that exist, a model that suits the partner."""
    house = sqlite_house
    partner_id = house.partner(PartnerKind.MISSION_LOCALE)
    wrong = ConventionForm(partner_id, " ", "spe", date(2026, 2, 1), date(2026, 1, 1), ("nope",))

    with pytest.raises(Invalid) as refusal:
        house.do(keeping_directory.save_convention, house["coordinator"], wrong)
    assert ["reference", "ends_on", "withheld"] == [problem.field for problem in refusal.value.problems]

    with pytest.raises(Refused, match="n’est pas le modèle prévu"):
        house.convention(partner_id, "pic_ipr")


def test_search_and_order(sqlite_house: House) -> None:
    """A part of the name finds a partner of one's own départements; a percent sign is a character."""
    house = sqlite_house
    house.partner(PartnerKind.CPH)
    house.partner(PartnerKind.SPADA)
    house.partner(PartnerKind.CPH, departement="42")
    referent = house["referent"]

    found = house.do(searching.find_partners, referent)
    assert (2, False) == (len(found.partners), found.is_cut)
    named = house.do(searching.find_partners, referent, search="CPH").partners
    assert ["Organisme d’essai cph"] == [partner.name for partner in named]
    assert () == house.do(searching.find_partners, referent, search="%").partners
    with pytest.raises(Denied):
        house.do(directory.every_partner, referent, "42")


def test_a_large_directory_hides_nobody(sqlite_house: House) -> None:
    """The page stops and says so; every contact can still be chosen, found by its partner's kind."""
    house = sqlite_house
    for _ in range(searching.SHOWN):
        house.partner(PartnerKind.CPH)
    last = house.contact(house.partner(PartnerKind.SPADA))
    referent = house["referent"]

    found = house.do(searching.find_partners, referent)

    assert (searching.SHOWN, True) == (len(found.partners), found.is_cut)
    assert [last] == [one.id for one in house.do(directory.contacts_for, referent, "generic", "69")]


def test_contacts_of_a_model(sqlite_house: House) -> None:
    """A fiche offers the enabled contacts of the partners that its model was made for."""
    house = sqlite_house
    suited, other = house.recipient("spe"), house.recipient("generic")
    gone = house.recipient("spe")
    house.do(keeping_directory.disable_contact, house["coordinator"], gone)

    offered = house.do(directory.contacts_for, house["referent"], "spe", "69")

    assert [suited] == [contact.id for contact in offered]
    assert other not in {contact.id for contact in offered}


def test_unknown_things_are_not_found(sqlite_house: House) -> None:
    """What does not exist is said so, with where to look."""
    for act in (directory.open_partner, directory.open_contact):
        with pytest.raises(NotFound) as refusal:
            sqlite_house.do(act, sqlite_house["referent"], "nothing")
        assert refusal.value.hint


def _as_form(house: House, contact_id: str) -> dict[str, Any]:
    view = house.do(directory.open_contact, house["referent"], contact_id)
    return {
        "partner_id": view.partner_id, "first_name": view.first_name, "last_name": view.last_name,
        "function": view.function, "email": view.email, "mobile": view.mobile, "telephone": "", "id": view.id,
    }  # fmt: skip
