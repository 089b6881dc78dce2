"""Step sizes and penalties by rule: what shrinks the slowest mode fastest if all agents had the same curvature.

With f_i = h x^2 / 2 a round is linear, and every eigenvalue of the weights has a mode of its own: a 2 x 2 matrix. The
step is the best for the ends of the spectrum and of the mean curvature, and at most a share of 1 / steepest, which the
steepest single agent would stand if it were alone with its mode.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from l2c_planner.consensus import weights
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Curvature, Problem

CANDIDATES = 121
TRACKING_CAP, EXTRA_CAP, PUSH_CAP = 0.4, 1.0, 0.4
"""Largest step times steepest curvature."""
SHARES = (1.0, 0.85, 0.7, 0.55)
"""Of the step by the model: a trial may find a smaller one better where agents differ much."""
WIDER = (1.2, *SHARES)
"""Where the model's step is kept small by its cap alone."""
LOWEST = (-0.6, -0.8, -1.0, -1.2)
"""Eigenvalues of relaxed weights."""
PENALTY_SHARE = 0.8
"""Smallest penalty times twice the mean degree, of the steepest curvature."""
WITH_SETS = 6.0
"""Factor on penalties where sets hold some agents off their neighbours: stiffer than any curvature."""

Radius = Callable[[float], float]


def tracking_step(curvature: Curvature, links: Links, sequence: tuple[Links, ...] = ()) -> float:
    """Of gradient tracking; with the mean weights of a sequence of links, if there is one."""
    mixing = sum(s.mixing for s in sequence) / len(sequence) if sequence else links.mixing
    return _tracking(weights.spectrum(mixing)[[0, -2]], curvature, TRACKING_CAP)


def tracking_rate(curvature: Curvature, links: Links, step: float) -> float:
    """Factor by which the model's slowest mode shrinks in a round of gradient tracking."""
    return _tracking_radius(weights.spectrum(links.mixing)[[0, -2]], curvature, step)


def push_step(curvature: Curvature, links: Links) -> float:
    """Of push-DIGing: smaller where an agent ends up with less than its share of the weight, which it divides by."""
    shares = weights.column_stochastic(links.heard)
    values, least = weights.directed_spectrum(shares), weights.stationary(shares).min()
    return _tracking(values[:-1], curvature, PUSH_CAP * min(1.0, float(least)))


def extra_relaxations(links: Links) -> list[float]:
    """That EXTRA may be tried with: none, and those that bring the lowest eigenvalue of the weights down to some."""
    lowest = float(weights.spectrum(links.mixing)[0])
    return [1.0, *((1 - low) / (1 - lowest) for low in LOWEST if low < lowest)]


def extra_step(curvature: Curvature, links: Links, relaxation: float = 1.0) -> float:
    """Of EXTRA."""
    mode, h = _paired(1 - relaxation * (1 - weights.spectrum(links.mixing)[[0, -2]]), curvature)

    def radius(step: float) -> float:
        found = _radius(1 + mode - step * h, step * h - (1 + mode) / 2, np.ones_like(h), np.zeros_like(h))
        return max(found, _mean_mode(step, curvature))

    return _fastest(radius, 1e-3 / curvature.steepest, EXTRA_CAP / curvature.steepest)


def admm_penalty(problem: Problem, links: Links) -> float:
    """Of ADMM and R-ADMM, as if all agents had the mean degree."""
    curvature, factor = problem.curvature(), WITH_SETS if problem.constrained else 1.0
    degree = links.degree.ravel()
    walk = (links.heard / np.sqrt(degree)[:, None]) / np.sqrt(degree)
    mode, h = _paired(weights.spectrum(walk)[[0, -2]], curvature)
    d = float(degree.mean())

    def radius(penalty: float) -> float:
        pull = penalty * d
        kept, moved = pull * (1 + mode) / (h + 2 * pull), -1 / (h + 2 * pull)
        modes = _radius(kept, moved, pull * (1 - mode) * kept, 1 + pull * (1 - mode) * moved)
        return max(modes, 2 * pull / (curvature.strong + 2 * pull))

    least = PENALTY_SHARE * curvature.steepest / (2 * d)
    return factor * _fastest(radius, least, 1e2 * least)


def _tracking(modes: np.ndarray, curvature: Curvature, cap: float) -> float:
    high = cap / curvature.steepest
    return _fastest(lambda step: _tracking_radius(modes, curvature, step), 1e-3 * high, high)


def _tracking_radius(modes: np.ndarray, curvature: Curvature, step: float) -> float:
    mode, h = _paired(modes, curvature)
    found = _radius(mode, np.full_like(mode, -step), h * (mode - 1), mode - step * h)
    return max(found, _mean_mode(step, curvature))


def _paired(modes: np.ndarray, curvature: Curvature) -> tuple[np.ndarray, np.ndarray]:
    """Every mode with both ends of the mean curvature."""
    mode, h = np.meshgrid(modes, [curvature.strong, curvature.smooth])
    return mode.ravel(), h.ravel()


def _mean_mode(step: float, curvature: Curvature) -> float:
    """Contraction of the mean, which descends as one."""
    return max(abs(1 - step * curvature.strong), abs(1 - step * curvature.smooth))


def _radius(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> float:
    """Largest spectral radius of the matrices [[a, b], [c, d]]."""
    matrices = np.stack([np.stack([a, b], -1), np.stack([c, d], -1)], -2)
    return float(np.abs(np.linalg.eigvals(matrices)).max())


def _fastest(radius: Radius, low: float, high: float) -> float:
    """The value on a logarithmic grid that gives the smallest radius."""
    grid = np.geomspace(low, high, CANDIDATES)
    return float(grid[np.argmin([radius(value) for value in grid])])
