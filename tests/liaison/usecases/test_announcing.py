"""How is an exit announced to each: by a pli, otherwise, or not at all (T-10, T-7, F-6)?"""

from datetime import date

import pytest

from liaison.errors import Invalid, Refused, WrongState
from liaison.records import ExitAddressee
from liaison.rules.exits import Standing
from liaison.store import trails
from liaison.usecases import (
    acknowledging,
    announcing,
    drafting,
    following_exits,
    keeping_departements,
    keeping_directory,
    leaving,
    my_day,
    recalling,
    sending,
)
from liaison.usecases.following_exits import AddresseeView
from liaison.usecases.keeping_departements import DepartementForm
from liaison.vocabulary import (
    AgreementKind,
    ArchiveStatus,
    Audience,
    Chain,
    ExitKind,
    ExitUndone,
    NotConcerned,
    PartnerKind,
    ToldBy,
)
from tests.factories import BY_SMS, BY_TELEPHONE, FRAMEWORK_END, OPERATOR, SIGNED, House
from tests.liaison.usecases.test_leaving import LEFT_ON, leave, refer, shown

pytestmark = pytest.mark.requirement("T-10")


def addressee(house: House, case_id: str, audience: Audience) -> AddresseeView:
    """Find one addressee of the exit that stands."""
    return next(one for one in shown(house, case_id).addressees if one.audience is audience)


def contact_of(house: House, kind: PartnerKind) -> str:
    """Add a partner of a kind with a contact."""
    return house.contact(house.partner(kind))


def prepared(house: House, case_id: str, audience: Audience, contact_id: str) -> str:
    """Prepare an announcement and type where it was made."""
    fiche_id = house.do(announcing.prepare, house["referent"], addressee(house, case_id, audience).id, contact_id)
    house.type(fiche_id, SIGNED)
    return fiche_id


class TestByPli:
    """Is it a fiche like any other, and no more than it needs to be?"""

    def test_an_exclusion_is_announced_to_the_ofii_and_the_prefecture(self, house: House) -> None:
        """Prepared from the dossier, sent as two plis, each with its key by another channel, in the register."""
        case_id = house.case()
        leave(house, case_id, ExitKind.EXCLUSION)

        for audience, kind, choice in (
            (Audience.OFII, PartnerKind.OFII, BY_SMS),
            (Audience.PREFECTURE, PartnerKind.PREFECTURE, BY_TELEPHONE),
        ):
            fiche_id = prepared(house, case_id, audience, contact_of(house, kind))
            raw = house.do(drafting.open_fiche, house["referent"], fiche_id).raw
            assert ("exclusion", "20/11/2026") == (raw["exit.kind"], raw["exit.date"])
            assert "TESTOUKHINA" == raw["beneficiary.last_name"]
            assert Standing.PREPARED is addressee(house, case_id, audience).standing
            transmission_id = house.send(fiche_id, choice)
            house.work()
            assert ArchiveStatus.SENT == house.row(transmission_id).archive_status
            sent = addressee(house, case_id, audience)
            assert Standing.SENT is sent.standing
            assert sent.transmission is not None
            assert transmission_id == sent.transmission.id
            with house.service.transaction() as ctx:
                entries = trails.read_page(ctx.session, Chain.REGISTER, before=None, limit=9, subject=transmission_id)
            assert ("exit", None) == (entries[-1].detail["model"], entries[-1].detail["convention"])
        assert 0 == shown(house, case_id).waiting

    @pytest.mark.requirement("F-6")
    def test_a_mission_locale_reads_neither_exclusion_nor_reason(self, house: House) -> None:
        """The guide has two authorities informed of an exclusion; a member of the SPE learns of the exit."""
        case_id = house.case()
        mission = refer(house, case_id, PartnerKind.MISSION_LOCALE, "spe")
        leave(house, case_id, ExitKind.EXCLUSION)

        fiche_id = prepared(house, case_id, Audience.SPE, house.contact(mission))

        page = house.do(drafting.open_fiche, house["referent"], fiche_id)
        assert "unspecified" == page.raw["exit.kind"]
        assert {"exit.kind", "exit.date"} == {key for key in page.raw if key.startswith("exit.")}
        assert {"last_name", "first_name", "agdref", "birth_date"} == {
            key.partition(".")[2] for key in page.raw if key.startswith("beneficiary.")
        }
        transmission = house.row(house.send(fiche_id))
        assert transmission.convention_id is not None

    def test_what_the_paper_says_is_what_is_recorded(self, house: House) -> None:
        """Another kind or day typed over is refused, beside its field: the dossier is where it changes."""
        case_id = house.case()
        leave(house, case_id, ExitKind.EXCLUSION)
        fiche_id = prepared(house, case_id, Audience.OFII, contact_of(house, PartnerKind.OFII))
        house.type(fiche_id, {"exit.kind": "abandon", "exit.date": "19/11/2026"})

        with pytest.raises(Invalid) as refusal:
            house.send(fiche_id)

        assert {"exit.kind", "exit.date"} == {problem.field for problem in refusal.value.problems}

    def test_it_is_begun_from_the_exit_only(self, sqlite_house: House) -> None:
        """It stands among no models, is addressed to nobody else, and goes to no partner that is not listed."""
        house = sqlite_house
        case_id = house.case()
        offered = house.do(drafting.models_offered, house["referent"], "69")
        assert "exit" not in [spec.model for spec in offered]
        mission, other = (house.partner(PartnerKind.MISSION_LOCALE) for _ in range(2))
        house.convention(other, "spe")
        leave(house, case_id)
        house.do(leaving.add_addressee, house["referent"], case_id, mission)
        house.convention(mission, "spe")
        fiche_id = prepared(house, case_id, Audience.SPE, house.contact(mission))
        stranger = house.contact(other)
        with pytest.raises(Refused, match="préparée pour un autre destinataire"):
            house.do(drafting.choose_contact, house["referent"], fiche_id, stranger)
        page = house.do(drafting.open_fiche, house["referent"], fiche_id)
        assert {mission} == {contact.partner_id for contact in page.contacts}
        house.send(fiche_id)
        again = house.do(drafting.correct, house["referent"], fiche_id)
        house.do(drafting.choose_contact, house["referent"], again, stranger)

        with pytest.raises(Refused, match="n’est pas à annoncer à ce partenaire"):
            house.send(again)

    def test_the_handover_goes_to_who_is_listed(self, house: House) -> None:
        """The generic fiche could go to any partner; as the handover of a dossier it tells its addressee only."""
        case_id = house.case()
        leave(house, case_id, ExitKind.MOVE)
        fiche_id = prepared(house, case_id, Audience.RECEIVING, contact_of(house, PartnerKind.RECEIVING))
        cph = house.partner()
        contact_id = house.contact(cph)

        with pytest.raises(Refused, match="préparée pour un autre destinataire"):
            house.do(drafting.choose_contact, house["referent"], fiche_id, contact_id)

        house.send(fiche_id)
        with house.service.transaction() as ctx:
            elsewhere = ExitAddressee(id="x", exit_id="x", audience="receiving", partner_id=cph, fiche_id=fiche_id)
            found = leaving.situations(ctx, case_id, [elsewhere])
        assert (Standing.WAITING, None) == (found["x"].standing, found["x"].transmission)

    def test_another_directorate_takes_the_place_of_one_that_left(self, house: House) -> None:
        """Its pli was recalled and its contact left: where the guide names no one partner, another is chosen."""
        case_id = house.case()
        leave(house, case_id)
        first = house.partner(PartnerKind.OFII)
        transmission_id = house.send(prepared(house, case_id, Audience.OFII, house.contact(first)))
        house.do(recalling.recall, house["referent"], transmission_id)
        house.do(keeping_directory.disable_partner, house["coordinator"], first)
        second = contact_of(house, PartnerKind.OFII)

        one = addressee(house, case_id, Audience.OFII)
        page = house.do(following_exits.open_addressee, house["referent"], one.id)
        assert ([second], None) == ([contact.id for contact in page.contacts], page.refusal)
        house.send(prepared(house, case_id, Audience.OFII, second))

        assert Standing.SENT is addressee(house, case_id, Audience.OFII).standing

    def test_what_sending_would_refuse_is_said_before(self, house: House) -> None:
        """The département offers PIC IPR no more: the addressee's page says so, not the last step."""
        case_id = house.case()
        refer(house, case_id, PartnerKind.PIC_IPR, "pic_ipr")
        leave(house, case_id)
        form = DepartementForm(
            "69", "Rhône", OPERATOR, "04 72 00 00 00", FRAMEWORK_END, france_travail=False, pic_ipr=False,
            programme_ends_on=FRAMEWORK_END,
        )  # fmt: skip
        house.do(keeping_departements.save_departement, house["administrator"], form)

        one = addressee(house, case_id, Audience.PIC_IPR)
        refusal = house.do(following_exits.open_addressee, house["referent"], one.id).refusal

        assert refusal is not None
        assert "La fiche PIC IPR n’est plus proposée dans ce département." == refusal.message

    def test_the_dossier_is_handed_over_at_a_move(self, house: House) -> None:
        """The receiving service gets the generic fiche, prefilled: the dossier is transmitted (guide:404-407)."""
        case_id = house.case()
        leave(house, case_id, ExitKind.MOVE)

        fiche_id = prepared(house, case_id, Audience.RECEIVING, contact_of(house, PartnerKind.RECEIVING))

        page = house.do(drafting.open_fiche, house["referent"], fiche_id)
        assert ("generic", "TESTOUKHINA") == (page.spec.model, page.raw["beneficiary.last_name"])
        house.send(fiche_id)
        assert Standing.SENT is addressee(house, case_id, Audience.RECEIVING).standing

    def test_prepared_twice_is_prepared_once_and_a_draft_thrown_away_waits_again(self, house: House) -> None:
        """A second window finds the same draft."""
        case_id, contact_id = house.case(), contact_of(house, PartnerKind.OFII)
        leave(house, case_id)
        first = prepared(house, case_id, Audience.OFII, contact_id)
        assert first == prepared(house, case_id, Audience.OFII, contact_id)

        house.do(drafting.discard, house["referent"], first)

        assert Standing.WAITING is addressee(house, case_id, Audience.OFII).standing
        assert first != prepared(house, case_id, Audience.OFII, contact_id)

    def test_a_contact_of_somebody_else_is_refused(self, sqlite_house: House) -> None:
        """The OFII is told at the OFII."""
        house = sqlite_house
        case_id, contact_id = house.case(), contact_of(house, PartnerKind.CPH)
        leave(house, case_id)

        with pytest.raises(Invalid) as refusal:
            prepared(house, case_id, Audience.OFII, contact_id)

        assert "contact" == refusal.value.problems[0].field

    @pytest.mark.parametrize("why", list(ExitUndone))
    def test_what_was_announced_by_mistake_is_recalled(self, house: House, why: ExitUndone) -> None:
        """Its key lies here still and will never be given; after a re-entry what was said stays true."""
        case_id = house.case()
        leave(house, case_id, ExitKind.POSITIVE_HOUSING)
        transmission_id = house.send(prepared(house, case_id, Audience.OFII, contact_of(house, PartnerKind.OFII)))
        house.work()
        mistaken = why is ExitUndone.MISTAKE

        house.do(leaving.undo_exit, house["referent"], case_id, why)

        row = house.row(transmission_id)
        assert (ArchiveStatus.RECALLED if mistaken else ArchiveStatus.SENT) == row.archive_status
        assert (row.passphrase is None) is mistaken

    def test_a_handover_after_a_mistaken_move_is_recalled(self, house: House) -> None:
        """It is a generic fiche: found by its addressee, not by its model; another generic fiche goes on its way."""
        case_id = house.case()
        leave(house, case_id, ExitKind.MOVE)
        kept = house.send(house.draft(case_id, contact_id=house.recipient()))
        fiche_id = prepared(house, case_id, Audience.RECEIVING, contact_of(house, PartnerKind.RECEIVING))
        transmission_id = house.send(fiche_id)
        house.work()

        house.do(leaving.undo_exit, house["referent"], case_id, ExitUndone.MISTAKE)

        assert ArchiveStatus.RECALLED == house.row(transmission_id).archive_status
        assert ArchiveStatus.SENT == house.row(kept).archive_status

    @pytest.mark.parametrize("audience", [Audience.OFII, Audience.RECEIVING])
    def test_a_draft_of_somebody_told_otherwise_is_thrown_away(self, house: House, audience: Audience) -> None:
        """Prepared, then told by telephone: once the exit is undone, no draft of it stays behind."""
        case_id = house.case()
        leave(house, case_id, ExitKind.MOVE)
        kinds = {Audience.OFII: PartnerKind.OFII, Audience.RECEIVING: PartnerKind.RECEIVING}
        prepared(house, case_id, audience, contact_of(house, kinds[audience]))
        one = addressee(house, case_id, audience)
        house.do(announcing.note_told, house["referent"], one.id, ToldBy.TELEPHONE, LEFT_ON)

        house.do(leaving.undo_exit, house["referent"], case_id, ExitUndone.MISTAKE)

        assert () == house.do(my_day.my_day, house["referent"]).drafts

    def test_a_test_pli_shows_a_prefecture_what_comes(self, house: House) -> None:
        """The announcement of a fictitious person: the only paper that ever goes there."""
        contact_id = contact_of(house, PartnerKind.PREFECTURE)

        transmission_id = house.do(sending.send_test, house["coordinator"], contact_id, BY_TELEPHONE)

        assert ("exit", True) == (house.row(transmission_id).model, house.row(transmission_id).is_test)
        assert 1 == house.work()

    def test_no_announcement_without_an_exit(self, house: House) -> None:
        """The exit is undone while the draft is open elsewhere: the draft is gone, and nothing leaves."""
        case_id = house.case()
        leave(house, case_id)
        fiche_id = prepared(house, case_id, Audience.OFII, contact_of(house, PartnerKind.OFII))

        house.do(leaving.undo_exit, house["referent"], case_id, ExitUndone.MISTAKE)

        page = house.do(following_exits.exits_of_case, house["referent"], case_id)
        assert page.standing is None
        assert fiche_id not in {draft.id for draft in house.do(my_day.my_day, house["referent"]).drafts}


@pytest.mark.requirement("T-7")
class TestWithdrawn:
    """What may still be announced once the person withdrew their agreement?"""

    def test_the_authorities_and_nobody_else(self, house: House) -> None:
        """The OFII is told on the public mission; a member of the SPE only with the agreement."""
        case_id = house.case()
        mission = refer(house, case_id, PartnerKind.MISSION_LOCALE, "spe")
        leave(house, case_id, ExitKind.ABANDON)
        to_spe = prepared(house, case_id, Audience.SPE, house.contact(mission))
        house.withdraw(case_id, AgreementKind.ENGAGEMENT)

        with pytest.raises(Refused, match="a retiré son accord"):
            house.send(to_spe)
        house.send(prepared(house, case_id, Audience.OFII, contact_of(house, PartnerKind.OFII)))

        assert Standing.SENT is addressee(house, case_id, Audience.OFII).standing
        page = house.do(following_exits.open_addressee, house["referent"], addressee(house, case_id, Audience.SPE).id)
        assert page.refusal is not None
        assert NotConcerned.AGREEMENT_WITHDRAWN in {reason for reason, _ in page.reasons}

    def test_a_withdrawal_stops_what_waits_and_its_addressee_waits_again(self, house: House) -> None:
        """Whatever waits stops (decision 0041), the announcement too; a person sends it again."""
        case_id, contact_id = house.case(), contact_of(house, PartnerKind.OFII)
        leave(house, case_id)
        house.send(prepared(house, case_id, Audience.OFII, contact_id))

        house.withdraw(case_id, AgreementKind.ENGAGEMENT)

        assert 0 == house.work()
        assert Standing.WAITING is addressee(house, case_id, Audience.OFII).standing
        house.send(prepared(house, case_id, Audience.OFII, contact_id))
        assert 1 == house.work()


class TestOtherwise:
    """Told otherwise, not concerned, and taken back."""

    def test_told_by_telephone(self, house: House) -> None:
        """How and when, from closed lists; it waits no more, until it is taken back."""
        case_id = house.case()
        leave(house, case_id)
        one = addressee(house, case_id, Audience.OFII)

        house.do(announcing.note_told, house["referent"], one.id, ToldBy.TELEPHONE, LEFT_ON)

        told = addressee(house, case_id, Audience.OFII)
        assert (Standing.TOLD, "Par téléphone", LEFT_ON) == (told.standing, told.told, told.told_on)
        with pytest.raises(WrongState):
            house.do(announcing.note_told, house["referent"], one.id, ToldBy.LETTER, LEFT_ON)
        with pytest.raises(WrongState):
            house.do(announcing.prepare, house["referent"], one.id, contact_of(house, PartnerKind.OFII))
        house.do(announcing.reopen, house["referent"], one.id)
        assert Standing.WAITING is addressee(house, case_id, Audience.OFII).standing
        with pytest.raises(WrongState):
            house.do(announcing.reopen, house["referent"], one.id)

    @pytest.mark.parametrize("day", [None, date(2026, 11, 22)])
    def test_told_on_a_day_that_is_past(self, sqlite_house: House, day: date | None) -> None:
        """No day, or a day to come, proves nothing."""
        case_id = sqlite_house.case()
        leave(sqlite_house, case_id)
        one = addressee(sqlite_house, case_id, Audience.OFII)

        with pytest.raises(Invalid):
            sqlite_house.do(announcing.note_told, sqlite_house["referent"], one.id, ToldBy.MEETING, day)

    @pytest.mark.requirement("G-8")
    def test_the_journal_does_not_say_whom_an_exit_is_told_to(self, house: House) -> None:
        """A prefecture is told of exclusions only: its addressee is a pseudonym, whatever is done about it."""
        case_id, prefecture = house.case(), house.partner(PartnerKind.PREFECTURE)
        leave(house, case_id, ExitKind.EXCLUSION)
        one = addressee(house, case_id, Audience.PREFECTURE)
        prepared(house, case_id, Audience.PREFECTURE, house.contact(prefecture))
        house.do(announcing.note_told, house["referent"], one.id, ToldBy.LETTER, LEFT_ON)
        house.do(announcing.reopen, house["referent"], one.id)
        house.do(announcing.note_not_concerned, house["referent"], one.id, NotConcerned.KNOWS_ALREADY)

        with house.service.transaction() as ctx:
            entries = trails.read_page(ctx.session, Chain.SECURITY, before=None, limit=99, subject=case_id)
        about = [entry.detail for entry in entries if entry.kind.startswith("exit:") and "addressee" in entry.detail]
        assert [one.id] * 4 == [detail["addressee"] for detail in about]
        said = {str(value) for entry in entries for value in entry.detail.values()}
        assert not said & {"prefecture", "exclusion", prefecture}

    def test_not_concerned_only_where_the_guide_leaves_room(self, house: House) -> None:
        """« toute sortie »: the OFII is not concerned only if the news came from there."""
        case_id = house.case()
        leave(house, case_id)
        one = addressee(house, case_id, Audience.OFII)
        with pytest.raises(Refused, match="L’OFII est informé de toute sortie"):
            house.do(announcing.note_not_concerned, house["referent"], one.id, NotConcerned.FOLLOWS_NO_MORE)

        house.do(announcing.note_not_concerned, house["referent"], one.id, NotConcerned.KNOWS_ALREADY)

        assert Standing.NOT_CONCERNED is addressee(house, case_id, Audience.OFII).standing
        assert 0 == shown(house, case_id).waiting


class TestMyDay:
    """Is what waits seen in the morning?"""

    def test_a_person_stands_there_until_everybody_is_told(self, house: House) -> None:
        """Who waits, by name; gone once the last is told."""
        case_id = house.case()
        leave(house, case_id, ExitKind.EXCLUSION)
        (waiting,) = house.do(my_day.my_day, house["referent"]).exits
        assert ("TESTOUKHINA Zéphyrine", ("DT OFII", "Préfecture")) == (waiting.person, waiting.waiting)
        assert () == house.do(my_day.my_day, house["other referent"]).exits

        for one in shown(house, case_id).addressees:
            house.do(announcing.note_told, house["referent"], one.id, ToldBy.LETTER, LEFT_ON)

        assert () == house.do(my_day.my_day, house["referent"]).exits

    def test_a_pli_that_arrived_stays_sent(self, house: House) -> None:
        """Once acknowledged, the announcement does not come back, and asks for no decision."""
        case_id = house.case()
        leave(house, case_id)
        transmission_id = house.send(prepared(house, case_id, Audience.OFII, contact_of(house, PartnerKind.OFII)))
        house.work()
        house.do(acknowledging.acknowledge, house["referent"], transmission_id)

        assert Standing.SENT is addressee(house, case_id, Audience.OFII).standing
