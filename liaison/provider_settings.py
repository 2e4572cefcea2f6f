"""Which options does an operator set for an identity provider (OpenID Connect)? `LIAISON_OIDC_*`, all or none."""

import re
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr

from liaison.environment import Arguments
from liaison.vocabulary import countries

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_WORD: Final = re.compile(r"[\x21-\x7e]{1,200}")
_HOST: Final = re.compile(r"[a-z0-9.-]{1,253}")
_LONGEST_LABEL: Final = 60


class ProviderSettings(Arguments):
    """What is configured of the provider; nothing of it works without the rest."""

    oidc_issuer: str = Field(
        default="",
        description="Issuer of an OpenID Connect provider, to the letter as it publishes it; empty: passwords only.",
    )
    oidc_client_id: str = Field(default="", description="Name under which the provider knows this service.")
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="Its secret there (or LIAISON_OIDC_CLIENT_SECRET_FILE)."
    )
    oidc_label: str = Field(
        default="votre compte professionnel", description="What the button says behind « Se connecter avec »."
    )
    oidc_acr: tuple[str, ...] = Field(
        default=(),
        description="JSON list of `acr` values asked for, each of which proves a second factor; with none, and without "
        "LIAISON_OIDC_AMR, the telephone's code is always asked.",
    )
    oidc_amr: tuple[str, ...] = Field(
        default=(),
        description="JSON list of `amr` words asked for, each of which proves a second factor, as mfa; "
        "with LIAISON_OIDC_ACR both must be met.",
    )
    oidc_hosts: tuple[str, ...] = Field(
        default=(), description="JSON list of further hosts of that provider (tokens, keys); others are never called."
    )
    oidc_ca_file: Path | None = Field(default=None, description="Certificate authority of a private provider.")
    oidc_country: Annotated[str, AfterValidator(countries.checked)] = Field(
        default="FR", description="Country of the provider, two letters (G-6)."
    )

    def check_provider(self) -> None:
        """Refuse a provider that could not be honoured, in sentences that name the variables.

        What it is set without is `liaison.coherence`'s to say.

        Raises:
            ValueError: the sentence.
        """
        if not self.oidc_issuer:
            return
        _check_address("LIAISON_OIDC_ISSUER", self.oidc_issuer)
        if not _WORD.fullmatch(self.oidc_client_id):
            raise ValueError("LIAISON_OIDC_CLIENT_ID holds more than a single word")
        if not self.oidc_client_secret.get_secret_value().isascii():
            raise ValueError("LIAISON_OIDC_CLIENT_SECRET holds more than ASCII: the provider would not read it")
        self._check_words()

    def _check_words(self) -> None:
        for name, words, shape in (
            ("ACR", self.oidc_acr, _WORD), ("AMR", self.oidc_amr, _WORD), ("HOSTS", self.oidc_hosts, _HOST),
        ):  # fmt: skip
            if not all(shape.fullmatch(word) for word in words):
                raise ValueError(f"LIAISON_OIDC_{name} holds more than single words; hosts stand in small letters")
        if not self.oidc_label.strip() or len(self.oidc_label) > _LONGEST_LABEL or not self.oidc_label.isprintable():
            raise ValueError(f"LIAISON_OIDC_LABEL is empty, or longer than {_LONGEST_LABEL} signs")


def _check_address(name: str, url: str) -> None:
    """Refuse what is not https, but on this machine; what holds an account, a query or a fragment is no issuer."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise ValueError(f"{name} is not an https address")
    if not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"{name} has no host, or holds an account, a query or a fragment")
