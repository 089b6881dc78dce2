"""The program with avoidance rows that may be violated at a price: solvable from any guess, however entangled."""

from __future__ import annotations

import casadi as ca
import numpy as np

from l2c_planner.environment.program import Program


def elastic(program: Program, price: float) -> dict[str, ca.Function]:
    """What IPOPT calls for the variables (z, violations), see `Program.nlp`; the cost grows by price per violation."""
    variables, count = program.variables, len(program.kept)
    both, theta = ca.MX.sym("both", variables + count), ca.MX.sym("theta", program.scene.parameters)
    scale, lam = ca.MX.sym("scale"), ca.MX.sym("lam", program.rows)
    z, violation = both[:variables], both[variables:]
    firm = program.nlp
    cost, rows = firm["nlp"](z, theta)
    cost = cost + price * ca.sum1(violation)
    rows = rows + ca.vertcat(ca.MX(program.first_kept, 1), violation)
    yielding = ca.Sparsity.triplet(
        program.rows, count, np.arange(program.first_kept, program.rows).tolist(), list(range(count))
    )
    gradient = ca.vertcat(firm["grad_f"](z, theta)[1], price * ca.DM.ones(count))
    jacobian = ca.horzcat(firm["jac_g"](z, theta)[1], ca.DM(yielding, 1.0))
    hessian = ca.diagcat(firm["hess_lag"](z, theta, scale, lam), ca.MX(count, count))
    return {
        "nlp": ca.Function("nlp", [both, theta], [cost, rows], ["x", "p"], ["f", "g"]),
        "grad_f": ca.Function("grad_f", [both, theta], [cost, gradient]),
        "jac_g": ca.Function("jac_g", [both, theta], [rows, jacobian]),
        "hess_lag": ca.Function("hess_lag", [both, theta, scale, lam], [hessian]),
    }
