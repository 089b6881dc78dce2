"""How agents move in the plane: a discrete step and what the rest must know of a state, for every kind of state.

Symbols: x is a state (nx,), u an input (nu,), CasADi columns; dt a time step [s].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import casadi as ca
import numpy as np

from l2c_planner.environment.shapes import Column
from l2c_planner.models import DOUBLE_INTEGRATOR_2D, PLAIN_POLAR, POLAR, UNICYCLE, Model, rk4


@dataclass(frozen=True)
class Motion:
    """One way of moving. Immutable and shareable."""

    model: Model
    step: Callable[[Column, Column, float], Column]
    """State after dt with the input held."""
    position: Callable[[Column], Column]
    """Position (2,) [m]."""
    speed_squared: Callable[[Column], Column]
    """Square of the speed [m^2/s^2]."""
    follow: Callable[[np.ndarray, float], np.ndarray]
    """States (T+1, nx) that pass the positions (T+1, 2) [m] at steps of dt: the guess for a solver."""
    forward_only: bool = False
    """The speed is an entry of the state named `speed` and may not be negative."""

    def positions(self, states: ca.DM | np.ndarray) -> np.ndarray:
        """Positions (N, 2) [m] of states (nx, N)."""
        return np.array([np.asarray(self.position(x), float).ravel() for x in ca.horzsplit(ca.DM(states))])


def _double_integrator_step(x: Column, u: Column, dt: float) -> Column:
    """Exact for a constant acceleration of two coordinates."""
    place, rate = x[:2], x[2:]
    return ca.vertcat(place + dt * rate + dt**2 / 2 * u, rate + dt * u)


def _follow_point(path: np.ndarray, dt: float) -> np.ndarray:
    return np.concatenate([path, np.gradient(path, dt, axis=0)], axis=1)


def _follow_wheels(path: np.ndarray, dt: float) -> np.ndarray:
    velocity = np.gradient(path, dt, axis=0)
    heading = np.unwrap(np.arctan2(velocity[:, 1], velocity[:, 0]))
    return np.column_stack([path, heading, np.linalg.norm(velocity, axis=1)])


def _follow_track(path: np.ndarray, dt: float) -> np.ndarray:
    radius = np.linalg.norm(path, axis=1)
    angle = np.unwrap(np.arctan2(path[:, 1], path[:, 0]))
    return np.column_stack([radius, angle, np.gradient(radius, dt), np.gradient(angle, dt)])


def _from_polar(x: Column) -> Column:
    return ca.vertcat(x[0] * ca.cos(x[1]), x[0] * ca.sin(x[1]))


def _polar_speed_squared(x: Column) -> Column:
    return x[2] ** 2 + (x[0] * x[3]) ** 2


def _polar_step(x: Column, u: Column, dt: float) -> Column:
    return rk4(POLAR.f)(x, u, ca.DM(0, 1), dt)


def _unicycle_step(x: Column, u: Column, dt: float) -> Column:
    return rk4(UNICYCLE.f)(x, u, ca.DM(0, 1), dt)


POINT = Motion(
    DOUBLE_INTEGRATOR_2D, _double_integrator_step, lambda x: x[:2], lambda x: ca.sumsqr(x[2:]), _follow_point
)
"""Point mass with an acceleration, state (px, py, vx, vy)."""

WHEELS = Motion(UNICYCLE, _unicycle_step, lambda x: x[:2], lambda x: x[3] ** 2, _follow_wheels, forward_only=True)
"""Wheeled robot, state (px, py, heading, speed), input (acceleration, turn rate)."""

TRACK = Motion(POLAR, _polar_step, _from_polar, _polar_speed_squared, _follow_track)
"""Car on a track around the origin, state (radius, angle, rates of both), input the acceleration that it feels."""

PLAIN_TRACK = Motion(PLAIN_POLAR, _double_integrator_step, _from_polar, _polar_speed_squared, _follow_track)
"""The same with the second derivatives of radius and angle as the input."""
