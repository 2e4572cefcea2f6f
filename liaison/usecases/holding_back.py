"""Who asks that a destruction wait, and who decides? Asked, advised by the DPO, decided and lifted by the controller.

R-4: a litigation, a legal obligation with its text and term, or a restriction (RGPD, article 18); there is no other
extension. Only what was granted holds. What is typed is sealed under the hold's own data key, and names nobody.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from crypto.hashchain import Detail
from liaison.errors import Invalid, NotFound, Problem, WrongState
from liaison.events import EventKind
from liaison.records import Hold
from liaison.rules.access import Actor, check_has_role, check_may_work_in
from liaison.rules.calendar import add_months
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.store import retention as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import hold_words
from liaison.usecases.context import Context, Json
from liaison.usecases.inviting import required
from liaison.vocabulary import SYSTEM, Role, Sealed
from liaison.vocabulary.retention import Decision, HoldKind, HoldScope, Lifting, Opinion

ASKERS: Final = frozenset({Role.COORDINATOR, Role.CONTROLLER, Role.DPO})
ADVISERS: Final = frozenset({Role.DPO})
DECIDERS: Final = frozenset({Role.CONTROLLER})
REVIEW_MONTHS: Final = 12
"""No review is put off further."""
TERM_YEARS: Final = 15
"""A term further away is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class HoldForm:
    """What is asked. `reference`: of the pli, or the pseudonym of the dossier; a convention goes by its id."""

    kind: HoldKind
    scope: HoldScope
    reference: str
    why: str
    text: str = ""
    ends_on: date | None = None
    review_on: date | None = None


def ask(ctx: Context, actor: Actor, form: HoldForm) -> str:
    """Ask that a destruction wait; return the hold's id. Nothing waits before the controller grants it.

    Raises:
        Denied: another role, or an object of another département.
        Invalid: everything to correct at once.
        WrongState: the same was asked already, or stands.
    """
    check_has_role(actor, ASKERS)
    subject_id, departement = _subject(ctx, actor, form)
    problems = required([("why", "Motif", form.why)])
    _check_dates(ctx, form, problems)
    row = Hold(
        id=ctx.new_id(), number="", departement=departement, kind=form.kind.value, scope=form.scope.value,
        subject_id=subject_id, request=b"", asked_at=ctx.now, asked_by=actor.account_id,
        ends_on=form.ends_on if form.kind is HoldKind.LEGAL_OBLIGATION else None,
        review_on=None if form.kind is HoldKind.LEGAL_OBLIGATION else form.review_on,
    )  # fmt: skip
    hold_words.check(ctx, actor, row, [("why", "Motif", form.why), ("text", "Texte", form.text)], problems)
    if problems:
        raise Invalid(problems)
    _check_is_new(ctx, row)
    row.number = _number(ctx)
    ctx.vault.create(Sealed.HOLD.object(row.id))
    words: dict[str, Json] = {"why": form.why.strip(), "text": form.text.strip()}
    row.request = ctx.seal(Sealed.HOLD.object(row.id), "request", words)
    detail: dict[str, Detail] = {
        "number": row.number, "hold": row.kind, "scope": row.scope, "subject": subject_id, "ends": _iso(row.ends_on),
    }  # fmt: skip
    save(ctx.session, row, event=Event(EventKind.HOLD_ASKED, actor.account_id, row.id, detail), at=ctx.now)
    return row.id


def advise(ctx: Context, actor: Actor, hold_id: str, opinion: Opinion, words: str) -> None:
    """Record what the DPO thinks; until the decision they may say it anew.

    Raises:
        Denied: not the DPO, or another département.
        Invalid: no opinion, or no reason for it.
        WrongState: it was decided already.
    """
    row = hold_to_change(ctx, actor, hold_id, ADVISERS)
    problems = required([("advice", "Raisons", words)])
    hold_words.check_length("advice", "Raisons", words, problems)
    if opinion is Opinion.NONE_GIVEN:
        problems.append(Problem("opinion", "Votre avis", "Choisissez une des réponses proposées."))
    if problems:
        raise Invalid(problems)
    _check_undecided(row)
    row.opinion, row.advised_at, row.advised_by = opinion.value, ctx.now, actor.account_id
    row.advice = ctx.seal(Sealed.HOLD.object(row.id), "advice", words.strip())
    detail: dict[str, Detail] = {"number": row.number, "opinion": row.opinion}
    save(ctx.session, row, event=Event(EventKind.HOLD_ADVISED, actor.account_id, row.id, detail), at=ctx.now)


def decide(
    ctx: Context, actor: Actor, hold_id: str, decision: Decision, ground: str, *, without_opinion: bool = False
) -> None:
    """Grant or refuse a hold; from the moment of a grant nothing that it covers is destroyed.

    `without_opinion`: the DPO said nothing and the decision cannot wait; that is recorded too.

    Raises:
        Denied: not the controller, or another département.
        Invalid: no ground, or no opinion and nothing said of it.
        WrongState: it was decided already.
    """
    row = hold_to_change(ctx, actor, hold_id, DECIDERS)
    problems = required([("ground", "Motif de la décision", ground)])
    hold_words.check(ctx, actor, row, [("ground", "Motif de la décision", ground)], problems)
    if not row.opinion and not without_opinion:
        sentence = "Le délégué n’a pas encore donné son avis : attendez-le, ou cochez que vous décidez sans."
        problems.append(Problem("without_opinion", "Avis du délégué", sentence))
    if problems:
        raise Invalid(problems)
    _check_undecided(row)
    row.opinion = row.opinion or Opinion.NONE_GIVEN.value
    row.decision, row.decided_at, row.decided_by = decision.value, ctx.now, actor.account_id
    row.ground = ctx.seal(Sealed.HOLD.object(row.id), "ground", ground.strip())
    detail: dict[str, Detail] = {
        "number": row.number, "decision": row.decision, "opinion": row.opinion,
        "days": (ctx.now - row.asked_at).days, "ends": _iso(row.ends_on), "review": _iso(row.review_on),
    }  # fmt: skip
    save(ctx.session, row, event=Event(EventKind.HOLD_DECIDED, actor.account_id, row.id, detail), at=ctx.now)


def keep(ctx: Context, actor: Actor, hold_id: str, review_on: date | None) -> None:
    """Look again at a hold that stands, and let it go on until the next review.

    Raises:
        Denied: not the controller, or another département.
        Invalid: no day, or one that is too far away.
        WrongState: it does not stand, or ends by its own term.
    """
    row = hold_to_change(ctx, actor, hold_id, DECIDERS)
    problems: list[Problem] = []
    _check_review(ctx, review_on, problems)
    if problems:
        raise Invalid(problems)
    _check_stands(ctx, row)
    if row.ends_on is not None:
        raise WrongState("Cette suspension finit d’elle-même à son terme.", hint="Rien d’autre à faire.")
    row.review_on = review_on
    detail: dict[str, Detail] = {"number": row.number, "decision": row.decision, "review": _iso(review_on)}
    save(ctx.session, row, event=Event(EventKind.HOLD_DECIDED, actor.account_id, row.id, detail), at=ctx.now)


def lift(ctx: Context, actor: Actor, hold_id: str) -> None:
    """End a hold: what it covered and is late goes with the next destruction.

    Raises:
        Denied: not the controller, or another département.
        WrongState: it does not stand.
    """
    row = hold_to_change(ctx, actor, hold_id, DECIDERS)
    _check_stands(ctx, row)
    _lift(ctx, row, actor.account_id, Lifting.CONTROLLER)


def end_past_term(ctx: Context) -> int:
    """Note the end of the holds whose term passed; they held nothing since. Return how many."""
    rows = store.holds_past_term(ctx.session, ctx.today)
    for row in rows:
        _lift(ctx, row, SYSTEM, Lifting.TERM)
    return len(rows)


def hold_of(ctx: Context, actor: Actor, hold_id: str) -> Hold:
    """Return a hold of a département of the actor's.

    Raises:
        NotFound: there is none of that id.
        Denied: another role, or another département.
    """
    check_has_role(actor, ASKERS)
    row = store.get_hold(ctx.session, hold_id)
    check_may_work_in(actor, row.departement)
    return row


def hold_to_change(ctx: Context, actor: Actor, hold_id: str, roles: frozenset[Role]) -> Hold:
    """Return a hold, locked, for those who may act on it."""
    check_has_role(actor, roles)
    row = store.lock_hold(ctx.session, hold_id)
    check_may_work_in(actor, row.departement)
    return row


def stands(ctx: Context, row: Hold) -> bool:
    """Say whether a hold suspends anything today."""
    over = row.ends_on is not None and row.ends_on < ctx.today
    return row.decision == Decision.GRANTED and row.lifted_at is None and not over


def _lift(ctx: Context, row: Hold, by: str, how: Lifting) -> None:
    row.lifted_at, row.lifted_by, row.lifting = ctx.now, by, how.value
    detail: dict[str, Detail] = {"number": row.number, "lifting": how.value}
    save(ctx.session, row, event=Event(EventKind.HOLD_LIFTED, by, row.id, detail), at=ctx.now)


def _subject(ctx: Context, actor: Actor, form: HoldForm) -> tuple[str, str]:
    """Return what a hold covers, and its département."""
    try:
        found = _FINDERS[form.scope](ctx, form.reference.strip())
    except NotFound:
        found = None
    if found is None or found[1] not in actor.departements:  # the same words for both: nobody learns what is there
        sentence = "Rien ne porte cette référence dans vos départements : copiez-la depuis sa page ou l’échéancier."
        raise Invalid([Problem("reference", "Référence", sentence)])
    return found


def _find_case(ctx: Context, reference: str) -> tuple[str, str] | None:
    row = case_store.get_case(ctx.session, reference)
    return row.id, row.departement


def _find_transmission(ctx: Context, reference: str) -> tuple[str, str] | None:
    row = exchange_store.find_by_reference(ctx.session, reference.lower())
    return (row.id, row.departement) if row is not None else None


def _find_convention(ctx: Context, reference: str) -> tuple[str, str] | None:
    row = directory_store.get_convention(ctx.session, reference)
    return row.id, directory_store.get_partner(ctx.session, row.partner_id).departement


_FINDERS: Final = {
    HoldScope.CASE: _find_case,
    HoldScope.TRANSMISSION: _find_transmission,
    HoldScope.CONVENTION: _find_convention,
}


def _check_dates(ctx: Context, form: HoldForm, problems: list[Problem]) -> None:
    if form.kind is not HoldKind.LEGAL_OBLIGATION:
        _check_review(ctx, form.review_on, problems)
        return
    if not form.text.strip():
        sentence = "« Texte » : nommez le texte qui oblige à conserver, avec son article."
        problems.append(Problem("text", "Texte", sentence))
    farthest = add_months(ctx.today, 12 * TERM_YEARS)
    if form.ends_on is None or not ctx.today < form.ends_on <= farthest:
        sentence = (
            f"« Terme » : écrivez le dernier jour de l’obligation, à venir, et au plus tard le {farthest:%d/%m/%Y}."
        )
        problems.append(Problem("ends_on", "Terme", sentence))


def _check_review(ctx: Context, day: date | None, problems: list[Problem]) -> None:
    farthest = add_months(ctx.today, REVIEW_MONTHS)
    if day is None or not ctx.today < day <= farthest:
        sentence = f"« À réexaminer le » : écrivez un jour à venir, au plus tard le {farthest:%d/%m/%Y}."
        problems.append(Problem("review_on", "À réexaminer le", sentence))


def _check_is_new(ctx: Context, row: Hold) -> None:
    for other in store.holds_of(ctx.session, row.subject_id):
        if other.kind == row.kind and (not other.decision or stands(ctx, other)):
            raise WrongState(
                f"La suspension {other.number} porte déjà sur le même objet, pour la même raison.",
                hint="Retrouvez-la dans la liste des suspensions.",
            )


def _check_undecided(row: Hold) -> None:
    if row.decision:
        raise WrongState("La décision est déjà prise.", hint="Rechargez la page : elle dit laquelle.")


def _check_stands(ctx: Context, row: Hold) -> None:
    if not stands(ctx, row):
        raise WrongState("Cette suspension n’est pas en vigueur.", hint="Rechargez la page : elle dit où elle en est.")


def _number(ctx: Context) -> str:
    """Return the next number of the year; of two at the same moment the column takes one, the other is asked again."""
    year = str(ctx.today.year)
    return f"{year}-S{store.count_holds(ctx.session, year) + 1:02}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
