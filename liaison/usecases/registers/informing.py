"""Which notice is a person given, in which words and languages? From what the software does (RGPD art. 13, 14; G-9)."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from forms.documents import Block, Heading, Printed, Text
from liaison.errors import NotFound, WrongState
from liaison.messages import notice
from liaison.messages.notice import Translation
from liaison.records import NoticeText as NoticeRow
from liaison.store import directory as directory_store
from liaison.store import registers as store
from liaison.usecases.context import Context
from liaison.usecases.directory import KIND_LABELS
from liaison.usecases.registers import delays
from liaison.usecases.registers.stating import statements
from liaison.usecases.scheduling import limits_of
from liaison.vocabulary import PartnerKind, Sealed
from liaison.vocabulary.registers import Statement

FRENCH: Final = "fr"
_OF_PROGRAMME: Final = "un partenaire du programme AGIR"
_SPOKEN: Final[Mapping[PartnerKind, str]] = {PartnerKind.PIC_IPR: "projet PIC IPR", PartnerKind.OFII: "OFII"}
_NO_FICHE: Final = frozenset({PartnerKind.PREFECTURE})
"""Who is told of an exclusion and gets no fiche (`rules.exchange.models_for`): the notice says so elsewhere."""
_TO_COMPLETE: Final = "à compléter par l’opérateur"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the notice: its title, and its sentences."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeText:
    """The notice as it is handed over; `version` is the digest of these very words."""

    version: str
    title: str
    parts: tuple[Part, ...]
    language: str = FRENCH
    name: str = "français"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Every sentence, in order."""
        return tuple(sentence for part in self.parts for sentence in part.sentences)

    @property
    def lacks(self) -> bool:
        """Whether the operator has still to say something that stands in it."""
        return any(_TO_COMPLETE in sentence for sentence in self.paragraphs)

    @property
    def direction(self) -> str:
        """In which direction it is read."""
        return "rtl" if self.language in notice.RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True)
class GivenText:
    """A text that was given once, and since when."""

    text: NoticeText
    first_given_at: datetime


def notices(ctx: Context, operator: str) -> tuple[NoticeText, ...]:
    """Return the notice in French, then in every language that is translated and up to date."""
    places = _places(ctx, operator)
    french = _compose(FRENCH, "français", notice.TITLE, notice.SENTENCES, places)
    others = (_translated(one, places) for one in notice.translations(ctx.settings.notices_dir))
    return (french, *(text for text in others if text is not None))


def unusable(ctx: Context) -> tuple[Translation, ...]:
    """Return the translations that are not offered, each with the reason why."""
    places = _places(ctx, "")
    return tuple(
        one if one.wrong else Translation(one.code, one.name, wrong="un délai n’est pas traduit")
        for one in notice.translations(ctx.settings.notices_dir)
        if _translated(one, places) is None
    )


def blank_notice(ctx: Context) -> NoticeText:
    """Return the notice with places to fill by hand, where the operator has nothing to say yet."""
    places = {**_places(ctx, notice.BLANK), **dict.fromkeys(("controller", "dpo", "rights"), notice.BLANK)}
    return _compose(FRENCH, "français", notice.TITLE, notice.SENTENCES, places)


def keep_text(ctx: Context, text: NoticeText) -> None:
    """Keep a text that somebody is given, unless it is kept already."""
    if store.find_notice_text(ctx.session, text.version) is not None:
        return
    row = NoticeRow(id=ctx.new_id(), version=text.version, text=b"", first_given_at=ctx.now)
    object_id = Sealed.NOTICE_TEXT.object(row.id)
    ctx.vault.create(object_id)
    parts: list[object] = [{"title": part.title, "sentences": list(part.sentences)} for part in text.parts]
    value = {"title": text.title, "language": text.language, "name": text.name, "parts": parts}
    row.text = ctx.seal(object_id, "text", value)  # type: ignore[arg-type]  # nested lists of texts
    ctx.session.add(row)


def chosen(texts: tuple[NoticeText, ...], version: str) -> NoticeText:
    """Return the text of a version among those that stand today; no version: the French one.

    Raises:
        WrongState: the words changed since the page was shown.
    """
    for text in texts:
        if version in {text.version, ""}:
            return text
    raise WrongState(
        "Le texte d’information a changé depuis que cette page est affichée.",
        hint="Rechargez la page, remettez le nouveau texte à la personne, puis notez la remise.",
    )


def given_text(ctx: Context, version: str) -> GivenText:
    """Return a text that was given, as it was then.

    Raises:
        NotFound: nobody was given it.
    """
    row = store.find_notice_text(ctx.session, version)
    if row is None:
        raise NotFound("Ce texte n’a été remis à personne.", hint="Retrouvez-le dans « Registres ».")
    return _given(ctx, row)


def given_texts(ctx: Context) -> list[GivenText]:
    """Return every text that was given, the youngest first."""
    return [_given(ctx, row) for row in store.list_notice_texts(ctx.session)]


def old_text(operator: str) -> NoticeText:
    """Return the words that were given before versions were digests."""
    sentences = tuple(paragraph.format(operator=operator) for paragraph in notice.OLD_PARAGRAPHS)
    return NoticeText(notice.OLD_VERSION, notice.TITLE, (Part("", sentences),))


def printed(text: NoticeText, made: str) -> Printed:
    """Make the notice ready to print: one page."""
    return Printed(text.title, "Programme AGIR", made, tuple(_blocks(text)), foot=f"Texte {text.version}")


def _blocks(text: NoticeText) -> Iterator[Block]:
    for part in text.parts:
        yield Heading(part.title, 2)
        # One block: the space between paragraphs would make a second page.
        yield Text("\n".join(part.sentences))


def _given(ctx: Context, row: NoticeRow) -> GivenText:
    value = ctx.unseal_mapping(Sealed.NOTICE_TEXT.object(row.id), "text", row.text)
    parts = value["parts"] if isinstance(value["parts"], list) else []
    read = tuple(
        Part(str(part["title"]), tuple(str(one) for one in list(part["sentences"])))  # type: ignore[arg-type]
        for part in parts
        if isinstance(part, dict)
    )
    text = NoticeText(row.version, str(value["title"]), read, str(value["language"]), str(value["name"]))
    return GivenText(text, row.first_given_at)


def _places(ctx: Context, operator: str) -> Mapping[str, str]:
    limits, said = limits_of(ctx), statements(ctx)
    kinds = store.partner_kinds(ctx.session)
    partners = ", ".join(_SPOKEN.get(kind, KIND_LABELS[kind]) for kind in PartnerKind if kind in kinds - _NO_FICHE)
    return {
        "operator": operator,
        "controller": _line(said, Statement.CONTROLLER),
        "dpo": _line(said, Statement.DPO),
        "rights": _line(said, Statement.RIGHTS),
        "partners": partners or _OF_PROGRAMME,
        "case_delay": delays.case_delay(limits),
        "convention_delay": delays.convention_delay(limits),
    }


def _line(said: Mapping[Statement, str], statement: Statement) -> str:
    return " ".join(said.get(statement, _TO_COMPLETE).split()).rstrip(".")


def _translated(one: Translation, places: Mapping[str, str]) -> NoticeText | None:
    words = one.delays or {}
    if one.wrong or one.sentences is None or any(places[place] not in words for place in notice.DELAYS):
        return None
    spoken = {**places, **{place: words[places[place]] for place in notice.DELAYS}}
    return _compose(one.code, one.name, one.title, one.sentences, spoken)


def _compose(
    language: str, name: str, title: str, sentences: Mapping[str, str], places: Mapping[str, str]
) -> NoticeText:  # fmt: skip
    parts = []
    for number in notice.SENTENCES:
        if "." not in number:
            under = [key for key in notice.SENTENCES if key.startswith(f"{number}.")]
            parts.append(Part(sentences[number], tuple(sentences[key].format_map(places) for key in under)))
    words = "\n".join([language, title, *(line for part in parts for line in (part.title, *part.sentences))])
    return NoticeText(hashlib.sha256(words.encode()).hexdigest()[:16], title, tuple(parts), language, name)


def operator_of(ctx: Context) -> str:
    """Name the operator of the house, as its notice says it."""
    names = dict.fromkeys(row.operator for row in directory_store.list_departements(ctx.session))
    return ", ".join(names) or notice.BLANK
