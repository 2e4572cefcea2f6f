"""Is what a dossier knows gathered for the rules of eligibility, in bulk and without a word of its own (E-1 to E-4)?"""

from collections.abc import Mapping
from datetime import date

import pytest
from sqlalchemy import event

from liaison.errors import Denied
from liaison.rules.situation import Standing
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.usecases import eligible, ending_support, keeping_departements, leaving
from liaison.usecases.dossier import dossier_spec
from liaison.usecases.eligible import Assessed
from liaison.usecases.keeping_departements import DepartementForm
from liaison.usecases.leaving import ExitForm
from liaison.vocabulary import AgreementKind, CirState, ExitKind, PartnerKind
from liaison.vocabulary.orientations import Doubt, EmploymentKind, Verdict
from liaison.vocabulary.rights import Right
from tests.factories import PERSON, RHONE, House
from tests.liaison.usecases.test_referring import referred
from tests.rights import received

pytestmark = pytest.mark.requirement("E-1", "E-2", "E-3", "E-4")

READY: Mapping[str, str] = {
    **PERSON,
    "beneficiary.protection_date": "12/03/2026",
    "beneficiary.cir_date": "04/05/2026",
    "programme.standing": "protected",
    "programme.employment": "no",
    "programme.housing": "no",
    "programme.cph_request": "no",
    "programme.resettled": "no",
    "programme.resides": "yes",
}


def volunteer(house: House, changes: Mapping[str, str] | None = None) -> str:
    """Open a dossier whose person agreed to be proposed; without the number, which only one dossier has."""
    known = {**READY, **(changes or {})}
    del known["beneficiary.agdref"]
    case_id = house.case(raw=known, agreed=False)
    house.agree(case_id, AgreementKind.ORIENTATION)
    return case_id


def judged(house: House, case_id: str) -> Assessed:
    """Ask the rules about a dossier."""
    return house.do(eligible.of_case, house["referent"], case_id)


def codes(found: Assessed, verdict: Verdict) -> set[Doubt]:
    """Return what was found of one verdict."""
    return {finding.code for finding in found.assessment.findings if finding.verdict is verdict}


def test_all_that_the_dossier_says_is_read(house: House) -> None:
    """Dates, yes and no, agreement and département: eligible, the window told with its dates."""
    found = judged(house, volunteer(house))

    assert Verdict.ELIGIBLE is found.assessment.verdict
    assert {Doubt.IN_WINDOW, Doubt.CIR_SIGNED, Doubt.AGREED} == codes(found, Verdict.ELIGIBLE)
    assert found.assessment.window is not None
    assert date(2027, 12, 31) == found.assessment.window.closes
    assert "Oui" == found.values["programme.resides"].raw
    assert not found.to_orient
    assert not found.entered


def test_a_bare_dossier_is_only_doubtful(house: House) -> None:
    """A name and nothing else: every question is asked, none is answered with no."""
    found = judged(house, house.case(raw={"beneficiary.last_name": "SEUL"}, agreed=False))

    assert Verdict.DOUBTFUL is found.assessment.verdict
    assert not found.assessment.obstacles
    assert 7 == len(found.assessment.doubts)


@pytest.mark.parametrize(
    ("changes", "verdict", "code"),
    [
        ({"programme.standing": "relative", "beneficiary.protection_date": ""}, Verdict.DOUBTFUL, Doubt.RELATIVE),
        ({"programme.standing": "temporary"}, Verdict.NOT_ELIGIBLE, Doubt.TEMPORARY),
        ({"programme.standing": "asylum", "programme.prefect": "yes"}, Verdict.ELIGIBLE, Doubt.PREFECT),
        ({"beneficiary.protection_date": "31/12/2024"}, Verdict.NOT_ELIGIBLE, Doubt.WINDOW_CLOSED),
        ({"beneficiary.protection_date": "01/01/2025"}, Verdict.ELIGIBLE, Doubt.IN_WINDOW),
        ({"beneficiary.cir_date": ""}, Verdict.DOUBTFUL, Doubt.CIR_UNKNOWN),
        ({"programme.cph_since": "22/02/2026"}, Verdict.NOT_ELIGIBLE, Doubt.CPH_TOO_SHORT),
        ({"programme.cph_since": "21/02/2026"}, Verdict.ELIGIBLE, Doubt.CPH_LONG_ENOUGH),
        ({"programme.cph_request": ""}, Verdict.DOUBTFUL, Doubt.CPH_UNKNOWN),
        ({"programme.cph_request": "yes"}, Verdict.DOUBTFUL, Doubt.CPH_REQUESTED),
        ({"programme.cph_validated": "yes"}, Verdict.NOT_ELIGIBLE, Doubt.CPH_VALIDATED),
        ({"programme.resettled": "yes"}, Verdict.NOT_ELIGIBLE, Doubt.RESETTLED),
        ({"programme.resides": "no"}, Verdict.NOT_ELIGIBLE, Doubt.LIVES_ELSEWHERE),
        (
            {"programme.stable_housing": "yes", "programme.lasting_employment": "yes"},
            Verdict.NOT_ELIGIBLE, Doubt.SETTLED,
        ),
        # A lease that is signed and a contract that runs say so too.
        (
            {"programme.employment": "yes", "programme.housing": "yes", "programme.lease_on": "01/10/2026",
             "programme.employment_kind": "permanent", "programme.employment_on": "01/10/2026"},
            Verdict.NOT_ELIGIBLE, Doubt.SETTLED,
        ),
        ({"programme.employment": "yes", "programme.housing": "yes"}, Verdict.DOUBTFUL, Doubt.SETTLED_UNKNOWN),
    ],
)  # fmt: skip
def test_each_field_reaches_its_rule(
    sqlite_house: House, changes: dict[str, str], verdict: Verdict, code: Doubt
) -> None:
    """One field of the dossier changed, one finding changed."""
    found = judged(sqlite_house, volunteer(sqlite_house, changes))

    assert verdict is found.assessment.verdict
    assert code in codes(found, verdict)


@pytest.mark.requirement("T-7")
def test_agreements_say_who_volunteers(house: House) -> None:
    """None: a doubt. One that stands: yes. Taken back: out, whatever else was agreed to."""
    case_id = house.case(raw=READY, agreed=False)
    assert {Doubt.AGREEMENT_MISSING} == codes(judged(house, case_id), Verdict.DOUBTFUL)

    house.agree(case_id, AgreementKind.ENGAGEMENT)
    assert Doubt.AGREED in codes(judged(house, case_id), Verdict.ELIGIBLE)

    house.agree(case_id, AgreementKind.ORIENTATION)
    house.withdraw(case_id, AgreementKind.ORIENTATION)
    assert {Doubt.AGREEMENT_WITHDRAWN} == codes(judged(house, case_id), Verdict.NOT_ELIGIBLE)


@pytest.mark.requirement("G-1")
@pytest.mark.parametrize(("right", "code"), [(Right.RESTRICTION, Doubt.RESTRICTED), (Right.OBJECTION, Doubt.OBJECTS)])
def test_a_request_that_stands_keeps_out(house: House, right: Right, code: Doubt) -> None:
    """From the day that it is asked."""
    case_id = volunteer(house)

    received(house, case_id, right)

    assert {code} == codes(judged(house, case_id), Verdict.NOT_ELIGIBLE)


@pytest.mark.requirement("T-6")
def test_what_a_partner_said_of_the_cir_counts(house: House) -> None:
    """« Pas encore »: to the OFII first. Signed on a day: the day is shown though the dossier has none."""
    unsigned = judged(house, referred(house, PartnerKind.SPADA, CirState.NOT_SIGNED))
    signed = judged(house, referred(house, PartnerKind.DNA, CirState.SIGNED, date(2026, 6, 1)))

    assert unsigned.to_orient
    assert Doubt.CIR_NOT_SIGNED in codes(unsigned, Verdict.NOT_ELIGIBLE)
    assert not signed.to_orient
    assert "CIR signé le 01/06/2026." in [finding.sentence for finding in signed.assessment.findings]


def test_who_is_in_the_programme_or_left_it_is_not_proposed(house: House) -> None:
    """In it, out of it well, out of it otherwise; the prefect may have somebody come back after a good exit."""
    engaged = {"beneficiary.engagement_date": "01/06/2026", "programme.prefect": "yes"}
    inside, back = volunteer(house, engaged), volunteer(house, engaged)
    assert judged(house, inside).in_programme

    for case_id, kind in ((inside, ExitKind.TERM), (back, ExitKind.POSITIVE_BOTH)):
        house.do(leaving.record_exit, house["referent"], case_id, ExitForm(kind, date(2026, 11, 20), None))

    out = judged(house, inside)
    assert out.entered
    assert not out.in_programme
    assert {Doubt.LEFT_PROGRAMME} == codes(out, Verdict.NOT_ELIGIBLE)
    assert Doubt.COMES_BACK in codes(judged(house, back), Verdict.ELIGIBLE)


def test_a_support_that_ended_without_an_exit_is_over_too(sqlite_house: House) -> None:
    """The end alone was recorded: nobody says that it was a good one."""
    case_id = volunteer(sqlite_house)
    sqlite_house.do(ending_support.set_support_end, sqlite_house["referent"], case_id, date(2026, 11, 20))

    assert {Doubt.LEFT_PROGRAMME} == codes(judged(sqlite_house, case_id), Verdict.NOT_ELIGIBLE)


def test_the_year_of_deployment_is_a_setting(house: House) -> None:
    """Annexe 1 gives 2023 for the Rhône; the operator's own year comes before it, and goes back to it when emptied."""
    case_id = volunteer(house)

    def settle(year: int | None) -> set[Doubt]:
        form = DepartementForm(RHONE, "Rhône", "Opérateur", "04 72 00 00 00", None, True, True, deployed_in=year)
        house.do(keeping_departements.save_departement, house["administrator"], form)
        return codes(judged(house, case_id), Verdict.NOT_ELIGIBLE)

    assert set() == settle(None)
    assert {Doubt.NOT_DEPLOYED_YET} == settle(2027)
    assert set() == settle(2023)
    stored = house.do(lambda ctx: directory_store.get_departement(ctx.session, RHONE).deployed_in)
    assert stored is None, "the default is not stored: one that is put right later would not reach this département"
    view = house.do(keeping_departements.open_departement, house["administrator"], RHONE)
    assert (2023, "L’annexe 1 du guide donne 2023 pour ce département.") == (view.deployed_in, view.deployed_why)


def test_many_dossiers_cost_no_query_each(house: House) -> None:
    """As many queries for nine as for three; each dossier has the answer that it has alone."""
    ids = [volunteer(house, {"programme.resides": said}) for said in ("yes", "no", "") * 3]

    def ask(some: list[str]) -> tuple[int, dict[str, Assessed]]:
        with house.service.transaction() as ctx:
            rows = [case_store.get_case(ctx.session, case_id) for case_id in some]
            count = 0

            def note(*_: object) -> None:
                nonlocal count
                count += 1

            event.listen(house.service.engine, "before_cursor_execute", note)
            found = eligible.assess_cases(ctx, rows)
            event.remove(house.service.engine, "before_cursor_execute", note)
        return count, found

    few, _ = ask(ids[:3])
    many, found = ask(ids)

    assert few == many
    assert ids == list(found)
    for case_id in ids:
        assert judged(house, case_id).assessment == found[case_id].assessment


def test_what_was_unsealed_already_is_not_unsealed_again(sqlite_house: House) -> None:
    """The caller's values are the ones that are judged."""
    house = sqlite_house
    case_id = volunteer(house)
    other = judged(house, volunteer(house, {"programme.resides": "no"})).values
    with house.service.transaction() as ctx:
        found = eligible.assess_case(ctx, case_store.get_case(ctx.session, case_id), other)

    assert {Doubt.LIVES_ELSEWHERE} == codes(found, Verdict.NOT_ELIGIBLE)


def test_only_who_may_open_the_dossier_asks(sqlite_house: House) -> None:
    """Neither another référent, nor the DPO."""
    case_id = volunteer(sqlite_house)
    for who in ("other referent", "dpo", "administrator"):
        with pytest.raises(Denied):
            sqlite_house.do(eligible.of_case, sqlite_house[who], case_id)


def test_the_dossier_offers_the_words_of_the_rules(sqlite_house: House) -> None:
    """Each option of the section « Programme AGIR » is one that the rules know, and none is missing."""
    spec = sqlite_house.do(dossier_spec)

    def options(field_id: str) -> set[str]:
        return {option.id for option in spec.field(field_id).options}

    assert {standing.value for standing in Standing} == options("programme.standing")
    assert {kind.value for kind in EmploymentKind} == options("programme.employment_kind")


@pytest.mark.requirement("E-4")
def test_who_shelters_somebody_says_where_they_live(house: House) -> None:
    """A structure of the DNA that refers its resident leaves no question of residence; a SPADA leaves it open."""
    housed = codes(judged(house, referred(house, PartnerKind.DNA, CirState.SIGNED)), Verdict.ELIGIBLE)
    passing = codes(judged(house, referred(house, PartnerKind.SPADA, CirState.SIGNED)), Verdict.DOUBTFUL)

    assert Doubt.SHELTERED in housed
    assert {Doubt.RESIDENCE_UNKNOWN, Doubt.RESETTLED_UNKNOWN} <= passing
