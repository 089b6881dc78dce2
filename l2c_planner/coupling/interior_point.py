"""Batched primal-dual interior point over knot programs: every lane is one knot.

A lane that fails is tried again in other ways: cold from its target, then with soft constraints, which always has a solution
(the least violated point if the knot is infeasible), and from there with hard constraints once more.  The answer of a lane
does not depend on which lanes share its batch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.coupling.memory import Memory
from l2c_planner.coupling.newton import Passes
from l2c_planner.coupling.program import KnotProgram

ZERO = ("iterations", "hold", "delta", "memory", "used", "primal", "dual", "halvings", "patience", "converged")
"""What an attempt starts without."""
ASIDE = 1e-3
"""How far beside a point a new attempt starts, relative."""


@dataclass(frozen=True)
class Options:
    """Options of the coordination step."""

    max_iterations: int = 60
    """Newton iterations of one attempt; a knot that fails gets up to four attempts [-]."""
    tolerance: float = 1e-8
    """Bound on the scaled stationarity, the constraint residuals [unit of the constraint] and the complementarity."""
    warm_barrier: float = 1e-5
    """Complementarity to which a warm start is pushed away from the boundary [-]."""
    cold_barrier: float = 1e-1
    """The same for a cold start [-]."""
    guarded_barrier: float = 1e-2
    """The same for the second attempt [-]."""
    elasticity: float = 1e-6
    """Softness of the constraints in the attempt that cannot fail: a violation v costs v^2 / (2 elasticity)."""
    infeasible: float = 1e-4
    """Violation of the soft problem above which a knot counts as infeasible [unit of the constraint]."""


@dataclass(frozen=True)
class Outcome:
    """How the lanes ended; arrays (B, L)."""

    converged: np.ndarray
    """Solution of the hard constraints found."""
    infeasible: np.ndarray
    """Least violated point found, violated by more than ``Options.infeasible``."""
    iterations: np.ndarray
    """Newton iterations of all attempts."""


class InteriorPoint:
    """Solves the programs of a :class:`Memory` for the targets and weights that its arrays hold."""

    def __init__(self, program: KnotProgram, batches: int, parameters: dict[str, np.ndarray], options: Options) -> None:
        self.memory, self.options = Memory(program, batches), options
        self.passes = Passes(self.memory, parameters)
        entry = self.memory.entry
        entry("tolerance")[:], entry("equations")[:] = options.tolerance, program.equations
        entry("slacks")[:] = self.memory.constraints

    def solve(self, cold: np.ndarray, infeasible: np.ndarray) -> Outcome:
        """Solve all lanes; ``cold`` (B, L): no useful last solution, ``infeasible``: so the last time."""
        m, o = self.memory, self.options
        m.entry("largest")[:] = m.weight.max(axis=1)
        iterations = np.zeros(cold.shape, int)
        self._push(cold, o.cold_barrier, anew=True)
        self._push(~cold & ~infeasible, o.warm_barrier)
        converged = self._attempt(~infeasible, iterations)
        if converged.all():
            return Outcome(converged, ~converged, iterations)
        again = ~converged & ~infeasible
        self._restart(again, m.z)
        self._push(again, o.guarded_barrier, anew=True)
        converged |= self._attempt(again, iterations, guarded=True)
        again &= ~converged
        self._restart(again, m.target)
        self._push(again, o.cold_barrier, anew=True)
        converged |= self._attempt(again, iterations, guarded=True)
        return self._soften(converged, infeasible, iterations)

    def violation(self) -> np.ndarray:
        """Largest violation of any constraint at the last evaluated points (B, L)."""
        m = self.memory
        worst = np.abs(m.residual).max(axis=1, initial=0.0)
        return np.maximum(worst, (-m.c).max(axis=1, initial=0.0))

    # ---------------------------------------------------------------- attempts
    def _attempt(
        self, lanes: np.ndarray, iterations: np.ndarray, guarded: bool = False, elasticity: float = 0.0
    ) -> np.ndarray:
        """Run some lanes from where they are; returns which of them converged, and adds to ``iterations``."""
        if not lanes.any():
            return lanes.copy()
        m, o = self.memory, self.options
        start = {"running": 1, "fresh": 1, "budget": o.max_iterations, "gamma": elasticity, "guarded": guarded}
        start |= {"best": np.inf, "curvature": 1} | dict.fromkeys(ZERO, 0)
        for name, value in start.items():
            m.entry(name)[lanes] = value
        mean = np.sum(m.s * m.dual, axis=1) / max(1, m.constraints)
        barrier = np.maximum((1.0 if guarded else 0.1) * mean, 0.1 * o.tolerance)
        m.entry("mu")[lanes] = barrier[lanes]
        self.passes.solve()
        iterations += np.where(lanes, m.entry("iterations"), 0).astype(int)
        return lanes & (m.entry("converged") > 0)

    def _soften(self, converged: np.ndarray, infeasible: np.ndarray, iterations: np.ndarray) -> Outcome:
        """Solve what is left with soft constraints, and from there with hard ones where the violation is small."""
        m, o, hard = self.memory, self.options, ~converged
        self._push(hard, o.cold_barrier, anew=True)
        np.copyto(m.nu, m.residual[:, : m.program.equations] / o.elasticity, where=hard[:, None])
        soft = self._attempt(hard, iterations, True, o.elasticity)
        near = soft & (self.violation() <= o.infeasible)
        m.entry("gamma")[:] = 0.0
        z = m.z.copy()
        self._push(near, o.warm_barrier)
        converged = converged | self._attempt(near, iterations, guarded=True)
        np.copyto(m.z, z, where=(near & ~converged)[:, None])
        return Outcome(converged, soft & ~converged, iterations)

    def _restart(self, lanes: np.ndarray, points: np.ndarray) -> None:
        """Move some lanes close to other points: a point itself may be stationary, e.g. where two robots coincide."""
        if lanes.any():
            m = self.memory
            aside = points + ASIDE * (1 + np.abs(points)) * np.sin(1.0 + np.arange(points.shape[1]))[:, None]
            np.copyto(m.z[:, : m.program.variables], aside[:, : m.program.variables], where=lanes[:, None])
            self.passes.evaluate()

    def _push(self, lanes: np.ndarray, barrier: float, anew: bool = False) -> None:
        """Slacks at least the constraint values and a part of sqrt(barrier), multipliers at least barrier / slack.

        anew: forget slacks and multipliers of an earlier solve.
        """
        if not lanes.any():
            return
        m, here = self.memory, lanes[:, None]
        s, dual, c = (a[:, : m.constraints] for a in (m.s, m.dual, m.c))
        if anew:
            np.copyto(m.nu, 0.0, where=here)
            np.copyto(s, np.sqrt(barrier), where=here)
            np.copyto(dual, 0.0, where=here)
        np.maximum(s, np.maximum(c, 0.1 * np.sqrt(barrier)), out=s, where=here)
        np.maximum(dual, barrier / s, out=dual, where=here)
