"""What may stand beside an event? A closed vocabulary: for each kind the names of its details, for each name its shape.

Nothing else enters a chain, since nothing ever leaves it (G-8): no name of a person, no address, no number that can be
called, no free text. The three texts of the directory (which organisation, which function, which convention) are what
the register is for (T-5).
"""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Final

from liaison.events import EventKind as K
from liaison.rules.delivery import Failure
from liaison.rules.details import ANYWHERE, NAMES
from liaison.vocabulary import (
    ArchiveStatus,
    Carrier,
    Chain,
    DeliveryStatus,
    DepositDoor,
    DepositRefusal,
    Dismissal,
    DocumentFate,
    DocumentKind,
    Duty,
    ExitUndone,
    KeyChannel,
    KeyStatus,
    NotConcerned,
    Origin,
    Outcome,
    OutcomeReason,
    Release,
    Role,
    Sealed,
    Sensitive,
    ToldBy,
    Trouble,
)
from liaison.vocabulary.accounts import IdentityCheck
from liaison.vocabulary.provider import ProviderFault
from liaison.vocabulary.tables import (
    AnswerSource,
    Capacity,
    ContactPurpose,
    ContactWay,
    HandedBy,
    Settled,
    SettledWhy,
    TrackingForm,
)

Value = str | int | bool | None


class Shape(Enum):
    """How a detail may look. Nothing (None) always may."""

    COUNT = "count"
    FLAG = "flag"
    ID = "id"
    WORD = "word"
    WORDS = "words"
    DEPARTEMENT = "département"
    COUNTRY = "country"
    DAY = "day"
    DIGEST = "digest"
    REFERENCE = "reference"
    ANSWER = "answer"
    MAIL_ID = "mail id"
    DIRECTORY = "directory"
    """A text of the directory of organisations: never about a beneficiary."""


_LONGEST: Final = 400
_TEXTS: Final[Mapping[Shape, re.Pattern[str]]] = {
    # No telephone and no AGDREF number is one.
    Shape.ID: re.compile(r"(?!\d{6,12}\Z)[A-Za-z0-9][A-Za-z0-9._:-]{0,63}|"),
    # Words of lists, names of routes and of fields: never a number that can be called.
    Shape.WORD: re.compile(r"(?!.*\d{5})(?=.*[a-z])[a-z0-9][a-z0-9_.:-]{0,63}|", re.ASCII),
    Shape.WORDS: re.compile(r"(?:[a-z][a-z_]{0,40}(?: [a-z][a-z_]{0,40}){0,9})?"),
    Shape.COUNTRY: re.compile(r"[A-Z]{2}", re.ASCII),
    Shape.DEPARTEMENT: re.compile(r"\d[0-9AB]\d?", re.ASCII),
    Shape.DAY: re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII),
    Shape.DIGEST: re.compile(r"[0-9a-f]{64}|"),
    Shape.REFERENCE: re.compile(r"[a-z2-7]{8}|(?:R-)?\d{4}-[A-Z]?\d{2,}|", re.ASCII),
    Shape.ANSWER: re.compile(r"\d{3}(?: \d\.\d{1,3}\.\d{1,3})?|", re.ASCII),
    Shape.MAIL_ID: re.compile(r"<[A-Za-z0-9]{1,64}@[A-Za-z0-9.-]{1,255}>|[A-Za-z0-9]{0,64}"),
    Shape.DIRECTORY: re.compile(rf"[^\n]{{0,{_LONGEST}}}"),
}


def _all(shape: Shape, names: str) -> dict[str, Shape]:
    return dict.fromkeys(names.split(), shape)


SHAPES: Final[Mapping[str, Shape]] = {
    **_all(
        Shape.COUNT,
        "account acknowledged attempts cancelled changed count days deadlines documents downloads entries expired "
        "fields found held infected keys kept opened referrals revision rows size addressees added same contacts "
        "archives cases ofii deposits drafts fiches messages others lives plis reminders value before-value mails "
        "doubts places table-rows decisions refused validated postponed unanswered "
        "texts masked addresses links left",
    ),
    **_all(Shape.FLAG, "settled test identity-seen key-revoked wiped addressed late to-cnil to-people recourse"),
    **_all(
        Shape.ID,
        "absent addressee amendment case contact corrects correspondent convention deposit fiche fiche-version "
        "in-place-of table master outbox partner passphrase replaces version without subject",
    ),
    **_all(
        Shape.WORD,
        "archive at back-for before by carrier chain channel code dismissed document door duty fate field "
        "file format key key-status kind model origin outcome place reason refusal release sensitive status to told "
        "trouble undone upload waived where why why-not "
        "announced attested attestor decision ground hold host-role kept-for lifting open-reason opinion printed rule "
        "scope statement unit about aware lead reply risk spared stage way whom "
        "answer-source capacity contact-way handed purpose settled-why settlement tracking "
        "checked role answer-way extension fault letter proof recipient-told request-door right",
    ),
    **_all(Shape.DAY, "ended ends on received since starts until due review asked person-told partner-answered"),
    **_all(Shape.REFERENCE, "answers reference number request"),
    "answer": Shape.ANSWER,
    "changes": Shape.WORDS,
    "country": Shape.COUNTRY,
    "departement": Shape.DEPARTEMENT,
    "message-id": Shape.MAIL_ID,
    "sha256": Shape.DIGEST,
    **_all(Shape.DIRECTORY, "organisation function"),
}
"""The shape of each detail, whatever its event; `_OWN` says where an event has another one under the same name."""

WORDS: Final[Mapping[str, frozenset[str]]] = {
    "answer-source": frozenset(AnswerSource),
    "checked": frozenset({*IdentityCheck, ""}),
    "role": frozenset({*Role, ""}),
    "archive": frozenset(ArchiveStatus),
    "capacity": frozenset(Capacity),
    "fault": frozenset(ProviderFault),
    "contact-way": frozenset(ContactWay),
    "handed": frozenset(HandedBy),
    "purpose": frozenset(ContactPurpose),
    "settled-why": frozenset(SettledWhy),
    "settlement": frozenset(Settled),
    "tracking": frozenset(TrackingForm),
    "at": frozenset({"review", "sending"}),
    "carrier": frozenset(Carrier),
    "chain": frozenset(Chain),
    "channel": frozenset(KeyChannel),
    "code": frozenset(Failure),
    "dismissed": frozenset({*Dismissal, ""}),
    "document": frozenset(DocumentKind),
    "door": frozenset(DepositDoor),
    "duty": frozenset(Duty),
    "fate": frozenset({*DocumentFate, ""}),
    "key": frozenset(KeyChannel),
    "key-status": frozenset(KeyStatus),
    "origin": frozenset(Origin),
    "outcome": frozenset({*Outcome, ""}),
    "refusal": frozenset(DepositRefusal),
    "release": frozenset(Release),
    "sensitive": frozenset(Sensitive),
    "status": frozenset(DeliveryStatus),
    "told": frozenset(ToldBy),
    "trouble": frozenset({*Trouble, ""}),
    "undone": frozenset(ExitUndone),
    "waived": frozenset(NotConcerned),
    "why-not": frozenset({*OutcomeReason, ""}),
}
"""The lists that are closed; the other words are codes and names of our own source, closed by their form."""


_OWN: Final[Mapping[tuple[K, str], Shape]] = {
    **{(K.KEYS_SWEPT, kind.value): Shape.COUNT for kind in Sealed},
    **{(kind, "acknowledged"): Shape.FLAG for kind in (K.KEY_RELEASED, K.KEY_TOLD)},
    # Somebody, and not a word: an id may hold five digits in a row.
    **{(kind, "to"): Shape.ID for kind in (K.CASE_ASSIGNED, K.ABSENCE_DECLARED, K.ABSENCE_ENDED)},
    (K.TRANSMISSION_PREPARED, "convention"): Shape.DIRECTORY,
    (K.DEPOSIT_DOCUMENT_SETTLED, "number"): Shape.COUNT,
}


def shape_of(kind: K, name: str) -> Shape:
    """Return the shape of a detail.

    Raises:
        ValueError: no event of this kind has one of that name.
    """
    if name not in NAMES.get(kind, frozenset()) | ANYWHERE:
        raise ValueError(f"{kind.value} has no detail {name!r}: `liaison.rules.details` declares them")
    return _OWN.get((kind, name)) or SHAPES[name]


def check(kind: K, detail: Mapping[str, Value]) -> None:
    """Let the details of an event into a chain.

    Raises:
        ValueError: one is not declared, or does not look as it must; the message never shows its value.
    """
    for name, value in detail.items():
        shape = shape_of(kind, name)
        if value is None:
            continue
        if not _fits(shape, value) or (shape is Shape.WORD and value not in WORDS.get(name, {value})):
            raise ValueError(f"the detail {name!r} of {kind.value} is no {shape.value}")


def _fits(shape: Shape, value: Value) -> bool:
    if shape is Shape.FLAG:
        return isinstance(value, bool)
    if shape is Shape.COUNT:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return isinstance(value, str) and _TEXTS[shape].fullmatch(value) is not None
