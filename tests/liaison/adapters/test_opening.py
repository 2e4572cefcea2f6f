"""Is what a stranger sent opened in a process that may die of it, and that nothing outlives?"""

import io
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import String
from PIL import Image

from crypto import passphrase
from crypto.archive import Document, Format, seal
from crypto.errors import MalformedArchive, UnsafeArchive, WrongPassphrase
from crypto.passphrase import Passphrase
from forms import paper
from forms.answers import Answers
from forms.catalog import Catalog
from liaison.adapters.opening import ChildOpener
from liaison.adapters.opening_frames import Bounds, Frame, FrameReader, GarbledFrame, encoded
from liaison.adapters.opening_process import LIMITS, Limits, Spent, run
from liaison.errors import Unavailable
from liaison.ports import CannotPicture, Look, OpeningStopped
from liaison.vocabulary import DocumentKind, NoPicture, Stopped
from tests.crypto import hostile
from tests.liaison.adapters.hostile_documents import pdf

CATALOG = Catalog()
SPE = CATALOG.get("spe")
KEY, OTHER = Passphrase(hostile.PASSPHRASE), passphrase.generate()
BEGINS = """
import os, sys, json, struct
def ready():
    os.write(1, b'\\0\\0\\0\\2\\0\\0{}')
    os.read(0, 1)
"""
TEXT = b"Bonjour de personne.\n"

pytestmark = pytest.mark.requirement("D-2")


@pytest.fixture(scope="session")
def fiche() -> bytes:
    """Give a fiche of ours."""
    return paper.Templates().render(SPE, Answers(SPE, {"beneficiary.last_name": "Testoukhina"}))


@pytest.fixture
def opener() -> ChildOpener:
    """Open things as the service does."""
    return ChildOpener()


@pytest.fixture(autouse=True)
def _nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hold after each test: no process, no thread, no pipe that it began is left.

    Others live in this process for a whole session (a database's server, an antivirus, a browser, the pool
    of a house that is served) and begin threads when they like: only this test's own are counted.
    """
    mine, began, start = threading.current_thread(), [], threading.Thread.start

    def noted(thread: threading.Thread) -> None:
        if threading.current_thread() is mine:
            began.append(thread)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", noted)
    pipes, children = _pipes(), _children()
    yield
    assert _children() <= children
    assert not [thread for thread in began if thread.is_alive()]
    assert _pipes() <= pipes


def _children() -> set[str]:
    """Return the processes that this thread began, with those that are over and were not waited for."""
    return set(Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split())


def _pipes() -> set[str]:
    """Return the pipes, the polls and the files in memory that this process holds: what an opening opens."""
    held = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the listing's own
            held.add(f"{descriptor.name} {descriptor.readlink()}")
    return {one for one in held if one.split(" ", 1)[1].startswith(("pipe:", "anon_inode:", "/memfd:"))}


def acting(program: str, *, seconds: float = 5.0) -> ChildOpener:
    """Give an opener whose process is this program: what a process that was taken over might do."""
    return ChildOpener(limits=Limits(work_seconds=seconds, command=("-I", "-c", BEGINS + program)))


# --- archives ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Format)
def test_the_key_that_fits_opens(opener: ChildOpener, fiche: bytes, kind: Format) -> None:
    """Keys are tried in order; a fiche of ours is known as one."""
    archive = seal(Document("fiche.pdf", fiche), KEY, format=kind).content

    (opened,) = opener.open(archive, [OTHER, KEY])

    assert ("fiche.pdf", Look(DocumentKind.FICHE, frozenset(), 2)) == (opened.name, opened.look)
    assert opened.content.startswith(fiche)
    assert "fiche.pdf" not in repr(opened)


@pytest.mark.parametrize("kind", Format)
def test_a_wrong_key_is_one(opener: ChildOpener, kind: Format) -> None:
    """It is neither damage nor danger."""
    with pytest.raises(WrongPassphrase):
        opener.open(hostile.ours(kind), [OTHER, passphrase.generate()])


def test_no_key_opens_nothing(opener: ChildOpener) -> None:
    """Without any key to try there is none that fits."""
    with pytest.raises(WrongPassphrase):
        opener.open(hostile.ours(), [])


def test_damage_and_danger_keep_their_codes(opener: ChildOpener) -> None:
    """The two refusals come through with what they are about."""
    archive = hostile.ours()
    with pytest.raises(MalformedArchive) as damaged:
        opener.open(archive[:-40], [KEY])
    with pytest.raises(UnsafeArchive) as clear:
        opener.open(hostile.by_pyzipper(("document.txt", TEXT), locked=False), [KEY])

    assert ("end", "clear") == (damaged.value.code, clear.value.code)


def test_several_documents_are_looked_at_in_one_process(fiche: bytes) -> None:
    """One start is enough for an archive of several."""
    spent: list[Spent] = []
    archive = hostile.by_pyzipper(("lettre.pdf", pdf({})), ("fiche.pdf", fiche), ("mot.txt", TEXT))

    opened = ChildOpener(spent=spent.append).open(archive, [KEY])

    kinds = {each.name: each.look.kind for each in opened}
    assert {"lettre.pdf": DocumentKind.PDF, "fiche.pdf": DocumentKind.FICHE, "mot.txt": DocumentKind.OTHER} == kinds
    assert 1 == len(spent)


def test_a_large_archive_opens(opener: ChildOpener) -> None:
    """What honest partners send at most opens within the limits: 25 MB that cannot be packed."""
    content = os.urandom(25_000_000)
    archive = seal(Document("document.bin", content), KEY).content

    (opened,) = opener.open(archive, [KEY])

    assert content == opened.content


# --- what is read of a fiche, and drawn -----------------------------------------------------------------


def test_a_fiche_is_read_as_it_is_in_one_process(opener: ChildOpener, fiche: bytes) -> None:
    """The comparison in the parent gives what reading in one process gives."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(fiche)) as opened:
        for field in opened.Root.AcroForm.Fields:
            if "/T" in field and "/Kids" not in field and field.get("/FT") == pikepdf.Name.Tx:
                field.V = String("Né\udcff")
        opened.save(out)
    standing = opener.read_fiche(out.getvalue())

    assert paper.read(out.getvalue(), CATALOG.get) == paper.interpret(standing, CATALOG.get)


def test_what_stands_in_fields_is_seen(opener: ChildOpener) -> None:
    """A field without a picture of its own is drawn with its value: pdfium's form filler is asked."""
    field = (
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(MMMMMM)/Rect[20 20 180 60]/F 4/P 3 0 R/DA(/Helv 30 Tf 0 g)"
        b"/DR<</Font<</Helv 5 0 R>>>>>>"
    )
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    form = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/DR<</Font<</Helv 5 0 R>>>>/DA(/Helv 30 Tf 0 g)>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[4 0 R]>>"
    picture = opener.picture(pdf({1: form, 3: page, 4: field, 5: font}), 1)

    with Image.open(io.BytesIO(picture.png)) as shown:
        assert any(shown.convert("L").histogram()[:60])


def test_the_page_that_is_asked_for(opener: ChildOpener, fiche: bytes) -> None:
    """Pages are counted from 1, and there are no others."""
    first, second = (opener.picture(fiche, number) for number in (1, 2))
    codes = []
    for number in (0, 3, -1):
        with pytest.raises(CannotPicture) as error:
            opener.picture(fiche, number)
        codes.append(error.value.code)

    assert first.png != second.png
    assert 2 == first.pages
    assert [NoPicture.PAGE] * 3 == codes


@pytest.mark.parametrize("kind", ["BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L", "1"])
def test_images_are_made_anew(opener: ChildOpener, kind: str, mode: str) -> None:
    """Each kind is drawn, upright, without what its file said besides."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[274], exif[271] = 6, "Appareil Imaginaire"
    whole = Image.new("L" if kind == "JPEG" and mode == "1" else mode, (60, 40))
    whole.save(out, kind, **({"exif": exif} if kind in {"JPEG", "PNG", "WEBP"} else {}))

    picture = opener.picture(out.getvalue(), 1)

    turned = kind in {"JPEG", "PNG", "WEBP"}
    assert ((40, 60) if turned else (60, 40)) == (picture.width, picture.height)
    assert b"Imaginaire" not in picture.png


# --- a process that was taken over ------------------------------------------------------------------------


_A_LIE = """
ready()
said = json.dumps({"outcome": "done", "look": {"kind": "safe", "traits": [], "pages": 1}}).encode()
os.write(1, struct.pack(">IH", len(said), 0) + said)
os.read(0, 1)
"""


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("ready(); os.kill(os.getpid(), 11)", Stopped.CRASHED),
        ("ready(); os.abort()", Stopped.CRASHED),
        ("ready(); os.kill(os.getpid(), 9)", Stopped.MEMORY),
        ("ready(); os.kill(os.getpid(), 24)", Stopped.TIME),
        ("ready(); sys.exit(0)", Stopped.CRASHED),
        ("ready(); os.write(1, os.urandom(6) * 0 + b'garbage garbage garbage')", Stopped.OUTPUT),
        ("ready(); os.write(1, struct.pack('>IH', 2, 0) + b'{}' + b'more')", Stopped.CRASHED),
        ("ready(); os.write(1, struct.pack('>IH', 2, 0) + b'{}')", Stopped.CRASHED),
        ("ready(); os.write(1, struct.pack('>IHI', 2, 1, 2**32 - 1))", Stopped.OUTPUT),
        ("ready(); os.write(1, struct.pack('>IH', 90000, 0) + b'[' * 90000)", Stopped.CRASHED),
        (_A_LIE, Stopped.CRASHED),
    ],
)
def test_whatever_it_does_is_told(program: str, code: Stopped) -> None:
    """It dies, ends, babbles or lies: the caller learns one word from a closed list."""
    with pytest.raises(OpeningStopped) as error:
        acting(program).look(TEXT)

    assert code == error.value.code


_DRIPS = """
import threading
ready()
os.write(1, struct.pack(">IH", 99999, 0))
while True:
    os.write(1, b"[")
    threading.Event().wait(0.05)
"""


@pytest.mark.parametrize(
    "program",
    [
        "ready(); os.read(0, 10)\nwhile True: pass",
        "ready()\nimport threading; threading.Event().wait()",
        _DRIPS,
        "ready()\nif not os.fork(): os.setpgid(0, os.getpgid(0))\n__import__('threading').Event().wait()",
    ],
    ids=["computes", "waits", "drips", "leaves a child behind"],
)
def test_it_has_so_long_and_no_longer(program: str) -> None:
    """It is killed with all that it started, whatever it does meanwhile."""
    with pytest.raises(OpeningStopped) as error:
        acting(program, seconds=0.5).look(bytes(1_000_000))

    assert Stopped.TIME == error.value.code


@pytest.mark.parametrize("program", ["sys.exit(1)", "os.write(1, b'garbage')"])
def test_one_that_does_not_start_is_no_fault_of_the_document(program: str) -> None:
    """The service says that it cannot open anything, not that this is dangerous."""
    with pytest.raises(Unavailable):
        acting(program).look(TEXT)


def test_it_inherits_nothing(tmp_path: Path) -> None:
    """No variable, no folder of ours, no descriptor but its pipes."""
    held = (tmp_path / "held").open("w")
    os.set_inheritable(held.fileno(), True)
    program = (
        "ready(); said = json.dumps([sorted(os.environ), os.getcwd(), sorted(os.listdir('/proc/self/fd'))]).encode()\n"
        "os.write(1, struct.pack('>IH', len(said), 0) + said); os.read(0, 99)"
    )
    limits = replace(LIMITS, command=("-I", "-c", BEGINS + program))
    with held:
        frame, _ = run("look", Frame(b"{}"), limits)

    # Python adds LC_CTYPE by itself; the fourth descriptor is that of the list.
    assert b'[["LC_CTYPE"], "/", ["0", "1", "2", "3"]]' == frame.head


def test_what_waits_too_long_comes_back_later() -> None:
    """Two at once; the third is told to come back, and the turns are given back."""
    waits = BEGINS + "ready(); __import__('threading').Event().wait()"
    opener = ChildOpener(turn_seconds=0.05, limits=Limits(work_seconds=1.5, command=("-I", "-c", waits)))
    ended: list[str] = []

    def look() -> None:
        try:
            opener.look(TEXT)
        except (OpeningStopped, Unavailable) as error:
            ended.append(type(error).__name__)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    look()

    assert ["OpeningStopped"] * 3 + ["Unavailable"] == sorted(ended)


# --- what the process may still do --------------------------------------------------------------------------

_LOCKED = """
import os, sys, socket, resource, subprocess
from liaison.adapters import confinement
confinement.limit()
answers = os.dup(1)
assert confinement.lock(answers)
def tried(act):
    try:
        act()
    except (OSError, RuntimeError, MemoryError, ValueError) as error:
        return type(error).__name__
    return "done"
os.close(2)
said = {
    "open": tried(lambda: os.open("/etc/passwd", os.O_RDONLY)),
    "create": tried(lambda: os.open("/tmp/x", os.O_CREAT | os.O_WRONLY)),
    "unlink": tried(lambda: os.unlink("/tmp/none")),
    "socket": tried(socket.socket),
    "fork": tried(os.fork),
    "exec": tried(lambda: os.execv("/bin/true", ["true"])),
    "kill": tried(lambda: os.kill(os.getppid(), 0)),
    "raise": tried(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (99, 99))),
    "memory": tried(lambda: bytes(400_000_000)),
    "asks": tried(lambda: resource.getrlimit(resource.RLIMIT_DATA)),
}
text = repr(said).replace("'", '"').encode()
import struct
os.write(answers, b"\\0\\0\\0\\2\\0\\0{}")
os.read(0, 1)
os.write(answers, struct.pack(">IH", len(text), 0) + text)
os.read(0, 99)
"""


def test_a_locked_process_can_only_compute() -> None:
    """As root too, and with descriptors to spare: no file, no connection, no process, no more memory."""
    limits = replace(LIMITS, command=("-I", "-c", _LOCKED))
    frame, _ = run("none", Frame(b"{}"), limits)
    said: Mapping[str, str] = json.loads(frame.head)

    assert "done" == said["asks"]
    assert {"asks"} == {act for act, outcome in said.items() if outcome == "done"}


# --- frames ---------------------------------------------------------------------------------------------------

BOUNDS = Bounds(head=50, bodies=4, octets=200)


@given(head=st.binary(max_size=50), bodies=st.lists(st.binary(max_size=50), max_size=4), cut=st.integers(1, 20))
def test_a_frame_comes_through_in_pieces(head: bytes, bodies: list[bytes], cut: int) -> None:
    """However the pipe parts it, what was said is heard, once it is whole and not before."""
    frame = Frame(head, tuple(bodies))
    said = b"".join(encoded(frame))
    reader = FrameReader(BOUNDS)
    heard = [reader.feed(said[start : start + cut]) for start in range(0, len(said), cut)]

    assert frame == heard[-1]
    assert not any(heard[:-1])


@given(st.lists(st.binary(max_size=80), max_size=8))
def test_random_octets_are_a_frame_or_none(pieces: list[bytes]) -> None:
    """Never another error, never more than the bounds."""
    reader = FrameReader(BOUNDS)
    for piece in pieces:
        try:
            frame = reader.feed(piece)
        except GarbledFrame:
            return
        assert frame is None or (len(frame.head) <= 50 and sum(map(len, frame.bodies)) <= 200)


def test_random_requests_end_the_process() -> None:
    """A process that is asked nonsense dies; it does not answer nonsense."""
    for octets in (b"", b"\xff" * 40, b"\0" * 40, b"{}", os.urandom(200)):
        with pytest.raises(OpeningStopped):
            run("look", Frame(octets), LIMITS)


def test_the_start_is_quick() -> None:
    """A small archive opens in well under a second, interpreter included, on a machine that does something else too."""
    spent: list[Spent] = []
    ChildOpener(spent=spent.append).open(hostile.ours(), [KEY])

    assert spent[0].start_seconds + spent[0].work_seconds < 3
