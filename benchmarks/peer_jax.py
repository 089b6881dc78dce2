"""iLQR for the tracking problem in JAX: one compiled function, loops as `lax.scan` and `lax.while_loop`, float64."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)


def quadrotor(x, u, p):
    """The same vehicle as `l2c_planner.models.quadrotor`."""
    mass, inertia, arm, drag = p[0], p[1:4], p[4] / jnp.sqrt(2.0), p[5]
    (w, i, j, k), rate = x[6:10], x[10:13]
    axis = jnp.array([2 * (i * k + w * j), 2 * (j * k - w * i), 2 * (w * w + k * k) - 1])
    turn = jnp.array([-u[0] + u[1] + u[2] - u[3], -u[0] + u[1] - u[2] + u[3], -u[0] - u[1] + u[2] + u[3]])
    torque = jnp.array([arm, arm, drag]) * turn
    a, b, c = rate
    spin = 0.5 * jnp.array(
        [-i * a - j * b - k * c, w * a + j * c - k * b, w * b - i * c + k * a, w * c + i * b - j * a]
    )
    linear = axis * u.sum() / mass - jnp.array([0, 0, 9.81])
    return jnp.concatenate([x[3:6], linear, spin, (torque - jnp.cross(rate, inertia * rate)) / inertia])


def step(x, u, p, dt):
    """Classical Runge-Kutta step."""
    k1 = quadrotor(x, u, p)
    k2 = quadrotor(x + dt / 2 * k1, u, p)
    k3 = quadrotor(x + dt / 2 * k2, u, p)
    return x + dt / 6 * (k1 + 2 * (k2 + k3) + quadrotor(x + dt * k3, u, p))


def cost(X, U, data):
    """Tracking cost."""
    _, W, c, E, e = data
    return 0.5 * jnp.sum(W * (X - c) ** 2) + 0.5 * jnp.sum(E * (U - e) ** 2)


def backward(X, U, data, dt):
    """Gains (k, K) and the decrease that a full step promises."""
    p, W, c, E, e = data
    A, B = jax.vmap(jax.jacfwd(step, (0, 1)), (0, 0, None, None))(X[:-1], U, p, dt)

    def riccati(carry, knot):
        V, S = carry
        A, B, x, u, W, c, E, e = knot
        Qx, Qu = W * (x - c) + A.T @ S, E * (u - e) + B.T @ S
        Qux, Quu = B.T @ V @ A, jnp.diag(E) + B.T @ V @ B
        factor = jax.scipy.linalg.cho_factor(Quu)
        k, K = -jax.scipy.linalg.cho_solve(factor, Qu), -jax.scipy.linalg.cho_solve(factor, Qux)
        V = jnp.diag(W) + A.T @ V @ A + Qux.T @ K
        return (0.5 * (V + V.T), Qx + Qux.T @ k), (k, K, Qu @ k)

    end = (jnp.diag(W[-1]), W[-1] * (X[-1] - c[-1]))
    _, (k, K, slope) = jax.lax.scan(riccati, end, (A, B, X[:-1], U, W[:-1], c[:-1], E, e), reverse=True)
    return k, K, -0.5 * slope.sum()


def forward(X, U, k, K, alpha, p, dt):
    """Closed-loop roll-out."""

    def advance(x, knot):
        xb, ub, k, K = knot
        u = ub + alpha * k + K @ (x - xb)
        return step(x, u, p, dt), (x, u)

    end, (states, inputs) = jax.lax.scan(advance, X[0], (X[:-1], U, k, K))
    return jnp.concatenate([states, end[None]]), inputs


@partial(jax.jit, static_argnums=(2, 3, 4))
def solve(data, U, dt, tolerance, most):
    """Inputs of the optimum and the number of iterations."""
    p, _, c, *_ = data

    def search(X, U, J, k, K):
        def candidate(alpha):
            Xn, Un = forward(X, U, k, K, alpha, p, dt)
            return alpha, Xn, Un, cost(Xn, Un, data)

        worse = lambda s: (s[3] >= J) & (s[0] > 1e-3)  # noqa: E731
        return jax.lax.while_loop(worse, lambda s: candidate(s[0] / 2), candidate(1.0))[1:]

    def body(state):
        X, U, J, _, n = state
        k, K, promised = backward(X, U, data, dt)
        X, U, J = search(X, U, J, k, K)
        return X, U, J, promised / (J + 1e-3), n + 1

    zeros = jnp.zeros((*U.shape, X_SIZE)), jnp.zeros(U.shape)
    start = jnp.tile(c[0], (len(U) + 1, 1))
    X, U = forward(start, U, zeros[1], zeros[0], 0.0, p, dt)
    go_on = lambda s: (s[3] > tolerance) & (s[4] < most)  # noqa: E731
    _, U, _, _, n = jax.lax.while_loop(go_on, body, (X, U, cost(X, U, data), jnp.inf, 0))
    return U, n


X_SIZE = 13


def make(problem, dt: float) -> tuple[Callable[[], np.ndarray], Callable[[], int]]:
    """Solve from hovering inputs, returning the inputs (N, 4), and the number of iterations of the last solve."""
    data = tuple(map(jnp.asarray, (problem.params, problem.W, problem.c, problem.E, problem.e)))
    guess, count = jnp.asarray(problem.e), [0]

    def run() -> np.ndarray:
        U, count[0] = solve(data, guess, dt, 1e-9, 50)
        return np.asarray(U)

    return run, lambda: int(count[0])
