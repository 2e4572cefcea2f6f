"""How do values become words, and is the look legible? Filters, escaping, contrast, weight of a page."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import fontpkg_atkinson_hyperlegible as package
import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.errors import Invalid
from liaison.vocabulary import Role
from tests.web.staff import Staff
from web import pages
from web.app import build
from web.inputs import Form, FrenchDate, Input, Ticked, read
from web.pages import STATIC, Frame, Pages

MOMENT = datetime(2026, 3, 3, 13, 32, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("mardi 3 mars 2026 à 14 h 32", pages.moment(MOMENT)),
        ("mercredi 1er juillet 2026 à 0 h 05", pages.moment(datetime(2026, 6, 30, 22, 5, tzinfo=UTC))),
        ("lundi 31 août 2026", pages.day(date(2026, 8, 31))),
        ("03/03/2026 à 14:32", pages.short_moment(MOMENT)),
        ("14:32", pages.clock(MOMENT)),
        ("2026-03-03", pages.iso(date(2026, 3, 3))),
        ("06 12 34 56 78", pages.telephone("+33612345678")),
        ("+32 2 555 12 12", pages.telephone("+3225551212")),
        ("poste 12", pages.telephone("poste 12")),
        ("1 compte", pages.plural(1, "compte", "comptes")),
        ("0 compte", pages.plural(0, "compte", "comptes")),
        ("2 comptes", pages.plural(2, "compte", "comptes")),
        ("Ain, Isère et Rhône", pages.joined(["Ain", "Isère", "Rhône"])),
        ("Ain", pages.joined(["Ain"])),
        ("", pages.joined([])),
    ],
)
def test_filters_speak_french(expected: str, actual: str) -> None:
    """Dates in Paris, numbers in pairs, words that agree."""
    assert expected == actual


@dataclass(frozen=True, slots=True)
class Hostile:
    """A page whose every value is markup."""

    title: str = "<script>alert(1)</script>"
    sentence: str = "\"'><img src=x onerror=alert(1)> {{ 7919*7927 }} {% raw %}"
    hint: str = "</p><b>"
    problems: tuple[object, ...] = ()


def test_values_are_never_markup(service: Service) -> None:
    """Whatever somebody is called, the page shows it and does not run it (ASVS 1.2.1)."""
    text = Pages(build(service)).html("errors/error.html", Hostile(), Frame(None, "", (), "", demo=False, provider=""))
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "62773913" not in text
    assert "{{ 7919*7927 }}" in text


class Sample(Input):
    """A small form."""

    name: str = ""
    day: FrenchDate = None
    agreed: Ticked = False
    codes: tuple[str, ...] = ()


@pytest.mark.parametrize("typed", ["03/11/2026", "3/11/2026", "2026-11-03", " 03/11/2026 "])
def test_dates_are_read_as_people_write_them(typed: str) -> None:
    """Typed by hand or posted by a date control."""
    form = Form({"day": (typed,), "agreed": ("1",), "codes": ("a", "b"), "csrf": ("x",)})
    assert (date(2026, 11, 3), True, ("a", "b")) == (
        read(form, Sample).day,
        read(form, Sample).agreed,
        read(form, Sample).codes,
    )


@pytest.mark.parametrize("typed", ["31/02/2026", "hier", "03-11-2026", "1/2/3/4", "99999/1/1"])
def test_a_date_that_is_none_is_told_how_to_write_it(typed: str) -> None:
    """With an example."""
    with pytest.raises(Invalid) as caught:
        read(Form({"day": (typed,)}), Sample)
    assert "03/11/2026" in caught.value.problems[0].message


# --- contrast (WCAG 2.2, 1.4.3 and 1.4.11) ---

TOKENS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", (STATIC / "style.css").read_text(encoding="utf-8")))
GROUNDS = ("paper", "surface", "tint", "accent-tint", "key-tint", "envelope-tint", "danger-tint", "success-tint")
WORDS = ("ink", "ink-soft", "accent", "accent-dark", "key", "envelope", "danger", "success")


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour, as WCAG defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Give the contrast of two colours."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_word_is_legible_on_every_ground(word: str, ground: str) -> None:
    """4.5:1 for text, whatever is combined."""
    assert contrast(TOKENS[word], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_the_border_of_a_field_is_visible(ground: str) -> None:
    """3:1 for controls; white on the primary button is text."""
    assert contrast(TOKENS["border"], TOKENS[ground]) >= 3
    assert contrast("#ffffff", TOKENS["accent"]) >= 4.5


# --- fonts, weight ---


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_the_face_is_that_of_its_package(weight: str) -> None:
    """The web font is the packaged face, glyph for glyph, in a smaller container."""
    folder = Path(str(package.__file__)).parent / "files"
    source = TTFont(folder / f"AtkinsonHyperlegible-{weight.capitalize()}.ttf")
    served = TTFont(STATIC / "fonts" / f"atkinson-hyperlegible-{weight}.woff2")
    assert source.getBestCmap() == served.getBestCmap()
    assert source.getGlyphOrder() == served.getGlyphOrder()
    assert all(source["glyf"][name] == served["glyf"][name] for name in source.getGlyphOrder())


def test_a_page_with_all_it_needs_weighs_under_100_kb(browser: TestClient, staff: Staff) -> None:
    """Style, scripts, fonts and page together, uncompressed (interface.md)."""
    staff.sign_in(browser, Role.REFERENT)
    page = browser.get("/")
    linked = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
    linked |= {url.replace("regular", "bold") for url in linked if "regular" in url}
    weight = len(page.content) + sum(len(browser.get(url).content) for url in linked)
    assert len(linked) >= 5
    assert weight < 100_000
