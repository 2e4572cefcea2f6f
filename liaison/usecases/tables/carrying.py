"""Who is in the table of a pli, and may it leave today? Each row is asked again, however long ago it was frozen (T-7).

A refusal names the row, never the person: the register's page and the journal of refusals may show its sentence.
"""

from typing import Final

from liaison.errors import Refused
from liaison.records import OrientationTable, Partner
from liaison.rules.exchange import TABLE_KINDS
from liaison.rules.volunteering import check_volunteers
from liaison.store import cases as case_store
from liaison.store import tables as store
from liaison.usecases import agreeing, restricting
from liaison.usecases.context import Context
from liaison.vocabulary import PartnerKind
from liaison.vocabulary.tables import TableStatus

_HINT: Final = "Corrigez le tableau : cette personne n’y sera plus tant que c’est le cas."


def reference_of(position: int) -> str:
    """Return what a row is called: by its place, « L001 »."""
    return f"L{position:03}"


def check_people(ctx: Context, table: OrientationTable) -> None:
    """Let a table leave if everybody in it still may be proposed.

    Raises:
        Refused: somebody withdrew their agreement, asked that nothing leave, or their dossier goes or is gone.
    """
    if table.status == TableStatus.CORRECTED:
        raise Refused("Ce tableau est remplacé par une nouvelle version.", hint="Envoyez la nouvelle version.")
    rows = store.rows_of(ctx.session, [table.id])
    ids = [row.case_id for row in rows if row.case_id is not None]
    here = case_store.here_among(ctx.session, ids)
    kept, given = restricting.kept_here(ctx, ids), agreeing.givens_among(ctx, ids)
    for row in rows:
        name = reference_of(row.position)
        if row.case_id is None or row.content is None or row.case_id not in here:
            raise Refused(f"Ligne {name} : le dossier de cette personne est détruit.", hint=_HINT)
        try:
            if row.case_id in kept:
                restricting.check_may_send(ctx, row.case_id)
            check_volunteers(given[row.case_id], ctx.today)
        except Refused as refusal:
            raise Refused(f"Ligne {name} : {_inline(refusal.message)}", hint=_HINT) from refusal


def check_recipient(table: OrientationTable, partner: Partner) -> None:
    """Let a table go to a DT OFII of its département, and nowhere else (guide:2132-2167).

    Raises:
        Refused: it is another kind of partner, of another département, or not used any more.
    """
    if PartnerKind(partner.kind) not in TABLE_KINDS:
        raise Refused(
            "Un tableau des orientations part à la DT OFII, et à elle seule.",
            hint="Choisissez un contact de la direction territoriale de l’OFII.",
        )
    if partner.departement != table.departement:
        raise Refused(
            "Ce partenaire n’est pas du département de ce tableau.", hint="Choisissez la DT OFII du département."
        )
    if not partner.enabled:
        raise Refused("Ce partenaire n’est plus actif.", hint="Choisissez un autre partenaire dans l’annuaire.")


def _inline(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
