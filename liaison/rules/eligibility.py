"""May somebody be proposed for the programme, and why? Each answer cites its place; a person decides (E-1 to E-4).

What is not known is a doubt, never a no. The worst finding gives the verdict, and all of them stand: who settles a
doubt sees the others too. « À orienter vers l’OFII » (T-6) is told apart, before anything is asked here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.rules.candidate import Assessment, Candidate, Finding
from liaison.rules.deployment import PLACE as ANNEXE_1
from liaison.rules.deployment import Deployment
from liaison.rules.situation import Standing
from liaison.rules.windows import CPH_MONTHS, Window, full_months, out_of_cph_on, said, window_of
from liaison.vocabulary import CirState
from liaison.vocabulary.orientations import Doubt, Verdict

WHO: Final = "guide 1.2.1"
WHEN: Final = "guide 1.2.2"
AT_THE_CIR: Final = "guide 1.3.1"
CIR_FIRST: Final = "guide 1.3.2.1"
BY_TABLE: Final = "guide 1.3.2.2"
FROM_CPH: Final = "guide 1.3.2.3"
FIRST_INTERVIEW: Final = "guide 1.4"
COMING_BACK: Final = "guide 1.5.2"
PIC_IPR: Final = "guide, annexe 6.2, article 2"
RESTRICTION: Final = "RGPD, article 18"
OBJECTION: Final = "RGPD, article 21"

_WORST_FIRST: Final = tuple(reversed(Verdict))


@dataclass(frozen=True, slots=True)
class _Asked:
    candidate: Candidate
    deployment: Deployment
    on: date
    window: Window | None


def assess(candidate: Candidate, deployment: Deployment, on: date) -> Assessment:
    """Say whether somebody may be proposed on a day, with every reason; it never raises."""
    window = window_of(candidate.status_on, deployment) if candidate.status_on else None
    asked = _Asked(candidate, deployment, on, window)
    found = [
        *_kept_out(asked), *_deployed(asked), *_public(asked), *_cir(asked), *_cph(asked), *_resettlement(asked),
        *_living(asked), *_agreement(asked), *_needing(asked),
    ]  # fmt: skip
    findings = tuple(sorted(found, key=lambda finding: _WORST_FIRST.index(finding.verdict)))
    since = candidate.cph_since
    return Assessment(findings[0].verdict, findings, window, full_months(since, on) if since else None)


def _yes(code: Doubt, sentence: str, place: str) -> Finding:
    return Finding(code, Verdict.ELIGIBLE, sentence, place)


def _doubt(code: Doubt, sentence: str, place: str) -> Finding:
    return Finding(code, Verdict.DOUBTFUL, sentence, place)


def _no(code: Doubt, sentence: str, place: str) -> Finding:
    return Finding(code, Verdict.NOT_ELIGIBLE, sentence, place)


# --- what keeps somebody out whatever the guide says ---


def _kept_out(asked: _Asked) -> Iterator[Finding]:
    who = asked.candidate
    if who.restricted:
        sentence = "La personne a demandé que ses données ne soient plus utilisées pour l’instant : rien ne part."
        yield _no(Doubt.RESTRICTED, sentence, RESTRICTION)
    if who.objects:
        sentence = "La personne s’oppose à l’usage de ses données : rien ne part."
        yield _no(Doubt.OBJECTS, sentence, OBJECTION)
    if who.left_on is not None and who.left_on <= asked.on:
        yield _left(who, who.left_on)
    elif who.engaged_on is not None:
        sentence = f"Contrat d’engagement signé le {said(who.engaged_on)} : la personne est déjà dans le programme."
        yield _no(Doubt.IN_PROGRAMME, sentence, FIRST_INTERVIEW)


def _left(who: Candidate, left_on: date) -> Finding:
    if who.left_well and who.prefect:
        sentence = f"Sortie positive le {said(left_on)}, reprise sur instruction du préfet : douze mois de plus."
        return _yes(Doubt.COMES_BACK, sentence, COMING_BACK)
    if who.left_well:
        sentence = f"Sortie positive le {said(left_on)} : une reprise est possible, sur instruction du préfet."
    else:
        sentence = f"Sortie du programme le {said(left_on)} : seule une sortie positive permet d’y revenir."
    return _no(Doubt.LEFT_PROGRAMME, sentence, COMING_BACK)


# --- where, who and when (E-1) ---


def _deployed(asked: _Asked) -> Iterator[Finding]:
    year = asked.deployment.year
    if year is None:
        sentence = "L’année de déploiement du programme dans ce département n’est pas connue."
        yield _doubt(Doubt.DEPLOYMENT_UNKNOWN, sentence, ANNEXE_1)
    elif asked.on.year < year:
        yield _no(Doubt.NOT_DEPLOYED_YET, f"Le programme n’est déployé ici qu’à partir de {year}.", WHEN)


def _public(asked: _Asked) -> Iterator[Finding]:
    who = asked.candidate
    if who.prefect:
        sentence = "Personne admise, de façon exceptionnelle, sur instruction du préfet."
        yield _yes(Doubt.PREFECT, sentence, WHO)
    elif who.standing is Standing.TEMPORARY:
        sentence = "Protection temporaire : hors du programme sans instruction du préfet ; voyez le lauréat PIC IPR."
        yield _no(Doubt.TEMPORARY, sentence, PIC_IPR)
    elif who.standing is Standing.ASYLUM:
        sentence = (
            "Demande d’asile en cours : hors du programme sans instruction du préfet ; après six mois, voyez le "
            "lauréat PIC IPR."
        )
        yield _no(Doubt.ASYLUM, sentence, PIC_IPR)
    elif who.standing is Standing.RELATIVE and not _in_window(asked):
        sentence = (
            "Rejoint une personne protégée : peut entrer sans statut, si la personne rejointe est elle-même éligible. "
            "Vérifiez-le."
        )
        yield _doubt(Doubt.RELATIVE, sentence, WHO)
    else:
        yield _status(asked)


def _in_window(asked: _Asked) -> bool:
    return asked.window is not None and asked.window.holds(asked.on)


def _status(asked: _Asked) -> Finding:
    status_on, window, on = asked.candidate.status_on, asked.window, asked.on
    if status_on is None:
        sentence = "Date d’obtention du statut à compléter : elle dit jusqu’à quand la personne peut entrer."
        if asked.candidate.standing is None:
            sentence = f"{sentence} Si elle rejoint une personne protégée, dites-le : un statut n’est pas demandé."
        return _doubt(Doubt.STATUS_UNKNOWN, sentence, WHEN)
    if status_on > on:
        sentence = f"Statut daté du {said(status_on)}, un jour à venir : vérifiez la date."
        return _doubt(Doubt.STATUS_TO_COME, sentence, WHEN)
    if window is None:
        year = asked.deployment.year or 0
        sentence = (
            f"Statut obtenu le {said(status_on)} : le programme, déployé ici en {year}, prend les statuts obtenus "
            f"depuis {year - 1}. Voyez le lauréat PIC IPR."
        )
        return _no(Doubt.BEFORE_DEPLOYMENT, sentence, WHEN)
    if on > window.closes:
        sentence = (
            f"Statut obtenu le {said(status_on)} : la personne pouvait entrer jusqu’au {said(window.closes)}. "
            "Voyez le lauréat PIC IPR."
        )
        return _no(Doubt.WINDOW_CLOSED, sentence, WHEN)
    return _yes(Doubt.IN_WINDOW, window.sentence, WHEN)


# --- the contract of republican integration (E-2) ---


def _cir(asked: _Asked) -> Iterator[Finding]:
    who, signed_on = asked.candidate, asked.candidate.cir_on
    if signed_on is not None and signed_on > asked.on:
        sentence = f"CIR daté du {said(signed_on)}, un jour à venir : vérifiez la date, ou attendez la signature."
        yield _doubt(Doubt.CIR_TO_COME, sentence, CIR_FIRST)
    elif signed_on is not None:
        yield _yes(Doubt.CIR_SIGNED, f"CIR signé le {said(signed_on)}.", WHO)
    elif who.cir is CirState.SIGNED:
        yield _yes(Doubt.CIR_SIGNED, "CIR signé ; la date reste à compléter.", WHO)
    elif not _needs_cir(asked):
        return
    elif who.cir is CirState.NOT_SIGNED:
        sentence = "CIR pas encore signé : l’OFII convoque d’abord la personne, et l’oriente lui-même."
        yield _no(Doubt.CIR_NOT_SIGNED, sentence, CIR_FIRST)
    else:
        sentence = "Signature du CIR à compléter : s’il n’est pas signé, l’OFII convoque d’abord la personne."
        yield _doubt(Doubt.CIR_UNKNOWN, sentence, CIR_FIRST)


def _needs_cir(asked: _Asked) -> bool:
    """Say whether the guide asks a CIR of somebody: of who is protected, not of relatives, nor of who still waits.

    The prefect may admit « tout public en instance d’obtenir » the protection (guide:172-179).
    """
    who = asked.candidate
    if who.standing is Standing.RELATIVE:
        return _in_window(asked)
    return who.standing not in {Standing.ASYLUM, Standing.TEMPORARY}


# --- the CPH, and resettlement (E-3) ---


def _cph(asked: _Asked) -> Iterator[Finding]:
    who = asked.candidate
    if who.cph_since is not None and who.cph_since <= asked.on:
        yield _stay(asked, who.cph_since)
    elif who.cph_validated:
        sentence = "Orientation en CPH validée : pas d’orientation vers AGIR avant neuf mois dans le centre."
        yield _no(Doubt.CPH_VALIDATED, sentence, AT_THE_CIR)
    elif who.cph_since is not None:
        sentence = f"Arrivée en CPH datée du {said(who.cph_since)}, un jour à venir : vérifiez la date."
        yield _doubt(Doubt.CPH_TO_COME, sentence, FROM_CPH)
    elif who.cph_request:
        sentence = "Une demande d’orientation en CPH est en cours : demandez à l’OFII où elle en est."
        yield _doubt(Doubt.CPH_REQUESTED, sentence, BY_TABLE)
    elif who.cph_request is None:
        sentence = "Demande d’orientation en CPH : à compléter."
        yield _doubt(Doubt.CPH_UNKNOWN, sentence, BY_TABLE)


def _stay(asked: _Asked, since: date) -> Finding:
    months, ready = full_months(since, asked.on), out_of_cph_on(since)
    stay = f"En CPH depuis le {said(since)}, soit {months} mois {'pleins' if months > 1 else 'plein'}"
    if asked.on >= ready:
        return _yes(Doubt.CPH_LONG_ENOUGH, f"{stay} : les {CPH_MONTHS} mois demandés sont passés.", FROM_CPH)
    sentence = f"{stay} sur {CPH_MONTHS} : à proposer à partir du {said(ready)}"
    if asked.window is not None and ready > asked.window.closes and not asked.candidate.prefect:
        sentence += f" ; or la personne ne peut entrer que jusqu’au {said(asked.window.closes)}"
    return _no(Doubt.CPH_TOO_SHORT, f"{sentence}.", FROM_CPH)


def _resettlement(asked: _Asked) -> Iterator[Finding]:
    if asked.candidate.resettled:
        sentence = "Accueillie par un programme de réinstallation, la personne a son propre accompagnement."
        yield _no(Doubt.RESETTLED, sentence, AT_THE_CIR)
    elif asked.candidate.resettled is None and not asked.candidate.sheltered:
        yield _doubt(Doubt.RESETTLED_UNKNOWN, "Programme de réinstallation : à compléter.", AT_THE_CIR)


# --- who lives here, wants it, and needs it (E-4) ---


def _living(asked: _Asked) -> Iterator[Finding]:
    if asked.candidate.resides is None and asked.candidate.sheltered:
        # Who shelters somebody knows where they live, and who else accompanies them (guide:283-289).
        sentence = "Hébergée dans le département par la structure qui l’oriente, sans autre accompagnement signalé."
        yield _yes(Doubt.SHELTERED, sentence, BY_TABLE)
    elif asked.candidate.resides is None:
        sentence = "Résidence dans le département à compléter : une simple domiciliation ne suffit pas."
        yield _doubt(Doubt.RESIDENCE_UNKNOWN, sentence, WHO)
    elif not asked.candidate.resides:
        sentence = "La personne ne réside pas dans le département : une simple domiciliation ne suffit pas."
        yield _no(Doubt.LIVES_ELSEWHERE, sentence, WHO)


def _agreement(asked: _Asked) -> Iterator[Finding]:
    who = asked.candidate
    if who.agreed_on is not None:
        yield _yes(Doubt.AGREED, f"Volontaire : accord donné le {said(who.agreed_on)}.", WHO)
    elif who.agreement_withdrawn:
        yield _no(Doubt.AGREEMENT_WITHDRAWN, "La personne a retiré son accord : elle n’est pas proposée.", WHO)
    else:
        sentence = "Accord de la personne à enregistrer : sans lui, rien ne part."
        yield _doubt(Doubt.AGREEMENT_MISSING, sentence, WHO)


def _needing(asked: _Asked) -> Iterator[Finding]:
    who = asked.candidate
    housed = _lasting(at_all=who.housing, lasting=who.stable_housing)
    employed = _lasting(at_all=who.employment, lasting=who.lasting_employment)
    if housed and employed:
        sentence = "Logement et emploi pérennes tous les deux : la personne n’est plus à orienter vers AGIR."
        yield _no(Doubt.SETTLED, sentence, AT_THE_CIR)
    elif housed is not False and employed is not False:
        what = "Emploi pérenne" if housed else "Logement pérenne" if employed else "Logement et emploi pérennes"
        sentence = f"{what} : à compléter. Qui a les deux n’est pas orienté vers AGIR."
        yield _doubt(Doubt.SETTLED_UNKNOWN, sentence, AT_THE_CIR)


def _lasting(*, at_all: bool | None, lasting: bool | None) -> bool | None:
    """Say whether somebody has a lasting one: who has none at all has no lasting one."""
    return False if lasting is None and at_all is False else lasting
