"""Who works on the service, and who answers for data protection at each party? Two lists to print (G-11, G-5)."""

from collections.abc import Iterator, Sequence
from typing import Final

from forms.documents import Block, Grid, Heading, Printed, Text
from liaison.rules.access import Actor
from liaison.usecases import conventions
from liaison.usecases.context import Context
from liaison.usecases.conventions import ConventionPage, CorrespondentView
from liaison.usecases.directory import CORRESPONDENTS
from liaison.usecases.registers import wording
from liaison.usecases.registers.known import Known

_LACKING: Final = "NON DÉSIGNÉ"


def subprocessors(known: Known) -> Printed:
    """Make the list of sub-processors."""
    return Printed(
        "Liste des sous-traitants", known.operator, known.made, tuple(_subprocessors(known)),
        subtitle="RGPD, article 28 ; guide pratique AGIR, annexes 6, 6.1 et 6.2", landscape=True,
    )  # fmt: skip


def correspondents(ctx: Context, actor: Actor, known: Known) -> Printed:
    """Make the list of the correspondents of every convention of the actor's départements, missing ones marked."""
    lines = conventions.list_conventions(ctx, actor)
    pages = [conventions.open_convention(ctx, actor, line.convention.id) for line in lines if line.convention.enabled]
    return Printed(
        "Correspondants protection des données et sécurité", known.operator, known.made, tuple(_correspondents(pages)),
        subtitle="Guide pratique AGIR, annexes 6.1 et 6.2", landscape=True,
    )  # fmt: skip


def _subprocessors(known: Known) -> Iterator[Block]:
    yield Text(
        "Chaque machine que les réglages du service nomment, et chaque prestataire déclaré. Une machine « non "
        "déclarée » "
        "est utilisée sans que l’opérateur ait déclaré qui l’exploite."
    )
    yield wording.hosts_grid(known)
    yield Heading("Transferts hors de l’Union européenne", 2)
    yield Text(wording.transfers(known))
    yield Heading("Garanties demandées", 2)
    yield Text(
        "Le contrat avec chaque sous-traitant présente des garanties de sécurité équivalentes à celles des "
        "conventions, et "
        "précise qu’il n’agit que sur instruction de l’opérateur (guide, annexe 6.1, article 4, et annexe 6.2, "
        "article 5)."
    )


def _correspondents(pages: Sequence[ConventionPage]) -> Iterator[Block]:
    if not pages:
        yield Text("Aucune convention n’est enregistrée dans vos départements.")
        return
    lacking = sum(len(CORRESPONDENTS) - len({(one.party, one.duty) for one in page.correspondents}) for page in pages)
    yield Text(f"Correspondants à désigner : {lacking}." if lacking else "Chaque correspondant est désigné.", bold=True)
    rows = [row for page in pages for row in _rows(page)]
    heads = ("Partenaire", "Convention", "Charge", "Nom", "Fonction", "E-mail", "Téléphone")
    yield Grid(heads, rows, (3.4, 3, 3.4, 3, 3, 4, 2.6))


def _rows(page: ConventionPage) -> Iterator[tuple[str, ...]]:
    of = f"{page.partner_name} ({page.departement})"
    for (party, duty), label in CORRESPONDENTS.items():
        named = [one for one in page.correspondents if (one.party, one.duty) == (party, duty)]
        charge = label[:1].upper() + label[1:]
        if not named:
            yield (of, page.convention.reference, charge, _LACKING, "", "", "")
        for one in named:
            yield (of, page.convention.reference, charge, *_who(one))


def _who(one: CorrespondentView) -> tuple[str, ...]:
    return (one.name, one.function, one.email, wording.telephone(one.telephone))
