"""May this go to this partner today? Convention, agreement, contact, and what may not go through.

T-7 (agreement), F-4 and F-7 (consents), F-6 (data list), R-2 and R-8 (term of the convention).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.errors import Refused
from liaison.vocabulary import SPE, AgreementKind, PartnerKind

SPE_MODEL: Final = "spe"
PIC_IPR_MODEL: Final = "pic_ipr"
EXIT_MODEL: Final = "exit"
"""The announcement of an exit (T-10): a model of this service, sent from the page of an exit only."""
TABLE_MODEL: Final = "orientations"
"""The monthly table of annexe 4-1: several people, and none of the fiches."""
TABLE_KINDS: Final = frozenset({PartnerKind.OFII})
"""Who validates the orientations of a table (guide:2132-2167)."""
ANNOUNCED: Final = SPE | {PartnerKind.PIC_IPR, PartnerKind.OFII, PartnerKind.PREFECTURE}
"""Who may receive an announcement of an exit."""
AUTHORITIES: Final = frozenset({PartnerKind.OFII, PartnerKind.PREFECTURE})
"""An announcement to them rests on the public mission (RGPD art. 6.1.e; guide:427, 2463), not on the agreement."""
NEEDS_CONVENTION: Final = frozenset({SPE_MODEL, PIC_IPR_MODEL})
"""The guide binds these fiches to a convention (annexes 6.1 and 6.2); a generic one may have none."""

CONVENTION_END: Final = "fin de la convention"
"""What its own term is called, in a deadline and in a refusal."""


@dataclass(frozen=True, slots=True)
class ConventionTerm:
    """A convention, as the rules see it; `ends_on` is the earliest end that applies (`rules.terms`)."""

    id: str
    reference: str
    model: str
    starts_on: date
    ends_on: date | None
    withheld: frozenset[str] = frozenset()
    anchor: str = CONVENTION_END
    """What that end is, as a deadline names it (R-8)."""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Given:
    """An agreement of the person."""

    kind: AgreementKind
    given_on: date
    withdrawn: bool


def models_for(kind: PartnerKind, models: Iterable[str]) -> tuple[str, ...]:
    """Return the models that suit a partner: its own official one, else the generic and the operator's own.

    A prefecture is told of an exclusion (guide:427) and of nothing else: no fiche about a person goes there.
    """
    if kind is PartnerKind.PREFECTURE:
        return (EXIT_MODEL,)
    official = SPE_MODEL if kind in SPE else PIC_IPR_MODEL if kind is PartnerKind.PIC_IPR else None
    own = [model for model in models if model not in {SPE_MODEL, PIC_IPR_MODEL, EXIT_MODEL, "generic"}]
    return (official or "generic", *own)


def suits(model: str, kind: PartnerKind) -> bool:
    """Say whether a model may go to a kind of partner; an announcement goes to those who must be told."""
    return kind in ANNOUNCED if model == EXIT_MODEL else model in models_for(kind, [model])


def covering_model(model: str, kind: PartnerKind) -> str:
    """Return the model whose convention covers an exchange.

    To a member of the SPE or a PIC IPR project an exit is announced under their convention (guide:3147, 3931-3934),
    with its term and its data list; to an authority under none.
    """
    if model != EXIT_MODEL or kind in AUTHORITIES:
        return model
    return models_for(kind, [])[0]


def needs_agreement(model: str, kind: PartnerKind) -> bool:
    """Say whether an exchange rests on the person's agreement (T-7): all but an exit told to an authority.

    That one the contract with the State imposes, whatever the person agreed to since: a withdrawal ends what rests
    on the agreement (RGPD art. 7.3), and what remains is who, which kind of exit and when.
    """
    return not (model == EXIT_MODEL and kind in AUTHORITIES)


def check_model_suits(model: str, kind: PartnerKind) -> None:
    """Let a fiche go to a partner that its model was made for (annexe 4, note 1).

    Raises:
        Refused: an SPE fiche to another partner, a generic one to an SPE member, and so on.
    """
    if not suits(model, kind):
        raise Refused(
            "Cette fiche n’est pas le modèle prévu pour ce partenaire (guide, annexes 4, 6.1 et 6.2).",
            hint="Choisissez un autre partenaire, ou commencez la fiche qui lui correspond : le dossier la préremplit.",
        )


def convention_in_force(conventions: Sequence[ConventionTerm], model: str, today: date) -> ConventionTerm | None:
    """Find the convention that covers this exchange today; none when the guide asks for none.

    Raises:
        Refused: the guide or the directory ties this exchange to a convention, and none is in force.
    """
    own = [term for term in conventions if term.model == model]
    if not own and model not in NEEDS_CONVENTION:
        return None
    if not own:
        raise Refused(
            "Aucune convention avec ce partenaire n’est enregistrée pour cette fiche (guide 3.2).",
            hint="Demandez à la coordination d’enregistrer la convention ; votre fiche reste en brouillon.",
        )
    used = [term for term in own if term.enabled]
    if not used:
        raise Refused(
            "La convention avec ce partenaire n’est plus utilisée.",
            hint="Demandez à la coordination d’enregistrer celle qui la remplace ; votre fiche reste en brouillon.",
        )
    for term in used:
        if term.ends_on is not None and term.starts_on <= today <= term.ends_on:
            return term
    raise Refused(_why_none(used, today), hint="Voyez avec la coordination ; votre fiche reste en brouillon.")


def _why_none(terms: Sequence[ConventionTerm], today: date) -> str:
    if any(term.ends_on is None and term.starts_on <= today for term in terms):
        return (
            "La date de fin de la convention avec ce partenaire n’est pas connue : "
            "sans elle, aucun délai de destruction ne se calcule."
        )
    if all(term.starts_on > today for term in terms):
        first = min(term.starts_on for term in terms)
        return f"La convention avec ce partenaire ne commence que le {first:%d/%m/%Y} (guide 3.2)."
    ended = [(term.ends_on, term.anchor) for term in terms if term.ends_on is not None and term.ends_on < today]
    last, anchor = max(ended)
    why = "" if anchor == CONVENTION_END else f"{anchor} ; "
    return f"La convention avec ce partenaire a pris fin le {last:%d/%m/%Y} ({why}guide, annexes 6.1 et 6.2)."


def check_agreement(agreements: Sequence[Given], kind: PartnerKind, today: date) -> None:
    """Let a fiche about a person leave only with their agreement (T-7, guide:974, 3166).

    Raises:
        Refused: no agreement is recorded, or it was withdrawn.
    """
    accepted = {AgreementKind.ENGAGEMENT} | ({AgreementKind.SPE_REFERRAL} if kind in SPE else set())
    own = [given for given in agreements if given.kind in accepted]
    if any(not given.withdrawn and given.given_on <= today for given in own):
        return
    if any(given.withdrawn for given in own):
        raise Refused(
            "La personne a retiré son accord : rien de plus ne peut partir (guide 3.2).",
            hint="Si elle le redonne, enregistrez le nouvel accord dans son dossier.",
        )
    raise Refused(
        "L’accord de la personne n’est pas enregistré (guide 3.2 : recueilli à la signature du contrat d’engagement).",
        hint="Enregistrez-le dans le dossier, puis revenez : votre fiche reste en brouillon.",
    )


def has_consent(agreements: Sequence[Given], kind: AgreementKind, today: date) -> bool:
    """Say whether an explicit consent is recorded and stands (F-4, F-7)."""
    return any(given.kind is kind and not given.withdrawn and given.given_on <= today for given in agreements)
