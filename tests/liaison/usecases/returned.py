"""How do tests let a fiche come back? By the link of its pli, filled as partners fill it."""

from liaison.records import Deposit, DepositDocument
from liaison.store import deposits as store
from liaison.usecases import accepting, taking_in
from liaison.usecases.taking_in import TakenIn
from liaison.vocabulary import Outcome
from tests.deposits import By, Sent
from tests.factories import House

ANSWER = {"course.information": "Entretien le 3 décembre."}


def document(house: House, document_id: str) -> DepositDocument:
    """Read a document as it stands."""
    return house.do(lambda ctx: store.get_document(ctx.session, document_id))


def row(house: House, deposit_id: str) -> Deposit:
    """Read a deposit as it stands."""
    return house.do(lambda ctx: store.get_deposit(ctx.session, deposit_id))


def came_back(house: House, sent: str, pdf: bytes, *more: Sent) -> tuple[str, list[str]]:
    """Let a fiche come back by the link of its pli."""
    return house.deposited(By(house.row(sent).contact_id, sent), Sent(pdf), *more)


def look(house: House, document_id: str, who: str = "referent") -> TakenIn:
    """Look at a document."""
    return house.do(taking_in.look, house[who], document_id)


def accept(house: House, document_id: str, outcome: Outcome | None = Outcome.ACCEPTED) -> str:
    """Accept a document as an answer."""
    return house.do(accepting.accept, house["referent"], document_id, outcome=outcome)
