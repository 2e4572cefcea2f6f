"""How does the copy for a person read? A document in plain French, the same values for a machine (art. 15, 20)."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from forms.documents import Block, Facts, Heading, Listing, Printed, Text, render
from liaison.rules.calendar import PARIS
from liaison.usecases.person_data import ORIGINS, Item, Part
from liaison.vocabulary import Origin

CONTENTS: Final = "document.zip"
DOCUMENT: Final = "vos-donnees.pdf"
EVERYTHING: Final = "vos-donnees.json"
GIVEN: Final = "portabilite.json"
_LONG: Final = 600
"""Characters of a value that stands as a paragraph: a cell higher than a page cannot be set."""
_FIXED: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Copy:
    """What the copy says of itself."""

    number: str
    operator: str
    made_at: datetime
    name: str
    left_out: int = 0
    masked: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class Enclosed:
    """A document that goes along as it came in."""

    name: str
    content: bytes

    def __repr__(self) -> str:
        return "Enclosed(hidden)"


def pack(copy: Copy, parts: Sequence[Part], enclosed: Sequence[Enclosed]) -> bytes:
    """Return one plain zip of the document, the two files for a machine and the documents; it is sealed next.

    Nothing is compressed, as in every archive of ours: a compressed length tells of the content.
    """
    files = [
        (DOCUMENT, _document(copy, parts)),
        (EVERYTHING, _machine(copy, parts, only=None)),
        (GIVEN, _machine(copy, parts, only=Origin.PERSON)),
        *((f"documents/{one.name}", one.content) for one in enclosed),
    ]
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, _FIXED), content)
    return output.getvalue()


def _document(copy: Copy, parts: Sequence[Part]) -> bytes:
    local = copy.made_at.astimezone(PARIS)
    blocks: list[Block] = [*_rights(copy)]
    for part in parts:
        blocks.append(Heading(part.title))
        blocks += _part(part)
    return render(
        Printed(
            "Toutes les données que nous avons sur vous", copy.operator,
            f"Établi le {local:%d/%m/%Y} à {local.hour} h {local.minute:02}, demande {copy.number}", blocks,
            subtitle=copy.name, foot=f"Demande {copy.number}",
        )
    )  # fmt: skip


def _part(part: Part) -> Iterator[Block]:
    if not part.items:
        yield Text("Rien.")
    short: list[tuple[str, str]] = []
    for item in part.items:
        if len(item.value) <= _LONG:
            short.append((item.label, f"{item.value}{_whence(item)}"))
            continue
        if short:
            yield Facts(tuple(short))
            short = []
        yield Text(f"{item.label}{_whence(item)}", bold=True)
        yield Text(item.value)
    if short:
        yield Facts(tuple(short))
    if part.note:
        yield Text(part.note, small=True)


def _whence(item: Item) -> str:
    told = [f"origine : {ORIGINS[item.origin]}"] if item.origin else []
    told += [f"le {item.on}"] if item.on else []
    return f"\n({', '.join(told)})" if told else ""


def _rights(copy: Copy) -> Iterator[Block]:
    yield Text(
        "Vous avez demandé une copie de vos données. Voici tout ce que nous avons : votre dossier, les fiches remplies "
        "avec vous, à qui elles ont été transmises, ce que nous avons reçu, jusqu’à quand nous le gardons, et qui l’a "
        "ouvert chez nous."
    )
    yield Heading("Ce que vous devez savoir (RGPD, article 15)", 2)
    yield Listing((
        "Pourquoi : vous accompagner vers le logement et l’emploi dans le programme AGIR.",
        "À qui : aux partenaires nommés plus bas, et à personne d’autre. Rien ne sort de l’Union européenne.",
        "Combien de temps : au plus trois ans après la fin de votre accompagnement ; chaque date est écrite plus bas.",
        "D’où : de vous, de l’OFII ou d’un partenaire ; l’origine est écrite sous chaque valeur quand elle est connue.",
        "Aucune décision n’est prise sur vous par une machine seule.",
        "Vous pouvez demander de corriger, d’effacer ou de limiter ces données, et vous opposer à leur usage.",
        "Vous pouvez écrire à la CNIL : 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, www.cnil.fr.",
    ))  # fmt: skip
    if copy.masked or copy.left_out:
        yield Text(
            f"Pour protéger d’autres personnes (article 15.4), {copy.masked} mention(s) sont masquées et "
            f"{copy.left_out} document(s) ne sont pas joints.",
            small=True,
        )


def _machine(copy: Copy, parts: Sequence[Part], *, only: Origin | None) -> bytes:
    told: Mapping[str, object] = {
        "demande": copy.number,
        "operateur": copy.operator,
        "etabli_le": copy.made_at.astimezone(PARIS).isoformat(timespec="minutes"),
        "parties": [
            {"titre": part.title, "valeurs": [_value(item) for item in kept]}
            for part in parts
            if (kept := [item for item in part.items if only is None or item.origin is only])
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _value(item: Item) -> dict[str, str]:
    told = {
        "libelle": item.label, "valeur": item.value, "champ": item.key,
        "origine": item.origin.value if item.origin else "", "le": item.on,
    }  # fmt: skip
    return {key: value for key, value in told.items() if value}
