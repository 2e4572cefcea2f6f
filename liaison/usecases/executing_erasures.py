"""Which erasures were decided and wait to be carried out? Each begins here, under its request's number (RGPD art. 17).

The decision is the controller's, in the room of requests; the destruction is the one that everything takes. What is
held meanwhile waits until the hold is lifted: it is asked again in every round.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from liaison.errors import LiaisonError
from liaison.store import rights as store
from liaison.usecases import deciding_requests, erasing
from liaison.usecases.context import Context
from liaison.vocabulary import SYSTEM
from liaison.vocabulary.destruction import Ground

_log: Final = logging.getLogger("liaison.destruction")


def begin_decided(open_transaction: Callable[[], AbstractContextManager[Context]]) -> int:
    """Begin the erasures that were decided; return how many. The worker carries them through."""
    with open_transaction() as ctx:
        waiting = deciding_requests.erasures_to_execute(ctx)
    begun = 0
    for request_id, case_id in waiting:
        try:
            with open_transaction() as ctx:
                _begin(ctx, request_id, case_id)
            begun += 1
        except LiaisonError as error:  # held, or gone already: its page says that it waits
            _log.info("a decided erasure waits: %s", type(error).__name__)
    return begun


def _begin(ctx: Context, request_id: str, case_id: str) -> None:
    row = store.lock_request(ctx.session, request_id)
    if row.executed_at is not None:
        return
    by = row.decided_by or SYSTEM
    erasing.erase_case(ctx, by=by, case_id=case_id, ground=Ground.ERASURE, request=row.number)
    deciding_requests.note_executed(ctx, request_id)
