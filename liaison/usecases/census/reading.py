"""Which structure sent which census? A partner that may refer people, and its file, that travels sealed in the page."""

from dataclasses import dataclass
from typing import Final

from liaison.errors import Invalid, Problem
from liaison.records import CensusColumn, Partner
from liaison.rules import census as rules
from liaison.rules.access import Actor, check_has_role, check_may_work_in
from liaison.spreadsheets import Row
from liaison.store import directory as store
from liaison.usecases import referring, remembered_columns, travelling_tables
from liaison.usecases.context import Context
from liaison.usecases.directory import KIND_LABELS
from liaison.usecases.keeping_cases import CASE_ROLES
from liaison.usecases.travelling_tables import Table
from liaison.vocabulary import PartnerKind

MOST_PEOPLE: Final = 500
"""In one file: what one transaction takes in without keeping everybody else waiting."""
_FIELD: Final = "census"


@dataclass(frozen=True, slots=True)
class Structure:
    """A partner that may send a census."""

    id: str
    name: str
    kind: str
    departement: str


@dataclass(frozen=True, slots=True)
class Census:
    """A file as it was read, and who sent it."""

    partner_id: str
    departement: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def structures(ctx: Context, actor: Actor) -> tuple[Structure, ...]:
    """Return the partners that may refer people, by name."""
    check_has_role(actor, CASE_ROLES)
    rows = [row for code in sorted(actor.departements) for row in store.list_partners(ctx.session, code)]
    return tuple(
        Structure(row.id, row.name, KIND_LABELS[PartnerKind(row.kind)], row.departement)
        for row in rows
        if _may_send(row)
    )


def read_upload(ctx: Context, actor: Actor, partner_id: str, content: bytes) -> Census:
    """Read the file of a structure.

    Raises:
        Denied: the département is not the actor's.
        Invalid: no structure that may refer people was chosen, or the file cannot be read, or holds too many.
    """
    check_has_role(actor, CASE_ROLES)
    if not partner_id:
        raise Invalid([_no_structure()])
    partner = partner_of(ctx, actor, partner_id)
    table = travelling_tables.read_table(content, holds="les personnes", with_days=True)
    if len(table.rows) > MOST_PEOPLE:
        sentence = f"« Fichier » : il a plus de {MOST_PEOPLE} lignes. Coupez-le en plusieurs fichiers."
        raise Invalid([Problem("file", "Fichier", sentence)])
    return Census(partner.id, partner.departement, table.headings, table.rows)


def propose(ctx: Context, actor: Actor, census: Census) -> tuple[str, ...]:
    """Propose what each column means: as in the last census of this département, else by its heading."""
    partner_of(ctx, actor, census.partner_id)
    return rules.propose(
        census.headings, remembered_columns.recall(ctx, CensusColumn, census.departement, census.headings)
    )


def keep(ctx: Context, actor: Actor, census: Census) -> str:
    """Seal a file under the account of who sent it, to travel in the page."""
    about = {"partner": census.partner_id}
    return travelling_tables.keep(ctx, actor, _FIELD, about, Table(census.headings, census.rows))


def give_back(ctx: Context, actor: Actor, kept: str) -> Census:
    """Open what `keep` sealed, for its author only.

    Raises:
        WrongState: somebody else sent it, or it is too old.
    """
    about, table = travelling_tables.give_back(ctx, actor, _FIELD, kept)
    partner = partner_of(ctx, actor, about["partner"])
    return Census(partner.id, partner.departement, table.headings, table.rows)


def structure_of(ctx: Context, actor: Actor, census: Census) -> Structure:
    """Return who sent a census."""
    partner = partner_of(ctx, actor, census.partner_id)
    return Structure(partner.id, partner.name, KIND_LABELS[PartnerKind(partner.kind)], partner.departement)


def partner_of(ctx: Context, actor: Actor, partner_id: str) -> Partner:
    """Return a structure that may send a census.

    Raises:
        Denied: its département is not the actor's.
        Invalid: it may not refer people, or is not offered any more.
    """
    check_has_role(actor, CASE_ROLES)
    partner = store.get_partner(ctx.session, partner_id)
    check_may_work_in(actor, partner.departement)
    if not _may_send(partner):
        raise Invalid([_no_structure()])
    return partner


def _may_send(partner: Partner) -> bool:
    return partner.enabled and referring.may_be_asked(PartnerKind(partner.kind))


def _no_structure() -> Problem:
    return Problem("partner", "Structure", "« Structure » : choisissez dans l’annuaire qui a fait ce recensement.")
