"""How does a test come to a convention that ended, and to what its partner was mailed?"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from liaison.store import attestations as store
from liaison.usecases import attestations, keeping_conventions, nightly
from liaison.usecases.attestations import RequestLine
from liaison.usecases.keeping_conventions import CorrespondentForm
from liaison.vocabulary import Duty, Party
from tests.factories import PUBLIC_URL, House

DPO_EMAIL: Final = "dpo@mission.example"
LAST_DAY: Final = date(2026, 12, 31)
"""Of the convention of these tests; its copies are due on 28 February."""
DUE: Final = date(2027, 2, 28)


def sent(house: House, *, ends_on: date = LAST_DAY, named: bool = True) -> tuple[str, str]:
    """Send a fiche under a convention that ends on a day; return the ids of transmission and convention."""
    contact_id = house.recipient("spe")
    transmission_id = house.send(house.draft(house.case(), "spe", contact_id=contact_id))
    house.work()
    convention_id = house.row(transmission_id).convention_id or ""
    form = keeping_conventions.AmendmentForm("n° 1", date(2026, 6, 1), (), ends_on)
    house.do(keeping_conventions.amend, house["coordinator"], convention_id, form)
    if named:
        name_correspondent(house, convention_id)
    return transmission_id, convention_id


def name_correspondent(house: House, convention_id: str, email: str = DPO_EMAIL, *, who: Party = Party.PARTNER) -> str:
    """Name who answers for data protection at a party."""
    form = CorrespondentForm(who, Duty.DATA_PROTECTION, "Registrine", "Aglaé", "Déléguée", email)
    return house.do(keeping_conventions.save_correspondent, house["coordinator"], convention_id, form)


def go_to(house: House, day: date) -> None:
    """Let time pass until the night of a day."""
    target = datetime.combine(day, time(3), tzinfo=UTC)
    house.clock.advance(seconds=int((target - house.clock.now()).total_seconds()))


def night(house: House, day: date | None = None) -> None:
    """Let the night's work be done, and the mails leave."""
    if day is not None:
        go_to(house, day)
    nightly.run(house.service)
    house.work()


def each_night(house: House, until: date) -> None:
    """Let every night pass until a day, that one included."""
    with house.service.transaction() as ctx:
        day = ctx.today
    while (day := day + timedelta(days=1)) <= until:
        night(house, day)


def requests(house: House, who: str = "dpo") -> list[RequestLine]:
    """Read the list as somebody who watches over it."""
    return house.do(attestations.list_requests, house[who])


def request_id(house: House) -> str:
    """Name the one request that stands."""
    (line,) = [line for line in requests(house) if line.state != "withdrawn"]
    return line.id


def mailed(house: House, words: str = "destruction des données", *, to: str = DPO_EMAIL) -> list[str]:
    """Read the texts of the mails to an address whose subject holds some words, oldest first."""
    mails = [mail for mail in reversed(house.mailer.mails()) if to in mail.to and words in mail.subject]
    return [mail.text for mail in mails]


def token_in(text: str) -> str:
    """Read the link of a request off a mail."""
    (token,) = re.findall(rf"{PUBLIC_URL}/attestation/(\S+)", text)
    return str(token)


def plis_of(house: House, id_: str) -> list[str]:
    """Name the plis that a request is about."""
    return house.do(lambda ctx: [row.id for row in store.plis_of(ctx.session, id_)])
