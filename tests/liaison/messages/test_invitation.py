"""Does an invitation lead to the service only where the service has an address?"""

from datetime import UTC, datetime

import pytest

from liaison.messages.invitation import InvitationMail, invitation_mail

UNTIL = datetime(2026, 12, 1, 8, 5, tzinfo=UTC)
LINK = "https://liaison.operateur.example/invitation/k3wq7h2m"


def test_with_a_link() -> None:
    """With a public address, the link stands in the text and in the page, with its last hour in Paris."""
    mail = invitation_mail(InvitationMail("Association Passerelle", UNTIL, LINK))
    assert mail.subject == "Votre accès à Liaison"
    assert mail.html.count(LINK) == 2
    for said in (mail.text, mail.html):
        assert LINK in said
        assert "mardi 1er décembre 2026 à 9\u00a0h\u00a005" in said


def test_without_a_link() -> None:
    """Without a public address there is no link: the administrator hands it over."""
    mail = invitation_mail(InvitationMail("Association Passerelle", UNTIL))
    for said in (mail.text, mail.html):
        assert "Votre administrateur vous remet lui-même" in said
        assert "http" not in said
        assert "href" not in said


@pytest.mark.parametrize(
    "link",
    [
        "http://liaison.operateur.example/x",
        "javascript:alert(1)",
        'https://a.example/"><script>',
        "https://a.example/\nBcc: x",
        "https://a.example/é",
    ],
)
def test_a_link_that_is_none(link: str) -> None:
    """A link that is no plain https address is refused."""
    with pytest.raises(ValueError, match="https address"):
        invitation_mail(InvitationMail("Association Passerelle", UNTIL, link))
