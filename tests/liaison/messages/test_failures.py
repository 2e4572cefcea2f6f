"""Is every failure explained to a person?"""

import pytest

from liaison.messages.failures import EXPLANATIONS, explain
from liaison.rules.delivery import Failure


def test_every_failure_is_explained() -> None:
    """Each code has a sentence and says what to do next, in words without code or address."""
    assert set(Failure) == set(EXPLANATIONS)
    for explanation in EXPLANATIONS.values():
        assert explanation.sentence.endswith(".")
        assert explanation.hint.endswith(".")
        assert not [word for word in ("@", "SMTP", "HTTP", "TLS", "55") if word in explanation.sentence]


@pytest.mark.parametrize("code", ["", "smtp-999"])
def test_unknown_codes(code: str) -> None:
    """No failure, and one of another version, have no explanation."""
    assert explain(code) is None


def test_explain() -> None:
    """A stored code finds its explanation."""
    assert explain("mailbox-full") == EXPLANATIONS[Failure.MAILBOX_FULL]
