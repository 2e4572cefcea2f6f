"""How does a part of a dossier die before the rest? What is left is sealed under a new key; the old one dies (law 5).

The new key is durable and the row committed before the old key goes: killed anywhere, the dossier opens.
"""

from liaison.records import Case
from liaison.store import cases as store
from liaison.usecases.context import Context
from liaison.usecases.dossier import object_of, read_person, seal_person
from liaison.vocabulary import Origin

_AGDREF = "beneficiary.agdref"


def holds(ctx: Context, case: Case) -> bool:
    """Say whether a dossier holds anything that came from the OFII."""
    return any(value.origin is Origin.OFII for value in read_person(ctx, case).values())


def take_out(ctx: Context, case_id: str) -> None:
    """Take out of a dossier what came from the OFII, in the caller's transaction; the caller destroys the old key."""
    store.lock_case(ctx.session, case_id)
    case = store.get_case(ctx.session, case_id)
    kept = {name: value for name, value in read_person(ctx, case).items() if value.origin is not Origin.OFII}
    case.generation += 1
    ctx.vault.create(object_of(case))
    case.revision += 1
    case.person = seal_person(ctx, case, kept)
    if _AGDREF not in kept:
        case.agdref_index = None
    ctx.session.flush()
