"""What does the mail say that carries an archive? What it is, how it opens, where the key comes from.

It says whom to call and gives no hint of the key, which gateways would try (demands.md 3). Its one link, where the
service can be reached from outside, holds nothing of a person and changes nothing when a scanner follows it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from crypto.archive import Format
from forms.kinds import display_telephone
from liaison.messages.rendering import MailText, render
from liaison.rules.channels import OFFERED
from liaison.vocabulary import KeyChannel


@dataclass(frozen=True, slots=True)
class PliMail:
    """What the mail of a pli may know: nothing of whom the fiche is about.

    Args:
        reference: of the transmission, neutral.
        operator: as printed on the fiches.
        archive_name: neutral name of the attachment.
        archive_format: which sentence says that Windows alone does not open it.
        key_channel: how the key comes, never by the mail's own way.
        callback: the operator's switchboard in E.164; empty when the directory has none.
        is_table: whether it carries a monthly table, not a fiche.
        is_test: whether the person of the fiche is fictitious.
        link: the partner's page; empty where the service cannot be reached from outside.
        by_link: whether the archive is fetched there instead of joined.
        waits: whether the key waits for the acknowledgement.
        key_given: whether the partner has it already: a second mail of the same pli.
    """

    reference: str
    operator: str
    archive_name: str
    archive_format: Format
    key_channel: KeyChannel
    callback: str = ""
    is_test: bool = False
    is_table: bool = False
    link: str = ""
    by_link: bool = False
    waits: bool = True
    key_given: bool = False


def pli_mail(pli: PliMail) -> MailText:
    """Write the mail that carries the archive (product.md, "A transmission").

    Raises:
        ValueError: the key would take the mail's own way, or none (T-4); a link is missing.
    """
    if pli.key_channel not in OFFERED:
        raise ValueError("the key of a mailed archive never goes by mail")
    if pli.by_link and not pli.link:
        raise ValueError("an archive that is fetched by a link needs one")
    return render(
        "pli",
        {
            "reference": pli.reference,
            "operator": pli.operator,
            "archive_name": pli.archive_name,
            "is_zip": pli.archive_format is Format.ZIP,
            "key_sentence": _key_sentence(pli),
            "soon": pli.key_channel in {KeyChannel.SMS, KeyChannel.TELEPHONE},
            "callback": show_number(pli.callback),
            "is_test": pli.is_test,
            "what": "un tableau des orientations à valider" if pli.is_table else "une fiche de liaison",
            "document": "tableau.xlsx" if pli.is_table else "fiche.pdf",
            "is_table": pli.is_table,
            "link": pli.link,
            "by_link": pli.by_link,
        },
    )


_OTHERWISE: Final[Mapping[KeyChannel, str]] = {
    KeyChannel.TELEPHONE: "Nous vous appellerons pour vous la donner, en général le jour même : ayez de quoi noter.",
    KeyChannel.IN_PERSON: "Nous vous la remettrons en main propre, sur papier.",
    KeyChannel.LETTER: "Vous la recevrez par courrier recommandé : comptez quelques jours.",
}


def _key_sentence(pli: PliMail) -> str:
    if pli.key_given:
        return "Elle vous a déjà été transmise : c’est la même."
    if pli.key_channel is not KeyChannel.SMS:
        return _OTHERWISE[pli.key_channel]
    if not pli.waits:
        return "Vous la recevrez par SMS sur votre mobile professionnel, en général le jour même."
    if pli.link:
        return "Dès que vous avez confirmé la réception, elle part par SMS sur votre mobile professionnel."
    return "Nous vous appellerons pour savoir si le pli est arrivé ; elle part alors par SMS sur votre mobile."


def show_number(number: str) -> str:
    """Write a number as it is read in France, "01 23 45 67 89"; another country's with its code.

    Raises:
        phonenumbers.NumberParseException: it is not E.164.
    """
    if not number:
        return ""
    return display_telephone(number).replace(" ", "\u00a0")
