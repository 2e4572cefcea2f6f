"""Can a backup be altered, cut, mixed up or opened without the master key?"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crypto import keystore, master
from crypto.backupfile import BackupKind, BackupLabel, read, read_header, write
from crypto.errors import BrokenBackup, UnknownMaster
from crypto.keystore import KeyRecord, ObjectId
from crypto.master import MasterKeys
from crypto.profiles import BACKUP

MASTER = master.generate(created=date(2026, 11, 21))
MASTERS = MasterKeys(MASTER)
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LABEL = BackupLabel(BackupKind.KEYS, NOON, NOON + timedelta(days=7))
CHUNK = BACKUP.chunk_size
CANARY = b"Zephyrine Testoukhina"


def a_backup(folder: Path, content: bytes = CANARY) -> Path:
    """A backup of keys."""
    path = folder / "keys.backup"
    write(path, [content], label=LABEL, master=MASTER)
    return path


def opened(path: Path, kind: BackupKind = BackupKind.KEYS, masters: MasterKeys = MASTERS) -> bytes:
    """All that a backup holds."""
    return b"".join(read(path, kind=kind, masters=masters))


def code(path: Path) -> str:
    """The code with which a backup is refused, before anything was handed out."""
    chunks = read(path, kind=BackupKind.KEYS, masters=MASTERS)
    with pytest.raises(BrokenBackup) as caught:
        next(chunks)
    return caught.value.code


@pytest.mark.requirement("R-5")
@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
def test_reads_back(tmp_path: Path, size: int) -> None:
    """What was written is read, whatever its length, and does not show; the file is 0600."""
    content = (CANARY * (size // len(CANARY) + 1))[:size]
    path = a_backup(tmp_path, content)

    assert content == opened(path)
    assert CANARY not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [path] == list(tmp_path.iterdir())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.lists(st.binary(max_size=200_000), max_size=5))
def test_cutting_of_the_input_does_not_matter(tmp_path: Path, chunks: list[bytes]) -> None:
    """Chunks may come in any sizes."""
    path = tmp_path / "b"
    path.unlink(missing_ok=True)
    write(path, chunks, label=LABEL, master=MASTER)

    assert b"".join(chunks) == opened(path)


def test_header_says_what_it_is(tmp_path: Path) -> None:
    """Kind, dates and master id stand in clear, to choose the right file and key."""
    header = read_header(a_backup(tmp_path))

    assert (LABEL, MASTER.id) == (header.label, header.master_id)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda raw: raw[:-1], "tag"),
        (lambda raw: raw + b"\0", "tag"),
        (lambda raw: raw[: -(CHUNK + 16)], "tag"),
        (lambda raw: raw[:400], "tag"),
        (lambda raw: raw[:-5] + b"x" + raw[-4:], "tag"),
        (lambda raw: raw.replace(b"2026-11-28", b"2027-11-28"), "tag"),
        (lambda raw: raw.replace(b'"keys"', b'"data"'), "kind"),
        (lambda raw: raw.replace(b'"kind":', b'"kind": '), "format"),
        (lambda raw: raw.replace(b"liaison backup 1", b"liaison backup 2"), "format"),
        (lambda raw: raw[:100], "format"),
        (lambda _: b"", "format"),
    ],
)
def test_any_change_is_found_before_anything_is_handed_out(
    tmp_path: Path, change: Callable[[bytes], bytes], expected: str
) -> None:
    """Cut, lengthened, altered, relabelled: refused, and not one octet comes out."""
    path = a_backup(tmp_path, CANARY * CHUNK)
    path.write_bytes(change(path.read_bytes()))

    assert expected == code(path)


def test_chunks_cannot_change_places(tmp_path: Path) -> None:
    """Two whole chunks exchanged do not open, and chunks of another backup neither."""
    raw = a_backup(tmp_path, bytes(4 * CHUNK)).read_bytes()
    start, size = raw.index(b"}\n") + 2, CHUNK + 16
    first, second = raw[start : start + size], raw[start + size : start + 2 * size]
    path = tmp_path / "keys.backup"

    path.write_bytes(raw[:start] + second + first + raw[start + 2 * size :])
    assert code(path) == "tag"
    other = tmp_path / "other"
    other.mkdir()
    path.write_bytes(raw[:start] + a_backup(other, bytes(4 * CHUNK)).read_bytes()[start:])
    assert code(path) == "tag"


def test_kinds_are_not_mistaken(tmp_path: Path) -> None:
    """A backup of keys is not restored as one of data."""
    with pytest.raises(BrokenBackup) as caught:
        opened(a_backup(tmp_path), kind=BackupKind.DATA)

    assert caught.value.code == "kind"


def test_other_master_key_is_named(tmp_path: Path) -> None:
    """Without its master key, a backup says which one it needs; among previous ones it is found."""
    path, new = a_backup(tmp_path), master.generate(created=date(2026, 11, 22), generation=2)
    with pytest.raises(UnknownMaster) as caught:
        opened(path, masters=MasterKeys(new))

    assert MASTER.id == caught.value.master_id
    assert CANARY == opened(path, masters=MasterKeys(new, (MASTER,)))


def test_is_whole_or_not_there(tmp_path: Path) -> None:
    """A source that fails half-way leaves no file; an existing file is never replaced."""

    def failing() -> object:
        yield CANARY * CHUNK
        raise OSError("disk gone")

    with pytest.raises(OSError, match="disk gone"):
        write(tmp_path / "b", failing(), label=LABEL, master=MASTER)  # type: ignore[arg-type]
    assert [] == list(tmp_path.iterdir())

    path = a_backup(tmp_path)
    with pytest.raises(FileExistsError):
        a_backup(tmp_path)
    assert CANARY == opened(path)


def test_dates_need_a_zone() -> None:
    """A date without its offset is no date of a backup."""
    with pytest.raises(ValueError, match="offset"):
        BackupLabel(BackupKind.DATA, datetime(2026, 1, 1), NOON)  # noqa: DTZ001


class TestRecords:
    """The content of a backup of keys."""

    @given(st.lists(st.binary(min_size=1, max_size=80), max_size=5), st.integers(1, 50))
    def test_reads_back_however_it_is_cut(self, wrapped: list[bytes], cut: int) -> None:
        """parse(dump(x)) = x."""
        records = [KeyRecord(ObjectId(f"o{n}"), key, NOON) for n, key in enumerate(wrapped)]
        raw = b"".join(keystore.dump(records))
        chunks = (raw[at : at + cut] for at in range(0, len(raw), cut))

        assert records == list(keystore.parse(chunks))

    @pytest.mark.parametrize(
        "raw", [b"a", b"a b\n", b"a 2026-11-21T12:00:00Z !\n", b"a 2026-11-21 AA==\n", b"\xff x y\n", b"\n"]
    )
    def test_refuses_another_form(self, raw: bytes) -> None:
        """A line of another form, or a cut one, is not a record."""
        with pytest.raises(BrokenBackup):
            list(keystore.parse([raw]))
