"""Is a partner asked to destroy when its convention ends, reminded in time, and left alone when it goes on (R-7)?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest

from liaison.errors import Denied, Invalid, WrongState
from liaison.events import EventKind
from liaison.records import PartnerLink
from liaison.store import links, trails
from liaison.usecases import asking_destruction, attestations, keeping_conventions, recalling, recalling_destruction
from liaison.usecases.keeping_conventions import AmendmentForm, TerminationForm
from liaison.vocabulary import AmendmentChange, Chain, Party
from liaison.vocabulary.attestations import DestructionGround, RequestState
from tests.factories import House
from tests.partners_copies import (
    DUE,
    LAST_DAY,
    each_night,
    mailed,
    name_correspondent,
    night,
    plis_of,
    request_id,
    requests,
    sent,
    token_in,
)

DAY_AFTER = LAST_DAY + timedelta(days=1)


def entries(house: House, kind: EventKind) -> list[dict[str, object]]:
    """Read the details of what the register keeps of one kind."""
    found = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.REGISTER, kind))
    return [dict(entry.detail) for entry in found]


def links_of(house: House, id_: str) -> list[PartnerLink]:
    """Read the links of a request."""
    return list(house.do(lambda ctx: links.list_links(ctx.session, id_)))


@pytest.mark.requirement("R-7", "R-2")
class TestTheNight:
    """What does the night do by itself?"""

    def test_the_day_after_the_end(self, linked_house: House) -> None:
        """Not on the last day; the day after, once, with the number, the end, the due day and a link."""
        house = linked_house
        transmission_id, convention_id = sent(house)
        night(house, LAST_DAY)
        assert [] == requests(house)

        night(house, DAY_AFTER)
        night(house)

        (line,) = requests(house)
        assert ("2027-D01", convention_id, LAST_DAY, DUE, 1) == (
            line.number, line.convention_id, line.ends_on, line.due_on, line.plis,
        )  # fmt: skip
        assert RequestState.WAITING is line.state
        assert [transmission_id] == plis_of(house, line.id)
        (text,) = mailed(house)
        assert "a pris fin le 31/12/2026 (fin de la convention, par avenant)" in text
        assert "au plus tard le 28/02/2027" in text
        assert "2027-D01" in text
        (link,) = links_of(house, line.id)
        assert token_in(text) not in link.token
        assert 43 == len(token_in(text))  # 256 bits
        asked = {"number": "2027-D01", "plis": 1, "due": "2027-02-28", "addressed": True}
        (entry,) = entries(house, EventKind.ATTESTATION_ASKED)
        assert asked.items() <= entry.items()

    def test_three_reminders_then_unanswered(self, linked_house: House) -> None:
        """Every night for half a year: asked once, reminded on three days, then it stands for the DPO."""
        house = linked_house
        sent(house)
        night(house, DAY_AFTER)
        days = []
        for day in (date(2027, 2, 12), date(2027, 2, 13), DUE, date(2027, 3, 29), date(2027, 3, 30), date(2027, 6, 1)):
            night(house, day)
            days.append((day, len(mailed(house))))

        assert [1, 2, 3, 3, 4, 4] == [count for _, count in days]
        (line,) = requests(house)
        assert (RequestState.UNANSWERED, 3) == (line.state, line.reminders)
        assert [1, 2, 3] == [entry["reminders"] for entry in entries(house, EventKind.ATTESTATION_REMINDED)]
        before, on_it, after = mailed(house)[1:]
        assert "Tout est à détruire au plus tard le 28/02/2027." in before
        assert "est passé" not in on_it
        assert "Le 28/02/2027 est passé" in after
        assert 4 == len({token_in(text) for text in mailed(house)})

    def test_a_termination_moves_the_due_day(self, linked_house: House) -> None:
        """The earliest end wins: two months after the day that the letter names."""
        house = linked_house
        _, convention_id = sent(house)
        notice = TerminationForm(Party.PARTNER, date(2026, 10, 20), date(2026, 11, 30))
        house.do(keeping_conventions.terminate, house["coordinator"], convention_id, notice)

        night(house, date(2026, 12, 1))

        (line,) = requests(house)
        assert (date(2026, 11, 30), date(2027, 1, 30)) == (line.ends_on, line.due_on)
        assert "(résiliation de la convention)" in mailed(house)[0]

    def test_an_end_that_moves_takes_the_request_back(self, linked_house: House) -> None:
        """Prolonged: taken back, its links cut, the partner told; asked anew at the new end."""
        house = linked_house
        transmission_id, convention_id = sent(house)
        night(house, DAY_AFTER)
        first = request_id(house)
        form = AmendmentForm("n° 2", date(2026, 12, 15), (AmendmentChange.TERM,), date(2027, 6, 30))
        house.do(keeping_conventions.amend, house["coordinator"], convention_id, form)

        night(house)

        (line,) = requests(house)
        assert RequestState.WITHDRAWN is line.state
        (text,) = mailed(house, "retirée")
        assert "son dernier jour est le 30/06/2027" in text
        assert all(link.revoked_at for link in links_of(house, first))
        assert 1 == len(entries(house, EventKind.ATTESTATION_WITHDRAWN))
        night(house, date(2027, 4, 1))
        assert 1 == len(mailed(house))  # no reminder of what was taken back
        night(house, date(2027, 7, 1))
        assert transmission_id in plis_of(house, request_id(house))
        assert date(2027, 8, 30) == next(line.due_on for line in requests(house) if line.state != "withdrawn")

    def test_an_end_recorded_late_asks_anew(self, linked_house: House) -> None:
        """A termination recorded after the end: the partner is told of the day that is true, and asked again."""
        house = linked_house
        _, convention_id = sent(house)
        night(house, DAY_AFTER)
        notice = TerminationForm(Party.PARTNER, date(2026, 10, 20), date(2026, 12, 15))
        house.do(keeping_conventions.terminate, house["coordinator"], convention_id, notice)

        night(house)

        assert {("2027-D01", "withdrawn"), ("2027-D02", "waiting")} == {
            (line.number, line.state.value) for line in requests(house)
        }
        assert 1 == sum("15/02/2027" in text for text in mailed(house))

    def test_nothing_left_so_nothing_is_asked(self, linked_house: House) -> None:
        """A pli that was recalled before it left, and a convention that nothing left under, concern nobody."""
        house = linked_house
        house.convention(house.partner(), "generic", ends_on=LAST_DAY)
        contact_id = house.recipient("spe")
        stopped = house.send(house.draft(house.case(), "spe", contact_id=contact_id))
        house.do(recalling.recall, house["referent"], stopped)
        form = AmendmentForm("n° 1", date(2026, 6, 1), (), LAST_DAY)
        house.do(keeping_conventions.amend, house["coordinator"], house.row(stopped).convention_id or "", form)

        night(house, DAY_AFTER)

        assert [] == requests(house)

    def test_a_partner_without_correspondent_waits_for_a_person(self, linked_house: House) -> None:
        """The request stands, nothing leaves, nobody is reminded; whom a person chooses gets it."""
        house = linked_house
        sent(house, named=False)
        each_night(house, DAY_AFTER)
        night(house, date(2027, 2, 20))
        (line,) = requests(house)
        assert (RequestState.TO_ADDRESS, 0) == (line.state, line.reminders)
        assert [False] == [entry["addressed"] for entry in entries(house, EventKind.ATTESTATION_ASKED)]
        page = house.do(attestations.open_request, house["coordinator"], line.id)
        (choice,) = page.addressees
        assert "Colombe Inventaire, Conseillère" == choice.label

        with pytest.raises(Invalid):
            house.do(asking_destruction.address, house["coordinator"], line.id, "contact.somebodyelse")
        house.do(asking_destruction.address, house["coordinator"], line.id, choice.choice)
        house.work()

        assert 1 == len(mailed(house, to="colombe@partenaire.example"))
        assert RequestState.WAITING is requests(house)[0].state

    def test_one_that_is_readdressed_cuts_the_first_link(self, linked_house: House) -> None:
        """A correspondent who is taken off is written to no more; who comes after holds the only link."""
        house = linked_house
        sent(house)
        night(house, DAY_AFTER)
        id_ = request_id(house)
        page = house.do(attestations.open_request, house["dpo"], id_)
        assert "correspondant pour la protection des données" == page.addressee
        contact = next(one for one in page.addressees if one.choice.startswith("contact."))
        house.do(asking_destruction.address, house["dpo"], id_, contact.choice)

        assert 1 == sum(link.revoked_at is None for link in links_of(house, id_))

    def test_where_no_link_works_a_mail_asks_all_the_same(self, house: House) -> None:
        """Without an address of its own the service asks for a letter or a call."""
        sent(house)
        night(house, DAY_AFTER)

        (text,) = mailed(house)
        assert "dites-le nous par courrier, ou appelez-nous au 04" in text
        assert "http" not in text


@pytest.mark.requirement("R-7")
class TestByHand:
    """Who may ask before the night does?"""

    def test_once_it_ended(self, linked_house: House) -> None:
        """The DPO, the controller and the coordinator may; while it runs, and twice, nobody."""
        house = linked_house
        _, convention_id = sent(house)
        with pytest.raises(WrongState, match="court encore"):
            house.do(asking_destruction.ask_by_hand, house["dpo"], convention_id)
        house.clock.advance(days=41)

        for who in ("referent", "administrator", "coordinator of the Loire"):
            with pytest.raises(Denied):
                house.do(asking_destruction.ask_by_hand, house[who], convention_id)
        assert house.do(attestations.of_convention, house["coordinator"], convention_id).can_ask
        id_ = house.do(asking_destruction.ask_by_hand, house["coordinator"], convention_id)
        with pytest.raises(WrongState, match="a déjà la demande"):
            house.do(asking_destruction.ask_by_hand, house["controller"], convention_id)

        night(house)
        assert [id_] == [line.id for line in requests(house)]
        assert not house.do(attestations.of_convention, house["dpo"], convention_id).can_ask


@pytest.mark.requirement("R-7")
def test_an_early_erasure(linked_house: House) -> None:
    """For some plis of one partner: those that left there, once; one month; nothing moves it with the convention."""
    house = linked_house
    transmission_id, convention_id = sent(house)
    other = house.sent_to("AUTREFICTIVE")
    partner_id = house.row(transmission_id).partner_id
    ask = asking_destruction.ask_for
    ids = [transmission_id, other]

    id_ = house.do(ask, house["dpo"], partner_id, ids, DestructionGround.ERASURE)
    assert house.do(ask, None, partner_id, ids, DestructionGround.ERASURE) is None
    house.work()

    assert id_ is not None
    assert [transmission_id] == plis_of(house, id_)
    (line,) = requests(house)
    assert (None, date(2026, 12, 21)) == (line.convention_id, line.due_on)
    (text,) = mailed(house)
    assert "(RGPD, article 19)" in text
    assert "convention" not in text
    name_correspondent(house, convention_id, "other@mission.example")
    night(house)
    assert RequestState.WAITING is requests(house)[0].state
    (known,) = house.do(attestations.attestations_of, [transmission_id])
    assert (house.row(transmission_id).reference,) == known.references
    assert [] == house.do(attestations.attestations_of, [other])


def test_two_nights_at_once_ask_once(postgresql_house: House) -> None:
    """The convention is locked before anybody looks whether its partner was asked."""
    house = postgresql_house
    sent(house)
    house.clock.advance(days=42)
    together = Barrier(2)

    def one_night() -> int:
        together.wait(timeout=10)
        return recalling_destruction.ask_ended(house.service.transaction)

    with ThreadPoolExecutor(2) as workers:
        made = [one.result() for one in [workers.submit(one_night) for _ in range(2)]]

    assert [0, 1] == sorted(made)
    assert 1 == len(requests(house))
