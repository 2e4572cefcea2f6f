"""Which fields does a PDF from outside hold, and what stands in each? Whatever it claims, within bounds.

The file is opened by qpdf (pikepdf), sizes and counts are bounded, nothing in it is run, and what cannot be read
is refused with a sentence. It stands beside the paper, not in it, to be imported by itself: what came through a
deposit is read in a process of its own (`liaison/adapters/opening_child.py`), which draws nothing. Accepted loss: the
command line (`liaison form read`) parses in its own process.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Dictionary, Name, Object, PasswordError, Pdf, PdfError, String

from forms.errors import NothingToRead
from forms.text import LONGEST_RAW

FORM = "liaison.form"
"""The hidden field that says which model and which fiche this is (`forms/paper/identity.py`)."""
LARGEST = 64 * 1024 * 1024  # bytes
UNREADABLE = "(illisible ici : voir le PDF)"
"""What is read where a file says two things at once, or none that is text."""
_MOST_NODES = 20_000  # fields, the nodes above them and their widgets: a fiche has 300 fields at most
_DEEPEST = 8
_LONGEST_NAME = 200  # bytes
_LONGEST_VALUE = 4 * LONGEST_RAW  # bytes
_OFF = "Off"

_ANOTHER = "Demandez le fichier tel qu’il a été enregistré (« Enregistrer », pas « Imprimer »), ou recopiez la réponse."


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a field. It is not `sound` where value and picture differ, or the file says two things."""

    text: str = field(default="", repr=False)
    sound: bool = True


_UNSOUND = Standing(UNREADABLE, sound=False)


@contextmanager
def opened(pdf: bytes) -> Iterator[Pdf]:
    """Open a file from outside. Raises `NothingToRead`, also for what goes wrong inside the block."""
    if len(pdf) > LARGEST:
        raise NothingToRead("Ce fichier est trop gros pour être une fiche.", hint="Vérifiez que c’est le bon fichier.")
    try:
        with Pdf.open(io.BytesIO(pdf), suppress_warnings=True) as found:
            yield found
    except PasswordError:
        raise NothingToRead(
            "Ce PDF est protégé par un mot de passe.",
            hint="Ouvrez-le avec son mot de passe, enregistrez-le sans, puis recommencez.",
        ) from None
    except (PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        # What stands where in a file from outside is not ours to choose: a page where a field should be …
        message = "Ce fichier n’est pas un PDF lisible : il est abîmé, ou d’une autre sorte."
        raise NothingToRead(message, hint=_ANOTHER) from error


def standing_of(pdf: bytes) -> dict[str, Standing]:
    """Return what stands in each field of a file from outside, by full name. Raises `NothingToRead`."""
    with opened(pdf) as found:
        return standing(nodes(found))


@dataclass(frozen=True, slots=True)
class Node:
    """A field that holds a value: its full name, its dictionary, and the widgets that show it."""

    name: str
    field: Object
    widgets: Sequence[Object]


def nodes(pdf: Pdf) -> Iterator[Node]:
    """Yield the fields that hold values. Raises `NothingToRead`: there is no field, or no end of them."""
    form = pdf.Root.get("/AcroForm")
    roots = form.get("/Fields") if isinstance(form, Dictionary) else None
    if not isinstance(roots, pikepdf.Array) or not len(roots):
        raise NothingToRead(
            "Ce PDF n’a pas de champs : il a sans doute été imprimé en PDF, ou numérisé. Rien ne peut y être relu.",
            hint=_ANOTHER,
        )
    waiting = [("", 0, node) for node in _dictionaries(roots, _MOST_NODES)]
    seen: set[tuple[int, int]] = set()
    count = 0
    while waiting:
        above, depth, node = waiting.pop()
        if node.objgen in seen or not isinstance(node.get("/T"), String):
            continue
        if node.is_indirect:
            seen.add(node.objgen)
        name = ".".join(filter(None, (above, _text(node.T, _LONGEST_NAME))))
        kids = _dictionaries(node.get("/Kids"), _MOST_NODES - count)
        count += 1 + len(kids)
        fields = [kid for kid in kids if "/T" in kid]
        if fields and depth < _DEEPEST:
            waiting += [(name, depth + 1, kid) for kid in fields]
        else:
            yield Node(name, node, kids or [node])


def _dictionaries(array: Object | None, most: int) -> list[Object]:
    if not isinstance(array, pikepdf.Array):
        return []
    if len(array) > most:
        raise NothingToRead("Ce PDF a trop de champs pour être une fiche.", hint="Vérifiez que c’est le bon fichier.")
    return [thing for thing in array if isinstance(thing, Dictionary)]


def standing(found: Iterable[Node]) -> dict[str, Standing]:
    """Return what stands in each field, by full name."""
    told: dict[str, Standing] = {}
    for node in found:
        here = _standing(node)
        told[node.name] = here if told.get(node.name, here) == here else _UNSOUND
    return told


def _standing(node: Node) -> Standing:
    """Read a field: its value where it should stand, or in a widget, or the state that a box shows."""
    states = {str(one.AS)[1:] for one in node.widgets if isinstance(one.get("/AS"), Name)}
    values = [_value(one) for one in (node.field, *node.widgets) if "/V" in one]
    if states:
        # pypdf writes the state of a box as a text, its slash before it.
        values = [value and value.removeprefix("/") for value in values]
    texts = {value for value in values if value != _OFF} or {""}
    if None in texts or len(texts) > 1:
        return _UNSOUND
    (text,) = texts
    ticked = states - {_OFF}
    if not states or ticked == {text} or not (ticked or text):
        return Standing(text or "")
    if (ticked and text) or len(ticked) > 1:
        return _UNSOUND
    # Some programs write the value alone, some the picture alone: a tick either way; of a locked box, a change.
    return Standing(text or ticked.pop(), sound=not values)


def _value(node: Object) -> str | None:
    value = node.V
    if isinstance(value, Name):
        return str(value)[1:]
    # A value may also be a stream, which no program that was tried writes: packed, it could unpack without end.
    if not isinstance(value, String):
        return None
    text = _text(value, _LONGEST_VALUE)
    return text[: LONGEST_RAW + 1].replace("\r\n", "\n").replace("\r", "\n")


def _text(value: Object, most: int) -> str:
    return str(String(bytes(value)[:most]))
