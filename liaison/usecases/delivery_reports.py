"""Did the SMS arrive? What the gateway says of it, asked by the worker or told by its callback.

Accepted is not delivered (demands.md 7): a text that did not arrive is shown, and a person telephones.
"""

from liaison.events import EventKind
from liaison.ports import DeliveryPostponed, TextMessenger
from liaison.rules.delivery import POLL_UNTIL, Failure, next_poll
from liaison.store import outbox as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.usecases.delivering import Transactions
from liaison.vocabulary import SYSTEM, DeliveryStatus


def note_delivery(ctx: Context, gateway_id: str, status: DeliveryStatus) -> bool:
    """Keep the gateway's last word on a text; false for an unknown text, and when it changes nothing."""
    row = store.find_text(ctx.session, gateway_id) if gateway_id else None
    if row is None or row.delivery != DeliveryStatus.ACCEPTED or status is DeliveryStatus.ACCEPTED:
        return False
    row.delivery = status.value
    transmission = store.lock_transmission(ctx.session, row.transmission_id) if row.transmission_id else None
    if transmission is not None and status is DeliveryStatus.UNDELIVERED:
        transmission.failure = Failure.UNDELIVERED.value
    event = Event(EventKind.KEY_DELIVERY, SYSTEM, row.transmission_id or row.id, {"status": status.value})
    save(ctx.session, row, event=event, at=ctx.now)
    return True


def poll_deliveries(transaction: Transactions, texter: TextMessenger | None, *, limit: int = 20) -> int:
    """Ask the gateway about the texts whose arrival is not known; return how many changed.

    When to ask next is written before asking: an answer that never comes delays nothing else.
    """
    if texter is None:
        return 0
    with transaction() as ctx:
        rows = store.list_to_poll(ctx.session, ctx.now, sent_after=ctx.now - POLL_UNTIL, limit=limit)
        for row in rows:
            row.next_at = next_poll(row.sent_at or row.created_at, ctx.now)
        asked = [row.provider_id for row in rows]
    changed = 0
    for gateway_id in asked:
        try:
            status = texter.status(gateway_id)
        except DeliveryPostponed:
            continue
        if status is not DeliveryStatus.ACCEPTED:
            with transaction() as ctx:
                changed += note_delivery(ctx, gateway_id, status)
    return changed
