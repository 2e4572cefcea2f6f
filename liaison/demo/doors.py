"""Where do the demo's mails and SMS go? Into folders that a local page shows; nothing leaves the machine."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pyotp

from crypto.privatefile import write_private
from liaison.adapters.maildir import MaildirMailer
from liaison.adapters.maildir_box import MaildirBox
from liaison.adapters.mime import read_sender
from liaison.adapters.sms_folder import SmsFolder
from liaison.demo.people import PARTNERS, PASSWORD, STAFF
from liaison.ports import Attachment, Clock, DemoMail, DemoPerson, DemoText

SENDER: Final = "Les Deux Rives <liaison@deux-rives.example>"
STEP: Final = 30


class Doors:
    """A `ports.Demo` on the folders of a demo; `remember` keeps the seeds that its page turns into codes."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._seeds = folder / "seeds.json"
        self._clock = clock
        self._mailer = MaildirMailer(folder / "mails", read_sender(SENDER), clock)
        self._mailbox = MaildirBox(folder / "received")
        self._texter = SmsFolder(folder / "sms", clock)

    @property
    def mailer(self) -> MaildirMailer:
        """The door that keeps mails."""
        return self._mailer

    @property
    def texter(self) -> SmsFolder:
        """The door that keeps SMS."""
        return self._texter

    @property
    def mailbox(self) -> MaildirBox:
        """The folder that stands for the watched box."""
        return self._mailbox

    def remember(self, seeds: dict[str, str]) -> None:
        """Keep the second factors of the fictitious staff, by e-mail address."""
        write_private(self._seeds, json.dumps(seeds), replace=True)

    def people(self) -> Sequence[DemoPerson]:
        """Return whom a visitor may be, with the codes of this moment."""
        seeds = json.loads(self._seeds.read_text(encoding="utf-8"))
        now = self._clock.now()
        left = STEP - int(now.timestamp()) % STEP
        staff = [
            DemoPerson(
                f"{person.first_name} {person.last_name}", person.role_label, person.what_for, person.email, PASSWORD,
                seeds[person.email], pyotp.TOTP(seeds[person.email]).at(now), left, "",
            )
            for person in STAFF
        ]  # fmt: skip
        partners = [
            DemoPerson(
                f"{one.first_name} {one.last_name}", one.role_label, "Reçoit les plis de l’opérateur, sans compte.",
                one.email, "", "", "", 0, one.mobile,
            )
            for one in PARTNERS
            if one.role_label
        ]  # fmt: skip
        return [*staff, *partners]

    def mails(self) -> Sequence[DemoMail]:
        """Return the mails, newest first."""
        return self._mailer.mails()

    def mail(self, mail_id: str) -> DemoMail:
        """Return one mail. Raises `NotFound`."""
        return self._mailer.mail(mail_id)

    def attachment(self, mail_id: str) -> Attachment:
        """Return what a mail carries. Raises `NotFound`."""
        return self._mailer.attachment(mail_id)

    def texts(self) -> Sequence[DemoText]:
        """Return the SMS, newest first."""
        return self._texter.texts()
