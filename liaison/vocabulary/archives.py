"""Why is a dossier taken out of the archive? A closed list, for the journal keeps it."""

from enum import StrEnum


class WayBack(StrEnum):
    """What a dossier whose support ended long ago is needed for again."""

    COMES_BACK = "comes-back"
    FOR_THE_PERSON = "for-the-person"
    FOR_A_CHECK = "for-a-check"
    FOR_THE_COURT = "for-the-court"
