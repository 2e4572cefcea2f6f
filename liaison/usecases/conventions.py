"""What is known of a convention? Term, ends, history, correspondents; only reading (G-5, R-8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.records import Correspondent
from liaison.rules.access import Actor, check_may_work_in
from liaison.rules.terms import ANCHOR_LABELS
from liaison.store import directory as store
from liaison.usecases import directory, ending
from liaison.usecases.context import Context
from liaison.usecases.directory import ConventionView
from liaison.usecases.ending import Term
from liaison.vocabulary import AmendmentChange, Duty, Party

PARTY_LABELS: Final[Mapping[Party, str]] = {Party.OPERATOR: "l’opérateur", Party.PARTNER: "le partenaire"}
_ASKED_BY: Final[Mapping[Party, str]] = {Party.OPERATOR: "de l’opérateur", Party.PARTNER: "du partenaire"}
DUTY_LABELS: Final[Mapping[Duty, str]] = {
    Duty.DATA_PROTECTION: "Protection des données",
    Duty.SECURITY: "Sécurité des systèmes d’information",
}
CHANGE_LABELS: Final[Mapping[AmendmentChange, str]] = {
    AmendmentChange.TERM: "la durée",
    AmendmentChange.DATA: "les données échangées",
    AmendmentChange.CONTACTS: "les correspondants",
    AmendmentChange.SECURITY: "les mesures de sécurité",
    AmendmentChange.PARTIES: "les signataires",
    AmendmentChange.OTHER: "autre chose",
}


@dataclass(frozen=True, slots=True)
class CorrespondentView:
    """Who answers for data protection or for security at one party."""

    id: str
    party: Party
    duty: Duty
    first_name: str
    last_name: str
    function: str
    email: str
    telephone: str

    @property
    def name(self) -> str:
        """First name and name, as people say it."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a convention, or will; `amendment_id` when it can be taken back."""

    on: date
    words: str
    amendment_id: str = ""


@dataclass(frozen=True, slots=True)
class EndLine:
    """One end that applies, in words; the first one wins."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class ConventionLine:
    """A convention in the list of those who watch over them."""

    convention: ConventionView
    partner_name: str
    departement: str


@dataclass(frozen=True, slots=True)
class ConventionPage:
    """A convention with all that is known of it."""

    convention: ConventionView
    partner_name: str
    departement: str
    ends: tuple[EndLine, ...]
    steps: tuple[Step, ...]
    correspondents: tuple[CorrespondentView, ...]
    terminated: bool


def open_convention(ctx: Context, actor: Actor, convention_id: str) -> ConventionPage:
    """Return a convention of the actor's départements."""
    row = store.get_convention(ctx.session, convention_id)
    partner = store.get_partner(ctx.session, row.partner_id)
    check_may_work_in(actor, partner.departement)
    (term,) = ending.terms_of(ctx, [row], store.get_departement(ctx.session, partner.departement))
    (view,) = directory.convention_views(ctx, [term])
    named = store.list_correspondents(ctx.session, [row.id])
    return ConventionPage(
        view,
        partner.name,
        partner.departement,
        tuple(EndLine(end.on, ANCHOR_LABELS[end.anchor]) for end in term.ends),
        tuple(sorted(_steps(term), key=_day)),
        tuple(_correspondent(ctx, one) for one in named),
        row.terminated_on is not None,
    )


def list_conventions(ctx: Context, actor: Actor) -> list[ConventionLine]:
    """Return every convention of the actor's départements, by partner, with what it lacks."""
    departements = {
        row.code: row for row in store.list_departements(ctx.session) if row.code in actor.departements
    }  # fmt: skip
    terms = ending.every_term(ctx, departements)
    views = directory.convention_views(ctx, terms)
    partners = {partner.id: partner for _, partner in store.list_conventions_in(ctx.session, departements)}
    return [
        ConventionLine(view, partners[view.partner_id].name, partners[view.partner_id].departement) for view in views
    ]


def _steps(term: Term) -> list[Step]:
    row = term.convention
    steps = [Step(row.starts_on, "Entrée en vigueur")]
    for amendment in term.amendments:
        changed = ", ".join(CHANGE_LABELS[AmendmentChange(change)] for change in amendment.changes)
        end = f" ; nouvelle fin le {amendment.ends_on:%d/%m/%Y}" if amendment.ends_on else ""
        steps.append(Step(amendment.signed_on, f"Avenant {amendment.reference} : {changed}{end}", amendment.id))
    if row.notice_received_on is not None and row.terminated_on is not None:
        by = _ASKED_BY[Party(row.terminated_by)]
        steps.append(Step(row.notice_received_on, f"Lettre de résiliation reçue, à la demande {by}"))
    if term.end is not None:
        words = ANCHOR_LABELS[term.end.anchor]
        steps.append(Step(term.end.on, f"Dernier jour : {words}"))
    return steps


def _correspondent(ctx: Context, row: Correspondent) -> CorrespondentView:
    return CorrespondentView(row.id, Party(row.party), Duty(row.duty), **directory.correspondent_details(ctx, row))


def _day(step: Step) -> date:
    return step.on
