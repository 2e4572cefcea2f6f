"""Does every rule hold in the service itself, in a French sentence, losing nothing that was typed?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest

from liaison.errors import Denied, Invalid, LiaisonError, Refused, TooMany
from liaison.rules.access import Actor
from liaison.store import exchanges
from liaison.usecases import (
    auditing,
    choosing,
    drafting,
    keeping_departements,
    keeping_directory,
    my_day,
    sending,
    walking,
)
from liaison.usecases.choosing import Choice
from liaison.usecases.keeping_departements import DepartementForm
from liaison.usecases.tries import SignInSlowed
from liaison.vocabulary import AgreementKind, Carrier, Chain, FicheStatus, KeyChannel, PartnerKind
from tests.factories import BY_SMS, BY_TELEPHONE, SIGNED, House

TODAY = date(2026, 11, 21)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A fiche that may not leave: how it came so, the error and its sentence."""

    make: Callable[[House], str]
    error: type[LiaisonError]
    sentence: str
    choice: Choice = BY_SMS


def _spe(house: House, starts_on: date | None = None, ends_on: date | None = None) -> str:
    partner_id = house.partner(PartnerKind.MISSION_LOCALE)
    if starts_on is not None:
        house.convention(partner_id, "spe", starts_on=starts_on, ends_on=ends_on)
    return house.draft(house.case(), "spe", contact_id=house.contact(partner_id))


def _withdrawn(house: House) -> str:
    case_id = house.case()
    fiche_id = house.draft(case_id, contact_id=house.recipient())
    house.withdraw(case_id, AgreementKind.ENGAGEMENT)
    return fiche_id


def _spe_referral_to_a_cph(house: House) -> str:
    case_id = house.case(agreed=False)
    house.agree(case_id, AgreementKind.SPE_REFERRAL)
    return house.draft(case_id, contact_id=house.recipient())


def _undated(house: House) -> str:
    partner_id = house.partner(PartnerKind.MISSION_LOCALE, departement="42")
    house.convention(partner_id, "spe", departement="42")
    contact_id = house.contact(partner_id, departement="42")
    case_id = house.case(by="referent of the Loire")
    return house.draft(case_id, "spe", contact_id=contact_id, by="referent of the Loire")


def _disabled_contact(house: House) -> str:
    contact_id = house.recipient()
    fiche_id = house.draft(house.case(), contact_id=contact_id)
    house.do(keeping_directory.disable_contact, house["coordinator"], contact_id)
    return fiche_id


def _disabled_partner(house: House) -> str:
    partner_id = house.partner()
    fiche_id = house.draft(house.case(), contact_id=house.contact(partner_id))
    house.do(keeping_directory.disable_partner, house["coordinator"], partner_id)
    return fiche_id


def _switched_off(house: House) -> str:
    fiche_id = house.draft(house.case(), "pic_ipr", contact_id=house.recipient("pic_ipr"))
    form = DepartementForm(
        "69", "Rhône", "Opérateur", "04 72 00 00 00", date(2027, 12, 31), france_travail=False, pic_ipr=False
    )
    house.do(keeping_departements.save_departement, house["administrator"], form)
    return fiche_id


def _wrong_date(house: House) -> str:
    raw = {**SIGNED, "beneficiary.birth_date": "31/02/1990"}
    return house.draft(house.case(), contact_id=house.recipient(), raw=raw)


def _email_without_consent(house: House) -> str:
    raw = {**SIGNED, "beneficiary.email": "zephyrine@exemple.example"}
    return house.draft(house.case(), contact_id=house.recipient(), raw=raw)


def _health_without_consent(house: House) -> str:
    partner_id = house.partner(PartnerKind.MISSION_LOCALE)
    house.convention(partner_id, "spe")
    health = next(f.id for f in house.service.catalog.get("spe").fields() if f.consent == "health")
    return house.draft(house.case(), "spe", contact_id=house.contact(partner_id), raw={**SIGNED, health: "oui"})


def _ready(house: House) -> str:
    return house.ready()


def _no_mobile(house: House) -> str:
    return house.draft(house.case(), contact_id=house.contact(house.partner(), mobile=""))


OBSTACLES = {
    "key by the archive's way": Obstacle(
        _ready, Refused, "c’est le chemin du pli", Choice(Carrier.EMAIL, KeyChannel.EMAIL)
    ),
    "no key for a mail": Obstacle(_ready, Refused, "choisissez comment la clé", Choice(Carrier.EMAIL, KeyChannel.NONE)),
    "a key for paper": Obstacle(_ready, Refused, "il n’y a pas de clé", Choice(Carrier.HAND, KeyChannel.SMS)),
    "no mobile": Obstacle(_no_mobile, Refused, "L’annuaire n’a pas de mobile professionnel pour ce contact."),
    "no convention": Obstacle(_spe, Refused, "Aucune convention avec ce partenaire"),
    "expired convention": Obstacle(
        lambda house: _spe(house, date(2024, 1, 1), date(2026, 11, 20)), Refused, "a pris fin le 20/11/2026"
    ),
    "convention to come": Obstacle(
        lambda house: _spe(house, date(2026, 11, 22)), Refused, "ne commence que le 22/11/2026"
    ),
    "undated convention": Obstacle(
        _undated, Refused, "La date de fin de la convention avec ce partenaire n’est pas connue"
    ),
    "no agreement": Obstacle(
        lambda house: house.draft(house.case(agreed=False), contact_id=house.recipient()),
        Refused,
        "L’accord de la personne n’est pas enregistré",
    ),
    "agreement withdrawn": Obstacle(_withdrawn, Refused, "La personne a retiré son accord"),
    "agreement for SPE only": Obstacle(_spe_referral_to_a_cph, Refused, "n’est pas enregistré"),
    "no recipient": Obstacle(lambda house: house.draft(house.case()), Invalid, "à corriger"),
    "disabled contact": Obstacle(_disabled_contact, Refused, "Ce contact n’est plus actif."),
    "disabled partner": Obstacle(_disabled_partner, Refused, "n’est plus actif."),
    "PIC IPR switched off": Obstacle(_switched_off, Refused, "La fiche PIC IPR n’est plus proposée"),
    "no such day": Obstacle(_wrong_date, Invalid, "à corriger"),
    "e-mail without consent": Obstacle(_email_without_consent, Invalid, "à corriger"),
    "health without consent": Obstacle(_health_without_consent, Invalid, "à corriger"),
}
"""Every way in which a fiche may not leave."""


@pytest.mark.requirement("T-4", "T-7", "F-4", "F-5", "F-6", "F-7", "R-8")
@pytest.mark.parametrize("name", OBSTACLES)
def test_refusal_leaves_everything_as_it_was(sqlite_house: House, name: str) -> None:
    """The sentence, then: the draft as typed, no transmission, no message, no key that a row lacks."""
    _check_refused(sqlite_house, OBSTACLES[name])


@pytest.mark.parametrize("name", ["expired convention", "agreement withdrawn", "no such day"])
def test_refusal_leaves_everything_as_it_was_on_postgresql(postgresql_house: House, name: str) -> None:
    """The same on the other engine, for one rule of each kind."""
    _check_refused(postgresql_house, OBSTACLES[name])


def _check_refused(house: House, obstacle: Obstacle) -> None:
    fiche_id = obstacle.make(house)
    actor = _author(house, fiche_id)
    before, keys = house.do(drafting.open_fiche, actor, fiche_id), house.key_ids()

    with pytest.raises(obstacle.error) as refusal:
        house.do(sending.send, actor, fiche_id, obstacle.choice)

    assert obstacle.sentence in refusal.value.message
    said = refusal.value.problems if isinstance(refusal.value, Invalid) else [refusal.value]
    assert all(one.message for one in said)
    assert isinstance(refusal.value, Invalid) or refusal.value.hint
    after = house.do(drafting.open_fiche, actor, fiche_id)
    assert (before.raw, before.revision, FicheStatus.DRAFT) == (after.raw, after.revision, after.status)
    assert [] == house.do(my_day.list_transmissions, actor)
    assert keys == house.key_ids()
    assert 0 == house.work()
    assert 0 == house.do(walking.chain_state, Chain.REGISTER).size


def _author(house: House, fiche_id: str) -> Actor:
    started_by = house.do(lambda ctx: exchanges.get_fiche(ctx.session, fiche_id).started_by)
    return next(actor for actor in house.actors.values() if actor.account_id == started_by)


@pytest.mark.requirement("F-5")
def test_wrong_date_is_named(sqlite_house: House) -> None:
    """The problem names its field by the printed label and says what was typed wrong."""
    with pytest.raises(Invalid) as refusal:
        sqlite_house.send(_wrong_date(sqlite_house))

    (problem,) = refusal.value.problems
    assert "beneficiary.birth_date" == problem.field
    assert problem.message.startswith("« Date de naissance (JJ/MM/AAAA) » : ")


@pytest.mark.requirement("A-2")
@pytest.mark.parametrize(
    "who", ["other referent", "referent of the Loire", "coordinator of the Loire", "dpo", "administrator"]
)
def test_stranger_sends_nothing(sqlite_house: House, who: str) -> None:
    """Nobody sends somebody else's fiche."""
    fiche_id = sqlite_house.ready()

    with pytest.raises(Denied):
        sqlite_house.send(fiche_id, by=who)


def test_partner_of_another_departement_is_refused(sqlite_house: House) -> None:
    """Somebody who works in two départements does not mix them."""
    house = sqlite_house
    partner_id = house.partner(departement="42")
    contact_id = house.contact(partner_id, departement="42")
    both = replace(house["referent"], departements=frozenset({"69", "42"}))
    fiche_id = house.draft(house.case())
    house.do(drafting.choose_contact, both, fiche_id, contact_id)

    with pytest.raises(Refused, match="n’est pas du département de ce dossier"):
        house.do(sending.send, both, fiche_id, BY_SMS)
    with pytest.raises(Denied):
        house.do(drafting.choose_contact, house["referent"], fiche_id, contact_id)


def test_service_without_doors_refuses(sqlite_house: House) -> None:
    """Where no gateway or no mail server is configured, nothing is queued that could never leave."""
    house = sqlite_house
    deaf = replace(house, service=replace(house.service, texter=None))
    mute = replace(house, service=replace(house.service, mailer=None))
    fiche_id = house.ready()

    with pytest.raises(Refused, match="L’envoi de SMS n’est pas configuré"):
        deaf.send(fiche_id, BY_SMS)
    with pytest.raises(Refused, match="L’envoi d’e-mails n’est pas configuré"):
        mute.send(fiche_id, BY_TELEPHONE)
    page = mute.do(choosing.prepare_page, house["referent"], fiche_id)
    refusals = {option.value: option.refusal for option in page.carriers}
    assert "L’envoi d’e-mails n’est pas configuré sur ce service." == refusals["email"]
    assert "n’est pas joignable de l’extérieur" in refusals["link"]
    assert "" == refusals["hand"]


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        (Choice(Carrier.EMAIL, KeyChannel.EMAIL), "c’est le chemin du pli"),
        (Choice(Carrier.EMAIL, KeyChannel.NONE), "choisissez comment la clé"),
        (Choice(Carrier.HAND, KeyChannel.NONE), "Un pli d’essai part par e-mail."),
    ],
)
def test_test_pli_holds_to_the_same_pairs(sqlite_house: House, choice: Choice, sentence: str) -> None:
    """A test of the channels keeps them apart too."""
    with pytest.raises(Refused) as refusal:
        sqlite_house.do(sending.send_test, sqlite_house["referent"], sqlite_house.recipient(), choice)

    assert sentence in refusal.value.message


def test_test_pli_goes_to_nobody_who_left(sqlite_house: House) -> None:
    """Neither to a disabled contact nor to one of a disabled partner, nor into another département."""
    house = sqlite_house
    gone = house.recipient()
    house.do(keeping_directory.disable_contact, house["coordinator"], gone)
    partner_id = house.partner()
    closed = house.contact(partner_id)
    house.do(keeping_directory.disable_partner, house["coordinator"], partner_id)

    for contact_id in (gone, closed):
        with pytest.raises(Refused, match="n’est plus actif"):
            house.do(sending.send_test, house["referent"], contact_id, BY_TELEPHONE)
    for who in ("referent of the Loire", "dpo", "administrator"):
        with pytest.raises(Denied):
            house.do(sending.send_test, house[who], house.recipient(), BY_TELEPHONE)


@pytest.mark.requirement("G-8")
def test_refusal_is_journalled_without_its_text(house: House) -> None:
    """A rule that refused leaves an entry: who, where, of which sort; a slip of the hand leaves none."""
    for error in (Refused("Zéphyrine TESTOUKHINA"), Denied("x"), Invalid([])):
        house.do(auditing.note_refusal, error, actor=house["referent"], where="fiches.send")

    page = house.do(auditing.read_chain, house["dpo"], Chain.SECURITY)
    noted = [line for line in page.lines if line.kind == "access:refused"]
    assert [{"where": "fiches.send", "why": "denied"}, {"where": "fiches.send", "why": "refused"}] == [
        dict(line.detail) for line in noted
    ]
    assert all("référent" in line.actor_label.casefold() for line in noted)


@pytest.mark.requirement("G-8")
def test_a_wait_is_journalled_under_its_own_name(house: House) -> None:
    """Only a slowed sign-in is called one; elsewhere an account's wait is noted, a stranger's leaves nothing."""
    waits = (
        (TooMany("x", seconds=1), None),
        (TooMany("x", seconds=1), house["referent"]),
        (SignInSlowed("x", seconds=1), None),
    )
    for error, actor in waits:
        house.do(auditing.note_refusal, error, actor=actor, where="somewhere")

    page = house.do(auditing.read_chain, house["dpo"], Chain.SECURITY)
    noted = [line.kind for line in page.lines if line.kind.endswith(":slowed")]
    assert ["sign-in:slowed", "access:slowed"] == noted
