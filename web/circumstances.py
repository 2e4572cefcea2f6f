"""How do the circumstances of an entry read in French? A name for each, and words for what stands in it."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from liaison.messages.failures import explain
from liaison.messages.intake import REFUSALS
from liaison.rules.free_text import category_of
from liaison.rules.lifecycle import french
from liaison.usecases.agreeing import LABELS
from liaison.usecases.announcing import REASON_LABELS as WAIVED_LABELS
from liaison.usecases.announcing import TOLD_LABELS
from liaison.usecases.answering import TROUBLE_LABELS
from liaison.usecases.choosing import PLACE_LABELS
from liaison.usecases.conventions import CHANGE_LABELS
from liaison.usecases.deposited import DOCUMENT_LABELS, DOOR_WORDS
from liaison.usecases.directory import KIND_LABELS
from liaison.usecases.dismissing import LABELS as DISMISSAL_LABELS
from liaison.usecases.incidents import KIND_LABELS as INCIDENT_LABELS
from liaison.usecases.leaving import UNDONE_LABELS
from liaison.usecases.opening_deposit import REFUSAL_LABELS
from liaison.usecases.outcomes import REASON_LABELS, SHORT_LABELS
from liaison.usecases.settling import LEFT_OUT_LABELS
from liaison.usecases.taking_in import FATE_LABELS
from liaison.vocabulary import AmendmentChange, ArchiveStatus, KeyStatus, Sensitive

NAMES: Final[Mapping[str, str]] = {
    "account": "comptes",
    "acknowledged": "accusé reçu avant",
    "before": "avant de",
    "count": "nombre",
    "days": "jours",
    "downloads": "téléchargements",
    "key-status": "état de la clé",
    "number": "numéro",
    "outcome": "réponse",
    "release": "départ de la clé",
    "replaces": "remplace",
    "settled": "réglé",
    "trouble": "difficulté",
    "why-not": "motif du refus",
    "absent": "absent",
    "addressees": "destinataires",
    "addressee": "destinataire",
    "in-place-of": "à la place de",
    "told": "informé",
    "undone": "annulée",
    "waived": "pas concerné",
    "answer": "réponse du serveur de messagerie",
    "archive": "pli",
    "at": "moment",
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
    "sensitive": "sorte de donnée",
    "sha256": "empreinte",
    "size": "octets",
    "starts": "début",
    "status": "état",
    "test": "pli d’essai",
    "to": "vers",
    "version": "version",
    "where": "page",
    "why": "cause",
    "added": "ajouts",
    "amendment": "avenant",
    "changed": "changements",
    "changes": "ce qui change",
    "contacts": "contacts",
    "correspondent": "correspondant",
    "duty": "charge",
    "received": "lettre reçue",
    "same": "inchangés",
    "without": "sans",
    "dismissed": "raison",
    "answers": "répond au pli",
    "deposit": "fichier déposé",
    "document": "document",
    "documents": "documents",
    "door": "arrivé",
    "fate": "ce qu’il est devenu",
    "file": "sorte de fichier",
    "infected": "virus trouvés",
    "kept": "documents gardés",
    "referrals": "orientations",
    "refusal": "motif du refus",
    "upload": "cause",
}
"""Every circumstance that an event may carry (tests/web/test_chains.py walks the code that writes them)."""

_CHANNELS: Final = {
    "sms": "SMS", "telephone": "téléphone", "in_person": "main propre", "letter": "courrier recommandé",
    "email": "e-mail", "voicemail": "répondeur", "sms_to_mail": "SMS lu dans la boîte e-mail",
    "mail_chat": "messagerie instantanée", "none": "aucun",
}  # fmt: skip
_KINDS: Final = {
    **{kind.value: label for kind, label in KIND_LABELS.items()},
    **{kind.value: label for kind, label in LABELS.items()},
    "data": "données",
    "keys": "clés",
    **{kind.value: label for kind, label in INCIDENT_LABELS.items()},
}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "document": {kind.value: label for kind, label in DOCUMENT_LABELS.items()},
    "door": {door.value: label for door, label in DOOR_WORDS.items()},
    "fate": {fate.value: label for fate, label in FATE_LABELS.items()},
    "file": {"axcrypt": "AxCrypt", "pdf": "papier numérisé", "image": "papier photographié"},
    "refusal": {reason.value: label.lower() for reason, label in REFUSAL_LABELS.items()},
    "upload": {code.value: said.sentence.partition(" :")[0].rstrip(".") for code, said in REFUSALS.items()},
    "at": {"review": "à la relecture", "sending": "à l’envoi"},
    "sensitive": {kind.value: category_of(kind).label for kind in Sensitive},
    "archive": {status.value: french(status) for status in ArchiveStatus},
    "before": {"key": "montrer une clé"},
    "by": {
        "telephone": "téléphone",
        "page": "sa page",
        "fiche": "sa fiche",
        "paper": "papier",
        "document": "un document",
        "mail": "e-mail",
        "sent_by_partner": "le partenaire",
        "sent_by_us": "nous",
        "operator": "l’opérateur",
        "partner": "le partenaire",
    },
    "carrier": {"email": "e-mail", "link": "lien de téléchargement", "hand": "main propre"},
    "chain": {"register": "registre", "security": "journal"},
    "channel": _CHANNELS,
    "told": {by.value: label for by, label in TOLD_LABELS.items()},
    "undone": {why.value: label for why, label in UNDONE_LABELS.items()},
    "waived": {reason.value: label for reason, label in WAIVED_LABELS.items()},
    "field": {"agdref": "N° AGDREF", "exit": "sortie"},
    "format": {"zip": "zip", "7z": "7z", "paper": "papier", "csv": "CSV", "xlsx": "XLSX"},
    "key": _CHANNELS,
    "kind": _KINDS,
    "model": {"generic": "partenaires hors SPE", "spe": "SPE", "pic_ipr": "PIC IPR", "exit": "annonce de sortie"},
    "origin": {"person": "la personne", "ofii": "l’OFII", "partner": "un partenaire", "operator": "l’équipe"},
    "place": {place.value: label for place, label in PLACE_LABELS.items()},
    "key-status": {status.value: french(status) for status in KeyStatus},
    "outcome": {outcome.value: label for outcome, label in SHORT_LABELS.items()},
    "reason": {
        "deadline": "échéance",
        "confirmed": "remise confirmée",
        "closed": "pli clos",
        "key_lost": "clé perdue",
        "key_to_stranger": "clé arrivée chez quelqu’un d’autre",
        "cannot_open": "ne s’ouvre pas chez le partenaire",
    },
    "release": {"on_acknowledgement": "après l’accusé", "at_once": "sans attendre l’accusé"},
    "status": {
        "accepted": "accepté par l’opérateur ou le serveur, sans nouvelles depuis",
        "delayed": "retardé",
        "delivered": "arrivé",
        "undelivered": "pas arrivé",
    },
    "dismissed": {why.value: label for why, label in DISMISSAL_LABELS.items()},
    "duty": {"data_protection": "protection des données", "security": "sécurité"},
    "to": {"file": "un fichier", "terminal": "l’écran"},
    "trouble": {trouble.value: label for trouble, label in TROUBLE_LABELS.items()},
    "why-not": {reason.value: label for reason, label in REASON_LABELS.items()},
    "why": {
        **{why.value: label for why, label in LEFT_OUT_LABELS.items()},
        "denied": "accès non permis",
        "notfound": "introuvable",
        "refused": "une règle l’interdit",
        "wrongrole": "page d’un autre rôle",
    },
}
_DAYS: Final = frozenset({"on", "starts", "ends", "ended", "received"})


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
    if name == "changes":
        return ", ".join(CHANGE_LABELS[AmendmentChange(change)] for change in text.split())
    if name == "code" and (failure := explain(text)):
        return failure.sentence.rstrip(".")
    return _WORDS.get(name, {}).get(text, text)
