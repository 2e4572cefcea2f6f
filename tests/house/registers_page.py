"""What do the printed registers say of one fixed house? Golden texts, so that whatever they derive from cannot drift.

A changed delay, mark, parameter of the cryptography, model or setting changes a text here, in the same commit, or a
test fails. The house is fictitious: no row is read.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from sqlmodel import SQLModel

from forms.catalog import Catalog
from liaison import settings
from liaison.messages import notice
from liaison.rules.hosts import Declared, standing
from liaison.usecases.nightly import STEPS
from liaison.usecases.registers import printing
from liaison.usecases.registers.hosts import hosts_of
from liaison.usecases.registers.inventory import tables_of
from liaison.usecases.registers.known import Known
from liaison.usecases.registers.reading import markdown
from liaison.usecases.scheduling import limits_with
from liaison.vocabulary import PartnerKind
from liaison.vocabulary.registers import HostRole, RegisterDocument, Statement

AT: Final = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
FOLDER: Final = "tests/golden/registers"
CONFIGURED: Final = {
    "public_url": "https://liaison.operateur.example",
    "smtp_host": "smtp.courrier.example",
    "mail_from": "agir@operateur.example",
    "sms_url": "https://sms.passerelle.example/send",
    "sms_country": "DE",
    "database_url": "postgresql://compte:secret@base.hebergeur.example/liaison",
}
DECLARED: Final = (
    Declared(
        "a", HostRole.HOSTING, "liaison.operateur.example", "FR", False, date(2026, 1, 1), None, date(2025, 12, 15),
        "Hébergeur Fictif SAS", "1 rue Imaginaire, 69000 Lyon",
    ),
    Declared(
        "b", HostRole.MAIL, "smtp.courrier.example", "FR", False, date(2026, 1, 1), date(2026, 10, 31), None,
        "Courrier d’Essai SARL",
    ),
    Declared("c", HostRole.DATABASE, "base.hebergeur.example", "FR", True, None, None, None, "Opérateur Imaginaire"),
)  # fmt: skip


def fixed() -> Known:
    """Return the facts of the fixed house."""
    configured = settings.load({}, **CONFIGURED)
    hosts = [host for host in hosts_of(configured) if host.is_apart]
    other = Declared(
        "d", HostRole.OTHER, "", "BE", False, date(2026, 3, 1), None, date(2026, 2, 20), "Maintenance Inventée SRL"
    )
    return Known(
        at=AT,
        settings=configured,
        limits=limits_with(configured, {}),
        models=Catalog(None).models(),
        tables=tables_of(SQLModel.metadata),
        standings=tuple(standing(host, DECLARED, AT.date()) for host in hosts),
        others=(other,),
        operators=("Opérateur Imaginaire",),
        departements=("Rhône (69)", "Loire (42)"),
        frameworks=("Rhône, 31/12/2027", "Loire, date non saisie"),
        kinds=frozenset({PartnerKind.MISSION_LOCALE, PartnerKind.CPH, PartnerKind.OFII}),
        bound_kinds=frozenset({PartnerKind.MISSION_LOCALE}),
        nightly=tuple(STEPS),
        has_antivirus=False,
        has_texts=True,
        statements={
            Statement.OPERATOR: "Opérateur Imaginaire, 2 rue des Essais, 69000 Lyon",
            Statement.DPO: "dpo@operateur.example",
        },
    )


def text_of(document: RegisterDocument, known: Known | None = None) -> str:
    """Write one document of the fixed house, or of one that is changed in a test."""
    return markdown(printing.MAKERS[document](known or fixed()))


def changed(**settings_of_house: object) -> Known:
    """Return the fixed house with other settings, and what hangs on them."""
    known = fixed()
    configured = known.settings.model_copy(update=settings_of_house)
    hosts = [host for host in hosts_of(configured) if host.is_apart]
    standings = tuple(standing(host, DECLARED, AT.date()) for host in hosts)
    return replace(known, settings=configured, limits=limits_with(configured, {}), standings=standings)


def notice_words() -> str:
    """Write the French words of the notice, by number, with the digest that translations name."""
    lines = [f"# {notice.TITLE}", f"Empreinte pour les traductions : `{notice.source_digest()}`"]
    lines += [f"{number} {sentence}" for number, sentence in notice.SENTENCES.items()]
    return "\n\n".join(lines) + "\n"


def documents() -> Mapping[str, Callable[[], str]]:
    """Return the golden texts, by their path."""
    made: dict[str, Callable[[], str]] = {f"{FOLDER}/notice.md": notice_words}
    for document in printing.MAKERS:
        made[f"{FOLDER}/{document.value}.md"] = _maker(document)
    return made


def _maker(document: RegisterDocument) -> Callable[[], str]:
    return lambda: text_of(document)
