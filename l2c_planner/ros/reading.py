"""How messages that arrive are read: what cannot be used becomes a reason, and nothing raises.

Functions `read_...` return what they read, or None and one of `REASONS`. Sizes are judged before anything is made of
them. Tables are copied both ways, so that nobody holds a view of a message.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

FURTHEST = 1e6
"""Positions and velocities beyond are not believed [m, m/s]."""

MALFORMED, NAME, PHASE, SIZE, SHAPE, NUMBER, FRAME, QUATERNION = REASONS = (
    "not the message it should be",
    "a name is empty, too long or not printable",
    "no such phase or state",
    "too many numbers",
    "shape and numbers do not fit",
    "a number is not finite or out of range",
    "given in another frame",
    "not a unit quaternion",
)
"""Why something is not read: a fixed set, so that counts of them stay bounded."""

T = TypeVar("T")
Reading = tuple[T | None, str]
"""What was read and an empty text, or None and one of `REASONS`."""


class Refused(Exception):
    """Carries one of `REASONS`."""


def reading(function: Callable[..., T]) -> Callable[..., Reading[T]]:
    """Turn what a function raises about its message into a reason."""

    @wraps(function)
    def read(*arguments: Any) -> Reading[T]:
        try:
            return function(*arguments), ""
        except Refused as refused:
            return None, str(refused)
        except (AttributeError, TypeError, ValueError, OverflowError, BufferError):
            return None, MALFORMED

    return read


def need(holds: bool, reason: str) -> None:
    """Refuse the message for a reason unless something holds."""
    if not holds:
        raise Refused(reason)
