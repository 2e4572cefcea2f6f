"""What is asked of an identity provider? Where to send somebody, and whom it proved when they came back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from liaison.vocabulary.provider import ProviderFault


@dataclass(frozen=True, slots=True)
class Secrets:
    """What ties one sign-in together: drawn before it leaves, compared when it comes back (ASVS 10.1.2, 10.2.1)."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What the browser brought back from the provider, as it stands in the address."""

    state: str = ""
    code: str = ""
    error: str = ""
    issuer: str = ""
    """RFC 9207: who says that it answers."""


@dataclass(frozen=True, slots=True)
class Proved:
    """Whom a valid ID token names; `token` is that token, which the provider asks for when one leaves."""

    issuer: str
    subject: str
    acr: str
    amr: tuple[str, ...]
    token: str


class ProviderRefusal(Exception):
    """What came back proves nothing; only the fault is known, never a word of a token."""

    def __init__(self, fault: ProviderFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class ProviderSilent(Exception):
    """The provider does not answer, or not in time, or not in bounds."""


class IdentityProvider(Protocol):
    """The provider that the operator configured; there is one at most, so that none can be taken for another."""

    def address(self, secrets: Secrets) -> str:
        """Return where to send somebody who wants to sign in.

        Raises:
            ProviderSilent: it does not answer.
            ProviderRefusal: what it publishes about itself is not what was configured.
        """
        ...

    def prove(self, secrets: Secrets, returned: Returned, *, now: datetime) -> Proved:
        """Change the code for an ID token, and say whom it names.

        Raises:
            ProviderSilent: it does not answer.
            ProviderRefusal: it refused, or its token does not hold.
        """
        ...

    def farewell(self, token: str) -> str:
        """Return where to end the session at the provider too; empty when it has no such page or does not answer."""
        ...

    def check(self) -> None:
        """Read what it publishes, and change nothing (`doctor`).

        Raises:
            ProviderSilent: it does not answer.
            ProviderRefusal: what it publishes is not what was configured.
        """
        ...
