"""How do the circumstances of an entry read in French? A name for each, and words for what stands in it."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from liaison.messages.failures import explain
from liaison.rules.lifecycle import french
from liaison.usecases.agreeing import LABELS
from liaison.usecases.choosing import PLACE_LABELS
from liaison.usecases.directory import KIND_LABELS
from liaison.vocabulary import ArchiveStatus

NAMES: Final[Mapping[str, str]] = {
    "account": "comptes",
    "answer": "réponse du serveur de messagerie",
    "archive": "pli",
    "attempts": "tentatives",
    "by": "par",
    "cancelled": "messages annulés",
    "carrier": "chemin du pli",
    "case": "dossier",
    "chain": "chaîne",
    "channel": "chemin de la clé",
    "code": "cause",
    "contact": "contact",
    "convention": "convention",
    "deadlines": "échéances changées",
    "departement": "département",
    "ended": "fin de l’accompagnement",
    "ends": "fin",
    "expired": "sauvegardes périmées supprimées",
    "fiche": "fiche",
    "fiche-version": "fiche figée",
    "field": "champ",
    "fields": "champs",
    "format": "format",
    "found": "dossiers trouvés",
    "function": "fonction",
    "held": "messages retenus",
    "identity-seen": "identité vue",
    "key": "chemin de la clé",
    "key-revoked": "clé annulée",
    "keys": "clés",
    "kind": "sorte",
    "master": "clé maîtresse",
    "message-id": "identifiant de l’e-mail",
    "model": "modèle",
    "on": "le",
    "opened": "dossiers ouverts",
    "organisation": "organisme",
    "origin": "origine",
    "outbox": "message",
    "partner": "partenaire",
    "passphrase": "clé du pli",
    "place": "lieu",
    "reason": "motif",
    "reference": "référence",
    "revision": "révision",
    "rows": "lignes",
    "sha256": "empreinte",
    "size": "octets",
    "starts": "début",
    "status": "état",
    "test": "pli d’essai",
    "to": "vers",
    "version": "version",
    "where": "page",
    "why": "cause",
    "without": "sans",
}
"""Every circumstance that an event may carry (tests/web/test_chains.py walks the code that writes them)."""

_CHANNELS: Final = {"sms": "SMS", "telephone": "téléphone", "email": "e-mail", "none": "aucun"}
_KINDS: Final = {
    **{kind.value: label for kind, label in KIND_LABELS.items()},
    **{kind.value: label for kind, label in LABELS.items()},
    "data": "données",
    "keys": "clés",
}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "archive": {status.value: french(status) for status in ArchiveStatus},
    "by": {"telephone": "téléphone"},
    "carrier": {"email": "e-mail", "hand": "main propre"},
    "chain": {"register": "registre", "security": "journal"},
    "channel": _CHANNELS,
    "field": {"agdref": "N° AGDREF"},
    "format": {"zip": "zip", "7z": "7z", "paper": "papier"},
    "key": _CHANNELS,
    "kind": _KINDS,
    "model": {"generic": "partenaires hors SPE", "spe": "SPE", "pic_ipr": "PIC IPR"},
    "origin": {"person": "la personne", "ofii": "l’OFII", "partner": "un partenaire", "operator": "l’équipe"},
    "place": {place.value: label for place, label in PLACE_LABELS.items()},
    "reason": {"deadline": "échéance", "confirmed": "pli ouvert par le partenaire"},
    "status": {
        "accepted": "accepté par l’opérateur de SMS",
        "delivered": "arrivé sur le mobile",
        "undelivered": "pas arrivé sur le mobile",
    },
    "to": {"file": "un fichier", "terminal": "l’écran"},
    "why": {
        "denied": "accès non permis",
        "notfound": "introuvable",
        "refused": "une règle l’interdit",
        "wrongrole": "page d’un autre rôle",
    },
}
_DAYS: Final = frozenset({"on", "starts", "ends", "ended"})


def circumstances(detail: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return each circumstance with its French name and words; one that is not there is left out.

    A name or a word that this version does not know stays as it was written: the past is always readable.
    """
    told = ((name, value) for name, value in detail.items() if value is not None and value != "")
    return tuple((NAMES.get(name, name), word(name, value)) for name, value in told)


def word(name: str, value: object) -> str:
    """Say in French what stands in a circumstance."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    text = str(value)
    if name in _DAYS:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    if name == "code" and (failure := explain(text)):
        return failure.sentence.rstrip(".")
    return _WORDS.get(name, {}).get(text, text)
