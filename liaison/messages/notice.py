"""What is a person told of the use of their data? The notice of RGPD art. 13 and 14, by numbered sentences (G-9).

Plain French, short sentences. A translation is a file that gives each number its sentence; it names the digest of the
French words that it translates, so that one that is no longer true is not handed over.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TITLE: Final = "Ce que nous faisons de vos informations"
SENTENCES: Final[Mapping[str, str]] = {
    "1": "Qui utilise vos informations ?",
    "1.1": "{operator} vous accompagne dans le programme AGIR, vers le logement et l’emploi.",
    "1.2": "Responsable de vos informations : {controller}.",
    "1.3": "Délégué à la protection des données : {dpo}.",
    "2": "Pourquoi ?",
    "2.1": "Nous écrivons des informations sur vous pour vous accompagner et pour vous orienter.",
    "2.2": "Vous donnez votre accord quand vous signez le contrat d’engagement AGIR. Pour votre e-mail et pour votre "
    "santé, nous demandons un autre accord.",
    "2.3": "Si vous sortez du programme, nous devons le dire à l’OFII et, parfois, au préfet. C’est une mission "
    "d’intérêt public.",
    "2.4": "Avec votre accord, nous proposons votre entrée dans le programme à l’OFII : il reçoit votre nom et les "
    "dates de votre protection. C’est l’OFII qui décide. Nous vous remettons sa convocation.",
    "2.5": "Vous pouvez ne pas répondre à une question. Sans certaines informations, nous ne pouvons pas vous "
    "orienter.",
    "3": "Quelles informations ?",
    "3.1": "Votre nom, votre date de naissance, votre nationalité, votre numéro AGDREF, vos coordonnées, votre "
    "famille, votre protection, votre niveau de français et vos besoins.",
    "3.2": "Elles viennent de vous, de l’OFII, ou d’un organisme qui vous a orienté vers nous.",
    "4": "Qui les reçoit ?",
    "4.1": "Les personnes qui vous accompagnent les lisent.",
    "4.2": "Avec votre accord, nous envoyons une fiche à un partenaire qui peut vous aider : {partners}.",
    "4.3": "La fiche est fermée par une clé, ou donnée en main propre.",
    "4.4": "Vos informations restent dans l’Espace économique européen (Union européenne, Islande, Liechtenstein, "
    "Norvège).",
    "5": "Combien de temps ?",
    "5.1": "Nous détruisons votre dossier au plus tard {case_delay} après la fin de votre accompagnement.",
    "5.2": "Nous détruisons ce que nous échangeons sous une convention avec un partenaire au plus tard "
    "{convention_delay} après la fin de cette convention.",
    "5.3": "Nous gardons plus longtemps la preuve qu’une fiche est partie, sans votre nom.",
    "6": "Quels sont vos droits ?",
    "6.1": "Vous pouvez dire non, ou changer d’avis, à tout moment : nous n’enverrons plus de fiche. Cela ne change "
    "pas votre protection.",
    "6.2": "Vous pouvez demander à voir vos informations, à les corriger, à les effacer, à les recevoir, ou à limiter "
    "leur utilisation. Vous pouvez aussi vous y opposer.",
    "6.3": "Écrivez à : {rights}. Vous pouvez aussi en parler à votre référent. Nous répondons en un mois.",
    "6.4": "Aucune décision sur vous n’est prise par une machine seule.",
    "6.5": "Si vous n’êtes pas d’accord, vous pouvez écrire à la CNIL : www.cnil.fr, ou CNIL, 3 place de Fontenoy, "
    "TSA 80715, 75334 Paris Cedex 07.",
}
"""Number → sentence; a number without a point begins a part."""
BLANK: Final = "……………………………………………………"
"""What is left to fill by hand."""
DELAYS: Final = ("case_delay", "convention_delay")
"""The places that are words, not names: a translation says each in its language."""
RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ps", "ur", "ku", "sd", "ug"})

OLD_VERSION: Final = "2026-11"
"""What a notice was called before its version was the digest of its text."""
OLD_PARAGRAPHS: Final = (
    """{operator} vous accompagne vers le logement et l’emploi dans le programme AGIR. Pour cela, nous écrivons \
des informations sur vous : votre nom, votre numéro AGDREF, vos coordonnées, votre situation de famille, votre \
niveau de français et vos besoins.""",
    """Ces informations viennent de vous, de l’OFII ou des structures qui vous ont orienté vers nous.""",
    """Avec votre accord, nous en envoyons une partie à un partenaire (Pôle emploi, mission locale, Cap emploi, \
APEC, hébergement…) sur une fiche de liaison. La fiche est toujours fermée par une clé que seul ce partenaire \
reçoit, ou remise en main propre.""",
    """Vous pouvez dire non, ou changer d’avis à tout moment : nous n’enverrons plus rien. Cela ne change pas \
votre droit à la protection.""",
    """Nous détruisons vos informations au plus tard 3 ans après la fin de votre accompagnement. Ce qui a été \
échangé avec Pôle emploi, une mission locale, Cap emploi, l’APEC ou un projet PIC IPR est détruit au plus tard \
2 mois après la fin de notre convention avec lui.""",
    """Vous pouvez demander à voir vos informations, à les corriger, à les effacer, à les recevoir ou à en \
limiter l’usage, et vous y opposer. Nous répondons en un mois au plus. Parlez-en à votre référent, ou au délégué \
à la protection des données ({operator}).""",
    """Si vous pensez que vos droits ne sont pas respectés, vous pouvez écrire à la CNIL (www.cnil.fr).""",
)
"""The words that were given under `OLD_VERSION`: they stay readable."""

_LARGEST: Final = 64 * 1024
_PLACE: Final = re.compile(r"\{([^{}]*)\}")
_CODE: Final = re.compile(r"[a-z]{2,3}\Z")


@dataclass(frozen=True, slots=True)
class Translation:
    """The notice in another language; `wrong` says why it may not be handed over, empty when it may."""

    code: str
    name: str
    title: str = ""
    sentences: Mapping[str, str] | None = None
    delays: Mapping[str, str] | None = None
    wrong: str = ""


def source_digest() -> str:
    """Return the digest of the French words with their places: what a translation says it translates."""
    text = "\n".join([TITLE, *(f"{number} {sentence}" for number, sentence in SENTENCES.items())])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def translations(folder: Path | None) -> tuple[Translation, ...]:
    """Read the operator's translations, by language code; one that cannot be used says why."""
    if folder is None or not folder.is_dir():
        return ()
    return tuple(_read(path) for path in sorted(folder.glob("*.toml")) if _CODE.match(path.stem))


def _read(path: Path) -> Translation:
    code = path.stem
    try:
        content = path.read_bytes()
        if len(content) > _LARGEST:
            return Translation(code, code, wrong="le fichier est trop grand")
        given = tomllib.loads(content.decode("utf-8"))
    except (OSError, ValueError):
        return Translation(code, code, wrong="le fichier ne se lit pas (TOML, UTF-8)")
    name, title, sentences, delays = (given.get(key) for key in ("name", "title", "sentences", "delays"))
    if not (isinstance(name, str) and isinstance(title, str) and _texts(sentences) and _texts(delays or {})):
        return Translation(code, code, wrong="il faut name, title, [sentences] et [delays]")
    wrong = _wrong(given.get("translates"), {str(key): str(value) for key, value in dict(sentences or {}).items()})
    return Translation(code, name, title, dict(sentences or {}), dict(delays or {}), wrong)


def _texts(given: object) -> bool:
    return isinstance(given, dict) and all(isinstance(value, str) for value in given.values())


def _wrong(translates: object, sentences: Mapping[str, str]) -> str:
    if translates != source_digest():
        return "le texte français a changé depuis cette traduction"
    if set(sentences) != set(SENTENCES):
        return "il manque des phrases, ou il y en a de trop"
    for number, sentence in SENTENCES.items():
        if sorted(_PLACE.findall(sentence)) != sorted(_PLACE.findall(sentences[number])):
            return f"la phrase {number} n’a pas les mêmes emplacements que le français"
    return ""
