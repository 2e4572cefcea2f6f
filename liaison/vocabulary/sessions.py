"""How is a session told from another one? By a coarse kind of browser and of machine, never by an address."""

from enum import StrEnum


class Browser(StrEnum):
    """The program, as it says itself."""

    FIREFOX = "firefox"
    CHROME = "chrome"
    EDGE = "edge"
    SAFARI = "safari"
    OTHER = "other"


class Device(StrEnum):
    """What it runs on."""

    COMPUTER = "computer"
    PHONE = "phone"
    """A telephone or a tablet."""


class Act(StrEnum):
    """What a fresh code is asked before (ASVS 7.5.1); the words stand in the journal."""

    EXPORT = "export"
    DESTRUCTION = "destruction"
    DECISION = "decision"
    ACCOUNT = "account"
    SESSIONS = "sessions"
    OTHER = "other"
    """Somebody proved who they are without having been asked to."""
