"""What does the operational annexe 6 say, heading by heading, of what this software really does (G-7)?

The guide's own headings, rows and ticks, in order (guide:2530-2935); beside each what the service does.
"""

from collections.abc import Iterator

from forms.documents import Block, Facts, Grid, Heading, Listing, Printed, Text
from forms.spec import Category
from liaison.usecases.registers import delays, wording
from liaison.usecases.registers.annex_lines import (
    NO,
    OBJECT,
    OF_THE_OPERATOR,
    OPERATIONS,
    PROTECTION,
    PURPOSES,
    SECURITY,
    YES,
)
from liaison.usecases.registers.known import TO_COMPLETE, Known
from liaison.usecases.registers.measures import Topic, measures
from liaison.vocabulary.registers import Statement


def operational_annex(known: Known) -> Printed:
    """Make the answers to the operational annexe."""
    return Printed(
        "Annexe opérationnelle",
        known.operator,
        known.made,
        tuple(_blocks(known)),
        subtitle="Traitements de données effectués par l’opérateur (guide pratique AGIR, annexe 6)",
    )


def _blocks(known: Known) -> Iterator[Block]:
    yield Text("La colonne « Modèle » reprend les cases du guide ; la suivante dit ce que fait le service.", small=True)
    yield Heading("1. Objet du ou des traitement(s)")
    yield Text(OBJECT)
    yield Heading("2. Nature des opérations réalisées sur les données")
    rows = [(name, YES if ticked else NO, words) for name, ticked, words in OPERATIONS]
    yield Grid(("Opération", "Modèle", "Comment, dans le service"), rows, (3.2, 1.6, 7))
    yield from wording.said(known, Statement.COLLECTION)
    yield Heading("3. La ou les finalité(s) du ou des traitement(s) sous-traité(e)s")
    yield Listing(PURPOSES)
    yield Heading("4. Données à caractère personnel traitées")
    yield Grid(("Données", "Modèle", "Dans le service"), _data(known), (4, 1.6, 6))
    yield from _keeping(known)
    yield from _people(known)
    yield from _second_level(known)
    yield from _security(known)
    yield Heading("Adresse de notification d’une défaillance dans les mesures de sécurité")
    whom, hours = delays.clocks()[0]
    yield Text(
        f"{whom} : {hours} heures au plus. Le service compte ce délai à la minute dès qu’un incident est ouvert."
    )
    yield from wording.said(known, Statement.OFII_CONTACT)
    yield Heading("Demandes d’exercice de droits")
    yield Text("L’opérateur répond dans le mois ; le service compte ce délai et garde la preuve de la réponse.")
    yield from wording.said(known, Statement.RIGHTS)


def _data(known: Known) -> list[tuple[str, str, str]]:
    there = {field.category for spec in known.models for field in spec.fields()}
    none = "Non : aucun champ."

    def when(category: Category, words: str) -> str:
        return words if category in there else none

    return [
        (
            "Données d’identification personnelle",
            YES,
            when(
                Category.IDENTIFICATION,
                "Nom, prénom, N° AGDREF, nationalité, date de naissance, adresse, téléphone ; l’e-mail avec le "
                "consentement de la personne.",
            ),
        ),
        (
            "Parcours CIR",
            YES,
            when(Category.LANGUAGE, "Niveau de français, heures de formation prescrites, date du contrat."),
        ),
        ("Photographie", NO, none),
        ("Vie personnelle", YES, when(Category.FAMILY, "Situation de famille et nombre d’enfants.")),
        ("Vie professionnelle", NO, when(Category.BARRIERS, "Besoins et freins à l’insertion de la fiche de liaison.")),
        (
            "Informations d’ordre économique et financier",
            NO,
            ("Non : aucun champ propre. Un frein peut y faire référence."),
        ),
        ("Données bancaires", NO, none),
        ("Données de connexion", NO, "Du personnel seulement : date et issue de chaque connexion."),
        ("Données de localisation", NO, none),
        ("Numéro de sécurité sociale", YES, "Non : aucun champ ; un numéro tapé dans un texte libre est signalé."),
        (
            "Données de santé",
            NO,
            when(
                Category.HEALTH, "Champs fermés sans le consentement explicite de la personne ; jamais de diagnostic."
            ),
        ),
        ("Origine raciale ou ethnique", NO, none),
        ("Données biométriques", NO, none),
        ("Opinions politiques, philosophiques, syndicales", NO, f"{none} Un mot qui y fait penser est signalé."),
        ("Opinions religieuses", NO, f"{none} Un mot qui y fait penser est signalé."),
        ("Orientation ou vie sexuelle", NO, f"{none} Un mot qui y fait penser est signalé."),
        ("Infractions, condamnations", NO, f"{none} Le motif d’une exclusion n’est pas gardé."),
        ("Données relatives aux mineurs", NO, "Le nombre d’enfants."),
        ("Données relatives à la fraude", NO, none),
        ("Autres données : dossier", NO, "Référents, orientations, accords, dates de sortie."),
    ]


def _keeping(known: Known) -> Iterator[Block]:
    words = delays.by_rule(known.settings, known.limits)
    framework = "Jusqu’à la fin de l’accord-cadre national AGIR"
    yield Heading("5. Conservation et suppression des données")
    yield Grid(
        ("Durée", "Modèle", "Dans le service"),
        [
            ("En base active", framework, words["case"]),
            (
                "Sauvegardes",
                framework,
                (
                    "Une sauvegarde n’ouvre plus ce dont la clé est détruite. Sauvegarde des clés : "
                    f"{known.limits.key_backup_days} jours."
                ),
            ),
            ("Archives intermédiaires et définitives", "—", "Aucune dans le service."),
            (
                "Purge à l’issue de la durée",
                "À définir avec l’OFII un mois avant la fin de l’accord-cadre",
                "Échéance calculée pour chaque dossier, fiche, pli et document ; montrée 60 jours avant.",
            ),
            (
                "Anonymisation à l’issue de la durée",
                "À définir avec l’OFII un mois avant la fin de l’accord-cadre",
                "Non : les données sont détruites. Registre et journal ne gardent que des pseudonymes.",
            ),
        ],
        (3, 4, 5),
    )
    yield Text("Fin de l’accord-cadre, par département : " + (" ; ".join(known.frameworks) or TO_COMPLETE))
    yield Heading("Modalités de conservation des données en base active", 2)
    yield Text(measures(known)[Topic.AT_REST])
    yield Text(measures(known)[Topic.KEYS_APART])
    yield Heading("Modalités de suppression et de purge des données", 2)
    yield Text(measures(known)[Topic.DESTRUCTION])
    yield wording.delay_grid(known)
    yield from wording.nights(known)
    yield from wording.said(known, Statement.ARCHIVES)


def _people(known: Known) -> Iterator[Block]:
    yield Heading("6. Catégories de personnes concernées")
    yield Listing(
        (
            "Bénéficiaires de la protection internationale (asile ou protection subsidiaire) orientés par l’OFII.",
            "Membres de la famille éligibles à AGIR (conjoint, concubin, enfants mineurs, parents).",
            "Autres : agents de l’opérateur et des partenaires nommés sur les fiches.",
        )
    )
    yield Heading("7. Les destinataires")
    yield Facts(
        [
            (
                "Personnel de l’opérateur AGIR",
                ("Selon son rôle : référents du dossier et remplaçants, coordination du département."),
            ),
            ("Sous-traitants et cotraitants", "Comptes nominatifs, mêmes rôles et mêmes droits que le personnel."),
            ("Partenaires", ", ".join(wording.recipients(known)) + ", chacun pour les personnes orientées vers lui."),
        ]
    )


def _second_level(known: Known) -> Iterator[Block]:
    yield Heading("Sous-traitance de second niveau")
    yield wording.hosts_grid(known)
    yield Heading("Transfert de données hors de l’UE")
    yield Text(wording.transfers(known))


def _security(known: Known) -> Iterator[Block]:
    on = measures(known)
    yield Heading("Mesures particulières de sécurité des traitements")
    rows = [(name, "\n".join(on[topic] for topic in topics)) for name, topics in SECURITY]
    yield Grid(("Nature des mesures", "Mesures prises par l’opérateur, avec ce service"), rows, (3, 7))
    yield Heading("Mesures particulières de protection des données")
    risks = [(name, words or "\n".join(on[topic] for topic in topics)) for name, topics, words in PROTECTION]
    yield Grid(("Risques sur les données", "Mesures prises par l’opérateur, avec ce service"), risks, (3, 7))
    yield Heading("Ce qui relève de l’organisation de l’opérateur")
    for statement in OF_THE_OPERATOR:
        yield from wording.said(known, statement)
