"""Is a fiche filled without losing or retyping anything? Prefill, autosave, conflict, preview, correction."""

from datetime import date

import pytest

from forms.spec import Consent
from liaison.errors import Denied, Invalid, NotFound, Refused, WrongState
from liaison.usecases import drafting, keeping_cases, keeping_conventions
from liaison.vocabulary import AgreementKind, FicheStatus, Origin, PartnerKind
from tests.factories import PERSON, SIGNED, House
from tests.forms.paper.reading import text_of

MODELS = ["generic", "spe", "pic_ipr"]
NAME = "beneficiary.last_name"


class TestPrefill:
    """Is a person, a partner, a référent typed once?"""

    @pytest.mark.parametrize("model", MODELS)
    def test_person_typed_once_fills_every_model(self, sqlite_house: House, model: str) -> None:
        """What the dossier holds stands on the fiche, with its origin; so does who writes it."""
        house = sqlite_house
        case_id = house.case()

        page = house.do(
            drafting.open_fiche, house["referent"], house.do(drafting.start, house["referent"], case_id, model).fiche_id
        )

        typed = house.do(keeping_cases.open_case, house["referent"], case_id).raw
        assert typed.items() <= page.raw.items()
        assert {Origin.PERSON} == {page.origins[key] for key in typed}
        assert {
            "operator.organisation": "Opérateur Imaginaire",
            "operator.referent_last_name": "Fabuline",
            "operator.referent_first_name": "Anselme",
            "operator.referent_function": "Fonction d’essai referent",
            "operator.referent_email": "referent@operateur.example",
            "signature.date": "21/11/2026",
        }.items() <= page.raw.items()

    @pytest.mark.parametrize("model", MODELS)
    def test_contact_fills_the_partners_block(self, sqlite_house: House, model: str) -> None:
        """The directory's contact stands on the fiche; another contact replaces all of it."""
        house = sqlite_house
        contact_id = house.recipient(model)
        fiche_id = house.draft(house.case(), model, raw={"partner.contact_last_name": "tapé à la main"})

        house.do(drafting.choose_contact, house["referent"], fiche_id, contact_id)

        page = house.do(drafting.open_fiche, house["referent"], fiche_id)
        assert contact_id == (page.contact.id if page.contact else None)
        assert [contact_id] == [contact.id for contact in page.contacts]
        assert ("Inventaire", "Colombe", "Conseillère") == tuple(
            page.raw[f"partner.contact_{part}"] for part in ("last_name", "first_name", "function")
        )
        assert "colombe@partenaire.example" == page.raw["partner.contact_email"]

    def test_contact_whom_the_model_does_not_suit_is_refused(self, sqlite_house: House) -> None:
        """An SPE fiche is not addressed to a CPH; what was typed stays."""
        house = sqlite_house
        cph = house.recipient("generic")
        fiche_id = house.draft(house.case(), "spe")
        before = house.do(drafting.open_fiche, house["referent"], fiche_id)

        with pytest.raises(Refused, match="n’est pas le modèle prévu"):
            house.do(drafting.choose_contact, house["referent"], fiche_id, cph)

        assert before.raw == house.do(drafting.open_fiche, house["referent"], fiche_id).raw

    def test_existing_draft_is_offered(self, house: House) -> None:
        """« Vous avez déjà un brouillon » for this person and this model; a new one only when asked for."""
        case_id = house.case()
        actor = house["referent"]
        first = house.do(drafting.start, actor, case_id, "generic")
        again = house.do(drafting.start, actor, case_id, "generic")
        other_model = house.do(drafting.start, actor, case_id, "spe")
        anyway = house.do(drafting.start, actor, case_id, "generic", anyway=True)

        assert [False, True, False, False] == [s.existing for s in (first, again, other_model, anyway)]
        assert first.fiche_id == again.fiche_id
        assert first.fiche_id != anyway.fiche_id

    @pytest.mark.requirement("F-4")
    def test_email_is_prefilled_only_with_its_consent(self, sqlite_house: House) -> None:
        """A consent that was withdrawn takes the address off the next fiche, and off a correction."""
        house = sqlite_house
        actor = house["referent"]
        case_id = house.case()
        house.agree(case_id, AgreementKind.ELECTRONIC_EXCHANGE)
        raw = {**PERSON, "beneficiary.email": "zephyrine@exemple.example"}
        house.do(keeping_cases.save_case, actor, case_id, raw=raw, origin=Origin.PERSON, revision=1)
        sent = house.draft(case_id, contact_id=house.recipient())
        assert "beneficiary.email" in house.do(drafting.open_fiche, actor, sent).raw
        house.send(sent)

        house.withdraw(case_id, AgreementKind.ELECTRONIC_EXCHANGE)

        for fiche_id in (
            house.do(drafting.start, actor, case_id, "generic").fiche_id,
            house.do(drafting.correct, actor, sent),
        ):
            page = house.do(drafting.open_fiche, actor, fiche_id)
            assert "beneficiary.email" not in page.raw
            assert frozenset[Consent]() == page.consents


class TestModels:
    """Which models does a département offer, and in which words?"""

    @pytest.mark.requirement("F-9")
    def test_pic_ipr_is_offered_where_it_is_on(self, sqlite_house: House) -> None:
        """Switched off, it is neither offered nor started, nor printed blank."""
        house = sqlite_house
        rhone = house.do(drafting.models_offered, house["referent"], "69")
        loire = house.do(drafting.models_offered, house["referent of the Loire"], "42")

        assert MODELS == sorted((spec.model for spec in rhone), key=MODELS.index)
        assert ["generic", "spe"] == [spec.model for spec in loire]
        case_id = house.case(by="referent of the Loire")
        with pytest.raises(NotFound, match="n’est pas proposé ici"):
            house.do(drafting.start, house["referent of the Loire"], case_id, "pic_ipr")
        with pytest.raises(NotFound):
            house.do(drafting.blank, house["referent of the Loire"], "pic_ipr", "42")

    @pytest.mark.requirement("F-9")
    def test_france_travail_is_said_where_it_is_chosen(self, sqlite_house: House) -> None:
        """The preview words the service as its département chose."""
        house = sqlite_house
        texts = {
            by: text_of(house.do(drafting.preview, house[by], house.draft(house.case(by=by), "spe", by=by)))
            for by in ("referent", "referent of the Loire")
        }

        assert "France Travail (ex-Pôle emploi)" not in texts["referent"]
        assert "France Travail (ex-Pôle emploi)" in texts["referent of the Loire"]

    @pytest.mark.parametrize("model", MODELS)
    def test_blank_fiche(self, sqlite_house: House, model: str) -> None:
        """A blank fiche to fill by hand is a PDF of the model."""
        pdf = sqlite_house.do(drafting.blank, sqlite_house["referent"], model, "69")

        assert pdf.startswith(b"%PDF-")


class TestPreview:
    """Does a preview show what is typed so far?"""

    def test_incomplete_draft_is_drawn(self, house: House) -> None:
        """What can be read is drawn, what is wrong is left out, and nothing is required."""
        fiche_id = house.draft(
            house.case(), raw={"beneficiary.birth_date": "31/02/1990", "support.done": "Cours de français."}
        )

        text = text_of(house.do(drafting.preview, house["referent"], fiche_id))

        assert "TESTOUKHINA" in text
        assert "Cours de français." in text
        assert "31/02/1990" not in text

    def test_empty_name_is_drawn_too(self, sqlite_house: House) -> None:
        """Even without the required name there is something to look at."""
        house = sqlite_house
        fiche_id = house.draft(house.case(), raw={NAME: ""})

        assert house.do(drafting.preview, house["referent"], fiche_id).startswith(b"%PDF-")

    @pytest.mark.requirement("F-6")
    def test_the_convention_in_force_says_what_is_withheld(self, house: House) -> None:
        """Not an older one that is no longer used: what leaves is dated and narrowed by the same convention."""
        partner_id = house.partner(PartnerKind.MISSION_LOCALE)
        old = house.convention(partner_id, "spe")
        house.convention(partner_id, "spe", starts_on=date(2025, 1, 1), withheld=("beneficiary.telephone",))
        fiche_id = house.draft(house.case(), "spe", contact_id=house.contact(partner_id))
        assert frozenset() == house.do(drafting.open_fiche, house["referent"], fiche_id).withheld

        house.do(keeping_conventions.disable_convention, house["coordinator"], old)

        page = house.do(drafting.open_fiche, house["referent"], fiche_id)
        assert frozenset({"beneficiary.telephone"}) == page.withheld
        assert old != house.row(house.send(fiche_id)).convention_id

    @pytest.mark.requirement("F-6")
    def test_withheld_field_is_not_drawn(self, sqlite_house: House) -> None:
        """What the partner's convention leaves out is not on the preview either, and a warning says so."""
        house = sqlite_house
        partner_id = house.partner(PartnerKind.MISSION_LOCALE)
        house.convention(partner_id, "spe", withheld=("beneficiary.telephone",))
        fiche_id = house.draft(house.case(), "spe", contact_id=house.contact(partner_id))

        page = house.do(drafting.open_fiche, house["referent"], fiche_id)
        saved = house.type(fiche_id, {})

        assert frozenset({"beneficiary.telephone"}) == page.withheld
        assert "06 39 98 01 02" not in text_of(house.do(drafting.preview, house["referent"], fiche_id))
        assert ["beneficiary.telephone"] == [w.field for w in saved.warnings if "convention" in w.message]


class TestAfterwards:
    """What becomes of a draft?"""

    def test_correction_starts_from_what_left(self, house: House) -> None:
        """A fiche that left does not change; a correction holds all of it, in a new draft, same recipient."""
        actor = house["referent"]
        fiche_id = house.ready()
        house.type(fiche_id, {"support.done": "Avant."})
        house.send(fiche_id)

        correction = house.do(drafting.correct, actor, fiche_id)

        left, new = (house.do(drafting.open_fiche, actor, one) for one in (fiche_id, correction))
        assert (FicheStatus.SENT, FicheStatus.DRAFT) == (left.status, new.status)
        assert left.raw == new.raw
        assert (fiche_id, left.contact) == (new.corrects, new.contact)
        for act in (
            lambda: house.type(fiche_id, {"support.done": "Après."}),
            lambda: house.do(drafting.discard, actor, fiche_id),
            lambda: house.do(drafting.choose_contact, actor, fiche_id, left.contact.id if left.contact else ""),
        ):
            with pytest.raises(WrongState, match="déjà partie"):
                act()
        with pytest.raises(WrongState):
            house.do(drafting.correct, actor, correction)

    def test_discarded_draft_is_gone_with_its_key(self, house: House) -> None:
        """Its row and its data key are destroyed; nobody opens it again."""
        fiche_id = house.draft(house.case())
        assert f"fiche.{fiche_id}" in house.key_ids()

        house.do(drafting.discard, house["referent"], fiche_id)

        assert f"fiche.{fiche_id}" not in house.key_ids()
        with pytest.raises(NotFound):
            house.do(drafting.open_fiche, house["referent"], fiche_id)

    @pytest.mark.requirement("A-2")
    @pytest.mark.parametrize("who", ["other referent", "coordinator of the Loire", "dpo", "administrator"])
    def test_strangers_get_nothing(self, sqlite_house: House, who: str) -> None:
        """Reading, saving, previewing, correcting, discarding: each asks whose dossier it is."""
        house, actor = sqlite_house, sqlite_house[who]
        case_id = house.case()
        fiche_id = house.draft(case_id, contact_id=house.recipient())

        for act in (
            lambda: house.do(drafting.open_fiche, actor, fiche_id),
            lambda: house.do(drafting.save, actor, fiche_id, raw={}, revision=1),
            lambda: house.do(drafting.preview, actor, fiche_id),
            lambda: house.do(drafting.check, actor, fiche_id),
            lambda: house.do(drafting.correct, actor, fiche_id),
            lambda: house.do(drafting.discard, actor, fiche_id),
            lambda: house.do(drafting.start, actor, case_id, "generic"),
        ):
            with pytest.raises(Denied):
                act()


@pytest.mark.requirement("F-10")
def test_check_names_every_problem(sqlite_house: House) -> None:
    """Only what makes a fiche a fiche is required; all that is missing is said at once."""
    house = sqlite_house
    fiche_id = house.draft(house.case(), raw={NAME: "", "beneficiary.birth_date": "31/02/1990", "signature.date": ""})

    with pytest.raises(Invalid) as refusal:
        house.do(drafting.check, house["referent"], fiche_id)
    house.do(drafting.choose_contact, house["referent"], fiche_id, house.recipient())
    house.type(fiche_id, {NAME: "SEUL", "beneficiary.birth_date": "1990", **SIGNED})
    checked = house.do(drafting.check, house["referent"], fiche_id)

    assert {NAME, "partner.organisation", "beneficiary.birth_date", "signature.place", "signature.date"} == {
        problem.field for problem in refusal.value.problems
    }
    assert "1990" == checked.answers.display("beneficiary.birth_date")
