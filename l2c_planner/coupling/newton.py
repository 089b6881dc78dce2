"""The passes of the interior point as sequences of kernels: how the arrays of the memory are bound to them."""

from __future__ import annotations

import numpy as np

from l2c_planner.coupling import control, rows, terms
from l2c_planner.coupling.memory import Memory, padded
from l2c_planner.coupling.program import Block, Equality, Inequality
from l2c_planner.coupling.rows import CHUNK
from l2c_planner.kernels import LANES
from l2c_planner.kernels.lanes import to_lanes
from l2c_planner.kernels.ldl import bind_ldl, packed_index
from l2c_planner.kernels.sequence import Sequence


class Passes:
    """Sequences over a memory: ``evaluate`` all constraints at z once; ``solve`` all running lanes.

    parameters: by name of the constraint, (items, np), or (knots, items, np) where they change over the lanes.
    """

    def __init__(self, memory: Memory, parameters: dict[str, np.ndarray]) -> None:
        self.memory, program = memory, memory.program
        self.parameters = {name: _lane_parameters(p) for name, p in parameters.items()}
        self._jacobian, self._gain = {}, {}
        self.evaluate = Sequence(memory.batches)
        self._assemble(self.evaluate)
        self.solve = Sequence(memory.batches, memory.state[:, :1])
        self._assemble(self.solve)
        self._judge(self.solve)
        self.solve.check()
        rhs = memory.unknown[:, : memory.system]
        triangle = memory.system * (memory.system + 1) // 2
        self.solve.append(bind_ldl(memory.matrix[:, :triangle], rhs, memory.negative[:, 0]))
        for block in program.blocks:
            self._private(self.solve, block)
        for term in (*program.inequalities, *program.blocks):
            self._slack_step(self.solve, term)
        self._advance(self.solve)

    # ---------------------------------------------------------------- parts of a pass
    def _assemble(self, run: Sequence) -> None:
        m, program = self.memory, self.memory.program
        _clear(run, "zeros", [0.0] * CHUNK, m.matrix, m.residual)
        for name, values in rows.CLEAN.items():
            _clear(run, name, values, getattr(m, name))
        run.add(
            rows.pull_kernel(), z=_chunks(m.z), target=_chunks(m.target), weight=_chunks(m.weight),
            stationarity=_chunks(m.stationarity), **_both(found=m.found),
        )  # fmt: skip
        core = np.arange(program.core)
        run.add(
            rows.core_kernel(), pull=_single(m.stationarity, core), weight=_single(m.weight, core), delta=m.scalar("delta"),
            rhs=_single(m.unknown, core), diagonal=(m.matrix, packed_index(core, core)[:, None]),
        )  # fmt: skip
        for term in program.inequalities:
            self._inequality(run, term)
        for equality in program.equalities:
            self._equality(run, equality)
        for block in program.blocks:
            self._block(run, block)

    def _judge(self, run: Sequence) -> None:
        m, program = self.memory, self.memory.program
        duals = program.core + np.arange(program.equations)
        found = _both(found=m.found)
        run.add(
            rows.equation_kernel(), residual=m.residual[:, : program.equations, None], nu=m.nu[:, :, None], gamma=m.scalar("gamma"), delta=m.scalar("delta"),
            rhs=_single(m.unknown, duals), diagonal=(m.matrix, packed_index(duals, duals)[:, None]), **found,
        )  # fmt: skip
        run.add(
            rows.stationarity_kernel(), stationarity=_chunks(m.stationarity), weight=_chunks(m.weight), largest=m.scalar("largest"), **found
        )
        run.add(
            rows.slack_kernel(), c=_chunks(m.c), s=_chunks(m.s), dual=_chunks(m.dual), mu=m.scalar("mu"), gamma=m.scalar("gamma"), **found
        )
        run.add(control.judge_kernel(), found=m.found, **_both(state=m.state))

    def _advance(self, run: Sequence) -> None:
        m, program = self.memory, self.memory.program
        duals = program.core + np.arange(program.equations)
        variables = np.full(padded(program.variables), m.unknown.shape[1] - 1)
        variables[: program.variables] = m.place(np.arange(program.variables))
        step = (m.unknown, variables.reshape(-1, CHUNK))
        run.add(
            rows.slope_kernel(), z=_chunks(m.z), target=_chunks(m.target), weight=_chunks(m.weight), dz=step, **_both(ahead=m.ahead)
        )
        run.add(rows.equation_slope_kernel(), nu=m.nu[:, :, None], dnu=_single(m.unknown, duals), **_both(ahead=m.ahead))
        run.add(control.advance_kernel(), found=m.found, ahead=m.ahead, negative=m.negative, **_both(state=m.state))
        renew, primal, dual = (m.scalar(n) for n in ("renew", "move_primal", "move_dual"))
        run.add(
            rows.move_kernel(CHUNK), next=step, renew=renew, length=primal, **_both(x=_chunks(m.z), d=_chunks(m.dz))
        )
        run.add(
            rows.move_kernel(1), next=(m.unknown, duals[:, None]), renew=renew, length=dual, **_both(x=m.nu[:, :, None], d=m.dnu[:, :, None])
        )
        both = {n: _chunks(getattr(m, n)) for n in ("s", "ds", "dual", "ddual")}
        run.add(
            rows.slack_move_kernel(), next_ds=_chunks(m.next_ds), next_ddual=_chunks(m.next_ddual), renew=renew, primal=primal,
            dual_length=dual, **_both(**both, after=m.after),
        )  # fmt: skip
        run.add(control.barrier_kernel(), after=m.after, **_both(state=m.state))

    # ---------------------------------------------------------------- constraints
    def _inequality(self, run: Sequence, term: Inequality) -> None:
        table = np.asarray(term.rows)
        run.add(terms.inequality_kernel(term), y=(self.memory.z, table), **self._condensed(term, table))

    def _block(self, run: Sequence, block: Block) -> None:
        m, private, table = self.memory, np.asarray(block.private), np.asarray(block.rows)
        run.add(
            terms.block_kernel(block), a=(m.z, private), y=(m.z, table), weight=(m.weight, private), target=(m.target, private),
            delta=m.scalar("delta"), gain=self._scratch(self._gain, block.name, len(table), private.shape[1] * (table.shape[1] + 1)),
            **self._condensed(block, np.hstack([private, table])) | self._shared(table),
        )  # fmt: skip

    def _condensed(self, term: Inequality | Block, touched: np.ndarray) -> dict:
        m, slack = self.memory, self.memory.slacks[term.name]
        return {
            **self._shared(touched), "stationarity": (m.stationarity, touched), "p": self.parameters[term.name],
            "mu": m.scalar("mu"), "gamma": m.scalar("gamma"), "curvature": m.scalar("curvature"), "c": slack.of(m.c), **_both(s=slack.of(m.s), dual=slack.of(m.dual)),
            "jacobian": self._scratch(self._jacobian, term.name, slack.items, slack.constraints * touched.shape[1]),
        }  # fmt: skip

    def _shared(self, touched: np.ndarray) -> dict:
        i, j = np.tril_indices(touched.shape[1])
        triangle = packed_index(touched[:, i], touched[:, j])
        return {"matrix": (self.memory.matrix, triangle), "rhs": (self.memory.unknown, touched)}

    def _equality(self, run: Sequence, term: Equality) -> None:
        m, touched, equations = self.memory, np.asarray(term.rows), np.asarray(term.equations)
        across = np.repeat(m.program.core + equations, touched.shape[1], axis=1)
        border = packed_index(across, np.tile(touched, (1, equations.shape[1])))
        run.add(
            terms.equality_kernel(term), y=(m.z, touched), p=self.parameters[term.name], nu=(m.nu, equations), curvature=m.scalar("curvature"),
            border=(m.matrix, border), stationarity=(m.stationarity, touched), residual=(m.residual, equations), **self._shared(touched),
        )  # fmt: skip

    def _private(self, run: Sequence, block: Block) -> None:
        m, private = self.memory, np.asarray(block.private)
        kernel = terms.block_step_kernel(private.shape[1], block.rows.shape[1])
        run.add(kernel, dy=(m.unknown, block.rows), gain=self._gain[block.name], da=(m.unknown, m.place(private)))

    def _slack_step(self, run: Sequence, term: Inequality | Block) -> None:
        m, slack = self.memory, self.memory.slacks[term.name]
        touched = np.hstack([term.private, term.rows]) if isinstance(term, Block) else np.asarray(term.rows)
        run.add(
            terms.slack_step_kernel(touched.shape[1], slack.constraints), dy=(m.unknown, m.place(touched)), c=slack.of(m.c),
            jacobian=self._jacobian[term.name], s=slack.of(m.s), dual=slack.of(m.dual), mu=m.scalar("mu"), gamma=m.scalar("gamma"),
            ds=slack.of(m.next_ds), ddual=slack.of(m.next_ddual), **_both(ahead=m.ahead),
        )  # fmt: skip

    @staticmethod
    def _scratch(store: dict[str, np.ndarray], name: str, items: int, length: int) -> np.ndarray:
        if name not in store:
            store[name] = np.zeros((1, items, length, LANES))
        return store[name]


def _chunks(array: np.ndarray) -> np.ndarray:
    """(batches, rows, L) as (batches, rows / CHUNK, CHUNK, L)."""
    return array.reshape(len(array), -1, CHUNK, array.shape[-1])


def _single(array: np.ndarray, span: np.ndarray) -> np.ndarray:
    """A range of rows, one by one, (batches, rows, 1, L)."""
    return array[:, span[0] : span[-1] + 1, None] if len(span) else array[:, :0, None]


def _both(**arrays: np.ndarray) -> dict[str, np.ndarray]:
    """Arrays that a kernel changes in place, as its inputs and its outputs."""
    return {**arrays, **{f"new_{name}": array for name, array in arrays.items()}}


def _clear(run: Sequence, name: str, values: list[float], *arrays: np.ndarray) -> None:
    kernel = rows.clear_kernel(name, values)
    for array in arrays:
        run.add(kernel, rows=array.reshape(len(array), -1, len(values), array.shape[-1]))


def _lane_parameters(values: np.ndarray) -> np.ndarray:
    """Parameters (items, np), or (knots, items, np) that change over the lanes, as a lane array with an axis of batches."""
    if values.ndim == 3:
        return to_lanes(values)
    return np.ascontiguousarray(np.broadcast_to(values[None, :, :, None], (1, *values.shape, LANES)))
