"""A flight of processes on this machine: which there are, and how it goes, seen from outside."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import rclpy
from diagnostic_msgs.msg import DiagnosticArray
from geometry_msgs.msg import PoseStamped
from rclpy.node import Node
from std_msgs.msg import Header

from l2c_planner.config import MultiliftTask
from l2c_planner.control import Track, Tracks
from l2c_planner.msg import TeamPlan, TeamStatus
from l2c_planner.ros import names
from l2c_planner.ros.motion import read_team_plan
from l2c_planner.ros.newest import Newest, Undisturbed
from l2c_planner.ros.process import events_executor
from l2c_planner.ros.serialised import odometry_of
from l2c_planner.ros.topics import topics
from l2c_planner.simulation.flight_file import joined
from l2c_planner.team import Roster


def commands(hosts: Sequence[str], task: str, quads: int, plant: dict[str, object]) -> dict[str, list[str]]:
    """Commands of the controllers, `<host>.controller`, and of the plant with its parameters, by process."""
    common = {"task": task, "quads": quads}
    simulated = common | {"use_sim_time": True}
    made = {f"{host}.controller": _command(names.CONTROLLER, host, simulated) for host in hosts}
    return made | {names.PLANT: _command(names.PLANT, names.PLANT, common | plant)}


def _command(module: str, namespace: str, parameters: dict[str, object]) -> list[str]:
    words = [sys.executable, "-m", f"l2c_planner.ros.{module}", "--ros-args", "-r", f"__ns:=/{namespace}"]
    for name, value in parameters.items():
        words += ["-p", f"{name}:={json.dumps(value)}"]
    return words


PERIOD = 0.02
"""Odometry is not looked at more often [s]."""


class _WatchNode(Undisturbed, Node):
    """Looks at the load when it likes."""


class FlightWatch:
    """Looks on while a team flies; a node in a context of its own."""

    def __init__(self, task: MultiliftTask, domain: int, frame: str = "map") -> None:
        self._frame = frame
        self.task, self.time, self.error = task, 0.0, 0.0
        """Simulated time [s], and distance of the load from where the plan has it [m]."""
        self.begin = self.duration = np.inf
        """Of the plan [s]."""
        self.modes: dict[str, str] = {}
        """What every controller says, by host."""
        self.latencies: dict[int, float] = {}
        """From the opening of every plan in flight to its commit at the captain [s], by its place among them."""
        self.late = self.dropped = 0
        """Plans in flight that were not found in time, and those that were not flown for other reasons."""
        self._taken: dict[str, list[float]] = {}
        """When hosts have committed plans, by the time of the flight [s]."""
        self._plans: dict[int, tuple[float, Track]] = {}
        self._tracks: Tracks | None = None
        self._context = rclpy.Context()
        rclpy.init(context=self._context, domain_id=domain)
        self._node = _WatchNode("watch", context=self._context, start_parameter_services=False)
        self._executor = events_executor(self._context)
        self._executor.add_node(self._node)
        table = topics()
        for each in Roster.of(task).hosts:
            table[names.TEAM_PLAN].subscription(self._node, self._on_plan, host=each)
            table[names.TEAM].subscription(self._node, self._on_team, host=each)
        goal, hosts = table[names.GOAL], Roster.of(task).hosts
        self._goals = [self._node.create_publisher(goal.type, f"/{each}/{goal.name}", goal.qos) for each in hosts]
        self._load = Newest(self._node, table[names.ODOMETRY], [names.LOAD])
        table[names.DIAGNOSTICS].subscription(self._node, self._on_health)

    def spin(self, seconds: float) -> None:
        """Take in what arrives for a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self._context.ok():
            self._executor.spin_once(timeout_sec=min(left, PERIOD))
            self._look()

    def turn_to(self, goal: tuple[float, float, float]) -> None:
        """Tell all robots another goal of the load [m]."""
        message = PoseStamped(header=Header(frame_id=self._frame))
        message.pose.position.x, message.pose.position.y, message.pose.position.z = goal
        for publisher in self._goals:
            publisher.publish(message)

    def replanned(self) -> dict[str, Any]:
        """Figures of the plans in flight, by the names of flight.json."""
        found = list(self.latencies.values())
        return {
            "replans": max(self.latencies, default=0),
            "late_plans": self.late,
            "dropped_plans": self.dropped,
            "replan_latency_p95_s": float(np.quantile(found, 0.95)) if found else None,
        }

    def rejoined(self, restarts: Mapping[str, float]) -> dict[str, float | None]:
        """When planners that were restarted first took part in a plan again [s]; None if they did not.

        restarts: by process, those of the planners count; times of the flight, as in the answer [s].
        """
        hosts = {host: time for host, time in restarts.items() if host in Roster.of(self.task).hosts}
        return {h: next((t for t in self._taken.get(h, ()) if t > since), None) for h, since in hosts.items()}

    def close(self) -> None:
        """Leave."""
        self._node.destroy_node()
        rclpy.try_shutdown(context=self._context)

    @property
    def phase(self) -> float:
        """Time since the plan began [s]; below 0 before that."""
        return self.time - self.begin if np.isfinite(self.begin) else -np.inf

    def _on_plan(self, message: TeamPlan) -> None:
        if message.plan_id in self._plans or not message.quads:
            return
        arrays, _ = read_team_plan(message)
        if arrays:
            start = message.header.stamp.sec + message.header.stamp.nanosec * 1e-9
            self._plans[message.plan_id] = start, Track.of_plan(self.task.team, arrays)
            before = self._tracks
            if before is not None and start > before.starts[-1]:
                self._tracks = before.followed(start, self._plans[message.plan_id][1])
            else:
                self._tracks = joined(list(self._plans.values()))
            self.begin, self.duration = self._tracks.starts[0], self._tracks.duration

    def _on_team(self, message: TeamStatus) -> None:
        if message.state == TeamStatus.COMMITTED:
            self._taken.setdefault(message.host, []).append(self.phase)
        if message.host == message.captain:
            if message.replans:
                self.latencies.setdefault(message.replans, message.latency)
            self.late, self.dropped = max(self.late, message.late), max(self.dropped, message.dropped)

    def _look(self) -> None:
        heard = self._load.take(names.LOAD)
        located = None if heard is None else odometry_of(heard[0], self._frame)[0]
        if located is not None:
            self.time = located.time
            if self._tracks is not None:
                planned = self._tracks.at(self.time).load_position
                self.error = float(np.linalg.norm(located.position - planned))

    def _on_health(self, message: DiagnosticArray) -> None:
        for status in message.status:
            host, _, what = status.name.partition(": ")
            if what == names.CONTROLLER:
                self.modes[host] = status.message
