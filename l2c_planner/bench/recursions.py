"""Other ways to the derivative of a local problem's solution by P weights, for `l2c bench gradient`; numpy, one agent.

All take the matrices of a `Linearised` problem and return the trajectories' derivatives, states (N+1, nx, P) and inputs
(N, nu, P).  Recursions after arXiv 2509.01630 (matrix LQR), Jin et al. 2020 (PDP), Cao et al. 2025 (augmented state).
"""

from __future__ import annotations

from dataclasses import dataclass

import casadi as ca
import numpy as np

from l2c_planner.ddp import LocalSolver, dynamics
from l2c_planner.ddp.expressions import Knot


@dataclass(frozen=True)
class Linearised:
    """Quadratic model around a solution; arrays over knots.  Hx, Hu: mixed derivatives by the weights."""

    A: np.ndarray
    B: np.ndarray
    Hxx: np.ndarray
    """(N+1, nx, nx)."""
    Hxu: np.ndarray
    Huu: np.ndarray
    Hx: np.ndarray
    """(N+1, nx, P)."""
    Hu: np.ndarray


def linearised(solver: LocalSolver, Hx: np.ndarray, Hu: np.ndarray) -> Linearised:
    """Model of the first agent of a solver, exact, with given mixed derivatives."""
    model, N = solver.model, solver.steps
    s = Knot(model).symbols
    y, A, B = dynamics.linearized_step(model, s["x"], s["u"], s["p"])
    z, costate = ca.vertcat(s["x"], s["u"]), ca.SX.sym("costate", model.nx)
    H = ca.hessian(ca.dot(costate, y), z)[0]
    at = ca.Function("at", [s["x"], s["u"], s["p"], costate], [A, B, H])
    X, U = solver.X[0, :, :, 0], solver.U[0, :, :, 0]
    W, c, E = solver.state_weight[0, :, :, 0], solver.state_center[0, :, :, 0], solver.input_weight[0, :, :, 0]
    p, nx = solver.theta[0, :, 0], model.nx
    found = [None] * N
    Hxx, slope = np.zeros((N + 1, nx, nx)), W[-1] * (X[-1] - c[-1])
    Hxx[-1] = np.diag(W[-1])
    for k in reversed(range(N)):
        found[k] = [np.array(m) for m in at(X[k], U[k], p, slope)]
        Hxx[k] = found[k][2][:nx, :nx] + np.diag(W[k])
        slope = W[k] * (X[k] - c[k]) + found[k][0].T @ slope
    A, B, H = (np.stack([f[i] for f in found]) for i in range(3))
    Huu = H[:, nx:, nx:] + np.stack([np.diag(e) for e in E])
    return Linearised(A, B, Hxx, H[:, :nx, nx:], Huu, Hx, Hu)


def matrix_lqr(m: Linearised, factors: list | None = None) -> tuple[np.ndarray, np.ndarray, list]:
    """Matrix-valued LQR; with the factors of an earlier call no Riccati recursion is repeated."""
    N = len(m.A)
    if factors is None:
        factors, V = [None] * N, m.Hxx[-1]
        for k in reversed(range(N)):
            A, B = m.A[k], m.B[k]
            Qux, Quu = m.Hxu[k].T + B.T @ V @ A, m.Huu[k] + B.T @ V @ B
            inverse = np.linalg.inv(Quu)
            K = -inverse @ Qux
            factors[k] = inverse, Qux, K
            V = _symmetric(m.Hxx[k] + A.T @ V @ A + Qux.T @ K)
    feed, S = [None] * N, m.Hx[-1]
    for k in reversed(range(N)):
        inverse, Qux, _ = factors[k]
        feed[k] = -inverse @ (m.Hu[k] + m.B[k].T @ S)
        S = m.Hx[k] + m.A[k].T @ S + Qux.T @ feed[k]
    return *_ahead(m, [f[2] for f in factors], feed), factors


def pdp(m: Linearised) -> tuple[np.ndarray, np.ndarray]:
    """Pontryagin differentiable programming: a Riccati recursion of its own, with an (nx x nx) inverse at each knot."""
    N, n = len(m.A), m.A.shape[1]
    P, S, eye = m.Hxx[-1], m.Hx[-1], np.eye(n)
    gains, feed = [None] * N, [None] * N
    for k in reversed(range(N)):
        inverse = np.linalg.inv(m.Huu[k])
        G = m.B[k]
        A = m.A[k] - G @ inverse @ m.Hxu[k].T
        R = G @ inverse @ G.T
        M = -G @ inverse @ m.Hu[k]
        Q = m.Hxx[k] - m.Hxu[k] @ inverse @ m.Hxu[k].T
        Nb = m.Hx[k] - m.Hxu[k] @ inverse @ m.Hu[k]
        T = P @ np.linalg.inv(eye + R @ P)
        gains[k] = -inverse @ (m.Hxu[k].T + G.T @ T @ A)
        feed[k] = -inverse @ (G.T @ T @ (M - R @ S) + G.T @ S + m.Hu[k])
        P, S = Q + A.T @ T @ A, A.T @ T @ (M - R @ S) + A.T @ S + Nb
    return _ahead(m, gains, feed)


def augmented(m: Linearised) -> tuple[np.ndarray, np.ndarray]:
    """One DDP step on the state augmented by the P weights."""
    N, n, P = len(m.A), m.A.shape[1], m.Hx.shape[2]
    V = np.block([[np.zeros((P, P)), m.Hx[-1].T], [m.Hx[-1], m.Hxx[-1]]])
    gains, feed = [None] * N, [None] * N
    for k in reversed(range(N)):
        A = np.block([[np.eye(P), np.zeros((P, n))], [np.zeros((n, P)), m.A[k]]])
        B = np.vstack([np.zeros((P, m.B.shape[2])), m.B[k]])
        H = np.block([[np.zeros((P, P)), m.Hx[k].T], [m.Hx[k], m.Hxx[k]]])
        Qux = np.hstack([m.Hu[k], m.Hxu[k].T]) + B.T @ V @ A
        K = -np.linalg.solve(m.Huu[k] + B.T @ V @ B, Qux)
        feed[k], gains[k] = K[:, :P], K[:, P:]
        V = _symmetric(H + A.T @ V @ A + Qux.T @ K)
    return _ahead(m, gains, feed)


def _symmetric(V: np.ndarray) -> np.ndarray:
    """Without what rounding has made of it: the recursions amplify that."""
    return 0.5 * (V + V.T)


def _ahead(m: Linearised, gains: list, feed: list) -> tuple[np.ndarray, np.ndarray]:
    X, U = np.zeros((len(m.A) + 1, *m.Hx.shape[1:])), np.zeros_like(m.Hu)
    for k, (K, k0) in enumerate(zip(gains, feed, strict=True)):
        U[k] = K @ X[k] + k0
        X[k + 1] = m.A[k] @ X[k] + m.B[k] @ U[k]
    return X, U


def casadi_sensitivity(solver: LocalSolver, columns: int):
    """A function of the weights of state and input (nx + nu,), the same at all knots, that solves the local problem by
    IPOPT and returns its derivatives; and these weights' directions, ``columns`` of them."""
    model, N = solver.model, solver.steps
    nx, nu = model.nx, model.nu
    x, u, theta = ca.MX.sym("x", nx, N + 1), ca.MX.sym("u", nu, N), ca.MX.sym("theta", nx + nu)
    s = Knot(model).symbols
    step = ca.Function("step", [s["x"], s["u"], s["p"]], [dynamics.step(model, s["x"], s["u"], s["p"])])
    p = solver.theta[0, :, 0]
    W, c = solver.state_weight[0, :, :, 0], solver.state_center[0, :, :, 0]
    E, e = solver.input_weight[0, :, :, 0], solver.input_center[0, :, :, 0]
    cost, gap = 0, [x[:, 0] - solver.x0[0, :, 0]]
    for k in range(N):
        cost += 0.5 * ca.dot((W[k] - W[0] + theta[:nx]), (x[:, k] - c[k]) ** 2)
        cost += 0.5 * ca.dot((E[k] - E[0] + theta[nx:]), (u[:, k] - e[k]) ** 2)
        gap.append(x[:, k + 1] - step(x[:, k], u[:, k], p))
    cost += 0.5 * ca.dot(W[N], (x[:, N] - c[N]) ** 2)
    z = ca.vertcat(ca.vec(x), ca.vec(u))
    options = {"ipopt": {"print_level": 0, "tol": 1e-10, "sb": "yes"}, "print_time": False}
    nlp = ca.nlpsol("local", "ipopt", {"x": z, "p": theta, "f": cost, "g": ca.vertcat(*gap)}, options)
    start = np.concatenate([solver.X[0, :, :, 0].reshape(-1), solver.U[0, :, :, 0].reshape(-1)])
    solve = ca.Function("solve", [theta], [nlp(x0=start, p=theta, lbg=0, ubg=0)["x"]])
    forward, at = solve.forward(columns), np.concatenate([W[0], E[0]])
    directions = np.eye(nx + nu, columns)

    def run() -> np.ndarray:
        return np.array(forward(at, solution, directions))

    solution = np.array(solve(at))
    return run
