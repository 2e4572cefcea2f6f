"""What did a fiche look like when it left? Answers, signature and wording kept together, drawn again to the byte."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from forms import paper
from forms.answers import Answers, from_json
from forms.paper import ElectronicSignature, InkSignature, Presentation
from forms.spec import Wording, with_wording
from liaison.records import FicheVersion
from liaison.rules.calendar import PARIS
from liaison.usecases.context import Context, Json
from liaison.vocabulary import Sealed


@dataclass(frozen=True, slots=True)
class Signed:
    """How a fiche is signed: a name typed under a two-factor session, or nobody yet: by hand, in ink (F-11)."""

    name: str = ""
    function: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a fiche shows; the same sheet gives the same bytes."""

    answers: Answers
    signed: Signed
    reference: str
    wording: Wording


def freeze(ctx: Context, fiche_id: str | None, sheet: Sheet) -> tuple[FicheVersion, bytes]:
    """Draw a fiche and keep it as it leaves; return its row and the PDF."""
    pdf = _draw(sheet, ctx.now)
    version_id = ctx.new_id()
    object_id = Sealed.FICHE_VERSION.object(version_id)
    ctx.vault.create(object_id)
    row = FicheVersion(
        id=version_id,
        fiche_id=fiche_id,
        model=sheet.answers.spec.model,
        model_version=sheet.answers.spec.version,
        answers=ctx.seal(object_id, "answers", _stored(sheet)),
        fingerprint=hashlib.sha256(pdf).hexdigest(),
        frozen_at=ctx.now,
    )
    return row, pdf


def draw_again(ctx: Context, row: FicheVersion) -> bytes:
    """Return the PDF of a fiche that left: the bytes whose fingerprint stands in the register."""
    stored = ctx.unseal_mapping(Sealed.FICHE_VERSION.object(row.id), "answers", row.answers)
    answers = from_json(ctx.catalog.get(row.model, row.model_version), cast("Mapping[str, object]", stored["answers"]))
    signed = cast("dict[str, str]", stored["signed"])
    sheet = Sheet(answers, Signed(**signed), str(stored["reference"]), Wording(str(stored["wording"])))
    return _draw(sheet, row.frozen_at)


def _draw(sheet: Sheet, at: datetime) -> bytes:
    signed = sheet.signed
    signature = (
        ElectronicSignature(signed.name, signed.function, signed.place, at.astimezone(PARIS))
        if signed.name
        else InkSignature()
    )
    spec = with_wording(sheet.answers.spec, sheet.wording)
    return paper.render(spec, sheet.answers, presentation=Presentation(signature, sheet.reference))


def _stored(sheet: Sheet) -> Json:
    signed = sheet.signed
    return {
        "answers": cast("Json", sheet.answers.to_json()),
        "signed": {"name": signed.name, "function": signed.function, "place": signed.place},
        "reference": sheet.reference,
        "wording": sheet.wording.value,
    }
