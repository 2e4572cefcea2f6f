"""What is each one told? Notices to the OFII, the other party, the CNIL and the people, filled from what is known.

Each part is there: what nobody knows yet says « non connu à ce stade » (RGPD art. 33.4). Nothing names a beneficiary.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from forms.documents import Facts as FactsBlock
from forms.documents import Heading, Printed, Text, render
from forms.kinds import display_telephone
from liaison.records import Incident
from liaison.rules.calendar import PARIS
from liaison.store import accounts as account_store
from liaison.store import breaches as store
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.usecases import breach_texts
from liaison.usecases.breach_words import (
    EFFECTS,
    IN_PLAIN_WORDS,
    MEASURES,
    NATURES,
    RISKS,
    UNKNOWN,
    categories_in_words,
)
from liaison.usecases.context import Context
from liaison.usecases.incidents import KIND_LABELS
from liaison.usecases.profiles import open_profile
from liaison.vocabulary import IncidentKind, Role
from liaison.vocabulary.breaches import Effect, Lead, Measure, Nature, Passage, Risk, Whom

TITLES: Final[Mapping[Whom, str]] = {
    Whom.OFII: "Notification d’un incident de sécurité à l’OFII",
    Whom.PARTY: "Information de l’autre partie à la convention",
    Whom.CNIL: "Notification à la CNIL d’une violation de données",
}
GROUNDS: Final[Mapping[Whom, str]] = {
    Whom.OFII: "dans les 4 heures de la connaissance de la défaillance (convention OFII ; RGPD, articles 33 et 34)",
    Whom.PARTY: "au plus tard 36 heures après la découverte (convention, annexe 6)",
    Whom.CNIL: "72 heures au plus tard après en avoir pris connaissance (RGPD, article 33)",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice: what it is, and its parts, each with its label."""

    title: str
    ground: str
    parts: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The whole, to copy."""
        return "\n\n".join((self.title, *(f"{label}\n{text}" for label, text in self.parts)))


def to_authority(ctx: Context, row: Incident, whom: Whom, *, stage: str = "") -> Notice:
    """Draft what the OFII or the CNIL is told: every part of article 33.3, a to d."""
    texts = breach_texts.read_all(ctx, [row.id])
    recipients = _recipients(ctx, row)
    parts = (
        ("Numéro de l’incident", row.number),
        ("Type de notification", stage or "initiale ; une notification complémentaire suivra si des faits manquent"),
        ("Organisme", _operator(ctx, row)),
        ("Prise de connaissance", say_moment(row.discovered_at)),
        ("Nature de la violation (33.3, a)", _joined(_nature(row))),
        ("Les faits", texts.get((row.id, Passage.FACTS)) or UNKNOWN),
        ("Catégories de personnes concernées (33.3, a)", "personnes réfugiées accompagnées par le programme AGIR"),
        ("Nombre approximatif de personnes (33.3, a)", str(row.people) if row.people else UNKNOWN),
        ("Catégories de données (33.3, a)", _joined(categories_in_words(row.categories))),
        ("Nombre approximatif d’enregistrements (33.3, a)", str(row.records) if row.records else UNKNOWN),
        ("Données traitées pour l’OFII", _yes_or_no(row.ofii_data)),
        ("Qui a reçu ces données", _joined(recipients)),
        ("Délégué à la protection des données (33.3, b)", _joined(officers(ctx, row))),
        ("Conséquences probables (33.3, c)", _with_text(_effects(row), texts.get((row.id, Passage.EFFECTS)))),
        ("Mesures prises ou proposées (33.3, d)", _with_text(_measures(row), texts.get((row.id, Passage.MEASURES)))),
        ("Risque pour les personnes", RISKS[Risk(row.risk)] if row.risk else UNKNOWN),
        ("Information des personnes", _people_told(row)),
    )
    return Notice(TITLES[whom], GROUNDS[whom], parts)


def to_party(ctx: Context, row: Incident) -> Notice:
    """Draft what the other party of a convention is told: closed words and numbers only, for it goes by mail."""
    parts = (
        ("Nature", _joined(_nature(row))),
        ("Découverte", say_moment(row.discovered_at)),
        ("Personnes concernées", f"environ {row.people}" if row.people else UNKNOWN),
        ("Catégories de données", _joined(categories_in_words(row.categories))),
        ("Conséquences probables", _joined(_effects(row))),
        ("Mesures prises", _joined(_measures(row))),
        ("Contact", _joined(officers(ctx, row))),
    )
    return Notice(TITLES[Whom.PARTY], GROUNDS[Whom.PARTY], parts)


def to_people(ctx: Context, row: Incident, categories: Sequence[str] | None = None) -> Notice:
    """Draft what a person is told: plain French, no jargon, no name; the référent gives it and explains it.

    `categories`: those of one person's own data, where it is for one.
    """
    sorts = row.categories if categories is None else categories
    kept = [label for sort, label in IN_PLAIN_WORDS.items() if sort in sorts]
    parts = (
        ("Ce qui s’est passé", f"{_in_plain_words(row)} Nous l’avons su le {say_moment(row.discovered_at)}."),
        ("Vos données", "Il s’agit de : " + ", ".join(kept) + "." if kept else UNKNOWN.capitalize() + "."),
        ("Ce qui peut arriver", _sentence(_effects(row))),
        ("Ce que nous avons fait", _sentence(_measures(row))),
        (
            "Ce que vous pouvez faire",
            (
                "Faites attention aux appels et aux messages qui demandent vos papiers, votre argent ou un code : ne "
                "répondez pas, parlez-en à votre référent. Si quelqu’un vous menace, appelez le 17."
            ),
        ),
        ("Vos questions", "Parlez à votre référent, ou écrivez à : " + _joined(officers(ctx, row)) + "."),
        (
            "Votre droit",
            "Vous pouvez vous plaindre à la CNIL, gratuitement : 3 place de Fontenoy, 75007 Paris, ou www.cnil.fr.",
        ),
    )
    return Notice("Vos données personnelles : ce que vous devez savoir", "RGPD, article 34", parts)


def printed(ctx: Context, row: Incident, notice: Notice, *, letter: bool = False) -> bytes:
    """Set a notice on paper; a letter to a person says neither article nor delay."""
    blocks = [Text(f"À envoyer {notice.ground}.", small=True)] if not letter else []
    body = (
        [block for label, text in notice.parts for block in (Heading(label, 2), Text(text))]
        if letter
        else [FactsBlock(notice.parts)]
    )
    made = f"Établi le {say_moment(ctx.now)}"
    foot = f"Référence {row.number}"
    return render(Printed(notice.title, _operator(ctx, row), made, [*blocks, *body], foot=foot))


def officers(ctx: Context, row: Incident) -> list[str]:
    """Name the DPO and how to reach them: name, address, telephone (RGPD art. 33.3, b)."""
    departements = [row.departement] if row.departement else _every_departement(ctx)
    found = {
        account.id: account for code in departements for account in account_store.list_in(ctx.session, code, {Role.DPO})
    }
    profiles = [open_profile(ctx, account) for account in found.values()]
    return [", ".join(filter(None, (one.name, one.email, _call(one.telephone)))) for one in profiles]


def say_moment(at: datetime) -> str:
    """Say a moment of Paris: « 25/10/2026 à 02:30 », with its zone on the two nights when the hour changes."""
    local = at.astimezone(PARIS)
    twin = local.replace(fold=1 - local.fold)
    zone = f" ({local:%Z})" if twin.utcoffset() != local.utcoffset() else ""
    return f"{local:%d/%m/%Y} à {local:%H:%M}{zone}"


def _call(number: str) -> str:
    return display_telephone(number) if number.startswith("+") else number


def _recipients(ctx: Context, row: Incident) -> list[str]:
    ids = set()
    for lead in store.list_leads(ctx.session, row.id):
        if lead.kind == Lead.PARTNER:
            ids.add(lead.subject_id)
        elif lead.kind == Lead.TRANSMISSION:
            ids.add(exchange_store.get_transmission(ctx.session, lead.subject_id).partner_id)
    return sorted(directory_store.get_partner(ctx.session, partner_id).name for partner_id in ids)


def _operator(ctx: Context, row: Incident) -> str:
    departements = [row.departement] if row.departement else _every_departement(ctx)
    return " ; ".join({directory_store.get_departement(ctx.session, code).operator: None for code in departements})


def _every_departement(ctx: Context) -> list[str]:
    return [row.code for row in directory_store.list_departements(ctx.session)]


def _nature(row: Incident) -> list[str]:
    return [KIND_LABELS[IncidentKind(row.kind)], *(NATURES[Nature(one)] for one in row.natures)]


def _effects(row: Incident) -> list[str]:
    return [EFFECTS[Effect(one)] for one in row.effects]


def _measures(row: Incident) -> list[str]:
    return [MEASURES[Measure(one)] for one in row.measures]


def _people_told(row: Incident) -> str:
    if row.tell_people is None:
        return UNKNOWN
    return f"décidée ; {row.informed} déjà informée(s)" if row.tell_people else "non"


def _yes_or_no(value: bool | None) -> str:  # noqa: FBT001 - a value that is said, not a switch
    return UNKNOWN if value is None else ("oui" if value else "non")


def _joined(items: Sequence[str]) -> str:
    return " ; ".join(items) if items else UNKNOWN


def _with_text(items: Sequence[str], text: str | None) -> str:
    return "\n".join(filter(None, (" ; ".join(items), text))) or UNKNOWN


def _sentence(items: Sequence[str]) -> str:
    text = " ; ".join(items)
    return f"{text[:1].upper()}{text[1:]}." if items else UNKNOWN.capitalize() + "."


_PLAIN: Final[Mapping[IncidentKind, str]] = {
    IncidentKind.WRONG_RECIPIENT: "Un document avec vos données est arrivé chez la mauvaise personne.",
    IncidentKind.KEY_TO_STRANGER: "Le code qui ouvre un document avec vos données est arrivé chez quelqu’un d’autre.",
    IncidentKind.READABLE_REPLY: "Un document avec vos données a été envoyé par e-mail sans protection.",
    IncidentKind.LOST_DEVICE: "Un ordinateur ou un téléphone qui donnait accès à vos données est perdu ou volé.",
    IncidentKind.ACCOUNT_USED: "Quelqu’un a pu utiliser un compte qui donne accès à vos données.",
    IncidentKind.PAPER_LOST: "Un papier avec vos données est perdu, volé ou remis à une autre personne.",
    IncidentKind.DATA_LOST: "Certaines de vos données sont perdues ou ont été changées.",
    IncidentKind.OTHER: "Des données sur vous n’étaient pas assez protégées.",
}


def _in_plain_words(row: Incident) -> str:
    return _PLAIN[IncidentKind(row.kind)]
