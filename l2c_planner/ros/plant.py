"""The simulated world as a node: physics or perfect tracking, odometry of robots and load, the clock.

It waits for the team's first plan, puts the team where that begins, and then flies in step with the controllers: every
tick it publishes the odometry, waits (not for long) for the commands that answer it, and moves on. What really happened
is written to a file when it ends.
"""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import rclpy
from builtin_interfaces.msg import Time
from rclpy.node import Node
from rosgraph_msgs.msg import Clock

from l2c_planner.config import ConfigError, MultiliftTask, default_task_path, load_task
from l2c_planner.control import Command, Odometry, Track
from l2c_planner.msg import TeamPlan
from l2c_planner.ros import names
from l2c_planner.ros.motion import read_team_plan
from l2c_planner.ros.newest import Newest, Undisturbed
from l2c_planner.ros.process import run
from l2c_planner.ros.serialised import OdometryWriter, Stamp, command_of
from l2c_planner.ros.topics import topics
from l2c_planner.ros.transforms import Transforms
from l2c_planner.simulation import Disturbance, LoopbackPlant, MujocoPlant, Observation, Plant, TeamState, planned_state
from l2c_planner.simulation.flight_file import Count, save
from l2c_planner.simulation.obstacles import obstacle_motion
from l2c_planner.simulation.record import Record

START = 1.0
"""Time of the clock before there is a plan [s]; 0 would mean none to ROS."""
CLOCK_PERIOD = 0.02
"""The clock goes on by so much, or by a tick if that is more [s]: it wakes every node."""
LOOK = 0.0003
"""Whether commands have come is looked at after so long [s]."""
OBSTACLE_PERIOD = 0.02
"""Between two odometries of an obstacle [s]."""
LEVEL = np.array([1.0, 0.0, 0.0, 0.0])
"""Attitude of obstacles."""
PARAMETERS = {
    "task": ("", "path of the task file; empty: the shipped transport.yaml"),
    "quads": (0, "number of robots; 0: as the task file says"),
    "world_frame": ("map", "frame of odometry"),
    "plant": ("mujoco", "mujoco (physics) or loopback (the plan itself)"),
    "seed": (0, "of all that is drawn"),
    "wind": (0.0, "largest speed of the gusts [m/s]"),
    "disturbed": (True, "whether there are noise, delay and mismatch"),
    "rate": (200.0, "ticks of odometry and commands [1/s]"),
    "speed": (1.0, "simulated by real time; 0: as fast as the commands come"),
    "patience": (0.05, "longest wait for the commands of a tick [s]; then the last ones count"),
    "record": ("", "file of what happened (.npz); empty: none"),
}
"""Default and meaning."""


class PlantNode(Undisturbed, Node):
    """See the module's description.

    Raises ConfigError for a task without a load, ValueError for an unknown plant, SimulatorMissing without MuJoCo.
    """

    def __init__(self, **options) -> None:
        super().__init__(names.PLANT, **options)
        given = {name: self.declare_parameter(name, value).value for name, (value, _) in PARAMETERS.items()}
        task = load_task(given["task"] or default_task_path(), given["quads"] or None)
        if not isinstance(task, MultiliftTask):
            raise ConfigError(names.PLANT, "task", f"got a {task.problem} task", "a multilift task")
        if given["plant"] not in ("mujoco", "loopback"):
            raise ValueError(f"plant: got {given['plant']!r}; valid: mujoco | loopback")
        self.task, self.given, self.count = task, given, Count()
        self.hosts = [f"quad_{i}" for i in range(task.team.n)]
        self.now, self.begin = START, 0.0
        """Simulated time, and that at which the first plan begins [s]."""
        self._plant: Plant | None = self._physics() if given["plant"] == "mujoco" else None
        self._planned = threading.Event()
        self._track: Track | None = None
        self._plans: dict[int, tuple[float, dict[str, np.ndarray]]] = {}
        """Starts and arrays by number."""
        self._commands: dict[str, tuple[float, float, tuple[float, float, float]]] = {}
        self._told = self._shown = -np.inf
        self._states: list[TeamState] = []
        self._made: list[Command] = []
        self._contacts: dict[str, float] = {}
        self._open()
        self._running = True
        self._worker = threading.Thread(target=self._fly, name="physics", daemon=True)
        self._worker.start()

    def destroy_node(self) -> None:
        """Stop flying, write what happened."""
        self._running = False
        self._planned.set()
        self._worker.join()
        if self.given["record"] and self._states:
            plans = sorted(self._plans.values(), key=lambda plan: plan[0])
            save(Path(self.given["record"]), self.record(), self.begin, self.count, plans)
        super().destroy_node()

    def record(self) -> Record:
        """What has happened so far, by simulated time."""
        return Record.of(self._states, self._made, self._contacts)

    def _physics(self) -> MujocoPlant:
        wind, seed = self.given["wind"], self.given["seed"]
        disturbance = Disturbance.typical(wind=wind) if self.given["disturbed"] else Disturbance(wind=wind)
        return MujocoPlant(self.task, disturbance, seed)

    def _open(self) -> None:
        table, task = topics(), self.task
        self._clock = self.create_publisher(Clock, names.CLOCK, 10)
        bodies = [names.LOAD, *self.hosts]  # controllers answer their own, and shall know that of the load then
        frame, odometry = self.given["world_frame"], table[names.ODOMETRY]
        self._odometry = {
            body: (self.create_publisher(odometry.type, f"{self._above}/{body}/{odometry.name}", odometry.qos),
                   OdometryWriter(f"{body}/base_link", frame)) for body in bodies
        }  # fmt: skip
        self._obstacles = {
            task.obstacle_names.index(body): (
                self.create_publisher(odometry.type, f"{self._above}/{body}/{odometry.name}", odometry.qos),
                OdometryWriter(f"{body}/base_link", frame)) for body in task.moving_obstacles
        }  # fmt: skip
        self._heard = Newest(self, table[names.COMMAND], self.hosts)
        self._transforms = Transforms(self, frame, [*self.hosts, names.LOAD])
        for host in self.hosts:
            table[names.TEAM_PLAN].subscription(self, self._on_plan, host=host)
        self.create_timer(0.1, self._wait, clock=rclpy.clock.Clock(clock_type=rclpy.clock.ClockType.STEADY_TIME))

    @property
    def _above(self) -> str:
        return self.get_namespace().rsplit("/", 1)[0]

    # ---------------------------------------------------------------- what arrives, in the executor's thread
    def _wait(self) -> None:
        """Keep the clock of who comes late at the start."""
        if not self._planned.is_set():
            self._tell_time()

    def _on_plan(self, message: TeamPlan) -> None:
        if message.plan_id in self._plans or message.quads != self.task.team.n:
            return
        arrays, _ = read_team_plan(message)
        if not arrays:
            return
        stamp, track = message.header.stamp, Track.of_plan(self.task.team, arrays)
        start = stamp.sec + stamp.nanosec * 1e-9
        self._plans[message.plan_id] = start, arrays
        if self._track is None:
            self._track, self.begin = track, start
            self._planned.set()
        elif isinstance(self._plant, LoopbackPlant):
            self._plant.follow(track, start)

    # ---------------------------------------------------------------- the physics' thread
    def _fly(self) -> None:
        self._planned.wait()
        if not self._running:
            return
        team, period = self.task.team, 1.0 / self.given["rate"]
        plant = self._plant = self._plant or LoopbackPlant(team, self._track, self.begin)
        if isinstance(plant, MujocoPlant):
            plant.begin = self.begin
        plant.reset(replace(planned_state(self._track, team), time=self.now))
        self._states.append(plant.state())
        self.get_logger().info(f"flying from {self.now:.2f} s on, the plan begins at {self.begin:.2f} s")
        first = time.monotonic()
        while self._running and rclpy.ok():
            begun = time.monotonic()
            self._tell(plant.observe())
            command = self._answered()
            if command is not None:
                plant.step(command, period)
                self.now += period
                self._note(plant.state(), command)
                self.count.ticks += 1
                if self.given["speed"] > 0:
                    due = first + self.count.ticks * period / self.given["speed"]
                    time.sleep(max(0.0, due - time.monotonic()))
            self.count.wall += (time.monotonic() - begun) if command is not None else 0.0
            if command is None:
                first = time.monotonic()

    def _tell(self, seen: Observation) -> None:
        stamp = _stamp(self.now)
        if not self._told < self.now < self._told + CLOCK_PERIOD - 1e-9:  # nor while it stands still
            self._tell_time()
        for body, (publisher, writer) in self._odometry.items():
            state = seen.load if body == names.LOAD else seen.robots.rows(self.hosts.index(body))
            publisher.publish(writer.bytes(state, stamp))
        self._transforms.tell(self.now, seen.robots, seen.load)
        self._tell_obstacles(stamp)

    def _tell_obstacles(self, stamp: Stamp) -> None:
        if self._obstacles and not self._shown < self.now < self._shown + OBSTACLE_PERIOD - 1e-9:
            self._shown = self.now
            centers, velocities = obstacle_motion(self.task, self.now - self.begin)
            for j, (publisher, writer) in self._obstacles.items():
                publisher.publish(writer.bytes(Odometry(centers[j], velocities[j], LEVEL, np.zeros(3)), stamp))

    def _answered(self) -> Command | None:
        """Commands of all robots for the present tick, or the last ones; None before every robot has made one."""
        end, late = time.monotonic() + self.given["patience"], False
        for host in self.hosts:
            while not (come := self._has_come(host)) and time.monotonic() < end:
                time.sleep(LOOK)
            late |= not come
        if len(self._commands) < self.task.team.n:
            return None
        self.count.late += late
        made = [self._commands[host] for host in self.hosts]
        return Command(np.array([thrust for _, thrust, _ in made]), np.array([rate for _, _, rate in made]))

    def _has_come(self, host: str) -> bool:
        """Whether a robot has answered the present tick."""
        heard = self._heard.take(host)
        command = None if heard is None else command_of(heard[0])[0]
        if command is not None:
            self._commands[host] = command
        return host in self._commands and self._commands[host][0] > self.now - 1e-6

    def _note(self, state: TeamState, command: Command) -> None:
        self._states.append(state)
        self._made.append(command)
        for contact in state.contacts:
            self._contacts.setdefault(contact, state.time)

    def _tell_time(self) -> None:
        self._told = self.now
        seconds, nanoseconds = _stamp(self.now)
        self._clock.publish(Clock(clock=Time(sec=seconds, nanosec=nanoseconds)))


def _stamp(seconds: float) -> Stamp:
    return divmod(round(seconds * 1e9), 10**9)


def main(args: list[str] | None = None) -> int:
    """Run the world until it is interrupted or terminated; 2 if it cannot be made."""
    return run(PlantNode, args)


if __name__ == "__main__":
    sys.exit(main())
