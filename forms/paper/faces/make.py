"""How were the static faces beside this file made from the variable Noto fonts? A maintainer runs it.

`python -m forms.paper.faces.make` rewrites them; nothing in the product imports this module. See
docs/decisions/0010-static-faces-and-arabic.md for the reasons.
"""

import io
from pathlib import Path

import fontpkg
from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib import instancer  # type: ignore[import-untyped]

HERE = Path(__file__).parent
VARIATIONS = ("fvar", "gvar", "avar", "HVAR", "MVAR", "STAT")
LAYOUT = ("GPOS", "GSUB", "GDEF", "kern")
Range = tuple[int, int]
"""First and last character."""

# Headings and printed labels: Latin with Vietnamese, Greek, Cyrillic, punctuation.
SEMIBOLD_RANGES = (
    (0x20, 0x24F), (0x2BC, 0x2BD), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x4FF), (0x1E00, 0x1EFF),
    (0x2000, 0x20CF), (0x2116, 0x2116), (0x25CC, 0x25CC),
)  # fmt: skip

# What every fiche carries, used or not: the languages written in Latin letters that people here have names in,
# Vietnamese and Romanian included, punctuation, euro. Few bytes: its accented letters are made of two others.
LATIN_RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x18F, 0x18F), (0x192, 0x192), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x1CD, 0x1DC),
    (0x218, 0x21B), (0x259, 0x259), (0x2BB, 0x2BC), (0x300, 0x30C), (0x323, 0x328), (0x1E80, 0x1E85),
    (0x1EA0, 0x1EF9), (0x2000, 0x2064), (0x2070, 0x2079), (0x20AC, 0x20AC), (0x2116, 0x2116), (0x2122, 0x2122),
    (0x2190, 0x2193), (0x2212, 0x2212),
)  # fmt: skip
# The rest goes with a fiche that needs it, a pack at a time. What people here write in is in small packs, so that
# the size of an archive does not tell the script of a name (docs/decisions/0025).
SPACES = ((0x20, 0x20), (0xA0, 0xA0))
CYRILLIC_RANGES = (*SPACES, (0x400, 0x4FF))
GREEK_RANGES = (*SPACES, (0x370, 0x3FF))
LATIN_MORE_RANGES = ((0x180, 0x24F), (0x1E00, 0x1EFF))
# Arabic, Persian, Urdu, Pashto, with the joined forms that shaping gives.
ARABIC_RANGES = (*SPACES, (0x600, 0x6FF), (0xFB50, 0xFBFF), (0xFE70, 0xFEFF))
# Noto Sans holds Devanagari, but this program does not shape it: drawn letter by letter it would read wrong.
UNSHAPED_RANGES = ((0x900, 0x97F), (0x1CD0, 0x1CFF), (0xA8E0, 0xA8FF))
EVERYTHING = ((0x20, 0x10FFFF),)


def regular(name: str, family: str, ranges: tuple[Range, ...], *, but: tuple[Range, ...] = ()) -> bytes:
    """The weight 400 of a Noto family for some characters, without tables that nothing here reads."""
    font = TTFont(fontpkg.path(family), recalcTimestamp=False)
    # The default outlines of both families are weight 400, width 100: dropping the variations is instancing.
    for tag in VARIATIONS:
        if tag in font:
            del font[tag]
    _rename(font, name)
    return _subset(font, [code for code in sorted(font.getBestCmap()) if _in(code, ranges) and not _in(code, but)])


def _in(code: int, ranges: tuple[Range, ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)


def semibold() -> bytes:
    """Noto Sans at weight 600, for the characters of headings and short values."""
    font = TTFont(fontpkg.path("noto-sans"), recalcTimestamp=False)
    wanted = [code for code in sorted(font.getBestCmap()) if _in(code, SEMIBOLD_RANGES)]
    small = io.BytesIO(_subset(font, wanted))
    static = instancer.instantiateVariableFont(
        TTFont(small, recalcTimestamp=False), {"wght": 600, "wdth": 100}, static=True
    )
    _rename(static, "NotoSans-SemiBold")
    return _saved(static)


def _rename(font: TTFont, postscript_name: str) -> None:
    # reportlab and PDF readers know a face by its PostScript name: two faces must not share one.
    for platform, encoding, language in ((3, 1, 0x409), (1, 0, 0)):
        font["name"].setName(postscript_name, 6, platform, encoding, language)
        font["name"].setName(postscript_name.replace("-", " "), 4, platform, encoding, language)


def _subset(font: TTFont, codes: list[int]) -> bytes:
    options = subset.Options(
        layout_features=[],
        hinting=False,
        glyph_names=False,
        notdef_outline=True,
        name_IDs=[0, 1, 2, 4, 6, 13, 14],
    )
    options.drop_tables += [*LAYOUT, "STAT", "HVAR", "MVAR"]
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=codes)
    chosen.subset(font)
    return _saved(font)


def _saved(font: TTFont) -> bytes:
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def faces() -> dict[str, bytes]:
    """Every shipped face by file name."""
    named = (*LATIN_RANGES, *CYRILLIC_RANGES, *GREEK_RANGES, *LATIN_MORE_RANGES, *UNSHAPED_RANGES)
    made = {
        "NotoSans-SemiBold": semibold(),
        "NotoSans-Latin": regular("NotoSans-Latin", "noto-sans", LATIN_RANGES),
        "NotoSans-LatinMore": regular("NotoSans-LatinMore", "noto-sans", LATIN_MORE_RANGES, but=LATIN_RANGES),
        "NotoSans-Cyrillic": regular("NotoSans-Cyrillic", "noto-sans", CYRILLIC_RANGES),
        "NotoSans-Greek": regular("NotoSans-Greek", "noto-sans", GREEK_RANGES),
        "NotoSans-Signs": regular("NotoSans-Signs", "noto-sans", EVERYTHING, but=named),
        "NotoSansArabic-Letters": regular("NotoSansArabic-Letters", "noto-sans-arabic", ARABIC_RANGES),
        "NotoSansArabic-More": regular("NotoSansArabic-More", "noto-sans-arabic", EVERYTHING, but=ARABIC_RANGES),
    }
    return {f"{name}.ttf": data for name, data in made.items()}


if __name__ == "__main__":
    for name, data in faces().items():
        (HERE / name).write_bytes(data)
