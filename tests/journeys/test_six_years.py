"""Does all that the DPO watches over hold for six years, night after night, and can it be proved elsewhere at the end?

What is due is destroyed every night. The rest of a night's work is run as the worker runs it: each night around what
happens, one a week in calm stretches, for the walk along both chains makes it take a tenth of a second;
LIAISON_TEST_EVERY_NIGHT=1 runs all of all 2,192 nights.
"""

import logging
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from liaison.errors import Invalid, Refused
from liaison.events import EventKind
from liaison.rules.calendar import PARIS
from liaison.rules.rights import ClockState
from liaison.usecases import (
    agreeing,
    answering_requests,
    attaching,
    attesting,
    backing_up,
    breach_handling,
    breach_people,
    breach_telling,
    certificates,
    certifying,
    complaints,
    deciding_requests,
    destroying,
    holding_back,
    keeping_conventions,
    remembering,
    walking,
)
from liaison.usecases.answering_requests import Answer
from liaison.usecases.attesting import Given
from liaison.usecases.breach_telling import Telling
from liaison.usecases.complaints import ComplaintForm, Reply
from liaison.usecases.holding_back import HoldForm
from liaison.usecases.keeping_conventions import AmendmentForm, TerminationForm
from liaison.usecases.registers import declaring
from liaison.usecases.registers.declaring import SubprocessorForm
from liaison.vocabulary import AgreementKind, AmendmentChange, Chain, DeadlineSubject, Origin, PartnerKind, Party, Role
from liaison.vocabulary.attestations import Attested, Attestor, RequestState
from liaison.vocabulary.breaches import ComplaintAbout, ComplaintAnswer, ComplaintWay, Course, Late, Way, Whom
from liaison.vocabulary.retention import Decision, HoldKind, HoldScope, Opinion
from liaison.vocabulary.rights import AnswerWay, ExtensionReason, Right
from tests import factories
from tests.clock import FixedClock
from tests.deposits import By, Sent
from tests.factories import RHONE, House
from tests.journeys import reading_all, six_years
from tests.journeys.reading_all import Reader, told
from tests.journeys.six_years import EUDOXIE, EVERYBODY, FULBERT, ROSEMONDE, THEODULE, YSOLINDE, Years
from tests.letters import PDF
from tests.liaison.cli.conftest import CommandLine
from tests.liaison.usecases.breaches import FACTS, clock_of, decide, declare, look, open_up
from tests.partners_copies import DPO_EMAIL, mailed, name_correspondent, requests, token_in
from tests.rights import decided, machine, opened, proved, received, row_of

END = date(2032, 11, 21)
SPE_END = date(2027, 6, 30)
WHY = "Recours devant le tribunal administratif, instance 2029-000 (fictive)."


@pytest.fixture
def years(tmp_path: Path, clock: FixedClock) -> Iterator[Years]:
    """Give a house that partners reach from outside, on the first of its days."""
    house = factories.build("", tmp_path / "house", clock)
    yield Years(house.reached_from_outside())
    factories.close(house.service)


@pytest.mark.requirement("R-1", "R-2", "R-3", "R-4", "R-5", "R-6", "R-7", "R-8", "G-1", "G-2", "G-3", "G-4", "G-8")
def test_six_years(years: Years, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """People come, leave and come back; each of their words goes on its day; what is left is proved elsewhere."""
    caplog.set_level(logging.WARNING)
    begin(years)
    before = six_years.backed_up(years.house, tmp_path / "before")
    the_first_winter(years)
    a_breach_before_the_change_of_hour(years)
    conventions_end(years)
    a_request_crosses_a_month_end(years)
    dpo = reading_all.enter(years.house, "dpo")
    dpo.read_all()
    copied_and_erased(years, tmp_path / "copy")
    held_and_let_go(years)
    years.until(END)
    assert [False, False, False, False, True] == [years.lives(who) for who in EVERYBODY]
    restored_elsewhere(years, before, tmp_path)
    dpo.read_all()
    proved_elsewhere(years, dpo, tmp_path / "elsewhere")
    assert set() == reading_all.opened_to(Role.DPO) - dpo.opened
    letters = [(f"mail {mail.id}", f"{mail.to} {mail.subject} {mail.text}") for mail in years.house.mailer.mails()]
    texts = [(f"sms {text.at}", text.body) for text in years.house.doors.texts()]
    assert len(letters) > 50
    canaries = [canary for who in EVERYBODY for canary in who.canaries]
    assert [] == told(canaries, [*dpo.seen.items(), *letters, *texts])
    assert [] == [record.getMessage() for record in caplog.records if record.name.startswith("liaison")]
    assert years.nights > (END - date(2026, 11, 21)).days / 7


def begin(years: Years) -> None:
    """Five people come; fiches leave under an SPE convention, a PIC IPR one and none; one is answered."""
    house = years.house
    for who in EVERYBODY:
        years.welcome(who, origin=Origin.OFII if who is FULBERT else Origin.PERSON)
        house.agree(years.cases[who.last_name], AgreementKind.ENGAGEMENT)
    for model, kind in (("spe", PartnerKind.MISSION_LOCALE), ("pic_ipr", PartnerKind.PIC_IPR)):
        partner_id = house.partner(kind)
        years.contacts[model] = house.contact(partner_id)
        years.conventions[model] = house.convention(partner_id, model, ends_on=SPE_END if model == "spe" else None)
        name_correspondent(house, years.conventions[model], DPO_EMAIL if model == "spe" else "dpd@tremplin.example")
    years.contacts["generic"] = house.recipient()
    for who, model in (
        (YSOLINDE, "spe"), (ROSEMONDE, "spe"), (THEODULE, "pic_ipr"), (EUDOXIE, "generic"), (FULBERT, "generic"),
    ):  # fmt: skip
        years.send(who, model, years.contacts[model])
    answer = By(years.contacts["generic"], years.plis[EUDOXIE.last_name])
    _, (document_id,) = house.deposited(answer, Sent(PDF, f"{EUDOXIE.last_name}.pdf"))
    house.do(attaching.attach, house["referent"], document_id, years.cases[EUDOXIE.last_name])


def the_first_winter(years: Years) -> None:
    """A support ends, a convention is given notice of, a request comes on the last day of a month."""
    house = years.house
    years.at(datetime(2027, 1, 15, 10, tzinfo=PARIS))
    years.end(THEODULE, date(2026, 12, 31))
    assert date(2029, 12, 31) == years.due(THEODULE, "R-1")
    assert date(2028, 2, 29) == years.due(THEODULE, "R-2", DeadlineSubject.FICHE)
    notice = TerminationForm(Party.PARTNER, date(2027, 1, 15), date(2027, 2, 14))
    with pytest.raises(Invalid):  # a month after the letter at the earliest
        house.do(keeping_conventions.terminate, house["coordinator"], years.conventions["pic_ipr"], notice)
    effective = replace(notice, effective_on=date(2027, 2, 15))
    house.do(keeping_conventions.terminate, house["coordinator"], years.conventions["pic_ipr"], effective)
    assert date(2027, 4, 15) == years.due(THEODULE, "R-2", DeadlineSubject.FICHE)
    years.at(datetime(2027, 2, 2, 9, tzinfo=PARIS))
    request_id = received(house, years.cases[EUDOXIE.last_name], Right.NOTIFICATION, on=date(2027, 1, 31))
    assert date(2027, 2, 28) == years.request(request_id).due_on
    years.at(datetime(2027, 2, 26, 9, tzinfo=PARIS))
    years.end(YSOLINDE, date(2027, 2, 10))
    assert date(2030, 2, 10) == years.due(YSOLINDE, "R-1")
    proved(house, request_id, on=date(2027, 2, 26))
    decided(house, request_id, by="referent")
    answer = Answer(AnswerWay.IN_PERSON, date(2027, 2, 26), recourse_told=True)
    house.do(answering_requests.answer, house["referent"], request_id, answer)


def a_breach_before_the_change_of_hour(years: Years) -> None:
    """Known on a Saturday at 23:40 in Paris: four hours, a day and a half, three days, to the minute."""
    house = years.house
    years.at(datetime(2027, 3, 27, 23, 40, tzinfo=PARIS))
    breach = declare(house, years.plis[ROSEMONDE.last_name], ofii=True)
    clocks = open_up(house, breach).page.line.clocks
    assert {
        Whom.OFII: "28/03/2027 04:40", Whom.PARTY: "29/03/2027 12:40", Whom.CNIL: "31/03/2027 00:40",
    } == {clock.kind: f"{clock.due_at.astimezone(PARIS):%d/%m/%Y %H:%M}" for clock in clocks}  # fmt: skip
    house.do(breach_handling.describe, house["dpo"], breach, FACTS)
    house.clock.move_to(datetime(2027, 3, 28, 4, 40, tzinfo=PARIS))
    ofii = clock_of(house, breach, Whom.OFII)
    house.do(breach_telling.note, house["dpo"], ofii.id, Telling(Way.CALL, house.clock.now()))  # the very minute
    years.at(datetime(2027, 3, 29, 12, 30, tzinfo=PARIS))
    party = clock_of(house, breach, Whom.PARTY)
    house.do(breach_telling.write_to_party, house["dpo"], party.id, Telling(Way.SERVICE_MAIL, house.clock.now()))
    decide(house, breach)
    house.clock.move_to(datetime(2027, 3, 31, 0, 41, tzinfo=PARIS))
    cnil = clock_of(house, breach, Whom.CNIL)
    with pytest.raises(Invalid):  # one minute past
        house.do(breach_telling.note, house["dpo"], cnil.id, Telling(Way.ONLINE, house.clock.now()))
    late = Telling(Way.ONLINE, house.clock.now(), Late.FACTS_AWAITED, "Les faits manquaient.")
    house.do(breach_telling.note, house["dpo"], cnil.id, late)
    assert (None, None, Late.FACTS_AWAITED) == tuple(
        clock_of(house, breach, whom).late for whom in (Whom.OFII, Whom.PARTY, Whom.CNIL)
    )
    case_id = years.cases[ROSEMONDE.last_name]
    house.do(breach_people.note_informed, house["referent"], breach, case_id, date(2027, 3, 31), Way.MEETING)
    house.do(breach_handling.end, house["controller"], breach)
    assert Course.CLOSED is look(house, breach).page.line.course


def a_complaint(years: Years) -> None:
    """It has its 36 hours, to the other party of the convention; somebody is informed, a host declared."""
    house, case_id = years.house, years.cases[ROSEMONDE.last_name]
    form = ComplaintForm(RHONE, ComplaintAbout.SHARED, ComplaintWay.BY_LETTER, house.clock.now())
    line = house.do(complaints.receive, house["referent"], form, case_id)
    (clock,) = line.clocks
    assert timedelta(hours=36) == clock.due_at - line.received_at
    telling = Telling(Way.SERVICE_MAIL, house.clock.now())
    house.do(breach_telling.write_to_party, house["dpo"], clock.id, telling)
    reply = Reply(ComplaintAnswer.SATISFIED, years.today, "La copie a été supprimée.")
    house.do(complaints.close, house["controller"], line.id, reply)
    version = house.do(agreeing.notice_texts, house["referent"], case_id)[0].version
    house.do(agreeing.record_notice, house["referent"], case_id, years.today, version=version)
    host = SubprocessorForm(
        "hosting:liaison.operateur.example", "Hébergeur Fictif SAS", "contact@hebergeur.example", "FR", False,
        date(2026, 1, 1), None, date(2025, 12, 15),
    )  # fmt: skip
    house.do(declaring.save_subprocessor, house["dpo"], host)


def conventions_end(years: Years) -> None:
    """Re-entry, an amendment before the end, copies asked back, OFII values out, fiches gone on their nights."""
    house = years.house
    years.at(datetime(2027, 4, 5, 9, tzinfo=PARIS))
    years.end(YSOLINDE, None)
    assert years.due(YSOLINDE, "R-1") is None
    years.goes_in_the_night_after(date(2027, 4, 8), lambda: years.fiche_stands(THEODULE))
    years.at(datetime(2027, 5, 20, 9, tzinfo=PARIS))
    prolonged = AmendmentForm("n° 1", date(2027, 5, 18), (AmendmentChange.TERM,), date(2027, 11, 30))
    house.do(keeping_conventions.amend, house["coordinator"], years.conventions["spe"], prolonged)
    a_complaint(years)
    assert date(2028, 1, 30) == years.due(YSOLINDE, "R-2", DeadlineSubject.FICHE)
    years.until(date(2027, 11, 30))
    assert [] == mailed(house)
    years.at(datetime(2027, 12, 6, 9, tzinfo=PARIS))
    (letter,) = mailed(house)
    given = Given(Attested.ALL_DESTROYED, Attestor.DATA_PROTECTION)
    house.do(attesting.attest, token_in(letter), "attester", given)
    states = {line.convention_id: line.state for line in requests(house)}
    assert RequestState.ATTESTED is states[years.conventions["spe"]]
    assert RequestState.UNANSWERED is states[years.conventions["pic_ipr"]]
    years.goes_in_the_night_after(date(2027, 12, 24), lambda: years.holds(FULBERT, "agdref"))
    assert years.lives(FULBERT)
    years.goes_in_the_night_after(date(2028, 1, 23), lambda: years.fiche_stands(YSOLINDE))


def a_request_crosses_a_month_end(years: Years) -> None:
    """Received on 31 January of a leap year: due on 29 February, prolonged within the month, due on 30 April."""
    house = years.house
    years.at(datetime(2028, 1, 31, 16, tzinfo=PARIS))
    years.access = received(house, years.cases[EUDOXIE.last_name], Right.ACCESS, on=date(2028, 1, 31))
    assert date(2028, 2, 29) == years.request(years.access).due_on
    years.at(datetime(2028, 2, 20, 9, tzinfo=PARIS))
    house.do(deciding_requests.extend, house["coordinator"], years.access, ExtensionReason.COMPLEXITY, "Deux plis.")
    assert date(2028, 2, 29) == years.request(years.access).due_on, "not before the person is told"
    house.do(deciding_requests.note_extension_told, house["referent"], years.access, date(2028, 2, 20))
    assert date(2028, 4, 30) == years.request(years.access).due_on
    years.at(datetime(2028, 3, 9, 9, tzinfo=PARIS))
    open_up(house, declare(house, years.plis[EUDOXIE.last_name], ofii=False))


def copied_and_erased(years: Years, folder: Path) -> None:
    """The copy is handed over before the day; another person asks to be erased, and is, under their number."""
    house = years.house
    years.at(datetime(2028, 4, 20, 9, tzinfo=PARIS))
    proved(house, years.access, on=date(2028, 4, 20))
    decided(house, years.access)
    copy = machine(opened(house, years.access, folder))
    typed = [*EUDOXIE.raw.values(), EUDOXIE.words]
    assert typed
    assert typed == [canary for canary, _ in told(typed, [("copy", copy)])], "the search is blind"
    answer = Answer(AnswerWay.IN_PERSON, date(2028, 4, 20))
    house.do(answering_requests.answer, house["referent"], years.access, answer)
    assert ClockState.ANSWERED is years.request(years.access).state
    years.at(datetime(2028, 5, 10, 9, tzinfo=PARIS))
    erasure = received(house, years.cases[FULBERT.last_name], Right.ERASURE, on=date(2028, 5, 9))
    proved(house, erasure, on=date(2028, 5, 10))
    years.until(date(2028, 5, 20))
    assert years.lives(FULBERT)
    decided(house, erasure, by="controller")
    years.until(date(2028, 5, 21))
    assert not years.lives(FULBERT)
    begun = years.entries(EventKind.DESTRUCTION_BEGUN)[-1]
    assert row_of(house, erasure).number == begun["request"]
    years.at(datetime(2028, 10, 2, 9, tzinfo=PARIS))
    years.end(EUDOXIE, date(2028, 6, 30))
    years.end(YSOLINDE, date(2028, 9, 30))
    assert date(2031, 9, 30) == years.due(YSOLINDE, "R-1")


def held_and_let_go(years: Years) -> None:
    """A litigation keeps a dossier nine months beyond its day; a legal obligation another, to its term."""
    years.at(datetime(2029, 6, 1, 9, tzinfo=PARIS))
    house, scope = years.house, HoldScope.CASE
    form = HoldForm(HoldKind.LITIGATION, scope, years.cases[THEODULE.last_name], WHY, review_on=date(2030, 5, 1))
    litigation = grant(house, form)
    years.until(date(2029, 12, 31))
    assert years.lives(THEODULE)
    years.at(datetime(2030, 4, 29, 9, tzinfo=PARIS))
    house.do(holding_back.keep, house["controller"], litigation, date(2031, 4, 1))
    years.at(datetime(2030, 9, 15, 10, tzinfo=PARIS))
    assert years.lives(THEODULE)
    house.do(holding_back.lift, house["controller"], litigation)
    years.goes_in_the_night_after(date(2030, 9, 15), lambda: years.lives(THEODULE))
    years.at(datetime(2031, 5, 1, 9, tzinfo=PARIS))
    text, term = "Règlement (UE) 2021/1060, article 82", date(2031, 12, 31)
    grant(house, HoldForm(HoldKind.LEGAL_OBLIGATION, scope, years.cases[EUDOXIE.last_name], WHY, text, term))
    years.goes_in_the_night_after(date(2031, 9, 23), lambda: years.lives(YSOLINDE))
    years.goes_in_the_night_after(term, lambda: years.lives(EUDOXIE))


def grant(house: House, form: HoldForm) -> str:
    """Ask for a hold, with the DPO's opinion and the controller's decision."""
    hold_id = house.do(holding_back.ask, house["coordinator"], form)
    house.do(holding_back.advise, house["dpo"], hold_id, Opinion.FAVOURABLE, "Le recours est connu.")
    house.do(holding_back.decide, house["controller"], hold_id, Decision.GRANTED, "Preuve utile.")
    return hold_id


def restored_elsewhere(years: Years, before: tuple[Path, Path], folder: Path) -> None:
    """On a new machine, the data of the first day: the old keys are refused, today's open who lives and nobody else."""
    data, old_keys = before
    _, keys = six_years.backed_up(years.house, folder / "after")
    new, service = six_years.fresh_machine(years.house, folder / "fresh")
    try:
        new.do(backing_up.restore_data, data)
        with pytest.raises(Refused, match="expired"):
            new.do(backing_up.restore_keys, service.keystore, old_keys)
        new.do(backing_up.restore_keys, service.keystore, keys)
        remembering.write(service.ledger, years.house.service.ledger.lines())
        assert destroying.replay(service) > 0
        opened_ = [six_years.opens(new, years.cases[who.last_name]) for who in EVERYBODY]
        assert [False, False, False, False, True] == opened_
        assert 0 == destroying.replay(service)
    finally:
        factories.close(service)


def proved_elsewhere(years: Years, dpo: Reader, folder: Path) -> None:
    """The report, both chains in every format, a certificate: taken by the DPO, verified where nothing of it is."""
    folder.mkdir()
    nowhere = CommandLine(folder, {"LIAISON_DATA_DIR": str(folder / "nothing")})
    days = {"report_since": "21/11/2026", "report_until": f"{END:%d/%m/%Y}"}
    report = dpo.take("/preuves/rapport", **days)
    assert report.startswith(b"%PDF")
    for chain in Chain:
        key = str(years.house.do(walking.public_key, chain))
        for chain_format in ("csv", "xlsx"):
            dpo.take("/preuves/export", chain=chain.value, chain_format=chain_format, since="", until="")
        export = dpo.take("/preuves/export", chain=chain.value, chain_format="lines", since="", until="")
        (folder / "export.txt").write_bytes(export)
        verified = nowhere("journal", "verify", "export.txt", "--public-key", key)
        assert 0 == verified.code, verified.err
        (folder / "export.txt").write_bytes(forged(export))
        assert 1 == nowhere("journal", "verify", "export.txt", "--public-key", key).code
    number = years.house.do(certificates.list_destructions, years.house["dpo"])[-1].number
    note = dpo.get(f"/destructions/{number}/certificat.txt")
    key = years.house.do(certifying.public_key)
    (folder / "certificate.txt").write_bytes(note)
    assert "genuine" in nowhere("certificate", "verify", "certificate.txt", "--public-key", key).out
    (folder / "certificate.txt").write_bytes(forged(note))
    assert 1 == nowhere("certificate", "verify", "certificate.txt", "--public-key", key).code
    assert not (folder / "nothing").exists()


def forged(content: bytes) -> bytes:
    """Change one byte, at a place that is drawn."""
    place = secrets.randbelow(len(content))
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
