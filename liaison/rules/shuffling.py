"""In which order does a table leave that must not tell who is who? One drawn at random, every order as likely.

Fisher and Yates' shuffle, on bytes that somebody else draws; a draw that would favour some places is thrown away.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def shuffled(rows: Iterable[T], random: Callable[[int], bytes]) -> list[T]:
    """Return the rows in an order drawn at random: it holds nothing of the order that they came in."""
    drawn = list(rows)
    for last in range(len(drawn) - 1, 0, -1):
        other = below(last + 1, random)
        drawn[last], drawn[other] = drawn[other], drawn[last]
    return drawn


def below(bound: int, random: Callable[[int], bytes]) -> int:
    """Draw a number from 0 to `bound` - 1, each as likely.

    The remainder of a division alone would favour the small ones: what lies beyond the last whole multiple of the
    bound is drawn again.

    Raises:
        ValueError: nothing lies below.
    """
    if bound < 1:
        message = "nothing lies below"
        raise ValueError(message)
    size = (bound.bit_length() + 7) // 8
    whole = (1 << 8 * size) // bound * bound
    while (number := int.from_bytes(random(size), "big")) >= whole:
        pass
    return number % bound
