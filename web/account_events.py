"""How do the events of accounts read in French? Their names, and the words of their circumstances."""

from collections.abc import Mapping
from typing import Final

from liaison.events import EventKind
from liaison.usecases.profiles import ROLE_LABELS
from liaison.vocabulary.accounts import IdentityCheck

CHECK_LABELS: Final[Mapping[IdentityCheck, str]] = {
    IdentityCheck.IN_PERSON: "en personne",
    IdentityCheck.CALLED_BACK: "en rappelant le numéro connu du service",
    IdentityCheck.MANAGER: "par sa ou son responsable",
}
"""How somebody was recognised who lost their telephone."""

ACCOUNT_KINDS: Final[Mapping[EventKind, str]] = {
    EventKind.RECOVERY_CODES_MADE: "codes de secours faits",
    EventKind.RECOVERY_CODE_USED: "code de secours utilisé",
    EventKind.PASSWORD_RESET_MADE: "lien pour un nouveau mot de passe envoyé",
    EventKind.PASSWORD_RESET: "mot de passe choisi par un lien",
    EventKind.PASSWORD_CHANGED: "mot de passe changé",
    EventKind.DEVICES_FORGOTTEN: "appareils connus oubliés",
    EventKind.ACCOUNT_CHANGED: "compte modifié",
}
ACCOUNT_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "checked": {check.value: label for check, label in CHECK_LABELS.items()},
    "role": {role.value: label for role, label in ROLE_LABELS.items()},
}
ACCOUNT_NAMES: Final[Mapping[str, str]] = {
    "checked": "identité vérifiée",
    "left": "codes restants",
    "role": "nouveau rôle",
}
