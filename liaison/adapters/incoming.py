"""What is a mail that came in? Its kind, what it is about, how many files came with it; nothing of what it says.

Whatever the bytes, the answer is a `Letter`: sizes, lines, parts, nesting and header lengths are bounded before
Python's parser sees them, and what it stumbles over is `UNREADABLE`. The words of an answer are never looked at.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32
from email.utils import parseaddr
from itertools import islice
from typing import Final, TypeAlias

from liaison.adapters.enclosures import Enclosure, look_at
from liaison.ports import Letter
from liaison.rules.returns import STATUS
from liaison.vocabulary import MailKind

Mail: TypeAlias = "Message[str, str]"

LARGEST: Final = 20 * 1024 * 1024
"""Bytes of a mail that are read: the parser takes thirteen times as much memory. Larger ones are announced."""
_MOST_LINES: Final = 300_000
"""A file of that size in base64 has 270,000."""
_MOST_BOUNDARIES: Final = 1_000
_MOST_NESTED: Final = 40
_MOST_PARTS: Final = 200
_LONGEST_HEADER: Final = 8 * 1024
_MOST_HEADERS: Final = 256 * 1024
_LOOKED_AT: Final = 256 * 1024
"""Bytes of a bounce's words in which a status code and our Message-ID are looked for."""
_MOST_IDS: Final = 50

_NESTING: Final = re.compile(rb"multipart/|message/", re.IGNORECASE)
_STRUCTURE: Final = re.compile(rb"^content-[a-z-]+:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID: Final = re.compile(r"<[A-Za-z0-9._-]{1,100}@[A-Za-z0-9.-]{1,100}>")
_TOLD_ID: Final = re.compile(r"^[> \t]*message-id:\s{0,10}(<[^<>\s]{3,210}>)", re.IGNORECASE | re.MULTILINE)
_MAILERS: Final = frozenset({"mailer-daemon", "postmaster"})
_REPORTS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
_ORIGINALS: Final = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers", "message/rfc822-headers"}
)
_ACTIONS: Final = (  # the worst first: one recipient is ours, and a report may tell of several
    ("failed", MailKind.FAILED),
    ("delayed", MailKind.DELAYED),
    ("delivered", MailKind.DELIVERED),
)
"""« relayed » and « expanded » are left out: neither says that the mail is in a box (RFC 3464 2.3.3)."""
_REPORTED: Final = frozenset(kind for _, kind in _ACTIONS)


def read_letter(raw: bytes, *, is_cut: bool = False) -> Letter:
    """Say what a mail is; `is_cut`: it is larger than `LARGEST`, and this is its beginning."""
    if is_cut:
        return Letter(MailKind.TOO_LARGE, about=_thread_of_beginning(raw))
    with suppress(Exception):  # the standard library's parser raises what the octets make it raise
        if _is_bounded(raw):
            return _read(raw)
    return Letter(MailKind.UNREADABLE, about=_thread_of_beginning(raw))


def _is_bounded(raw: bytes) -> bool:
    """Say whether the parser's time and memory are bounded: it is quadratic in some of these."""
    return (
        len(raw) <= LARGEST
        and raw.count(b"\n") + raw.count(b"\r") <= 2 * _MOST_LINES
        and raw.count(b"\n--") <= _MOST_BOUNDARIES
        and len(_head(raw)) <= _MOST_HEADERS
        and sum(1 for _ in islice(_NESTING.finditer(raw), _MOST_NESTED + 1)) <= _MOST_NESTED
        and all(found.end() - found.start() <= _LONGEST_HEADER for found in _STRUCTURE.finditer(raw))
    )


def _head(raw: bytes) -> bytes:
    found = re.search(rb"\r?\n\r?\n", raw)
    return raw[: found.start()] if found else raw


def _thread_of_beginning(raw: bytes) -> tuple[str, ...]:
    """Return what a mail answers whose parts are not looked at; who wrote it, a person or a program, plays no part."""
    with suppress(Exception):  # as above
        head = _head(raw[:_MOST_HEADERS])
        return _thread(BytesHeaderParser(policy=compat32).parsebytes(head + b"\n\n"))
    return ()


def _read(raw: bytes) -> Letter:
    mail = BytesParser(policy=compat32).parsebytes(raw)
    letter, returned = _told(mail, raw)
    # Whoever wrote it: a copier that scans to mail says that a program did.
    found = [look_at(part) for part in _leaves(mail, but=returned)]
    sealed = 0 if letter.kind in _REPORTED else found.count(Enclosure.SEALED)  # our own, sent back outside its mail
    return replace(letter, readable=found.count(Enclosure.READABLE), sealed=sealed)


def _told(mail: Mail, raw: bytes) -> tuple[Letter, list[Mail]]:
    """Say what a mail is by its form, and which of its parts are a mail that it returns: ours, not an enclosure."""
    blocks, originals = _report(mail)
    if blocks:
        return _read_report(mail, blocks, originals), originals
    if _is_from_a_mailer(mail):
        return _read_plain_bounce(mail, raw), originals
    if _is_automatic(mail):
        return Letter(MailKind.AUTOMATIC, about=_thread(mail)), originals if _is_reply_of_a_program(mail) else []
    return Letter(MailKind.ANSWER, about=_thread(mail)), []


# --- reports of delivery (RFC 3464) ---


def _report(mail: Mail) -> tuple[list[Mail], list[Mail]]:
    """Return the blocks of a report and the mails it returns; only of the mail itself, not of one it forwards."""
    blocks: list[Mail] = []
    originals: list[Mail] = []
    for part in _children(mail):
        kind = part.get_content_type()
        if kind in _REPORTS:
            blocks.extend(_children(part))
        elif kind in _ORIGINALS:
            originals.append(part)
    return blocks[:_MOST_PARTS], originals


def _read_report(mail: Mail, blocks: list[Mail], originals: list[Mail]) -> Letter:
    told = [(_header(block, "Action").casefold(), _header(block, "Status")) for block in blocks]
    about = tuple(_ids_of_originals(originals, blocks)) or _thread(mail)
    for action, kind in _ACTIONS:
        statuses = [status for said, status in told if said == action]
        if statuses:
            found = STATUS.search(statuses[0])
            return Letter(kind, status=found[0] if found else "", about=about)
    return Letter(MailKind.AUTOMATIC, about=about)


def _ids_of_originals(originals: Iterable[Mail], blocks: Iterable[Mail]) -> Iterator[str]:
    """Find the Message-ID of the returned mail, or the envelope id, in which we write it too (RFC 3461)."""
    for original in originals:
        inside = _children(original)
        text = _header(inside[0], "Message-ID") if inside else _told_id(_words(original))
        yield from _MESSAGE_ID.findall(text)[:1]
    for block in blocks:
        yield from _MESSAGE_ID.findall(_header(block, "Original-Envelope-Id"))[:1]


# --- bounces without a report: best effort ---


def _is_from_a_mailer(mail: Mail) -> bool:
    box = parseaddr(_header(mail, "From"))[1].partition("@")[0].casefold()
    return box in _MAILERS or bool(_header(mail, "X-Failed-Recipients"))


def _read_plain_bounce(mail: Mail, raw: bytes) -> Letter:
    """Read a bounce that is prose: for good only where it says so, else it is shown and not acted on."""
    words = raw[len(_head(raw)) :][:_LOOKED_AT].decode("latin-1")
    codes = [found[0] for found in islice(STATUS.finditer(words), _MOST_IDS)]
    for_good = [code for code in codes if code.startswith("5")]
    about = (*_TOLD_ID.findall(words)[:_MOST_IDS], *_thread(mail))
    if for_good or _header(mail, "X-Failed-Recipients"):
        return Letter(MailKind.FAILED, status=for_good[0] if for_good else "", about=about)
    return Letter(MailKind.DELAYED, status=codes[0] if codes else "", about=about)


# --- the rest ---


def _is_automatic(mail: Mail) -> bool:
    """Say whether a program wrote it by itself (RFC 3834): a vacation notice, a receipt, a newsletter."""
    submitted = _header(mail, "Auto-Submitted").partition(";")[0].strip().casefold()
    if submitted not in {"", "no"} or _header(mail, "Return-Path") == "<>":
        return True
    if _header(mail, "Precedence").casefold() in {"bulk", "junk", "list", "auto_reply"}:
        return True
    marks = ("X-Autoreply", "X-Autorespond", "List-Id", "List-Unsubscribe")
    return mail.get_content_type() == "multipart/report" or any(_header(mail, name) for name in marks)


def _is_reply_of_a_program(mail: Mail) -> bool:
    """Say whether a program answers a mail of ours, which it may return: a receipt, a vacation notice."""
    submitted = _header(mail, "Auto-Submitted").partition(";")[0].partition("(")[0].strip().casefold()
    return mail.get_content_type() == "multipart/report" or submitted == "auto-replied"


def _thread(mail: Mail) -> tuple[str, ...]:
    """Return the Message-IDs that a mail answers, the nearest first."""
    references = _MESSAGE_ID.findall(_header(mail, "References"))
    return tuple(dict.fromkeys([*_MESSAGE_ID.findall(_header(mail, "In-Reply-To")), *references[::-1]]))[:_MOST_IDS]


def _header(mail: Mail, name: str) -> str:
    return str(mail.get(name, ""))[:_LONGEST_HEADER].strip()


def _children(mail: Mail) -> list[Mail]:
    inside = mail.get_payload()
    return [part for part in inside if isinstance(part, Message)] if isinstance(inside, list) else []


def _leaves(mail: Mail, *, but: Iterable[Mail] = ()) -> list[Mail]:
    """Return the parts without parts, save those of the mails that it returns."""
    left_out = {id(part) for one in but for part in islice(one.walk(), _MOST_PARTS)}
    parts = list(islice(mail.walk(), _MOST_PARTS + 1))
    if len(parts) > _MOST_PARTS:
        raise ValueError("more parts than a mail has")
    return [part for part in parts if not part.is_multipart() and id(part) not in left_out]


def _words(part: Mail) -> str:
    content = part.get_payload(decode=True)
    return content[:_LOOKED_AT].decode("latin-1") if isinstance(content, bytes) else ""


def _told_id(words: str) -> str:
    found = _TOLD_ID.search(words)
    return found[1] if found else ""
