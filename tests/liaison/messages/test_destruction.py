"""Do the mails about copies and ends read well, in each of their shapes, and name nobody (R-7, G-5, R-3)?"""

import re
from datetime import UTC, date, datetime

import pytest

from liaison.messages.destruction import (
    DestructionMail,
    DestructionReceiptMail,
    DestructionWithdrawnMail,
    destruction_mail,
    destruction_receipt,
    destruction_withdrawn,
)
from liaison.messages.ends import ConventionEndMail, OfiiEndMail, convention_end_mail, ofii_end_mail
from liaison.messages.rendering import MailText

LINK = "https://liaison.operateur.example/attestation/abc"
ASKED = {"number": "2027-D01", "operator": "Opérateur Imaginaire", "plis": 3, "due_on": date(2027, 2, 28)}
ENDED = {"convention": "SPE 2024", "ended_on": date(2026, 12, 31), "ended_by": "résiliation de la convention"}
END = ConventionEndMail(
    operator="Opérateur Imaginaire", departement="69", convention="SPE 2024", partner="Mission locale des Essais",
    ends_on=date(2027, 4, 30), due_on=date(2027, 6, 30), days=30, ended_by="fin de l’accord-cadre",
)  # fmt: skip
EVERY = {
    "asked": destruction_mail(DestructionMail(**ASKED, **ENDED, link=LINK, days=60, callback="+33472000000")),  # type: ignore[arg-type]  # keywords of the mail
    "erasure": destruction_mail(DestructionMail(**ASKED, link=LINK, days=60)),  # type: ignore[arg-type]  # as above
    "no link": destruction_mail(DestructionMail(**ASKED, **ENDED)),  # type: ignore[arg-type]  # as above
    "reminder": destruction_mail(DestructionMail(**ASKED, **ENDED, link=LINK, days=60, reminder=1)),  # type: ignore[arg-type]  # as above
    "late": destruction_mail(DestructionMail(**ASKED, **ENDED, link=LINK, days=60, reminder=3, late=True)),  # type: ignore[arg-type]  # as above
    "receipt": destruction_receipt(
        DestructionReceiptMail(
            "2027-D01",
            "Opérateur Imaginaire",
            datetime(2027, 1, 4, 9, 30, tzinfo=UTC),
            "Une partie est gardée",
            "Direction",
            "un contentieux en cours",
            "+33472000000",
        )
    ),
    "withdrawn": destruction_withdrawn(
        DestructionWithdrawnMail("2027-D01", "Opérateur Imaginaire", "SPE 2024", date(2027, 6, 30))
    ),
    "convention": convention_end_mail(END),
    "OFII": ofii_end_mail(OfiiEndMail("Opérateur Imaginaire", "69", date(2027, 12, 31))),
}


@pytest.mark.parametrize("mail", EVERY.values(), ids=EVERY.keys())
def test_a_mail_reads_well(mail: MailText) -> None:
    """One line of subject; no hole, no doubled blank line, no template left over; text and page say the same."""
    assert mail.subject
    assert "\n" not in mail.subject
    for text in (mail.subject, mail.text, mail.html):
        assert not re.search(r"{{|{%|None| {2,}\S.*\n", text.replace("  <", "<")), text
    assert "\n\n\n" not in mail.text
    assert not re.search(r" [.,]|\(\)|« »", mail.text)
    numbers = re.findall(r"\d{2}/\d{2}/\d{4}|2027-D01", mail.text)
    assert set(numbers) <= set(re.findall(r"\d{2}/\d{2}/\d{4}|2027-D01", mail.html))


@pytest.mark.requirement("R-7")
def test_the_request_says_what_when_and_how() -> None:
    """The convention and its end, the day, how many, the link, whom to call."""
    text = EVERY["asked"].text
    for words in ("« SPE 2024 »", "31/12/2026 (résiliation de la convention)", "28/02/2027", "3 plis", LINK, "04"):
        assert words in text
    assert "article 19" in EVERY["erasure"].text
    assert "http" not in EVERY["no link"].text
    assert EVERY["reminder"].subject.startswith("Rappel : ")
    assert "est passé" not in EVERY["reminder"].text
    assert "Le 28/02/2027 est passé" in EVERY["late"].text


def test_what_is_typed_is_escaped() -> None:
    """The reference of a convention is typed by people."""
    mail = destruction_mail(DestructionMail(**{**ASKED, **ENDED, "convention": "<b>SPE</b> & Cie"}))  # type: ignore[arg-type]  # as above
    assert "&lt;b&gt;SPE&lt;/b&gt; &amp; Cie" in mail.html
