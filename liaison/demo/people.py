"""Who lives in the demo? Fictitious people, partners and a person to support; every name says that it is not real."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from liaison.vocabulary import Duty, PartnerKind, Party, Role

OPERATOR: Final = "Association Les Deux Rives (fictive)"
CALLBACK: Final = "+33261910000"
"""Arcep keeps 02 61 91 numbers for fiction. Its fictional mobiles (06 39 98) are no valid numbers to the library
that checks them, so mobiles here are 06 00 00 00 00 and the like; nothing is ever sent to them."""
PASSWORD: Final = "violon lampe sentier"  # noqa: S105 - printed on the demo's first page
DEPARTEMENTS: Final = (("44", "Loire-Atlantique"), ("85", "Vendée"))


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who signs in, and what they can see here."""

    first_name: str
    last_name: str
    function: str
    role: Role
    role_label: str
    what_for: str
    telephone: str

    @property
    def email(self) -> str:
        """An address that leads nowhere (RFC 6761)."""
        return f"{self.role.value}@deux-rives.example"


STAFF: Final = (
    Staff(
        "Zéphyrine", "Testoukhina", "Référente emploi et formation", Role.REFERENT, "Référente",
        "Remplit les fiches, les envoie, transmet la clé.", "+33261910001",
    ),
    Staff(
        "Barnabé", "Fictivet", "Coordinateur départemental", Role.COORDINATOR, "Coordinateur",
        "Tient l’annuaire, suit les transmissions du département.", "+33261910002",
    ),
    Staff(
        "Ondine", "Imaginot", "Déléguée à la protection des données", Role.DPO, "DPO",
        "Voit le registre, le journal et chaque échéance ; aucun contenu.", "+33261910003",
    ),
    Staff(
        "Aristide", "Chimérand", "Directeur, responsable de traitement", Role.CONTROLLER, "Responsable de traitement",
        "Décide des délais, des suspensions et des violations ; aucun contenu.", "+33261910004",
    ),
    Staff(
        "Pélagie", "Utopin", "Administration du service", Role.ADMINISTRATOR, "Administratrice",
        "Crée les comptes, les partenaires, les conventions ; aucun contenu.", "+33261910005",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A correspondent of a convention."""

    party: Party
    duty: Duty
    first_name: str
    last_name: str
    function: str
    email: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """A partner with one contact, and the model of its convention, if it has one."""

    name: str
    kind: PartnerKind
    departement: str
    switchboard: str
    first_name: str
    last_name: str
    function: str
    email: str
    mobile: str
    convention: str | None
    expired: bool = False
    role_label: str = ""
    place: tuple[str, str, str, str] | None = None
    """Where the contact receives: name, address, postcode, town."""
    key_channel: str = ""
    """How they would rather get the key."""
    correspondents: tuple[Named, ...] = ()


PARTNERS: Final = (
    Organisation(
        "Mission locale de l’Estuaire (fictive)", PartnerKind.MISSION_LOCALE, "44", "+33261910100",
        "Colombe", "Inventaire", "Conseillère en insertion", "conseil@mission-locale.example", "+33600000101",
        "spe", role_label="Partenaire : mission locale",
        place=("Antenne des Quais", "5 quai de la Fiction", "44600", "Saint-Nazaire"), key_channel="sms",
        correspondents=(
            Named(
                Party.OPERATOR, Duty.DATA_PROTECTION, "Ondine", "Imaginot", "Déléguée à la protection des données",
                "dpo@deux-rives.example",
            ),
            Named(
                Party.OPERATOR, Duty.SECURITY, "Pélagie", "Utopin", "Administration du service",
                "administrator@deux-rives.example",
            ),
            Named(
                Party.PARTNER, Duty.DATA_PROTECTION, "Hégésippe", "Ébauche", "Délégué à la protection des données",
                "dpo@mission-locale.example",
            ),
            Named(
                Party.PARTNER, Duty.SECURITY, "Philomène", "Canevas", "Responsable informatique",
                "securite@mission-locale.example",
            ),
        ),
    ),
    Organisation(
        "CPH du Marais (fictif)", PartnerKind.CPH, "44", "+33261910200",
        "Théodule", "Esquisse", "Travailleur social", "accueil@cph-marais.example", "+33600000202",
        None, role_label="Partenaire : hébergement", key_channel="telephone",
    ),
    Organisation(
        "Tremplin IPR (fictif)", PartnerKind.PIC_IPR, "44", "+33261910300",
        "Sidonie", "Maquette", "Cheffe de projet", "projet@tremplin-ipr.example", "+33600000303", "pic_ipr",
    ),
    Organisation(
        "Agence France Travail du Port (fictive)", PartnerKind.POLE_EMPLOI, "44", "+33261910400",
        "Anselme", "Brouillon", "Conseiller emploi", "agence@france-travail-port.example", "+33600000404",
        "spe", expired=True,
    ),
    Organisation(
        "DT OFII de l’Estuaire (fictive)", PartnerKind.OFII, "44", "+33261910500",
        "Léopoldine", "Croquis", "Référente AGIR", "agir@dt-ofii.example", "+33600000505", None,
    ),
    Organisation(
        "Préfecture de l’Estuaire (fictive)", PartnerKind.PREFECTURE, "44", "+33261910600",
        "Gaspard", "Calque", "Bureau de l’intégration", "integration@prefecture.example", "+33600000606", None,
    ),
)  # fmt: skip

PERSON: Final[Mapping[str, str]] = {
    "beneficiary.last_name": "EXEMPLAIRE",
    "beneficiary.first_name": "Milada",
    "beneficiary.agdref": "9900000017",
    "beneficiary.nationality": "ukrainienne",
    "beneficiary.birth_date": "14/02/1991",
    "beneficiary.address": "3 impasse du Modèle, 44000 Nantes",
    "beneficiary.telephone": "06 00 00 05 05",
    "beneficiary.protection_date": "12/01/2026",
    "beneficiary.cir_date": "02/03/2026",
    "beneficiary.language_level": "A2",
    "beneficiary.fle_hours": "200",
    "beneficiary.family_situation": "Seul(e)",
    "beneficiary.children": "1",
}
