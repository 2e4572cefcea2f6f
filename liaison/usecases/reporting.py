"""What does an inspection get to read? A report over a period, that says itself how to verify it.

It holds numbers and pseudonyms only. Whoever has something to tell of a period adds a function to `SECTIONS`.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from crypto.hashchain import Detail
from forms.documents import Block, Facts, Heading, Listing, Printed, Text, render
from liaison.events import EventKind
from liaison.messages.seals import NAMES
from liaison.rules.access import Actor, check_may_read_journal
from liaison.rules.calendar import PARIS
from liaison.rules.periods import Period
from liaison.store import accounts as account_store
from liaison.store import directory as directory_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import administering, checkpointing, report_sections, walking
from liaison.usecases.context import Context
from liaison.usecases.walking import ChainState
from liaison.vocabulary import SYSTEM, Chain

Section: TypeAlias = Callable[[Context, Period], Sequence[Block]]

SECTIONS: Final[list[Section]] = [
    report_sections.transmissions,
    report_sections.refusals,
    report_sections.deposits,
    report_sections.deadlines,
    report_sections.destructions,
    report_sections.attestations,
    report_sections.breaches,
    report_sections.requests,
]
"""The parts of the report, in order."""


def make_report(ctx: Context, actor: Actor | None, period: Period) -> bytes:
    """Return the report as a PDF; both chains are followed to their end first. `actor` is nobody for the command line.

    Raises:
        Denied: neither the DPO nor the controller.
    """
    if actor is not None:
        check_may_read_journal(actor)
    actor_id = actor.account_id if actor else SYSTEM
    detail: dict[str, Detail] = {"since": period.since.isoformat(), "until": period.until.isoformat()}
    save(ctx.session, event=Event(EventKind.REPORT_MADE, actor_id, "", detail), at=ctx.now)
    who = administering.actor_label(ctx, actor_id)
    states = {chain: walking.chain_state(ctx, chain) for chain in checkpointing.ORDER}
    whole = [chain for chain, state in states.items() if state.broken_at is None]
    checkpointing.seal(ctx, whole, actor_id=actor_id)
    return render(
        Printed(
            title="Rapport de contrôle",
            subtitle=f"Échanges de fiches de liaison, {period}",
            issuer=operator_of(ctx, actor),
            made=f"Établi le {ctx.now.astimezone(PARIS):%d/%m/%Y à %H:%M}, par {who}",
            blocks=[*_first(ctx, period, states), *_parts(ctx, period), *_proof(ctx, states)],
            foot=f"Rapport de contrôle {period}",
        )
    )


def operator_of(ctx: Context, actor: Actor | None) -> str:
    """Return the operator's name, as it stands on the fiches."""
    if actor is not None:
        return account_store.get_account(ctx.session, actor.account_id).organisation
    rows = directory_store.list_departements(ctx.session)
    return rows[0].operator if rows else ""


def _first(ctx: Context, period: Period, states: dict[Chain, ChainState]) -> Iterator[Block]:
    names = ", ".join(f"{row.name} ({row.code})" for row in directory_store.list_departements(ctx.session))
    yield Facts(
        [
            ("Période", str(period)),
            ("Départements", names or "aucun"),
            *((NAMES[chain], _state(state)) for chain, state in states.items()),
        ]
    )
    yield Text(
        "Ce rapport est tiré des lignes que le service tient en travaillant. Il ne contient ni nom, ni contenu de "
        "fiche : les plis, demandes et incidents y sont des nombres ou des numéros.",
        small=True,
    )


def _parts(ctx: Context, period: Period) -> Iterator[Block]:
    for section in SECTIONS:
        yield from section(ctx, period)


def _proof(ctx: Context, states: dict[Chain, ChainState]) -> Iterator[Block]:
    yield Heading("Intégrité du registre et du journal")
    for chain, state in states.items():
        yield Text(f"{NAMES[chain]} : {_state(state)}.")
    for seal in checkpointing.public_seals(ctx):
        yield Heading(f"{NAMES[seal.chain]} : sceau et clé publique", level=2)
        yield from (Text(line, mono=True) for line in seal.note.split("\n") if line)
        yield Text(f"Clé publique : {seal.key}", mono=True)
    yield Heading("Comment vérifier")
    yield Listing(
        [
            "Demandez l’export signé du registre et du journal, de préférence sur une autre machine.",
            "Comparez les clés publiques ci-dessus à celles des e-mails que le délégué a gardés.",
            "Lancez « liaison journal verify EXPORT --public-key CLÉ » : il ne faut ni base de données, ni réglage.",
            "Ajoutez « --checkpoint FICHIER » avec un sceau gardé d’un e-mail : il montre que rien d’avant n’a changé.",
        ],
        numbered=True,
    )


def _state(state: ChainState) -> str:
    if state.broken_at is not None:
        return f"ne se suit plus à l’entrée {state.broken_at}"
    if not state.size:
        return "vide"
    begins = f" ; les entrées avant {state.begins_at} sont détruites à leur terme" if state.begins_at else ""
    return f"intègre jusqu’à l’entrée {state.size - 1}{begins}"
