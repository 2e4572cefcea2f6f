"""What can the DPO hand to an inspection? Seals and public keys, exports of both chains, a printed report."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, Problem, Refused
from liaison.rules.periods import Period
from liaison.usecases import checkpointing, exporting_chains, reporting
from liaison.usecases.auditing import EntryLine
from liaison.usecases.checkpointing import PublicSeal
from liaison.usecases.context import Context
from liaison.usecases.exporting_chains import ChainFormat
from liaison.vocabulary import Chain
from web.chains import row
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.files import attachment, pdf
from web.inputs import FrenchDate, Input, read
from web.pages import render

router = APIRouter(prefix="/preuves")

_FILES: Final = {Chain.REGISTER: "registre", Chain.SECURITY: "journal"}
_ENDINGS: Final = {ChainFormat.LINES: "txt", ChainFormat.CSV: "csv", ChainFormat.XLSX: "xlsx"}
FORMATS: Final = (
    (ChainFormat.XLSX.value, "Classeur .xlsx", "Pour lire et trier."),
    (ChainFormat.CSV.value, "CSV", "Pour un autre logiciel."),
    (
        ChainFormat.LINES.value,
        "Lignes signées",
        "Pour prouver : se vérifie ailleurs, sans ce service, avec la clé publique.",
    ),
)
CHAINS: Final = ((Chain.REGISTER.value, "Registre des transmissions"), (Chain.SECURITY.value, "Journal de sécurité"))


class ExportInput(Input):
    """Which chain, as what, of which days; no day: all of it."""

    chain: Annotated[Chain, Field(title="Quoi")]
    chain_format: Annotated[ChainFormat, Field(title="Format")]
    since: Annotated[FrenchDate, Field(title="Du")] = None
    until: Annotated[FrenchDate, Field(title="Au")] = None


class ReportInput(Input):
    """Of which days a report tells."""

    report_since: Annotated[FrenchDate, Field(title="Du")]
    report_until: Annotated[FrenchDate, Field(title="Au")]


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the two forms."""

    chain: str
    chain_format: str
    since: str
    until: str
    report_since: str
    report_until: str


@dataclass(frozen=True, slots=True)
class ProofsPage:
    """Seals, keys, and what can be taken away."""

    seals: tuple[PublicSeal, ...]
    typed: Typed
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    chains: tuple[tuple[str, str], ...] = CHAINS
    formats: tuple[tuple[str, str, str], ...] = FORMATS
    title: str = "Preuves et exports"


@router.get("")
def show_proofs(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:  # noqa: ARG001 - who is there
    """Show seals and keys, and offer exports and the report."""
    return render(request, "register/proofs.html", _page(ctx))


@router.post("/export")
def export_chain(ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Give a chain as a file; by POST, since the journal notes who took it."""
    page = _page(ctx)
    try:
        given = read(form, ExportInput)
        period = _period(given.since, given.until, "", needed=False)
        parts = exporting_chains.export_chain(
            ctx, actor, given.chain, given.chain_format, period=period, wording=_in_french
        )
        content = b"".join(parts)
    except Invalid as error:
        typed = replace(page.typed, **{name: form.one(name) for name in ExportInput.model_fields})
        again = replace(page, problems=error.problems, typed=typed)
        raise Again(error, "register/proofs.html", again) from error
    except Refused as error:
        raise Again(error, "register/proofs.html", replace(page, refusal=error)) from error
    return attachment(content, name=f"{_FILES[given.chain]}.{_ENDINGS[given.chain_format]}")


@router.post("/rapport")
def make_report(ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Give the report over a period as a PDF."""
    page = _page(ctx)
    try:
        given = read(form, ReportInput)
        period = _period(given.report_since, given.report_until, "report_", needed=True)
        assert period is not None  # noqa: S101 - it was needed
        content = reporting.make_report(ctx, actor, period)
    except Invalid as error:
        typed = replace(page.typed, **{name: form.one(name) for name in ReportInput.model_fields})
        again = replace(page, problems=error.problems, typed=typed)
        raise Again(error, "register/proofs.html", again) from error
    return pdf(content, name="rapport.pdf")


def _page(ctx: Context) -> ProofsPage:
    year = date(ctx.today.year, 1, 1)
    typed = Typed(Chain.REGISTER.value, ChainFormat.XLSX.value, "", "", f"{year:%d/%m/%Y}", f"{ctx.today:%d/%m/%Y}")
    return ProofsPage(tuple(checkpointing.public_seals(ctx)), typed)


def _period(since: date | None, until: date | None, prefix: str, *, needed: bool) -> Period | None:
    """Make a period of two days; one without the other is a mistake."""
    if since is None and until is None and not needed:
        return None
    missing = [("since", "Du", since), ("until", "Au", until)]
    problems = [Problem(prefix + name, label, f"« {label} » : à remplir.") for name, label, day in missing if not day]
    if since is None or until is None:
        raise Invalid(problems)
    if until < since:
        raise Invalid([Problem(f"{prefix}until", "Au", "« Au » : ce jour vient avant « Du ».")])
    return Period.of(since, until)


def _in_french(line: EntryLine) -> tuple[str, str]:
    shown = row(line, line.at, reference=line.reference)
    return shown.what, " · ".join(f"{name} : {value}" for name, value in shown.details)
