"""What may a partner deposit? Writes docs/formats/deposits.md from the code: kinds, limits, each refusal's words."""

from collections.abc import Iterator, Mapping
from typing import Final

from crypto.intake import KEPT
from crypto.kinds import Kind
from crypto.profiles import KIB, MIB, RECEIVING
from liaison.adapters import clamd, confinement, opening, opening_process
from liaison.messages.failures import Explanation
from liaison.messages.intake import CAUTIONS, REFUSALS
from liaison.rules import throttle
from liaison.settings import PREFIX, Settings
from liaison.usecases import asking_to_deposit, depositing, opening_deposit, receiving, scanning, viewing
from liaison.usecases.judging import OF_THE_FORM
from web import guard, uploads
from web import receiving as door

INTRODUCTION: Final = """\
# Deposits: what is taken, how much, and what is said of the rest

Generated from the code by `make docs`; do not edit. What a file is called, and what a browser says that it is, play no
part: its content decides. What is refused is not kept. How an archive is read octet by octet is in
[archive.md](archive.md), what becomes of hostile ones in [hostile-deposits.md](hostile-deposits.md), of hostile
documents in [hostile-documents.md](hostile-documents.md). `liaison inspect FILE` gives the same verdicts.
"""
WHAT: Final[Mapping[Kind, str]] = {
    Kind.ZIP: "WinZip AES, every file encrypted; AES-256, or 128 and 192 with a remark",
    Kind.SEVEN_ZIP: "AES-256, every file encrypted; names in clear or hidden",
    Kind.AXCRYPT: "told by its first octets, not looked into; never opened here",
}

_HEAD: Final = "| code | what is said | what to do, it says |\n|---|---|---|"


def render() -> str:
    """Return the whole page."""
    return "\n".join([INTRODUCTION, *_kinds(), *_limits(), *_words()])


def _kinds() -> Iterator[str]:
    yield "## Kept\n\n| kind | what it must be | opened here |\n|---|---|---|"
    for kind in KEPT:
        yield f"| `{kind}` | {WHAT[kind]} | {'no' if kind in opening_deposit.OUTSIDE else 'with its key'} |"
    drawn = ", ".join(f"`{kind}`" for kind in sorted(viewing.DRAWN))
    yield f"\nOf what comes out, these are shown as pictures: {drawn}. Everything else is taken away as a file.\n"


def _limits() -> Iterator[str]:
    yield "## Limits\n\n| of | at most | where it stands |\n|---|---|---|"
    for of, most, place in (*_sizes(), *_archive(), *_links(), *_opening()):
        yield f"| {of} | {most} | `{place}` |"
    yield ""


def _sizes() -> Iterator[tuple[str, str, str]]:
    yield "a file", f"{_default('deposit_megabytes')} MiB", f"{PREFIX}DEPOSIT_MEGABYTES"
    excess = receiving.EXCESS // MIB
    yield "what is read and thrown away beyond that, to say so", f"{excess} MiB", "liaison/usecases/receiving.py"
    yield "the form around the file", f"{door.FORM_BYTES // KIB} KiB", "web/receiving.py"
    yield "its parts", f"{uploads.MAX_PARTS}, one of them a file", "web/uploads.py"
    yield "a form without a file", f"{guard.MAX_BODY // MIB} MiB", "web/guard.py"
    idle = f"{_default('deposit_idle_seconds'):g} s"
    yield "a wait for the next octet", idle, f"{PREFIX}DEPOSIT_IDLE_SECONDS"
    yield "all of a file", f"{_default('deposit_seconds'):g} s", f"{PREFIX}DEPOSIT_SECONDS"
    most = f"{door.MOST_AT_ONCE}, {door.MOST_OF_ONE} of them by one link"
    yield "bodies that come in at once", most, "web/receiving.py"


def _archive() -> Iterator[tuple[str, str, str]]:
    place = "crypto/profiles.py"
    yield "an archive, whatever the setting", f"{RECEIVING.archive_size // MIB} MiB", place
    yield "its content, unpacked", f"{RECEIVING.content_size // MIB} MiB", place
    yield "its entries, folders and empty files included", str(RECEIVING.entries), place
    yield "unpacked to packed", f"{RECEIVING.ratio} to 1", place
    yield "rounds of key derivation of a .7z", f"2^{RECEIVING.kdf_power}", place
    yield "its header", f"{RECEIVING.header_size // KIB} KiB", place
    yield "its dictionary", f"{RECEIVING.dictionary_size // MIB} MiB", place


def _links() -> Iterator[tuple[str, str, str]]:
    yield "files by one link", str(_default("deposit_limit")), f"{PREFIX}DEPOSIT_LIMIT"
    volume = depositing.VOLUME * int(_default("deposit_megabytes"))
    yield (
        "octets by one link",
        f"{depositing.VOLUME} of the largest files: {volume} MiB",
        "liaison/usecases/depositing.py",
    )
    yield "files of one partner in a day", str(depositing.A_DAY), "liaison/usecases/depositing.py"
    daily = depositing.VOLUME_A_DAY * int(_default("deposit_megabytes"))
    said = f"{depositing.VOLUME_A_DAY} of the largest files: {daily} MiB"
    yield "octets of one partner in a day", said, "liaison/usecases/depositing.py"
    free, minutes = throttle.FREE_TRIES, int(throttle.WINDOW.total_seconds() // 60)
    yield "refused files, and wrong keys, before one waits", f"{free} in {minutes} minutes", "liaison/rules/throttle.py"
    place = "liaison/usecases/asking_to_deposit.py"
    yield "life of a code of the standing page", f"{_minutes(asking_to_deposit.LIFE.total_seconds())}", place
    yield "its digits, and wrong tries", f"{asking_to_deposit.DIGITS}, and {asking_to_deposit.TRIES}", place
    yield "mails with a code to one address in an hour", str(asking_to_deposit.MAILS_AN_HOUR), place
    yield "requests that nobody has looked up yet", str(asking_to_deposit.MOST_WAITING), place
    yield "life of the link that it opens", f"{asking_to_deposit.LINK_LIFE.days} days", place
    yield "life of a pli's link", f"{_default('link_days')} days", f"{PREFIX}LINK_DAYS"
    yield "a deposit whose key nobody gives", f"{_default('deposit_days')} days", f"{PREFIX}DEPOSIT_DAYS"


def _opening() -> Iterator[tuple[str, str, str]]:
    limits = opening_process.LIMITS
    yield "processes that open, at once", str(opening.AT_ONCE), "liaison/adapters/opening.py"
    yield "a wait for one's turn", f"{opening.TURN_SECONDS:g} s", "liaison/adapters/opening.py"
    yield "work of one", f"{limits.work_seconds:g} s", "liaison/adapters/opening_process.py"
    yield "its addresses", f"{confinement.MEMORY // 1_000_000} MB", "liaison/adapters/confinement.py"
    yield "its answer", f"{limits.answer.octets // MIB} MiB", "liaison/adapters/opening_process.py"
    yield "pages of a document that are shown", str(viewing.MOST_PAGES), "liaison/usecases/viewing.py"
    seconds = f"{clamd.SECONDS:g} s for a document, {scanning.SCANNING.total_seconds():g} s for a deposit"
    yield "what clamd may take", seconds, "liaison/usecases/scanning.py"


def _words() -> Iterator[str]:
    yield f"## Refused\n\n{_HEAD}"
    yield from (_said(code.value, told) for code, told in REFUSALS.items())
    yield f"\nOf the form rather than of a file; `no-scan` of a paper that staff enter:\n\n{_HEAD}"
    yield from (_said(code, told) for code, told in OF_THE_FORM.items())
    yield f"\n## Kept, with a remark\n\n{_HEAD}"
    yield from (_said(code.value, told) for code, told in CAUTIONS.items())
    yield ""


def _said(code: str, told: Explanation) -> str:
    return f"| `{code}` | {told.sentence} | {told.hint} |"


def _default(name: str) -> float:
    value: float = Settings.model_fields[name].default
    return value


def _minutes(seconds: float) -> str:
    return f"{int(seconds // 60)} minutes"
