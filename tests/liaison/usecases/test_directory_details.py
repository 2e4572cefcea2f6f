"""Are places, preferences, what opened, and confirmed addresses kept right?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import AnyHttpUrl
from sqlmodel import select

from liaison.errors import Denied, Expired, Invalid, Refused, WrongState
from liaison.records import PartnerLink
from liaison.usecases import (
    directory,
    keeping_directory,
    keeping_places,
    reinstating,
    releasing,
    sending,
    verifying,
)
from liaison.usecases.directory import ContactView
from liaison.usecases.keeping_directory import ContactForm, PartnerForm
from liaison.usecases.keeping_places import PlaceForm
from liaison.vocabulary import KeyChannel, PartnerKind
from tests import factories
from tests.clock import FixedClock
from tests.factories import BY_SMS, RHONE, House


def contact_form(house: House, contact_id: str, **changes: object) -> ContactForm:
    """Fill the form of a contact with what is there, changed as told."""
    view = house.do(directory.open_contact, house["referent"], contact_id)
    form = ContactForm(
        view.partner_id, view.first_name, view.last_name, view.function, view.email, view.mobile, "", view.id,
        view.place.id if view.place else "", view.archive_format, view.key_channel, view.sms_to_mail,
    )  # fmt: skip
    return replace(form, **changes)  # type: ignore[arg-type]  # each test gives a field what it holds


def change(house: House, contact_id: str, **changes: object) -> ContactView:
    """Change a contact; return it."""
    house.do(keeping_directory.save_contact, house["coordinator"], contact_form(house, contact_id, **changes))
    return house.do(directory.open_contact, house["referent"], contact_id)


def opened(house: House, transmission_id: str) -> None:
    """Let a pli leave, give its key, and hear that it opened."""
    house.work()
    house.do(releasing.release_by_sms, house["referent"], transmission_id)
    house.do(releasing.confirm, house["referent"], transmission_id)


class TestPlaces:
    """Where does a partner receive?"""

    def test_a_contact_stands_at_a_place(self, house: House) -> None:
        """Added, changed, chosen; taken out of use, who stood there stands nowhere."""
        partner_id = house.partner()
        contact_id = house.contact(partner_id)
        form = PlaceForm(partner_id, "Antenne Nord", "1 rue de l’Essai", "69 100", "Villeurbanne")
        place_id = house.do(keeping_places.save_place, house["coordinator"], form)
        house.do(keeping_places.save_place, house["coordinator"], replace(form, id=place_id, name="Antenne Est"))

        placed = change(house, contact_id, place_id=place_id).place

        assert placed is not None
        assert ("Antenne Est (Villeurbanne)", "69100") == (placed.label, placed.postcode)
        house.do(keeping_places.disable_place, house["coordinator"], place_id)
        page = house.do(directory.open_partner, house["referent"], partner_id)
        assert ([None], [False]) == ([one.place for one in page.contacts], [one.enabled for one in page.places])

    def test_what_is_refused(self, sqlite_house: House) -> None:
        """No name, a postcode of four digits, somebody else's place, somebody else's département."""
        house, partner_id = sqlite_house, sqlite_house.partner()
        with pytest.raises(Invalid) as refusal:
            house.do(keeping_places.save_place, house["coordinator"], PlaceForm(partner_id, " ", postcode="6910"))
        assert ["name", "postcode"] == [one.field for one in refusal.value.problems]
        other = house.partner(PartnerKind.SPADA)
        place_id = house.do(keeping_places.save_place, house["coordinator"], PlaceForm(other, "Ailleurs"))
        with pytest.raises(Invalid, match="à corriger"):
            change(house, house.contact(partner_id), place_id=place_id)
        with pytest.raises(Invalid, match="à corriger"):
            house.do(keeping_places.save_place, house["coordinator"], PlaceForm(partner_id, "Volé", id=place_id))
        for who in ("referent", "coordinator of the Loire"):
            with pytest.raises(Denied):
                house.do(keeping_places.disable_place, house[who], place_id)
            with pytest.raises(Denied):
                house.do(keeping_places.open_place, house[who], place_id)

    def test_siret_of_an_organisation(self, house: House) -> None:
        """Kept as fourteen digits; one that is none is refused."""
        form = PartnerForm(RHONE, PartnerKind.CPH, "CPH des Essais", siret="732 829 320 00074")
        partner_id = house.do(keeping_directory.save_partner, house["coordinator"], form)
        assert "73282932000074" == house.do(directory.open_partner, house["referent"], partner_id).partner.siret
        with pytest.raises(Invalid) as refusal:
            house.do(keeping_directory.save_partner, house["coordinator"], replace(form, siret="1"))
        assert ["siret"] == [one.field for one in refusal.value.problems]


class TestPreferences:
    """What does a contact prefer, and what opened last time?"""

    def test_the_preferred_format_leaves(self, house: House) -> None:
        """The contact's, else the partner's."""
        contact_id = house.recipient("generic", archive_format="zip")
        formats = []
        for preferred in ("", "7z"):
            assert preferred == change(house, contact_id, archive_format=preferred).archive_format
            sent = house.do(sending.send_test, house["referent"], contact_id, BY_SMS)
            formats.append(house.row(sent).archive_format)
        assert ["zip", "7z"] == formats

    def test_what_opened_is_remembered(self, house: House) -> None:
        """The format and the day, for a test pli and for a real one; another address forgets it."""
        contact_id = house.recipient("generic")
        change(house, contact_id, archive_format="7z")
        opened(house, house.do(sending.send_test, house["referent"], contact_id, BY_SMS))
        view = house.do(directory.open_contact, house["referent"], contact_id)
        assert ("7z", datetime(2026, 11, 21, 9, 0, tzinfo=UTC)) == (view.opened_format, view.opened_at)
        house.clock.advance(days=1)
        change(house, contact_id, archive_format="")
        opened(house, house.send(house.draft(house.case(), contact_id=contact_id), BY_SMS))
        view = house.do(directory.open_contact, house["referent"], contact_id)
        assert ("zip", 22) == (view.opened_format, view.opened_at.day if view.opened_at else 0)
        assert ("", None) == (
            (moved := change(house, contact_id, email="autre@partenaire.example")).opened_format,
            moved.opened_at,
        )

    def test_sms_that_are_read_in_the_mailbox(self, house: House) -> None:
        """The tick is sealed with the other details, and read by the rule of the channels."""
        contact_id = house.recipient("generic")
        assert change(house, contact_id, sms_to_mail=True).sms_to_mail
        assert not change(house, contact_id, sms_to_mail=False).sms_to_mail

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"archive_format": "rar"}, "archive_format"),
            ({"key_channel": KeyChannel.EMAIL.value}, "key_channel"),
            ({"key_channel": KeyChannel.NONE.value}, "key_channel"),
            ({"key_channel": KeyChannel.SMS.value, "mobile": ""}, "key_channel"),
        ],
    )
    def test_preferences_that_cannot_be(self, sqlite_house: House, changes: dict[str, str], field: str) -> None:
        """A format that there is not, the archive's own way, an SMS without mobile."""
        contact_id = sqlite_house.recipient("generic")
        with pytest.raises(Invalid) as refusal:
            change(sqlite_house, contact_id, **changes)
        assert [field] == [one.field for one in refusal.value.problems]


@pytest.fixture
def public_house(sqlite_original: House, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """Give a house that the outside reaches."""
    house = factories.copy_of(sqlite_original, "", tmp_path / "house", clock)
    config = house.service.settings.model_copy(update={"public_url": AnyHttpUrl("https://liaison.example/")})
    yield replace(house, service=replace(house.service, settings=config))
    factories.close(house.service)


class TestAddress:
    """Is an address confirmed by who reads it, and by nobody else?"""

    def ask(self, house: House, contact_id: str) -> str:
        """Send the mail; return the token that it holds."""
        house.do(verifying.ask, house["coordinator"], contact_id)
        house.work()
        mail = max((mail for mail in house.mailer.mails() if "/adresse/" in mail.text), key=lambda mail: mail.at)
        return mail.text.partition("/adresse/")[2].split()[0]

    def test_confirmed_by_a_word(self, public_house: House) -> None:
        """Looking changes nothing, another word neither; twice is once; another address is not the confirmed one."""
        house, contact_id = public_house, public_house.recipient("generic")
        token = self.ask(house, contact_id)

        assert not house.do(verifying.open_address, token).is_verified
        with pytest.raises(Invalid):
            house.do(verifying.confirm, token, "oui")
        assert house.do(directory.open_contact, house["referent"], contact_id).verified_at is None
        house.do(verifying.confirm, token, "Confirmer")
        house.do(verifying.confirm, token, "confirmer")

        assert house.do(verifying.open_address, token).is_verified
        assert house.do(directory.open_contact, house["referent"], contact_id).verified_at is not None
        assert change(house, contact_id, function="Directrice").verified_at is not None
        assert change(house, contact_id, email="autre@partenaire.example").verified_at is None

    def test_a_contact_that_comes_back_proves_again(self, public_house: House) -> None:
        """Taken out by mistake and put back: offered again, with nothing proven, and no link of before that works."""
        house, contact_id = public_house, public_house.recipient("generic")
        house.do(verifying.confirm, self.ask(house, contact_id), "confirmer")
        opened(house, house.do(sending.send_test, house["referent"], contact_id, BY_SMS))
        house.clock.advance(minutes=11)
        token = self.ask(house, contact_id)
        before = house.do(directory.open_contact, house["referent"], contact_id)
        assert before.verified_at
        assert before.opened_test_at
        assert before.opened_at
        house.do(keeping_directory.disable_contact, house["coordinator"], contact_id)
        with pytest.raises(Denied):
            house.do(reinstating.enable_contact, house["referent"], contact_id)

        house.do(reinstating.enable_contact, house["coordinator"], contact_id)

        after = house.do(directory.open_contact, house["referent"], contact_id)
        assert after.enabled
        assert (None, None, None, "") == (
            after.verified_at, after.opened_test_at, after.opened_at, after.opened_format,
        )  # fmt: skip
        with pytest.raises(Expired):
            house.do(verifying.confirm, token, "confirmer")
        with pytest.raises(WrongState, match="déjà en service"):
            house.do(reinstating.enable_contact, house["coordinator"], contact_id)

    def test_a_link_of_the_old_address_confirms_nothing(self, public_house: House) -> None:
        """The address changed while the mail was on its way: its link is dead, as is one past its day."""
        house, contact_id = public_house, public_house.recipient("generic")
        token = self.ask(house, contact_id)
        change(house, contact_id, email="autre@partenaire.example")
        with pytest.raises(Expired):
            house.do(verifying.confirm, token, "confirmer")
        house.clock.advance(minutes=11)
        fresh = self.ask(house, contact_id)
        house.clock.advance(days=15)
        for dead in (token, fresh, "inconnu"):
            with pytest.raises(Expired):
                house.do(verifying.open_address, dead)

    def test_what_is_refused(self, public_house: House) -> None:
        """Twice within ten minutes, a contact out of use, somebody of another département or without the role."""
        house, contact_id = public_house, public_house.recipient("generic")
        self.ask(house, contact_id)
        with pytest.raises(WrongState, match="moins de dix minutes"):
            house.do(verifying.ask, house["referent"], contact_id)
        for who in ("dpo", "coordinator of the Loire"):
            with pytest.raises(Denied):
                house.do(verifying.ask, house[who], contact_id)
        house.do(keeping_directory.disable_contact, house["coordinator"], contact_id)
        with pytest.raises(Refused, match="plus proposé"):
            house.do(verifying.ask, house["coordinator"], contact_id)

    def test_without_a_public_address(self, sqlite_house: House) -> None:
        """No link would open: it is said, and no mail leaves."""
        contact_id = sqlite_house.recipient("generic")
        with pytest.raises(Refused, match="n’est pas joignable de l’extérieur"):
            sqlite_house.do(verifying.ask, sqlite_house["coordinator"], contact_id)

    @pytest.mark.requirement("T-8")
    def test_the_mail_names_nobody(self, public_house: House) -> None:
        """Neither the contact nor the partner: whoever reads it by mistake learns who asked, no more."""
        house, contact_id = public_house, public_house.recipient("generic")
        self.ask(house, contact_id)
        (mail,) = [mail for mail in house.mailer.mails() if "/adresse/" in mail.text]
        for word in ("Colombe", "Inventaire", "Organisme d’essai", "Conseillère"):
            assert word not in mail.text + mail.subject
        with house.service.transaction() as ctx:
            stored = [row.token for row in ctx.session.exec(select(PartnerLink))]
        assert all(token not in mail.text for token in stored)
