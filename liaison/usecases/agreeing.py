"""What did the person agree to, and were they told? Agreements, their withdrawal, the notice (T-7, G-9)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from forms.spec import Consent
from liaison.errors import Invalid, NotFound, Problem, WrongState
from liaison.events import EventKind
from liaison.messages.notice import OLD_VERSION
from liaison.records import Agreement, Notice
from liaison.rules.access import Actor
from liaison.rules.exchange import Given, has_consent
from liaison.store import cases as store
from liaison.store import directory as directory_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import stopping
from liaison.usecases.context import Context
from liaison.usecases.dossier import case_of
from liaison.usecases.registers import informing
from liaison.usecases.registers.informing import NoticeText
from liaison.vocabulary import AgreementKind

LABELS: Final[Mapping[AgreementKind, str]] = {
    AgreementKind.ENGAGEMENT: "Accord donné à la signature du contrat d’engagement AGIR",
    AgreementKind.SPE_REFERRAL: "Accord pour une orientation vers un acteur du SPE",
    AgreementKind.ELECTRONIC_EXCHANGE: "Consentement aux échanges dématérialisés (e-mail)",
    AgreementKind.HEALTH: "Consentement explicite pour les données de santé",
    AgreementKind.ORIENTATION: "Accord pour être proposé·e au programme AGIR",
}
CONSENTS: Final[Mapping[Consent, AgreementKind]] = {
    Consent.ELECTRONIC_EXCHANGE: AgreementKind.ELECTRONIC_EXCHANGE,
    Consent.HEALTH: AgreementKind.HEALTH,
}


@dataclass(frozen=True, slots=True)
class AgreementView:
    """Something that the person agreed to."""

    id: str
    kind: AgreementKind
    label: str
    given_on: date
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoticeView:
    """When the person was told what happens with their data."""

    given_on: date
    text_version: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a withdrawal stopped."""

    transmissions: int


def record_agreement(ctx: Context, actor: Actor, case_id: str, kind: AgreementKind, given_on: date) -> None:
    """Record what the person agreed to.

    Raises:
        Invalid: the day is in the future.
        WrongState: the same agreement stands already.
    """
    row = case_of(ctx, actor, case_id)
    if given_on > ctx.today:
        sentence = "« Date de l’accord » : cette date est à venir. Écrivez le jour où la personne a donné son accord."
        raise Invalid([Problem("given_on", "Date de l’accord", sentence)])
    if has_consent(givens(ctx, row.id), kind, ctx.today):
        raise WrongState("Cet accord est déjà enregistré.", hint="Rien d’autre à faire.")
    agreement = Agreement(
        id=ctx.new_id(), case_id=row.id, kind=kind.value, given_on=given_on, recorded_by=actor.account_id
    )
    event = Event(EventKind.AGREEMENT_GIVEN, actor.account_id, row.id, {"kind": kind.value})
    save(ctx.session, agreement, event=event, at=ctx.now)


def withdraw_agreement(ctx: Context, actor: Actor, case_id: str, agreement_id: str) -> Stopped:
    """Record that the person withdrew an agreement, and stop at once all that has not left (T-7).

    Whatever was withdrawn, every waiting message about the person stops: a fiche that is already sealed
    may hold what the consent covered. What still may leave is sent again by a person.

    Raises:
        WrongState: it was withdrawn already.
    """
    row = case_of(ctx, actor, case_id)
    store.lock_case(ctx.session, row.id)
    agreement = store.get_agreement(ctx.session, row.id, agreement_id)
    if agreement.withdrawn_at is not None:
        raise WrongState("Cet accord est déjà retiré.", hint="Rien d’autre à faire.")
    agreement.withdrawn_at = ctx.now
    event = Event(EventKind.AGREEMENT_WITHDRAWN, actor.account_id, row.id, {"kind": agreement.kind})
    save(ctx.session, agreement, event=event, at=ctx.now)
    return Stopped(stopping.stop_case(ctx, actor.account_id, row.id))


def list_agreements(ctx: Context, case_id: str) -> tuple[AgreementView, ...]:
    """Return what the person agreed to, oldest first."""
    rows = store.list_agreements(ctx.session, case_id)
    return tuple(
        AgreementView(row.id, AgreementKind(row.kind), LABELS[AgreementKind(row.kind)], row.given_on, row.withdrawn_at)
        for row in rows
    )


def engaged_by_agreement(ctx: Context, case_ids: Collection[str]) -> dict[str, date]:
    """Return when people gave the agreement that goes with the contract of engagement, the first time, by dossier.

    It tells when the contract was signed, whether the agreement was withdrawn since or not.
    """
    rows = store.agreements_among(ctx.session, case_ids)
    return {row.case_id: row.given_on for row in reversed(rows) if row.kind == AgreementKind.ENGAGEMENT}


def givens(ctx: Context, case_id: str) -> list[Given]:
    """Return the agreements as the rules see them."""
    return givens_among(ctx, [case_id])[case_id]


def givens_among(ctx: Context, case_ids: Collection[str]) -> dict[str, list[Given]]:
    """Return the agreements of some dossiers as the rules see them, by dossier; nothing for who gave none."""
    found: dict[str, list[Given]] = {case_id: [] for case_id in case_ids}
    for row in store.agreements_among(ctx.session, case_ids):
        found[row.case_id].append(Given(AgreementKind(row.kind), row.given_on, row.withdrawn_at is not None))
    return found


def consents_of(ctx: Context, case_id: str) -> frozenset[Consent]:
    """Return the consents that bind fields of a fiche and stand today (F-4, F-7)."""
    given = givens(ctx, case_id)
    return frozenset(consent for consent, kind in CONSENTS.items() if has_consent(given, kind, ctx.today))


def record_notice(ctx: Context, actor: Actor, case_id: str, given_on: date, *, version: str = "") -> None:
    """Record that the person was told what happens with their data, and by which words; none named: the French ones.

    Raises:
        Invalid: the day is in the future.
        WrongState: the words changed since they were shown.
    """
    row = case_of(ctx, actor, case_id)
    if given_on > ctx.today:
        sentence = "« Date de remise » : cette date est à venir. Écrivez le jour où la personne a été informée."
        raise Invalid([Problem("given_on", "Date de remise", sentence)])
    text = informing.chosen(_texts(ctx, row.departement), version)
    informing.keep_text(ctx, text)
    notice = Notice(
        id=ctx.new_id(), case_id=row.id, given_on=given_on, text_version=text.version,
        recorded_by=actor.account_id,
    )  # fmt: skip
    event = Event(EventKind.NOTICE_GIVEN, actor.account_id, row.id, {"version": text.version})
    save(ctx.session, notice, event=event, at=ctx.now)


def list_notices(ctx: Context, case_id: str) -> tuple[NoticeView, ...]:
    """Return when the person was informed, newest first."""
    return tuple(NoticeView(row.given_on, row.text_version) for row in store.list_notices(ctx.session, case_id))


def notice_text(ctx: Context, actor: Actor, case_id: str) -> NoticeText:
    """Return the notice to print for this person's département, in French."""
    return notice_texts(ctx, actor, case_id)[0]


def notice_texts(ctx: Context, actor: Actor, case_id: str) -> tuple[NoticeText, ...]:
    """Return the notice for this person's département, in French and in every language that it is translated to."""
    return _texts(ctx, case_of(ctx, actor, case_id).departement)


def given_notice(ctx: Context, actor: Actor, case_id: str, version: str) -> NoticeText:
    """Return the words that this person was given, as they were then.

    Raises:
        NotFound: this person was not given them.
    """
    row = case_of(ctx, actor, case_id)
    if version not in {one.text_version for one in store.list_notices(ctx.session, row.id)}:
        raise NotFound("Cette personne n’a pas reçu ce texte.", hint="Ouvrez le dossier : les remises y sont listées.")
    if version == OLD_VERSION:
        return informing.old_text(directory_store.get_departement(ctx.session, row.departement).operator)
    return informing.given_text(ctx, version).text


def _texts(ctx: Context, departement: str) -> tuple[NoticeText, ...]:
    return informing.notices(ctx, directory_store.get_departement(ctx.session, departement).operator)
