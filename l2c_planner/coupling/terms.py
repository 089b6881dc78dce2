"""Kernels of the constraints: what each adds to the Newton system of the interior point, and the step of its slacks.

With slack s, multiplier l, barrier m and elasticity g (see :mod:`l2c_planner.coupling.control`), the Newton equations
of one constraint, solved for the step of its multiplier, are

    dl = q - l - r J dz     with  r = l / (s + g l),  q = l + r (m / l - c - g l),

so that it adds

    to the matrix  -k sum_i l_i Hess c_i + J' diag(r) J,     to the right-hand side  J' q,     to stationarity  -J' l,

where k is the fraction of the curvature that the lane takes.  Kernels are made once per constraint function: building
their expressions takes longer than a dozen rounds.
"""

from __future__ import annotations

from functools import lru_cache

import casadi as ca

from l2c_planner.coupling.expression import kernel, lower, symbols
from l2c_planner.kernels import Kernel


@lru_cache
def inequality_kernel(f: ca.Function) -> Kernel:
    """(y, p, s, l, mu, gamma, curvature) -> matrix, stationarity, rhs (added), c, jacobian, s, l."""
    sizes = {"y": f.numel_in(0), "p": f.numel_in(1), "s": f.numel_out(0), "dual": f.numel_out(0)}
    given = symbols(**sizes, mu=1, gamma=1, curvature=1)
    c = f(given["y"], given["p"])
    s, dual = _on_curve(c, given)
    jacobian, matrix, predicted = _condensed(c, given["y"], s, dual, given)
    shared = {"matrix": lower(matrix), "stationarity": -jacobian.T @ dual, "rhs": jacobian.T @ predicted}
    outputs = {**shared, "c": c, "jacobian": ca.vec(jacobian.T), "s": s, "dual": dual}
    return kernel("inequality", given, outputs, indexed=["y", *shared], added=list(shared), inplace=["s", "dual"])


@lru_cache
def equality_kernel(f: ca.Function) -> Kernel:
    """(y, p, nu, curvature) -> matrix, border, stationarity, rhs, residual; everything is added."""
    given = symbols(y=f.numel_in(0), p=f.numel_in(1), nu=f.numel_out(0), curvature=1)
    y, nu = given["y"], given["nu"]
    e = f(y, given["p"])
    jacobian = ca.jacobian(e, y)
    push = jacobian.T @ nu
    outputs = {
        "matrix": lower(given["curvature"] * ca.hessian(ca.dot(nu, e), y)[0]), "border": ca.vec(ca.densify(jacobian).T),
        "stationarity": push, "rhs": -push, "residual": e,
    }  # fmt: skip
    return kernel("equality", given, outputs, indexed=["y", "nu", *outputs], added=list(outputs))


@lru_cache
def block_kernel(f: ca.Function) -> Kernel:
    """(a, y, p, s, l, mu, gamma, curvature, weight, target, delta) -> as an inequality, a eliminated, and its gain."""
    na, nc = f.numel_in(0), f.numel_out(0)
    sizes = {"a": na, "y": f.numel_in(1), "p": f.numel_in(2), "s": nc, "dual": nc, "mu": 1, "gamma": 1, "curvature": 1}
    given = symbols(**sizes, weight=na, target=na, delta=1)
    c = f(given["a"], given["y"], given["p"])
    s, dual = _on_curve(c, given)
    jacobian, matrix, predicted = _condensed(c, ca.vertcat(given["a"], given["y"]), s, dual, given)
    rhs = jacobian.T @ predicted
    rhs[:na] -= given["weight"] * (given["a"] - given["target"])
    matrix[:na, :na] += ca.diag(given["weight"] + given["delta"])
    gain, matrix_y, rhs_y = _eliminate(matrix, rhs, na)
    shared = {"matrix": lower(matrix_y), "stationarity": -jacobian.T @ dual, "rhs": rhs_y}
    outputs = {**shared, "gain": ca.vec(gain.T), "c": c, "jacobian": ca.vec(jacobian.T), "s": s, "dual": dual}
    indexed = ["a", "y", "weight", "target", *shared]
    return kernel("block", given, outputs, indexed, added=list(shared), inplace=["s", "dual"])


@lru_cache
def block_step_kernel(na: int, ny: int) -> Kernel:
    """(dy, gain) -> da, with the gain of :func:`block_kernel`: da = offset - K dy."""
    given = symbols(dy=ny, gain=na * (ny + 1))
    gain = ca.reshape(given["gain"], ny + 1, na).T
    return kernel("block_step", given, {"da": gain[:, ny] - gain[:, :ny] @ given["dy"]}, indexed=["dy", "da"])


AHEAD = ("use_s", "use_dual", "slope", "log_slope", "dual_slope", "probe")
"""What is found along the step.  Largest: part of a slack and of a multiplier that it uses up.  Sums: slopes of the
objective, of the sum of log s and of half the squared multipliers, and all magnitudes (finite or not)."""


@lru_cache
def slack_step_kernel(size: int, constraints: int) -> Kernel:
    """(dy, jacobian, c, s, l, mu, gamma, AHEAD) -> ds, dl, AHEAD."""
    vectors = dict.fromkeys(("c", "s", "dual"), constraints)
    given = symbols(dy=size, jacobian=constraints * size, **vectors, mu=1, gamma=1, ahead=len(AHEAD))
    c, s, dual, gamma = (given[n] for n in ("c", "s", "dual", "gamma"))
    along = ca.reshape(given["jacobian"], size, constraints).T @ given["dy"]
    ratio = dual / (s + gamma * dual)
    ddual = ratio * (given["mu"] / dual - c - gamma * dual - along)
    ds = along + c + gamma * (dual + ddual) - s
    use_s, use_dual, slope, log_slope, dual_slope, probe = ca.vertsplit(given["ahead"])
    ahead = ca.vertcat(
        ca.fmax(use_s, ca.mmax(-ds / s)),
        ca.fmax(use_dual, ca.mmax(-ddual / dual)),
        slope,
        log_slope + ca.sum1(ds / s),
        dual_slope + ca.dot(dual, ddual),
        probe + ca.sum1(ca.fabs(ds)) + ca.sum1(ca.fabs(ddual)),
    )
    return kernel("slack_step", given, {"ds": ds, "ddual": ddual, "ahead": ahead}, indexed=["dy"], inplace=["ahead"])


def _on_curve(c: ca.SX, given: dict[str, ca.SX]) -> tuple[ca.SX, ca.SX]:
    """Slack and multiplier; those of a soft constraint follow from its value:  s l = m,  s = c + g l."""
    mu, gamma = given["mu"], given["gamma"]
    root = ca.sqrt(c**2 + 4 * gamma * mu)
    dual = ca.if_else(c > 0, 2 * mu / (root + c), (root - c) / (2 * gamma))
    soft = gamma > 0
    return ca.if_else(soft, mu / dual, given["s"]), ca.if_else(soft, dual, given["dual"])


def _condensed(c: ca.SX, y: ca.SX, s: ca.SX, dual: ca.SX, given: dict[str, ca.SX]) -> tuple[ca.SX, ca.SX, ca.SX]:
    """Jacobian, matrix, and multipliers after the step if dz were zero."""
    mu, gamma = given["mu"], given["gamma"]
    jacobian = ca.densify(ca.jacobian(c, y))
    ratio = dual / (s + gamma * dual)
    multiplier = ca.SX.sym("multiplier", dual.numel())
    bend = ca.substitute(ca.hessian(-ca.dot(multiplier, c), y)[0], multiplier, dual)
    matrix = ca.densify(given["curvature"] * bend + jacobian.T @ ca.diag(ratio) @ jacobian)
    return jacobian, matrix, dual + ratio * (mu / dual - c - gamma * dual)


def _eliminate(matrix: ca.SX, rhs: ca.SX, na: int) -> tuple[ca.SX, ca.SX, ca.SX]:
    """Gain [K | offset] of the first ``na`` variables, and the Schur complement on the others."""
    ny = matrix.shape[0] - na
    gain = _solve_positive(matrix[:na, :na], ca.horzcat(matrix[:na, na:], rhs[:na]))
    reduced = matrix[na:, :na] @ gain
    return gain, matrix[na:, na:] - reduced[:, :ny], rhs[na:] - reduced[:, ny]


def _solve_positive(matrix: ca.SX, rhs: ca.SX) -> ca.SX:
    """Unrolled LDL^T solve; a matrix that is not positive definite shows as NaN."""
    n = matrix.shape[0]
    factor, pivots, inverse, x = ca.SX.eye(n), [], [], ca.SX(rhs)
    for j in range(n):
        scaled = [factor[j, k] * pivots[k] for k in range(j)]
        pivot = matrix[j, j] - sum((factor[j, k] * scaled[k] for k in range(j)), ca.SX(0))
        pivots.append(pivot)
        inverse.append(ca.if_else(pivot > 0, 1 / pivot, ca.SX.nan()))
        for i in range(j + 1, n):
            factor[i, j] = (matrix[i, j] - sum((factor[i, k] * scaled[k] for k in range(j)), ca.SX(0))) * inverse[j]
    for i in range(n):
        x[i, :] -= factor[i, :i] @ x[:i, :]
    for i in range(n):
        x[i, :] *= inverse[i]
    for i in reversed(range(n)):
        x[i, :] -= factor[i + 1 :, i].T @ x[i + 1 :, :]
    return x
