"""What stands in the parts of a workbook? As XML, read without the product's own reader."""

import io
import re
import zipfile

SHEET = "xl/worksheets/sheet1.xml"


def part(content: bytes, name: str = SHEET) -> str:
    """Return one part as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def everything(content: bytes) -> str:
    """Return all parts but the theme of colours."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if "theme" not in name)


def cell(content: bytes, place: str) -> str:
    """Return the element of one cell."""
    found = re.search(rf'<c r="{place}"[^>]*?(/>|>.*?</c>)', part(content))
    assert found is not None, place
    return found[0]


def style(content: bytes, place: str) -> str:
    """Return the format of one cell."""
    number = re.search(r' s="(\d+)"', cell(content, place))
    assert number is not None, place
    formats = part(content, "xl/styles.xml").partition("<cellXfs")[2].partition("</cellXfs>")[0]
    return formats.split("<xf ")[1 + int(number[1])]


def number_format(content: bytes, place: str) -> str:
    """Return how one cell shows a number."""
    code = re.search(r'numFmtId="(\d+)"', style(content, place))
    assert code is not None
    if int(code[1]) == 49:
        return "@"
    styles = part(content, "xl/styles.xml")
    found = re.search(rf'<numFmt numFmtId="{code[1]}" formatCode="(.*?)"/>', styles)
    return found[1] if found else code[1]
