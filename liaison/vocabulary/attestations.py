"""Which words does the room of attestations use? What partners are asked to destroy, and what they answer (R-7)."""

from enum import StrEnum


class DestructionGround(StrEnum):
    """Why a partner is asked to destroy its copies."""

    CONVENTION_ENDED = "convention_ended"
    """The convention that covered them is over (R-2)."""
    ERASURE = "erasure"
    """We erase them early, and tell who received them (RGPD art. 17 and 19)."""


class Attested(StrEnum):
    """What a partner says became of its copies."""

    ALL_DESTROYED = "all_destroyed"
    NOTHING_KEPT = "nothing_kept"
    """There was nothing left to destroy."""
    SOME_KEPT = "some_kept"
    """A legal obligation keeps some of them (guide:3271): the reason comes from `KeptFor`."""


class KeptFor(StrEnum):
    """Why a partner keeps something: a closed list, for the register holds it."""

    LITIGATION = "litigation"
    PUBLIC_FUNDING = "public_funding"
    OWN_FILE = "own_file"
    PUBLIC_ARCHIVES = "public_archives"
    OTHER_LAW = "other_law"


class Attestor(StrEnum):
    """In which function somebody attests for a partner; no name."""

    DATA_PROTECTION = "data_protection_correspondent"
    DIRECTION = "direction"
    SECURITY = "security_officer"
    MANAGER = "manager"
    COUNSELLOR = "counsellor"


class AttestationDoor(StrEnum):
    """How an attestation came."""

    PAGE = "page"
    LETTER = "letter"
    TELEPHONE = "telephone"
    MAIL = "mail"


class RequestState(StrEnum):
    """Where a request to destroy stands, from its row and the day."""

    TO_ADDRESS = "to_address"
    """Nobody is known at the partner who could be asked: a person chooses."""
    WAITING = "waiting"
    LATE = "late"
    UNANSWERED = "unanswered"
    """Late, and every reminder stayed without an answer."""
    ATTESTED = "attested"
    WITHDRAWN = "withdrawn"
    """The end moved: there is nothing to destroy yet, or not by that day."""


class AnnouncedEnd(StrEnum):
    """Which end is announced beforehand."""

    CONVENTION = "convention"
    OFII_DATA = "ofii_data"
    """The framework agreement's: what becomes of the OFII's data is to be settled with it (R-3)."""
