"""Which house does every route stand in? One that has lived: something of each kind, in the states that pages offer.

Made through the use cases. The neighbours of another département stand for what nobody here may see.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pyotp
from sqlmodel import select

from liaison.bootstrap import Service
from liaison.demo.people import STAFF as DEMO_STAFF
from liaison.records import Contact, DestructionRequest, Transmission
from liaison.rules.access import Actor
from liaison.store import accounts
from liaison.usecases import (
    administering,
    agreeing,
    asking_destruction,
    asking_to_deposit,
    destroying,
    erasing,
    keeping_contact,
    keeping_conventions,
    keeping_departements,
    keeping_directory,
    keeping_places,
    linking,
    profiles,
    releasing,
    sending,
    signing_in,
    standing_in,
)
from liaison.usecases.administering import NewAccount
from liaison.usecases.choosing import Choice, HandPlace
from liaison.usecases.context import Context
from liaison.usecases.keeping_contact import ContactForm as ContactNote
from liaison.usecases.keeping_conventions import AmendmentForm, CorrespondentForm, TerminationForm
from liaison.usecases.keeping_departements import DepartementForm
from liaison.usecases.keeping_directory import ContactForm, PartnerForm
from liaison.usecases.keeping_places import PlaceForm
from liaison.usecases.registers import declaring as sub_processing
from liaison.usecases.registers.declaring import SubprocessorForm
from liaison.usecases.standing_in import AbsenceForm
from liaison.vocabulary import (
    AgreementKind,
    AmendmentChange,
    Carrier,
    Duty,
    KeyChannel,
    LinkPurpose,
    PartnerKind,
    Party,
    Role,
)
from liaison.vocabulary.destruction import Ground
from liaison.vocabulary.tables import ContactWay
from tests import factories, frozen_tables, monthly
from tests.clock import FixedClock
from tests.deposits import By, Sent
from tests.factories import BY_SMS, BY_TELEPHONE, House
from tests.letters import PDF, answer
from tests.web.every.aftermath import Aftermath
from tests.web.staff import DEPARTEMENT, HOST, Person, Staff

ELSEWHERE: Final = "42"
FOREIGN: Final = "CANARIMBOURG"
"""The name of everybody of the other département: no page of this one says it."""
BY_HAND: Final = Choice(
    Carrier.HAND, KeyChannel.NONE, hand_place=HandPlace.OUR_OFFICE, identity_seen=True, handed_on=date(2026, 11, 21)
)
HOSTED: Final = SubprocessorForm(
    "other:", "Hébergeur Fictif SAS", "contact@hebergeur.example", "FR", False, date(2026, 1, 1), None,
    date(2025, 12, 15),
)  # fmt: skip
COLLEAGUE: Final = "collegue@operateur.example"


@dataclass(frozen=True, slots=True)
class Lived:
    """A house that has lived, who signs in there, and the links that others hold."""

    house: House
    staff: Mapping[Role, Person]
    paths: tuple[str, ...]
    """Of the links that partners hold, and of an invitation."""

    @property
    def service(self) -> Service:
        """What the pages are served from."""
        return self.house.service

    def code(self, role: Role) -> str:
        """Give a code that the telephone of a role shows, one that was not used yet."""
        return self.house.code(_CALLED[role])


_CALLED: Final[Mapping[Role, str]] = {
    Role.REFERENT: "referent",
    Role.COORDINATOR: "coordinator",
    Role.CONTROLLER: "controller",
    Role.DPO: "dpo",
    Role.ADMINISTRATOR: "administrator",
}


def live(database_url: str, folder: Path, clock: FixedClock) -> Lived:
    """Let a house live; it is fit to be served."""
    service, doors = factories.new_installation(
        database_url, folder, clock, allowed_hosts=(HOST, "127.0.0.1"), worker_in_serve=False,
        public_url=f"https://{HOST}",
    )  # fmt: skip
    doors.remember({one.email: pyotp.random_base32() for one in DEMO_STAFF})
    staff = Staff(service, clock)
    people = {role: staff.person(role) for role in Role}
    house = House(service, clock, folder, doors, {called: staff.actor(role) for role, called in _CALLED.items()})
    house = replace(house, actors={**house.actors, **_neighbours(house)})
    _Life(house).begin()
    return Lived(house, people, _Life(house).links())


def _neighbours(house: House) -> dict[str, Actor]:
    """Open another département, with a référent and a coordinator who follow people of their own."""
    administrator = house["administrator"]
    form = DepartementForm(ELSEWHERE, "Loire", "Opérateur Imaginaire", "04 77 00 00 00", None, True, True)
    house.do(keeping_departements.save_departement, administrator, form, new=True)
    found = {}
    for called, role in (("referent of the Loire", Role.REFERENT), ("coordinator of the Loire", Role.COORDINATOR)):
        email = f"{role.value}@loire.example"
        new = NewAccount("Anselme", FOREIGN, email, "Essai", "04 77 00 00 01", role, "Association", (ELSEWHERE,))
        house.do(administering.add_account, administrator, new)
        found[called] = house.do(_actor_of, email)
    return found


def _actor_of(ctx: Context, email: str) -> Actor:
    account = accounts.find_account(ctx.session, profiles.email_index(ctx, email))
    assert account is not None
    return signing_in.actor_of(ctx, account)


@dataclass(frozen=True, slots=True)
class _Life:
    """What happens there, in order."""

    house: House

    def begin(self) -> None:
        """Let everything happen once."""
        house = self.house
        self._elsewhere()
        cph = house.partner(PartnerKind.CPH)
        contact_id = house.contact(cph)
        self._tables()
        case_id = house.case()
        self._about(case_id)
        self._directory(cph)
        self._plis(case_id, contact_id)
        self._deposits(contact_id)
        self._ended_convention()
        Aftermath(house).happen(contact_id)

    def _elsewhere(self) -> None:
        """Somebody, a partner and a pli of the other département."""
        house, keeper = self.house, self.house["coordinator of the Loire"]
        form = PartnerForm(ELSEWHERE, PartnerKind.CPH, f"Organisme {FOREIGN}", "04 77 00 00 02")
        partner_id = house.do(keeping_directory.save_partner, keeper, form)
        contact = ContactForm(partner_id, "Colombe", FOREIGN, "Conseillère", "foreign@loire.example", "06 12 34 56 78")
        contact_id = house.do(keeping_directory.save_contact, keeper, contact)
        case_id = house.case(raw={"beneficiary.last_name": FOREIGN}, by="referent of the Loire")
        fiche_id = house.draft(case_id, contact_id=contact_id, by="referent of the Loire")
        house.send(fiche_id, by="referent of the Loire")
        monthly.open_table(house, departement=ELSEWHERE)
        house.work()

    def _about(self, case_id: str) -> None:
        """Agreements, the notice, a contact, an absence."""
        house, referent = self.house, self.house["referent"]
        for kind in (AgreementKind.SPE_REFERRAL, AgreementKind.ORIENTATION):
            house.agree(case_id, kind)
        house.do(agreeing.record_notice, referent, case_id, date(2026, 11, 1))
        note = ContactNote(date(2026, 11, 18), ContactWay.MEETING)
        house.do(keeping_contact.record_contact, referent, case_id, note)
        other = house.do(_second_referent, house["administrator"])
        form = AbsenceForm(DEPARTEMENT, other.account_id, referent.account_id, date(2026, 11, 20), date(2026, 11, 27))
        house.do(standing_in.declare, house["coordinator"], form)

    def _directory(self, partner_id: str) -> None:
        """A place, a convention with all that may happen to it, an address to verify, sub-processors."""
        house, keeper = self.house, self.house["coordinator"]
        convention_id = house.convention(partner_id, "generic")
        place = PlaceForm(partner_id, "Antenne des Essais", "1 rue de l’Exemple", "69001", "Testville")
        house.do(keeping_places.save_place, keeper, place)
        amendment = AmendmentForm("n° 1", date(2026, 6, 1), (AmendmentChange.DATA,))
        house.do(keeping_conventions.amend, keeper, convention_id, amendment)
        notice = TerminationForm(Party.PARTNER, date(2026, 11, 16), date(2027, 2, 20))
        house.do(keeping_conventions.terminate, keeper, convention_id, notice)
        for party in Party:
            named = CorrespondentForm(party, Duty.SECURITY, "Registrine", "Aglaé", "Relais", "dpd@partenaire.example")
            house.do(keeping_conventions.save_correspondent, keeper, convention_id, named)
        house.do(sub_processing.save_subprocessor, house["dpo"], HOSTED)
        house.do(asking_to_deposit.ask, "colombe@partenaire.example")
        house.do(asking_to_deposit.look_up)

    def _plis(self, case_id: str, contact_id: str) -> None:
        """Drafts of each model, and plis in every state."""
        house, referent = self.house, self.house["referent"]
        spe, pic_ipr = house.recipient("spe"), house.recipient("pic_ipr")
        for model, contact in (("generic", contact_id), ("spe", spe), ("pic_ipr", pic_ipr)):
            house.draft(case_id, model, contact_id=contact)
        for choice in (BY_SMS, BY_TELEPHONE, BY_HAND):
            house.send(house.draft(case_id, contact_id=contact_id), choice)
        house.do(sending.send_test, referent, contact_id, BY_TELEPHONE)
        house.work()
        told = house.send(house.draft(case_id, contact_id=contact_id), BY_TELEPHONE)
        released, opened = (house.send(house.draft(case_id, contact_id=contact_id)) for _ in range(2))
        house.work()
        house.tell(told)
        for one in (released, opened):
            house.do(releasing.release_by_sms, referent, one)
        house.do(releasing.confirm, referent, opened)
        stopped = house.case(raw={"beneficiary.last_name": "RETIRÉE"})
        house.send(house.draft(stopped, contact_id=contact_id))
        house.work()
        house.withdraw(stopped, AgreementKind.ENGAGEMENT)
        gone = house.send(house.draft(house.case(raw={"beneficiary.last_name": "EFFACÉE"}), contact_id=contact_id))
        house.work()
        house.do(erasing.destroy_exchange, house["coordinator"], gone, Ground.NO_LONGER_NEEDED)
        destroying.carry_on_all(house.service)

    def _ended_convention(self) -> None:
        """A pli that left under a convention that ended yesterday: its partner is asked what became of it."""
        house, keeper = self.house, self.house["coordinator"]
        partner_id = house.partner(PartnerKind.SIAO)
        convention_id = house.convention(partner_id, "generic")
        house.send(
            house.draft(house.case(raw={"beneficiary.last_name": "FINIE"}), contact_id=house.contact(partner_id))
        )
        house.work()
        notice = TerminationForm(Party.PARTNER, date(2026, 10, 10), date(2026, 11, 20))
        house.do(keeping_conventions.terminate, keeper, convention_id, notice)
        named = CorrespondentForm(
            Party.PARTNER, Duty.DATA_PROTECTION, "Registrine", "Aglaé", "Déléguée", "dpd@siao.example"
        )
        house.do(keeping_conventions.save_correspondent, keeper, convention_id, named)
        house.do(asking_destruction.ask_by_hand, keeper, convention_id)

    def _deposits(self, contact_id: str) -> None:
        """A closed file, an opened one with a fiche, a letter and something that is neither, a mail to look at."""
        house = self.house
        pli = house.send(house.draft(house.case(raw={"beneficiary.last_name": "RENVOYÉE"}), contact_id=contact_id))
        house.work()
        fiche = Sent(house.printed(pli), "réponse.pdf")
        house.deposited(By(contact_id, pli), fiche, Sent(PDF, "lettre.pdf"), Sent(b"MZ", "canarinom.exe"))
        house.deposited(By(contact_id, is_open=False), Sent(PDF, "fermé.pdf"))
        house.receive(answer(house.message_id(pli), PDF))
        house.look()

    def _tables(self) -> None:
        """A table that was sent, with rows that are answered, and the next month's, proposed."""
        house = self.house
        table = frozen_tables.frozen(house)
        frozen_tables.send(house, table)
        monthly.candidate(house, "PROPOSÉE", {"beneficiary.agdref": "9900000201"})
        monthly.open_table(house, "2026-12")

    def links(self) -> tuple[str, ...]:
        """Give partners a link of each purpose to each thing that has one, and somebody an invitation."""
        house = self.house
        colleague = house.do(_actor_of, COLLEAGUE).account_id
        invitation = house.do(administering.renew_invitation, house["administrator"], colleague)
        return (*house.do(_issue), f"/invitation/{invitation}")


def _issue(ctx: Context) -> list[str]:
    contacts = [row.id for row in ctx.session.exec(select(Contact))]
    subjects = {
        LinkPurpose.PLI: [row.id for row in ctx.session.exec(select(Transmission))],
        LinkPurpose.ADDRESS: contacts,
        LinkPurpose.DEPOSIT: contacts,
        LinkPurpose.ATTESTATION: [row.id for row in ctx.session.exec(select(DestructionRequest))],
    }
    return [
        f"{linking.PATHS[purpose]}{linking.issue(ctx, purpose, subject, life=timedelta(days=7))}"
        for purpose, ids in subjects.items()
        for subject in ids
    ]


def _second_referent(ctx: Context, administrator: Actor) -> Actor:
    """Add a colleague, whose invitation waits."""
    new = NewAccount(
        "Anselme", "Chimérique", COLLEAGUE, "Référent", "04 72 00 00 03", Role.REFERENT, "Association",
        (DEPARTEMENT,),
    )  # fmt: skip
    administering.add_account(ctx, administrator, new)
    return _actor_of(ctx, COLLEAGUE)
