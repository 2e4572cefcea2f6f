"""Who is proposed to the OFII, who is kept out and why, and who is not even asked about (V-1, V-4)?"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import Engine, event

from liaison.errors import Denied, NotFound, WrongState
from liaison.events import EventKind
from liaison.store import tables as store
from liaison.store import trails
from liaison.usecases import referring
from liaison.usecases.tables import opening_months, proposing
from liaison.usecases.tables.columns import COLUMNS
from liaison.usecases.tables.shown import CellView, WhyHere
from liaison.usecases.tables.stating import CapacityForm
from liaison.vocabulary import AgreementKind, Chain, CirState, Origin, PartnerKind
from liaison.vocabulary.orientations import Doubt, Verdict
from liaison.vocabulary.tables import Capacity, SettledWhy
from tests.factories import LOIRE, PERSON, RHONE, House
from tests.liaison.usecases.test_referring import referred
from tests.monthly import candidate, exclude, freeze, include, open_table, row, state, view

pytestmark = pytest.mark.requirement("V-1", "V-4")


def cell(house: House, case_id: str, column: str) -> CellView:
    """Look at one cell of somebody's row."""
    (found,) = (one for one in row(house, case_id).cells if one.column == column)
    return found


class TestMonth:
    """Is there one table for each month and département, and is it its coordinator's?"""

    def test_night_opens_it_once(self, house: House) -> None:
        """Two nights of one month open one table for each département whose framework agreement runs."""
        opened = opening_months.open_months(house.service.transaction)
        again = opening_months.open_months(house.service.transaction)

        lines = house.do(proposing.list_tables, house["coordinator"])
        assert (2, 0) == (opened, again)
        assert [("69-2026-11-1", "novembre 2026", "Rhône")] == [
            (line.number, line.month_name, line.departement_name) for line in lines
        ]

    def test_next_month_has_its_own(self, house: House) -> None:
        """On the first of the month another table is there; the earlier one stays until a person closes it."""
        opening_months.open_months(house.service.transaction)
        house.clock.advance(days=10)
        opening_months.open_months(house.service.transaction)

        lines = house.do(proposing.list_tables, house["coordinator"])
        assert ["2026-12", "2026-11"] == [line.month for line in lines]

    def test_none_after_the_framework(self, house: House) -> None:
        """No table is opened once the framework agreement of a département ended."""
        house.clock.advance(days=500)

        assert 1 == opening_months.open_months(house.service.transaction)
        assert [] == list(house.do(lambda ctx: store.list_tables(ctx.session, [RHONE])))

    @pytest.mark.parametrize("who", ["referent", "controller", "dpo", "administrator", "coordinator of the Loire"])
    def test_only_its_coordinator(self, house: House, who: str) -> None:
        """Names stand in it: neither DPO nor administrator, nor another département's coordinator."""
        table_id = open_table(house)
        case_id = candidate(house, "TESTOVITCH")

        with pytest.raises(Denied):
            house.do(proposing.view, house[who], table_id)
        with pytest.raises(Denied):
            house.do(proposing.row_of, house[who], case_id)

    def test_reading_is_journalled(self, house: House) -> None:
        """The journal knows which table was read and how many stood in it; no name."""
        candidate(house, "TESTOVITCH")
        table_id = open_table(house)
        view(house, table_id)

        entries = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, EventKind.TABLE_READ))
        assert [(table_id, {"table": table_id, "rows": 1})] == [(one.subject, dict(one.detail)) for one in entries]

    def test_unknown_table(self, house: House) -> None:
        """A table that is not there is not found; one that is frozen is read elsewhere."""
        with pytest.raises(NotFound):
            house.do(proposing.view, house["coordinator"], "none")
        candidate(house, "TESTOVITCH")
        table_id = open_table(house)
        freeze(house, table_id)
        with pytest.raises(WrongState):
            view(house, table_id)


class TestRow:
    """Does a row say what the dossier says, and where each value comes from?"""

    def test_eleven_cells(self, house: House) -> None:
        """The columns of annexe 4-1, in its order, oui and non in small letters."""
        case_id = candidate(house, "TESTOVITCH", {"beneficiary.agdref": "9900000042"})

        found = row(house, case_id)
        assert [column.id for column in COLUMNS] == [one.column for one in found.cells]
        assert [
            "9900000042", "0069123", "TESTOVITCH", "Zéphyrine", "14/02/1991", "12/03/2026", "04/05/2026",
            "non", "non", "non", "Refuge des Essais (fictif)",
        ] == [one.text for one in found.cells]  # fmt: skip
        assert {Origin.PERSON} == {one.origin for one in found.cells}
        assert Verdict.ELIGIBLE is found.verdict
        assert found.ready

    def test_missing_is_to_complete(self, house: House) -> None:
        """What nobody said is « à compléter », never « non »."""
        case_id = candidate(house, "TESTOVITCH", {"programme.employment": "", "programme.cir_number": ""})

        found = row(house, case_id)
        assert ("agdref", "cir_number", "employment") == found.missing
        assert ["à compléter"] * 3 == [one.shown for one in found.cells if one.missing]

    @pytest.mark.requirement("T-6")
    def test_referral_names_who_referred(self, house: House) -> None:
        """The partner of a referral is the organisme orienteur, with the day of the CIR that it told."""
        case_id = referred(house, PartnerKind.SPADA, CirState.SIGNED, date(2026, 6, 1))

        assert ("Organisme d’essai spada", Origin.PARTNER, False) == (
            cell(house, case_id, "referrer").text,
            cell(house, case_id, "referrer").origin,
            cell(house, case_id, "referrer").editable,
        )
        assert ("01/06/2026", True) == (
            cell(house, case_id, "cir_date").text,
            cell(house, case_id, "cir_date").editable,
        )


class TestWho:
    """Who stands in the table, who beside it, and who nowhere?"""

    def test_by_name(self, house: House) -> None:
        """People of the département, by name; those of another stand in its own."""
        second, first = candidate(house, "TESTOVITCH"), candidate(house, "ESSAYAN")
        other = house.case(raw={**PERSON, "beneficiary.last_name": "LOIRIN"}, by="referent of the Loire")

        found = view(house, open_table(house))
        assert [first, second] == [one.case_id for one in found.rows]
        assert [WhyHere.NEW] * 2 == [one.why_here for one in found.rows]
        of_the_loire = open_table(house, departement=LOIRE)
        elsewhere = house.do(proposing.view, house["coordinator of the Loire"], of_the_loire)
        assert [other] == [one.case_id for one in elsewhere.rows]

    def test_in_the_programme_stands_nowhere(self, house: House) -> None:
        """Who signed the engagement contract is in the programme: neither proposed nor kept out."""
        candidate(house, "TESTOVITCH", {"beneficiary.engagement_date": "01/06/2026"})

        found = view(house, open_table(house))
        assert ((), ()) == (found.rows, found.kept_out)

    @pytest.mark.requirement("T-6")
    def test_to_orient_is_counted_only(self, house: House) -> None:
        """« À orienter vers l’OFII »: in no list, counted; once the CIR is signed, the person is proposed."""
        case_id = referred(house, PartnerKind.SPADA, CirState.NOT_SIGNED)
        table_id = open_table(house)

        before = view(house, table_id)
        assert (1, (), ()) == (before.to_orient, before.rows, before.kept_out)

        house.do(referring.record_signed, house["referent"], case_id, date(2026, 11, 2))
        after = view(house, table_id)
        assert (0, [case_id]) == (after.to_orient, [one.case_id for one in after.rows])

    @pytest.mark.requirement("E-3")
    def test_not_eligible_is_kept_out_with_reasons(self, house: House) -> None:
        """Whom the rules keep out stands beside the table, with the sentence and its place."""
        case_id = candidate(house, "TESTOVITCH", {"programme.resettled": "yes"})

        found = view(house, open_table(house))
        assert () == found.rows
        (out,) = found.kept_out
        assert (case_id, Verdict.NOT_ELIGIBLE) == (out.case_id, out.verdict)
        assert [Doubt.RESETTLED] == [one.code for one in out.reasons]
        assert "guide 1.3.1" == out.reasons[0].place

    @pytest.mark.requirement("T-7")
    def test_without_agreement_is_doubtful(self, house: House) -> None:
        """Nobody leaves without their agreement; it is a doubt that only its recording ends."""
        case_id = candidate(house, "TESTOVITCH", agreed=False)

        found = row(house, case_id)
        assert (Verdict.DOUBTFUL, True, ()) == (found.verdict, found.agreement_missing, found.to_settle)
        house.agree(case_id, AgreementKind.ORIENTATION)
        assert row(house, case_id).ready

    @pytest.mark.requirement("T-7")
    def test_withdrawn_agreement_keeps_out(self, house: House) -> None:
        """Who withdrew their agreement is out of the table at once."""
        case_id = candidate(house, "TESTOVITCH")
        house.withdraw(case_id, AgreementKind.ORIENTATION)

        found = view(house, open_table(house))
        assert ((), [case_id]) == (found.rows, [one.case_id for one in found.kept_out])

    def test_obstacles_are_said(self, house: House) -> None:
        """What keeps the table from being frozen, in sentences; nothing once all is settled and said."""
        table_id = open_table(house)
        assert "Il n’y a personne à proposer." in view(house, table_id).obstacles
        doubtful = candidate(house, "TESTOVITCH", {"programme.resides": ""})
        candidate(house, "ESSAYAN", agreed=False)

        assert (
            "Une personne est à vérifier.",
            "L’accord d’une personne est à enregistrer.",
            "Dites si vous pouvez accueillir ces personnes, ou s’il faut échelonner.",
        ) == view(house, table_id).obstacles
        include(house, doubtful)
        assert "Une personne est à vérifier." not in view(house, table_id).obstacles

    def test_places_hold_together_with_people(self, house: House) -> None:
        """« Toutes ce mois-ci » with fewer places than people is not told to the OFII (V-2); with as many it is."""
        table_id = open_table(house)
        candidate(house, "TESTOVITCH")
        candidate(house, "ESSAYAN")
        too_few = "Vous indiquez 1 place pour 2 personnes : échelonnez, ou corrigez le nombre de places."

        state(house, table_id, CapacityForm(Capacity.ALL, 1))
        assert (too_few,) == view(house, table_id).obstacles
        state(house, table_id, CapacityForm(Capacity.ALL, 2))
        assert () == view(house, table_id).obstacles

    def test_excluded_is_kept_out_by_a_person(self, house: House) -> None:
        """Who is left out stands beside the table, with who decided and why."""
        case_id = candidate(house, "TESTOVITCH")
        exclude(house, case_id, SettledWhy.LEFT_DEPARTEMENT)

        (out,) = view(house, open_table(house)).kept_out
        assert out.settlement is not None
        assert ("La personne a quitté le département", "Anselme Mythomas") == (
            out.settlement.why_label,
            out.settlement.by,
        )
        assert () == out.reasons


class TestDuplicates:
    """Is a second dossier of the same person seen?"""

    def test_same_name_and_day(self, house: House) -> None:
        """Two dossiers with one name and one birth date are doubted, both; accents and case are none."""
        one = candidate(house, "TESTOVITCH")
        other = candidate(house, "Testovitch", {"beneficiary.first_name": "zephyrine"})

        rows = {found.case_id: found for found in view(house, open_table(house)).rows}
        assert (Doubt.DUPLICATE,) == rows[one].to_settle
        assert ((other,), (one,)) == (rows[one].alike, rows[other].alike)
        assert rows[one] == row(house, one)

    def test_another_day_is_another_person(self, house: House) -> None:
        """One name with another birth date is somebody else."""
        case_id = candidate(house, "TESTOVITCH")
        candidate(house, "TESTOVITCH", {"beneficiary.birth_date": "15/02/1991"})

        assert () == row(house, case_id).alike

    def test_somebody_in_the_programme(self, house: House) -> None:
        """Who is in the programme already under another dossier is not proposed a second time unseen."""
        candidate(house, "TESTOVITCH", {"beneficiary.engagement_date": "01/06/2026"})
        case_id = candidate(house, "TESTOVITCH")

        (doubt,) = (one for one in row(house, case_id).findings if one.code is Doubt.DUPLICATE)
        assert "déjà entrée dans le programme" in doubt.sentence

    def test_somebody_of_an_earlier_table(self, house: House) -> None:
        """The earlier table that holds the namesake is named."""
        candidate(house, "TESTOVITCH")
        freeze(house, open_table(house))
        case_id = candidate(house, "TESTOVITCH")

        (doubt,) = (one for one in row(house, case_id).findings if one.code is Doubt.DUPLICATE)
        assert "déjà dans le tableau n° 69-2026-11-1" in doubt.sentence


@contextmanager
def statements() -> Iterator[list[str]]:
    """Note each statement that any database is asked: the house has two, its own and the key store."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


def test_no_query_for_each_person(house: House) -> None:
    """The page of a table asks as much for nine people as for three, of the database and of the key store."""
    table_id = open_table(house)
    counts = []
    for names in ("ABC", "DEFGHI"):
        for name in names:
            candidate(house, f"{name}ESSAI")
        with statements() as seen:
            view(house, table_id)
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert counts[0] < 40
