"""Is a returned fiche compared and accepted, and does the loop close: answer, reminder, deadlines, register?"""

from dataclasses import replace
from datetime import date

import pytest

from forms import paper
from liaison.errors import Denied, Invalid, NotFound, WrongState
from liaison.events import EventKind
from liaison.rules.access import Actor
from liaison.store import deposits as store
from liaison.store import exchanges, trails
from liaison.usecases import (
    accepting,
    acknowledging,
    answering,
    attaching,
    following_up,
    outcomes,
    recalling,
    replacing,
    sending,
    taking_in,
    telling,
)
from liaison.usecases.context import Context
from liaison.usecases.taking_in import Doubt, Sort
from liaison.vocabulary import (
    ArchiveStatus,
    Chain,
    DeadlineSubject,
    DepositStatus,
    DocumentFate,
    KeyStatus,
    LeftOut,
    Outcome,
    OutcomeReason,
    ReplaceReason,
    Sealed,
)
from tests.deposits import By, Sent
from tests.factories import BY_TELEPHONE, House
from tests.forms.paper.saving import by_pypdf, by_qpdf
from tests.liaison.usecases.returned import ANSWER, accept, came_back, document, look, row

pytestmark = pytest.mark.requirement("D-5")


@pytest.fixture
def sent(house: House) -> str:
    """Send a fiche to a mission locale; the key was told."""
    transmission_id = house.sent("spe", BY_TELEPHONE)
    house.tell(transmission_id, received=True)
    return transmission_id


class TestAccepting:
    """Does the loop close?"""

    @pytest.mark.requirement("T-9", "R-1", "R-2")
    def test_all_of_it(self, house: House, sent: str) -> None:
        """Answered, opened, deadlines of the document under the convention of the pli, the file that came in dead."""
        deposit_id, (returned,) = came_back(house, sent, by_pypdf(house.printed(sent), ANSWER))

        assert sent == accept(house, returned)

        pli, kept, came = house.row(sent), document(house, returned), row(house, deposit_id)
        assert (ArchiveStatus.ANSWERED, Outcome.ACCEPTED) == (pli.archive_status, pli.outcome)
        assert (DocumentFate.ACCEPTED, pli.case_id, sent) == (kept.fate, kept.case_id, kept.transmission_id)
        assert (DepositStatus.SETTLED, 0) == (came.status, came.blocks)
        assert [] == house.do(lambda ctx: list(store.blocks_of(ctx.session, deposit_id)))
        assert Sealed.DEPOSIT.object(deposit_id) not in house.key_ids()
        assert Sealed.DOCUMENT.object(returned) in house.key_ids()
        deadlines = house.do(lambda ctx: exchanges.deadlines_of(ctx.session, DeadlineSubject.DOCUMENT, returned))
        assert {("R-1", None), ("R-2", date(2027, 12, 31))} == {(one.rule, one.anchor_on) for one in deadlines}
        (closed,) = house.do(lambda ctx: exchanges.deadlines_of(ctx.session, DeadlineSubject.DEPOSIT, deposit_id))
        assert closed.done_at is not None

    def test_the_register_says_it_without_content(self, house: House, sent: str) -> None:
        """Fate, number and reference: nothing of what was written."""
        deposit_id, (returned,) = came_back(house, sent, by_pypdf(house.printed(sent), ANSWER))
        accept(house, returned)

        entries = house.do(
            lambda ctx: trails.read_page(ctx.session, Chain.REGISTER, before=None, limit=50, subject=deposit_id)
        )

        told = {entry.kind: entry.detail for entry in entries}
        assert {
            "number": 1, "fate": "accepted", "document": "fiche", "answers": house.row(sent).reference,
        } == told[EventKind.DEPOSIT_DOCUMENT_SETTLED]  # fmt: skip
        assert {"documents": 1, "kept": 1} == told[EventKind.DEPOSIT_SETTLED]

    def test_who_filled_it_opened_it(self, house: House) -> None:
        """A key that was given and still lies here is erased: it has done its work."""
        sent = house.sent("spe")
        house.do(acknowledging.acknowledge, house["referent"], sent)
        house.work()
        assert KeyStatus.RELEASED == house.row(sent).key_status
        _, (returned,) = came_back(house, sent, by_pypdf(house.printed(sent), ANSWER))

        accept(house, returned)

        assert (KeyStatus.ERASED, None) == (house.row(sent).key_status, house.row(sent).passphrase)
        assert house.row(sent).opened_at is not None

    def test_the_answer_is_to_be_said(self, house: House, sent: str) -> None:
        """A pli that asks something is not accepted without its answer, nor refused without a reason."""
        _, (returned,) = came_back(house, sent, house.printed(sent))

        with pytest.raises(Invalid, match="à corriger"):
            accept(house, returned, None)
        with pytest.raises(Invalid):
            accept(house, returned, Outcome.REFUSED)

        assert DocumentFate.WAITING == document(house, returned).fate
        house.do(
            accepting.accept, house["referent"], returned,
            outcome=Outcome.REFUSED, reason=OutcomeReason.NO_PLACE,
        )  # fmt: skip
        assert OutcomeReason.NO_PLACE == house.row(sent).outcome_reason

    def test_once(self, house: House, sent: str) -> None:
        """Two clicks, or two people, accept it once."""
        _, (returned,) = came_back(house, sent, house.printed(sent))
        accept(house, returned)

        with pytest.raises(WrongState, match="déjà traité"):
            accept(house, returned)

    def test_a_test_pli_is_about_nobody(self, house: House) -> None:
        """Its answer is looked at, and left out."""
        sent = house.do(sending.send_test, house["referent"], house.recipient(), BY_TELEPHONE)
        house.work()
        _, (returned,) = came_back(house, sent, house.printed(sent))

        answer = look(house, returned).answer
        assert answer is not None
        assert Doubt.TEST in answer.doubts
        with pytest.raises(WrongState, match="essai"):
            accept(house, returned, None)


class TestLateAndDouble:
    """What becomes of an answer that comes twice, late, or by another way?"""

    def test_a_second_answer(self, house: House, sent: str) -> None:
        """It is kept like the first; a decision may stay, or the newest counts."""
        pdf = by_pypdf(house.printed(sent), ANSWER)
        accept(house, came_back(house, sent, pdf)[1][0])
        _, (second,) = came_back(house, sent, pdf)
        _, (third,) = came_back(house, sent, pdf)

        answer = look(house, second).answer
        assert answer is not None
        assert ((Doubt.DECIDED,), False, Outcome.ACCEPTED) == (answer.doubts, answer.asks_outcome, answer.outcome)
        accept(house, second, None)
        assert Outcome.ACCEPTED == house.row(sent).outcome
        accept(house, third, Outcome.UNDER_STUDY)
        assert Outcome.UNDER_STUDY == house.row(sent).outcome
        assert 3 == len(house.do(lambda ctx: store.documents_about(ctx.session, sent)))

    def test_a_closed_pli(self, house: House, sent: str) -> None:
        """It is kept with the dossier; the decision that stands is not touched."""
        _, (returned,) = came_back(house, sent, house.printed(sent))
        house.do(outcomes.record_outcome, house["referent"], sent, Outcome.REFUSED, OutcomeReason.NO_PLACE)
        house.do(outcomes.close, house["referent"], sent)

        answer = look(house, returned).answer
        assert answer is not None
        assert ((Doubt.OVER,), False) == (answer.doubts, answer.may_decide)
        with pytest.raises(WrongState):
            accept(house, returned)
        accept(house, returned, None)

        assert (ArchiveStatus.CLOSED, Outcome.REFUSED) == (house.row(sent).archive_status, house.row(sent).outcome)
        assert DocumentFate.ACCEPTED == document(house, returned).fate

    def test_a_recalled_pli(self, house: House) -> None:
        """Somebody printed it before: kept, said, nothing changes."""
        sent = house.sent("spe", BY_TELEPHONE)
        _, (returned,) = came_back(house, sent, house.printed(sent))
        house.do(recalling.recall, house["referent"], sent)

        answer = look(house, returned).answer
        assert answer is not None
        assert (Doubt.OVER,) == answer.doubts
        accept(house, returned, None)
        assert ArchiveStatus.RECALLED == house.row(sent).archive_status

    def test_a_pli_that_was_made_anew(self, house: House, sent: str) -> None:
        """The same fiche, so the same answer: it counts for the pli that took its place."""
        _, (returned,) = came_back(house, sent, by_pypdf(house.printed(sent), ANSWER))
        anew = house.do(replacing.make_anew, house["referent"], sent, ReplaceReason.KEY_LOST, BY_TELEPHONE)
        house.work()

        answer = look(house, returned).answer
        assert answer is not None
        assert (Doubt.REMADE, anew) == (answer.doubts[0], answer.counts_for.id)
        assert anew == accept(house, returned)
        assert (Outcome.ACCEPTED, "") == (house.row(anew).outcome, house.row(sent).outcome)

    def test_another_partner(self, house: House, sent: str) -> None:
        """The fiche of one partner, sent by another: said, and a person decides."""
        _, (returned,) = house.deposited(By(house.recipient()), Sent(house.printed(sent)))

        answer = look(house, returned).answer
        assert answer is not None
        assert (Doubt.OTHER_PARTNER,) == answer.doubts
        assert sent == accept(house, returned)

    def test_the_link_of_another_pli(self, house: House, sent: str) -> None:
        """Of the same partner: said, and the reference inside counts."""
        contact_id = house.row(sent).contact_id
        case_id = house.case(raw={"beneficiary.last_name": "AUTRE"})
        other = house.send(house.draft(case_id, "spe", contact_id=contact_id), BY_TELEPHONE)
        house.work()
        _, (returned,) = house.deposited(By(contact_id, other), Sent(house.printed(sent)))

        answer = look(house, returned).answer
        assert answer is not None
        assert (Doubt.OTHER_PLI,) == answer.doubts
        assert sent == accept(house, returned)


class TestReminder:
    """Is nobody asked for what lies here already (T-9)?"""

    @pytest.fixture
    def arrived(self, linked_house: House) -> str:
        """Send a pli whose partner confirmed."""
        return arrive(linked_house, "TESTOUKHINA")

    @pytest.mark.requirement("T-9")
    @pytest.mark.parametrize("lies_open", ["", "open"], ids=["waiting", "open"])
    def test_stopped_while_it_lies_here(self, linked_house: House, arrived: str, lies_open: str) -> None:
        """A deposit that waits for its key, or is open, stops the reminder of its pli, and of no other."""
        house = linked_house
        by = By(house.row(arrived).contact_id, arrived, is_open=bool(lies_open))
        house.deposited(by, Sent(house.printed(arrived)))
        other = arrive(house, "AUTRE")
        house.clock.advance(days=10)

        assert 1 == house.do(following_up.remind_due)
        assert (None, house.clock.now()) == (house.row(arrived).reminded_at, house.row(other).reminded_at)

    @pytest.mark.requirement("T-9")
    def test_runs_again_while_under_study(self, linked_house: House, arrived: str) -> None:
        """An answer that says « à l’étude » is no end: the partner is reminded again."""
        house = linked_house
        _, (returned,) = came_back(house, arrived, house.printed(arrived))
        accept(house, returned, Outcome.UNDER_STUDY)
        house.clock.advance(days=10)

        assert 1 == house.do(following_up.remind_due)

    @pytest.mark.requirement("T-9")
    def test_stopped_by_what_was_settled_otherwise(self, linked_house: House, arrived: str) -> None:
        """Something came and was dealt with: a machine asks no more, a person does."""
        house = linked_house
        _, (returned,) = came_back(house, arrived, house.printed(arrived))
        house.do(attaching.leave_out, house["referent"], returned, LeftOut.DOUBLE)
        house.clock.advance(days=10)

        assert 0 == house.do(following_up.remind_due)


class TestWho:
    """Does anybody else learn anything?"""

    @pytest.mark.requirement("A-2")
    @pytest.mark.parametrize("who", ["dpo", "administrator", "controller", "other referent", "referent of the Loire"])
    def test_not_theirs(self, house: House, sent: str, who: str) -> None:
        """A document of a dossier is for those who may open the dossier, whatever they try."""
        _, (returned,) = came_back(house, sent, house.printed(sent))

        for act in (look_as, accept_as, leave_as):
            with pytest.raises((Denied, NotFound)):
                house.do(act, house[who], returned)

    def test_a_colleagues_pli_is_not_told(self, house: House, sent: str) -> None:
        """Opened by somebody of another dossier, it is a fiche from elsewhere like any other."""
        by = By(house.recipient())
        _, (returned,) = house.deposited(by, Sent(house.printed(sent)), who="other referent")

        page = look(house, returned, "other referent")

        assert (Sort.ELSEWHERE, None) == (page.sort, page.answer)
        with pytest.raises(WrongState, match="aucun de vos plis"):
            house.do(accept_as, house["other referent"], returned)

    def test_what_is_no_fiche(self, house: House, sent: str) -> None:
        """A fiche of a model that nobody here knows is a PDF; the page says why."""
        pdf = house.printed(sent)
        mark = paper.read(pdf, house.service.catalog.get).mark
        unknown = by_qpdf(pdf, {"liaison.form": replace(mark, model="autre").to_json()})
        _, (returned, other) = came_back(house, sent, unknown, Sent(b"MZ", "a.exe"))

        page = look(house, returned)

        assert (Sort.FILE, True) == (page.sort, bool(page.unread[0]))
        assert Sort.OTHER == look(house, other).sort
        with pytest.raises(WrongState):
            accept(house, returned)


def arrive(house: House, name: str) -> str:
    """Send a pli about somebody whose partner confirmed, and was told the key."""
    case_id = house.case(raw={"beneficiary.last_name": name})
    sent = house.send(house.draft(case_id, contact_id=house.recipient()), BY_TELEPHONE)
    house.work()
    house.do(answering.acknowledge, house.token(sent), "reçu")
    house.tell(sent)
    taken_by = house.row(sent).contact_id
    house.do(telling.read_back, house["referent"], sent, ticked=True, taken_by=taken_by)
    return sent


def look_as(ctx: Context, actor: Actor, document_id: str) -> None:
    """Look at a document."""
    taking_in.look(ctx, actor, document_id)


def accept_as(ctx: Context, actor: Actor, document_id: str) -> None:
    """Accept a document."""
    accepting.accept(ctx, actor, document_id, outcome=Outcome.ACCEPTED)


def leave_as(ctx: Context, actor: Actor, document_id: str) -> None:
    """Leave a document out."""
    attaching.leave_out(ctx, actor, document_id, LeftOut.DOUBLE)
