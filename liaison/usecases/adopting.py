"""How does a fiche from elsewhere come into a dossier? A person says whose, and which of its values count (T-5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms import kinds
from forms.paper import NothingToRead, Returned
from forms.spec import Consent, Field
from forms.text import visible
from liaison.errors import Invalid, Problem, WrongState
from liaison.records import Case, DepositDocument
from liaison.rules.access import Actor
from liaison.store import cases as case_store
from liaison.store import deposits as store
from liaison.usecases import (
    accepting,
    agreeing,
    deposited,
    keeping_cases,
    matching,
    reading_back,
    referring,
    settling,
)
from liaison.usecases.context import Context
from liaison.usecases.dossier import case_of, dossier_spec, full_name, raw_of, read_person
from liaison.usecases.matching import Proposals
from liaison.usecases.referring import Referred
from liaison.usecases.settling import Belonging
from liaison.vocabulary import CaseId, DocumentFate, Origin

UNREADABLE = "cette valeur ne se lit pas"
LOCKED = "cette valeur n’est plus celle que son expéditeur avait écrite"
_CONSENTS: Mapping[Consent, str] = {
    Consent.ELECTRONIC_EXCHANGE: "elle demande le consentement aux échanges dématérialisés, à recueillir d’abord",
    Consent.HEALTH: "c’est une donnée de santé : elle demande le consentement explicite, à recueillir d’abord",
}


@dataclass(frozen=True, slots=True)
class Value:
    """One value about the person, beside what the dossier holds; personal data."""

    field_id: str
    label: str
    ours: str
    theirs: str
    why_not: str
    """Why it cannot be taken over; empty when it can."""

    @property
    def can_take(self) -> bool:
        """Say whether it may be ticked."""
        return not self.why_not


@dataclass(frozen=True, slots=True)
class AdoptionPage:
    """A fiche from elsewhere beside the dossier that somebody chose, or beside an empty one."""

    proposals: Proposals
    case_id: str | None
    case_name: str
    values: tuple[Value, ...]
    asks_referral: bool
    """Whether the sender may refer somebody: then the CIR is asked for (T-6)."""
    asks_agreement: bool
    """Whether it is of the SPE, whose fiche rests on the person's agreement (guide:3166)."""


def prepare(
    ctx: Context, actor: Actor, document_id: str, case_id: str | None, *, returned: Returned | None = None
) -> AdoptionPage:
    """Return the dossiers that a fiche may belong to, and its values beside those of the one that was chosen.

    `returned`: the fiche, where it was read already; reading costs a process of its own.

    Raises:
        WrongState: it is no fiche from elsewhere, or is settled already.
        NotFound: the chosen dossier does not exist.
        Denied: it is not theirs.
    """
    document = deposited.document_of(ctx, actor, document_id)
    deposit = store.get_deposit(ctx.session, document.deposit_id)
    returned = returned or _read(ctx, actor, document)
    case = case_of(ctx, actor, case_id) if case_id else None
    kind = referring.kind_of(ctx, deposit.partner_id)
    return AdoptionPage(
        matching.propose(ctx, actor, deposit.departement, returned.raw()),
        case.id if case else None,
        full_name(raw_of(read_person(ctx, case))) if case else "",
        tuple(_values(ctx, returned, case)),
        referring.may_be_asked(kind),
        referring.rests_on_agreement(kind),
    )


def adopt(
    ctx: Context,
    actor: Actor,
    document_id: str,
    *,
    case_id: str | None,
    take: frozenset[str] = frozenset(),
    referred: Referred | None = None,
) -> CaseId:
    """Keep a fiche from elsewhere with a dossier, or with a new one that its values open; return the dossier.

    A new dossier takes all that can be read; one that is there, what was ticked. `referred`: what is known of the
    CIR; asked for a new dossier of somebody whom a third party sends.

    Raises:
        WrongState: it is no fiche from elsewhere, or is settled already.
        Invalid: the CIR is not said, a value cannot be taken over, or the name of a new person is missing.
        Conflict: a dossier of the département has the same AGDREF number.
        Denied: the dossier is not theirs.
    """
    document = deposited.document_of(ctx, actor, document_id)
    returned = _read(ctx, actor, document)
    partner_id = store.get_deposit(ctx.session, document.deposit_id).partner_id
    if case_id is None:
        referring.check_said(ctx, partner_id, referred)
        case = _new_case(ctx, actor, document, returned)
    else:
        case = case_of(ctx, actor, case_id)
    case_store.lock_case(ctx.session, case.id)
    deposit = settling.hold(ctx, document)
    if case.departement != deposit.departement:
        sentence = "« Dossier » : choisissez un dossier du département du dépôt."
        raise Invalid([Problem("case", "Dossier", sentence)])
    if take and case_id is not None:
        offered = {value.field_id: value.theirs for value in _values(ctx, returned, case) if value.can_take}
        accepting.take_over(ctx, actor, case, offered, take)
    if referred is not None:
        referring.record(ctx, actor, case, deposit, referred)
    belonging = Belonging(case, convention=settling.convention_with(ctx, deposit.partner_id))
    settling.keep(ctx, actor, document, DocumentFate.TAKEN_IN, belonging)
    return CaseId(case.id)


def _new_case(ctx: Context, actor: Actor, document: DepositDocument, returned: Returned) -> Case:
    departement = store.get_deposit(ctx.session, document.deposit_id).departement
    raw = {value.field_id: value.theirs for value in _values(ctx, returned, None) if value.can_take}
    case_id = keeping_cases.create_case(ctx, actor, departement=departement, raw=raw, origin=Origin.PARTNER)
    return case_store.get_case(ctx.session, case_id)


def _read(ctx: Context, actor: Actor, document: DepositDocument) -> Returned:
    try:
        fiche = reading_back.read_fiche(ctx, actor, document)
    except NothingToRead as error:
        raise WrongState(error.message, hint=error.hint) from None
    if fiche.own is not None:
        raise WrongState(
            "Cette fiche répond à un de vos plis.", hint="Acceptez-la comme réponse, depuis la page du document."
        )
    return fiche.returned


def _values(ctx: Context, returned: Returned, case: Case | None) -> Iterator[Value]:
    """Give what the fiche says of the person and the dossier does not, each as the dossier would keep it."""
    known = raw_of(read_person(ctx, case)) if case is not None else {}
    consents = agreeing.consents_of(ctx, case.id) if case is not None else frozenset()
    raw = returned.raw()
    spec = dossier_spec(ctx)
    for field in spec.fields():
        text, ours = raw.get(field.id, "").strip(), known.get(field.id, "")
        if not text:
            continue
        theirs, why_not = _read_value(ctx, field, text)
        why_not = why_not or _hindrance(field, returned, consents)
        if theirs.split() != ours.split():
            yield Value(field.id, spec.naming(field.id), ours, theirs, why_not)


def _read_value(ctx: Context, field: Field, text: str) -> tuple[str, str]:
    try:
        parsed = kinds.parse(field, text, today=ctx.today)
    except kinds.Refused:
        return visible(text), UNREADABLE
    return (kinds.display(field, parsed.value), "") if parsed else ("", UNREADABLE)


def _hindrance(field: Field, returned: Returned, consents: frozenset[Consent]) -> str:
    if field.id in returned.changed:
        return LOCKED
    if field.consent is not None and field.consent not in consents:
        return _CONSENTS[field.consent]
    return ""
