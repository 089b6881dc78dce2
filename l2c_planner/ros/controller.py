"""The node that flies one robot: every odometry of its own is answered with a thrust and body rates.

It knows its own odometry, the load's, and the team's plan as the robot's planner has committed it. Time is that of the
odometry, so that it flies in simulated time at any speed. Without odometry a timer goes on, and the robot comes down.
"""

from __future__ import annotations

import sys
from functools import partial

import numpy as np
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from std_msgs.msg import Header

from l2c_planner.config import ConfigError, MultiliftTask, default_task_path, load_task
from l2c_planner.control import Change, Controller, Odometry, Track
from l2c_planner.control.supervisor import Mode
from l2c_planner.msg import TeamPlan
from l2c_planner.ros import names
from l2c_planner.ros.motion import read_team_plan
from l2c_planner.ros.newest import Newest, Undisturbed
from l2c_planner.ros.odometry import Located
from l2c_planner.ros.process import run
from l2c_planner.ros.serialised import CommandWriter, Stamp, odometry_of, stamp_of
from l2c_planner.ros.topics import topics
from l2c_planner.team import Roster, robot_of

SILENCE = 0.1
"""Own odometry that is older starts the timer's commands; the load's counts as none [s]."""
PERIOD = 0.02
"""Of the timer [s]."""
PARAMETERS = {
    "task": ("", "path of the task file; empty: the shipped transport.yaml"),
    "quads": (0, "number of robots; 0: as the task file says"),
    "world_frame": ("map", "frame of odometry and plans"),
}
"""Default and meaning."""
LEVELS = {Mode.FOLLOW: DiagnosticStatus.OK, Mode.HOLD: DiagnosticStatus.OK, Mode.DESCEND: DiagnosticStatus.ERROR}


class ControllerNode(Undisturbed, Node):
    """See the module's description; its namespace ends with the robot.

    Raises ConfigError if the task cannot be used, or the robot is none of its team.
    """

    def __init__(self, **options) -> None:
        super().__init__(names.CONTROLLER, **options)
        given = {name: self.declare_parameter(name, value).value for name, (value, _) in PARAMETERS.items()}
        self.frame, self.host = given["world_frame"], self.get_namespace().rsplit("/", 1)[-1]
        task = load_task(given["task"] or default_task_path(), given["quads"] or None)
        hosts = [f"quad_{i}" for i in range(task.team.n)]
        if not isinstance(task, MultiliftTask) or self.host not in hosts:
            raise ConfigError(self.get_fully_qualified_name(), "namespace", f"got {self.host}", " | ".join(hosts))
        self.team, self.robot = task.team, robot_of(self.host)
        self.controller = Controller(task.team, [self.robot])
        self.plan = 0
        """Number of the plan that it has; 0 before the first."""
        self._load: Located | None = None
        self._heard: float = 0.0
        self._last: float | None = None
        """When the last own odometry came, by the node's clock, and its own time [s]."""
        table = topics()
        self._command, self._commands = table[names.COMMAND].publisher(self), CommandWriter(self.frame)
        self._health = table[names.DIAGNOSTICS].publisher(self)
        self._mode = ""
        table[names.TEAM_PLAN].subscription(self, partial(self._on_plan, True))
        for captain in captains(task, self.host):
            table[names.TEAM_PLAN].subscription(self, partial(self._on_plan, False), host=captain)
        table[names.ODOMETRY].subscription(self, self._on_odometry, raw=True)
        self._loads = Newest(self, table[names.ODOMETRY], [names.LOAD])
        steady = Clock(clock_type=ClockType.STEADY_TIME)
        self.create_timer(PERIOD, self._on_silence, clock=steady)
        self.create_timer(1.0, self._report, clock=steady)

    # ---------------------------------------------------------------- what arrives
    def _on_plan(self, own: bool, message: TeamPlan) -> None:
        """A plan of its own planner, or of a captain: what one host has committed, all have accepted, and a planner may
        have died before it could say so."""
        if not own and (not self.plan or message.plan_id <= self.plan):
            return
        arrays, reason = read_team_plan(message)
        try:
            if not arrays:
                raise ValueError(reason or "no plan")
            track = Track.of_plan(self.team, arrays, [self.robot])
            stamp = message.header.stamp
            self.controller.accept(track, stamp.sec + stamp.nanosec * 1e-9)
        except ValueError as error:
            if self.plan or reason:
                self.get_logger().warning(f"plan {message.plan_id} is not flown: {error}")
            return
        self.plan = message.plan_id
        self.get_logger().info(f"plan {self.plan} is flown from {stamp.sec + stamp.nanosec * 1e-9:.3f} s on")

    def _on_odometry(self, data: bytes) -> None:
        own, _ = odometry_of(data, self.frame)
        if own is not None:
            self._heard, self._last = self._now(), own.time
            self._answer(own.time, _state(own, own.time), stamp_of(data))

    def _on_silence(self) -> None:
        """Go on without odometry, in the time that has passed since; a simulated world that halts is not silent."""
        quiet = self._now() - self._heard
        if quiet > SILENCE and self._last is not None:
            now = self._last + quiet
            self._answer(now, None, divmod(int(now * 1e9), 10**9))

    def _now(self) -> float:
        return self.get_clock().now().nanoseconds * 1e-9

    def _answer(self, now: float, own: Odometry | None, stamp: Stamp) -> None:
        if not self.plan:
            return
        robots = None if own is None else Odometry(*(np.atleast_2d(part) for part in vars(own).values()))
        command = self.controller.command(now, robots, self._load_at(now))
        self._command.publish(self._commands.bytes(float(command.thrust[0]), command.rate[0].tolist(), stamp))
        for change in self.controller.changes():
            self._changed(change)

    def _load_at(self, now: float) -> Odometry | None:
        """The load at a time [s], if it has been heard of just before."""
        if (heard := self._loads.take(names.LOAD)) is not None:
            located, _ = odometry_of(heard[0], self.frame)
            self._load = located or self._load
        known = self._load is not None and abs(now - self._load.time) <= SILENCE
        return _state(self._load, now) if known else None

    # ---------------------------------------------------------------- what it says
    def _changed(self, change: Change) -> None:
        self._mode = f"{change.mode.value}: {change.reason}"
        line = f"{self._mode} (at {change.time:.3f} s)"
        if change.mode is Mode.DESCEND:
            self.get_logger().error(line)
        else:
            self.get_logger().info(line)
        self._report()

    def _report(self) -> None:
        mode = self.controller.modes[0]
        values = [KeyValue(key="mode", value=mode.value), KeyValue(key="plan", value=str(self.plan)),
                  KeyValue(key="phase", value=f"{self.controller.phase:.2f}")]  # fmt: skip
        name, level = f"{self.host}: controller", LEVELS[mode] if self.plan else DiagnosticStatus.STALE
        status = DiagnosticStatus(level=level, name=name, message=self._mode or "no plan", values=values)
        self._health.publish(DiagnosticArray(header=Header(stamp=self.get_clock().now().to_msg()), status=[status]))


def captains(task: MultiliftTask, host: str) -> list[str]:
    """The host that leads the team and its first stand-in, without a host itself."""
    first = next(iter(Roster.of(task).candidates.values()))
    return [name for name in first[:2] if name != host]


def _state(located: Located, now: float) -> Odometry:
    """Odometry, brought from its own time to another one [s]."""
    state = Odometry(located.position, located.velocity, located.attitude, located.rate)
    return state if now == located.time else state.after(now - located.time)


def main(args: list[str] | None = None) -> int:
    """Fly one robot; 2 if it cannot be made."""
    return run(ControllerNode, args)


if __name__ == "__main__":
    sys.exit(main())
