"""What does the SMS gateway tell us by itself? What became of a text; nothing is answered but yes or no.

The gateway proves itself with the shared secret of the settings, sent as `Authorization: Bearer …`. Without that
setting the address does not exist. Accepted loss: a gateway that can only send the secret in its URL is not
taken, since URLs are logged on the way; delivery is then asked by poll.
"""

import hmac
import json
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from liaison.adapters.http_json import Json, pick
from liaison.rules.delivery import read_delivery
from liaison.usecases import delivery_reports
from web.deps import Ctx, service_of

router = APIRouter()

MAX_REPORT: Final = 16 * 1024
"""Bytes of a report: an id and a word."""


async def read_report(request: Request) -> Json:
    """Read the posted JSON once the secret is right; who does not know it is not listened to.

    Raises:
        HTTPException: 404 when no callback is configured, 401, 413, or 400 for what is no JSON.
    """
    secret = service_of(request).settings.sms_callback_secret.get_secret_value()
    if not secret:
        raise HTTPException(404)
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {secret}".encode()):
        raise HTTPException(401)
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_REPORT:
            raise HTTPException(413)
    try:
        report: Json = json.loads(content)
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    return report


@router.post("/passerelle/sms")
def take_delivery_report(request: Request, report: Annotated[Json, Depends(read_report)], ctx: Ctx) -> Response:
    """Keep what the gateway says of a text; an unknown text is answered like a known one."""
    settings = service_of(request).settings
    word = pick(report, settings.sms_status_field)
    status = read_delivery(word, delivered=settings.sms_delivered, undelivered=settings.sms_undelivered)
    delivery_reports.note_delivery(ctx, pick(report, settings.sms_id_field), status)
    return Response(status_code=204)
