"""Towards whom could this person be referred? What the dossier knows, the rules' answer, the directory (E-5, E-6).

Nothing of what is asked here is stored: a recognised disability is health data (F-7), and the answer is an aid, no
decision. Only the reading of the dossier is journalled.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from forms import kinds
from forms.spec import Consent
from liaison.events import EventKind
from liaison.records import Case, Departement
from liaison.rules import exchange, orientation
from liaison.rules.access import Actor
from liaison.rules.situation import Ages, Local, Orientation, Situation, Standing, Suggestion, Towards, ages_of
from liaison.store import directory as directory_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import agreeing, directory, filling
from liaison.usecases.context import Context
from liaison.usecases.directory import ContactView
from liaison.usecases.dossier import case_of, dossier_spec, full_name, raw_of, read_person
from liaison.vocabulary import FrenchLevel, PartnerKind

AGIR_LABEL: Final = "AGIR, l’opérateur lui-même"
BIRTH: Final = "beneficiary.birth_date"
LEVEL: Final = "beneficiary.language_level"
SINCE: Final = "beneficiary.protection_date"
STANDING: Final = "programme.standing"
ENTERED: Final = "beneficiary.engagement_date"


@dataclass(frozen=True, slots=True)
class Known:
    """What the dossier says already, so that it is not asked again."""

    case_id: str
    case_name: str
    departement: str
    ages: Ages | None
    level: FrenchLevel | None
    standing: Standing | None
    since: date | None
    entered_on: date | None
    local: Local
    health_consent: bool
    """Whether a box that tells of a disability may be ticked on a fiche."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A fiche for which a recipient is looked for."""

    fiche_id: str
    case_id: str
    model: str


@dataclass(frozen=True, slots=True)
class Possible:
    """Somebody to whom the rules point, and whom the directory knows there."""

    suggestion: Suggestion
    label: str
    model: str
    """The fiche that this recipient receives; empty for AGIR itself."""
    model_name: str
    contacts: tuple[ContactView, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The rules' answer, with the directory beside it."""

    orientation: Orientation
    possible: tuple[Possible, ...]


def known_of(ctx: Context, actor: Actor, case_id: str) -> Known:
    """Return what the dossier says of what the rules ask; journalled as a reading."""
    case = case_of(ctx, actor, case_id)
    row = directory_store.get_departement(ctx.session, case.departement)
    raw = raw_of(read_person(ctx, case))
    born = _day_or_year(ctx, raw)
    save(ctx.session, event=Event(EventKind.CASE_READ, actor.account_id, case.id), at=ctx.now)
    return Known(
        case_id=case.id,
        case_name=full_name(raw),
        departement=case.departement,
        ages=ages_of(born, ctx.today) if born is not None else None,
        level=level_in(raw.get(LEVEL, "")),
        standing=_standing(ctx, raw),
        since=_day(ctx, raw, SINCE),
        entered_on=_day(ctx, raw, ENTERED),
        local=_local(row),
        health_consent=Consent.HEALTH in agreeing.consents_of(ctx, case.id),
    )


def asked_for(ctx: Context, actor: Actor, fiche_id: str) -> Asked:
    """Return the fiche for which somebody asks."""
    row = filling.fiche_of(ctx, actor, fiche_id)
    return Asked(row.id, row.case_id, row.model)


def answer(ctx: Context, actor: Actor, case_id: str, situation: Situation) -> Answer:
    """Ask the rules, and find in the directory whom they point to."""
    case = case_of(ctx, actor, case_id)
    row = directory_store.get_departement(ctx.session, case.departement)
    found = orientation.orient(situation, _local(row), ctx.today)
    contacts = _contacts_by_kind(ctx, actor, case)
    return Answer(found, tuple(_possible(ctx, row, one, contacts) for one in found.suggestions))


def level_in(typed: str) -> FrenchLevel | None:
    """Read a level in what the OFII or somebody wrote: « A1.1 », « niveau A2 (oral) »; nothing when it is not clear."""
    words = typed.upper().replace(",", ".").replace("(", " ").replace(")", " ").replace("/", " ").split()
    named = [level for level in FrenchLevel if level is not FrenchLevel.UNDER_A1_1 and level.value in words]
    below = any(word.startswith(("INFRA", "SOUS")) for word in words)
    return named[0] if len(named) == 1 and not below else None


def _possible(
    ctx: Context, row: Departement, suggestion: Suggestion, contacts: Mapping[PartnerKind, tuple[ContactView, ...]]
) -> Possible:
    if suggestion.towards is Towards.AGIR:
        return Possible(suggestion, AGIR_LABEL, "", "", ())
    kind = PartnerKind(suggestion.towards.value)
    model = exchange.models_for(kind, [])[0]
    name = filling.worded(ctx, row, model).name
    return Possible(suggestion, directory.KIND_LABELS[kind], model, name, contacts.get(kind, ()))


def _contacts_by_kind(ctx: Context, actor: Actor, case: Case) -> dict[PartnerKind, tuple[ContactView, ...]]:
    partners = {view.id: view.kind for view in directory.every_partner(ctx, actor, case.departement)}
    by_kind: dict[PartnerKind, tuple[ContactView, ...]] = {}
    for model in (exchange.SPE_MODEL, exchange.PIC_IPR_MODEL):
        for contact in directory.contacts_for(ctx, actor, model, case.departement):
            kind = partners[contact.partner_id]
            by_kind[kind] = (*by_kind.get(kind, ()), contact)
    return by_kind


def _local(row: Departement) -> Local:
    return Local(FrenchLevel(row.spe_level), row.pic_ipr)


def _standing(ctx: Context, raw: Mapping[str, str]) -> Standing | None:
    value = _read(ctx, raw, STANDING)
    return Standing(value) if isinstance(value, str) else None


def _day_or_year(ctx: Context, raw: Mapping[str, str]) -> date | int | None:
    value = _read(ctx, raw, BIRTH)
    return value if isinstance(value, date | int) else None


def _day(ctx: Context, raw: Mapping[str, str], field_id: str) -> date | None:
    value = _read(ctx, raw, field_id)
    return value if isinstance(value, date) else None


def _read(ctx: Context, raw: Mapping[str, str], field_id: str) -> kinds.Value | None:
    """Read a value of the dossier; what cannot be read is asked instead."""
    try:
        parsed = kinds.parse(dossier_spec(ctx).field(field_id), raw.get(field_id, ""), today=ctx.today)
    except kinds.Refused:
        return None
    return parsed.value if parsed else None
