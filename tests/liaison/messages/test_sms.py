"""Does the SMS of a key fit in one, and hold nothing but reference and key?"""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import passphrase
from liaison.messages.sms import LONGEST, key_sms

REFERENCES = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=8, max_size=8)


@pytest.mark.requirement("T-4", "T-8")
def test_words() -> None:
    """The key stands alone on the last line; before it its reference, its length, and what not to do."""
    key = passphrase.generate().reveal()
    assert key_sms("k3wq7h2m", key) == (
        f"Clé du pli k3wq7h2m (34 caractères, tirets compris), à ne pas transférer :\n{key}"
    )


@given(REFERENCES)
def test_always_one_sms(reference: str) -> None:
    """With any reference and any key it is one SMS of the GSM alphabet: no part arrives without the other."""
    key = passphrase.generate(choose=secrets.choice).reveal()
    body = key_sms(reference, key)
    assert len(body) <= LONGEST
    # Of what is not ASCII, only letters that the basic table of 3GPP TS 23.038 holds.
    assert {character for character in body if not character.isascii()} <= set("éèà")
    assert not set(body) & set("^{}\\[~]|€`")


@pytest.mark.parametrize("reference", ["k3wq7h2m" * 12, "référençe", "a{b"])
def test_what_does_not_fit(reference: str) -> None:
    """A text that would be cut, or sent in another alphabet, is refused without naming the key."""
    with pytest.raises(ValueError, match="one SMS") as caught:
        key_sms(reference, "abcd-efgh")
    assert "abcd" not in str(caught.value)
