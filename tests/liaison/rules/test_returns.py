"""Which failure does a status blame, and which report is news?"""

import pytest

from liaison.messages.failures import explain
from liaison.rules.delivery import Failure
from liaison.rules.returns import comes_back, failure_of, is_news
from liaison.vocabulary import ArchiveStatus, DeliveryStatus


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        ("5.1.1", Failure.RECIPIENT_UNKNOWN),
        ("5.1.2", Failure.RECIPIENT_UNKNOWN),
        ("5.1.8", Failure.MAIL_REFUSED),
        ("5.2.1", Failure.RECIPIENT_UNKNOWN),
        ("4.2.2", Failure.MAILBOX_FULL),
        ("5.3.4", Failure.TOO_LARGE),
        ("4.4.7", Failure.PARTNER_UNREACHABLE),
        ("5.7.1", Failure.MAIL_REFUSED),
        ("5.0.0", Failure.MAIL_REFUSED),
        ("", Failure.MAIL_REFUSED),
        ("5.1.1000", Failure.MAIL_REFUSED),
    ],
)
def test_failure(status: str, failure: Failure) -> None:
    """Each kind of status leads to a failure that a person can act on."""
    assert failure == failure_of(status)
    assert explain(failure_of(status))


ORDER = [DeliveryStatus.ACCEPTED, DeliveryStatus.DELAYED, DeliveryStatus.DELIVERED, DeliveryStatus.UNDELIVERED]


@pytest.mark.parametrize("known", ["", *ORDER])
@pytest.mark.parametrize("said", ORDER)
def test_news(known: str, said: DeliveryStatus) -> None:
    """A mail may be late, then arrive, then be lost by a forwarder; never the other way."""
    rank = ORDER.index(DeliveryStatus(known)) if known else 0
    assert (ORDER.index(said) > rank) is is_news(known, said)


@pytest.mark.parametrize("archive", list(ArchiveStatus))
def test_only_what_was_sent_comes_back(archive: ArchiveStatus) -> None:
    """A bounce stops an archive that is on its way, by its last mail; nothing else."""
    assert (archive is ArchiveStatus.SENT) is comes_back(archive, is_last_mail=True)
    assert not comes_back(archive, is_last_mail=False)
