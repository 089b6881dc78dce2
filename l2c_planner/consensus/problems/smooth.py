"""Smooth strongly convex f_i that are not quadratic: logistic regression, and any CasADi expression."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import casadi as ca
import numpy as np

from l2c_planner.consensus.problems.newton import minimise
from l2c_planner.consensus.problems.problem import Curvature
from l2c_planner.models import numeric


class Smooth:
    """What gradient and Hessian are enough for; the base of both.

    Strong and smooth convexity are those at the optimum: bounds nearby, where the rounds end.
    """

    constrained = False

    def at(self, round: int) -> Smooth:
        """The same in all rounds."""
        return self

    def prox(self, v: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """By Newton's method, to machine precision."""
        more = weight[..., None] * np.eye(self.n)
        return minimise(lambda x: self.gradient(x) + weight * x - v, lambda x: self.hessian(x) + more, np.zeros_like(v))

    def optimum(self) -> np.ndarray:
        """The centralised solution (n,), by Newton's method."""

        def everywhere(x: np.ndarray) -> np.ndarray:
            return np.repeat(x, self.agents, axis=0)

        return minimise(
            lambda x: self.gradient(everywhere(x)).mean(axis=0, keepdims=True),
            lambda x: self.hessian(everywhere(x)).mean(axis=0, keepdims=True),
            np.zeros((1, self.n)),
        )[0]

    def curvature(self) -> Curvature:
        """At the optimum; of a single agent, the largest of optimum and origin."""
        points = [np.tile(x, (self.agents, 1)) for x in (self.optimum(), np.zeros(self.n))]
        hessians = [self.hessian(x) for x in points]
        mean = np.linalg.eigvalsh(hessians[0].mean(axis=0))
        return Curvature(float(mean[0]), float(mean[-1]), float(max(np.linalg.eigvalsh(h).max() for h in hessians)))


@dataclass(frozen=True, eq=False)
class Logistic(Smooth):
    """f_i(x) = sum_k log(1 + exp(-y_k a_k'x)) + ridge / 2 |x|^2."""

    features: np.ndarray
    """(A, m, n) rows a_k."""
    labels: np.ndarray
    """(A, m) of -1 and 1."""
    ridge: float = 0.1

    @property
    def agents(self) -> int:
        """Number of rows."""
        return len(self.labels)

    @property
    def n(self) -> int:
        """Number of unknowns."""
        return self.features.shape[2]

    def rows(self, index: np.ndarray) -> Logistic:
        """The data of some agents."""
        return Logistic(self.features[index], self.labels[index], self.ridge)

    def _margins(self, x: np.ndarray) -> np.ndarray:
        return self.labels * (self.features @ x[..., None])[..., 0]

    def value(self, x: np.ndarray) -> np.ndarray:
        """f_i(x_i), (A,)."""
        return np.logaddexp(0.0, -self._margins(x)).sum(axis=1) + self.ridge / 2 * np.sum(x**2, axis=1)

    def gradient(self, x: np.ndarray) -> np.ndarray:
        """Of the loss and the ridge."""
        pull = -self.labels / (1.0 + np.exp(self._margins(x)))
        return (np.swapaxes(self.features, 1, 2) @ pull[..., None])[..., 0] + self.ridge * x

    def hessian(self, x: np.ndarray) -> np.ndarray:
        """(A, n, n)."""
        p = 1.0 / (1.0 + np.exp(self._margins(x)))
        weighted = (p * (1 - p))[..., None] * self.features
        return np.swapaxes(self.features, 1, 2) @ weighted + self.ridge * np.eye(self.n)


@dataclass(frozen=True, eq=False)
class Expression(Smooth):
    """f_i(x) = f(x, p_i), a strongly convex CasADi expression of columns x (n,) and p."""

    f: Callable[[ca.SX, ca.SX], ca.SX]
    n: int
    parameters: np.ndarray
    """(A, P) of the agents."""

    @property
    def agents(self) -> int:
        """Number of rows."""
        return len(self.parameters)

    def rows(self, index: np.ndarray) -> Expression:
        """The parts of some agents."""
        found = Expression(self.f, self.n, self.parameters[index])
        found.__dict__["_functions"] = self._functions  # compiled once for all
        return found

    @cached_property
    def _functions(self) -> tuple[Callable[..., np.ndarray], ...]:
        sizes = self.n, self.parameters.shape[1]
        return (
            numeric(self.f, *sizes),
            numeric(lambda x, p: ca.gradient(self.f(x, p), x), *sizes),
            numeric(lambda x, p: ca.vec(ca.hessian(self.f(x, p), x)[0]), *sizes),
        )

    def value(self, x: np.ndarray) -> np.ndarray:
        """f_i(x_i), (A,)."""
        return self._functions[0](x, self.parameters)[:, 0]

    def gradient(self, x: np.ndarray) -> np.ndarray:
        """Of the expression."""
        return self._functions[1](x, self.parameters)

    def hessian(self, x: np.ndarray) -> np.ndarray:
        """(A, n, n) of the expression."""
        return self._functions[2](x, self.parameters).reshape(-1, self.n, self.n)
