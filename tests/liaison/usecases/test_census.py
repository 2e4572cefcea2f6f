"""Does a first census come in whole, without merging, overwriting or assuming anything about anybody?"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

import pytest

from crypto.hashchain import Detail
from liaison.errors import Conflict, Denied, Invalid, WrongState
from liaison.events import EventKind
from liaison.rules.census import LABELS, Meaning
from liaison.spreadsheets import Cell, write_xlsx
from liaison.store import trails
from liaison.usecases import agreeing, importing, keeping_cases, referring
from liaison.usecases.census import model_table, reading, taking
from liaison.usecases.census.planning import NEW, SKIP
from liaison.usecases.census.reading import MOST_PEOPLE
from liaison.vocabulary import AgreementKind, Chain, CirState, Origin, PartnerKind
from tests.factories import House
from tests.liaison.usecases.census_files import ROWS, look, people, shelter, table, take, values

KNOWN = {
    "beneficiary.last_name": "INVENTÉE",
    "beneficiary.first_name": "Aline",
    "beneficiary.agdref": "9900000101",
    "beneficiary.birth_date": "14/02/1991",
    "programme.housing": "Oui",
}


class TestTaking:
    """What does a census leave?"""

    def test_each_person_becomes_a_dossier_referred_by_the_structure(self, house: House) -> None:
        """Every value with the partner as its origin, nobody assigned, the CIR as the file says."""
        partner_id = shelter(house)

        taken = take(house, partner_id, table(*ROWS))

        assert (3, 0, 0) == (taken.added, taken.completed, taken.left_out)
        page = house.do(keeping_cases.open_case, house["coordinator"], people(house)["INVENTÉE"])
        assert {Origin.PARTNER} == {value.origin for value in page.values.values()}
        assert () == page.referents
        assert {
            "beneficiary.agdref": "9900000101", "beneficiary.last_name": "INVENTÉE", "beneficiary.first_name": "Aline",
            "beneficiary.birth_date": "14/02/1991", "beneficiary.protection_date": "03/05/2025",
            "beneficiary.cir_date": "12/09/2025", "programme.employment": "Non", "programme.housing": "Non",
            "programme.cph_request": "Non",
        } == page.raw  # fmt: skip
        (referral,) = house.do(referring.list_referrals, house["coordinator"], page.id)
        assert (CirState.SIGNED, "2025-09-12") == (referral.cir, str(referral.cir_signed_on))
        assert "Organisme d’essai dna" == referral.partner_name

    @pytest.mark.requirement("T-6")
    def test_without_a_signed_cir_they_are_to_orient(self, house: House) -> None:
        """Not signed and not known are the same here: the OFII first."""
        take(house, shelter(house), table(*ROWS))

        lines = house.do(keeping_cases.list_cases, house["coordinator"])

        assert {"INVENTÉE": False, "FICTIF": True, "CHIMÈRE": True} == {one.name: one.to_orient for one in lines}

    @pytest.mark.requirement("T-7")
    def test_an_agreement_is_recorded_where_the_file_has_its_day(self, house: House) -> None:
        """Never assumed: the cell is a day, or there is none."""
        take(house, shelter(house), table(*ROWS))

        given = {
            name: [(str(one.given_on), one.kind) for one in house.do(agreeing.list_agreements, case_id)]
            for name, case_id in people(house).items()
        }
        assert {
            "INVENTÉE": [("2026-10-01", AgreementKind.ORIENTATION)], "FICTIF": [],
            "CHIMÈRE": [("2026-10-02", AgreementKind.ORIENTATION)],
        } == given  # fmt: skip

    def test_what_is_not_said_stays_unknown(self, house: House) -> None:
        """An empty cell, « NC » or « ? » is no « non »."""
        take(house, shelter(house), table("9900000103;DOUTEUSE;Dina;NC;?;;-;;Non renseigné;;;"))

        assert {"beneficiary.agdref", "beneficiary.last_name", "beneficiary.first_name"} == set(
            values(house, "DOUTEUSE")
        )

    def test_the_chains_say_how_many_and_never_who(self, house: House) -> None:
        """The register counts; each dossier has its own entry."""
        partner_id = shelter(house)
        take(house, partner_id, table(*ROWS))

        def written(kind: EventKind) -> list[Mapping[str, Detail]]:
            entries = house.do(
                lambda ctx: [one for chain in Chain for one in trails.find_kind(ctx.session, chain, kind)]
            )
            return [entry.detail for entry in entries]

        assert [{"partner": partner_id, "added": 3, "changed": 0, "same": 0, "rows": 3}] == written(
            EventKind.CENSUS_IMPORTED
        )
        assert 3 == len(written(EventKind.CASE_CREATED)) == len(written(EventKind.REFERRAL_RECORDED))

    def test_the_same_file_again_changes_nothing(self, house: House) -> None:
        """Matched by number and by name; who has neither number nor birth date is asked about."""
        partner_id = shelter(house)
        take(house, partner_id, table(*ROWS))

        again = look(house, partner_id, table(*ROWS))

        assert ((), 2) == (again.items, again.unchanged)
        assert [(4, "CHIMÈRE Chloé")] == [(one.row, one.name) for one in again.doubts]

    def test_a_referent_follows_those_whom_they_take_in(self, sqlite_house: House) -> None:
        """As with every dossier that they open; nobody else's list changes."""
        take(sqlite_house, shelter(sqlite_house), table(*ROWS), by="referent")

        assert 3 == len(people(sqlite_house, by="referent"))
        assert {} == people(sqlite_house, by="other referent")


class TestKnown:
    """What of somebody who has a dossier already?"""

    def test_only_what_is_empty_is_filled(self, house: House) -> None:
        """Number and name agree: completed; what differs is shown, and the dossier keeps its own."""
        house.case(raw=KNOWN)

        (item,) = look(house, partner_id := shelter(house), table(ROWS[0])).items
        take(house, partner_id, table(ROWS[0]))

        assert (("Logement", "Oui", "Non"),) == item.effect.differs
        known = values(house, "INVENTÉE")
        assert ("Oui", "Non", "12/09/2025") == (
            known["programme.housing"], known["programme.employment"], known["beneficiary.cir_date"]
        )  # fmt: skip

    def test_names_alone_are_a_doubt(self, house: House) -> None:
        """Nobody is merged unasked: the same person, another one, or the row left out."""
        case_id = house.case(raw={key: value for key, value in KNOWN.items() if key != "beneficiary.agdref"})
        partner_id, content = shelter(house), table(ROWS[0])

        (doubt,) = look(house, partner_id, content).doubts
        with refusal_that("« Ligne 2 » : choisissez une réponse"):
            take(house, partner_id, content)
        with refusal_that("« Ligne 2 » : choisissez une réponse"):
            take(house, partner_id, content, decisions={2: "somebody-else"})

        assert [case_id, NEW, SKIP] == [answer.value for answer in doubt.answers]
        assert (0, 0, 1) == _counts(take(house, partner_id, content, decisions={2: SKIP}))
        assert (0, 1, 0) == _counts(take(house, partner_id, content, decisions={2: case_id}))
        assert "9900000101" == values(house, "INVENTÉE")["beneficiary.agdref"]

    def test_another_person_of_that_name(self, sqlite_house: House) -> None:
        """A doubt may be settled by a new dossier."""
        sqlite_house.case(raw={key: value for key, value in KNOWN.items() if key != "beneficiary.agdref"})

        taken = take(sqlite_house, shelter(sqlite_house), table(ROWS[0]), decisions={2: NEW})

        assert (1, 0, 0) == _counts(taken)
        assert 2 == len(sqlite_house.do(keeping_cases.list_cases, sqlite_house["coordinator"]))

    def test_a_number_of_somebody_of_another_name(self, sqlite_house: House) -> None:
        """A mistyped number must not write into the dossier of a stranger; no second dossier has it either."""
        house = sqlite_house
        case_id = house.case(raw={**KNOWN, "beneficiary.last_name": "AUTRE", "beneficiary.first_name": "Zoé"})

        (doubt,) = look(house, shelter(house), table(ROWS[0])).doubts

        assert [case_id, SKIP] == [answer.value for answer in doubt.answers]
        assert "Le N° AGDREF est celui d’un dossier d’un autre nom" in doubt.why
        assert "AUTRE Zoé" in doubt.why

    def test_a_number_with_another_birth_date(self, sqlite_house: House) -> None:
        """Name and number agree, the birth date speaks against it: a person looks."""
        sqlite_house.case(raw={**KNOWN, "beneficiary.birth_date": "15/02/1991"})

        found = look(sqlite_house, shelter(sqlite_house), table(ROWS[0]))

        assert (0, 1) == (len(found.items), len(found.doubts))

    def test_two_rows_for_one_dossier(self, sqlite_house: House) -> None:
        """Whoever says of two rows that they are the same person is told."""
        house = sqlite_house
        case_id = house.case(raw={"beneficiary.last_name": "INVENTÉE", "beneficiary.first_name": "Aline"})
        twice = table(ROWS[0], ROWS[0].replace("0101", "0109").replace("14/02", "15/02"))

        with refusal_that("« Ligne 3 » : ce dossier est déjà celui de la ligne 2"):
            take(house, shelter(house), twice, decisions={2: case_id, 3: case_id})

    def test_a_colleagues_dossier_stays_theirs(self, sqlite_house: House) -> None:
        """That one exists is told, not whose, and nothing is written."""
        house = sqlite_house
        house.case(raw=KNOWN, by="other referent")

        found = look(house, shelter(house), table(ROWS[0]), by="referent")

        assert ["Ce N° AGDREF est celui d’un dossier que suit un collègue"] == [
            one.why.partition(".")[0] for one in found.left_out
        ]
        assert ((), ()) == (found.items, found.doubts)

    @pytest.mark.requirement("T-7")
    @pytest.mark.parametrize("kind", [AgreementKind.ORIENTATION, AgreementKind.SPE_REFERRAL])
    def test_a_withdrawn_agreement_does_not_come_back(self, house: House, kind: AgreementKind) -> None:
        """The file was written before the person said no, in whichever way; a later yes counts."""
        case_id = house.case(raw=KNOWN, agreed=False)
        house.agree(case_id, kind, days_ago=20)
        house.withdraw(case_id, kind)
        partner_id = shelter(house)

        (item,) = look(house, partner_id, table(ROWS[0])).items
        take(house, partner_id, table(ROWS[0]))

        assert (None, True) == (item.effect.agreed_on, item.effect.withdrawn)
        agreements = house.do(agreeing.list_agreements, case_id)
        assert [] == [one for one in agreements if one.kind is AgreementKind.ORIENTATION and one.withdrawn_at is None]

    @pytest.mark.requirement("T-6")
    def test_a_signature_that_is_known_is_not_taken_back(self, sqlite_house: House) -> None:
        """The dossier has the day of the signature; a list that says « non » changes nothing."""
        sqlite_house.case(raw={**KNOWN, "beneficiary.cir_date": "12/09/2025"})

        take(sqlite_house, shelter(sqlite_house), table("9900000101;Inventée;Aline;1991;;non;;;;;;"))

        (line,) = sqlite_house.do(keeping_cases.list_cases, sqlite_house["coordinator"])
        assert not line.to_orient

    def test_a_dossier_that_changed_since_the_preview(self, sqlite_house: House) -> None:
        """What was confirmed is exactly what was seen, or nothing happens."""
        house = sqlite_house
        census = house.do(reading.read_upload, house["coordinator"], shelter(house), table(*ROWS))
        columns = house.do(reading.propose, house["coordinator"], census)
        seen = house.do(taking.preview, house["coordinator"], census, columns)
        house.case(raw=KNOWN)

        with pytest.raises(Conflict, match="ont changé depuis l’aperçu"):
            house.do(taking.run, house["coordinator"], census, columns, decisions={}, seen=seen.digest)

        assert ["INVENTÉE"] == list(people(house))


class TestMistakes:
    """Is every mistake told with its row, in the words of the file?"""

    @pytest.mark.parametrize(
        ("row", "sentence"),
        [
            ("9900000101;;Aline;;;;;;;;;", "« Nom » : il manque"),
            ("99000;INVENTÉE;;;;;;;;;;", "« N° AGDREF » : un numéro AGDREF s’écrit en 10 chiffres"),
            ("9,90E+09;INVENTÉE;;;;;;;;;;", "« N° AGDREF » : le tableur a raccourci ce numéro"),
            (";INVENTÉE;;31/02/1991;;;;;;;;", "« Né(e) le » : le 31/02/1991 n’existe pas"),
            (";INVENTÉE;;14/02/91;;;;;;;;", "« Né(e) le » : « 14/02/91 » : écrivez l’année en quatre chiffres"),
            (";INVENTÉE;;;45678;;;;;;;", "« Date du statut » : « 45678 » est un nombre"),
            (";INVENTÉE;;;03/05/2027;;;;;;;", "« Date du statut » : cette date est à venir"),
            (";INVENTÉE;;;;;;;;;03/05/2027;", "« Accord le » : cette date est à venir"),
            (";INVENTÉE;;;;;;CDI;;;;", "« Emploi » : « CDI » ne se lit ni « oui » ni « non »"),
            (";INVENTÉE;;;;non;12/09/2025;;;;;", "« CIR signé » : il n’est pas signé, mais la ligne a une date"),
            (';=HYPERLINK("x");;;;;;;;;;', "« Nom » : cette case commence comme une formule"),
            (";INVENTÉE;'@SUM(A1);;;;;;;;;", "« Prénom » : cette case commence comme une formule"),
        ],
    )
    def test_it_is_said_with_its_row_and_nothing_comes_in(self, sqlite_house: House, row: str, sentence: str) -> None:
        """The heading of the file, a sentence that says what to do; not even the rows that are right come in."""
        partner_id, content = shelter(sqlite_house), table(ROWS[1], row)

        found = look(sqlite_house, partner_id, content)
        with pytest.raises(Invalid) as refusal:
            take(sqlite_house, partner_id, content)

        assert [(3, True)] == [(one.row, sentence in one.sentence) for one in found.problems]
        assert [f"Ligne 3 : {found.problems[0].sentence}"] == [one.message for one in refusal.value.problems]
        assert {} == people(sqlite_house)

    @pytest.mark.parametrize(
        ("second", "sentence"),
        [
            ("99-0000-0101;AUTRE;Nom;;;;;;;;;", "« N° AGDREF » : c’est aussi celui de la ligne 2"),
            (";Inventee;aline;1991;;;;;;;;", "« Nom » : la ligne 2 semble être de la même personne"),
            (";INVENTÉE;Aline;;;;;;;;;", "sinon, écrivez les dates de naissance"),
        ],
    )
    def test_nobody_stands_twice_in_a_file(self, sqlite_house: House, second: str, sentence: str) -> None:
        """By number, or by name and birth date as far as it goes."""
        (problem,) = look(sqlite_house, shelter(sqlite_house), table(ROWS[0], second)).problems

        assert (3, True) == (problem.row, sentence in problem.sentence)

    def test_namesakes_of_two_numbers_are_two_people(self, sqlite_house: House) -> None:
        """Numbers tell them apart."""
        found = look(sqlite_house, shelter(sqlite_house), table(ROWS[0], ROWS[0].replace("0101", "0109")))

        assert (2, ()) == (found.added, found.problems)

    def test_too_many_people_for_one_file(self, sqlite_house: House) -> None:
        """The file is to be cut: one transaction takes in five hundred."""
        rows = [f";NOM{number};;;;;;;;;;" for number in range(MOST_PEOPLE + 1)]

        with refusal_that("plus de 500 lignes"):
            look(sqlite_house, shelter(sqlite_house), table(*rows))

    def test_five_hundred_people_come_in_at_once(self, sqlite_house: House) -> None:
        """In a time that colleagues who wait for the database do not notice as a fault."""
        rows = [
            f"99{number:08};NOM{number};Prénom;1990;03/05/2025;oui;;;;;01/10/2026;" for number in range(MOST_PEOPLE)
        ]
        started = time.process_time()

        taken = take(sqlite_house, shelter(sqlite_house), table(*rows))

        assert MOST_PEOPLE == taken.added
        assert time.process_time() - started < 15


class TestColumns:
    """How is it known what a column means?"""

    def test_what_was_said_is_remembered_for_the_departement(self, house: House) -> None:
        """A heading that nobody knows is asked for once; an import of the directory has other words."""
        partner_id = shelter(house)
        content = table(ROWS[0], headings=table().decode("cp1252").replace("Chambre", "Domiciliation"))
        census = house.do(reading.read_upload, house["coordinator"], partner_id, content)
        first = house.do(reading.propose, house["coordinator"], census)
        meant = [*first[:-1], Meaning.ADDRESS]

        take(house, partner_id, content, meanings=meant)

        assert "" == first[-1]
        assert tuple(meant) == house.do(reading.propose, house["coordinator"], census)

    def test_the_model_is_understood_and_its_example_left_out(self, sqlite_house: House) -> None:
        """Given back as it was given: every heading is known, its days are days, nobody comes in."""
        house = sqlite_house
        content = model_table.blank(house["coordinator"])
        census = house.do(reading.read_upload, house["coordinator"], partner_id := shelter(house), content)

        found = look(house, partner_id, content)

        assert list(house.do(reading.propose, house["coordinator"], census)) == [
            meaning for meaning in Meaning if LABELS[meaning] in census.headings
        ]
        assert ((), ["C’est la ligne d’exemple du modèle."]) == (found.items, [one.why for one in found.left_out])

    def test_the_days_of_a_workbook_are_days(self, sqlite_house: House) -> None:
        """A spreadsheet keeps them as numbers; a year alone stays one, an AGDREF number keeps its digits."""
        rows: list[list[Cell]] = [
            ["AGDREF", "Nom", "Né le", "Date CIR"],
            [9900000101, "INVENTÉE", date(1991, 2, 14), date(2025, 9, 12)],
            [9900000102, "FICTIF", 1988, ""],
        ]
        take(sqlite_house, shelter(sqlite_house), write_xlsx(rows, name="Recensement"))

        known = values(sqlite_house, "INVENTÉE")
        assert ("14/02/1991", "12/09/2025") == (known["beneficiary.birth_date"], known["beneficiary.cir_date"])
        assert "1988" == values(sqlite_house, "FICTIF")["beneficiary.birth_date"]

    def test_name_and_first_name_in_one_column(self, sqlite_house: House) -> None:
        """Told apart by capitals."""
        take(sqlite_house, shelter(sqlite_house), table("Aline DE LA FABLE;1991", headings="Nom et prénom;Né le"))

        assert "Aline" == values(sqlite_house, "DE LA FABLE")["beneficiary.first_name"]

    @pytest.mark.parametrize(
        ("meanings", "sentence"),
        [
            (["last_name", "last_name"], "deux colonnes seraient « Nom »"),
            (["agdref", "first_name"], "dites laquelle porte le nom des personnes"),
            (["full_name", "first_name"], "se lisent dans une colonne, ou dans deux"),
            (["last_name", "password"], "choisissez parmi les réponses proposées"),
        ],
    )
    def test_columns_that_make_no_sense(self, sqlite_house: House, meanings: list[str], sentence: str) -> None:
        """Two of a meaning, none for the name, two ways to say it, a meaning that there is not."""
        with refusal_that(sentence):
            take(sqlite_house, shelter(sqlite_house), table("a;b", headings="x;y"), meanings=meanings)


class TestWho:
    """Who may take a census in, and of whom?"""

    @pytest.mark.parametrize("who", ["coordinator of the Loire", "dpo", "controller", "administrator"])
    def test_only_who_keeps_dossiers_there(self, sqlite_house: House, who: str) -> None:
        """Nobody who must not see content, nor across départements."""
        with pytest.raises(Denied):
            sqlite_house.do(reading.read_upload, sqlite_house[who], shelter(sqlite_house), table(*ROWS))

    def test_the_ofii_sends_no_census(self, sqlite_house: House) -> None:
        """It decides about referrals; it makes none of this kind."""
        offered = sqlite_house.do(reading.structures, sqlite_house["coordinator"])

        with refusal_that("choisissez dans l’annuaire"):
            look(sqlite_house, shelter(sqlite_house, PartnerKind.OFII), table(*ROWS))
        with refusal_that("choisissez dans l’annuaire"):
            look(sqlite_house, "", table(*ROWS))
        assert () == offered

    def test_a_parcel_opens_for_its_author_and_for_this(self, sqlite_house: House) -> None:
        """Sealed under the account; a parcel of a census is none of an import, nor the other way round."""
        house = sqlite_house
        census = house.do(reading.read_upload, house["coordinator"], shelter(house), table(*ROWS))
        kept = house.do(reading.keep, house["coordinator"], census)

        assert census == house.do(reading.give_back, house["coordinator"], kept)
        assert "Aline" not in kept
        with pytest.raises(WrongState, match="n’est plus lisible"):
            house.do(reading.give_back, house["referent"], kept)
        with pytest.raises(WrongState, match="n’est plus lisible"):
            house.do(importing.give_back, house["coordinator"], kept)


@contextmanager
def refusal_that(says: str) -> Iterator[None]:
    """Expect a refusal of which one problem says something."""
    with pytest.raises(Invalid) as refusal:
        yield
    assert [True] == [says in one.message for one in refusal.value.problems][:1]


def _counts(taken: taking.Taken) -> tuple[int, int, int]:
    return taken.added, taken.completed, taken.left_out
