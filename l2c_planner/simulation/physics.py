"""Physical properties that a task file does not state, with values for a quadrotor of about a kilogram."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.config import Team


@dataclass(frozen=True)
class Physics:
    """Of every robot, of the load, and of the integration."""

    timestep: float = 0.002
    """Step of the integration [s]."""
    motor_lag: float = 0.02
    """Time constant of thrust and torque [s]."""
    drag: float = 0.25
    """Force of the air on a quadrotor by its speed through it [N s/m]."""
    load_drag: float = 0.2
    """The same on the load [N s/m]."""
    rate_gain: float = 25.0
    """Of the body-rate loop on board [1/s]."""
    yaw_torque: float = 0.016
    """Torque about z that a rotor makes by its thrust [m]."""
    thickness: float = 0.1
    """Height of the load, a disc [m]."""

    def inertia(self, team: Team) -> np.ndarray:
        """Principal moments of the quadrotors, discs of their radius, (n, 3) [kg m^2]."""
        about_z = 0.5 * team.quad_mass * team.quad_radius**2
        return np.stack([0.5 * about_z, 0.5 * about_z, about_z], -1)

    def torque_limit(self, team: Team) -> np.ndarray:
        """Largest torques (n, 3) [N m]: half of the rotors at full, the others at half thrust."""
        quarter = 0.25 * team.thrust_max
        level = 2 * (0.5 * quarter) * team.quad_radius / np.sqrt(2)
        return np.stack([level, level, 2 * 0.5 * quarter * self.yaw_torque], -1)
