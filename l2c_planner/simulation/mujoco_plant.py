"""The team as rigid bodies on cables in MuJoCo."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.control import Command, Odometry
from l2c_planner.control.attitude import body_torque
from l2c_planner.control.vectors import unit
from l2c_planner.models.manifold import rotation_matrices
from l2c_planner.simulation.disturbance import Disturbance, Mismatch, Wind, noisy
from l2c_planner.simulation.model import team_model
from l2c_planner.simulation.obstacles import obstacle_motion
from l2c_planner.simulation.physics import Physics
from l2c_planner.simulation.plant import Observation, TeamState

TAUT = 1e-6
"""Stretch of the cables at the start: at its exact length a cable does not pull yet [m]."""


class SimulatorMissing(ImportError):
    """MuJoCo is not installed; the message says how it is."""


class Diverged(ArithmeticError):
    """The physics have come to numbers that are not finite or far too large; the message says when."""


class MujocoPlant:
    """Load, quadrotors and cables of a multilift task; see :class:`l2c_planner.simulation.plant.Plant`.

    All of it is determined by task, physics, disturbance and seed, to the last bit on one machine.
    """

    def __init__(
        self,
        task: MultiliftTask,
        disturbance: Disturbance | None = None,
        seed: int = 0,
        physics: Physics | None = None,
    ) -> None:
        self._mujoco = mujoco_module()
        self._task, self._physics = task, physics or Physics()
        self._disturbance = disturbance or Disturbance()
        built, wind, self._noise, self._gyro = (
            np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(4)
        )
        mismatch = Mismatch.draw(self._disturbance, task.team, built)
        self._wind = Wind(self._disturbance, wind)
        self.model = self._mujoco.MjModel.from_xml_string(team_model(task, self._physics, mismatch))
        self.data = self._mujoco.MjData(self.model)
        self._length = task.team.cable_length + mismatch.cable_length
        self._inertia = self._physics.inertia(task.team)
        self._torque = self._physics.torque_limit(task.team)
        self._limits = task.team.thrust_min, task.team.thrust_max
        self._drag = np.array([self._physics.load_drag, *[self._physics.drag] * task.team.n])[:, None]
        self._delay = round(self._disturbance.delay / self._physics.timestep)
        self._queue: deque[Command] = deque()
        self._touched: set[tuple[int, int]] = set()
        self._left = 0.0
        self.begin = 0.0
        """Of the flight, from which on obstacles move [s]."""
        self._moving = [j for j, obstacle in enumerate(task.obstacles) if obstacle.moves is not None]
        self._views()

    def _views(self) -> None:
        """Arrays of MuJoCo's by body: load first, then the quadrotors."""
        bodies, data = self._task.team.n + 1, self.data
        self._place, self._motion = data.qpos.reshape(bodies, 7), data.qvel.reshape(bodies, 6)
        self._ctrl, self._wrench = data.ctrl.reshape(-1, 4), data.xfrc_applied[1 : bodies + 1]
        self._act = data.act.reshape(-1, 4) if data.act.size else self._ctrl

    def reset(self, state: TeamState) -> None:
        """Begin at a state with taut cables: a quadrotor is moved along its cable if that is not of the right length.

        Winds and noises go on; a plant that shall repeat a flight is made anew.
        """
        self._mujoco.mj_resetData(self.model, self.data)
        self.data.time, self._left = state.time, 0.0
        self._queue.clear()
        self._touched.clear()
        everything = [(state.load, slice(0, 1)), (state.robots, slice(1, None))]
        for bodies, rows in everything:
            self._place[rows, :3], self._place[rows, 3:] = bodies.position, bodies.attitude
            self._motion[rows, :3], self._motion[rows, 3:] = bodies.velocity, bodies.rate
        hooks = state.load.position + self._task.team.attachment @ rotation_matrices(state.load.attitude).T
        self._place[1:, :3] = hooks + (self._length[:, None] + TAUT) * unit(state.robots.position - hooks)
        self._act[:, 0] = self._ctrl[:, 0] = state.thrust
        self._mujoco.mj_forward(self.model, self.data)

    def step(self, command: Command, dt: float) -> None:
        """Fly on; steps of the integration that do not fit into dt are made up for later.

        Raises:
            Diverged: the physics broke down.
        """
        count = round((dt + self._left) / self._physics.timestep)
        self._left += dt - count * self._physics.timestep
        for _ in range(count):
            self._queue.append(command)
            self._advance(self._queue.popleft() if len(self._queue) > self._delay else None)
        if self.data.warning.number.any():
            raise Diverged(f"the physics broke down at {self.data.time:.3f} s; a smaller Physics.timestep may help")

    def _advance(self, command: Command | None) -> None:
        """One step of the integration; no command leaves the rotors as they are."""
        dt = self._physics.timestep
        if command is not None:
            rate = self._motion[1:, 3:] + self._disturbance.rate_noise * self._gyro.standard_normal(self._torque.shape)
            torque = body_torque(command.rate, rate, self._inertia, self._physics.rate_gain)
            self._ctrl[:, 0] = np.minimum(np.maximum(command.thrust, self._limits[0]), self._limits[1])
            self._ctrl[:, 1:] = np.minimum(np.maximum(torque, -self._torque), self._torque)
        self._wrench[:, :3] = self._drag * (self._wind.blow(dt) - self._motion[:, :3])
        if self._moving:
            centers, _ = obstacle_motion(self._task, self.data.time - self.begin)
            self.data.mocap_pos[:] = centers[self._moving]
        self._mujoco.mj_step(self.model, self.data)
        if self.data.ncon:
            contact = self.data.contact
            self._touched.update((int(a), int(b)) for a, b in contact.geom[contact.dist <= 0])

    def observe(self) -> Observation:
        """Measured states, with fresh noise at every call."""
        bodies = noisy(self._truth(), self._disturbance, self._noise)
        return Observation(self.data.time, bodies.rows(slice(1, None)), bodies.rows(0))

    def state(self) -> TeamState:
        """True state; contacts since the last call."""
        bodies = self._truth()
        names = sorted(f"{self._name(a)} - {self._name(b)}" for a, b in self._touched)
        self._touched.clear()
        return TeamState(
            self.data.time,
            bodies.rows(slice(1, None)),
            bodies.rows(0),
            self._act[:, 0].copy(),
            self.data.sensordata.copy(),
            tuple(names),
        )

    def _truth(self) -> Odometry:
        place, motion = self._place.copy(), self._motion.copy()
        return Odometry(place[:, :3], motion[:, :3], place[:, 3:], motion[:, 3:])

    def _name(self, geom: int) -> str:
        return self.model.geom(geom).name.removeprefix("obstacle ")


def mujoco_module() -> Any:
    try:
        import mujoco
    except ImportError:
        raise SimulatorMissing("the physics need MuJoCo; install it with: pip install mujoco") from None
    mujoco.set_mju_user_warning(lambda text: None)  # else it logs into the current folder; we raise Diverged
    return mujoco
