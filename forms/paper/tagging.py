"""How does the structure of a model become the structure tree of its template (ISO 32000-1, 14.7)?

The tree of `forms.paper.structure` is matched with what was drawn (by place) and with the fields (by id); what
has neither is left out. Every sequence of marked content and every widget finds its element by the parent tree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from forms.paper.structure import Node
from forms.paper.widgets import Key, Placed

_MOST_PAGES_MORE = 1_000
"""Keys kept free for pages that filling adds, so that a program that adds its own takes none of theirs."""


def add(pdf: Pdf, root: Node, places: Sequence[Sequence[str]], placed: Mapping[Key, Placed]) -> None:
    """Put the tree into the catalogue."""
    tagger = _Tagger(pdf, places, placed)
    tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = tagger.element(root, tree)
    if document is None:
        raise ValueError("a model without a word has no structure")
    tree.K = document
    tree.ParentTree = tagger.parent_tree()
    tree.ParentTreeNextKey = tagger.next_key + _MOST_PAGES_MORE
    pdf.Root.StructTreeRoot = tree
    pdf.Root.MarkInfo = Dictionary(Marked=True)


@dataclass(frozen=True, slots=True)
class _Sequence:
    """One marked content sequence of a page."""

    page: int
    mcid: int


class _Tagger:
    def __init__(self, pdf: Pdf, places: Sequence[Sequence[str]], placed: Mapping[Key, Placed]) -> None:
        self._pdf, self._placed = pdf, placed
        self._pages = [page.obj for page in pdf.pages]
        self._owners: list[list[Object | None]] = [[None] * len(drawn) for drawn in places]
        self._sequences: dict[str, list[_Sequence]] = {}
        for number, drawn in enumerate(places):
            for mcid, place in enumerate(drawn):
                self._sequences.setdefault(place, []).append(_Sequence(number, mcid))
        self._of_widgets: list[Object] = []
        self.next_key = len(self._pages)

    def element(self, node: Node, parent: Object) -> Object | None:
        """Make an element and all below it; None when nothing of it was drawn."""
        made = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{node.role}"), P=parent))
        kids = [*self._words(node, made), *self._field(node, made)]
        kids += (kid for kid in (self.element(below, made) for below in node.kids) if kid is not None)
        if not kids:
            return None
        made.K = kids[0] if len(kids) == 1 else Array(kids)
        if node.role == "TH":
            made.A = Dictionary(O=Name.Table, Scope=Name.Row)
        if node.role == "Note":
            made.ID = String(node.place)
        return made

    def _words(self, node: Node, made: Object) -> list[object]:
        found = self._sequences.get(node.place, []) if node.place else []
        if found:
            made.Pg = self._pages[found[0].page]
        for one in found:
            self._owners[one.page][one.mcid] = made
        return [
            one.mcid
            if one.page == found[0].page
            else Dictionary(Type=Name.MCR, Pg=self._pages[one.page], MCID=one.mcid)
            for one in found
        ]

    def _field(self, node: Node, made: Object) -> list[Object]:
        placed = self._placed.get((node.field, node.option)) if node.field else None
        if placed is None:
            return []
        placed.widget.StructParent = self.next_key
        self._of_widgets.append(made)
        self.next_key += 1
        return [Dictionary(Type=Name.OBJR, Pg=placed.page, Obj=placed.widget)]

    def parent_tree(self) -> Object:
        """Say for each page which element owns its n-th sequence, and for each widget its element.

        A leaf under a root of its own, so that a page that is added when a fiche is filled adds a leaf.
        """
        entries: list[object] = []
        for key, (page, owners) in enumerate(zip(self._pages, self._owners, strict=True)):
            if None in owners:
                raise ValueError("words were drawn that the structure does not know")
            page.StructParents = key
            entries += (key, self._pdf.make_indirect(Array(owners)))
        for key, element in enumerate(self._of_widgets, len(self._pages)):
            entries += (key, element)
        leaf = Dictionary(Nums=Array(entries), Limits=Array([0, self.next_key - 1]))
        return self._pdf.make_indirect(Dictionary(Kids=Array([self._pdf.make_indirect(leaf)])))
