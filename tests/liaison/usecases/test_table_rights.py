"""Does a person get what the tables say of them, and is the DT OFII among those who are told (RGPD art. 15, 16, 19)?"""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from liaison.records import BreachLead, RightsRecipient
from liaison.store import rights as store
from liaison.usecases import breach_finding, declaring, keeping_cases, telling_recipients
from liaison.usecases.breach_finding import Concerned
from liaison.usecases.context import Context
from liaison.usecases.tables import convocations, deciding
from liaison.usecases.tables import frozen as frozen_pages
from liaison.usecases.tables.deciding import Decision
from liaison.vocabulary import Origin
from liaison.vocabulary.breaches import Lead
from liaison.vocabulary.rights import Right
from liaison.vocabulary.tables import OfiiDecision
from tests import monthly, rights
from tests.factories import RHONE, House
from tests.frozen_tables import frozen, send

pytestmark = pytest.mark.requirement("G-1")


def test_the_copy_holds_their_rows_and_nobody_elses(house: House, tmp_path: Path) -> None:
    """What was sent, when, by which pli, what the OFII decided, its appointment; of this one only."""
    table = frozen(house)
    pli = send(house, table)
    meeting = Decision(OfiiDecision.VALIDATED, "", date(2026, 12, 8), time(9, 30), "12 rue de l’Essai, Lyon")
    house.do(deciding.record, house["coordinator"], table.rows[0], meeting)
    request_id = rights.received(house, table.cases[0], Right.ACCESS)
    rights.proved(house, request_id)

    files = rights.opened(house, request_id, tmp_path / "copy")
    said = rights.machine(files)

    assert f"Tableau {table.number}, ligne L001, envoyé à l’OFII le 21/11/2026" in said
    assert "ESSAIRAL" in said
    assert "0069123" in said
    assert f"Tableau des orientations, pli {house.row(pli).reference}" in said
    assert "décision de l’OFII" in said
    assert "validée" in said
    assert "le 08/12/2026 à 09:30, 12 rue de l’Essai, Lyon" in said
    assert "premier rendez-vous du programme" in said  # with the operator, not with the OFII (guide:233-235)
    assert "FICTIVAL" not in said
    assert "TESTOVITCH" not in said
    assert "L002" not in said


def test_the_dt_ofii_is_told_of_a_rectification(house: House) -> None:
    """A row that says something else than the dossier does now: its reference and its line, never the name."""
    table = frozen(house)
    pli = send(house, table)
    case = house.do(keeping_cases.open_case, house["referent"], table.cases[1])
    raw = {key: value.raw for key, value in case.values.items()} | {"beneficiary.birth_date": "15/02/1991"}
    house.do(keeping_cases.save_case, house["referent"], case.id, raw=raw, origin=Origin.PERSON, revision=case.revision)
    request_id = rights.received(house, table.cases[1], Right.RECTIFICATION)
    same = rights.received(house, table.cases[2], Right.RECTIFICATION)

    assert 0 == house.do(telling_recipients.search, house["coordinator"], same)
    assert 1 == house.do(telling_recipients.search, house["coordinator"], request_id)
    (one,) = house.do(_recipients, request_id)
    assert (pli, None) == (one.transmission_id, one.fiche_id)
    house.do(telling_recipients.send_notice, house["coordinator"], one.id)
    house.work()
    (mail,) = [mail for mail in house.mailer.mails() if "(ligne L002)" in mail.text]
    assert f"{house.row(pli).reference} (ligne L002)" in mail.text
    assert "Appelez-nous" in mail.text
    assert "FICTIVAL" not in mail.text


def test_the_dt_ofii_is_told_of_an_erasure(house: House) -> None:
    """It is among the recipients, once, by the pli of the table."""
    table = frozen(house)
    pli = send(house, table)
    request_id = rights.received(house, table.cases[0], Right.ERASURE)

    assert 1 == house.do(telling_recipients.search, house["coordinator"], request_id)
    (one,) = house.do(_recipients, request_id)
    assert pli == one.transmission_id


@pytest.mark.requirement("G-2")
def test_a_breach_concerns_everybody_in_the_table(house: House) -> None:
    """A key of its pli that reached a stranger: as many people as rows, and the sorts of data of eleven columns."""
    table = frozen(house)
    pli = send(house, table)

    assert 3 == house.do(declaring.ask, house["coordinator"], pli).people
    concerned = house.do(_concerned, pli)
    assert set(table.cases) == {one.case_id for one in concerned}
    assert {"identification", "status", "orientation"} <= set(concerned[0].categories)


@pytest.mark.requirement("G-2")
def test_who_looked_at_a_table_saw_everybody_in_it(house: House) -> None:
    """An account that was taken over: the people of a frozen table, and of a proposed one everybody it is made of."""
    table = frozen(house)
    house.do(frozen_pages.read_table, house["coordinator"], table.id)
    seen = house.do(_seen_by, house["coordinator"].account_id)
    assert set(table.cases) == {one.case_id for one in seen}

    other = house.case(raw={"beneficiary.last_name": "AUTRESSAI"}, by="other referent")
    monthly.view(house, monthly.open_table(house, "2026-12"))
    seen = house.do(_seen_by, house["coordinator"].account_id)
    assert {*table.cases, other} == {one.case_id for one in seen}


@pytest.mark.requirement("G-2", "A-2")
def test_who_looked_at_one_decision_saw_one_person(house: House) -> None:
    """A référent reads the decision about their own, and not the table: an account that was taken over saw no more."""
    table = frozen(house)
    send(house, table)
    house.do(deciding.record, house["coordinator"], table.rows[0], Decision(OfiiDecision.REFUSED, "Motif d’essai"))
    house.clock.advance(days=1)
    start = house.clock.now()
    house.do(convocations.show, house["referent"], table.rows[0])
    house.do(deciding.ask, house["coordinator"], table.rows[1])
    for who, row in (("referent", 0), ("coordinator", 1)):
        seen = house.do(_seen_by, house[who].account_id, start)
        assert [table.cases[row]] == [one.case_id for one in seen]


def _concerned(ctx: Context, pli: str) -> list[Concerned]:
    lead = BreachLead(
        id="", incident_id="", kind=Lead.TRANSMISSION.value, subject_id=pli, added_at=ctx.now, added_by=""
    )
    return breach_finding.look_into(ctx, breach_finding.trace(ctx, lead, frozenset({RHONE})).things)


def _seen_by(ctx: Context, account_id: str, start: datetime | None = None) -> list[Concerned]:
    lead = BreachLead(
        id="", incident_id="", kind=Lead.USER.value, subject_id=account_id, added_at=ctx.now, added_by="",
        starts_at=start,
    )  # fmt: skip
    return breach_finding.look_into(ctx, breach_finding.trace(ctx, lead, frozenset({RHONE})).things)


def _recipients(ctx: Context, request_id: str) -> list[RightsRecipient]:
    return telling_recipients.find(ctx, store.lock_request(ctx.session, request_id))
