"""The nonlinear program of a scene, assembled from small functions that are compiled once, for any avoidance rows.

Symbols: N agents, T steps; z are the inputs u(0..T-1) and states x(1..T) of all agents, (N, T, nu+nx) in one vector;
e = (z, start states) is what constraints look at; lam are multipliers of the rows c, L = f + lam' c as IPOPT has it.
Rows: dynamics (= 0), speed, then the chosen candidates of `pairs` (all >= 0). Inputs are bounds on z.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import casadi as ca
import numpy as np
from scipy import sparse

from l2c_planner.environment.blocks import Block, Blocks, Placed
from l2c_planner.environment.pairs import Candidates
from l2c_planner.environment.scene import Scene


class Program:
    """The program of a scene with some of its avoidance rows."""

    def __init__(self, scene: Scene, blocks: Blocks, candidates: Candidates, kept: np.ndarray) -> None:
        """`kept` are the numbers of the candidates that are imposed, ascending."""
        self.scene, self.blocks, self.kept = scene, blocks, kept
        nx, nu = scene.motion.model.nx, scene.motion.model.nu
        N, T = scene.agents, scene.steps
        self.variables = N * T * (nu + nx)
        free = np.arange(self.variables).reshape(N, T, nu + nx)
        fixed = self.variables + np.arange(N * nx).reshape(N, 1, nx)
        self._x = np.concatenate([fixed, free[..., nu:]], axis=1)
        self._place(free[..., :nu], candidates)
        self.weight = np.tile(np.concatenate([scene.input_weight, scene.state_weight]), N * T)
        self._bounds(nx, nu)

    def _place(self, u: np.ndarray, candidates: Candidates) -> None:
        scene, x = self.scene, self._x
        nx, nu = x.shape[-1], u.shape[-1]
        self.placed: list[Placed] = []
        self.rows = 0

        def place(block: Block, index: np.ndarray, size: np.ndarray) -> None:
            if len(index):
                self.placed.append(Placed(block, index, size, self.rows))
                self.rows += self.placed[-1].count

        dynamics = np.concatenate([x[:, :-1], u, x[:, 1:]], axis=-1).reshape(-1, nx + nu + nx)
        place(self.blocks.dynamics, dynamics, np.zeros(len(dynamics)))
        self.equations = self.rows
        if not scene.motion.forward_only:
            moving = x[:, 1:].reshape(-1, nx)
            place(self.blocks.speed, moving, np.zeros(len(moving)))
        self.first_kept = self.rows
        first, second, step = (a[self.kept] for a in (candidates.first, candidates.second, candidates.step))
        ends = np.searchsorted(self.kept, [part.stop for part in candidates.blocks])
        begin = 0
        for block, end in zip([*self.blocks.borders, None], ends.tolist(), strict=True):
            i, k, t = first[begin:end], second[begin:end], step[begin:end]
            if block is None:
                place(self.blocks.pair, np.concatenate([x[i, t], x[k, t]], axis=-1), scene.radius[i] + scene.radius[k])
            else:
                place(block, x[i, t], scene.radius[i])
            begin = end

    def _bounds(self, nx: int, nu: int) -> None:
        scene = self.scene
        low, high = np.full(nu + nx, -np.inf), np.full(nu + nx, np.inf)
        low[:nu], high[:nu] = -scene.limits.input, scene.limits.input
        if scene.motion.forward_only:
            speed = scene.motion.model.state.slices["speed"]
            low[nu:][speed], high[nu:][speed] = 0.0, scene.limits.speed
        places = scene.agents * scene.steps
        self.lower, self.upper = np.tile(low, places), np.tile(high, places)
        self.row_upper = np.where(np.arange(self.rows) < self.equations, 0.0, np.inf)

    @cached_property
    def nlp(self) -> dict[str, ca.Function]:
        """What IPOPT calls: the program and its exact first and second derivatives, as CasADi's nlpsol takes them."""
        z, theta = ca.MX.sym("z", self.variables), ca.MX.sym("theta", self.scene.parameters)
        scale, lam = ca.MX.sym("scale"), ca.MX.sym("lam", self.rows)
        start, goal = self.blocks.ends(theta)
        e = ca.vertcat(z, ca.vec(start))
        off, weight = z - self._target(goal), ca.DM(self.scene.dt * self.weight)
        cost = ca.dot(weight * off, off)
        rows = ca.vertcat(*(ca.vec(p.call(p.block.value, e, theta)) for p in self.placed))
        jacobian = _matrix(self._jacobian_at, self._raw(e, theta), (self.rows, self.variables))
        curvature = ca.vertcat(scale * 2 * weight, self._raw(e, theta, lam))
        hessian = _matrix(self._hessian_at, curvature, (self.variables, self.variables))
        gradient = 2 * weight * off
        return {
            "nlp": ca.Function("nlp", [z, theta], [cost, rows], ["x", "p"], ["f", "g"]),
            "grad_f": ca.Function("grad_f", [z, theta], [cost, gradient]),
            "jac_g": ca.Function("jac_g", [z, theta], [rows, jacobian]),
            "hess_lag": ca.Function("hess_lag", [z, theta, scale, lam], [hessian]),
        }

    def extended(self, z: np.ndarray, theta: np.ndarray) -> np.ndarray:
        """e, the variables and the start states (z + N nx,)."""
        return np.concatenate([z, np.asarray(self.blocks.ends(theta)[0]).ravel(order="F")])

    def cost_gradient(self, z: np.ndarray, theta: np.ndarray) -> np.ndarray:
        """Gradient of the cost (z,)."""
        goal = np.asarray(self._target(self.blocks.ends(theta)[1])).ravel()
        return 2 * self.scene.dt * self.weight * (z - goal)

    def values(self, e: np.ndarray, theta: np.ndarray) -> np.ndarray:
        """All rows c (rows,)."""
        return np.concatenate([_flat(p.call(p.block.value, e, theta)) for p in self.placed])

    def jacobian(self, e: np.ndarray, theta: np.ndarray) -> sparse.csr_array:
        """Derivative of the rows by e, (rows, e)."""
        row, column = self._entries_of("jacobian_at")
        return sparse.csr_array((self._raw(e, theta), (row, column)), (self.rows, len(e)))

    def hessian(self, e: np.ndarray, theta: np.ndarray, lam: np.ndarray) -> sparse.csr_array:
        """Second derivative of the Lagrangian by e, whole (e, e); that of the cost only by z."""
        row, column = self._entries_of("hessian_at", square=True)
        upper = sparse.csr_array((self._raw(e, theta, lam), (row, column)), (len(e), len(e)))
        diagonal = np.concatenate([2 * self.scene.dt * self.weight, np.zeros(len(e) - self.variables)])
        return upper + sparse.triu(upper, 1).T + sparse.diags_array(diagonal)

    def by_theta(self, e: np.ndarray, theta: np.ndarray, lam: np.ndarray) -> tuple[sparse.csr_array, sparse.csr_array]:
        """Derivatives by theta with e held: of the rows (rows, m) and of the Lagrangian's gradient by e (e, m)."""
        m, rows, slopes = self.scene.parameters, [], []
        for p in self.placed:
            own, mixed = p.block.by_theta_at, p.block.mixed_at
            if own.shape[1] + mixed.shape[1]:
                values = np.asarray(p.call(p.block.by_theta, e, theta, lam))
                cut = own.shape[1]
                rows.append((values[:cut].ravel("F"), p.rows(own[0]), np.tile(own[1], len(p.index))))
                slopes.append((values[cut:].ravel("F"), p.entries(mixed[0]), np.tile(mixed[1], len(p.index))))
        goal = -2 * self.scene.dt * self.weight[:, None] * self._target_by_theta(theta)
        by_goal = sparse.vstack([sparse.csr_array(goal), sparse.csr_array((len(e) - self.variables, m))])
        return _summed(rows, (self.rows, m)), _summed(slopes, (len(e), m)) + by_goal

    def _target(self, goal: ca.MX | ca.DM) -> ca.MX | ca.DM:
        """What z is drawn to: no input and the goal, at all steps."""
        column = ca.vertcat(ca.DM.zeros(self.scene.motion.model.nu, goal.shape[1]), goal)
        return ca.vec(ca.repmat(column, self.scene.steps, 1))

    def _target_by_theta(self, theta: np.ndarray) -> np.ndarray:
        scene, m = self.scene, self.scene.parameters
        goal = np.asarray(self.blocks.ends_by_theta(theta)[1]).reshape(scene.agents, 1, -1, m)
        column = np.concatenate([np.zeros((scene.agents, 1, scene.motion.model.nu, m)), goal], axis=2)
        return np.repeat(column, scene.steps, axis=1).reshape(-1, m)

    def _raw(self, e, theta, lam=None):
        """Entries of the constraints' Jacobian, or with lam of the upper Hessian, block by block."""
        parts = [
            p.call(p.block.jacobian if lam is None else p.block.hessian, e, theta, lam)
            for p in self.placed
            if (p.block.jacobian_at if lam is None else p.block.hessian_at).size
        ]
        if isinstance(e, ca.MX):
            return ca.vertcat(*(ca.vec(part) for part in parts))
        return np.concatenate([np.zeros(0), *(_flat(part) for part in parts)])

    def _entries_of(self, name: str, square: bool = False) -> tuple[np.ndarray, np.ndarray]:
        """Rows and columns of `_raw`."""
        row, column = [np.zeros(0, int)], [np.zeros(0, int)]
        for p in self.placed:
            r, c = getattr(p.block, name)
            row.append(p.entries(r) if square else p.rows(r))
            column.append(p.entries(c))
        r, c = np.concatenate(row), np.concatenate(column)
        return (np.minimum(r, c), np.maximum(r, c)) if square else (r, c)

    @cached_property
    def _jacobian_at(self) -> tuple[np.ndarray, np.ndarray]:
        return self._entries_of("jacobian_at")

    @cached_property
    def _hessian_at(self) -> tuple[np.ndarray, np.ndarray]:
        diagonal = np.arange(self.variables)
        row, column = self._entries_of("hessian_at", square=True)
        return np.concatenate([diagonal, row]), np.concatenate([diagonal, column])


def _flat(columns: ca.DM) -> np.ndarray:
    return np.asarray(columns).ravel(order="F")


def _summed(parts: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray]], shape: tuple[int, int]) -> sparse.csr_array:
    """Matrix of entries (value, row, column), those at the same place added."""
    if not parts:
        return sparse.csr_array(shape)
    value, row, column = (np.concatenate(part) for part in zip(*parts, strict=True))
    return sparse.csr_array((value, (row, column)), shape)


def _matrix(at: tuple[np.ndarray, np.ndarray], values: ca.MX, shape: tuple[int, int]) -> ca.MX:
    """Sparse matrix of entries, those at the same place added, those outside left out."""
    row, column = at
    inside = np.flatnonzero((row < shape[0]) & (column < shape[1]))
    order, position = np.unique(column[inside] * shape[0] + row[inside], return_inverse=True)
    pattern = ca.Sparsity.triplet(*shape, (order % shape[0]).tolist(), (order // shape[0]).tolist())
    if len(order) == len(inside):
        places = inside[np.argsort(position)].tolist()
        return ca.MX(pattern, values[places])
    gather = sparse.csc_array((np.ones(len(inside)), (position, inside)), (len(order), len(row)))
    return ca.MX(pattern, ca.DM(sparse.csc_matrix(gather)) @ values)
