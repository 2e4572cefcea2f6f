"""What does the guide's operational annexe ask, in its own words and order (guide:2530-2935)?"""

from typing import Final

from liaison.usecases.registers.measures import Topic
from liaison.vocabulary.registers import Statement

YES: Final = "coché"
NO: Final = "non coché"

OBJECT: Final = (
    "Le traitement a pour objet la gestion des orientations des bénéficiaires de la protection internationale (BPI) "
    "vers le programme AGIR, réalisées de manière informatisée dans le CIRNG par l’OFII, lors de la visite d’accueil "
    "en direction territoriale. L’opérateur AGIR accède à la liste des bénéficiaires qui lui ont été orientés, pour "
    "pouvoir les recevoir auprès de ses locaux selon le créneau inscrit dans le CIRNG, et pour démarrer "
    "l’accompagnement AGIR."
)
OPERATIONS: Final[tuple[tuple[str, bool, str], ...]] = (
    (
        "Collecte",
        True,
        (
            "Hors du service (CIRNG, entretien), puis saisie par un référent. L’origine de chaque valeur est gardée "
            ": la personne, l’OFII, un partenaire ou l’équipe."
        ),
    ),
    ("Enregistrement", True, "Dans la base du service ; ce qui nomme une personne y est chiffré."),
    (
        "Organisation / classement",
        True,
        ("Un dossier par personne, rattaché à un département et à un binôme de référents."),
    ),
    ("Structuration", False, "Oui : dossiers et fiches ont des champs définis par les modèles du guide."),
    ("Conservation", True, "Dans la base du service, chiffrée par dossier ; délais au point 5."),
    (
        "Adaptation ou modification",
        True,
        (
            "Par le binôme, son remplaçant ou la coordination ; chaque changement est inscrit au journal, avec la "
            "nouvelle origine de la valeur."
        ),
    ),
    ("Extraction", True, "Les valeurs d’un dossier remplissent une fiche."),
    (
        "Consultation",
        True,
        ("Par le binôme, son remplaçant ou la coordination ; chaque consultation est inscrite au journal."),
    ),
    ("Utilisation", True, "Pour accompagner la personne et l’orienter vers un partenaire, avec son accord."),
    (
        "Communication par transmission",
        False,
        ("Oui, vers les partenaires de l’annuaire : fiche de liaison chiffrée, ou remise en main propre."),
    ),
    (
        "Diffusion ou toute autre forme de mise à disposition",
        False,
        ("Non, hors le lien de téléchargement d’un pli chiffré, donné à son seul destinataire."),
    ),
    (
        "Rapprochement ou interconnexion",
        False,
        (
            "Non : aucune liaison avec le CIRNG ni avec un autre fichier. Le service cherche seulement si un N° "
            "AGDREF est déjà celui d’un dossier."
        ),
    ),
    ("Effacement ou destruction", False, "Oui, par destruction de la clé de chiffrement, puis du contenu."),
    ("Numérisation", True, "Un référent peut joindre la copie numérisée d’une fiche reçue sur papier."),
    (
        "Tri",
        True,
        ("Listes des dossiers du référent et des plis à suivre ; aucun profilage, aucune décision automatique."),
    ),
    ("Impression", True, "Fiches et note d’information, à la demande d’un référent."),
    ("Saisie", True, "Au clavier, par un référent, dans les champs des modèles."),
    ("Contrôle", False, "Oui : cohérence des dates et des champs, accord et convention vérifiés avant un envoi."),
    ("Archivage", True, "Le service ne tient pas d’archives. Archives de l’opérateur : voir le point 5."),
    ("Autres opérations", False, "Pseudonymisation du registre et du journal."),
)
PURPOSES: Final = (
    "Finalité principale : gestion et organisation des bénéficiaires du programme AGIR orientés par l’OFII",
    (
        "Sous-finalité 1 : gestion des instructions du responsable de traitement et échanges d’informations relatifs "
        "à la mise en œuvre du programme"
    ),
    "Sous-finalité 2 : collecte des données personnelles des bénéficiaires orientés par l’OFII",
    "Sous-finalité 3 : inscription du public éligible dans le programme AGIR",
    "Sous-finalité 4 : accompagnement du public éligible dans la mise en œuvre du programme AGIR",
    "Sous-finalité 5 : inscription du public éligible dans le programme AGIR (le modèle la répète)",
    (
        "Sous-finalité 6 : gestion des demandes d’exercice de droits provenant du public éligible sur le périmètre "
        "d’intervention sous-traité"
    ),
    "Sous-finalité 7 : destruction des données personnelles après la fin des opérations de traitement sous-traitées",
)
SECURITY: Final[tuple[tuple[str, tuple[Topic, ...]], ...]] = (
    (
        "Pseudonymisation et/ou chiffrement des données à caractère personnel",
        (Topic.IN_TRANSIT, Topic.AT_REST, Topic.TRACE),
    ),
    ("Confidentialité des systèmes et traitements", (Topic.SIGN_IN, Topic.ROLES, Topic.KEY, Topic.MAIL)),
    ("Moyens pour assurer l’intégrité des systèmes et traitements", (Topic.INTEGRITY, Topic.FILES_IN, Topic.ANTIVIRUS)),
    ("Moyens pour assurer la disponibilité et la résilience", (Topic.AVAILABILITY,)),
    ("Moyens permettant de rétablir la disponibilité des données et l’accès à celles-ci", (Topic.BACKUPS,)),
    ("Procédure visant à tester, à analyser et à évaluer régulièrement l’efficacité des mesures", (Topic.TESTED,)),
    ("Mesure d’« accountability »", (Topic.DOCUMENTED,)),
    ("Autres mesures", (Topic.MINIMISED, Topic.RECIPIENTS, Topic.BOX)),
)
PROTECTION: Final[tuple[tuple[str, tuple[Topic, ...], str], ...]] = (
    ("Une destruction fortuite ou illicite", (Topic.BACKUPS,), ""),
    ("Une perte fortuite", (Topic.BACKUPS, Topic.AVAILABILITY), ""),
    ("Une altération", (Topic.INTEGRITY,), ""),
    ("Une divulgation à un tiers qui n’a pas à les connaître", (Topic.RECIPIENTS, Topic.KEY), ""),
    ("Un accès non autorisé aux locaux", (), "Hors du service : voir ci-dessous."),
    ("Un accès non autorisé aux données", (Topic.SIGN_IN, Topic.ROLES, Topic.KEYS_APART), ""),
    ("Toute autre forme illicite de traitement", (Topic.MINIMISED, Topic.TRACE), ""),
)
OF_THE_OPERATOR: Final = (
    Statement.PREMISES,
    Statement.PEOPLE,
    Statement.DEVICES,
    Statement.MACHINE,
    Statement.BACKUPS,
    Statement.PAPER,
    Statement.CONTINUITY,
    Statement.REVIEWS,
)
