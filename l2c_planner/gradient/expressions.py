"""The SX functions of one knot of a linear-quadratic sensitivity problem: the matrices are those of a solution.

At a solution of the local problem with cost J over trajectories, the trajectory that answers a linear term s added to J
is  d = argmin 1/2 d' H d + s' d  over the linearised dynamics: a matrix LQR whose backward sweep is that of the DDP
with the curvature of the dynamics in it.  It is factorised once and solved for any number of right-hand sides s.

    V, S    value Hessian (packed) and costate          A, B   Jacobians of the step
    T       value slope of the right-hand side          K, M   gains and inverse of Q_uu; zero for inputs on a bound
    q, r    right-hand side at successor and input      k      feedforward of the right-hand side
"""

from __future__ import annotations

import casadi as ca

from l2c_planner.ddp import dynamics
from l2c_planner.ddp.expressions import Carry, Knot, pack, unpack


def pivot_row(nx: int) -> slice:
    """Row of the carry behind V and S: the smallest pivot of Q_uu so far relative to the diagonal.

    It is negative where Q_uu is not positive definite.
    """
    return slice(Carry(nx).S.stop, Carry(nx).S.stop + 1)


def factor(knot: Knot) -> ca.Function:
    """Backward step of the factorisation: carry, Jacobians (row by row), gains (row by row) and inverse (column by
    column)."""
    s, nx, _nu = knot.symbols, knot.model.nx, knot.model.nu
    rows, pivots = Carry(nx), pivot_row(nx)
    carry = ca.SX.sym("carry", pivots.stop)
    V = unpack(carry[rows.V], nx) + ca.diag(s["W"])
    S = carry[rows.S] + s["W"] * (s["y"] - s["c"])
    y, A, B = dynamics.linearized_step(knot.model, s["x"], s["u"], s["p"])
    VA, VB = V @ A, V @ B
    Qxx, Qux, Quu = A.T @ VA, VB.T @ A, ca.diag(s["E"]) + B.T @ VB
    if knot.exact:
        H = ca.hessian(ca.dot(S, y), ca.vertcat(s["x"], s["u"]))[0]
        Qxx, Qux, Quu = Qxx + H[:nx, :nx], Qux + H[nx:, :nx], Quu + H[nx:, nx:]
    free = _free(knot)
    mask = free @ free.T
    inverse, pivot = _inverse(ca.if_else(mask, Quu, 0) + ca.diag(1 - free))
    M = ca.if_else(mask, inverse, 0)
    K = -M @ Qux
    following = ca.vertcat(pack(Qxx + Qux.T @ K), A.T @ S, ca.fmin(carry[pivots], pivot))
    names = [n for n in "x u y p W c E e lower upper".split() if knot.bounded or n not in ("lower", "upper")]
    outputs = {"carry_next": following, "A": ca.vec(A.T), "B": ca.vec(B.T), "K": ca.vec(K.T), "M": ca.vec(M)}
    return ca.Function(
        f"factor_{knot.model.name}{'_exact' * knot.exact}{'_box' * knot.bounded}",
        [carry, *(s[n] for n in names)], [ca.densify(v) for v in outputs.values()], ["carry", *names], list(outputs),
        {"cse": True},
    )  # fmt: skip


def backward(nx: int, nu: int) -> ca.Function:
    """(T, A, B, K, M, q, r) -> T of this knot, k."""
    T, q, r, A, B, K, M = _matrices(nx, nu, T=nx, q=nx, r=nu)
    slope = T + q
    g = r + B.T @ slope
    return _function(f"linear_backward_{nx}_{nu}", (T, q, r, A, B, K, M), "T q r A B K M",
                     T_next=A.T @ slope + K.T @ g, k=-M @ g)  # fmt: skip


def forward(nx: int, nu: int) -> ca.Function:
    """(dx, k, A, B, K) -> du, dy."""
    dx, k, A, B, K, _ = _matrices(nx, nu, dx=nx, k=nu)
    du = k + K @ dx
    return _function(f"linear_forward_{nx}_{nu}", (dx, k, A, B, K), "dx k A B K", du=du, dy=A @ dx + B @ du)


def _matrices(nx: int, nu: int, **vectors: int) -> tuple[ca.SX, ...]:
    def matrix(name: str, rows: int, columns: int) -> ca.SX:
        return ca.reshape(ca.SX.sym(name, rows * columns), columns, rows).T

    A, B, K, M = matrix("A", nx, nx), matrix("B", nx, nu), matrix("K", nu, nx), matrix("M", nu, nu)
    return (*(ca.SX.sym(name, size) for name, size in vectors.items()), A, B, K, M)


def _function(name: str, symbols: tuple[ca.SX, ...], inputs: str, **outputs: ca.SX) -> ca.Function:
    flat = [s if s.is_vector() and s.size2() == 1 else ca.vec(s.T) for s in symbols]
    return ca.Function(name, flat, [ca.densify(v) for v in outputs.values()], inputs.split(), list(outputs))


def _free(knot: Knot) -> ca.SX:
    """1 for inputs between their bounds."""
    s = knot.symbols
    if not knot.bounded:
        return ca.SX.ones(knot.model.nu)
    return ca.logic_and(s["u"] > s["lower"], s["u"] < s["upper"])


def _inverse(Q: ca.SX) -> tuple[ca.SX, ca.SX]:
    """Q^-1 of a symmetric matrix by an unrolled L D L^T, and the smallest pivot relative to its diagonal entry."""
    n = Q.size1()
    L, pivots = [[ca.SX(0)] * n for _ in range(n)], []
    for j in range(n):
        pivots.append(Q[j, j] - sum((L[j][m] ** 2 * pivots[m] for m in range(j)), ca.SX(0)))
        for i in range(j + 1, n):
            L[i][j] = (Q[i, j] - sum((L[i][m] * L[j][m] * pivots[m] for m in range(j)), ca.SX(0))) / pivots[j]
    rows: list[ca.SX] = []
    unit = ca.SX.eye(n)
    for i in range(n):
        rows.append(unit[i, :] - sum((L[i][m] * rows[m] for m in range(i)), ca.SX(1, n)))
    rows = [row / pivots[i] for i, row in enumerate(rows)]
    for i in reversed(range(n)):
        rows[i] = rows[i] - sum((L[m][i] * rows[m] for m in range(i + 1, n)), ca.SX(1, n))
    relative = [pivots[i] / ca.fabs(Q[i, i]) for i in range(n)]
    return ca.vertcat(*rows), ca.mmin(ca.vertcat(*relative))
