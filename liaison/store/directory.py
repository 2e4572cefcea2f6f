"""Which partners, contacts, conventions and départements are there? Queries only."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from liaison.errors import NotFound
from liaison.records import Contact, Convention, Departement, Partner


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


def find_partners(session: Session, departements: Collection[str], search: str = "") -> Sequence[Partner]:
    """Return the partners of some départements whose name holds a text, enabled ones first."""
    query = select(Partner).where(col(Partner.departement).in_(departements))
    if search:
        query = query.where(col(Partner.name).icontains(search, autoescape=True))
    return session.exec(query.order_by(col(Partner.enabled).desc(), Partner.name).limit(200)).all()


def list_contacts(session: Session, partner_ids: Collection[str]) -> Sequence[Contact]:
    """Return the contacts of some partners."""
    return session.exec(select(Contact).where(col(Contact.partner_id).in_(partner_ids)).order_by(Contact.id)).all()


def list_conventions(session: Session, partner_id: str) -> Sequence[Convention]:
    """Return the conventions with a partner, oldest first."""
    query = select(Convention).where(Convention.partner_id == partner_id)
    return session.exec(query.order_by(col(Convention.starts_on), Convention.id)).all()


def list_following_framework(session: Session, departement: str) -> Sequence[Convention]:
    """Return the conventions of a département that end with its framework agreement (R-8)."""
    query = select(Convention).join(Partner, col(Convention.partner_id) == Partner.id)
    return session.exec(query.where(Partner.departement == departement, col(Convention.ends_on).is_(None))).all()


def count_undated_conventions(session: Session) -> int:
    """Count the conventions that end neither by themselves nor with a framework agreement (R-8)."""
    query = (
        select(Convention)
        .join(Partner, col(Convention.partner_id) == Partner.id)
        .join(Departement, col(Partner.departement) == Departement.code)
        .where(col(Convention.ends_on).is_(None), col(Departement.framework_ends_on).is_(None))
    )
    return len(session.exec(query).all())
