"""What is typed on a fiche, and does it make one? The sealed draft, its model, its problems; it writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from forms import paper
from forms.binding import Answers, Binding, FieldProblem, InvalidAnswers, bind
from forms.spec import FormSpec
from forms.text import LONGEST_RAW
from forms.wording import Wording, with_wording
from liaison.errors import Invalid, Problem, Refused
from liaison.records import Departement, Fiche
from liaison.rules import exchange
from liaison.rules.access import Actor
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as store
from liaison.usecases import agreeing, directory, restricting
from liaison.usecases.context import Context, Json
from liaison.usecases.dossier import PERSON, case_of
from liaison.vocabulary import Origin, PartnerKind, Sealed


@dataclass(frozen=True, slots=True)
class Draft:
    """What is typed on a fiche, where each prefilled value came from, and which sensitive texts stay knowingly."""

    raw: Mapping[str, str]
    origins: Mapping[str, Origin]
    overruled: Mapping[str, str] = field(default_factory=dict)
    """By field, the keyed digest of the very text that the guard warned of and somebody kept (`guarding`)."""


def fiche_of(ctx: Context, actor: Actor, fiche_id: str) -> Fiche:
    """Return a fiche of a dossier that the actor may open.

    Raises:
        NotFound: there is none of that id.
        Denied: the dossier is not theirs.
    """
    row = store.get_fiche(ctx.session, fiche_id)
    case_of(ctx, actor, row.case_id)
    return row


def read_draft(ctx: Context, row: Fiche) -> Draft:
    """Unseal what is typed on a fiche."""
    stored = ctx.unseal_mapping(Sealed.FICHE.object(row.id), "draft", row.draft, version=row.revision)
    raw, origins, overruled = stored["raw"], stored["origins"], stored.get("overruled", {})
    if not isinstance(raw, dict) or not isinstance(origins, dict) or not isinstance(overruled, dict):
        message = f"the draft of fiche {row.id} is not one"
        raise TypeError(message)
    return Draft(
        {key: str(text) for key, text in raw.items()},
        {key: Origin(str(value)) for key, value in origins.items()},
        {key: str(digest) for key, digest in overruled.items()},
    )


def seal_draft(ctx: Context, row: Fiche, draft: Draft) -> bytes:
    """Seal what is typed on a fiche, for the revision that its row has now.

    Raises:
        Refused: the person asked for a restriction, and it stands (RGPD art. 18).
    """
    restricting.check_may_change(ctx, row.case_id)
    raw: Json = dict(draft.raw)
    origins: Json = {key: origin.value for key, origin in draft.origins.items()}
    stored: Json = {"raw": raw, "origins": origins, "overruled": dict(draft.overruled)}
    return ctx.seal(Sealed.FICHE.object(row.id), "draft", stored, version=row.revision)


def consented(ctx: Context, case_id: str, spec: FormSpec, draft: Draft) -> Draft:
    """Leave out of a new draft what the person does not consent to today (F-4, F-7)."""
    consents = agreeing.consents_of(ctx, case_id)
    kept_back = {field.id for field in spec.fields() if field.consent is not None and field.consent not in consents}
    raw = {key: text for key, text in draft.raw.items() if key not in kept_back}
    return Draft(raw, {key: origin for key, origin in draft.origins.items() if key in raw})


def without_blanks(raw: Mapping[str, str]) -> dict[str, str]:
    """Return what a draft keeps of what is typed."""
    return {field_id: text for field_id, text in raw.items() if text.strip()}


def typed_over(before: Draft, raw: Mapping[str, str]) -> Draft:
    """Return a draft after typing: what is new about the person comes from the person, the rest keeps its origin."""
    origins = {
        key: before.origins[key] if key in before.origins and before.raw.get(key) == text else Origin.PERSON
        for key, text in raw.items()
        if key.startswith(PERSON)
    }
    return Draft(raw, origins, before.overruled)


def refuse_unstorable(spec: FormSpec, raw: Mapping[str, str]) -> None:
    """Refuse what cannot even be kept as a draft.

    Raises:
        Invalid: a field that the model does not have, or a text too long to be kept.
    """
    known = {field.id for field in spec.fields()}
    problems = [
        Problem(key[:60], key[:60], f"« {key[:60]} » : ce champ n’existe pas dans ce modèle. Rechargez la page.")
        for key in raw
        if key not in known
    ]
    problems += [
        Problem(key, spec.naming(key), f"« {spec.naming(key)} » : ce texte est trop long. Raccourcissez-le.")
        for key, text in raw.items()
        if key in known and len(text) > LONGEST_RAW
    ]
    if problems:
        raise Invalid(problems)


def spec_of(ctx: Context, row: Fiche, departement: str) -> FormSpec:
    """Return the model of a fiche, in the version that it keeps, worded as its département chose."""
    wording = wording_of(directory_store.get_departement(ctx.session, departement))
    return with_wording(ctx.catalog.get(row.model, row.model_version), wording)


def worded(ctx: Context, row: Departement, model: str) -> FormSpec:
    """Return the newest version of a model, worded as a département chose (F-9)."""
    return with_wording(ctx.catalog.get(model), wording_of(row))


def withheld_for(ctx: Context, row: Fiche) -> frozenset[str]:
    """Return the fields that the convention under which this leaves does not let through (F-6)."""
    if row.contact_id is None:
        return frozenset()
    contact = directory_store.get_contact(ctx.session, row.contact_id)
    partner = directory_store.get_partner(ctx.session, contact.partner_id)
    covering = exchange.covering_model(row.model, PartnerKind(partner.kind))
    try:
        term = exchange.convention_in_force(directory.conventions_with(ctx, partner), covering, ctx.today)
    except Refused:
        return frozenset()  # nothing leaves today: the page says why, and the fiche stays a draft
    return term.withheld if term else frozenset()


def bind_draft(ctx: Context, row: Fiche, raw: Mapping[str, str]) -> Binding:
    """Read a draft with the consents and the convention of today.

    Raises:
        InvalidAnswers: every problem at once.
    """
    case = case_store.get_case(ctx.session, row.case_id)
    return bind(
        spec_of(ctx, row, case.departement),
        raw,
        today=ctx.today,
        consents=agreeing.consents_of(ctx, row.case_id),
        withheld=withheld_for(ctx, row),
    )


def review(ctx: Context, row: Fiche, raw: Mapping[str, str]) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Return what is to correct on a draft, and what deserves a second look."""
    try:
        bound = bind_draft(ctx, row, raw)
    except InvalidAnswers as error:
        return problems_of(error.problems), problems_of(error.warnings)
    return (), problems_of(bound.warnings) + _unprintable(bound.answers)


def problems_of(found: tuple[FieldProblem, ...]) -> tuple[Problem, ...]:
    """Return what the forms found, in liaison's own words."""
    return tuple(Problem(problem.field_id, problem.label, problem.message) for problem in found)


def bind_what_reads(ctx: Context, row: Fiche, raw: Mapping[str, str]) -> Answers:
    """Bind what can be bound, as if nothing were required."""
    case = case_store.get_case(ctx.session, row.case_id)
    spec = spec_of(ctx, row, case.departement)
    missing = {field.id for field in spec.fields() if field.required and not raw.get(field.id, "").strip()}
    return bind(
        spec,
        raw,
        today=ctx.today,
        consents=agreeing.consents_of(ctx, row.case_id),
        withheld=withheld_for(ctx, row) | missing,
    ).answers


def _unprintable(answers: Answers) -> tuple[Problem, ...]:
    found = paper.unprintable_in(answers.spec, answers)
    return tuple(
        Problem(
            field_id,
            answers.spec.naming(field_id),
            f"« {answers.spec.naming(field_id)} » : nos polices ne savent pas dessiner {' '.join(characters)}. "
            "Le texte est gardé, mais le papier montrera un carré : ajoutez une transcription en lettres latines.",
        )
        for field_id, characters in found.items()
    )


def wording_of(row: Departement) -> Wording:
    """Return how a département words its fiches (F-9)."""
    return Wording.FRANCE_TRAVAIL if row.france_travail else Wording.OFFICIAL
