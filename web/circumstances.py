"""How do the circumstances of an entry read in French? A name for each, and words for what stands in it."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from liaison.messages.failures import explain
from liaison.messages.intake import REFUSALS
from liaison.rules.free_text import category_of
from liaison.rules.lifecycle import french
from liaison.rules.retention import RULES
from liaison.usecases import breach_words
from liaison.usecases.agreeing import LABELS
from liaison.usecases.announcing import REASON_LABELS as WAIVED_LABELS
from liaison.usecases.announcing import TOLD_LABELS
from liaison.usecases.answering import TROUBLE_LABELS
from liaison.usecases.archiving import REASONS as BACK_FOR
from liaison.usecases.attestations import GROUND_LABELS as ASKING_LABELS
from liaison.usecases.attesting import ATTESTOR_LABELS, KEPT_LABELS
from liaison.usecases.attesting import SHORT_LABELS as ATTESTED_LABELS
from liaison.usecases.certifying import GROUND_LABELS
from liaison.usecases.choosing import PLACE_LABELS
from liaison.usecases.conventions import CHANGE_LABELS
from liaison.usecases.deposited import DOCUMENT_LABELS, DOOR_WORDS
from liaison.usecases.directory import KIND_LABELS
from liaison.usecases.dismissing import LABELS as DISMISSAL_LABELS
from liaison.usecases.holds import DECISION_LABELS, OPEN_LABELS, OPINION_LABELS, SCOPE_LABELS
from liaison.usecases.holds import KIND_LABELS as HOLD_LABELS
from liaison.usecases.incidents import KIND_LABELS as INCIDENT_LABELS
from liaison.usecases.leaving import UNDONE_LABELS
from liaison.usecases.opening_deposit import REFUSAL_LABELS
from liaison.usecases.outcomes import REASON_LABELS, SHORT_LABELS
from liaison.usecases.registers.hosts import ROLE_LABELS
from liaison.usecases.registers.printing import LABELS as DOCUMENTS
from liaison.usecases.registers.stating import LABELS as STATEMENTS
from liaison.usecases.settling import LEFT_OUT_LABELS
from liaison.usecases.taking_in import FATE_LABELS
from liaison.vocabulary import AmendmentChange, ArchiveStatus, KeyStatus, Sensitive
from liaison.vocabulary.countries import EEA
from web.account_events import ACCOUNT_WORDS
from web.circumstance_names import NAMES
from web.fresh import ACT_LABELS
from web.provider_circumstances import PROVIDER_WORDS
from web.request_circumstances import REQUEST_DAYS, REQUEST_WORDS
from web.table_circumstances import TABLE_WORDS

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
_OWN: Final[Mapping[str, Mapping[str, str]]] = {
    "document": {kind.value: label for kind, label in DOCUMENT_LABELS.items()},
    "ground": {
        **{ground.value: label for ground, label in ASKING_LABELS.items()},
        **{ground.value: label for ground, label in GROUND_LABELS.items()},
    },
    "door": {door.value: label for door, label in DOOR_WORDS.items()},
    "fate": {fate.value: label for fate, label in FATE_LABELS.items()},
    "file": {"axcrypt": "AxCrypt", "pdf": "papier numérisé", "image": "papier photographié"},
    "refusal": {reason.value: label.lower() for reason, label in REFUSAL_LABELS.items()},
    "upload": {code.value: said.sentence.partition(" :")[0].rstrip(".") for code, said in REFUSALS.items()},
    "at": {"review": "à la relecture", "sending": "à l’envoi"},
    "sensitive": {kind.value: category_of(kind).label for kind in Sensitive},
    "archive": {status.value: french(status) for status in ArchiveStatus},
    **ACCOUNT_WORDS,
    "before": {
        "key": "montrer une clé",
        "copy-key": "montrer la clé d’une copie",
        "recovery-codes": "faire de nouveaux codes de secours",
        "password": "changer de mot de passe",
        **{act.value: label for act, label in ACT_LABELS.items()},
    },
    "by": {
        "telephone": "téléphone",
        "page": "sa page",
        "letter": "courrier",
        "fiche": "sa fiche",
        "paper": "papier",
        "document": "un document",
        "table": "son tableau",
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
    **PROVIDER_WORDS,
    "field": {"agdref": "N° AGDREF", "exit": "sortie", "archive": "archives"},
    "format": {
        "zip": "zip",
        "7z": "7z",
        "paper": "papier",
        "csv": "CSV",
        "xlsx": "XLSX",
        "lines": "lignes signées",
        "pdf": "PDF",
        "markdown": "texte Markdown",
    },
    "country": EEA,
    "host-role": {role.value: label for role, label in ROLE_LABELS.items()},
    "printed": {document.value: label for document, (label, _) in DOCUMENTS.items()},
    "statement": {statement.value: label for statement, (label, _) in STATEMENTS.items()},
    "key": _CHANNELS,
    "kind": _KINDS,
    "model": {
        "generic": "partenaires hors SPE",
        "spe": "SPE",
        "pic_ipr": "PIC IPR",
        "exit": "annonce de sortie",
        "orientations": "tableau des orientations",
    },
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
    "announced": {"convention": "une convention", "ofii_data": "l’accord-cadre, et les données de l’OFII"},
    "attested": {what.value: label for what, label in ATTESTED_LABELS.items()},
    "attestor": {function.value: label for function, label in ATTESTOR_LABELS.items()},
    "kept-for": {why.value: label for why, label in KEPT_LABELS.items()},
    "dismissed": {why.value: label for why, label in DISMISSAL_LABELS.items()},
    "about": {one.value: label for one, label in breach_words.ABOUT.items()},
    "aware": {one.value: label for one, label in breach_words.AWARE.items()},
    "lead": {one.value: label for one, label in breach_words.LEADS.items()},
    "reply": {one.value: label for one, label in breach_words.ANSWERS.items()},
    "risk": {one.value: label for one, label in breach_words.RISKS.items()},
    "spared": {one.value: label for one, label in breach_words.SPARED.items()},
    "stage": {one.value: label for one, label in breach_words.STAGES.items()},
    "way": {
        **{one.value: label for one, label in breach_words.WAYS.items()},
        **{one.value: label for one, label in breach_words.COMPLAINT_WAYS.items()},
    },
    "whom": {one.value: label for one, label in breach_words.WHOM.items()},
    "duty": {"data_protection": "protection des données", "security": "sécurité"},
    "decision": {decision.value: label.lower() for decision, label in DECISION_LABELS.items()},
    "hold": {kind.value: label for kind, label in HOLD_LABELS.items()},
    "lifting": {"controller": "levée par le responsable de traitement", "term": "à son terme"},
    "back-for": {why.value: label for why, label in BACK_FOR.items()},
    "open-reason": {why.value: label for why, label in OPEN_LABELS.items()},
    "opinion": {opinion.value: label.lower() for opinion, label in OPINION_LABELS.items()},
    "rule": {rule.id.value: f"{rule.requirement}, {rule.anchor}" for rule in RULES.values()},
    "scope": {scope.value: label.lower() for scope, label in SCOPE_LABELS.items()},
    "unit": {"months": "mois", "days": "jours"},
    "to": {"file": "un fichier", "terminal": "l’écran"},
    "trouble": {trouble.value: label for trouble, label in TROUBLE_LABELS.items()},
    "why-not": {reason.value: label for reason, label in REASON_LABELS.items()},
    "why": {
        **{why.value: label for why, label in LEFT_OUT_LABELS.items()},
        "archived": "dossier aux archives",
        "denied": "accès non permis",
        "notfound": "introuvable",
        "refused": "une règle l’interdit",
        "forgedform": "formulaire d’une autre session",
        "wrongrole": "page d’un autre rôle",
    },
}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    # One name may stand in the entries of several rooms: each gives its own words.
    name: {**REQUEST_WORDS.get(name, {}), **TABLE_WORDS.get(name, {}), **_OWN.get(name, {})}
    for name in {*REQUEST_WORDS, *TABLE_WORDS, *_OWN}
}
_DAYS: Final = REQUEST_DAYS | {"due", "ended", "ends", "on", "received", "review", "since", "starts", "until"}


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
