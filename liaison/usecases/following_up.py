"""What if nobody answers? Another way is offered by hand; the worker reminds the partner once, after ten days."""

from datetime import timedelta

from liaison.errors import Refused, WrongState
from liaison.events import EventKind
from liaison.rules.access import Actor
from liaison.rules.calendar import local_day
from liaison.store import exchanges as store
from liaison.store import outbox as outbox_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import choosing, delivering, linking, standing
from liaison.usecases.context import Context
from liaison.usecases.following import transmission_to_change
from liaison.vocabulary import SYSTEM, Carrier


def offer_link(ctx: Context, actor: Actor, transmission_id: str) -> None:
    """Send a second mail, with a link to the same sealed archive in place of the attachment (demands.md 3).

    The key stays where it is: the same archive, so the same key. From now on the pli travels by its link, and an
    attachment that turns up after all opens with that key too.

    Raises:
        WrongState: the pli is not one that waits for an acknowledgement.
        Refused: links do not work here, or a rule forbids sending today.
    """
    row = transmission_to_change(ctx, actor, transmission_id)
    if not standing.may_offer_link(row):
        raise WrongState("Ce pli n’attend pas de lien.", hint="Rechargez la page : elle montre où il en est.")
    if not linking.can_link(ctx.settings):
        raise Refused(
            "Ce service n’est pas joignable de l’extérieur : un lien ne s’ouvrirait pas chez le partenaire.",
            hint="Appelez-le, ou remettez la fiche en main propre.",
        )
    row.carrier = Carrier.LINK.value
    choosing.check_still_may_leave(ctx, actor, row)
    linking.cut(ctx, row.id)
    delivering.queue_link(ctx, row)
    save(ctx.session, row, event=Event(EventKind.TRANSMISSION_LINKED, actor.account_id, row.id), at=ctx.now)


def cut_link(ctx: Context, actor: Actor, transmission_id: str) -> None:
    """Let the link of a pli work no more; the key and the archive stay as they are.

    Raises:
        WrongState: no link of it works.
    """
    row = transmission_to_change(ctx, actor, transmission_id)
    cut = linking.cut(ctx, row.id)
    if not cut:
        raise WrongState("Aucun lien de ce pli ne fonctionne.", hint="Rien d’autre à faire.")
    event = Event(EventKind.TRANSMISSION_LINK_CUT, actor.account_id, row.id, {"count": cut})
    save(ctx.session, row, event=event, at=ctx.now)


def settle_trouble(ctx: Context, actor: Actor, transmission_id: str) -> None:
    """Note that what the partner could not open is settled, by a call or otherwise.

    Raises:
        WrongState: the partner reported nothing.
    """
    row = transmission_to_change(ctx, actor, transmission_id)
    if not row.trouble:
        raise WrongState("Rien n’est signalé sur ce pli.", hint="Rien d’autre à faire.")
    event = Event(EventKind.TRANSMISSION_TROUBLE, actor.account_id, row.id, {"trouble": row.trouble, "settled": True})
    row.trouble = ""
    save(ctx.session, row, event=event, at=ctx.now)


def remind_due(ctx: Context) -> int:
    """Remind, once, the partners who have not decided ten days after they got their pli; return how many.

    Without a link there is nothing to write to them that a telephone call would not do better.
    """
    if not linking.can_link(ctx.settings) or not ctx.mailer_ready:
        return 0
    before = ctx.now - timedelta(days=ctx.settings.answer_reminder_days)
    rows = store.list_to_remind(ctx.session, before)
    for row in rows:
        if outbox_store.lock_transmission(ctx.session, row.id) is None:
            continue
        row.reminded_at = ctx.now
        delivering.queue_reminder(ctx, row)
        since = (ctx.today - local_day(row.acknowledged_at or ctx.now)).days
        event = Event(EventKind.TRANSMISSION_REMINDED, SYSTEM, row.id, {"days": since})
        save(ctx.session, row, event=event, at=ctx.now)
    return len(rows)
