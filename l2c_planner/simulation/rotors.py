"""The four rotors of a quadrotor in X: where they are, and the speeds that make a thrust and torques.

They stand at the quadrotor's radius on its diagonals, so that all four together can do what `Physics.torque_limit`
allows. A rotor at speed w makes the force k w^2, and the torque yaw_torque k w^2 against its turn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.config import Team
from l2c_planner.control.attitude import body_torque
from l2c_planner.simulation.physics import Physics

CORNERS = np.array([[1.0, -1.0], [-1.0, 1.0], [1.0, 1.0], [-1.0, -1.0]]) / np.sqrt(2)
"""Directions of the rotors in the body's x-y plane: front right, back left, front left, back right (4, 2)."""
TURNS = np.array([1.0, 1.0, -1.0, -1.0])
"""1: counter-clockwise, seen from above; neighbours turn against each other."""
TOP_SPEED = 1000.0
"""Of a rotor at a quarter of the highest thrust [rad/s]."""


@dataclass(frozen=True, eq=False)
class Rotors:
    """Of one robot of a team."""

    place: np.ndarray
    """Hubs in the body frame, (4, 3) [m]."""
    constant: float
    """k, force of a rotor by the square of its speed [N s^2/rad^2]."""
    inertia: np.ndarray
    """Principal moments of the quadrotor, (3,) [kg m^2]."""
    torque: np.ndarray
    """Largest torques, (3,) [N m]."""
    thrust: tuple[float, float]
    """Lowest and highest thrust [N]."""
    rate_gain: float
    """Of the body-rate loop [1/s]."""
    mix: np.ndarray
    """Force of each rotor by thrust and torques about x, y, z, (4, 4)."""

    @staticmethod
    def of(team: Team, robot: int, physics: Physics) -> Rotors:
        """The rotors of a robot."""
        place = np.column_stack([team.quad_radius[robot] * CORNERS, np.zeros(4)])
        made = np.stack([np.ones(4), place[:, 1], -place[:, 0], -physics.yaw_torque * TURNS])
        return Rotors(
            place,
            float(team.thrust_max[robot]) / 4 / TOP_SPEED**2,
            physics.inertia(team)[robot],
            physics.torque_limit(team)[robot],
            (float(team.thrust_min[robot]), float(team.thrust_max[robot])),
            physics.rate_gain,
            np.linalg.inv(made),
        )

    def speeds(self, thrust: float, rate_command: np.ndarray, rate: np.ndarray) -> np.ndarray:
        """Rotor speeds (4,) [rad/s] for a thrust [N] and body rates (3,) [rad/s] that are commanded and measured.

        It is the rate loop of the MuJoCo plant. Where a rotor would leave its range, it stays at the end of it.
        """
        torque = body_torque(rate_command, rate, self.inertia, self.rate_gain)
        torque = np.minimum(np.maximum(torque, -self.torque), self.torque)
        thrust = min(max(thrust, self.thrust[0]), self.thrust[1])
        force = self.mix @ np.array([thrust, *torque])
        return np.sqrt(np.minimum(np.maximum(force, 0.0) / self.constant, TOP_SPEED**2))
