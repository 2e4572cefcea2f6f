"""What do notices, letters and the register say? Every part, « non connu à ce stade » where nothing is; no name."""

import csv
import io
from datetime import date

import pytest

from forms.documents import Printed, render
from liaison.errors import Denied, Invalid, NotFound, WrongState
from liaison.usecases import (
    breach_handling,
    breach_people,
    breach_register,
    breach_telling,
    breach_viewing,
    keeping_cases,
)
from liaison.usecases.breach_handling import LeadForm
from liaison.usecases.breach_notices import say_moment
from liaison.usecases.breach_words import UNKNOWN
from liaison.usecases.exporting import TableFormat
from liaison.vocabulary import AgreementKind, IncidentKind
from liaison.vocabulary.breaches import Lead, Way, Whom
from tests.factories import House
from tests.forms.paper.reading import text_of
from tests.liaison.usecases.breaches import FACTS, clock_of, decide, declare, declare_alone, open_up, tell

PARTS = (
    "Nature de la violation (33.3, a)", "Catégories de personnes concernées (33.3, a)",
    "Nombre approximatif de personnes (33.3, a)", "Catégories de données (33.3, a)",
    "Nombre approximatif d’enregistrements (33.3, a)", "Délégué à la protection des données (33.3, b)",
    "Conséquences probables (33.3, c)", "Mesures prises ou proposées (33.3, d)",
)  # fmt: skip
"""Every part of article 33.3, a to d."""
NAMES = ("TESTOUKHINA", "Zéphyrine", "9900000017", "06 39 98 01 02")


@pytest.mark.requirement("G-3", "G-4")
def test_every_part_of_article_33_3(house: House) -> None:
    """The notice to the CNIL and to the OFII holds every part: not known yet at first, filled from what is known."""
    incident_id = declare_alone(house, IncidentKind.OTHER)
    open_up(house, incident_id)
    for whom in (Whom.CNIL, Whom.OFII):
        notice = house.do(breach_telling.draft, house["dpo"], clock_of(house, incident_id, whom).id)
        parts = dict(notice.parts)
        assert set(PARTS) <= set(parts)
        assert all(parts.values())
        for part in (*PARTS[2:5], *PARTS[6:]):
            assert UNKNOWN == parts[part], part
        assert "dpo@operateur.example" in parts[PARTS[5]]
        assert parts["Type de notification"].startswith("initiale")

    full = declare(house, house.sent(), ofii=True)
    open_up(house, full)
    house.do(breach_handling.describe, house["dpo"], full, FACTS)
    clock_id = clock_of(house, full, Whom.CNIL).id
    tell(house, [clock_id], Way.ONLINE)
    parts = dict(house.do(breach_telling.draft, house["controller"], clock_id).parts)
    assert "complémentaire (2e)" == parts["Type de notification"]
    assert ["1", "1"] == [parts[PARTS[2]], parts[PARTS[4]]]
    assert "être retrouvé ou suivi" in parts[PARTS[6]]
    assert "clé du pli détruite" in parts[PARTS[7]]
    assert "Rappel fait." in parts[PARTS[7]]
    assert UNKNOWN not in [parts[part] for part in PARTS]


@pytest.mark.requirement("G-3", "G-4", "G-8")
def test_papers_name_nobody(house: House) -> None:
    """Notices, the register and its tables, on paper: the number is there, no beneficiary is."""
    incident_id = declare(house, house.sent(), ofii=True)
    open_up(house, incident_id)
    house.do(breach_handling.describe, house["dpo"], incident_id, FACTS)
    decide(house, incident_id)
    papers = [
        *(house.do(breach_telling.print_notice, house["dpo"], clock_of(house, incident_id, whom).id) for whom in Whom),
        house.do(breach_register.print_one, house["controller"], incident_id),
        house.do(breach_register.print_register, house["dpo"]),
    ]
    for content in papers:
        text = " ".join(text_of(content).split())
        assert "2026-001" in text
        assert not [name for name in NAMES if name in text]
    assert "Une clé donnée au mauvais service." in text_of(papers[-1])
    table = house.do(breach_register.export_register, house["dpo"], TableFormat.CSV).decode("utf-8-sig")
    (row,) = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert ("2026-001", "Évaluée") == (row["Numéro"], row["État"])
    assert "Le risque est réel." in row.values()
    assert not [name for name in NAMES if name in table]


@pytest.mark.requirement("G-4")
def test_the_section_of_an_inspection_report(house: House) -> None:
    """The period's breaches, both days in it, as blocks of a document; another period has none, and says so."""
    declare(house, house.sent())
    blocks = house.do(breach_register.report_section, date(2026, 11, 21), date(2026, 11, 21))
    text = text_of(render(Printed("Rapport", "Essai", "Établi", blocks)))
    assert "Violation 2026-001" in text
    empty = house.do(breach_register.report_section, date(2026, 11, 22), date(2026, 11, 30))
    text = text_of(render(Printed("Rapport", "Essai", "Établi", empty)))
    assert "Aucune violation dans cette période." in text
    assert "2026-001" not in text


@pytest.mark.requirement("A-2", "G-4")
def test_who_tells_whom(house: House) -> None:
    """The référent and the coordinator see and tell theirs by name; a colleague, the DPO and the others see nobody."""
    transmission_id = house.sent()
    case_id = house.row(transmission_id).case_id or ""
    incident_id = declare(house, transmission_id)
    open_up(house, incident_id)
    today = date(2026, 11, 21)
    with pytest.raises(WrongState):  # it is not decided yet
        house.do(breach_people.note_informed, house["referent"], incident_id, case_id, today, Way.MEETING)
    assert 0 == house.do(breach_people.count_to_inform, house["referent"])
    decide(house, incident_id)
    assert 1 == house.do(breach_people.count_to_inform, house["referent"])
    for who, seen in (("referent", 1), ("coordinator", 1), ("other referent", 0), ("coordinator of the Loire", 0)):
        breaches = house.do(breach_people.list_to_inform, house[who])
        names = [person.name for one in breaches for person in one.people]
        assert ["TESTOUKHINA Zéphyrine"] * seen == names
    for who in ("dpo", "controller"):
        with pytest.raises(Denied):
            house.do(breach_people.list_to_inform, house[who])
        with pytest.raises(Denied):
            house.do(breach_people.letter, house[who], incident_id, case_id)
    with pytest.raises(Denied):
        house.do(breach_people.letter, house["other referent"], incident_id, case_id)
    other = house.case(raw={"beneficiary.last_name": "AUTRE"})
    with pytest.raises(NotFound):
        house.do(breach_people.letter, house["referent"], incident_id, other)
    for day, way in ((date(2026, 11, 20), Way.CALL), (date(2026, 11, 22), Way.CALL), (today, Way.ONLINE)):
        with pytest.raises(Invalid):
            house.do(breach_people.note_informed, house["referent"], incident_id, case_id, day, way)
    house.do(breach_people.note_informed, house["coordinator"], incident_id, case_id, today, Way.MEETING)
    house.do(breach_people.note_informed, house["referent"], incident_id, case_id, today, Way.POST)
    assert 1 == house.do(breach_viewing.open_breach, house["dpo"], incident_id).informed
    assert 0 == house.do(breach_people.count_to_inform, house["referent"])


@pytest.mark.requirement("G-4")
def test_the_letter_speaks_of_one_persons_data(house: House) -> None:
    """Plain French, no article and no jargon; of this person's own data, not of another's health."""
    incident_id = declare_alone(house)
    open_up(house, incident_id)
    ill, other = (house.case(raw={"beneficiary.last_name": name}) for name in ("UNE", "AUTRE"))
    for kind in (AgreementKind.SPE_REFERRAL, AgreementKind.HEALTH):
        house.agree(ill, kind)
    contact_id = house.recipient("spe")
    fiche_id = house.draft(ill, "spe", contact_id=contact_id)
    house.type(fiche_id, {"barriers.health": "oui"})
    house.do(keeping_cases.open_case, house["referent"], other)
    form = LeadForm(Lead.DEVICE, house["referent"].account_id)
    house.do(breach_handling.add_lead, house["dpo"], incident_id, form)
    decide(house, incident_id)
    texts = [text_of(house.do(breach_people.print_letter, house["referent"], incident_id, one)) for one in (ill, other)]
    assert ["votre santé" in text for text in texts] == [True, False]
    for text in texts:
        assert "Un ordinateur ou un téléphone" in text
        assert not [word for word in ("RGPD", "article", "violation", "UNE ", "AUTRE") if word in text]


def test_moments_of_the_twice_told_hour(house: House) -> None:
    """Between two and three on the night of autumn, a moment says which of both hours it is."""
    house.clock.move_to(house.clock.now().replace(month=10, day=25, hour=0, minute=30))
    assert "25/10/2026 à 02:30 (CEST)" == say_moment(house.clock.now())
    house.clock.advance(hours=1)
    assert "25/10/2026 à 02:30 (CET)" == say_moment(house.clock.now())
    house.clock.advance(hours=1)
    assert "25/10/2026 à 03:30" == say_moment(house.clock.now())
