"""Does a destruction wait for a hold, and for nothing else (R-4)?"""

from datetime import date

import pytest

from liaison.errors import Denied, Invalid, NotFound, WrongState
from liaison.events import EventKind
from liaison.store import trails
from liaison.usecases import holding_back, holds, suspending
from liaison.usecases.holding_back import HoldForm
from liaison.usecases.holds import HoldPage, HoldStatus
from liaison.usecases.suspending import Obstacle
from liaison.vocabulary import SYSTEM, Chain, PartnerKind
from liaison.vocabulary.retention import Decision, HoldKind, HoldScope, OpenReason, Opinion
from tests.deposits import By, Sent
from tests.factories import PERSON, House

pytestmark = pytest.mark.requirement("R-4")
WHY = "Recours devant le tribunal administratif, instance 2026-000 (fictive)."
REVIEW = date(2027, 2, 1)
TERM = date(2026, 12, 31)


def ask(
    house: House, scope: HoldScope, reference: str, *, kind: HoldKind = HoldKind.LITIGATION, who: str = "coordinator"
) -> str:
    """Ask for a hold with all that its kind asks for."""
    legal = kind is HoldKind.LEGAL_OBLIGATION
    form = HoldForm(
        kind, scope, reference, WHY, "Règlement (UE) 2021/1060, article 82" if legal else "",
        TERM if legal else None, None if legal else REVIEW,
    )  # fmt: skip
    return house.do(holding_back.ask, house[who], form)


def grant(house: House, hold_id: str) -> None:
    """Grant a hold, with a favourable opinion."""
    house.do(holding_back.advise, house["dpo"], hold_id, Opinion.FAVOURABLE, "Le recours est connu.")
    house.do(holding_back.decide, house["controller"], hold_id, Decision.GRANTED, "Preuve utile au recours.")


def granted(house: House, scope: HoldScope, reference: str, *, kind: HoldKind = HoldKind.LITIGATION) -> str:
    """Give a hold that stands."""
    hold_id = ask(house, scope, reference, kind=kind)
    grant(house, hold_id)
    return hold_id


def held(
    house: House, *, cases: tuple[str, ...] = (), plis: tuple[str, ...] = (), documents: tuple[str, ...] = ()
) -> set[str]:
    """Name what may not be destroyed of all that is given."""
    return set(house.do(suspending.obstacles, case_ids=cases, transmission_ids=plis, document_ids=documents))


def page(house: House, hold_id: str, who: str = "controller") -> HoldPage:
    """Open a hold."""
    return house.do(holds.open_hold, house[who], hold_id)


def test_asked_advised_decided_lifted(house: House) -> None:
    """Nothing is held before the grant, nor after the lifting; each step says who, when and why."""
    case_id = house.case()
    hold_id = ask(house, HoldScope.CASE, case_id)
    assert set() == held(house, cases=(case_id,))
    assert [hold_id] == [line.id for line in house.do(holds.to_advise, house["dpo"])]
    house.do(holding_back.advise, house["dpo"], hold_id, Opinion.UNFAVOURABLE, "Le recours ne la concerne pas.")
    assert set() == held(house, cases=(case_id,))
    assert [hold_id] == [line.id for line in house.do(holds.to_decide, house["controller"])]
    house.do(holding_back.decide, house["controller"], hold_id, Decision.GRANTED, "Le juge l’a demandé.")
    assert {case_id: (Obstacle("litigation", "2026-S01", None),)} == house.do(suspending.obstacles, case_ids=[case_id])
    shown = page(house, hold_id)
    assert (HoldStatus.STANDING, "Défavorable", "Accordée") == (
        shown.line.status, shown.opinion_label, shown.decision_label,
    )  # fmt: skip
    assert ("Le recours ne la concerne pas.", "Le juge l’a demandé.") == (shown.advice, shown.ground)

    house.do(holding_back.lift, house["controller"], hold_id)

    assert set() == held(house, cases=(case_id,))
    assert HoldStatus.OVER is page(house, hold_id).line.status
    entries = house.do(
        lambda ctx: trails.read_page(ctx.session, Chain.SECURITY, before=None, limit=50, subject=hold_id)
    )
    assert ["hold:asked", "hold:advised", "hold:decided", "hold:lifted"] == [entry.kind for entry in entries][::-1]


def test_hold_on_a_dossier_holds_all_of_it(house: House) -> None:
    """Its transmissions and what partners sent for it are held too; another dossier is not."""
    transmission_id = house.sent("spe")
    case_id = house.row(transmission_id).case_id or ""
    by = By(house.row(transmission_id).contact_id, transmission_id)
    deposit_id, documents = house.deposited(by, Sent(house.printed(transmission_id)))
    other = house.sent_to("TESTOVITCH")

    granted(house, HoldScope.CASE, case_id)

    parts = (transmission_id, other)
    assert {case_id, transmission_id, deposit_id, *documents} == held(
        house, cases=(case_id, house.row(other).case_id or ""), plis=parts, documents=(deposit_id, *documents)
    )


def test_refused_holds_nothing(house: House) -> None:
    """A refusal stays in the list with its ground, and holds nothing."""
    case_id = house.case()
    hold_id = ask(house, HoldScope.CASE, case_id)
    house.do(
        holding_back.decide,
        house["controller"],
        hold_id,
        Decision.REFUSED,
        "Rien ne le justifie.",
        without_opinion=True,
    )

    assert set() == held(house, cases=(case_id,))
    shown = page(house, hold_id)
    assert (HoldStatus.REFUSED, "Aucun avis rendu", 0) == (
        shown.line.status, shown.opinion_label, shown.days_without_opinion,
    )  # fmt: skip


def test_hold_on_a_transmission_holds_its_dossier(house: House) -> None:
    """Destroying the dossier would take the pli: it waits too; the dossier's other plis go."""
    transmission_id = house.sent("spe")
    row = house.row(transmission_id)
    hold_id = granted(house, HoldScope.TRANSMISSION, row.reference)

    assert {transmission_id, row.case_id} == held(house, cases=(row.case_id or "",), plis=(transmission_id,))
    assert (row.reference,) == page(house, hold_id).plis


def test_hold_on_a_convention(house: House) -> None:
    """What was exchanged under it waits, with the dossiers that its destruction would take; a test pli is of none."""
    transmission_id = house.sent("spe")
    row = house.row(transmission_id)
    other = house.sent_to("TESTOVITCH")
    granted(house, HoldScope.CONVENTION, row.convention_id or "")

    assert {transmission_id, row.case_id} == held(
        house, cases=(row.case_id or "", house.row(other).case_id or ""), plis=(transmission_id, other)
    )


def test_many_are_asked_at_once(house: House) -> None:
    """However many parts are due one night, each is looked at: more ids than one query takes."""
    case_id = house.case()
    granted(house, HoldScope.CASE, case_id)
    many = tuple(f"{number:016}" for number in range(40_000))

    assert {case_id} == held(house, cases=(*many, case_id), plis=many, documents=many[:10])


def test_legal_obligation_ends_by_itself(house: House) -> None:
    """Until the last second of its term it holds; the night notes its end, and nobody need lift it."""
    case_id = house.case()
    hold_id = granted(house, HoldScope.CASE, case_id, kind=HoldKind.LEGAL_OBLIGATION)
    house.clock.advance(days=(TERM - date(2026, 11, 21)).days)
    assert {case_id} == held(house, cases=(case_id,))
    assert 0 == house.do(holding_back.end_past_term)

    house.clock.advance(days=1)

    assert set() == held(house, cases=(case_id,))
    assert [1, 0] == [house.do(holding_back.end_past_term) for _ in range(2)]
    entry = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, EventKind.HOLD_LIFTED))[-1]
    assert (SYSTEM, {"number": "2026-S01", "lifting": "term"}) == (entry.actor, entry.detail)
    assert "le service, à son terme" == page(house, hold_id).lifted_by


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (HoldForm(HoldKind.LEGAL_OBLIGATION, HoldScope.CASE, "", WHY, "", TERM), "text"),
        (HoldForm(HoldKind.LEGAL_OBLIGATION, HoldScope.CASE, "", WHY, "Un texte", None), "ends_on"),
        (HoldForm(HoldKind.LEGAL_OBLIGATION, HoldScope.CASE, "", WHY, "Un texte", date(2026, 11, 21)), "ends_on"),
        (HoldForm(HoldKind.LEGAL_OBLIGATION, HoldScope.CASE, "", WHY, "Un texte", date(2226, 1, 1)), "ends_on"),
        (HoldForm(HoldKind.LITIGATION, HoldScope.CASE, "", WHY), "review_on"),
        (HoldForm(HoldKind.RESTRICTION, HoldScope.CASE, "", WHY, review_on=date(2027, 11, 22)), "review_on"),
        (HoldForm(HoldKind.LITIGATION, HoldScope.CASE, "", " ", review_on=REVIEW), "why"),
        (HoldForm(HoldKind.LITIGATION, HoldScope.CASE, "", "x" * 1001, review_on=REVIEW), "why"),
    ],
)
def test_what_a_hold_must_say(sqlite_house: House, form: HoldForm, field: str) -> None:
    """A legal obligation names its text and term; the others are looked at again within a year."""
    case_id = sqlite_house.case()
    full = HoldForm(form.kind, form.scope, case_id, form.why, form.text, form.ends_on, form.review_on)
    with pytest.raises(Invalid) as refused:
        sqlite_house.do(holding_back.ask, sqlite_house["dpo"], full)

    assert [field] == [problem.field for problem in refused.value.problems]


@pytest.mark.requirement("G-8")
def test_no_name_in_what_the_dpo_reads(sqlite_house: House) -> None:
    """A motive that names whom it concerns is refused, with the field; the DPO's own words teach them no name."""
    case_id = sqlite_house.case()
    name = PERSON["beneficiary.last_name"].lower()
    form = HoldForm(HoldKind.LITIGATION, HoldScope.CASE, case_id, f"Recours de Mme {name}, 2026.", review_on=REVIEW)
    with pytest.raises(Invalid) as refused:
        sqlite_house.do(holding_back.ask, sqlite_house["coordinator"], form)
    assert ["why"] == [problem.field for problem in refused.value.problems]

    assert sqlite_house.do(holding_back.ask, sqlite_house["dpo"], form)


def test_controller_does_not_decide_without_saying_so(sqlite_house: House) -> None:
    """Without the DPO's opinion the decision must say that it did not wait for it."""
    hold_id = ask(sqlite_house, HoldScope.CASE, sqlite_house.case())
    with pytest.raises(Invalid) as refused:
        sqlite_house.do(holding_back.decide, sqlite_house["controller"], hold_id, Decision.GRANTED, "Motif.")
    assert ["without_opinion"] == [problem.field for problem in refused.value.problems]


def test_decided_once(sqlite_house: House) -> None:
    """After the decision neither an opinion nor another decision is taken; what is lifted is not lifted again."""
    house = sqlite_house
    case_id = house.case()
    hold_id = granted(house, HoldScope.CASE, case_id)
    with pytest.raises(WrongState):
        house.do(holding_back.advise, house["dpo"], hold_id, Opinion.UNFAVOURABLE, "Trop tard.")
    with pytest.raises(WrongState):
        house.do(holding_back.decide, house["controller"], hold_id, Decision.REFUSED, "Autre chose.")
    with pytest.raises(WrongState, match="2026-S01"):
        ask(house, HoldScope.CASE, case_id, who="dpo")
    house.do(holding_back.lift, house["controller"], hold_id)
    with pytest.raises(WrongState):
        house.do(holding_back.lift, house["controller"], hold_id)
    assert "2026-S02" == page(house, ask(house, HoldScope.CASE, case_id)).line.number


def test_review_comes_back(sqlite_house: House) -> None:
    """On its day a hold stands among what is to be decided; kept on, it waits until the next one."""
    house = sqlite_house
    hold_id = granted(house, HoldScope.CASE, house.case())
    assert [] == house.do(holds.to_decide, house["controller"])
    house.clock.advance(days=(REVIEW - date(2026, 11, 21)).days)
    assert [hold_id] == [line.id for line in house.do(holds.to_decide, house["controller"])]

    house.do(holding_back.keep, house["controller"], hold_id, date(2027, 6, 1))

    assert [] == house.do(holds.to_decide, house["controller"])
    with pytest.raises(Invalid):
        house.do(holding_back.keep, house["controller"], hold_id, date(2029, 6, 1))


@pytest.mark.parametrize("who", ["referent", "administrator", "coordinator of the Loire"])
def test_who_may_not_ask(sqlite_house: House, who: str) -> None:
    """A référent and an administrator ask nothing; another département's coordinator learns not even that it exists."""
    case_id = sqlite_house.case()
    with pytest.raises((Denied, Invalid)):
        ask(sqlite_house, HoldScope.CASE, case_id, who=who)


def test_each_does_their_own_part(sqlite_house: House) -> None:
    """The DPO decides nothing, the controller gives no opinion of the DPO's, the coordinator lifts nothing."""
    house = sqlite_house
    hold_id = ask(house, HoldScope.CASE, house.case())
    with pytest.raises(Denied):
        house.do(holding_back.advise, house["controller"], hold_id, Opinion.FAVOURABLE, "Moi-même.")
    with pytest.raises(Denied):
        house.do(holding_back.decide, house["dpo"], hold_id, Decision.GRANTED, "Moi-même.")
    grant(house, hold_id)
    for who in ("dpo", "coordinator"):
        with pytest.raises(Denied):
            house.do(holding_back.lift, house[who], hold_id)
    with pytest.raises(Denied):
        page(house, hold_id, "coordinator of the Loire")


@pytest.mark.requirement("A-2")
def test_controller_opens_one_object_with_a_reason(house: House) -> None:
    """The name is shown to the controller alone, and the journal holds the reason, a closed word."""
    case_id = house.case()
    hold_id = ask(house, HoldScope.CASE, case_id)
    seen = house.do(holds.open_object, house["controller"], hold_id, OpenReason.BEFORE_DECIDING)

    assert "TESTOUKHINA Zéphyrine" == seen.person
    entry = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, EventKind.CASE_READ))[-1]
    assert (case_id, {"number": "2026-S01", "open-reason": "before-deciding"}) == (entry.subject, entry.detail)
    for who in ("dpo", "coordinator"):
        with pytest.raises(Denied):
            house.do(holds.open_object, house[who], hold_id, OpenReason.BEFORE_DECIDING)


def test_convention_names_nobody(sqlite_house: House) -> None:
    """Of a convention the controller opens nobody; a test pli concerns nobody either."""
    house = sqlite_house
    convention_id = house.convention(house.partner(PartnerKind.MISSION_LOCALE), "spe")
    hold_id = ask(house, HoldScope.CONVENTION, convention_id)
    with pytest.raises(WrongState):
        house.do(holds.open_object, house["controller"], hold_id, OpenReason.FOR_THE_COURT)


def test_unknown_hold(sqlite_house: House) -> None:
    """There is no such hold."""
    with pytest.raises(NotFound):
        page(sqlite_house, "nothing")
