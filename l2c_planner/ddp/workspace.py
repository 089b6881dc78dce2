"""Arrays of the local solver and the kernels bound to them, all made once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

import numpy as np

from l2c_planner.ddp import dynamics, expressions
from l2c_planner.ddp.expressions import Carry, Knot
from l2c_planner.kernels import Kernel, compile_kernel
from l2c_planner.models import Model

Call = Callable[[], None]


@lru_cache
def _kernels(model: Model, exact: bool, bounded: bool, lanes: int) -> dict[str, Kernel]:
    def make(name: str, knot: Knot, added: tuple[str, ...] = (), inplace: tuple[str, ...] = ()) -> Kernel:
        return compile_kernel(getattr(expressions, name)(knot), added=added, inplace=inplace, lanes=lanes)

    knot = Knot(model, False, bounded)
    return {
        "backward": make("backward", Knot(model, exact, bounded), inplace=("carry_next",)),
        "rollout": make("rollout", knot, added=("cost",)),
        "simulate": make("simulate", knot, added=("cost",), inplace=("u_open",)),
        "accept": make("accept", Knot(model), inplace=("y_kept", "u_kept")),
    }


class Workspace:
    """Problem data, trajectories, gains and one bound call per kernel and group.

    Shapes with G groups of L lanes: state_weight, state_center, X (G, N+1, nx, L); input_weight, input_center, U
    (G, N, nu, L); x0 (G, nx, L); lower, upper (G, nu, L); theta (G, 2 np + 1, L), the parameters of a knot.
    """

    def __init__(self, model: Model, steps: int, groups: int, lanes: int, exact: bool, bounded: bool) -> None:
        nx, nu, N = model.nx, model.nu, steps

        def array(*shape: int) -> np.ndarray:
            return np.zeros((groups, *shape, lanes))

        self.state_weight, self.state_center, self.X = (array(N + 1, nx) for _ in range(3))
        self.input_weight, self.input_center, self.U = (array(N, nu) for _ in range(3))
        self.x0, self.lower, self.upper = array(nx), array(nu), array(nu)
        self.theta = array(dynamics.parameter_rows(model))
        self.X_new, self.U_new = array(N + 1, nx), array(N, nu)
        self.K, self.k, self.carry = array(N, nu * nx), array(N, nu), array(Carry(nx).rows)
        self.damping, self.alpha, self.mask = array(2), array(1), array(1)
        self.cost_start, self.cost_new = array(1), array(1)
        kernels = _kernels(model, exact, bounded, lanes)
        self._calls = {name: [self._bind(kernel, g) for g in range(groups)] for name, kernel in kernels.items()}

    def backward(self, groups: Iterable[int]) -> None:
        """Backward sweep of some groups around X, U."""
        self._run("backward", groups, self.carry, 0.0)

    def rollout(self, groups: Iterable[int]) -> None:
        """Closed-loop roll-out to X_new, U_new with step lengths alpha."""
        self._run("rollout", groups, self.cost_new, self.cost_start)

    def simulate(self) -> None:
        """Open-loop roll-out of the clipped U to X, all groups."""
        self.X[:, 0] = self.X_new[:, 0] = self.x0
        error = self.x0 - self.state_center[:, 0]
        self.cost_start[:, 0] = 0.5 * (self.state_weight[:, 0] * error * error).sum(1)
        self._run("simulate", range(len(self.X)), self.cost_new, self.cost_start)

    def finite(self) -> np.ndarray:
        """Whether all data of an agent are numbers, shape (G, L)."""
        given = self.theta[:, : len(self.theta[0]) // 2 + 1]  # without the reciprocals: 1 / 0 is no fault if not used
        data = (self.x0, self.U, given, self.state_weight, self.state_center, self.input_weight, self.input_center)
        return np.logical_and.reduce([np.isfinite(a).reshape(len(a), -1, a.shape[-1]).all(1) for a in data])

    def accept(self, groups: Iterable[int]) -> None:
        """Candidates become the trajectory where the mask is set."""
        for g in groups:
            self._calls["accept"][g]()

    def _run(self, name: str, groups: Iterable[int], sums: np.ndarray, start: np.ndarray | float) -> None:
        calls = self._calls[name]
        for g in groups:
            sums[g] = start if isinstance(start, float) else start[g]
            calls[g]()

    def _bind(self, kernel: Kernel, g: int) -> Call:
        x, y, u = self.X[g, :-1], self.X[g, 1:], self.U[g]
        xn, yn, un = self.X_new[g, :-1], self.X_new[g, 1:], self.U_new[g]
        along = dict(W=self.state_weight[g, 1:], c=self.state_center[g, 1:])
        along |= dict(E=self.input_weight[g], e=self.input_center[g])
        along |= dict(x=x, y=y, y_open=y, y_kept=y, u=u, u_open=u, u_kept=u, xn=xn, yn=yn, un=un)
        along |= dict(k=self.k[g], k_new=self.k[g], K=self.K[g], K_new=self.K[g])
        if kernel.function.name().startswith("backward"):
            along = {name: array[::-1] for name, array in along.items()}
        fixed = dict(p=self.theta[g], lower=self.lower[g], upper=self.upper[g])
        fixed |= dict(damping=self.damping[g], alpha=self.alpha[g])
        fixed |= dict(carry=self.carry[g], carry_next=self.carry[g], mask=self.mask[g], cost=self.cost_new[g])
        data = along | fixed
        return kernel.bind(**{name: data[name] for name in kernel.arguments})
