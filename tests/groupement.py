"""What stands in a house where two départements and two associations work? One of everything, on each side.

Made through the use cases, by the people of `tests.factories`; every word of a person's is a canary.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from liaison.records import WebSession
from liaison.rules.access import Actor
from liaison.rules.calendar import add_months
from liaison.rules.ofii_decisions import Decision as OfiiAnswer
from liaison.store import accounts
from liaison.store import deposits as deposit_store
from liaison.store import mailbox as mailbox_store
from liaison.store import rights as rights_store
from liaison.usecases import (
    administering,
    adopting,
    agreeing,
    archiving,
    asking_destruction,
    complaints,
    destroying,
    ending_support,
    erasing,
    following_exits,
    holding_back,
    keeping_contact,
    keeping_conventions,
    keeping_places,
    leaving,
    person_copies,
    profiles,
    receiving_requests,
    signing_in,
    standing_in,
    telling_recipients,
)
from liaison.usecases.administering import NewAccount
from liaison.usecases.complaints import ComplaintForm
from liaison.usecases.context import Context
from liaison.usecases.holding_back import HoldForm
from liaison.usecases.keeping_contact import ContactForm as FollowUpForm
from liaison.usecases.keeping_conventions import AmendmentForm, CorrespondentForm, TerminationForm
from liaison.usecases.keeping_places import PlaceForm
from liaison.usecases.leaving import ExitForm
from liaison.usecases.receiving_requests import Entry
from liaison.usecases.referring import Referred
from liaison.usecases.registers import declaring
from liaison.usecases.registers.declaring import SubprocessorForm
from liaison.usecases.standing_in import AbsenceForm
from liaison.usecases.tables import deciding
from liaison.vocabulary import (
    AmendmentChange,
    CirState,
    Duty,
    ExitKind,
    PartnerKind,
    Party,
    Role,
)
from liaison.vocabulary.breaches import ComplaintAbout, ComplaintWay
from liaison.vocabulary.destruction import Ground
from liaison.vocabulary.retention import HoldKind, HoldScope
from liaison.vocabulary.rights import RequestDoor, Right
from liaison.vocabulary.sessions import Browser, Device
from liaison.vocabulary.tables import ContactWay, OfiiDecision
from tests import letters, rights, tables
from tests.deposits import By, Sent
from tests.factories import LOIRE, RHONE, SIGNED, House
from tests.forms.paper.saving import by_qpdf
from tests.liaison.usecases import breaches

ELSEWHERE: Final[Mapping[str, tuple[Role, str]]] = {
    "dpo of the Loire": (Role.DPO, "Lointain"),
    "controller of the Loire": (Role.CONTROLLER, "Distante"),
    "administrator of the Loire": (Role.ADMINISTRATOR, "Éloignée"),
}
"""Who works in the Loire only, besides those of the factories."""


@dataclass(frozen=True, slots=True)
class Side:
    """One département: what its people made, and what nobody else may read."""

    departement: str
    ids: Mapping[str, str]
    """What the addresses of routes hold, by their names there."""
    of_route: Mapping[str, Mapping[str, str]]
    """Where one name means something else on one route."""
    canaries: tuple[str, ...]


def add_staff(house: House) -> House:
    """Add those of the Loire who are in no other test."""
    actors = dict(house.actors)
    for who, (role, name) in ELSEWHERE.items():
        email = f"{who.replace(' ', '.')}@operateur.example"
        new = NewAccount("Anselme", name, email, "Fonction d’essai", "", role, "Opérateur Imaginaire", (LOIRE,))
        house.do(administering.add_account, house["administrator"], new)
        actors[who] = house.do(_actor, email)
    return replace(house, actors=actors)


def seen_from(house: House, departement: str) -> House:
    """Give the house as its own people of a département call each other."""
    if departement == RHONE:
        return house
    own = {role: house[f"{role} of the Loire"] for role in ("referent", "coordinator", "controller", "dpo")}
    return replace(house, actors={**house.actors, **own})


def furnish(house: House, departement: str, word: str) -> Side:
    """Make one of everything in a département; every word about a person holds `word`."""
    return _Furnishing(seen_from(house, departement), departement, word).all()


@dataclass(slots=True)
class _Furnishing:
    house: House
    departement: str
    word: str

    @property
    def raw(self) -> dict[str, str]:
        """What is typed about the person."""
        digits = "1" if self.departement == RHONE else "2"
        return {
            "beneficiary.last_name": f"{self.word}NOM", "beneficiary.first_name": f"{self.word}prenom",
            "beneficiary.agdref": f"999000000{digits}", "beneficiary.birth_date": f"0{digits}/07/1963",
            "beneficiary.telephone": f"06 39 98 77 0{digits}", "beneficiary.address": f"{self.word} rue",
        }  # fmt: skip

    def canaries(self) -> tuple[str, ...]:
        """What nobody else may read, as it is typed and as it may be stored."""
        digits = "1" if self.departement == RHONE else "2"
        return (
            self.word, self.raw["beneficiary.agdref"], f"0{digits}/07/1963", f"1963-07-0{digits}",
            f"063998770{digits}",
        )  # fmt: skip

    def all(self) -> Side:
        house, do = self.house, self.house.do
        referent, keeper, today = house["referent"], house["coordinator"], house.clock.now().date()
        partner_id, contact_id, convention_id = self._directory()
        cph = house.contact(house.partner(departement=self.departement), departement=self.departement)
        case_id = house.case(raw=self.raw)
        ids = {
            "code": self.departement, "departement": self.departement, "model": "generic",
            "partner_id": partner_id, "contact_id": contact_id, "convention_id": convention_id, "case_id": case_id,
            "agreement_id": do(lambda ctx: agreeing.list_agreements(ctx, case_id))[0].id,
            "fiche_id": self._draft(case_id, cph), "account_id": referent.account_id,
        }  # fmt: skip
        ids["handle"] = self._session(referent.account_id)
        ids["transmission_id"] = self._sent(case_id, cph)
        do(keeping_contact.record_contact, referent, case_id, FollowUpForm(today, ContactWay.VISIT))
        absence = AbsenceForm(self.departement, referent.account_id, self._colleague(), today, today)
        ids["absence_id"] = do(standing_in.declare, keeper, absence)
        ids |= self._received(cph)
        ids |= self._table()
        ids["mail_id"] = self._bounced(ids["transmission_id"])
        ids |= self._breach(case_id, cph)
        ids |= self._governed(case_id)
        ids |= self._convention_life(partner_id, convention_id)
        ids["addressee_id"] = self._left()
        ids["number"] = self._destroyed(cph)
        attestation = do(asking_destruction.ask_by_hand, keeper, self._ended())
        house.work()
        asked = {"request_id": attestation}
        follow_up = do(keeping_contact.contacts_of, referent, case_id).contacts[0].id
        routes: dict[str, dict[str, str]] = dict.fromkeys(
            ("show_attestation", "address_attestation", "record_attestation"), asked
        )
        archived = {"case_id": self._archived()}
        routes |= {"remove_contact": {"contact_id": follow_up}, "ask_way_back": archived, "take_case_out": archived}
        return Side(self.departement, ids, routes, self.canaries())

    def _archived(self) -> str:
        """Put somebody into the archive, whose support ended long ago."""
        house = self.house
        raw = {name: text for name, text in self.raw.items() if name != "beneficiary.agdref"}
        case_id = house.case(raw=raw)
        ended = add_months(house.clock.now().date(), -25)
        house.do(ending_support.set_support_end, house["referent"], case_id, ended)
        assert house.do(archiving.archive_due)
        return case_id

    def _session(self, account_id: str) -> str:
        """Open a session of somebody; return how pages call it."""
        row = WebSession(
            token=f"digest of {account_id}", account_id=account_id, handle=f"{account_id[:-1]}z",
            browser=Browser.OTHER.value, device=Device.COMPUTER.value, created_at=self.house.clock.now(),
            seen_at=self.house.clock.now(), complete=True,
        )  # fmt: skip
        handle = row.handle
        self.house.do(lambda ctx: accounts.put_session(ctx.session, row))
        return handle

    def _directory(self) -> tuple[str, str, str]:
        """Add a partner of a convention, with a contact."""
        house = self.house
        partner_id = house.partner(PartnerKind.MISSION_LOCALE, departement=self.departement)
        contact_id = house.contact(partner_id, departement=self.departement)
        return partner_id, contact_id, house.convention(partner_id, "spe", departement=self.departement)

    def _ended(self) -> str:
        """Sign a convention, send a pli under it, and write down that it ended yesterday."""
        house, today = self.house, self.house.clock.now().date()
        partner_id = house.partner(PartnerKind.MISSION_LOCALE, departement=self.departement)
        contact_id = house.contact(partner_id, departement=self.departement)
        convention_id = house.convention(partner_id, "spe", ends_on=date(2027, 6, 30), departement=self.departement)
        case_id = house.case(raw={"beneficiary.last_name": f"{self.word}CONVENTION"})
        house.send(house.draft(case_id, "spe", contact_id=contact_id))
        house.work()
        ended = AmendmentForm("n° 1", date(2026, 6, 1), (AmendmentChange.TERM,), today - timedelta(days=1))
        house.do(keeping_conventions.amend, house["coordinator"], convention_id, ended)
        return convention_id

    def _draft(self, case_id: str, contact_id: str) -> str:
        raw = {**SIGNED, "support.done": f"{self.word} texte"}
        return self.house.draft(case_id, contact_id=contact_id, raw=raw)

    def _sent(self, case_id: str, contact_id: str) -> str:
        transmission_id = self.house.send(self._draft(case_id, contact_id))
        self.house.work()
        return transmission_id

    def _colleague(self) -> str:
        """Give somebody who may stand in: of the same département."""
        if self.departement == RHONE:
            return self.house["other referent"].account_id
        role, name = Role.REFERENT, "Remplacine"
        email = f"{name.casefold()}@operateur.example"
        new = NewAccount("Aglaé", name, email, "Fonction d’essai", "", role, "Opérateur Imaginaire", (LOIRE,))
        self.house.do(administering.add_account, self.house["administrator"], new)
        return self.house.do(_actor, email).account_id

    def _received(self, contact_id: str) -> dict[str, str]:
        """Let a partner send a letter that waits, and a fiche that opened a dossier."""
        house = self.house
        fiche = by_qpdf(
            house.service.templates.blank(house.service.catalog.get("generic")),
            {"beneficiary.last_name": f"{self.word}RECU"},
        )
        _, (adopted,) = house.deposited(By(contact_id), Sent(fiche))
        opened = house.do(
            adopting.adopt, house["referent"], adopted, case_id=None, referred=Referred(CirState.NOT_SIGNED)
        )
        referral = house.do(lambda ctx: deposit_store.referrals_of(ctx.session, opened))[0]
        deposit_id, (document_id,) = house.deposited(By(contact_id), Sent(letters.photo(), f"{self.word}.jpg"))
        return {"deposit_id": deposit_id, "document_id": document_id, "page": "1", "referral_id": referral.id}

    def _table(self) -> dict[str, str]:
        house = self.house
        people = tables.people(house, {"beneficiary.last_name": f"{self.word}TABLE"})
        table = tables.sent(house, people)
        day = house.clock.now().date() + timedelta(days=20)
        answer = OfiiAnswer(OfiiDecision.VALIDATED, "", day, None, f"{self.word} lieu")
        house.do(deciding.record, house["coordinator"], table.rows[0], answer)
        return {"table_id": table.id, "row_id": table.rows[0]}

    def _bounced(self, transmission_id: str) -> str:
        house = self.house
        house.receive(letters.answer(house.message_id(transmission_id), letters.PDF, date=house.clock))
        house.look()
        rows = house.do(lambda ctx: list(mailbox_store.list_about(ctx.session, transmission_id)))
        return rows[0].id

    def _breach(self, case_id: str, contact_id: str) -> dict[str, str]:
        incident_id = breaches.declare(self.house, self._sent(case_id, contact_id), ofii=True)
        page = breaches.open_up(self.house, incident_id)
        breaches.decide(self.house, incident_id)
        return {"incident_id": incident_id, "clock_id": page.page.line.clocks[0].id}

    def _governed(self, case_id: str) -> dict[str, str]:
        """Complain, ask for a copy, rectify, ask that a destruction wait."""
        house, do = self.house, self.house.do
        form = ComplaintForm("", ComplaintAbout.SHARED, ComplaintWay.BY_VOICE, house.clock.now())
        complaint_id = do(complaints.receive, house["referent"], form, case_id).id
        stranger = Entry(
            Right.ACCESS, RequestDoor.LETTER, house.clock.now().date(), departement=self.departement,
            reach=f"{self.word}joindre chez personne",
        )  # fmt: skip
        do(receiving_requests.receive, house["referent"], stranger)
        request_id = rights.received(house, case_id, Right.ACCESS)
        rights.proved(house, request_id)
        export_id = do(person_copies.make, house["coordinator"], request_id, (), ())
        erasure = rights.received(house, case_id, Right.ERASURE)
        do(telling_recipients.search, house["referent"], erasure)
        recipient = do(lambda ctx: list(rights_store.list_recipients(ctx.session, [erasure])))[0]
        hold = HoldForm(
            HoldKind.RESTRICTION, HoldScope.CASE, case_id, "Demande fictive n° 1.",
            review_on=house.clock.now().date() + timedelta(days=60),
        )  # fmt: skip
        return {
            "complaint_id": complaint_id, "request_id": request_id, "export_id": export_id,
            "recipient_id": recipient.id, "hold_id": do(holding_back.ask, house["coordinator"], hold),
            "subprocessor_id": self._host(), "letter": "receipt",
        }  # fmt: skip

    def _host(self) -> str:
        """Declare who hosts the house; there is one for all départements."""
        known = self.house.do(declaring.list_subprocessors, self.house["dpo"]).lines
        if known:
            return known[0].declared.id
        today = self.house.clock.now().date()
        form = SubprocessorForm(
            "hosting:liaison.operateur.example", "Hébergeur Fictif SAS", "contact@hebergeur.example", "FR", False,
            today, None, today,
        )  # fmt: skip
        return self.house.do(declaring.save_subprocessor, self.house["dpo"], form)

    def _convention_life(self, partner_id: str, convention_id: str) -> dict[str, str]:
        house, keeper = self.house, self.house["coordinator"]
        today = house.clock.now().date()
        place = PlaceForm(partner_id, "Antenne des Essais", "1 rue de l’Exemple", "44000", "Testville")
        amendment = AmendmentForm("n° 1", today - timedelta(days=60), (AmendmentChange.DATA,))
        notice = TerminationForm(Party.PARTNER, today - timedelta(days=5), today + timedelta(days=90))
        named = CorrespondentForm(
            Party.PARTNER, Duty.SECURITY, "Registrine", "Aglaé", "Relais", "dpd@partenaire.example"
        )
        house.do(keeping_conventions.terminate, keeper, convention_id, notice)
        return {
            "place_id": house.do(keeping_places.save_place, keeper, place),
            "amendment_id": house.do(keeping_conventions.amend, keeper, convention_id, amendment),
            "correspondent_id": house.do(keeping_conventions.save_correspondent, keeper, convention_id, named),
        }

    def _left(self) -> str:
        """Record that somebody moved away; return somebody who must be told."""
        house = self.house
        case_id = house.case(raw={"beneficiary.last_name": f"{self.word}PARTI"})
        house.do(leaving.record_exit, house["referent"], case_id, ExitForm(ExitKind.MOVE, house.clock.now().date()))
        page = house.do(following_exits.find_exit, house["referent"], case_id)
        assert page is not None
        return page.addressees[0].id

    def _destroyed(self, contact_id: str) -> str:
        """Destroy a pli before its day; return the number of its certificate."""
        house = self.house
        case_id = house.case(raw={"beneficiary.last_name": f"{self.word}EFFACE"})
        pli = self._sent(case_id, contact_id)
        number = house.do(erasing.destroy_exchange, house["coordinator"], pli, Ground.NO_LONGER_NEEDED)
        destroying.carry_on_all(house.service)
        return number


def _actor(ctx: Context, email: str) -> Actor:
    account = accounts.find_account(ctx.session, profiles.email_index(ctx, email))
    assert account is not None
    return signing_in.actor_of(ctx, account)
