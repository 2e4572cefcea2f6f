"""How does a sign-in by the identity provider read in the journal? Its kinds of events, and why one was refused."""

from collections.abc import Mapping
from typing import Final

from liaison.events import EventKind
from liaison.vocabulary.provider import ProviderFault

PROVIDER_KINDS: Final[Mapping[EventKind, str]] = {
    EventKind.PROVIDER_REFUSED: "connexion par le fournisseur d’identité refusée",
    EventKind.PROVIDER_BOUND: "compte relié au fournisseur d’identité",
}
PROVIDER_NAMES: Final[Mapping[str, str]] = {"fault": "défaut"}
PROVIDER_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "fault": {
        ProviderFault.TICKET: "départ inconnu de ce navigateur, ou trop ancien",
        ProviderFault.STATE: "retour qui n’est pas celui du départ (state)",
        ProviderFault.REPLAYED: "retour déjà utilisé",
        ProviderFault.DENIED: "refus du fournisseur, ou abandon",
        ProviderFault.METADATA: "le fournisseur ne publie pas ce qui est réglé",
        ProviderFault.CODE: "code refusé par le fournisseur",
        ProviderFault.TOKEN: "jeton illisible ou incomplet",
        ProviderFault.ALGORITHM: "signature d’un genre non admis",
        ProviderFault.KEY: "clé de signature inconnue",
        ProviderFault.SIGNATURE: "signature fausse",
        ProviderFault.ISSUER: "autre émetteur",
        ProviderFault.AUDIENCE: "jeton destiné à un autre service",
        ProviderFault.NONCE: "jeton d’une autre connexion (nonce)",
        ProviderFault.EXPIRED: "jeton périmé",
        ProviderFault.UNBOUND: "identité reliée à aucun compte",
        ProviderFault.TAKEN: "identité déjà reliée à un autre compte",
        ProviderFault.DISABLED: "compte désactivé",
    },
}
