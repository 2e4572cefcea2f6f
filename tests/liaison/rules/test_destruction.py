"""Does a plan take what is due, keep what is held, and count nothing twice?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules.destruction import Day, Part, plan
from liaison.vocabulary import DeadlineSubject

pytestmark = pytest.mark.requirement("R-4", "R-6")

NOW = datetime(2029, 11, 20, tzinfo=UTC)


def part(subject: DeadlineSubject, id_: str, *, case: str | None = None, pli: str | None = None, late: int = 0) -> Part:
    """Give a part that is due, some days late."""
    due = NOW - timedelta(days=late)
    day = Day("R-1", "fin de l’accompagnement", date(2026, 11, 20), "3 ans", "guide", due, due - timedelta(days=7))
    return Part(subject, id_, "69", day, case, pli)


CASE = part(DeadlineSubject.CASE, "c1", case="c1")
FICHE = part(DeadlineSubject.FICHE, "f1", case="c1", pli="t1")
OTHER = part(DeadlineSubject.FICHE, "f2", case="c2", pli="t2")
ALONE = part(DeadlineSubject.ARCHIVE, "t3", pli="t3", late=3)


def test_what_goes_with_its_dossier_is_not_counted_twice() -> None:
    """The fiche of a dossier that goes is in it; that of another stays a part of its own; the latest comes first."""
    found = plan([CASE, FICHE, OTHER, ALONE], {})

    assert (ALONE, CASE, OTHER) == found.parts
    assert () == found.kept


@pytest.mark.parametrize("held", ["c1", "t1", "f1"])
def test_what_is_held_is_named(held: str) -> None:
    """By its dossier, its pli, or itself."""
    found = plan([FICHE], {held: ("litige 2026-S01",)})

    assert () == found.parts
    assert [("f1", ("litige 2026-S01",))] == [(kept.part.id, kept.why) for kept in found.kept]


def test_a_held_dossier_holds_all_of_it() -> None:
    """Nothing of it goes, not even what has a day of its own."""
    found = plan([CASE, FICHE, OTHER], {"c1": ("litige 2026-S01",)})

    assert (OTHER,) == found.parts
    assert {"c1", "f1"} == {kept.part.id for kept in found.kept}


IDS = st.sampled_from(["c1", "c2", "c3"])
PARTS = st.lists(
    st.one_of(
        IDS.map(lambda id_: part(DeadlineSubject.CASE, id_, case=id_)),
        st.tuples(st.sampled_from(["f1", "f2", "f3"]), IDS).map(
            lambda pair: part(DeadlineSubject.FICHE, pair[0], case=pair[1], pli=f"t{pair[0]}")
        ),
    ),
    unique_by=lambda one: one.id,
)


@given(PARTS, st.dictionaries(st.sampled_from(["c1", "c2", "c3", "tf1", "f2"]), st.just(("x 1",))))
def test_every_part_goes_is_kept_or_goes_with_its_dossier(
    parts: list[Part], obstacles: dict[str, tuple[str, ...]]
) -> None:
    """None is lost on the way, none is in two places, and nothing that is held goes."""
    found = plan(parts, obstacles)

    gone, kept = {one.id for one in found.parts}, {one.part.id for one in found.kept}
    assert not gone & kept
    for one in parts:
        assert one.id in gone | kept or one.case_id in gone
    for one in found.parts:
        assert not {one.id, one.case_id, one.transmission_id} & set(obstacles)
