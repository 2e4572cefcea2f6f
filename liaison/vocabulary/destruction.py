"""Which words does a destruction use? Why it is done, how far it is, what it takes."""

from enum import StrEnum


class Ground(StrEnum):
    """Why something is destroyed: a closed list, for register and certificate hold it."""

    DEADLINE = "deadline"
    """Its day has come (R-1, R-2, R-3)."""
    ERASURE = "erasure"
    """The person asked, and the controller decided so (RGPD art. 17)."""
    WITHDRAWAL = "withdrawal"
    """The person withdrew the agreement that it rested on (RGPD art. 17.1 b)."""
    NO_LONGER_NEEDED = "no_longer_needed"
    """« dès qu'elles ne sont plus nécessaires » (guide:3271)."""
    MISTAKE = "mistake"
    """It should never have been here: a dossier opened twice, or for nobody."""


class DestructionStatus(StrEnum):
    """How far a destruction is; each step begins only when the one before is done."""

    BEGUN = "begun"
    """Decided and written down: it will be carried through, whatever happens."""
    EMPTIED = "emptied"
    """Data keys and rows are gone."""
    CERTIFIED = "certified"
    """Read again, and attested."""
    COMPLETE = "complete"
    """The last backup of keys that could hold one of its keys is past its life (R-5)."""


class Destroyed(StrEnum):
    """The kinds of things that a certificate counts."""

    CASE = "case"
    OFII = "ofii"
    """What a dossier holds from the OFII: taken out of it, the rest sealed anew (R-3)."""
    FICHE = "fiche"
    DRAFT = "draft"
    ARCHIVE = "archive"
    KEY = "key"
    MESSAGE = "message"
    DOCUMENT = "document"
    DEPOSIT = "deposit"
    TABLE_ROW = "table_row"
    """Somebody's row in a monthly table; the other rows stay."""
    DECISION = "decision"
    """What the DT OFII decided about somebody."""
    OTHER = "other"
    """A sealed object that is linked to a dossier and is of none of these kinds."""
