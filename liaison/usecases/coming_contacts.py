"""Whom must a référent be in contact with, whose support ends, who left three or six months ago (E-7)?

Asked for all dossiers that somebody follows at once: one query for each kind of row, and a dossier is unsealed only if
something may be due in it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from liaison.records import Case, CaseExit, FollowUp
from liaison.rules import follow_up
from liaison.rules.access import Actor
from liaison.rules.calendar import local_day
from liaison.rules.exits import POSITIVE
from liaison.rules.follow_up import Due, Support
from liaison.store import exits as exit_store
from liaison.store import follow_ups as store
from liaison.usecases import agreeing, restricting
from liaison.usecases.context import Context
from liaison.usecases.dossier import cases_followed, dossier_spec, full_name, raw_of, read_people
from liaison.usecases.person_values import PersonValues
from liaison.vocabulary import ExitKind, ExitUndone
from liaison.vocabulary.orientations import FollowUp as Kind
from liaison.vocabulary.tables import ContactPurpose

GRACE: Final = timedelta(days=15)
"""An interview « three months after » is held around its day: it is late a fortnight later only."""
FADES: Final = timedelta(days=90)
"""After which a day stops showing an interview that was not held: the next one is due by then, and a list that nobody
can empty is no longer read. The dossier still shows which were held."""
PURPOSE_OF: Final = {
    Kind.CONTACT: ContactPurpose.REGULAR,
    Kind.INTERVIEW_3: ContactPurpose.AFTER_THREE_MONTHS,
    Kind.INTERVIEW_6: ContactPurpose.AFTER_SIX_MONTHS,
}
_HELD: Final = {purpose.value: kind for kind, purpose in PURPOSE_OF.items() if kind is not Kind.CONTACT}


@dataclass(frozen=True, slots=True)
class ComingContact:
    """One thing that is due to somebody."""

    case_id: str
    person: str
    kind: Kind
    on: date
    late: bool
    place: str
    """Where the guide asks for it."""
    last_on: date | None
    """The last contact that was noted."""
    restricted: bool
    """A restriction stands over the dossier: nothing can be noted in it."""

    @property
    def purpose(self) -> ContactPurpose | None:
        """What a contact is noted for; nothing for the end of a support."""
        return PURPOSE_OF.get(self.kind)


@dataclass(frozen=True, slots=True)
class ComingContacts:
    """What is due in the dossiers that somebody follows, the oldest first."""

    contacts: tuple[ComingContact, ...] = ()
    ends: tuple[ComingContact, ...] = ()
    interviews: tuple[ComingContact, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.contacts or self.ends or self.interviews)


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the rows say of one dossier, before anything is unsealed."""

    case: Case
    contacts: Sequence[FollowUp]
    exits: Sequence[CaseExit]
    agreed_on: date | None
    """When the person agreed, as they do when the contract of engagement is signed."""
    restricted: bool

    @property
    def standing(self) -> CaseExit | None:
        return next((row for row in self.exits if row.undone_at is None), None)

    @property
    def left_on(self) -> date | None:
        return self.standing.left_on if self.standing else self.case.support_ended_on

    @property
    def last_on(self) -> date | None:
        return max((row.happened_on for row in self.contacts), default=None)

    def support(self, engaged_on: date | None) -> Support:
        left = self.standing
        back = [
            local_day(row.undone_at)
            for row in self.exits
            if row.undone_at is not None and row.undone_why == ExitUndone.REENTRY
        ]
        return Support(
            engaged_on=engaged_on,
            last_contact_on=self.last_on,
            reentered_on=max(back, default=None),
            left_on=self.left_on,
            left_well=left is not None and ExitKind(left.kind) in POSITIVE,
            # What was held after an exit before a re-entry says nothing of this one.
            held=frozenset(
                _HELD[row.purpose]
                for row in self.contacts
                if left is not None and row.purpose in _HELD and row.happened_on >= left.left_on
            ),
        )


def coming_contacts(ctx: Context, actor: Actor) -> ComingContacts:
    """Return what is due in the dossiers that somebody follows, and in those that they take over today."""
    cases = cases_followed(ctx, actor)
    ids = [case.id for case in cases]
    contacts, exits = defaultdict[str, list[FollowUp]](list), defaultdict[str, list[CaseExit]](list)
    for row in store.list_follow_ups(ctx.session, ids):
        contacts[row.case_id].append(row)
    for left in exit_store.list_of_cases(ctx.session, ids):
        exits[left.case_id].append(left)
    agreed = agreeing.engaged_by_agreement(ctx, ids)
    restricted = restricting.restricted_cases(ctx, ids)
    fields = {field.id: field for field in dossier_spec(ctx).fields()}
    rows = [_Rows(one, contacts[one.id], exits[one.id], agreed.get(one.id), one.id in restricted) for one in cases]
    asked = [one for one in rows if _may_be_due(one, ctx.today)]
    held = read_people(ctx, [one.case for one in asked])
    found = []
    for one in asked:
        found += _of_case(one, PersonValues(fields, raw_of(held[one.case.id]), ctx.today))
    found.sort(key=lambda line: (line.on, line.person))
    return ComingContacts(
        tuple(line for line in found if line.kind is Kind.CONTACT),
        tuple(line for line in found if line.kind is Kind.END),
        tuple(line for line in found if line.kind in follow_up.INTERVIEWS),
    )


def _may_be_due(rows: _Rows, today: date) -> bool:
    """Say whether a dossier has to be unsealed: after an exit what is due follows from the rows alone."""
    return rows.left_on is None or rows.left_on > today or bool(_shown(rows.support(None), today))


def _of_case(rows: _Rows, values: PersonValues) -> list[ComingContact]:
    signed_on = values.day("beneficiary.engagement_date")
    return [
        ComingContact(
            rows.case.id, full_name(values.raw), due.kind, due.on, _is_late(due, values.today), due.place,
            rows.last_on, rows.restricted,
        )
        for due in _shown(rows.support(signed_on or rows.agreed_on), values.today)
    ]  # fmt: skip


def _shown(support: Support, today: date) -> list[Due]:
    return [
        due
        for due in follow_up.to_show(support, today)
        if due.kind not in follow_up.INTERVIEWS or today <= due.on + FADES
    ]


def _is_late(due: Due, today: date) -> bool:
    return today > (due.on + GRACE if due.kind in follow_up.INTERVIEWS else due.on)
