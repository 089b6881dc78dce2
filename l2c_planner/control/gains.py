"""Gains of the controllers, tuned for quadrotors of about a kilogram whose motors lag by some hundredths of a second."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Gains:
    """What the control laws multiply errors with; every error is mapped to an acceleration."""

    across: float = 16.0
    """Quadrotor position across its cable [1/s^2]."""
    across_rate: float = 6.4
    """Quadrotor velocity across its cable [1/s]."""
    along: float = 6.0
    """Quadrotor position along its cable [1/s^2]: low, because there the tension is controlled."""
    along_rate: float = 4.0
    """Quadrotor velocity along its cable [1/s]."""
    observer: float = 4.0
    """Bandwidth of the estimated disturbance across the cable [1/s]."""
    observer_limit: float = 4.0
    """Largest disturbance that is compensated [N]."""
    attitude: float = 9.0
    """Attitude error to body rate [1/s]."""
    yaw: float = 3.0
    """The same about the body's z axis [1/s]."""
    rate: float = 22.0
    """Body-rate error to angular acceleration [1/s]."""
    load: float = 3.0
    """Load position [1/s^2]."""
    load_velocity: float = 3.0
    """[1/s]."""
    load_integral: float = 1.5
    """[1/s^3]."""
    load_attitude: float = 9.0
    """[1/s^2]."""
    load_rate: float = 5.0
    """[1/s]."""
    load_attitude_integral: float = 6.0
    """[1/s^3]."""
    tilt: float = 0.2
    """Largest angle by which the feedback turns a cable [rad]."""
    slack_guard: float = 0.3
    """Share of its planned tension that the feedback leaves a cable."""
