"""How does a file leave by a page? With a neutral name, its own type and nothing that could run (security.md 22)."""

from typing import Final

from starlette.responses import Response

_PDF: Final = "application/pdf"


def pdf(content: bytes, *, name: str = "fiche.pdf") -> Response:
    """Show a PDF in the browser's own reader, under a name that says its kind only.

    `sandbox` is left out on purpose: browsers then refuse to show a PDF at all; the policy of every page
    (`web.guard`) already allows it no script and no network.
    """
    return Response(content, media_type=_PDF, headers={"content-disposition": f'inline; filename="{name}"'})


def attachment(content: bytes, *, name: str) -> Response:
    """Give a file to keep, never to open in the page; `name` is ours, never what somebody typed."""
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(content, media_type="application/octet-stream", headers=headers)


def png(content: bytes) -> Response:
    """Show a picture that we drew ourselves."""
    return Response(content, media_type="image/png", headers={"content-disposition": "inline"})
