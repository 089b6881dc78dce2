"""Three omni wheels under a round robot: where they stand, what their motors can do, and the control of their speeds.

N robots, wheels k = 0, 1, 2 at angles 2 pi k / 3. A twist of a body is forward, left [m/s] and a turn rate [rad/s].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.models import GRAVITY

WHEELS = 3


@dataclass(frozen=True)
class Drive:
    """Of a robot; the rollers of its wheels run freely, and wheels do not slip: what they cannot hold is not there."""

    radius: float = 0.25
    """Of the robot, a disc [m]."""
    mass: float = 12.0
    """[kg]."""
    share: float = 0.8
    """Distance of the wheels from the centre by the robot's radius."""
    wheel: float = 0.05
    """Radius of a wheel [m]."""
    inertia: float = 1e-3
    """Of a wheel with its gear and motor [kg m^2]."""
    lag: float = 0.02
    """Time constant of the motors' torques [s]."""
    stall: float = 1.2
    """Torque of a motor at rest, at most [N m]; it falls in a line to nothing at full speed."""
    free: float = 40.0
    """Full speed of a wheel [rad/s]."""
    grip: float = 0.6
    """Coefficient of friction of wheels and ground."""
    resistance: float = 3.0
    """Of rolling, by the robot's speed [N s/m]."""
    proportional: float = 0.3
    """Torque by the error of a wheel's speed [N m s/rad]."""
    integral: float = 1.0
    """The same by its integral [N m/rad]."""

    @property
    def rims(self) -> np.ndarray:
        """Rim speeds (3,) of a twist (3,): a matrix (3, 3) [-, m]; its transpose turns rim forces into a wrench."""
        angle = 2 * np.pi * np.arange(WHEELS) / WHEELS
        return np.column_stack([-np.sin(angle), np.cos(angle), np.full(WHEELS, self.share * self.radius)])

    @property
    def turning(self) -> float:
        """Moment of inertia of the body, a disc [kg m^2]."""
        return 0.5 * self.mass * self.radius**2

    @property
    def armature(self) -> tuple[float, float]:
        """What the wheels add: mass in every direction [kg], moment of inertia [kg m^2]."""
        each = self.inertia / self.wheel**2
        return 1.5 * each, WHEELS * each * (self.share * self.radius) ** 2

    def most(self, speed: np.ndarray) -> np.ndarray:
        """Largest torques at speeds of wheels [rad/s], of the motor and of what the ground holds; same shape [N m]."""
        held = self.grip * self.mass * GRAVITY / WHEELS * self.wheel
        return np.minimum(self.stall * np.clip(1 - speed / self.free, 0, 1), held)


class WheelControl:
    """What the bases of N robots do with twists: ramp them, and control every wheel's speed (PI with feed-forward)."""

    def __init__(self, drive: Drive, robots: int, speed: float, acceleration: float) -> None:
        """speed, acceleration: largest of the robots [m/s, m/s^2]."""
        self._drive, self._speed, self._acceleration = drive, speed, acceleration
        self._rims, self._forces = drive.rims, np.linalg.inv(drive.rims.T)
        mass, turning = drive.armature
        self._mass = np.array([drive.mass + mass, drive.mass + mass, drive.turning + turning])
        self.reference = np.zeros((robots, 3))
        """Twists that the wheels follow."""
        self._integral = np.zeros((robots, WHEELS))

    def torques(self, twist: np.ndarray, speed: np.ndarray, dt: float) -> np.ndarray:
        """Torques (N, 3) [N m] for commanded twists (N, 3) at speeds of wheels (N, 3) [rad/s], a step of dt [s]."""
        drive, before = self._drive, self.reference
        self.reference = self._ramped(before, twist, dt)
        resisted = drive.resistance * self.reference * [1, 1, (drive.share * drive.radius) ** 2]
        wrench = self._mass * (self.reference - before) / dt + resisted
        error = self.reference @ self._rims.T / drive.wheel - speed
        wanted = wrench @ self._forces.T * drive.wheel + drive.proportional * error + self._integral
        found = np.clip(wanted, -drive.most(-speed), drive.most(speed))
        self._integral += np.where(found == wanted, drive.integral * dt * error, 0.0)
        return found

    def _ramped(self, before: np.ndarray, twist: np.ndarray, dt: float) -> np.ndarray:
        """As near to the twist as speed and acceleration allow; turning takes the rims as far as driving would."""
        reach = np.array([1, 1, self._drive.share * self._drive.radius])
        wanted = np.hstack(
            [_capped(twist[:, :2], self._speed), np.clip(twist[:, 2:], *(np.array([-1, 1]) * self._speed / reach[2]))]
        )
        change = (wanted - before) * reach
        moved = np.hstack(
            [_capped(change[:, :2], self._acceleration * dt), _capped(change[:, 2:], self._acceleration * dt)]
        )
        return before + moved / reach


def _capped(vectors: np.ndarray, most: float) -> np.ndarray:
    """Rows, or where they are longer than `most`, that much of them."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors * (most / np.maximum(length, most))
