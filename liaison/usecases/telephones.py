"""Is this a number that we may call, or send a key to? E.164 inside; no premium number ever."""

import phonenumbers
from phonenumbers import PhoneNumberType as Type

from liaison.errors import Problem

_MOBILE = {Type.MOBILE, Type.FIXED_LINE_OR_MOBILE}
_CALLABLE = _MOBILE | {Type.FIXED_LINE, Type.VOIP, Type.TOLL_FREE, Type.UAN}


def parse_telephone(field: str, label: str, typed: str, problems: list[Problem]) -> str:
    """Return a number to call in E.164, or "" after adding a problem; empty stays empty."""
    return _parse(field, label, typed, _CALLABLE, "un numéro de téléphone ordinaire", problems)


def parse_mobile(field: str, label: str, typed: str, problems: list[Problem]) -> str:
    """Return a mobile number in E.164, or "" after adding a problem; empty stays empty."""
    return _parse(field, label, typed, _MOBILE, "un numéro de mobile (06 ou 07)", problems)


def _parse(field: str, label: str, typed: str, kinds: set[int], wanted: str, problems: list[Problem]) -> str:
    if not typed.strip():
        return ""
    try:
        number = phonenumbers.parse(typed, "FR")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in kinds:
        problems.append(Problem(field, label, f"« {label} » : écrivez {wanted}, ou laissez vide."))
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
