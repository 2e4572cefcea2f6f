"""What may the operator declare, what is refused, and what do the printed documents make of it? On both engines."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest
from sqlmodel import select

from crypto.errors import KeyGone
from liaison import diagnosis
from liaison.diagnosis import Level
from liaison.errors import Conflict, Denied, Invalid, LiaisonError, Misconfigured
from liaison.events import EventKind
from liaison.records import OperatorStatement, Subprocessor
from liaison.rules.access import Actor
from liaison.settings import load
from liaison.store.trails import find_kind
from liaison.usecases import keeping_conventions
from liaison.usecases.context import Context
from liaison.usecases.keeping_conventions import CorrespondentForm
from liaison.usecases.registers import declaring, printing, stating
from liaison.usecases.registers.declaring import SubprocessorForm
from liaison.vocabulary import Chain, Duty, PartnerKind, Party, Sealed
from liaison.vocabulary.registers import RegisterDocument, Statement
from tests.factories import House

HOSTED = SubprocessorForm(
    "hosting:", "Hébergeur Fictif SAS", "contact@hebergeur.example", "FR", False, date(2026, 1, 1), None,
    date(2025, 12, 15),
)  # fmt: skip


DOORS: Final[Mapping[str, dict[str, object]]] = {
    "smtp": {"smtp_host": "mail.operateur.example", "mail_from": "liaison@operateur.example"},
    "imap": {"imap_host": "mail.operateur.example", "imap_user": "liaison", "imap_password": "mot de passe fictif"},
    "sms": {"sms_url": "https://sms.operateur.example"},
    "clamd": {"clamd_address": "tcp://127.0.0.1:3310"},
}
"""A host outside of each kind, with what it cannot go without."""


def text(house: House, document: RegisterDocument, who: str = "dpo") -> str:
    """Take a document away as text."""
    return house.do(printing.take_document, house[who], document).decode()


def findings(house: House) -> dict[str, Level]:
    """Ask the doctor about machines."""
    found = diagnosis.examine_service(house.service)
    return {one.check: one.level for one in found if one.check.startswith("sub-processor")}


def events(house: House, kind: EventKind) -> list[dict[str, Any]]:
    """Read the details of the journal's entries of a kind."""
    entries = house.do(lambda ctx: find_kind(ctx.session, Chain.SECURITY, kind))
    return [dict(entry.detail) for entry in entries]


def with_settings(house: House, **changes: object) -> House:
    """Give the same house with other settings."""
    known = house.service.settings.model_copy(update=changes)
    return replace(house, service=replace(house.service, settings=known))


@pytest.mark.requirement("G-11")
class TestSubprocessors:
    """Is whoever is behind a machine declared, and seen to be when not?"""

    def test_undeclared_is_red_until_it_is_declared(self, house: House) -> None:
        """Told by doctor and by the documents; the declaration turns both, and its journal entry names nobody."""
        assert {"sub-processor, hosting": Level.RED} == findings(house)
        assert "NON DÉCLARÉ" in text(house, RegisterDocument.SUBPROCESSORS)
        assert "Pays non déclaré : Hébergement du service." in text(house, RegisterDocument.CONTROLLER)
        house.do(declaring.save_subprocessor, house["administrator"], HOSTED)
        assert {"sub-processor, hosting": Level.OK} == findings(house)
        for document in (RegisterDocument.SUBPROCESSORS, RegisterDocument.CONTROLLER, RegisterDocument.ANNEX):
            assert "NON DÉCLARÉ" not in text(house, document)
            assert "Hébergeur Fictif SAS" in text(house, document)
        assert [{"host-role": "hosting", "country": "FR"}] == events(house, EventKind.PROCESSOR_DECLARED)

    def test_a_machine_that_moves_is_undeclared_again(self, house: House) -> None:
        """A declaration is about one machine: another address, and nobody said who is behind."""
        sending = with_settings(house, smtp_host="smtp.un.example")
        sending.do(declaring.save_subprocessor, house["dpo"], replace(HOSTED, machine="mail:smtp.un.example"))
        assert Level.OK is findings(sending)["sub-processor, mail"]
        moved = with_settings(house, smtp_host="smtp.deux.example")
        assert Level.RED is findings(moved)["sub-processor, mail"]
        page = moved.do(declaring.list_subprocessors, house["dpo"])
        assert [True] == [line.stray for line in page.lines]

    def test_another_country_than_the_settings_is_red(self, house: House) -> None:
        """Settings say Germany, the declaration France: one of them is wrong."""
        sending = with_settings(house, smtp_host="smtp.un.example", smtp_country="DE")
        sending.do(declaring.save_subprocessor, house["dpo"], replace(HOSTED, machine="mail:smtp.un.example"))
        assert Level.RED is findings(sending)["sub-processor, mail"]
        assert "le pays déclaré n’est pas celui des réglages" in text(sending, RegisterDocument.SUBPROCESSORS)

    def test_a_contract_ends(self, house: House) -> None:
        """Its last day it holds; the day after it is red, and stands so."""
        house.do(declaring.save_subprocessor, house["dpo"], replace(HOSTED, ends_on=date(2026, 11, 22)))
        assert Level.OK is findings(house)["sub-processor, hosting"]
        house.clock.advance(days=2)
        assert Level.RED is findings(house)["sub-processor, hosting"]

    def test_without_agreement_it_is_a_warning(self, house: House) -> None:
        """The clauses of article 28 are asked for; a machine of the operator's own needs none."""
        first = house.do(declaring.save_subprocessor, house["dpo"], replace(HOSTED, agreed_on=None))
        assert Level.WARNING is findings(house)["sub-processor, hosting"]
        own = replace(HOSTED, own=True, id=first, revision=1)
        house.do(declaring.save_subprocessor, house["dpo"], own)
        assert Level.OK is findings(house)["sub-processor, hosting"]
        row = house.do(lambda ctx: ctx.session.get(Subprocessor, first))
        assert row is not None
        assert (None, None) == (row.starts_on, row.agreed_on)

    @pytest.mark.requirement("G-6")
    @pytest.mark.parametrize("country", ["US", "GB", "CH", "outside", "XX"])
    def test_outside_of_the_area_is_refused(self, sqlite_house: House, country: str) -> None:
        """It says why, and nothing is written."""
        with pytest.raises(Invalid) as caught:
            sqlite_house.do(declaring.save_subprocessor, sqlite_house["dpo"], replace(HOSTED, country=country))
        assert "interdit tout transfert hors de l’Union européenne" in caught.value.problems[0].message
        assert {"sub-processor, hosting": Level.RED} == findings(sqlite_house)

    @pytest.mark.requirement("G-6")
    @pytest.mark.parametrize("door", DOORS)
    def test_settings_refuse_it_too(self, door: str) -> None:
        """A host whose country is no country of the Area stops the start."""
        assert "NO" == getattr(load({}, **DOORS[door], **{f"{door}_country": "NO"}), f"{door}_country")
        with pytest.raises(Misconfigured, match=f"LIAISON_{door.upper()}_COUNTRY"):
            load({}, **DOORS[door], **{f"{door}_country": "US"})

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"identity": " "}, "identity"), ({"identity": "x" * 201}, "identity"), ({"contact": "x" * 301}, "contact"),
            ({"country": ""}, "country"), ({"machine": "mail:nulle.part.example"}, "machine"),
            ({"ends_on": date(2025, 12, 31)}, "ends_on"),
        ],
    )  # fmt: skip
    def test_what_cannot_be(self, sqlite_house: House, changes: dict[str, Any], field: str) -> None:
        """Each mistake is named by its field."""
        with pytest.raises(Invalid) as caught:
            sqlite_house.do(declaring.save_subprocessor, sqlite_house["dpo"], replace(HOSTED, **changes))
        assert [field] == [problem.field for problem in caught.value.problems]

    def test_removed_with_its_key(self, house: House) -> None:
        """What was declared by mistake leaves no row and no key, and the journal says that it was there."""
        id_ = house.do(declaring.save_subprocessor, house["dpo"], HOSTED)
        assert Sealed.SUBPROCESSOR.object(id_) in house.key_ids()
        house.do(declaring.remove_subprocessor, house["dpo"], id_)
        assert Sealed.SUBPROCESSOR.object(id_) not in house.key_ids()
        assert [{"host-role": "hosting"}] == events(house, EventKind.PROCESSOR_REMOVED)

    def test_two_windows(self, house: House) -> None:
        """The second save of the same revision is a conflict; identity and contact are sealed at rest."""
        id_ = house.do(declaring.save_subprocessor, house["dpo"], HOSTED)
        house.do(declaring.save_subprocessor, house["dpo"], replace(HOSTED, id=id_, revision=1))
        with pytest.raises(Conflict):
            house.do(declaring.save_subprocessor, house["dpo"], replace(HOSTED, id=id_, revision=1))
        row = house.do(lambda ctx: ctx.session.get(Subprocessor, id_))
        assert row is not None
        assert b"Fictif" not in row.details

    def test_password_of_a_database_is_told_nowhere(self, sqlite_house: House) -> None:
        """Its machine is named, and nothing else of its address."""
        far = with_settings(sqlite_house, keystore_url="postgresql://compte:motsecret@cles.hebergeur.example:5432/cles")
        page = far.do(declaring.list_subprocessors, sqlite_house["dpo"])
        assert "cles.hebergeur.example" in [one.host.address for one in page.standings]
        assert "motsecret" not in repr(page)


@pytest.mark.requirement("G-7", "G-10")
class TestStatements:
    """Is what only the operator knows asked, sealed, printed as it was said?"""

    def test_said_and_printed(self, house: House) -> None:
        """It stands in the documents line by line, sealed at rest; the journal knows which text, not what it says."""
        said = "Badge nominatif.\nArmoire fermée à clé."
        house.do(stating.save_statement, house["controller"], Statement.PREMISES, said, revision=0)
        annex = text(house, RegisterDocument.ANNEX)
        assert "Badge nominatif.\n\nArmoire fermée à clé." in annex
        row = house.do(lambda ctx: ctx.session.exec(select(OperatorStatement)).one())
        assert b"Badge" not in row.text
        assert [{"statement": "premises"}] == events(house, EventKind.DECLARATION_SAVED)

    def test_taken_back(self, house: House) -> None:
        """An empty text leaves no row and no key; it may be said again."""
        house.do(stating.save_statement, house["dpo"], Statement.REVIEWS, "Audit annuel.", revision=0)
        (row_id,) = house.do(lambda ctx: list(ctx.session.exec(select(OperatorStatement.id))))
        house.do(stating.save_statement, house["dpo"], Statement.REVIEWS, "  ", revision=1)
        assert Sealed.STATEMENT.object(row_id) not in house.key_ids()
        house.do(stating.save_statement, house["dpo"], Statement.REVIEWS, "Audit.", revision=0)
        assert "Audit." in text(house, RegisterDocument.ANNEX)

    def test_too_long_and_two_windows(self, house: House) -> None:
        """A text that no page could hold is refused; so is one on top of an older one."""
        save: Callable[..., None] = lambda words, revision: house.do(  # noqa: E731 - said twice
            stating.save_statement, house["dpo"], Statement.RISKS, words, revision=revision
        )
        with pytest.raises(Invalid):
            save("x" * (stating.LONGEST + 1), 0)
        save("x" * stating.LONGEST, 0)
        with pytest.raises(Conflict):
            save("autre", 0)

    def test_the_longest_and_the_oddest_can_be_printed(self, sqlite_house: House) -> None:
        """Three thousand lines, markup, one endless word: a PDF and a text, and nothing read as markup."""
        house = sqlite_house
        odd = {
            Statement.PREMISES: "a\n" * 1500,
            Statement.PEOPLE: "m" * 3000,
            Statement.DEVICES: "<b>|gras|</b> # [x](y)",
        }
        for key, words in odd.items():
            house.do(stating.save_statement, house["dpo"], key, words, revision=0)
        assert house.do(printing.print_document, house["dpo"], RegisterDocument.ANNEX).startswith(b"%PDF")
        assert "\\<b\\>\\|gras\\|\\</b\\> \\# \\[x\\](y)" in text(house, RegisterDocument.ANNEX)


@pytest.mark.requirement("A-2", "G-8")
class TestDoors:
    """Who may read what, and is it journalled?"""

    def test_each_role_its_documents(self, house: House) -> None:
        """The DPO and the controller all, the administrator sub-processors, the coordinator two; a référent none."""
        every = set(RegisterDocument)
        theirs = {
            "dpo": every, "controller": every, "administrator": {RegisterDocument.SUBPROCESSORS},
            "coordinator": {RegisterDocument.NOTICE, RegisterDocument.CORRESPONDENTS}, "referent": set(),
        }  # fmt: skip
        for who, documents in theirs.items():
            for document in RegisterDocument:
                assert (document in documents) is _passes(house, printing.take_document, house[who], document)

    def test_only_some_declare(self, house: House) -> None:
        """A coordinator declares nothing; an administrator says nothing in the operator's place."""
        with pytest.raises(Denied):
            house.do(declaring.save_subprocessor, house["coordinator"], HOSTED)
        for who in ("administrator", "coordinator", "referent"):
            with pytest.raises(Denied):
                house.do(stating.save_statement, house[who], Statement.RISKS, "x", revision=0)

    def test_what_leaves_is_journalled(self, house: House) -> None:
        """Which document, in which shape; the index says when it last left."""
        house.do(printing.print_document, house["dpo"], RegisterDocument.ANNEX)
        house.clock.advance(hours=1)
        text(house, RegisterDocument.ANNEX)
        expected = [{"printed": "operational-annex", "format": shape} for shape in ("pdf", "markdown")]
        assert expected == events(house, EventKind.REGISTER_PRINTED)
        lines = {line.document: line.printed_at for line in house.do(printing.documents_of, house["dpo"])}
        assert house.clock.now() == lines[RegisterDocument.ANNEX]
        assert lines[RegisterDocument.NOTICE] is None

    def test_no_document_names_a_beneficiary(self, house: House) -> None:
        """Whatever the house holds, no document reads a dossier."""
        house.sent()
        for document in RegisterDocument:
            page = text(house, document)
            for secret in ("TESTOUKHINA", "Zéphyrine", "9900000017", "Inventaire"):
                assert secret not in page


@pytest.mark.requirement("G-5")
def test_correspondents_are_listed_missing_ones_marked(house: House) -> None:
    """Four for each convention in use; who is named stands there, who is not is marked; another département is not."""
    partner = house.partner(PartnerKind.MISSION_LOCALE)
    convention = house.convention(partner, "spe")
    elsewhere = house.partner(PartnerKind.APEC, departement="42")
    house.convention(elsewhere, "spe", departement="42")
    form = CorrespondentForm(
        Party.PARTNER, Duty.SECURITY, "Inventé", "Hector", "RSSI", "rssi@mission.example", "04 72 00 00 09"
    )
    house.do(keeping_conventions.save_correspondent, house["coordinator"], convention, form)
    page = text(house, RegisterDocument.CORRESPONDENTS)
    assert "Correspondants à désigner : 7." in page
    assert "| Hector Inventé | RSSI | rssi@mission.example | 04 72 00 00 09 |" in page
    assert 7 == page.count("NON DÉSIGNÉ")
    assert 3 == text(house, RegisterDocument.CORRESPONDENTS, "coordinator").count("NON DÉSIGNÉ")


def test_sealed_under_a_key_that_died_is_noticed(sqlite_house: House) -> None:
    """A document is made whole or not at all: what cannot be opened is not left out in silence."""
    house = sqlite_house
    id_ = house.do(declaring.save_subprocessor, house["dpo"], HOSTED)
    house.do(_let_die, Sealed.SUBPROCESSOR.object(id_))
    with pytest.raises(KeyGone):
        text(house, RegisterDocument.SUBPROCESSORS)


def _let_die(ctx: Context, object_id: str) -> None:
    ctx.destroy(object_id)


def _passes(house: House, act: Callable[..., object], actor: Actor, document: RegisterDocument) -> bool:
    try:
        house.do(act, actor, document)
    except LiaisonError:
        return False
    return True
