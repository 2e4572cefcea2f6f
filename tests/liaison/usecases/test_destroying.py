"""Is what was destroyed really gone, and attested only then? Keys, rows, files; read again from outside (R-5)."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from crypto.errors import ForgedCheckpoint
from liaison.errors import NotFound
from liaison.events import EventKind
from liaison.records import Case, DepositDocument, Destruction, Fiche, FicheVersion
from liaison.store import destroying as store
from liaison.store import exchanges, trails
from liaison.usecases import (
    certificates,
    certifying,
    destroying,
    keeping_cases,
    my_day,
    planning_destruction,
)
from liaison.usecases.following import open_transmission
from liaison.vocabulary import SYSTEM, Chain, DeadlineSubject, Origin, Sealed
from liaison.vocabulary.destruction import DestructionStatus
from tests.deposits import By, Sent
from tests.factories import FRAMEWORK_END, House
from tests.letters import PDF
from tests.liaison.usecases import lived_in
from tests.liaison.usecases.lived_in import CANARIES, files_with, live

pytestmark = pytest.mark.requirement("R-5")

THREE_YEARS_LATER = datetime(2029, 11, 20, 9, 0, tzinfo=UTC)


def wrapped(house: House, objects: frozenset[str]) -> list[bytes]:
    """Read the wrapped data keys of some objects, as they lie in the key store."""
    return [record.wrapped for record in house.service.keystore.records() if record.object_id in objects]


def certificate(house: House, number: str) -> certificates.Certificate:
    """Read a certificate as the DPO does."""
    return house.do(certificates.certificate_of, house["dpo"], number)


def counts(found: certificates.Certificate) -> dict[str, int]:
    """Count by kind what a certificate says was destroyed."""
    total: dict[str, int] = {}
    for one in found.facts["what"]:
        total[one["kind"]] = total.get(one["kind"], 0) + one["count"]
    return total


@pytest.mark.requirement("R-1", "R-6")
def test_a_dossier_goes_with_everything(house: House) -> None:
    """Three years after the end, less the life of key backups: nothing opens, no row knows it, the register stays."""
    life = live(house)
    keys = wrapped(house, life.objects)
    lived_in.end(house, life.case_id, date(2026, 11, 20))
    house.clock.move_to(THREE_YEARS_LATER - timedelta(days=8))
    destroying.destroy_due(house.service)
    assert life.case_id == house.do(keeping_cases.open_case, house["coordinator"], life.case_id).id

    house.clock.move_to(THREE_YEARS_LATER - timedelta(days=6, hours=8))
    numbers = destroying.destroy_due(house.service)

    assert [] == destroying.destroy_due(house.service)
    assert not house.key_ids() & life.objects
    assert life.objects >= lived_in.sealed_of(life)
    with pytest.raises(NotFound):
        house.do(keeping_cases.open_case, house["coordinator"], life.case_id)
    assert {} == house.do(lambda ctx: store.remains_of_case(ctx.session, life.case_id))
    assert [None, None] == [house.row(life.sent).case_id, house.row(life.sent).fiche_version_id]
    assert house.row(life.sent).reference
    assert {"case", "fiche", "draft", "document"} <= set(counts(certificate(house, numbers[-1])))
    assert [] == files_with(house.folder / "data", keys)


def test_the_raw_files_hold_none_of_its_keys(sqlite_house: House) -> None:
    """Wrapped keys and ciphertexts are searched in every file of the house, before and after."""
    life = live(sqlite_house)
    keys = wrapped(sqlite_house, life.objects)
    case = sqlite_house.do(lambda ctx: ctx.session.get(Case, life.case_id))
    archive = sqlite_house.row(life.sent).archive
    assert case is not None
    assert archive is not None
    sealed = [case.person[-40:], archive[-40:]]
    sqlite_house.service.checkpoint()
    assert ["keys.sqlite"] == files_with(sqlite_house.folder / "data", keys)
    assert ["liaison.sqlite"] == files_with(sqlite_house.folder / "data", sealed)
    lived_in.end(sqlite_house, life.case_id, date(2026, 11, 20))
    sqlite_house.clock.move_to(THREE_YEARS_LATER)

    destroying.destroy_due(sqlite_house.service)

    assert [] == files_with(sqlite_house.folder / "data", [*keys, *sealed])
    assert [] == files_with(sqlite_house.folder / "data", [text.encode() for text in CANARIES])


def test_postgresql_table_files_hold_nothing_of_it(postgresql_house: House, postgres_url: str) -> None:
    """Dead rows go with the table files; the server's own log may keep ciphertexts, without their keys."""
    life = live(postgresql_house)
    keys = wrapped(postgresql_house, life.objects)
    case = postgresql_house.do(lambda ctx: ctx.session.get(Case, life.case_id))
    archive = postgresql_house.row(life.sent).archive
    assert case is not None
    assert archive is not None
    sealed = [case.person[-24:], archive[-24:]]
    folder = Path(postgres_url.partition("host=")[2])
    on_disk(postgresql_house)
    assert any(name.startswith("base/") for name in files_with(folder, sealed))
    lived_in.end(postgresql_house, life.case_id, date(2026, 11, 20))
    postgresql_house.clock.move_to(THREE_YEARS_LATER)

    *_, number = destroying.destroy_due(postgresql_house.service)

    on_disk(postgresql_house)
    assert [] == [name for name in files_with(folder, sealed) if not name.startswith("pg_wal/")]
    assert [] == files_with(folder, keys)
    assert certificate(postgresql_house, number).facts["read_again"]["database_files_wiped"]


def on_disk(house: House) -> None:
    """Let the server write what it holds in memory."""
    with house.service.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")


def test_a_fiche_goes_two_months_after_its_convention(house: House) -> None:
    """The dossier lives on; the fiche, its sheet, its archive and what waited of it are gone (R-2)."""
    case_id = house.case()
    fiche_id = house.draft(case_id, "spe", contact_id=house.recipient("spe"))
    sent = house.send(fiche_id)
    house.work()
    version = house.row(sent).fiche_version_id
    house.clock.move_to(datetime(FRAMEWORK_END.year + 1, 2, 23, 9, tzinfo=UTC))  # 29 February less 7 days is the 22nd

    *_, number = destroying.destroy_due(house.service)

    assert case_id == house.do(keeping_cases.open_case, house["referent"], case_id).id
    assert house.do(lambda ctx: ctx.session.get(Fiche, fiche_id)) is None
    assert house.do(lambda ctx: ctx.session.get(FicheVersion, version)) is None
    page = house.do(open_transmission, house["referent"], sent)
    assert (None, ()) == (page.fiche_id, tuple(line for line in page.deadlines if line.done_at is None))
    facts = certificate(house, number).facts
    # Its archive and its key had been due since a month after it left: the night had not run.
    assert {("fiche", "2028-02-29"), ("draft", "2028-02-29"), ("archive", "2026-12-21"), ("key", "2026-12-21")} == {
        (one["kind"], one["deadline"]) for one in facts["what"]
    }
    assert not {Sealed.FICHE.object(fiche_id), Sealed.FICHE_VERSION.object(str(version))} & house.key_ids()


def test_an_archive_goes_thirty_days_after(house: House) -> None:
    """Less the life of key backups; the fiche stays, and the page of the pli still opens."""
    sent = house.sent()
    house.clock.advance(days=23)
    assert [] == destroying.destroy_due(house.service)
    house.clock.advance(days=1)

    (number,) = destroying.destroy_due(house.service)

    assert {"archive": 1} == {
        kind: count for kind, count in counts(certificate(house, number)).items() if kind != "key"
    }
    assert house.row(sent).archive is None
    assert house.row(sent).fiche_version_id is not None
    assert house.do(open_transmission, house["referent"], sent).fiche_id


def test_what_is_held_stays_and_is_named(house: House) -> None:
    """A document that nobody has decided on is due, kept back, and said; nothing is silently left out."""
    _, (document,) = house.deposited(By(house.recipient()), Sent(PDF))
    house.clock.advance(days=31)

    plan = house.do(planning_destruction.plan)

    assert [document] == [kept.part.id for kept in plan.kept if planning_destruction.UNDECIDED in kept.why]
    destroying.destroy_due(house.service)
    assert house.do(lambda ctx: ctx.session.get(DepositDocument, document)) is not None


@pytest.mark.requirement("R-6")
def test_a_plan_changes_nothing(house: House) -> None:
    """What it shows is what goes then, and showing it leaves every row as it was."""
    life = live(house)
    lived_in.end(house, life.case_id, date(2026, 11, 20))
    plan = house.do(planning_destruction.plan, on=THREE_YEARS_LATER)

    assert life.case_id in {part.id for part in plan.parts}
    assert life.case_id == house.do(keeping_cases.open_case, house["referent"], life.case_id).id
    assert [] == house.do(lambda ctx: store.list_destructions(ctx.session))


def test_certificate_says_it_all_and_names_nobody(house: House) -> None:
    """Rule, day, who decided, place in the register, digests, cover, limits; one forged byte shows."""
    life = live(house)
    lived_in.end(house, life.case_id, date(2026, 11, 20))
    house.clock.move_to(THREE_YEARS_LATER)
    found = certificate(house, destroying.destroy_due(house.service)[-1])

    facts = certifying.open_certificate(found.note, found.public_key)
    assert facts == found.facts
    assert "le service" == facts["decided_by"]
    assert "2029-11-27" == facts["key_backups_covered_on"]
    assert facts["register"]["entries"] > 0
    assert len(facts["not_covered"]) > 3
    assert all(len(digest) == 64 for digest in facts["sha256_of_ciphertexts"])
    paper = certificates.printed(found)
    for canary in CANARIES:
        assert canary not in found.note
        assert canary.encode() not in paper
    with pytest.raises(ForgedCheckpoint):
        certifying.open_certificate(found.note.replace('"count": 1', '"count": 2', 1), found.public_key)


def test_complete_when_the_last_backup_of_keys_is_past_its_life(house: House) -> None:
    """By the life that backups have now, and by a longer one that they had when they were made."""
    life = live(house)
    lived_in.end(house, life.case_id, date(2026, 11, 20))
    house.clock.move_to(THREE_YEARS_LATER)
    number = destroying.destroy_due(house.service)[-1]

    house.clock.advance(days=6)
    assert 0 == house.do(destroying.complete_covered)
    house.clock.advance(days=1, minutes=1)
    assert 1 <= house.do(destroying.complete_covered)
    (row,) = [row for row in house.do(lambda ctx: store.list_destructions(ctx.session)) if row.number == number]
    assert DestructionStatus.COMPLETE == row.status


def test_a_transmission_of_a_destroyed_dossier_is_nobodys_test(house: House) -> None:
    """Who sent it does not find it among their own test plis."""
    life = live(house)
    lived_in.end(house, life.case_id, date(2026, 11, 20))
    house.clock.move_to(THREE_YEARS_LATER)
    destroying.destroy_due(house.service)

    lines = house.do(my_day.list_transmissions, house["referent"])

    assert [] == [line for line in lines if line.id in {life.sent, life.waiting}]


def test_an_exception_in_what_holds_destroys_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """It fails closed: no destruction is even begun."""
    house.sent()
    house.clock.advance(days=40)

    def broken(*_: object, **__: object) -> dict[str, tuple[()]]:
        raise RuntimeError

    monkeypatch.setattr("liaison.usecases.suspending.obstacles", broken)
    with pytest.raises(RuntimeError):
        destroying.destroy_due(house.service)
    assert [] == house.do(lambda ctx: ctx.session.exec(select(Destruction)).all())


@pytest.mark.requirement("G-8")
def test_the_register_keeps_what_was_done(house: House) -> None:
    """Begun and certified stand there, by kinds and numbers; the deadline is done."""
    sent = house.sent()
    house.clock.advance(days=40)

    (number,) = destroying.destroy_due(house.service)

    entries = house.do(lambda ctx: trails.read_page(ctx.session, Chain.REGISTER, before=None, limit=50))
    begun, certified = (
        next(entry for entry in entries if entry.kind == kind)
        for kind in (EventKind.DESTRUCTION_BEGUN, EventKind.DESTRUCTION_CERTIFIED)
    )
    assert (number, "deadline", SYSTEM) == (begun.detail["number"], begun.detail["ground"], begun.actor)
    assert {"number": number, "wiped": True} == certified.detail
    rows = house.do(lambda ctx: exchanges.list_deadlines(ctx.session, [sent]))
    assert all(row.done_at is not None for row in rows if row.subject_kind == DeadlineSubject.ARCHIVE)


@pytest.mark.requirement("R-3")
def test_what_came_from_the_ofii_goes_with_the_framework(house: House) -> None:
    """It is taken out of the dossier, the rest is sealed under another key, and the old key dies (law 5)."""
    actor = house["referent"]
    raw = {"beneficiary.last_name": "TESTOFFICE", "beneficiary.agdref": "9900000033"}
    case_id = house.do(keeping_cases.create_case, actor, departement="69", raw=raw, origin=Origin.PERSON)
    more = {**raw, "beneficiary.birth_date": "14/02/1991"}
    house.do(keeping_cases.save_case, actor, case_id, raw=more, origin=Origin.OFII, revision=1)
    old = Sealed.CASE.object(case_id)
    house.clock.move_to(datetime(FRAMEWORK_END.year, 12, 26, 9, tzinfo=UTC))

    numbers = destroying.destroy_due(house.service)

    page = house.do(keeping_cases.open_case, actor, case_id)
    assert {"beneficiary.last_name", "beneficiary.agdref"} == {name for name, one in page.values.items() if one.raw}
    assert old not in house.key_ids()
    assert {"ofii": 1} == counts(certificate(house, numbers[-1]))
    assert [] == destroying.destroy_due(house.service)
    house.do(keeping_cases.save_case, actor, case_id, raw=raw, origin=Origin.PERSON, revision=page.revision)
    lived_in.end(house, case_id, date(2027, 12, 20))
    house.clock.move_to(datetime(2030, 12, 20, 9, tzinfo=UTC))
    destroying.destroy_due(house.service)
    assert not [one for one in house.key_ids() if case_id in one]
