"""What comes after the exchanges in a house that has lived? Departures, requests, breaches, holds, referrals."""

from dataclasses import dataclass
from datetime import date

from liaison.rules.breach_course import Decision
from liaison.usecases import (
    attaching,
    breach_handling,
    breach_standing,
    complaints,
    declaring,
    holding_back,
    leaving,
    person_copies,
    receiving_requests,
    referring,
)
from liaison.usecases.complaints import ComplaintForm
from liaison.usecases.declaring import Declaration
from liaison.usecases.holding_back import HoldForm
from liaison.usecases.leaving import ExitForm
from liaison.usecases.receiving_requests import Entry
from liaison.vocabulary import CirState, ExitKind, IncidentKind, PartnerKind
from liaison.vocabulary.breaches import AwareOf, ComplaintAbout, ComplaintWay, Risk
from liaison.vocabulary.retention import Decision as HoldDecision
from liaison.vocabulary.retention import HoldKind, HoldScope, Opinion
from liaison.vocabulary.rights import RequestDecision, RequestDoor, Right
from tests import rights
from tests.deposits import By, Sent
from tests.factories import RHONE, House
from tests.letters import PDF

TODAY = date(2026, 11, 21)


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What happens later, each in a dossier of its own."""

    house: House

    def happen(self, contact_id: str) -> None:
        """Let it all happen."""
        self._departure(contact_id)
        self._requests(contact_id)
        self._breaches(contact_id)
        self._holds()
        self._referral()

    def _case(self, name: str) -> str:
        return self.house.case(raw={"beneficiary.last_name": name})

    def _sent(self, case_id: str, contact_id: str) -> str:
        pli = self.house.send(self.house.draft(case_id, contact_id=contact_id))
        self.house.work()
        return pli

    def _departure(self, contact_id: str) -> None:
        """Somebody moved away, and their partners are to be told; somebody's project ended."""
        referent, gone = self.house["referent"], self._case("SORTANTE")
        self._sent(gone, contact_id)
        self.house.do(leaving.record_exit, referent, gone, ExitForm(ExitKind.MOVE, TODAY))

    def _requests(self, contact_id: str) -> None:
        """One request of each right; a copy that waits, recipients to be told, a decision to be taken."""
        house = self.house
        for right in Right:
            case_id = self._case(f"DEMANDEUSE {right.value}")
            self._sent(case_id, contact_id)
            request_id = rights.received(house, case_id, right)
            rights.proved(house, request_id)
            if right is Right.ACCESS:
                house.do(person_copies.make, house["coordinator"], request_id, (), ())
            if right is Right.RECTIFICATION:
                rights.decided(house, request_id, RequestDecision.GRANTED)
        unknown = Entry(Right.ACCESS, RequestDoor.LETTER, TODAY, departement=RHONE, reach="poste restante d’essai")
        house.do(receiving_requests.receive, house["referent"], unknown)

    def _breaches(self, contact_id: str) -> None:
        """An incident that nobody took in hand, a breach whose people are told, complaints."""
        house, dpo = self.house, self.house["dpo"]
        case_id = self._case("CONCERNÉE")
        said = Declaration(IncidentKind.WRONG_RECIPIENT, house.clock.now(), 1, ofii_data=True)
        house.do(declaring.declare, house["referent"], self._sent(case_id, contact_id), said)
        known = house.do(declaring.declare, house["referent"], self._sent(case_id, contact_id), said).line.id
        found = house.do(breach_standing.read, dpo, known).discovered_at
        house.do(breach_handling.take_in_hand, dpo, known, AwareOf.STAFF, found)
        house.do(breach_handling.assess, dpo, known, Risk.HIGH, "Un avis d’essai.")
        grounds = dict.fromkeys(breach_handling.GROUNDS, "Un motif d’essai.")
        decision = Decision(Risk.HIGH, tell_cnil=True, tell_people=True)
        house.do(breach_handling.decide, house["controller"], known, decision, grounds)
        for who, case in (("referent", case_id), ("dpo", None)):
            form = ComplaintForm(RHONE, ComplaintAbout.SHARED, ComplaintWay.BY_VOICE, house.clock.now())
            house.do(complaints.receive, house[who], form, case)

    def _holds(self) -> None:
        """A hold that is asked for, and one that stands."""
        house = self.house
        for name in ("RETENUE", "GARDÉE"):
            form = HoldForm(
                HoldKind.RESTRICTION, HoldScope.CASE, self._case(name), "Demande fictive n° 1.",
                review_on=date(2027, 1, 20),
            )  # fmt: skip
            hold_id = house.do(holding_back.ask, house["coordinator"], form)
        house.do(holding_back.advise, house["dpo"], hold_id, Opinion.FAVOURABLE, "Un avis d’essai.")
        house.do(holding_back.decide, house["controller"], hold_id, HoldDecision.GRANTED, "Un motif d’essai.")

    def _referral(self) -> None:
        """Somebody is referred by a letter of an accommodation."""
        house = self.house
        contact_id = house.contact(house.partner(PartnerKind.SPADA))
        _, (document_id,) = house.deposited(By(contact_id), Sent(PDF, "orientation.pdf"))
        referred = referring.Referred(CirState.NOT_SIGNED)
        house.do(attaching.attach, house["referent"], document_id, self._case("ORIENTÉE"), referred=referred)
