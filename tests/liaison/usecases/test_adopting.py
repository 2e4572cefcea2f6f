"""Does a fiche from elsewhere come into the right dossier, by a person's choice, with the partner as its origin?"""

from collections.abc import Mapping
from datetime import date

import pytest

from forms.binding import bind
from forms.paper import InkSignature, Presentation
from liaison.errors import Conflict, Denied, Invalid, WrongState
from liaison.rules.access import Actor
from liaison.store import deposits as store
from liaison.store import exchanges
from liaison.usecases import adopting, keeping_cases, referring, taking_in
from liaison.usecases.adopting import AdoptionPage
from liaison.usecases.context import Context
from liaison.usecases.matching import Why
from liaison.usecases.referring import Referred
from liaison.usecases.taking_in import Sort
from liaison.vocabulary import (
    AgreementKind,
    CirState,
    DeadlineSubject,
    DocumentFate,
    Origin,
    PartnerKind,
)
from tests.deposits import By, Sent
from tests.factories import PERSON, House
from tests.forms.paper.saving import by_qpdf

pytestmark = pytest.mark.requirement("D-5")

SOMEBODY: Mapping[str, str] = {
    "beneficiary.last_name": "INVENTAIROV",
    "beneficiary.first_name": "Gédéon",
    "beneficiary.birth_date": "03/05/1988",
    "beneficiary.address": "12 rue des Brouillons, Lyon",
    "operator.organisation": "Opérateur d’ailleurs",
    "partner.organisation": "Opérateur Imaginaire",
    "signature.place": "Villeurbanne",
    "signature.date": "20/11/2026",
}


def from_elsewhere(house: House, values: Mapping[str, str] = SOMEBODY, *, model: str = "generic") -> bytes:
    """Draw a fiche as another instance sends it: a model that we know, a reference that we do not."""
    spec = house.service.catalog.get(model)
    answers = bind(spec, values, today=date(2026, 11, 21)).answers
    return house.service.templates.render(spec, answers, presentation=Presentation(InkSignature(), "AUTRE-2026-7"))


def came(house: House, pdf: bytes, *, kind: PartnerKind = PartnerKind.SPADA, who: str = "referent") -> tuple[str, str]:
    """Let a partner deposit a fiche on the standing page, opened by somebody; return deposit and document."""
    contact_id = house.contact(house.partner(kind))
    deposit_id, (document_id,) = house.deposited(By(contact_id), Sent(pdf), who=who)
    return deposit_id, document_id


def prepare(house: House, document_id: str, case_id: str | None = None, who: str = "referent") -> AdoptionPage:
    """Look at what a fiche would bring."""
    return house.do(adopting.prepare, house[who], document_id, case_id)


SIGNED = Referred(CirState.SIGNED, date(2026, 1, 9))


class TestProposing:
    """Whose dossiers are proposed?"""

    def test_by_number_first(self, house: House) -> None:
        """The same AGDREF number is the surest, whatever the name says; the same name comes after."""
        numbered = house.case()
        named = house.case(raw={key: SOMEBODY[key] for key in SOMEBODY if key.startswith("beneficiary.")})
        _, document_id = came(house, from_elsewhere(house, {**SOMEBODY, "beneficiary.agdref": "9900000017"}))

        page = prepare(house, document_id)

        assert [(numbered, Why.AGDREF), (named, Why.NAME)] == [(one.case_id, one.why) for one in page.proposals.found]
        assert not page.proposals.held_by_a_colleague

    def test_by_name_whatever_accents(self, house: House) -> None:
        """Written otherwise, it is the same name; another birth date is somebody else."""
        alike = house.case(raw={"beneficiary.last_name": "inventairov", "beneficiary.first_name": "GEDEON"})
        house.case(raw={
            "beneficiary.last_name": "Inventairov", "beneficiary.first_name": "Gédéon",
            "beneficiary.birth_date": "04/05/1988",
        })  # fmt: skip
        _, document_id = came(house, from_elsewhere(house))

        assert [alike] == [one.case_id for one in prepare(house, document_id).proposals.found]

    @pytest.mark.requirement("A-2")
    def test_a_colleagues_dossier_is_not_shown(self, house: House) -> None:
        """That one has the number is said, not whose; by name, nothing at all. The coordination sees both."""
        house.case(by="other referent")
        house.case(raw=dict(list(SOMEBODY.items())[:4]), by="other referent")
        _, document_id = came(house, from_elsewhere(house, {**SOMEBODY, "beneficiary.agdref": "9900000017"}))

        page = prepare(house, document_id)
        assert ((), True) == (page.proposals.found, page.proposals.held_by_a_colleague)
        with pytest.raises(Conflict, match="AGDREF"):
            house.do(adopting.adopt, house["referent"], document_id, case_id=None, referred=SIGNED)
        assert 2 == len(prepare(house, document_id, who="coordinator").proposals.found)


class TestNewDossier:
    """Does a fiche open a dossier?"""

    @pytest.mark.requirement("T-5", "T-6", "R-1")
    def test_from_its_values(self, house: House) -> None:
        """Each value says that it came from a partner; the document is kept with its deadline."""
        deposit_id, document_id = came(house, from_elsewhere(house))

        case_id = house.do(adopting.adopt, house["referent"], document_id, case_id=None, referred=SIGNED)

        values = house.do(keeping_cases.open_case, house["referent"], case_id).values
        about = {key: text for key, text in SOMEBODY.items() if key.startswith("beneficiary.")}
        assert about == {key: value.raw for key, value in values.items()}
        assert {Origin.PARTNER} == {value.origin for value in values.values()}
        kept = house.do(lambda ctx: store.get_document(ctx.session, document_id))
        assert (DocumentFate.TAKEN_IN, case_id, None) == (kept.fate, kept.case_id, kept.fiche_id)
        assert case_id == house.do(lambda ctx: store.get_deposit(ctx.session, deposit_id)).case_id
        rows = house.do(lambda ctx: exchanges.deadlines_of(ctx.session, DeadlineSubject.DOCUMENT, document_id))
        assert ["R-1"] == [one.rule for one in rows]

    def test_what_it_said_stays_readable(self, house: House) -> None:
        """All of it, also what the dossier does not hold, for as long as the document is kept."""
        _, document_id = came(house, from_elsewhere(house))
        house.do(adopting.adopt, house["referent"], document_id, case_id=None, referred=SIGNED)

        page = house.do(taking_in.look, house["referent"], document_id)

        assert (Sort.ELSEWHERE, False) == (page.sort, page.is_waiting)
        assert page.elsewhere is not None
        assert set(SOMEBODY.values()) <= {one.text for one in page.elsewhere.written}
        assert "AUTRE-2026-7" == page.elsewhere.reference

    def test_a_blank_form_of_ours(self, house: House) -> None:
        """Printed blank and filled by a partner: it is read the same way."""
        spec = house.service.catalog.get("generic")
        filled = {key: text for key, text in SOMEBODY.items() if key != "signature.place"}
        _, document_id = came(house, by_qpdf(house.service.templates.blank(spec), filled))

        page = house.do(taking_in.look, house["referent"], document_id)
        assert page.elsewhere is not None
        assert page.elsewhere.is_blank
        case_id = house.do(adopting.adopt, house["referent"], document_id, case_id=None, referred=SIGNED)
        assert "INVENTAIROV Gédéon" == house.do(keeping_cases.open_case, house["referent"], case_id).name

    def test_without_a_name(self, house: House) -> None:
        """Nobody can be found again by it: the dossier is not opened, and nothing is settled."""
        spec = house.service.catalog.get("generic")
        _, document_id = came(house, by_qpdf(house.service.templates.blank(spec), {"beneficiary.address": "Lyon"}))

        with pytest.raises(Invalid):
            house.do(adopting.adopt, house["referent"], document_id, case_id=None, referred=SIGNED)
        kept = house.do(lambda ctx: store.get_document(ctx.session, document_id))
        assert DocumentFate.WAITING == kept.fate

    def test_a_value_changed_on_its_way(self, house: House) -> None:
        """What is no longer what its own sender wrote is flagged, and not taken."""
        _, document_id = came(house, by_qpdf(from_elsewhere(house), {"beneficiary.address": "Ailleurs"}))

        (value,) = [one for one in prepare(house, document_id).values if one.field_id == "beneficiary.address"]
        assert (adopting.LOCKED, False) == (value.why_not, value.can_take)
        case_id = house.do(adopting.adopt, house["referent"], document_id, case_id=None, referred=SIGNED)
        assert "beneficiary.address" not in house.do(keeping_cases.open_case, house["referent"], case_id).raw

    @pytest.mark.requirement("F-4", "F-7")
    def test_what_needs_a_consent(self, house: House) -> None:
        """An address of the person by mail waits for the consent, whatever a partner wrote."""
        spec = house.service.catalog.get("generic")
        typed = {**SOMEBODY, "beneficiary.email": "gedeon@exemple.example"}
        _, document_id = came(house, by_qpdf(house.service.templates.blank(spec), typed))

        (value,) = [one for one in prepare(house, document_id).values if one.field_id == "beneficiary.email"]
        assert "consentement" in value.why_not
        case_id = house.do(adopting.adopt, house["referent"], document_id, case_id=None, referred=SIGNED)
        assert "beneficiary.email" not in house.do(keeping_cases.open_case, house["referent"], case_id).raw


class TestKnownDossier:
    """Is a fiche compared with the dossier that somebody chose?"""

    def test_only_what_is_ticked(self, house: House) -> None:
        """Side by side, and nothing is taken unasked."""
        case_id = house.case()
        other = {**SOMEBODY, "beneficiary.last_name": "TESTOUKHINA", "beneficiary.first_name": "Zéphyrine",
                 "beneficiary.birth_date": "15/02/1991"}  # fmt: skip
        _, document_id = came(house, from_elsewhere(house, other))

        values = {one.field_id: (one.ours, one.theirs) for one in prepare(house, document_id, case_id).values}
        assert {
            "beneficiary.birth_date": ("14/02/1991", "15/02/1991"),
            "beneficiary.address": ("", "12 rue des Brouillons, Lyon"),
        } == values
        house.do(
            adopting.adopt, house["referent"], document_id,
            case_id=case_id, take=frozenset({"beneficiary.address"}),
        )  # fmt: skip

        page = house.do(keeping_cases.open_case, house["referent"], case_id)
        assert {**PERSON, "beneficiary.address": "12 rue des Brouillons, Lyon"} == page.raw
        assert {"beneficiary.address"} == {key for key, value in page.values.items() if value.origin == Origin.PARTNER}

    def test_not_a_referral_unless_said(self, house: House) -> None:
        """Somebody who is accompanied already is not asked about their CIR again."""
        case_id = house.case()
        _, document_id = came(house, from_elsewhere(house))
        house.do(adopting.adopt, house["referent"], document_id, case_id=case_id)

        assert () == house.do(referring.list_referrals, house["referent"], case_id)

    def test_a_value_that_is_not_offered(self, house: House) -> None:
        """A form that ticks what the page does not show takes nothing."""
        case_id = house.case()
        _, document_id = came(house, from_elsewhere(house))

        with pytest.raises(Invalid):
            house.do(
                adopting.adopt, house["referent"], document_id,
                case_id=case_id, take=frozenset({"beneficiary.nationality"}),
            )  # fmt: skip

    @pytest.mark.requirement("A-2")
    def test_a_dossier_of_somebody_else(self, house: House) -> None:
        """Neither chosen nor compared with."""
        case_id = house.case(by="other referent")
        _, document_id = came(house, from_elsewhere(house))

        for act in (compare_with, adopt_into):
            with pytest.raises(Denied):
                house.do(act, house["referent"], document_id, case_id)

    @pytest.mark.requirement("A-2")
    def test_a_deposit_that_a_colleague_opened(self, house: House) -> None:
        """Once opened, it is for who opened it and for the coordination."""
        _, document_id = came(house, from_elsewhere(house))

        with pytest.raises(Denied):
            prepare(house, document_id, who="other referent")
        assert prepare(house, document_id, who="coordinator").values

    def test_an_answer_of_ours_is_accepted_instead(self, house: House) -> None:
        """A fiche that answers one of one's plis does not become a dossier."""
        sent = house.sent("spe")
        _, (document_id,) = house.deposited(By(house.row(sent).contact_id, sent), Sent(house.printed(sent)))

        with pytest.raises(WrongState, match="répond à un de vos plis"):
            prepare(house, document_id)


class TestConvention:
    """Is what the SPE sends kept under its convention (R-2)?"""

    @pytest.mark.requirement("R-2")
    def test_dies_with_it(self, house: House) -> None:
        """With a convention in force, its end destroys the document too."""
        contact_id = house.recipient("spe")
        _, (document_id,) = house.deposited(By(contact_id), Sent(from_elsewhere(house)))
        house.do(adopting.adopt, house["referent"], document_id, case_id=house.case())

        rows = house.do(lambda ctx: exchanges.deadlines_of(ctx.session, DeadlineSubject.DOCUMENT, document_id))
        assert {("R-1", None), ("R-2", date(2027, 12, 31))} == {(one.rule, one.anchor_on) for one in rows}


class TestAgreement:
    """Is the person's agreement to a referral by the SPE recorded when the fiche says so, and only then (T-7)?"""

    @pytest.mark.requirement("T-7")
    @pytest.mark.parametrize("agreed_on", [None, date(2026, 11, 3)])
    def test_never_assumed(self, house: House, agreed_on: date | None) -> None:
        """A day that was typed, or nothing."""
        _, document_id = came(house, from_elsewhere(house), kind=PartnerKind.MISSION_LOCALE)
        assert prepare(house, document_id).asks_agreement
        referred = Referred(CirState.SIGNED, None, agreed_on)

        case_id = house.do(adopting.adopt, house["referent"], document_id, case_id=None, referred=referred)

        agreements = house.do(keeping_cases.open_case, house["referent"], case_id).agreements
        wanted = [(AgreementKind.SPE_REFERRAL, agreed_on)] if agreed_on else []
        assert wanted == [(one.kind, one.given_on) for one in agreements]


def adopt_into(ctx: Context, actor: Actor, document_id: str, case_id: str) -> None:
    """Keep a fiche with a dossier."""
    adopting.adopt(ctx, actor, document_id, case_id=case_id)


def compare_with(ctx: Context, actor: Actor, document_id: str, case_id: str) -> None:
    """Compare a fiche with a dossier."""
    adopting.prepare(ctx, actor, document_id, case_id)
