"""What kind of browser is it? One word of a short list: enough to recognise one's own, too little to trace anybody.

A browser says what it wants to: this helps its owner find a session in a list, and decides nothing.
"""

from dataclasses import dataclass
from typing import Final

from liaison.vocabulary.sessions import Browser, Device

# In this order: Edge says that it is Chrome too, and Chrome that it is Safari.
_BROWSERS: Final = (
    ("Edg", Browser.EDGE),
    ("OPR/", Browser.OTHER),
    ("Firefox/", Browser.FIREFOX),
    ("FxiOS/", Browser.FIREFOX),
    ("Chrome/", Browser.CHROME),
    ("CriOS/", Browser.CHROME),
    ("Safari/", Browser.SAFARI),
)
_PHONES: Final = ("Mobi", "Android", "iPhone", "iPad")


@dataclass(frozen=True, slots=True)
class Machine:
    """What a session was opened with."""

    browser: Browser = Browser.OTHER
    device: Device = Device.COMPUTER


def machine_of(agent: str) -> Machine:
    """Return what a User-Agent header says, coarsely."""
    browser = next((found for mark, found in _BROWSERS if mark in agent), Browser.OTHER)
    phone = any(mark in agent for mark in _PHONES)
    return Machine(browser, Device.PHONE if phone else Device.COMPUTER)
