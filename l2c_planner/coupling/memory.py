"""Arrays of the interior point: what every lane keeps, and what the batches share, as they are solved one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.coupling.program import KnotProgram
from l2c_planner.coupling.rows import AFTER, CHUNK, FOUND
from l2c_planner.coupling.state import STATE
from l2c_planner.coupling.terms import AHEAD
from l2c_planner.kernels import LANES


def padded(rows: int) -> int:
    """Rows of an array that is worked on in chunks."""
    return -(-rows // CHUNK) * CHUNK


@dataclass(frozen=True)
class Slack:
    """Where the rows of one constraint are among all slacks."""

    start: int
    items: int
    constraints: int
    """Per item."""

    def of(self, array: np.ndarray) -> np.ndarray:
        """View (batches, items, constraints, L) of an array (batches, slacks, L)."""
        rows = array[:, self.start : self.start + self.items * self.constraints]
        return rows.reshape(array.shape[0], self.items, self.constraints, LANES)


class Memory:
    """Arrays for a number of batches of one program.

    Kept by every lane, (batches, rows, L): variables ``z``, their ``target`` and ``weight``; equation multipliers
    ``nu`` and residuals ``residual``; inequality values ``c``, slacks ``s`` and multipliers ``dual``; ``state``, rows
    named in :data:`l2c_planner.coupling.state.STATE`.

    Shared, (1, rows, L): the step on trial ``dz``, ``dnu``, ``ds``, ``ddual`` and the next one, ``unknown`` = [core,
    equation multipliers, private variables, a zero], ``next_ds``, ``next_ddual``; the packed ``matrix``,
    ``stationarity``, ``negative`` pivots, and the sums ``found``, ``ahead``, ``after``.
    """

    def __init__(self, program: KnotProgram, batches: int) -> None:
        self.program, self.batches = program, batches
        self.slacks = _slacks(program)
        self.constraints = sum(s.items * s.constraints for s in self.slacks.values())
        self.system = program.core + program.equations
        self.triangle = self.system * (self.system + 1) // 2
        for name, rows in self._kept().items():
            setattr(self, name, np.zeros((batches, rows, LANES)))
        for name, rows in self._shared().items():
            setattr(self, name, np.zeros((1, rows, LANES)))
        self.c[:, self.constraints :] = self.s[:, self.constraints :] = 1.0

    def _kept(self) -> dict[str, int]:
        rows = dict.fromkeys(("z", "target", "weight"), padded(self.program.variables))
        rows |= dict.fromkeys(("c", "s", "dual"), padded(self.constraints))
        equations = self.program.equations
        return rows | {"nu": equations, "residual": padded(equations), "state": len(STATE)}

    def _shared(self) -> dict[str, int]:
        variables, equations = self.program.variables, self.program.equations
        rows = dict.fromkeys(("ds", "ddual", "next_ds", "next_ddual"), padded(self.constraints))
        rows |= dict.fromkeys(("dz", "stationarity"), padded(variables)) | {"dnu": equations, "negative": 1}
        rows |= {"matrix": padded(self.triangle), "unknown": variables + equations + 1}
        return rows | {"found": len(FOUND), "ahead": len(AHEAD), "after": len(AFTER)}

    def entry(self, name: str) -> np.ndarray:
        """One row of the state, (batches, L)."""
        return self.state[:, STATE.index(name)]

    def scalars(self, *names: str) -> dict[str, np.ndarray]:
        """Rows of the state as arguments of kernels, (batches, 1, 1, L) each."""
        return {name: self.entry(name)[:, None, None] for name in names}

    def place(self, variables: np.ndarray) -> np.ndarray:
        """Rows of the step of these variables in ``unknown``."""
        return np.where(variables < self.program.core, variables, variables + self.program.equations)


def _slacks(program: KnotProgram) -> dict[str, Slack]:
    start, slacks = 0, {}
    for term in (*program.inequalities, *program.blocks):
        slacks[term.name] = Slack(start, len(term.rows), term.function.numel_out(0))
        start += slacks[term.name].items * slacks[term.name].constraints
    return slacks
