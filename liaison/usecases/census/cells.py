"""What does a row of a census say of somebody? Each cell as the dossier would keep it, or why it cannot be read."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from forms import kinds
from forms.sheets.cells import is_formula, plain
from forms.spec import FormSpec, Kind
from liaison.rules.census import FIELDS, LABELS, PAST, YES_NO, Meaning
from liaison.rules.census_names import split_name
from liaison.rules.headings import normal
from liaison.spreadsheets import Row
from liaison.usecases.import_cells import TICKS, YES
from liaison.vocabulary import CirState

_NAMES: Final = frozenset({Meaning.LAST_NAME, Meaning.FIRST_NAME, Meaning.FULL_NAME})
_DAYS: Final = PAST | {Meaning.BIRTH_DATE}
_NOT_KNOWN: Final = frozenset(
    {
        "", "nc", "n c", "nr", "n r", "na", "n a", "nsp", "inconnu", "inconnue", "ne sait pas", "non connu",
        "non communique", "non renseigne", "a completer", "sans objet", "so",
    }
)  # fmt: skip
"""What people write where they do not know: « à compléter » in the dossier, never « non »."""
_SHORT_YEAR: Final = re.compile(r"\d{1,2}\s*[/.\- ]\s*\d{1,2}\s*[/.\- ]\s*\d{2}")
_MIDNIGHT: Final = re.compile(r"[T ]00:00(:00)?(\.0+)?$")
_SERIAL: Final = re.compile(r"[1-9]\d{4}(\.\d+)?")
_NATIONAL: Final = 9
"""Digits of a French number that a spreadsheet took for a number: it lost its zero."""


@dataclass(slots=True)
class Line:
    """What a row says of somebody: personal data."""

    row: int
    raw: dict[str, str] = field(default_factory=dict)
    """By field of the dossier, as it keeps them; only what is told."""
    cir: CirState | None = None
    cir_on: date | None = None
    agreed_on: date | None = None
    notes: list[str] = field(default_factory=list)
    """What deserves a second look."""
    problems: list[str] = field(default_factory=list)
    """What is to be corrected in the file."""

    @property
    def name(self) -> str:
        """Name and first name, as the row says them."""
        return f"{self.raw.get(FIELDS[Meaning.LAST_NAME], '')} {self.raw.get(FIELDS[Meaning.FIRST_NAME], '')}".strip()


class _Unreadable(ValueError):
    """The sentence says what is wrong with a cell, and what to do."""


class LineReader:
    """Reads the rows of one file."""

    def __init__(self, spec: FormSpec, headings: Sequence[str], meanings: Sequence[str], today: date) -> None:
        self._columns = [
            (place, Meaning(meaning), headings[place] or f"Colonne {place + 1}")
            for place, meaning in enumerate(meanings)
            if meaning
        ]
        self._fields = {meaning: spec.field(field_id) for meaning, field_id in FIELDS.items()}
        self._headings = {meaning: heading for _, meaning, heading in self._columns}
        self._today = today
        self._takers: Mapping[Meaning, Callable[[Line, Meaning, str], None]] = {
            Meaning.FULL_NAME: self._take_name,
            Meaning.CIR_SIGNED: self._take_cir,
            Meaning.AGREED_ON: self._take_agreement,
        }

    def read(self, row: Row) -> Line | None:
        """Read a row; nothing, where no column that means something is filled."""
        line = Line(row.number)
        cells = [
            (meaning, heading, plain(row.cells[place]))
            for place, meaning, heading in self._columns
            if place < len(row.cells) and row.cells[place]
        ]
        if not cells:
            return None
        for meaning, heading, text in cells:
            try:
                self._take(line, meaning, text)
            except (_Unreadable, kinds.Refused) as refusal:
                line.problems.append(f"« {heading} » : {refusal}")
        self._check(line)
        return line

    def _take(self, line: Line, meaning: Meaning, text: str) -> None:
        if normal(text) in ({""} if meaning in _NAMES else _NOT_KNOWN):
            return
        self._takers.get(meaning, self._take_field)(line, meaning, text)

    def _take_field(self, line: Line, meaning: Meaning, text: str) -> None:
        one = self._fields[meaning]
        if one.kind in {Kind.TEXT, Kind.NATIONALITY} and is_formula(text):
            raise _Unreadable("cette case commence comme une formule. Écrivez le texte seul.")
        parsed = kinds.parse(one, _spelled(meaning, text), today=self._today)
        if parsed is None:
            return
        if isinstance(parsed.value, date):
            self._check_past(meaning, parsed.value)
        if meaning is Meaning.CIR_DATE and isinstance(parsed.value, date):
            line.cir_on = parsed.value
        if parsed.warning:
            line.notes.append(f"« {LABELS[meaning]} » : {parsed.warning}")
        line.raw[one.id] = kinds.display(one, parsed.value)

    def _take_name(self, line: Line, _: Meaning, text: str) -> None:
        found = split_name(text)
        if found is None:
            raise _Unreadable(
                "on ne sait pas où finit le nom. Écrivez-le en majuscules et le prénom en minuscules, "
                "ou séparez-les par une virgule."
            )
        for meaning, part in zip((Meaning.LAST_NAME, Meaning.FIRST_NAME), found, strict=True):
            if part:
                self._take_field(line, meaning, part)

    def _take_cir(self, line: Line, _: Meaning, text: str) -> None:
        line.cir = CirState.SIGNED if _yes_no(text) == YES else CirState.NOT_SIGNED

    def _take_agreement(self, line: Line, meaning: Meaning, text: str) -> None:
        parsed = kinds.parse(self._fields[Meaning.CIR_DATE], _spelled(meaning, text), today=self._today)
        if parsed is not None and isinstance(parsed.value, date):
            self._check_past(meaning, parsed.value)
            line.agreed_on = parsed.value

    def _check_past(self, meaning: Meaning, day: date) -> None:
        if meaning in PAST and day > self._today:
            raise _Unreadable("cette date est à venir. Vérifiez-la, ou videz la case.")

    def _check(self, line: Line) -> None:
        """Look at several cells of a row together."""
        last_name = FIELDS[Meaning.LAST_NAME]
        if last_name not in line.raw and not line.problems:
            heading = self._headings.get(Meaning.LAST_NAME) or self._headings.get(Meaning.FULL_NAME, "Nom")
            line.problems.append(f"« {heading} » : il manque. Écrivez le nom de la personne, ou retirez la ligne.")
        if line.cir is CirState.NOT_SIGNED and line.cir_on is not None:
            sentence = "il n’est pas signé, mais la ligne a une date de signature. Corrigez l’un ou l’autre."
            line.problems.append(f"« {self._headings[Meaning.CIR_SIGNED]} » : {sentence}")
        if line.cir is None and line.cir_on is not None:
            line.cir = CirState.SIGNED


def _spelled(meaning: Meaning, text: str) -> str:
    """Write a cell as a person would have typed it, where a spreadsheet or a hurried hand did otherwise."""
    if meaning in YES_NO:
        return _yes_no(text)
    if meaning in _DAYS:
        return _day(text)
    digits = "".join(text.split())
    if meaning is Meaning.AGDREF and "e+" in digits.casefold():
        raise _Unreadable(
            "le tableur a raccourci ce numéro. Mettez la colonne au format Texte et retapez ses 10 chiffres."
        )
    if meaning is Meaning.TELEPHONE and digits.isdigit() and len(digits) == _NATIONAL and digits[0] != "0":
        return f"0{digits}"
    return text


def _yes_no(text: str) -> str:
    found = TICKS.get(normal(text))
    if found is None:
        raise _Unreadable(f"« {text[:40]} » ne se lit ni « oui » ni « non ». Écrivez l’un des deux, ou videz la case.")
    return found


def _day(text: str) -> str:
    day = _MIDNIGHT.sub("", text)
    if _SHORT_YEAR.fullmatch(day):
        raise _Unreadable(f"« {day} » : écrivez l’année en quatre chiffres.")
    if _SERIAL.fullmatch(day):
        raise _Unreadable(f"« {day} » est un nombre. Mettez la colonne au format Date, enregistrez, puis redonnez-la.")
    return day
