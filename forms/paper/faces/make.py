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

# Headings and the values that must be found at a glance: Latin with Vietnamese, Greek, Cyrillic, punctuation.
SEMIBOLD_RANGES = (
    (0x20, 0x24F), (0x2BC, 0x2BD), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x4FF), (0x1E00, 0x1EFF),
    (0x2000, 0x20CF), (0x2116, 0x2116), (0x25CC, 0x25CC),
)  # fmt: skip


def regular(family: str) -> bytes:
    """The weight 400 of a Noto family, with all its characters, without tables that reportlab ignores."""
    font = TTFont(fontpkg.path(family), recalcTimestamp=False)
    # The default outlines of both families are weight 400, width 100: dropping the variations is instancing.
    for tag in VARIATIONS:
        if tag in font:
            del font[tag]
    return _subset(font, sorted(font.getBestCmap()))


def semibold() -> bytes:
    """Noto Sans at weight 600, for the characters of headings and short values."""
    font = TTFont(fontpkg.path("noto-sans"), recalcTimestamp=False)
    wanted = [code for first, last in SEMIBOLD_RANGES for code in range(first, last + 1)]
    small = io.BytesIO(_subset(font, [code for code in wanted if code in font.getBestCmap()]))
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
    return {
        "NotoSans-Regular.ttf": regular("noto-sans"),
        "NotoSans-SemiBold.ttf": semibold(),
        "NotoSansArabic-Regular.ttf": regular("noto-sans-arabic"),
    }


if __name__ == "__main__":
    for name, data in faces().items():
        (HERE / name).write_bytes(data)
