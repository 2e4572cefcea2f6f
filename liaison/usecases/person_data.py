"""What do we hold about one person, all of it? Parts with labels, for the copy that the person asked for (art. 15).

Nothing of another dossier is in it: every row is found by this dossier's own id. Members of staff stand by function and
role, save the binôme, whom the person knows (docs/decisions/0096).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from forms.spec import FormSpec, Kind
from liaison.records import Case, Fiche
from liaison.rules import third_persons
from liaison.rules.calendar import PARIS
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as store
from liaison.usecases import administering, agreeing, dossier, filling, freezing
from liaison.usecases.context import Context
from liaison.vocabulary import Origin

ORIGINS: Final[Mapping[Origin, str]] = {
    Origin.PERSON: "vous",
    Origin.OFII: "l’OFII",
    Origin.PARTNER: "un partenaire",
    Origin.OPERATOR: "notre équipe",
}


@dataclass(frozen=True, slots=True, repr=False)
class Item:
    """One value, what it is called, where it came from and when; hidden, for it is about a person."""

    label: str
    value: str
    key: str = ""
    """Of the field in the model, for a machine."""
    origin: Origin | None = None
    on: str = ""
    is_free: bool = False
    """A text of one's own words, in which somebody else may be named."""

    def __repr__(self) -> str:
        return "Item(hidden)"


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """A part of the copy: a title, values."""

    title: str
    items: tuple[Item, ...]
    note: str = ""
    is_data: bool = True
    """Whether the person gave it or it describes them; an account of what was done is not."""

    def __repr__(self) -> str:
        return "Part(hidden)"


def of_case(ctx: Context, case: Case) -> list[Part]:
    """Return what the dossier itself and its fiches hold; `person_history` tells what was done with it."""
    parts = [_identity(ctx, case), _followed(ctx, case), _agreed(ctx, case)]
    for row in sorted(store.list_fiches(ctx.session, [case.id]), key=lambda row: (row.started_at, row.id)):
        parts += _fiche(ctx, row)
    return parts


def free_texts(parts: Iterable[Part]) -> Iterator[Item]:
    """Walk the texts in which somebody else may be named."""
    return (item for part in parts for item in part.items if item.is_free)


def suspects(parts: Iterable[Part], own: Iterable[str]) -> tuple[str, ...]:
    """Return the words of the free texts that may be another person's, each once."""
    mine = tuple(own)
    found: dict[str, None] = {}
    for item in free_texts(parts):
        found.update(dict.fromkeys(third_persons.suspects(item.value, own=mine)))
    return tuple(found)


def masked(parts: Iterable[Part], hidden: Iterable[str]) -> tuple[list[Part], int]:
    """Return the parts without the words of other people in their free texts, and how often one was there."""
    words = tuple(hidden)
    result, count = [], 0
    for part in parts:
        items = []
        for item in part.items:
            value, times = third_persons.mask(item.value, words) if item.is_free else (item.value, 0)
            items.append(replace(item, value=value))
            count += times
        result.append(replace(part, items=tuple(items)))
    return result, count


def said(moment: datetime | date | None) -> str:
    """Say a day in figures, in Paris; empty for none."""
    if moment is None:
        return ""
    local = moment.astimezone(PARIS) if isinstance(moment, datetime) else moment
    return f"{local:%d/%m/%Y}"


def _identity(ctx: Context, case: Case) -> Part:
    spec = dossier.dossier_spec(ctx)
    values = dossier.read_person(ctx, case)
    items = [
        Item(
            _label(spec, key), _shown(spec, key, value.raw), key, value.origin, said(value.at), _is_free(spec, key),
        )
        for key, value in values.items()
    ]  # fmt: skip
    return Part("Votre dossier", tuple(items))


def _followed(ctx: Context, case: Case) -> Part:
    departement = directory_store.get_departement(ctx.session, case.departement)
    items = [
        Item("Opérateur", departement.operator),
        Item("Département", departement.name),
        Item("Dossier ouvert le", said(case.created_at)),
        Item("Accompagnement", f"terminé le {said(case.support_ended_on)}" if case.support_ended_on else "en cours"),
    ]
    for link in case_store.list_referents(ctx.session, case.id):
        profile = administering.staff_profile(ctx, link.account_id)
        name = f"{profile.first_name} {profile.last_name}, {profile.function}, {profile.organisation}"
        items.append(Item(f"Votre référent depuis le {said(link.since)}", name))
    return Part("Votre accompagnement", tuple(items), is_data=False)


def _agreed(ctx: Context, case: Case) -> Part:
    items = []
    for given in agreeing.list_agreements(ctx, case.id):
        ended = f", retiré le {said(given.withdrawn_at)}" if given.withdrawn_at else ""
        items.append(Item(given.label, f"donné le {said(given.given_on)}{ended}", given.kind.value, Origin.PERSON))
    items += [
        Item("Information sur vos données", f"remise le {said(notice.given_on)}, texte {notice.text_version}")
        for notice in agreeing.list_notices(ctx, case.id)
    ]
    return Part("Vos accords et votre information", tuple(items))


def _fiche(ctx: Context, row: Fiche) -> Iterator[Part]:
    """Give a fiche as it stands, and as it left: the two differ once somebody typed on."""
    spec = ctx.catalog.get(row.model, row.model_version)
    draft = filling.read_draft(ctx, row)
    items = tuple(
        Item(_label(spec, key), _shown(spec, key, raw), key, draft.origins.get(key), "", _is_free(spec, key))
        for key, raw in draft.raw.items()
    )
    version = store.version_of(ctx.session, row.id)
    state = "brouillon, pas envoyé" if version is None else "telle qu’elle a été remplie"
    yield Part(f"{spec.name} du {said(row.started_at)}, {state}", items)
    if version is None:
        return
    answers = freezing.answers_of(ctx, version)
    left = tuple(
        Item(
            answers.spec.naming(key), answers.display(key), key, draft.origins.get(key), said(version.frozen_at),
            _is_free(answers.spec, key),
        )
        for key in answers.values
    )  # fmt: skip
    note = f"Empreinte du document envoyé : {version.fingerprint}"
    yield Part(f"{spec.name}, telle qu’elle est partie le {said(version.frozen_at)}", left, note)


def _label(spec: FormSpec, key: str) -> str:
    known = {field.id for field in spec.fields()}
    return spec.naming(key) if key in known else key


def _shown(spec: FormSpec, key: str, raw: str) -> str:
    found = next((field for field in spec.fields() if field.id == key), None)
    if found is None:
        return raw
    if found.kind is Kind.TICK:
        return "oui" if raw else "non"
    return {option.id: option.label for option in found.options}.get(raw, raw)


def _is_free(spec: FormSpec, key: str) -> bool:
    found = next((field for field in spec.fields() if field.id == key), None)
    return found is None or (found.kind in {Kind.LONG_TEXT, Kind.TEXT} and not key.startswith(_NOT_FREE))


_NOT_FREE: Final = (
    "beneficiary.last_name", "beneficiary.first_name", "partner.", "operator.", "signature.",
)  # fmt: skip
"""Short texts that name the person themself, or somebody by their office."""
