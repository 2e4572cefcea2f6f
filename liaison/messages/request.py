"""What do the mails about a person's request say? A number, a reference, a day; never who, nor what is in a dossier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from liaison.messages.pli import show_number
from liaison.messages.rendering import MailText, render


class Asked(StrEnum):
    """What a partner is told or asked: a closed list."""

    HELP = "help"
    CORRECTED = "corrected"
    ROW_CORRECTED = "row_corrected"
    """In a monthly table: no fiche corrects a row."""
    ERASED = "erased"
    RESTRICTED = "restricted"


_ASKED: Final = {
    Asked.HELP: "a demandé quelles données sont conservées sur elle. Nous préparons sa réponse, et chaque organisme "
    "aide l’autre à répondre dans le mois. Dites-nous si vous avez reçu ou transmis autre chose que ce pli, et ce que "
    "vous conservez encore.",
    Asked.CORRECTED: "a obtenu la rectification de données que ce pli contenait. Une fiche corrigée vous parvient par "
    "le chemin habituel : remplacez ce que vous en avez gardé.",
    Asked.ROW_CORRECTED: "a obtenu la rectification de données que cette ligne contenait. Appelez-nous : nous "
    "vous dirons ce qui change, et vous le corrigerez dans ce que vous avez gardé.",
    Asked.ERASED: "a obtenu l’effacement de ses données chez nous. Effacez ce que ce pli contenait, copies comprises, "
    "sauf si une obligation propre à votre organisme s’y oppose.",
    Asked.RESTRICTED: "a obtenu la limitation du traitement de ses données. Conservez ce que ce pli contenait sans "
    "vous en servir, jusqu’à nouvel avis.",
}


@dataclass(frozen=True, slots=True)
class RequestAlertMail:
    """What a reminder to the coordination or to the DPO may know: a number and days.

    Args:
        number: of the request.
        operator: the house.
        received_on: when the request came in.
        due_on: the last day to answer.
        standing: what is said of it today, a closed phrase.
    """

    number: str
    operator: str
    received_on: date
    due_on: date
    standing: str


@dataclass(frozen=True, slots=True)
class RequestNoticeMail:
    """What a notice to a partner may know (RGPD art. 19): references that it got, what is asked.

    Args:
        references: of the plis by which the partner finds the person, neutral.
        operator: the house.
        asked: what is told or asked.
        callback: the operator's switchboard in E.164; empty when the directory has none.
    """

    references: Sequence[str]
    operator: str
    asked: Asked
    callback: str = ""


def request_alert_mail(alert: RequestAlertMail) -> MailText:
    """Write the mail that reminds of a request."""
    values = {
        "number": alert.number,
        "operator": alert.operator,
        "received": f"{alert.received_on:%d/%m/%Y}",
        "due": f"{alert.due_on:%d/%m/%Y}",
        "standing": alert.standing,
    }
    return render("request_alert", values)


def request_notice_mail(notice: RequestNoticeMail) -> MailText:
    """Write the mail that tells a partner of a request by the references of its plis."""
    values = {
        "references": ", ".join(notice.references),
        "many": len(notice.references) > 1,
        "operator": notice.operator,
        "one_of_several": any("ligne" in reference for reference in notice.references),
        "asked": _ASKED[notice.asked],
        "callback": show_number(notice.callback),
    }
    return render("request_notice", values)
