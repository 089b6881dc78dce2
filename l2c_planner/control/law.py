"""The control law of a robot at one tick, as one kernel: several robots are computed side by side, in microseconds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import casadi as ca
import numpy as np

from l2c_planner.config import Team
from l2c_planner.control.attitude import body_rate
from l2c_planner.control.expressions import COLUMNS, DEGREES, Body, Path, chosen
from l2c_planner.control.gains import Gains
from l2c_planner.control.load import cable_force, feedback, wrench
from l2c_planner.control.position import correction, disturbance, observed, shifted
from l2c_planner.kernels import LANES, Kernel, compile_kernel
from l2c_planner.kernels.lanes import from_lanes, groups, to_lanes
from l2c_planner.models import GRAVITY

DESCENT = 0.95
"""Thrust of a robot that comes down, as a share of the planned one."""
LEAST_LIFT = 0.2
"""Lowest vertical force that is asked for, as a share of the weight: robots do not turn over."""
MEMORY = {"integral": 6, "shift": 3, "shift_velocity": 3, "momentum": 3}
"""What the law keeps from tick to tick, with the number of rows."""
ROBOT = {"mass": 1, "thrust_min": 1, "thrust_max": 1, "cable_length": 1, "tension_max": 1, "share": 18}
TASK = {"load_mass": 1, "load_inertia": 3, "com": 3}
"""What it knows of each robot, and of the load."""
PIECE = COLUMNS * DEGREES
INPUTS = {"now": PIECE, "ahead": PIECE, "when": 8, "own": 13, "load": 13, "tracked": 1, "down": 1, "seen": 1, "dt": 1,
          "robot": sum(ROBOT.values()), "task": sum(TASK.values()), "memory": sum(MEMORY.values())}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Tick:
    """What is the case when m robots are to be commanded."""

    when: tuple[float, ...]
    """Of the track now and a lead ahead, as `Path.at` takes it, (8,)."""
    own: np.ndarray
    """Position, velocity, quaternion, body rates of the robots, (m, 13)."""
    load: np.ndarray | None
    """The same of the load, (13,)."""
    tracked: list[bool]
    """Whose position and velocity are fed back; the others make the planned thrust."""
    down: list[bool]
    """Who comes down."""
    dt: float
    """Since the tick before [s]."""


class Law:
    """The law of m robots with what it keeps between ticks."""

    def __init__(self, team: Team, robots: list[int], gains: Gains) -> None:
        share = np.linalg.pinv(team.wrench_map).reshape(team.n, 18)
        known = (team.quad_mass, team.thrust_min, team.thrust_max, team.cable_length, team.tension_max)
        self._count, self._mass = len(robots), team.quad_mass[robots, None]
        rows, lead = groups(len(robots)), (groups(len(robots)),)
        shapes = {name: (size, LANES) for name, size in INPUTS.items()}
        own = ("now", "ahead", "own", "tracked", "down", "robot", "memory")
        self._arrays = {name: np.zeros(lead + shape if name in own else shape) for name, shape in shapes.items()}
        self._arrays["robot"][:] = to_lanes(np.column_stack([*known, share])[robots])
        task = np.concatenate([[team.load_mass], team.load.inertia, team.com_offset])
        self._arrays["task"][:] = task[:, None]
        self._command = np.zeros((rows, 4, LANES))
        self._run = _kernel(gains).bind(**self._arrays, command=self._command, memory_next=self._arrays["memory"])
        self._begun = False

    def follow(self, name: str, piece: np.ndarray) -> None:
        """Take the piece of the track for `now` or `ahead`, coefficients (6, m, 19)."""
        self._arrays[name][:] = to_lanes(piece.transpose(1, 0, 2).reshape(self._count, PIECE))

    def command(self, tick: Tick) -> np.ndarray:
        """Thrust [N] and body rates [rad/s] of the robots, (m, 4)."""
        a, m = self._arrays, self._count
        if not self._begun:
            self._begin(tick.own)
        a["when"].T[:] = tick.when
        a["own"][:] = to_lanes(tick.own)
        a["seen"][:] = tick.load is not None
        if tick.load is not None:
            a["load"].T[:] = tick.load
        for name, flags in (("tracked", tick.tracked), ("down", tick.down)):
            a[name].reshape(-1)[:m] = flags
        a["dt"][:] = tick.dt
        self._run()
        return from_lanes(self._command, m)

    def _begin(self, own: np.ndarray) -> None:
        """The observers expect the momentum that there is."""
        memory = np.zeros((self._count, INPUTS["memory"]))
        memory[:, -3:] = self._mass * own[:, 3:6]
        self._arrays["memory"][:] = to_lanes(memory)
        self._begun = True


@lru_cache
def _kernel(gains: Gains) -> Kernel:
    symbols = {name: ca.SX.sym(name, size) for name, size in INPUTS.items()}
    results = _law(**symbols, gains=gains)
    function = ca.Function("control", [*symbols.values()], ca.cse(results), [*symbols], ["command", "memory_next"])
    return compile_kernel(function, inplace=["memory_next"])


def _law(*, now, ahead, when, own, load, tracked, down, seen, dt, robot, task, memory, gains: Gains) -> list[ca.SX]:
    """Thrust and body rates of a robot, and what is kept for the next tick."""
    mass, least, most, length, tension_max, share = _parts(robot, ROBOT)
    inertia = _parts(task, TASK)
    integral, shift, shift_velocity, momentum = _parts(memory, MEMORY)
    path, soon = Path.at(now, when[:4]), Path.at(ahead, when[4:])
    robot, load = Body.of(own), Body.of(load)
    turn = chosen(seen, load.rotation, path.load_rotation)
    load = Body(load.position, load.velocity, turn, load.rate)

    linear, angular, integral = feedback(path, load, seen, integral, dt, gains)
    shares = ca.reshape(share, 6, 3).T
    change = turn @ (shares @ wrench(turn, linear, angular, *inertia))
    still = ca.SX.zeros(3)
    pace = path.load_rotation @ (shares @ wrench(path.load_rotation, path.load_change, still, *inertia))
    planned = path.tension * path.direction
    direction, tension = cable_force(planned + pace, change, tension_max, gains)
    pull = tension * direction

    moved = length * (direction - path.direction)
    shift_velocity = shifted(moved, shift, shift_velocity, dt, gains.shift)
    push = disturbance(robot.velocity, momentum, mass, gains.observer)
    correct = correction(path, robot, moved, shift_velocity, push, mass, gains)
    force = soon.thrust(mass) + pull - planned + chosen(tracked, correct, 0)
    force = chosen(down, DESCENT, 1) * force
    force = ca.vertcat(force[:2], ca.fmax(force[2], LEAST_LIFT * GRAVITY * mass))

    thrust = ca.fmin(ca.fmax(ca.dot(force, robot.rotation[:, 2]), least), most)
    momentum = observed(momentum, thrust * robot.rotation[:, 2], pull, push, mass, dt)
    rate = body_rate(force, soon.thrust_rate(mass), robot.rotation, (gains.attitude, gains.attitude, gains.yaw))
    return [ca.vertcat(thrust, rate), ca.vertcat(integral, moved, shift_velocity, momentum)]


def _parts(column: ca.SX, sizes: dict[str, int]) -> list[ca.SX]:
    return ca.vertsplit(column, np.cumsum([0, *sizes.values()]).tolist())
