"""Which plis still tell a partner something of a person? What left and may be read, and what the dossier says since.

Of a fiche, and of a row in a monthly table: a rectification concerns those that say something else (RGPD art. 16, 19).
"""

from collections.abc import Mapping, Sequence
from typing import Final

from forms.answers import Answers
from liaison.records import Transmission
from liaison.store import cases as case_store
from liaison.store import exchanges as exchange_store
from liaison.usecases import freezing, standing
from liaison.usecases.context import Context
from liaison.usecases.dossier import PERSON, raw_of, read_person
from liaison.usecases.tables import rows_of_person
from liaison.vocabulary import ArchiveStatus, Carrier

_LEFT: Final = frozenset({*standing.LEFT, ArchiveStatus.CLOSED})


def left(row: Transmission) -> bool:
    """Say whether a partner may read it: it left and stands, or its key was given before it was over."""
    read = row.sent_at is not None and row.released_at is not None
    return ArchiveStatus(row.archive_status) in _LEFT or row.carrier == Carrier.HAND or read


def by_partner(sent: Sequence[Transmission]) -> dict[tuple[str, str | None], Transmission]:
    """Return one line for each partner, by its last pli."""
    return {(one.partner_id, None): one for one in sent}


def by_fiche(ctx: Context, case_id: str, sent: Sequence[Transmission]) -> dict[tuple[str, str | None], Transmission]:
    """One line for each fiche, and for the tables, that still say something else of the person than the dossier now."""
    known = raw_of(read_person(ctx, case_store.get_case(ctx.session, case_id)))
    found: dict[tuple[str, str | None], Transmission] = {}
    stale = {row.table.id for row in rows_of_person.rows_of(ctx, case_id) if rows_of_person.says_otherwise(row, known)}
    for one in sent:
        if one.table_id in stale:  # no fiche corrects a row: it is told by its reference, and on the telephone
            found[one.partner_id, None] = one
        if one.fiche_version_id is None:
            continue
        version = exchange_store.get_fiche_version(ctx.session, one.fiche_version_id)
        if version.fiche_id is None or exchange_store.was_corrected(ctx.session, version.fiche_id):
            continue
        if _says_otherwise(freezing.answers_of(ctx, version), known):
            found[one.partner_id, version.fiche_id] = one
    return found


def _says_otherwise(answers: Answers, known: Mapping[str, str]) -> bool:
    """Compare what left with the dossier: only what the dossier holds, or held, can have been rectified there."""
    return any(
        key.startswith(PERSON) and answers.display(key) != known.get(key, "")
        for key in answers.values
        if key in known or answers.display(key)
    )
