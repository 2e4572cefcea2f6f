"""What must hold after any crash? Looked at from outside: what arrived, what the registers say, what is left."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from crypto import archive, passphrase
from crypto.errors import WrongPassphrase
from crypto.passphrase import Passphrase
from forms import paper
from liaison import bootstrap, settings
from liaison.bootstrap import Service
from liaison.events import EventKind
from liaison.records import Transmission
from liaison.store import exchanges, sealed, trails
from liaison.usecases import freezing, keeping_cases, sweeping, walking
from liaison.usecases.context import Context
from liaison.vocabulary import ArchiveStatus, Chain, KeyStatus
from tests import factories
from tests.clock import FixedClock
from tests.faults.story import TYPED
from tests.faults.trial import Trial
from tests.liaison.adapters.mail_server import Received

ONCE: Final = ("start", "address", "type", "send", "recall", "answer", "close")
"""What a page said was done is never to be done again."""
ONCE_WITH_ONE_PLI: Final = ("acknowledge", "release", "tell", "confirm", "read back")
"""Likewise, but for a pli that takes the place of another."""
EMAIL: Final = "colombe@partenaire.example"
MOBILE: Final = "+33612345678"

_EACH: Final = (EventKind.TRANSMISSION_PREPARED, EventKind.TRANSMISSION_SENT)
_OPENED: Final = (
    EventKind.TRANSMISSION_ACKNOWLEDGED, EventKind.KEY_CONFIRMED, EventKind.KEY_ERASED, EventKind.TRANSMISSION_OPENED,
    EventKind.TRANSMISSION_OUTCOME, EventKind.TRANSMISSION_CLOSED,
)  # fmt: skip
_BY_SMS: Final = (EventKind.KEY_RELEASED, EventKind.KEY_SENT, EventKind.KEY_DELIVERY)
_BY_TELEPHONE: Final = (EventKind.KEY_TOLD, EventKind.KEY_READ_BACK)


def check(trial: Trial) -> None:
    """Assert every promise of a story that is over."""
    last = trial.lives[-1]
    assert last.over, "the story did not come to its end"
    assert last.pages[-1] == "over", "the last page leaves something to do"
    for life in trial.lives:
        assert "" not in life.pages, "a page left a person without a word"
    with _opened(trial) as service, service.transaction() as ctx:
        rows = _transmissions(ctx, trial)
        _check_moves(trial, len(rows))
        for row in rows:
            content = _check_archive(ctx, trial, row)
            _check_register(ctx, trial, row, is_last=row is rows[-1])
            _check_key(ctx, trial, row, content, is_last=row is rows[-1], first=rows[0])
        for chain in Chain:
            assert walking.chain_state(ctx, chain).broken_at is None
        _check_nothing_is_left(ctx)
    _check_keys_lie_nowhere(trial)


def _transmissions(ctx: Context, trial: Trial) -> list[Transmission]:
    """Return the plis, oldest first: one, and one more for each key that a crash kept from being shown."""
    page = keeping_cases.open_case(ctx, trial.original.actor, trial.original.case_id)
    (_,) = page.fiches
    rows = [exchanges.get_transmission(ctx.session, line.id) for line in page.transmissions][::-1]
    ended = sum(not life.over for life in trial.lives)
    most = 1 + ended if trial.plan.choice == factories.BY_TELEPHONE else 1
    assert 1 <= len(rows) <= most, f"{len(rows)} plis"
    for row in rows[:-1]:
        assert (row.archive_status, row.key_status) == (ArchiveStatus.REPLACED, KeyStatus.ERASED)
    end = (
        (ArchiveStatus.RECALLED, KeyStatus.REVOKED) if trial.plan.recalls else (ArchiveStatus.CLOSED, KeyStatus.ERASED)
    )
    assert (rows[-1].archive_status, rows[-1].key_status) == end
    assert all(row.passphrase is None for row in rows)
    return rows


def _check_moves(trial: Trial, plis: int) -> None:
    once = ONCE if plis > 1 else ONCE + ONCE_WITH_ONE_PLI
    done = Counter(move for life in trial.lives for move in life.done if move in once)
    assert max(done.values()) == 1, f"what a page had confirmed was lost: {done}"


def _check_archive(ctx: Context, trial: Trial, row: Transmission) -> bytes:
    """One archive, in one mail, to one address, at most once more for each life that ended in between."""
    received = [one for one in trial.outside.mail.received if row.reference in str(one.message["Subject"])]
    ended = sum(not life.over for life in trial.lives)
    assert 1 <= len(received) <= 1 + ended + trial.weather.repeats, f"{len(received)} mails arrived"
    assert {one.recipients for one in received} == {(EMAIL,)}
    assert len({one.message["Message-ID"] for one in received}) == 1
    (content,) = {_attached(one) for one in received}
    assert hashlib.sha256(content).hexdigest() == row.archive_sha256
    del ctx
    return content


def _check_key(
    ctx: Context, trial: Trial, row: Transmission, content: bytes, *, is_last: bool, first: Transmission
) -> None:
    """One key, to one telephone; it opens that archive and no other, and what it opens is the fiche."""
    texts = [text for text in trial.outside.gateway.texts.values() if row.reference in text.text]
    if trial.plan.recalls:
        assert (texts, trial.told) == ([], []), "a key left after the recall"
        return
    if trial.plan.choice == factories.BY_TELEPHONE:
        assert texts == []
        opening = [key for key in map(passphrase.check, trial.told) if _opens(content, key)]
        assert len(opening) == 1 if is_last else len(opening) <= 1
    else:
        (text,) = texts
        assert text.to == MOBILE
        opening = [passphrase.check(text.text.splitlines()[-1])]
    for key in opening:
        fiche = paper.read(archive.unseal(content, key).content, ctx.catalog.get)
        assert fiche.mark.reference == first.reference  # the same sheet of paper, whichever pli it lies in
        version = exchanges.get_fiche_version(ctx.session, first.fiche_version_id or "")
        assert freezing.is_of(ctx, version, fiche), "what arrived is not what left"
        assert fiche.written["support.done"] == TYPED["support.done"]


def _opens(content: bytes, key: Passphrase) -> bool:
    try:
        archive.unseal(content, key)
    except WrongPassphrase:
        return False
    return True


def _attached(received: Received) -> bytes:
    """Return what one mail carries."""
    (attached,) = received.message.iter_attachments()
    inside = attached.get_content()
    assert isinstance(inside, bytes)
    return inside


def _check_register(ctx: Context, trial: Trial, row: Transmission, *, is_last: bool) -> None:
    """The register tells each thing once."""
    entries = trails.read_page(ctx.session, Chain.REGISTER, before=None, limit=100, subject=row.id)
    kinds = Counter(EventKind(entry.kind) for entry in entries)
    wanted: tuple[EventKind, ...] = _EACH
    if is_last and trial.plan.recalls:
        wanted += (EventKind.TRANSMISSION_RECALLED,)
    elif is_last:
        wanted += _OPENED + (_BY_TELEPHONE if trial.plan.choice == factories.BY_TELEPHONE else _BY_SMS)
    else:
        wanted += (EventKind.TRANSMISSION_REPLACED,)
    for kind in wanted:
        assert kinds[kind] == 1, f"{kind} stands {kinds[kind]} times in the register"


def _check_nothing_is_left(ctx: Context) -> None:
    """After the sweep every key has its row; every row had its key all along."""
    sweeping.sweep_keys(ctx)
    keys, rows = set(ctx.vault.ids()), sealed.object_ids(ctx.session)
    assert rows <= keys, f"rows without a key: {rows - keys}"
    assert keys <= rows, f"keys without a row: {keys - rows}"


def _check_keys_lie_nowhere(trial: Trial) -> None:
    texts = trial.outside.gateway.texts.values()
    keys = [key.encode() for key in (*trial.told, *(text.text.splitlines()[-1] for text in texts))]
    files = [path for path in (trial.folder / "house").rglob("*") if path.is_file()]
    assert [] == [path for path in files for key in keys if key in path.read_bytes()], "a key lies in clear on the disk"


@contextmanager
def _opened(trial: Trial) -> Iterator[Service]:
    """Open the house once more, long enough after the last life for the sweep to look at all its keys."""
    clock = FixedClock(trial.now + 2 * sweeping.AGE + timedelta(hours=1))
    service = bootstrap.start(settings.load({}, **trial.settings), clock=clock)
    try:
        yield service
    finally:
        factories.close(service)
