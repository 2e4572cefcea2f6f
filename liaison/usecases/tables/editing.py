"""What happens when a cell is typed in the sheet? The dossier changes: nothing is ever typed twice (T-5, V-4)."""

from collections.abc import Mapping

from forms.binding import InvalidAnswers, bind
from liaison.errors import Conflict, Invalid, NotFound, Problem
from liaison.records import Case
from liaison.rules.access import Actor
from liaison.store import cases as case_store
from liaison.store import deposits as deposit_store
from liaison.usecases import agreeing, changing_cases
from liaison.usecases.context import Context
from liaison.usecases.dossier import dossier_spec, raw_of, read_person
from liaison.usecases.tables import cells
from liaison.usecases.tables.columns import BY_ID, REFERRER
from liaison.usecases.tables.proposing import current_row, kept_case
from liaison.usecases.tables.shown import ProposedRow
from liaison.vocabulary import Origin


def edit_cell(  # noqa: PLR0913 - what a cell sends, one by one
    ctx: Context, actor: Actor, case_id: str, column: str, text: str, revision: int,
    *, origin: Origin = Origin.OPERATOR,
) -> ProposedRow:  # fmt: skip
    """Change one value of a dossier, as `change_cell`; return the row as it stands then."""
    return current_row(ctx, _changed(ctx, actor, case_id, column, text, revision, origin))


def change_cell(  # noqa: PLR0913 - what a cell sends, one by one
    ctx: Context, actor: Actor, case_id: str, column: str, text: str, revision: int,
    *, origin: Origin = Origin.OPERATOR,
) -> int:  # fmt: skip
    """Change one value of a dossier; an empty text is « à compléter » again. Return the dossier's revision then.

    The row is not worked out: that reads every dossier of the département, and several cells may change at once.

    `revision`: of the dossier that was read. What is there already is no conflict: a cell that is saved twice is saved.

    Raises:
        NotFound: there is no such dossier, or no such column.
        Denied: the dossier is not theirs.
        Invalid: the text cannot be read, the number is that of another dossier, or the cell comes from a referral.
        Conflict: somebody else changed the dossier meanwhile.
        Refused: the person asked for a restriction, and it stands.
    """
    return _changed(ctx, actor, case_id, column, text, revision, origin).revision


def _changed(  # noqa: PLR0913, PLR0917 - what both ways of changing a cell share
    ctx: Context, actor: Actor, case_id: str, column: str, text: str, revision: int, origin: Origin
) -> Case:
    case = kept_case(ctx, actor, case_id)
    case_store.lock_case(ctx.session, case.id)
    if column not in BY_ID:
        raise NotFound("Cette colonne n’existe pas.", hint="Rechargez la page du tableau.")
    field = BY_ID[column].field
    before = raw_of(read_person(ctx, case))
    checked = _checked(ctx, case.id, before, column, cells.typed(column, text))
    if before.get(field, "") != checked:
        _check_is_of_the_dossier(ctx, case.id, column)
        changing_cases.check_unchanged(case, revision)
        _change(ctx, actor, case, column, {**before, field: checked}, origin)
    return case


def _checked(ctx: Context, case_id: str, before: Mapping[str, str], column: str, text: str) -> str:
    """Read what was typed, by the rules of the dossier; whatever else it holds was read when it was typed."""
    field, label = BY_ID[column].field, BY_ID[column].label
    spec = dossier_spec(ctx)
    needed = {one.id: before.get(one.id, "") for one in spec.fields() if one.required}
    consents = agreeing.consents_of(ctx, case_id)
    try:
        bound = bind(spec, {**needed, field: text}, today=ctx.today, consents=consents)
    except InvalidAnswers as error:
        raise Invalid(
            [Problem(p.field_id, label, p.message.replace(p.label, label, 1)) for p in error.problems]
        ) from None
    return bound.answers.display(field)


def _check_is_of_the_dossier(ctx: Context, case_id: str, column: str) -> None:
    if column == REFERRER and deposit_store.referrals_among(ctx.session, [case_id]):
        sentence = f"« {BY_ID[column].label} » : il vient de l’orientation notée dans le dossier. Corrigez-la là-bas."
        raise Invalid([Problem(BY_ID[column].field, BY_ID[column].label, sentence)])


def _change(ctx: Context, actor: Actor, case: Case, column: str, raw: Mapping[str, str], origin: Origin) -> None:
    """Another dossier's number is a problem of the cell; it is where it is to be looked at again."""
    try:
        changing_cases.change(ctx, actor, case, raw, origin)
    except Conflict as error:
        label = BY_ID[column].label
        sentence = f"« {label} » : {error.message} {error.hint}"
        raise Invalid([Problem(BY_ID[column].field, label, sentence)]) from None
