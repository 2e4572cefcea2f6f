"""What did a fiche look like when it left? Answers, signature and wording kept together, drawn again to the byte."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from forms import paper
from forms.answers import Answers, from_json
from forms.paper import ElectronicSignature, InkSignature, Presentation, Returned
from forms.wording import Wording, with_wording
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
    sheet = replace(sheet, answers=_of_the_catalogue(ctx, sheet.answers))
    pdf = _draw(ctx, sheet, ctx.now)
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
    return _draw(ctx, _kept(ctx, row), row.frozen_at)


def answers_of(ctx: Context, row: FicheVersion) -> Answers:
    """Return what stood on a fiche when it left."""
    return _kept(ctx, row).answers


def is_of(ctx: Context, row: FicheVersion, returned: Returned) -> bool:
    """Say whether all that stands as the sender's in a returned form is this fiche, word for word as it left (D-5).

    The mark alone would not do: whoever changes a value copies the mark that was there. It is computed from what is
    kept sealed, and from what stands in the fields now; both must be the one that travelled.
    """
    sheet = _kept(ctx, row)
    left = paper.mark_of(sheet.answers, _presentation(sheet, row.frozen_at))
    return left == returned.mark == returned.standing


def _of_the_catalogue(ctx: Context, answers: Answers) -> Answers:
    """Return the same answers under the model as published: a draft is filled under the model as worded (F-9)."""
    return Answers(ctx.catalog.get(answers.spec.model, answers.spec.version), answers.values)


def _kept(ctx: Context, row: FicheVersion) -> Sheet:
    stored = ctx.unseal_mapping(Sealed.FICHE_VERSION.object(row.id), "answers", row.answers)
    answers = from_json(ctx.catalog.get(row.model, row.model_version), cast("Mapping[str, object]", stored["answers"]))
    signed = cast("dict[str, str]", stored["signed"])
    return Sheet(answers, Signed(**signed), str(stored["reference"]), Wording(str(stored["wording"])))


def _draw(ctx: Context, sheet: Sheet, at: datetime) -> bytes:
    spec = with_wording(sheet.answers.spec, sheet.wording)
    return ctx.templates.render(spec, sheet.answers, presentation=_presentation(sheet, at))


def _presentation(sheet: Sheet, at: datetime) -> Presentation:
    signed = sheet.signed
    if not signed.name:
        return Presentation(InkSignature(), sheet.reference)
    signature = ElectronicSignature(signed.name, signed.function, signed.place, at.astimezone(PARIS))
    return Presentation(signature, sheet.reference)


def _stored(sheet: Sheet) -> Json:
    signed = sheet.signed
    return {
        "answers": cast("Json", sheet.answers.to_json()),
        "signed": {"name": signed.name, "function": signed.function, "place": signed.place},
        "reference": sheet.reference,
        "wording": sheet.wording.value,
    }
