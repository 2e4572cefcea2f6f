"""Does the dossier take over what the DT OFII wrote otherwise? Only where a person ticked it, with the OFII as origin.

A birth date that the OFII corrects is worth more than ours, and may be a slip all the same: nothing is taken by itself.
"""

from liaison.errors import Invalid, Problem
from liaison.rules.access import Actor
from liaison.store import cases as case_store
from liaison.usecases.context import Context
from liaison.usecases.tables import editing
from liaison.usecases.tables.returned_rows import ReturnPreview
from liaison.vocabulary import Origin


def take_over(ctx: Context, actor: Actor, plan: ReturnPreview, over: frozenset[str]) -> None:
    """Write ticked cells into their dossiers (T-5).

    Raises:
        Invalid: one that is not offered, or that cannot be read; nothing is kept then.
        Refused: a dossier is under restriction.
    """
    offered = {cell.key: (one, cell) for one, cell in plan.differences if cell.takeable}
    if over - set(offered):
        sentence = "« À reprendre au dossier » : une de ces valeurs ne se reprend pas d’ici."
        raise Invalid([Problem("over", "À reprendre au dossier", sentence)])
    for key, (one, cell) in offered.items():
        if key in over:
            case = case_store.get_case(ctx.session, one.row.case_id or "")
            try:
                editing.change_cell(ctx, actor, case.id, cell.column, cell.returned, case.revision, origin=Origin.OFII)
            except Invalid as error:
                raise Invalid(
                    [Problem("over", found.label, f"{one.reference} : {found.message}") for found in error.problems]
                ) from None
