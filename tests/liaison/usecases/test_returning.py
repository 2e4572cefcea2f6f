"""Does a fiche that came back find the transmission it answers, for those who may read it, and only then?"""

from pathlib import Path

import pytest

from forms.paper import NothingToRead
from liaison.errors import Denied, NotFound
from liaison.events import EventKind
from liaison.store import exchanges, trails
from liaison.usecases import returning
from liaison.usecases.context import Context
from liaison.vocabulary import Chain
from tests.factories import House
from tests.forms.paper.saving import by_pypdf, by_qpdf
from tests.partner import open_pli

pytestmark = pytest.mark.requirement("D-5")


def came(house: House, folder: Path, name: str = "TESTOUKHINA", model: str = "spe") -> tuple[str, bytes]:
    """Send a fiche; return its transmission and the PDF as the partner has it."""
    case_id = house.case(raw={"beneficiary.last_name": name})
    transmission_id = house.send(house.draft(case_id, model, contact_id=house.recipient(model)))
    return transmission_id, open_pli(house.archive(transmission_id), house.key(transmission_id), folder)


def fiche_of(ctx: Context, transmission_id: str) -> str | None:
    """Return the fiche that a transmission carries."""
    row = exchanges.get_transmission(ctx.session, transmission_id)
    return exchanges.get_fiche_version(ctx.session, row.fiche_version_id or "").fiche_id


def test_it_finds_its_fiche(house: House, tmp_path: Path) -> None:
    """Filled by the partner, it is recognised as what left, and what was typed is read; reading is journalled."""
    transmission_id, pdf = came(house, tmp_path)

    found = house.do(returning.recognise, house["referent"], by_pypdf(pdf, {"course.information": "Vu, merci."}))

    assert (transmission_id, True) == (found.transmission_id, found.genuine)
    assert {"course.information": "Vu, merci."} == dict(found.returned.typed)
    assert () == found.returned.changed
    read = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, EventKind.FICHE_READ))
    assert house.do(fiche_of, transmission_id) == read[-1].subject


def test_a_forged_mark_is_not_believed(house: House, tmp_path: Path) -> None:
    """Values and their sums changed alike: the file contradicts itself nowhere, but not what was kept."""
    first, _ = came(house, tmp_path / "a")
    _, other = came(house, tmp_path / "b", "AUTRE", "generic")
    mark = house.do(returning.recognise, house["referent"], other).returned.mark
    forged = by_qpdf(other, {"liaison.form": mark.to_json().replace(mark.reference, house.row(first).reference)})

    found = house.do(returning.recognise, house["referent"], forged)

    assert (first, False, ()) == (found.transmission_id, found.genuine, found.returned.changed)


@pytest.mark.parametrize("field_id", ["beneficiary.last_name", "liaison.signature"])
def test_a_changed_value_is_not_believed(house: House, tmp_path: Path, field_id: str) -> None:
    """The mark is the one that left, what stands beside it is not: the fiche is found, and not genuine."""
    transmission_id, pdf = came(house, tmp_path)

    found = house.do(returning.recognise, house["referent"], by_qpdf(pdf, {field_id: "Tout autre"}))

    assert (transmission_id, False, (field_id,)) == (found.transmission_id, found.genuine, found.returned.changed)


def test_only_those_of_the_dossier_read_it(house: House, tmp_path: Path) -> None:
    """Another référent is told what a stranger is told."""
    _, pdf = came(house, tmp_path)

    with pytest.raises(Denied):
        house.do(returning.recognise, house["other referent"], pdf)


def test_what_left_elsewhere_is_not_found(house: House) -> None:
    """A blank fiche, another operator's: a sentence, and what to do with it."""
    spec = house.service.catalog.get("spe")
    with pytest.raises(NotFound, match="aucun pli de ce service"):
        house.do(returning.recognise, house["referent"], house.service.templates.blank(spec))
    with pytest.raises(NothingToRead):
        house.do(returning.recognise, house["referent"], b"%PDF-1.7\nnothing")
