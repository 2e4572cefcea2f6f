"""Which partners, contacts, conventions and départements are there? Queries only."""

from collections.abc import Collection, Sequence
from typing import TypeVar

from sqlmodel import Session, col, select

from liaison.errors import NotFound
from liaison.records import (
    Amendment,
    CensusColumn,
    Contact,
    Convention,
    Correspondent,
    Departement,
    ImportColumn,
    Partner,
    Place,
)
from liaison.vocabulary import PartnerKind

ColumnT = TypeVar("ColumnT", ImportColumn, CensusColumn)


def get_departement(session: Session, code: str) -> Departement:
    """Return a département of the operator's.

    Raises:
        NotFound: the operator does not work there.
    """
    found = session.get(Departement, code)
    if found is None:
        raise NotFound("Ce département n’est pas enregistré.", hint="Demandez à l’administration de l’ajouter.")
    return found


def list_departements(session: Session) -> Sequence[Departement]:
    """Return all départements, by code."""
    return session.exec(select(Departement).order_by(Departement.code)).all()


def get_partner(session: Session, partner_id: str) -> Partner:
    """Return a partner.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Partner, partner_id)
    if found is None:
        raise NotFound("Ce partenaire n’existe pas.", hint="Cherchez-le dans l’annuaire.")
    return found


def get_contact(session: Session, contact_id: str) -> Contact:
    """Return a contact.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Contact, contact_id)
    if found is None:
        raise NotFound("Ce contact n’existe pas.", hint="Cherchez-le dans l’annuaire.")
    return found


def get_convention(session: Session, convention_id: str) -> Convention:
    """Return a convention.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Convention, convention_id)
    if found is None:
        raise NotFound("Cette convention n’existe pas.", hint="Ouvrez la page du partenaire.")
    return found


def find_partners(
    session: Session, departements: Collection[str], search: str = "", *, limit: int
) -> Sequence[Partner]:  # fmt: skip
    """Return partners of some départements whose name holds a text, enabled ones first, for a page to show."""
    query = select(Partner).where(col(Partner.departement).in_(departements))
    if search:
        query = query.where(col(Partner.name).icontains(search, autoescape=True))
    return session.exec(query.order_by(col(Partner.enabled).desc(), Partner.name).limit(limit)).all()


def list_contacts(session: Session, partner_ids: Collection[str]) -> Sequence[Contact]:
    """Return the contacts of some partners."""
    return session.exec(select(Contact).where(col(Contact.partner_id).in_(partner_ids)).order_by(Contact.id)).all()


def list_conventions(session: Session, partner_id: str) -> Sequence[Convention]:
    """Return the conventions with a partner, oldest first."""
    query = select(Convention).where(Convention.partner_id == partner_id)
    return session.exec(query.order_by(col(Convention.starts_on), Convention.id)).all()


def list_conventions_in(session: Session, departements: Collection[str]) -> Sequence[tuple[Convention, Partner]]:
    """Return every convention of some départements with its partner, by the partner's name."""
    query = select(Convention, Partner).join(Partner, col(Convention.partner_id) == Partner.id)
    query = query.where(col(Partner.departement).in_(departements))
    return session.exec(query.order_by(Partner.name, col(Convention.starts_on), Convention.id)).all()


def list_amendments(session: Session, convention_ids: Collection[str]) -> Sequence[Amendment]:
    """Return the amendments to some conventions, in the order in which they were signed."""
    query = select(Amendment).where(col(Amendment.convention_id).in_(convention_ids))
    return session.exec(query.order_by(col(Amendment.signed_on), col(Amendment.recorded_at), Amendment.id)).all()


def get_amendment(session: Session, amendment_id: str) -> Amendment:
    """Return an amendment.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Amendment, amendment_id)
    if found is None:
        raise NotFound("Cet avenant n’existe pas.", hint="Ouvrez la page de la convention.")
    return found


def list_correspondents(session: Session, convention_ids: Collection[str]) -> Sequence[Correspondent]:
    """Return the correspondents of some conventions, party by party."""
    query = select(Correspondent).where(col(Correspondent.convention_id).in_(convention_ids))
    return session.exec(query.order_by(Correspondent.party, Correspondent.duty, Correspondent.id)).all()


def get_correspondent(session: Session, correspondent_id: str) -> Correspondent:
    """Return a correspondent.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Correspondent, correspondent_id)
    if found is None:
        raise NotFound("Ce correspondant n’existe pas.", hint="Ouvrez la page de la convention.")
    return found


def get_place(session: Session, place_id: str) -> Place:
    """Return a place.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Place, place_id)
    if found is None:
        raise NotFound("Ce lieu n’existe pas.", hint="Ouvrez la page du partenaire.")
    return found


def list_places(session: Session, partner_ids: Collection[str]) -> Sequence[Place]:
    """Return the places of some partners, by name."""
    query = select(Place).where(col(Place.partner_id).in_(partner_ids))
    return session.exec(query.order_by(Place.name, Place.id)).all()


def partners_at(session: Session, departement: str, kinds: Collection[str]) -> Sequence[Partner]:
    """Return every partner of some kinds that is in use, by name: somebody is chosen among all of them."""
    query = select(Partner).where(Partner.departement == departement, col(Partner.kind).in_(kinds))
    return session.exec(query.where(col(Partner.enabled)).order_by(Partner.name, Partner.id)).all()


def kinds_of(session: Session, partner_ids: Collection[str]) -> dict[str, PartnerKind]:
    """Return of which kind some partners are."""
    query = select(Partner.id, Partner.kind).where(col(Partner.id).in_(partner_ids))
    return {partner_id: PartnerKind(kind) for partner_id, kind in session.exec(query).all()}


def list_partners(session: Session, departement: str) -> Sequence[Partner]:
    """Return every partner of a département, by name: an import is matched with all of them."""
    query = select(Partner).where(Partner.departement == departement)
    return session.exec(query.order_by(Partner.name, Partner.id)).all()


def remembered_columns(session: Session, kind: type[ColumnT], departement: str) -> dict[str, str]:
    """Return what the headings of earlier files of a kind meant, by the index of the heading."""
    rows = session.exec(select(kind).where(kind.departement == departement)).all()
    return {row.heading_index: row.meaning for row in rows}


def get_remembered_column(session: Session, kind: type[ColumnT], departement: str, heading_index: str) -> ColumnT:
    """Return what a heading meant; the caller knows that it is remembered."""
    query = select(kind).where(kind.departement == departement, kind.heading_index == heading_index)
    return session.exec(query).one()
