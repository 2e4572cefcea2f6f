"""How is a template built? reportlab draws the page; pikepdf adds what reportlab lacks: fields, tags, metadata.

Once per version of a model and installation (`forms.paper.store`). The same model gives the same bytes.
"""

import io

from pikepdf import Dictionary, Object, ObjectStreamMode, Pdf, String

from forms.outside import FORM
from forms.paper import embedding, sheet, tagging, widgets
from forms.paper.composing import compose
from forms.paper.drawing import FOOT, Drawn, draw
from forms.paper.feet import foot, source
from forms.paper.fonts import embedded
from forms.paper.ink import Document
from forms.paper.structure import tree
from forms.paper.template import Plan, Template
from forms.spec import FormSpec

_PRODUCT = "liaison"


def build(spec: FormSpec) -> Template:
    """Build the template of a model."""
    document = compose(spec)
    drawn = draw(document, embedded())
    finished = _finished(spec, document, drawn)
    with Pdf.open(io.BytesIO(finished)) as pdf:
        return Template(_plan(pdf, spec, document, _start_of_table(finished)), finished)


def _finished(spec: FormSpec, document: Document, drawn: Drawn) -> bytes:
    with Pdf.open(io.BytesIO(drawn.pdf)) as pdf:
        resources = embedding.resources(pdf)
        for number, page in enumerate(pdf.pages, 1):
            _add_foot(pdf, page.obj, resources, foot(source(spec.source, ""), number, len(document.pages)))
        placed = widgets.add(pdf, spec, document, resources)
        tagging.add(pdf, tree(spec), drawn.places, placed)
        _describe(pdf, document.title)
        out = io.BytesIO()
        pdf.remove_unreferenced_resources()
        pdf.save(
            out, force_version="1.7", object_stream_mode=ObjectStreamMode.generate, recompress_flate=True,
            deterministic_id=True,
        )  # fmt: skip
    return out.getvalue()


def _add_foot(pdf: Pdf, page: Object, resources: Object, content: str) -> None:
    made = embedding.form(pdf, content, sheet.WIDTH, sheet.HEIGHT, resources)
    # reportlab shares one dictionary of resources between all pages.
    page.Resources = Dictionary(Font=page.Resources.Font, XObject=Dictionary({f"/{FOOT}": made}))
    if "/Trans" in page:
        del page.Trans


def _describe(pdf: Pdf, title: str) -> None:
    """Say title and language; name no person, give no date, claim no standard that nobody here can check."""
    pdf.Root.Lang = String("fr-FR")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    for unwanted in ("/PageMode", "/Outlines"):
        if unwanted in pdf.Root:
            del pdf.Root[unwanted]
    for unwanted in tuple(pdf.docinfo.keys()):
        del pdf.docinfo[unwanted]
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:language"] = {"fr-FR"}
        metadata["dc:creator"] = [_PRODUCT]
        metadata["xmp:CreatorTool"] = _PRODUCT
    pdf.docinfo.Title, pdf.docinfo.Author, pdf.docinfo.Creator = title, _PRODUCT, _PRODUCT


def _plan(pdf: Pdf, spec: FormSpec, document: Document, start_of_table: int) -> Plan:
    root = pdf.Root
    structure = root.StructTreeRoot
    form = dict(widgets.walk(root.AcroForm.Fields))[FORM]
    kids = " ".join(widgets.reference(kid) for kid in structure.K.K)
    trailer = f"/Root {widgets.reference(root)}/Info {widgets.reference(pdf.docinfo)}/Prev {start_of_table}"
    return Plan(
        source=spec.source,
        slots=tuple(widgets.slots(pdf, document)),
        form=form.objgen[0],
        form_before=widgets.before(form, "/V"),
        feet=tuple(page.Resources.XObject[f"/{FOOT}"].objgen[0] for page in pdf.pages),
        resources=root.AcroForm.DR.objgen[0],
        resources_before=f"{root.AcroForm.DR.objgen[0]} 0 obj\n<</Font{widgets.inside(root.AcroForm.DR.Font)}",
        pages=root.Pages.objgen[0],
        page_numbers=tuple(page.obj.objgen[0] for page in pdf.pages),
        document=structure.K.objgen[0],
        document_before=f"{widgets.before(structure.K, '/K')}/K[{kids}",
        parents=structure.ParentTree.objgen[0],
        parents_leaf=structure.ParentTree.Kids[0].objgen[0],
        next_parent=int(structure.ParentTree.Kids[0].Limits[1]) + 1,
        size=int(pdf.trailer.Size),
        trailer=f"{trailer}/ID[<{bytes(pdf.trailer.ID[0]).hex()}><{{}}>]",
    )


def _start_of_table(pdf: bytes) -> int:
    *_, tail = pdf.rpartition(b"startxref")
    return int(tail.split()[0])
