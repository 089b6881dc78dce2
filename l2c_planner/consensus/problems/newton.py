"""Damped Newton for many small convex problems at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Rows = Callable[[np.ndarray], np.ndarray]
MOST_STEPS, MOST_HALVINGS = 60, 30


def minimise(gradient: Rows, hessian: Rows, start: np.ndarray, tolerance: float = 1e-13) -> np.ndarray:
    """Where the gradients (A, n) of A strongly convex functions vanish, from start (A, n); hessian: (A, n, n).

    A step is halved until the gradient shrinks, row by row; ends when no row can be improved.
    """
    x, g = start, gradient(start)
    for _ in range(MOST_STEPS):
        norm = np.linalg.norm(g, axis=1)
        if norm.max(initial=0.0) <= tolerance:
            break
        step = -np.linalg.solve(hessian(x), g[..., None])[..., 0]
        length = np.ones((len(x), 1))
        for _ in range(MOST_HALVINGS):
            trial = gradient(x + length * step)
            worse = ~(np.linalg.norm(trial, axis=1) < norm)
            if not worse.any():
                break
            length[worse] *= 0.5
        length[worse], moved = 0.0, ~worse
        if not moved.any():
            break
        x = x + length * step
        g = gradient(x)
    return x
