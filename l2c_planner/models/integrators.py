"""Integrators wrap continuous dynamics into a discrete step; models stay continuous."""

from __future__ import annotations

from collections.abc import Callable

import casadi as ca

from l2c_planner.models.base import Dynamics

Step = Callable[[ca.SX, ca.SX, ca.SX, ca.SX], ca.SX]


def rk4(f: Dynamics) -> Step:
    """Classical Runge-Kutta step of order 4 with the input held constant.

    Unit norms are not restored: over one step of length dt at angular rate w, RK4 changes the norm by the fraction
    (w dt)^6 / 144 for a direction and (w dt / 2)^6 / 144 for a quaternion.

    Args:
        f: Continuous dynamics f(x, u, p).

    Returns:
        step(x, u, p, dt), the state of shape (nx,) after dt [s]; dt is an argument, never a compiled-in constant.
    """

    def step(x: ca.SX, u: ca.SX, p: ca.SX, dt: ca.SX) -> ca.SX:
        half, sixth = dt * 0.5, dt * (1 / 6)
        k1 = f(x, u, p)
        k2 = f(x + half * k1, u, p)
        k3 = f(x + half * k2, u, p)
        k4 = f(x + dt * k3, u, p)
        return x + sixth * (k1 + 2 * (k2 + k3) + k4)

    return step
