"""One step of a load that is led along its plan by a feedback law, as a CasADi function.

The law is PID on SE(3) about the load of the plan (T. Lee, Geometric control of quadrotor UAVs transporting a
cable-suspended rigid body, IEEE TCST 2018). Its wrench is shared out to the cables by the smallest change of their
forces, P^T (P P^T)^-1 [F; M]; a share turns a cable by a limited angle only and leaves it between its limits of
tension. All limits bend smoothly, so that there is a derivative.
"""

from __future__ import annotations

from dataclasses import dataclass

import casadi as ca
import numpy as np

from l2c_planner.models import LOAD, manifold, rk4

SMOOTH = 0.02
"""Width of the bend at a limit of tension [N]."""


@dataclass(frozen=True)
class Feedback:
    """What the feedback multiplies errors of the load with, and what it may do to the cables."""

    position: float = 3.0
    """[1/s^2]."""
    velocity: float = 3.0
    """[1/s]."""
    position_integral: float = 1.5
    """[1/s^3]."""
    attitude: float = 9.0
    """[1/s^2]."""
    rate: float = 5.0
    """[1/s]."""
    attitude_integral: float = 6.0
    """[1/s^3]."""
    tilt: float = 0.2
    """Largest angle by which a cable is turned [rad]."""
    slack_guard: float = 0.3
    """Share of its planned tension that a cable keeps."""


PID = Feedback()
NO_FEEDBACK = Feedback(*[0.0] * 6)


def flight_step(n: int) -> ca.Function:
    """One step of a load with n cables.

    (state with integrals (19,); planned load, directions, tensions (13 + 4 n,); parameters) -> state with integrals a
    step later, wrench of the cables (6,), their directions and tensions (4 n,). The parameters are those of the load as
    it is known and as it is, the wind, arms, the map from a wrench to the cables' forces (row by row), lowest and
    highest tensions, gains, tangent of the largest turn, least share of the tension, and the step.
    """
    x, y = ca.SX.sym("x", 19), ca.SX.sym("y", 13 + 4 * n)
    sizes = (7, 7, 3, 3 * n, 18 * n, n, n, 6, 1, 1, 1)
    p = ca.SX.sym("p", sum(sizes))
    known, true, wind, arms, share, low, high, gains, tilt, guard, dt = ca.vertsplit(p, np.cumsum([0, *sizes]).tolist())
    planned, directions, tensions = ca.vertsplit(y, [0, 13, 13 + 3 * n, 13 + 4 * n])
    load, integrals = ca.vertsplit(x, [0, 13, 19])
    errors = _errors(load, planned)
    asked = ca.reshape(share, 6, 3 * n).T @ _wrench(errors, integrals, load, gains, known)
    rotation = manifold.rotation(load[6:10])
    forces = [
        _corrected(_clipped(tensions[i], low[i], high[i]), directions[at], rotation @ asked[at], (tilt, guard, high[i]))
        for i, at in enumerate(_triples(n))
    ]
    pulls = [ca.sqrt(ca.sumsqr(force)) for force in forces]
    exerted = [_about_origin(rotation.T @ f, arms[at]) for f, at in zip(forces, _triples(n), strict=True)]
    wrench = sum(exerted, ca.SX(6, 1))
    blown = wrench + _about_origin(rotation.T @ wind, true[4:7])
    after = ca.vertcat(rk4(LOAD.f)(load, blown, true, dt), integrals + dt * ca.vertcat(errors[0:3], errors[6:9]))
    cables = ca.vertcat(*(f / pull for f, pull in zip(forces, pulls, strict=True)), *pulls)
    return ca.Function("step", [x, y, p], [after, wrench, cables], {"cse": True})


def _triples(n: int) -> list[slice]:
    return [slice(3 * i, 3 * i + 3) for i in range(n)]


def _about_origin(force: ca.SX, arm: ca.SX) -> ca.SX:
    """Wrench (6,) of a force at an arm, all in the body frame."""
    return ca.vertcat(force, ca.cross(arm, force))


def _errors(load: ca.SX, planned: ca.SX) -> ca.SX:
    """Of position and velocity in the world, of attitude and rate in the body, (12,)."""
    (p, v, q, w), (p_d, v_d, q_d, w_d) = LOAD.state.split(load), LOAD.state.split(planned)
    rotation, desired = manifold.rotation(q), manifold.rotation(q_d)
    back = rotation.T @ desired
    turn = 0.5 * ca.vertcat(back[2, 1] - back[1, 2], back[0, 2] - back[2, 0], back[1, 0] - back[0, 1])
    return ca.vertcat(p_d - p, desired @ v_d - rotation @ v, turn, back @ w_d - w)


def _wrench(errors: ca.SX, integrals: ca.SX, load: ca.SX, gains: ca.SX, known: ca.SX) -> ca.SX:
    """Force and moment about the load's origin beyond the plan's, body frame, (6,)."""
    linear = gains[0] * errors[0:3] + gains[1] * errors[3:6] + gains[2] * integrals[0:3]
    angular = gains[3] * errors[6:9] + gains[4] * errors[9:12] + gains[5] * integrals[3:6]
    force = known[0] * (manifold.rotation(load[6:10]).T @ linear)
    return ca.vertcat(force, known[1:4] * angular + ca.cross(known[4:7], force))


def _corrected(tension: ca.SX, direction: ca.SX, change: ca.SX, limits: tuple[ca.SX, ca.SX, ca.SX]) -> ca.SX:
    """Force of a cable, world; limits: tangent of the largest turn, least share of the tension, highest tension."""
    tilt, guard, high = limits
    lift = ca.dot(change, direction)
    along = _clipped(tension + lift, guard * tension, high)
    sideways, most = change - lift * direction, tilt * along
    return along * direction + sideways / (1 + (ca.sumsqr(sideways) / most**2) ** 2) ** 0.25


def _clipped(value: ca.SX, low: ca.SX, high: ca.SX) -> ca.SX:
    """A value between limits, smoothly."""
    return value + _positive(low - value) - _positive(value - high)


def _positive(value: ca.SX) -> ca.SX:
    """max(value, 0), with a bend of width SMOOTH."""
    return 0.5 * (value + ca.sqrt(value**2 + SMOOTH**2))
