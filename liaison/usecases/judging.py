"""May a file that came in be kept? Judged by its content, without its key; what is turned away is told why (D-3)."""

from collections.abc import Mapping
from typing import Final

from crypto.intake import Verdict
from liaison.errors import TurnedAway
from liaison.events import EventKind
from liaison.messages.failures import Explanation
from liaison.messages.intake import explain
from liaison.rules import throttle
from liaison.store import accounts as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.usecases.receiving import Incoming

OF_THE_FORM: Final[Mapping[str, Explanation]] = {
    "missing": Explanation(
        "Aucun fichier n’est arrivé.", "Choisissez votre fichier chiffré, puis « Déposer le fichier »."
    ),
    "no-scan": Explanation(
        "Ce n’est ni un PDF, ni une image : rien n’a été gardé.",
        "Numérisez la fiche en PDF, ou photographiez-la, puis recommencez.",
    ),
}
"""What is said of a form rather than of a file."""


def check_tries(ctx: Context, subject: str) -> None:
    """Slow somebody whose files were turned away again and again.

    Raises:
        TooMany: too many a moment ago.
    """
    tries = store.tries_of(ctx.session, _tries_of(subject), ctx.now - throttle.WINDOW)
    throttle.check_not_too_many(tries, ctx.now)


def judged(incoming: Incoming, *, subject: str) -> Verdict:
    """Return what a file is, when it may be kept.

    Raises:
        TurnedAway: it may not; `subject` says by what it came.
    """
    if not incoming.was_sent:
        raise turned_away("missing", subject)
    if incoming.is_too_large:
        raise turned_away("too-large", subject)
    if incoming.verdict is None or not incoming.verdict.accepted:
        raise turned_away(incoming.verdict.code if incoming.verdict else "missing", subject)
    return incoming.verdict


def turned_away(code: str, subject: str) -> TurnedAway:
    """Make the refusal of a file."""
    told = OF_THE_FORM.get(code) or explain(code)
    return TurnedAway(told.sentence, hint=told.hint, code=code, subject=subject)


def note_turned_away(ctx: Context, error: TurnedAway, *, actor_id: str) -> None:
    """Journal and count a file that was turned away, in a transaction of its own (law 3); nothing of it is kept."""
    store.count_try(ctx.session, _tries_of(error.subject), ctx.now)
    event = Event(EventKind.UPLOAD_TURNED_AWAY, actor_id, error.subject, {"upload": error.code})
    save(ctx.session, event=event, at=ctx.now)


def _tries_of(subject: str) -> str:
    return f"upload:{subject}"
