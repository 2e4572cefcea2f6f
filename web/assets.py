"""How are the style sheet, the scripts and the fonts served? Under an address that changes with any of them."""

from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOR_EVER: Final = "public, max-age=31536000, immutable"


class HashedStatic(StaticFiles):
    """Files of one folder; kept for ever under their digest, asked again under any other."""

    def __init__(self, folder: Path, *, digest: str) -> None:
        super().__init__(directory=folder)
        self._digest = digest

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve a file."""
        response = await super().get_response(path, scope)
        current = scope["path_params"].get("digest") == self._digest
        response.headers["cache-control"] = FOR_EVER if current else "no-cache"
        return response
