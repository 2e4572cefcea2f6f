"""Does the key travel its own track? After the archive, once, by its channel, and is it gone afterwards?"""

from pathlib import Path

import pytest

from liaison.errors import LiaisonError, Refused, WrongState
from liaison.events import EventKind
from liaison.store import engine
from liaison.usecases import acknowledging, directory, following, keeping_directory, releasing, telling
from liaison.usecases.following import TransmissionPage
from liaison.usecases.keeping_directory import ContactForm, PartnerForm
from liaison.vocabulary import ArchiveStatus, KeyStatus, PartnerKind
from tests.factories import BY_SMS, BY_TELEPHONE, House

GIVERS = pytest.mark.parametrize(
    ("choice", "give", "event"),
    [
        (BY_SMS, "release_by_sms", EventKind.KEY_RELEASED),
        (BY_TELEPHONE, "tell", EventKind.KEY_TOLD),
    ],
    ids=["sms", "telephone"],
)


def give_key(house: House, how: object, transmission_id: str) -> None:
    """Give a key by the telephone or by the gateway."""
    if how == "tell":
        house.tell(transmission_id)
    else:
        house.do(releasing.release_by_sms, house["referent"], transmission_id)


def page_of(house: House, transmission_id: str) -> TransmissionPage:
    """Look at a transmission as its référent does."""
    return house.do(following.open_transmission, house["referent"], transmission_id)


@pytest.mark.requirement("T-4", "T-9")
def test_key_waits_for_the_archive(house: House) -> None:
    """Before the mail server took the archive nobody gets the key, by any channel."""
    for choice, give in ((BY_SMS, releasing.release_by_sms), (BY_TELEPHONE, telling.prepare)):
        contact_id = house.recipient()
        case_id = house.case(raw={"beneficiary.last_name": "UNE"})
        transmission_id = house.send(house.draft(case_id, contact_id=contact_id), choice)

        with pytest.raises(WrongState, match="pas encore parti : la clé attend"):
            house.do(give, house["referent"], transmission_id)

        page = page_of(house, transmission_id)
        assert (False, False, False) == (page.can_release, page.can_tell, page.can_confirm)


@pytest.mark.requirement("T-4", "T-9")
def test_whole_story_by_sms(house: House) -> None:
    """Prepared, left, key released, SMS left, opened: each step with its moment, its entry, and its one button."""
    transmission_id = house.sent()
    sent = page_of(house, transmission_id)
    assert (True, False, False, True) == (sent.can_release, sent.can_tell, sent.can_confirm, sent.can_acknowledge)
    assert "En attente de l’accusé de réception" == sent.line.next_action

    house.clock.advance(minutes=5)
    key = house.key(transmission_id)
    house.do(releasing.release_by_sms, house["referent"], transmission_id)
    house.work()
    (text,) = house.doors.texter.texts()
    released = page_of(house, transmission_id)
    assert ("+33612345678", True) == (text.to, text.body.endswith(key))
    assert (False, True) == (released.can_release, released.can_confirm)

    house.clock.advance(minutes=5)
    house.do(releasing.confirm, house["referent"], transmission_id)
    done = page_of(house, transmission_id)
    assert (ArchiveStatus.ACKNOWLEDGED, KeyStatus.ERASED, "En attente de sa réponse") == (
        done.line.archive, done.line.key, done.line.next_action,
    )  # fmt: skip
    assert ["retenue", "remise", "confirmée", "effacée"] == [stop.label for stop in done.key_stops]
    assert all(stop.at for stop in done.key_stops)
    assert ["préparé", "parti", "reçu"] == [stop.label for stop in done.archive_stops if stop.at]
    assert [
        "transmission:prepared", "transmission:sent", "key:released", "key:sent", "key:confirmed", "key:erased",
        "transmission:opened",
    ] == [entry.kind for entry in done.entries]  # fmt: skip


@pytest.mark.requirement("T-4")
def test_key_is_told_once(house: House) -> None:
    """On the telephone: groups, how each sign is said, the number to call; a second look shows nothing."""
    transmission_id = house.sent(choice=BY_TELEPHONE)
    key = house.key(transmission_id)

    told = house.tell(transmission_id)

    assert key == "-".join(told.groups)
    assert [len(group) for group in told.groups] == [len(said) for said in told.spelling]
    assert ("+33472000000", "Colombe Inventaire") == (told.number, told.contact_name)
    assert key not in repr(told)
    with pytest.raises(WrongState):
        house.tell(transmission_id)
    assert [("mail", "sent")] == house.outbox(transmission_id)


@GIVERS
def test_channel_is_the_one_that_was_chosen(
    sqlite_house: House, choice: object, give: object, event: EventKind
) -> None:
    """A key that was to be told is not sent, and the other way round."""
    house = sqlite_house
    other = "tell" if give == "release_by_sms" else "release_by_sms"
    transmission_id = house.sent(choice=BY_SMS if choice is BY_SMS else BY_TELEPHONE)

    with pytest.raises(Refused, match="devait partir autrement"):
        give_key(house, other, transmission_id)

    assert event not in {entry.kind for entry in page_of(house, transmission_id).entries}


def test_number_is_the_directorys_of_that_moment(sqlite_house: House) -> None:
    """A mobile corrected meanwhile gets the key; one that was removed gets none, and the sentence says so."""
    house = sqlite_house
    first = house.sent()
    contact_id = house.row(first).contact_id
    _change(house, contact_id, mobile="07 56 78 90 12")
    house.do(releasing.release_by_sms, house["referent"], first)
    house.work()
    assert ["+33756789012"] == [text.to for text in house.doors.texter.texts()]

    second = house.send(house.draft(house.case(raw={"beneficiary.last_name": "B"}), contact_id=contact_id))
    house.work()
    _change(house, contact_id, mobile="")
    with pytest.raises(Refused, match="n’a plus de mobile"):
        house.do(releasing.release_by_sms, house["referent"], second)
    assert KeyStatus.WITHHELD == house.row(second).key_status


def test_nobody_to_call_is_said_before_the_key_is_shown(sqlite_house: House) -> None:
    """Without any number left, the key is not shown, hence not spent."""
    house = sqlite_house
    transmission_id = house.sent(choice=BY_TELEPHONE)
    row = house.row(transmission_id)
    _change(house, row.contact_id, mobile="")
    partner = PartnerForm("69", PartnerKind.CPH, "Organisme", "", id=row.partner_id)
    house.do(keeping_directory.save_partner, house["coordinator"], partner)

    with pytest.raises(Refused, match="n’a plus de numéro"):
        house.tell(transmission_id)

    assert KeyStatus.WITHHELD == house.row(transmission_id).key_status


@pytest.mark.requirement("R-5")
@GIVERS
def test_confirmed_key_is_nowhere_any_more(sqlite_house: House, choice: object, give: object, event: EventKind) -> None:
    """Once the partner opened the pli, its key and the wrapped data key are in no byte of any file here."""
    house = sqlite_house
    transmission_id = house.sent(choice=BY_SMS if choice is BY_SMS else BY_TELEPHONE)
    sealed = house.row(transmission_id).passphrase
    wrapped = {record.object_id: record.wrapped for record in house.service.keystore.records()}
    data_key = wrapped[f"passphrase.{transmission_id}"]  # type: ignore[index]
    assert sealed is not None
    assert {True} == {_in_files(house, needle) for needle in (sealed, data_key)}

    give_key(house, give, transmission_id)
    house.work()
    house.do(releasing.confirm, house["referent"], transmission_id)
    engine.checkpoint(house.service.engine)

    assert {False} == {_in_files(house, needle) for needle in (sealed, data_key)}
    assert f"passphrase.{transmission_id}" not in house.key_ids()
    assert event in {entry.kind for entry in page_of(house, transmission_id).entries}
    with pytest.raises(LiaisonError):
        house.do(releasing.confirm, house["referent"], transmission_id)


def test_confirming_stops_an_sms_that_waits(house: House) -> None:
    """The partner opened it already: a key that still waits in the outbox is destroyed with the rest."""
    transmission_id = house.sent()
    house.do(releasing.release_by_sms, house["referent"], transmission_id)

    house.do(releasing.confirm, house["referent"], transmission_id)

    assert [("mail", "sent"), ("sms", "cancelled")] == house.outbox(transmission_id)
    assert 0 == house.work()
    assert [] == [object_id for object_id in house.key_ids() if object_id.startswith("outbox")]


def test_acknowledging_once(sqlite_house: House) -> None:
    """A call is recorded once, after the archive left."""
    house = sqlite_house
    waiting = house.send(house.ready())
    with pytest.raises(WrongState):
        house.do(acknowledging.acknowledge, house["referent"], waiting)
    house.work()
    house.do(acknowledging.acknowledge, house["referent"], waiting)
    with pytest.raises(WrongState):
        house.do(acknowledging.acknowledge, house["referent"], waiting)


def test_nothing_to_retry(sqlite_house: House) -> None:
    """What did not fail is not sent again."""
    transmission_id = sqlite_house.sent()

    with pytest.raises(WrongState, match="Rien n’est en échec"):
        sqlite_house.do(releasing.retry, sqlite_house["referent"], transmission_id)


def _change(house: House, contact_id: str, *, mobile: str) -> None:
    partner_id = house.do(directory.open_contact, house["referent"], contact_id).partner_id
    form = ContactForm(
        partner_id, "Colombe", "Inventaire", "Conseillère", "colombe@partenaire.example", mobile, id=contact_id
    )
    house.do(keeping_directory.save_contact, house["coordinator"], form)


def _in_files(house: House, needle: bytes) -> bool:
    files: list[Path] = [path for path in (house.folder / "data").rglob("*") if path.is_file()]
    return any(needle in path.read_bytes() for path in files)
