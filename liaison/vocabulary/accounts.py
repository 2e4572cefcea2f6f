"""Which closed words do accounts have? How somebody was recognised who lost their telephone, and what mails tell."""

from enum import StrEnum


class IdentityCheck(StrEnum):
    """How the administrator knew, before a new telephone was let in, that it is the same person."""

    IN_PERSON = "in-person"
    CALLED_BACK = "called-back"
    """At the number that the service has, never at one that the caller gives."""
    MANAGER = "manager"
    """Their manager vouches for them."""


class AccountNews(StrEnum):
    """What the owner of an account is told by mail, lest somebody else did it."""

    PASSWORD = "password"  # noqa: S105 - the name of a mail
    ADDRESS = "address"
    FACTOR = "factor"
    CODES = "codes"
