"""What may the process that opens things answer? These shapes and no other; their values come from closed lists."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from liaison.ports import Look
from liaison.spreadsheets.returned_table import Returned
from liaison.vocabulary import DocumentKind, NoPicture, Trait

_CODE = r"^[a-z0-9-]{1,40}$"
_MOST_DOCUMENTS = 1_000
_LONGEST_NAME = 400
_LONGEST_SENTENCE = 400
_MOST_PAGES = 10_000_000
_LONGEST_SIDE = 20_000


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class LookTold(_Told):
    """How a `Look` travels."""

    kind: DocumentKind
    traits: frozenset[Trait]
    pages: Annotated[int, Field(ge=0, le=_MOST_PAGES)] | None

    def seen(self) -> Look:
        """Return it as the port has it."""
        return Look(self.kind, self.traits, self.pages)


class DocumentTold(_Told):
    """A document whose content is the body of the same place."""

    name: str = Field(min_length=1, max_length=_LONGEST_NAME, repr=False)
    look: LookTold


class Done(_Told):
    """The job is done; each job fills its own part of this."""

    outcome: Literal["done"]
    documents: tuple[DocumentTold, ...] = Field(default=(), max_length=_MOST_DOCUMENTS)
    look: LookTold | None = None
    pages: int = Field(default=1, ge=1, le=_MOST_PAGES)
    width: int = Field(default=1, ge=1, le=_LONGEST_SIDE)
    height: int = Field(default=1, ge=1, le=_LONGEST_SIDE)


class WrongKey(_Told):
    """No passphrase fits."""

    outcome: Literal["wrong-passphrase"]


class Malformed(_Told):
    """The archive is damaged, or none."""

    outcome: Literal["malformed"]
    code: str = Field(pattern=_CODE)


class Unsafe(_Told):
    """The archive is refused for what it declares."""

    outcome: Literal["unsafe"]
    code: str = Field(pattern=_CODE)


class Nothing(_Told):
    """No fields can be read, or no table."""

    outcome: Literal["nothing"]
    message: str = Field(max_length=_LONGEST_SENTENCE)
    hint: str = Field(max_length=_LONGEST_SENTENCE)


class NoPictureOfIt(_Told):
    """There is no picture."""

    outcome: Literal["no-picture"]
    code: NoPicture


class Memory(_Told):
    """A parser asked for more memory than there is, and said so."""

    outcome: Literal["memory"]


Answer = Done | WrongKey | Malformed | Unsafe | Nothing | NoPictureOfIt | Memory

ANSWER: TypeAdapter[Answer] = TypeAdapter(Annotated[Answer, Field(discriminator="outcome")])
STANDING: TypeAdapter[dict[str, tuple[str, bool]]] = TypeAdapter(
    dict[str, tuple[str, bool]], config=ConfigDict(hide_input_in_errors=True)
)
RETURNED: TypeAdapter[Returned] = TypeAdapter(Returned)
