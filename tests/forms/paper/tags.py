"""Is a PDF's structure whole? A walk of our own: words, fields and tree refer to each other, and nothing is left out.

It checks what a machine can of ISO 14289-1 (PDF/UA-1) for these files, and claims no conformance: nobody here has
the reference checker, and whether a text is well said only a person can tell.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

PAINTS = frozenset({"Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "s", "S", "sh", "Do", "INLINE IMAGE"})
ROLES = frozenset(
    {
        "Document", "Sect", "H1", "H2", "H3", "P", "Span", "L", "LI", "Lbl", "LBody",
        "Table", "TR", "TH", "TD", "Form", "Note",
    }
)  # fmt: skip
KIDS = {"L": {"LI"}, "LI": {"Lbl", "LBody"}, "Table": {"TR"}, "TR": {"TH", "TD"}}
HIDDEN = 2


@dataclass(slots=True)
class Walk:
    """What was found on the pages and in the tree."""

    faults: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    words: list[tuple[int, int]] = field(default_factory=list)
    widgets: list[int] = field(default_factory=list)


def faults(pdf: bytes) -> list[str]:
    """Return everything that is wrong, in words."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        walk = Walk()
        walk.faults += _document(opened)
        tree = opened.Root.get("/StructTreeRoot")
        if tree is None:
            return [*walk.faults, "no structure tree"]
        parents = dict(_numbers(tree.ParentTree))
        _element(opened, tree.K, tree, parents, walk)
        for number, page in enumerate(opened.pages):
            walk.faults += _page(page, number, parents, walk)
        walk.faults += _headings(walk.roles)
        return walk.faults


def roles(pdf: bytes) -> list[str]:
    """Return the roles of all elements, in reading order."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        walk = Walk()
        tree = opened.Root.StructTreeRoot
        _element(opened, tree.K, tree, dict(_numbers(tree.ParentTree)), walk)
        return walk.roles


def _document(pdf: Pdf) -> Iterator[str]:
    root = pdf.Root
    if not root.get("/MarkInfo", Dictionary()).get("/Marked", False):
        yield "not marked as tagged"
    if str(root.get("/Lang", "")) != "fr-FR":
        yield "no language"
    if not root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False):
        yield "title not displayed"
    with pdf.open_metadata() as metadata:
        if not metadata.get("dc:title"):
            yield "no title"
        if metadata.get("pdfuaid:part"):
            yield "a claim that nobody checked"


def _numbers(node: Object) -> Iterator[tuple[int, Object]]:
    """Yield the entries of a number tree."""
    keys: list[Object] = list(node.get("/Nums", Array()))
    yield from ((int(key), value) for key, value in zip(keys[::2], keys[1::2], strict=True))
    for kid in list(node.get("/Kids", Array())):
        entries = dict(_numbers(kid))
        low, high = (int(limit) for limit in kid.Limits)
        assert sorted(entries) == list(entries), "keys of the parent tree are not sorted"
        assert (low, high) == (min(entries), max(entries)), "limits of the parent tree are wrong"
        yield from entries.items()


def _element(pdf: Pdf, node: Object, parent: Object, parents: dict[int, Object], walk: Walk) -> None:
    role = str(node.S)[1:]
    walk.roles.append(role)
    kids = _kids(node)
    if node.P.objgen != parent.objgen:
        walk.faults.append(f"{role}: its parent is another")
    walk.faults += _role_faults(
        node, role, [str(kid.S)[1:] for kid in kids if isinstance(kid, Dictionary) and "/S" in kid]
    )
    for kid in kids:
        _kid(pdf, node, kid, parents, walk)


def _kids(node: Object) -> list[Object]:
    kids = node.get("/K")
    return list(kids) if isinstance(kids, Array) else [] if kids is None else [kids]


def _role_faults(node: Object, role: str, below: list[str]) -> Iterator[str]:
    if role not in ROLES:
        yield f"{role}: no role that is expected here"
    if not _kids(node):
        yield f"{role}: empty"
    if role == "TH" and node.get("/A", Dictionary()).get("/Scope") not in (Name.Row, Name.Column):
        yield "TH: a header of what?"
    if role == "Note" and "/ID" not in node:
        yield "Note: no ID"
    if strange := set(below) - KIDS.get(role, ROLES):
        yield f"{role}: holds {sorted(strange)}"
    if role == "TR" and below != ["TH", "TD"]:
        yield f"TR: {below}"


def _kid(pdf: Pdf, node: Object, kid: object, parents: dict[int, Object], walk: Walk) -> None:
    if isinstance(kid, int):
        walk.words.append((_page_number(pdf, node.Pg), kid))
    elif isinstance(kid, Dictionary) and kid.get("/Type") == Name.MCR:
        walk.words.append((_page_number(pdf, kid.Pg), int(kid.MCID)))
    elif isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR:
        walk.widgets.append(kid.Obj.objgen[0])
        if Name.Form != node.S:
            walk.faults.append(f"a field under {node.S}")
        if parents.get(int(kid.Obj.get("/StructParent", -1)), Dictionary()).objgen != node.objgen:
            walk.faults.append("a field that does not find its element")
    elif isinstance(kid, Dictionary):
        _element(pdf, kid, node, parents, walk)


def _page_number(pdf: Pdf, page: Object) -> int:
    return [one.obj.objgen for one in pdf.pages].index(page.objgen)


def _page(page: Page, number: int, parents: dict[int, Object], walk: Walk) -> Iterator[str]:
    drawn, untagged = _marked(page)
    yield from (f"page {number}: {operator} outside any mark" for operator in untagged)
    owners = parents.get(int(page.obj.get("/StructParents", -1)), Array())
    if list(range(len(owners))) != drawn:
        yield f"page {number}: {len(drawn)} sequences, {len(owners)} in the parent tree"
    told = sorted(mcid for where, mcid in walk.words if where == number)
    if told != drawn:
        yield f"page {number}: sequences {drawn} are drawn, {told} are in the tree"
    for widget in list(page.obj.get("/Annots", Array())):
        if int(widget.get("/F", 0)) & HIDDEN:
            continue
        if walk.widgets.count(widget.objgen[0]) != 1:
            yield f"page {number}: a field stands {walk.widgets.count(widget.objgen[0])} times in the tree"
        if not str(widget.get("/TU", "")).strip():
            yield f"page {number}: a field without a name for those who hear it"
    if page.obj.get("/Annots") is not None and page.obj.get("/Tabs") != Name.S:
        yield f"page {number}: fields are not reached in the order of the structure"


def _marked(page: Page) -> tuple[list[int], list[str]]:
    """Return the MCIDs of a page in order, and what is painted outside any mark."""
    open_marks = 0
    drawn: list[int] = []
    untagged: list[str] = []
    for instruction in pikepdf.parse_content_stream(page):
        name, operands = str(instruction.operator), list(instruction.operands)
        if name in ("BDC", "BMC"):
            open_marks += 1
            if len(operands) > 1 and isinstance(operands[1], Dictionary) and "/MCID" in operands[1]:
                drawn.append(int(operands[1].MCID))
        elif name == "EMC":
            open_marks -= 1
        elif name in PAINTS and not open_marks:
            untagged.append(name)
    return drawn, untagged


def _headings(found: list[str]) -> Iterator[str]:
    levels = [int(role[1]) for role in found if role[0] == "H" and role[1:].isdigit()]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield "not one heading of the first level, first"
    yield from (f"H{low} follows H{high}" for high, low in pairwise(levels) if low > high + 1)
