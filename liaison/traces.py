"""Where did an exception come from, and of what kind is it? Never its words: they can hold a name (ASVS 16.2.5)."""

import traceback
from typing import Final

_FRAMES: Final = 8


def described(error: BaseException) -> dict[str, object]:
    """Return the kind of an exception and its last frames, each as file, line and function."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return {
        "kind": type(error).__name__,
        "frames": [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}:{frame.name}" for frame in frames],
    }
