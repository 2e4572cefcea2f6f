"""May this go to this partner today? Convention, agreement, model, each day at its border (T-7, F-6, R-2, R-8)."""

from datetime import date, timedelta

import pytest

from liaison.errors import Refused
from liaison.rules import exchange
from liaison.rules.exchange import ConventionTerm, Given
from liaison.vocabulary import SPE, AgreementKind, PartnerKind

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)


def term(
    model: str = "spe", starts_on: date = date(2025, 1, 1), ends_on: date | None = date(2027, 1, 1)
) -> ConventionTerm:
    """Make a convention."""
    return ConventionTerm("c1", "Convention fictive", model, starts_on, ends_on)


class TestModel:
    """Which model suits which partner?"""

    @pytest.mark.parametrize("kind", sorted(set(PartnerKind) - {PartnerKind.PREFECTURE}))
    def test_each_partner_has_its_official_model(self, kind: PartnerKind) -> None:
        """SPE members get the SPE fiche, the PIC IPR laureate its own, everyone else the generic one."""
        expected = "spe" if kind in SPE else "pic_ipr" if kind is PartnerKind.PIC_IPR else "generic"

        assert (expected, "maison") == exchange.models_for(kind, ["generic", "spe", "pic_ipr", "exit", "maison"])
        for model in ("generic", "spe", "pic_ipr"):
            if model == expected:
                exchange.check_model_suits(model, kind)
            else:
                with pytest.raises(Refused, match="n’est pas le modèle prévu pour ce partenaire"):
                    exchange.check_model_suits(model, kind)


@pytest.mark.requirement("T-10")
class TestAnnouncement:
    """To whom may an exit be announced, under which convention, with which agreement?"""

    @pytest.mark.parametrize("kind", list(PartnerKind))
    def test_it_goes_to_those_whom_the_guide_has_told(self, kind: PartnerKind) -> None:
        """OFII, prefecture, SPE members, PIC IPR projects; a shelter or a day centre is not told."""
        told = {*SPE, PartnerKind.OFII, PartnerKind.PREFECTURE, PartnerKind.PIC_IPR}

        assert (kind in told) is exchange.suits("exit", kind)

    def test_a_prefecture_gets_nothing_else(self) -> None:
        """No fiche about a person goes to a prefecture, not even an operator's own."""
        assert ("exit",) == exchange.models_for(PartnerKind.PREFECTURE, ["generic", "spe", "exit", "maison"])
        for model in ("generic", "spe", "pic_ipr", "maison"):
            assert not exchange.suits(model, PartnerKind.PREFECTURE)

    @pytest.mark.parametrize(
        ("kind", "covering"),
        [
            (PartnerKind.MISSION_LOCALE, "spe"), (PartnerKind.PIC_IPR, "pic_ipr"),
            (PartnerKind.OFII, "exit"), (PartnerKind.PREFECTURE, "exit"),
        ],
    )  # fmt: skip
    def test_the_convention_of_the_partner_covers_it(self, kind: PartnerKind, covering: str) -> None:
        """A member of the SPE is told under its convention, with its term; an authority under none."""
        assert covering == exchange.covering_model("exit", kind)
        assert "generic" == exchange.covering_model("generic", kind)

    @pytest.mark.parametrize("kind", list(PartnerKind))
    def test_only_authorities_are_told_without_agreement(self, kind: PartnerKind) -> None:
        """What rests on the public mission survives a withdrawal; every other exchange rests on the agreement."""
        authority = kind in {PartnerKind.OFII, PartnerKind.PREFECTURE}

        assert authority is not exchange.needs_agreement("exit", kind)
        for model in ("generic", "spe", "pic_ipr"):
            assert exchange.needs_agreement(model, kind)


@pytest.mark.requirement("F-6", "R-8")
class TestConvention:
    """Is a convention in force today?"""

    @pytest.mark.parametrize(
        ("starts_on", "ends_on"),
        [(TODAY, TODAY), (TODAY - DAY, TODAY), (TODAY, TODAY + DAY), (date(2020, 1, 1), date(2030, 1, 1))],
    )
    def test_first_and_last_day_count(self, starts_on: date, ends_on: date) -> None:
        """A convention covers its first day and its last."""
        found = exchange.convention_in_force([term("spe", starts_on, ends_on)], "spe", TODAY)

        assert term("spe", starts_on, ends_on) == found

    @pytest.mark.parametrize("model", ["spe", "pic_ipr"])
    def test_official_models_need_one(self, model: str) -> None:
        """The guide binds the SPE and PIC IPR fiches to a convention; another model's does not help."""
        with pytest.raises(Refused) as refusal:
            exchange.convention_in_force([term("generic")], model, TODAY)

        assert (
            "Aucune convention avec ce partenaire n’est enregistrée pour cette fiche (guide 3.2)."
            == refusal.value.message
        )
        assert "votre fiche reste en brouillon" in refusal.value.hint

    def test_generic_fiche_needs_none(self) -> None:
        """A generic fiche may leave without one; nothing is made up in its place."""
        assert exchange.convention_in_force([], "generic", TODAY) is None
        assert exchange.convention_in_force([term("spe")], "generic", TODAY) is None

    def test_generic_convention_binds_once_it_is_there(self) -> None:
        """Where the directory ties a generic fiche to a convention, an ended one refuses."""
        with pytest.raises(Refused, match="a pris fin le 20/11/2026"):
            exchange.convention_in_force([term("generic", ends_on=TODAY - DAY)], "generic", TODAY)

    @pytest.mark.parametrize(
        ("terms", "sentence"),
        [
            (
                [term(ends_on=TODAY - DAY)],
                "La convention avec ce partenaire a pris fin le 20/11/2026 (guide, annexes 6.1 et 6.2).",
            ),
            (
                [term(starts_on=TODAY + DAY)],
                "La convention avec ce partenaire ne commence que le 22/11/2026 (guide 3.2).",
            ),
            (
                [term(ends_on=None)],
                (
                    "La date de fin de la convention avec ce partenaire n’est pas connue : "
                    "sans elle, aucun délai de destruction ne se calcule."
                ),
            ),
            (
                [term(ends_on=date(2025, 6, 30)), term(starts_on=TODAY + DAY, ends_on=date(2028, 1, 1))],
                "La convention avec ce partenaire a pris fin le 30/06/2025 (guide, annexes 6.1 et 6.2).",
            ),
            (
                [term(starts_on=TODAY + 9 * DAY), term(starts_on=TODAY + DAY, ends_on=None)],
                "La convention avec ce partenaire ne commence que le 22/11/2026 (guide 3.2).",
            ),
        ],
        ids=["expired", "not started", "undated", "between two", "two to come"],
    )
    def test_refusal_says_why(self, terms: list[ConventionTerm], sentence: str) -> None:
        """Expired, not begun, of unknown end: each with its date."""
        with pytest.raises(Refused) as refusal:
            exchange.convention_in_force(terms, "spe", TODAY)

        assert sentence == refusal.value.message

    def test_renewed_convention_covers(self) -> None:
        """An ended convention does not hide the one that replaced it."""
        ended, renewed = term(ends_on=TODAY - DAY), term(starts_on=TODAY)

        assert renewed == exchange.convention_in_force([ended, renewed], "spe", TODAY)


@pytest.mark.requirement("T-7")
class TestAgreement:
    """Did the person agree, and does it stand?"""

    @pytest.mark.parametrize("kind", list(PartnerKind))
    @pytest.mark.parametrize("given", list(AgreementKind))
    def test_which_agreement_opens_which_partner(self, kind: PartnerKind, given: AgreementKind) -> None:
        """The engagement contract opens all; the agreement to an SPE referral, SPE members only; no other."""
        allowed = given is AgreementKind.ENGAGEMENT or (given is AgreementKind.SPE_REFERRAL and kind in SPE)
        agreements = [Given(given, TODAY, withdrawn=False)]
        if allowed:
            exchange.check_agreement(agreements, kind, TODAY)
            return
        with pytest.raises(Refused, match="L’accord de la personne n’est pas enregistré"):
            exchange.check_agreement(agreements, kind, TODAY)

    def test_withdrawn_agreement_refuses(self) -> None:
        """A withdrawal stops, and the page says that it is one."""
        with pytest.raises(Refused) as refusal:
            exchange.check_agreement([Given(AgreementKind.ENGAGEMENT, TODAY, withdrawn=True)], PartnerKind.CPH, TODAY)

        assert "La personne a retiré son accord : rien de plus ne peut partir (guide 3.2)." == refusal.value.message
        assert "enregistrez le nouvel accord" in refusal.value.hint

    def test_new_agreement_stands_after_a_withdrawal(self) -> None:
        """Who agrees again may be written about again."""
        agreements = [
            Given(AgreementKind.ENGAGEMENT, TODAY - DAY, withdrawn=True),
            Given(AgreementKind.ENGAGEMENT, TODAY, withdrawn=False),
        ]

        exchange.check_agreement(agreements, PartnerKind.CPH, TODAY)

    def test_agreement_of_tomorrow_is_none(self) -> None:
        """An agreement counts from its day on."""
        with pytest.raises(Refused, match="n’est pas enregistré"):
            exchange.check_agreement(
                [Given(AgreementKind.ENGAGEMENT, TODAY + DAY, withdrawn=False)], PartnerKind.CPH, TODAY
            )


@pytest.mark.requirement("F-4", "F-7")
@pytest.mark.parametrize("kind", [AgreementKind.ELECTRONIC_EXCHANGE, AgreementKind.HEALTH])
def test_consent_is_explicit_and_stands(kind: AgreementKind) -> None:
    """A consent is that very one, given by today and not withdrawn; the engagement contract holds no other."""
    table = [
        ([Given(kind, TODAY, withdrawn=False)], True),
        ([Given(kind, TODAY, withdrawn=True)], False),
        ([Given(kind, TODAY + DAY, withdrawn=False)], False),
        ([Given(AgreementKind.ENGAGEMENT, TODAY, withdrawn=False)], False),
        ([], False),
    ]

    assert [expected for _, expected in table] == [exchange.has_consent(given, kind, TODAY) for given, _ in table]
