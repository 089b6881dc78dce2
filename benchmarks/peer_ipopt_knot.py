"""A knot program as one nonlinear program in CasADi, solved by IPOPT, one knot after the other."""

from __future__ import annotations

import casadi as ca
import numpy as np

from l2c_planner.coupling.program import Block, KnotProgram

OPTIONS = {"print_time": False, "ipopt.print_level": 0, "ipopt.sb": "yes", "ipopt.tol": 1e-8}
WARM = {
    "ipopt.warm_start_init_point": "yes", "ipopt.mu_init": 1e-6, "ipopt.warm_start_bound_push": 1e-6,
    "ipopt.warm_start_mult_bound_push": 1e-6, "ipopt.warm_start_slack_bound_push": 1e-6,
}  # fmt: skip


class Knot:
    """IPOPT for one knot; ``warm`` starts from the last solution and its multipliers, else from the target."""

    def __init__(self, program: KnotProgram, parameters: dict[str, np.ndarray], warm: bool) -> None:
        z, given = ca.SX.sym("z", program.variables), ca.SX.sym("given", 2 * program.variables)
        target, weight = ca.vertsplit(given, program.variables)
        inequalities = ca.vertcat(*_inequalities(program, parameters, z))
        g = ca.vertcat(inequalities, _equations(program, parameters, z))
        problem = {"x": z, "p": given, "f": 0.5 * ca.dot(weight * (z - target), z - target), "g": g}
        self.solver = ca.nlpsol("knot", "ipopt", problem, OPTIONS | (WARM if warm else {}))
        upper = np.r_[np.full(inequalities.numel(), np.inf), np.zeros(program.equations)]
        self.warm, self.bounds = warm, {"lbg": 0, "ubg": upper}

    def solve(self, target: np.ndarray, weight: np.ndarray, last: dict | None) -> dict:
        """CasADi's result, which is ``last`` for the next round."""
        start = {"x0": target}
        if self.warm and last:
            start = {"x0": last["x"], "lam_g0": last["lam_g"], "lam_x0": last["lam_x"]}
        return self.solver(p=np.r_[target, weight], **self.bounds, **start)


def _inequalities(program: KnotProgram, parameters: dict[str, np.ndarray], z: ca.SX) -> list[ca.SX]:
    values = []
    for term in (*program.inequalities, *program.blocks):
        for i, rows in enumerate(term.rows):
            private = [z[list(term.private[i])]] if isinstance(term, Block) else []
            values.append(term.function(*private, z[list(rows)], parameters[term.name][i]))
    return values


def _equations(program: KnotProgram, parameters: dict[str, np.ndarray], z: ca.SX) -> ca.SX:
    total = ca.SX.zeros(program.equations)
    for term in program.equalities:
        for rows, equations, p in zip(term.rows, term.equations, parameters[term.name], strict=True):
            value = term.function(z[list(rows)], p)
            for k, row in enumerate(equations):
                total[int(row)] += value[k]
    return total
