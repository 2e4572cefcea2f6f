"""Who must be told of an exit, what may each one read, and where does it stand (T-10)? Tables of the rules."""

from datetime import date

import pytest

from forms.catalog import Catalog
from liaison.rules import exits
from liaison.rules.exits import Standing
from liaison.vocabulary import SPE, ArchiveStatus, Audience, ExitKind, NotConcerned, PartnerKind

pytestmark = pytest.mark.requirement("T-10")

LEFT_ON = date(2026, 11, 20)


@pytest.mark.parametrize("kind", list(ExitKind))
def test_whom_the_guide_names(kind: ExitKind) -> None:
    """The OFII of every exit, the prefecture of an exclusion, the receiving services of a move."""
    expected = {Audience.OFII}
    expected |= {Audience.PREFECTURE} if kind is ExitKind.EXCLUSION else set()
    expected |= {Audience.RECEIVING} if kind is ExitKind.MOVE else set()

    assert expected == set(exits.audiences(kind))


@pytest.mark.parametrize("kind", list(PartnerKind))
def test_whom_a_referral_adds(kind: PartnerKind) -> None:
    """Members of the SPE and PIC IPR projects that the person was referred to; a shelter is not told."""
    expected = Audience.SPE if kind in SPE else Audience.PIC_IPR if kind is PartnerKind.PIC_IPR else None

    assert expected is exits.audience_of(kind)


@pytest.mark.requirement("F-6")
@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("kind", list(ExitKind))
def test_what_each_may_read(kind: ExitKind, audience: Audience) -> None:
    """An exclusion and a giving up are read by the OFII and the prefecture; to others the support just ends."""
    hidden = kind in {ExitKind.EXCLUSION, ExitKind.ABANDON} and audience not in {Audience.OFII, Audience.PREFECTURE}

    assert ("unspecified" if hidden else kind.value) == exits.announced_kind(kind, audience)


def test_the_model_knows_every_kind() -> None:
    """Whatever is recorded has its answer on the paper, and the paper has no other."""
    options = {option.id for option in Catalog().get("exit").field("exit.kind").options}

    assert {*(kind.value for kind in ExitKind), exits.UNSPECIFIED} == options


def test_every_audience_has_its_rule_its_partners_and_its_reasons() -> None:
    """No addressee is shown without why, without where to find it, without a closed list of ways out."""
    for table in (exits.DUTIES, exits.PARTNERS, exits.REASONS):
        assert set(Audience) == set(table)
    assert {PartnerKind.OFII, PartnerKind.PREFECTURE, PartnerKind.MISSION_LOCALE} < set().union(
        *exits.PARTNERS.values()
    )
    for authority in (Audience.OFII, Audience.PREFECTURE):
        assert (NotConcerned.KNOWS_ALREADY,) == exits.REASONS[authority]


@pytest.mark.parametrize("archive", list(ArchiveStatus))
def test_what_left_and_what_waits_again(archive: ArchiveStatus) -> None:
    """A pli that was stopped or expired tells nobody: its addressee waits; on its way it does not wait any more."""
    dead = {ArchiveStatus.RECALLED, ArchiveStatus.EXPIRED, ArchiveStatus.REPLACED}
    reached = {ArchiveStatus.SENT, ArchiveStatus.ACKNOWLEDGED, ArchiveStatus.ANSWERED, ArchiveStatus.CLOSED}

    found = exits.standing(told=False, not_concerned=False, draft=False, archive=archive)

    assert (Standing.WAITING if archive in dead else Standing.SENT) is found
    assert (archive in reached) is exits.was_referred(archive)


@pytest.mark.parametrize(
    ("told", "not_concerned", "draft", "expected"),
    [
        (False, False, False, Standing.WAITING), (False, False, True, Standing.PREPARED),
        (True, False, False, Standing.TOLD), (True, False, True, Standing.TOLD),
        (False, True, False, Standing.NOT_CONCERNED), (False, True, True, Standing.NOT_CONCERNED),
    ],
)  # fmt: skip
def test_what_a_person_said_counts(*, told: bool, not_concerned: bool, draft: bool, expected: Standing) -> None:
    """Told otherwise or not concerned settles it, even with a draft left over."""
    assert expected is exits.standing(told=told, not_concerned=not_concerned, draft=draft, archive=None)


@pytest.mark.parametrize(
    ("heard_on", "sentence"),
    [(None, "Écrivez quel jour"), (date(2026, 11, 21), "vient après la sortie"), (LEFT_ON, ""), (date(2026, 1, 1), "")],
)
def test_an_exclusion_comes_after_the_person_was_heard(heard_on: date | None, sentence: str) -> None:
    """« après avoir pu présenter leurs observations » (guide:411); no other exit asks for it."""
    found = exits.problem_of_hearing(ExitKind.EXCLUSION, heard_on, LEFT_ON)

    assert sentence in found
    assert bool(sentence) is bool(found)
    for kind in set(ExitKind) - {ExitKind.EXCLUSION}:
        assert "" == exits.problem_of_hearing(kind, heard_on, LEFT_ON)
