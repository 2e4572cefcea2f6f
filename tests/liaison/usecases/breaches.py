"""How does a breach go in a test? A house that lived a little, and short ways through the breach room."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from liaison.rules.breach_course import Decision
from liaison.store import breaches as store
from liaison.usecases import (
    breach_alerts,
    breach_handling,
    breach_telling,
    breach_viewing,
    declaring,
    keeping_conventions,
)
from liaison.usecases.breach_clocks import ClockView
from liaison.usecases.breach_handling import Facts, LeadForm
from liaison.usecases.breach_telling import Telling
from liaison.usecases.breach_viewing import BreachPage
from liaison.usecases.declaring import Declaration
from liaison.usecases.keeping_conventions import CorrespondentForm
from liaison.vocabulary import Duty, IncidentKind, PartnerKind, Party
from liaison.vocabulary.breaches import AwareOf, Effect, Measure, Nature, Passage, Risk, Way, Whom
from tests.factories import RHONE, House

GROUNDS: Final[Mapping[Passage, str]] = {
    Passage.RISK: "Le pli était chiffré, la clé est partie ailleurs.",
    Passage.CNIL: "Le risque est réel.",
    Passage.PEOPLE: "Le risque est élevé.",
}
FACTS: Final = Facts(
    (Nature.CONFIDENTIALITY,), (Effect.LOCATED,), (Measure.KEY_REVOKED, Measure.DELETION_ASKED), 1, True,
    {Passage.FACTS: "Une clé donnée au mauvais service.", Passage.EFFECTS: "", Passage.MEASURES: "Rappel fait."},
)  # fmt: skip


def declare(house: House, transmission_id: str, *, at: datetime | None = None, ofii: bool | None = None) -> str:
    """Let the référent declare that a pli went to the wrong person; return the incident."""
    declaration = Declaration(IncidentKind.WRONG_RECIPIENT, at or house.clock.now(), 0, ofii)
    return house.do(declaring.declare, house["referent"], transmission_id, declaration).line.id


def declare_alone(house: House, kind: IncidentKind = IncidentKind.LOST_DEVICE, *, who: str = "referent") -> str:
    """Let somebody declare an incident that is about no pli."""
    declaration = Declaration(kind, house.clock.now(), 0, ofii_data=None)
    return house.do(declaring.declare_alone, house[who], RHONE, declaration).line.id


def open_up(house: House, incident_id: str, *, at: datetime | None = None) -> BreachPage:
    """Take an incident in hand as the DPO, known since it was declared unless told otherwise."""
    known = house.do(breach_viewing.open_breach, house["dpo"], incident_id).page.line.discovered_at
    house.do(breach_handling.take_in_hand, house["dpo"], incident_id, AwareOf.STAFF, at or known)
    return look(house, incident_id)


def look(house: House, incident_id: str) -> BreachPage:
    """See a breach as the DPO does."""
    return house.do(breach_viewing.open_breach, house["dpo"], incident_id)


def lead(house: House, incident_id: str, form: LeadForm) -> BreachPage:
    """Follow a lead as the DPO."""
    house.do(breach_handling.add_lead, house["dpo"], incident_id, form)
    return look(house, incident_id)


def found(house: House, incident_id: str) -> set[str]:
    """Name the dossiers that the service found, which no page of the DPO does."""
    return {row.case_id for row in house.do(lambda ctx: list(store.list_persons(ctx.session, incident_id)))}


def decide(house: House, incident_id: str, risk: Risk = Risk.HIGH, *, cnil: bool = True, people: bool = True) -> None:
    """Let the DPO assess and the controller decide."""
    house.do(breach_handling.assess, house["dpo"], incident_id, risk, "Un avis motivé.")
    decision = Decision(risk, tell_cnil=cnil, tell_people=people)
    house.do(breach_handling.decide, house["controller"], incident_id, decision, GROUNDS)


def clock_of(house: House, incident_id: str, whom: Whom) -> ClockView:
    """Return the one clock of its kind."""
    (clock,) = [one for one in look(house, incident_id).page.line.clocks if one.kind is whom]
    return clock


def tell(house: House, clock_ids: Iterable[str], way: Way = Way.POST) -> None:
    """Note that somebody was told just now."""
    for clock_id in clock_ids:
        house.do(breach_telling.note, house["dpo"], clock_id, Telling(way, house.clock.now()))


def alerts(house: House) -> int:
    """Let the worker look at the delays; return how many mails it queued."""
    return house.do(breach_alerts.alert_due)


def party(house: House) -> tuple[str, str, str]:
    """Add a mission locale with a convention that names its correspondent; return partner, contact, convention."""
    partner_id = house.partner(PartnerKind.MISSION_LOCALE)
    convention_id = house.convention(partner_id, "spe")
    named = CorrespondentForm(
        Party.PARTNER, Duty.DATA_PROTECTION, "Registrine", "Aglaé", "DPD", "dpd@partenaire.example"
    )
    house.do(keeping_conventions.save_correspondent, house["coordinator"], convention_id, named)
    return partner_id, house.contact(partner_id), convention_id
