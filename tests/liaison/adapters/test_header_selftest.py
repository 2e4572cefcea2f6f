"""Does the self-test tell which Pythons write headers that nobody asked for?"""

from email import policy
from email.message import EmailMessage

import pytest

from liaison.adapters.header_selftest import header_self_test


@pytest.mark.requirement("T-8")
def test_it_agrees_with_what_this_python_writes() -> None:
    """It says "splits" of exactly the Pythons that write a Bcc out of a subject; ours holds on all of them."""
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = "=?utf-8?q?=0aBcc:_x?="
    try:
        splits = b"\nBcc:" in message.as_bytes()
    except ValueError:
        splits = False
    assert header_self_test().python_splits_headers is splits
