"""Do the rules point where the guide points, say why, and never decide (E-5, E-6)?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules.documents import DOCUMENTS, Registers, registration_with
from liaison.rules.orientation import orient
from liaison.rules.situation import Ages, Certainty, Local, Situation, Standing, Towards, ages_of
from liaison.vocabulary import FrenchLevel

TODAY = date(2026, 11, 21)
ADULT = Ages(34, 34)
YOUNG = Ages(22, 22)
A1, A2, B1 = FrenchLevel.A1, FrenchLevel.A2, FrenchLevel.B1
POINTED, POSSIBLE, LATER = Certainty.POINTED, Certainty.POSSIBLE, Certainty.LATER


def told(situation: Situation, local: Local | None = None) -> dict[Towards, Certainty]:
    """Return how firmly each is pointed to."""
    found = orient(situation, local or Local(), TODAY)
    return {one.towards: one.certainty for one in found.suggestions}


def reasons(situation: Situation, towards: Towards, local: Local | None = None) -> str:
    """Return why the rules point to somebody, with the places."""
    found = orient(situation, local or Local(), TODAY)
    return " ".join(
        f"{reason.sentence} ({reason.place})"
        for one in found.suggestions
        if one.towards is towards
        for reason in one.reasons
    )


@pytest.mark.requirement("E-5")
@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (Situation(ADULT, A2), {Towards.POLE_EMPLOI: POINTED}),
        (Situation(ADULT, A1), {Towards.AGIR: POINTED, Towards.POLE_EMPLOI: LATER}),
        (
            Situation(ADULT, FrenchLevel.UNDER_A1_1, document="resident"),
            {Towards.AGIR: POINTED, Towards.POLE_EMPLOI: LATER},
        ),
        (Situation(ADULT), {Towards.AGIR: POSSIBLE, Towards.POLE_EMPLOI: POSSIBLE}),
        (Situation(YOUNG, A2), {Towards.MISSION_LOCALE: POINTED, Towards.POLE_EMPLOI: POSSIBLE}),
        (
            Situation(YOUNG, A1),
            {Towards.AGIR: POINTED, Towards.MISSION_LOCALE: LATER, Towards.POLE_EMPLOI: LATER},
        ),
        (Situation(Ages(25, 25), A2), {Towards.MISSION_LOCALE: POINTED, Towards.POLE_EMPLOI: POSSIBLE}),
        (Situation(Ages(26, 26), A2), {Towards.POLE_EMPLOI: POINTED}),
        (Situation(Ages(25, 26), A2), {Towards.MISSION_LOCALE: POSSIBLE, Towards.POLE_EMPLOI: POINTED}),
        (Situation(None, A2), {Towards.MISSION_LOCALE: POSSIBLE, Towards.POLE_EMPLOI: POINTED}),
        (
            Situation(Ages(29, 29), A2, disability=True),
            {Towards.MISSION_LOCALE: POINTED, Towards.CAP_EMPLOI: POINTED, Towards.POLE_EMPLOI: POINTED},
        ),
        (Situation(Ages(30, 30), A2, disability=True), {Towards.CAP_EMPLOI: POINTED, Towards.POLE_EMPLOI: POINTED}),
        (Situation(ADULT, A2, disability=False), {Towards.POLE_EMPLOI: POINTED}),
        (Situation(ADULT, B1, graduate=True), {Towards.APEC: POINTED, Towards.POLE_EMPLOI: POINTED}),
        (Situation(ADULT, A2, graduate=True), {Towards.POLE_EMPLOI: POINTED, Towards.APEC: POSSIBLE}),
        (
            Situation(ADULT, A1, graduate=True),
            {Towards.AGIR: POINTED, Towards.APEC: LATER, Towards.POLE_EMPLOI: LATER},
        ),
        (Situation(Ages(15, 15), B1), {Towards.MISSION_LOCALE: LATER, Towards.POLE_EMPLOI: LATER}),
        (Situation(ADULT, A2, document="asylum_request"), {Towards.POLE_EMPLOI: LATER}),
        (
            Situation(ADULT, A1, followed_by=frozenset({Towards.POLE_EMPLOI})),
            {Towards.POLE_EMPLOI: POINTED, Towards.AGIR: POINTED},
        ),
    ],
)
def test_who_accompanies_towards_a_job(situation: Situation, expected: dict[Towards, Certainty]) -> None:
    """Level, age, disability, diploma, document and who follows already: each row is a sentence of guide 2.3.2."""
    assert expected == told(situation)


@pytest.mark.requirement("E-5")
def test_the_local_convention_lowers_the_level_for_pole_emploi() -> None:
    """Level A1 opens Pôle emploi where the convention says so; others are to be asked first, the APEC comes later."""
    local = Local(level=A1)
    found = told(Situation(YOUNG, A1, disability=True, graduate=True), local)
    assert {
        Towards.MISSION_LOCALE: POSSIBLE,
        Towards.CAP_EMPLOI: POSSIBLE,
        Towards.POLE_EMPLOI: POSSIBLE,
        Towards.APEC: LATER,
    } == found
    assert "la convention locale n’abaisse que le niveau de Pôle emploi" in reasons(
        Situation(YOUNG, A1, disability=True), Towards.CAP_EMPLOI, local
    )
    doubts = [doubt.sentence for doubt in orient(Situation(ADULT, A1), local, TODAY).doubts]
    assert any("vient de la convention locale" in doubt for doubt in doubts)


@pytest.mark.requirement("E-5")
@pytest.mark.parametrize("ages", [None, YOUNG, Ages(25, 26), Ages(29, 29)])
def test_a_lowered_level_does_not_bind_the_mission_locale(ages: Ages | None) -> None:
    """The convention lowers Pôle emploi's level only, and the guide's « niveau requis » has no figure: a doubt."""
    local, at_a1 = Local(level=A1), Situation(ages, A1, disability=True)
    assert POSSIBLE is told(at_a1, local)[Towards.MISSION_LOCALE]
    assert "niveau A1 atteint" not in reasons(at_a1, Towards.MISSION_LOCALE, local)
    doubts = " ".join(doubt.sentence for doubt in orient(at_a1, local, TODAY).doubts)
    assert "le guide ne chiffre pas celui que demande la mission locale" in doubts
    under = Situation(YOUNG, FrenchLevel.UNDER_A1_1)
    assert "dès que le niveau A2 sera atteint" in reasons(under, Towards.MISSION_LOCALE, local)
    for other in (Situation(ages, A2, disability=True), Situation(ADULT, A1)):
        assert "ne chiffre pas" not in " ".join(doubt.sentence for doubt in orient(other, local, TODAY).doubts)


@pytest.mark.requirement("E-5")
@pytest.mark.parametrize(
    ("ages", "disability", "is_open"),
    [
        (Ages(26, 26), True, True),
        (Ages(29, 29), True, True),
        (Ages(29, 30), True, True),
        (Ages(30, 30), True, False),
        (Ages(29, 29), False, False),
    ],
)
def test_the_youth_contract_at_pole_emploi_with_a_disability(ages: Ages, *, disability: bool, is_open: bool) -> None:
    """Guide:673-674: Pôle emploi's CEJ too is open until thirty to people with a disability."""
    said = reasons(Situation(ages, A2, disability=disability), Towards.POLE_EMPLOI)
    assert is_open is ("contrat d’engagement jeune avant 30 ans" in said)
    assert POINTED is told(Situation(ages, A2, disability=disability))[Towards.POLE_EMPLOI]


@pytest.mark.requirement("E-6")
@pytest.mark.parametrize(
    ("situation", "is_theirs"),
    [
        (Situation(standing=Standing.PROTECTED, since=date(2024, 12, 31)), True),
        (Situation(standing=Standing.PROTECTED, since=date(2025, 1, 1)), False),
        (Situation(standing=Standing.PROTECTED, since=date(2024, 3, 1), entered_on=date(2025, 6, 1)), False),
        (Situation(standing=Standing.PROTECTED), False),
        (Situation(standing=Standing.RELATIVE, since=date(2020, 1, 1)), False),
        (Situation(standing=Standing.TEMPORARY), True),
        (Situation(standing=Standing.ASYLUM, since=date(2026, 5, 20)), True),
        (Situation(standing=Standing.ASYLUM, since=date(2026, 5, 21)), False),
        (Situation(standing=Standing.ASYLUM), False),
        (Situation(followed_by=frozenset({Towards.PIC_IPR})), True),
    ],
)
def test_who_stays_with_the_laureate(situation: Situation, *, is_theirs: bool) -> None:
    """Status before N-1 (of the year of entry), temporary protection, asylum beyond six months, already followed."""
    assert is_theirs is (told(situation).get(Towards.PIC_IPR) is POINTED)
    assert Towards.PIC_IPR not in told(situation, Local(pic_ipr=False))


@pytest.mark.requirement("E-6")
def test_whom_agir_takes_by_exception_only_is_said() -> None:
    """Below the level, AGIR is then only possible; where PIC IPR is off, the doubt sends to the coordinator."""
    situation = Situation(ADULT, A1, standing=Standing.TEMPORARY)
    assert POSSIBLE is told(situation)[Towards.AGIR]
    assert "par exception" in orient(situation, Local(), TODAY).doubts[-1].sentence
    assert "voyez avec la coordination" in orient(situation, Local(pic_ipr=False), TODAY).doubts[-1].sentence


@pytest.mark.requirement("E-6")
def test_followed_by_a_laureate_who_is_not_proposed() -> None:
    """Somebody whom the laureate follows already is not passed over where PIC IPR is off."""
    followed = Situation(ADULT, A2, followed_by=frozenset({Towards.PIC_IPR}))
    doubts = [doubt.sentence for doubt in orient(followed, Local(pic_ipr=False), TODAY).doubts]
    assert any("déjà suivie par le lauréat PIC IPR, qui n’est plus proposé" in doubt for doubt in doubts)
    assert not any("n’est plus proposé" in doubt.sentence for doubt in orient(followed, Local(), TODAY).doubts)


@pytest.mark.requirement("E-6")
def test_an_old_date_of_a_protection_that_nobody_said() -> None:
    """The laureate is then possible, AGIR no more than that, and the doubt says what to find out."""
    old, recent = (Situation(ADULT, A1, since=date(year, 2, 1)) for year in (2020, 2026))
    assert POSSIBLE is told(old)[Towards.PIC_IPR] is told(old)[Towards.AGIR]
    assert "statut de 2020" in reasons(old, Towards.PIC_IPR)
    assert Towards.PIC_IPR not in told(recent)
    assert POINTED is told(recent)[Towards.AGIR]
    for situation in (old, recent):
        said = orient(situation, Local(), TODAY).doubts[-1].sentence
        assert said.startswith("La protection n’est pas précisée")
    off = orient(old, Local(pic_ipr=False), TODAY)
    assert Towards.PIC_IPR not in {one.towards for one in off.suggestions}
    assert "n’est plus proposé dans ce département" in off.doubts[-1].sentence


def test_what_is_not_known_is_a_doubt() -> None:
    """Level, age and status that nobody told are named, each with what hangs on it."""
    doubts = " ".join(doubt.sentence for doubt in orient(Situation(), Local(), TODAY).doubts)
    assert "niveau de français n’est pas connu" in doubts
    assert "L’âge n’est pas connu" in doubts
    assert "La date du statut n’est pas connue" in doubts


def test_a_reason_says_what_was_read() -> None:
    """The sentences hold the level and the year that decided."""
    assert "niveau A2 atteint" in reasons(Situation(ADULT, A2), Towards.POLE_EMPLOI)
    assert "Sous A1.1" in reasons(Situation(ADULT, FrenchLevel.UNDER_A1_1), Towards.AGIR)
    since = Situation(standing=Standing.PROTECTED, since=date(2020, 2, 1))
    assert "date de 2020, avant 2025" in reasons(since, Towards.PIC_IPR)


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(2000, 11, 21), Ages(26, 26)),
        (date(2000, 11, 22), Ages(25, 25)),
        (2000, Ages(25, 26)),
        (date(2027, 1, 1), Ages(0, 0)),
        (2026, Ages(0, 0)),
    ],
)
def test_age(born: date | int, expected: Ages) -> None:
    """The day of the birthday counts; a year alone gives two ages."""
    assert expected == ages_of(born, TODAY)


@pytest.mark.requirement("E-5")
@pytest.mark.parametrize(
    ("document", "registers", "place"),
    [
        ("resident", Registers.YES, "1°"),
        ("subsidiary", Registers.YES, "13°"),
        ("stateless", Registers.YES, "14°"),
        ("permit_316_1_1", Registers.YES, "16°"),
        ("receipt_first", Registers.IF, "17°"),
        ("receipt_renewal", Registers.IF, "18°"),
        ("favourable", Registers.IF, "19°"),
        ("extension", Registers.IF, "20°"),
        ("permit", Registers.IF, "15°"),
        ("employee", Registers.IF, "8°"),
        ("employee_years", Registers.YES, "7°"),
        ("student", Registers.IF, "12°"),
        ("asylum_request", Registers.NO, "annexe 5"),
        ("none", Registers.NO, "annexe 5"),
        ("", Registers.UNKNOWN, "annexe 5"),
    ],
)
def test_documents_of_annexe_5(document: str, registers: Registers, place: str) -> None:
    """Each document is allowed, allowed under its condition, or not in the list."""
    found = registration_with(document)
    assert registers is found.registers
    assert found.place.endswith(place)


def test_annexe_5_is_whole() -> None:
    """Its twenty items stand in the table, each once."""
    items = [one.item for one in DOCUMENTS.values() if one.item]
    assert [f"{number}°" for number in range(1, 21)] == sorted(items, key=lambda item: int(item[:-1]))


LEVELS = st.sampled_from([None, *FrenchLevel])
DAYS = st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))
SITUATIONS = st.builds(
    Situation,
    ages=st.none() | st.integers(0, 120).flatmap(lambda low: st.sampled_from([Ages(low, low), Ages(low, low + 1)])),
    level=LEVELS,
    disability=st.sampled_from([None, True, False]),
    graduate=st.sampled_from([None, True, False]),
    standing=st.sampled_from([None, *Standing]),
    since=DAYS,
    entered_on=DAYS,
    document=st.sampled_from(["", "nonsense", *DOCUMENTS]),
    followed_by=st.frozensets(st.sampled_from(list(Towards))),
)


@given(
    situation=SITUATIONS,
    local=st.builds(Local, level=st.sampled_from(list(FrenchLevel)[:4]), pic_ipr=st.booleans()),
    today=st.dates(date(2022, 1, 1), date(2090, 12, 31)),
)
def test_it_always_answers_and_always_cites(situation: Situation, local: Local, today: date) -> None:
    """Whatever is known: somebody is named, each once, the firmest first, and every sentence has its place."""
    found = orient(situation, local, today)
    order = list(Certainty)
    assert found.suggestions
    strengths = [order.index(one.certainty) for one in found.suggestions]
    assert sorted(strengths) == strengths
    assert len({one.towards for one in found.suggestions}) == len(found.suggestions)
    for reason in (*found.doubts, *(reason for one in found.suggestions for reason in one.reasons)):
        assert reason.sentence.endswith((".", "SPE."))
        assert reason.place.startswith(("guide", "Code du travail"))
    assert all(one.reasons for one in found.suggestions)
    assert found.registration.place.startswith("guide, annexe 5")
