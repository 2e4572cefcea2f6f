"""How is a fiche filled? Drafts, prefilled from dossier and directory; whatever is typed is kept, even wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from crypto.hashchain import Detail
from forms.binding import Answers, InvalidAnswers
from forms.kinds import display_telephone
from forms.spec import Consent, FormSpec
from forms.wording import with_wording
from liaison.errors import Conflict, Invalid, NotFound, Problem, WrongState
from liaison.events import EventKind
from liaison.records import Case, Fiche
from liaison.rules import exchange
from liaison.rules.access import Actor, check_may_work_in
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as store
from liaison.store import writing
from liaison.store.trails import Event
from liaison.usecases import administering, agreeing, directory, filling, guarding, holding
from liaison.usecases.context import Context
from liaison.usecases.directory import ContactView
from liaison.usecases.dossier import case_of, full_name, raw_of, read_person
from liaison.usecases.filling import Draft
from liaison.usecases.guarding import Guarded
from liaison.vocabulary import FicheId, FicheStatus, Origin, Sealed

PARTNER = "partner."


@dataclass(frozen=True, slots=True)
class FichePage:
    """A fiche as it is being filled, or as it left; `guarded`: its sensitive texts that nobody kept yet (F-7)."""

    id: str
    case_id: str
    case_name: str
    spec: FormSpec
    raw: Mapping[str, str]
    origins: Mapping[str, Origin]
    contact: ContactView | None
    contacts: tuple[ContactView, ...]
    status: FicheStatus
    revision: int
    saved_at: datetime
    consents: frozenset[Consent]
    withheld: frozenset[str]
    corrects: str | None
    guarded: tuple[Guarded, ...] = ()


@dataclass(frozen=True, slots=True)
class Started:
    """A new draft, or the one that this person has already."""

    fiche_id: FicheId
    existing: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that was done, and what is still to correct."""

    revision: int
    saved_at: datetime
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    guarded: tuple[Guarded, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers that make a fiche, and what deserves a second look."""

    answers: Answers
    warnings: tuple[Problem, ...]


def models_offered(ctx: Context, actor: Actor, departement: str) -> list[FormSpec]:
    """Return the models of a département, worded as it chose, PIC IPR only where it is on (F-9)."""
    check_may_work_in(actor, departement)
    row = directory_store.get_departement(ctx.session, departement)
    left_out = {exchange.EXIT_MODEL} if row.pic_ipr else {exchange.EXIT_MODEL, exchange.PIC_IPR_MODEL}
    specs = ctx.catalog.models(without=left_out)  # an exit is announced from its own page only
    return [with_wording(spec, filling.wording_of(row)) for spec in specs]


def start(ctx: Context, actor: Actor, case_id: str, model: str, *, anyway: bool = False) -> Started:
    """Begin a fiche for a person, prefilled; a draft of the same model is offered first.

    Raises:
        NotFound: the département does not offer this model.
    """
    case = case_of(ctx, actor, case_id)
    offered = {spec.model: spec for spec in models_offered(ctx, actor, case.departement)}
    if model not in offered:
        raise NotFound("Ce modèle de fiche n’est pas proposé ici.", hint="Choisissez un autre modèle.")
    existing = store.find_draft(ctx.session, case.id, model)
    if existing is not None and not anyway:
        return Started(FicheId(existing.id), existing=True)
    return Started(begin(ctx, actor, case, ctx.catalog.get(model), {}), existing=False)


def begin(ctx: Context, actor: Actor, case: Case, spec: FormSpec, typed: Mapping[str, str]) -> FicheId:
    """Begin a draft, prefilled from the dossier, its sender and what is given; the caller chose the model."""
    values = read_person(ctx, case)
    known = {field.id for field in spec.fields()}
    raw = {field_id: text for field_id, text in raw_of(values).items() if field_id in known}
    origins = {field_id: values[field_id].origin for field_id in raw}
    raw = filling.without_blanks(raw | _sender_block(ctx, actor, case.departement) | dict(typed))
    return FicheId(_new_fiche(ctx, actor, case.id, spec, Draft(raw, origins), corrects=None).id)


def correct(ctx: Context, actor: Actor, fiche_id: str) -> FicheId:
    """Begin a new draft from a fiche that left, so that nothing is typed twice."""
    before = filling.fiche_of(ctx, actor, fiche_id)
    if before.status != FicheStatus.SENT:
        raise WrongState("Cette fiche est encore un brouillon.", hint="Modifiez-la directement.")
    spec = ctx.catalog.get(before.model, before.model_version)
    row = _new_fiche(ctx, actor, before.case_id, spec, filling.read_draft(ctx, before), corrects=before.id)
    row.contact_id = before.contact_id
    return FicheId(row.id)


def open_fiche(ctx: Context, actor: Actor, fiche_id: str) -> FichePage:
    """Return a fiche with all that its page shows; reading it is journalled."""
    row = filling.fiche_of(ctx, actor, fiche_id)
    case = case_store.get_case(ctx.session, row.case_id)
    draft = filling.read_draft(ctx, row)
    contact = directory.open_contact(ctx, actor, row.contact_id) if row.contact_id else None
    writing.save(ctx.session, event=Event(EventKind.FICHE_READ, actor.account_id, row.id), at=ctx.now)
    return FichePage(
        id=row.id,
        case_id=row.case_id,
        case_name=full_name(raw_of(read_person(ctx, case))),
        spec=filling.spec_of(ctx, row, case.departement),
        raw=draft.raw,
        origins=draft.origins,
        contact=contact,
        contacts=holding.contacts_for(ctx, actor, row, case.departement),
        status=FicheStatus(row.status),
        revision=row.revision,
        saved_at=row.saved_at,
        consents=agreeing.consents_of(ctx, row.case_id),
        withheld=filling.withheld_for(ctx, row),
        corrects=row.corrects,
        guarded=guarding.look(ctx, row, draft),
    )


def save(ctx: Context, actor: Actor, fiche_id: str, *, raw: Mapping[str, str], revision: int) -> Saved:
    """Keep what was typed, right or wrong, and say what is still to correct.

    Raises:
        Conflict: another window saved a later revision; what was typed is still in this one.
        Invalid: a field that the model does not have, or a text too long to be kept.
    """
    row = _draft_of(ctx, actor, fiche_id)
    if revision != row.revision:
        raise Conflict(
            "Cette fiche a été enregistrée entre-temps dans une autre fenêtre.",
            hint="Rien n’est perdu : comparez les deux versions, puis gardez la bonne.",
        )
    spec = ctx.catalog.get(row.model, row.model_version)
    filling.refuse_unstorable(spec, raw)
    before = filling.read_draft(ctx, row)
    kept = filling.without_blanks(raw)
    after = filling.typed_over(before, kept)
    if kept != filling.without_blanks(before.raw):
        row.revision += 1
        row.draft = filling.seal_draft(ctx, row, after)
        row.saved_at = ctx.now
        event = Event(EventKind.FICHE_CHANGED, actor.account_id, row.id, {"revision": row.revision})
        writing.save(ctx.session, row, event=event, at=ctx.now)
    problems, warnings = filling.review(ctx, row, kept)
    return Saved(row.revision, row.saved_at, problems, warnings, guarding.look(ctx, row, after))


def choose_contact(ctx: Context, actor: Actor, fiche_id: str, contact_id: str) -> None:
    """Address a draft to a contact of the directory that it may go to, and fill the partner's block from it."""
    row = _draft_of(ctx, actor, fiche_id)
    contact = directory.open_contact(ctx, actor, contact_id)
    partner = directory_store.get_partner(ctx.session, contact.partner_id)
    holding.check_partner(ctx, row, partner)
    draft = filling.read_draft(ctx, row)
    block = {
        "partner.organisation": contact.partner_name,
        "partner.contact_last_name": contact.last_name,
        "partner.contact_first_name": contact.first_name,
        "partner.contact_function": contact.function,
        "partner.contact_telephone": _said(contact.call_number),
        "partner.contact_email": contact.email,
    }
    known = {field.id for field in ctx.catalog.get(row.model, row.model_version).fields()}
    raw = {key: text for key, text in draft.raw.items() if not key.startswith(PARTNER)}
    raw.update({key: text for key, text in block.items() if key in known and text})
    row.contact_id = contact.id
    row.revision += 1
    row.saved_at = ctx.now
    row.draft = filling.seal_draft(ctx, row, replace(draft, raw=raw))
    detail: dict[str, Detail] = {"revision": row.revision, "contact": contact.id}
    writing.save(ctx.session, row, event=Event(EventKind.FICHE_CHANGED, actor.account_id, row.id, detail), at=ctx.now)


def check(ctx: Context, actor: Actor, fiche_id: str) -> Checked:
    """Return the answers of a draft that is ready to leave.

    Raises:
        Invalid: every problem at once, each naming its field.
    """
    row = filling.fiche_of(ctx, actor, fiche_id)
    try:
        bound = filling.bind_draft(ctx, row, filling.read_draft(ctx, row).raw)
    except InvalidAnswers as error:
        raise Invalid(filling.problems_of(error.problems), message=error.message) from None
    return Checked(bound.answers, filling.problems_of(bound.warnings))


def preview(ctx: Context, actor: Actor, fiche_id: str) -> bytes:
    """Return the PDF of a draft as far as it can be read; journalled.

    Values that cannot be read are left out, as an incomplete fiche prints; the page says which.
    """
    row = filling.fiche_of(ctx, actor, fiche_id)
    raw = dict(filling.read_draft(ctx, row).raw)
    try:
        bound = filling.bind_draft(ctx, row, raw)
        answers = bound.answers
    except InvalidAnswers as error:
        wrong = {problem.field_id for problem in error.problems}
        answers = filling.bind_what_reads(ctx, row, {key: text for key, text in raw.items() if key not in wrong})
    case = case_store.get_case(ctx.session, row.case_id)
    writing.save(ctx.session, event=Event(EventKind.FICHE_RENDERED, actor.account_id, row.id), at=ctx.now)
    return ctx.templates.render(filling.spec_of(ctx, row, case.departement), answers)


def blank(ctx: Context, actor: Actor, model: str, departement: str) -> bytes:
    """Return a fiche to print and fill by hand.

    Raises:
        NotFound: the département does not offer this model.
    """
    for spec in models_offered(ctx, actor, departement):
        if spec.model == model:
            return ctx.templates.blank(spec)
    raise NotFound("Ce modèle de fiche n’est pas proposé ici.", hint="Choisissez un autre modèle.")


def discard(ctx: Context, actor: Actor, fiche_id: str) -> None:
    """Throw a draft away: its key is destroyed, then its row."""
    row = _draft_of(ctx, actor, fiche_id)
    event = Event(EventKind.FICHE_DISCARDED, actor.account_id, row.id)
    writing.remove(ctx.session, row, event=event, at=ctx.now)
    ctx.destroy(Sealed.FICHE.object(row.id))


def _draft_of(ctx: Context, actor: Actor, fiche_id: str) -> Fiche:
    row = filling.fiche_of(ctx, actor, fiche_id)
    if row.status != FicheStatus.DRAFT:
        raise WrongState(
            "Cette fiche est déjà partie : elle ne change plus.",
            hint="Choisissez « Corriger » : une nouvelle fiche reprend tout ce qui est écrit.",
        )
    return row


def _new_fiche(
    ctx: Context, actor: Actor, case_id: str, spec: FormSpec, draft: Draft, *, corrects: str | None
) -> Fiche:
    row = Fiche(
        id=ctx.new_id(), case_id=case_id, model=spec.model, model_version=spec.version, draft=b"",
        status=FicheStatus.DRAFT.value, corrects=corrects, started_by=actor.account_id,
        started_at=ctx.now, saved_at=ctx.now, revision=1,
    )  # fmt: skip
    ctx.vault.create(Sealed.FICHE.object(row.id))
    row.draft = filling.seal_draft(ctx, row, filling.consented(ctx, case_id, spec, draft))
    detail = {"model": spec.model, "version": spec.version}
    writing.save(ctx.session, row, event=Event(EventKind.FICHE_STARTED, actor.account_id, row.id, detail), at=ctx.now)
    return row


def _sender_block(ctx: Context, actor: Actor, departement: str) -> dict[str, str]:
    profile = administering.staff_profile(ctx, actor.account_id)
    row = directory_store.get_departement(ctx.session, departement)
    return {
        "operator.organisation": row.operator,
        "operator.referent_last_name": profile.last_name,
        "operator.referent_first_name": profile.first_name,
        "operator.referent_function": profile.function,
        "operator.referent_telephone": _said(profile.telephone),
        "operator.referent_email": profile.email,
        "signature.date": f"{ctx.today:%d/%m/%Y}",
    }


def _said(number: str) -> str:
    """A draft shows numbers as people type them; binding reads both forms."""
    return display_telephone(number) if number else ""
