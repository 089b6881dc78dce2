"""Gains of the controllers, tuned for quadrotors of about a kilogram whose motors lag by some 20 milliseconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Gains:
    """What the control laws multiply errors with; every error is mapped to an acceleration."""

    across: float = 25.0
    """Quadrotor position across its cable [1/s^2]."""
    across_rate: float = 9.0
    """Quadrotor velocity across its cable [1/s]."""
    along: float = 40.0
    """Quadrotor position along its cable [1/s^2]; nothing integrates there, see position.py."""
    along_rate: float = 10.0
    """Quadrotor velocity along its cable [1/s]."""
    lead: float = 0.02
    """Time by which planned forces are commanded early, for the lag of attitude and motors [s]."""
    shift: float = 15.0
    """Bandwidth of the velocity at which the load's feedback shifts a quadrotor [1/s]."""
    observer: float = 3.0
    """Bandwidth of the estimated disturbance across the cable [1/s]."""
    observer_limit: float = 4.0
    """Largest disturbance that is compensated [N]."""
    attitude: float = 15.0
    """Attitude error to body rate [1/s]."""
    yaw: float = 3.0
    """The same about the body's z axis [1/s]."""
    load: tuple[float, float] = (2.5, 12.0)
    """Load position, horizontal and vertical [1/s^2]: horizontal forces wait for the quadrotors to move."""
    load_velocity: tuple[float, float] = (3.0, 6.0)
    """[1/s]."""
    load_integral: tuple[float, float] = (1.0, 6.0)
    """[1/s^3]."""
    load_attitude: tuple[float, float] = (20.0, 5.0)
    """Load attitude, tilt and yaw [1/s^2]: a yawing moment waits for them, too."""
    load_rate: tuple[float, float] = (8.0, 3.0)
    """[1/s]."""
    load_attitude_integral: tuple[float, float] = (20.0, 1.0)
    """[1/s^3]."""
    tilt: float = 0.15
    """Largest angle by which the feedback turns a cable [rad]."""
    slack_guard: float = 0.3
    """Share of its planned tension that the feedback leaves a cable."""
