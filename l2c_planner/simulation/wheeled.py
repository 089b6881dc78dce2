"""Robots on omni wheels in MuJoCo: they are told twists, as on cmd_vel, and collide with what is in their way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.simulation.mujoco_plant import Diverged, mujoco_module
from l2c_planner.simulation.wheeled_drive import Drive, WheelControl
from l2c_planner.simulation.wheeled_model import TIMESTEP, wheeled_model


@dataclass(frozen=True, eq=False)
class WheeledState:
    """Of N robots, in the world's frame."""

    time: float
    """[s]."""
    position: np.ndarray
    """(N, 2) [m]."""
    velocity: np.ndarray
    """(N, 2) [m/s]."""
    heading: np.ndarray
    """(N,) [rad]."""
    rate: np.ndarray
    """(N,) [rad/s]."""
    force: np.ndarray
    """Of the wheels on the ground, (N, 3) [N]."""
    touched: np.ndarray
    """(N,) bool: whether it has touched anything during the last step."""


class WheeledPlant:
    """N robots among M obstacles; the same commands give the same motion, to the last bit on one machine."""

    def __init__(
        self,
        robots: int,
        obstacles: np.ndarray,
        speed: float = 1.0,
        acceleration: float = 1.0,
        drive: Drive | None = None,
    ) -> None:
        """Args:
            robots: how many.
            obstacles: (M, 6) x, y, angle, half lengths, radius: discs (half lengths 0), or boxes and lines (radius 0).
            speed: at which a robot drives, at most [m/s].
            acceleration: of a robot, at most [m/s^2].
            drive: of every robot.

        Raises SimulatorMissing without MuJoCo.
        """
        self._mujoco, self._drive = mujoco_module(), drive or Drive()
        self._limits = robots, speed, acceleration
        self._model = self._mujoco.MjModel.from_xml_string(wheeled_model(robots, obstacles, self._drive))
        self._data = self._mujoco.MjData(self._model)
        self._place, self._motion = self._data.qpos.reshape(robots, 3), self._data.qvel.reshape(robots, 3)
        self._touched, self._left = np.zeros(robots, bool), 0.0
        self._control = self._controller()

    def reset(self, position: np.ndarray, heading: np.ndarray) -> None:
        """Stand at positions (N, 2) [m] with headings (N,) [rad]."""
        self._mujoco.mj_resetData(self._model, self._data)
        self._place[:] = np.column_stack([position, heading])
        self._touched[:], self._left = False, 0.0
        self._control = self._controller()
        self._mujoco.mj_forward(self._model, self._data)

    def step(self, twist: np.ndarray, dt: float) -> None:
        """Drive on for dt [s] with twists (N, 3) of the bodies: forward, left [m/s], turn rate [rad/s].

        Steps of the integration that do not fit into dt are made up for later. Raises Diverged if the physics break.
        """
        count = round((dt + self._left) / TIMESTEP)
        self._left += dt - count * TIMESTEP
        self._touched[:] = False
        for _ in range(count):
            speed = self._twists() @ self._drive.rims.T / self._drive.wheel
            torque = self._control.torques(twist, speed, TIMESTEP)
            self._data.ctrl[:] = torque.ravel() / self._drive.wheel
            self._mujoco.mj_step(self._model, self._data)
            self._note_contacts()
        if self._data.warning.number.any():
            raise Diverged(f"the physics broke down at {self._data.time:.3f} s")

    def state(self) -> WheeledState:
        """What is the case now."""
        place, motion, touched = self._place.copy(), self._motion.copy(), self._touched.copy()
        force = self._data.act.reshape(-1, 3).copy()
        return WheeledState(
            float(self._data.time), place[:, :2], motion[:, :2], place[:, 2], motion[:, 2], force, touched
        )

    def _controller(self) -> WheelControl:
        return WheelControl(self._drive, *self._limits)

    def _twists(self) -> np.ndarray:
        """How the bodies move, in their own frames."""
        return np.column_stack([turned(self._motion[:, :2], -self._place[:, 2]), self._motion[:, 2]])

    def _note_contacts(self) -> None:
        if self._data.ncon:
            contact = self._data.contact
            bodies = self._model.geom_bodyid[contact.geom[contact.dist <= 0].ravel()]
            self._touched[bodies[bodies > 0] - 1] = True


def turned(vectors: np.ndarray, angle: np.ndarray) -> np.ndarray:
    """Vectors (..., 2) rotated by angles (...) [rad]."""
    cos, sin = np.cos(angle), np.sin(angle)
    x, y = vectors[..., 0], vectors[..., 1]
    return np.stack([cos * x - sin * y, sin * x + cos * y], -1)
