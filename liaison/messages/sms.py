"""What does the SMS say that carries a key? The reference, the key, how long it is; no name, no link.

One SMS of the GSM alphabet: a longer one is cut in parts that may arrive one without the other.
"""

from typing import Final

LONGEST: Final = 160
"""Characters of one SMS in the GSM 7-bit alphabet (3GPP TS 23.038)."""

_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The basic table; characters of its extension count double, and we need none."""


def key_sms(reference: str, passphrase: str) -> str:
    """Write the SMS of a key, which stands alone on the last line, ready to be copied.

    Raises:
        ValueError: it would not fit in one SMS of the GSM alphabet; the message holds no key.
    """
    body = f"Clé du pli {reference} ({len(passphrase)} caractères, tirets compris), à ne pas transférer :\n{passphrase}"
    if len(body) > LONGEST or not set(body) <= _GSM:
        raise ValueError("the text of a key does not fit in one SMS")
    return body
