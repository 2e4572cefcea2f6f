"""Does an inspection get numbers that are right, and nobody's name? The report, and the tables of both chains."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pypdf
import pytest

from forms.documents import Block, Text
from liaison.errors import Denied, Invalid
from liaison.events import EventKind
from liaison.rules.access import Actor
from liaison.rules.periods import Period
from liaison.usecases import auditing, exporting_chains, my_day, reporting, walking
from liaison.usecases.context import Context
from liaison.usecases.exporting_chains import ChainFormat
from liaison.vocabulary import Chain
from tests.factories import OPERATOR, PERSON, House

pytestmark = pytest.mark.requirement("G-8", "T-5")

NOVEMBER = Period.of(date(2026, 11, 1), date(2026, 11, 30))
DECEMBER = Period.of(date(2026, 12, 1), date(2026, 12, 31))
NAMES = ("TESTOUKHINA", "Zéphyrine", PERSON["beneficiary.agdref"], "Inventaire", "Colombe", "colombe@", "Fabuline")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def report(house: House, period: Period = NOVEMBER, who: str = "dpo") -> str:
    """Read the report as plain text on one line."""
    pdf = house.do(reporting.make_report, house[who], period)
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def table(house: House, chain_format: ChainFormat, period: Period | None = None) -> bytes:
    """Take the register away as a table."""
    return house.do(_exported, house["dpo"], chain_format, period)


def test_the_report_counts_what_was_done(house: House) -> None:
    """Transmissions by partner, convention and way; a refusal; who made it, for which days; the seals."""
    house.sent("spe")
    house.sent_to("B")
    with pytest.raises(Denied) as refusal:
        house.do(auditing.read_register, house["referent"])
    house.do(auditing.note_refusal, refusal.value, actor=house["referent"], where="read_register")
    text = report(house)

    for part in (
        OPERATOR, "du 01/11/2026 au 30/11/2026", "Préparées dans la période : 2.", "Convention spe (fictive)",
        "Mission locale", "par SMS 2", "Demande refusée : accès non permis 1", "délégué",
        "liaison/register", "liaison/security", "liaison journal verify", "intègre jusqu’à l’entrée",
    ):  # fmt: skip
        assert part in text, part
    for key in (house.do(walking.public_key, chain) for chain in Chain):
        assert str(key)[:20] in text.replace(" ", "")
    assert [] == [name for name in NAMES if name in text]


def test_another_period_tells_nothing(house: House) -> None:
    """What was before or after is not of it; its end before its beginning is refused."""
    house.sent()
    text = report(house, DECEMBER, "controller")

    assert "Préparées dans la période : 0." in text
    with pytest.raises(Invalid):
        Period.of(date(2026, 12, 31), date(2026, 12, 1))


def test_the_report_is_an_entry(sqlite_house: House) -> None:
    """Who made it, of which days; the DPO and the controller only."""
    report(sqlite_house)
    (entry, *_) = [
        line
        for line in sqlite_house.do(auditing.read_chain, sqlite_house["dpo"], Chain.SECURITY).lines
        if line.kind == EventKind.REPORT_MADE.value
    ]

    assert {"since": "2026-11-01", "until": "2026-11-30"} == dict(entry.detail)
    for who in ("coordinator", "referent", "administrator"):
        with pytest.raises(Denied):
            sqlite_house.do(reporting.make_report, sqlite_house[who], NOVEMBER)
        with pytest.raises(Denied):
            sqlite_house.do(_exported, sqlite_house[who], ChainFormat.CSV, None)


def test_a_deadline_that_was_missed_is_told(sqlite_house: House) -> None:
    """A term that fell and nothing destroyed: the report hides nothing."""
    sqlite_house.sent()
    sqlite_house.clock.advance(days=400)
    text = report(sqlite_house, Period.of(date(2026, 11, 1), date(2027, 12, 31)))

    assert "dépassée, pas encore détruit" in text
    assert "Le pli" in text


def test_whoever_has_something_to_tell_adds_a_part(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A function of a transaction and a period."""

    def part(ctx: Context, period: Period) -> Sequence[Block]:
        return [Text(f"Une partie de plus, {period}, {ctx.today:%Y}")]

    monkeypatch.setattr(reporting, "SECTIONS", [*reporting.SECTIONS, part])

    assert "Une partie de plus, du 01/11/2026 au 30/11/2026, 2026" in report(sqlite_house)


def test_the_tables_hold_every_entry(house: House) -> None:
    """The same in both formats; real moments; nothing that a spreadsheet would run; no name."""
    house.sent("spe")
    rows = list(csv.reader(io.StringIO(table(house, ChainFormat.CSV).decode("utf-8-sig")), delimiter=";"))
    cells = _cells(table(house, ChainFormat.XLSX))

    assert ["Entrée", "Quand (heure de Paris)"] == rows[0][:2]
    assert len(rows) - 1 == house.do(walking.chain_state, Chain.REGISTER).size == len(cells) - 1
    assert ["0", "2026-11-21 10:00:00", "transmission:prepared"] == rows[1][:3]
    moment = datetime(1899, 12, 30) + timedelta(days=float(Decimal(cells[1][1])))  # noqa: DTZ001 - a spreadsheet's
    assert datetime(2026, 11, 21, 10, 0) == moment.replace(microsecond=0)  # noqa: DTZ001 - a spreadsheet's
    assert rows[1][4] == cells[1][4] == house.do(my_day.list_transmissions, house["referent"])[0].reference
    assert [] == [name for name in NAMES if name in str(rows) + str(cells)]


def test_a_table_of_a_period(sqlite_house: House) -> None:
    """Entries of those days, and no others."""
    sqlite_house.sent()
    sqlite_house.clock.advance(days=14)
    sqlite_house.sent_to("B")
    every, first, second = (
        table(sqlite_house, ChainFormat.CSV, period).count(b"\r\n") - 1 for period in (None, NOVEMBER, DECEMBER)
    )

    assert every == first + second
    assert 0 < second < every


def _exported(ctx: Context, actor: Actor, chain_format: ChainFormat, period: Period | None) -> bytes:
    return b"".join(exporting_chains.export_chain(ctx, actor, Chain.REGISTER, chain_format, period=period))


def _cells(workbook: bytes) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        sheet = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - a workbook of ours
    return [["".join(cell.itertext()) for cell in row.iter(f"{_MAIN}c")] for row in sheet.iter(f"{_MAIN}row")]
