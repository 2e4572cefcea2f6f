"""Which carrier and which key channel may go together? A sentence for each pair that may not (T-4).

Two channels are one when the same box ends up with both: what matters is where a message is read, not how it was
sent. Hence the hidden ones: voicemail, SMS and chat that arrive in the mailbox too.
"""

from collections.abc import Mapping
from typing import Final

from liaison.errors import Refused
from liaison.vocabulary import Carrier, KeyChannel

_SAME_BOX: Final = "Qui ouvrirait cette boîte aurait les deux (guide, annexe 4)."
_BY_MAIL: Final[Mapping[KeyChannel, str]] = {
    KeyChannel.EMAIL: f"La clé ne peut pas partir par e-mail : c’est le chemin du pli. {_SAME_BOX}",
    KeyChannel.VOICEMAIL: (
        "La clé ne se laisse jamais sur un répondeur : beaucoup de messageries vocales arrivent aussi par e-mail. "
        f"{_SAME_BOX}"
    ),
    KeyChannel.SMS_TO_MAIL: f"Les SMS de ce mobile arrivent aussi dans sa boîte e-mail. {_SAME_BOX}",
    KeyChannel.MAIL_CHAT: (
        "La messagerie instantanée (Teams, Google Chat…) s’ouvre avec le même mot de passe que la boîte e-mail. "
        f"{_SAME_BOX}"
    ),
    KeyChannel.NONE: "Un pli envoyé par e-mail est chiffré : choisissez comment la clé lui parviendra.",
}
"""The link of a download arrives by e-mail too: what is true of the one is true of the other."""
_NO_KEY_TO_GIVE: Final = "Une remise en main propre se fait sur papier : il n’y a pas de clé à transmettre."
_HINT: Final = "Choisissez le SMS, le téléphone, la remise en main propre de la clé ou le courrier recommandé."

REFUSALS: Final[Mapping[tuple[Carrier, KeyChannel], str]] = {
    **{(carrier, key): why for carrier in (Carrier.EMAIL, Carrier.LINK) for key, why in _BY_MAIL.items()},
    **{(Carrier.HAND, key): _NO_KEY_TO_GIVE for key in KeyChannel if key is not KeyChannel.NONE},
}
"""Every pair not listed is allowed: a mailed pli or link with SMS, telephone, hand or letter; paper without key."""

OFFERED: Final = (KeyChannel.SMS, KeyChannel.TELEPHONE, KeyChannel.IN_PERSON, KeyChannel.LETTER)
"""How a key may leave, the quickest first."""
SPOKEN: Final = frozenset({KeyChannel.TELEPHONE, KeyChannel.IN_PERSON, KeyChannel.LETTER})
"""A person gives these: the key is shown to them once."""


def refusal(carrier: Carrier, key_channel: KeyChannel) -> str:
    """Say why this pair is not allowed; empty when it is."""
    return REFUSALS.get((carrier, key_channel), "")


def check_pair(carrier: Carrier, key_channel: KeyChannel) -> None:
    """Let an allowed pair through.

    Raises:
        Refused: the two would share a channel, or the pair makes no sense (T-4, guide:2113, 3657).
    """
    sentence = refusal(carrier, key_channel)
    if sentence:
        hint = "Choisissez « aucune clé » pour la remise en main propre." if carrier is Carrier.HAND else _HINT
        raise Refused(sentence, hint=hint)
