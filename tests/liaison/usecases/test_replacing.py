"""Does a lost key, or one that went astray, mean a new archive with a new key, and nothing left of the old ones?"""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from liaison.errors import Expired, Refused, WrongState
from liaison.store import engine, governance
from liaison.usecases import answering, following, recalling, releasing, replacing
from liaison.usecases.choosing import Choice, HandPlace
from liaison.vocabulary import AgreementKind, ArchiveStatus, Carrier, KeyChannel, KeyStatus, ReplaceReason
from tests.factories import BY_SMS, BY_TELEPHONE, House
from tests.partner import open_pli, refuses

pytestmark = pytest.mark.requirement("T-4", "R-5")
BY_HAND = Choice(
    Carrier.HAND, KeyChannel.NONE, hand_place=HandPlace.PARTNER_OFFICE, handed_on=date(2026, 11, 21), identity_seen=True
)


def anew(house: House, sent: str, reason: ReplaceReason, choice: Choice, archive_format: str = "") -> str:
    """Make a pli anew."""
    return house.do(replacing.make_anew, house["referent"], sent, reason, choice, archive_format=archive_format)


def test_lost_key(house: House, tmp_path: Path) -> None:
    """Same fiche to the byte, other archive, other key; the old key opens only the old archive, and is nowhere here."""
    sent = house.sent()
    old_archive, old_key = house.archive(sent), house.key(sent)
    old_sealed = house.row(sent).passphrase
    house.do(releasing.release_by_sms, house["referent"], sent)
    house.work()

    made = anew(house, sent, ReplaceReason.KEY_LOST, BY_TELEPHONE)
    house.work()

    new_archive, new_key = house.archive(made), house.key(made)
    before = open_pli(old_archive, old_key, tmp_path / "old")
    assert before == open_pli(new_archive, new_key, tmp_path / "new")
    assert refuses(new_archive, old_key, tmp_path / "crossed")
    assert new_key != old_key
    row = house.row(sent)
    assert (ArchiveStatus.REPLACED, KeyStatus.ERASED, None, None) == (
        row.archive_status, row.key_status, row.archive, row.passphrase,
    )  # fmt: skip
    assert {f"archive.{sent}", f"passphrase.{sent}"}.isdisjoint(house.key_ids())
    engine.checkpoint(house.service.engine)
    files = [path for path in (house.folder / "data").rglob("*") if path.is_file()]
    assert old_sealed is not None
    assert not any(old_sealed in path.read_bytes() for path in files)
    assert not any(old_key.encode() in path.read_bytes() for path in files)
    assert sent == house.row(made).replaces


def test_each_shows_the_other(house: House) -> None:
    """The old page leads to the new one, and the new one says what it replaces."""
    sent = house.sent()
    made = anew(house, sent, ReplaceReason.CANNOT_OPEN, BY_SMS, "7z")

    old, new = (house.do(following.open_transmission, house["referent"], one) for one in (sent, made))

    assert old.successor is not None
    assert new.replaces is not None
    assert (made, sent) == (old.successor.id, new.replaces.id)
    assert new.archive_name.endswith(".7z")
    assert not old.can_replace
    with pytest.raises(WrongState):
        anew(house, sent, ReplaceReason.CANNOT_OPEN, BY_SMS)


@pytest.mark.requirement("G-2")
def test_key_at_a_strangers(house: House) -> None:
    """The draft of an incident opens, once; the new key does not take the way that failed."""
    sent = house.sent()
    house.do(releasing.release_by_sms, house["referent"], sent)
    house.work()

    with pytest.raises(Refused, match="ne repart pas par le même chemin"):
        anew(house, sent, ReplaceReason.KEY_TO_STRANGER, BY_SMS)
    made = anew(house, sent, ReplaceReason.KEY_TO_STRANGER, BY_TELEPHONE)

    (incident,) = house.do(lambda ctx: list(governance.incidents_of(ctx.session, sent)))
    assert ("key_to_stranger", "2026-001", house.clock.now()) == (
        incident.kind,
        incident.number,
        incident.discovered_at,
    )
    assert KeyChannel.TELEPHONE == house.row(made).key_channel


def test_hand_delivery_instead(house: House) -> None:
    """Nothing opens there: the fiche is handed over, logged, and the key is never given."""
    sent = house.sent()

    made = anew(house, sent, ReplaceReason.CANNOT_OPEN, BY_HAND)

    row = house.row(made)
    assert (Carrier.HAND, ArchiveStatus.SENT, KeyStatus.NOT_NEEDED, sent) == (
        row.carrier, row.archive_status, row.key_status, row.replaces,
    )  # fmt: skip
    assert KeyStatus.REVOKED == house.row(sent).key_status
    assert house.do(following.printed_fiche, house["referent"], made).startswith(b"%PDF-")


def test_old_link_is_dead(linked_house: House) -> None:
    """The first mail leads nowhere; the second one has its own link."""
    house = linked_house
    sent = house.sent()
    old = house.token(sent)
    made = anew(house, sent, ReplaceReason.KEY_LOST, BY_SMS)
    house.work()

    with pytest.raises(Expired):
        house.do(answering.open_pli, old)
    house.do(answering.acknowledge, house.token(made), "reçu")
    assert KeyStatus.RELEASED == house.row(made).key_status


@pytest.mark.requirement("T-7")
def test_withdrawn_agreement(house: House) -> None:
    """A person who said no meanwhile is not sent once more."""
    sent = house.sent()
    house.do(releasing.release_by_sms, house["referent"], sent)
    house.work()
    case_id = house.row(sent).case_id
    assert case_id is not None
    house.withdraw(case_id, AgreementKind.ENGAGEMENT)

    with pytest.raises(Refused, match="retiré son accord"):
        anew(house, sent, ReplaceReason.KEY_LOST, BY_TELEPHONE)

    assert ArchiveStatus.SENT == house.row(sent).archive_status


def test_recalled_pli_stays_recalled(house: House) -> None:
    """What was taken back is not made anew from here: the draft is."""
    sent = house.sent()
    house.do(recalling.recall, house["referent"], sent)

    with pytest.raises(WrongState):
        anew(house, sent, ReplaceReason.CANNOT_OPEN, replace(BY_SMS))


def test_incomplete_hand_delivery(house: House) -> None:
    """Place, day and identity are asked here as everywhere."""
    sent = house.sent()
    with pytest.raises(Exception, match="à corriger"):
        anew(house, sent, ReplaceReason.CANNOT_OPEN, replace(BY_HAND, identity_seen=False))
    assert ArchiveStatus.SENT == house.row(sent).archive_status
