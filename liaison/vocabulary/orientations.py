"""Which words does an orientation to the programme use? What the rules found of somebody, each finding by its code."""

from enum import StrEnum


class Verdict(StrEnum):
    """What the rules of the guide say of somebody, from the best to the worst; a person decides (E-1 to E-4)."""

    ELIGIBLE = "eligible"
    DOUBTFUL = "doubtful"
    """Something is not known, or needs a look: never taken for a no."""
    NOT_ELIGIBLE = "not_eligible"


class Doubt(StrEnum):
    """What a finding is about: a closed list, for who settles a row says which of these they looked at."""

    # The status, and its window (E-1).
    IN_WINDOW = "in_window"
    STATUS_UNKNOWN = "status_unknown"
    """No date of protection: neither window nor its end can be told."""
    STATUS_TO_COME = "status_to_come"
    """The date of protection lies ahead: typed wrong, most often."""
    WINDOW_CLOSED = "window_closed"
    BEFORE_DEPLOYMENT = "before_deployment"
    """Protected before the year that precedes the deployment in the département."""
    NOT_DEPLOYED_YET = "not_deployed_yet"
    DEPLOYMENT_UNKNOWN = "deployment_unknown"
    RELATIVE = "relative"
    """Joins somebody protected: eligible as that one is, without a status of their own (guide:175-176)."""
    PREFECT = "prefect"
    """Admitted on the prefect's instruction (guide:178-179)."""
    TEMPORARY = "temporary"
    ASYLUM = "asylum"

    # The contract of republican integration (E-2).
    CIR_SIGNED = "cir_signed"
    CIR_UNKNOWN = "cir_unknown"
    CIR_TO_COME = "cir_to_come"
    CIR_NOT_SIGNED = "cir_not_signed"

    # The CPH, and resettlement (E-3).
    CPH_LONG_ENOUGH = "cph_long_enough"
    CPH_TOO_SHORT = "cph_too_short"
    CPH_TO_COME = "cph_to_come"
    """The first day in the CPH lies ahead."""
    CPH_REQUESTED = "cph_requested"
    CPH_VALIDATED = "cph_validated"
    CPH_UNKNOWN = "cph_unknown"
    RESETTLED = "resettled"
    RESETTLED_UNKNOWN = "resettled_unknown"

    # Who lives here, wants it, and needs it (E-4).
    LIVES_ELSEWHERE = "lives_elsewhere"
    RESIDENCE_UNKNOWN = "residence_unknown"
    SHELTERED = "sheltered"
    """A structure of the département shelters them, and referred them."""
    AGREED = "agreed"
    AGREEMENT_MISSING = "agreement_missing"
    AGREEMENT_WITHDRAWN = "agreement_withdrawn"
    SETTLED = "settled"
    """Stable housing and lasting employment both: not oriented (guide:243-247)."""
    SETTLED_UNKNOWN = "settled_unknown"

    # What keeps somebody out whatever the guide says.
    RESTRICTED = "restricted"
    """Asked that their data be left alone for a while (RGPD art. 18)."""
    OBJECTS = "objects"
    """Objects to what is done with their data (RGPD art. 21)."""
    IN_PROGRAMME = "in_programme"
    LEFT_PROGRAMME = "left_programme"
    COMES_BACK = "comes_back"
    """Left positively, and taken up again on the prefect's instruction (guide:400-403)."""
    DUPLICATE = "duplicate"
    """Same name as in another dossier, and no birth date against it."""


class EmploymentKind(StrEnum):
    """Which employment counts for a positive exit (guide 1.5.2); several short contracts are none of them."""

    TRAINING = "training"
    APPRENTICESHIP = "apprenticeship"
    PERMANENT = "permanent"
    FIXED_SIX = "fixed_six"
    """A fixed-term contract of at least six months."""
    HOPE = "hope"
    """Out of HOPE, and kept on after its eight months."""


class FollowUp(StrEnum):
    """What the guide asks of a support, each by a day (E-7)."""

    CONTACT = "contact"
    """At least every two months."""
    END = "end"
    """After 24 months, or 12 more where somebody came back."""
    INTERVIEW_3 = "interview_3"
    """Three months after a positive exit."""
    INTERVIEW_6 = "interview_6"
