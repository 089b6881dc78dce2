"""DDP for `count` agents of one model, one agent per SIMD lane.

Problem of one agent, with diagonal weights W_k, E_k and centres c_k, e_k per knot:

    min  sum_{k<N} 1/2 |x_k - c_k|^2_{W_k} + 1/2 |u_k - e_k|^2_{E_k}  +  1/2 |x_N - c_N|^2_{W_N}
    s.t. x_{k+1} = rk4(x_k, u_k, p),  x_0 given,  lower <= u_k <= upper (optional)

Tracking and consensus terms are one such quadratic; the caller combines them. Differential dynamic programming after
Jacobson & Mayne (1970) and, for bounds, Tassa, Mansard & Todorov (ICRA 2014). Step length, regularisation and
convergence belong to the lane: what an agent gets does not depend, to the last bit, on who shares its batch.
"""

from __future__ import annotations

import numpy as np

from l2c_planner.ddp import dynamics
from l2c_planner.ddp.expressions import Carry
from l2c_planner.ddp.options import Hessian, Options
from l2c_planner.ddp.solution import History, Solution, Status
from l2c_planner.ddp.workspace import Workspace
from l2c_planner.kernels import LANES
from l2c_planner.kernels.lanes import groups, to_lanes
from l2c_planner.models import Model

STATUSES = tuple(Status)
_CODE = {status: code for code, status in enumerate(STATUSES)}
ROUNDING = 1e-13
"""Relative change of the cost that a line search cannot tell from zero."""


def _array(name: str, text: str) -> property:
    """Read-only attribute: it can be written into, not replaced."""
    return property(lambda self: getattr(self._data, name), doc=text)


class LocalSolver:
    """Solver with all arrays allocated and all kernels bound; write the problem into its attributes, then `solve`.

    Attributes are in lane layout, G groups of L lanes (see `to_lanes`), and are written in place.
    """

    state_weight = _array("state_weight", "Diagonal weights of the states, shape (G, N+1, nx, L).")
    state_center = _array("state_center", "Centres of the states, shape (G, N+1, nx, L).")
    input_weight = _array("input_weight", "Diagonal weights of the inputs, positive, shape (G, N, nu, L).")
    input_center = _array("input_center", "Centres of the inputs, shape (G, N, nu, L).")
    x0 = _array("x0", "Initial states, shape (G, nx, L).")
    X = _array("X", "States of the solution, shape (G, N+1, nx, L).")
    U = _array("U", "Inputs, first the guess, then the solution, shape (G, N, nu, L). Leave them for a warm start.")
    lower = _array("lower", "Lower bounds of the inputs, shape (G, nu, L); of no effect in a solver without bounds.")
    upper = _array("upper", "Upper bounds of the inputs, shape (G, nu, L).")
    theta = _array("theta", "Parameters of a knot, see `dynamics.parameters`, shape (G, 2 np + 1, L).")

    def __init__(
        self,
        model: Model,
        dt: float,
        steps: int,
        params: np.ndarray,
        options: Options | None = None,
        input_bounds: tuple[np.ndarray, np.ndarray] | None = None,
        lanes: int = LANES,
    ) -> None:
        """Allocates for one agent per row of `params`.

        Args:
            model: What moves.
            dt: Duration of a step [s].
            steps: Horizon N.
            params: Model parameters, shape (count, np).
            options: Choices of the solver.
            input_bounds: Lower and upper bounds, each of shape (nu,) or (count, nu); infinite where there is none.
            lanes: Agents per kernel call.

        Raises:
            ValueError: A shape, step or bound is wrong; the message names it.
        """
        if not (dt > 0 and steps >= 1):
            raise ValueError(f"dt must be positive and steps at least 1, got dt={dt}, steps={steps}")
        self.model, self.options, self.count, self.dt, self.steps = model, options or Options(), len(params), dt, steps
        self.bounded = input_bounds is not None
        self._exact, size = float(self.options.hessian is Hessian.EXACT), groups(self.count, lanes)
        self._data = Workspace(model, steps, size, lanes, self._exact > 0, input_bounds is not None)
        self.set_parameters(params)
        if input_bounds is not None:
            self.lower[:], self.upper[:] = (to_lanes(b, lanes) for b in self._bounds(*input_bounds))
        self._agent = (np.arange(size * lanes) < self.count).reshape(size, lanes)
        self._running = self._agent.copy()
        self._status, self._iterations = np.empty((size, lanes), np.int8), np.empty((size, lanes), np.int64)
        self._cost, self._log = np.empty((size, lanes)), np.empty((self.options.max_iterations + 1, 4, size, lanes))
        self._slope, self._bend, self._gradient = self._data.carry[:, Carry(model.nx).summary].swapaxes(0, 1)
        self._regularization, self._curvature = self._data.damping[:, 0], self._data.damping[:, 1]

    def set_parameters(self, params: np.ndarray) -> None:
        """Replaces the model parameters of all agents, shape (count, np).

        Raises:
            ValueError: The shape is wrong.
        """
        params, shape = np.asarray(params, dtype=float), (self.count, self.model.np)
        if params.shape != shape or not self.count:
            raise ValueError(
                f"params of {self.model.name} must have shape (count >= 1, {shape[1]}), got {params.shape}"
            )
        self._data.theta[:] = to_lanes(dynamics.parameters(params, self.dt), self._data.X.shape[-1])

    def solve(self) -> Solution:
        """Solves from the guess U, clipped to its bounds; the guess X is replaced by the roll-out of U from x0.

        Never raises for numbers: every agent gets a status of its own.
        """
        with np.errstate(all="ignore"):
            self._start()
            for sweep in range(self.options.max_iterations):
                self._sweep = sweep
                self.direction()
                if self.stopping():
                    break
                self._search()
            self._freeze(self._running, Status.MAX_ITERATIONS)
            self._blank()
        return self._solution()

    def direction(self) -> None:
        """Backward sweep of the running agents; one whose Q_uu is not positive definite is damped and swept again."""
        weak = self._running
        while weak.any():
            self._data.backward(_groups(weak))
            weak = self._running & ~np.isfinite(self._slope)
            if weak.any():
                self._damp(weak, Status.NOT_CONVEX)
                weak &= self._running

    def stopping(self) -> bool:
        """Freezes the agents that have converged; whether none is left."""
        o, scale = self.options, self._cost + self.options.cost_floor
        self._tolerated = self._cost + ROUNDING * scale
        flat = self._running & (self._gradient <= o.gradient_tolerance**2 * scale)
        flat &= self._slope + self._bend >= -o.cost_tolerance * scale
        row = self._log[self._sweep]
        row[0], row[1], row[2], row[3] = self._cost, self._gradient, self._regularization, 0.0
        if flat.any():
            self._freeze(flat, Status.CONVERGED)
        return not self._running.any()

    def try_step(self, alpha: float, agents: np.ndarray) -> np.ndarray:
        """Closed-loop roll-out; the agents (mask (G, L)) whose cost falls enough take the step. Returns their mask."""
        data, cost, groups = self._data, self._data.cost_new[:, 0], _groups(agents)
        data.alpha[:] = alpha
        data.rollout(groups)
        expected = np.minimum(self._slope + alpha * self._bend, 0)
        better = agents & (cost <= self._tolerated + self.options.sufficient_decrease * alpha * expected)
        data.mask[:, 0] = better
        data.accept(groups)
        np.copyto(self._cost, cost, where=better)
        return better

    def _search(self) -> None:
        """Halves the step length of each agent until its cost falls; damps the agents for which no step helps."""
        pending, alpha, taken = self._running.copy(), 1.0, self._log[self._sweep, 3]
        self._iterations += self._running
        for _ in range(self.options.line_search_steps):
            better = self.try_step(alpha, pending)
            taken[better] = alpha
            pending ^= better
            if not pending.any():
                break
            alpha *= 0.5
        self._relax(self._running ^ pending, taken == 1.0)
        self._damp(pending, Status.LINE_SEARCH_FAILED)

    def _start(self) -> None:
        self._running[:], self._status[:], self._iterations[:], self._sweep = self._agent, 0, 0, 0
        self._regularization[:], self._curvature[:] = 0.0, self._exact
        self._data.simulate()
        self._cost[:] = self._data.cost_new[:, 0]
        lost = self._running & ~np.isfinite(self._cost)
        if lost.any():
            valid = self._data.finite()
            self._freeze(lost & valid, Status.DIVERGED)
            self._freeze(lost & ~valid, Status.INVALID_DATA)

    def _blank(self) -> None:
        """Agents whose roll-out failed have no gains, whatever the sweeps of their neighbours left in their lanes."""
        lost = (self._status == _CODE[Status.DIVERGED]) | (self._status == _CODE[Status.INVALID_DATA])
        if lost.any():
            for array in (self._data.K, self._data.k, self._data.carry):
                np.copyto(array, np.nan, where=lost.reshape(len(lost), *[1] * (array.ndim - 2), -1))

    def _freeze(self, agents: np.ndarray, status: Status) -> None:
        self._status[agents] = _CODE[status]
        self._running &= ~agents

    def _damp(self, agents: np.ndarray, status: Status) -> None:
        """First drops the curvature of the dynamics, then raises the regularisation; `status` for those at its end."""
        if not agents.any():
            return
        convex = agents & (self._curvature == 0)
        self._curvature[agents] = 0.0
        raised = np.maximum(self._regularization * self.options.regularization_step, self.options.regularization_min)
        np.copyto(self._regularization, raised, where=convex)
        self._freeze(convex & (raised > self.options.regularization_max), status)

    def _relax(self, agents: np.ndarray, full: np.ndarray) -> None:
        """Curvature for the agents that took a step, less regularisation for those that took a full one."""
        if self._exact:
            self._curvature[agents] = self._exact
        if self._regularization.any():
            lowered = self._regularization / self.options.regularization_step
            lowered[lowered < self.options.regularization_min] = 0.0
            np.copyto(self._regularization, lowered, where=full)

    def _bounds(self, lower: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        shape = (self.count, self.model.nu)
        try:
            low, high = (np.broadcast_to(np.asarray(b, dtype=float), shape) for b in (lower, upper))
        except ValueError:
            raise ValueError(f"input_bounds must have shape ({shape[1]},) or {shape} each") from None
        if not (low <= high).all():
            raise ValueError("input_bounds: a lower bound lies above its upper bound or is not a number")
        return low, high

    def _solution(self) -> Solution:
        codes = self._status.reshape(-1)[: self.count].tolist()
        return Solution(
            status=tuple(STATUSES[code] for code in codes),
            iterations=self._agents(self._iterations),
            cost=self._agents(self._cost),
            gradient=self._agents(np.sqrt(np.abs(self._gradient))),
            history=self._history(),
            X=self.X,
            U=self.U,
            K=self._data.K,
            k=self._data.k,
        )

    def _history(self) -> History:
        """Log of the agents, blank where one had stopped."""
        log = self._log[: self._sweep + 1].reshape(self._sweep + 1, 4, -1)[..., : self.count].copy()
        swept = self._agents(self._iterations + (self._status == _CODE[Status.CONVERGED]))
        log = log.swapaxes(0, 1)
        log[:, np.arange(self._sweep + 1)[:, None] >= swept] = np.nan
        np.sqrt(log[1], out=log[1])
        return History(*log)

    def _agents(self, lanes: np.ndarray) -> np.ndarray:
        return lanes.reshape(-1)[: self.count].copy()


def _groups(agents: np.ndarray) -> list[int]:
    """Groups with an agent in the mask (G, L); a single group is not searched."""
    return [0] if len(agents) == 1 else agents.any(1).nonzero()[0].tolist()
