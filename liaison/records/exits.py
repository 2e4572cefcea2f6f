"""How did somebody leave the programme, and who was told? Exits, their addressees, ends of PIC IPR projects (T-10)."""

from datetime import date, datetime

from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class CaseExit(SQLModel, table=True):
    """One exit; a second one follows a re-entry. No reason stands anywhere: it may tell of an offence."""

    id: str = column(Data.TECHNICAL, Dies.CASE, primary_key=True)
    case_id: str = column(Data.PERSONAL, Dies.CASE, foreign_key="case.id", index=True)
    kind: str = column(Data.PERSONAL, Dies.CASE)
    left_on: date = column(Data.PERSONAL, Dies.CASE)
    heard_on: date | None = column(Data.PERSONAL, Dies.CASE, default=None)
    """For an exclusion: the day when the person could present observations (guide:411)."""
    ended_before: date | None = column(Data.PERSONAL, Dies.CASE, default=None)
    """The end of the support that stood in the dossier until then: it stands again if the exit was a mistake."""
    recorded_by: str = column(Data.PERSONAL, Dies.CASE, foreign_key="account.id")
    recorded_at: datetime = moment(Data.PERSONAL, Dies.CASE)
    undone_at: datetime | None = moment(Data.PERSONAL, Dies.CASE, default=None)
    undone_why: str = column(Data.PERSONAL, Dies.CASE, default="")


class ExitAddressee(SQLModel, table=True):
    """Somebody who must be told of an exit, and what became of it; whether it left is read from its fiche."""

    id: str = column(Data.TECHNICAL, Dies.CASE, primary_key=True)
    exit_id: str = column(Data.PERSONAL, Dies.CASE, foreign_key="caseexit.id", index=True)
    audience: str = column(Data.PERSONAL, Dies.CASE)
    partner_id: str | None = column(Data.PERSONAL, Dies.CASE, default=None, foreign_key="partner.id")
    """Nothing until a contact of the directory is chosen, where the guide names no one partner."""
    fiche_id: str | None = column(Data.TECHNICAL, Dies.CASE, default=None)
    """What was prepared; a draft that was thrown away leaves its id behind."""
    told_by: str = column(Data.PERSONAL, Dies.CASE, default="")
    told_on: date | None = column(Data.PERSONAL, Dies.CASE, default=None)
    not_concerned: str = column(Data.PERSONAL, Dies.CASE, default="")
    decided_by: str | None = column(Data.PERSONAL, Dies.CASE, default=None, foreign_key="account.id")
    decided_at: datetime | None = moment(Data.PERSONAL, Dies.CASE, default=None)


class ProjectEnd(SQLModel, table=True):
    """The end of a PIC IPR project's own support, as the project told it (guide:3931-3934)."""

    id: str = column(Data.TECHNICAL, Dies.CASE, primary_key=True)
    case_id: str = column(Data.PERSONAL, Dies.CASE, foreign_key="case.id", index=True)
    partner_id: str = column(Data.PERSONAL, Dies.CASE, foreign_key="partner.id")
    kind: str = column(Data.PERSONAL, Dies.CASE)
    ended_on: date = column(Data.PERSONAL, Dies.CASE)
    recorded_by: str = column(Data.PERSONAL, Dies.CASE, foreign_key="account.id")
    recorded_at: datetime = moment(Data.PERSONAL, Dies.CASE)
