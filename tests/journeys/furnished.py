"""What does a house look like that has been at work? Fiches filled to the brim, transmissions in every state."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from liaison.rules.access import Actor
from liaison.rules.breach_course import Decision
from liaison.store import exchanges
from liaison.usecases import (
    agreeing,
    breach_handling,
    breach_standing,
    breach_viewing,
    complaints,
    declaring,
    destroying,
    directory,
    drafting,
    erasing,
    following_exits,
    holding_back,
    keeping_conventions,
    keeping_places,
    leaving,
    person_copies,
    receiving_requests,
    releasing,
    sending,
)
from liaison.usecases.choosing import Choice, HandPlace
from liaison.usecases.complaints import ComplaintForm
from liaison.usecases.context import Context
from liaison.usecases.declaring import Declaration
from liaison.usecases.holding_back import HoldForm
from liaison.usecases.keeping_conventions import AmendmentForm, CorrespondentForm, TerminationForm
from liaison.usecases.keeping_places import PlaceForm
from liaison.usecases.leaving import ExitForm
from liaison.usecases.receiving_requests import Entry
from liaison.vocabulary import (
    AgreementKind,
    AmendmentChange,
    ArchiveStatus,
    Carrier,
    Duty,
    ExitKind,
    IncidentKind,
    KeyChannel,
    PartnerKind,
    Party,
    Role,
)
from liaison.vocabulary.breaches import AwareOf, ComplaintAbout, ComplaintWay, Risk
from liaison.vocabulary.destruction import Ground
from liaison.vocabulary.retention import HoldKind, HoldScope, RuleId
from liaison.vocabulary.rights import IdentityProof, RequestDoor, Right
from tests.journeys.house import House
from tests.journeys.people import DEPARTEMENT, Partner, People, Person
from tests.journeys.typing_in import PARTNER, unique_values
from tests.journeys.waiting import until

BY_SMS: Final = Choice(Carrier.EMAIL, KeyChannel.SMS)
BY_TELEPHONE: Final = Choice(Carrier.EMAIL, KeyChannel.TELEPHONE)
BY_HAND: Final = Choice(Carrier.HAND, KeyChannel.NONE, hand_place=HandPlace.OUR_OFFICE, identity_seen=True)


@dataclass(frozen=True, slots=True)
class Furnished:
    """Who works there, and the ids that the addresses of its pages hold, by the names that routes give them."""

    referent: Person
    ids: dict[str, str]
    transmissions: dict[str, str]
    """By what stands out in each."""
    drafts: dict[str, str]
    """By model."""


def furnish(house: House, people: People) -> Furnished:
    """Make everything through the use cases; the house is served, with its worker."""
    referent = people.new()
    cph = people.partner(PartnerKind.CPH, "Centre provisoire d’hébergement du Grand Essai", model="generic")
    work = AtWork(house, people, people.actor_of(referent))
    case_id = people.case(referent, "EXEMPLAIRE", *AgreementKind)
    transmissions = {
        "withheld": work.send(case_id, "generic", cph, BY_SMS),
        "to-tell": work.send(case_id, "generic", cph, BY_TELEPHONE),
        "by-hand": work.send(case_id, "generic", cph, BY_HAND),
        "released": work.release(work.send(case_id, "generic", cph, BY_SMS)),
        "opened": work.opened(work.send(case_id, "generic", cph, BY_SMS)),
        "failed": work.refused(case_id, cph),
        "stopped": work.stopped(people.case(referent, "RETIRÉE", AgreementKind.ENGAGEMENT), cph),
        "test": work.send_test(cph),
    }
    spe = people.partner(PartnerKind.MISSION_LOCALE, "Mission locale des Essais", model="spe")
    pic_ipr = people.partner(PartnerKind.PIC_IPR, "Tremplin des Essais", model="pic_ipr")
    receivers = {"generic": cph, "spe": spe, "pic_ipr": pic_ipr}
    drafts = {model: work.draft(case_id, model, receiver) for model, receiver in receivers.items()}
    gone = people.case(referent, "SORTANTE", AgreementKind.ENGAGEMENT)
    with people.service.transaction() as ctx:
        convention_id = directory.open_partner(ctx, work.actor, cph.id).conventions[0].id
        agreement_id = agreeing.list_agreements(ctx, case_id)[0].id
        addressee_id = _left(ctx, work.actor, gone)
    request_id, export_id = _request(people, work.actor, case_id)
    place_id, correspondent_id = _directory_details(people, cph, convention_id)
    ids = {
        "place_id": place_id, "correspondent_id": correspondent_id, "addressee_id": addressee_id,
        "case_id": case_id, "fiche_id": drafts["generic"], "transmission_id": transmissions["withheld"],
        "partner_id": cph.id, "contact_id": cph.contact_id, "convention_id": convention_id,
        "agreement_id": agreement_id, "code": DEPARTEMENT, **work.breach(transmissions["released"]),
        "complaint_id": work.complaint(case_id),
        "hold_id": _held(people, case_id), "rule": RuleId.ARCHIVE.value,
        "request_id": request_id, "export_id": export_id,
    }  # fmt: skip
    ids["account_id"] = referent.account_id
    ids["number"] = _destroyed(people, work, people.case(referent, "EFFACÉE", AgreementKind.ENGAGEMENT), cph)
    return Furnished(referent, ids, transmissions, drafts)


def _destroyed(people: People, work: "AtWork", case_id: str, partner: Partner) -> str:
    """Send a pli, and destroy it before its day; return the number of its certificate."""
    transmission_id = work.send(case_id, "generic", partner, BY_SMS)
    keeper = people.actor(Role.COORDINATOR)
    with people.service.transaction() as ctx:
        number = erasing.destroy_exchange(ctx, keeper, transmission_id, Ground.NO_LONGER_NEEDED)
    destroying.carry_on_all(people.service)
    return number


def _held(people: People, case_id: str) -> str:
    """Ask that the destruction of a dossier wait; return the id of the hold."""
    actor = people.actor(Role.COORDINATOR)
    with people.service.transaction() as ctx:
        day = ctx.today + timedelta(days=60)
        form = HoldForm(HoldKind.RESTRICTION, HoldScope.CASE, case_id, "Demande fictive n° 1.", review_on=day)
        return holding_back.ask(ctx, actor, form)


def _left(ctx: Context, actor: Actor, case_id: str) -> str:
    """Record that somebody moved away; return somebody who must be told."""
    leaving.record_exit(ctx, actor, case_id, ExitForm(ExitKind.MOVE, ctx.today))
    page = following_exits.find_exit(ctx, actor, case_id)
    assert page is not None
    return page.addressees[0].id


def _request(people: People, actor: Actor, case_id: str) -> tuple[str, str]:
    """Enter a request for a copy, prove who asks, prepare the copy."""
    with people.service.transaction() as ctx:
        entry = Entry(Right.ACCESS, RequestDoor.LETTER, ctx.today, case_id)
        request_id = receiving_requests.receive(ctx, actor, entry)
        receiving_requests.prove_identity(ctx, actor, request_id, IdentityProof.KNOWN, ctx.today)
    with people.service.transaction() as ctx:
        return request_id, person_copies.make(ctx, people.actor(Role.COORDINATOR), request_id, (), ())


def _directory_details(people: People, partner: Partner, convention_id: str) -> tuple[str, str]:
    """Give a partner a place, and its convention an amendment, a termination to come and a correspondent."""
    keeper = people.actor(Role.COORDINATOR)
    with people.service.transaction() as ctx:
        place = PlaceForm(partner.id, "Antenne des Essais", "1 rue de l’Exemple", "44000", "Testville")
        amendment = AmendmentForm("n° 1", ctx.today - timedelta(days=60), (AmendmentChange.DATA,))
        keeping_conventions.amend(ctx, keeper, convention_id, amendment)
        notice = TerminationForm(Party.PARTNER, ctx.today - timedelta(days=5), ctx.today + timedelta(days=90))
        keeping_conventions.terminate(ctx, keeper, convention_id, notice)
        named = CorrespondentForm(
            Party.PARTNER, Duty.SECURITY, "Registrine", "Aglaé", "Relais", "dpd@partenaire.example"
        )
        return (
            keeping_places.save_place(ctx, keeper, place),
            keeping_conventions.save_correspondent(ctx, keeper, convention_id, named),
        )


@dataclass(frozen=True, slots=True)
class AtWork:
    """A référent who does many things."""

    house: House
    people: People
    actor: Actor

    def draft(self, case_id: str, model: str, partner: Partner) -> str:
        """Fill a fiche to the brim."""
        with self.people.service.transaction() as ctx:
            fiche_id = drafting.start(ctx, self.actor, case_id, model, anyway=True).fiche_id
            drafting.choose_contact(ctx, self.actor, fiche_id, partner.contact_id)
            page = drafting.open_fiche(ctx, self.actor, fiche_id)
            block = {key: text for key, text in page.raw.items() if key.startswith(PARTNER)}
            gated = {field.id for field in page.spec.fields() if field.consent not in {None, *page.consents}}
            typed = {key: text for key, text in unique_values(page.spec).items() if key not in gated}
            typed |= block | {"beneficiary.agdref": "", "beneficiary.last_name": page.raw["beneficiary.last_name"]}
            drafting.save(ctx, self.actor, fiche_id, raw=typed, revision=page.revision)
        return fiche_id

    def send(self, case_id: str, model: str, partner: Partner, choice: Choice) -> str:
        """Fill and send, and wait until it left."""
        fiche_id = self.draft(case_id, model, partner)
        with self.people.service.transaction() as ctx:
            today = replace(choice, handed_on=ctx.today)
            transmission_id = sending.send(ctx, self.actor, fiche_id, today)
        self._wait_for(transmission_id, ArchiveStatus.SENT)
        return transmission_id

    def send_test(self, partner: Partner) -> str:
        """Send a test pli, and wait until it left."""
        with self.people.service.transaction() as ctx:
            transmission_id = sending.send_test(ctx, self.actor, partner.contact_id, BY_TELEPHONE)
        self._wait_for(transmission_id, ArchiveStatus.SENT)
        return transmission_id

    def release(self, transmission_id: str) -> str:
        """Give the key by SMS."""
        with self.people.service.transaction() as ctx:
            releasing.release_by_sms(ctx, self.actor, transmission_id)
        return transmission_id

    def opened(self, transmission_id: str) -> str:
        """Give the key, and hear that it opened the archive."""
        self.release(transmission_id)
        with self.people.service.transaction() as ctx:
            releasing.confirm(ctx, self.actor, transmission_id)
        return transmission_id

    def refused(self, case_id: str, partner: Partner) -> str:
        """Send to a box that the mail server does not know."""
        fiche_id = self.draft(case_id, "generic", partner)
        self.house.mail.recipient_answers.append("550 5.1.1 no such box")
        with self.people.service.transaction() as ctx:
            transmission_id = sending.send(ctx, self.actor, fiche_id, BY_SMS)
        self._wait_for(transmission_id, ArchiveStatus.FAILED)
        return transmission_id

    def stopped(self, case_id: str, partner: Partner) -> str:
        """Send, and have the person withdraw their agreement before the key is given."""
        transmission_id = self.send(case_id, "generic", partner, BY_SMS)
        with self.people.service.transaction() as ctx:
            (agreement,) = agreeing.list_agreements(ctx, case_id)
            agreeing.withdraw_agreement(ctx, self.actor, case_id, agreement.id)
        return transmission_id

    def incident(self, transmission_id: str) -> str:
        """Declare that a pli went to the wrong person; return the id of the incident."""
        with self.people.service.transaction() as ctx:
            declaration = Declaration(IncidentKind.WRONG_RECIPIENT, ctx.now, 1, ofii_data=True)
            return declaring.declare(ctx, self.actor, transmission_id, declaration).line.id

    def breach(self, transmission_id: str) -> dict[str, str]:
        """Take that incident in hand and decide that the people are told; return its id and a clock's."""
        incident_id = self.incident(transmission_id)
        dpo, controller = self.people.actor(Role.DPO), self.people.actor(Role.CONTROLLER)
        grounds = dict.fromkeys(breach_handling.GROUNDS, "Un motif d’essai.")
        with self.people.service.transaction() as ctx:
            found = breach_standing.read(ctx, dpo, incident_id).discovered_at
            breach_handling.take_in_hand(ctx, dpo, incident_id, AwareOf.STAFF, found)
            breach_handling.assess(ctx, dpo, incident_id, Risk.HIGH, "Un avis d’essai.")
            decision = Decision(Risk.HIGH, tell_cnil=True, tell_people=True)
            breach_handling.decide(ctx, controller, incident_id, decision, grounds)
            page = breach_viewing.open_breach(ctx, dpo, incident_id)
        return {"incident_id": incident_id, "clock_id": page.page.line.clocks[0].id}

    def complaint(self, case_id: str) -> str:
        """Record that the person complains; return the id of the complaint."""
        with self.people.service.transaction() as ctx:
            form = ComplaintForm("", ComplaintAbout.SHARED, ComplaintWay.BY_VOICE, ctx.now)
            return complaints.receive(ctx, self.actor, form, case_id).id

    def _wait_for(self, transmission_id: str, status: ArchiveStatus) -> None:
        def there() -> bool:
            with self.people.service.transaction() as ctx:
                return exchanges.get_transmission(ctx.session, transmission_id).archive_status == status

        until(there, f"an archive that is {status}")
