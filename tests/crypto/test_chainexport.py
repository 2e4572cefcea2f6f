"""Does an export prove itself, and does one forged byte in it show? With a public key and nothing else."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.chainexport import Held, find_note, verify_export, write
from crypto.checkpoint import PublicKey, SigningKey
from crypto.errors import BrokenChain, CryptoError, ForgedCheckpoint, MalformedCheckpoint, MalformedEntry
from crypto.hashchain import Entry, Head, Link, genesis, link, verify

pytestmark = pytest.mark.requirement("G-8")

KEY = SigningKey("liaison.exemple.test/register", bytes(32))
START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def links(count: int) -> list[Link]:
    """Make a chain of so many entries."""
    made: list[Link] = []
    before = genesis("register").digest
    for index in range(count):
        entry = Entry(index, START + timedelta(minutes=index), "key:sent", "a-17", f"t-{index}", {"attempts": index})
        before = link(before, entry)
        made.append(Link(entry, before))
    return made


def head(chain: list[Link]) -> Head:
    """Say where a chain ends."""
    return verify(chain, start=genesis("register"))


def exported(chain: list[Link], first: int = 0) -> bytes:
    """Export a chain from one of its entries on."""
    return b"".join(write(chain[first:], start=head(chain[:first]), end=head(chain), key=KEY))


def held(content: bytes, *, also: str = "", key: PublicKey = KEY.public) -> Held:
    """Verify an export."""
    return verify_export(io.BytesIO(content), key=key, also=also)


CHAIN = links(12)
WHOLE = exported(CHAIN)


@pytest.mark.parametrize("first", [0, 1, 5, 12])
def test_an_export_verifies(first: int) -> None:
    """From the first entry, from the middle, and with no entry at all."""
    found = held(exported(CHAIN, first))

    assert (first, 12, 12 - first) == (found.start.size, found.end.size, found.entries)


def test_any_changed_byte_shows() -> None:
    """Each byte of the file, one after the other: nothing in it is without guard."""
    for place in range(len(WHOLE)):
        forged = bytearray(WHOLE)
        forged[place] ^= 1
        with pytest.raises(CryptoError):
            held(bytes(forged))


@pytest.mark.parametrize("index", [0, 4, 11])
def test_the_first_bad_entry_is_named(index: int) -> None:
    """Whatever is wrong with its line, the entry is said."""
    lines = WHOLE.splitlines(keepends=True)
    place = 9 + index
    for forged in (
        lines[place].replace(b"a-17", b"a-18"),
        lines[place].upper(),
        b"not a line\n",
        lines[place].replace(b"{", b"{ "),
    ):
        with pytest.raises(BrokenChain) as broken:
            held(b"".join([*lines[:place], forged, *lines[place + 1 :]]))
        assert index == broken.value.index


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [*lines[:12], *lines[13:]],
        lambda lines: [*lines[:12], lines[13], lines[12], *lines[14:]],
        lambda lines: [*lines[:12], lines[12], *lines[12:]],
        lambda lines: [*lines[:19], *lines[21:]],
        lambda lines: [*lines[:9], *lines[10:]],
    ],
    ids=["dropped", "swapped", "doubled", "tail cut", "beginning cut"],
)
def test_entries_that_moved_show(change: Callable[[list[bytes]], list[bytes]]) -> None:
    """Dropped, swapped, doubled; a tail that was cut ends before the checkpoint that stands in the file."""
    with pytest.raises(BrokenChain):
        held(b"".join(change(WHOLE.splitlines(keepends=True))))


def test_a_past_rewritten_whole_shows() -> None:
    """With right links and a right form: its end is not the one that was signed, and nobody else can sign."""
    lines = WHOLE.splitlines(keepends=True)
    entries = [Entry(n, START, "key:sent", "somebody", "x") for n in range(12)]
    before, forged = genesis("register").digest, []
    for entry in entries:
        before = link(before, entry)
        forged.append(Link(entry, before))
    rewritten = exported(forged).splitlines(keepends=True)

    with pytest.raises(BrokenChain, match="entry 12"):
        held(b"".join([*lines[:9], *rewritten[9:21], *lines[21:]]))
    other = SigningKey("liaison.exemple.test/register", bytes([1] * 32))
    with pytest.raises(ForgedCheckpoint):
        held(b"".join(write(forged, start=genesis("register"), end=head(forged), key=other)))


class TestCheckpointFromElsewhere:
    """Does the seal that somebody kept hold the export to its word?"""

    @pytest.mark.parametrize("size", [0, 7, 12])
    def test_it_fits(self, size: int) -> None:
        """At the beginning, on the way, at the end."""
        assert 12 == held(WHOLE, also=KEY.sign(head(CHAIN[:size]))).entries

    def test_an_export_that_ends_before_it(self) -> None:
        """A shorter chain signed by the same key is not the one that stood then."""
        with pytest.raises(BrokenChain, match="entry 7"):
            held(exported(CHAIN[:7]), also=KEY.sign(head(CHAIN)))

    def test_another_past(self) -> None:
        """What was sealed then stands no more in this export."""
        other = Head("register", 7, head(CHAIN[:6]).digest)
        with pytest.raises(BrokenChain, match="entry 7"):
            held(WHOLE, also=KEY.sign(other))

    def test_an_export_that_begins_behind_it(self) -> None:
        """Nothing can be said of what is not in the file, and that is said."""
        with pytest.raises(BrokenChain, match="behind"):
            held(exported(CHAIN, 5), also=KEY.sign(head(CHAIN[:3])))

    @pytest.mark.parametrize(
        "wrapped",
        ["{}", "Bonjour,\n\n{}\nClé publique : x\n", "> {}", "De : quelqu’un\n\n   {}   \n"],
    )
    def test_it_is_found_in_a_mail(self, wrapped: str) -> None:
        """With words around it, with line ends of Windows, quoted."""
        note = KEY.sign(head(CHAIN))
        text = wrapped.format(note.replace("\n", "\n> ") if wrapped.startswith(">") else note)

        assert note == find_note(text)
        assert note == find_note(text.replace("\n", "\r\n"))

    def test_a_text_without_one(self) -> None:
        """It is said, not guessed."""
        with pytest.raises(MalformedCheckpoint):
            find_note("Bonjour,\n\nrien.\n")


@given(st.binary(max_size=2000))
def test_no_file_makes_it_stumble(content: bytes) -> None:
    """Whatever stands in a file, it is refused by name."""
    with pytest.raises(CryptoError):
        held(content)


@given(st.data())
def test_no_mixture_of_right_parts_passes(data: st.DataObject) -> None:
    """Lines of a right export, left out, doubled or cut anywhere: only the right one passes."""
    lines = WHOLE.splitlines(keepends=True)
    places = data.draw(st.lists(st.integers(0, len(lines) - 1), max_size=30))
    content = b"".join(lines[place] for place in places)
    cut = content[: data.draw(st.integers(0, len(content)))]
    if cut == WHOLE:
        return
    with pytest.raises(CryptoError):
        held(cut)


def test_a_longer_file_shows() -> None:
    """Nothing may stand behind the last checkpoint."""
    with pytest.raises(MalformedEntry):
        held(WHOLE + b"\n")


def test_lines_are_read_one_by_one() -> None:
    """A line without end is cut at the size of the largest entry, not read whole."""

    class Counting(io.BytesIO):
        longest = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            line = super().readline(size)
            self.longest = max(self.longest, len(line))
            return line

    lines = WHOLE.splitlines(keepends=True)
    file = Counting(b"".join([*lines[:9], b"x" * 5_000_000]))
    with pytest.raises(CryptoError):
        verify_export(file, key=KEY.public)
    assert 17 * 1024 >= file.longest


def _shown() -> Iterator[str]:
    yield from re.findall(r"^\d+$", WHOLE.decode(), flags=re.MULTILINE)


def test_the_file_says_from_where_to_where() -> None:
    """Whoever opens it in an editor sees both sizes."""
    assert ["0", "12"] == list(_shown())
