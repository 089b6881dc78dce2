"""Batched primal-dual interior point over knot programs: every lane is one knot.

A lane that fails is tried again: on guarded passes from where it is, then from its target, then with soft constraints,
which always have a solution (the least violated point if the knot is infeasible), and from there with hard constraints.
The answer of a lane does not depend on which lanes share its batch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.coupling.memory import Memory
from l2c_planner.coupling.newton import Passes
from l2c_planner.coupling.program import KnotProgram
from l2c_planner.kernels.sequence import Sequence

ZERO = ("iterations", "hold", "delta", "memory", "used", "primal", "dual", "halvings", "patience", "converged")
"""What an attempt starts without."""
POLISHING = 20
"""Most Newton steps with the fixed barrier."""
ROUNDING = 1e-14
ASIDE = 1e-3
"""How far beside a point a new attempt starts, relative."""


@dataclass(frozen=True)
class Options:
    """Options of the coordination step."""

    max_iterations: int = 60
    """Newton iterations of one attempt; a knot gets at most five [-]."""
    tolerance: float = 1e-8
    """Bound on the scaled stationarity, the constraint residuals [unit of the constraint] and the complementarity."""
    warm_barrier: float = 1e-5
    """Complementarity to which a warm start is pushed away from the boundary [-]."""
    cold_barrier: float = 1e-1
    """The same for a cold start [-]."""
    guarded_barrier: float = 1e-2
    """The same for the first guarded attempt [-]."""
    elasticity: float = 1e-6
    """Softness of the constraints in the attempt that cannot fail: a violation v costs v^2 / (2 elasticity)."""
    barrier: float = 0.0
    """Product of slack and multiplier to which every solution is brought exactly; 0 leaves it anywhere below the
    tolerance.  With it the solution is a smooth function of target and weights [unit of the objective]."""
    infeasible: float = 1e-4
    """Violation of the soft problem up to which the hard one is tried again [unit of the constraint]."""


@dataclass(frozen=True)
class Outcome:
    """How the lanes ended; arrays (B, L)."""

    converged: np.ndarray
    """Solution of the hard constraints found."""
    infeasible: np.ndarray
    """Only the least violated point found."""
    iterations: np.ndarray
    """Newton iterations of all attempts."""


class InteriorPoint:
    """Solves the programs of a :class:`Memory` for the targets and weights that its arrays hold."""

    def __init__(self, program: KnotProgram, batches: int, parameters: dict[str, np.ndarray], options: Options) -> None:
        self.memory, self.options = Memory(program, batches), options
        self.passes = Passes(self.memory, parameters)
        self._full_step: Sequence | None = None
        constants = {"tolerance": options.tolerance, "equations": program.equations, "slacks": self.memory.constraints}
        for name, value in constants.items():
            self.memory.entry(name)[:] = value

    def solve(self, cold: np.ndarray, infeasible: np.ndarray, scale: np.ndarray) -> Outcome:
        """Solve all lanes; arrays (B, L).

        cold: lanes without a useful last solution.  infeasible: lanes whose last solution was the least violated point.
        scale: by which the weights were divided.
        """
        m, o = self.memory, self.options
        m.entry("largest")[:] = m.weight.max(axis=1)
        iterations = np.zeros(cold.shape, int)
        self._push(cold, o.cold_barrier, anew=True)
        self._push(~cold & ~infeasible, o.warm_barrier)
        converged = self._attempt(~infeasible, iterations)
        for points, barrier in ((m.z, o.guarded_barrier), (m.target, o.cold_barrier)):
            again = ~converged & ~infeasible
            self._restart(again, points)
            self._push(again, barrier, anew=True)
            converged |= self._attempt(again, iterations, guarded=True)
        outcome = Outcome(converged, ~converged, iterations) if converged.all() else self._soften(converged, iterations)
        if o.barrier:
            self._polish(outcome.converged, o.barrier / scale)
        return outcome

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

    def _polish(self, lanes: np.ndarray, barrier: np.ndarray) -> None:
        """Newton steps with a fixed barrier until they end in rounding."""
        m = self.memory
        values = {"delta": 0, "gamma": 0, "curvature": 1, "mu": barrier, "move_primal": 1, "move_dual": 1}
        for name, value in values.items():
            m.entry(name)[:] = value
        m.entry("renew")[:] = lanes
        m.entry("move_primal")[:] = m.entry("move_dual")[:] = lanes
        self._full_step = self._full_step or self.passes.full_step()
        for _ in range(POLISHING):
            before = m.z.copy()
            self._full_step()
            if np.abs(m.z - before).max() <= ROUNDING * (1 + np.abs(before).max()):
                break
        self.passes.evaluate()

    def _soften(self, converged: np.ndarray, iterations: np.ndarray) -> Outcome:
        """Solve what is left with soft constraints, and from there with hard ones where the violation is small."""
        m, o, hard = self.memory, self.options, ~converged
        self._push(hard, o.cold_barrier, anew=True)
        np.copyto(m.nu, m.residual[:, : m.program.equations] / o.elasticity, where=hard[:, None])
        soft = self._attempt(hard, iterations, guarded=True, elasticity=o.elasticity)
        near, points = soft & (self.violation() <= o.infeasible), m.z.copy()
        m.entry("gamma")[:] = 0.0
        self._push(near, o.warm_barrier)
        converged = converged | self._attempt(near, iterations, guarded=True)
        np.copyto(m.z, points, where=(near & ~converged)[:, None])
        self.passes.evaluate()
        return Outcome(converged, soft & ~converged, iterations)

    def _restart(self, lanes: np.ndarray, points: np.ndarray) -> None:
        """Move some lanes close to other points: a point itself may be stationary, e.g. where two robots coincide."""
        if lanes.any():
            count = self.memory.program.variables
            here = points[:, :count]
            aside = here + ASIDE * (1 + np.abs(here)) * np.sin(1.0 + np.arange(count))[:, None]
            np.copyto(self.memory.z[:, :count], aside, where=lanes[:, None])
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
