"""Would anybody notice a changed past? Each field of each entry, each link, each checkpoint is tried."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.checkpoint import (
    Checkpoint,
    PublicKey,
    SigningKey,
    check_reaches,
    open_checkpoint,
)
from crypto.errors import BrokenChain, ForgedCheckpoint, MalformedCheckpoint, MalformedEntry
from crypto.hashchain import (
    Detail,
    Digest,
    Entry,
    Head,
    Link,
    canonical,
    export_line,
    genesis,
    link,
    parse_entry,
    parse_line,
    verify,
)

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ORIGIN = "liaison.exemple.test/register"
JOURNAL = Path(__file__).parents[2] / "docs" / "formats" / "journal.md"

words = st.from_regex(r"[a-z][a-z0-9_.-]{0,10}", fullmatch=True)
ids = st.from_regex(r"[A-Za-z0-9._:@-]{0,20}", fullmatch=True)
safe_text = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=30)
integers = st.integers(-(2**53) + 1, 2**53 - 1)
details: st.SearchStrategy[dict[str, Detail]] = st.dictionaries(
    words, st.one_of(safe_text, integers, st.booleans(), st.none()), max_size=5
)
entries = st.builds(
    Entry,
    index=st.integers(0, 2**53 - 1),
    time=st.datetimes(datetime(1900, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    kind=words,
    actor=ids,
    subject=ids,
    detail=details,
)


def an_entry(index: int) -> Entry:
    """An ordinary entry."""
    detail: dict[str, Detail] = {"carrier": "email", "size": 262310, "retried": False, "reason": None}
    return Entry(index, NOON + timedelta(minutes=index), "transmission:sent", "a-17", f"t-{index}", detail)


def a_chain(size: int) -> list[Link]:
    """A chain from its genesis."""
    digest = genesis("register").digest
    links = []
    for index in range(size):
        digest = link(digest, an_entry(index))
        links.append(Link(an_entry(index), digest))
    return links


class TestCanonical:
    """The bytes of an entry."""

    @given(entries)
    def test_reads_back(self, entry: Entry) -> None:
        """parse(canonical(x)) = x, on one line."""
        written = canonical(entry)

        assert entry == parse_entry(written)
        assert b"\n" not in written

    @given(entries)
    def test_is_what_any_json_writer_with_sorted_keys_writes(self, entry: Entry) -> None:
        """RFC 8785 on this closed form is plain JSON: an auditor needs no library of ours."""
        document = json.loads(canonical(entry))

        plain = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert plain.encode() == canonical(entry)

    def test_example_of_the_documentation(self) -> None:
        """The bytes and digests that docs/formats/journal.md prints are these."""
        printed = JOURNAL.read_text(encoding="utf-8")
        empty = genesis("register").digest

        assert f"```\n{canonical(an_entry(0)).decode()}\n```" in printed
        assert f"genesis    {empty.hex()}" in printed
        assert f"digest(0)  {link(empty, an_entry(0)).hex()}" in printed

    def test_time_is_the_same_moment_from_any_zone(self) -> None:
        """An entry written in another zone has the same bytes."""
        paris = replace(an_entry(0), time=NOON.astimezone(timezone(timedelta(hours=1))))

        assert canonical(an_entry(0)) == canonical(paris)

    @pytest.mark.requirement("G-8")
    @pytest.mark.parametrize(
        "change",
        [
            {"index": -1},
            {"index": True},
            {"index": 2**53},
            {"time": datetime(2026, 1, 1)},  # noqa: DTZ001
            {"kind": "Sent!"},
            {"actor": "Zéphyrine Testoukhina"},
            {"subject": "a b"},
            {"detail": {"size": 1.0}},
            {"detail": {"size": 2**53}},
            {"detail": {"Name": "x"}},
            {"detail": {"x": ["list"]}},
            {"detail": {"x": "a\nb"}},
            {"detail": {"x": "a\x1b[2J"}},
            {"detail": {"x": "a\u2028b"}},
            {"detail": {"x": "a\u202eb"}},
            {"detail": {"x": "\ud800"}},
            {"detail": {"x": "x" * 1025}},
        ],
    )
    def test_refuses_what_is_no_fact(self, change: dict[str, object]) -> None:
        """Floats, names of people as ids, control and direction characters, endless texts."""
        with pytest.raises(ValueError, match=r"entry|detail"):
            replace(an_entry(0), **change)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "line",
        [
            b"",
            b"{}",
            b"[]",
            b"null",
            canonical(an_entry(0)) + b" ",
            canonical(an_entry(0)).replace(b'"index":0', b'"index":0.0'),
            canonical(an_entry(0)).replace(b'"index":0', b'"index":false'),
            canonical(an_entry(0)).replace(b'"index":0', b'"index":0,"index":0'),
            canonical(an_entry(0)).replace(b"email", b"\\u0065mail"),
            canonical(an_entry(0)).replace(b".000000Z", b".0Z"),
            canonical(an_entry(0)).replace(b'"detail":{', b'"extra":1,"detail":{'),
            canonical(an_entry(0)).replace(b'"actor":"a-17"', b'"actor":17'),
            b"[" * 10_000,
            b"\xff",
            b'{"index":' + b"9" * 20_000 + b"}",
        ],
    )
    def test_parser_takes_the_one_form(self, line: bytes) -> None:
        """Spaces, doubled or unknown keys, other escapes, other numbers: not an entry."""
        with pytest.raises(MalformedEntry):
            parse_entry(line)


class TestChain:
    """Links."""

    @pytest.mark.requirement("T-5", "G-8")
    @given(st.lists(details, max_size=6))
    def test_holds(self, all_details: list[dict[str, Detail]]) -> None:
        """A chain of any entries verifies to its head."""
        head, links = genesis("register"), []
        for index, detail in enumerate(all_details):
            entry = replace(an_entry(index), detail=detail)
            head = Head(head.chain, index + 1, link(head.digest, entry))
            links.append(Link(entry, head.digest))

        assert head == verify(iter(links), start=genesis("register"))

    @pytest.mark.requirement("T-5")
    @pytest.mark.parametrize(
        "change",
        [
            lambda entry: replace(entry, time=entry.time + timedelta(microseconds=1)),
            lambda entry: replace(entry, kind="transmission:failed"),
            lambda entry: replace(entry, actor="a-18"),
            lambda entry: replace(entry, subject="t-9"),
            lambda entry: replace(entry, detail=entry.detail | {"size": 1}),
            lambda entry: replace(entry, detail={}),
        ],
    )
    @pytest.mark.parametrize("index", [0, 3, 6])
    def test_names_the_altered_entry(self, change: Callable[[Entry], Entry], index: int) -> None:
        """Any field of any entry changed: that entry is named."""
        links = a_chain(7)
        links[index] = replace(links[index], entry=change(links[index].entry))

        with pytest.raises(BrokenChain) as caught:
            verify(links, start=genesis("register"))
        assert (index, "hash") == (caught.value.index, caught.value.code)

    @pytest.mark.requirement("T-5")
    @pytest.mark.parametrize(
        ("change", "index", "code"),
        [
            (lambda links: links[:2] + links[3:], 2, "index"),
            (lambda links: links[1:], 0, "index"),
            (lambda links: [*links[:2], links[1], *links[2:]], 2, "index"),
            (lambda links: [links[1], links[0], *links[2:]], 0, "index"),
            (lambda links: [*links[:2], replace(links[2], digest=links[1].digest), *links[3:]], 2, "hash"),
        ],
        ids=["dropped", "head dropped", "doubled", "swapped", "digest changed"],
    )
    def test_names_what_is_dropped_doubled_or_moved(
        self, change: Callable[[list[Link]], list[Link]], index: int, code: str
    ) -> None:
        """The first entry out of place is named."""
        with pytest.raises(BrokenChain) as caught:
            verify(change(a_chain(5)), start=genesis("register"))
        assert (index, code) == (caught.value.index, caught.value.code)

    def test_chains_cannot_be_exchanged(self) -> None:
        """The register does not pass for the security journal, even entry by entry."""
        with pytest.raises(BrokenChain):
            verify(a_chain(3), start=genesis("security"))

    @pytest.mark.requirement("T-5")
    def test_cut_tail_shows_against_a_checkpoint_only(self) -> None:
        """A chain without its end still verifies; the checkpoint that left the machine tells."""
        key = SigningKey(ORIGIN, bytes(32))
        whole = verify(a_chain(5), start=genesis("register"))
        checkpoint = open_checkpoint(key.sign(whole), key=key.public)
        cut = verify(a_chain(5)[:4], start=genesis("register"))

        check_reaches(whole, checkpoint)
        with pytest.raises(BrokenChain) as caught:
            check_reaches(cut, checkpoint)
        assert caught.value.code == "head"

    def test_purged_chain_verifies_from_its_anchor(self) -> None:
        """After a purge the head where it was cut is the start of the rest."""
        links = a_chain(6)
        anchor = verify(links[:4], start=genesis("register"))

        assert verify(links, start=genesis("register")) == verify(links[4:], start=anchor)

    def test_exported_line_reads_back(self) -> None:
        """parse(export(x)) = x; a line that differs by an octet is refused."""
        (stored,) = a_chain(1)
        line = export_line(stored)

        assert stored == parse_line(line)
        for wrong in (line[:-1], line.upper(), b" " + line, line + line, line.replace(b" ", b"  ", 1)):
            with pytest.raises(MalformedEntry):
                parse_line(wrong)


class TestCheckpoint:
    """Three lines and a signature."""

    @given(st.integers(0, 2**53 - 1), st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
    def test_reads_back(self, size: int, digest: bytes, seed: bytes) -> None:
        """parse(str(x)) = x, for the checkpoint and for the public key."""
        key = SigningKey(ORIGIN, seed)
        head = Head("register", size, Digest(digest))

        assert Checkpoint(ORIGIN, size, head.digest) == open_checkpoint(key.sign(head), key=key.public)
        assert key.public == PublicKey.parse(str(key.public))

    def test_is_the_example_of_the_documentation(self) -> None:
        """The checkpoint and the public key that docs/formats/journal.md prints are these."""
        printed = JOURNAL.read_text(encoding="utf-8")
        key = SigningKey(ORIGIN, bytes(32))

        assert f"```\n{key.sign(genesis('register'))}```" in printed
        assert f"`{key.public}`" in printed

    def test_has_the_c2sp_form(self) -> None:
        """Origin, size, base64, empty line, dash, name, base64 of four key octets and 64 of signature."""
        lines = SigningKey(ORIGIN, bytes(32)).sign(genesis("register")).split("\n")

        assert [ORIGIN, "0"] == lines[:2]
        assert (44, "", 7) == (len(lines[2]), lines[3], len(lines) + 1)
        assert lines[4].startswith(f"— {ORIGIN} ")
        assert len(lines[4].rpartition(" ")[2]) == 92

    @given(st.data())
    def test_any_changed_character_is_refused(self, data: st.DataObject) -> None:
        """Whatever character is changed, dropped or doubled, nothing opens."""
        key = SigningKey(ORIGIN, bytes(32))
        text = key.sign(genesis("register"))
        place = data.draw(st.integers(0, len(text) - 1))
        other = data.draw(st.sampled_from(["", text[place] * 2, "A", "=", "\n", "0"]))
        changed = text[:place] + other + text[place + 1 :]

        if changed != text:
            with pytest.raises((MalformedCheckpoint, ForgedCheckpoint)):
                open_checkpoint(changed, key=key.public)

    @pytest.mark.parametrize(
        "change",
        [
            lambda text: text.replace("\n0\n", "\n00\n"),
            lambda text: text.replace("\n0\n", "\n9999999999999999\n"),
            lambda text: text.replace("\n0\n", "\n-1\n"),
            lambda text: text.replace("\n\n", "\nextension\n\n"),
            lambda text: text.replace("\n", "\r\n"),
            lambda text: text + text.rpartition("\n\n")[2],
            lambda text: text.rstrip("\n"),
            lambda text: text.replace("=\n", "A\n", 1),
            lambda _: "",
        ],
    )
    def test_parser_takes_the_one_form(self, change: Callable[[str], str]) -> None:
        """Other numbers, extensions, line ends, several signatures, other base64: malformed."""
        key = SigningKey(ORIGIN, bytes(32))
        with pytest.raises(MalformedCheckpoint):
            open_checkpoint(change(key.sign(genesis("register"))), key=key.public)

    def test_other_keys_and_origins_are_forged(self) -> None:
        """Signed by another key, or for another chain, it is not ours."""
        key = SigningKey(ORIGIN, bytes(32))
        for other in (SigningKey(ORIGIN, b"x" * 32), SigningKey("liaison.exemple.test/security", bytes(32))):
            with pytest.raises(ForgedCheckpoint):
                open_checkpoint(other.sign(genesis("register")), key=key.public)

    @pytest.mark.parametrize("text", ["", "a+b+c", "a", "x+00000000+AAAA", ORIGIN + "+00000000+" + "A" * 44])
    def test_refuses_what_is_no_public_key(self, text: str) -> None:
        """A verifier key has its one form, its key id included."""
        with pytest.raises(MalformedCheckpoint):
            PublicKey.parse(text)

    def test_hides_the_private_half(self) -> None:
        """The repr of a signing key is its public key."""
        assert repr(SigningKey(ORIGIN, bytes(32))) == f"SigningKey({SigningKey(ORIGIN, bytes(32)).public})"
