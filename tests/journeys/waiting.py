"""How does a journey wait for the outside world? On a condition, for a bounded time."""

import threading
from collections.abc import Callable
from typing import Final

PATIENCE: Final = 30.0
"""Seconds."""


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait until something holds; `what` is said when it never does."""
    waiting = threading.Event()
    for _ in range(int(PATIENCE * 20)):
        if condition():
            return
        waiting.wait(0.05)
    raise AssertionError(f"this never came: {what}")
