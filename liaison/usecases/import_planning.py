"""What would an import add or change? Rows matched with the directory, every mistake with its row; nothing is written.

An organisation is found by its SIRET, then by its name within the département; a contact by e-mail; a place by its
name. An empty cell leaves what is there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from forms.sheets.cells import plain
from liaison.errors import Invalid, Problem
from liaison.rules.columns import LABELS, OF_CONTACT, OF_PARTNER, OF_PLACE, Meaning
from liaison.rules.headings import normal
from liaison.spreadsheets import Row
from liaison.store import directory as store
from liaison.usecases.context import Context
from liaison.usecases.directory import SAID_YES, SMS_TO_MAIL, contact_details
from liaison.usecases.import_cells import NO, YES, read_cell
from liaison.usecases.import_entries import Entry, PartnerEntry, contact_form, partner_form, place_form
from liaison.usecases.keeping_directory import ContactForm, PartnerForm, check_contact, check_partner
from liaison.usecases.keeping_places import PlaceForm, check_place

Values = Mapping[Meaning, str]
_NAMES: Final = frozenset({Meaning.ORGANISATION, Meaning.PLACE, Meaning.EMAIL})
MOST_PROBLEMS: Final = 300
"""More are not told at once: nobody reads on, and the same mistake stands in every row."""
TOO_MANY: Final = (
    f"Le fichier a plus de {MOST_PROBLEMS - 1} problèmes : la lecture s’est arrêtée ici. C’est souvent une même faute "
    "à chaque ligne, ou une colonne mal choisie : corrigez-la, puis redonnez le fichier."
)
FormT = TypeVar("FormT", PartnerForm, PlaceForm, ContactForm)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in a row, and what to do."""

    row: int
    sentence: str


class _TooManyProblems(Exception):
    """There is no point in going on."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that an import would do; with a problem it does nothing."""

    partners: tuple[PartnerEntry, ...]
    problems: tuple[RowProblem, ...]


def plan(ctx: Context, departement: str, rows: Sequence[Row], meanings: Sequence[str]) -> Plan:
    """Match the rows of a file with the directory of a département."""
    return _Planner(_Known.read(ctx, departement), departement).plan(rows, meanings)


@dataclass(slots=True)
class _Known:
    """The partners of a département, by SIRET and by normal name, with what hangs on them."""

    by_siret: dict[str, list[PartnerEntry]] = field(default_factory=dict)
    by_name: dict[str, list[PartnerEntry]] = field(default_factory=dict)

    def add(self, entry: PartnerEntry) -> None:
        """Make a partner findable."""
        wanted = entry.wanted
        keys = (
            (self.by_siret, wanted.get(Meaning.SIRET, "")),
            (self.by_name, normal(wanted.get(Meaning.ORGANISATION, ""))),
        )
        for index, key in keys:
            there = index.setdefault(key, [])
            if key and entry not in there:
                there.append(entry)

    def find(self, siret: str, name: str, kind: str) -> list[PartnerEntry]:
        """Return the partners that a row may mean: none is a new one, several are not told apart."""
        there = self.by_siret.get(siret, []) if siret else []
        if there:
            of_name = [one for one in there if normal(one.wants(Meaning.ORGANISATION)) == normal(name)]
            # One establishment may hold several services: another name of another kind is another partner.
            return of_name or [one for one in there if not kind or one.wants(Meaning.KIND) == kind]
        alike = self.by_name.get(normal(name), []) if name else []
        # Another SIRET is another establishment, whatever its name.
        free = [one for one in alike if not siret or not one.wants(Meaning.SIRET)]
        of_kind = [one for one in free if one.wants(Meaning.KIND) == kind]
        return of_kind if len(free) > 1 and len(of_kind) == 1 else free

    @classmethod
    def read(cls, ctx: Context, departement: str) -> "_Known":
        """Read the directory of a département."""
        known = cls()
        entries: dict[str, PartnerEntry] = {}
        for row in store.list_partners(ctx.session, departement):
            said = (row.name, row.kind, row.siret, row.switchboard, row.archive_format)
            entry = PartnerEntry(0, {}, dict(zip(OF_PARTNER, said, strict=True)), row.id, enabled=row.enabled)
            entries[row.id] = entry
            known.add(entry)
        _read_places(ctx, entries)
        _read_contacts(ctx, entries)
        return known


def _read_places(ctx: Context, entries: Mapping[str, PartnerEntry]) -> None:
    for row in store.list_places(ctx.session, entries):
        if row.enabled:
            said = (row.name, row.address, row.postcode, row.town)
            found = Entry(0, {}, dict(zip(OF_PLACE, said, strict=True)), row.id)
            entries[row.partner_id].place_names[row.id] = row.name
            entries[row.partner_id].known_places.setdefault(normal(row.name), found)


def _read_contacts(ctx: Context, entries: Mapping[str, PartnerEntry]) -> None:
    for row in store.list_contacts(ctx.session, entries):
        details, partner = contact_details(ctx, row), entries[row.partner_id]
        key = details["email"].casefold()
        if not row.enabled:
            partner.closed_contacts |= {key}
            continue
        known = {
            Meaning.LAST_NAME: details["last_name"], Meaning.FIRST_NAME: details["first_name"],
            Meaning.FUNCTION: row.function, Meaning.EMAIL: details["email"], Meaning.MOBILE: details["mobile"],
            Meaning.TELEPHONE: details["telephone"], Meaning.CONTACT_FORMAT: row.archive_format,
            Meaning.KEY_CHANNEL: row.key_channel,
            Meaning.SMS_TO_MAIL: YES if details.get(SMS_TO_MAIL) == SAID_YES else NO,
            Meaning.PLACE: partner.place_names.get(row.place_id or "", ""),
        }  # fmt: skip
        partner.known_contacts.setdefault(key, Entry(0, {}, known, row.id))


class _Planner:
    """Takes the rows one by one."""

    def __init__(self, known: _Known, departement: str) -> None:
        self._known = known
        self._departement = departement
        self._partners: dict[PartnerEntry, None] = {}
        self._problems: dict[RowProblem, None] = {}

    def plan(self, rows: Sequence[Row], meanings: Sequence[str]) -> Plan:
        """Take every row; a row that cannot be read adds a problem and nothing else."""
        try:
            self._go_through(rows, meanings)
        except _TooManyProblems:
            told = sorted(self._problems, key=_row)
            return Plan(tuple(self._partners), (RowProblem(told[-1].row, TOO_MANY), *told))
        return Plan(tuple(self._partners), tuple(sorted(self._problems, key=_row)))

    def _go_through(self, rows: Sequence[Row], meanings: Sequence[str]) -> None:
        for row in rows:
            values = self._values(row, meanings)
            if any(values.values()):
                self._take(row.number, values)
        for partner in self._partners:
            self._check(partner)

    def _values(self, row: Row, meanings: Sequence[str]) -> dict[Meaning, str]:
        problems: list[Problem] = []
        values = {
            Meaning(meaning): read_cell(Meaning(meaning), plain(cell), problems)
            for meaning, cell in zip(meanings, row.cells, strict=False)
            if meaning
        }
        self._say(row.number, problems)
        return values

    def _take(self, row: int, values: Values) -> None:
        partner = self._partner(row, values)
        if partner is None:
            return
        if not partner.enabled:
            self._problem(row, "Cet organisme est dans l’annuaire, mais n’est plus proposé. Retirez la ligne.")
            return
        self._merge(partner, row, {meaning: values[meaning] for meaning in OF_PARTNER if meaning in values})
        self._known.add(partner)
        place = self._place(partner, row, values)
        self._contact(partner, row, values, place)

    def _partner(self, row: int, values: Values) -> PartnerEntry | None:
        """Find the partner of a row in the directory or in the rows before; else begin a new one."""
        siret, name = values.get(Meaning.SIRET, ""), values.get(Meaning.ORGANISATION, "")
        if not siret and not name:
            self._problem(row, "« Organisme » : il manque. Écrivez le nom de l’organisme, ou son SIRET.")
            return None
        meant = self._known.find(siret, name, values.get(Meaning.KIND, ""))
        if len(meant) > 1:
            more = "Ajoutez le nom" if siret and not name else "Ajoutez le SIRET, ou la sorte,"
            self._problem(row, f"« Organisme » : plusieurs de l’annuaire conviennent. {more} pour dire lequel.")
            return None
        found = meant[0] if meant else PartnerEntry(row, {})
        if found not in self._partners:
            found.row = row
            self._partners[found] = None
        return found

    def _merge(self, entry: Entry, row: int, values: Values) -> None:
        """Add what a row says of something that an earlier row told already; two answers are a problem."""
        for meaning, text in values.items():
            before = entry.values.get(meaning, "")
            if before and text and normal(before) != normal(text):
                label = LABELS[meaning]
                self._problem(row, f"« {label} » diffère de la ligne {entry.row}. Écrivez la même réponse aux deux.")
            elif text and not before:
                entry.values[meaning] = _as_known(meaning, text, entry)

    def _place(self, partner: PartnerEntry, row: int, values: Values) -> str:
        """Take the place of a row; return its name, or nothing."""
        said = {meaning: values[meaning] for meaning in OF_PLACE if values.get(meaning)}
        if not said:
            return ""
        said.setdefault(Meaning.PLACE, said.get(Meaning.TOWN) or next(iter(said.values())))
        key = normal(said[Meaning.PLACE])
        if key not in partner.places:
            known = partner.known_places.get(key)
            partner.places[key] = Entry(row, {}, known.known if known else {}, known.id if known else None)
        self._merge(partner.places[key], row, said)
        return partner.places[key].wanted[Meaning.PLACE]

    def _contact(self, partner: PartnerEntry, row: int, values: Values, place: str) -> None:
        said = {meaning: values[meaning] for meaning in OF_CONTACT if values.get(meaning)}
        if not said or set(said) == {Meaning.SMS_TO_MAIL}:
            return
        key = said.get(Meaning.EMAIL, "").casefold() or f"row {row}"
        if key in partner.closed_contacts:
            self._problem(row, "Ce contact est dans l’annuaire, mais n’est plus proposé. Retirez la ligne.")
            return
        if key in partner.contacts:
            self._problem(row, f"« E-mail professionnel » : c’est aussi celui de la ligne {partner.contacts[key].row}.")
            return
        known = partner.known_contacts.get(key)
        entry = Entry(row, {}, known.known if known else {}, known.id if known else None)
        partner.contacts[key] = entry
        self._merge(entry, row, {**said, Meaning.PLACE: place})

    def _check(self, partner: PartnerEntry) -> None:
        """Put everything to the checks of the directory itself; what they call fields are rows here."""
        if not partner.wanted.get(Meaning.KIND):
            label = f"« {LABELS[Meaning.KIND]} »"
            if not any(one.row == partner.row and one.sentence.startswith(label) for one in self._problems):
                self._problem(partner.row, f"{label} : elle manque, et l’organisme est nouveau.")
        else:
            form = partner_form(partner, self._departement)
            self._try(partner, check_partner, form)
        for place in partner.places.values():
            self._try(place, check_place, place_form(place, ""))
        for contact in partner.contacts.values():
            self._try(contact, check_contact, contact_form(contact, "", ""))

    def _try(self, entry: Entry, check: Callable[[FormT], object], form: FormT) -> None:
        try:
            check(form)
        except Invalid as error:
            self._say(entry.row, error.problems)

    def _say(self, row: int, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self._problem(row, problem.message)

    def _problem(self, row: int, sentence: str) -> None:
        self._problems[RowProblem(row, sentence)] = None
        if len(self._problems) >= MOST_PROBLEMS:
            raise _TooManyProblems


def _row(problem: RowProblem) -> int:
    return problem.row


def _as_known(meaning: Meaning, text: str, entry: Entry) -> str:
    """A name or an address in other capitals is the one that is there."""
    before = entry.known.get(meaning, "")
    same = before.casefold() == text.casefold() if meaning is Meaning.EMAIL else normal(before) == normal(text)
    return before if meaning in _NAMES and same else text
