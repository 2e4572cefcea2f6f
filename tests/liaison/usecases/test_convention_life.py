"""Does a convention live and end as the guide says, and do deadlines and sendings follow at once (R-8, G-5)?"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from liaison import diagnosis
from liaison.errors import Denied, Invalid, NotFound, Refused, WrongState
from liaison.rules.calendar import local_day
from liaison.usecases import (
    choosing,
    conventions,
    directory,
    following,
    keeping_conventions,
    keeping_departements,
    keeping_directory,
    releasing,
    sending,
)
from liaison.usecases.conventions import ConventionPage
from liaison.usecases.keeping_conventions import AmendmentForm, CorrespondentForm, TerminationForm
from liaison.usecases.keeping_departements import DepartementForm
from liaison.vocabulary import AmendmentChange, Duty, PartnerKind, Party
from tests.factories import BY_SMS, FRAMEWORK_END, OPERATOR, RHONE, House

TODAY = date(2026, 11, 21)
RECEIVED = date(2026, 10, 15)
TERM = (AmendmentChange.TERM,)
NOTICE = TerminationForm(Party.PARTNER, RECEIVED, date(2026, 11, 20))


def due_of(house: House, transmission_id: str) -> tuple[str, date | None]:
    """Give what ends the convention of a transmission, and the legal day by which its fiche dies for it."""
    page = house.do(following.open_transmission, house["referent"], transmission_id)
    line = next(line for line in page.deadlines if line.subject == "fiche" and line.rule == "R-2")
    return line.anchor, local_day(line.due_at) if line.due_at else None


def signed(house: House, model: str = "spe", *, ends_on: date | None = None) -> str:
    """Sign a convention; return its id."""
    kinds = {"spe": PartnerKind.MISSION_LOCALE, "pic_ipr": PartnerKind.PIC_IPR}
    return house.convention(house.partner(kinds.get(model, PartnerKind.CPH)), model, ends_on=ends_on)


def person(house: House, name: str) -> str:
    """Open a dossier about somebody of that name."""
    return house.case(raw={"beneficiary.last_name": name})


def page_of(house: House, convention_id: str) -> ConventionPage:
    """Open the page of a convention."""
    return house.do(conventions.open_convention, house["coordinator"], convention_id)


def save_departement(house: House, **dates: date | None) -> None:
    """Give the Rhône other dates."""
    form = DepartementForm(
        RHONE, "Rhône", OPERATOR, "04 72 00 00 00", FRAMEWORK_END, france_travail=False, pic_ipr=True
    )
    house.do(keeping_departements.save_departement, house["administrator"], replace(form, **dates))  # type: ignore[arg-type]  # every field that is given is a date


@pytest.mark.requirement("R-8", "R-2")
class TestEnds:
    """What moves when a convention ends otherwise?"""

    def test_a_termination_takes_the_deadlines_with_it(self, house: House) -> None:
        """Two months after its effective day; taken back, they return where they were."""
        sent = house.sent("spe")
        convention_id = house.row(sent).convention_id or ""
        assert ("fin de l’accord-cadre", date(2028, 2, 29)) == due_of(house, sent)
        form = replace(NOTICE, effective_on=date(2026, 12, 31))

        house.do(keeping_conventions.terminate, house["coordinator"], convention_id, form)

        assert ("résiliation de la convention", date(2027, 2, 28)) == due_of(house, sent)
        house.do(keeping_conventions.remove_termination, house["coordinator"], convention_id)
        assert ("fin de l’accord-cadre", date(2028, 2, 29)) == due_of(house, sent)

    def test_an_amendment_moves_the_term_both_ways(self, house: House) -> None:
        """The last one that moves it wins; one that changes something else does not; taken back, the one before."""
        sent = house.sent("spe")
        convention_id = house.row(sent).convention_id or ""
        earlier = AmendmentForm("n° 1", date(2026, 6, 1), TERM, date(2027, 3, 31))
        later = AmendmentForm("n° 2", date(2026, 9, 1), (AmendmentChange.DATA,), date(2027, 9, 30))
        other = AmendmentForm("n° 3", date(2026, 10, 1), (AmendmentChange.SECURITY,))
        ids = [
            house.do(keeping_conventions.amend, house["coordinator"], convention_id, form)
            for form in (earlier, later, other)
        ]

        assert ("fin de la convention, par avenant", date(2027, 11, 30)) == due_of(house, sent)
        assert convention_id == house.do(keeping_conventions.remove_amendment, house["coordinator"], ids[1])
        assert ("fin de la convention, par avenant", date(2027, 5, 31)) == due_of(house, sent)
        history = [step.words for step in page_of(house, convention_id).steps]
        assert [
            "Entrée en vigueur",
            "Avenant n° 1 : la durée ; nouvelle fin le 31/03/2027",
            "Avenant n° 3 : les mesures de sécurité",
            "Dernier jour : fin de la convention, par avenant",
        ] == history

    def test_the_state_ends_its_contract(self, house: House) -> None:
        """Every convention of the département ends with it, those with an end of their own too."""
        sent = house.sent("spe")
        own = signed(house, "generic", ends_on=date(2030, 1, 31))
        save_departement(house, state_contract_ends_on=date(2027, 1, 31))

        assert ("fin du marché avec l’État", date(2027, 3, 31)) == due_of(house, sent)
        assert date(2027, 1, 31) == page_of(house, own).convention.effective_end

    def test_the_programme_ends(self, house: House) -> None:
        """A PIC IPR convention ends with its programme, others do not."""
        pic_ipr, spe = (
            house.send(house.draft(person(house, model), model, contact_id=house.recipient(model)))
            for model in ("pic_ipr", "spe")
        )
        save_departement(house, programme_ends_on=date(2027, 1, 31))

        assert ("fin du programme PIC IPR", date(2027, 3, 31)) == due_of(house, pic_ipr)
        assert ("fin de l’accord-cadre", date(2028, 2, 29)) == due_of(house, spe)

    def test_nothing_leaves_after_the_effective_day(self, house: House) -> None:
        """On that day it still does; the day after, the refusal says that it was terminated."""
        fiche = house.ready("spe")
        (convention,) = house.do(conventions.list_conventions, house["coordinator"])
        form = replace(NOTICE, effective_on=TODAY)
        house.do(keeping_conventions.terminate, house["coordinator"], convention.convention.id, form)

        assert house.do(choosing.prepare_page, house["referent"], fiche).refusal is None
        house.clock.advance(days=1)
        with pytest.raises(Refused, match="a pris fin le 21/11/2026 \\(résiliation de la convention"):
            house.do(sending.send, house["referent"], fiche, BY_SMS)

    def test_one_that_is_no_longer_used(self, house: House) -> None:
        """Nothing leaves under it, what left keeps its deadlines; a generic fiche is not set free by it."""
        for model in ("spe", "generic"):
            contact_id = house.recipient(model)
            partner_id = house.do(directory.open_contact, house["referent"], contact_id).partner_id
            if model == "generic":
                house.convention(partner_id, model)
            page = house.do(directory.open_partner, house["referent"], partner_id)
            fiche = house.draft(person(house, model), model, contact_id=contact_id)
            house.do(keeping_conventions.disable_convention, house["coordinator"], page.conventions[0].id)

            with pytest.raises(Refused, match="n’est plus utilisée"):
                house.do(sending.send, house["referent"], fiche, BY_SMS)


@pytest.mark.requirement("R-8")
class TestRefusals:
    """What cannot be recorded?"""

    @pytest.mark.parametrize(
        ("received", "effective", "field", "sentence"),
        [
            (RECEIVED, date(2026, 11, 14), "effective_on", "donc le 15/11/2026"),
            (RECEIVED, None, "effective_on", "écrivez le jour que donne la lettre"),
            (date(2026, 11, 22), date(2027, 1, 1), "received_on", "n’est pas encore venu"),
            (None, date(2027, 1, 1), "received_on", "est à remplir"),
        ],
    )
    def test_a_termination(
        self, sqlite_house: House, received: date | None, effective: date | None, field: str, sentence: str
    ) -> None:
        """Not before a month, nor without its days, nor by a letter that has not come."""
        convention_id = signed(sqlite_house)
        form = TerminationForm(Party.OPERATOR, received, effective)
        with pytest.raises(Invalid) as refusal:
            sqlite_house.do(keeping_conventions.terminate, sqlite_house["coordinator"], convention_id, form)
        assert [(field, True)] == [(one.field, sentence in one.message) for one in refusal.value.problems]

    @pytest.mark.parametrize(
        ("form", "fields"),
        [
            (AmendmentForm("", None, ()), ["reference", "signed_on", "changes"]),
            (AmendmentForm("n° 1", date(2026, 11, 22), TERM), ["signed_on", "ends_on"]),
            (AmendmentForm("n° 1", TODAY, (), FRAMEWORK_END + timedelta(days=1)), ["ends_on"]),
            (AmendmentForm("n° 1", TODAY, (), date(2023, 1, 1)), ["ends_on"]),
        ],
    )
    def test_an_amendment(self, sqlite_house: House, form: AmendmentForm, fields: list[str]) -> None:
        """Everything at once; never beyond the framework agreement (guide:3350-3354), nor before the beginning."""
        convention_id = signed(sqlite_house)
        with pytest.raises(Invalid) as refusal:
            sqlite_house.do(keeping_conventions.amend, sqlite_house["coordinator"], convention_id, form)
        assert fields == [one.field for one in refusal.value.problems]

    def test_twice_or_never(self, sqlite_house: House) -> None:
        """A second termination, and taking back one that is not there."""
        house, convention_id = sqlite_house, signed(sqlite_house)
        with pytest.raises(WrongState, match="Aucune résiliation"):
            house.do(keeping_conventions.remove_termination, house["coordinator"], convention_id)
        house.do(keeping_conventions.terminate, house["coordinator"], convention_id, NOTICE)
        with pytest.raises(WrongState, match="déjà enregistrée"):
            house.do(keeping_conventions.terminate, house["coordinator"], convention_id, NOTICE)

    @pytest.mark.requirement("A-2")
    @pytest.mark.parametrize("who", ["referent", "dpo", "controller", "coordinator of the Loire"])
    def test_who_may_not(self, sqlite_house: House, who: str) -> None:
        """Who does not keep the directory of this département writes none of it."""
        house, convention_id = sqlite_house, signed(sqlite_house)
        somebody = CorrespondentForm(Party.PARTNER, Duty.SECURITY, "Registrine", email="a@b.example")
        correspondent_id = house.do(
            keeping_conventions.save_correspondent, house["coordinator"], convention_id, somebody
        )  # fmt: skip
        amended = AmendmentForm("n° 1", TODAY, (AmendmentChange.DATA,))
        amendment_id = house.do(keeping_conventions.amend, house["coordinator"], convention_id, amended)
        for act in (
            lambda: house.do(keeping_conventions.terminate, house[who], convention_id, NOTICE),
            lambda: house.do(keeping_conventions.remove_termination, house[who], convention_id),
            lambda: house.do(keeping_conventions.amend, house[who], convention_id, amended),
            lambda: house.do(keeping_conventions.remove_amendment, house[who], amendment_id),
            lambda: house.do(keeping_conventions.disable_convention, house[who], convention_id),
            lambda: house.do(keeping_conventions.save_correspondent, house[who], convention_id, somebody),
            lambda: house.do(keeping_conventions.remove_correspondent, house[who], correspondent_id),
        ):
            with pytest.raises(Denied):
                act()


@pytest.mark.requirement("G-5")
class TestCorrespondents:
    """Who answers for data protection and for security at each party?"""

    def test_named_changed_and_taken_off(self, house: House) -> None:
        """Sealed under a key of their own, which goes with them; what is missing is said until nobody is."""
        convention_id = signed(house)
        keys = house.key_ids()
        form = CorrespondentForm(
            Party.PARTNER, Duty.DATA_PROTECTION, "Registrine", "Aglaé", "Relais", "dpd@mission.example", "0472000009"
        )
        first = house.do(keeping_conventions.save_correspondent, house["coordinator"], convention_id, form)
        changed = replace(form, id=first, last_name="Registret", telephone="")
        house.do(keeping_conventions.save_correspondent, house["coordinator"], convention_id, changed)
        for party in Party:
            for duty in Duty:
                if (party, duty) != (Party.PARTNER, Duty.DATA_PROTECTION):
                    other = CorrespondentForm(party, duty, "Autrefois", telephone="04 72 00 00 09")
                    house.do(keeping_conventions.save_correspondent, house["coordinator"], convention_id, other)

        page = house.do(conventions.open_convention, house["dpo"], convention_id)

        assert () == page.convention.missing
        assert ("Aglaé Registret", "dpd@mission.example", "") == next(
            (one.name, one.email, one.telephone) for one in page.correspondents if one.id == first
        )
        house.do(keeping_conventions.remove_correspondent, house["coordinator"], first)
        assert ("protection des données (partenaire)",) == page_of(house, convention_id).convention.missing
        assert 3 == len(house.key_ids() - keys)

    def test_what_is_missing_is_said(self, house: House) -> None:
        """By the list that the DPO reads, and by `doctor`."""
        signed(house)

        (line,) = house.do(conventions.list_conventions, house["dpo"])
        (finding,) = [one for one in diagnosis.examine_service(house.service) if one.check == "correspondents"]

        assert 4 == len(line.convention.missing)
        assert (diagnosis.Level.WARNING, "missing for 1 of 1 conventions") == (finding.level, finding.message)

    @pytest.mark.parametrize(
        ("changes", "fields"),
        [({"last_name": " "}, ["last_name"]), ({"email": ""}, ["email"]), ({"email": "dpd@"}, ["email"])],
    )
    def test_somebody_who_can_be_reached(self, sqlite_house: House, changes: dict[str, str], fields: list[str]) -> None:
        """A name, and an e-mail or a telephone: a breach is told within 36 hours (G-2)."""
        form = CorrespondentForm(Party.PARTNER, Duty.SECURITY, "Registrine", email="dpd@mission.example")
        convention_id = signed(sqlite_house)
        with pytest.raises(Invalid) as refusal:
            sqlite_house.do(
                keeping_conventions.save_correspondent, sqlite_house["coordinator"], convention_id,
                replace(form, **changes),  # type: ignore[arg-type]  # every field that is given is a text
            )  # fmt: skip
        assert fields == [one.field for one in refusal.value.problems]

    def test_one_of_another_convention(self, sqlite_house: House) -> None:
        """An id from elsewhere moves nobody."""
        house, first, second = sqlite_house, signed(sqlite_house), signed(sqlite_house, "generic")
        form = CorrespondentForm(Party.PARTNER, Duty.SECURITY, "Registrine", email="dpd@mission.example")
        stolen = house.do(keeping_conventions.save_correspondent, house["coordinator"], first, form)
        with pytest.raises(Invalid):
            house.do(keeping_conventions.save_correspondent, house["coordinator"], second, replace(form, id=stolen))
        with pytest.raises(NotFound):
            house.do(keeping_conventions.remove_correspondent, house["coordinator"], "inconnu")


def test_a_convention_without_any_end_keeps_doctor_red(sqlite_house: House) -> None:
    """No date is assumed: as long as none applies, nothing leaves and it is said."""
    house = sqlite_house
    signed(house)
    save_departement(house, framework_ends_on=None)
    levels = {one.check: one.level for one in diagnosis.examine_service(house.service)}
    assert diagnosis.Level.RED == levels["conventions"]
    save_departement(house, framework_ends_on=None, state_contract_ends_on=date(2027, 1, 31))
    assert "conventions" not in {one.check for one in diagnosis.examine_service(house.service)}


def test_the_end_of_the_programme_is_asked_for(sqlite_house: House) -> None:
    """As long as a PIC IPR convention exists without it, whatever its own end, and no longer."""
    house = sqlite_house
    save_departement(house)
    signed(house, "pic_ipr", ends_on=date(2026, 12, 31))
    said = [one.message for one in diagnosis.examine_service(house.service)]
    assert "end of the PIC IPR programme unknown" in said
    save_departement(house, programme_ends_on=date(2027, 1, 31))
    said = [one.message for one in diagnosis.examine_service(house.service)]
    assert "end of the PIC IPR programme unknown" not in said


@pytest.mark.requirement("R-8")
def test_a_pic_ipr_convention_follows_the_programme_and_nothing_else(house: House) -> None:
    """Its end unknown, nothing leaves, though the framework agreement goes on; an own end dates it."""
    fiche_id = house.ready("pic_ipr")
    save_departement(house)

    with pytest.raises(Refused, match="date de fin de la convention avec ce partenaire n’est pas connue"):
        house.send(fiche_id)

    save_departement(house, programme_ends_on=date(2027, 1, 31))
    assert ("fin du programme PIC IPR", date(2027, 3, 31)) == due_of(house, house.send(fiche_id))


def test_a_saved_convention_stays_terminated(sqlite_house: House) -> None:
    """Saving a convention anew leaves its amendments and its termination alone."""
    house, convention_id = sqlite_house, signed(sqlite_house)
    house.do(keeping_conventions.terminate, house["coordinator"], convention_id, NOTICE)
    known = page_of(house, convention_id).convention
    form = keeping_directory.ConventionForm(
        known.partner_id, "Autre référence", "spe", known.starts_on, None, (), convention_id
    )
    house.do(keeping_directory.save_convention, house["coordinator"], form)
    assert date(2026, 11, 20) == page_of(house, convention_id).convention.effective_end


@pytest.mark.requirement("R-8")
def test_mail_that_waits_over_the_last_day(house: House) -> None:
    """Its server was down until after midnight: it does not leave under a convention that is over, and says why."""
    partner_id = house.partner(PartnerKind.MISSION_LOCALE)
    house.convention(partner_id, "spe", ends_on=TODAY)
    fiche_id = house.draft(house.case(), "spe", contact_id=house.contact(partner_id))
    waiting = house.send(fiche_id)
    house.clock.advance(days=1)

    house.work()

    row = house.row(waiting)
    assert ("failed", "convention-over") == (row.archive_status, row.failure)
    assert [] == house.mailer.mails()
    with pytest.raises(Refused, match="a pris fin"):
        house.do(releasing.retry, house["referent"], waiting)
