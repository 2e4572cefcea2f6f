"""Where does the next page of a list begin? A moment or a number in the address, never a person's word."""

from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request

BEFORE = "avant"


def cursor(request: Request) -> datetime | None:
    """Return the moment before which the page begins; None for the newest.

    Raises:
        HTTPException: 400, the address was made by hand.
    """
    text = request.query_params.get(BEFORE, "")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise HTTPException(400)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # the year 1 of another zone is no moment of ours
        raise HTTPException(400) from None


def position(request: Request) -> int | None:
    """Return the entry before which the page begins; None for the newest.

    Raises:
        HTTPException: 400, the address was made by hand.
    """
    text = request.query_params.get(BEFORE, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 12):  # noqa: PLR2004
        raise HTTPException(400)
    return int(text)
