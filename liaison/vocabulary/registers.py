"""Which words do the printed registers use? Their documents, what a third party does for us, what the operator says."""

from enum import StrEnum


class RegisterDocument(StrEnum):
    """What can be printed of what the software really does."""

    CONTROLLER = "controller-register"
    """RGPD art. 30.1."""
    PROCESSOR = "processor-register"
    """RGPD art. 30.2: what is done for the OFII."""
    ANNEX = "operational-annex"
    """The guide's annexe 6 (G-7)."""
    ASSESSMENT = "impact-assessment"
    """RGPD art. 35 (G-10)."""
    SUBPROCESSORS = "subprocessors"
    """G-11."""
    CORRESPONDENTS = "correspondents"
    """G-5."""
    NOTICE = "notice"
    """RGPD art. 13 and 14 (G-9)."""


class HostRole(StrEnum):
    """What a machine does for the service, or somebody who has no machine of ours: maintenance, backups."""

    HOSTING = "hosting"
    DATABASE = "database"
    KEYSTORE = "keystore"
    MAIL = "mail"
    BOX = "box"
    SMS = "sms"
    ANTIVIRUS = "antivirus"
    IDENTITY = "identity"
    OTHER = "other"


class HostFault(StrEnum):
    """What is wrong with what is known of a machine, the worst first."""

    UNDECLARED = "undeclared"
    OTHER_COUNTRY = "other_country"
    """Settings and declaration do not name the same country."""
    ENDED = "ended"
    NOT_BEGUN = "not_begun"
    NO_AGREEMENT = "no_agreement"
    """No agreement of RGPD art. 28 is dated."""


class Statement(StrEnum):
    """What the software cannot know: the operator says it, once."""

    OPERATOR = "operator"
    CONTROLLER = "controller"
    DPO = "dpo"
    RIGHTS = "rights"
    OFII_CONTACT = "ofii_contact"
    LEGAL_BASIS = "legal_basis"
    COLLECTION = "collection"
    NECESSITY = "necessity"
    PREMISES = "premises"
    PEOPLE = "people"
    DEVICES = "devices"
    MACHINE = "machine"
    BACKUPS = "backups"
    PAPER = "paper"
    ARCHIVES = "archives"
    CONTINUITY = "continuity"
    REVIEWS = "reviews"
    VIEWS = "views"
    RISKS = "risks"
    DPO_OPINION = "dpo_opinion"
