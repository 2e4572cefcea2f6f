"""Is this the number of an establishment (SIRET)? Fourteen digits whose last one checks the others (INSEE)."""

from typing import Final

from liaison.errors import Problem

_LENGTH: Final = 14
_LA_POSTE: Final = "356000000"
"""Its establishments keep another rule: the sum of the digits is a multiple of five."""


def parse_siret(field: str, label: str, typed: str, problems: list[Problem]) -> str:
    """Return the fourteen digits, or "" after adding a problem; empty stays empty."""
    digits = "".join(sign for sign in typed if not sign.isspace() and sign not in ".-")
    if not digits:
        return ""
    if not _is_siret(digits):
        problems.append(
            Problem(field, label, f"« {label} » : ce n’est pas un SIRET. Recopiez ses 14 chiffres, ou laissez vide.")
        )
        return ""
    return digits


def _is_siret(digits: str) -> bool:
    if len(digits) != _LENGTH or not (digits.isascii() and digits.isdigit()):
        return False
    if digits.startswith(_LA_POSTE) and sum(map(int, digits)) % 5 == 0:
        return True
    return sum(_luhn(int(digit), doubled=place % 2 == 0) for place, digit in enumerate(digits)) % 10 == 0


def _luhn(digit: int, *, doubled: bool) -> int:
    return sum(divmod(digit * 2, 10)) if doubled else digit
