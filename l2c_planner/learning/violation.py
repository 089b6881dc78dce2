"""How far plans violate the constraints of a coupling, as a differentiable number: the sum of squares of what is
missing, over all knots."""

from __future__ import annotations

from functools import lru_cache

import casadi as ca
import numpy as np

from l2c_planner.coupling.program import Block
from l2c_planner.problems.problem import Coupling, Problem


class Violation:
    """Inequalities of one coupling; those of inputs are left out at the last knot, where there are none."""

    def __init__(self, problem: Problem, coupling: Coupling) -> None:
        self.coupling = coupling
        program, index = coupling.program, coupling.index
        self._terms = []
        for term in (*program.inequalities, *program.blocks):
            rows = np.hstack([term.private, term.rows]) if isinstance(term, Block) else np.asarray(term.rows)
            parameters = np.asarray(coupling.parameters[term.name])
            columns = index[:, rows]
            inputs = (columns >= 0) & problem.is_input[columns]
            knots = problem.steps if inputs.any() else problem.knots
            self._terms.append((_squares(term.function), rows, parameters, knots))

    def __call__(self, values: np.ndarray) -> tuple[float, np.ndarray]:
        """The number and its derivative by the values (F, N+1, V) of all variables."""
        total, slope = 0.0, np.zeros_like(values)
        for function, rows, parameters, knots in self._terms:
            y = values[:, :knots][..., rows]
            p = np.broadcast_to(_over_knots(parameters), (*y.shape[:3], parameters.shape[-1]))
            squares, by_y = function.map(int(np.prod(y.shape[:3])))(y.reshape(-1, y.shape[-1]).T,
                                                                   p.reshape(-1, p.shape[-1]).T)  # fmt: skip
            total += float(np.sum(squares.full()))
            by_y = by_y.full().T.reshape(y.shape)
            groups, at = np.indices(y.shape[:2])
            np.add.at(slope, (groups[..., None, None], at[..., None, None], rows), by_y)
        return total, slope


def _over_knots(parameters: np.ndarray) -> np.ndarray:
    """Parameters (items, np), (F, items, np) or (F, N+1, items, np) as (F or 1, N+1 or 1, items, np)."""
    if parameters.ndim == 2:
        return parameters[None, None]
    return parameters[:, None] if parameters.ndim == 3 else parameters


@lru_cache
def _squares(function: ca.Function) -> ca.Function:
    """(variables, parameters) -> sum of squares of what is missing, and its gradient."""
    *variables, p = function.sx_in()
    flat = ca.SX.sym("z", sum(v.numel() for v in variables))
    ends = np.cumsum([0, *(v.numel() for v in variables)])
    c = function(*(flat[a:b] for a, b in zip(ends, ends[1:], strict=False)), p)
    missing = ca.sumsqr(ca.fmin(c, 0))
    return ca.Function("missing", [flat, p], [missing, ca.densify(ca.gradient(missing, flat))], {"cse": True})
