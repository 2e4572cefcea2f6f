"""Does the mail about a missing CIR say what to do, and nothing of anybody?"""

import pytest

from liaison.messages.referral import ReferralMail, referral_mail

pytestmark = pytest.mark.requirement("T-6")


def test_what_to_do() -> None:
    """Its reference, the OFII, our number, and not to answer by mail."""
    mail = referral_mail(ReferralMail("DEP-ESSAI", "Opérateur <Imaginaire>", "+33472000000"))

    assert "DEP-ESSAI" in mail.subject
    for text in (mail.text, mail.html):
        assert "direction territoriale de l’OFII" in text
        assert "04 72 00 00 00" in text.replace("\xa0", " ")
        assert "Ne répondez pas" in text
    assert "Opérateur <Imaginaire>" in mail.text
    assert "Opérateur &lt;Imaginaire&gt;" in mail.html


def test_without_a_number() -> None:
    """An operator whose number nobody wrote down is called as usual."""
    mail = referral_mail(ReferralMail("DEP-ESSAI", "Opérateur Imaginaire"))
    assert "Appelez votre interlocuteur habituel" in mail.text
