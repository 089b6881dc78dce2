"""f_i(x) = x'H_i x / 2 - c_i'x, and what is made of it: least squares, quadratic programs with a set per robot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from l2c_planner.consensus.problems.problem import Curvature
from l2c_planner.consensus.problems.sets import Sets

INNER, INNER_STEPS = 1e-15, 2000
"""Change, relative to the solution, at which a local program with a set counts as solved; and most steps."""


@dataclass(frozen=True, eq=False)
class Quadratic:
    """Convex quadratics; the mean Hessian is positive definite."""

    H: np.ndarray
    """(A, n, n), symmetric, positive semidefinite."""
    c: np.ndarray
    """(A, n)."""
    sets: Sets | None = None

    @property
    def agents(self) -> int:
        """Number of rows."""
        return len(self.c)

    @property
    def n(self) -> int:
        """Number of unknowns."""
        return self.c.shape[1]

    @property
    def constrained(self) -> bool:
        """Whether there are sets."""
        return self.sets is not None

    def at(self, round: int) -> Quadratic:
        """The same in all rounds."""
        return self

    def rows(self, index: np.ndarray) -> Quadratic:
        """The parts of some agents."""
        return Quadratic(self.H[index], self.c[index], None if self.sets is None else self.sets.rows(index))

    def value(self, x: np.ndarray) -> np.ndarray:
        """f_i(x_i), (A,)."""
        return np.einsum("ai,aij,aj->a", x, self.H, x) / 2 - np.einsum("ai,ai->a", self.c, x)

    def gradient(self, x: np.ndarray) -> np.ndarray:
        """H_i x_i - c_i."""
        return (self.H @ x[..., None])[..., 0] - self.c

    @cached_property
    def _modes(self) -> tuple[np.ndarray, np.ndarray]:
        return np.linalg.eigh(self.H)

    def prox(self, v: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """(H + weight)^-1 (c + v); within a set by accelerated projected gradients (Nesterov 2004, 2.2.4)."""
        values, vectors = self._modes
        along = (np.swapaxes(vectors, 1, 2) @ (self.c + v)[..., None])[..., 0]
        free = (vectors @ (along / (values + weight))[..., None])[..., 0]
        return free if self.sets is None else self._within(free, v, weight)

    def _within(self, x: np.ndarray, v: np.ndarray, weight: np.ndarray) -> np.ndarray:
        values = self._modes[0]
        step = 1.0 / (values[:, -1:] + weight)
        root = np.sqrt((values[:, :1] + weight) * step)
        momentum = (1 - root) / (1 + root)
        x = ahead = self.sets.project(x)
        for _ in range(INNER_STEPS):
            before, x = x, self.sets.project(ahead - step * (self.gradient(ahead) + weight * ahead - v))
            if np.abs(x - before).max(initial=0.0) <= INNER * (1.0 + np.abs(x).max(initial=0.0)):
                break
            ahead = x + momentum * (x - before)
        return x

    def optimum(self) -> np.ndarray:
        """The centralised solution (n,), in closed form or, with sets, by sequential quadratic programming."""
        H, c = self.H.sum(axis=0), self.c.sum(axis=0)
        free = np.linalg.solve(H, c)
        return free if self.sets is None else _program(H, c, self.sets, free)

    def curvature(self) -> Curvature:
        """Exact."""
        mean = np.linalg.eigvalsh(self.H.mean(axis=0))
        return Curvature(float(mean[0]), float(mean[-1]), float(self._modes[0].max()))

    def pulled(self, c: np.ndarray) -> Quadratic:
        """The same Hessians with other linear terms (A, n)."""
        return replace(self, c=c)


def least_squares(A: np.ndarray, b: np.ndarray) -> Quadratic:
    """f_i = |A_i x - b_i|^2 / 2 for A (N, m, n) and b (N, m)."""
    transposed = np.swapaxes(A, 1, 2)
    return Quadratic(transposed @ A, (transposed @ b[..., None])[..., 0])


def _program(H: np.ndarray, c: np.ndarray, sets: Sets, start: np.ndarray) -> np.ndarray:
    """min x'Hx / 2 - c'x in all sets at once."""
    from scipy.optimize import minimize

    scale = np.abs(H).max()
    balls, halves = np.isfinite(sets.radius[:, 0]), np.isfinite(sets.offset[:, 0])
    centre, radius = sets.centre[balls], sets.radius[balls, 0]
    normal, offset = sets.normal[halves], sets.offset[halves, 0]
    constraints = [
        {"type": "ineq", "fun": lambda x: radius**2 - np.sum((x - centre) ** 2, axis=1),
         "jac": lambda x: -2 * (x - centre)},
        {"type": "ineq", "fun": lambda x: offset - normal @ x, "jac": lambda x: -normal},
    ]  # fmt: skip
    found = minimize(
        lambda x: (x @ H @ x / 2 - c @ x) / scale, start, jac=lambda x: (H @ x - c) / scale, method="SLSQP",
        bounds=list(zip(sets.lower.max(axis=0), sets.upper.min(axis=0), strict=True)),
        constraints=[constraint for constraint, any_of in zip(constraints, (balls, halves)) if any_of.any()],
        options={"ftol": 1e-15, "maxiter": 500},
    )  # fmt: skip
    return found.x
