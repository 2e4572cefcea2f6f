"""Does the guard warn of a draft's sensitive texts, forget those kept knowingly, and tell no text (F-7)?"""

import json

import pytest

from crypto.hashchain import Entry
from liaison.errors import Denied
from liaison.events import EventKind
from liaison.records import Fiche
from liaison.store import trails
from liaison.usecases import drafting, overruling
from liaison.usecases.guarding import Guarded
from liaison.vocabulary import Chain, Sensitive
from tests.factories import House

pytestmark = pytest.mark.requirement("F-7")

DONE, NEEDS = "support.done", "support.needs"
ILL = "Suivie pour une dépression."
NUMBER = "Sécurité sociale 1 85 05 78 006 084 91."


def guarded(house: House, fiche_id: str) -> tuple[Guarded, ...]:
    """Return what the page of a fiche warns of."""
    return house.do(drafting.open_fiche, house["referent"], fiche_id).guarded


def overruled(house: House) -> list[Entry]:
    """Return what the journal says of warnings that were overruled."""
    return house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, EventKind.GUARD_OVERRULED))


def keep(house: House, fiche_id: str, warning: Guarded, *, by: str = "referent") -> bool:
    """Keep a text knowingly."""
    return house.do(overruling.keep, house[by], fiche_id, warning.field, warning.mark)


def test_saving_tells_field_words_rule_and_what_to_do(house: House) -> None:
    """Each sort in each field is one warning, in the order of the paper; nothing is refused, all is kept."""
    fiche_id = house.draft(house.case())

    saved = house.type(fiche_id, {DONE: f"{ILL} Il prie à la mosquée.", NEEDS: NUMBER})

    assert [(DONE, Sensitive.HEALTH), (DONE, Sensitive.RELIGION), (NEEDS, Sensitive.NIR)] == [
        (one.field, one.kind) for one in saved.guarded
    ]
    first = saved.guarded[0]
    assert ("dépression",) == first.passages
    assert "Accompagnement déjà réalisé ou en cours" == first.naming
    words, rule, advice = first.sentences
    assert "« dépression » : c’est peut-être une donnée de santé." == words
    assert rule.startswith("RGPD, article 9 (guide, annexe 6")
    assert advice.startswith("Le mieux : ")
    assert saved.guarded == guarded(house, fiche_id)


def test_names_and_addresses_are_no_free_text(sqlite_house: House) -> None:
    """A family called Malade who lives rue de l'Église is not warned of; a number in the address is."""
    house = sqlite_house
    fiche_id = house.draft(house.case())
    house.type(fiche_id, {"beneficiary.last_name": "MALADE", "beneficiary.address": "3 rue de l’Église"})
    assert () == guarded(house, fiche_id)
    house.type(fiche_id, {"beneficiary.address": f"3 rue de l’Église. {NUMBER}"})
    assert [("beneficiary.address", Sensitive.NIR)] == [(one.field, one.kind) for one in guarded(house, fiche_id)]


def test_kept_knowingly_it_is_not_told_again(house: House) -> None:
    """For that very text of that field; the other field still warns, and what is typed elsewhere changes nothing."""
    fiche_id = house.draft(house.case())
    ill, number = house.type(fiche_id, {DONE: ILL, NEEDS: NUMBER}).guarded

    assert keep(house, fiche_id, ill)

    assert (number,) == guarded(house, fiche_id)
    assert (number,) == house.type(fiche_id, {"support.planned": "Un stage."}).guarded
    changed = house.type(fiche_id, {DONE: f"{ILL} Sous traitement."}).guarded
    assert [DONE, NEEDS] == [one.field for one in changed]
    assert (number,) == house.type(fiche_id, {DONE: ILL}).guarded


def test_the_journal_knows_sort_and_field_only(house: House) -> None:
    """Closed words, no text, no digest; and the digest stands nowhere in clear."""
    fiche_id = house.draft(house.case())
    (warning,) = house.type(fiche_id, {DONE: ILL}).guarded

    keep(house, fiche_id, warning)

    (entry,) = overruled(house)
    assert (fiche_id, house["referent"].account_id) == (entry.subject, entry.actor)
    assert {"field": DONE, "sensitive": "health", "at": "review"} == entry.detail
    row = house.do(lambda ctx: ctx.session.get(Fiche, fiche_id))
    assert row is not None
    assert warning.mark not in json.dumps(entry.detail) + row.draft.decode("latin-1")


def test_a_text_that_changed_is_not_kept_unseen(sqlite_house: House) -> None:
    """The mark of an older text keeps nothing, nor does that of another field or fiche: the warning stays."""
    house = sqlite_house
    fiche_id, other_id = house.draft(house.case()), house.draft(house.case(raw={"beneficiary.last_name": "AUTRE"}))
    (warning,) = house.type(fiche_id, {DONE: ILL}).guarded
    (other,) = house.type(other_id, {DONE: ILL}).guarded
    assert warning.mark != other.mark
    house.type(fiche_id, {DONE: f"{ILL} Et diabétique."})

    assert not keep(house, fiche_id, warning)
    assert not keep(house, fiche_id, other)

    assert 1 == len(guarded(house, fiche_id))
    assert [] == overruled(house)


def test_only_who_may_open_the_dossier_keeps(sqlite_house: House) -> None:
    """Another référent is refused, whatever mark they have."""
    house = sqlite_house
    fiche_id = house.draft(house.case())
    (warning,) = house.type(fiche_id, {DONE: ILL}).guarded
    with pytest.raises(Denied):
        keep(house, fiche_id, warning, by="other referent")


def test_it_warns_and_never_blocks(house: House) -> None:
    """A fiche leaves with a sensitive text; what nobody kept knowingly is then told to the journal."""
    fiche_id = house.ready()
    ill, _ = house.type(fiche_id, {DONE: ILL, NEEDS: NUMBER}).guarded
    keep(house, fiche_id, ill)

    house.send(fiche_id)

    assert [("health", "review"), ("nir", "sending")] == [
        (entry.detail["sensitive"], entry.detail["at"]) for entry in overruled(house)
    ]
    assert () == guarded(house, fiche_id)


def test_a_correction_is_another_fiche(sqlite_house: House) -> None:
    """What was kept on the one that left is looked at again on the one that corrects it."""
    house = sqlite_house
    fiche_id = house.ready()
    (warning,) = house.type(fiche_id, {DONE: ILL}).guarded
    keep(house, fiche_id, warning)
    house.send(fiche_id)

    new_id = house.do(drafting.correct, house["referent"], fiche_id)

    assert [DONE] == [one.field for one in guarded(house, new_id)]
