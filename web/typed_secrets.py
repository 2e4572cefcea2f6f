"""Which typed values are never kept, not even sealed? Keys, passwords, codes: they are typed again.

By the name of the field, so that a form that somebody adds tomorrow is safe without a line here;
tests/web/test_typed_secrets.py reads every template and finds the fields that a browser takes for a secret.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Secret:
    """How a secret is asked for again."""

    name: str
    label: str
    kind: str = "password"
    autocomplete: str = "off"
    inputmode: str = ""


SECRETS: Final[Mapping[str, Secret]] = {
    secret.name: secret
    for secret in (
        Secret("password", "Mot de passe", autocomplete="current-password"),
        Secret("chosen", "Nouveau mot de passe", autocomplete="new-password"),
        Secret("again", "Le même mot de passe", autocomplete="new-password"),
        Secret("secours", "Code de secours", "text"),
        Secret("code", "Code à six chiffres", "text", "one-time-code", "numeric"),
        Secret("key", "La clé", "text"),
    )
}
NOT_SECRET: Final = frozenset({("save_departement", "code")})
"""Fields of the same name that hold nothing of the kind, by route: the number of a département."""


def without_secrets(
    route: str, pairs: Iterable[tuple[str, str]]
) -> tuple[tuple[tuple[str, str], ...], tuple[Secret, ...]]:
    """Part what was typed into what may be kept and the secrets to ask for again."""
    kept, dropped = [], []
    for name, value in pairs:
        if name in SECRETS and (route, name) not in NOT_SECRET:
            dropped.append(SECRETS[name])
        else:
            kept.append((name, value))
    return tuple(kept), tuple(dropped)
