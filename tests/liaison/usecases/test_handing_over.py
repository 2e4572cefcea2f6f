"""Is a fiche handed over without a key, and logged (T-2)?"""

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from liaison.errors import Invalid, WrongState
from liaison.events import EventKind
from liaison.usecases import acknowledging, drafting, following, keeping_departements, releasing, telling
from liaison.usecases.choosing import Choice, HandPlace
from liaison.usecases.keeping_departements import DepartementForm
from liaison.vocabulary import ArchiveStatus, Carrier, FicheStatus, KeyChannel
from tests.factories import House

BY_HAND = Choice(
    Carrier.HAND, KeyChannel.NONE, hand_place=HandPlace.PARTNER_OFFICE, handed_on=date(2026, 11, 20), identity_seen=True
)


class TestHandDelivery:
    """Is a fiche handed over without a key, and logged (T-2)?"""

    pytestmark = pytest.mark.requirement("T-2")

    def test_printed_bytes_have_the_registered_fingerprint(self, house: House) -> None:
        """No archive, no key, nothing queued; who, where, when and that identity was seen are logged."""
        fiche_id = house.ready()
        transmission_id = house.send(fiche_id, BY_HAND)

        row = house.row(transmission_id)
        printed = house.do(following.printed_fiche, house["referent"], transmission_id)

        assert (ArchiveStatus.SENT, "not_needed", None, None) == (
            row.archive_status, row.key_status, row.archive, row.passphrase,
        )  # fmt: skip
        assert [] == house.outbox(transmission_id)
        assert row.archive_sha256 == hashlib.sha256(printed).hexdigest()
        entries = house.do(following.open_transmission, house["referent"], transmission_id).entries
        assert [EventKind.TRANSMISSION_PREPARED, EventKind.TRANSMISSION_HANDED] == [e.kind for e in entries]
        assert {"place": "partner_office", "on": "2026-11-20", "identity-seen": True} == dict(entries[1].detail)

    def test_fingerprint_outlives_a_new_wording(self, sqlite_house: House) -> None:
        """The département says France Travail from now on: what was handed over still prints to the byte."""
        house = sqlite_house
        transmission_id = house.send(house.ready("spe"), BY_HAND)
        before = house.do(following.printed_fiche, house["referent"], transmission_id)
        reworded = DepartementForm(
            "69", "Rhône", "Autre nom", "04 72 00 00 09", date(2027, 12, 31), france_travail=True, pic_ipr=True
        )
        house.do(keeping_departements.save_departement, house["administrator"], reworded)
        house.clock.advance(days=40)

        assert before == house.do(following.printed_fiche, house["referent"], transmission_id)

    def test_what_must_be_said_of_it(self, sqlite_house: House) -> None:
        """Place, a day that is not to come, identity: all asked at once; the draft stays."""
        house = sqlite_house
        fiche_id = house.ready()
        empty = replace(BY_HAND, hand_place=None, handed_on=date(2026, 11, 22), identity_seen=False)

        with pytest.raises(Invalid) as refusal:
            house.send(fiche_id, empty)

        assert ["hand_place", "handed_on", "identity_seen"] == [p.field for p in refusal.value.problems]
        assert FicheStatus.DRAFT is house.do(drafting.open_fiche, house["referent"], fiche_id).status

    def test_nothing_follows(self, sqlite_house: House) -> None:
        """There is no key to give, nothing to acknowledge; a sealed pli does not print from here."""
        house = sqlite_house
        handed = house.send(house.ready(), BY_HAND)
        mailed = house.send(house.draft(house.case(raw={"beneficiary.last_name": "B"}), contact_id=house.recipient()))

        for act in (releasing.release_by_sms, telling.prepare, releasing.confirm, acknowledging.acknowledge):
            with pytest.raises(Exception, match=r"."):
                house.do(act, house["referent"], handed)
        with pytest.raises(WrongState, match="ne s’imprime pas d’ici"):
            house.do(following.printed_fiche, house["referent"], mailed)
