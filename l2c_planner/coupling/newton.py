"""The passes of the interior point as sequences of kernels."""

from __future__ import annotations

import numpy as np

from l2c_planner.coupling import control, rows
from l2c_planner.coupling.constraints import Constraints
from l2c_planner.coupling.memory import Memory, padded
from l2c_planner.coupling.rows import CHUNK
from l2c_planner.kernels.ldl import bind_ldl, packed_index
from l2c_planner.kernels.sequence import Sequence


class Passes:
    """Sequences over a memory.

    evaluate: all constraints at z, once.  solve: passes of every lane that is running until it stops.
    parameters: as for :class:`Constraints`.
    """

    def __init__(self, memory: Memory, parameters: dict[str, np.ndarray]) -> None:
        self.memory, self.constraints = memory, Constraints(memory, parameters)
        self.duals = memory.program.core + np.arange(memory.program.equations)
        self.evaluate = Sequence(memory.batches)
        self._assemble(self.evaluate)
        self.solve = Sequence(memory.batches, memory.state[:, :1])
        self._assemble(self.solve)
        self._judge(self.solve)
        self.solve.check()
        self._direction(self.solve)
        self._advance(self.solve)

    def newton_step(self, step: np.ndarray, multipliers: np.ndarray, prices: np.ndarray) -> Sequence:
        """A sequence that writes the Newton step of every lane at its point; the point stays.

        step: of the variables, multipliers: of the inequalities, prices: of the equations, padded as in `Memory`.
        """
        run, m = Sequence(self.memory.batches), self.memory
        self._assemble(run)
        self._equations(run)
        run.append(bind_ldl(m.matrix[:, : m.triangle], m.unknown[:, : m.system], m.negative[:, 0]))
        self.constraints.step(run)
        run.add(rows.copy_kernel(), value=self._next_dz(), copy=_grouped(step, CHUNK))
        every = np.arange(multipliers.shape[1]).reshape(-1, CHUNK)
        run.add(rows.copy_kernel(), value=(m.next_ddual, every), copy=_grouped(multipliers, CHUNK))
        table = np.full(prices.shape[1], m.unknown.shape[1] - 1)
        table[: len(self.duals)] = self.duals
        run.add(rows.copy_kernel(), value=(m.unknown, table.reshape(-1, CHUNK)), copy=_grouped(prices, CHUNK))
        return run

    def full_step(self) -> Sequence:
        """A sequence that takes the whole Newton step of every lane whose ``renew`` is 1."""
        run, m = Sequence(self.memory.batches), self.memory
        self._assemble(run)
        self._equations(run)
        run.append(bind_ldl(m.matrix[:, : m.triangle], m.unknown[:, : m.system], m.negative[:, 0]))
        self.constraints.step(run)
        self._move(run)
        return run

    # ---------------------------------------------------------------- parts of a pass
    def _assemble(self, run: Sequence) -> None:
        m, core = self.memory, np.arange(self.memory.program.core)
        _clear(run, "zeros", [0.0] * CHUNK, m.matrix, m.residual)
        for name, values in rows.CLEAN.items():
            _clear(run, name, values, getattr(m, name))
        arrays = _chunks(m, "z", "target", "weight", "stationarity")
        run.add(rows.pull_kernel(), **arrays, **_inplace(found=m.found))
        diagonal = (m.matrix, packed_index(core, core)[:, None])
        pull, weight, rhs = (_single(array, core) for array in (m.stationarity, m.weight, m.unknown))
        run.add(rows.core_kernel(), pull=pull, weight=weight, **m.scalars("delta"), rhs=rhs, diagonal=diagonal)
        self.constraints.assemble(run)

    def _judge(self, run: Sequence) -> None:
        m, found = self.memory, _inplace(found=self.memory.found)
        self._equations(run)
        run.add(rows.stationarity_kernel(), **_chunks(m, "stationarity", "weight"), **m.scalars("largest"), **found)
        run.add(rows.slack_kernel(), **_chunks(m, "c", "s", "dual"), **m.scalars("mu", "gamma"), **found)
        run.add(control.judge_kernel(), found=m.found, **_inplace(state=m.state))

    def _equations(self, run: Sequence) -> None:
        m, duals, found = self.memory, self.duals, _inplace(found=self.memory.found)
        residual = m.residual[:, : len(duals), None]
        diagonal = (m.matrix, packed_index(duals, duals)[:, None])
        system = {"rhs": _single(m.unknown, duals), "diagonal": diagonal, **m.scalars("gamma", "delta")}
        run.add(rows.equation_kernel(), residual=residual, nu=m.nu[:, :, None], **system, **found)

    def _direction(self, run: Sequence) -> None:
        m, ahead = self.memory, _inplace(ahead=self.memory.ahead)
        run.append(bind_ldl(m.matrix[:, : m.triangle], m.unknown[:, : m.system], m.negative[:, 0]))
        self.constraints.step(run)
        run.add(rows.slope_kernel(), **_chunks(m, "z", "target", "weight"), dz=self._next_dz(), **ahead)
        run.add(rows.equation_slope_kernel(), nu=m.nu[:, :, None], dnu=_single(m.unknown, self.duals), **ahead)

    def _advance(self, run: Sequence) -> None:
        m, state = self.memory, _inplace(state=self.memory.state)
        run.add(control.advance_kernel(), found=m.found, ahead=m.ahead, negative=m.negative, **state)
        self._move(run)
        run.add(control.barrier_kernel(), after=m.after, **state)

    def _move(self, run: Sequence) -> None:
        m = self.memory
        renew, primal, dual = m.scalars("renew", "move_primal", "move_dual").values()
        z, nu = _chunks(m, "z", "dz"), {"x": m.nu[:, :, None], "d": m.dnu[:, :, None]}
        z = _inplace(x=z["z"], d=z["dz"])
        run.add(rows.move_kernel(CHUNK), next=self._next_dz(), renew=renew, length=primal, **z)
        run.add(rows.move_kernel(1), next=(m.unknown, self.duals[:, None]), renew=renew, length=dual, **_inplace(**nu))
        slacks = _inplace(**_chunks(m, "s", "ds", "dual", "ddual"), after=m.after) | _chunks(m, "next_ds", "next_ddual")
        run.add(rows.slack_move_kernel(), renew=renew, primal=primal, dual_length=dual, **slacks)

    def _next_dz(self) -> tuple[np.ndarray, np.ndarray]:
        m, count = self.memory, self.memory.program.variables
        table = np.full(padded(count), m.unknown.shape[1] - 1)
        table[:count] = m.place(np.arange(count))
        return m.unknown, table.reshape(-1, CHUNK)


def _chunks(memory: Memory, *names: str) -> dict[str, np.ndarray]:
    """Arrays (batches, rows, L) as (batches, rows / CHUNK, CHUNK, L)."""
    return {name: _grouped(getattr(memory, name), CHUNK) for name in names}


def _grouped(array: np.ndarray, size: int) -> np.ndarray:
    return array.reshape(len(array), array.shape[1] // size, size, array.shape[2])


def _single(array: np.ndarray, span: np.ndarray) -> np.ndarray:
    """A range of rows, one by one, (batches, rows, 1, L)."""
    return array[:, span[0] : span[-1] + 1, None] if len(span) else array[:, :0, None]


def _inplace(**arrays: np.ndarray) -> dict[str, np.ndarray]:
    """Arrays that a kernel changes, as its inputs and its outputs."""
    return {**arrays, **{f"new_{name}": array for name, array in arrays.items()}}


def _clear(run: Sequence, name: str, values: list[float], *arrays: np.ndarray) -> None:
    kernel = rows.clear_kernel(name, tuple(values))
    for array in arrays:
        run.add(kernel, rows=_grouped(array, len(values)))
