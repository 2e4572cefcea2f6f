"""Where does each word stand on a page? Its edges, as poppler sees them."""

import re
import subprocess
from html import unescape


def placed_words(pdf: bytes) -> dict[str, tuple[float, float]]:
    """Return the horizontal place of the last occurrence of each word of the first page, in points."""
    return {word: (left, right) for word, left, right, _ in _words(pdf, "-l", "1")}


def lowest_edges(pdf: bytes) -> list[tuple[str, float]]:
    """Return each word of all pages with its lower edge, in points from the top."""
    return [(word, low) for word, _, _, low in _words(pdf)]


def _words(pdf: bytes, *options: str) -> list[tuple[str, float, float, float]]:
    command = ["pdftotext", "-bbox", *options, "-", "-"]
    said = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    found = re.findall(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', said)
    return [(unescape(word), float(left), float(right), float(low)) for left, right, low, word in found]
