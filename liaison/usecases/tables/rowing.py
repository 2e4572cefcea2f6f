"""How does somebody become a row of a page: proposed, or kept out?"""

from collections.abc import Mapping

from liaison.usecases.context import Context
from liaison.usecases.tables import settled
from liaison.usecases.tables.people import Person
from liaison.usecases.tables.shown import KeptOut, ProposedRow, WhyHere
from liaison.vocabulary.orientations import Doubt, Verdict
from liaison.vocabulary.tables import Settled


def name_of(person: Person) -> str:
    """Return name and first name, as the table has them."""
    text = {cell.column: cell.text for cell in person.cells}
    return f"{text['last_name']} {text['first_name']}".strip()


def proposed(ctx: Context, person: Person, why: WhyHere, names: Mapping[str, str]) -> ProposedRow:
    """Return somebody's row."""
    decided = settled.decide(ctx, person.settlement, person.findings, names)
    return ProposedRow(
        case_id=person.case.id,
        revision=person.case.revision,
        name=name_of(person),
        cells=person.cells,
        verdict=decided.verdict,
        findings=person.findings,
        settlement=decided.view,
        why_here=why,
        changed=person.changed,
        previously=person.past.table.number if person.past is not None else "",
        alike=person.alike,
        agreement_missing=Doubt.AGREEMENT_MISSING in person.codes,
        to_settle=decided.open,
    )


def stays_out(row: ProposedRow) -> bool:
    """Say whether the rules, or a decision that holds, keep somebody out."""
    excluded = row.settlement is not None and row.settlement.holds and row.settlement.settled is Settled.EXCLUDED
    return row.verdict is Verdict.NOT_ELIGIBLE or excluded


def kept_out(row: ProposedRow) -> KeptOut:
    """Return somebody who is not proposed, with what is against it."""
    against = tuple(finding for finding in row.findings if finding.verdict is Verdict.NOT_ELIGIBLE)
    return KeptOut(row.case_id, row.revision, row.name, row.verdict, against, row.settlement)
