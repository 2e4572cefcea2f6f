"""What waits for somebody today, and what did they send? Lists of transmissions, by what each waits for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from liaison.records import Transmission
from liaison.rules.access import Actor, check_has_role
from liaison.store import exchanges as store
from liaison.usecases import administering, coming_contacts, forewarning
from liaison.usecases.coming_contacts import ComingContacts
from liaison.usecases.context import Context
from liaison.usecases.dossier import cases_followed, places_taken
from liaison.usecases.following import FOLLOWERS
from liaison.usecases.following_exits import WaitingExit, list_waiting
from liaison.usecases.forewarning import EndingPart
from liaison.usecases.listing import FicheLine, TransmissionLine, fiche_lines, transmission_lines
from liaison.usecases.standing import Waits
from liaison.usecases.standing_in import AbsenceView, charges_of
from liaison.usecases.tables.convocations import DecisionsDay, list_convocations
from liaison.usecases.tables.shown import WaitingRow
from liaison.usecases.tables.waiting_rows import waiting_rows
from liaison.vocabulary import FicheStatus, Role

_ALL: Final = 5_000
"""What waits for somebody is never cut off by what is newer; a bound all the same."""


@dataclass(frozen=True, slots=True)
class MyDay:
    """What waits for somebody today."""

    drafts: tuple[FicheLine, ...]
    waiting: Mapping[Waits, tuple[TransmissionLine, ...]]
    """What waits for a person or for a partner, by what it waits for."""
    recent: tuple[TransmissionLine, ...]
    has_cases: bool
    exits: tuple[WaitingExit, ...]
    charges: tuple[AbsenceView, ...]
    """Whose dossiers somebody takes over today."""
    in_place_of: Mapping[str, str]
    """By dossier: the name of the référent who is absent."""
    ending: tuple[EndingPart, ...]
    """What is soon destroyed of the dossiers that somebody follows."""
    decisions: DecisionsDay
    """What the OFII decided about those whom somebody follows, and what it asks of them."""
    unanswered: tuple[WaitingRow, ...]
    """For the coordination: about whom the OFII has said nothing yet, the longest first."""
    coming: ComingContacts
    """Whom to be in contact with, whose support ends, whom to see again after an exit (E-7)."""


def list_transmissions(
    ctx: Context, actor: Actor, *, before: datetime | None = None, partner_id: str | None = None
) -> list[TransmissionLine]:
    """Return the transmissions that the actor may follow, newest first."""
    check_has_role(actor, FOLLOWERS)
    return transmission_lines(ctx, _mine(ctx, actor, before=before, partner_id=partner_id, limit=50), named=True)


def my_day(ctx: Context, actor: Actor) -> MyDay:
    """Return what waits for a référent or a coordinator."""
    check_has_role(actor, FOLLOWERS)
    cases = [row.id for row in cases_followed(ctx, actor)]
    drafts = [row for row in store.list_fiches(ctx.session, cases) if row.status == FicheStatus.DRAFT]
    alive = _mine(ctx, actor, alive=True, limit=_ALL)
    recent = _mine(ctx, actor, limit=10)
    rows = {row.id: row for row in (*alive, *recent)}
    lines = dict(zip(rows, transmission_lines(ctx, list(rows.values()), named=True), strict=True))
    living = [lines[row.id] for row in alive]
    return MyDay(
        drafts=tuple(fiche_lines(ctx, drafts)),
        waiting={waits: tuple(line for line in living if line.waits is waits) for waits in Waits},
        recent=tuple(lines[row.id] for row in recent),
        has_cases=bool(cases),
        exits=list_waiting(ctx, cases),
        charges=charges_of(ctx, actor),
        in_place_of=administering.names_of(ctx, places_taken(ctx, actor)),
        ending=forewarning.soon_for(ctx, actor),
        decisions=list_convocations(ctx, actor),
        unanswered=waiting_rows(ctx, actor) if actor.role is Role.COORDINATOR else (),
        coming=coming_contacts.coming_contacts(ctx, actor),
    )


def _mine(
    ctx: Context,
    actor: Actor,
    *,
    before: datetime | None = None,
    partner_id: str | None = None,
    alive: bool = False,
    limit: int,
) -> Sequence[Transmission]:
    if actor.role is Role.COORDINATOR:
        return store.list_transmissions(
            ctx.session, departements=actor.departements, before=before, partner_id=partner_id, alive=alive,
            at_work=True, limit=limit,
        )  # fmt: skip
    cases = [row.id for row in cases_followed(ctx, actor)]
    return store.list_transmissions(
        ctx.session,
        case_ids=cases,
        created_by=actor.account_id,
        before=before,
        partner_id=partner_id,
        alive=alive,
        limit=limit,
    )
