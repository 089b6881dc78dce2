"""Derivatives of a coordination step's solution by the parameters of its constraints: obstacles, limits, distances.

With the answer a, dl, dn of variables and multipliers to a right-hand side (see `CoordinationSensitivity`), a
constraint c(y, p) >= 0 with multiplier l contributes  d/dp [ l . (dc/dy) a + dl . c ],  an equation e(y, p) = 0 with
multiplier n  - d/dp [ n . (de/dy) a + dn . e ].
"""

from __future__ import annotations

from functools import lru_cache

import casadi as ca
import numpy as np

from l2c_planner.coupling.constraints import touched
from l2c_planner.coupling.coordination import Coordination
from l2c_planner.coupling.expression import kernel, symbols
from l2c_planner.coupling.program import Equality
from l2c_planner.kernels import LANES, Kernel
from l2c_planner.kernels.lanes import from_lanes


@lru_cache
def _kernel(f: ca.Function, equality: bool) -> Kernel:
    """(y, dy, p, l, dl) -> the contribution; of an equality l and dl are picked by a table."""
    parts = [f.numel_in(i) for i in range(f.n_in())]
    given = symbols(y=sum(parts[:-1]), dy=sum(parts[:-1]), p=parts[-1], dual=f.numel_out(0), step=f.numel_out(0))
    y = given["y"]
    split = ca.vertsplit(y, np.cumsum([0, *parts[:-1]]).tolist()) if len(parts) > 2 else [y]
    value = f(*split, given["p"])
    product = ca.dot(given["dual"], ca.jtimes(value, y, given["dy"])) + ca.dot(given["step"], value)
    slope = ca.gradient(-product if equality else product, given["p"])
    return kernel("slope", given, {"slope": slope}, indexed=["y", "dy", *(("dual", "step") if equality else ())])


class TermSlopes:
    """Of all constraints of a coordination step, at the point that its memory holds."""

    def __init__(self, coordination: Coordination) -> None:
        self._coordination = coordination

    def __call__(self, step: tuple[np.ndarray, ...], scale: np.ndarray) -> dict[str, np.ndarray]:
        """By name of the constraint, (I, items, np).

        step: of variables, inequality multipliers and equation multipliers, in lanes; scale: of the weights (I,).
        """
        m, items = self._coordination.memory, self._coordination.items
        program, found = self._coordination.program, {}
        for term in (*program.inequalities, *program.equalities, *program.blocks):
            rows, equality = touched(term), isinstance(term, Equality)
            slope = np.zeros((m.batches, len(rows), term.function.numel_in(term.function.n_in() - 1), LANES))
            if equality:
                equations = np.asarray(term.equations)
                prices = {"dual": (m.nu, equations), "step": (step[2], equations)}
            else:
                slack = m.slacks[term.name]
                prices = {"dual": slack.of(m.dual), "step": slack.of(step[1])}
            parameters = self._coordination.point.passes.constraints.parameters[term.name]
            run = _kernel(term.function, equality).bind
            run(y=(m.z, rows), dy=(step[0], rows), p=parameters, slope=slope, **prices)()
            found[term.name] = from_lanes(slope, items) * scale[:, None, None]
        return found
