"""Newton system of a batch of knot programs: arrays, bound kernels and the sequence in which they run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from l2c_planner.coupling import terms
from l2c_planner.coupling.program import Block, Equality, Inequality, KnotProgram
from l2c_planner.kernels import LANES
from l2c_planner.kernels.lanes import to_lanes
from l2c_planner.kernels.ldl import bind_ldl, packed_index


@dataclass
class Slacks:
    """Slack, multiplier and their steps of one constraint term, arrays (batches, items, nc, L)."""

    c: np.ndarray
    s: np.ndarray
    dual: np.ndarray
    ds: np.ndarray
    ddual: np.ndarray
    use_s: np.ndarray
    use_dual: np.ndarray

    @classmethod
    def zeros(cls, *shape: int) -> Slacks:
        return cls(*(np.zeros(shape) for _ in range(7)))


class NewtonSystem:
    """One Newton step of every lane of a batch; the iteration is :mod:`l2c_planner.coupling.interior_point`.

    Arrays (batches B, lanes L): ``z`` (B, variables, L), ``nu`` (B, equations, L), ``target`` and ``weight`` (B, variables, L),
    ``dz``, ``dnu`` their steps, ``stationarity`` (B, variables, L), ``residual`` (B, equations, L), ``mu`` and ``delta``
    (B, L), ``slacks`` one :class:`Slacks` per inequality and block.
    """

    def __init__(self, program: KnotProgram, batches: int, parameters: dict[str, np.ndarray]) -> None:
        self.program, self.batches = program, batches
        nv, nc, ne = program.variables, program.core, program.equations
        m = nc + ne
        zeros = lambda rows: np.zeros((batches, rows, LANES))  # noqa: E731
        self.z, self.target, self.weight = zeros(nv), zeros(nv), zeros(nv)
        self.nu, self.stationarity, self.residual = zeros(ne), zeros(nv), zeros(ne)
        self.matrix, self.rhs, self.da = zeros(m * (m + 1) // 2), zeros(m), zeros(nv)
        self.mu, self.delta = np.zeros((batches, 1, 1, LANES)), np.zeros((batches, 1, 1, LANES))
        self.wrong = np.zeros((batches, LANES))
        self._diagonal = packed_index(np.arange(m), np.arange(m))
        self.slacks: dict[str, Slacks] = {}
        self.parameters = {name: lane_parameters(p) for name, p in parameters.items()}
        self._assembly, self._private, self._steps = [], [], []
        for term in program.inequalities:
            self._bind_inequality(term)
        for equality in program.equalities:
            self._bind_equality(equality)
        for block in program.blocks:
            self._bind_block(block)
        self._solve = bind_ldl(self.matrix, self.rhs, nc, self.wrong)

    @property
    def dz(self) -> np.ndarray:
        """Step of all variables (B, variables, L)."""
        return self.da

    @property
    def dnu(self) -> np.ndarray:
        """Step of the equality multipliers (B, equations, L)."""
        return self.rhs[:, self.program.core :]

    def assemble(self) -> None:
        """Evaluate all constraints; fill the matrix, the right-hand side, stationarity and residuals."""
        nc = self.program.core
        pull = self.weight * (self.z - self.target)
        self.stationarity[:, :nc], self.stationarity[:, nc:] = pull[:, :nc], 0.0
        self.residual[:] = 0.0
        self.matrix[:] = 0.0
        self.matrix[:, self._diagonal[:nc]] = self.weight[:, :nc] + self.delta[:, 0]
        np.negative(pull[:, :nc], out=self.rhs[:, :nc])
        for run in self._assembly:
            run()

    def solve(self) -> None:
        """Factorise and compute all steps at the given barrier; :attr:`wrong` counts pivots of the wrong sign."""
        nc = self.program.core
        np.negative(self.residual, out=self.rhs[:, nc:])
        self._solve()
        self.da[:, :nc] = self.rhs[:, :nc]
        for run in self._private:
            run()
        for run in self._steps:
            run()

    # ---------------------------------------------------------------- binding
    def _triangle(self, rows: np.ndarray) -> np.ndarray:
        i, j = np.tril_indices(rows.shape[1])
        return packed_index(rows[:, i], rows[:, j])

    def _bind_inequality(self, term: Inequality) -> None:
        items, ny = term.rows.shape
        nc = term.function.numel_out(0)
        slack = self._new_slacks(term.name, items, nc)
        jacobian = np.zeros((self.batches, items, nc * ny, LANES))
        rows = np.asarray(term.rows)
        kernel = terms.inequality_kernel(term)
        self._assembly.append(
            kernel.bind(
                y=(self.z, rows), p=self.parameters[term.name], s=slack.s, dual=slack.dual, mu=self.mu,
                matrix=(self.matrix, self._triangle(rows)), stationarity=(self.stationarity, rows), rhs=(self.rhs, rows),
                c=slack.c, jacobian=jacobian,
            )  # fmt: skip
        )
        self._bind_step(slack, rows, jacobian, ny, nc)

    def _bind_step(self, slack: Slacks, rows: np.ndarray, jacobian: np.ndarray, ny: int, nc: int) -> None:
        kernel = terms.inequality_step_kernel(ny, nc)
        run = kernel.bind(
            dy=(self.da, rows), jacobian=jacobian, c=slack.c, s=slack.s, dual=slack.dual, mu=self.mu,
            ds=slack.ds, ddual=slack.ddual, use_s=slack.use_s, use_dual=slack.use_dual,
        )  # fmt: skip
        self._steps.append(run)

    def _bind_equality(self, term: Equality) -> None:
        rows, equations = np.asarray(term.rows), np.asarray(term.equations)
        ny, ne = rows.shape[1], equations.shape[1]
        dual = self.program.core + equations
        border = packed_index(np.repeat(dual, ny, axis=1), np.tile(rows, (1, ne)))
        self._assembly.append(
            terms.equality_kernel(term).bind(
                y=(self.z, rows), p=self.parameters[term.name], nu=(self.nu, equations),
                matrix=(self.matrix, self._triangle(rows)), border=(self.matrix, border),
                stationarity=(self.stationarity, rows), rhs=(self.rhs, rows), residual=(self.residual, equations),
            )  # fmt: skip
        )

    def _bind_block(self, block: Block) -> None:
        rows, private = np.asarray(block.rows), np.asarray(block.private)
        (items, ny), na, nc = rows.shape, private.shape[1], block.function.numel_out(0)
        slack = self._new_slacks(block.name, items, nc)
        jacobian = np.zeros((self.batches, items, nc * (na + ny), LANES))
        gain = np.zeros((self.batches, items, na * (ny + 1), LANES))
        both = np.hstack([private, rows])
        self._assembly.append(
            terms.block_kernel(block).bind(
                a=(self.z, private), y=(self.z, rows), p=self.parameters[block.name], s=slack.s, dual=slack.dual,
                mu=self.mu, weight=(self.weight, private), target=(self.target, private), delta=self.delta,
                matrix=(self.matrix, self._triangle(rows)), stationarity=(self.stationarity, both), rhs=(self.rhs, rows),
                gain=gain, c=slack.c, jacobian=jacobian,
            )  # fmt: skip
        )
        self._private.append(
            terms.block_step_kernel(na, ny).bind(dy=(self.da, rows), gain=gain, da=(self.da, private))
        )
        self._bind_step(slack, both, jacobian, na + ny, nc)

    def _new_slacks(self, name: str, items: int, nc: int) -> Slacks:
        self.slacks[name] = Slacks.zeros(self.batches, items, nc, LANES)
        return self.slacks[name]


def lane_parameters(values: np.ndarray) -> np.ndarray:
    """Parameters (items, np), or (knots, items, np) that change over the lanes, as a lane array."""
    if values.ndim == 3:
        return to_lanes(values)
    return np.ascontiguousarray(np.broadcast_to(values[:, :, None], (*values.shape, LANES)))


def stacked(slacks: Sequence[Slacks], field: str) -> np.ndarray:
    """One field of all terms side by side, (B, all constraints, L)."""
    arrays = [getattr(s, field) for s in slacks]
    return np.concatenate([a.reshape(a.shape[0], -1, a.shape[-1]) for a in arrays], axis=1)
