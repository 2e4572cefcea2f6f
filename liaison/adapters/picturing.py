"""How does a document become pixels, in the child process? Drawn by pdfium or decoded by Pillow, made anew as PNG.

Pixels carry nothing else: no script, no link, no hidden text, no octet of the file, no place where a photo was
taken. Form fields are drawn with what stands in them. No script of a document runs (pdfium's wheels have no engine
for them). Accepted loss: fonts that a document does not carry are replaced by pdfium's own, since no file of the
machine can be opened here: letters of other alphabets may then show as boxes.
"""

import io
from collections.abc import Callable
from typing import Any, Final

import pypdfium2
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from liaison.adapters import looking
from liaison.vocabulary import NoPicture

_LONGEST_SIDE: Final = 1_800
"""Pixels: an A4 page at 154 dots an inch, small print can be read."""
_POINTS: Final = 72
_DOTS: Final = 154
_MOST_OCTETS: Final = 120_000_000
"""Of an image that is decoded: 30 million pixels in colours, 120 million greys; a scan of 600 dots an inch has 35."""
_OCTETS: Final = {"1": 2, "L": 1, "P": 1, "LA": 8, "PA": 8, "RGBA": 8}
"""What a pixel takes while it is made smaller, by mode; 4 in every other."""
_MOST_JPEG_PIXELS: Final = 100_000_000
"""A photo in JPEG is decoded smaller."""
_MOST_FRAMES: Final = 200
_PLUGINS: Final = (
    BmpImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin,
)  # fmt: skip
"""Loaded here, since nothing can be once the process is locked; no other format is ever tried."""
_FORMATS: Final = ("BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
Image.preinit()
_DEEP: Final = ("I", "F")

Answer = tuple[dict[str, Any], tuple[bytes, ...]]


class _None(Exception):
    def __init__(self, code: NoPicture) -> None:
        super().__init__(code)
        self.code = code


def job(head: dict[str, Any], content: bytes) -> Answer:
    """Draw one page; the first is number 1."""
    try:
        picture, pages = _drawer(content)(content, head["page"])
    except _None as error:
        return {"outcome": "no-picture", "code": error.code}, ()
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=3)
    return {"outcome": "done", "pages": pages, "width": picture.width, "height": picture.height}, (out.getvalue(),)


def _drawer(content: bytes) -> Callable[[bytes, int], tuple[Image.Image, int]]:
    if looking.is_pdf(content):
        return _page
    if looking.is_image(content):
        return _image
    raise _None(NoPicture.KIND)


def _page(content: bytes, number: int) -> tuple[Image.Image, int]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise _None(NoPicture.ENCRYPTED if is_locked else NoPicture.DAMAGED) from None
    pages = len(document)
    if not 1 <= number <= pages:
        raise _None(NoPicture.PAGE if pages else NoPicture.DAMAGED)
    document.init_forms()
    try:
        page = document[number - 1]
        longest = max(page.get_size())
        scale = min(_DOTS / _POINTS, _LONGEST_SIDE / max(longest, 1.0))
        picture: Image.Image = page.render(scale=scale, may_draw_forms=True).to_pil()
    except (pypdfium2.PdfiumError, ValueError, OverflowError):
        raise _None(NoPicture.DAMAGED) from None
    return picture.convert("RGB"), pages


def _image(content: bytes, number: int) -> tuple[Image.Image, int]:
    Image.MAX_IMAGE_PIXELS = None  # ours are stricter, and give a code
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            return _decoded(image, number)
    except _None:
        raise
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError, RuntimeError):
        # Pillow raises what the octets make it raise.
        raise _None(NoPicture.DAMAGED) from None


def _decoded(image: Image.Image, number: int) -> tuple[Image.Image, int]:
    frames = min(getattr(image, "n_frames", 1), _MOST_FRAMES) if image.format == "TIFF" else 1
    if not 1 <= number <= frames:
        raise _None(NoPicture.PAGE)
    if frames > 1:
        image.seek(number - 1)
    pixels = image.width * image.height
    if image.format == "JPEG" and pixels <= _MOST_JPEG_PIXELS:
        image.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
        pixels = image.width * image.height
    if pixels * _OCTETS.get(image.mode, 4) > _MOST_OCTETS:
        raise _None(NoPicture.TOO_LARGE)
    if image.mode == "1":
        image = image.convert("L")
    image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return _plain(ImageOps.exif_transpose(image)), frames


def _plain(image: Image.Image) -> Image.Image:
    """Lay it on white, in three plain colours: what was transparent hides nothing of what is shown."""
    if image.mode.startswith(_DEEP):
        image = ImageOps.autocontrast(image.convert("F").convert("L"))
    laid = Image.new("RGB", image.size, "white")
    clear = image.convert("RGBA")
    laid.paste(clear, mask=clear)
    return laid
