"""Does a directory come in whole from a file, or not at all, and does a person see beforehand what would happen?"""

import time
from collections.abc import Sequence

import pytest

from liaison.errors import Conflict, Denied, Invalid, WrongState
from liaison.events import EventKind
from liaison.rules.columns import Meaning
from liaison.store import trails
from liaison.usecases import directory, exporting, importing, keeping_directory, searching
from liaison.usecases.directory import PartnerPage
from liaison.usecases.exporting import TableFormat
from liaison.usecases.import_planning import MOST_PROBLEMS, TOO_MANY
from liaison.usecases.importing import Preview
from liaison.usecases.keeping_directory import PartnerForm
from liaison.vocabulary import Chain, PartnerKind
from tests.factories import LOIRE, RHONE, House

HEADINGS = "Organisme;Sorte;SIRET;Lieu;Code postal;Ville;Nom;Prénom;Fonction;Courriel;Portable"
_COLOMBE = "Inventaire;Colombe;Conseillère;colombe@mission.example;612345678"
ROWS = (
    f"Mission locale Inventée;Mission locale;732 829 320 00074;Antenne Nord;69100;Villeurbanne;{_COLOMBE}",
    "Mission locale Inventée;;;Antenne Sud;69200;Vénissieux;Maquette;Félix;Conseiller;felix@mission.example;",
    "CPH des Essais;CPH;;;;;Patron;Élise;Cheffe de service;elise@cph.example;06 12 34 56 79",
)


def table(*rows: str, headings: str = HEADINGS) -> bytes:
    """Write a CSV as Excel in France does."""
    return "\r\n".join([headings, *rows]).encode("cp1252")


def take(house: House, content: bytes, *, meanings: Sequence[str] | None = None, by: str = "coordinator") -> Preview:
    """Import a file as a person does who agrees with what is proposed."""
    upload = house.do(importing.read_upload, house[by], RHONE, content)
    columns = meanings or house.do(importing.propose, house[by], upload)
    seen = house.do(importing.preview, house[by], upload, columns)
    return house.do(importing.run, house[by], upload, columns, seen=seen.digest)


def look(house: House, content: bytes) -> Preview:
    """Look at what a file would do."""
    upload = house.do(importing.read_upload, house["coordinator"], RHONE, content)
    columns = house.do(importing.propose, house["coordinator"], upload)
    return house.do(importing.preview, house["coordinator"], upload, columns)


def partners(house: House) -> dict[str, PartnerPage]:
    """Read the directory of the Rhône, by name."""
    found = house.do(searching.find_partners, house["coordinator"]).partners
    return {one.name: house.do(directory.open_partner, house["coordinator"], one.id) for one in found}


class TestTooMuch:
    """What of a file that is wrong from end to end?"""

    def test_it_is_read_until_nobody_would_read_on(self, sqlite_house: House) -> None:
        """Two thousand rows of mistakes: some hundreds are told, and first of all why it stopped."""
        wrong = "Sans nom {};rien;1;;x;;Nom;;;pas-une-adresse;zéro"
        upload = sqlite_house.do(
            importing.read_upload, sqlite_house["coordinator"], RHONE,
            table(*(wrong.format(number) for number in range(1900))),
        )  # fmt: skip
        columns = sqlite_house.do(importing.propose, sqlite_house["coordinator"], upload)
        started = time.process_time()
        seen = sqlite_house.do(importing.preview, sqlite_house["coordinator"], upload, columns)

        assert MOST_PROBLEMS + 1 == len(seen.problems)
        assert TOO_MANY == seen.problems[0].sentence
        assert time.process_time() - started < 3  # took thirteen seconds, inside a transaction
        with pytest.raises(Invalid):
            sqlite_house.do(importing.run, sqlite_house["coordinator"], upload, columns, seen=seen.digest)
        assert {} == partners(sqlite_house)


class TestTaking:
    """What does a file leave in the directory?"""

    def test_partners_places_and_contacts_come_in(self, house: House) -> None:
        """Three rows: two organisations, two places, three contacts, each where it stands."""
        done = take(house, table(*ROWS))

        found = partners(house)
        mission = found["Mission locale Inventée"]
        assert (7, 0, 0) == (done.added, done.changed, done.unchanged)
        assert ("73282932000074", PartnerKind.MISSION_LOCALE) == (mission.partner.siret, mission.partner.kind)
        assert ["Antenne Nord", "Antenne Sud"] == [place.name for place in mission.places]
        stands = {contact.name: contact.place.label if contact.place else "" for contact in mission.contacts}
        assert {
            "Colombe Inventaire": "Antenne Nord (Villeurbanne)", "Félix Maquette": "Antenne Sud (Vénissieux)"
        } == stands  # fmt: skip
        assert {"+33612345678", ""} == {contact.mobile for contact in mission.contacts}
        assert ["Élise Patron"] == [contact.name for contact in found["CPH des Essais"].contacts]

    def test_the_same_file_again_changes_nothing(self, house: House) -> None:
        """Matched on SIRET, name and e-mail, whatever the capitals."""
        take(house, table(*ROWS))

        again = take(house, table(*(row.replace("Mission locale Inv", "MISSION LOCALE inv") for row in ROWS)))

        assert ((), 7) == (again.items, again.unchanged)

    def test_only_what_differs_is_changed(self, house: House) -> None:
        """The preview names each change with before and after; an empty cell leaves what is there."""
        take(house, table(*ROWS))
        changed = ROWS[0].replace("Conseillère", "Directrice").replace("612345678", "").replace("Nord", "Est")

        (place, contact) = take(house, table(changed)).items

        assert ("Lieu", "Antenne Est", True) == (place.what, place.name, place.is_new)
        assert (("Lieu", "Antenne Nord", "Antenne Est"), ("Fonction", "Conseillère", "Directrice")) == tuple(
            sorted(contact.changes, reverse=True)
        )
        (colombe,) = [
            one for one in partners(house)["Mission locale Inventée"].contacts if one.last_name == "Inventaire"
        ]
        assert ("Directrice", "+33612345678") == (colombe.function, colombe.mobile)

    def test_siret_is_the_key_before_the_name(self, house: House) -> None:
        """An organisation that changed its name keeps its page; another establishment of that name gets its own."""
        take(house, table(*ROWS))
        renamed = "Mission locale du Renom;;73282932000074;;;;;;;;"
        twin = "CPH des Essais;CPH;40483304800022;;;;;;;;"

        first = take(house, table(renamed, twin))

        assert {("Mission locale du Renom", False), ("CPH des Essais", False)} == {
            (item.name, item.is_new) for item in first.items
        }
        second = take(house, table("CPH des Essais;CPH;35600000000048;;;;;;;;"))
        assert [("CPH des Essais", True)] == [(item.name, item.is_new) for item in second.items]

    def test_two_services_of_one_establishment(self, house: House) -> None:
        """One SIRET, two kinds of partner: each keeps its page, by its name or its kind."""
        rows = ("CPH des Essais;CPH;73282932000074;;;;;;;;", "SPADA des Essais;SPADA;73282932000074;;;;;;;;")

        first = take(house, table(*rows))
        again = take(house, table(*rows))
        alone = look(house, table(";;73282932000074;Antenne Nord;;;;;;;"))

        assert (2, 0, 2) == (first.added, again.added + again.changed, again.unchanged)
        assert {PartnerKind.CPH, PartnerKind.SPADA} == {page.partner.kind for page in partners(house).values()}
        assert ["« Organisme » : plusieurs de l’annuaire conviennent. Ajoutez le nom pour dire lequel."] == [
            one.sentence for one in alone.problems
        ]

    def test_what_leaves_comes_back_unchanged(self, house: House) -> None:
        """An export of either kind, imported again, changes nothing."""
        take(house, table(*ROWS))
        for table_format in TableFormat:
            content = house.do(exporting.export_directory, house["coordinator"], RHONE, table_format)

            again = take(house, content)

            assert ((), 7) == (again.items, again.unchanged)

    def test_the_journal_counts_and_names_nobody(self, house: House) -> None:
        """Who imported and exported stands in the journal with how many rows, never with a name."""
        take(house, table(*ROWS))
        house.do(exporting.export_directory, house["coordinator"], RHONE, TableFormat.CSV)

        with house.service.transaction() as ctx:
            details = [
                dict(entry.detail)
                for kind in (EventKind.DIRECTORY_IMPORTED, EventKind.DIRECTORY_EXPORTED)
                for entry in trails.find_kind(ctx.session, Chain.SECURITY, kind)
            ]
        assert [{"added": 7, "changed": 0, "same": 0, "rows": 3}, {"rows": 3, "format": "csv"}] == details


class TestRefusing:
    """What is said of a file with a mistake, and what is left of it?"""

    @pytest.mark.parametrize(
        ("row", "number", "sentence"),
        [
            (ROWS[2].replace("elise@", "elise"), 2, "« E-mail professionnel » : cette adresse n’est pas complète"),
            (ROWS[2].replace("06 12 34 56 79", "04 72 00 00 00"), 2, "« Mobile professionnel » : écrivez un numéro"),
            (ROWS[2].replace("CPH;;", "CPH;12345678901234;"), 2, "« SIRET » : ce n’est pas un SIRET"),
            (ROWS[2].replace("CPH;;", "CPH;1,23457E+13;"), 2, "le tableur a raccourci ce numéro"),
            (ROWS[2].replace("CPH;;", "Boulangerie;;"), 2, "« Sorte de partenaire » : « Boulangerie » n’est pas connu"),
            (ROWS[2].replace("CPH;;", ";;"), 2, "« Sorte de partenaire » : elle manque"),
            (ROWS[2].replace("Patron", ""), 2, "« Nom » : il manque"),
            (ROWS[2].replace("CPH des Essais", ""), 2, "« Organisme » : il manque"),
            ("\r\n" + ROWS[0].replace("69100", "691"), 3, "« Code postal » : écrivez ses cinq chiffres"),
            (f"{ROWS[2]}\r\n{ROWS[2]}", 3, "c’est aussi celui de la ligne 2"),
            (f"{ROWS[0]}\r\n{ROWS[1].replace(';;;Ant', ';CPH;;Ant')}", 3, "diffère de la ligne 2"),
        ],
    )
    def test_a_mistake_is_said_with_its_row(self, sqlite_house: House, row: str, number: int, sentence: str) -> None:
        """The number that a spreadsheet shows, a sentence that says what to do; nothing comes in, not even the rest."""
        content = table(row, ROWS[1].replace(";;;Ant", ";Mission locale;;Ant").replace("Inventée", "Autre"))

        found = look(sqlite_house, content)
        with pytest.raises(Invalid) as refusal:
            take(sqlite_house, content)

        assert [(number, True)] == [(one.row, sentence in one.sentence) for one in found.problems]
        assert [f"Ligne {one.row} : {one.sentence}" for one in found.problems] == [
            problem.message for problem in refusal.value.problems
        ]
        assert {} == partners(sqlite_house)

    def test_who_is_no_longer_offered_is_not_brought_back(self, sqlite_house: House) -> None:
        """An organisation or a contact taken out of use is said, and stays out."""
        house = sqlite_house
        take(house, table(*ROWS))
        mission = partners(house)["Mission locale Inventée"]
        house.do(keeping_directory.disable_contact, house["coordinator"], mission.contacts[0].id)
        house.do(keeping_directory.disable_partner, house["coordinator"], partners(house)["CPH des Essais"].partner.id)

        found = look(house, table(*ROWS))

        assert ["Ce contact est dans l’annuaire", "Cet organisme est dans l’annuaire"] == sorted(
            one.sentence.partition(",")[0] for one in found.problems
        )

    def test_two_of_one_name_ask_for_the_siret(self, sqlite_house: House) -> None:
        """Nobody guesses which of the two is meant."""
        house = sqlite_house
        for _ in range(2):
            form = PartnerForm(RHONE, PartnerKind.CPH, "CPH des Essais")
            house.do(keeping_directory.save_partner, house["coordinator"], form)

        (problem,) = look(house, table(ROWS[2])).problems

        assert "plusieurs de l’annuaire conviennent. Ajoutez le SIRET" in problem.sentence

    def test_the_directory_changed_meanwhile(self, sqlite_house: House) -> None:
        """What was confirmed is exactly what was seen, or nothing happens."""
        house = sqlite_house
        upload = house.do(importing.read_upload, house["coordinator"], RHONE, table(ROWS[2]))
        columns = house.do(importing.propose, house["coordinator"], upload)
        seen = house.do(importing.preview, house["coordinator"], upload, columns)
        form = PartnerForm(RHONE, PartnerKind.CPH, "CPH des Essais")
        house.do(keeping_directory.save_partner, house["coordinator"], form)

        with pytest.raises(Conflict, match="ont changé depuis l’aperçu"):
            house.do(importing.run, house["coordinator"], upload, columns, seen=seen.digest)

        assert () == partners(house)["CPH des Essais"].contacts

    @pytest.mark.requirement("A-2")
    @pytest.mark.parametrize("who", ["referent", "coordinator of the Loire", "dpo", "controller"])
    def test_only_who_keeps_the_directory(self, sqlite_house: House, who: str) -> None:
        """No file comes in or goes out for anyone else, nor across départements."""
        with pytest.raises(Denied):
            sqlite_house.do(importing.read_upload, sqlite_house[who], RHONE, table(*ROWS))
        with pytest.raises(Denied):
            sqlite_house.do(exporting.export_directory, sqlite_house[who], RHONE, TableFormat.CSV)


class TestColumns:
    """How is it known what a column means?"""

    def test_what_was_said_is_remembered_for_the_departement(self, house: House) -> None:
        """A heading that nobody knows is asked for once; another département has its own words."""
        headings = HEADINGS.replace("Courriel", "Joignable par").replace("Ville", "Secteur")
        upload = house.do(importing.read_upload, house["coordinator"], RHONE, table(*ROWS, headings=headings))
        first = house.do(importing.propose, house["coordinator"], upload)
        meant = [Meaning.EMAIL if heading == "Joignable par" else one for heading, one in zip(
            upload.headings, first, strict=True)]  # fmt: skip

        take(house, table(*ROWS, headings=headings), meanings=meant)

        assert ("", "") == (first[5], first[9])
        assert tuple(meant) == house.do(importing.propose, house["coordinator"], upload)
        elsewhere = house["coordinator of the Loire"]
        other = house.do(importing.read_upload, elsewhere, LOIRE, table(*ROWS, headings=headings))
        assert first == house.do(importing.propose, elsewhere, other)

    @pytest.mark.parametrize(
        ("meanings", "sentence"),
        [
            (["email", "email"], "deux colonnes seraient « E-mail professionnel »"),
            (["email", "mobile"], "dites laquelle porte le nom de l’organisme"),
            (["organisation", "password"], "choisissez parmi les réponses proposées"),
            (["organisation"], "choisissez parmi les réponses proposées"),
        ],
    )
    def test_columns_that_make_no_sense(self, sqlite_house: House, meanings: list[str], sentence: str) -> None:
        """Two of a meaning, none for the organisation, a meaning that there is not."""
        content = table("a;b", headings="x;y")

        with pytest.raises(Invalid) as refusal:
            take(sqlite_house, content, meanings=meanings)

        assert sentence in refusal.value.problems[0].message


class TestParcel:
    """How do the rows travel between the preview and the confirmation?"""

    def test_only_its_author_opens_it_and_not_for_ever(self, sqlite_house: House) -> None:
        """Sealed under the account; two hours later, or changed on the way, it is chosen again."""
        house = sqlite_house
        upload = house.do(importing.read_upload, house["coordinator"], RHONE, table(*ROWS))
        kept = house.do(importing.keep, house["coordinator"], upload)

        assert upload == house.do(importing.give_back, house["coordinator"], kept)
        assert "Colombe" not in kept
        for who, text in (("administrator", kept), ("coordinator", kept[:-8] + "AAAAAAA="), ("coordinator", "é")):
            with pytest.raises(WrongState, match="n’est plus lisible"):
                house.do(importing.give_back, house[who], text)
        house.clock.advance(minutes=121)
        with pytest.raises(WrongState, match="plus de deux heures"):
            house.do(importing.give_back, house["coordinator"], kept)
