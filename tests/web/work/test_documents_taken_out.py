"""Does what a stranger sent leave as a file to keep, or as pixels, and never as a page (security.md 22)?"""

import io

import pytest
from PIL import Image

from tests.deposits import By, Sent
from tests.web.work.arriving import came
from tests.web.work.office import Desk, Office

PAGE = b"<!doctype html><script>alert('Visiteuse Fictive')</script>"
NAMES = {
    'Fiche "Visiteuse"; filename=x.html': "document.html",
    "dessin.svg": "document.svg",
    "Visiteuse; Set-Cookie=a": "document.bin",
    "Visiteuse Fictive": "document.bin",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_kept_never_shown(name: str, desk: Desk, office: Office) -> None:
    """Octets under a name of ours, whatever it was called inside; nothing of it runs in a browser that shows it."""
    (path,) = came(office, By(office.contact), Sent(PAGE, name))
    document = path.rpartition("/")[2]

    answer = desk.press(f"/depots/documents/{document}/enregistrer")

    assert PAGE == answer.content
    assert "application/octet-stream" == answer.headers["content-type"]
    assert f'attachment; filename="{NAMES[name]}"' == answer.headers["content-disposition"]
    assert "nosniff" == answer.headers["x-content-type-options"]
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "no-store" == answer.headers["cache-control"]
    assert "set-cookie" not in answer.headers


def test_a_file_is_not_fetched_by_looking(desk: Desk, office: Office) -> None:
    """The journal says who took it: a link that is only looked at takes nothing."""
    (path,) = came(office, By(office.contact), Sent(PAGE, "page.html"))
    document = path.rpartition("/")[2]

    assert 405 == desk.see(f"/depots/documents/{document}/enregistrer").status_code
    assert 404 == desk.see(f"/depots/documents/{document}/pages/1").status_code


def test_a_page_is_pixels_made_here(desk: Desk, office: Office) -> None:
    """Not an octet of the document but a picture of it; a page that it does not have is none."""
    with Image.new("RGB", (60, 40), "#34507a") as image:
        content = _saved(image)
    (path,) = came(office, By(office.contact), Sent(content, "photo.gif"))
    document = path.rpartition("/")[2]

    answer = desk.see(f"/depots/documents/{document}/pages/1")

    assert "image/png" == answer.headers["content-type"]
    assert answer.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert b"Visiteuse" in content
    assert b"Visiteuse" not in answer.content
    assert 404 == desk.see(f"/depots/documents/{document}/pages/2").status_code


def _saved(image: Image.Image) -> bytes:
    """Save an image with words behind its end, as somebody does who hides something in it."""
    buffer = io.BytesIO()
    image.save(buffer, "GIF")
    return buffer.getvalue() + b"Visiteuse Fictive"
