"""Binds the kernels of a program's constraints to the arrays of a memory."""

from __future__ import annotations

import numpy as np

from l2c_planner.coupling import terms
from l2c_planner.coupling.memory import Memory
from l2c_planner.coupling.program import Block, Equality, Inequality
from l2c_planner.kernels import LANES
from l2c_planner.kernels.lanes import to_lanes
from l2c_planner.kernels.ldl import packed_index
from l2c_planner.kernels.sequence import Sequence


class Constraints:
    """The constraints of a program at the points of a memory.

    parameters: by name of the constraint, (items, np), or (knots, items, np) where they change over the lanes.
    """

    def __init__(self, memory: Memory, parameters: dict[str, np.ndarray]) -> None:
        self.memory = memory
        self.parameters = {name: _lane_parameters(p) for name, p in parameters.items()}
        self.jacobian, self.gain = {}, {}
        for term in (*memory.program.inequalities, *memory.program.blocks):
            slack, variables = memory.slacks[term.name], touched(term)
            self.jacobian[term.name] = np.zeros((1, slack.items, slack.constraints * variables.shape[1], LANES))
        for block in memory.program.blocks:
            size = block.private.shape[1] * (block.rows.shape[1] + 1)
            self.gain[block.name] = np.zeros((1, len(block.rows), size, LANES))

    def assemble(self, run: Sequence) -> None:
        """Evaluate all constraints; add what they contribute to the Newton system."""
        program = self.memory.program
        for term in program.inequalities:
            self._inequality(run, term)
        for equality in program.equalities:
            self._equality(run, equality)
        for block in program.blocks:
            self._block(run, block)

    def step(self, run: Sequence) -> None:
        """Steps of private variables, slacks and multipliers from that of the core."""
        program = self.memory.program
        for block in program.blocks:
            self._private(run, block)
        for term in (*program.inequalities, *program.blocks):
            self._slack_step(run, term)

    # ---------------------------------------------------------------- one constraint
    def _inequality(self, run: Sequence, term: Inequality) -> None:
        rows = np.asarray(term.rows)
        system = self._system(rows, rows)
        run.add(terms.inequality_kernel(term.function), y=(self.memory.z, rows), **self._slacks(term), **system)

    def _block(self, run: Sequence, block: Block) -> None:
        m, private, rows = self.memory, np.asarray(block.private), np.asarray(block.rows)
        run.add(
            terms.block_kernel(block.function), a=(m.z, private), y=(m.z, rows), weight=(m.weight, private),
            target=(m.target, private), **m.scalars("delta"), gain=self.gain[block.name],
            **self._slacks(block), **self._system(touched(block), rows),
        )  # fmt: skip

    def _equality(self, run: Sequence, term: Equality) -> None:
        m, rows, equations = self.memory, np.asarray(term.rows), np.asarray(term.equations)
        across = np.repeat(m.program.core + equations, rows.shape[1], axis=1)
        border = packed_index(across, np.tile(rows, (1, equations.shape[1])))
        run.add(
            terms.equality_kernel(term.function), y=(m.z, rows), p=self.parameters[term.name], nu=(m.nu, equations),
            **m.scalars("curvature"), border=(m.matrix, border), residual=(m.residual, equations),
            **self._system(rows, rows),
        )  # fmt: skip

    def _private(self, run: Sequence, block: Block) -> None:
        m, private = self.memory, np.asarray(block.private)
        kernel = terms.block_step_kernel(private.shape[1], block.rows.shape[1])
        run.add(kernel, dy=(m.unknown, block.rows), gain=self.gain[block.name], da=(m.unknown, m.place(private)))

    def _slack_step(self, run: Sequence, term: Inequality | Block) -> None:
        m, slack, variables = self.memory, self.memory.slacks[term.name], touched(term)
        values = {name: slack.of(getattr(m, name)) for name in ("c", "s", "dual")}
        run.add(
            terms.slack_step_kernel(variables.shape[1], slack.constraints), dy=(m.unknown, m.place(variables)),
            **values, jacobian=self.jacobian[term.name], **m.scalars("mu", "gamma"), ds=slack.of(m.next_ds),
            ddual=slack.of(m.next_ddual), ahead=m.ahead, new_ahead=m.ahead,
        )  # fmt: skip

    # ---------------------------------------------------------------- arguments that several kernels share
    def _slacks(self, term: Inequality | Block) -> dict:
        m, slack = self.memory, self.memory.slacks[term.name]
        s, dual = slack.of(m.s), slack.of(m.dual)
        arrays = {"c": slack.of(m.c), "s": s, "new_s": s, "dual": dual, "new_dual": dual}
        arrays |= {"p": self.parameters[term.name], "jacobian": self.jacobian[term.name]}
        return arrays | m.scalars("mu", "gamma", "curvature")

    def _system(self, variables: np.ndarray, rows: np.ndarray) -> dict:
        m, (i, j) = self.memory, np.tril_indices(rows.shape[1])
        matrix = (m.matrix, packed_index(rows[:, i], rows[:, j]))
        return {"matrix": matrix, "stationarity": (m.stationarity, variables), "rhs": (m.unknown, rows)}


def touched(term: Inequality | Equality | Block) -> np.ndarray:
    """Variables that every item of a constraint depends on, private ones first."""
    rows = np.asarray(term.rows)
    return np.hstack([term.private, rows]) if isinstance(term, Block) else rows


def _lane_parameters(values: np.ndarray) -> np.ndarray:
    """Parameters (items, np), or (knots, items, np) that change over the lanes, as (batches or 1, items, np, L)."""
    if values.ndim == 3:
        return to_lanes(values)
    return np.ascontiguousarray(np.broadcast_to(values[None, :, :, None], (1, *values.shape, LANES)))
