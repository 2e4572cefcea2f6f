"""Whom does a breach concern? Exactly what was sent and read, by a house that lived; never more, never by name."""

from datetime import timedelta

import pytest

from liaison.errors import Denied, Invalid, WrongState
from liaison.events import EventKind
from liaison.store import tracing
from liaison.store.tracing import Span
from liaison.usecases import (
    breach_handling,
    breach_viewing,
    drafting,
    keeping_cases,
    viewing,
)
from liaison.usecases.breach_handling import LeadForm
from liaison.vocabulary import AgreementKind, IncidentKind, Origin, PartnerKind
from liaison.vocabulary.breaches import Lead
from tests.deposits import By, Sent
from tests.factories import PERSON, House
from tests.letters import PDF
from tests.liaison.usecases.breaches import declare, declare_alone, found, lead, look, open_up


def case(house: House, name: str, *, by: str = "referent") -> str:
    """Open the dossier of somebody of this name."""
    return house.case(raw={"beneficiary.last_name": name}, by=by)


@pytest.mark.requirement("G-2", "G-4")
def test_a_pli_concerns_its_person(house: House) -> None:
    """From a pli: its person, the sorts of data that it really held, and the partner who has it."""
    transmission_id = house.sent()
    case(house, "AUTRE")
    incident_id = declare(house, transmission_id)
    page = open_up(house, incident_id)
    assert {house.row(transmission_id).case_id} == found(house, incident_id)
    assert (1, 1, 1) == (page.found, page.records, page.page.people)
    assert "identité" in page.categories
    assert not [sort for sort in page.categories if sort.startswith("santé")]
    assert page.page.ofii_data is None, "nothing came from the OFII, and nobody said that none did"


@pytest.mark.requirement("G-3", "F-7")
def test_health_and_ofii_are_told(house: House) -> None:
    """Health data are found where the box was ticked, data of the OFII where they came from it."""
    case_id = house.do(
        keeping_cases.create_case, house["referent"], departement="69", raw=PERSON, origin=Origin.OFII
    )  # fmt: skip
    for kind in (AgreementKind.ENGAGEMENT, AgreementKind.SPE_REFERRAL, AgreementKind.HEALTH):
        house.agree(case_id, kind)
    fiche_id = house.draft(case_id, "spe", contact_id=house.recipient("spe"))
    house.type(fiche_id, {"barriers.health": "oui"})
    transmission_id = house.send(fiche_id)
    house.work()
    page = open_up(house, declare(house, transmission_id))
    assert "santé (donnée sensible, article 9)" in page.categories
    assert page.page.ofii_data is True


@pytest.mark.requirement("G-2")
def test_a_partner_concerns_what_left_for_it(house: House) -> None:
    """From a partner, in a period: the plis that left for it then; none that waits, none of another, none before."""
    partner_id = house.partner(PartnerKind.CPH)
    contact_id = house.contact(partner_id)
    before, first, second, waiting = (case(house, name) for name in ("AVANT", "UN", "DEUX", "ATTEND"))
    house.send(house.draft(before, contact_id=contact_id))
    house.work()
    house.clock.advance(days=2)
    start = house.clock.now()
    for one in (first, second):
        house.send(house.draft(one, contact_id=contact_id))
    house.work()
    house.sent_to("AILLEURS")
    house.send(house.draft(waiting, contact_id=contact_id))
    incident_id = declare_alone(house, IncidentKind.OTHER)
    open_up(house, incident_id)
    page = lead(house, incident_id, LeadForm(Lead.PARTNER, partner_id, start))
    assert {first, second} == found(house, incident_id)
    assert 2 == page.records
    everything = lead(house, incident_id, LeadForm(Lead.PARTNER, partner_id))
    assert {before, first, second} == found(house, incident_id)
    assert [2, 3] == sorted(one.people for one in everything.leads)
    assert 3 == everything.records, "what two leads led to is counted once"


@pytest.mark.requirement("G-2", "G-8")
def test_a_user_concerns_what_they_read(house: House) -> None:
    """From an account: the dossiers, fiches and documents that it really opened in the period, as the journal says."""
    read, written, untouched, earlier = (case(house, name) for name in ("LU", "ÉCRIT", "JAMAIS", "AVANT"))
    coordinator = house["coordinator"]
    fiche_id = house.draft(written)
    _, (document_id,) = house.deposited(By(house.contact(house.partner(PartnerKind.SPADA))), Sent(PDF))
    house.do(keeping_cases.open_case, coordinator, earlier)
    house.clock.advance(days=1)
    start = house.clock.now()
    house.do(keeping_cases.open_case, coordinator, read)
    house.do(drafting.open_fiche, coordinator, fiche_id)
    house.do(keeping_cases.list_cases, coordinator, search="jamais")
    house.do(viewing.download, coordinator, document_id)
    house.clock.advance(hours=1)
    end = house.clock.now()
    house.do(keeping_cases.open_case, coordinator, untouched)

    incident_id = declare_alone(house, IncidentKind.ACCOUNT_USED)
    open_up(house, incident_id)
    page = lead(house, incident_id, LeadForm(Lead.USER, coordinator.account_id, start, end))
    assert {read, written} == found(house, incident_id)
    assert [(2, 2, 1)] == [(one.people, one.records, one.searches) for one in page.leads]
    acts = house.do(lambda ctx: tracing.acts_of(ctx.session, coordinator.account_id, Span(start, end)))
    assert (EventKind.CASE_READ.value, read) in acts


@pytest.mark.requirement("G-2")
def test_a_lost_device_concerns_the_lists_too(house: House) -> None:
    """From a lost telephone: what its owner read, and everybody whose name stands on their lists."""
    own, other = case(house, "SIENNE"), case(house, "AUTRE", by="other referent")
    incident_id = declare_alone(house)
    open_up(house, incident_id)
    lead(house, incident_id, LeadForm(Lead.DEVICE, house["referent"].account_id))
    assert {own} == found(house, incident_id)
    lead(house, incident_id, LeadForm(Lead.DEVICE, house["coordinator"].account_id))
    assert {own, other} == found(house, incident_id)


@pytest.mark.requirement("G-2")
def test_a_period_concerns_what_left_and_came(house: House) -> None:
    """From a period: the plis that left of the département; another day's are not in it, nor another département's."""
    outside = house.row(house.sent_to("HORS")).case_id
    house.clock.advance(days=3)
    start = house.clock.now()
    inside = house.row(house.sent_to("DEDANS")).case_id
    contact_id = house.contact(house.partner(PartnerKind.CPH, departement="42"), departement="42")
    elsewhere = case(house, "LOIRE", by="referent of the Loire")
    house.send(house.draft(elsewhere, contact_id=contact_id, by="referent of the Loire"), by="referent of the Loire")
    house.work()
    house.clock.advance(days=1)
    house.sent_to("APRÈS")
    incident_id = declare_alone(house, IncidentKind.OTHER)
    open_up(house, incident_id)
    lead(house, incident_id, LeadForm(Lead.PERIOD, "", start, start + timedelta(days=1)))
    assert {inside} == found(house, incident_id)
    assert outside not in found(house, incident_id)


@pytest.mark.requirement("A-2")
def test_whose_lead_it_may_be(house: House) -> None:
    """Only the DPO and the controller follow leads, in their départements, once the breach is open."""
    transmission_id = house.sent()
    incident_id = declare(house, transmission_id)
    form = LeadForm(Lead.TRANSMISSION, transmission_id)
    with pytest.raises(WrongState):
        house.do(breach_handling.add_lead, house["dpo"], incident_id, form)
    open_up(house, incident_id)
    for who in ("referent", "coordinator"):
        with pytest.raises(Denied):
            house.do(breach_handling.add_lead, house[who], incident_id, form)
    now = house.clock.now()
    with pytest.raises(Invalid):
        house.do(breach_handling.add_lead, house["dpo"], incident_id, LeadForm(Lead.PERIOD, "", now, now))
    assert not look(house, incident_id).ended_by
    assert house.do(breach_viewing.choices, house["controller"], incident_id).users
