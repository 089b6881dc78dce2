"""The tracking problem by multiple shooting in CasADi, with IPOPT and with fatrop, both in CasADi's virtual machine."""

from __future__ import annotations

from collections.abc import Callable

import casadi as ca
import numpy as np

from l2c_planner.models import QUADROTOR, rk4

SILENT = {"print_time": False, "expand": True}
OPTIONS = {
    "ipopt": {"ipopt.print_level": 0, "ipopt.sb": "yes", "ipopt.tol": 1e-6},
    "fatrop": {"fatrop.print_level": 0, "fatrop.tol": 1e-6, "structure_detection": "auto"},
}


def make(problem, dt: float, plugin: str) -> tuple[Callable[[], np.ndarray], Callable[[], int]]:
    """Solve from hovering inputs, returning the inputs (N, 4), and the number of iterations of the last solve."""
    steps, nx, nu = len(problem.e), QUADROTOR.nx, QUADROTOR.nu
    X, U = [ca.MX.sym(f"x{k}", nx) for k in range(steps + 1)], [ca.MX.sym(f"u{k}", nu) for k in range(steps)]
    x, u = ca.MX.sym("x", nx), ca.MX.sym("u", nu)
    step = ca.Function("step", [x, u], [rk4(QUADROTOR.f)(x, u, ca.DM(problem.params), dt)])
    cost, g = 0, []
    for k in range(steps):
        cost += 0.5 * ca.dot(problem.W[k], (X[k] - problem.c[k]) ** 2)
        cost += 0.5 * ca.dot(problem.E[k], (U[k] - problem.e[k]) ** 2)
        g.append(X[k + 1] - step(X[k], U[k]))
        if k == 0:
            g.append(X[0] - problem.c[0])
    cost += 0.5 * ca.dot(problem.W[steps], (X[steps] - problem.c[steps]) ** 2)
    z = ca.vertcat(*(v for pair in zip(X, U, strict=False) for v in pair), X[steps])
    options = SILENT | OPTIONS[plugin]
    if plugin == "fatrop":
        options["equality"] = [True] * ((steps + 1) * nx)
    solve = ca.nlpsol("solve", plugin, {"x": z, "f": cost, "g": ca.vertcat(*g)}, options)
    start = np.concatenate([*(np.r_[problem.c[0], e] for e in problem.e), problem.c[0]])

    def run() -> np.ndarray:
        solution = solve(x0=start, lbg=0, ubg=0)["x"].full().ravel()
        return solution[:-nx].reshape(steps, nx + nu)[:, nx:]

    return run, lambda: solve.stats()["iter_count"]
