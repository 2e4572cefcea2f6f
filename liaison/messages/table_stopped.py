"""What does the mail to the coordination say when somebody must no longer stand in a table? Numbers; nobody's name."""

from dataclasses import dataclass

from liaison.messages.rendering import MailText, render


@dataclass(frozen=True, slots=True)
class TableStoppedMail:
    """What that mail may know.

    Args:
        operator: the house.
        number: of the table, as people say it.
        reference: of the pli that carries it.
        stopped: whether the pli was stopped; otherwise it is with the DT OFII already, and its key too.
    """

    operator: str
    number: str
    reference: str
    stopped: bool


def table_stopped_mail(told: TableStoppedMail) -> MailText:
    """Write the mail that says what is to be done with a table now (T-7)."""
    return render(
        "table_stopped",
        {
            "operator": told.operator,
            "number": told.number,
            "reference": told.reference,
            "stopped": told.stopped,
        },
    )
