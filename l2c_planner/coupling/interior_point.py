"""Batched primal-dual interior point: every lane is one knot, with its own barrier, step length and convergence.

Line search and safeguards are per lane, and a lane that has converged is frozen, so the answer of a knot does not depend on
which other knots share its batch.  Barrier update after Vanderbei and Shanno (LOQO, 1999).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.coupling.newton import NewtonSystem, stacked
from l2c_planner.kernels import LANES


@dataclass(frozen=True)
class Options:
    """Options of the coordination step."""

    max_iterations: int = 60
    """Newton iterations of one solve [-]."""
    tolerance: float = 1e-8
    """Bound on the scaled stationarity, the constraint residuals [unit of the constraint] and the complementarity."""
    warm_barrier: float = 1e-4
    """Complementarity to which a warm start is pushed away from the boundary [-]."""
    cold_barrier: float = 1e-1
    """The same for a cold start [-]."""


@dataclass(frozen=True)
class Outcome:
    """How the lanes ended; arrays (B, L)."""

    converged: np.ndarray
    iterations: np.ndarray
    error: np.ndarray
    """Largest of scaled stationarity, residual and complementarity."""


class InteriorPoint:
    """Solves a :class:`NewtonSystem` for the targets and weights that its arrays hold."""

    def __init__(self, system: NewtonSystem, options: Options) -> None:
        self.system, self.options = system, options
        self.terms = list(system.slacks.values())

    def start(self, lanes: np.ndarray | None, barrier: float) -> None:
        """Slacks and multipliers for a new solve from the present ``z``; ``lanes`` (B, L) restricts to some lanes.

        Slacks are the constraint values, kept at least ``sqrt(barrier)`` away from zero; multipliers that an earlier solve left
        are kept if the product stays above the barrier.
        """
        mask = np.ones((self.system.batches, LANES), bool) if lanes is None else lanes
        for term in self.terms:
            here = np.broadcast_to(mask[:, None, None, :], term.s.shape)
            floor = np.sqrt(barrier)
            s = np.maximum(term.c, floor * 0.1)
            term.s[:] = np.where(here, s, term.s)
            term.dual[:] = np.where(here, np.maximum(term.dual, barrier / s), term.dual)

    def reset(self, lanes: np.ndarray) -> None:
        """Forget the multipliers of some lanes (B, L): slack 1, multiplier ``cold_barrier``."""
        here = lanes[:, None, None, :]
        for term in self.terms:
            term.s[:] = np.where(here, 1.0, term.s)
            term.dual[:] = np.where(here, self.options.cold_barrier, term.dual)
        self.system.nu[:] = np.where(lanes[:, None, :], 0.0, self.system.nu)

    def solve(self) -> Outcome:
        """Newton iterations until every lane has converged or the limit is reached."""
        system, batches = self.system, self.system.batches
        done, iterations = np.zeros((batches, LANES), bool), np.zeros((batches, LANES), int)
        self._set_barrier(np.ones((batches, LANES)), 0.1)
        self.trace = []
        for _ in range(self.options.max_iterations + 1):
            system.assemble()
            error = self._error()
            done |= error <= self.options.tolerance
            self.trace.append((error.copy(), system.mu[:, 0, 0].copy(), done.sum()))
            if done.all():
                break
            iterations += ~done
            self._direction(done)
            self._advance(done)
        return Outcome(done, iterations, error)

    # ---------------------------------------------------------------- parts of an iteration
    def _error(self) -> np.ndarray:
        """Per lane (B, L)."""
        system = self.system
        scale = 1.0 + np.sqrt(system.weight * system.weight.max(axis=1, keepdims=True))
        error = (np.abs(system.stationarity) / scale).max(axis=1)
        error = np.maximum(error, np.abs(system.residual).max(axis=1, initial=0.0))
        for t in self.terms:
            gap = np.maximum(np.abs(t.c - t.s), t.s * t.dual)
            error = np.maximum(error, gap.max(axis=(1, 2)))
        return np.where(np.isfinite(error), error, np.inf)

    def _direction(self, done: np.ndarray) -> None:
        """Newton step; lanes whose matrix has the wrong inertia are solved again with more weight on the diagonal."""
        system = self.system
        system.delta[:] = 0.0
        system.solve()
        for attempt in range(8):
            bad = ((system.wrong > 0) | ~np.isfinite(system.rhs).all(axis=1)) & ~done
            if not bad.any():
                return
            system.delta[:, 0, 0] = np.where(bad, 1e-2 * 8.0**attempt, system.delta[:, 0, 0])
            system.assemble()
            system.solve()

    def _advance(self, done: np.ndarray) -> None:
        """Fraction-to-boundary step of every lane that is not done, and the next barrier."""
        system = self.system
        tau = np.maximum(0.99, 1.0 - system.mu[:, 0, 0])
        use_s = np.max([t.use_s.max(axis=(1, 2)) for t in self.terms], axis=0) if self.terms else 0 * tau
        use_dual = np.max([t.use_dual.max(axis=(1, 2)) for t in self.terms], axis=0) if self.terms else 0 * tau
        finite = np.isfinite(system.da).all(axis=1) & np.isfinite(system.rhs).all(axis=1)
        moving = ~done & finite & np.isfinite(use_s) & np.isfinite(use_dual)
        primal = np.where(moving, tau / np.maximum(use_s, tau), 0.0)
        dual = np.where(moving, tau / np.maximum(use_dual, tau), 0.0)
        _move(system.z, primal, system.da)
        _move(system.nu, dual, system.dnu)
        for t in self.terms:
            _move(t.s, primal, t.ds)
            _move(t.dual, dual, t.ddual)
        self._set_barrier(np.minimum(primal, dual), None)

    def _set_barrier(self, step: np.ndarray, factor: float | None) -> None:
        if not self.terms:
            return
        product = stacked(self.terms, "s") * stacked(self.terms, "dual")
        mean = product.mean(axis=1)
        if factor is None:
            spread = product.min(axis=1) / np.maximum(mean, 1e-300)
            factor = 0.1 * np.minimum(0.05 * (1 - spread) / np.maximum(spread, 1e-12), 2.0) ** 3
            factor = np.where(step < 0.5, np.maximum(factor, 0.3), np.maximum(factor, 1e-3))
        self.system.mu[:, 0, 0] = np.maximum(factor * mean, 0.1 * self.options.tolerance)


def _move(array: np.ndarray, step: np.ndarray, direction: np.ndarray) -> None:
    """array += step * direction where the step is not zero (a frozen lane keeps its bits, whatever the direction holds)."""
    spread = step.reshape(step.shape[0], *(1,) * (array.ndim - 2), step.shape[1])
    np.add(array, spread * direction, out=array, where=spread > 0)
