"""Which carrier and which key channel may go together? A sentence for each pair that may not (T-4)."""

from collections.abc import Mapping
from typing import Final

from liaison.errors import Refused
from liaison.vocabulary import Carrier, KeyChannel

_SAME_BOX = (
    "La clé ne peut pas partir par e-mail : c’est le chemin du pli. "
    "Qui ouvrirait cette boîte aurait les deux (guide, annexe 4)."
)
_NO_KEY_TO_GIVE = "Une remise en main propre se fait sur papier : il n’y a pas de clé à transmettre."
_KEY_NEEDED = "Un pli envoyé par e-mail est chiffré : choisissez comment la clé lui parviendra."
_HINT = "Choisissez le SMS ou le téléphone pour la clé."

REFUSALS: Final[Mapping[tuple[Carrier, KeyChannel], str]] = {
    (Carrier.EMAIL, KeyChannel.EMAIL): _SAME_BOX,
    (Carrier.EMAIL, KeyChannel.NONE): _KEY_NEEDED,
    (Carrier.HAND, KeyChannel.SMS): _NO_KEY_TO_GIVE,
    (Carrier.HAND, KeyChannel.TELEPHONE): _NO_KEY_TO_GIVE,
    (Carrier.HAND, KeyChannel.EMAIL): _NO_KEY_TO_GIVE,
}
"""Every pair not listed is allowed: e-mail with SMS or telephone, hand delivery without key."""


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
        hint = _HINT if carrier is Carrier.EMAIL else "Choisissez « aucune clé » pour la remise en main propre."
        raise Refused(sentence, hint=hint)
