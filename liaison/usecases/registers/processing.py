"""What does the operator process, as controller and for the OFII? The registers of RGPD art. 30.1 and 30.2."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from forms.documents import Block, Facts, Grid, Heading, Listing, Printed, Text
from liaison.records.marks import Data
from liaison.usecases.registers import delays, wording
from liaison.usecases.registers.inventory import DATA_LABELS, DATA_WORDS, Activity, TableFacts
from liaison.usecases.registers.known import Known
from liaison.vocabulary.registers import Statement

_TITLE: Final = "Registre des activités de traitement"
STAFF: Final = "Le personnel de l’opérateur et de ses cotraitants, selon son rôle"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What an activity is for, about whom, with which data, by which basis; who sees them in the house."""

    name: str
    purposes: tuple[str, ...]
    persons: str
    data: str
    basis: str
    recipients: str
    to_partners: bool = False


_CONSENT: Final = (
    "Accord recueilli à la signature du contrat d’engagement AGIR (guide pratique, 3.2 et annexe 2) ; consentement "
    "explicite pour les données de santé (RGPD, article 9.2.a). L’annonce d’une sortie à l’OFII et au préfet relève "
    "de la mission d’intérêt public (RGPD, article 6.1.e)."
)
_PROPOSED: Final = (
    "Accord de la personne pour être proposée au programme, ou accord déjà donné à la signature du contrat "
    "d’engagement ou pour une orientation (guide pratique, 1.2 et 3.2) ; l’OFII décide dans le cadre de sa mission "
    "d’intérêt public (RGPD, article 6.1.e)."
)
_DUTY: Final = "Obligation légale de sécurité et de preuve (RGPD, articles 5.2, 6.1.c, 32 et 33)."

PURPOSES: Final[Mapping[Activity, Purpose]] = {
    Activity.SUPPORT: Purpose(
        "Accompagnement dans le programme AGIR",
        (
            "Tenir le dossier de la personne accompagnée",
            "Recueillir ses accords et l’informer de ses droits",
            "Suivre les orientations reçues et la sortie du programme",
        ),
        "Bénéficiaires de la protection internationale accompagnés, et membres de leur famille nommés par eux",
        "Identité, N° AGDREF, coordonnées, situation de famille, protection et CIR, niveau de français, freins à "
        "l’insertion ; santé avec consentement explicite",
        _CONSENT,
        f"{STAFF} : référents du dossier, remplaçants, coordination du département",
    ),
    Activity.EXCHANGE: Purpose(
        "Envoi de fiches de liaison aux partenaires",
        (
            "Orienter la personne vers un partenaire et suivre sa réponse",
            "Informer les partenaires d’une sortie du programme",
            "Garder la preuve de chaque transmission",
        ),
        "Personnes accompagnées ; agents de l’opérateur et des partenaires nommés sur la fiche",
        "Données des modèles de fiches ; date, destinataire, état et échéances de chaque pli",
        _CONSENT,
        STAFF,
        to_partners=True,
    ),
    Activity.ORIENTATION: Purpose(
        "Proposition d’orientation à l’OFII",
        (
            "Proposer chaque mois à la DT OFII les personnes qui peuvent entrer dans le programme (annexe 4-1)",
            "Recevoir sa décision sur chacune, et remettre à la personne sa convocation",
        ),
        "Bénéficiaires de la protection internationale qui ont donné leur accord pour être proposés au programme",
        "Les onze colonnes du modèle : N° AGDREF et N° CIR, nom, prénom, date de naissance, dates de la protection et "
        "du CIR, emploi, logement et demande d’orientation CPH par oui ou non, organisme orienteur ; décision de "
        "l’OFII, motif, rendez-vous",
        _PROPOSED,
        f"{STAFF} : coordination du département ; décision et convocation aux référents du dossier. La direction "
        "territoriale de l’OFII du département, et aucun autre partenaire",
    ),
    Activity.DEPOSIT: Purpose(
        "Réception de fiches et de documents",
        ("Recevoir la réponse d’un partenaire ou une fiche qu’il adresse", "La vérifier et la joindre au dossier"),
        "Personnes accompagnées ou orientées ; agents des partenaires",
        "Contenu des fiches et documents reçus ; organisme, date et empreinte de chaque fichier",
        _CONSENT,
        STAFF,
    ),
    Activity.DIRECTORY: Purpose(
        "Annuaire des partenaires et conventions",
        ("Joindre les partenaires", "Suivre les conventions, leurs avenants et leurs correspondants"),
        "Interlocuteurs et correspondants des partenaires",
        "Nom, fonction, organisme, e-mail et téléphones professionnels",
        "Exécution des conventions et intérêt légitime à joindre ses partenaires (RGPD, article 6.1.f).",
        STAFF,
    ),
    Activity.STAFF: Purpose(
        "Comptes du personnel",
        ("Reconnaître chaque personne qui se connecte", "Limiter ce qu’elle voit à son rôle et à ses départements"),
        "Personnel de l’opérateur et de ses cotraitants",
        "Nom, fonction, e-mail et téléphone professionnels, rôle, connexions, absences et remplacements",
        _DUTY,
        "L’administrateur du service ; la coordination pour les absences",
    ),
    Activity.TRACE: Purpose(
        "Traçabilité, sécurité et violations de données",
        ("Savoir qui a fait quoi", "Détecter et documenter les incidents", "Rendre compte en cas de contrôle"),
        "Personnel, interlocuteurs des partenaires et personnes accompagnées, par pseudonyme",
        "Date, sorte d’événement, pseudonyme de l’auteur et de l’objet ; aucun nom de bénéficiaire, aucun contenu",
        _DUTY,
        "Le délégué à la protection des données, le responsable de traitement ; l’autorité de contrôle",
    ),
    Activity.DESTRUCTION: Purpose(
        "Conservation limitée et destruction",
        (
            "Détruire chaque donnée à son échéance",
            "Suspendre une destruction quand la loi le demande",
            "Prouver la destruction, et la demander aux partenaires",
        ),
        "Personnes accompagnées, par pseudonyme ; interlocuteurs des partenaires par leur fonction",
        "Règle, échéance, décision, date et empreintes ; motif d’une suspension, chiffré",
        "Obligation légale (RGPD, articles 5.1.e, 6.1.c et 17) et conventions avec les partenaires.",
        "Le délégué à la protection des données, le responsable de traitement, la coordination",
    ),
    Activity.RIGHTS: Purpose(
        "Droits des personnes et registres de protection des données",
        ("Répondre aux demandes des personnes", "Tenir les registres et la liste des sous-traitants"),
        "Personnes qui exercent un droit ; interlocuteurs des sous-traitants",
        "Demandes et réponses ; identité et coordonnées des sous-traitants ; déclarations de l’opérateur",
        "Obligation légale (RGPD, articles 6.1.c, 12 à 22, 28 et 30).",
        "Le délégué à la protection des données, le responsable de traitement, l’administrateur pour les "
        "sous-traitants",
    ),
}


def controller_register(known: Known) -> Printed:
    """Make the register of processing activities as controller (RGPD art. 30.1)."""
    return Printed(
        _TITLE,
        known.operator,
        known.made,
        tuple(_controller(known)),
        subtitle="Responsable de traitement (RGPD, article 30.1)",
        foot=f"{_TITLE} (article 30.1)",
    )


def processor_register(known: Known) -> Printed:
    """Make the register of what is done for the OFII (RGPD art. 30.2)."""
    return Printed(
        _TITLE,
        known.operator,
        known.made,
        tuple(_processor(known)),
        subtitle="Sous-traitant de l’OFII (RGPD, article 30.2)",
        foot=f"{_TITLE} (article 30.2)",
    )


def _controller(known: Known) -> Iterator[Block]:
    yield from wording.opening(known)
    yield Heading("Base légale retenue par le responsable de traitement")
    yield from wording.said(known, Statement.LEGAL_BASIS, titled=False)
    for number, (activity, purpose) in enumerate(PURPOSES.items(), 1):
        yield from _activity(known, number, activity, purpose)
    yield Heading("Transferts hors de l’Union européenne")
    yield Text(wording.transfers(known))
    yield from _common(known)
    yield from _tables(known)


def _activity(known: Known, number: int, activity: Activity, purpose: Purpose) -> Iterator[Block]:
    tables = [table for table in known.tables if table.activity is activity]
    yield Heading(f"Traitement {number} : {purpose.name}")
    partners = f" ; partenaires : {', '.join(wording.recipients(known))}" if purpose.to_partners else ""
    facts = [
        ("Finalités", ". ".join(purpose.purposes) + "."),
        ("Personnes concernées", f"{purpose.persons}."),
        ("Catégories de données", f"{purpose.data}."),
    ]
    if purpose.to_partners:
        facts.append(("Champs des modèles de fiches", ", ".join(wording.categories(known)) + "."))
    facts += [
        ("Base légale proposée", purpose.basis),
        ("Destinataires", f"{purpose.recipients}{partners}."),
        ("Délais", "\n".join(_delays(known, tables))),
        ("Tables", " ; ".join(table.label for table in tables) + "."),
    ]
    yield Facts(facts)


def _delays(known: Known, tables: list[TableFacts]) -> list[str]:
    """Say each time limit of the tables of an activity, once; what names nobody needs none."""
    words = delays.by_rule(known.settings, known.limits)
    rules = dict.fromkeys(rule for table in tables for rule in table.dies)
    lasting = [rule for rule in rules if rule != "never"] or list(rules)
    return [words.get(rule, rule) for rule in lasting]


def _common(known: Known) -> Iterator[Block]:
    yield Heading("Délais de conservation en vigueur")
    yield Text("Le jour le plus proche l’emporte.")
    yield Text(f"Ce qui peut mettre fin à une convention : {' ; '.join(delays.ends_of_convention())}.")
    yield wording.delay_grid(known)
    yield from wording.nights(known)
    yield Heading("Sous-traitants et machines")
    yield wording.hosts_grid(known)
    yield Heading("Mesures de sécurité")
    yield wording.measure_facts(known)


def _tables(known: Known) -> Iterator[Block]:
    words = delays.by_rule(known.settings, known.limits)
    used = dict.fromkeys(rule for table in known.tables for rule in table.dies)
    yield Heading("Ce qui est gardé, table par table")
    yield Text("Sortes de colonnes", bold=True)
    yield Facts([(DATA_LABELS[data], f"{meaning}.") for data, meaning in DATA_WORDS.items()])
    yield Text("Délais", bold=True)
    yield Facts([(_rule(rule), words.get(rule, rule)) for rule in words if rule in used])
    rows = [
        (table.label, table.name, *(str(table.columns.get(data, "—")) for data in Data),
         ", ".join(_rule(rule) for rule in table.dies))
        for table in known.tables
    ]  # fmt: skip
    heads = ("Contenu", "Table", *(DATA_LABELS[data].capitalize() for data in Data), "Délais")
    yield Grid(heads, rows, (4.2, 2.7, 1.9, 1.8, 1.5, 1.5, 2.6))


def _rule(rule: str) -> str:
    return delays.RULE_NAMES.get(rule, rule)


def _processor(known: Known) -> Iterator[Block]:
    yield Heading("Pour qui")
    yield Facts([("Responsable de traitement", "Office français de l’immigration et de l’intégration (OFII)"),
                 ("Sous-traitant", known.operator)])  # fmt: skip
    for statement in (Statement.OPERATOR, Statement.DPO, Statement.OFII_CONTACT):
        yield from wording.said(known, statement)
    yield Heading("Catégories de traitements effectués pour l’OFII")
    yield Text("Convention avec l’OFII, guide pratique AGIR, annexe 6.", small=True)
    yield Listing(
        (
            "Consulter dans le CIRNG la liste des personnes orientées, les recevoir et vérifier leur éligibilité.",
            "Saisir dans le service les données de l’OFII ; chaque valeur garde son origine « l’OFII ».",
            "Accompagner la personne, l’orienter, et informer l’OFII de ses sorties du programme.",
            "Répondre aux demandes d’exercice de droits, et détruire les données en fin de traitement.",
        )
    )
    yield Facts(
        [
            (
                "Personnes concernées",
                (
                    "Bénéficiaires de la protection internationale orientés par l’OFII, et membres de leur famille "
                    "éligibles."
                ),
            ),
            (
                "Données",
                ("Nom, prénom, nationalité, date de naissance, coordonnées, parcours CIR, situation de famille."),
            ),
            ("Destinataires", f"{STAFF} ; sous-traitants ci-dessous."),
            ("Notification d’un incident", f"{delays.clocks()[0][1]} heures au plus."),
        ]
    )
    yield Heading("Transferts hors de l’Union européenne")
    yield Text(wording.transfers(known))
    yield from _common(known)
