"""What does a page say after something was done? A closed list: the address carries a word, never a name."""

from collections.abc import Mapping
from typing import Final

NOTICES: Final[Mapping[str, str]] = {
    "deconnecte": "Vous êtes déconnecté·e.",
    "bienvenue": "Votre compte est prêt et votre téléphone est enregistré. Connectez-vous.",
    "compte-desactive": "Le compte est désactivé et ses sessions sont fermées.",
    "compte-reactive": "Le compte est réactivé.",
    "departement-enregistre": "Le département est enregistré.",
    "dossier-ouvert": "Le dossier est ouvert.",
    "dossier-enregistre": "Le dossier est enregistré.",
    "accord-enregistre": "L’accord est enregistré.",
    "accord-retire": "L’accord est retiré. Rien n’attendait de partir.",
    "accord-retire-arrete": "L’accord est retiré, et ce qui attendait de partir est arrêté.",
    "information-notee": "La remise de l’information est notée.",
    "fin-enregistree": "La fin de l’accompagnement est enregistrée, les échéances sont recalculées.",
    "binome-enregistre": "Le binôme est enregistré.",
    "brouillon-supprime": "Le brouillon est détruit.",
    "correction": "Voici une nouvelle fiche, avec tout ce que vous aviez écrit. Corrigez, puis envoyez.",
    "fiche-remise": "La remise est inscrite au registre. Imprimez la fiche.",
    "pli-prepare": "Le pli est scellé et part dans un instant.",
    "cle-par-sms": "La clé part par SMS.",
    "pli-ouvert": "C’est noté, et la clé est effacée ici.",
    "pli-recu": "C’est noté au registre.",
    "envoi-repris": "L’envoi repart.",
    "partenaire-enregistre": "Le partenaire est enregistré.",
    "partenaire-desactive": "Le partenaire n’est plus proposé. Ce qui lui a été envoyé reste au registre.",
    "contact-enregistre": "Le contact est enregistré.",
    "contact-desactive": "Le contact n’est plus proposé.",
    "convention-enregistree": "La convention est enregistrée.",
}
