"""Is everything that is typed kept, right or wrong, and is what is wrong told?"""

import pytest

from forms.text import LONGEST_RAW
from liaison.errors import Conflict, Invalid
from liaison.usecases import drafting, keeping_cases
from liaison.vocabulary import Origin
from tests.factories import PERSON, House

NAME = "beneficiary.last_name"


class TestAutosave:
    """Is everything typed kept?"""

    def test_wrong_values_are_kept_as_typed(self, house: House) -> None:
        """Autosave keeps nonsense to the letter, and says what is wrong with it in French."""
        fiche_id = house.draft(house.case())
        typed = {
            "beneficiary.birth_date": "31/02/1990", "beneficiary.agdref": "  12  ", "beneficiary.children": "-3",
            "support.done": "a\u202eb <b>gras</b> \N{GRINNING FACE}\n=1+1",
        }  # fmt: skip

        saved = house.type(fiche_id, typed)

        page = house.do(drafting.open_fiche, house["referent"], fiche_id)
        assert typed == {key: page.raw[key] for key in typed}
        named = {problem.field for problem in saved.problems}
        assert {"beneficiary.birth_date", "beneficiary.agdref", "beneficiary.children"} <= named
        assert all(problem.message.startswith(f"« {problem.label} » : ") for problem in saved.problems)
        assert house.clock.now() == saved.saved_at

    def test_older_revision_is_a_conflict(self, house: House) -> None:
        """Another window saved meanwhile: told so, and what stands is what that window saved."""
        fiche_id = house.draft(house.case())
        page = house.do(drafting.open_fiche, house["referent"], fiche_id)
        house.type(fiche_id, {"support.done": "première fenêtre"})

        with pytest.raises(Conflict) as refusal:
            house.do(
                drafting.save, house["referent"], fiche_id, raw={**page.raw, "support.done": "seconde"},
                revision=page.revision,
            )  # fmt: skip

        assert "Rien n’est perdu" in refusal.value.hint
        assert "première fenêtre" == house.do(drafting.open_fiche, house["referent"], fiche_id).raw["support.done"]

    def test_saving_the_same_again_changes_nothing(self, sqlite_house: House) -> None:
        """An autosave without a change makes no new revision, so that two quiet windows do not fight."""
        house = sqlite_house
        fiche_id = house.draft(house.case())
        before = house.do(drafting.open_fiche, house["referent"], fiche_id)
        house.clock.advance(minutes=1)

        saved = house.type(fiche_id, {})

        assert (before.revision, before.saved_at) == (saved.revision, saved.saved_at)

    def test_unknown_field_is_refused(self, sqlite_house: House) -> None:
        """A field that the model does not have is refused by name; nothing of that save is kept."""
        house = sqlite_house
        fiche_id = house.draft(house.case())

        with pytest.raises(Invalid) as refusal:
            house.type(fiche_id, {"beneficiary.diagnosis": "secret", "support.done": "texte"})

        assert ["beneficiary.diagnosis"] == [problem.field for problem in refusal.value.problems]
        assert "support.done" not in house.do(drafting.open_fiche, house["referent"], fiche_id).raw

    def test_text_without_end_is_refused(self, sqlite_house: House) -> None:
        """What is far beyond any paper is refused, by its label; the longest that is kept is kept whole."""
        house = sqlite_house
        fiche_id = house.draft(house.case())

        with pytest.raises(Invalid) as refusal:
            house.type(fiche_id, {"support.done": "x" * (LONGEST_RAW + 1)})
        house.type(fiche_id, {"support.done": "x" * LONGEST_RAW})

        assert "ce texte est trop long" in refusal.value.problems[0].message

    def test_origin_follows_what_is_typed(self, sqlite_house: House) -> None:
        """A value about the person that was typed here is the person's; a prefilled one keeps its origin."""
        house = sqlite_house
        case_id = house.do(
            keeping_cases.create_case, house["referent"], departement="69", raw=PERSON, origin=Origin.OFII
        )
        fiche_id = house.draft(case_id, raw={"beneficiary.first_name": "Changée", "support.done": "texte"})

        origins = house.do(drafting.open_fiche, house["referent"], fiche_id).origins

        assert Origin.PERSON is origins["beneficiary.first_name"]
        assert Origin.OFII is origins[NAME]
        assert "support.done" not in origins

    def test_unprintable_characters_are_named(self, sqlite_house: House) -> None:
        """A Tigrinya name is kept, and the person typing is told that the paper cannot draw it."""
        house = sqlite_house
        fiche_id = house.ready()

        saved = house.type(fiche_id, {"beneficiary.first_name": "ሰላም"})

        (warning,) = [w for w in saved.warnings if "polices" in w.message]
        assert "beneficiary.first_name" == warning.field
        assert all(character in warning.message for character in "ሰላም")
        assert "ሰላም" == house.do(drafting.open_fiche, house["referent"], fiche_id).raw["beneficiary.first_name"]
