"""Is the answer of a DT OFII read from its table, whatever a spreadsheet and a person did to it?"""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.sheets import ANSWER, ORIENTATION, REFERENCE, SheetRow, write
from liaison.errors import Invalid
from liaison.spreadsheets import read, read_back, write_csv, write_xlsx
from liaison.spreadsheets.returned_cells import day_in, decision_in, folded, hour_in
from liaison.spreadsheets.styles import is_time, shown
from tests.forms.sheets.made import cells, orientations, rows, tracking

pytestmark = pytest.mark.requirement("V-5")
HEADING = [column.label for column in (*ORIENTATION, *ANSWER, REFERENCE)]
NUMBER = ["Tableau n°", "44-2026-11-1"]


def line(reference: str, *answer: str, name: str = "FICTIF") -> list[str]:
    """Return a row as a spreadsheet shows it, with an answer."""
    values = ["0000000001", "à compléter", name, "Prénom", "1987", "01/01/2025", "01/03/2025", "oui", "non", "non", "X"]
    return [*values, *answer, *[""] * (len(ANSWER) - len(answer)), reference]


def returned(*lines: list[str], heading: list[str] = HEADING) -> bytes:
    """Return a workbook of another program: no names, no styles of ours."""
    return write_xlsx([["Programme AGIR"], NUMBER, heading, *lines], name="Feuille 1")


def changed(content: bytes, part: str, edit: Callable[[str], str]) -> bytes:
    """Return a workbook with one part edited by hand."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            said = before.read(name).decode()
            after.writestr(name, edit(said) if name == part else said)
    return made.getvalue()


class TestTable:
    """What is found in a table that came back?"""

    def test_untouched(self) -> None:
        """As it was sent: its number, every reference, nothing answered, nothing changed."""
        table = read_back(write(orientations(count=30)))
        assert table.number == "44-2026-11-1"
        assert list(table.rows) == [f"L{number:03}" for number in range(1, 31)]
        assert not any(row.is_answered for row in table.rows.values())
        assert [] == [row.reference for row, sent in zip(table.rows.values(), rows(30), strict=True)
                      if row.changed(sent.cells)]  # fmt: skip
        assert ((), ()) == (table.strangers, table.repeated)

    def test_an_answer(self) -> None:
        """Decision, reason, day, hour and place, as typed and as they read."""
        (row,) = read_back(
            returned(line("L001", "REPORTEE", "pièce absente", "15/12/2026", "9h30", "Nantes"))
        ).rows.values()
        assert (row.decision, row.reason) == ("Reportée", "pièce absente")
        assert (row.appointment_on, row.appointment_time) == (date(2026, 12, 15), time(9, 30))
        assert row.appointment_place == "Nantes"
        assert row.typed["decision"] == "REPORTEE"
        assert () == row.unread

    def test_sorted_moved_and_deleted(self) -> None:
        """A row is known by its reference, a column by its label, whatever their order; a column may be gone."""
        order = [HEADING.index(label) for label in (REFERENCE.label, "Nom", "Décision de l’OFII", "N° AGDREF")]
        lines = [line("L003", "Refusée", name="C"), line("L001", "Validée", name="A")]
        content = returned(
            *([each[place] for place in order] for each in lines), heading=[HEADING[place] for place in order]
        )
        table = read_back(content)
        assert {key: (row.decision, row.values["last_name"]) for key, row in table.rows.items()} == {
            "L003": ("Refusée", "C"), "L001": ("Validée", "A"),
        }  # fmt: skip
        assert set(table.rows["L001"].values) == {"last_name", "agdref"}
        assert table.rows["L001"].appointment_on is None

    def test_a_label_that_stands_twice(self) -> None:
        """A column that somebody copied beside is not taken for the one that was sent."""
        content = returned([*line("L001", "Validée"), "Refusée"], heading=[*HEADING, "Décision de l’OFII"])
        assert read_back(content).rows["L001"].decision == "Validée"

    def test_what_was_added_is_said(self) -> None:
        """A row that has no reference is a stranger, a reference that stands twice is named; the first one counts."""
        table = read_back(returned(line("L001", "Validée"), line("", "Refusée"), line("L001", "Refusée"), [""]))
        assert table.strangers == (5,)
        assert table.repeated == ("L001",)
        assert table.rows["L001"].decision == "Validée"

    def test_an_erased_row_is_no_stranger(self) -> None:
        """It went out as « ligne effacée », and comes back so."""
        table = read_back(write(orientations(SheetRow("L009", {}, erased=True), count=1)))
        assert (list(table.rows), table.strangers) == (["L001"], ())

    def test_what_differs_is_named(self) -> None:
        """A value that is no longer what was sent, by its column; what is not known is not a change."""
        sent = {**cells(1), "last_name": "=FICTIF", "first_name": "Prénom1", "referrer": "Deux  mots\u00a0fictifs"}
        content = write(orientations(SheetRow("L001", sent)))
        (row,) = read_back(content).rows.values()
        assert () == row.changed(sent)
        assert row.values["last_name"] == "=FICTIF"
        edited = changed(content, "xl/worksheets/sheet1.xml", lambda said: said.replace(">Prénom1<", ">Autre<"))
        (row,) = read_back(edited).rows.values()
        assert ("first_name",) == row.changed(sent)

    def test_what_does_not_read_is_kept(self) -> None:
        """An answer that nobody planned is never guessed: it stands as typed, and is named."""
        (row,) = read_back(returned(line("L001", "non validée", "", "mi-décembre", "le matin"))).rows.values()
        assert (row.decision, row.appointment_on, row.appointment_time) == ("", None, None)
        assert row.unread == ("decision", "appointment_on", "appointment_time")
        assert row.typed["appointment_on"] == "mi-décembre"
        midnight = read_back(returned(line("L001", "Validée", "", "15/12/2026", "00:00"))).rows["L001"]
        assert () == midnight.unread

    def test_a_csv_made_of_it(self) -> None:
        """Who saves it as CSV is read too: the number stands behind its label."""
        table = read_back(write_csv([NUMBER, HEADING, line("L001", "Validée", "", "15/12/2026 à 9h30")]))
        assert table.number == "44-2026-11-1"
        assert table.rows["L001"].appointment_on == date(2026, 12, 15)
        assert table.rows["L001"].appointment_time == time(9, 30)

    def test_the_named_cell_wins(self) -> None:
        """Its name finds the number where its label was overwritten, on the sheet that it stands on."""
        content = changed(
            write(orientations(count=1)),
            "xl/worksheets/sheet1.xml",
            lambda said: said.replace("Tableau n°", "Notre réf."),
        )
        assert read_back(content).number == "44-2026-11-1"

    def test_a_sheet_put_in_front(self) -> None:
        """The table is looked for where its name is, not on the first sheet."""
        content = write(orientations(count=1))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name).decode() for name in archive.namelist()}
        parts["xl/worksheets/sheet2.xml"] = "<worksheet><sheetData/></worksheet>"
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
            "<sheets>", '<sheets><sheet name="Notes" sheetId="9" r:id="rId9"/>'
        )
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
            "</Relationships>", '<Relationship Id="rId9" Type="t" Target="worksheets/sheet2.xml"/></Relationships>'
        )
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name, said in parts.items():
                archive.writestr(name, said)
        assert list(read_back(made.getvalue()).rows) == ["L001"]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (write_xlsx([["Nom"], ["FICTIF"]], name="A"), "il manque le numéro du tableau"),
            (write(tracking(2)), "il manque le numéro du tableau"),
            (write_xlsx([NUMBER, ["Nom"], ["FICTIF"]], name="A"), "« Décision de l’OFII » et « Réf. liaison »"),
            (b"PK\x03\x04" + b"\0" * 300, "ce classeur est abîmé"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "protégé par un mot de passe"),
            (b"", "il manque, ou il est vide"),
            (b"PK\x03\x04" + b"\0" * 600_000, "il dépasse 512 Ko"),
        ],
        ids=["another workbook", "annexe 8", "no such columns", "damaged", "password", "empty", "large"],
    )
    def test_what_is_no_such_table(self, content: bytes, sentence: str) -> None:
        """Refused in a sentence that says what is missing and what to do."""
        with pytest.raises(Invalid) as refusal:
            read_back(content)
        assert sentence in refusal.value.problems[0].message

    @given(st.integers(0, 8000), st.binary(min_size=1, max_size=8))
    def test_any_damage_gives_a_table_or_a_sentence(self, place: int, noise: bytes) -> None:
        """Bytes changed anywhere never break the reader."""
        content = bytearray(write(orientations(count=2)))
        place %= len(content)
        content[place : place + len(noise)] = noise
        assert _is_answered(bytes(content))


def _is_answered(content: bytes) -> bool:
    try:
        return bool(read_back(content).number)
    except Invalid as refusal:
        return refusal.problems[0].message.startswith("« Fichier » : ")


class TestSpellings:
    """What does a typed answer mean?"""

    @pytest.mark.parametrize(
        ("typed", "decision"),
        [
            ("Validée", "Validée"), ("VALIDÉE", "Validée"), (" validee. ", "Validée"), ("Valide\u0301e", "Validée"),
            ("validé", "Validée"), ("Refus", "Refusée"), ("refusé", "Refusée"), ("REPORTÉ", "Reportée"),
            ("Report", "Reportée"), ("non validée", ""), ("à valider", ""), ("oui", ""), ("", ""),
        ],
    )  # fmt: skip
    def test_decisions(self, typed: str, decision: str) -> None:
        """Accents, capitals, gender and a full stop do not matter; anything else is nobody's decision."""
        assert decision_in(typed) == decision

    @pytest.mark.parametrize(
        "typed",
        [
            "15/12/2026", "15/12/26", "15-12-2026", "15.12.2026", "2026-12-15", "2026-12-15T00:00:00",
            "15 décembre 2026", "mardi 15 décembre 2026", "15 DEC 2026", "15/12/2026 09:30", "15/12/2026 à 9h30",
        ],
    )  # fmt: skip
    def test_days(self, typed: str) -> None:
        """As people write one day."""
        assert day_in(typed) == date(2026, 12, 15)

    @pytest.mark.parametrize("typed", ["", "31/02/2026", "15/2026", "décembre", "46371", "1er", "15/12/2026 ou le 16"])
    def test_no_days(self, typed: str) -> None:
        """What is no day, or does not exist, is none."""
        assert day_in(typed) is None

    def test_the_first_of_a_month(self) -> None:
        """The only day that is an ordinal."""
        assert day_in("1er février 2027") == date(2027, 2, 1)

    @pytest.mark.parametrize(
        ("typed", "hour"),
        [
            ("09:30", time(9, 30)), ("9h30", time(9, 30)), ("9 h 30", time(9, 30)), ("9H", time(9)),
            ("14 heures", time(14)), ("09:30:00", time(9, 30)), ("15/12/2026 09:30", time(9, 30)),
            ("9h30 min", time(9, 30)), ("25:00", None), ("9h75", None), ("matin", None), ("9", None), ("", None),
        ],
    )  # fmt: skip
    def test_hours(self, typed: str, hour: time | None) -> None:
        """As people write an hour; a figure alone is none."""
        assert hour_in(typed) == hour

    @given(st.text(max_size=40))
    def test_any_text_is_read_or_not(self, text: str) -> None:
        """Whatever is typed breaks nothing."""
        assert decision_in(text) in ("", "Validée", "Refusée", "Reportée")
        assert day_in(text) is None or re.search(r"\d", text)
        assert hour_in(text) is None or re.search(r"\d", text)
        assert folded(text) == folded(folded(text))


class TestDays:
    """When is a number a day?"""

    @pytest.mark.parametrize(
        "code", ["dd/mm/yyyy", "[$-40C]d mmm yyyy;@", "hh:mm", "[h]:mm:ss", 'd "jour"', "yyyy\\-mm\\-dd", "AM/PM h"]
    )
    def test_codes_of_days(self, code: str) -> None:
        """Those of Excel, LibreOffice and Google."""
        assert is_time(code)

    @pytest.mark.parametrize(
        "code", ["General", "Standard", "0.00", "@", '0" jours d’hiver"', "[Red]0", "# ##0\\h", ""]
    )
    def test_codes_of_others(self, code: str) -> None:
        """Letters that are only shown are no days."""
        assert not is_time(code)

    @pytest.mark.parametrize(
        ("number", "written"),
        [
            ("46371", "15/12/2026"), ("46371.395833333", "15/12/2026 09:30"), ("0.395833333", "09:30"), ("0", "00:00"),
            ("0.99999", "23:59"), ("-1", "-1"), ("99999999", "99999999"), ("2958465.9999", "2958465.9999"),
            ("oui", "oui"),
        ],
    )  # fmt: skip
    def test_numbers(self, number: str, written: str) -> None:
        """A day, a day and an hour, an hour; what is none stays."""
        assert shown(number) == written

    def test_the_other_epoch(self) -> None:
        """Old workbooks of a Mac count from 1904, and say so."""
        assert shown("44909", since_1904=True) == "15/12/2026"
        content = changed(
            write(orientations(count=1)), "xl/workbook.xml",
            lambda said: said.replace("<workbookPr ", '<workbookPr date1904="1" '),
        )  # fmt: skip
        assert read_back(content).rows["L001"].values["birth_date"] == "03/01/1974"

    @pytest.mark.parametrize(
        ("number", "since_1904"), [("NaN", False), ("sNaN", False), ("2958465", True), ("2957004", True)]
    )
    def test_a_number_that_is_no_day(self, number: str, since_1904: bool) -> None:  # noqa: FBT001 - a case of a table
        """A hostile cell, or a day behind the last one of a calendar that begins later, stays what it is."""
        assert shown(number, since_1904=since_1904) == number

    def test_a_directory_is_read_as_before(self) -> None:
        """Only a returned table has its days written out: elsewhere a number stays one."""
        content = write(orientations(count=1))
        assert "25570" in next(row.cells for row in read(content) if "L001" in row.cells)
        assert read_back(content).rows["L001"].values["birth_date"] == "02/01/1970"
