"""What does an inspection read of persons' requests? A table by number over a period: dates, decisions, proofs."""

from collections.abc import Iterator
from datetime import datetime

from forms.documents import Block, Facts, Grid, Heading, Text
from liaison.records import RightsRequest
from liaison.rules import rights
from liaison.store import directory as directory_store
from liaison.store import rights as store
from liaison.usecases.context import Context
from liaison.usecases.finding_requests import dates_of
from liaison.usecases.person_data import said
from liaison.usecases.rights_labels import ARTICLES, DECISIONS, OPINIONS, RIGHTS
from liaison.vocabulary.rights import Opinion, RequestDecision, Right


def report_section(ctx: Context, start: datetime, end: datetime) -> list[Block]:
    """Return the part of an inspection's report about persons' rights, for every département; nobody is in it."""
    codes = [row.code for row in directory_store.list_departements(ctx.session)]
    rows = store.list_between(ctx.session, codes, start, end)
    blocks: list[Block] = [
        Heading("Demandes des personnes (RGPD, articles 12 et 15 à 22)"),
        Text(
            "Par numéro. Le mois compte de la réception, par quelque porte qu’elle vienne, jusqu’au même quantième du "
            "mois suivant ; il n’est suspendu que tant que l’identité est à prouver. Un week-end ne le déplace pas.",
            small=True,
        ),
    ]
    if not rows:
        return [*blocks, Text("Aucune demande n’a été reçue pendant cette période.")]
    answered = [row for row in rows if row.answered_on is not None]
    late = [row for row in rows if _is_late(ctx, row)]
    counts = (
        ("Demandes reçues", str(len(rows))), ("Répondues", str(len(answered))),
        ("Répondues après le délai, ou en retard", str(len(late))),
    )  # fmt: skip
    columns = ("N°", "Droit", "Reçue", "Au plus tard", "Avis du DPO", "Décision", "Répondue", "Preuve (SHA-256)")
    grid = Grid(columns, [tuple(_cells(row)) for row in rows], (1.1, 1.6, 1.1, 1.2, 1.1, 1.6, 1.1, 1.6))
    return [*blocks, Facts(counts), grid]


def _cells(row: RightsRequest) -> Iterator[str]:
    kind, dates = Right(row.kind), dates_of(row)
    yield row.number
    yield f"{RIGHTS[kind]} ({ARTICLES[kind]})"
    yield said(row.received_on)
    yield f"{said(rights.due_on(dates))}{' (prolongée)' if rights.is_extended(dates) else ''}"
    yield OPINIONS[Opinion(row.opinion)] if row.opinion else "—"
    yield (
        f"{DECISIONS[RequestDecision(row.decision)]} {row.ground.replace('art-', 'art. ')}".strip()
        if row.decision
        else "—"
    )
    yield said(row.answered_on) or "—"
    yield row.answer_sha256[:16] or "—"


def _is_late(ctx: Context, row: RightsRequest) -> bool:
    if rights.is_paused(dates_of(row)):
        return False
    return (row.answered_on or ctx.today) > rights.due_on(dates_of(row))
