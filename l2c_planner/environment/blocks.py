"""The kinds of constraints of a scene with their derivatives: small functions, compiled once and placed anywhere.

Symbols: v are the entries of `program`'s e that a constraint looks at, lam its multipliers; rows c(v, theta, size).
"""

from __future__ import annotations

from dataclasses import dataclass

import casadi as ca
import numpy as np

from l2c_planner.environment.scene import Scene


class Block:
    """One kind of constraint c(v, theta, size), imposed at many places: its value and its derivatives' entries."""

    def __init__(self, c: ca.SX, v: ca.SX, theta: ca.SX, size: ca.SX) -> None:
        lam = ca.SX.sym("lam", c.shape[0])
        jacobian, by_theta = ca.jacobian(c, v), ca.jacobian(c, theta)
        slope = jacobian.T @ lam
        hessian, mixed = ca.triu(ca.jacobian(slope, v)), ca.jacobian(slope, theta)
        self.rows = c.shape[0]
        self.jacobian_at, self.hessian_at = _entries(jacobian), _entries(hessian)
        self.by_theta_at, self.mixed_at = _entries(by_theta), _entries(mixed)
        self.value = ca.Function("value", [v, theta, size], [ca.densify(c)])
        self.jacobian = ca.Function("jacobian", [v, theta, size], [_column(jacobian)])
        self.hessian = ca.Function("hessian", [v, theta, size, lam], [_column(hessian)])
        self.by_theta = ca.Function("by_theta", [v, theta, size, lam], [ca.vertcat(_column(by_theta), _column(mixed))])


@dataclass(frozen=True, eq=False)
class Placed:
    """A block and its places."""

    block: Block
    index: np.ndarray
    """Entries of e that each place looks at, (places, nv)."""
    size: np.ndarray
    """A length of each place, (places,)."""
    first_row: int

    def call(self, function: ca.Function, e: ca.MX | np.ndarray, theta: ca.MX | np.ndarray, lam=None):
        """All results of a function of the block, one column per place."""
        places, width = self.index.shape
        if isinstance(e, ca.MX):
            v = ca.reshape(e[self.index.ravel().tolist()], width, places)
            extra = [] if lam is None else [ca.reshape(lam[self.first_row : self.first_row + self.count], -1, places)]
        else:
            v = e[self.index].T
            extra = [] if lam is None else [lam[self.first_row : self.first_row + self.count].reshape(places, -1).T]
        mapped = function.map(function.name(), "serial", places, [1], [])
        return mapped(v, theta, self.size[None, :], *extra)

    @property
    def count(self) -> int:
        """Number of rows."""
        return self.block.rows * len(self.index)

    def rows(self, local: np.ndarray) -> np.ndarray:
        """Numbers of the rows with these numbers in their places, place by place."""
        start = self.first_row + self.block.rows * np.arange(len(self.index))
        return (start[:, None] + local).ravel()

    def entries(self, local: np.ndarray) -> np.ndarray:
        """Entries of e with these numbers in their places, place by place."""
        return self.index[:, local].ravel()


class Blocks:
    """The kinds of constraints of a scene."""

    def __init__(self, scene: Scene) -> None:
        motion, nx, nu = scene.motion, scene.motion.model.nx, scene.motion.model.nu
        theta, size = ca.SX.sym("theta", scene.parameters), ca.SX.sym("size")
        x, y, u = ca.SX.sym("x", nx), ca.SX.sym("y", nx), ca.SX.sym("u", nu)
        self.dynamics = Block(motion.step(x, u, scene.dt) - y, ca.vertcat(x, u, y), theta, size)
        self.speed = Block(scene.limits.speed**2 - motion.speed_squared(x), x, theta, size)
        self.borders = [
            Block(border.shape.constraint(motion.position(x), theta, size), x, theta, size) for border in scene.borders
        ]
        apart = ca.sumsqr(motion.position(x) - motion.position(y)) - size**2
        self.pair = Block(apart, ca.vertcat(x, y), theta, size)
        start, goal = (ca.densify(of(theta)) for of in (scene.start, scene.goal))
        self.ends = ca.Function("ends", [theta], [start, goal], ["theta"], ["start", "goal"])
        self.ends_by_theta = ca.Function(
            "ends_by_theta", [theta], [ca.densify(ca.jacobian(ca.vec(end), theta)) for end in (start, goal)]
        )
        self.position = ca.Function("position", [x], [motion.position(x), ca.jacobian(motion.position(x), x)])


def _entries(matrix: ca.SX) -> np.ndarray:
    """Rows and columns of the entries, (2, entries)."""
    return np.array(matrix.sparsity().get_triplet(), int).reshape(2, -1)


def _column(matrix: ca.SX) -> ca.SX:
    """The entries of a matrix, in the order of `_entries`."""
    return ca.vertcat(ca.SX(0, 1), *matrix.nonzeros())
