"""Arrays of the interior point: what every lane keeps, and what the batches share, as they are worked on one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.coupling.control import STATE
from l2c_planner.coupling.program import KnotProgram
from l2c_planner.coupling.rows import AFTER, CHUNK, FOUND
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

    Kept by every lane, (batches, rows, L): variables ``z``, their ``target`` and ``weight``; equation multipliers ``nu``
    and residuals ``residual``; inequality values ``c``, slacks ``s`` and multipliers ``dual``; ``state``, rows named in
    :data:`l2c_planner.coupling.control.STATE`.

    Shared, (1, rows, L): the step on trial ``dz``, ``dnu``, ``ds``, ``ddual`` and the next one, ``unknown`` = [core,
    equation multipliers, private variables, a zero], ``next_ds``, ``next_ddual``; the packed ``matrix``, ``stationarity``,
    ``negative`` pivots, and the sums ``found``, ``ahead``, ``after``.
    """

    def __init__(self, program: KnotProgram, batches: int) -> None:
        self.program, self.batches = program, batches
        self.slacks = _slacks(program)
        self.constraints = sum(s.items * s.constraints for s in self.slacks.values())
        self.system = program.core + program.equations
        variables, slacks = padded(program.variables), padded(self.constraints)
        triangle = self.system * (self.system + 1) // 2
        kept = dict.fromkeys(("z", "target", "weight"), variables) | dict.fromkeys(("c", "s", "dual"), slacks)
        kept |= {"nu": program.equations, "residual": padded(program.equations), "state": len(STATE)}
        shared = dict.fromkeys(("ds", "ddual", "next_ds", "next_ddual"), slacks)
        shared |= {"dz": variables, "dnu": program.equations, "stationarity": variables, "negative": 1}
        shared |= {"matrix": padded(triangle), "unknown": self.system + program.variables - program.core + 1}
        shared |= {"found": len(FOUND), "ahead": len(AHEAD), "after": len(AFTER)}
        for rows, count in ((kept, batches), (shared, 1)):
            for name, length in rows.items():
                setattr(self, name, np.zeros((count, length, LANES)))
        self.c[:, self.constraints :] = self.s[:, self.constraints :] = 1.0

    def entry(self, name: str) -> np.ndarray:
        """One row of the state, (batches, L)."""
        return self.state[:, STATE.index(name)]

    def scalar(self, name: str) -> np.ndarray:
        """One row of the state as the argument of a kernel, (batches, 1, 1, L)."""
        return self.entry(name)[:, None, None]

    def place(self, variables: np.ndarray) -> np.ndarray:
        """Rows of the step of these variables in ``unknown``."""
        return np.where(variables < self.program.core, variables, variables + self.program.equations)


def _slacks(program: KnotProgram) -> dict[str, Slack]:
    start, slacks = 0, {}
    for term in (*program.inequalities, *program.blocks):
        slacks[term.name] = Slack(start, len(term.rows), term.function.numel_out(0))
        start += slacks[term.name].items * slacks[term.name].constraints
    return slacks
