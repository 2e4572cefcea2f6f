"""Which words does signing in by an identity provider use? What it is for, and why it was refused."""

from enum import StrEnum
from typing import Final

RETURN_PATH: Final = "/connexion/fournisseur"
"""Where the provider sends people back; a test resolves it against the routes."""
LEFT_PATH: Final = "/connexion"
"""Where it sends them once they left it too."""


class Purpose(StrEnum):
    """Why somebody was sent to the provider."""

    SIGN_IN = "sign_in"
    BIND = "bind"
    """To open an account by a one-time link."""


class ProviderFault(StrEnum):
    """Why a sign-in by the provider was refused; pages say one sentence for all of them, the journal says which."""

    TICKET = "ticket"
    """This browser did not leave for the provider, or too long ago."""
    STATE = "state"
    REPLAYED = "replayed"
    DENIED = "denied"
    """The provider itself said no, or the person gave up."""
    METADATA = "metadata"
    """What the provider publishes about itself is not what was configured."""
    CODE = "code"
    """The provider did not take the code, or the proof of who asked for it (PKCE)."""
    TOKEN = "token"  # noqa: S105 - the name of a fault
    ALGORITHM = "algorithm"
    KEY = "key"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    NONCE = "nonce"
    EXPIRED = "expired"
    UNBOUND = "unbound"
    """Nobody here is known by this identity."""
    TAKEN = "taken"
    """This identity opens another account."""
    DISABLED = "disabled"
