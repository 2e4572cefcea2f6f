"""What did the DPO and the controller write of a breach? Sealed texts, each under a data key of its own.

They must not name a beneficiary: the form says so, and the guard on free text stops what looks like it until its
writer says that they read it again.
"""

from collections.abc import Collection, Mapping
from typing import Final

from liaison.errors import Invalid, Problem
from liaison.records import BreachText
from liaison.rules import free_text
from liaison.store import breaches as store
from liaison.usecases.breach_words import PASSAGES
from liaison.usecases.context import Context
from liaison.vocabulary import Sealed
from liaison.vocabulary.breaches import Passage

LONGEST: Final = 4000
_SHOWN: Final = 3


def read_all(ctx: Context, subject_ids: Collection[str]) -> Mapping[tuple[str, Passage], str]:
    """Open the texts of some incidents, clocks or complaints, by subject and passage."""
    return {
        (row.subject_id, Passage(row.passage)): str(
            ctx.unseal(Sealed.BREACH_TEXT.object(row.id), "text", row.content, version=row.revision)
        )
        for row in store.list_texts(ctx.session, subject_ids)
    }


def check(texts: Mapping[Passage, str], *, sure: bool, required: Collection[Passage] = ()) -> None:
    """Let through texts that are there where they must be and that the guard has nothing against.

    Raises:
        Invalid: one is missing or too long, or holds what a text without a beneficiary would not, and nobody said
            that they read it again.
    """
    problems: list[Problem] = []
    for passage, text in texts.items():
        label = PASSAGES[passage]
        if passage in required and not text.strip():
            problems.append(Problem(passage.value, label, "À remplir."))
        if len(text) > LONGEST:
            problems.append(Problem(passage.value, label, f"Trop long : {LONGEST} caractères au plus."))
        if not sure:
            problems += _guarded(passage, text)
    if problems:
        raise Invalid(problems)


def write(ctx: Context, actor_id: str, subject_id: str, texts: Mapping[Passage, str]) -> int:
    """Keep some texts, in the caller's transaction; return how many changed."""
    before = read_all(ctx, [subject_id])
    changed = 0
    for passage, text in texts.items():
        typed = text.strip()
        if before.get((subject_id, passage), "") == typed:
            continue
        changed += 1
        row = store.find_text(ctx.session, subject_id, passage.value)
        if row is None:
            row = BreachText(
                id=ctx.new_id(), subject_id=subject_id, passage=passage.value, content=b"", revision=0,
                written_at=ctx.now, written_by=actor_id,
            )  # fmt: skip
            ctx.vault.create(Sealed.BREACH_TEXT.object(row.id))
        row.revision += 1
        row.written_at, row.written_by = ctx.now, actor_id
        row.content = ctx.seal(Sealed.BREACH_TEXT.object(row.id), "text", typed, version=row.revision)
        ctx.session.add(row)
    ctx.session.flush()
    return changed


def _guarded(passage: Passage, text: str) -> list[Problem]:
    found = free_text.find(text)
    problems = []
    for kind in dict.fromkeys(one.kind for one in found):
        told = free_text.category_of(kind)
        quoted = ", ".join(f"« {part} »" for part in free_text.passages(text, found, kind)[:_SHOWN])
        sentence = f"{quoted} : c’est peut-être {told.label}. Ce texte ne doit rien dire d’une personne précise."
        problems.append(Problem(passage.value, PASSAGES[passage], sentence))
    return problems
