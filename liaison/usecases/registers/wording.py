"""How do facts of the house read in a printed register? Small parts that several documents share."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from forms.documents import Block, Facts, Grid, Heading, Listing, Text
from forms.kinds import display_telephone
from liaison.rules.hosts import Declared, Standing
from liaison.usecases.comparing import CATEGORY_LABELS
from liaison.usecases.directory import KIND_LABELS
from liaison.usecases.registers import delays
from liaison.usecases.registers.hosts import FAULT_LABELS, HERE, ROLE_LABELS
from liaison.usecases.registers.known import TO_COMPLETE, Known
from liaison.usecases.registers.measures import measures
from liaison.usecases.registers.stating import LABELS
from liaison.vocabulary import PartnerKind, countries
from liaison.vocabulary.registers import HostFault, Statement

NONE_YET: Final = "Aucun partenaire n’est encore inscrit dans l’annuaire."


def said(known: Known, statement: Statement, *, titled: bool = True) -> Iterator[Block]:
    """Give what the operator said, line by line: a cell would not hold it when it is long."""
    if titled:
        yield Text(LABELS[statement][0], bold=True)
    lines = [line.strip() for line in known.said(statement).splitlines() if line.strip()]
    yield from (Text(line) for line in lines)


def recipients(known: Known) -> list[str]:
    """Say who gets data: kinds of partners in use, those that a convention binds marked."""
    return [
        f"{KIND_LABELS[kind]}{' (sous convention)' if kind in known.bound_kinds else ''}"
        for kind in PartnerKind
        if kind in known.kinds
    ] or [NONE_YET]


def categories(known: Known) -> list[str]:
    """Say which categories of data the models of fiches hold, with how many fields of each."""
    counts: dict[str, int] = {}
    for spec in known.models:
        for field in spec.fields():
            label = CATEGORY_LABELS[field.category]
            counts[label] = counts.get(label, 0) + 1
    return [f"{label} ({count} champ{'s' if count > 1 else ''})" for label, count in counts.items()]


def delay_grid(known: Known) -> Grid:
    """Give every rule of retention that is in force."""
    rows = [(one.subject, one.when, one.source) for one in delays.in_force(known.limits)]
    return Grid(("Quoi", "Délai et point de départ", "Source"), rows, (3, 4, 4))


NIGHTS: Final[Mapping[str, str]] = {
    "end holds past their term": "Lever les suspensions de destruction dont le terme est passé",
    "announce what is to be destroyed": "Annoncer ce qui sera détruit au référent et au délégué",
    "destroy what is due": "Détruire ce qui est à son échéance",
    "close what backups no longer hold": "Clore les destructions que plus aucune sauvegarde des clés ne couvre",
    "archive what ended long ago": "Mettre aux archives les dossiers dont l’accompagnement a pris fin il y a deux ans",
    "open the month's tables": "Ouvrir le tableau du mois à valider par l’OFII",
    "announce ends of conventions": "Annoncer les fins de convention",
    "ask partners to destroy": "Demander aux partenaires de détruire leurs copies",
    "remind partners": "Relancer les partenaires qui n’ont pas attesté",
    "tidy what deliveries leave": "Effacer ce que les envois laissent derrière eux",
    "forget closed accounts": "Oublier à qui étaient les comptes fermés depuis un an",
    "seal the chains": "Vérifier le registre et le journal, et signer leur point de contrôle",
    "purge the journal": "Purger le journal de sécurité de ce qui a passé sa durée",
    "requests of persons": "Rappeler les demandes des personnes en cours",
}
"""What the house does by itself once a day (`usecases.nightly.STEPS`), in French."""


def nights(known: Known) -> Iterator[Block]:
    """Say what the service does by itself every night."""
    if known.nightly:
        yield Text("Ce que le service fait de lui-même chaque nuit", bold=True)
        yield Listing([NIGHTS.get(name, name) for name in known.nightly])


def hosts_grid(known: Known) -> Grid:
    """Give every machine that settings name, and who else works on the service."""
    rows = [_host_row(standing) for standing in known.standings]
    rows += [_row(ROLE_LABELS[one.role], one.country, one, ()) for one in known.others]
    return Grid(("Rôle et machine", "Qui", "Pays", "Contrat", "État"), rows, (5, 4.4, 2.2, 3.8, 3.2))


def _host_row(standing: Standing) -> tuple[str, ...]:
    host, one = standing.host, standing.declared
    country = host.country or (one.country if one else "")
    return _row(f"{ROLE_LABELS[host.role]}\n{host.address or HERE}", country, one, standing.faults)


def _row(what: str, country: str, one: Declared | None, faults: Iterable[HostFault]) -> tuple[str, ...]:
    where = countries.named(country) if country else "non déclaré"
    if one is None:
        return (what, "non déclaré", where, "—", " ; ".join(FAULT_LABELS[fault].upper() for fault in faults))
    state = " ; ".join(FAULT_LABELS[fault] for fault in faults) or "déclaré"
    who = "\n".join(part for part in (one.identity, one.contact) if part)
    if one.own:
        return (what, f"{who}\n(machine de l’opérateur)", where, "sans objet", state)
    return (what, who, where, _contract(one), state)


def _contract(one: Declared) -> str:
    ends = f" au {day(one.ends_on)}" if one.ends_on else ""
    dates = f"du {day(one.starts_on)}{ends}" if one.starts_on else "non daté"
    agreed = f"clauses de l’article 28 du {day(one.agreed_on)}" if one.agreed_on else "clauses non datées"
    return f"{dates}\n{agreed}"


def day(value: date | None) -> str:
    """Say a day; nothing when there is none."""
    return f"{value:%d/%m/%Y}" if value else ""


def telephone(number: str) -> str:
    """Say an E.164 number as the French do."""
    return display_telephone(number) if number.startswith("+") else number


def transfers(known: Known) -> str:
    """Say where data go: nowhere outside of the Area, as far as everything is declared."""
    lands = {standing.host.country or (standing.declared.country if standing.declared else "") for standing in
             known.standings} | {one.country for one in known.others}  # fmt: skip
    named = ", ".join(sorted(countries.named(land) for land in lands if land))
    missing = [ROLE_LABELS[one.host.role] for one in known.standings if not (one.host.country or one.declared)]
    sentence = (
        "Aucun transfert hors de l’Espace économique européen : le service n’appelle que les machines de ses réglages, "
        f"et refuse un pays qui n’en est pas. Pays des machines : {named or 'aucun déclaré'}."
    )
    return f"{sentence} Pays non déclaré : {', '.join(missing)}." if missing else sentence


def measure_facts(known: Known) -> Facts:
    """Give every security measure as it is on."""
    return Facts([(topic.value, words) for topic, words in measures(known).items()])


def opening(known: Known, *, level: int = 1) -> Iterator[Block]:
    """Say who answers for the processing: what each register begins with."""
    yield Heading("Qui répond du traitement", level)
    yield Facts(
        [
            ("Opérateur", known.operator),
            ("Départements", ", ".join(known.departements) or TO_COMPLETE),
        ]
    )
    for statement in (Statement.OPERATOR, Statement.CONTROLLER, Statement.DPO):
        yield from said(known, statement)
