"""Is the CIR of somebody who is referred checked, the sender told, the copy to the DT OFII settled (T-6)?"""

from datetime import date

import pytest

from liaison.errors import Denied, Invalid, WrongState
from liaison.events import EventKind
from liaison.ports import DemoMail
from liaison.store import trails
from liaison.usecases import adopting, attaching, copying_to_ofii, drafting, keeping_directory, referring
from liaison.usecases.keeping_directory import ContactForm
from liaison.usecases.referring import ReferralView, Referred
from liaison.vocabulary import AgreementKind, Chain, CirState, OfiiCopy, PartnerKind
from tests.deposits import By, Sent
from tests.factories import BY_TELEPHONE, House
from tests.letters import PDF
from tests.liaison.usecases.test_adopting import from_elsewhere

pytestmark = pytest.mark.requirement("T-6")

LETTER = Sent(PDF, "orientation.pdf")


def referred(house: House, kind: PartnerKind, cir: CirState, signed_on: date | None = None) -> str:
    """Let a partner refer somebody new; return the dossier."""
    contact_id = house.contact(house.partner(kind))
    _, (document_id,) = house.deposited(By(contact_id), Sent(from_elsewhere(house)))
    case_id: str = house.do(
        adopting.adopt, house["referent"], document_id, case_id=None, referred=Referred(cir, signed_on)
    )
    return case_id


def view(house: House, case_id: str) -> ReferralView:
    """Read the referral of a dossier."""
    (found,) = house.do(referring.list_referrals, house["referent"], case_id)
    return found


def is_to_orient(house: House, case_id: str) -> bool:
    """Say whether the dossier is « à orienter vers l’OFII »."""
    return house.do(referring.is_to_orient, case_id)


def journalled(house: House, kind: EventKind) -> list[tuple[str, dict[str, object]]]:
    """Read subject and details of what the journal says of a kind."""
    entries = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, kind))
    return [(entry.subject, dict(entry.detail)) for entry in entries]


def told(house: House) -> list[DemoMail]:
    """Read the mails that say who goes to the OFII first; a deposit has a receipt besides."""
    return [mail for mail in house.mailer.mails() if "OFII" in mail.subject]


class TestAsked:
    """Is nobody new taken in without the question?"""

    @pytest.mark.parametrize("kind", [PartnerKind.SPADA, PartnerKind.DNA, PartnerKind.SIAO, PartnerKind.MISSION_LOCALE])
    def test_of_a_third_party(self, sqlite_house: House, kind: PartnerKind) -> None:
        """Whoever refers: the CIR is said, be it « on ne sait pas »."""
        house = sqlite_house
        _, (document_id,) = house.deposited(By(house.contact(house.partner(kind))), Sent(from_elsewhere(house)))

        assert house.do(adopting.prepare, house["referent"], document_id, None).asks_referral
        with pytest.raises(Invalid):
            house.do(adopting.adopt, house["referent"], document_id, case_id=None)

    def test_not_of_the_ofii(self, sqlite_house: House) -> None:
        """It calls people to sign itself: nothing to ask, nothing recorded."""
        house = sqlite_house
        contact_id = house.contact(house.partner(PartnerKind.OFII))
        _, (document_id,) = house.deposited(By(contact_id), Sent(from_elsewhere(house)))

        assert not house.do(adopting.prepare, house["referent"], document_id, None).asks_referral
        case_id = house.do(adopting.adopt, house["referent"], document_id, case_id=None)
        assert not is_to_orient(house, case_id)

    def test_of_an_ordinary_document(self, house: House) -> None:
        """A letter refers somebody as a fiche does."""
        case_id = house.case()
        _, (letter,) = house.deposited(By(house.contact(house.partner(PartnerKind.SIAO))), LETTER)

        house.do(attaching.attach, house["referent"], letter, case_id, referred=Referred(CirState.NOT_SIGNED))

        assert is_to_orient(house, case_id)

    def test_a_day_to_come(self, sqlite_house: House) -> None:
        """Nobody has signed tomorrow."""
        with pytest.raises(Invalid):
            referred(sqlite_house, PartnerKind.SPADA, CirState.SIGNED, date(2026, 11, 22))


class TestNotSigned:
    """Is somebody without a CIR oriented to the OFII first (guide:2438-2440, 3169-3171)?"""

    @pytest.mark.parametrize("cir", [CirState.NOT_SIGNED, CirState.UNKNOWN])
    def test_flagged_and_the_sender_told(self, house: House, cir: CirState) -> None:
        """The dossier says so, and a mail leaves that names nobody."""
        case_id = referred(house, PartnerKind.SPADA, cir)
        house.work()

        assert is_to_orient(house, case_id)
        (mail,) = told(house)
        assert "colombe@partenaire.example" == mail.to
        (receipt,) = [one for one in house.mailer.mails() if one.subject.startswith("Fichier bien reçu")]
        assert receipt.subject.rpartition(" ")[2] in mail.text
        assert not any(word in mail.text + mail.subject for word in ("INVENTAIROV", "Gédéon", "1988"))
        shown = view(house, case_id)
        assert (cir, house.clock.now(), OfiiCopy.NOT_DUE) == (shown.cir, shown.told_at, shown.copy)
        ((subject, detail),) = journalled(house, EventKind.REFERRAL_TOLD)
        assert (case_id, "mail") == (subject, detail["by"])

    def test_told_on_the_telephone(self, house: House) -> None:
        """Where no mail can go, a person calls, and notes it once."""
        contact_id = house.contact(house.partner(PartnerKind.SIAO))
        _, (letter,) = house.deposited(By(contact_id), LETTER)
        house.do(keeping_directory.disable_contact, house["coordinator"], contact_id)
        case_id = house.case()
        house.do(attaching.attach, house["referent"], letter, case_id, referred=Referred(CirState.UNKNOWN))

        shown = view(house, case_id)
        assert (None, False) == (shown.told_at, shown.can_mail)
        with pytest.raises(WrongState):
            house.do(referring.tell, house["referent"], shown.id)
        house.do(referring.note_told, house["referent"], shown.id)
        assert house.clock.now() == view(house, case_id).told_at
        with pytest.raises(WrongState, match="plus personne à prévenir"):
            house.do(referring.note_told, house["referent"], shown.id)

    def test_signed_later(self, house: House) -> None:
        """The flag goes with the signature; of a referral by the SPE the copy is due then."""
        case_id = referred(house, PartnerKind.MISSION_LOCALE, CirState.NOT_SIGNED)

        with pytest.raises(Invalid):
            house.do(referring.record_signed, house["referent"], case_id, date(2026, 11, 22))
        house.do(referring.record_signed, house["referent"], case_id, date(2026, 11, 20))

        shown = view(house, case_id)
        assert not is_to_orient(house, case_id)
        assert (CirState.SIGNED, date(2026, 11, 20), OfiiCopy.TO_SETTLE) == (shown.cir, shown.cir_signed_on, shown.copy)
        assert 2 == len(journalled(house, EventKind.REFERRAL_RECORDED))
        with pytest.raises(WrongState):
            house.do(referring.record_signed, house["referent"], case_id, None)

    def test_known_to_be_signed(self, house: House) -> None:
        """A second referral that does not know changes nothing that is known, and troubles nobody."""
        case_id = referred(house, PartnerKind.SPADA, CirState.SIGNED)
        _, (letter,) = house.deposited(By(house.contact(house.partner(PartnerKind.SIAO))), LETTER)
        house.do(attaching.attach, house["referent"], letter, case_id, referred=Referred(CirState.UNKNOWN))
        house.work()

        assert not is_to_orient(house, case_id)
        assert [] == told(house)


class TestOneDeposit:
    """Is somebody referred once, however many documents of a deposit speak of them?"""

    def deposit_twice(self, house: House, first: CirState, second: CirState, kind: PartnerKind) -> str:
        """Keep two letters of one deposit with one dossier; return it."""
        case_id = house.case()
        _, letters = house.deposited(By(house.contact(house.partner(kind))), LETTER, Sent(PDF, "annexe.pdf"))
        for letter, cir in zip(letters, (first, second), strict=True):
            house.do(attaching.attach, house["referent"], letter, case_id, referred=Referred(cir))
        house.work()
        return case_id

    @pytest.mark.parametrize("second", [CirState.NOT_SIGNED, CirState.UNKNOWN])
    def test_one_referral_and_one_mail(self, house: House, second: CirState) -> None:
        """The second letter says nothing new: nobody is written to again."""
        case_id = self.deposit_twice(house, CirState.NOT_SIGNED, second, PartnerKind.SIAO)

        assert (CirState.NOT_SIGNED, 1) == (view(house, case_id).cir, len(told(house)))
        assert 1 == len(journalled(house, EventKind.REFERRAL_RECORDED))

    def test_the_second_knows_more(self, house: House) -> None:
        """It completes the referral of the first: the copy of the SPE is due, nobody is to be oriented."""
        case_id = self.deposit_twice(house, CirState.UNKNOWN, CirState.SIGNED, PartnerKind.MISSION_LOCALE)

        shown = view(house, case_id)
        assert (CirState.SIGNED, OfiiCopy.TO_SETTLE) == (shown.cir, shown.copy)
        assert not is_to_orient(house, case_id)


class TestCopy:
    """Does the DT OFII get its copy (guide:3162-3168)?"""

    def test_the_partner_sent_it(self, house: House) -> None:
        """Its own undertaking: recorded, once."""
        case_id = referred(house, PartnerKind.MISSION_LOCALE, CirState.SIGNED)
        referral = view(house, case_id)
        assert OfiiCopy.TO_SETTLE is referral.copy

        house.do(copying_to_ofii.note_copied, house["referent"], referral.id, OfiiCopy.SENT_BY_PARTNER)

        assert (OfiiCopy.SENT_BY_PARTNER, house.clock.now()) == (
            view(house, case_id).copy, view(house, case_id).copied_at,
        )  # fmt: skip
        assert [(case_id, {"by": "sent_by_partner"})] == journalled(house, EventKind.REFERRAL_COPIED)
        with pytest.raises(WrongState):
            house.do(copying_to_ofii.note_copied, house["referent"], referral.id, OfiiCopy.SENT_BY_PARTNER)

    def test_we_send_it(self, house: House) -> None:
        """A fiche begins, prefilled and addressed; only once it left is the copy said to be sent."""
        contact_id = house.contact(house.partner(PartnerKind.OFII))
        case_id = referred(house, PartnerKind.MISSION_LOCALE, CirState.SIGNED)
        referral = view(house, case_id)

        fiche_id = house.do(copying_to_ofii.write_to_ofii, house["referent"], referral.id)
        assert fiche_id == house.do(copying_to_ofii.write_to_ofii, house["referent"], referral.id)
        page = house.do(drafting.open_fiche, house["referent"], fiche_id)
        assert (contact_id, "INVENTAIROV") == (
            page.contact.id if page.contact else "",
            page.raw["beneficiary.last_name"],
        )
        with pytest.raises(WrongState, match="Aucun pli"):
            house.do(copying_to_ofii.note_copied, house["referent"], referral.id, OfiiCopy.SENT_BY_US)

        house.agree(case_id, AgreementKind.ENGAGEMENT)
        house.type(fiche_id, {"signature.place": "Lyon", "signature.date": "21/11/2026"})
        sent = house.send(fiche_id, BY_TELEPHONE)
        house.work()
        assert [sent] == [line.id for line in view(house, case_id).copies]
        house.do(copying_to_ofii.note_copied, house["referent"], referral.id, OfiiCopy.SENT_BY_US)
        assert OfiiCopy.SENT_BY_US is view(house, case_id).copy

    def test_not_due(self, house: House) -> None:
        """A shelter owes the DT OFII no copy."""
        case_id = referred(house, PartnerKind.SPADA, CirState.SIGNED)
        with pytest.raises(WrongState):
            house.do(
                copying_to_ofii.note_copied, house["referent"], view(house, case_id).id, OfiiCopy.SENT_BY_PARTNER
            )  # fmt: skip

    def test_several_contacts_at_the_ofii(self, house: House) -> None:
        """A person chooses whom to address."""
        partner_id = house.partner(PartnerKind.OFII)
        house.contact(partner_id)
        form = ContactForm(partner_id, "Barnabé", "Fictif", "Auditeur", "barnabe@partenaire.example", "")
        house.do(keeping_directory.save_contact, house["coordinator"], form)
        case_id = referred(house, PartnerKind.MISSION_LOCALE, CirState.SIGNED)

        fiche_id = house.do(copying_to_ofii.write_to_ofii, house["referent"], view(house, case_id).id)
        assert None is house.do(drafting.open_fiche, house["referent"], fiche_id).contact


@pytest.mark.requirement("A-2")
@pytest.mark.parametrize("who", ["other referent", "dpo", "administrator", "controller"])
def test_not_theirs(sqlite_house: House, who: str) -> None:
    """A referral is content of the dossier."""
    house = sqlite_house
    case_id = referred(house, PartnerKind.SPADA, CirState.NOT_SIGNED)
    referral_id = view(house, case_id).id

    with pytest.raises(Denied):
        house.do(referring.list_referrals, house[who], case_id)
    with pytest.raises(Denied):
        house.do(referring.note_told, house[who], referral_id)
    with pytest.raises(Denied):
        house.do(referring.record_signed, house[who], case_id, None)
    with pytest.raises(Denied):
        house.do(copying_to_ofii.write_to_ofii, house[who], referral_id)
