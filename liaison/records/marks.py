"""What is in a column, and when does it die? Every column says it (`docs/retention.md` is made of this)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

from liaison.vocabulary.retention import RuleId


class Data(StrEnum):
    """What a column holds."""

    TECHNICAL = "technical"
    """Nothing about a person."""
    PERSONAL = "personal"
    """About a person, but not directly identifying: dates, statuses, pseudonyms."""
    SEALED = "sealed"
    """Ciphertext, under the data key of one object."""
    SECRET = "secret"  # noqa: S105 - the name of a category, not a password
    """A login secret or a token, only as its hash."""


class Dies(StrEnum):
    """The rule by which a row's content ends."""

    NEVER = "never"
    ACCOUNT = "account"
    """With the account, one year after it was disabled."""
    PARTNER = "partner"
    """With the partner's last transmission in the register."""
    CASE = "case"
    """With the dossier: R-1, three years after the end of the support."""
    EXCHANGE = "exchange"
    """With the exchange: R-2, two months after the end of the convention, or the dossier before."""
    DELIVERY = "delivery"
    """With its delivery, at most 30 days after it."""
    SESSION = "session"
    """With the session, at most a day."""
    REGISTER = "register"
    """Five years after the transmission closed (RGPD art. 5.2)."""
    JOURNAL = "journal"
    """Six to twelve months (CNIL 2021-122)."""
    BREACH = "breach"
    """Never: the register of breaches and complaints, by number (RGPD art. 33.5)."""
    REQUEST = "request"
    """Five years after the person was answered: the proof that they were (RGPD art. 5.2 and 12; Code civil 2224)."""
    ANSWER = "answer"
    """With the answer to the person: at once, or seven days after it was handed over, thirty after it was made."""


RULES_OF: Final[Mapping[Dies, tuple[RuleId, ...]]] = {
    Dies.CASE: (RuleId.SUPPORT_END, RuleId.FRAMEWORK_END),
    Dies.EXCHANGE: (RuleId.CONVENTION_END, RuleId.SUPPORT_END, RuleId.WAITING_DOCUMENT),
    Dies.DELIVERY: (RuleId.ARCHIVE, RuleId.WITHHELD_KEY, RuleId.RELEASED_KEY, RuleId.DEPOSIT),
    Dies.ANSWER: (RuleId.GIVEN_COPY, RuleId.MADE_COPY),
}
"""The rules of `rules.retention` behind what dies with a dossier, an exchange or a delivery; others stand alone."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored and loaded in UTC on both engines (SQLite forgets zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """Say what is loaded, which a decorator does not say by itself: `store.copying` reads a dump by it."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's own signature
        """Refuse a naive moment: nobody could say which hour it means."""
        if value is not None and value.tzinfo is None:
            message = "a moment needs a zone"
            raise ValueError(message)
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's own signature
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def column(data: Data, dies: Dies, **options: Any) -> Any:  # noqa: ANN401 - as sqlmodel.Field itself
    """Make a column that says what it holds and when it dies; options are those of `sqlmodel.Field`."""
    extra = options.pop("sa_column_kwargs", {})
    return Field(sa_column_kwargs={**extra, "info": {"data": data, "dies": dies}}, **options)


def moment(data: Data, dies: Dies, **options: Any) -> Any:  # noqa: ANN401 - as sqlmodel.Field itself
    """Make a column for an aware moment."""
    return column(data, dies, sa_type=UtcDateTime, **options)
