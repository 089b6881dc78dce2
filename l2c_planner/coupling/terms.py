"""Kernels of the constraints: what each adds to the Newton system of the interior point, and the step of its slacks.

With slack s, multiplier l, barrier m and r = c - s, a constraint adds (primal-dual, slacks and multipliers eliminated)

    to the matrix  -sum_i l_i Hess c_i + J' (l / s) J,     to the right-hand side  J' (m / s - (l / s) r)

and, once dz is known, moves  ds = J dz + r,  dl = m / s - l - (l / s) ds.
"""

from __future__ import annotations

import casadi as ca

from l2c_planner.coupling.program import Block, Equality, Inequality
from l2c_planner.kernels import Kernel, compile_kernel


def lower(matrix: ca.SX) -> ca.SX:
    """Lower triangle of a symmetric matrix, row by row."""
    n = matrix.shape[0]
    return ca.vertcat(*(matrix[i, j] for i in range(n) for j in range(i + 1)))


def inequality_kernel(term: Inequality) -> Kernel:
    """(y, p, s, l, mu) -> matrix, stationarity, rhs (added), c, jacobian."""
    y, p, s, dual, mu = _symbols(term.function, 0)
    c = term.function(y, p)
    jacobian, matrix, rhs = _condensed(c, y, s, dual, mu)
    outputs = [lower(matrix), -jacobian.T @ dual, rhs, c, ca.vec(ca.densify(jacobian).T)]
    names = ["matrix", "stationarity", "rhs", "c", "jacobian"]
    f = ca.Function("inequality", [y, p, s, dual, mu], ca.cse(outputs), ["y", "p", "s", "dual", "mu"], names)
    shared = ["matrix", "stationarity", "rhs"]
    return compile_kernel(f, indexed=["y", *shared], added=shared)


def inequality_step_kernel(size: int, constraints: int) -> Kernel:
    """(dy, jacobian, c, s, l, mu) -> steps of slacks and multipliers and how much of each the step uses up."""
    sym = ca.SX.sym
    dy, flat = sym("dy", size), sym("jacobian", constraints * size)
    c, s, dual, mu = sym("c", constraints), sym("s", constraints), sym("dual", constraints), sym("mu")
    jacobian = ca.reshape(flat, size, constraints).T
    ds = jacobian @ dy + c - s
    ddual = mu / s - dual - dual / s * ds
    f = ca.Function(
        "inequality_step",
        [dy, flat, c, s, dual, mu],
        [ds, ddual, -ds / s, -ddual / dual],
        ["dy", "jacobian", "c", "s", "dual", "mu"],
        ["ds", "ddual", "use_s", "use_dual"],
    )
    return compile_kernel(f, indexed=["dy"])


def equality_kernel(term: Equality) -> Kernel:
    """(y, p, nu) -> matrix, border, stationarity, rhs, residual; everything is added."""
    f = term.function
    y, p, nu = ca.SX.sym("y", f.numel_in(0)), ca.SX.sym("p", f.numel_in(1)), ca.SX.sym("nu", f.numel_out(0))
    e = f(y, p)
    jacobian = ca.jacobian(e, y)
    matrix = ca.hessian(ca.dot(nu, e), y)[0]
    push = jacobian.T @ nu
    outputs = [lower(matrix), ca.vec(ca.densify(jacobian).T), push, -push, e]
    names = ["matrix", "border", "stationarity", "rhs", "residual"]
    kernel = ca.Function("equality", [y, p, nu], ca.cse(outputs), ["y", "p", "nu"], names)
    return compile_kernel(kernel, indexed=["y", "nu", *names], added=names)


def block_kernel(block: Block) -> Kernel:
    """(a, y, p, s, l, mu, weight, target, delta) -> Schur complement onto y (added), gain and offset of the private step, c, jacobian."""
    f = block.function
    na, ny = f.numel_in(0), f.numel_in(1)
    a, y, p = ca.SX.sym("a", na), ca.SX.sym("y", ny), ca.SX.sym("p", f.numel_in(2))
    s, dual, mu = ca.SX.sym("s", f.numel_out(0)), ca.SX.sym("dual", f.numel_out(0)), ca.SX.sym("mu")
    weight, target, delta = ca.SX.sym("weight", na), ca.SX.sym("target", na), ca.SX.sym("delta")
    c = f(a, y, p)
    jacobian, matrix, rhs = _condensed(c, ca.vertcat(a, y), s, dual, mu)
    pull = weight * (a - target)
    gain, matrix_y, rhs_y = _eliminate(matrix, rhs, na, ca.diag(weight + delta), pull)
    stationarity = -jacobian.T @ dual + ca.vertcat(pull, ca.SX.zeros(ny))
    outputs = [lower(matrix_y), stationarity, rhs_y, ca.vec(gain.T), c, ca.vec(ca.densify(jacobian).T)]
    inputs = [a, y, p, s, dual, mu, weight, target, delta]
    kernel = ca.Function(
        "block",
        inputs,
        ca.cse(outputs),
        ["a", "y", "p", "s", "dual", "mu", "weight", "target", "delta"],
        ["matrix", "stationarity", "rhs", "gain", "c", "jacobian"],
    )
    shared = ["matrix", "stationarity", "rhs"]
    return compile_kernel(kernel, indexed=["a", "y", "weight", "target", *shared], added=shared)


def block_step_kernel(na: int, ny: int) -> Kernel:
    """(dy, gain) -> da, with the gain of :func:`block_kernel`: da = offset - K dy."""
    dy, flat = ca.SX.sym("dy", ny), ca.SX.sym("gain", na * (ny + 1))
    gain = ca.reshape(flat, ny + 1, na).T
    f = ca.Function("block_step", [dy, flat], [gain[:, ny] - gain[:, :ny] @ dy], ["dy", "gain"], ["da"])
    return compile_kernel(f, indexed=["dy", "da"])


def _symbols(f: ca.Function, first: int) -> tuple[ca.SX, ...]:
    y, p = ca.SX.sym("y", f.numel_in(first)), ca.SX.sym("p", f.numel_in(first + 1))
    return y, p, ca.SX.sym("s", f.numel_out(0)), ca.SX.sym("dual", f.numel_out(0)), ca.SX.sym("mu")


def _condensed(c: ca.SX, y: ca.SX, s: ca.SX, dual: ca.SX, mu: ca.SX) -> tuple[ca.SX, ca.SX, ca.SX]:
    jacobian = ca.jacobian(c, y)
    ratio = dual / s
    matrix = ca.hessian(-ca.dot(dual, c), y)[0] + jacobian.T @ ca.diag(ratio) @ jacobian
    return jacobian, matrix, jacobian.T @ (mu / s - ratio * (c - s))


def _eliminate(matrix: ca.SX, rhs: ca.SX, na: int, diagonal: ca.SX, pull: ca.SX) -> tuple[ca.SX, ca.SX, ca.SX]:
    """Gain [K | offset] of the private variables and the Schur complement on the others, by an unrolled LDL^T."""
    ny = matrix.shape[0] - na
    inner, cross = matrix[:na, :na] + diagonal, matrix[:na, na:]
    solved = _solve_positive(inner, ca.horzcat(cross, rhs[:na] - pull))
    gain = solved
    reduced = cross.T @ solved
    return gain, matrix[na:, na:] - reduced[:, :ny], rhs[na:] - reduced[:, ny]


def _solve_positive(matrix: ca.SX, rhs: ca.SX) -> ca.SX:
    """Unrolled Cholesky solve; a matrix that is not positive definite shows as NaN."""
    n = matrix.shape[0]
    factor, x = ca.SX(n, n), ca.SX(rhs)
    inverse = []
    for j in range(n):
        pivot = ca.sqrt(matrix[j, j] - ca.sumsqr(factor[j, :j]))
        inverse.append(1 / pivot)
        factor[j, j] = pivot
        for i in range(j + 1, n):
            factor[i, j] = (matrix[i, j] - ca.dot(factor[i, :j], factor[j, :j])) * inverse[j]
    for i in range(n):
        x[i, :] = (x[i, :] - factor[i, :i] @ x[:i, :]) * inverse[i]
    for i in reversed(range(n)):
        x[i, :] = (x[i, :] - factor[i + 1 :, i].T @ x[i + 1 :, :]) * inverse[i]
    return x
