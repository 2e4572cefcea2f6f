"""Do archive and key ever share a channel? The whole truth table, with the sentence of each refusal (T-4)."""

from itertools import product

import pytest

from liaison.errors import Refused
from liaison.rules import channels
from liaison.vocabulary import Carrier, KeyChannel

pytestmark = pytest.mark.requirement("T-4")

SAME_BOX = (
    "La clé ne peut pas partir par e-mail : c’est le chemin du pli. "
    "Qui ouvrirait cette boîte aurait les deux (guide, annexe 4)."
)
NEEDED = "Un pli envoyé par e-mail est chiffré : choisissez comment la clé lui parviendra."
NO_KEY = "Une remise en main propre se fait sur papier : il n’y a pas de clé à transmettre."

VOICEMAIL = (
    "La clé ne se laisse jamais sur un répondeur : beaucoup de messageries vocales arrivent aussi par e-mail. "
    "Qui ouvrirait cette boîte aurait les deux (guide, annexe 4)."
)
SMS_TO_MAIL = (
    "Les SMS de ce mobile arrivent aussi dans sa boîte e-mail. "
    "Qui ouvrirait cette boîte aurait les deux (guide, annexe 4)."
)
CHAT = (
    "La messagerie instantanée (Teams, Google Chat…) s’ouvre avec le même mot de passe que la boîte e-mail. "
    "Qui ouvrirait cette boîte aurait les deux (guide, annexe 4)."
)

TABLE = [
    row
    for carrier in (Carrier.EMAIL, Carrier.LINK)
    for row in (
        (carrier, KeyChannel.SMS, ""),
        (carrier, KeyChannel.TELEPHONE, ""),
        (carrier, KeyChannel.IN_PERSON, ""),
        (carrier, KeyChannel.LETTER, ""),
        (carrier, KeyChannel.EMAIL, SAME_BOX),
        (carrier, KeyChannel.VOICEMAIL, VOICEMAIL),
        (carrier, KeyChannel.SMS_TO_MAIL, SMS_TO_MAIL),
        (carrier, KeyChannel.MAIL_CHAT, CHAT),
        (carrier, KeyChannel.NONE, NEEDED),
    )
] + [
    (Carrier.HAND, KeyChannel.SMS, NO_KEY),
    (Carrier.HAND, KeyChannel.TELEPHONE, NO_KEY),
    (Carrier.HAND, KeyChannel.IN_PERSON, NO_KEY),
    (Carrier.HAND, KeyChannel.LETTER, NO_KEY),
    (Carrier.HAND, KeyChannel.EMAIL, NO_KEY),
    (Carrier.HAND, KeyChannel.VOICEMAIL, NO_KEY),
    (Carrier.HAND, KeyChannel.SMS_TO_MAIL, NO_KEY),
    (Carrier.HAND, KeyChannel.MAIL_CHAT, NO_KEY),
    (Carrier.HAND, KeyChannel.NONE, ""),
]


def test_table_is_whole() -> None:
    """Every pair of a carrier and a key channel stands in the table below, once."""
    assert sorted(product(Carrier, KeyChannel)) == sorted((carrier, channel) for carrier, channel, _ in TABLE)


@pytest.mark.parametrize(("carrier", "channel", "sentence"), TABLE)
def test_pair(carrier: Carrier, channel: KeyChannel, sentence: str) -> None:
    """Each pair is allowed, or refused with its own sentence."""
    assert sentence == channels.refusal(carrier, channel)


@pytest.mark.parametrize(("carrier", "channel", "sentence"), [row for row in TABLE if row[2]])
def test_refused_pair_raises(carrier: Carrier, channel: KeyChannel, sentence: str) -> None:
    """The service itself refuses, and says what to choose instead."""
    with pytest.raises(Refused) as refusal:
        channels.check_pair(carrier, channel)

    assert sentence == refusal.value.message
    assert refusal.value.hint.startswith("Choisissez")


@pytest.mark.parametrize(("carrier", "channel"), [row[:2] for row in TABLE if not row[2]])
def test_allowed_pair_passes(carrier: Carrier, channel: KeyChannel) -> None:
    """What shares no channel goes through."""
    channels.check_pair(carrier, channel)
