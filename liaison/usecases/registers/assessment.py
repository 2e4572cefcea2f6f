"""What does a draft of the impact assessment say, from what the software does (G-10)? In the CNIL's order (PIA).

A draft: measures and what they leave open are the software's; how grave a risk is, and whether it is accepted, is for
the controller and the DPO to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from forms.documents import Block, Facts, Grid, Heading, Listing, PageBreak, Printed, Signature, Text
from liaison.usecases.registers import delays, wording
from liaison.usecases.registers.known import Known
from liaison.usecases.registers.measures import Topic, measures
from liaison.usecases.registers.processing import PURPOSES
from liaison.vocabulary.registers import Statement

DRAFT: Final = "Projet, à valider par le responsable de traitement et le délégué à la protection des données"
_TO_ASSESS: Final = "à apprécier par le responsable de traitement"


@dataclass(frozen=True, slots=True)
class Risk:
    """One of the three feared events: where it would come from, what it would do, what stands against it."""

    name: str
    impacts: str
    sources: tuple[str, ...]
    measures: tuple[Topic, ...]
    residual: tuple[str, ...]


RISKS: Final[tuple[Risk, ...]] = (
    Risk(
        "Accès illégitime à des données",
        "Une personne réfugiée retrouvée par ceux qu’elle fuit, ou sa famille restée au pays ; discrimination ; "
        "hameçonnage ; perte de confiance dans l’accompagnement.",
        (
            "Une personne de l’opérateur ou d’un partenaire, par erreur de destinataire ou par curiosité",
            "Un attaquant extérieur : boîte e-mail, poste ou téléphone d’un agent, serveur, sauvegarde volée",
            "Un fichier piégé déposé par un tiers",
            "Un sous-traitant technique",
        ),
        (
            Topic.IN_TRANSIT,
            Topic.KEY,
            Topic.AT_REST,
            Topic.KEYS_APART,
            Topic.SIGN_IN,
            Topic.ROLES,
            Topic.MINIMISED,
            Topic.RECIPIENTS,
            Topic.FILES_IN,
            Topic.ANTIVIRUS,
            Topic.MAIL,
            Topic.BOX,
            Topic.TRACE,
        ),
        (
            (
                "L’administrateur de la machine peut lire la clé maîtresse et la mémoire du service : les rôles ne le "
                "limitent pas."
            ),
            "Ce qu’un partenaire garde (PDF ouvert, impression, boîte e-mail) échappe au service.",
            "Qui a à la fois la boîte e-mail et le téléphone d’un partenaire a le pli et sa clé.",
            (
                "La passerelle SMS et l’opérateur téléphonique voient le numéro et la clé, et les gardent comme ils "
                "l’entendent."
            ),
            "Un code à usage unique peut être volé par une fausse page de connexion.",
            "Un référent qui enregistre un document reçu l’a en clair sur son poste.",
            "Le serveur d’e-mail voit qu’un pli part, quand et vers qui.",
            "La mémoire d’échange du serveur peut contenir des données si elle n’est pas chiffrée.",
        ),
    ),
    Risk(
        "Modification non désirée de données",
        "Une orientation fausse, un rendez-vous manqué, un droit perdu ; une décision prise sur une donnée inexacte.",
        (
            "Une erreur de saisie ou une mise à jour oubliée",
            "Une personne qui a un compte, ou qui prend celui d’une autre",
            "Un fichier renvoyé modifié par un tiers",
            "Un administrateur de la base",
        ),
        (Topic.INTEGRITY, Topic.ROLES, Topic.SIGN_IN, Topic.TRACE, Topic.FILES_IN),
        (
            (
                "Un champ verrouillé d’un PDF peut être changé par un autre logiciel : le service compare à la "
                "réponse, une personne décide."
            ),
            (
                "La signature d’une fiche est un nom saisi sous une session à deux facteurs, non une signature "
                "cryptographique."
            ),
            "Un dépôt ne prouve pas son expéditeur : le référent rappelle le numéro de l’annuaire.",
            (
                "Qui réécrit la base peut recalculer toute la chaîne du registre ou en couper la fin, tant qu’un "
                "point de contrôle n’en est pas gardé ailleurs."
            ),
        ),
    ),
    Risk(
        "Disparition de données",
        "Un accompagnement interrompu ou à recommencer ; la preuve d’un envoi perdue.",
        (
            "Une panne, un incendie, un vol de la machine",
            "Une destruction faite par erreur",
            "Un rançongiciel",
            "La perte de la clé maîtresse",
        ),
        (Topic.BACKUPS, Topic.AVAILABILITY, Topic.TESTED, Topic.DESTRUCTION),
        (
            "La perte de la clé maîtresse et de la feuille de secours rend tout illisible, sans recours.",
            "Ce qui a été saisi depuis la dernière sauvegarde est perdu avec la machine.",
            "Une copie de sauvegarde faite à la main hors de la règle survit à une destruction.",
        ),
    ),
)
OF_THE_OPERATOR: Final = (
    Statement.MACHINE,
    Statement.BACKUPS,
    Statement.PREMISES,
    Statement.PEOPLE,
    Statement.DEVICES,
    Statement.PAPER,
    Statement.CONTINUITY,
    Statement.REVIEWS,
)


def impact_assessment(known: Known) -> Printed:
    """Make the draft of the impact assessment."""
    return Printed(
        "Analyse d’impact relative à la protection des données",
        known.operator,
        known.made,
        tuple(_blocks(known)),
        subtitle=f"{DRAFT} (RGPD, article 35)",
        foot=f"Analyse d’impact. {DRAFT}",
    )


def _blocks(known: Known) -> Iterator[Block]:
    yield Text(DRAFT.upper(), bold=True)
    yield Text(
        "Accompagnement social de personnes vulnérables, données sensibles possibles, échanges avec des tiers : "
        "l’analyse est requise. Le logiciel dit ce qu’il fait ; la gravité et la vraisemblance sont à apprécier par "
        "l’opérateur."
    )
    yield from _context(known)
    yield PageBreak()
    yield from _principles(known)
    yield PageBreak()
    yield from _risks(known)
    yield PageBreak()
    yield from _validation(known)


def _context(known: Known) -> Iterator[Block]:
    yield Heading("1. Contexte : description systématique (article 35.7.a)")
    yield from wording.opening(known, level=2)
    yield Heading("Vue d’ensemble", 2)
    yield Text(
        "Le service tient les dossiers des personnes accompagnées dans le programme AGIR, remplit les fiches de "
        "liaison des modèles du guide, les envoie chiffrées aux partenaires, la clé par un autre chemin, et reçoit "
        "leurs réponses."
    )
    yield Facts([(purpose.name, f"{'. '.join(purpose.purposes)}.") for purpose in PURPOSES.values()])
    yield Heading("Référentiels applicables", 2)
    yield Listing(
        (
            "Règlement (UE) 2016/679 et loi n° 78-17 du 6 janvier 1978",
            "Guide pratique AGIR, décembre 2022 : annexes 2, 4, 6, 6.1 et 6.2",
            "Guide de la sécurité des données personnelles de la CNIL ; délibération n° 2021-122 sur la journalisation",
        )
    )
    yield Heading("Données, personnes et destinataires", 2)
    yield Facts(
        [
            (
                "Personnes",
                (
                    "Bénéficiaires de la protection internationale accompagnés et leur famille ; agents de "
                    "l’opérateur et des partenaires"
                ),
            ),
            ("Données des fiches", ", ".join(wording.categories(known))),
            ("Destinataires", ", ".join(wording.recipients(known))),
        ]
    )
    yield Heading("Cycle de vie", 2)
    yield Listing(
        (
            "Saisie par un référent, avec l’origine de chaque valeur",
            "Rédaction d’une fiche, figée à l’envoi",
            "Envoi du pli chiffré ; remise de la clé par un autre chemin ; accusé et réponse du partenaire",
            "Dépôt chiffré par un partenaire, ouverture par un référent, rattachement au dossier",
            "Échéance calculée pour chaque partie, puis destruction de sa clé et de son contenu",
        ),
        numbered=True,
    )
    yield Heading("Supports", 2)
    yield wording.hosts_grid(known)


def _principles(known: Known) -> Iterator[Block]:
    on = measures(known)
    yield Heading("2. Principes fondamentaux : nécessité et proportionnalité (article 35.7.b)")
    yield Heading("Proportionnalité et nécessité", 2)
    yield Facts(
        [
            ("Finalités", "Déterminées par le programme AGIR et ses conventions ; aucune autre utilisation."),
            ("Minimisation", on[Topic.MINIMISED]),
            (
                "Exactitude",
                (
                    "Origine et date de chaque valeur ; correction par le référent ; réponse d’un partenaire comparée "
                    "champ par champ, retenue par une personne."
                ),
            ),
            ("Durées", "Ci-dessous ; le jour le plus proche l’emporte."),
        ]
    )
    yield wording.delay_grid(known)
    yield from wording.said(known, Statement.LEGAL_BASIS)
    yield from wording.said(known, Statement.NECESSITY)
    yield Heading("Droits des personnes", 2)
    yield Facts(
        [
            ("Information", "Note en français simple, traduisible, dont le texte remis est gardé avec sa date."),
            ("Accord", "Enregistré avec sa date ; son retrait arrête ce qui attendait de partir et annule les clés."),
            (
                "Accès, rectification, effacement, limitation, opposition",
                (
                    "Chaque demande a un numéro et un délai d’un mois compté par le service ; la preuve de la réponse "
                    "est gardée."
                ),
            ),
            (
                "Sous-traitance",
                ("Liste des sous-traitants tenue dans le service ; une machine non déclarée y est signalée."),
            ),
            ("Transferts", wording.transfers(known)),
        ]
    )
    yield from wording.said(known, Statement.RIGHTS)


def _risks(known: Known) -> Iterator[Block]:
    on = measures(known)
    yield Heading("3. Risques pour les droits et libertés (article 35.7.c) et mesures (article 35.7.d)")
    for number, risk in enumerate(RISKS, 1):
        yield Heading(f"3.{number} {risk.name}", 2)
        yield Facts(
            [
                ("Impacts possibles", risk.impacts),
                ("Sources de risque", "\n".join(risk.sources)),
                ("Gravité", _TO_ASSESS),
                ("Vraisemblance", _TO_ASSESS),
            ]
        )
        yield Grid(
            ("Mesure du service", "Ce qu’elle fait"), [(topic.value, on[topic]) for topic in risk.measures], (3, 9)
        )
        yield Text("Ce qui reste malgré ces mesures", bold=True)
        yield Listing((*risk.residual, *_left_by_settings(known, risk)))
    yield Heading("Appréciation", 2)
    yield from wording.said(known, Statement.RISKS, titled=False)


def _left_by_settings(known: Known, risk: Risk) -> list[str]:
    """Say what this installation leaves open: what is off, and what nobody declared."""
    left = []
    if Topic.ANTIVIRUS in risk.measures and not known.has_antivirus:
        left.append("Aucun antivirus n’analyse les documents reçus.")
    if Topic.BOX in risk.measures and not known.settings.imap_host:
        left.append(
            "Un fichier lisible arrivé dans la boîte de réponse n’est signalé par personne d’autre que son lecteur."
        )
    undeclared = [one for one in known.standings if one.declared is None]
    if Topic.AT_REST in risk.measures and undeclared:
        left.append(f"Machines dont personne n’a déclaré le prestataire : {len(undeclared)}.")
    return left


def _validation(known: Known) -> Iterator[Block]:
    yield Heading("4. Ce qui relève de l’opérateur, et validation")
    for statement in OF_THE_OPERATOR:
        yield from wording.said(known, statement)
    yield Heading("Violations de données", 2)
    yield Listing([f"{whom} : {hours} heures" for whom, hours in delays.clocks()])
    for statement in (Statement.VIEWS, Statement.DPO_OPINION):
        yield from wording.said(known, statement)
    yield Signature(("Le délégué à la protection des données", "Le responsable de traitement"))
