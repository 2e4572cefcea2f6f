"""How does a test get a dossier in which everything happened? By the use cases, with words to search for."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from liaison.usecases import attaching, ending_support
from liaison.vocabulary import AgreementKind, Sealed
from tests.deposits import By, Sent
from tests.factories import BY_TELEPHONE, SIGNED, House
from tests.letters import PDF

NAME: Final = "TESTIMBOURG"
CANARIES: Final = (NAME, "Ysolinde", "9900000025", "Phrase de canari numéro un", "0639980155", "06 39 98 01 55")


@dataclass(frozen=True, slots=True)
class Life:
    """A dossier, and what hangs on it."""

    case_id: str
    sent: str
    waiting: str
    draft_id: str
    document_id: str
    deposit_id: str
    objects: frozenset[str]
    """Every object whose data key must die with it."""


def live(house: House) -> Life:
    """Open a dossier; send a fiche, prepare another, begin a third, keep a document that came, have one wait."""
    before = house.key_ids()
    recipient = house.recipient()
    house.recipient("spe")
    known = house.key_ids() - before
    case_id = house.case(
        raw={
            "beneficiary.last_name": NAME, "beneficiary.first_name": "Ysolinde", "beneficiary.agdref": "9900000025",
            "beneficiary.telephone": "06 39 98 01 55",
        }
    )  # fmt: skip
    house.agree(case_id, AgreementKind.ELECTRONIC_EXCHANGE)
    sent = house.send(house.draft(case_id, contact_id=recipient, raw={**SIGNED, "support.done": CANARIES[3]}))
    house.work()
    waiting = house.send(house.draft(case_id, contact_id=recipient), BY_TELEPHONE)
    draft_id = house.draft(case_id, raw={"support.done": CANARIES[3]})
    _, (document_id,) = house.deposited(By(recipient), Sent(PDF, f"{NAME}.pdf"))
    house.do(attaching.attach, house["referent"], document_id, case_id)
    deposit_id, _ = house.deposited(By(recipient, sent, is_open=False), Sent(PDF, f"{NAME}-2.pdf"))
    house.work()  # receipts of deposits leave: what waits in the outbox is the plis' own
    objects = house.key_ids() - before - known
    return Life(case_id, sent, waiting, draft_id, document_id, deposit_id, frozenset(objects))


def end(house: House, case_id: str, on: date) -> None:
    """Say when the support ended."""
    house.do(ending_support.set_support_end, house["referent"], case_id, on)


def sealed_of(life: Life) -> set[str]:
    """Name what a dossier sealed and is nobody else's."""
    return {
        Sealed.CASE.object(life.case_id), Sealed.ARCHIVE.object(life.sent), Sealed.FICHE.object(life.draft_id),
        Sealed.DOCUMENT.object(life.document_id), Sealed.DEPOSIT.object(life.deposit_id),
    }  # fmt: skip


def files_with(folder: Path, needles: list[bytes]) -> list[str]:
    """Name the files under a folder that hold one of these octets, raw."""
    return sorted(
        {
            str(path.relative_to(folder))
            for path in folder.rglob("*")
            if path.is_file() and any(needle in path.read_bytes() for needle in needles)
        }
    )
