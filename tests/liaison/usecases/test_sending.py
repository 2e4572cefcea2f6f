"""Does a fiche leave as the guide wants? Sealed, opened by stock 7-Zip, whole on paper, dated, registered."""

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crypto.archive import Format
from forms.printed import printed_lines
from forms.spec import Consent, FormSpec, plain
from liaison.errors import WrongState
from liaison.events import EventKind
from liaison.store import trails
from liaison.usecases import choosing, drafting, following, my_day, releasing, sending
from liaison.usecases.choosing import Choice, HandPlace
from liaison.usecases.directory import open_contact
from liaison.vocabulary import AgreementKind, ArchiveStatus, Carrier, Chain, FicheStatus, KeyChannel, PartnerKind
from tests.factories import BY_SMS, BY_TELEPHONE, PERSON, SIGNED, House
from tests.forms.filling import everything
from tests.forms.paper.reading import bare, text_of
from tests.partner import open_pli, refuses

MODELS = ["generic", "spe", "pic_ipr"]
BY_HAND = Choice(
    Carrier.HAND, KeyChannel.NONE, hand_place=HandPlace.PARTNER_OFFICE, handed_on=date(2026, 11, 20), identity_seen=True
)


def filled(house: House, model: str, *, archive_format: str = "zip") -> str:
    """Make a fiche with an answer in every field, and every consent that they need."""
    case_id = house.case()
    for consent in Consent:
        house.agree(case_id, AgreementKind(consent.value))
    contact_id = house.recipient(model, archive_format=archive_format)
    spec = house.service.catalog.get(model)
    return house.draft(
        case_id,
        model,
        contact_id=contact_id,
        raw={**everything(spec), **SIGNED, "beneficiary.agdref": PERSON["beneficiary.agdref"]},
    )


def labels(spec: FormSpec) -> list[str]:
    """List what a model prints, each line as a reader finds it: without its dash, cut where a value stands."""
    lines = (bare(plain(line.text)).lstrip("-") for line in printed_lines(spec))
    return [piece for line in lines for piece in line.split("...") if piece]


@pytest.mark.requirement("F-1", "F-2", "F-3", "T-1", "T-3")
@pytest.mark.parametrize("model", MODELS)
def test_partner_opens_it_and_reads_everything(house: House, model: str, tmp_path: Path) -> None:
    """Stock 7-Zip opens the archive with the key from the vault; every label and every typed value is there."""
    fiche_id = filled(house, model)
    typed = house.do(drafting.open_fiche, house["referent"], fiche_id).raw
    checked = house.do(drafting.check, house["referent"], fiche_id)
    transmission_id = house.send(fiche_id)

    pdf = open_pli(house.archive(transmission_id), house.key(transmission_id), tmp_path)

    text = bare(text_of(pdf))
    spec = checked.answers.spec
    assert [] == [label for label in labels(spec) if label not in text]
    shown = {key: checked.answers.display(key) for key in typed if spec.field(key).kind not in {"tick", "choice"}}
    assert [] == [key for key, value in shown.items() if bare(value) not in text]
    key = house.key(transmission_id)
    wrong = key[:-1] + ("y" if key.endswith("x") else "x")
    assert refuses(house.archive(transmission_id), wrong, tmp_path / "wrong")


def test_seven_zip_format_hides_its_names(sqlite_house: House, tmp_path: Path) -> None:
    """A partner who asked for .7z gets one, and it opens; not even the entry's name shows without the key."""
    house = sqlite_house
    transmission_id = house.send(filled(house, "spe", archive_format="7z"))
    archive = house.archive(transmission_id)

    assert b"7z\xbc\xaf\x27\x1c" == archive[:6]
    assert Format.SEVEN_ZIP.value == house.row(transmission_id).archive_format
    assert house.row(transmission_id).archive_name.endswith(".7z")
    assert "fiche.pdf".encode("utf-16-le") not in archive
    assert open_pli(archive, house.key(transmission_id), tmp_path).startswith(b"%PDF-")


@pytest.mark.requirement("T-1", "T-8")
def test_one_transaction_leaves_a_whole_transmission(house: House) -> None:
    """Row, frozen fiche, deadlines, register entry and outbox; the mail carries the very archive, nothing personal."""
    fiche_id = house.ready()
    transmission_id = house.send(fiche_id)
    row = house.row(transmission_id)

    assert (ArchiveStatus.PREPARED, [("mail", "queued")]) == (row.archive_status, house.outbox(transmission_id))
    assert FicheStatus.SENT is house.do(drafting.open_fiche, house["referent"], fiche_id).status
    house.work()

    (mail,) = house.mailer.mails()
    attachment = house.mailer.attachment(mail.id)
    assert row.archive_sha256 == hashlib.sha256(attachment.content).hexdigest()
    assert (row.archive_name, row.archive_size) == (attachment.name, len(attachment.content))
    assert "colombe@partenaire.example" == mail.to
    for secret in (*PERSON.values(), house.key(transmission_id)):
        assert secret not in mail.text + mail.subject + attachment.name


@pytest.mark.requirement("G-8", "T-5")
def test_register_entry_names_no_person(house: House) -> None:
    """Organisation and function, the contact and the dossier by pseudonym, fingerprint, convention."""
    transmission_id = house.send(house.ready("spe"))
    row = house.row(transmission_id)

    (entry,) = house.do(
        lambda ctx: trails.read_page(ctx.session, Chain.REGISTER, before=None, limit=9, subject=transmission_id)
    )

    assert (EventKind.TRANSMISSION_PREPARED, house["referent"].account_id) == (entry.kind, entry.actor)
    assert {
        "organisation": "Mission locale des Essais", "function": "Conseillère", "contact": row.contact_id,
        "convention": "Convention spe (fictive)", "case": row.case_id, "carrier": "email", "key": "sms",
        "sha256": row.archive_sha256, "model": "spe", "version": "2022-12", "test": False,
    }.items() <= entry.detail.items()  # fmt: skip


@pytest.mark.requirement("R-1", "R-2", "R-6")
def test_every_part_has_its_deadlines(house: House) -> None:
    """Each line: part, rule, anchor, delay, day; the earliest of a part wins, an unknown anchor has no day."""
    transmission_id = house.send(house.ready("spe"))

    page = house.do(following.open_transmission, house["referent"], transmission_id)

    assert [
        ("archive", "R-2", "préparation du pli", date(2026, 11, 21), "30 jours", date(2026, 12, 21), True),
        ("fiche", "R-1", "fin de l’accompagnement", None, "3 ans", None, False),
        ("fiche", "R-2", "fin de l’accord-cadre", date(2027, 12, 31), "2 mois", date(2028, 2, 29), True),
        ("key", "R-2", "préparation du pli", date(2026, 11, 21), "30 jours", date(2026, 12, 21), True),
    ] == sorted(
        (
            line.subject.value, line.rule, line.anchor, line.anchor_on, line.delay,
            line.due_at.date() if line.due_at else None, line.wins,
        )
        for line in page.deadlines
    )  # fmt: skip
    assert all(line.source for line in page.deadlines)
    # The first thing to be done is the archive: a week before its day, for the backups of keys.
    assert page.line.destroy_by is not None
    assert date(2026, 12, 14) == page.line.destroy_by.date()


@pytest.mark.requirement("F-11")
def test_signature_is_honest(sqlite_house: House, tmp_path: Path) -> None:
    """A name typed under this session is printed with its function; otherwise a blank for ink."""
    house = sqlite_house
    texts = []
    for signed in (True, False):
        contact_id = house.recipient()
        fiche_id = house.draft(house.case(raw={"beneficiary.last_name": "UNE"}), contact_id=contact_id)
        sent = house.send(fiche_id, replace(BY_SMS, signed=signed))
        texts.append(text_of(open_pli(house.archive(sent), house.key(sent), tmp_path / str(signed))))

    name = bare("Anselme Fabuline")
    assert [True, False] == [name in bare(text) for text in texts]


class TestTestPli:
    """Does a test pli try the channels without saying anything about anybody?"""

    def test_it_needs_neither_convention_nor_agreement(self, house: House, tmp_path: Path) -> None:
        """It leaves for an SPE member without convention, about a fictitious person; opening it is remembered."""
        contact_id = house.contact(house.partner(PartnerKind.MISSION_LOCALE))
        sent = house.do(sending.send_test, house["referent"], contact_id, BY_TELEPHONE)
        house.work()
        pdf = open_pli(house.archive(sent), house.key(sent), tmp_path)
        house.tell(sent)
        house.do(releasing.confirm, house["referent"], sent)

        row = house.row(sent)
        assert (True, None, "spe") == (row.is_test, row.case_id, row.model)
        assert "PERSONNE FICTIVE" in text_of(pdf)
        assert house.do(open_contact, house["referent"], contact_id).opened_test_at is not None
        assert {"archive", "fiche", "key"} == {
            line.subject.value for line in house.do(following.open_transmission, house["referent"], sent).deadlines
        }

    def test_only_its_sender_follows_it(self, sqlite_house: House) -> None:
        """Another référent does not give the key of a test that is not theirs; the coordinator may."""
        house = sqlite_house
        sent = house.do(sending.send_test, house["referent"], house.recipient(), BY_TELEPHONE)

        house.do(following.open_transmission, house["coordinator"], sent)
        for who in ("other referent", "referent of the Loire", "dpo", "administrator"):
            with pytest.raises(Exception, match=r"pas le vôtre|ne permet pas"):
                house.do(following.open_transmission, house[who], sent)


@pytest.mark.requirement("F-6")
def test_withheld_data_do_not_leave(sqlite_house: House, tmp_path: Path) -> None:
    """What the convention leaves out is not in the PDF that leaves."""
    house = sqlite_house
    partner_id = house.partner(PartnerKind.MISSION_LOCALE)
    house.convention(partner_id, "spe", withheld=("beneficiary.telephone", "beneficiary.birth_date"))
    sent = house.send(house.draft(house.case(), "spe", contact_id=house.contact(partner_id)))

    text = text_of(open_pli(house.archive(sent), house.key(sent), tmp_path))

    assert "TESTOUKHINA" in text
    assert PERSON["beneficiary.telephone"] not in text
    assert PERSON["beneficiary.birth_date"] not in text


def test_fiche_teaches_the_dossier(sqlite_house: House) -> None:
    """What was typed on a fiche and the dossier lacked is there for the next one; what it held is not changed."""
    house = sqlite_house
    case_id = house.case()
    typed = {**SIGNED, "beneficiary.address": "3 impasse du Modèle", "beneficiary.first_name": "Autre"}
    house.send(house.draft(case_id, contact_id=house.recipient(), raw=typed))

    next_one = house.do(drafting.open_fiche, house["referent"], house.draft(case_id, "spe"))

    assert "3 impasse du Modèle" == next_one.raw["beneficiary.address"]
    assert "Zéphyrine" == next_one.raw["beneficiary.first_name"]


def test_sending_twice_is_refused(house: House) -> None:
    """A fiche leaves once."""
    fiche_id = house.ready()
    house.send(fiche_id)

    with pytest.raises(WrongState, match="déjà partie"):
        house.send(fiche_id)


class TestPage:
    """Does the page ask only what may be chosen, and say why not?"""

    def test_options_say_why_not(self, sqlite_house: House) -> None:
        """E-mail is shown refused as a key channel with its reason; SMS too, for a contact without mobile."""
        house = sqlite_house
        contact_id = house.contact(house.partner(), mobile="")
        fiche_id = house.draft(house.case(), contact_id=contact_id)

        page = house.do(choosing.prepare_page, house["referent"], fiche_id)

        refusals = {
            (carrier, option.value): option.refusal
            for carrier in page.key_channels
            for option in page.key_channels[carrier]
        }
        assert "" == refusals[Carrier.EMAIL, "telephone"]
        assert "L’annuaire n’a pas de mobile professionnel pour ce contact." == refusals[Carrier.EMAIL, "sms"]
        assert "c’est le chemin du pli" in refusals[Carrier.EMAIL, "email"]
        assert {"email", "hand"} == {option.value for option in page.carriers if not option.refusal}
        assert page.refusal is None
        assert {"archive", "fiche", "key"} == {line.subject.value for line in page.deadlines}

    def test_refusal_is_shown_before_sending(self, sqlite_house: House) -> None:
        """A missing agreement stands on the page, with what to do; looking writes no transmission."""
        house = sqlite_house
        fiche_id = house.draft(house.case(agreed=False), contact_id=house.recipient())

        page = house.do(choosing.prepare_page, house["referent"], fiche_id)

        assert page.refusal is not None
        assert "L’accord de la personne n’est pas enregistré" in page.refusal.message
        assert [] == house.do(my_day.list_transmissions, house["referent"])
