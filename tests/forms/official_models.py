"""How do the packaged models compare with their annexes? Writes docs/formats/official-models.md."""

import re
from collections.abc import Iterator

from forms import paper
from forms.catalog import Catalog
from forms.data_lists import differences
from forms.printed import PrintedLine, printed_lines
from forms.spec import Field, FilledBy, FormSpec
from tests.forms.conformity import SCRAMBLED, annexe, faults, section_lines
from tests.forms.model_pictures import picture_of
from tests.forms.paper.reading import bare, printed_pages

INTRODUCTION = """\
# The official models, line by line

Generated from the definitions in `forms/definitions/` by `make docs`; do not edit.

Each table lists what a model prints, in the order of the paper, and the fields written on each line.
The column *annexe* says whether the annexe of the guide (kept verbatim in `tests/forms/annexes/`) has
this line, at this place. What the text layer of the guide leaves open was settled so:

- broken lines are joined, page numbers left out, and the dash of « -autres » gets its space; every
  other quirk is kept: « Nombre d’heure de FLE prescrites », « Cv et lettre de motivation »,
  « reconnaitre », « en cours: », the comma that ends note 4, labels without a colon;
- footnotes keep their marks (3 and 4 on the PIC IPR fiche, as in the convention it belongs to);
- « Données liées à la vie personnelle : » stands beside « Identité : », atop the second column;
- the columns of the SPE fiche's barriers and requests, mixed in the text layer, are read as F-2 does;
- « Opérateur AGIR : » and « PARTENAIRE » are followed by the organisation's name, without a label;
- place and date of the signature stand where the annexe has dots.

A field marked `*` is required (F-10). *Both* means that the recipient may complete it.

First come the pages as they are drawn (blank, by pdfium), each beside the lines of the annexe that stand on it.
"""


def render() -> str:
    """Return the whole page."""
    return "\n".join([INTRODUCTION, *(line for spec in official() for line in _model(spec))])


def official() -> Iterator[FormSpec]:
    """Walk the models that the guide prints; what this service adds to them has no annexe to compare with."""
    return (spec for spec in Catalog().models() if spec.model in SCRAMBLED)


def _model(spec: FormSpec) -> Iterator[str]:
    found = faults(spec, annexe(spec.model))
    yield f"## `{spec.model}` {spec.version}: {spec.name}\n"
    yield f"Source: {spec.source}. Differences with the annexe: {'none' if not found else ''}\n"
    yield from (f"- {fault}" for fault in found)
    yield from _pages(spec)
    yield "| printed | fields | annexe |\n|---|---|---|"
    yield from (_row(spec, line, found) for line in printed_lines(spec))
    yield ""
    yield from _data_list(spec)


def _pages(spec: FormSpec) -> Iterator[str]:
    """Show each page beside the lines that are printed on it, in the order of the paper."""
    waiting = [line.text for line in printed_lines(spec) if line.text]
    notes = {f"{note.mark} {note.text}" for note in spec.footnotes}
    for number, text in enumerate(map(bare, printed_pages(paper.Templates().blank(spec))), 1):
        here = [line for line in waiting if all(bare(part) in text for part in re.split("[☐…]+|^- ", line))]
        waiting = [line for line in waiting if line not in here]
        told = "<br>".join(sorted(here, key=lambda line: line in notes))
        yield f"| page {number} | the annexe’s lines on it |\n|---|---|"
        yield f"| ![Page {number}, blank](../images/{picture_of(spec, number).rpartition('/')[2]}) | {told} |\n"
    if waiting:
        raise ValueError(f"{spec.model}: on no page: {waiting}")


def _row(spec: FormSpec, line: PrintedLine, found: list[str]) -> str:
    fields = "<br>".join(map(_field, line.fields))
    verdict = "differs" if any(fault.endswith(f": {line.text}") for fault in found) else _where(spec, line)
    return f"| {line.text or '(under the title)'} | {fields} | {verdict} |"


def _where(spec: FormSpec, line: PrintedLine) -> str:
    if not line.text:
        return "blank"
    mixed = {text for s in spec.sections if s.id in SCRAMBLED[spec.model] for text in section_lines(s)}
    return "same words, order by F-2" if any(field.id in mixed for field in line.fields) else "same"


def _field(field: Field) -> str:
    details = [str(field.kind), str(field.category)]
    details += ["both"] if field.filled_by is FilledBy.BOTH else []
    details += [f"consent: {field.consent}"] if field.consent else []
    return f"`{field.id}`{'*' if field.required else ''} ({', '.join(details)})"


def _data_list(spec: FormSpec) -> Iterator[str]:
    if spec.data_list is None:
        yield "No convention, hence no data list.\n"
        return
    found = differences(spec)
    yield f"Data list of the convention ({spec.data_list.source}), against what the model prints (F-6):\n"
    yield from (f"- printed, not named by the list: {f.label} (`{f.id}`)" for f in found.printed_not_listed)
    yield from (f"- named by the list, not printed: {text}" for text in found.listed_not_printed)
    yield ""
