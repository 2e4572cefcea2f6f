"""Does what a partner says of its copies count, once, and from whom holds the link only (R-7)?"""

import secrets
from datetime import date, timedelta

import pytest

from crypto.hashchain import Entry
from liaison.errors import Denied, Expired, Invalid, LiaisonError, WrongState
from liaison.events import EventKind
from liaison.store import trails
from liaison.usecases import attestations, attesting, conventions, keeping_conventions
from liaison.usecases.attesting import Given
from liaison.usecases.keeping_conventions import AmendmentForm
from liaison.vocabulary import PARTNER, AmendmentChange, Chain
from liaison.vocabulary.attestations import (
    AttestationDoor,
    Attested,
    Attestor,
    DestructionGround,
    KeptFor,
    RequestState,
)
from tests.factories import House
from tests.partners_copies import DUE, LAST_DAY, mailed, night, request_id, requests, sent, token_in

ALL = Given(Attested.ALL_DESTROYED, Attestor.DATA_PROTECTION)
SOME = Given(Attested.SOME_KEPT, Attestor.DIRECTION, KeptFor.OWN_FILE)
DAY_AFTER = LAST_DAY + timedelta(days=1)


def asked(house: House) -> str:
    """Send a fiche, let its convention end and its partner be asked; return the token of the mail."""
    sent(house)
    night(house, DAY_AFTER)
    return token_in(mailed(house)[0])


def entry_of(house: House, kind: EventKind) -> Entry:
    """Read the one entry of a kind in the register."""
    (entry,) = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.REGISTER, kind))
    return entry


@pytest.mark.requirement("R-7")
class TestByTheLink:
    """What may whoever holds the link do?"""

    def test_everything_is_destroyed(self, linked_house: House) -> None:
        """It stands in the list and in the register, the receipt goes to whom was asked, and the page becomes one."""
        house = linked_house
        token = asked(house)
        page = house.do(attesting.open_request, token)
        assert (True, False, DUE, "Convention spe (fictive)") == (
            page.can_attest, page.is_late, page.due_on, page.convention,
        )  # fmt: skip

        house.do(attesting.attest, token, " ATTESTER ", ALL)
        house.work()

        page = house.do(attesting.open_request, token)
        assert (False, "Tout est détruit, toutes les copies comprises") == (page.can_attest, page.answer)
        (line,) = requests(house)
        assert (RequestState.ATTESTED, DAY_AFTER, "par sa page") == (line.state, line.attested_on, line.door)
        (receipt,) = mailed(house, "Votre attestation est reçue")
        assert "Tout est détruit, toutes les copies comprises" in receipt
        entry = entry_of(house, EventKind.ATTESTATION_GIVEN)
        assert PARTNER == entry.actor
        assert {
            "number": "2027-D01", "attested": "all_destroyed", "attestor": "data_protection_correspondent",
            "kept-for": "", "by": "page",
        } == dict(entry.detail)  # fmt: skip

    def test_some_is_kept_then_destroyed(self, linked_house: House) -> None:
        """A reason of the list is needed; nobody is reminded then; the rest may be attested later, and both stand."""
        house = linked_house
        token = asked(house)
        with pytest.raises(Invalid) as refusal:
            house.do(attesting.attest, token, "attester", Given(Attested.SOME_KEPT, Attestor.DIRECTION))
        assert ["kept_for"] == [problem.field for problem in refusal.value.problems]

        house.do(attesting.attest, token, "attester", SOME)
        night(house, DUE)
        assert 1 == len(mailed(house))
        assert "notre propre dossier de la personne, que la loi nous fait tenir" == requests(house)[0].kept_for
        all_now = Given(Attested.ALL_DESTROYED, Attestor.DIRECTION, KeptFor.OWN_FILE)
        house.do(attesting.attest, token, "attester", all_now)

        assert ("", RequestState.ATTESTED) == (requests(house)[0].kept_for, requests(house)[0].state)
        given = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.REGISTER, EventKind.ATTESTATION_GIVEN))
        assert ["some_kept", "all_destroyed"] == [entry.detail["attested"] for entry in given]

    def test_late_is_still_heard(self, linked_house: House) -> None:
        """After every reminder, by the link of the last one."""
        house = linked_house
        asked(house)
        for day in (date(2027, 2, 13), DUE, date(2027, 3, 30), date(2027, 5, 1)):
            night(house, day)
        assert RequestState.UNANSWERED is requests(house)[0].state

        house.do(attesting.attest, token_in(mailed(house)[-1]), "attester", ALL)

        assert RequestState.ATTESTED is requests(house)[0].state

    def test_what_a_machine_does_counts_for_nothing(self, linked_house: House) -> None:
        """Looking, and posting without the word or without an answer: no state, no entry."""
        house = linked_house
        token = asked(house)
        before = house.do(lambda ctx: trails.read_head(ctx.session, Chain.REGISTER).size)
        for _ in range(3):
            house.do(attesting.open_request, token)
        for word, given, fields in (
            ("", ALL, ["word"]),
            ("oui", ALL, ["word"]),
            ("", Given(None, None), ["what", "attestor", "word"]),
        ):
            with pytest.raises(Invalid) as refusal:
                house.do(attesting.attest, token, word, given)
            assert fields == [problem.field for problem in refusal.value.problems]

        assert before == house.do(lambda ctx: trails.read_head(ctx.session, Chain.REGISTER).size)
        assert RequestState.WAITING is requests(house)[0].state

    def test_hostile_tokens(self, linked_house: House) -> None:
        """Unknown, of another purpose, past its day, cut: all told alike, and told nothing."""
        house = linked_house
        transmission_id, convention_id = sent(house)
        night(house, DAY_AFTER)
        token = token_in(mailed(house)[0])
        told = set()

        def refused(hostile: str) -> None:
            for act in (
                lambda: house.do(attesting.open_request, hostile),
                lambda: house.do(attesting.attest, hostile, "attester", ALL),
            ):
                with pytest.raises(Expired) as refusal:
                    act()
                told.add((refusal.value.message, refusal.value.hint))

        for hostile in ("", "x" * 43, secrets.token_urlsafe(32), token[:-1], token + "A", token.swapcase(),
                        house.token(transmission_id), request_id(house), "' OR 1=1 --", "\x00", "é" * 43):  # fmt: skip
            refused(hostile)
        with pytest.raises(LiaisonError):
            house.do(attesting.attest, token, "' OR 1=1 --", ALL)
        form = AmendmentForm("n° 2", date(2026, 12, 15), (AmendmentChange.TERM,), date(2027, 6, 30))
        house.do(keeping_conventions.amend, house["coordinator"], convention_id, form)
        night(house)
        refused(token)
        night(house, date(2027, 7, 1))
        late = token_in(mailed(house)[-1])
        house.clock.advance(days=60)
        refused(late)

        assert 1 == len(told)

    def test_who_no_longer_speaks_for_the_partner(self, linked_house: House) -> None:
        """A correspondent who was taken off attests no more; one who did keeps the receipt."""
        house = linked_house
        token = asked(house)
        (line,) = requests(house)
        page = house.do(conventions.open_convention, house["coordinator"], line.convention_id or "")
        (named,) = page.correspondents
        house.do(keeping_conventions.remove_correspondent, house["coordinator"], named.id)

        with pytest.raises(Expired):
            house.do(attesting.attest, token, "attester", ALL)
        house.do(attesting.record, house["dpo"], line.id, ALL, AttestationDoor.MAIL)
        assert "" != house.do(attesting.open_request, token).answer

    def test_an_end_that_moved_today_is_not_attested(self, linked_house: House) -> None:
        """Before the night takes the request back its page says so: nobody destroys what is needed again."""
        house = linked_house
        _, convention_id = sent(house)
        night(house, DAY_AFTER)
        token = token_in(mailed(house)[0])
        form = AmendmentForm("n° 2", date(2026, 12, 15), (AmendmentChange.TERM,), date(2027, 6, 30))
        house.do(keeping_conventions.amend, house["coordinator"], convention_id, form)

        page = house.do(attesting.open_request, token)
        assert (True, False) == (page.is_over, page.can_attest)
        with pytest.raises(WrongState):
            house.do(attesting.attest, token, "attester", ALL)


@pytest.mark.requirement("R-7")
def test_on_paper_or_by_telephone(linked_house: House) -> None:
    """Recorded by who watches over it, with where it came from; by nobody else; once."""
    house = linked_house
    asked(house)
    id_ = request_id(house)
    for who in ("referent", "administrator", "coordinator of the Loire"):
        with pytest.raises(Denied):
            house.do(attesting.record, house[who], id_, ALL, AttestationDoor.LETTER)
    with pytest.raises(Invalid) as refusal:
        house.do(attesting.record, house["dpo"], id_, Given(None, None), None)
    assert ["door", "what", "attestor"] == [problem.field for problem in refusal.value.problems]

    house.do(attesting.record, house["dpo"], id_, ALL, AttestationDoor.TELEPHONE)

    entry = entry_of(house, EventKind.ATTESTATION_RECORDED)
    assert (house["dpo"].account_id, "telephone") == (entry.actor, entry.detail["by"])
    house.work()
    assert [] == mailed(house, "Votre attestation est reçue")
    with pytest.raises(WrongState, match="déjà là"):
        house.do(attesting.record, house["coordinator"], id_, ALL, AttestationDoor.LETTER)


@pytest.mark.requirement("R-7", "R-5")
def test_for_the_certificate(linked_house: House) -> None:
    """What a certificate says of the partner: number, references, days, function; and ours beside it."""
    house = linked_house
    transmission_id, convention_id = sent(house)
    night(house, DAY_AFTER)
    house.do(attesting.attest, token_in(mailed(house)[0]), "attester", SOME)

    (line,) = house.do(attestations.attestations_of, [transmission_id])

    assert (house.row(transmission_id).reference,) == line.references
    assert ("2027-D01", DestructionGround.CONVENTION_ENDED, DAY_AFTER, DUE) == (
        line.number, line.ground, line.attested_on, line.due_on,
    )  # fmt: skip
    assert ("Direction", "par sa page", RequestState.ATTESTED) == (line.attestor, line.door, line.state)
    beside = house.do(attestations.of_convention, house["referent"], convention_id).lines[0]
    # Our archive went in the same night, thirty days after the sending; our fiche has until the due day.
    assert (1, 1, DAY_AFTER) == (beside.ours.to_destroy, beside.ours.destroyed, beside.ours.last_on)
    assert [line] == house.do(attestations.of_pli, house["referent"], transmission_id)
    with pytest.raises(Denied):
        house.do(attestations.of_pli, house["other referent"], transmission_id)


@pytest.mark.requirement("R-7")
def test_what_was_attested_is_not_asked_again(linked_house: House) -> None:
    """Prolonged after the attestation, and ended anew: only what left since is asked for, or nothing."""
    house = linked_house
    _, convention_id = sent(house)
    night(house, DAY_AFTER)
    house.do(attesting.attest, token_in(mailed(house)[0]), "attester", ALL)
    form = AmendmentForm("n° 2", date(2026, 12, 15), (AmendmentChange.TERM,), date(2027, 3, 31))
    house.do(keeping_conventions.amend, house["coordinator"], convention_id, form)

    night(house, date(2027, 4, 1))

    assert [RequestState.ATTESTED] == [line.state for line in requests(house)]
