"""Arrays to short JSON numbers: rounded, and None in place of anything that is not finite."""

from __future__ import annotations

from typing import Any

import numpy as np

JsonNumbers = Any
"""A float, None, or nested lists of them."""


def rounded(values: Any, decimals: int) -> JsonNumbers:
    """Nested lists of `values` rounded to `decimals` places."""
    array = np.asarray(values, float)
    return _without_holes(np.round(array, decimals) + 0.0, array)


def significant(values: Any, digits: int) -> JsonNumbers:
    """Nested lists of `values` rounded to `digits` significant digits."""
    array = np.asarray(values, float)
    usable = np.isfinite(array) & (array != 0)
    exponent = np.floor(np.log10(np.abs(np.where(usable, array, 1.0))))
    # Dividing by an integer power keeps the shortest decimal text; multiplying by 0.001 would not.
    places = digits - 1 - exponent
    up, down = 10.0 ** np.clip(places, 0, 300), 10.0 ** np.clip(-places, 0, 300)
    safe = np.where(usable, array, 0.0)
    return _without_holes(np.round(safe * up / down) / up * down, array)


def scalar(value: Any) -> float | None:
    """`value` (number, array of one element or None) as a float, None if there is none or it is not finite."""
    flat = np.asarray(np.nan if value is None else value, float).reshape(-1)
    return float(flat[0]) if flat.size and np.isfinite(flat[0]) else None


def _without_holes(shown: np.ndarray, source: np.ndarray) -> JsonNumbers:
    finite = np.isfinite(source)
    if finite.all():
        return shown.tolist()
    holes = shown.astype(object)
    holes[~finite] = None
    return holes.tolist()
