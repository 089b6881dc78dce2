"""A flight of processes on this machine: which there are, and how it goes, seen from outside."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence

import numpy as np
import rclpy
from diagnostic_msgs.msg import DiagnosticArray
from nav_msgs.msg import Odometry
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.serialization import deserialize_message

from l2c_planner.config import MultiliftTask
from l2c_planner.control import Track
from l2c_planner.msg import TeamPlan
from l2c_planner.ros import names
from l2c_planner.ros.motion import read_team_plan
from l2c_planner.ros.odometry import read_odometry
from l2c_planner.ros.topics import topics


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


class FlightWatch:
    """Looks on while a team flies; a node in a context of its own."""

    def __init__(self, task: MultiliftTask, domain: int, host: str = "quad_0") -> None:
        self.task, self.time, self.error = task, 0.0, 0.0
        """Simulated time [s], and distance of the load from where the plan has it [m]."""
        self.begin = self.duration = np.inf
        """Of the plan [s]."""
        self.modes: dict[str, str] = {}
        """What every controller says, by host."""
        self._track: Track | None = None
        self._looked = 0.0
        self._context = rclpy.Context()
        rclpy.init(context=self._context, domain_id=domain)
        self._node = Node("watch", context=self._context, start_parameter_services=False)
        self._executor = SingleThreadedExecutor(context=self._context)
        self._executor.add_node(self._node)
        table = topics()
        table[names.TEAM_PLAN].subscription(self._node, self._on_plan, host=host)
        table[names.ODOMETRY].subscription(self._node, self._on_load, host=names.LOAD, raw=True)
        table[names.DIAGNOSTICS].subscription(self._node, self._on_health)

    def spin(self, seconds: float) -> None:
        """Take in what arrives for a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self._context.ok():
            self._executor.spin_once(timeout_sec=left)

    def close(self) -> None:
        """Leave."""
        self._node.destroy_node()
        rclpy.try_shutdown(context=self._context)

    @property
    def phase(self) -> float:
        """Time since the plan began [s]; below 0 before that."""
        return self.time - self.begin if np.isfinite(self.begin) else -np.inf

    def _on_plan(self, message: TeamPlan) -> None:
        arrays, _ = read_team_plan(message)
        if arrays:
            self._track = Track.of_plan(self.task.team, arrays)
            self.duration = self._track.duration
            self.begin = message.header.stamp.sec + message.header.stamp.nanosec * 1e-9

    def _on_load(self, data: bytes) -> None:
        if time.monotonic() - self._looked < PERIOD:
            return
        self._looked, message = time.monotonic(), deserialize_message(data, Odometry)
        located, _ = read_odometry(message, message.header.frame_id)
        if located is not None:
            self.time = located.time
            if self._track is not None:
                planned = self._track.at(max(self.phase, 0.0)).load_position
                self.error = float(np.linalg.norm(located.position - planned))

    def _on_health(self, message: DiagnosticArray) -> None:
        for status in message.status:
            host, _, what = status.name.partition(": ")
            if what == names.CONTROLLER:
                self.modes[host] = status.message
