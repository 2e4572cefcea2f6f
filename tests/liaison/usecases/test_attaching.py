"""Is a document kept where a person says, or destroyed, and the file it came in with it (D-6, R-2)?"""

from datetime import date

import pytest

from liaison.errors import Denied, Invalid, NotFound, WrongState
from liaison.events import EventKind
from liaison.records import Deposit, DepositDocument
from liaison.rules.access import Actor
from liaison.store import deposits as store
from liaison.store import directory as directory_store
from liaison.store import exchanges, trails
from liaison.usecases import attaching, deposited, ending_support, keeping_conventions, sending, taking_in
from liaison.usecases.context import Context
from liaison.usecases.keeping_conventions import TerminationForm
from liaison.vocabulary import (
    ArchiveStatus,
    Chain,
    DeadlineSubject,
    DepositDoor,
    DepositStatus,
    DocumentFate,
    LeftOut,
    Outcome,
    OutcomeReason,
    Party,
    Sealed,
)
from tests.deposits import By, Sent
from tests.factories import BY_TELEPHONE, LOIRE, House
from tests.letters import PDF, photo

pytestmark = pytest.mark.requirement("D-6")

LETTER = Sent(PDF, "lettre.pdf")
PHOTO = Sent(photo(), "photo.jpg")


def document(house: House, document_id: str) -> DepositDocument:
    """Read a document as it stands."""
    return house.do(lambda ctx: store.get_document(ctx.session, document_id))


def row(house: House, deposit_id: str) -> Deposit:
    """Read a deposit as it stands."""
    return house.do(lambda ctx: store.get_deposit(ctx.session, deposit_id))


def rules_of(house: House, document_id: str) -> set[tuple[str, date | None]]:
    """Read the rules that a document is kept under, each with its anchor."""
    rows = house.do(lambda ctx: exchanges.deadlines_of(ctx.session, DeadlineSubject.DOCUMENT, document_id))
    return {(one.rule, one.anchor_on) for one in rows}


class TestWithADossier:
    """Is it kept as it is?"""

    @pytest.mark.requirement("R-1")
    def test_kept_with_its_deadline(self, house: House) -> None:
        """Its content stays, the deadline follows the end of the support."""
        case_id = house.case()
        _, (letter,) = house.deposited(By(house.recipient()), LETTER)

        house.do(attaching.attach, house["referent"], letter, case_id)

        kept = document(house, letter)
        assert (DocumentFate.ATTACHED, case_id, None) == (kept.fate, kept.case_id, kept.transmission_id)
        assert LETTER.content == house.do(deposited.read_document, house["referent"], letter)[1]
        assert {("R-1", None)} == rules_of(house, letter)
        house.do(ending_support.set_support_end, house["referent"], case_id, date(2026, 11, 20))
        assert {("R-1", date(2026, 11, 20))} == rules_of(house, letter)

    def test_settled_after_the_last(self, house: House) -> None:
        """While one waits, the file stays; after the last, it dies."""
        case_id = house.case()
        deposit_id, (letter, photo) = house.deposited(By(house.recipient()), LETTER, PHOTO)

        house.do(attaching.attach, house["referent"], letter, case_id)
        assert (DepositStatus.OPENED, 1) == (row(house, deposit_id).status, row(house, deposit_id).blocks)
        house.do(attaching.leave_out, house["referent"], photo, LeftOut.DOUBLE)

        came = row(house, deposit_id)
        assert (DepositStatus.SETTLED, 0, case_id) == (came.status, came.blocks, came.case_id)
        assert Sealed.DEPOSIT.object(deposit_id) not in house.key_ids()

    @pytest.mark.requirement("A-2")
    def test_of_several_people(self, house: House) -> None:
        """Those of one dossier do not see what the same deposit brought for another."""
        first, second = house.case(), house.case(raw={"beneficiary.last_name": "AUTRE"}, by="other referent")
        deposit_id, (letter, photo) = house.deposited(By(house.recipient()), LETTER, PHOTO, who="coordinator")
        house.do(attaching.attach, house["coordinator"], letter, first)
        house.do(attaching.attach, house["coordinator"], photo, second)

        assert None is row(house, deposit_id).case_id
        assert letter == house.do(taking_in.look, house["referent"], letter).document.id
        with pytest.raises(Denied):
            house.do(taking_in.look, house["referent"], photo)
        with pytest.raises(Denied):
            house.do(deposited.open_deposit, house["referent"], deposit_id)

    @pytest.mark.requirement("A-2")
    def test_what_went_to_a_colleague_is_not_named(self, house: House) -> None:
        """Who opened a deposit of several people sees of it what went to their own dossiers."""
        first, second = house.case(), house.case(raw={"beneficiary.last_name": "AUTRE"}, by="other referent")
        deposit_id, (letter, photo) = house.deposited(By(house.recipient()), LETTER, PHOTO)
        house.do(attaching.attach, house["referent"], letter, first)
        house.do(attaching.attach, house["coordinator"], photo, second)

        page = house.do(deposited.open_deposit, house["referent"], deposit_id)
        assert [letter] == [one.id for one in page.documents]

    @pytest.mark.requirement("A-2")
    def test_only_ones_own_dossier(self, house: House) -> None:
        """Nothing is put into somebody else's, nor taken by who may not see it."""
        _, (letter,) = house.deposited(By(house.recipient()), LETTER)
        theirs = house.case(by="other referent")

        with pytest.raises(Denied):
            house.do(attaching.attach, house["referent"], letter, theirs)
        for who in ("other referent", "dpo", "administrator"):
            with pytest.raises((Denied, NotFound)):
                house.do(attaching.attach, house[who], letter, theirs)

    def test_once(self, house: House) -> None:
        """Two people do not settle the same document."""
        case_id = house.case()
        _, (letter,) = house.deposited(By(house.recipient()), LETTER)
        house.do(attaching.attach, house["referent"], letter, case_id)

        for act in (attach_again, leave_out):
            with pytest.raises(WrongState, match="déjà traité"):
                house.do(act, house["referent"], letter, case_id)


class TestAsAnAnswer:
    """Does a paper answer a pli?"""

    @pytest.mark.requirement("T-9", "R-2")
    def test_on_paper(self, house: House) -> None:
        """Scanned, entered by the référent: the decision is noted with its door, under the convention of the pli."""
        sent = house.sent("spe", BY_TELEPHONE)
        by = By(house.row(sent).contact_id, door=DepositDoor.PAPER)
        _, (photo,) = house.deposited(by, PHOTO)

        house.do(attaching.attach_to_pli, house["referent"], photo, sent, outcome=Outcome.ACCEPTED)

        pli = house.row(sent)
        assert (ArchiveStatus.ANSWERED, Outcome.ACCEPTED) == (pli.archive_status, pli.outcome)
        assert (pli.case_id, sent) == (document(house, photo).case_id, document(house, photo).transmission_id)
        assert {("R-1", None), ("R-2", date(2027, 12, 31))} == rules_of(house, photo)
        entries = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.REGISTER, EventKind.TRANSMISSION_OUTCOME))
        assert "paper" == entries[-1].detail["by"]

    def test_what_came_with_it(self, house: House) -> None:
        """A letter beside the answer decides nothing; a refusal says why."""
        sent = house.sent("spe", BY_TELEPHONE)
        _, (letter, photo) = house.deposited(By(house.row(sent).contact_id, sent), LETTER, PHOTO)

        house.do(attaching.attach_to_pli, house["referent"], letter, sent)
        assert "" == house.row(sent).outcome
        with pytest.raises(Invalid):
            house.do(attaching.attach_to_pli, house["referent"], photo, sent, outcome=Outcome.REFUSED)
        house.do(
            attaching.attach_to_pli, house["referent"], photo, sent,
            outcome=Outcome.REFUSED, reason=OutcomeReason.NO_PLACE,
        )  # fmt: skip
        assert Outcome.REFUSED == house.row(sent).outcome

    def test_not_to_a_test_pli(self, house: House) -> None:
        """It is about nobody."""
        contact_id = house.recipient()
        sent = house.do(sending.send_test, house["referent"], contact_id, BY_TELEPHONE)
        _, (letter,) = house.deposited(By(contact_id), LETTER)

        with pytest.raises(WrongState, match="aucune personne"):
            house.do(attaching.attach_to_pli, house["referent"], letter, sent)

    def test_not_to_another_partners_pli(self, house: House) -> None:
        """Nobody answers for somebody else: only plis of the sender are offered, and taken."""
        sent = house.sent("spe", BY_TELEPHONE)
        _, (letter,) = house.deposited(By(house.recipient()), LETTER)

        assert sent not in [line.id for line in house.do(attaching.ways, house["referent"], letter).plis]
        with pytest.raises(WrongState, match="autre partenaire"):
            house.do(attaching.attach_to_pli, house["referent"], letter, sent, outcome=Outcome.ACCEPTED)

        assert ("", DocumentFate.WAITING) == (house.row(sent).outcome, document(house, letter).fate)

    @pytest.mark.requirement("R-2", "R-8")
    def test_moves_with_the_convention(self, house: House) -> None:
        """A convention that ends earlier destroys earlier what came back under it."""
        sent = house.sent("spe", BY_TELEPHONE)
        _, (letter,) = house.deposited(By(house.row(sent).contact_id, sent), LETTER)
        house.do(attaching.attach_to_pli, house["referent"], letter, sent)

        convention_id = house.row(sent).convention_id or ""
        form = TerminationForm(Party.PARTNER, date(2026, 11, 20), date(2027, 2, 28))
        house.do(keeping_conventions.terminate, house["coordinator"], convention_id, form)

        assert ("R-2", date(2027, 2, 28)) in rules_of(house, letter)

    @pytest.mark.requirement("R-2", "R-8")
    def test_moves_without_a_pli_too(self, house: House) -> None:
        """What a partner sends of itself hangs on the convention that covered it on that day, and on no other."""
        contact_id = house.recipient("spe")
        _, (letter,) = house.deposited(By(contact_id), LETTER)
        house.do(attaching.attach, house["referent"], letter, house.case())
        assert ("R-2", date(2027, 12, 31)) in rules_of(house, letter)
        partner_id = house.do(lambda ctx: directory_store.get_contact(ctx.session, contact_id)).partner_id
        (first,) = house.do(lambda ctx: directory_store.list_conventions(ctx.session, partner_id))
        later = house.convention(partner_id, "spe", starts_on=date(2026, 11, 22))

        for convention_id in (later, first.id):
            assert ("R-2", date(2027, 12, 31)) in rules_of(house, letter)
            form = TerminationForm(Party.PARTNER, date(2026, 11, 20), date(2027, 2, 28))
            house.do(keeping_conventions.terminate, house["coordinator"], convention_id, form)

        assert ("R-2", date(2027, 2, 28)) in rules_of(house, letter)


class TestLeftOut:
    """Is what nobody needs destroyed?"""

    @pytest.mark.requirement("R-2")
    def test_nothing_stays(self, house: House) -> None:
        """Content, name and key go; the register keeps why, and no word of it."""
        deposit_id, (letter,) = house.deposited(By(house.recipient()), LETTER)

        house.do(attaching.leave_out, house["referent"], letter, LeftOut.NOT_FOR_US)

        gone = document(house, letter)
        assert (None, b"", DocumentFate.LEFT_OUT, None) == (gone.content, gone.name, gone.fate, gone.case_id)
        assert Sealed.DOCUMENT.object(letter) not in house.key_ids()
        assert DepositStatus.SETTLED == row(house, deposit_id).status
        entries = house.do(
            lambda ctx: trails.find_kind(ctx.session, Chain.REGISTER, EventKind.DEPOSIT_DOCUMENT_SETTLED)
        )
        assert {"number": 1, "fate": "left_out", "document": "pdf", "why": "not_for_us"} == entries[-1].detail
        assert not house.do(taking_in.look, house["referent"], letter).document.is_here

    def test_another_departement(self, house: House) -> None:
        """A dossier of one département takes nothing of another's deposits."""
        case_id = house.case(by="referent of the Loire")
        _, (letter,) = house.deposited(By(house.recipient()), LETTER, who="coordinator")
        both = Actor(house["coordinator"].account_id, house["coordinator"].role, frozenset({"69", LOIRE}))

        with pytest.raises(Invalid):
            house.do(attaching.attach, both, letter, case_id)


def attach_again(ctx: Context, actor: Actor, document_id: str, case_id: str) -> None:
    """Keep a document."""
    attaching.attach(ctx, actor, document_id, case_id)


def leave_out(ctx: Context, actor: Actor, document_id: str, _case_id: str) -> None:
    """Leave a document out."""
    attaching.leave_out(ctx, actor, document_id, LeftOut.DOUBLE)
