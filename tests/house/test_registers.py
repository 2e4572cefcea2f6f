"""Can the printed registers drift from what the software does? Each thing that they derive from moves them."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import MetaData
from sqlmodel import SQLModel

from crypto import profiles
from forms.documents import render
from liaison.records.marks import Data, Dies
from liaison.rules import breach, passwords
from liaison.rules.retention import RULES
from liaison.usecases.nightly import STEPS
from liaison.usecases.registers import delays, inventory, printing, processing, wording
from liaison.usecases.registers.hosts import hosts_of
from liaison.usecases.registers.inventory import Activity
from liaison.usecases.registers.stating import LABELS
from liaison.usecases.scheduling import limits_with
from liaison.vocabulary import DeadlineSubject
from liaison.vocabulary.registers import RegisterDocument, Statement
from liaison.vocabulary.retention import RuleId
from tests.house.registers_page import AT, changed, documents, fixed, text_of
from tests.house.sources import ROOT

REGISTER = RegisterDocument.CONTROLLER
pytestmark = pytest.mark.requirement("G-4", "G-7", "G-10")


def golden(document: RegisterDocument) -> str:
    """Read the text that is committed."""
    return (ROOT / f"tests/golden/registers/{document.value}.md").read_text(encoding="utf-8")


def copied() -> MetaData:
    """Copy every table with its marks, so that a test may change one."""
    copy = MetaData()
    for table in SQLModel.metadata.sorted_tables:
        table.to_metadata(copy)
    for name, table in copy.tables.items():
        for column in table.columns:
            column.info = dict(SQLModel.metadata.tables[name].columns[column.name].info)
    return copy


@pytest.mark.parametrize("document", printing.MAKERS)
def test_each_document_is_what_is_committed(document: RegisterDocument) -> None:
    """The same facts give the same words; whoever changes what they come from commits the change of the words."""
    assert golden(document) == text_of(document)
    assert f"tests/golden/registers/{document.value}.md" in documents()


@pytest.mark.parametrize("document", printing.MAKERS)
def test_the_same_facts_give_the_same_bytes(document: RegisterDocument) -> None:
    """A printed document can be compared with another print of the same moment."""
    assert render(printing.MAKERS[document](fixed())) == render(printing.MAKERS[document](fixed()))


@pytest.mark.requirement("R-1", "G-4")
def test_every_table_appears() -> None:
    """Each table stands in the register with words of ours, under one activity; none by its name alone."""
    text = golden(REGISTER)
    assert set() == set(SQLModel.metadata.tables) - set(inventory.TABLES)
    for name in SQLModel.metadata.tables:
        assert f"| {name} |" in text
        assert inventory.TABLES[name][1] in text
    assert set(Activity) == set(processing.PURPOSES) == {activity for activity, _ in inventory.TABLES.values()}


def test_every_mark_has_its_words() -> None:
    """A new sort of data, or a new rule by which it dies, is said in French before it is printed."""
    known = fixed()
    for words in (inventory.DATA_LABELS, inventory.DATA_WORDS):
        assert set(Data) == set(words)
    for dies in Dies:
        assert dies.value in delays.RULE_NAMES
        assert dies.value in delays.by_rule(known.settings, known.limits)
        assert dies is Dies.NEVER or delays.by_rule(known.settings, known.limits)[dies.value] in golden(REGISTER)


def test_every_rule_of_retention_appears() -> None:
    """Each part that a deadline destroys has a rule in the register, with its delay and its source."""
    assert set(DeadlineSubject) <= set(delays.SUBJECT_LABELS)
    for one in delays.in_force(fixed().limits):
        assert f"| {one.subject} | {one.when} | {one.source} |" in golden(REGISTER)
    assert {delays.SUBJECT_LABELS[subject] for subject in DeadlineSubject} == {
        one.subject for one in delays.in_force(fixed().limits)
    }


def test_every_step_of_the_night_has_its_words() -> None:
    """What the service does by itself stands in the register and in the annexe; a step that goes, goes there too."""
    assert set() == set(STEPS) - set(wording.NIGHTS)
    for document in (REGISTER, RegisterDocument.ANNEX):
        for name in STEPS:
            assert f"- {wording.NIGHTS[name]}" in golden(document)
        assert golden(document) != text_of(document, replace(fixed(), nightly=tuple(STEPS)[1:]))


def test_every_statement_is_asked_once_and_printed() -> None:
    """What the operator says stands in a document; what it did not say is said to lack, and nothing is made up."""
    assert set(Statement) == set(LABELS)
    whole = "".join(
        text_of(document, replace(fixed(), statements={key: f"dit-{key.value}" for key in Statement}))
        for document in printing.MAKERS
    )
    assert [] == [key for key in Statement if f"dit-{key.value}".replace("_", "\\_") not in whole]
    assert "À compléter par l’opérateur." in golden(RegisterDocument.ANNEX)


@pytest.mark.parametrize(
    ("setting", "value", "document"),
    [
        ("archive_days", 31, REGISTER),
        ("deposit_days", 12, REGISTER),
        ("released_key_days", 3, RegisterDocument.PROCESSOR),
        ("withheld_key_days", 9, RegisterDocument.ANNEX),
        ("key_backup_days", 5, RegisterDocument.ANNEX),
        ("session_idle_minutes", 20, RegisterDocument.ASSESSMENT),
        ("smtp_host", "autre.courrier.example", RegisterDocument.SUBPROCESSORS),
        ("smtp_host", "", RegisterDocument.ANNEX),
        ("sms_country", "ES", RegisterDocument.SUBPROCESSORS),
        ("clamd_address", "tcp://antivirus.example:3310", RegisterDocument.ANNEX),
        ("imap_host", "imap.courrier.example", REGISTER),
        ("download_limit", 2, RegisterDocument.ASSESSMENT),
    ],
)
def test_one_setting_moves_the_words(setting: str, value: object, document: RegisterDocument) -> None:
    """A delay, a limit, a machine: another value, another text."""
    assert golden(document) != text_of(document, changed(**{setting: value}))


@pytest.mark.parametrize("rule", [rule.id for rule in RULES.values() if rule.most])
def test_one_delay_of_the_controllers_moves_the_words(rule: RuleId) -> None:
    """A shorter delay that the controller set, whichever it is, stands in every document that tells it."""
    known = fixed()
    own = replace(known, limits=limits_with(known.settings, {rule: known.limits.of(rule) - 1}))
    for document in (REGISTER, RegisterDocument.PROCESSOR, RegisterDocument.ANNEX, RegisterDocument.ASSESSMENT):
        assert golden(document) != text_of(document, own)


@pytest.mark.parametrize(
    ("column", "mark", "value"),
    [("partner", "data", Data.SEALED), ("contact", "dies", Dies.SESSION), ("registerentry", "data", Data.SECRET)],
)
def test_one_mark_moves_the_register(column: str, mark: str, value: Data | Dies) -> None:
    """One column that is marked otherwise, and the register says so."""
    tables = copied()
    assert golden(REGISTER) == text_of(REGISTER, replace(fixed(), tables=inventory.tables_of(tables)))
    next(iter(tables.tables[column].columns)).info[mark] = value
    assert golden(REGISTER) != text_of(REGISTER, replace(fixed(), tables=inventory.tables_of(tables)))


def test_a_table_that_nobody_described_is_seen() -> None:
    """It stands in the register by its name, and the test above names it."""
    tables = copied()
    tables.tables["case"].to_metadata(tables, name="inconnue")
    text = text_of(REGISTER, replace(fixed(), tables=inventory.tables_of(tables)))
    assert "| inconnue | inconnue |" in text


def _cipher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles, "VAULT", replace(profiles.VAULT, key_size=16))


def _passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles, "PASSPHRASE", replace(profiles.PASSPHRASE, groups=5))


def _archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles, "ARCHIVE", replace(profiles.ARCHIVE, aes_bits=128))


def _login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles, "LOGIN", replace(profiles.LOGIN, passes=1))


def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "SHORTEST", 8)


def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breach, "TO_OFII", 6)


def _rule(monkeypatch: pytest.MonkeyPatch) -> None:
    changed_rule = replace(RULES[RuleId.SUPPORT_END], anchor="autre point de départ")
    monkeypatch.setattr(delays, "RULES", {**RULES, RuleId.SUPPORT_END: changed_rule})


@pytest.mark.parametrize("change", [_cipher, _passphrase, _archive, _login, _password, _clock, _rule])
def test_one_parameter_moves_the_words(
    change: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A weaker cipher, a shorter key, another clock or rule: no document goes on saying what was true before."""
    change(monkeypatch)
    assert golden(RegisterDocument.ANNEX) != text_of(RegisterDocument.ANNEX)
    assert golden(RegisterDocument.ASSESSMENT) != text_of(RegisterDocument.ASSESSMENT)


@pytest.mark.requirement("G-6", "G-11")
def test_a_machine_that_nobody_declared_stands_there_as_such() -> None:
    """The gateway of the fixed house is configured and not declared; the mail's contract ended; no password is told."""
    text = golden(RegisterDocument.SUBPROCESSORS)
    assert "| Envoi des SMS<br>sms.passerelle.example | non déclaré | Allemagne | — | NON DÉCLARÉ |" in text
    assert "contrat terminé" in text
    assert "base.hebergeur.example" in text
    assert "secret" not in text
    assert len({host.address for host in hosts_of(fixed().settings) if host.is_apart}) == 4
    assert f"{AT:%Y}" in text
