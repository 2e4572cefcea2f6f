"""Who may be proposed, who must be looked at first, and who may not (E-1 to E-4)? One row per boundary."""

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules.candidate import Assessment, Candidate
from liaison.rules.deployment import Deployment
from liaison.rules.eligibility import assess
from liaison.rules.situation import Standing
from liaison.vocabulary import CirState
from liaison.vocabulary.orientations import Doubt, Verdict

TODAY = date(2026, 11, 27)
HERE = Deployment(2022)
YES, PERHAPS, NO = Verdict.ELIGIBLE, Verdict.DOUBTFUL, Verdict.NOT_ELIGIBLE

FINE = Candidate(
    standing=Standing.PROTECTED, status_on=date(2026, 3, 12), cir_on=date(2026, 5, 4), cph_request=False,
    resettled=False, resides=True, agreed_on=date(2026, 11, 2), housing=False, employment=False,
)  # fmt: skip
RELATIVE = replace(FINE, standing=Standing.RELATIVE, status_on=None, cir_on=None)


def judged(candidate: Candidate, deployment: Deployment = HERE, on: date = TODAY) -> Assessment:
    """Ask the rules, of a département deployed in 2022 and on the day of the tests unless said."""
    return assess(candidate, deployment, on)


def codes(found: Assessment, verdict: Verdict) -> set[Doubt]:
    """Return what was found of one verdict."""
    return {finding.code for finding in found.findings if finding.verdict is verdict}


@pytest.mark.requirement("E-1", "E-2", "E-3", "E-4")
def test_somebody_of_whom_all_is_known() -> None:
    """Eligible, and each rule that was met says so."""
    found = judged(FINE)

    assert YES is found.verdict
    assert {Doubt.IN_WINDOW, Doubt.CIR_SIGNED, Doubt.AGREED} == codes(found, YES)
    assert found.window is not None
    assert found.cph_months is None
    assert not found.doubts
    assert not found.obstacles


@pytest.mark.requirement("E-1", "E-2", "E-3", "E-4")
def test_somebody_of_whom_nothing_is_known() -> None:
    """Everything is a doubt, nothing is a no."""
    found = judged(Candidate())

    assert PERHAPS is found.verdict
    assert {
        Doubt.STATUS_UNKNOWN, Doubt.CIR_UNKNOWN, Doubt.CPH_UNKNOWN, Doubt.RESETTLED_UNKNOWN, Doubt.RESIDENCE_UNKNOWN,
        Doubt.AGREEMENT_MISSING, Doubt.SETTLED_UNKNOWN,
    } == {finding.code for finding in found.findings}  # fmt: skip


@pytest.mark.requirement("E-1")
@pytest.mark.parametrize(
    ("status_on", "deployed", "on", "verdict", "code"),
    [
        # The year of the status and the next: the day before, the day, the last day, the day after.
        (date(2025, 1, 1), 2022, date(2024, 12, 31), PERHAPS, Doubt.STATUS_TO_COME),
        (date(2025, 1, 1), 2022, date(2025, 1, 1), YES, Doubt.IN_WINDOW),
        (date(2025, 1, 1), 2022, date(2026, 12, 31), YES, Doubt.IN_WINDOW),
        (date(2025, 1, 1), 2022, date(2027, 1, 1), NO, Doubt.WINDOW_CLOSED),
        (date(2024, 12, 31), 2022, date(2025, 12, 31), YES, Doubt.IN_WINDOW),
        (date(2024, 12, 31), 2022, date(2026, 1, 1), NO, Doubt.WINDOW_CLOSED),
        (date(2024, 2, 29), 2022, date(2024, 2, 28), PERHAPS, Doubt.STATUS_TO_COME),
        (date(2024, 2, 29), 2022, date(2024, 2, 29), YES, Doubt.IN_WINDOW),
        (date(2024, 2, 29), 2022, date(2025, 2, 28), YES, Doubt.IN_WINDOW),
        # The year before the deployment, and the one before that (guide:196-221).
        (date(2020, 12, 31), 2022, date(2022, 3, 1), NO, Doubt.BEFORE_DEPLOYMENT),
        (date(2021, 1, 1), 2022, date(2022, 1, 1), YES, Doubt.IN_WINDOW),
        (date(2021, 12, 31), 2022, date(2022, 12, 31), YES, Doubt.IN_WINDOW),
        (date(2021, 12, 31), 2022, date(2023, 1, 1), NO, Doubt.WINDOW_CLOSED),
        # Not deployed yet: the last day before the year, and its first.
        (date(2023, 7, 1), 2024, date(2023, 12, 31), NO, Doubt.NOT_DEPLOYED_YET),
        (date(2023, 7, 1), 2024, date(2024, 1, 1), YES, Doubt.IN_WINDOW),
        # Nobody knows since when: a doubt, but for a window that is closed whatever the year.
        (date(2026, 3, 12), None, TODAY, PERHAPS, Doubt.DEPLOYMENT_UNKNOWN),
        (date(2024, 12, 31), None, TODAY, NO, Doubt.WINDOW_CLOSED),
        (None, 2022, TODAY, PERHAPS, Doubt.STATUS_UNKNOWN),
    ],
)
def test_window(status_on: date | None, deployed: int | None, on: date, verdict: Verdict, code: Doubt) -> None:
    """The status decides, with its place in the guide."""
    candidate = replace(FINE, status_on=status_on, cir_on=None, cir=CirState.SIGNED)

    found = judged(candidate, Deployment(deployed), on)

    assert verdict is found.verdict
    assert code in codes(found, verdict)


@pytest.mark.requirement("E-1")
@pytest.mark.parametrize(
    ("standing", "status_on", "prefect", "verdict", "code"),
    [
        (None, date(2026, 3, 12), None, YES, Doubt.IN_WINDOW),
        (Standing.RELATIVE, None, None, PERHAPS, Doubt.RELATIVE),
        (Standing.RELATIVE, date(2021, 3, 12), None, PERHAPS, Doubt.RELATIVE),
        (Standing.RELATIVE, date(2026, 3, 12), None, YES, Doubt.IN_WINDOW),
        (Standing.RELATIVE, None, True, YES, Doubt.PREFECT),
        (Standing.TEMPORARY, None, None, NO, Doubt.TEMPORARY),
        (Standing.TEMPORARY, date(2026, 3, 12), False, NO, Doubt.TEMPORARY),
        (Standing.TEMPORARY, None, True, YES, Doubt.PREFECT),
        (Standing.ASYLUM, date(2026, 3, 12), None, NO, Doubt.ASYLUM),
        (Standing.ASYLUM, None, True, YES, Doubt.PREFECT),
        (Standing.PROTECTED, date(2019, 3, 12), True, YES, Doubt.PREFECT),
        (Standing.PROTECTED, date(2019, 3, 12), None, NO, Doubt.BEFORE_DEPLOYMENT),
        (Standing.PROTECTED, None, True, YES, Doubt.PREFECT),
    ],
)
def test_public(
    *, standing: Standing | None, status_on: date | None, prefect: bool | None, verdict: Verdict, code: Doubt
) -> None:
    """Joining relatives may have no status of their own; the prefect may admit others (guide:172-179)."""
    found = judged(replace(FINE, standing=standing, status_on=status_on, prefect=prefect))

    assert verdict is found.verdict
    assert code in codes(found, verdict)


@pytest.mark.requirement("E-1")
@pytest.mark.parametrize("who", [RELATIVE, replace(FINE, prefect=True)])
def test_nobody_enters_before_the_deployment(who: Candidate) -> None:
    """Neither a relative nor whom the prefect admits: there is no programme yet."""
    assert Doubt.NOT_DEPLOYED_YET in codes(judged(who, Deployment(2027)), NO)


@pytest.mark.requirement("E-2")
@pytest.mark.parametrize(
    ("changes", "verdict", "code"),
    [
        ({"cir_on": date(2026, 11, 26)}, YES, Doubt.CIR_SIGNED),
        ({"cir_on": TODAY}, YES, Doubt.CIR_SIGNED),
        ({"cir_on": date(2026, 11, 28)}, PERHAPS, Doubt.CIR_TO_COME),
        ({"cir_on": None}, PERHAPS, Doubt.CIR_UNKNOWN),
        ({"cir_on": None, "cir": CirState.SIGNED}, YES, Doubt.CIR_SIGNED),
        ({"cir_on": None, "cir": CirState.NOT_SIGNED}, NO, Doubt.CIR_NOT_SIGNED),
        ({"cir_on": TODAY, "cir": CirState.NOT_SIGNED}, YES, Doubt.CIR_SIGNED),
        ({"cir_on": None, "prefect": True}, PERHAPS, Doubt.CIR_UNKNOWN),
        ({"cir_on": None, "standing": Standing.RELATIVE}, PERHAPS, Doubt.CIR_UNKNOWN),
    ],
)
def test_cir(changes: dict[str, object], verdict: Verdict, code: Doubt) -> None:
    """Signed, with its date; otherwise the OFII calls the person first (guide:272-275)."""
    found = judged(replace(FINE, **changes))  # type: ignore[arg-type]

    assert verdict is found.verdict
    assert code in codes(found, verdict)


@pytest.mark.requirement("E-2")
@pytest.mark.parametrize(
    "who",
    [RELATIVE, replace(FINE, cir_on=None, prefect=True, standing=Standing.ASYLUM)],
)
def test_of_whom_no_cir_is_asked(who: Candidate) -> None:
    """Relatives without a status, and those whom the prefect admits while they wait for one."""
    assert not {Doubt.CIR_UNKNOWN, Doubt.CIR_NOT_SIGNED} & {finding.code for finding in judged(who).findings}


@pytest.mark.requirement("E-3")
@pytest.mark.parametrize(
    ("changes", "verdict", "code", "months"),
    [
        ({"cph_since": date(2026, 2, 28)}, NO, Doubt.CPH_TOO_SHORT, 8),
        ({"cph_since": date(2026, 2, 27)}, YES, Doubt.CPH_LONG_ENOUGH, 9),
        ({"cph_since": date(2026, 2, 26)}, YES, Doubt.CPH_LONG_ENOUGH, 9),
        ({"cph_since": TODAY}, NO, Doubt.CPH_TOO_SHORT, 0),
        ({"cph_since": date(2026, 11, 28)}, PERHAPS, Doubt.CPH_TO_COME, 0),
        ({"cph_since": date(2026, 11, 28), "cph_validated": True}, NO, Doubt.CPH_VALIDATED, 0),
        # Who lives there since long was asked for and validated once: the stay counts.
        ({"cph_since": date(2026, 2, 27), "cph_validated": True, "cph_request": True}, YES, Doubt.CPH_LONG_ENOUGH, 9),
        ({"cph_since": date(2026, 2, 27), "cph_request": None}, YES, Doubt.CPH_LONG_ENOUGH, 9),
        ({"cph_validated": True}, NO, Doubt.CPH_VALIDATED, None),
        ({"cph_request": True}, PERHAPS, Doubt.CPH_REQUESTED, None),
        ({"cph_request": True, "cph_validated": False}, PERHAPS, Doubt.CPH_REQUESTED, None),
        ({"cph_request": None}, PERHAPS, Doubt.CPH_UNKNOWN, None),
        ({"resettled": True}, NO, Doubt.RESETTLED, None),
        ({"resettled": None}, PERHAPS, Doubt.RESETTLED_UNKNOWN, None),
        ({"resettled": True, "sheltered": True}, NO, Doubt.RESETTLED, None),
    ],
)
def test_cph(changes: dict[str, object], verdict: Verdict, code: Doubt, months: int | None) -> None:
    """Nine full months there; an orientation that is validated, or a resettlement, keeps out (guide:243-251)."""
    found = judged(replace(FINE, **changes))  # type: ignore[arg-type]

    assert verdict is found.verdict
    assert code in codes(found, verdict)
    assert months == found.cph_months


@pytest.mark.requirement("E-3")
def test_a_stay_that_ends_after_the_window_says_so() -> None:
    """The day from which to propose, and that it comes too late; the prefect's instruction has no window."""
    late = replace(FINE, status_on=date(2025, 3, 12), cph_since=date(2026, 5, 1))

    (told,) = judged(late).obstacles
    (admitted,) = judged(replace(late, prefect=True)).obstacles

    assert "à proposer à partir du 01/02/2027 ; or la personne ne peut entrer que jusqu’au 31/12/2026." in told.sentence
    assert admitted.sentence.endswith("à proposer à partir du 01/02/2027.")


@pytest.mark.requirement("E-4")
@pytest.mark.parametrize(
    ("changes", "verdict", "code"),
    [
        ({"resides": False}, NO, Doubt.LIVES_ELSEWHERE),
        ({"resides": None}, PERHAPS, Doubt.RESIDENCE_UNKNOWN),
        # The structure that shelters somebody here said so by referring them; a plain « non » outweighs it.
        ({"resides": None, "resettled": None, "sheltered": True}, YES, Doubt.SHELTERED),
        ({"resides": False, "sheltered": True}, NO, Doubt.LIVES_ELSEWHERE),
        ({"agreed_on": None}, PERHAPS, Doubt.AGREEMENT_MISSING),
        ({"agreed_on": None, "agreement_withdrawn": True}, NO, Doubt.AGREEMENT_WITHDRAWN),
        ({"agreement_withdrawn": True}, YES, Doubt.AGREED),
        ({"restricted": True}, NO, Doubt.RESTRICTED),
        ({"objects": True}, NO, Doubt.OBJECTS),
        ({"engaged_on": TODAY}, NO, Doubt.IN_PROGRAMME),
        ({"engaged_on": TODAY, "left_on": date(2026, 11, 28)}, NO, Doubt.IN_PROGRAMME),
        ({"engaged_on": date(2024, 5, 1), "left_on": TODAY}, NO, Doubt.LEFT_PROGRAMME),
        ({"left_on": TODAY, "left_well": True}, NO, Doubt.LEFT_PROGRAMME),
        ({"left_on": TODAY, "left_well": True, "prefect": True}, YES, Doubt.COMES_BACK),
        ({"left_on": TODAY, "left_well": False, "prefect": True}, NO, Doubt.LEFT_PROGRAMME),
    ],
)
def test_who_lives_here_wants_it_and_is_not_in_it(changes: dict[str, object], verdict: Verdict, code: Doubt) -> None:
    """A mere domiciliation is not enough; nobody enters against their will, or twice (guide:169-184, 365-407)."""
    found = judged(replace(FINE, **changes))  # type: ignore[arg-type]

    assert verdict is found.verdict
    assert code in codes(found, verdict)


T, F, U = True, False, None


@pytest.mark.requirement("E-4")
@pytest.mark.parametrize(
    ("housing", "stable", "employment", "lasting", "expected"),
    [
        (T, T, T, T, NO), (U, T, U, T, NO), (F, T, F, T, NO),
        (T, T, T, F, YES), (T, F, T, T, YES), (F, U, T, T, YES), (T, T, F, U, YES), (F, U, U, U, YES),
        (U, U, F, U, YES), (U, U, U, F, YES), (U, F, U, U, YES),
        (T, T, T, U, PERHAPS), (T, U, T, T, PERHAPS), (T, U, T, U, PERHAPS), (U, U, U, U, PERHAPS),
        (U, U, U, T, PERHAPS), (U, T, U, U, PERHAPS),
    ],
)  # fmt: skip
def test_stable_housing_and_a_lasting_job(
    *, housing: bool | None, stable: bool | None, employment: bool | None, lasting: bool | None, expected: Verdict
) -> None:
    """Both keep out, one of them does not; who has none at all has no lasting one (guide:243-247)."""
    known = {"housing": housing, "stable_housing": stable, "employment": employment, "lasting_employment": lasting}

    assert expected is judged(replace(FINE, **known)).verdict  # type: ignore[arg-type]


TRUTHS = st.sampled_from([True, False, None])
DATES = st.none() | st.dates(date(2019, 1, 1), date(2029, 12, 31))
CANDIDATES = st.builds(
    Candidate, standing=st.none() | st.sampled_from(Standing), status_on=DATES, prefect=TRUTHS,
    cir=st.sampled_from(CirState), cir_on=DATES, cph_request=TRUTHS, cph_validated=TRUTHS, cph_since=DATES,
    resettled=TRUTHS, resides=TRUTHS, agreed_on=DATES, agreement_withdrawn=st.booleans(), housing=TRUTHS,
    stable_housing=TRUTHS, employment=TRUTHS, lasting_employment=TRUTHS, restricted=st.booleans(),
    objects=st.booleans(), engaged_on=DATES, left_on=DATES, left_well=st.booleans(),
)  # fmt: skip
PLACES = st.builds(Deployment, st.none() | st.integers(2021, 2028))
LEFT_TO_ANOTHER_RULE = {
    "standing": frozenset(Doubt),  # as of somebody protected: by the date of the status alone
    "prefect": frozenset(Doubt),  # an instruction that nobody knows of opens nothing
    "left_well": {Doubt.LEFT_PROGRAMME},
    "left_on": {Doubt.IN_PROGRAMME},
    "cir_on": {Doubt.CIR_NOT_SIGNED},
    "agreed_on": {Doubt.AGREEMENT_WITHDRAWN},
    "cph_since": {Doubt.CPH_VALIDATED},
}
"""What, once it is forgotten, something else that is known decides."""


@pytest.mark.requirement("E-1", "E-2", "E-3", "E-4")
@given(CANDIDATES, PLACES, DATES.filter(bool))
def test_the_worst_finding_gives_the_verdict(who: Candidate, where: Deployment, on: date) -> None:
    """Worst first, one finding of a kind, each a sentence with its place."""
    found = assess(who, where, on)
    verdicts = [finding.verdict for finding in found.findings]
    order = [NO, PERHAPS, YES]

    assert found.verdict is verdicts[0]
    assert verdicts == sorted(verdicts, key=order.index)
    assert len({finding.code for finding in found.findings}) == len(verdicts)
    for finding in found.findings:
        assert finding.sentence.endswith(".")
        assert finding.place.startswith(("guide", "RGPD"))


@pytest.mark.requirement("E-1", "E-2", "E-3", "E-4")
@given(CANDIDATES, PLACES, DATES.filter(bool), st.sampled_from([each.name for each in fields(Candidate)]))
def test_what_is_forgotten_is_never_a_no(who: Candidate, where: Deployment, on: date, name: str) -> None:
    """To forget a value keeps nobody out who was not kept out before."""
    kept_out = {finding.code for finding in assess(who, where, on).obstacles}
    forgotten = replace(who, **{name: getattr(Candidate(), name)})

    found = {finding.code for finding in assess(forgotten, where, on).obstacles}

    assert found - kept_out <= set(LEFT_TO_ANOTHER_RULE.get(name, ()))
