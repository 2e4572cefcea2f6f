"""What stands at the foot of a page? Where the model comes from, a neutral reference, the page's number."""

from forms.paper import glyphs, sheet, syntax
from forms.paper.script import MISSING
from forms.paper.writing import label

_SIZE = 7.0
_ROOM = sheet.INNER_WIDTH - 60.0  # points: what the page's number leaves


def source(model: str, reference: str) -> str:
    """Return the content that all feet of a fiche have, on the left: a long source is cut, a reference is not.

    They are drawn by the face that every fiche has; a sign that it lacks is drawn □.
    """
    behind = f" · {reference}" if model and reference else reference
    model, behind = _drawable(model), _drawable(behind)
    if _width(model + behind) > _ROOM:
        while model and _width(f"{model}…{behind}") > _ROOM:
            model = model[:-1]
        model += "…"
    return label(model + behind, _SIZE, sheet.LEFT, sheet.FOOTER_BASELINE)


def _drawable(text: str) -> str:
    widths = glyphs.base().widths
    return "".join(sign if sign in widths else MISSING for sign in text)


def _width(text: str) -> float:
    return glyphs.width(text) * _SIZE / 1000


def foot(left: str, page: int, pages: int) -> str:
    """Return the content of the form XObject at the foot of a page, in the coordinates of the page."""
    right = f"page {page}/{pages}"
    start = sheet.WIDTH - sheet.RIGHT - _width(right)
    return left + label(right, _SIZE, start, sheet.FOOTER_BASELINE)


def page_form(content: str, resources: str) -> str:
    """Return a form XObject as large as a page."""
    box = syntax.numbers(0, 0, sheet.WIDTH, sheet.HEIGHT)
    return syntax.stream(f"/Type/XObject/Subtype/Form/BBox[{box}]/Resources {resources}", content)
